"""Running the real command."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def codegen(
    *arguments: str | Path, cwd: Path | None = None, stdin: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """``python -m codegen …`` in its own process; standard input is never a terminal."""
    root = str(Path(__file__).resolve().parents[2])
    environment = {
        **{k: v for k, v in os.environ.items() if k != "COLUMNS"},
        "PYTHONPATH": root,
        "PYTHONUTF8": "1",
        **(env or {}),
    }
    command: Sequence[str] = [sys.executable, "-m", "codegen", *map(str, arguments)]
    done = subprocess.run(command, check=False, cwd=cwd, input=stdin, capture_output=True, env=environment, timeout=300)
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())
