"""A Fanuc's variables: local ones of each macro call, common ones, the system's.

Source: B-64604EN, "Custom macro", "Variables", "System variables". A local variable that nothing set is vacant. A common one
that the program did not set holds what an earlier program left there: it is not known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

from codegen.findings import Severity
from codegen.interpreter.expression import Arithmetic, Trouble, Value, Variable, real, unknown_in
from codegen.interpreter.fanuc import system
from codegen.interpreter.fanuc.arithmetic import arithmetic
from codegen.interpreter.machine import NAN, Machine
from codegen.messages import say

LOCAL: Final = range(1, 34)
COMMON: Final = (range(100, 200), range(500, 1000))


@dataclass(slots=True)
class Variables:
    """The store (``expression.Scope``). ``local``: of the present level, by number; ``level``: macro calls being run.

    ``least``: to what ROUND rounds now. ``lost``: common variables that the program did not set may hold anything anyway.
    """

    m: Machine
    version: int = 0
    local: dict[int, Value] = field(default_factory=dict)
    common: dict[int, Value] = field(default_factory=dict)
    level: int = 0
    least: float = 1.0
    local_lost: bool = False
    _told: set[int] = field(default_factory=set)
    _arithmetic: Arithmetic | None = None

    @property
    def arithmetic(self) -> Arithmetic:
        """The control's."""
        if self._arithmetic is None:
            self._arithmetic = arithmetic(lambda: self.least)
        return self._arithmetic

    def get(self, variable: Variable, index: tuple[Value, ...]) -> Value:
        """The value: None where it is vacant, NaN where it is not known.

        Raises:
            Trouble: there is no such variable.
        """
        number = self._number(index)
        if number is None:
            return NAN
        if number == 0:
            return None
        if number in LOCAL:
            return self.local.get(number, NAN if self.local_lost else None)
        if _common(number):
            if number in self.common:
                return self.common[number]
            self._tell(variable, number, "value-unset")
            return NAN
        value, moves = system.value(self.m, number)
        self.version += moves
        if unknown_in(value):
            self._tell(variable, number, "value-unknown")
        return value

    def put(self, variable: Variable, index: tuple[Value, ...], value: Value) -> None:
        """Set it.

        Raises:
            Trouble: it cannot be set.
        """
        number = self._number(index)
        if number is None:
            self.lose()
        elif number == 0:
            raise Trouble(say("#0 is always vacant: it cannot be set"), say("use another"))
        elif number in LOCAL:
            self._set(self.local, number, value)
        elif _common(number):
            self._set(self.common, number, value)
        else:
            system.put(self.m, variable, number, real(value) if value is not None else 0.0)

    def exists(self, variable: Variable, index: tuple[Value, ...]) -> bool:
        """A Fanuc asks by EQ #0."""
        return self.get(variable, index) is not None

    def lose(self) -> None:
        """Any of them may have been set to anything."""
        self.common.clear()
        self.local.clear()
        self.local_lost = True
        self.version += 1

    def _set(self, values: dict[int, Value], number: int, value: Value) -> None:
        before = values.get(number, NAN)
        if number not in values or (before != value and not (unknown_in(before) and unknown_in(value))):
            self.version += 1
        values[number] = value

    def _number(self, index: tuple[Value, ...]) -> int | None:
        value = index[0] if index else None
        if isinstance(value, str) or value is None:
            raise Trouble(say("a vacant value stands where a variable's number should"), say("set it first"))
        if math.isnan(value):
            return None
        if not 0 <= value < 1e6:
            raise Trouble(say("there is no variable #{number:g}", number=value), say("check the number"))
        return math.floor(value)

    def _tell(self, variable: Variable, number: int, code: str) -> None:
        if number in self._told:
            return
        self._told.add(number)
        if code == "value-unset":
            message = say("#{number} is used before the program sets it: what an earlier program left is not known",
                          number=number)  # fmt: skip
            remedy = say("set it in the program")
        else:
            message = say("what {name} holds is not known here, nor what is made of it", name=f"#{number}")
            remedy = say("write the value, or state it in the setup")
        self.m.report(code, message, remedy, column=variable.column, end_column=variable.end_column)

    def dropped(self, column: int, end_column: int, text: str) -> None:
        """In the main program a vacant value is a slip more often than meant; in a macro it is an argument left out."""
        if self.level == 0:
            message = say("{word}: the variable is vacant, and the control passes over the word", word=text)
            self.m.report("value-unset", message, say("set it in the program"), column=column, end_column=end_column,
                          severity=Severity.WARNING)  # fmt: skip


def _common(number: int) -> bool:
    return any(number in numbers for numbers in COMMON)
