"""The way through a GRBL program: a stream of lines, the control's own commands among them, and no end."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.findings import Severity
from codegen.interpreter.codes import PLANES
from codegen.interpreter.execute import execute
from codegen.interpreter.grbl.lines import REALTIME, bare
from codegen.interpreter.lines import parse_line
from codegen.interpreter.machine import Machine
from codegen.interpreter.reader import report_faults, straight_feed
from codegen.interpreter.unknown import forget_everything
from codegen.messages import say
from codegen.model.motion import Coolant, EventKind, Spindle
from codegen.model.program import Block

REPORTS = frozenset(("$", "$$", "$#", "$G", "$I", "$N", "$X"))
"""Commands of the control that change nothing a program sees (system.c)."""


def run(m: Machine, lines: Sequence[str], _newline: str, max_blocks: int) -> Sequence[Block]:
    """Line after line to the last: the control knows no end, M2 and M30 set modes (gcode.c, "Program flow")."""
    blocks: list[Block] = []
    told: set[str] = set()
    said_after = False
    for index, line in enumerate(lines):
        if index >= max_blocks:
            m.report(
                "limit-exceeded",
                say("the program has more than {most} blocks", most=max_blocks),
                say("split it, or raise the limit"),
            )
            break
        if m.ended and not said_after and bare(line).strip("%"):
            said_after = True
            m.block = Block(index, index + 1, line)
            m.report(
                "text-after-end",
                say("GRBL goes on after M2 and M30: it runs this and what follows"),
                say("remove it, or send it as a program of its own"),
                severity=Severity.WARNING,
            )
        blocks.append(_line(m, index, line, told))
    if not m.ended and len(lines) <= max_blocks:
        m.report(
            "no-program-end",
            say("the program ends without M2 or M30: spindle and modes stay as they are"),
            say("write M30 as the last block"),
            severity=Severity.WARNING,
        )
    return blocks


def _line(m: Machine, index: int, line: str, told: set[str]) -> Block:
    kept = bare(line)
    if kept == "%" or kept.startswith("$"):
        m.block = Block(index, index + 1, line)
        _percent(m, told) if kept == "%" else _command(m, kept)
        return m.block
    parsed = parse_line(line, m.dialect.syntax)
    block = Block(index, index + 1, line, parsed.words, parsed.comments, parsed.number)
    m.block = block
    _characters(m, line, kept, told)
    if parsed.faults:
        report_faults(m, parsed, line)
        return block
    if straight_feed(m, parsed.words):
        return block
    if parsed.comments and not parsed.words:
        for comment in parsed.comments:
            m.event(EventKind.MARK, text=comment.strip())
    if parsed.words:
        before = m.ended
        m.ended = False
        execute(m, parsed.words)
        if m.ended:
            _reset(m)
        m.ended = m.ended or before
    return block


def _percent(m: Machine, told: set[str]) -> None:
    if "%" not in told and m.dialect.name == "grbl":
        told.add("%")
        m.report(
            "syntax",
            say("GRBL does not know '%' (error:1); many senders leave it out"),
            say("remove it, or make sure that your sender does"),
            severity=Severity.WARNING,
        )


def _command(m: Machine, kept: str) -> None:
    """A line that begins with ``$``: homing, jogging, a setting (system.c)."""
    if kept in REPORTS:
        return
    if kept[:2] == "$H":
        m.forget()
        return
    if kept in ("$SLP", "$C"):
        message = say("{command} stops the control from running the program", command=kept)
    elif kept.startswith("$J="):
        message = say("a jog ({command}) is not interpreted", command=kept[:40])
    else:
        message = say("{command} changes the control's settings for every program after it", command=kept[:40])
    stops = kept in ("$SLP", "$C")
    m.report("unsupported-code", message, say("send it by hand, not from a program"),
             severity=Severity.ERROR if stops else None)  # fmt: skip
    if kept.startswith("$J="):
        m.forget()
    elif not stops:
        forget_everything(m)


def _characters(m: Machine, line: str, kept: str, told: set[str]) -> None:
    """The line's length as the control counts it, and characters that it acts on as they arrive."""
    if len(kept) > m.controller.max_line:
        m.report(
            "syntax",
            say(
                "the line has {length} characters without blanks and comments; {controller} takes {most}",
                length=len(kept),
                controller=m.controller.name,
                most=m.controller.max_line,
            ),
            say("shorten it, or split it into two blocks"),
        )
    found = REALTIME.search(line)
    if found is not None and "realtime" not in told:
        told.add("realtime")
        m.report(
            "realtime-character",
            say("{char!r} is taken out of the stream and acted on at once, in a comment too", char=found[0]),
            say("remove it, or make sure that your sender removes comments"),
            column=found.start() + 1,
            end_column=found.end() + 1,
            severity=Severity.WARNING,
        )


def _reset(m: Machine) -> None:
    """M2 and M30 set G1, G17, G90, G94, G54, M5 and M9; units, feed and G43.1 stay (gcode.c, "Program flow")."""
    m.motion, m.plane, m.absolute = 10, PLANES[170], True
    if m.feed_mode != "G94":
        m.feed, m.feed_mode = 0.0, "G94"
    m.shift(offset=m.offset_of("G54"))
    m.mist = False
    m.set_state(
        absolute=True, feed_mode="G94", work_offset="G54", spindle=Spindle.OFF, coolant=Coolant.OFF, compensation="G40"
    )
