"""Macro statements and macro calls of a Fanuc: IF, GOTO, WHILE; G65, G66 and their arguments; the way out by M99.

Source: B-64604EN, "Custom macro", "Branch and repetition", "Macro call". Where a condition is not known it counts as not
fulfilled, and everything is forgotten where the two ways meet again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from codegen.interpreter.expression import Assignment, Expression, Value, assign, evaluate, real
from codegen.interpreter.fanuc.lines import Statement
from codegen.interpreter.fanuc.numbers import computed, has_point, least
from codegen.interpreter.fanuc.state import own
from codegen.interpreter.fanuc.variables import Variables
from codegen.interpreter.faults import Fault
from codegen.interpreter.flow import Jump, Outcome, Stop, Tape
from codegen.interpreter.lines import Parsed
from codegen.interpreter.machine import Machine
from codegen.interpreter.unknown import forget_everything
from codegen.messages import say
from codegen.model.motion import EventKind
from codegen.model.program import Word

MOST_N: Final = 99_999
LOOPS: Final = (1, 2, 3)
ARGUMENTS: Final = {
    "A": 1, "B": 2, "C": 3, "D": 7, "E": 8, "F": 9, "H": 11, "I": 4, "J": 5, "K": 6, "M": 13, "Q": 17, "R": 18, "S": 19,
    "T": 20, "U": 21, "V": 22, "W": 23, "X": 24, "Y": 25, "Z": 26,
}  # fmt: skip
"""Argument specification I; I, J, K a second time are those of specification II (#7 to #9 and so on)."""
MOST_SETS: Final = 10
WHOLE: Final = frozenset("DHMST")
"""Arguments whose numbers without a point mean what they say; of E they are not in the increments either."""
_LABEL: Final = re.compile(r"[ \t]*(?:/[ \t]*[1-9]?[ \t]*)?(?:O[ \t0-9]+)?N[ \t]*([0-9][ \t0-9]*)")


@dataclass(slots=True)
class Level:
    """Of a macro being run: the local variables of its caller, and those that each run of it begins with."""

    saved: dict[int, Value]
    given: dict[int, Value]
    modal: bool = False


@dataclass(slots=True)
class Macros:
    """The statements of one program."""

    m: Machine
    tape: Tape
    variables: Variables
    branched: set[int] = field(default_factory=set)  # first blocks of programs that may pass over some of their own
    doubts: int = 0  # conditions that were not known
    _labels: dict[int, list[int]] | None = None

    # -- values ------------------------------------------------------------------------------------------------------

    def settle(self, parsed: Parsed) -> tuple[Word, ...] | None:
        """The block's words with their values now; a vacant variable drops its word. None: the control refuses it."""
        out: list[Word] = []
        values, p = parsed.values or {}, self.variables
        for index, word in enumerate(parsed.words):
            expression = values.get(index)
            if expression is None:
                out.append(word)
                continue
            p.least = least(self.m, word.letter)
            value = evaluate(expression, p)
            p.least = 1.0
            if isinstance(value, Fault):
                self._report(value)
                return None
            if value is None:
                p.dropped(word.column, word.column + len(word.text), word.text)
            else:
                out.append(Word(word.letter, real(value), word.column, word.text))
        return tuple(out)

    def assign(self, assignments: Sequence[Assignment]) -> Outcome:
        """Set variables, from left to right."""
        for assignment in assignments:
            value = evaluate(assignment.value, self.variables)
            if isinstance(value, Fault):
                outcome = self._refused(value)
                if outcome is not None:
                    return outcome
                value = math.nan
            fault = assign(assignment, value, self.variables)
            if fault is not None and (outcome := self._refused(fault)) is not None:
                return outcome
        return None

    def _report(self, fault: Fault) -> None:
        self.m.refuse(fault)

    def _refused(self, fault: Fault) -> Outcome:
        """An alarm stops the program; what is only not interpreted does not."""
        self._report(fault)
        return None if fault.code == "unsupported-code" else self._stop()

    def _stop(self) -> Stop:
        own(self.m).alarm = True
        return Stop()

    def _wrong(self, column: int, end_column: int, message: str, remedy: str) -> Stop:
        self.m.report("syntax", message, remedy, column=column, end_column=end_column)
        return self._stop()

    def lose(self) -> None:
        """Something ran, or may have, that may have changed anything."""
        forget_everything(self.m)
        self.variables.lose()

    # -- statements --------------------------------------------------------------------------------------------------

    def take(self, at: int, s: Statement) -> Outcome:
        """Run a control statement."""
        if s.kind == "print":
            self.m.event(EventKind.OUTPUT, column=s.column, text=self.tape.lines[at][s.column - 1 : s.column + 4])
            return None
        self.branched.add(self.bounds(at)[0])
        holds: Value | Fault = 1.0 if s.condition is None else evaluate(s.condition, self.variables)
        if isinstance(holds, Fault):
            if (outcome := self._refused(holds)) is not None:
                return outcome
            holds = math.nan
        truth = real(holds) if holds is not None else 0.0
        self.doubts += math.isnan(truth)
        if s.then is not None:
            return self._choice(s.then, truth)
        assert s.target is not None  # noqa: S101 - the grammar has no other statement without one
        if s.kind in ("branch", "jump"):
            return None if truth == 0 else self._jump(at, s, s.target, known=not math.isnan(truth))
        return self._loop(at, s, s.target, truth)

    def _choice(self, then: Assignment, truth: float) -> Outcome:
        if math.isnan(truth):
            assign(then, math.nan, self.variables)
            return None
        return self.assign([then]) if truth else None

    def _whole(self, s: Statement, target: Expression) -> int | Stop | None:
        """A sequence or loop number; None: not known."""
        value = evaluate(target, self.variables)
        if isinstance(value, Fault):
            self._report(value)
            return self._stop()
        if value is None or (isinstance(value, float) and not math.isnan(value) and not 0 < value < 1e9):
            return self._wrong(s.column, s.end_column, say("this is no number to go on at"), say("check it"))
        return None if math.isnan(real(value)) else math.floor(real(value))

    def _jump(self, at: int, s: Statement, target: Expression, *, known: bool) -> Outcome:
        number = self._whole(s, target)
        if number is None:
            self.lose()
            return None
        if isinstance(number, Stop):
            return number
        to = self.find(number, at)
        if to is None:
            message = say("there is no N{number} in the program (alarm PS0128)", number=number)
            return self._wrong(s.column, s.end_column, message, say("write the sequence number where it goes on"))
        if known:
            return Jump(to)
        if to <= at:
            self.lose()
        else:
            own(self.m).meets.add(to)
        return None

    def _loop(self, at: int, s: Statement, target: Expression, truth: float) -> Outcome:
        number = self._whole(s, target)
        if isinstance(number, Stop):
            return number
        if number not in LOOPS:
            message = say("{kind} takes 1, 2 or 3 (alarm PS0126)", kind="END" if s.kind == "end" else "DO")
            return self._wrong(s.column, s.end_column, message, say("number the loops 1 to 3"))
        first, last = self.bounds(at)
        where = range(at - 1, first - 1, -1) if s.kind == "end" else range(at + 1, last)
        other = next((i for i in where if self._pairs(i, s.kind, number)), None)
        if other is None:
            message = (
                say("END{number} without its DO{number} (alarm PS0124)", number=number)
                if s.kind == "end"
                else say("DO{number} without its END{number} (alarm PS0124)", number=number)
            )
            return self._wrong(s.column, s.end_column, message, say("write the other end of the loop"))
        if s.kind == "end":
            return Jump(other)
        if truth == 0 or math.isnan(truth):
            if math.isnan(truth):
                self.lose()
            return Jump(other + 1)
        return None

    def _pairs(self, at: int, kind: str, number: int) -> bool:
        if ("DO" if kind == "end" else "END") not in self.tape.lines[at]:
            return False
        other = self.tape.parsed(at).control
        if not isinstance(other, Statement) or other.kind != ("loop" if kind == "end" else "end"):
            return False
        value = None if other.target is None else evaluate(other.target, self.variables)
        return isinstance(value, float) and value == number

    # -- places ------------------------------------------------------------------------------------------------------

    def bounds(self, at: int) -> tuple[int, int]:
        """First block of the program that the block stands in, and the end behind its last one."""
        starts = own(self.m).starts
        first = max((start for start in starts if start <= at), default=self.tape.first)
        return first, min((start for start in starts if start > at), default=self.tape.end)

    def find(self, number: int, at: int) -> int | None:
        """Block with that sequence number in the same program: behind ``at``, else before it."""
        if self._labels is None:
            self._labels = {}
            for index in range(self.tape.first, self.tape.end):
                found = _LABEL.match(self.tape.lines[index])
                if found is not None:
                    self._labels.setdefault(int("".join(found[1].split())[:12]), []).append(index)
        first, last = self.bounds(at)
        places = [index for index in self._labels.get(number, ()) if first <= index < last]
        return next((index for index in places if index > at), places[0] if places else None)

    # -- arguments ---------------------------------------------------------------------------------------------------

    def arguments(self, words: Sequence[Word]) -> dict[int, Value] | None:
        """Local variables that a call begins with; None: an argument is wrong (reported)."""
        out: dict[int, Value] = {}
        number, last = 0, ""
        for word in words:
            if word.letter in "PL":
                continue
            variable = ARGUMENTS.get(word.letter)
            if variable is not None and word.letter in "IJK":
                number += word.letter <= last
                last = word.letter
                variable += 3 * number
            if variable is None or number >= MOST_SETS:
                self.m.report("syntax", say("{word} is no argument of a macro call", word=word.text),
                              say("remove it, or use another letter"), column=word.column,
                              end_column=word.column + len(word.text))  # fmt: skip
                return None
            plain = computed(word) or has_point(word) or word.letter in WHOLE
            out[variable] = word.value if plain else word.value * least(self.m, word.letter)
        return out
