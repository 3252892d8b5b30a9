"""How a Fanuc block is spelt: plain lines, macro statements, and what a refusal says."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Final

from lark import Token, Tree
from lark.exceptions import UnexpectedInput

from codegen.interpreter.brackets import Brackets, end, number, start
from codegen.interpreter.expression import Assignment, Constant, Expression, Unary, Variable
from codegen.interpreter.fanuc.arithmetic import KEPT_SIGN, LEVELS
from codegen.interpreter.faults import Fault
from codegen.interpreter.lines import Parsed, Syntax, explain
from codegen.messages import say
from codegen.model.program import Word

BRACKETS: Final = Brackets(LEVELS)
DEEPEST: Final = 5
"""Brackets within brackets, a function's included (B-64604EN, "Bracket nesting"; alarm PS0118)."""

PLAIN: Final = re.compile(
    r"[ \t]*(?:N[ \t]*[0-9]+[ \t]*(?![0-9. \t]))?"
    r"(?:[A-MP-Z][ \t]*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[ \t]*(?![0-9. \t]))*;?[ \t]*"
)
"""Plain words only: the subset of the grammar that most lines are made of (``tests/interpreter`` proves the agreement)."""


def _explain(text: str, error: UnexpectedInput) -> Fault:
    """Fanuc's own reasons first, then what every dialect says."""
    bare = re.sub(r"\([^()]*\)", lambda found: " " * len(found[0]), text)
    end = bare.find(";")
    if end >= 0 and bare[end + 1 :].strip():
        message = say("';' ends the block: what follows is another block to the control, and no remark")
        return Fault("syntax", end + 1, len(text) + 1, message, say("write one block a line, and remarks in ( )"))
    column = getattr(error, "column", None) or 1
    char = text[column - 1 : column]
    if char in ("O", ":") and column > 1 and text[column - 2].isspace():
        message = say("{char!r}, a program number, may only begin its block", char=char)
        return Fault("syntax", column, column + 1, message, say("write it on a line of its own"))
    return explain(text, error)


@dataclass(frozen=True, slots=True)
class Statement:
    """IF, GOTO, WHILE, DO, END, or one that prints. ``kind``: the grammar's name of it.

    ``target``: a sequence number, or a loop's. ``then``: what IF THEN sets.
    """

    kind: str
    column: int
    end_column: int
    condition: Expression | None = None
    target: Expression | None = None
    then: Assignment | None = None


def build(tree: Tree[Token], text: str) -> Parsed:
    """What the block holds."""
    words: list[Word] = []
    values: dict[int, Expression] = {}
    assignments: list[Assignment] = []
    comments: list[str] = []
    faults: list[Fault] = []
    deleted, program, line_number, control = False, None, None, None
    for item in tree.children:
        if isinstance(item, Tree):
            if item.data == "word":
                _word(item, text, words, values)
            elif item.data == "assignment":
                assignments.append(_assignment(item))
            elif item.data == "conditional":
                faults.append(_unread(item, say("a block that hangs on a condition")))
            elif item.data != "skip":
                control = _statement(item)
            elif item is tree.children[0]:
                deleted = True
            else:
                faults.append(_unread(item, say("a block skip in the middle of a block")))
        elif item.type == "COMMENT":
            comments.append(item[1:-1])
        elif item.type == "PROGRAM":
            program = int(min(number(item[1:]), 1e9))  # hundreds of digits are infinity
        elif item.type == "LINE_NUMBER":
            line_number = number(item[1:])
        elif item.type == "PRINT":
            control = Statement("print", start(item), end(item))
    faults += _complaints(text, words, assignments)
    return Parsed(
        tuple(words), tuple(comments), line_number, deleted, tuple(faults), program, values or None,
        tuple(assignments), control,
    )  # fmt: skip


def _word(tree: Tree[Token], text: str, words: list[Word], values: dict[int, Expression]) -> None:
    letter, *parts = tree.children
    column, value = start(letter), BRACKETS.value(parts)
    plain = value.value if isinstance(value, Constant) and isinstance(parts[-1], Token) else None
    if plain is None and isinstance(value, Unary) and isinstance(value.operand, Variable):
        value = replace(value, operator=KEPT_SIGN + value.operator)
    if not isinstance(plain, float):
        values[len(words)] = value
        plain = math.nan
    words.append(Word("".join(str(letter).split()), plain, column, text[column - 1 : end(tree) - 1]))


def _assignment(tree: Tree[Token]) -> Assignment:
    target, value = tree.children
    assert isinstance(target, Tree) and isinstance(value, Tree)  # noqa: S101 - the grammar has no others
    return Assignment(BRACKETS.parameter(target), BRACKETS.expression(value))


def _statement(tree: Tree[Token]) -> Statement:
    """Its keywords are tokens among the values; an operand stands behind the keyword that it belongs to."""
    kind, keyword = str(tree.data), ""
    condition: Expression | None = None
    then: Assignment | None = None
    last: list[Token | Tree[Token]] = []
    for child in tree.children:
        if isinstance(child, Token) and child.type in ("IF", "GOTO", "WHILE", "DO", "END", "THEN"):
            keyword = child.type
        elif isinstance(child, Tree) and child.data == "assignment":
            then = _assignment(child)
        elif keyword in ("IF", "WHILE") and isinstance(child, Tree):
            condition = BRACKETS.expression(child)
        else:
            last.append(child)
    return Statement(kind, start(tree), end(tree), condition, BRACKETS.value(last) if last else None, then)


def _unread(item: Tree[Token], what: str) -> Fault:
    return Fault(
        "unsupported-code",
        start(item),
        end(item),
        say("{what} is not interpreted", what=what),
        say("write the program without it: plain words with numbers"),
        "everything",
    )


def _complaints(text: str, words: list[Word], assignments: list[Assignment]) -> list[Fault]:
    deep = 0
    for at, char in enumerate(re.sub(r"\([^()]*\)", lambda found: " " * len(found[0]), text)):
        deep += (char == "[") - (char == "]")
        if deep > DEEPEST:
            message = say("brackets lie more than {most} deep (alarm PS0118)", most=DEEPEST)
            return [Fault("syntax", at + 1, at + 2, message, say("work it out in two statements"))]
    if words and assignments:
        message = say("words and a macro statement in one block")
        first = assignments[0].target
        return [Fault("syntax", first.column, first.end_column, message, say("write them in two blocks"))]
    return []


SYNTAX: Final = Syntax("fanuc", PLAIN, _explain, build, capitals=True)
