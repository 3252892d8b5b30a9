"""One line of text to words: the grammar, and a fast path for plain words that agrees with it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any, Final, Literal

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from codegen.findings import Severity
from codegen.interpreter.expression import Assignment, Expression
from codegen.interpreter.faults import Fault
from codegen.messages import say
from codegen.model.program import Word
from codegen.resources import grammar

PLAIN: Final = re.compile(
    r"[ \t]*(?:[Nn][ \t]*[0-9]+(?:\.[0-9]+)?[ \t]*(?![0-9. \t]))?"
    r"(?:[A-MP-Za-mp-z][ \t]*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[ \t]*(?![0-9. \t]))*"
)
"""Plain words only: the subset of the grammar that most lines are made of (``tests/interpreter`` proves the agreement)."""
_WORD: Final = re.compile(r"([A-Za-z])[ \t]*([+-]?[0-9.]+)")
MAX_BRACKETS: Final = 100
"""In a block: each takes several frames of the stack, and the control's lines are too short for more."""
_COMMENT_LINE: Final = re.compile(r"[ \t]*\(([^()]*)\)[ \t]*")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a line holds. ``faults`` with code ``syntax`` mean that the control would refuse the whole line.

    ``values``: expressions of the words whose value is not a plain number, by their index in ``words`` (the word itself holds
    NaN); ``assignments`` and ``control``, the dialect's own control statement: see ``expression.py`` and ``flow.py``.
    """

    words: tuple[Word, ...] = ()
    comments: tuple[str, ...] = ()
    number: float | None = None
    deleted: bool = False
    faults: tuple[Fault, ...] = field(default=())
    program: int | None = None  # the O number that begins a program, for controls that have them
    values: Mapping[int, Expression] | None = None
    assignments: tuple[Assignment, ...] = ()
    control: Any = None

    @property
    def refused(self) -> bool:
        """Whether the line is no block at all."""
        return any(f.code not in ("unsupported-code", SMALL) for f in self.faults)


@dataclass(frozen=True, slots=True, eq=False)
class Syntax:
    """How a dialect spells a block: its grammar, the plain lines that need no grammar, and what a refusal says.

    ``build`` makes the grammar's tree of a line into what the line holds; None: as ``build_plain`` does. ``capitals``: small
    letters outside comments are reported once and read as capitals.
    """

    name: str  # of grammars/gcode/<name>.read.lark
    plain: re.Pattern[str]  # lines of plain words alone
    explain: Callable[[str, UnexpectedInput], Fault]
    build: Callable[[Tree[Token], str], Parsed] | None = None
    capitals: bool = False


@cache
def _parser(name: str) -> Lark:
    return Lark(grammar(f"gcode/{name}.read.lark"), parser="lalr", maybe_placeholders=False, propagate_positions=True)


def _plain(text: str) -> Parsed:
    words = []
    number = None
    for m in _WORD.finditer(text):
        letter = m[1].upper()
        if letter == "N":
            number = float(m[2])
        else:
            words.append(Word(letter, float(m[2]), m.start() + 1, m[0]))
    return Parsed(tuple(words), (), number)


def _with_grammar(text: str, syntax: Syntax) -> Parsed:
    if text.count("[") > MAX_BRACKETS:
        at = text.index("[") + 1
        message = say(
            "{count} brackets in a block: more than {most} are not read",
            count=text.count("["),
            most=MAX_BRACKETS,
        )
        return Parsed(faults=(Fault("limit-exceeded", at, at + 1, message, say("write plain numbers")),))
    try:
        tree = _parser(syntax.name).parse(text)
    except UnexpectedInput as error:
        return _capitals(text, syntax) or Parsed(comments=_comments_of(text), faults=(syntax.explain(text, error),))
    return (syntax.build or build_plain)(tree, text)


def _capitals(text: str, syntax: Syntax) -> Parsed | None:
    """A line in small letters for a control that wants capitals: what it says in capitals, and that. None: no line either."""
    raised = _SMALL.sub(lambda hit: hit[0] if hit[0].startswith("(") else hit[0].upper(), text)
    if not syntax.capitals or raised == text:
        return None
    try:
        tree = _parser(syntax.name).parse(raised)
    except UnexpectedInput:
        return None
    at = next(i for i, (a, b) in enumerate(zip(text, raised, strict=True)) if a != b)
    message = say("{char!r} is a small letter; the control takes capitals outside comments", char=text[at])
    remedy = say("write {upper!r}; --fix does all of them", upper=raised[at])
    parsed = (syntax.build or build_plain)(tree, raised)
    severity = Severity.WARNING if syntax.name == "haas" else None  # its manual says nothing of them
    return replace(parsed, faults=(*parsed.faults, Fault(SMALL, at + 1, at + 2, message, remedy, "nothing", severity)))


SMALL: Final = "lower-case-letters"
_SMALL: Final = re.compile(r"\([^()]*\)|[a-z]+")


def build_plain(tree: Tree[Token], text: str) -> Parsed:
    """Words with numbers, and a finding for each value that is an expression."""
    words: list[Word] = []
    comments: list[str] = []
    faults: list[Fault] = []
    number: float | None = None
    deleted, program = False, None
    for item in tree.children:
        if isinstance(item, Tree) and item.data == "skip" and item is tree.children[0]:
            deleted = True
        elif isinstance(item, Tree):
            _take(item, text, words, faults)
        elif item.type == "LINE_NUMBER":
            number = _number(item[1:])
        elif item.type == "SLASH":
            deleted = True
        elif item.type == "COMMENT":
            comments.append(item[1:-1])
        elif item.type == "REMARK":
            comments.append(item[1:])
        elif item.type == "PROGRAM":
            program = int(min(_number(item[1:]), 1e9))  # hundreds of digits are infinity
        elif item.type in _UNREAD:
            faults.append(_unsupported(item, item, _UNREAD[item.type], touches="everything"))
    return Parsed(tuple(words), tuple(comments), number, deleted, tuple(faults), program)


_UNREAD: Final = {
    "O_WORD": say("an O word (a subroutine or a loop)"),
    "STATEMENT": say("a macro statement"),
    "CORNER": say("a chamfer, rounding or angle written with a comma"),
}
"""Terminals of the grammars that stand for what is not interpreted, in words."""


def _number(text: str) -> float:
    return float(text.replace(" ", "").replace("\t", ""))


def _take(item: Tree[Token], text: str, words: list[Word], faults: list[Fault]) -> None:
    tokens = list(item.scan_values(lambda t: isinstance(t, Token)))
    if item.data == "assignment":
        faults.append(_unsupported(tokens[0], tokens[-1], say("a parameter that is set"), back=1, touches="nothing"))
        return
    if item.data == "skip":
        faults.append(
            _unsupported(tokens[0], tokens[0], say("a block skip in the middle of a block"), touches="everything")
        )
        return
    letter = tokens[0]
    rest = item.children[1:]
    last = rest[-1]
    if isinstance(last, Tree):  # an expression, parameter or function
        what = {"parameter": "a parameter", "function": "a function"}.get(str(last.data), say("an expression"))
        touches: Literal["its word", "everything"] = "everything" if letter in "GgMm" else "its word"
        faults.append(
            _unsupported(
                letter,
                tokens[-1],
                say("{what} as the value of {letter}", what=what, letter=letter.upper()),
                touches=touches,
            )
        )
        if touches == "its word":  # its value is not known
            words.append(
                Word(letter.upper(), math.nan, _column(letter), text[_column(letter) - 1 : _end(tokens[-1]) - 1])
            )
        return
    negative = sum(str(t.children[0]) == "-" for t in rest[:-1] if isinstance(t, Tree)) % 2
    value = _number(last)
    start, end = _column(letter), _end(last)
    words.append(Word(letter.upper(), -value if negative else value, start, text[start - 1 : end - 1]))


def _column(token: Token) -> int:
    return (token.start_pos or 0) + 1


def _end(token: Token) -> int:
    return (token.end_pos or 0) + 1


def _unsupported(
    first: Token,
    last: Token,
    what: str,
    *,
    back: int = 0,
    touches: Literal["nothing", "its word", "everything"] = "its word",
) -> Fault:
    return Fault(
        "unsupported-code",
        max(1, _column(first) - back),
        _end(last),
        say("{what} is not interpreted", what=what),
        say("write the program without it: plain words with numbers"),
        touches,
    )


def _comments_of(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\(([^()]*)\)", text))


_LOOK_ALIKES: Final = str.maketrans(
    "ОоХхУуАВЕКМНРСТасеркмн０１２３４５６７８９．，－＋（）；−–—ＧＭＸＹＺＦＳＴＩＪＫＲＰＱＬＨＤＮ　 ",
    "OoXxYyABEKMHPCTacepkmh0123456789.,-+();---GMXYZFSTIJKRPQLHDN  ",
)
"""Cyrillic letters, full-width forms, dashes and blanks, and the character that each is taken for."""


def explain(text: str, error: UnexpectedInput) -> Fault:
    """Why the grammar refused ``text``, in the shop's words, with the place."""
    column = getattr(error, "column", None) or 1
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        column = len(text.rstrip()) + 1
    column = min(max(column, 1), len(text) + 1)
    char = text[column - 1 : column]
    message, remedy, code, end = (
        say("the block ends where a number should follow"),
        say("write the number"),
        "syntax",
        column + 1,
    )
    if char and char.translate(_LOOK_ALIKES) != char:
        code = "look-alike-character"
        message = say(
            "{char!r} looks like {plain!r} and is another character",
            char=char,
            plain=char.translate(_LOOK_ALIKES),
        )
        remedy = say("type {plain!r}", plain=char.translate(_LOOK_ALIKES))
    elif char in ("O", "o") and column > 1:
        code, message, remedy = (
            "look-alike-character",
            say("the letter {char!r} stands where a digit should", char=char),
            say("type the digit 0"),
        )
    elif char == "(":
        message = say("a comment is not closed, or holds another parenthesis")
        remedy, end = say("close each comment with ')' and do not nest them"), len(text) + 1
    elif char == ")":
        message, remedy = say("')' closes no comment"), say("remove it, or open the comment with '('")
    elif char == "%":
        message, remedy = say("'%' may only stand alone on the first and the last line"), say("remove it")
    elif char == "/":
        message, remedy = (
            say("'/' (block delete) may only be the first character of a block"),
            say("move it to the front"),
        )
    elif char and char in "Nn":
        message, remedy = say("the N word may only be first in its block"), say("move it to the front")
    elif char == ",":
        message, remedy = say("',' is no part of a number"), say("write the decimal point as '.'")
    elif char and char in "0123456789.+-":
        message, remedy = (
            say("{char!r} does not continue the number before it", char=char),
            say("check the number: one sign, one decimal point"),
        )
    elif char:
        message = (
            say("{char!r} is not expected here", char=char)
            if char.isprintable()
            else say("character code {number:#04x} in the block", number=ord(char))
        )
        remedy = say("remove it, or put it into a comment")
    return Fault(code, column, end, message, remedy)


def parse_line(text: str, syntax: Syntax) -> Parsed:
    """The words of one line (no line end). Never raises: what cannot be read is in ``faults``."""
    if syntax.plain.fullmatch(text) is not None:
        return _plain(text)
    match = _COMMENT_LINE.fullmatch(text)
    if match is not None and "\n" not in text and "\r" not in text:
        return Parsed(comments=(match[1],))
    return parse_with_grammar(text, syntax)


@lru_cache(maxsize=4096)
def parse_with_grammar(text: str, syntax: Syntax) -> Parsed:
    """The words of one line by the dialect's read grammar, the authority on what is accepted."""
    return _with_grammar(text, syntax)
