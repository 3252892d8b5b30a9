"""The way through a Klartext program: its blocks, labels, calls, repeats, jumps, and what belongs to no path.

Source: iTNC 530 user's manual 670 387, "Subprograms and program section repeats", "If-then decisions with Q parameters".
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from codegen.findings import Severity
from codegen.interpreter.expression import Assignment, Constant, Expression, assign, evaluate
from codegen.interpreter.faults import Fault
from codegen.interpreter.flow import Call, Flow, Halt, Jump, Outcome, Return, Stop, Tape
from codegen.interpreter.heidenhain import approach, calls, contour, define, functions, path, places, tool
from codegen.interpreter.heidenhain.fast import MARKS
from codegen.interpreter.heidenhain.lines import Statement, parse
from codegen.interpreter.heidenhain.parameters import worth
from codegen.interpreter.heidenhain.state import (
    forget_all,
    own,
    report,
    value_of,
)
from codegen.interpreter.lines import Parsed
from codegen.interpreter.machine import NAN, Machine
from codegen.interpreter.reader import check_length
from codegen.interpreter.text import unusual
from codegen.messages import say
from codegen.model.motion import Coolant, EventKind, Point, Point2, Spindle
from codegen.model.program import Block
from codegen.units import MM_PER_INCH

ISO: Final = re.compile(r"\s*(?:%|N[0-9]+\s*[GTDX])")
"""A DIN/ISO program of the same control begins like this."""
_REMARK: Final = re.compile(r"[ \t]*(?:[0-9]+[ \t]*)?[;*]")
MOVES: Final = ("path", "cycle_call", "approach")


class KlartextTape(Tape):
    """The lines; those behind a "~" belong to the block before."""

    def parsed(self, at: int) -> Parsed:
        """What the line holds."""
        parsed = self._parsed.get(at)
        if parsed is None:
            line = self.lines[at]
            remark = at > 0 and self.lines[at - 1].rstrip().endswith("~") and self._remark(at - 1)
            parsed = self._parsed[at] = self.read(";" + line if remark else line)
        return parsed

    def read(self, line: str) -> Parsed:
        """What a line of text holds."""
        return parse(line)

    def _remark(self, at: int) -> bool:
        """Whether a line is a remark and no more, or goes on with one: the control breaks long ones with "~"."""
        while at > 0 and _REMARK.match(self.lines[at]) is None and self.lines[at - 1].rstrip().endswith("~"):
            at -= 1
        return _REMARK.match(self.lines[at]) is not None

    def statement(self, at: int) -> Statement | None:
        """What it says; None: nothing, or nothing that can be read."""
        found = self.parsed(at).control
        return found if isinstance(found, Statement) else None

    def says(self, at: int) -> bool:
        """Whether a line holds more than a comment."""
        found = self.statement(at)
        return bool(self.parsed(at).faults) or (found is not None and found.kind not in ("nothing", "structure"))


def run(m: Machine, lines: Sequence[str], newline: str, max_blocks: int) -> Sequence[Block]:
    """The program from its first block to END PGM, M2 or M30."""
    tape = KlartextTape(m, lines, newline, max_blocks=max_blocks)
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if ISO.match(lines[first]):
        m.block = tape.block(first)
        m.report("unsupported-code", say("this is a DIN/ISO program: the reader takes Klartext"),
                 say("save it as Klartext, or choose the right controller"), severity=Severity.ERROR)  # fmt: skip
        return tape.blocks()
    reader = _Reader(m, tape)
    halt = reader.flow.follow()
    contour.settle(m, 1)
    if tape.cut:
        m.report("limit-exceeded", say("the program has more than {most} blocks", most=max_blocks),
                 say("split it, or raise the limit"))  # fmt: skip
    elif halt is Halt.RAN_OUT:
        m.report("no-program-end", say("the program ends without M2, M30 or END PGM"),
                 say("write END PGM with the program's name as its last block"))  # fmt: skip
    if halt is Halt.ENDED:
        _never_run(m, tape)
    return tape.blocks()


def _never_run(m: Machine, tape: KlartextTape) -> None:
    """Say once for each stretch of blocks that nothing runs them."""
    end = next((i for i in unusual(tape.lines, 0) if _kind(tape, i) == "end"), len(tape.run))
    told = -1  # where the last stretch ended that was reported and begins with a label
    for stretch in tape.stretches(lambda at: at == end + 1 or _kind(tape, at) == "label"):
        said = [i for i in stretch if i != end and tape.says(i)]
        labelled = _kind(tape, stretch[0]) == "label"
        if not said or (labelled and stretch.start == told):
            told = stretch.stop if labelled else told
            continue
        told = stretch.stop if labelled else -1
        m.block, m.again = tape.block(said[0]), False
        beyond = said[0] > end
        moves = any(_kind(tape, i) in MOVES for i in said)
        m.report(
            "text-after-end",
            say("behind END PGM: the control does not read this and what follows")
            if beyond
            else say(
                "nothing runs this and what follows: it stands behind an end, or under a label that is not called"
            ),
            say("remove it") if beyond else say("remove it, or call it with CALL LBL"),
            severity=Severity.ERROR if moves and not labelled else Severity.WARNING,
        )


def _kind(tape: KlartextTape, at: int) -> str:
    found = tape.statement(at) if at < len(tape.run) else None
    return "" if found is None else found.kind


class _Reader:
    """Runs block after block."""

    def __init__(self, m: Machine, tape: KlartextTape) -> None:
        self.m, self.tape = m, tape
        store = own(m).q
        self.flow = Flow(m, tape, self.step, version=lambda: store.version)
        self.labels: dict[str, int] | None = None

    def step(self, at: int) -> Outcome:
        """Run the block that begins in this line, with the lines that continue it."""
        m, tape = self.m, self.tape
        parsed = tape.parsed(at)
        m.block = tape.block(at)
        check_length(m, tape.lines[at], tape.newline)
        if parsed.deleted and m.env.block_delete:
            return None
        if parsed.faults:
            contour.flush(m)
            for fault in parsed.faults:
                m.refuse(fault)
            m.forget()
            self._forget_words(tape.lines[at])
            return None
        statement = tape.statement(at)
        if statement is None or statement.kind in ("nothing", "structure"):
            for comment in parsed.comments if statement is None else (tape.lines[at],):
                m.event(EventKind.MARK, text=comment.strip(MARKS))
            return None
        last, given = self._gather(at, statement)
        own(m).corner_next = self._corner_follows(last + 1) if statement.kind in ("path", "approach") else False
        own(m).look_ahead = lambda point: self._direction_from(last + 1, point)
        outcome = self._do(at, statement, given)
        if outcome is None and last > at:
            for line in range(at + 1, last + 1):
                tape.run[line] = 1
            return Jump(last + 1)
        return outcome

    def _forget_words(self, line: str) -> None:
        """What a block that cannot be read may have switched."""
        m = self.m
        if re.search(r"(?i)\bM\s*[0-9]", line):
            m.set_state(spindle=Spindle.UNKNOWN, coolant=Coolant.UNKNOWN)
        if re.search(r"(?i)CYCL", line):
            own(m).cycle = None
        if re.search(r"(?i)TOOL", line):
            m.shift(length=NAN)
            m.set_state(tool=None, length_offset=None, length=None)

    def _gather(self, at: int, statement: Statement) -> tuple[int, list[tuple[Block, Assignment]]]:
        """Last line of the block, and the cycle's parameters that its lines give."""
        tape, given = self.tape, [(self.m.block, a) for a in statement.assignments]
        last, more = at, statement.continued
        cycle = statement.kind == "cycle" and float(statement.name) >= 100
        while last + 1 < len(tape.run):
            following = tape.statement(last + 1)
            loose = cycle and following is not None and following.kind == "assignments" and not more
            if loose and (tape.parsed(last + 1).number is not None or not _of_cycle(following)):
                break
            if not (more or loose):
                break
            last += 1
            if following is not None:
                given += [(tape.block(last), a) for a in following.assignments]
            if cycle and tape.parsed(last).faults:
                self.m.block = tape.block(last)
                for fault in tape.parsed(last).faults:
                    self.m.refuse(fault)
                self.m.block = tape.block(at)
            more = following.continued if following is not None else tape.lines[last].rstrip().endswith("~")
        return last, given

    def _corner_follows(self, at: int) -> bool:
        while at < len(self.tape.run):
            following = self.tape.statement(at)
            if following is not None and following.kind not in ("nothing", "structure"):
                return following.kind == "path" and following.name in ("RND", "CHF")
            if self.tape.parsed(at).faults:
                return False
            at += 1
        return False

    def _direction_from(self, at: int, point: Point) -> Point2 | None:
        """Direction of the contour element behind this line, from a point on."""
        m, mine = self.m, own(self.m)
        block, pole, found = m.block, mine.pole, None
        while at < len(self.tape.run):
            following = self.tape.statement(at)
            m.block = self.tape.block(at)
            if following is not None and following.kind not in ("nothing", "structure"):
                if following.kind != "path":
                    break
                found = places.direction_from(m, following, point)
                if following.name != "CC":
                    break
            at += 1
        m.block, mine.pole = block, pole
        return found

    def _do(self, at: int, statement: Statement, given: list[tuple[Block, Assignment]]) -> Outcome:
        m = self.m
        match statement.kind:
            case "path":
                path.run(m, statement)
            case "misc":
                self._misc(statement)
            case "approach":
                approach.run(m, statement)
            case "tool_call":
                tool.call(m, statement)
            case "tool_def":
                tool.define(m, statement)
            case "cycle":
                define.define(m, statement, given)
            case "cycle_line":
                define.line(m, statement)
            case "cycle_call":
                calls.cycle_call(m, statement)
            case "assignments" | "fn":
                self._assign(statement)
            case "begin" | "end":
                self._frame(statement)
            case "stop":
                contour.settle(m, statement.column)
                self._functions(statement)
                m.event(EventKind.STOP, column=statement.column, text="STOP")
            case "label" | "call_label" | "jump":
                contour.flush(m)
                return self._go(at, statement)
            case "call program" | "unread" | "other fn":
                contour.flush(m)
                calls.not_read(m, statement)
        return None

    def _misc(self, statement: Statement) -> None:
        """A block of M functions alone acts as L without coordinates."""
        path.run(self.m, Statement("path", "L", statement.parts, (), statement.column, statement.end_column))

    def _functions(self, statement: Statement) -> None:
        found = functions.numbers(self.m, statement.parts)
        if found is not None:
            functions.at_start(self.m, found)
            functions.at_end(self.m, found)

    def _frame(self, statement: Statement) -> None:
        """BEGIN PGM with the unit; END PGM."""
        m = self.m
        contour.settle(m, statement.column)
        if statement.kind == "end":
            m.event(EventKind.END, column=statement.column, text="END PGM")
            m.ended = True
            return
        unit = statement.name.split()[-1]
        if unit not in ("MM", "INCH") or own(m).began:
            message = say("BEGIN PGM without MM or INCH") if unit not in ("MM", "INCH") else say("a second BEGIN PGM")
            report(m, "syntax", statement, message, say("begin with BEGIN PGM, the name, and MM or INCH"))
            return
        own(m).began = True
        m.scale = MM_PER_INCH if unit == "INCH" else 1.0
        m.set_state(units="inch" if unit == "INCH" else "mm")

    def _assign(self, statement: Statement) -> None:
        m = self.m
        store = own(m).q
        for assignment in statement.assignments:
            value = evaluate(_with_pi(assignment.value), store)
            fault = value if isinstance(value, Fault) else assign(assignment, value, store)
            if isinstance(fault, Fault):
                m.refuse(fault)
                store.lose(assignment.target.name)

    # -- flow

    def _label(self, label: float | str | Expression | None) -> str:
        if isinstance(label, str):
            return label
        value = NAN if label is None else worth(self.m, label)
        return f"{value:g}"

    def _where(self, name: str) -> int | None:
        """The line of a label."""
        if self.labels is None:
            self.labels = {}
            for at in unusual(self.tape.lines, 0):
                found = self.tape.statement(at) if at < len(self.tape.run) else None
                if found is None or found.kind != "label":
                    continue
                key = self._label(found.label)
                if key != "0" and key in self.labels:
                    self._twice(at, key)
                self.labels.setdefault(key, at)
        return self.labels.get(name) if name != "0" else None

    def _twice(self, at: int, key: str) -> None:
        block, self.m.block = self.m.block, self.tape.block(at)
        self.m.report("word-conflict", say("LBL {label} stands twice in the program", label=key),
                      say("give each label a number or name of its own"))  # fmt: skip
        self.m.block = block

    def _go(self, at: int, statement: Statement) -> Outcome:
        m, flow = self.m, self.flow
        name = self._label(statement.label)
        if statement.kind == "label":
            return Return() if name == "0" and flow.depth else None
        if statement.kind == "jump":
            holds = self._holds(statement)
            if holds is None:
                forget_all(m)
                return Stop()
            if not holds:
                return None
        to = self._where(name)
        if to is None:
            report(m, "word-missing", statement, say("there is no LBL {label} in the program", label=name),
                   say("write the label, or correct the call"))  # fmt: skip
            forget_all(m)
            return Stop() if statement.kind == "jump" else None
        if statement.kind == "jump":
            return Jump(to)
        repeats = next(statement.keys("REP"), None)
        if repeats is None:
            return Call(to, f"LBL {name}")
        counts = flow.frame.counts
        if at not in counts:
            value = value_of(m, repeats)
            if not value >= 0 or value != round(value):
                if not math.isnan(value):
                    report(m, "syntax", statement, say("REP {count:g} is no number of repeats", count=value),
                           say("write a whole number"))  # fmt: skip
                forget_all(m)
                return None
            counts[at] = round(value)
        if counts[at] > 0:
            counts[at] -= 1
            return Jump(to)
        del counts[at]
        return None

    def _holds(self, statement: Statement) -> bool | None:
        """FN 9 to FN 12; None: it hangs on a value that is not known."""
        a, b = (value_of(self.m, part) for part in statement.parts)
        if math.isnan(a) or math.isnan(b):
            report(self.m, "unsupported-code", statement,
                   say("the jump hangs on a value that is not known: what follows is not followed"),
                   say("set the parameter in the program"))  # fmt: skip
            return None
        return {"EQU": a == b, "NE": a != b, "GT": a > b, "LT": a < b}[statement.name]


def _of_cycle(statement: Statement | None) -> bool:
    """Whether a line of assignments can belong to a cycle before it: parameters from Q200 on."""
    if statement is None:
        return False
    names = [a.target.name for a in statement.assignments]
    return all(n[1:].isdigit() and 200 <= int(n[1:]) < 1200 for n in names)


def _with_pi(value: Expression) -> Expression:
    """The value; a text that is no number has none."""
    if isinstance(value, Constant) and isinstance(value.value, str):
        return Constant(value.column, value.end_column, math.nan)
    return value
