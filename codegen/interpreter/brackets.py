"""Expressions of controls that write ``#`` and ``[ ]`` (RS274/NGC, Fanuc's macros): from a grammar's trees to ours.

The grammars share their rules' names: ``_value`` (inlined: signs, then a number or one of the others), ``expression``,
``parameter``, ``function``. Operators and functions are known by their names in small letters, without blanks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lark import Token, Tree

from codegen.interpreter.expression import Assignment, Constant, Exists, Expression, Function, Unary, Variable, combine

Part = Token | Tree[Token]


def folded(text: str) -> str:
    """Small letters, no blanks."""
    return "".join(text.split()).lower()


def number(text: str) -> float:
    """A number as written, blanks in it or not."""
    return float("".join(text.split()))


def start(part: Part) -> int:
    """Its first column, 1-based."""
    position = part.start_pos if isinstance(part, Token) else part.meta.start_pos
    return (position or 0) + 1


def end(part: Part) -> int:
    """The column behind it."""
    position = part.end_pos if isinstance(part, Token) else part.meta.end_pos
    return (position or 0) + 1


@dataclass(frozen=True, slots=True)
class Brackets:
    """Builds expressions with a control's levels of precedence (operators by folded names)."""

    levels: Mapping[str, int]

    def value(self, parts: Sequence[Part]) -> Expression:
        """A ``_value``: signs, each of its own, before a number, expression, parameter or function. They bind tightest."""
        signs, primary = parts[:-1], parts[-1]
        made = self._primary(primary)
        if not signs:
            return made
        first = start(signs[0])
        negative = sum(str(sign.children[0]) == "-" for sign in signs if isinstance(sign, Tree)) % 2
        if isinstance(made, Constant) and isinstance(made.value, float):
            return Constant(first, made.end_column, -made.value if negative else made.value)
        return Unary(first, made.end_column, "-" if negative else "+", made)

    def expression(self, tree: Tree[Token]) -> Expression:
        """An ``expression``: what stands in a pair of brackets."""
        operands: list[Expression] = []
        operators: list[str] = []
        parts: list[Part] = []
        for child in tree.children:
            parts.append(child)
            if isinstance(child, Token) and child.type in ("OPERATOR", "SIGN", "SLASH"):
                operators.append(folded(parts.pop()))  # type: ignore[arg-type]
            elif not (isinstance(child, Tree) and child.data == "sign"):
                operands.append(self.value(parts))
                parts = []
        return combine(operands, operators, self.levels)

    def parameter(self, tree: Tree[Token]) -> Variable:
        """A ``parameter``: ``#<name>``, or ``#`` and what its number is."""
        first, last = start(tree), end(tree)
        only = tree.children[-1]
        if isinstance(only, Token) and only.type == "NAME":
            return Variable(first, last, folded(only[1:-1]))
        return Variable(first, last, "#", (self.value(tree.children),))

    def assignment(self, tree: Tree[Token]) -> Assignment:
        """An ``assignment``: a parameter, and what it is set to."""
        target, *value = tree.children
        return Assignment(self.parameter(target), self.value(value))  # type: ignore[arg-type]

    def _primary(self, part: Part) -> Expression:
        first, last = start(part), end(part)
        if isinstance(part, Token):
            return Constant(first, last, number(part))
        if part.data == "expression":
            return self.expression(part)
        if part.data == "parameter":
            return self.parameter(part)
        name = folded(str(part.children[0]))
        if name == "exists":
            (variable,) = _trees(part)
            return Exists(first, last, self.parameter(variable))
        return Function(first, last, name, tuple(self.expression(tree) for tree in _trees(part)))


def _trees(tree: Tree[Token]) -> Iterator[Tree[Token]]:
    return (child for child in tree.children if isinstance(child, Tree))
