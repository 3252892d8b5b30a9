"""The words and phrases of revisions: ``revision_words.toml`` and ``revisions.lark``, beside those of requests."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache
from typing import Final

from codegen.planner.folding import fold
from codegen.planner.offline.chart import Table, phrases, read_rules, tabled
from codegen.planner.offline.lex import (
    FILLER,
    UNREAD,
    Token,
    cuts,
    fresh_token,
    lower_case,
    markers,
    vocabulary,
    worded,
)
from codegen.planner.offline.talk import without_talk
from codegen.planner.quantities import quantities
from codegen.resources import grammar

_OWN: Final = frozenset({"start", "chunk"})


@cache
def revision_words() -> dict[str, frozenset[str]]:
    """Form -> the terminals that it stands for in a revision only."""
    table = tomllib.loads(grammar("request/revision_words.toml"))
    forms: dict[str, set[str]] = {}
    for form in table["FILLER"]:
        forms.setdefault(fold(form).lower(), set()).update(FILLER)
    for terminal, words in table["words"].items():
        for form in words:
            forms.setdefault(fold(form).lower(), set()).add(terminal)
    return {form: frozenset(types) for form, types in forms.items()}


@cache
def revision_rules() -> Table:
    """The phrases of requests, and those of revisions with their own list of chunks."""
    table = {k: v for k, v in read_rules(phrases()).items() if k not in _OWN}
    own = read_rules(grammar("request/revisions.lark"))
    return tabled(table | own)


@cache
def _longest() -> int:
    return max(map(len, revision_words()))


def lex_revision(text: str, *, free: bool = False) -> tuple[Token, ...]:
    """All tokens of a revision, fillers dropped. A longer form wins; forms of equal length keep both meanings.

    ``free``: with the wordings of ``wordings.py``.
    """
    text = markers(text)
    lower, found = lower_case(text), {q.start: q for q in quantities(text)}
    out: list[Token] = []
    position = 0
    while position < len(lower):
        if lower[position] == " ":
            position += 1
            continue
        token = fresh_token(text, lower, position, found.get(position))
        form = _form(lower, position)
        if form and (len(form) > token.end - token.start or (len(form) == token.end - token.start)):
            types, known = revision_words()[form], token.types - {"TALK"} or UNREAD
            if len(form) == token.end - token.start and known not in (UNREAD, FILLER) and not token.corrected:
                types = (types | known) - FILLER if types != FILLER else known
            kept = token if len(form) == token.end - token.start and not token.corrected else None
            token = Token(
                types, position, position + len(form), text[position : position + len(form)],
                kept.quantity if kept else None, kept.name if kept else "",
            )  # fmt: skip
        token = worded(text, lower, token) if free else token
        if token.types & {"ADD", "RESIZE"}:  # 加 is no "and" here: 板厚加3
            token = replace(token, types=token.types - {"AND"})
        out.append(_as_verb(token, lower, out))
        position = token.end
    return tuple(without_talk(out))


_DOES: Final = {
    "countersink": "CSKDO", "csk": "CSKDO", "c'sink": "CSKDO", "counterbore": "CBOREDO", "cbore": "CBOREDO", "c-bore": "CBOREDO",
    "tap": "TAPDO", "thread": "TAPDO",
}  # fmt: skip
_OBJECT: Final = re.compile(
    r"\s+(?:the|all|both|each|every|those|these|them|it)\b|\s+(?:\d+|two|three|four|five|six)\s+(?:\w+\s+)?(?:holes|ones)\b"
)
_BEGIN: Final = frozenset({"COMMA", "ENUM", "SEMI", "DOT", "COLON", "NL", "AND", "SAMEBUT"})


def _as_verb(token: Token, lower: str, before: list[Token]) -> Token:
    """The words "countersink the …" at the head of a clause is something to do; elsewhere the word is a noun."""
    kind = _DOES.get(lower[token.start : token.end])
    before = [t for t in before if t.types != FILLER]
    begins = not before or before[-1].types & _BEGIN
    if kind is None or not begins or _OBJECT.match(lower, token.end) is None:
        return token
    return replace(token, types=frozenset({kind}))


def _form(lower: str, start: int) -> str:
    for length in range(min(_longest(), len(lower) - start), 0, -1):
        form = lower[start : start + length]
        if form in revision_words() and not cuts(lower, start, start + length):
            return form
    return ""


def known_terminals() -> frozenset[str]:
    """Terminals of revisions besides those of requests."""
    own = frozenset(kind for kinds in revision_words().values() for kind in kinds)
    return own - vocabulary().terminals - FILLER
