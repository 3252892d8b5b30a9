"""O words: subprograms, branches and loops, as LinuxCNC goes through them.

Source: LinuxCNC 2.9 documentation, "O codes"; where it is silent, ``rs274`` was asked. The control does not look for the end
of a branch: it *skips* line after line until the O word that it waits for comes, and so does this. ``take`` is told each O
word, skipped or not; ``skipping`` is the label that is waited for. Labels of branches and loops belong to the subprogram
that they stand in, those of subprograms to the file.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from codegen.findings import Severity
from codegen.interpreter.expression import Expression, attempt, evaluate, real
from codegen.interpreter.faults import Fault
from codegen.interpreter.flow import Call, Jump, Outcome, Return
from codegen.interpreter.machine import Machine
from codegen.interpreter.ngc.context import Saved, restore
from codegen.interpreter.ngc.lines import NEEDS_CONDITION, OWord
from codegen.interpreter.ngc.parameters import Parameters, integer
from codegen.interpreter.unknown import forget_everything
from codegen.messages import say

MAX_DEPTH: Final = 9
"""Calls in calls: the control has ten levels, the program's own counted (``rs274``)."""
_GLOBAL: Final = frozenset(("sub", "", "endsub", "call", "return", "M98", "M99"))
_ENDS: Final = frozenset(("endsub", "return", "M99"))


@dataclass(slots=True)
class Label:
    """Where an O word stands, and what it is. ``left``: rounds of a REPEAT; -1: not counted yet."""

    at: int
    kind: str
    left: int = -1


@dataclass(slots=True)
class Level:
    """A call being run, or the program itself. ``numbers``: #1 to #30 of its caller; ``local``: the caller's names.

    ``rounds``: of an M98 with L that this level is repeating.
    """

    kind: str
    name: str
    numbers: dict[int, float] | None = None
    local: dict[str, float] = field(default_factory=dict)
    saved: Saved = field(default_factory=Saved)
    rounds: int = -1


