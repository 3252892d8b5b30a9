"""LinuxCNC's operators and functions.

Source: LinuxCNC 2.9 documentation, "G-code overview", "Expressions", "Binary operators", "Functions"; what it leaves open
(precedence of comparisons, signs before powers, the sign of MOD's result, what ROUND does with a half, how near is equal)
was measured with ``rs274``. Angles are in degrees.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Final

from codegen.interpreter.expression import Arithmetic, Trouble, Value, numeric
from codegen.messages import say

LEVELS: Final = {
    **dict.fromkeys(("and", "or", "xor"), 1),
    **dict.fromkeys(("eq", "ne", "gt", "ge", "lt", "le"), 2),
    **dict.fromkeys("+-", 3),
    **dict.fromkeys(("*", "/", "mod"), 4),
    "**": 5,
}
"""Equal levels bind from the left, powers too."""

EQUAL: Final = 1e-4
"""EQ and NE take numbers nearer than this for equal; the others compare exactly ("Equality and Floating Point Values").

So it is in the version that the tests are held against (2.9.0~pre1). From 2.9.1 on it is 1e-6, and LE and GE take it, too.
"""


def _divided(a: float, b: float) -> float:
    if b == 0:
        raise Trouble(say("division by zero"), say("check the divisor"))
    return a / b


def _modulo(a: float, b: float) -> float:
    """Never negative."""
    if b == 0:
        raise Trouble(say("division by zero"), say("check the divisor"))
    rest = math.fmod(a, b)
    return rest + abs(b) if rest < 0 else rest


def _power(a: float, b: float) -> float:
    if a < 0 and b != math.floor(b):
        raise Trouble(
            say("{base:g} cannot be raised to {exponent:g}: only to whole numbers", base=a, exponent=b),
            say("check the base"),
        )
    if a == 0 and b < 0:
        raise Trouble(say("division by zero"), say("check the exponent"))
    return math.pow(a, b)


def _degrees(angle: float) -> float:
    """In this order, as the control does it: ``math.degrees`` rounds otherwise, and a MOD behind it may jump by that."""
    return angle * 180 / math.pi


def _within_one(name: str, function: Callable[[float], float]) -> Callable[[float], float]:
    def arc(a: float) -> float:
        if not -1 <= a <= 1:
            raise Trouble(
                say("{function} of {value:g}: only -1 to 1 have one", function=name, value=a), say("check its operand")
            )
        return _degrees(function(a))

    return arc


def _root(a: float) -> float:
    if a < 0:
        raise Trouble(say("the square root of {value:g}: it is negative", value=a), say("check its operand"))
    return math.sqrt(a)


def _logarithm(a: float) -> float:
    if a <= 0:
        raise Trouble(say("the logarithm of {value:g}: it is not above 0", value=a), say("check its operand"))
    return math.log(a)


def _round(a: float) -> float:
    """Halves go away from zero."""
    return float(math.trunc(a + (-0.5 if a < 0 else 0.5)))


def _finite(function: Callable[..., float]) -> Callable[..., Value]:
    def checked(*values: float) -> float:
        result = function(*values)
        if not -math.inf < result < math.inf:
            raise OverflowError
        return result

    return numeric(checked)


_BINARY: Final[dict[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divided,
    "mod": _modulo,
    "**": _power,
    "and": lambda a, b: float(a != 0 and b != 0),
    "or": lambda a, b: float(a != 0 or b != 0),
    "xor": lambda a, b: float((a != 0) != (b != 0)),
    "eq": lambda a, b: float(abs(a - b) < EQUAL),
    "ne": lambda a, b: float(abs(a - b) >= EQUAL),
    "gt": lambda a, b: float(a > b),
    "ge": lambda a, b: float(a >= b),
    "lt": lambda a, b: float(a < b),
    "le": lambda a, b: float(a <= b),
}
_FUNCTIONS: Final[dict[str, Callable[..., float]]] = {
    "abs": abs,
    "acos": _within_one("ACOS", math.acos),
    "asin": _within_one("ASIN", math.asin),
    "atan": lambda a, b: _degrees(math.atan2(a, b)),
    "cos": lambda a: math.cos(a * math.pi / 180),
    "exp": math.exp,
    "fix": lambda a: float(math.floor(a)),
    "fup": lambda a: float(math.ceil(a)),
    "ln": _logarithm,
    "round": _round,
    "sin": lambda a: math.sin(a * math.pi / 180),
    "sqrt": _root,
    "tan": lambda a: math.tan(a * math.pi / 180),
}

ARITHMETIC: Final = Arithmetic(
    unary={"+": numeric(operator.pos), "-": numeric(operator.neg)},
    binary={name: _finite(function) for name, function in _BINARY.items()},
    functions={name: _finite(function) for name, function in _FUNCTIONS.items()},
)
