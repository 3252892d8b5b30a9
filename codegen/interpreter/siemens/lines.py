"""A SINUMERIK block from its tree: words, assignments, calls, names, and control statements.

Beside what ``Parsed`` holds for every control, a block has a ``Rest``: what is no word with a number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from lark import Token, Tree

from codegen.interpreter.expression import Assignment, Binary, Constant, Expression, Function, Unary, Variable
from codegen.interpreter.faults import Fault
from codegen.interpreter.lines import Parsed
from codegen.messages import say
from codegen.model.program import Word

ADDRESSES: Final = frozenset(
    {"A", "B", "C", "D", "F", "H", "I", "J", "K", "L", "M", "P", "S", "T", "U", "V", "W", "X", "Y", "Z", "E", "O", "Q",
     "I1", "J1", "K1", "X1", "Y1", "Z1", "A1", "B1", "C1", "T1", "ADIS", "ADISPOS", "ANG", "AP", "AR", "CHF", "CHR", "CR",
     "DISC", "DISCL", "DISR", "DISRP", "DL", "FAD", "FB", "FP", "FRC", "FRCM", "FXS", "G", "GP", "LIMS", "OFFN", "ORD",
     "PL", "RND", "RNDM", "RP", "RPL", "SF", "SPCOF", "SPOS", "SPOSA", "SR", "SRA", "ST", "STA", "TURN", "VELOLIM"}
)  # fmt: skip
"""Names that take a value with "=" and are no variables (Programming Manual Fundamentals, "Tables": addresses)."""

SPINDLES: Final = re.compile(r"[SM][0-9]+|(?:SPOS|SPOSA|LIMS)(?:\[.*)?", re.DOTALL)
"""Addresses with the number of a spindle: S1=500, M1=3, SPOS[1]=90."""

MAX_DEPTH: Final = 150
"""Of a block's tree: each level takes several frames of the stack, and the control's blocks are too short for more."""

MODES: Final = frozenset({"AC", "IC", "DC", "ACP", "ACN"})
"""How a value is meant, for its word alone: absolute, incremental, or the way a rotary axis goes."""


@dataclass(frozen=True, slots=True)
class Name:
    """A word of letters that stands by itself: SUPA, CIP, MCALL, a subprogram. In capitals."""

    name: str
    column: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Called:
    """A name with arguments; None where one was left out. ``whole``: as written."""

    name: str
    arguments: tuple[Expression | None, ...]
    column: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A control statement: its kind as the grammar names it, what it asks or computes, and the names in it.

    ``jumps``: GOTOF, GOTOB, GOTO, GOTOC or GOTOS and its goal, one for each choice of CASE, the last for DEFAULT.
    """

    kind: str
    column: int
    end_column: int
    expressions: tuple[Expression, ...] = ()
    names: tuple[str, ...] = ()
    jumps: tuple[tuple[str, Expression | None], ...] = ()
    target: Variable | None = None
    variables: tuple[Declared, ...] = ()
    default: bool = False


@dataclass(frozen=True, slots=True)
class Declared:
    """A variable of DEF, or a parameter of PROC: ``by_reference`` with VAR; ``size`` of an array; its type in capitals."""

    name: str
    kind: str
    size: tuple[Expression, ...] = ()
    value: Expression | None = None
    by_reference: bool = False
    column: int = 1


@dataclass(frozen=True, slots=True)
class Rest:
    """What a block holds beside words and assignments. ``modes``: AC, IC, DC … of words, by their index."""

    label: str | None = None
    main: int | None = None
    statement: Statement | None = None
    names: tuple[Name, ...] = ()
    calls: tuple[Called, ...] = ()
    texts: tuple[str, ...] = ()
    modes: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    skip: int = 0

    @property
    def empty(self) -> bool:
        """Whether it says nothing that runs."""
        return self.statement is None and not (self.names or self.calls or self.texts)


NOTHING: Final = Rest()


def rest_of(parsed: Parsed) -> Rest:
    """The rest of a block; that of a block of plain words is empty."""
    return parsed.control if isinstance(parsed.control, Rest) else NOTHING


