"""Run by test_output_set_kill: writes a set slowly, saying when the writing begins and ends. Not a test itself.

``python kill_child.py ROOT DIRECTORY exchange|journal``
"""

from __future__ import annotations

import errno
import sys
import time
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, sys.argv[1])

from codegen.artifacts.fileops import FileOps, Unsupported
from codegen.artifacts.output_set import write_set


class Slow(FileOps):
    """Says each operation before it does it, and waits, so that a kill can be aimed at any of them."""

    def __getattribute__(self, name: str):
        found = super().__getattribute__(name)
        if name.startswith("_"):
            return found

        def run(*args: object) -> None:
            sys.stdout.write("operation\n")
            sys.stdout.flush()
            time.sleep(0.004)
            if name == "exchange" and sys.argv[3] == "journal":
                raise Unsupported(errno.ENOSYS, "not here")
            found(*args)

        return run


NEW = [SimpleNamespace(name=f"file{i}.txt", data=f"new {i}".encode() * 5000, role="x") for i in range(4)]

if __name__ == "__main__":
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write("begin\n")
    sys.stdout.flush()
    write_set(Path(sys.argv[2]), NEW, ops=Slow())
    sys.stdout.write("end\n")
    sys.stdout.flush()
