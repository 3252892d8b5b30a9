"""Q parameters: their store, and what formulas and FN functions mean (iTNC 530 user's manual 670 387, chapter "Q parameters")."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final, cast

from codegen.interpreter.check import MAX_VALUE
from codegen.interpreter.expression import Arithmetic, Expression, Trouble, Value, Variable, evaluate, numeric
from codegen.interpreter.faults import Fault
from codegen.messages import say

if TYPE_CHECKING:
    from codegen.interpreter.machine import Machine

FIRST_OF_CONTROL: Final = 100
LAST_OF_CONTROL: Final = 199
"""Q100 to Q199 are set by the control ("Preassigned Q parameters")."""


def _divide(a: float, b: float) -> float:
    if b == 0.0:
        raise Trouble(say("division by zero"), say("check the divisor"))
    return a / b


def _angle(opposite: float, adjacent: float) -> float:
    """FN 13: degrees, 0 to 360."""
    return math.degrees(math.atan2(opposite, adjacent)) % 360.0


def _power(a: float, b: float) -> float:
    if a < 0.0 and b != round(b):
        raise Trouble(say("a root of a negative number"), say("check its operands"))
    return float(a**b)


ARITHMETIC: Final = Arithmetic(
    unary={"+": numeric(lambda a: a), "-": numeric(lambda a: -a)},
    binary={
        "+": numeric(lambda a, b: a + b),
        "-": numeric(lambda a, b: a - b),
        "*": numeric(lambda a, b: a * b),
        "/": numeric(_divide),
        "DIV": numeric(_divide),
        "%": numeric(math.fmod),
        "^": numeric(_power),
        "LEN": numeric(math.hypot),
        "ANG": numeric(_angle),
    },
    functions={
        "SIN": numeric(lambda a: math.sin(math.radians(a))),
        "COS": numeric(lambda a: math.cos(math.radians(a))),
        "TAN": numeric(lambda a: math.tan(math.radians(a))),
        "ASIN": numeric(lambda a: math.degrees(math.asin(a))),
        "ACOS": numeric(lambda a: math.degrees(math.acos(a))),
        "ATAN": numeric(lambda a: math.degrees(math.atan(a))),
        "SQRT": numeric(math.sqrt),
        "SQ": numeric(lambda a: a * a),
        "LN": numeric(math.log),
        "LOG": numeric(math.log10),
        "EXP": numeric(math.exp),
        "INT": numeric(lambda a: float(math.trunc(a))),
        "FRAC": numeric(lambda a: a - math.trunc(a)),
        "ABS": numeric(abs),
        "SGN": numeric(lambda a: 1.0 if a >= 0 else -1.0),
        "NEG": numeric(lambda a: -a),
    },
)
"""Angles in degrees ("Entering formulas directly"): INT cuts the decimals off, SGN is 1 from 0 on."""


class Store:
    """The Q parameters that the program has set. ``hold``: what nothing sets any more, e.g. after a program was called."""

    arithmetic: Final = ARITHMETIC

    def __init__(self, m: Machine) -> None:
        self._m = m
        self._values: dict[str, Value] = {}
        self._lost = False  # something that is not interpreted may have set any of them
        self.version = 0

    def get(self, variable: Variable, index: tuple[Value, ...]) -> Value:  # noqa: ARG002 - no index in Klartext
        """Its value; NaN where it is not known, reported once for each parameter."""
        name = variable.name
        if name in self._values:
            return self._values[name]
        digits = int(re.sub(r"\D", "", name))
        if name[1].isdigit() and FIRST_OF_CONTROL <= digits <= LAST_OF_CONTROL:
            if name not in self._m.unset_told:
                self._m.unset_told.add(name)
                message = say("{name} is set by the control: its value is not known here", name=name)
                self._m.report("unsupported-code", message, say("set a parameter of your own"), column=variable.column,
                               end_column=variable.end_column)  # fmt: skip
        elif not self._lost:
            self._m.unset(name, say("set {name} before", name=name), column=variable.column)
        return math.nan

    def put(self, variable: Variable, index: tuple[Value, ...], value: Value) -> None:  # noqa: ARG002 - as above
        """Set it."""
        if self._values.get(variable.name) != value:
            self._values[variable.name] = value
            self.version += 1

    def exists(self, variable: Variable, index: tuple[Value, ...]) -> bool:  # noqa: ARG002 - as above
        """Whether the program has set it."""
        return variable.name in self._values

    def value(self, name: str) -> float:
        """A parameter as a number; NaN where it is not known. Nothing is reported."""
        value = self._values.get(name, math.nan)
        return value if isinstance(value, float) else math.nan

    def lose(self, *names: str) -> None:
        """The value of these parameters, or of all, is not known any more."""
        for name in names or tuple(self._values):
            self._values[name] = math.nan
        self._lost = self._lost or not names
        self.version += 1


def worth(m: Machine, value: float | Expression) -> float:
    """A word's value; NaN where it is not known, or where it has none (reported)."""
    found = value if isinstance(value, float) else evaluate(value, cast("Store", m.own.q))
    if isinstance(found, Fault):
        m.report(found.code, found.message, found.remedy, column=found.column, end_column=found.end_column)
        return math.nan
    if isinstance(found, float) and abs(found) >= MAX_VALUE:
        message = say("{word}: no number may be {limit:g} or more", word=f"{found:.3g}", limit=MAX_VALUE)
        m.report("syntax", message, say("check the number"))
        return math.nan
    return found if isinstance(found, float) else math.nan
