"""Names that a request gives: the part's, and those of files. A name is data: what stands in it is never read as words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from codegen.planner.offline.content import content
from codegen.planner.offline.unsafe import Cues, unsafe

MAX_NAME: Final = 60
_QUOTES: Final = {
    "“": "”", "‘": "’", "„": "“", "「": "」", "『": "』", "《": "》", "«": "»", '"': '"', "'": "'", "`": "`", "”": "”",
    "＂": "＂",
}  # fmt: skip
_LEAD: Final = re.compile(r"[ \t]*(?:[:=][ \t]*)?")
_FOLLOWS: Final = re.compile(r"[ \t]*(?:$|[\n\r,;.。、!?)\]])")
_PLAIN: Final = re.compile(r"[^\s,;。、!?()\[\]\"“”]+")
_STOP: Final = frozenset(
    {
        "and", "with", "then", "please", "in", "for", "at", "from", "on", "as", "to", "but", "so", "is", "of", "or",
        "where", "which", "thru", "through", "has", "made", "plus",
    }
)  # fmt: skip
_IDENTIFIER: Final = re.compile(
    r"[a-z]{2,}[a-z0-9]*(?:[-_.][a-z0-9]+)*|[a-z][-_][a-z0-9]+(?:[-_.][a-z0-9]+)*|[\u4e00-\u9fff]{2,}(?:0\d+|[-_][a-z0-9]+|[a-z]\d*)"
)
_PATH: Final = re.compile(r"\.\.|^~|^[a-z]:|[/\\][^\W\d]|^[/\\]|[^\W\d][\w.-]*[/\\]|\$\(|%[a-z]+%")


@dataclass(frozen=True, slots=True)
class Given:
    """``text[start:end]`` gives a name; ``raw`` is the name as written, quotation marks apart."""

    start: int
    end: int
    raw: str


def clean(raw: str) -> str:
    """``raw`` as a name: its first line; letters, digits, blanks and ``. _ -`` of it; empty if nothing is left."""
    first = next((line for line in re.split(r"[\x00-\x1f\x7f\x85\u2028\u2029]+", raw) if line.strip()), "")
    kept = "".join(c if c.isalnum() or c in "._-" else " " for c in first)
    kept = re.sub(r"\.{2,}", ".", " ".join(kept.split()))
    return kept[:MAX_NAME].strip(" ._-")


def files(text: str, folded: str) -> Iterator[Given]:
    """Every name or path of a file that is asked for. A bare kind ("save it as STEP") is no name."""
    cues = unsafe().file
    for at, end, weak in _places(cues, folded):
        given = _quoted(text, at, end) or _path(text, folded, at, end)
        if given is None or given.raw.strip().lower() in unsafe().own:
            continue
        if not weak or _looks_like_path(given.raw):
            yield given


def names(text: str, folded: str) -> Iterator[Given]:
    """Every name of the part that is given."""
    for at, end, _ in _places(unsafe().name, folded):
        given = _quoted(text, at, end) or _words(text, folded, at, end)
        if given is not None:
            yield given


def _places(cues: Cues, folded: str) -> Iterator[tuple[int, int, bool]]:
    for weak, patterns in ((False, cues.patterns), (True, cues.weak)):
        for pattern in patterns:
            for match in pattern.finditer(folded):
                lead = _LEAD.match(folded, match.end())
                yield match.start(), lead.end() if lead else match.end(), weak


def _quoted(text: str, start: int, at: int) -> Given | None:
    """A name in quotation marks. A closing inch sign could be one: after a digit, only where a clause ends."""
    close = _QUOTES.get(text[at : at + 1])
    end = text.find(close, at + 1) if close else -1
    if close == "'" and end > 0 and text[end + 1 : end + 2].isalpha():
        return None
    if end < 0 or not text[at + 1 : end].strip():
        return None
    inch = close in ('"', "'") and text[end - 1].isdigit()
    if inch and not _FOLLOWS.match(text, end + 1):
        return None
    return Given(start, end + 1, text[at + 1 : end])


def _words(text: str, folded: str, start: int, at: int) -> Given | None:
    """A name without quotation marks: words up to the end of the clause, none of which speaks of a size."""
    end, count = at, 0
    while count < 6:
        blank = end + len(folded[end:]) - len(folded[end:].lstrip(" "))
        match = _PLAIN.match(folded, blank)
        if match is None or match[0] in _STOP or (count and blank == end):
            break
        word = match[0].rstrip(".:")
        if not word or (not _IDENTIFIER.fullmatch(word) and content(word, names=True)):
            break
        end, count = match.start() + len(word), count + 1
        if word != match[0] or folded[end : end + 1] in ",;。、\n":
            break
    if end == at or (count == 6 and _PLAIN.match(folded, end)):
        return None
    rest = folded[end : end + 1]
    if rest not in ("", " ", "\n", "\r", "\t", ",", ";", ".", "。", "、", "!", "?", ":", ")", "]", "(", '"'):
        return None
    return Given(start, end, text[at:end].strip())


def _path(text: str, folded: str, start: int, at: int) -> Given | None:
    """A file's name without quotation marks: one stretch without blanks, and more of them up to a known suffix."""
    first = re.compile(r"[^\s,;。]+").match(folded, at)
    if first is None:
        return None
    end = first.end()
    value = folded[at:end]
    if not (_looks_like_path(value) or _IDENTIFIER.fullmatch(value.rstrip(".:"))) and content(value):
        return None
    reach = end
    while not unsafe().suffix.search(folded[at:reach].rstrip(".")):
        more = re.compile(r"[;&|]{0,2}[ ]{0,2}[^\s,;。]+").match(folded, reach)
        if more is None or reach - at > 120 or content(more[0].strip(" ;&|")):
            reach = end
            break
        reach = more.end()
    end = reach
    while end > at and folded[end - 1] in ".:":
        end -= 1
    return Given(start, end, text[at:end])


def _looks_like_path(raw: str) -> bool:
    lower = raw.lower()
    return bool(_PATH.search(lower) or unsafe().suffix.search(lower))
