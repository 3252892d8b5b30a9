"""``check --fix``: mend a program's text where both texts, interpreted, are proven to do the same; written beside it."""

from __future__ import annotations

import contextlib
import math
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from tempfile import NamedTemporaryFile

from codegen.errors import OutputError, UsageError
from codegen.messages import Message, joined, say
from codegen.model.motion import Event, EventKind, Move, Step
from codegen.model.program import Reading
from codegen.model.shop import Controller
from codegen.pipeline.check import MAX_PROGRAM_BYTES, read_bytes
from codegen.pipeline.controls import control_of


@dataclass(frozen=True, slots=True)
class Fixed:
    """``path``: of the mended program; None: there was nothing to mend. ``done`` and ``refused``: fixes, in words."""

    path: Path | None
    done: tuple[Message, ...]
    refused: tuple[Message, ...]


def fix(program: Path, *, controller: str | None = None) -> Fixed:
    """Mend what can be mended without changing what the program does, and write it as ``NAME.fixed.EXT`` beside it.

    Each fix is kept only if reading the text before and after it gives the same steps, in the same order, and no new
    finding.

    Raises:
        UsageError: unreadable file, unknown controller, or a controller that is a mere guess.
        OutputError: the mended program cannot be written.
    """
    if str(program) == "-":
        raise UsageError(say("--fix writes beside the program: name a file, not standard input (-)"))
    data = read_bytes(program, MAX_PROGRAM_BYTES)
    found = control_of(data, controller, name=program.name, edits=True).controller
    text, done, refused = mended(data, found, name=program.name)
    if not done:
        return Fixed(None, (), tuple(refused))
    path = program.with_name(f"{program.stem}.fixed{program.suffix}")
    _write(path, text)
    return Fixed(path, tuple(done), tuple(refused))


def mended(data: bytes, controller: Controller, *, name: str) -> tuple[bytes, list[Message], list[Message]]:
    """The mended bytes, what was done, and what could not be proven to change nothing."""
    from codegen.interpreter import read
    from codegen.rules.fixes import FIXES

    done: list[Message] = []
    refused: list[Message] = []
    before = read(data, controller, name=name)
    for one in FIXES:
        if one.dialects is not None and controller.dialect not in one.dialects:
            continue
        # a character for each byte: what is no ASCII stays as it is, whatever the file's code page
        tried = one.mend(data.decode("latin-1")).encode("latin-1")
        if tried == data:
            continue
        after = read(tried, controller, name=name)
        if does_the_same(before, after):
            data, before = tried, after
            done.append(one.said)
        else:
            refused.append(say("not done, because it is not proven to change nothing: {fix}", fix=one.said))
    return data, done, refused


def does_the_same(before: Reading, after: Reading) -> bool:
    """Whether two readings run the same steps to the same end, lines and columns apart, and the second has no new finding."""
    if before.ended != after.ended or not same_steps(before, after):
        return False
    old = Counter((f.code, f.severity, str(f.message)) for f in before.findings)
    new = Counter((f.code, f.severity, str(f.message)) for f in after.findings)
    return not new - old


def same_steps(before: Reading, after: Reading) -> bool:
    """Whether two readings run the same steps, lines and columns, remarks and the end apart."""
    missing = object()
    return all(_same(a, b) for a, b in zip_longest(_real(before), _real(after), fillvalue=missing))


def _real(reading: Reading) -> Iterator[Step]:
    return (s for s in reading.steps if not (isinstance(s, Event) and s.kind in (EventKind.MARK, EventKind.END)))


def _same(a: object, b: object) -> bool:
    if isinstance(a, Move) and isinstance(b, Move):
        mine = (a.kind, a.state, a.plane, a.turns, a.cycle, a.cycle_hole, len(a.calls), a.rotary)
        other = (b.kind, b.state, b.plane, b.turns, b.cycle, b.cycle_hole, len(b.calls), b.rotary)
        figures = zip(_figures(a), _figures(b), strict=True)
        return mine == other and all(_equal(x, y) for x, y in figures)
    if isinstance(a, Event) and isinstance(b, Event):
        same = (a.kind, a.state, a.text, len(a.calls)) == (b.kind, b.state, b.text, len(b.calls))
        return same and _equal(math.nan if a.value is None else a.value, math.nan if b.value is None else b.value)
    return False


def _figures(move: Move) -> tuple[float, ...]:
    nowhere = (math.nan, math.nan, math.nan)
    pitch = math.nan if move.pitch is None else move.pitch
    return (*move.start, *move.end, move.feed, pitch, *(move.centre or nowhere[:2]), *(move.machine_end or nowhere))


def _equal(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b))


def _write(path: Path, data: bytes) -> None:
    """Beside the target first, flushed, then given its name in one step."""
    temporary: Path | None = None
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()
        raise OutputError(say("cannot write {path!r}: {reason}", path=str(path), reason=error.strerror)) from error


def sentence(fixed: Fixed) -> Message:
    """What was done, in one line."""
    if fixed.path is None:
        return joined("; ", [say("nothing to fix"), *fixed.refused])
    done = say(
        "written to {path}: {done}; proven to run the same moves", path=str(fixed.path), done=joined(", ", fixed.done)
    )
    return joined("; ", [done, *fixed.refused])
