"""At a real terminal: questions are asked and answered there."""

import os
import select
import sys
import time
from pathlib import Path

import pytest

from tests.pipeline.plate import INCOMPLETE_ZH

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a POSIX thing")
ROOT = Path(__file__).resolve().parents[2]


def talk(arguments: list[str], replies: list[tuple[str, str]], cwd: Path) -> tuple[int, str]:
    """Run ``codegen`` on a pseudo-terminal; after each expected text type the reply. Returns exit code and screen."""
    import pty

    pid, fd = pty.fork()
    if pid == 0:
        os.chdir(cwd)
        os.environ["PYTHONPATH"] = str(ROOT)
        os.execv(sys.executable, [sys.executable, "-m", "codegen", *arguments])
    screen = ""
    waiting = list(replies)
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        ready, _, _ = select.select([fd], [], [], 1)
        if ready:
            try:
                data = os.read(fd, 65536)
            except OSError:  # the child has closed its side
                break
            if not data:
                break
            screen += data.decode("utf-8", errors="replace")
        if waiting and waiting[0][0] in screen:
            expected, reply = waiting.pop(0)
            screen = screen.split(expected, 1)[1]
            os.write(fd, reply.encode() + b"\n")
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), screen


def test_questions_are_answered_at_the_terminal(tmp_path: Path) -> None:
    replies = [("毛坯", "120x60x20"), ("孔多深", "15 mm")]
    code, screen = talk(["make", INCOMPLETE_ZH, "-o", "out"], replies, tmp_path)
    assert code == 0, screen
    assert (tmp_path / "out" / "program.ngc").is_file()


def test_no_answer_leaves_and_writes_nothing(tmp_path: Path) -> None:
    code, _ = talk(["make", INCOMPLETE_ZH, "-o", "out"], [("毛坯", "")], tmp_path)
    assert code == 2
    assert not (tmp_path / "out").exists()
