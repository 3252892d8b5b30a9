"""Control statements: conditions, loops, jumps, repeated sections, DEF (Job Planning, "Flexible NC programming")."""

from __future__ import annotations

import math
from abc import ABC
from typing import Any, Final

from codegen.interpreter.expression import Assignment, Constant, Trouble, Value, Variable, assign, evaluate
from codegen.interpreter.faults import Fault
from codegen.interpreter.flow import Call, Flow, Jump, Outcome, Stop, Tape
from codegen.interpreter.machine import Machine
from codegen.interpreter.siemens import text
from codegen.interpreter.siemens.levels import Level
from codegen.interpreter.siemens.lines import Statement, rest_of
from codegen.interpreter.siemens.state import forget_all, own
from codegen.messages import say

MAX_TIMES: Final = 9999
"""P, of a subprogram or a repeated section."""


class Statements(ABC):
    """What a program being run does with its control statements."""

    m: Machine
    tape: Tape
    flow: Flow

    @property
    def level(self) -> Level:
        """Of the program or section being run."""
        level: Level = self.flow.frame.data
        return level

    def statement(self, at: int, s: Statement) -> Outcome:
        """Where the program goes on after a statement."""
        kind = s.kind
        if kind in ("proc", "extern"):
            return None
        if kind == "define":
            self._define(s)
            return None
        section = self.level.section
        text.read(section, self.tape.lines)
        if at in section.unpaired:
            return self._refuse(s, say("{word} without its other end", word=kind.upper()), say("close each structure"))
        match kind:
            case "jump":
                return self._jump(at, s, 0)
            case "branch":
                return self._branch(at, s)
            case "case":
                return self._case(at, s)
            case "if" | "while":
                holds = self._holds(s)
                if isinstance(holds, Stop) or holds:
                    return holds if isinstance(holds, Stop) else None
                return Jump(section.otherwise.get(at, section.pairs[at]) + 1)
            case "else":
                return Jump(section.pairs[section.otherwise[at]] + 1)
            case "endloop":
                return Jump(section.pairs[at] + 1)
            case "endwhile":
                return Jump(section.pairs[at])
            case "until":
                holds = self._holds(s)
                return holds if isinstance(holds, Stop) else None if holds else Jump(section.pairs[at] + 1)
            case "for":
                return self._for(at, s, first=True)
            case "endfor":
                begin = rest_of(self.tape.parsed(section.pairs[at])).statement
                return None if begin is None else self._for(section.pairs[at], begin, first=False)
            case "repeat" if s.names:
                return self._repeat(at, s)
            case "repeatb":
                return self._repeat(at, s)
        return None  # LOOP, REPEAT, ENDIF

    def _refuse(self, s: Statement, message: str, remedy: str, *, code: str = "syntax") -> Stop:
        self.m.report(code, message, remedy, column=s.column, end_column=s.end_column)
        forget_all(self.m)
        return Stop()

    def _value(self, s: Statement, index: int) -> Value | Stop:
        found = evaluate(s.expressions[index], own(self.m).store)
        if isinstance(found, Fault):
            self.m.report(found.code, found.message, found.remedy, column=found.column, end_column=found.end_column)
            forget_all(self.m)
            return Stop()
        return found

    def _holds(self, s: Statement, index: int = 0) -> bool | Stop:
        """Whether a condition holds; where that is not known, the program cannot be followed."""
        found = self._value(s, index)
        if isinstance(found, Stop):
            return found
        if isinstance(found, str):
            return self._refuse(s, say("a text is no condition"), say("compare it with another"))
        if found is not None and math.isnan(found):
            return self._refuse(
                s, say("whether this holds is not known: the program is not followed from here"),
                say("set in the program what it asks"), code="unsupported-code",
            )  # fmt: skip
        return bool(found)

    def _branch(self, at: int, s: Statement) -> Outcome:
        """The first condition that holds jumps; a block may hold several."""
        for index in range(len(s.jumps)):
            holds = self._holds(s, index)
            if isinstance(holds, Stop):
                return holds
            if holds:
                return self._jump(at, s, index)
        return None

    def _jump(self, at: int, s: Statement, index: int) -> Outcome:
        way, goal = s.jumps[index]
        section = self.level.section
        if goal is None:  # GOTOS
            return Jump(section.first)
        text.read(section, self.tape.lines)
        name = self._goal(goal)
        if isinstance(name, Fault):
            return self._refuse(s, name.message, name.remedy)
        found = section.find(name, at, way)
        if found is None:
            if way == "GOTOC":
                return None
            where = {"GOTOF": say("below this block"), "GOTOB": say("above this block")}.get(way, say("in the program"))
            message = say(
                "{way} {name}: there is no such label or block {where} (alarm 14080)", way=way, name=name, where=where
            )
            return self._refuse(s, message, say("check the name, and the direction"))
        return Jump(found)

    def _goal(self, goal: Any) -> str | Fault:
        """The name of a jump's goal: as written, or what a text variable holds."""
        if isinstance(goal, Variable) and not goal.index and own(self.m).store.kind(goal.name) is None:
            number = goal.name[1:]
            return f"N{int(number)}" if goal.name[0] == "N" and number.isdigit() else goal.name
        found = evaluate(goal, own(self.m).store)
        if isinstance(found, Fault):
            return found
        if isinstance(found, str):
            return found.upper()
        message, remedy = say("the goal of a jump is a label, a block number or a text"), say("write the label's name")
        return Fault("syntax", goal.column, goal.end_column, message, remedy)

    def _case(self, at: int, s: Statement) -> Outcome:
        asked = self._value(s, 0)
        if isinstance(asked, Stop):
            return asked
        if isinstance(asked, float) and math.isnan(asked):
            return self._refuse(
                s, say("whether this holds is not known: the program is not followed from here"),
                say("set in the program what it asks"), code="unsupported-code",
            )  # fmt: skip
        for index in range(1, len(s.expressions)):
            value = self._value(s, index)
            if isinstance(value, Stop):
                return value
            if value == asked:
                return self._jump(at, s, index - 1)
        return self._jump(at, s, len(s.jumps) - 1) if s.default else None

    def _for(self, at: int, s: Statement, *, first: bool) -> Outcome:
        """FOR begins the count; ENDFOR counts on by 1 and goes back while the end is not passed."""
        m, store = self.m, own(self.m).store
        assert s.target is not None  # noqa: S101 - the grammar's
        now: Value | Stop | Fault = self._value(s, 0) if first else evaluate(s.target, store)
        last = self._value(s, 1)
        if isinstance(now, Stop) or isinstance(last, Stop):
            return Stop()
        if not isinstance(now, float) or not isinstance(last, float) or math.isnan(now) or math.isnan(last):
            return self._refuse(
                s, say("whether this holds is not known: the program is not followed from here"),
                say("set in the program what it asks"), code="unsupported-code",
            )  # fmt: skip
        value = now if first else now + 1
        problem = assign(Assignment(s.target, Constant(1, 1, value)), value, store)
        if problem is not None:
            m.report(
                problem.code, problem.message, problem.remedy, column=problem.column, end_column=problem.end_column
            )
            return Stop()
        section = self.level.section
        return Jump(at + 1) if value <= last else Jump(section.pairs[at] + 1)

    def _repeat(self, at: int, s: Statement) -> Outcome:
        """REPEAT and REPEATB: a part of the program once more, P times (Job Planning, "Program section repetition")."""
        section = self.level.section
        times: Value | Stop = self._value(s, 0) if s.expressions else 1.0
        if isinstance(times, Stop):
            return times
        if not isinstance(times, float) or not 0 <= times <= MAX_TIMES:
            return self._refuse(s, say("P is no number of repeats"), say("write P=1 to P=9999"))
        begin = section.find(s.names[0], at, "GOTO" if s.kind == "repeatb" else "GOTOB")
        if begin is None:
            begin = section.find(s.names[0], at, "GOTOF")
        if begin is None:
            message = say("{way} {name}: there is no such label or block {where} (alarm 14080)", way="REPEAT",
                          name=s.names[0], where=say("in the program"))  # fmt: skip
            return self._refuse(s, message, say("check the name, and the direction"))
        if s.kind == "repeatb":
            end: int | None = begin + 1
        elif len(s.names) > 1:
            last = section.find(s.names[1], begin - 1, "GOTOF")
            end = None if last is None else last + 1
        else:
            close = section.find("ENDLABEL", begin, "GOTOF")
            inside = close is not None and (close < at or begin > at)
            end = close + 1 if inside and close is not None else at if begin < at else None
        if end is None:
            return self._refuse(
                s, say("the end of what REPEAT repeats is not there"), say("write the second label, or ENDLABEL")
            )
        if times < 1:
            return None
        return Call(begin, s.names[0], int(times), data=Level(section, stops_at=end))

    def _define(self, s: Statement) -> None:
        """DEF: each variable with its first value."""
        m, store = self.m, own(self.m).store
        for variable in s.variables:
            value = None if variable.value is None else evaluate(variable.value, store)
            if isinstance(value, Fault):
                m.report(value.code, value.message, value.remedy, column=value.column, end_column=value.end_column)
                value = math.nan
            try:
                if variable.size:
                    self._array(variable, value)
                else:
                    store.declare(
                        variable.name, variable.kind, value if value is not None or variable.kind != "STRING" else ""
                    )
            except Trouble as trouble:
                m.report(trouble.code, trouble.message, trouble.remedy, column=variable.column)

    def _array(self, variable: Any, value: Value) -> None:
        sizes = [evaluate(size, own(self.m).store) for size in variable.size]
        counts = [int(size) for size in sizes if isinstance(size, float) and 0 < size <= 10_000]
        if len(counts) != len(sizes) or math.prod(counts) > 100_000:
            self.m.report("syntax", say("{name}: the size of an array is a whole number", name=variable.name),
                          say("check the index"), column=variable.column)  # fmt: skip
            return
        cells: dict[tuple[Value, ...], Value] = {(): None}
        for count in counts:
            cells = {(*at, float(i)): value for at in cells for i in range(count)}
        own(self.m).store.fill(variable.name, variable.kind, cells)
