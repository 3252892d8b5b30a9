"""The loop over a program's lines, with a short way for plain straight moves."""

from __future__ import annotations

import gc
import re
from collections.abc import Sequence
from math import isnan
from typing import Final

from codegen.findings import Severity
from codegen.interpreter import dialect
from codegen.interpreter.check import MAX_VALUE
from codegen.interpreter.execute import execute
from codegen.interpreter.fast import lines_of
from codegen.interpreter.lines import Parsed
from codegen.interpreter.machine import Machine
from codegen.interpreter.text import decode, length_of, split
from codegen.interpreter.unknown import forget_everything, forget_line
from codegen.messages import say
from codegen.model.motion import EventKind, MoveKind
from codegen.model.program import Block, Environment, Program, Reading, Word
from codegen.model.shop import Controller
from codegen.model.steps import Steps

MOVES: Final = re.compile(r"\s*(?:[NnGg]\s*[0-9.]+\s*)*[XYZxyz]\s*[-+.0-9]")
"""A line that would move: text of this kind after the program's end was meant to run."""


def read_program(
    text: str | bytes, controller: Controller, *, environment: Environment | None, name: str, max_blocks: int
) -> Reading:
    """See ``codegen.interpreter.read``."""
    kind = dialect.find(controller.dialect)
    # a million small objects and not one cycle: with the collector at work the reader takes twice as long
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _read(text, Machine(controller, kind, environment or Environment(), name), max_blocks)
    finally:
        if collecting:
            gc.enable()


def _read(text: str | bytes, m: Machine, max_blocks: int) -> Reading:
    if isinstance(text, bytes) and text.isascii():
        decoded: str | bytes = text
    else:
        decoded, findings = decode(text, m.name)
        m.findings.extend(findings)
    lines, newline = lines_of(decoded, m) or split(decoded if isinstance(decoded, str) else decoded.decode("ascii"))
    if not any(line.strip() for line in lines):
        m.report("no-program-end", say("the program is empty"), say("give a program that ends with M2 or M30"))
        return Reading(Program(m.controller.id, (), newline, m.name), Steps(), tuple(m.findings), ended=False)
    if newline == "\r":
        m.report(
            "syntax",
            say("the lines end with CR alone, which the control does not take for line ends"),
            say("save it with LF ends"),
        )
    blocks = m.dialect.run(m, lines, newline, max_blocks)
    return Reading(
        Program(m.controller.id, tuple(blocks) if isinstance(blocks, list) else blocks, newline, m.name),
        m.steps.build(), tuple(m.findings), ended=m.ended
    )


def run(m: Machine, lines: Sequence[str], newline: str, max_blocks: int) -> Sequence[Block]:
    """Line after line to the program's end, as LinuxCNC goes."""
    from codegen.interpreter.flow import Flow, Tape

    tape = Tape(m, lines, newline, max_blocks=max_blocks)
    percent = _opening_percent(lines)

    def step(index: int) -> None:
        line = lines[index]
        if "%" in line and line.strip() == "%" and percent is not None:
            m.block = Block(index, index + 1, line)
            if index != percent:
                m.event(EventKind.END, text="%")
                m.ended = True
        else:
            m.block = tape.block(index)
            _line(m, tape.parsed(index), line, newline)

    Flow(m, tape, step).follow()
    blocks = tape.blocks()
    if tape.cut and not m.ended:
        m.report(
            "limit-exceeded",
            say("the program has more than {most} blocks", most=max_blocks),
            say("split it, or raise the limit"),
        )
    if not m.ended and len(lines) <= max_blocks:
        m.report(
            "no-program-end", say("the program ends without M2, M30 or a closing %"), say("write M30 as the last block")
        )
    elif m.ended:
        _text_after_end(m, blocks)
    return blocks


