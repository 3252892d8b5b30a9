"""What a program says and does, block by block, in plain words: ``explain``."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from codegen.errors import UsageError
from codegen.findings import Finding
from codegen.messages import Message, say
from codegen.model.explained import Explained
from codegen.model.motion import Coolant, Event, EventKind, Move, MoveKind, Spindle, State, Step
from codegen.model.program import Block, Reading
from codegen.pipeline.check import MAX_PROGRAM_BYTES, read_bytes
from codegen.pipeline.controls import Control, control_of
from codegen.pipeline.diff import figure, told
from codegen.units import number

TOLD: Final = 8
"""Acts of a block that are told one by one; of more, as many less one, and the last."""
NAMED_TOOL: Final = 100_000
"""Numbers from here on stand for tools that the program calls by a name."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """``before``: the modal state in which the first block shown finds the machine. ``blocks``: made as they are asked for."""

    control: Control
    before: tuple[Message, ...]
    blocks: Iterator[Explained]


def explain(program: Path, *, controller: str | None = None, lines: str | None = None) -> Explanation:
    """The blocks of ``program``; ``lines``: of these alone ("10-20", "15", "10-").

    Raises:
        UsageError: an unreadable file, an unknown control, ``lines`` that are none.
    """
    from codegen.interpreter import read

    first, last = span(lines)
    data = read_bytes(program, MAX_PROGRAM_BYTES)
    control = control_of(data, controller, name=program.name)
    reading = read(data, control.controller, name=program.name)
    if not reading.program.blocks:
        why = next((f.message for f in reading.findings), say("the program is empty"))
        raise UsageError(say("{name}: {why}", name=program.name, why=why))
    if first > len(reading.program.blocks):
        raise UsageError(
            say("{name} has {count} lines: there is no line {line}", name=program.name, line=first,
                count=len(reading.program.blocks))
        )  # fmt: skip
    doing = _Doing(reading)
    before = doing.state_before(first - 1)
    known = () if before is None else tuple(modes(before))
    return Explanation(control, known, _blocks(doing, control.controller.dialect, first, last, known))


def span(text: str | None) -> tuple[int, int]:
    """First and last line of "10-20", "15" or "10-".

    Raises:
        UsageError: neither.
    """
    if text is None:
        return 1, 10**9
    found = re.fullmatch(r"\s*([1-9][0-9]{0,8})\s*(-?)\s*([1-9][0-9]{0,8})?\s*", text)
    if found is None or (found[3] and not found[2]) or (found[3] and int(found[3]) < int(found[1])):
        raise UsageError(say("--lines takes 10-20, 15 or 10-, not {text!r}", text=text[:40]))
    first = int(found[1])
    return first, int(found[3]) if found[3] else 10**9 if found[2] else first


class _Doing:
    """What each block does: rows of moves and events by block."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.moves = reading.steps.moves
        block = self.moves.block
        self.order = np.argsort(block, kind="stable")
        self.blocks = block[self.order]
        self.events: dict[int, list[int]] = {}
        for index, event in reading.steps.events():
            self.events.setdefault(event.block, []).append(index)
        self.findings: dict[int, list[Finding]] = {}
        for finding in reading.findings:
            self.findings.setdefault((finding.where.line or 1) - 1, []).append(finding)

    def steps_of(self, block: int) -> np.ndarray[Any, Any]:
        """Indices of the block's steps, ascending."""
        low, high = self.blocks.searchsorted((block, block + 1))
        moves = np.asarray(self.reading.steps.step_of(self.order[low:high]))
        events = self.events.get(block)
        return np.sort(np.concatenate((moves, np.array(events, np.int64)))) if events else moves

    def state_before(self, block: int) -> State | None:
        """The state of the last move or event of the blocks above it; None: there is none."""
        rows = self.order[: int(self.blocks.searchsorted(block))]
        best = int(self.reading.steps.step_of(rows.max())) if len(rows) else -1
        best = max([best, *(max(found) for at, found in self.events.items() if at < block)])
        return self.reading.steps[best].state if best >= 0 else None


