"""Clauses of talk in Chinese requests: why, for whom, by when, thanks. They are passed over as a whole, before phrases are read.

A clause is talk only if all of it is general words (``grammars/request/talk_zh.toml``), words without meaning and words that
only join, at least one of them a general word: no figure, no counted word, no term of the trade and no unknown word stands in it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Final

from codegen.planner.folding import fold
from codegen.planner.offline.lex import lower_case
from codegen.planner.offline.words import FILLER, vocabulary
from codegen.planner.quantities import quantities
from codegen.resources import grammar

_CLAUSE: Final = re.compile(r"[^,，;；.。!！?？、:：()（）\[\]【】\n\r\"“”~～…—]+")
_HARMLESS: Final = FILLER | {"AND", "FOR", "IT", "ITS", "BE", "MAKE", "CL", "PART", "THING", "GIVE"}
"""Terminals that say nothing of a part in a clause that holds nothing else of it."""

_NEVER: Final = re.compile(r"[不没别无未非勿]")
"""Signs of negation: a clause with one of these is talk only where a general phrase holds it."""


_MAKES: Final = re.compile(r"[编做加写铣车钻弄搞画出]")
"""Verbs of making: a question mark behind one of them may doubt what is to be made."""


@cache
def _talk() -> tuple[frozenset[str], frozenset[str], int]:
    """The general words, those that no talk holds, and the length of the longest."""
    tables = tomllib.loads(grammar("request/talk_zh.toml"))
    words = frozenset(fold(word).lower() for group in tables["general"].values() for word in group.split())
    never = frozenset(tables["never"]["words"].split())
    return words - never, never, max(map(len, words | never))


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the clauses of ``text`` that are talk."""
    if not re.search(r"[\u4e00-\u9fff]", text):
        return
    lower = lower_case(text)
    figures = {q.start: q.end for q in quantities(text)}
    first = True
    for match in _CLAUSE.finditer(lower):
        start, end = match.span()
        if _all_talk(lower, start, end, figures):
            alone = (first or not lower[end + 1 :].strip()) and not _MAKES.search(match[0])
            yield start, end + (alone and lower[end : end + 1] == "?")  # "is anyone there?" before all else is no doubt
        elif match[0].strip(" ,"):
            first = False


def _all_talk(lower: str, start: int, end: int, figures: dict[int, int]) -> bool:
    """Whether ``lower[start:end]`` holds only general words: the longest known form at each place decides."""
    words, never, longest = _talk()
    forms, limit = vocabulary().forms, max(vocabulary().longest, longest)
    general = False
    at = start
    while at < end:
        if lower[at].isspace():
            at += 1
            continue
        if not "\u4e00" <= lower[at] <= "\u9fff" and not lower[at].isalpha():
            return False
        form = next(
            (
                f
                for n in range(min(limit, end - at), 0, -1)
                if (f := lower[at : at + n]) in words or f in forms or f in never
            ),
            "",
        )
        if not form or form in never or (at in figures and figures[at] - at >= len(form)):
            return False
        if form in words:
            general = True
        elif not (forms[form] <= _HARMLESS) or _NEVER.search(form):
            return False
        at += len(form)
    return general


__all__ = ["clauses"]
