"""LinuxCNC's ``gcode`` module in a process that stays: starting it takes longer than any program."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
from pathlib import Path

SYSTEM_PYTHON = "/usr/bin/python3"
MODULE = Path(__file__).with_name("gcode_module.py")
TIME_LIMIT = 20.0
"""Seconds: some lathe cycles never end in this interpreter."""


class Server:
    """The ``gcode`` module in a process of its own that takes one program after the other: starting it takes longest."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="gcode-")
        self.home = Path(self.folder.name)
        self.process = subprocess.Popen(
            [SYSTEM_PYTHON, str(MODULE), "--serve"],
            env={**os.environ, "HOME": str(self.home)},
            cwd=self.home,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )

    def ask(self) -> list[str]:
        """The lines about the program in the folder; no last one: the process has gone.

        Raises:
            subprocess.TimeoutExpired: it did not end.
        """
        process = self.process
        assert process.stdin is not None and process.stdout is not None
        watch = threading.Timer(TIME_LIMIT, process.kill)
        watch.start()
        lines: list[str] = []
        try:
            process.stdin.write("program.ngc tools.tbl variables\n")
            process.stdin.flush()
            while line := process.stdout.readline():
                lines.append(line)
                if line.startswith("{"):
                    return lines
        except BrokenPipeError:
            pass
        finally:
            late = not watch.is_alive()
            watch.cancel()
        if late:
            raise subprocess.TimeoutExpired("gcode", TIME_LIMIT)
        return lines