class _Builder:
    """Goes through a block's tree once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[Word] = []
        self.values: dict[int, Expression] = {}
        self.modes: dict[int, str] = {}
        self.assignments: list[Assignment] = []
        self.names: list[Name] = []
        self.calls: list[Called] = []
        self.texts: list[str] = []
        self.comments: list[str] = []
        self.faults: list[Fault] = []
        self.number: float | None = None
        self.label: str | None = None
        self.main: int | None = None
        self.skip: int | None = None
        self.statement: Statement | None = None

    def parsed(self) -> Parsed:
        rest = Rest(
            self.label, self.main, self.statement, tuple(self.names), tuple(self.calls), tuple(self.texts), self.modes,
            self.skip or 0,
        )  # fmt: skip
        return Parsed(
            tuple(self.words), tuple(self.comments), self.number, self.skip is not None, tuple(self.faults),
            values=self.values or None, assignments=tuple(self.assignments), control=None if rest == NOTHING else rest,
        )  # fmt: skip

    def token(self, token: Token) -> None:
        match token.type:
            case "WORD":
                self.word(token)
            case "NAME":
                self.names.append(Name(token.upper(), _start(token), _end(token)))
            case "STRING":
                self.texts.append(token[1:-1])
            case "REMARK":
                self.comments.append(token[1:])
            case "LINE_NUMBER":
                self.number = float(token[1:])
            case "MAIN_BLOCK":
                self.main = int(token[1:])
            case "LABEL":
                self.label = token[:-1].upper()
            case "SKIP":
                self.skip = int(token[1:] or 0)
            case "UNREAD":
                what = say("a synchronised action or a macro definition")
                message = say("{what} is not interpreted", what=what)
                remedy = say("write the program without it: plain words with numbers")
                self.faults.append(
                    Fault("unsupported-code", _start(token), _end(token), message, remedy, touches="everything")
                )

    def word(self, token: Token) -> None:
        self.words.append(Word(token[0].upper(), number(token[1:]), _start(token), str(token)))

    def assignment(self, tree: Tree[Token]) -> None:
        target, *rest = tree.children
        assert isinstance(target, Tree)  # noqa: S101 - the grammar's
        variable = variable_of(target)
        values = [expression(part) for part in rest if isinstance(part, Tree)]
        value = values[0] if len(values) == 1 else Function(values[0].column, values[-1].end_column, ":", tuple(values))
        start = variable.column
        end = _closed(self.text, start, value.end_column)
        name = variable.name
        if (variable.index and name not in ("SPOS", "SPOSA", "LIMS")) or not is_address(name):
            self.assignments.append(Assignment(variable, value))
            return
        if isinstance(value, Function) and value.name in MODES and len(value.arguments) == 1:
            self.modes[len(self.words)] = value.name
            value = value.arguments[0]
        known = plain(value)
        if known is None:
            self.values[len(self.words)] = value
        self.words.append(Word(name, math.nan if known is None else known, start, self.text[start - 1 : end - 1]))

    def call(self, tree: Tree[Token]) -> None:
        name = tree.children[0]
        assert isinstance(name, Token)  # noqa: S101 - the grammar's
        end = _closed(self.text, _start(name), max(*map(_end, _tokens(tree)), _end(name) + 1))
        self.calls.append(Called(str(name).upper(), tuple(_arguments(tree.children[1:])), _start(name), end))


def is_address(name: str) -> bool:
    """Whether ``name=`` is a word of the block, and no variable."""
    return name in ADDRESSES or SPINDLES.fullmatch(name) is not None


def number(text: str) -> float:
    """``10EX-3``, ``'HFF'``, ``.5`` as numbers."""
    bare = text.strip("'").upper()
    if bare.startswith("H"):
        return float(int(bare[1:], 16))
    if bare.startswith("B"):
        return float(int(bare[1:], 2))
    return float(bare.replace("EX", "E"))


def plain(value: Expression) -> float | None:
    """The number that an expression is by itself, with a sign or without; None: it must be evaluated."""
    if isinstance(value, Constant) and isinstance(value.value, float):
        return value.value
    if isinstance(value, Unary) and value.operator in "+-":
        inner = plain(value.operand)
        return None if inner is None else -inner if value.operator == "-" else inner
    return None


def _arguments(children: list[Token | Tree[Token]]) -> Iterator[Expression | None]:
    found = [None if part.data == "nothing" else expression(part) for part in children if isinstance(part, Tree)]
    return iter([] if found == [None] else found)


def variable_of(tree: Tree[Token]) -> Variable:
    """A variable: ``R5`` and ``R[5]`` are ``R`` with an index; other names in capitals."""
    name = tree.children[0]
    assert isinstance(name, Token)  # noqa: S101 - the grammar's
    start, end = _start(name), max(_end(t) for t in _tokens(tree))
    index: tuple[Expression, ...] = ()
    for part in tree.children[1:]:
        if isinstance(part, Tree):
            index = tuple(found for found in _arguments(part.children) if found is not None)
    upper = str(name).upper()
    if upper[0] == "R" and upper[1:].isdigit() and not index:
        return Variable(start, end, "R", (Constant(start, end, float(upper[1:])),))
    return Variable(start, end, upper, index)


def expression(tree: Tree[Token]) -> Expression:
    """An expression from its tree."""
    kind, children = tree.data, tree.children
    tokens = _tokens(tree)
    start, end = min(map(_start, tokens)), max(map(_end, tokens))
    if kind == "number":
        return Constant(start, end, number(str(tokens[0])))
    if kind == "string":
        return Constant(start, end, str(tokens[0])[1:-1])
    if kind == "binary":
        left, operator, right = children
        return Binary(start, end, str(operator).upper(), expression(left), expression(right))  # type: ignore[arg-type]
    if kind == "unary":
        return Unary(start, end, str(children[0]).upper(), expression(children[1]))  # type: ignore[arg-type]
    if kind == "function":
        arguments = tuple(a if a is not None else Constant(end, end, None) for a in _arguments(children[1:]))
        return Function(start, end, str(children[0]).upper(), arguments)
    return variable_of(tree)


def _statement(tree: Tree[Token]) -> Statement:
    tokens = _tokens(tree)
    start, end = min(map(_start, tokens)), max(map(_end, tokens))
    if tree.data == "statement":
        return Statement("jump", start, end, jumps=tuple(_jump(part) for part in _trees(tree)))
    kind = str(tree.data).rstrip("_")
    expressions: list[Expression] = []
    jumps: list[tuple[str, Expression | None]] = []
    variables: list[Declared] = []
    target: Variable | None = None
    type_name = next((str(t).upper() for t in tree.children if isinstance(t, Token) and t.type == "TYPE"), "")
    for part in _trees(tree):
        if part.data == "jump":
            jumps.append(_jump(part))
        elif part.data == "choice":
            value, jump = _trees(part)
            expressions.append(expression(value))
            jumps.append(_jump(jump))
        elif part.data == "target":
            target = variable_of(part)
        elif part.data == "times":
            expressions.append(expression(_trees(part)[0]))
        elif part.data in ("variable", "parameter"):
            variables.append(_declared(part, type_name))
        elif part.data not in ("length", "outer"):
            expressions.append(expression(part))
    names = tuple(str(t).upper() for t in tree.children if isinstance(t, Token) and t.type == "NAME")
    default = any(isinstance(t, Token) and t.type == "DEFAULT" for t in tree.children)
    return Statement(
        kind, start, end, tuple(expressions), names, tuple(jumps), target, tuple(variables), default=default
    )


def _declared(tree: Tree[Token], type_name: str) -> Declared:
    name = next(t for t in tree.children if isinstance(t, Token) and t.type == "NAME")
    kind = next((str(t).upper() for t in tree.children if isinstance(t, Token) and t.type == "TYPE"), type_name)
    reference = any(isinstance(t, Token) and t.type == "VAR" for t in tree.children)
    size: tuple[Expression, ...] = ()
    value: Expression | None = None
    for part in _trees(tree):
        if part.data == "index":
            size = tuple(found for found in _arguments(part.children) if found is not None)
        elif part.data != "length":
            value = expression(part)
    return Declared(str(name).upper(), kind, size, value, reference, _start(name))


def _jump(tree: Tree[Token]) -> tuple[str, Expression | None]:
    word = str(tree.children[0]).upper()
    if word == "GOTOS":
        return word, None
    place = _trees(tree)[0]
    goal = place.children[0]
    if isinstance(goal, Token):  # a main block
        return word, Constant(_start(goal), _end(goal), ":" + goal[1:].strip())
    return word, expression(goal)


def _depth(tree: Tree[Token]) -> int:
    """How deep the tree is, without recursion."""
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        part, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in part.children if isinstance(child, Tree)]
    return deepest


def build(tree: Tree[Token], text: str) -> Parsed:
    """What the line holds."""
    if len(text) > MAX_DEPTH and _depth(tree) > MAX_DEPTH:
        message = say("a calculation of more than {most} steps is not read", most=MAX_DEPTH)
        return Parsed(faults=(Fault("limit-exceeded", 1, len(text) + 1, message, say("write it in several blocks")),))
    out = _Builder(text)
    for item in tree.children:
        if isinstance(item, Token):
            out.token(item)
        elif item.data == "assignment":
            out.assignment(item)
        elif item.data == "call":
            out.call(item)
        else:
            out.statement = _statement(item)
    return out.parsed()


def _trees(tree: Tree[Token]) -> list[Tree[Token]]:
    return [part for part in tree.children if isinstance(part, Tree)]


def _tokens(tree: Tree[Token]) -> list[Token]:
    return list(tree.scan_values(lambda t: isinstance(t, Token)))


def _closed(text: str, start: int, end: int) -> int:
    """The end column, moved behind the brackets that are still open: the tree does not hold them."""
    for opens, closes in ("()", "[]"):
        part = text[start - 1 : end - 1]
        for _ in range(part.count(opens) - part.count(closes)):
            at = text.find(closes, end - 1)
            end = at + 2 if at >= 0 else end
    return end


def _start(token: Token) -> int:
    return (token.start_pos or 0) + 1


def _end(token: Token) -> int:
    return (token.end_pos or 0) + 1
