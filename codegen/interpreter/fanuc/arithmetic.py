"""A Fanuc's operators and functions, vacant values among them.

Source: B-64604EN, "Custom macro", "Arithmetic and logic operation". Angles are in degrees; parameter 6004 bit 0 (NAT) = 0:
ATAN gives 0 to 360, ASIN 270 to 90. AND, OR, XOR work bit by bit. What the manual leaves open is taken so: MOD has the sign
of the dividend, a half is rounded away from zero.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Final

from codegen.interpreter.expression import Arithmetic, Trouble, Value, numeric, unknown_in
from codegen.messages import say

LEVELS: Final = {
    **dict.fromkeys(("eq", "ne", "gt", "ge", "lt", "le"), 1),
    **dict.fromkeys(("+", "-", "or", "xor"), 2),
    **dict.fromkeys(("*", "/", "mod", "and"), 3),
}
"""B-64604EN, "Priority of operations"; equal levels bind from the left."""

KEPT_SIGN: Final = "word"
"""A sign before a variable that is a word's whole value: a vacant one stays vacant, and the word is dropped."""
LARGEST: Final = 2.0**31


def _divided(a: float, b: float) -> float:
    if b == 0:
        raise Trouble(say("division by zero"), say("check the divisor"))
    return a / b


def _modulo(a: float, b: float) -> float:
    if b == 0:
        raise Trouble(say("division by zero"), say("check the divisor"))
    return math.fmod(a, b)


def _power(a: float, b: float) -> float:
    if (a < 0 and b != math.floor(b)) or (a == 0 and b < 0):
        raise Trouble(
            say("{base:g} cannot be raised to {exponent:g}: only to whole numbers", base=a, exponent=b),
            say("check the base"),
        )
    return math.pow(a, b)


def _bits(function: Callable[[int, int], int]) -> Callable[[float, float], float]:
    def work(a: float, b: float) -> float:
        if not max(abs(a), abs(b)) < LARGEST:
            raise OverflowError
        return float(function(round_half(a), round_half(b)))

    return work


def round_half(a: float) -> int:
    """To the nearest whole number, a half away from zero."""
    return math.trunc(a + math.copysign(0.5, a))


def _within_one(name: str, function: Callable[[float], float]) -> Callable[[float], float]:
    def arc(a: float) -> float:
        if not -1 <= a <= 1:
            raise Trouble(
                say("{function} of {value:g}: only -1 to 1 have one", function=name, value=a), say("check its operand")
            )
        return math.degrees(function(a)) % 360.0 if name == "ASIN" else math.degrees(function(a))

    return arc


def _root(a: float) -> float:
    if a < 0:
        raise Trouble(say("the square root of {value:g}: it is negative", value=a), say("check its operand"))
    return math.sqrt(a)


def _logarithm(a: float) -> float:
    if a <= 0:
        raise Trouble(say("the logarithm of {value:g}: it is not above 0", value=a), say("check its operand"))
    return math.log(a)


def _arc_tangent(a: float, b: float = 1.0) -> float:
    return math.degrees(math.atan2(a, b)) % 360.0


def _up(a: float) -> float:
    return float(math.copysign(math.ceil(abs(a)), a))


def _packed(a: float) -> float:
    """BCD: decimal digits to four bits each."""
    if not 0 <= a < 1e8:
        raise OverflowError
    return float(int(str(round_half(a)), 16))


def _unpacked(a: float) -> float:
    """BIN: the other way."""
    if not 0 <= a < LARGEST:
        raise OverflowError
    return float(f"{round_half(a):x}")


def _equal(a: Value, b: Value) -> Value:
    """A vacant value equals a vacant one alone (B-64604EN, "Undefined variable", conditions)."""
    if unknown_in(a) or unknown_in(b):
        return math.nan
    return float(a == b)


def _unequal(a: Value, b: Value) -> Value:
    same = _equal(a, b)
    return same if not isinstance(same, float) or math.isnan(same) else 1.0 - same


def _finite(function: Callable[..., float]) -> Callable[..., Value]:
    def checked(*values: float) -> float:
        result = function(*values)
        if not -math.inf < result < math.inf:
            raise OverflowError
        return result

    return numeric(checked)


def _foreign(_value: Value) -> Value:
    raise Trouble(
        say("a function of the control's own data is not interpreted"), say("write the value"), code="unsupported-code"
    )


_BINARY: Final[dict[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divided,
    "mod": _modulo,
    "and": _bits(operator.and_),
    "or": _bits(operator.or_),
    "xor": _bits(operator.xor),
    "gt": lambda a, b: float(a > b),
    "ge": lambda a, b: float(a >= b),
    "lt": lambda a, b: float(a < b),
    "le": lambda a, b: float(a <= b),
}
_FUNCTIONS: Final[dict[str, Callable[..., float]]] = {
    "abs": abs,
    "acos": _within_one("ACOS", math.acos),
    "asin": _within_one("ASIN", math.asin),
    "atan": _arc_tangent,
    "atn": _arc_tangent,
    "bcd": _packed,
    "bin": _unpacked,
    "cos": lambda a: math.cos(math.radians(a)),
    "exp": math.exp,
    "fix": lambda a: float(math.trunc(a)),
    "fup": _up,
    "ln": _logarithm,
    "pow": _power,
    "sin": lambda a: math.sin(math.radians(a)),
    "sqr": _root,
    "sqrt": _root,
    "tan": lambda a: math.tan(math.radians(a)),
}


def arithmetic(least: Callable[[], float]) -> Arithmetic:
    """The control's; ``least``: to what ROUND rounds, 1 in a statement, an address's least increment in its word."""

    def rounded(a: float) -> float:
        step = least()
        return round_half(a / step) * step

    rounding = {name: _finite(rounded) for name in ("round", "rnd")}
    return Arithmetic(
        unary={
            "+": numeric(operator.pos),
            "-": numeric(operator.neg),
            KEPT_SIGN + "+": lambda value: value,
            KEPT_SIGN + "-": lambda value: None if value is None else numeric(operator.neg)(value),
        },
        binary={name: _finite(function) for name, function in _BINARY.items()} | {"eq": _equal, "ne": _unequal},
        functions={name: _finite(function) for name, function in _FUNCTIONS.items()}
        | rounding
        | dict.fromkeys(("adp", "prm"), _foreign),
    )
