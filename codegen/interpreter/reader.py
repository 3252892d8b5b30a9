"""From a text to a reading; and what the dialects' ways through a program share, with a short way for plain straight moves."""

from __future__ import annotations

import gc
import re
from dataclasses import replace
from math import isnan
from typing import Final

from codegen.findings import Severity
from codegen.interpreter import dialect
from codegen.interpreter.check import MAX_VALUE
from codegen.interpreter.fast import lines_of
from codegen.interpreter.lines import SMALL, Parsed
from codegen.interpreter.machine import Machine
from codegen.interpreter.text import decode, length_of, split
from codegen.interpreter.unknown import forget_everything, forget_line
from codegen.messages import say
from codegen.model.limits import Clock
from codegen.model.motion import MoveKind
from codegen.model.program import Block, Environment, Program, Reading, Word
from codegen.model.shop import Controller
from codegen.model.steps import Steps

MOVES: Final = re.compile(r"\s*(?:[NnGg]\s*[0-9.]+\s*)*[XYZxyz]\s*[-+.0-9]")
"""A line that would move: text of this kind after the program's end was meant to run."""


def read_program(
    text: str | bytes,
    controller: Controller,
    *,
    environment: Environment | None,
    name: str,
    max_blocks: int,
    max_seconds: float,
) -> Reading:
    """See ``codegen.interpreter.read``."""
    machine = Machine(controller, dialect.find(controller.dialect), environment or Environment(), name)
    machine.clock = Clock(max_seconds)
    # a million small objects and not one cycle: with the collector at work the reader takes twice as long
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _read(text, machine, max_blocks)
    finally:
        if collecting:
            gc.enable()


def _read(text: str | bytes, m: Machine, max_blocks: int) -> Reading:
    if isinstance(text, bytes) and text.isascii():
        decoded: str | bytes = text
    else:
        decoded, findings = decode(text, m.name)
        if m.dialect.name != "linuxcnc":  # rs274 refuses it; what loads the others' programs may take it out
            findings = [replace(f, severity=Severity.WARNING) for f in findings]
        m.findings.extend(findings)
    if _too_long(m, decoded):
        return Reading(Program(m.controller.id, (), "\n", m.name), Steps(), tuple(m.findings), ended=False)
    decoded = _single_ends(m, decoded)
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
    m.release()
    return Reading(
        Program(m.controller.id, tuple(blocks) if isinstance(blocks, list) else blocks, newline, m.name),
        m.steps.build(),
        tuple(m.findings),
        ended=m.ended,
    )


LONGEST: Final = 65_536
"""Characters of a line that are looked at: no control's line comes near."""


def _too_long(m: Machine, text: str | bytes) -> bool:
    """Whether a line is longer than ``LONGEST``: reported, and the program is not read. Looks at a few places alone."""
    at, line = 0, 1
    end: str | bytes = b"\n" if isinstance(text, bytes) else "\n"
    while len(text) - at > LONGEST:
        stop = text.rfind(end, at, at + LONGEST + 1)  # type: ignore[arg-type] # of the text's own kind
        if stop < 0:
            line += text.count(end, 0, at)  # type: ignore[arg-type] # as above
            m.block = Block(line - 1, line, "")
            message = say(
                "line {line} has more than {most} characters: the program is not read", line=line, most=LONGEST
            )
            m.report(
                "limit-exceeded", message, say("check that it is a program, and that its lines end with LF or CR LF")
            )
            return True
        at = stop + 1
    return False


def _single_ends(m: Machine, text: str | bytes) -> str | bytes:
    """CR CR LF, which a text gets that is converted twice, as CR LF: every control passes over the second CR."""
    returns, doubled = (b"\r", b"\r\r\n") if isinstance(text, bytes) else ("\r", "\r\r\n")
    if returns not in text or doubled not in text:  # type: ignore[operator] # one byte is found much sooner
        return text
    m.report(
        "syntax",
        say("lines end with CR CR LF: the file was converted twice"),
        say("save it with CR LF, or LF"),
        severity=Severity.WARNING,
    )
    return text.replace(b"\r\r\n", b"\r\n") if isinstance(text, bytes) else text.replace("\r\r\n", "\r\n")


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
        if fault.code == SMALL and any(f.code == SMALL for f in m.findings):
            continue  # a habit of the whole program: said once
        m.refuse(fault)
    if parsed.refused:
        forget_line(m, line)
    elif any(fault.touches == "everything" for fault in parsed.faults):
        forget_everything(m)


def straight_feed(m: Machine, words: tuple[Word, ...]) -> bool:
    """The short way for what most lines are: G0 or G1 with X, Y, Z and F, under G90 and G94. False: take the long way.

    It does what ``execute`` does with such a block (``tests/interpreter`` runs both).
    """
    if m.special:
        return False
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
