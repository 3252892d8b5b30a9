"""General talk of a request, passed over: sentences, clauses of a person and purposes that hold nothing of the part.

A sentence is talk if each of its words is on the list of general words (``grammars/request/talk_en.toml``), a filler, a thing,
or one that only joins: so it holds no figure, no term of the trade, no negation, condition, quantity, place or comparison.
Everywhere else a general word is unread, and refuses the request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from codegen.planner.offline.words import UNREAD, Token

_NEUTRAL: Final = frozenset(
    {"FILLER", "TALK", "THING", "THINGX", "AND", "BE", "OF", "IN", "ON", "FOR", "IT", "TO", "BY", "MAKE", "GIVE", "CL", "PART",
     "ITS", "WITHW", "FROM"}
)  # fmt: skip
"""Terminals that say nothing of a part where only talk stands beside them."""

_SIZES: Final = frozenset({"big", "large", "small", "little"})
"""Fillers ("a small company") that speak of the part where they are said of something."""

_JOINING: Final = frozenset({"FILLER", "OF", "IN", "ON", "BE", "AND", "TO", "BY", "FOR", "ITS"})
_PLACING: Final = frozenset({"ON", "IN", "TO", "FROM"})
_ENDS: Final = frozenset({"DOT", "NL"})
_BREAKS: Final = frozenset({"COMMA", "SEMI", "HYPHEN", "LPAR", "RPAR", "AND", "BUTW", "COLON"})
_PERSONS: Final = frozenset(
    {"i", "i'm", "i'd", "i've", "i'll", "we", "we're", "we've", "we'd", "we'll", "my", "our", "he", "she", "they", "his", "her",
     "their", "he's", "she's", "they're", "you", "your", "because", "since", "so"}
)  # fmt: skip
"""How a clause begins in which a person tells something."""

_PEOPLE: Final = frozenset(
    {"customer", "customers", "client", "clients", "friend", "friends", "colleague", "colleagues", "boss", "neighbour",
     "neighbor", "guy", "guys", "student", "students", "company", "school", "team", "manager", "supplier", "engineer",
     "engineers", "apprentice", "teacher", "professor", "designer", "foreman", "operator", "mechanic", "dealer", "shop",
     "museum", "hospital", "university", "club", "mate", "people", "wife", "husband", "son", "daughter", "brother", "sister"}
)  # fmt: skip
"""Whom a clause may be about: "a customer of ours makes packing machines and …"."""


_DRAWINGS: Final = frozenset({"drawing", "drawings", "sketch", "print", "plan"})
_SENT: Final = frozenset(
    {"sent", "emailed", "mailed", "received", "forwarded", "posted", "shared", "uploaded", "inbox", "mailbox", "email", "mail",
     "messaged", "handed"}
)  # fmt: skip


def _drawing_sent(sentence: Sequence[Token]) -> Token | None:
    """The drawing of which a sentence says no more than that somebody has it: "you should have received the drawing"."""
    named = [t for t in sentence if t.text.lower() in _DRAWINGS]
    others = [t for t in sentence if t not in named]
    if len(named) != 1 or not any(t.text.lower() in _SENT for t in others):
        return None
    if any(t.types & {"MAKE", "GIVE"} for t in others) or not _talk(others):
        return None
    return replace(named[0], types=frozenset({"DRAWING"}))


def without_talk(tokens: Sequence[Token]) -> list[Token]:
    """``tokens`` without fillers and talk; general words elsewhere are unread."""
    if all("TALK" not in t.types for t in tokens):
        return [t for t in tokens if t.types != {"FILLER"}]
    out: list[Token] = []
    start = 0
    for i, token in enumerate(tokens):
        ends = bool(token.types & _ENDS) or token.text == "?"
        if not ends and i + 1 < len(tokens):
            continue
        sentence = tokens[start : i if ends else i + 1]
        drawing = _drawing_sent(sentence)
        if drawing is not None:
            out += [drawing, token] if ends else [drawing]
        elif not _talk(sentence):
            out += _purposes(_subjects(_clauses(sentence)))
            out += [token] if ends else []
        start = i + 1
    return [_plain(t) for t in out if t.types != {"FILLER"}]


def _plain(token: Token) -> Token:
    if "TALK" not in token.types:
        return token
    return replace(token, types=(token.types - {"TALK"}) or UNREAD)


def _named(before: Token, token: Token) -> bool:
    """Whether ``token`` is a proper name behind "in", "from" or "at": "a school in Bristol"."""
    name = token.types == UNREAD and token.text[:1].isupper() and token.text[1:].islower() and len(token.text) > 2
    return name and before.text.lower() in ("in", "from", "at", "near")


def _neutral(token: Token) -> bool:
    return token.quantity is None and ("TALK" in token.types or token.types <= _NEUTRAL)


def _talk(words: Sequence[Token]) -> bool:
    """Whether ``words`` are talk, and place nothing on the part ("put my name on it")."""
    names = [b for a, b in pairwise(words) if _named(a, b)]
    if not any("TALK" in t.types for t in words):
        return False
    if not all("COMMA" in t.types or _neutral(t) or t in names for t in words):
        return False
    if any(b.text.lower() in _SIZES and (a.text.lower() == "too" or "BE" in a.types) for a, b in pairwise(words)):
        return False  # "he said it is too big"
    said = [t for t in words if t.types != {"FILLER"}]
    return not any(a.types & _PLACING and b.types & {"IT", "PART"} for a, b in pairwise(said))


def _clauses(sentence: Sequence[Token]) -> list[Token]:
    """``sentence`` without the clauses in which a person tells something, and the signs behind them."""
    out: list[Token] = []
    start = 0
    for i, token in enumerate(sentence):
        breaks = bool(token.types & _BREAKS) and "WITHW" not in token.types
        if not breaks and i + 1 < len(sentence):
            continue
        clause = sentence[start : i if breaks else i + 1]
        said = [word for t in clause[:3] for word in t.text.lower().split(" ")]
        tells = bool(said) and (said[0] in _PERSONS or not _PEOPLE.isdisjoint(said))
        if not (tells and _talk(clause)):
            out += sentence[start : i + 1]
        elif out and out[-1].types & {"LPAR"} and "RPAR" in token.types:
            out.pop()
        elif not breaks or "RPAR" in token.types:
            out += [token] if breaks else []
            while out and out[-1].types & {"COMMA", "AND"}:
                out.pop()
        start = i + 1
    return out


_WISHES: Final = frozenset(
    {"want", "wants", "wanted", "need", "needs", "needed", "would like", "likes", "asked for", "asks for", "has asked for",
     "is asking for", "asked me for", "asked us for", "requires", "needs to have", "would love", "is looking for"}
)  # fmt: skip


def _subjects(sentence: Sequence[Token]) -> list[Token]:
    """``sentence`` without who it is that wants what follows: "my colleague would like a plate …"."""
    out = list(sentence)
    start = 0
    for i, token in enumerate(sentence):
        if token.types & _BREAKS and "WITHW" not in token.types:
            start = i + 1
        elif token.types == {"FILLER"} and token.text.lower() in _WISHES:
            subject = sentence[start:i]
            if subject and all(_neutral(t) and not t.types & {"MAKE", "GIVE", "IT", "PART"} for t in subject):
                for j in range(start, i):
                    if "TALK" in sentence[j].types or sentence[j].types <= _JOINING:
                        out[j] = replace(out[j], types=frozenset({"FILLER"}))
    return out


def _purposes(sentence: Sequence[Token]) -> list[Token]:
    """``sentence`` without the general words that say for whom or what: "for my brother's workshop in London"."""
    out = list(sentence)
    for i, token in enumerate(sentence):
        if "FOR" not in token.types:
            continue
        at, last = i + 1, i
        while at < len(sentence) and sentence[at].quantity is None:
            word = sentence[at]
            if "TALK" in word.types or word.types <= {"THING", "FILLER"}:
                last = at if word.types != {"FILLER"} else last
            elif not word.types <= _JOINING:
                break
            at += 1
        general = [j for j in range(i + 1, last + 1) if "TALK" in sentence[j].types or sentence[j].types <= _JOINING]
        for j in general if any("TALK" in sentence[j].types for j in general) else ():
            out[j] = replace(out[j], types=frozenset({"FILLER"}))
        if general and len(general) == last - i and out[last].types == {"FILLER"}:
            out[i] = replace(token, types=frozenset({"FILLER"}))
    return out
