"""A LinuxCNC block: words, parameter settings and O words, out of the grammar's tree."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from lark import Token, Tree

from codegen.interpreter.brackets import Brackets, end, folded, number, start
from codegen.interpreter.expression import Assignment, Constant, Expression
from codegen.interpreter.faults import Fault
from codegen.interpreter.lines import PLAIN, Parsed, Syntax, explain
from codegen.interpreter.ngc.arithmetic import LEVELS
from codegen.messages import say
from codegen.model.program import Word

BRACKETS: Final = Brackets(LEVELS)

MAX_ARGUMENTS: Final = 30
"""Of a call: #1 to #30 (LinuxCNC, O codes, "Subroutines")."""
NEEDS_CONDITION: Final = frozenset(("while", "repeat", "if", "elseif"))
TAKES_VALUE: Final = frozenset(("endsub", "return"))


@dataclass(frozen=True, slots=True)
class OWord:
    """A control statement. ``kind``: its keyword; "" begins a subprogram as Fanuc writes it; M98 and M99 are statements, too.

    ``label``: its name, or the expression of its number. ``arguments``: of a call; the condition, count or value of others;
    of M98 its P, and its L if it has one.
    """

    kind: str
    label: str | Expression
    column: int
    end_column: int
    arguments: tuple[Expression, ...] = ()


def build(tree: Tree[Token], text: str) -> Parsed:
    """What the block holds."""
    words: list[Word] = []
    values: dict[int, Expression] = {}
    assignments: list[Assignment] = []
    comments: list[str] = []
    deleted, line_number, control = False, None, None
    faults: tuple[Fault, ...] = ()
    for item in tree.children:
        if isinstance(item, Tree):
            if item.data == "word":
                _word(item, text, words, values)
            elif item.data == "assignment":
                assignments.append(BRACKETS.assignment(item))
            else:
                control, faults = _o_word(item, comments)
        elif item.type == "COMMENT":
            comments.append(item[1:-1])
        elif item.type == "REMARK":
            comments.append(item[1:])
        elif item.type == "LINE_NUMBER":
            line_number = number(item[1:])
        else:
            deleted = True
    return Parsed(
        tuple(words), tuple(comments), line_number, deleted, faults, None, values or None, tuple(assignments), control
    )


def _word(tree: Tree[Token], text: str, words: list[Word], values: dict[int, Expression]) -> None:
    letter, *parts = tree.children
    column = start(letter)
    value = BRACKETS.value(parts)
    known = value.value if isinstance(value, Constant) and isinstance(value.value, float) else None
    if known is None:
        values[len(words)] = value
    number = math.nan if known is None else known
    words.append(Word(str(letter).upper(), number, column, text[column - 1 : end(tree) - 1]))


def _o_word(tree: Tree[Token], comments: list[str]) -> tuple[OWord, tuple[Fault, ...]]:
    """The statement, and what is wrong with what follows its keyword."""
    parts: list[Token | Tree[Token]] = []
    kind = ""
    arguments: list[Expression] = []
    last = tree.children[0]
    for child in tree.children[1:]:
        if isinstance(child, Token) and child.type in ("COMMENT", "REMARK"):
            comments.append(child[1:-1] if child.type == "COMMENT" else child[1:])
            continue
        last = child
        if isinstance(child, Token) and child.type == "KEYWORD":
            kind = folded(child)
        elif kind and isinstance(child, Tree):
            arguments.append(BRACKETS.expression(child))
        else:
            parts.append(child)
    first = start(tree)
    only = parts[-1]
    label: str | Expression = (
        folded(only[1:-1]) if isinstance(only, Token) and only.type == "NAME" else BRACKETS.value(parts)
    )
    statement = OWord(kind, label, first, end(last), tuple(arguments))
    return statement, tuple(_complaints(statement))


def _complaints(o: OWord) -> list[Fault]:
    most = MAX_ARGUMENTS if o.kind == "call" else int(o.kind in NEEDS_CONDITION or o.kind in TAKES_VALUE)
    if o.kind in NEEDS_CONDITION and not o.arguments:
        message = say("{keyword} lacks what it asks, in brackets", keyword=o.kind.upper())
        return [Fault("syntax", o.end_column, o.end_column + 1, message, say("write it in [ ]"))]
    if len(o.arguments) > most:
        extra = o.arguments[most]
        message = (
            say("a call passes at most {most} values", most=most)
            if o.kind == "call"
            else say("nothing may follow {keyword} here but a comment", keyword=o.kind.upper())
        )
        return [Fault("syntax", extra.column, extra.end_column, message, say("remove it"))]
    return []


SYNTAX: Final = Syntax("linuxcnc", PLAIN, explain, build)