def _opening_percent(lines: Sequence[str]) -> int | None:
    """Index of the percent sign that opens the program: the first line that is not blank, if it is that."""
    for index in range(len(lines)):
        line = lines[index]
        if line.strip():
            return index if line.strip() == "%" else None
    return None


def _line(m: Machine, parsed: Parsed, line: str, newline: str) -> None:
    if parsed.deleted and m.env.block_delete:
        return
    check_length(m, line, newline)
    if parsed.faults:
        report_faults(m, parsed, line)
        if parsed.refused:
            return
    elif straight_feed(m, parsed.words):
        return
    if parsed.comments and not parsed.words:
        for comment in parsed.comments:
            m.event(EventKind.MARK, text=comment.strip())
    if parsed.words:
        execute(m, parsed.words)


def check_length(m: Machine, line: str, newline: str) -> None:
    """Report a line that is longer than the control takes."""
    length = length_of(line, newline)
    if length > m.controller.max_line:
        m.report(
            "syntax",
            say(
                "the line has {length} characters; {controller} takes {most}",
                length=length,
                controller=m.controller.name,
                most=m.controller.max_line,
            ),
            say("shorten it, or split it into two blocks"),
            column=min(m.controller.max_line + 1, len(line)),
        )


def report_faults(m: Machine, parsed: Parsed, line: str) -> None:
    """Report what could not be read of a line, and forget what it may have changed."""
    for fault in parsed.faults:
        m.report(fault.code, fault.message, fault.remedy, column=fault.column, end_column=fault.end_column)
    if parsed.refused:
        forget_line(m, line)
    elif any(fault.touches == "everything" for fault in parsed.faults):
        forget_everything(m)


def straight_feed(m: Machine, words: tuple[Word, ...]) -> bool:
    """The short way for what most lines are: G0 or G1 with X, Y, Z and F, under G90 and G94. False: take the long way.

    It does what ``execute`` does with such a block (``tests/interpreter`` runs both).
    """
    motion = m.motion
    x, y, z = m.at
    scale, feed = m.scale, m.feed
    seen = ""
    column = 0
    for word in words:
        letter = word.letter
        if letter in seen:
            return False
        seen += letter
        if letter == "X":
            x = word.value * scale
        elif letter == "Y":
            y = word.value * scale
        elif letter == "Z":
            z = word.value * scale
        elif letter == "F":
            feed = word.value * scale
        elif letter == "G":
            if word.value == 1.0:
                motion = 10
            elif word.value == 0.0:
                motion = 0
            else:
                return False
            column = word.column
        else:
            return False
    total = x + y + z
    if not seen or seen == "F" or m.absolute is not True or m.feed_mode != "G94" or not -MAX_VALUE < total < MAX_VALUE:
        return False
    a, b, c = m.at
    if motion == 10:
        if not 0.0 < feed < MAX_VALUE or isnan(a + b + c):
            return False
        m.feed = feed
        if m.unknown_told:
            m.unknown_told = set()
        kind = MoveKind.FEED
    elif motion == 0:
        if feed < 0.0 or feed > MAX_VALUE:
            return False
        m.feed = feed
        feed = 0.0
        kind = MoveKind.RAPID
    else:
        return False
    m.motion = motion
    m.move(kind, (x, y, z), column=column or next(w.column for w in words if w.letter in "XYZ"), feed=feed)
    return True


def _text_after_end(m: Machine, blocks: Sequence[Block]) -> None:
    """Say once that blocks stand after the program's end: the control does not read them, and nor did we."""
    end = m.block.index
    for block in map(blocks.__getitem__, range(end + 1, len(blocks))):
        if block.text.strip() not in ("", "%"):
            m.block = block
            moves = any(MOVES.match(blocks[i].text) for i in range(end + 1, len(blocks)))
            m.report(
                "text-after-end",
                say("the program ended in line {line}; this and what follows is not read", line=end + 1),
                say("remove it, or move the program's end"),
                severity=Severity.ERROR if moves else Severity.WARNING,
            )
            return
