"""What the commands share: two consoles, progress, one way to fail."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Annotated, Any, Final, NoReturn

import typer
from rich.console import Console, RenderableType

from codegen.messages import say, translated

_LANGUAGE: Final[ContextVar[str]] = ContextVar("language", default="en")

TimeLimit = Annotated[
    float,
    typer.Option(
        "--time-limit", metavar="SECONDS", min=0.1, max=86_400.0,
        help="Computing time for following loops and repeated subprograms.",
    ),
]  # fmt: skip
"""An option of the commands that read programs."""

SLOW = 2.0
"""Seconds of work after which progress is shown."""


def out() -> Console:
    """Standard output, for results. Wide when it is not a terminal, so that pipes get whole lines."""
    return Console(highlight=False, width=_width(sys.stdout.isatty()))


def err() -> Console:
    """Standard error, for progress and failures."""
    return Console(stderr=True, highlight=False, width=_width(sys.stderr.isatty()))


def _width(terminal: bool) -> int | None:
    columns = os.environ.get("COLUMNS", "")
    return None if terminal else int(columns) if columns.isdigit() and int(columns) >= 40 else 160


def speak(language: str) -> None:
    """From here on the command says what it says in this language; English until then."""
    _LANGUAGE.set(language)


def spoken(message: str) -> str:
    """``message`` in the command's language."""
    return translated(message, _LANGUAGE.get())


def fail(message: str, *, code: int = 2, debug: BaseException | None = None) -> NoReturn:
    """One line on standard error, and the exit code. ``CODEGEN_DEBUG=1`` adds the traceback for a report of a defect."""
    if debug is not None and os.environ.get("CODEGEN_DEBUG") == "1":
        traceback.print_exception(debug)
    line = " ".join(spoken(message).split())
    if "--json" in sys.argv[1:]:
        show_json({"format": 1, "outcome": "error", "error": line})
    sys.stderr.write(f"codegen: {spoken(say('error'))}: {line if len(line) <= 600 else line[:600] + '…'}\n")
    sys.stderr.flush()
    sys.exit(code)


def show(renderable: RenderableType) -> None:
    """Print a result on standard output; into a pipe each finding stays on its own line, unless COLUMNS asks for a width."""
    out().print(renderable, soft_wrap=not sys.stdout.isatty() and "COLUMNS" not in os.environ)


def show_json(data: dict[str, Any]) -> None:
    """Print data on standard output: one JSON document."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def interactive(*, as_json: bool) -> bool:
    """Whether a person is there to answer questions."""
    return not as_json and sys.stdin.isatty() and sys.stdout.isatty()


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Callable[[str, float], None]]:
    """A progress line on standard error for work longer than two seconds; off when that is not a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda _stage, _done: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    started = time.monotonic()
    bar = Progress(
        TextColumn("{task.description:<32}"), BarColumn(), TimeElapsedColumn(), console=err(), transient=True
    )
    task = bar.add_task(spoken(say("starting")), total=1.0)
    live = False

    def report(stage: str, done: float) -> None:
        nonlocal live
        if not live and time.monotonic() - started > SLOW:
            bar.start()
            live = True
        bar.update(task, description=spoken(stage), completed=done)

    try:
        yield report
    finally:
        if live:
            bar.stop()
