"""The way through a GRBL program: a stream of lines, the control's own commands among them, and no end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from codegen.findings import Severity
from codegen.interpreter.codes import PLANES
from codegen.interpreter.execute import execute
from codegen.interpreter.fast import Fast
from codegen.interpreter.flow import Flow, Tape
from codegen.interpreter.grbl.lines import REALTIME, bare
from codegen.interpreter.lines import Parsed, parse_line
from codegen.interpreter.machine import Machine
from codegen.interpreter.reader import report_faults, straight_feed
from codegen.interpreter.unknown import forget_everything
from codegen.messages import say
from codegen.model.motion import Coolant, EventKind, Spindle
from codegen.model.program import Block

REPORTS = frozenset(("$", "$$", "$#", "$G", "$I", "$N", "$X"))
"""Commands of the control that change nothing a program sees (system.c)."""


class _Tape(Tape):
    """The lines; commands to the control among them hold no words."""

    def parsed(self, at: int) -> Parsed:
        """What the line holds, without what never gets that far (serial.c): that is reported by itself."""
        line = self.lines[at]
        if _is_command(bare(line)):
            return _NOTHING
        if REALTIME.search(line) is not None and at not in self._parsed:
            self._parsed[at] = parse_line(REALTIME.sub(" ", line), self.syntax)
        return super().parsed(at)


class Program:
    """One run of a program. It is the machine's ``own``. ``told``: what is said once; ``ended``: whether M2 or M30 ran."""

    def __init__(self, m: Machine, lines: Sequence[str], newline: str, max_blocks: int) -> None:
        self.m = m
        self.tape = _Tape(m, lines, newline, max_blocks=max_blocks)
        self.told: set[str] = set()
        self.ended = False

    @property
    def plain(self) -> bool:
        """Whether plain words mean plain moves: what follows the program's end is told of first."""
        return not self.ended or "after" in self.told

    def run(self) -> None:
        """Line after line to the last: the control knows no end, M2 and M30 set modes (gcode.c, "Program flow")."""
        m, tape = self.m, self.tape
        m.own = self
        Flow(m, tape, self._step).follow()
        m.ended = self.ended
        if tape.cut:
            m.report(
                "limit-exceeded",
                say("the program has more than {most} blocks", most=len(tape.run)),
                say("split it, or raise the limit"),
            )
        elif not m.ended:
            m.report(
                "no-program-end",
                say("the program ends without M2 or M30: spindle and modes stay as they are"),
                say("write M30 as the last block"),
                severity=Severity.WARNING,
            )

    def _step(self, at: int) -> None:
        m, line = self.m, self.tape.lines[at]
        kept = bare(line)
        m.block = self.tape.block(at)
        if not self.plain and kept.strip("%"):
            self.told.add("after")
            m.report(
                "text-after-end",
                say("GRBL goes on after M2 and M30: it runs this and what follows"),
                say("remove it, or send it as a program of its own"),
                severity=Severity.WARNING,
            )
        if _is_command(kept):
            _percent(m, self.told) if kept == "%" else _command(m, kept)
            return
        parsed = self.tape.parsed(at)
        _characters(m, line, kept, self.told)
        if parsed.faults:
            report_faults(m, parsed, line)
            return
        if straight_feed(m, parsed.words):
            return
        if parsed.comments and not parsed.words:
            for comment in parsed.comments:
                m.event(EventKind.MARK, text=comment.strip())
        if parsed.words:
            execute(m, parsed.words)
            if m.ended:
                _reset(m)
                m.ended, self.ended = False, True


def run(m: Machine, lines: Sequence[str], newline: str, max_blocks: int) -> Sequence[Block]:
    """The program, as the control goes through it."""
    program = Program(m, lines, newline, max_blocks)
    program.run()
    return program.tape.blocks()


def _is_command(kept: str) -> bool:
    """Whether a line is one to the control and no block."""
    return kept == "%" or kept.startswith("$")


_NOTHING: Final = Parsed()

FAST: Final = Fast(
    acting=bytes((*b"?~!\x18", *range(0x80, 0x100))),  # REALTIME
    ends_said=True,
    ready=lambda m: not m.special and m.own.plain,
)
"""What of long programs the kernel may run."""


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
