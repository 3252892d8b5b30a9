"""LinuxCNC's parameters: numbered and named, of the program and of the control.

Source: LinuxCNC 2.9 documentation, "G-code overview", "Parameters"; "O codes", "Subroutines". A numbered parameter that was
never set is 0; a named one that was never set is an error. Names with an underscore are global, others belong to the call.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from codegen.findings import Severity
from codegen.interpreter.expression import Arithmetic, Trouble, Value, Variable, unknown_in
from codegen.interpreter.machine import NAN, Machine
from codegen.interpreter.ngc import system
from codegen.interpreter.ngc.arithmetic import ARITHMETIC
from codegen.interpreter.unknown import forget_offsets
from codegen.messages import say

_Key = TypeVar("_Key", int, str)

ARGUMENTS: Final = range(1, 31)
"""Numbers that a call sets, and a return sets back."""
KEPT: Final = range(31, 5001)
"""Numbers of which a file of the control's may keep the values from one run to the next."""
PROBE_RESULTS: Final = range(5061, 5071)
PLACES: Final = range(5161, 5391)
"""Homes, offsets and rotations: setting one of them moves what the next code that uses it takes."""


def integer(value: float) -> int:
    """A whole number, as near as the control asks for it.

    Raises:
        Trouble: it is not.
    """
    low = math.floor(value)
    if value - low > 0.9999:
        return math.ceil(value)
    if value - low > 0.0001:
        raise Trouble(
            say("{value:g} stands where a whole number should", value=value), say("round it, or check how it is made")
        )
    return low