def _blocks(doing: _Doing, dialect: str, first: int, last: int, known: tuple[Message, ...]) -> Iterator[Explained]:
    blocks = doing.reading.program.blocks
    steps = doing.reading.steps
    state: State | None = None
    for at in range(first - 1, min(last, len(blocks))):
        block = blocks[at]
        indices = doing.steps_of(at)
        gaps: list[int] = np.flatnonzero(np.diff(indices) > 1).tolist() if len(indices) > 1 else []
        run = indices[: gaps[0] + 1] if gaps else indices
        listed = run.tolist() if len(run) <= TOLD else [*run[: TOLD - 1].tolist(), int(run[-1])]
        done: list[Step] = [steps[index] for index in listed]
        moves = [s for s in done if isinstance(s, Move)]
        cycle = next((m.cycle for m in moves if m.cycle), None)
        under: tuple[Message, ...] = ()
        if moves and moves[0].state is not state:
            state = moves[0].state
            now = tuple(modes(state))
            under, known = (now, now) if now != known else ((), known)
        yield Explained(
            block.line,
            block.text,
            tuple(_words(block, dialect, cycle)),
            tuple(_act(step) for step in done),
            len(run) - len(done),
            under,
            len(gaps) + 1,
            tuple(doing.findings.get(at, ())),
        )


# -- what the words mean


@cache
def meanings(dialect: str) -> Mapping[str, Mapping[str, Any]]:
    """The table of a dialect's codes, with what it takes from others."""
    from codegen.shop.library import table

    tables = table("meanings")
    own = tables.get(dialect, {})
    base = meanings(own["like"]) if "like" in own else {}
    out = {key: {**base.get(key, {}), **own.get(key, {})} for key in ("words", "letters", "arguments")}
    for span_of, meaning in own.get("ranges", {}).items():
        low, high = span_of[1:].split("-")
        out["words"].update({f"{span_of[0]}{n}": meaning for n in range(int(low), int(high) + 1)})
    out["with"] = {
        code: {**base.get("with", {}).get(code, {}), **own.get("with", {}).get(code, {})}
        for code in {**base.get("with", {}), **own.get("with", {})}
    }
    return MappingProxyType(out)


@cache
def _names(dialect: str) -> re.Pattern[str]:
    """Finds a dialect's words that are no letter with a number."""
    names = [w for w in meanings(dialect)["words"] if dialect == "heidenhain" or not re.fullmatch(r"[GM][0-9.]+", w)]
    listed = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(rf"(?<![A-Z0-9_])(?:{listed})(?![A-Z0-9_.])" if listed else r"(?!)")


_UNSAID: Final = (re.compile(r"\([^()]*\)|;.*"), re.compile(r";.*|\"[^\"]*\""))
"""Comments and texts: where they stand in parentheses, and where they follow a semicolon."""
_SEMICOLON: Final = ("siemens", "heidenhain")


def _words(block: Block, dialect: str, cycle: str | None) -> list[tuple[str, str]]:
    """Words and names of a block with their meanings, as they stand there."""
    table = meanings(dialect)
    found: list[tuple[int, str, str]] = []
    codes: list[str] = []
    for word in block.words:
        if word.letter in "GM" and not math.isnan(word.value):
            key = f"{word.letter}{number(word.value, 1)}"
            codes.append(key)
            if dialect != "heidenhain":
                unlisted = say("not in the table of this control's codes")
                found.append((word.column, word.text, table["words"].get(key, unlisted)))
    # comments give way to blanks: columns stay
    text = _UNSAID[dialect in _SEMICOLON].sub(lambda hit: " " * len(hit[0]), block.text).upper()
    for hit in _names(dialect).finditer(text):
        found.append((hit.start() + 1, hit[0], table["words"][hit[0]]))
        if hit[0] in table["arguments"]:
            found += _arguments(text, hit.end(), table["arguments"][hit[0]])
    beside = [table["with"][code] for code in (*codes, *([cycle] if cycle else [])) if code in table["with"]]
    if not codes and not cycle and any(word.letter in "IJKR" for word in block.words):
        beside = [table["with"].get("G2", {})]
    for word in block.words:
        meaning = next((one[word.letter] for one in beside if word.letter in one), table["letters"].get(word.letter))
        if meaning is not None and word.letter not in "GM" and word.text[:1].upper() == word.letter:
            found.append((word.column, word.text, meaning))
    return [(word, meaning) for _, word, meaning in sorted(found, key=lambda item: item[0])]


