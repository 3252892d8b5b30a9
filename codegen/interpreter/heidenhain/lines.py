"""One line of Klartext to a statement: the grammar's tree as values, with columns."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lark import Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from codegen.interpreter.expression import Assignment, Constant, Expression, Function, Unary, Variable, combine
from codegen.interpreter.faults import Fault
from codegen.interpreter.lines import Parsed, Syntax, explain, parse_with_grammar
from codegen.messages import say
from codegen.model.program import Word

CAPITALS: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
LEVELS: Final = {"+": 1, "-": 1, "*": 2, "/": 2, "%": 2, "DIV": 2, "LEN": 2, "ANG": 2, "^": 3}
"""Precedence in formulas (iTNC 530, "Entering formulas directly": multiplication and division before addition)."""

RAW: Final = {
    "BEGIN": "begin", "END": "end", "BLANK": "blank", "STRUCTURE": "structure", "UNREAD": "unread",
    "CALL_PROGRAM": "call program", "OTHER_FN": "other fn",
}  # fmt: skip
"""Terminals that take a line's rest."""


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a block: its letters, its value (None: a flag such as FMAX, RL, DR+), and its place."""

    key: str
    value: float | Expression | None
    text: str
    column: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What a line says. ``name``: L, CC, "APPR LT", the cycle ("200", "7.1"), a label, or the line's text (``RAW``).

    ``assignments``: of cycle parameters and Q parameters; a value that is no number (MAX, PREDEF) is a ``Constant`` text.
    ``continued``: the block goes on in the next line.
    """

    kind: str
    name: str = ""
    parts: tuple[Part, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    column: int = 1
    end_column: int = 1
    label: float | str | Expression | None = None
    continued: bool = False

    def keys(self, *wanted: str) -> Iterator[Part]:
        """The parts with these keys, in their order."""
        return (part for part in self.parts if part.key in wanted)


def _column(token: Token) -> int:
    return (token.start_pos or 0) + 1


def _end(token: Token) -> int:
    return (token.end_pos or 0) + 1


def _squeezed(text: str) -> str:
    return re.sub(r"[ \t]+", " ", text).strip()


def number(text: str) -> float:
    """A number with a decimal point or comma."""
    return float(text.replace(",", "."))


def _tokens(tree: Tree[Token] | Token) -> list[Token]:
    return [tree] if isinstance(tree, Token) else list(tree.scan_values(lambda t: isinstance(t, Token)))


def _plain(tree: Tree[Token]) -> float | Expression:
    """A signed number or parameter."""
    tokens = _tokens(tree)
    negative, last = tokens[0] == "-", tokens[-1]
    if last.type == "NUMBER":
        value = number(last)
        return -value if negative else value
    variable = Variable(_column(last), _end(last), str(last))
    return Unary(_column(tokens[0]), _end(last), "-", variable) if negative else variable


def _part(item: Tree[Token] | Token, text: str) -> Part:
    tokens = _tokens(item)
    start, end = _column(tokens[0]), _end(tokens[-1])
    if isinstance(item, Token):
        return Part(re.sub(r"[ \t]+", "", item), None, text[start - 1 : end - 1], start, end)
    if item.data == "bare":
        assert isinstance(item.children[0], Tree)  # noqa: S101 - the grammar's rule
        return Part("", _plain(item.children[0]), text[start - 1 : end - 1], start, end)
    key = _squeezed(tokens[0]).removesuffix(":")
    last = item.children[-1]
    return Part(key, _plain(last) if isinstance(last, Tree) else None, text[start - 1 : end - 1], start, end)


def _expression(tree: Tree[Token]) -> Expression:
    """A formula."""
    operands: list[Expression] = []
    operators: list[str] = []
    signs: list[Token] = []
    for child in tree.children:
        if isinstance(child, Tree) and child.data == "sign":
            signs += _tokens(child)
        elif isinstance(child, Tree) and child.data == "operator":
            operators += [str(token) for token in _tokens(child)]
        else:
            operands.append(_signed(signs, _operand(child)))
            signs = []
    return combine(operands, operators, LEVELS)


def _signed(signs: list[Token], operand: Expression) -> Expression:
    for sign in reversed(signs):
        operand = Unary(_column(sign), operand.end_column, str(sign), operand)
    return operand


def _operand(child: Tree[Token] | Token) -> Expression:
    if isinstance(child, Token):
        start, end = _column(child), _end(child)
        if child.type == "QPARAM":
            return Variable(start, end, str(child))
        return Constant(start, end, "PI" if child.type == "PI" else number(child))
    tokens = _tokens(child)
    start, end = _column(tokens[0]), _end(tokens[-1])
    if child.data == "function":
        *signs, last = child.children[1:]
        inner = _signed([t for sign in signs for t in _tokens(sign)], _operand(last))
        return Function(start, end, str(tokens[0]), (inner,))
    found = next(part for part in child.children if isinstance(part, Tree))
    return _expression(found)


def _assignment(tree: Tree[Token]) -> Assignment:
    target, _, value = tree.children
    assert isinstance(target, Token)  # noqa: S101 - the grammar's rule
    variable = Variable(_column(target), _end(target), str(target))
    if isinstance(value, Tree):
        return Assignment(variable, _expression(value))
    text = re.sub(r"[ \t+]+", "", value).replace(",", ".")
    return Assignment(variable, Constant(_column(value), _end(value), text))


def _label(child: Tree[Token] | Token) -> float | str | Expression:
    return str(child) if isinstance(child, Token) else _plain(child)


def _statement(tree: Tree[Token], text: str) -> Statement:
    kind, children = str(tree.data), list(tree.children)
    tokens = _tokens(tree)
    start, end = _column(tokens[0]), _end(tokens[-1])
    name = _squeezed(tokens[0])
    if kind in ("label", "call_label"):
        parts = [c for c in children[2:] if isinstance(c, Tree)]
        counts = [
            Part("REP", _plain(c), text[start - 1 : end - 1], start, end)
            for rep in parts for c in rep.children if isinstance(c, Tree)
        ]  # fmt: skip
        return Statement(kind, parts=tuple(counts[-1:]), column=start, end_column=end, label=_label(children[1]))
    if kind == "jump":
        compared = [c for c in children if isinstance(c, Tree) and c.data == "compared"]
        relation = next(str(t) for t in tokens if t.type == "RELATION")
        parts2 = tuple(Part("compared", _plain(c), "", _column(_tokens(c)[0]), _end(_tokens(c)[-1])) for c in compared)
        return Statement(kind, relation, parts2, (), start, end, _label(children[-1]))
    if kind in ("fn", "assignments", "cycle"):
        made = tuple(_assignment(c) for c in children if isinstance(c, Tree))
        name = re.findall(r"[0-9]+", tokens[0])[0] if kind == "cycle" else name
        return Statement(kind, name, (), made, start, end)
    label: float | str | Expression | None = None
    if kind in ("tool_call", "tool_def") and len(children) > 1:
        first = children[1]
        if isinstance(first, Token) and first.type == "STRING":
            label, children = str(first), children[1:]
        elif isinstance(first, Tree) and first.data in ("value", "def_value"):
            label, children = _plain(first), children[1:]
    if kind == "cycle_line":
        name = re.findall(r"[0-9.]+", tokens[0])[0]
    if kind == "misc":
        children = [tokens[0], *children]
    return Statement(kind, name, tuple(_part(c, text) for c in children[1:]), (), start, end, label)


def _build(tree: Tree[Token], text: str) -> Parsed:
    statement, comments, deleted, number_, continued = None, [], False, None, False
    for child in tree.children:
        if isinstance(child, Tree):
            deleted = deleted or child.data == "skip"
            statement = statement if child.data == "skip" else _statement(child, text)
        elif child.type == "BLOCK_NUMBER":
            number_ = float(child)
        elif child.type == "COMMENT":
            continued = child.rstrip().endswith("~")
            comments.append(child[1:].rstrip("~ \t") if continued else child[1:])
        elif child.type == "CONTINUED":
            continued = True
        else:
            statement = Statement(RAW[child.type], str(child).strip(), (), (), _column(child), _end(child))
    if statement is None and continued:
        statement = Statement("nothing")
    if statement is not None and continued:
        statement = Statement(
            statement.kind, statement.name, statement.parts, statement.assignments, statement.column,
            statement.end_column, statement.label, continued=True,
        )  # fmt: skip
    return Parsed(_words(statement), tuple(comments), number_, deleted, control=statement)


def _words(statement: Statement | None) -> tuple[Word, ...]:
    """The words that have a letter and a number, as every control's blocks show them."""
    if statement is None:
        return ()
    made = [
        Word(part.key, part.value, part.column, part.text)
        for part in statement.parts
        if len(part.key) == 1 and isinstance(part.value, float)
    ]
    for assignment in statement.assignments:
        if assignment.target.name == "Q206" and isinstance(assignment.value, Constant | Unary):
            text, column = assignment.target.name, assignment.target.column
            made.append(Word("F", math.nan, column, text))  # a cycle's feed: what it is, the cycle says
    if statement.kind == "tool_call" and isinstance(statement.label, float):
        made.append(Word("T", statement.label, statement.column, f"{statement.label:g}"))
    return tuple(made)


def _explain(text: str, error: UnexpectedInput) -> Fault:
    """Why the grammar refused a line, in the shop's words."""
    column = getattr(error, "column", None) or 1
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        column = len(text.rstrip()) + 1
    column = min(max(column, 1), len(text) + 1)
    fault = explain(text, error)
    if fault.code == "look-alike-character" and not text[column - 1 : column].isascii():
        return fault
    rest = text[column - 1 :].partition(";")[0].strip()
    if not rest:
        return Fault("syntax", column, column + 1, say("the block ends where a number or a word should follow"),
                     say("complete the block"))  # fmt: skip
    word = rest.split()[0][:20]
    message = say("{word!r} is not expected here: no Klartext block goes on like this", word=word)
    return Fault("syntax", column, column + len(word), message, say("correct the block, or make it a comment with ';'"))


SYNTAX: Final = Syntax("heidenhain", re.compile(r"(?!)"), _explain, _build)


PLAIN: Final = re.compile(
    r"[ \t]*(?:([0-9]+)[ \t]+)?(L(?![A-Z]))((?:[ \t]+[XYZ][+-]?[0-9]+(?:\.[0-9]*)?)+(?:[ \t]+R0)?"
    r"(?:[ \t]+F(?:MAX|[0-9]+(?:\.[0-9]*)?))?)[ \t]*"
)
"""Straight lines in plain words: the subset of the grammar that long programs are made of (tested against it)."""
_WORD: Final = re.compile(r"R0|FMAX|([XYZF])([+-]?[0-9.]+)")


def _plain_line(found: re.Match[str]) -> Parsed:
    parts, words = [], []
    shift = found.start(3) + 1
    for word in _WORD.finditer(found[3]):
        text, letter, start = word[0], word[1], word.start() + shift
        value = None if letter is None else float(word[2])
        parts.append(Part(letter or text, value, text, start, start + len(text)))
        if letter is not None and value is not None:
            words.append(Word(letter, value, start, text))
    last = parts[-1].end_column
    statement = Statement("path", "L", tuple(parts), (), found.start(2) + 1, last)
    return Parsed(tuple(words), (), None if found[1] is None else float(found[1]), control=statement)


def parse(line: str) -> Parsed:
    """What a line of the program holds. Never raises: what cannot be read is in ``faults``."""
    found = PLAIN.fullmatch(line)
    return parse_in_full(line) if found is None else _plain_line(found)


def parse_in_full(line: str) -> Parsed:
    """``parse`` by the grammar, the authority on what is accepted."""
    head, mark, comment = line.partition(";")
    quoted = head.count('"') % 2  # a semicolon in a tool's name
    capitals = line.translate(CAPITALS) if quoted else head.translate(CAPITALS) + mark + comment
    return parse_with_grammar(capitals, SYNTAX)