@dataclass(slots=True)
class Parameters:
    """The store (``expression.Scope``). ``level``: calls that are being run. ``result``: of the last subprogram that gave one."""

    m: Machine
    version: int = 0
    numbers: dict[int, float] = field(default_factory=dict)
    names: dict[str, float] = field(default_factory=dict)  # global ones
    local: dict[str, float] = field(default_factory=dict)  # of the present call
    level: int = 0
    result: float = 0.0
    gave_result: bool = False
    defining: bool = False  # a subprogram is only read: a name that nothing has set is no error yet
    lost: bool = False  # something was set, and no one knows what: numbers never set may be it
    first_line: int = 0  # lines before the one that the control counts as its first
    _told: set[str] = field(default_factory=set)

    @property
    def arithmetic(self) -> Arithmetic:
        """LinuxCNC's."""
        return ARITHMETIC

    def get(self, variable: Variable, index: tuple[Value, ...]) -> Value:
        """The value; NaN where it is not known.

        Raises:
            Trouble: no such parameter.
        """
        if not index:
            return self._named(variable)
        if unknown_in(index[0]):
            return NAN
        number = self._number(index[0])
        own = system.numbered(self.m, number)
        if own is not None and number not in self.numbers:
            self.version += 1
            return self._known(own, variable, f"#{number}")
        value = self.numbers.get(number)
        if value is None:
            if self.lost:
                return NAN
            if number in KEPT and f"#{number}" not in self._told:
                self._told.add(f"#{number}")
                self.m.report(
                    "value-unset",
                    say("#{number} is used before the program sets it: the control takes 0, or an earlier run's value",
                        number=number),
                    say("set it in the program"), column=variable.column, end_column=variable.end_column,
                    severity=Severity.WARNING,
                )  # fmt: skip
            return 0.0
        return value

    def put(self, variable: Variable, index: tuple[Value, ...], value: Value) -> None:
        """Set it.

        Raises:
            Trouble: it cannot be set.
        """
        if not isinstance(value, float):
            raise TypeError(value)
        if not index:
            names = self.names if variable.name.startswith("_") else self.local
            self._set(names, variable.name, value)
        elif unknown_in(index[0]):
            self.lose()
        else:
            number = self._number(index[0])
            if number not in system.FRESH:
                self._set(self.numbers, number, value)
            if number in PLACES:
                self._place(variable, number)

    def exists(self, variable: Variable, index: tuple[Value, ...]) -> bool:
        """Whether it can be read."""
        if not index:
            return self._is_named(variable.name)
        return isinstance(index[0], float) and 1 <= integer(index[0]) < system.MAX_NUMBER

    def declare(self, variable: Variable, index: tuple[Value, ...]) -> None:
        """Before the value of its setting is worked out: a new name is there from then on, as 0.

        Raises:
            Trouble: it cannot be set.
        """
        name = variable.name
        if index:
            number = 1 if unknown_in(index[0]) else self._number(index[0])
            if number in system.READ_ONLY:
                raise Trouble(
                    say("#{number} is the control's own: it cannot be set", number=number), say("use another")
                )
        elif not self._is_named(name):
            (self.names if name.startswith("_") else self.local)[name] = 0.0
        elif name in system.NAMED or name in _RUN:
            raise Trouble(say("#<{name}> is the control's own: it cannot be set", name=name), say("use another"))

    def lose(self) -> None:
        """Any number may have been set to anything."""
        self.numbers.clear()
        self.lost = True
        self.version += 1

    def probed(self) -> None:
        """A probe moved: its results, whatever the program has set them to, are not known."""
        for number in PROBE_RESULTS:
            if self.numbers.pop(number, None) is not None:
                self.version += 1

    def pass_on(self, values: tuple[float, ...]) -> dict[int, float]:
        """Give #1 to #30 a call's values; those that they had are returned."""
        before = {number: self.numbers.get(number, NAN if self.lost else 0.0) for number in ARGUMENTS}
        for number, value in zip(ARGUMENTS, (*values, *([0.0] * (len(ARGUMENTS) - len(values)))), strict=True):
            self._set(self.numbers, number, value)
        return before

    def take_back(self, values: dict[int, float]) -> None:
        """Set numbers back."""
        for number, value in values.items():
            self._set(self.numbers, number, value)

    def _set(self, values: dict[_Key, float], key: _Key, value: float) -> None:
        before = values.get(key)
        if before != value and not (before is not None and math.isnan(before) and math.isnan(value)):
            self.version += 1
            values[key] = value

    def _number(self, value: Value) -> int:
        if not isinstance(value, float):
            raise TypeError(value)
        number = integer(value)
        if not 1 <= number < system.MAX_NUMBER:
            raise Trouble(
                say(
                    "there is no parameter #{number}: they go from 1 to {last}",
                    number=number,
                    last=system.MAX_NUMBER - 1,
                ),
                say("check the number"),
            )
        return number

    def _named(self, variable: Variable) -> float:
        name = variable.name
        run = _RUN.get(name)
        if run is not None:
            return run(self)
        own = system.NAMED.get(name)
        if own is not None:
            self.version += 1
            return self._known(own(self.m), variable, f"#<{name}>")
        if name.startswith(("_ini[", "_hal[")):
            return self._known(NAN, variable, f"#<{name}>")
        value = (self.names if name.startswith("_") else self.local).get(name)
        if value is None and self.defining:
            return 0.0
        if value is None:
            raise Trouble(
                say("#<{name}> is used and nothing has set it", name=name),
                say("set it first; names without an underscore belong to their own call"),
            )
        return value

    def _is_named(self, name: str) -> bool:
        return name in (self.names if name.startswith("_") else self.local) or name in system.NAMED or name in _RUN

    def _known(self, value: float, variable: Variable, name: str) -> float:
        if math.isnan(value) and name not in self._told:
            self._told.add(name)
            self.m.report(
                "value-unknown",
                say("what {name} holds is not known here, nor what is made of it", name=name),
                say("write the value, or state it in the setup"),
                column=variable.column, end_column=variable.end_column,
            )  # fmt: skip
        return value

    def _place(self, variable: Variable, number: int) -> None:
        self.m.report(
            "unsupported-code",
            say("#{number} is set: what it does to homes and offsets is not interpreted", number=number),
            say("set offsets with G10"), column=variable.column, end_column=variable.end_column,
        )  # fmt: skip
        forget_offsets(self.m)


_RUN: Final[dict[str, Callable[[Parameters], float]]] = {
    "_line": lambda p: float(p.m.block.line - p.first_line),
    "_call_level": lambda p: float(p.level),
    "_value": lambda p: p.result,
    "_value_returned": lambda p: float(p.gave_result),
}
"""Names whose values belong to the run."""
