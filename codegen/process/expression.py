"""Expressions in an intent: parsed by ``grammars/expression.lark``, evaluated here, with dimensions.

A bare number is *open*: it becomes a length (in the intent's units) where a length is wanted and stays a number where it
multiplies. Parameters are lengths. A product of lengths, or a ratio, in a length field is nonsense and said so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from codegen.messages import say
from codegen.resources import grammar
from codegen.units import LENGTH_FACTORS

if TYPE_CHECKING:
    from lark import Lark, Token, Tree

MAX_DEPTH: Final = 24
"""Nesting of brackets, signs and parameters."""

_DEGREES: Final = ("deg", "°", "degree", "degrees")


class ExpressionError(Exception):
    """An expression that has no value. ``column`` and ``end_column`` are 1-based, in ``text``."""

    def __init__(self, reason: str, text: str, column: int = 1, end_column: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.text = text
        self.column = column
        self.end_column = end_column


@dataclass(frozen=True, slots=True)
class Quantity:
    """``value`` with the power of its length: 1 in mm, 0 a plain number, 2 in mm²; None: an open number."""

    value: float
    power: int | None


class _Problem(Exception):
    """Something wrong at the node being evaluated; its place is added where it is caught."""


def evaluate(text: str, parameters: Mapping[str, str | float], unit_mm: float) -> Quantity:
    """Value of ``text``. ``unit_mm``: millimetres in one of the intent's units.

    Raises:
        ExpressionError: syntax, unknown name, cycle, division by zero, overflow, units that do not fit.
    """
    return _Evaluator(parameters, unit_mm).text(text, ())


def as_length(quantity: Quantity, unit_mm: float) -> float | None:
    """Millimetres, rounded to 1e-9 so that 3/8 in is 9.525; None: not a length."""
    if quantity.power is None:
        return round(quantity.value * unit_mm, 9)
    return round(quantity.value, 9) if quantity.power == 1 else None


def as_number(quantity: Quantity) -> float | None:
    """A plain number (an angle in degrees); None: it has a unit of length."""
    return quantity.value if quantity.power in (None, 0) else None


@cache
def _parser() -> Lark:
    from lark import Lark

    return Lark(grammar("expression.lark"), parser="lalr", propagate_positions=True, maybe_placeholders=False)


def _parse(text: str) -> Tree[Token]:
    from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedToken

    depth = deepest = 0
    for c in text:
        depth += (c == "(") - (c == ")")
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH or re.search(rf"(?:[-−–+]\s*){{{MAX_DEPTH},}}", text):
        raise ExpressionError(say("nested more than {depth} deep", depth=MAX_DEPTH), text)
    try:
        return _parser().parse(text)
    except UnexpectedCharacters as e:
        raise ExpressionError(say("unexpected {text!r}", text=text[e.column - 1]), text, e.column) from e
    except UnexpectedToken as e:
        if e.token.type == "$END":
            raise ExpressionError(say("it ends where a value or ')' should follow"), text, len(text) + 1) from e
        raise ExpressionError(say("unexpected {text!r}", text=str(e.token)), text, e.column, e.token.end_column) from e
    except UnexpectedEOF as e:  # pragma: no cover - the contextual lexer reports $END instead
        raise ExpressionError(say("it ends where a value should follow"), text, len(text) + 1) from e


class _Evaluator:
    def __init__(self, parameters: Mapping[str, str | float], unit_mm: float) -> None:
        self.parameters = parameters
        self.unit = unit_mm
        self.known: dict[str, Quantity] = {}

    def text(self, text: str, busy: tuple[str, ...]) -> Quantity:
        from lark import Tree

        tree = _parse(text)
        node = tree.children[0]
        assert isinstance(node, Tree)  # noqa: S101 - the grammar has no bare token below start
        return self.node(node, text, busy)

    def node(self, tree: Tree[Token], text: str, busy: tuple[str, ...]) -> Quantity:
        from lark import Tree

        try:
            if tree.data in ("number", "quantity", "mixed", "ambiguous"):
                return self.literal(str(tree.data), str(tree.children[0]))
            if tree.data == "name":
                return self.named(str(tree.children[0]), busy)
            values = [self.node(c, text, busy) for c in tree.children if isinstance(c, Tree)]
            if tree.data == "call":
                result = _call(str(tree.children[0]), values, self.unit)
            else:
                result = self.operate(str(tree.data), values)
            if not math.isfinite(result.value):
                raise _Problem(say("the result is too large"))
            return result
        except _Problem as e:
            meta = tree.meta
            raise ExpressionError(str(e), text, meta.column, meta.end_column) from e
        except OverflowError as e:
            raise ExpressionError(say("the result is too large"), text, tree.meta.column, tree.meta.end_column) from e

    def literal(self, kind: str, text: str) -> Quantity:
        if kind == "ambiguous":
            whole, fraction = text.split("-")
            raise _Problem(
                say(
                    "{text!r} may be a mixed number or a difference: write '{whole} {fraction}' or with spaces",
                    text=text,
                    whole=whole,
                    fraction=fraction,
                )
            )
        match = re.match(r"\d+(?:-|[ \t]+)\d+/\d+|\d+/\d+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", text)
        assert match is not None  # noqa: S101 - the lexer matched the same pattern
        value, unit = _plain_number(match[0]), text[match.end() :].strip()
        if not math.isfinite(value):
            raise _Problem(say("the number is too large"))
        if kind != "quantity":
            return Quantity(value, None)
        if unit.lower() in _DEGREES:
            return Quantity(value, 0)
        factor = LENGTH_FACTORS.get(unit, LENGTH_FACTORS.get(unit.lower()))
        if factor is None:
            raise _Problem(say("unknown unit {unit!r}", unit=unit))
        return Quantity(value * factor, 1)

    def named(self, name: str, busy: tuple[str, ...]) -> Quantity:
        if name == "pi":
            return Quantity(math.pi, 0)
        if name not in self.parameters:
            known = ", ".join(sorted(self.parameters)) or "none"
            raise _Problem(say("unknown name {name!r} (parameters: {known})", name=name, known=known))
        if name in busy:
            raise _Problem(say("{names} goes round in a circle", names=" → ".join((*busy, name))))
        if len(busy) >= MAX_DEPTH:
            raise _Problem(say("parameters refer to parameters more than {depth} deep", depth=MAX_DEPTH))
        if name not in self.known:
            value = self.parameters[name]
            if isinstance(value, str):
                try:
                    quantity = self.text(value, (*busy, name))
                except ExpressionError as e:
                    raise _Problem(
                        say("in parameter {name!r} = {value!r}: {reason}", name=name, value=value, reason=e.reason)
                    ) from e
            else:
                quantity = Quantity(float(value), None)
            mm = as_length(quantity, self.unit)
            if mm is None:
                raise _Problem(say("parameter {name!r} is not a length", name=name))
            self.known[name] = Quantity(mm, 1)
        return self.known[name]

    def operate(self, operator: str, values: list[Quantity]) -> Quantity:
        if operator == "negate":
            return Quantity(-values[0].value, values[0].power)
        a, b = values
        if operator in ("add", "subtract"):
            a, b = _alike(values, self.unit)
            return Quantity(a.value + b.value if operator == "add" else a.value - b.value, a.power)
        if operator == "divide" and b.value == 0:
            raise _Problem(say("division by zero"))
        sign = 1 if operator == "multiply" else -1
        value = a.value * b.value if sign > 0 else a.value / b.value
        if a.power is None and b.power is None:
            return Quantity(value, None)
        if a.power is None or b.power is None:
            other = (a.power or 0) + sign * (b.power or 0)
            return Quantity(value, other or None)
        return Quantity(value, a.power + sign * b.power)


def _plain_number(text: str) -> float:
    if "/" not in text:
        return float(text)
    *whole, fraction = re.split(r"[ \t]+|-", text)
    top, bottom = fraction.split("/")
    if int(bottom) == 0:
        raise _Problem(say("division by zero"))
    return (float(whole[0]) if whole else 0.0) + int(top) / int(bottom)


def _alike(values: list[Quantity], unit: float) -> list[Quantity]:
    """Values that are added or compared, brought to one power: an open number joins the others."""
    powers = {v.power for v in values if v.power is not None}
    if len(powers) > 1:
        raise _Problem(say("a length and a plain number do not add up: what is added must have the same unit"))
    if not powers:
        return values
    power = powers.pop()
    if power not in (0, 1) and any(v.power is None for v in values):
        raise _Problem(say("a bare number cannot be added to an area"))
    return [Quantity(v.value * unit if power == 1 else v.value, power) if v.power is None else v for v in values]


def _call(name: str, values: list[Quantity], unit: float) -> Quantity:
    if name in ("min", "max"):
        if not values:
            raise _Problem(say("{name}() needs at least one value", name=name))
        alike = _alike(values, unit)
        pick: Callable[..., Quantity] = min if name == "min" else max
        return pick(alike, key=lambda q: q.value)
    if name not in ("sqrt", "sin", "cos", "tan", "abs"):
        raise _Problem(say("unknown function {name!r} (known: sqrt, sin, cos, tan, min, max, abs)", name=name))
    if len(values) != 1:
        raise _Problem(say("{name}() takes one value, not {n}", name=name, n=len(values)))
    (q,) = values
    if name == "abs":
        return Quantity(abs(q.value), q.power)
    if name == "sqrt":
        if q.value < 0 or (q.power or 0) % 2:
            raise _Problem(
                say("sqrt() of a negative value") if q.value < 0 else say("sqrt() of a length is not a length")
            )
        return Quantity(math.sqrt(q.value), None if q.power is None else q.power // 2)
    if q.power not in (None, 0):
        raise _Problem(say("{name}() takes degrees, not a length", name=name))
    if name == "tan" and abs(math.cos(math.radians(q.value))) < 1e-12:
        raise _Problem(say("tan({value:g}°) is infinite", value=q.value))
    return Quantity(getattr(math, name)(math.radians(q.value)), 0)