class OWords:
    """The state of the way through the program.

    ``has``: whether a subprogram begins at or behind a block. ``doubtful``: no one knows which of the blocks between two ran.
    """

    def __init__(
        self,
        m: Machine,
        parameters: Parameters,
        has: Callable[[int, str], bool],
        doubtful: Callable[[int, int], None],
    ) -> None:
        self.m, self.p, self.has, self.doubtful = m, parameters, has, doubtful
        self.levels = [Level("", "")]
        self.labels: dict[str, Label] = {}
        self.skipping: str | None = None
        self.since = 0  # the block from which on is skipped
        self.to_sub = False
        self.defining: str | None = None
        self.done_if = False
        self.breaking = self.continuing = False
        self.doubts: set[str] = set()  # labels whose condition is not known

    @property
    def level(self) -> Level:
        """The present one."""
        return self.levels[-1]

    def take(self, at: int, o: OWord, faults: tuple[Fault, ...]) -> Outcome:
        """Run an O word; what is wrong with it is reported, and the next block follows."""
        try:
            return self._take(at, o, faults)
        except _Wrong as wrong:
            fault = wrong.fault
            self.m.refuse(fault)
            return None
        finally:
            self.p.defining = False

    def _take(self, at: int, o: OWord, faults: tuple[Fault, ...]) -> Outcome:
        self.p.defining = self.defining is not None
        name = self._name(o)
        if o.kind in ("sub", "") and self.defining is not None:
            raise _wrong(o, say("a subprogram begins within a subprogram"), say("end the first with ENDSUB"))
        if self.defining is not None and o.kind not in _ENDS:
            return None
        waits = self.skipping is not None
        if waits and (self.skipping != name or o.kind == "call"):
            return None
        if faults:
            raise _Wrong(faults[0])
        asked = self._asked(o, name)
        if self.to_sub and o.kind not in ("sub", ""):
            return None
        match o.kind:
            case "sub" | "":
                return self._sub(at, o, name)
            case "endsub" | "return" | "M99":
                return self._end(o)
            case "call" | "M98":
                return self._call(at, o, name)
            case "if" | "elseif" | "else" | "endif":
                return self._branch(at, o, name, asked)
            case "break" | "continue":
                return self._leave(at, o, name)
            case _:
                return self._loop(at, o, name, asked)

    # -- what stands in an O word ------------------------------------------------------------------------------

    def _name(self, o: OWord) -> str:
        label = o.label
        if not isinstance(label, str):
            label = str(self._whole(label))
        if o.kind in _GLOBAL:
            return label
        inside = self.level.name if len(self.levels) > 1 else self.defining or ""
        return f"{inside}#{label}"

    def _whole(self, expression: Expression) -> int:
        value = self._value(expression)
        if math.isnan(value):
            message = say("which O word this is, is not known")
            raise _Wrong(
                Fault("value-unknown", expression.column, expression.end_column, message, say("write a number"))
            )
        number = attempt(expression, lambda: integer(value))
        if isinstance(number, Fault):
            raise _Wrong(number)
        return number

    def _value(self, expression: Expression) -> float:
        value = evaluate(expression, self.p)
        if isinstance(value, Fault):
            raise _Wrong(value)
        return real(value)

    def _asked(self, o: OWord, name: str) -> float:
        """The condition or count, 0 where it is not known; a result is taken."""
        if o.kind in _ENDS:
            self.p.gave_result = bool(o.arguments)
            self.p.result = self._value(o.arguments[0]) if o.arguments else 0.0
        if o.kind not in NEEDS_CONDITION:
            return 0.0
        value = self._value(o.arguments[0])
        if math.isnan(value):
            at = o.arguments[0]
            self.m.report(
                "value-unknown",
                say("what {keyword} asks is not known: it is passed over, and what it would change is not known after it",
                    keyword=o.kind.upper()),
                say("ask what the program sets"), column=at.column, end_column=at.end_column,
            )  # fmt: skip
            self.doubts.add(name)
            return 0.0
        return value

    # -- subprograms ---------------------------------------------------------------------------------------------

    def _sub(self, at: int, o: OWord, name: str) -> Outcome:
        called = self.level.kind
        if called and (called == "M98") != (o.kind == ""):
            raise _wrong(
                o,
                say("{name} begins another way than it is called", name=_shown(name)),
                say("call O… SUB with O… CALL, and a bare O number with M98"),
            )
        if self.skipping is not None:
            self._keep(at, o, name)
            self.skipping = None
        self.to_sub = False
        if o.kind == "" or called:
            return None
        self._keep(at, o, name)
        self._skip(at, name)
        self.defining = name
        return None

    def _end(self, o: OWord) -> Outcome:
        level = self.level
        if len(self.levels) == 1:
            if self.defining is None:
                raise _wrong(o, say("{keyword} outside of a subprogram", keyword=o.kind.upper()), say("remove it"))
            if o.kind == "endsub":
                self.skipping = self.defining = None
            return None
        if (level.kind == "M98") != (o.kind == "M99"):
            raise _wrong(
                o,
                say("{name} ends another way than it is called", name=_shown(level.name)),
                say("end O… SUB with ENDSUB or RETURN, and what M98 calls with M99"),
            )
        if o.kind == "endsub":
            self.skipping = None
        self.levels.pop()
        self.p.level -= 1
        if level.numbers is not None:
            self.p.take_back(level.numbers)
        self.p.local = level.local
        if level.saved.back and level.saved.modes is not None:
            restore(self.m, level.saved.modes, o.column)
        return Return()

    def _call(self, at: int, o: OWord, name: str) -> Outcome:
        values = tuple(self._value(argument) for argument in o.arguments)
        if len(self.levels) > MAX_DEPTH:
            message = say("{name} is called more than {depth} deep", name=_shown(name), depth=MAX_DEPTH)
            forget_everything(self.m)
            raise _wrong(o, message, say("end the recursion sooner"), code="limit-exceeded")
        label = self.labels.get(name)
        runs = o.kind == "call" or len(values) < 2 or values[1] != 0
        if runs and label is None and not self.has(at + 1, name):
            forget_everything(self.m)
            self.p.lose()
            raise _wrong(
                o,
                say("{name} is not in this file: the file that holds it was not given, and what it does is not known",
                    name=_shown(name)),
                say("put the subprogram before its call, or behind M2"), code="unsupported-code",
            )  # fmt: skip
        caller, after = self.level, at + 1
        if o.kind == "M98" and len(values) > 1:
            rounds = 1 if math.isnan(values[1]) else round(values[1])
            if caller.rounds == -1:
                caller.rounds = rounds
            caller.rounds -= 1
            self.p.version += 1
            if caller.rounds > 0:
                after = at
            else:
                caller.rounds = -1
        numbers = self.p.pass_on(values) if o.kind == "call" else None
        self.levels.append(Level(o.kind, name, numbers, self.p.local))
        self.p.local, self.p.level = {}, self.p.level + 1
        if not runs:  # M98 L0: the control goes on behind it as if within the call
            return Call(at + 1, _shown(name), after=after)
        if label is not None:
            return Call(label.at, _shown(name), after=after)
        self._skip(at, name)
        self.to_sub = True
        return Call(at + 1, _shown(name), after=after)

    # -- branches and loops --------------------------------------------------------------------------------------

    def _branch(self, at: int, o: OWord, name: str, asked: float) -> Outcome:
        if o.kind == "if":
            self._begin(at, o, name)
        else:
            self._opened(o, name, "if")
        if o.kind == "endif":
            self.skipping, self.done_if = None, True
            self._settle(at, name)
        elif o.kind == "if":
            self.done_if = asked != 0
            self.skipping = None
            if not self.done_if:
                self._skip(at, name)
        elif self.done_if:
            self._skip(at, name)
        elif asked != 0 or (o.kind == "else" and self.skipping == name):
            self.skipping, self.done_if = None, True
        return None

    def _leave(self, at: int, o: OWord, name: str) -> Outcome:
        self._opened(o, name, "while", "do")
        if o.kind == "continue" and self.skipping == name:
            return None
        self._skip(at, name)
        if o.kind == "break":
            self.breaking = True
        else:
            self.continuing = True
        return None

    def _loop(self, at: int, o: OWord, name: str, asked: float) -> Outcome:
        if o.kind in ("endwhile", "endrepeat"):
            return self._round(at, o, name)
        label = self.labels.get(name)
        if o.kind == "do":
            self.skipping = None
            if label is None:
                self._keep(at, o, name)
            return None
        if label is not None and label.kind == "do" and o.kind == "while":
            self.skipping = None
            if asked != 0 and not self.breaking:
                return Jump(label.at)
            self.breaking = False
            self._settle(at, name)
            return None
        self._begin(at, o, name)
        self.skipping = None
        label = self.labels[name]
        if label.kind != o.kind:
            return None
        goes_on = asked != 0
        if o.kind == "repeat":
            if label.left == -1:
                label.left = round(asked)
            goes_on = label.left > 0
            label.left = label.left - 1 if goes_on else -1
            self.p.version += 1
        if not goes_on:
            self._skip(at, name)
        return None

    def _round(self, at: int, o: OWord, name: str) -> Outcome:
        label = self._opened(o, name, o.kind.removeprefix("end"))
        if self.skipping == name:
            self.skipping = None
            if not self.continuing:
                self._settle(at, name)
                return None
            self.continuing = False
        return Jump(label.at)

    # -- labels --------------------------------------------------------------------------------------------------

    def _skip(self, at: int, name: str) -> None:
        self.skipping, self.since = name, at

    def _keep(self, at: int, o: OWord, name: str) -> None:
        if name in self.labels:
            message = say("{name} begins here a second time, and was in line {line}", name=_shown(name),
                          line=self.labels[name].at + 1)  # fmt: skip
            raise _wrong(
                o, message, say("give it a number of its own, and put subprograms before what calls them, or behind M2")
            )
        self.labels[name] = Label(at, o.kind)

    def _begin(self, at: int, o: OWord, name: str) -> None:
        """A branch or loop begins: its label must be new, or the control has come back to it."""
        label = self.labels.get(name)
        if label is None:
            self._keep(at, o, name)
        elif label.at != at:
            message = say("{name} is a label already, of line {line}", name=_shown(name), line=label.at + 1)
            raise _wrong(o, message, say("give it a number of its own"))

    def _opened(self, o: OWord, name: str, *kinds: str) -> Label:
        label = self.labels.get(name)
        if label is None or label.kind not in kinds:
            raise _wrong(
                o,
                say(
                    "no {wanted} with this label stands before {keyword}",
                    wanted=kinds[0].upper(),
                    keyword=o.kind.upper(),
                ),
                say("give both the same O number"),
            )
        return label

    def _settle(self, at: int, name: str) -> None:
        """Behind what was passed over because no one knows whether it runs."""
        if name in self.doubts:
            self.doubts.discard(name)
            self.doubtful(self.labels[name].at + 1, at)


class _Wrong(Exception):
    """What the control refuses of an O word."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def _wrong(o: OWord, message: str, remedy: str, *, code: str = "syntax") -> _Wrong:
    severity = None if code == "unsupported-code" else Severity.ERROR
    return _Wrong(Fault(code, o.column, o.end_column, message, remedy, severity=severity))


def _shown(name: str) -> str:
    """As the program writes it: ``O100``, ``O<pocket>``."""
    label = name.rpartition("#")[2]
    return f"O{label}" if label.isdigit() else f"O<{label}>"