def _arguments(text: str, start: int, names: list[str]) -> Iterator[tuple[int, str, str]]:
    found = re.compile(r"\s*\(([^()]*)\)").match(text, start)
    if found is not None:
        for value, name in zip(found[1].split(","), names, strict=False):
            if value.strip():
                yield found.start(1) + 1, value.strip(), name


# -- what the machine does


def _act(step: Step) -> Message:
    if isinstance(step, Event):
        return _event(step)
    if step.kind in (MoveKind.RAPID, MoveKind.THREAD) or step.machine_end is not None:
        made = told(step)
    elif math.isnan(step.feed):
        made = say("{act}, at a feed that is not known", act=told(step))
    else:
        made = say("{act} at {feed} mm/min", act=told(step), feed=figure(step.feed))
    if step.rotary:
        turned = " ".join(f"{letter}{figure(value)}" for letter, value in step.rotary)
        made = say("{act}, with {axes}", act=made, axes=turned)
    return made


def _event(event: Event) -> Message:
    state = event.state
    match event.kind:
        case EventKind.SPINDLE:
            return _spindle(state)
        case EventKind.COOLANT:
            return _coolant(state)
        case EventKind.LENGTH_OFFSET:
            return _length(state)
        case EventKind.WORK_OFFSET:
            return say("work offset {name}", name=event.text or state.work_offset or "?")
        case EventKind.TOOL_CHANGE:
            return say("changes to tool {tool}", tool=_tool(state))
        case EventKind.OUTPUT:
            return say("switches something outside the axes ({code})", code=event.text)
        case _:
            return told(event)


def _tool(state: State) -> str:
    if state.tool is None:
        return "?"
    return f"T{state.tool}" if state.tool < NAMED_TOOL else say("called by its name")


def _spindle(state: State) -> Message:
    if state.spindle is Spindle.OFF:
        return say("spindle off")
    if state.spindle is Spindle.UNKNOWN:
        return say("spindle: not known")
    speed = figure(state.speed)
    if state.spindle is Spindle.CW:
        return say("spindle clockwise at {speed} rev/min", speed=speed)
    return say("spindle counter-clockwise at {speed} rev/min", speed=speed)


def _coolant(state: State) -> Message:
    return {
        Coolant.OFF: say("coolant off"),
        Coolant.FLOOD: say("flood coolant"),
        Coolant.MIST: say("mist coolant"),
        Coolant.UNKNOWN: say("coolant: not known"),
    }[state.coolant]


def _length(state: State) -> Message:
    if state.length_offset is None:
        return say("length offset: not known")
    if state.length_offset == 0:
        return say("no length offset")
    if state.length_offset >= NAMED_TOOL:
        return say("the tool's own length")
    return say("length offset {number}", number=state.length_offset)


def modes(state: State) -> Iterator[Message]:
    """The modal state that matters to a move, in words; what is not known is named."""
    yield say("tool {tool}", tool=_tool(state)) if state.tool is not None else say("tool: not known")
    yield _length(state)
    yield say("work offset {name}", name=state.work_offset) if state.work_offset else say("work offset: not known")
    yield _spindle(state)
    yield _coolant(state)
    if state.units is None:
        yield say("unit: not known")
    elif state.units == "inch":
        yield say("program in inches")
    if state.absolute is False:
        yield say("increments (G91)")
    elif state.absolute is None:
        yield say("absolute or not: not known")
    if state.feed_mode not in (None, "G94"):
        yield say("feed mode {code}", code=state.feed_mode)
    if state.compensation in ("G41", "G42"):
        yield say("cutter compensation {code}", code=state.compensation)
