"""The way through a Fanuc program: the tape's ends, program numbers, subprograms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from codegen.findings import Severity
from codegen.interpreter.execute import execute
from codegen.interpreter.fanuc.numbers import convert
from codegen.interpreter.fanuc.state import Call, own
from codegen.interpreter.lines import Parsed, parse_line
from codegen.interpreter.machine import ZERO, Machine
from codegen.interpreter.reader import MOVES, check_length, report_faults, straight_feed
from codegen.interpreter.unknown import forget_everything, forget_groups, forget_words
from codegen.messages import say
from codegen.model.motion import EventKind
from codegen.model.program import Block

MAX_DEPTH: Final = 10
"""Subprograms may call subprograms ten deep (B-64604EN, "Subprogram (M98, M99)")."""
MAX_CALLED: Final = 500_000
"""Blocks run in subprograms: a few lines that call each other 9999 times could ask for billions."""


@dataclass(slots=True)
class _Frame:
    """A subprogram being run: where it begins, where to go on after it, and how many runs are left."""

    start: int
    after: int
    left: int


class _Tape:
    """The lines between the percent signs, parsed, and the programs among them."""

    def __init__(self, m: Machine, lines: list[str], newline: str, max_blocks: int) -> None:
        self.m = m
        self.newline = newline
        self.lines = lines
        self.blocks: list[Block] = []
        self.parsed: list[Parsed | None] = []  # None: not part of a program
        self.first, self.end = _ends(lines)
        self.programs: dict[int, int] = {}
        self.run: bytearray = bytearray(len(lines))
        self.cut = len(lines) > max_blocks
        for index, line in enumerate(lines[:max_blocks]):
            self._take(index, line)
        self.end = min(self.end, len(self.blocks))

    def _take(self, index: int, line: str) -> None:
        if not self.first <= index < self.end:
            self.blocks.append(Block(index, index + 1, line))
            self.parsed.append(None)
            return
        parsed = parse_line(line, self.m.dialect.syntax)
        self.blocks.append(Block(index, index + 1, line, parsed.words, parsed.comments, parsed.number, parsed.deleted))
        self.parsed.append(parsed)
        if parsed.program is not None:
            if parsed.program in self.programs:
                self.m.block = self.blocks[index]
                self.m.report(
                    "word-conflict",
                    say("O{program} begins a second time: the control would not load it", program=parsed.program),
                    say("give each program a number of its own"),
                )
            self.programs.setdefault(parsed.program, index)


def _ends(lines: list[str]) -> tuple[int, int]:
    """Index of the first line that counts, and of the percent sign that ends the tape."""
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    first += lines[first].lstrip().startswith("%")
    end = next((i for i in range(first, len(lines)) if lines[i].lstrip().startswith("%")), len(lines))
    return first, end


def run(m: Machine, lines: list[str], newline: str, max_blocks: int) -> list[Block]:
    """The first program of the tape, and what it calls."""
    tape = _Tape(m, lines, newline, max_blocks)
    _leader(m, tape)
    stopped = _follow(m, tape)
    if tape.cut:
        m.block = tape.blocks[-1] if tape.blocks else m.block
        m.report(
            "limit-exceeded",
            say("the program has more than {most} blocks", most=max_blocks),
            say("split it, or raise the limit"),
        )
    elif not m.ended and not stopped:
        m.report("no-program-end", say("the program ends without M2 or M30"), say("write M30 as its last block"))
    _never_run(m, tape)
    return tape.blocks


def _leader(m: Machine, tape: _Tape) -> None:
    """Say that what stands beside the opening percent sign is passed over."""
    index = tape.first - 1
    if 0 <= index < len(tape.blocks) and tape.lines[index].strip() not in ("", "%"):
        m.block = tape.blocks[index]
        m.report("text-after-end", say("the control passes over what stands on the line of the opening %"),
                 say("write it on a line of its own"), severity=Severity.WARNING)  # fmt: skip


def _follow(m: Machine, tape: _Tape) -> bool:
    """Run block after block. True: it was broken off, and why is reported."""
    frames: list[_Frame] = []
    at, entered, called = tape.first, tape.first, 0
    while at < tape.end:
        parsed = tape.parsed[at]
        if parsed is None:
            return False
        if parsed.program is not None and at != entered and (frames or any(tape.run)):
            break  # the next program begins: this one had no end
        called += bool(frames)
        if called > MAX_CALLED:
            m.report(
                "limit-exceeded",
                say("more than {most} blocks in subprograms are not followed", most=MAX_CALLED),
                say("check the repeats"),
            )
            return True
        _block(m, tape, at, parsed)
        if m.ended:
            return False
        mine = own(m)
        call, returns, mine.call, mine.returns = mine.call, mine.returns, None, False
        if call is not None:
            start = _enter(m, tape, call, len(frames))
            if start is not None:
                frames.append(_Frame(start, at + 1, call.count))
                at = entered = start
                continue
        if returns:
            if not frames:
                m.report(
                    "no-program-end", say("M99 in the main program begins it again, without end"), say("write M30")
                )
                return True
            frame = frames[-1]
            frame.left -= 1
            at = entered = frame.start
            if frame.left < 1:
                frames.pop()
                at = frame.after
            continue
        at += 1
    if frames:
        m.report("no-program-end", say("the subprogram ends without M99"), say("write M99 as its last block"))
        forget_everything(m)
        return True
    return False


def _block(m: Machine, tape: _Tape, at: int, parsed: Parsed) -> None:
    block, line = tape.blocks[at], tape.lines[at]
    m.block = block
    tape.run[at] = 1
    if parsed.deleted and m.env.block_delete:
        return
    check_length(m, line, tape.newline)
    words = parsed.words
    if parsed.faults:
        report_faults(m, parsed, line)
        if parsed.refused:
            return
    if not words:
        for comment in parsed.comments:
            m.event(EventKind.MARK, text=comment.strip())
        return
    converted = convert(m, words)
    if converted is None:
        said = [w.value * 10 for w in words if w.letter == "G"]  # may be infinite
        groups = m.dialect.codes.groups.items()
        forget_groups(m, {group for code, group in groups if any(abs(code - value) < 0.5 for value in said)})
        forget_words(m, words)
        m.forget()
        m.dialect.refused(m, words)
    elif parsed.faults or m.origin is not ZERO or own(m).rigid or not straight_feed(m, converted):
        execute(m, converted)


def _enter(m: Machine, tape: _Tape, call: Call, depth: int) -> int | None:
    """Where a called subprogram begins; None: it is not run, and what it would have changed is unknown."""
    start = tape.programs.get(call.number)
    if start is not None and depth < MAX_DEPTH and call.count > 0:
        return start
    column, end = call.word.column, call.word.column + len(call.word.text)
    if start is None:
        message = say("O{number:04d} is called and is not in the file: what it does is not known", number=call.number)
        m.report(
            "unsupported-code",
            message,
            say("put the subprogram into the file, after M30"),
            column=column,
            end_column=end,
        )
    elif call.count > 0:
        message = say("O{number:04d} is called more than {depth} deep", number=call.number, depth=MAX_DEPTH)
        m.report(
            "limit-exceeded", message, say("call fewer subprograms from subprograms"), column=column, end_column=end
        )
    else:
        return None  # no times at all
    forget_everything(m)
    return None


def _never_run(m: Machine, tape: _Tape) -> None:
    """Say once for each stretch of blocks that nothing runs them: behind an end, or in a program that is not called."""
    index = tape.first
    while index < len(tape.blocks):
        start = index
        while index < len(tape.blocks) and not tape.run[index]:
            index += 1
            if index == tape.end or _own_program(tape, index):
                break  # each program is a stretch of its own, and so is what stands behind the percent sign
        said = [i for i in range(start, index) if _says(tape, i)]
        if said:
            m.block = tape.blocks[said[0]]
            beyond = said[0] >= tape.end
            m.report(
                "text-after-end",
                say("behind the closing %: the control does not read this and what follows")
                if beyond
                else say(
                    "nothing runs this and what follows: it stands behind an end, or in a program that is not called"
                ),
                say("remove it") if beyond else say("remove it, or call it with M98"),
                severity=Severity.ERROR
                if any(MOVES.match(tape.lines[i]) for i in said) and not _own_program(tape, start)
                else Severity.WARNING,
            )
        index = max(index, start + 1)


def _says(tape: _Tape, index: int) -> bool:
    """Whether a line holds more than a number, a comment or a percent sign."""
    parsed = tape.parsed[index]
    if parsed is None:
        return tape.lines[index].strip() not in ("", "%")
    return bool(parsed.words or parsed.faults)


def _own_program(tape: _Tape, index: int) -> bool:
    """Whether a program begins here, which may be there to be called from elsewhere."""
    parsed = tape.parsed[index] if index < len(tape.parsed) else None
    return parsed is not None and parsed.program is not None
