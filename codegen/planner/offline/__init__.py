"""The offline interpreter: request → intent with a vocabulary and a grammar; no network, no language model.

The law: every token of a request is consumed in a role or stands on the list of words without meaning. Anything else refuses
the request and names the words; a place that could belong to two features, or a phrase with two readings, refuses it too.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any, Final

from codegen.findings import Finding, Location, Severity
from codegen.messages import say
from codegen.model.request import Reply, Request
from codegen.planner.offline.chart import MAX_COVERS, Chart, Node
from codegen.planner.offline.lex import Token, lex, with_commas
from codegen.planner.offline.setaside import set_aside
from codegen.planner.offline.values import Refused, refusal

MAX_CHARACTERS: Final = 8000
"""Longer texts are no request for one part; they are refused before they are read."""

MAX_TOKENS: Final = 700
"""Of these, Python's stack bears the longest list that may stand in one phrase."""

_SIGNS: Final = frozenset({"COMMA", "ENUM", "SEMI", "DOT", "COLON", "NL", "HYPHEN", "DASH", "BE", "LPAR", "RPAR"})
"""Signs between clauses; "BE" is what a colon may be too."""

SHORTER: Final = say("say it in shorter sentences, or use a language model: --model NAME")


class OfflinePlanner:
    """Reads plain requests in English and Chinese."""

    name = "offline"

    def plan(self, request: Request) -> Reply:
        """The intent, questions, or a refusal that names what was not understood."""
        try:
            _bearable(request.text)
        except Refused as e:
            return Reply(intent=None, findings=e.findings)
        aside = set_aside(request.text)
        try:
            if request.base is not None:
                return aside.conclude(self._revised(request, aside.text), revised=True)
            reply = self._plan(request, aside.text)
            spaced = with_commas(aside.text) if reply.intent is None and not reply.questions else aside.text
            if spaced != aside.text:
                again = self._plan(request, spaced)
                reply = again if again.intent is not None or again.questions else reply
            reply = self._again(request, aside.text, reply, short=True)
            return aside.conclude(self._freely(request, aside.text, reply))
        except Refused as e:
            return aside.conclude(Reply(intent=None, findings=e.findings), revised=request.base is not None)
        except RecursionError:
            too_long = refusal("unread-words", say("a list in the request is too long"), None, SHORTER)
            return aside.conclude(Reply(None, findings=too_long.findings))

    def _revised(self, request: Request, text: str) -> Reply:
        """The reply to a revision; where its words are not understood, what the wordings written as patterns make of it."""
        try:
            return self._plan(request, text)
        except Refused as e:
            if any(f.code != "unread-words" for f in e.findings):
                raise
            reply = self._freely(request, text, Reply(intent=None, findings=e.findings))
            if reply.intent is None and not reply.questions:
                raise
            return reply

    def _again(self, request: Request, text: str, reply: Reply, *, short: bool = False) -> Reply:
        """``reply``, or where it does not know words, what another way of cutting the text into words makes of it."""
        unknown = all(
            f.code == "unread-words" and not f.message.endswith(")") for f in reply.findings
        )  # no reason is given
        if reply.intent is not None or reply.questions or not unknown:
            return reply
        try:
            again = self._plan(request, text, short=short)
        except Refused:
            return reply
        return again if again.intent is not None or again.questions else reply

    def _freely(self, request: Request, text: str, reply: Reply) -> Reply:
        """``reply``, or where it could not be read wholly, what the wordings written as patterns make of it."""
        codes = {f.code for f in reply.findings}
        if reply.intent is not None or "unread-words" not in codes or not re.search("[\u4e00-\u9fff]", text):
            return reply
        for cut in dict.fromkeys((text, with_commas(text))):
            try:
                again = self._plan(request, cut, free=True)
            except Refused:
                continue
            if again.intent is not None or (again.questions and all(f.code != "unread-words" for f in again.findings)):
                return again
        return reply

    def _plan(self, request: Request, text: str, *, short: bool = False, free: bool = False) -> Reply:
        """``text``: the request without what was set aside, each character in its place. ``short``, ``free``: see ``lex``."""
        _readable(text)
        if request.previous is not None or request.findings:
            raise refusal("unsupported-request", say("the offline interpreter cannot repair an intent"))
        if request.base is not None:
            from codegen.planner.offline.revise import revise

            return revise(replace(request, text=text), free=free)
        tokens = lex(text, short=short, free=free)
        if len(tokens) > MAX_TOKENS:
            raise refusal(
                "unread-words",
                say("the request has {n} words and numbers: too many to read", n=len(tokens)),
            )
        if all(token.types <= _SIGNS for token in tokens):  # nothing but greetings and talk
            raise refusal("unread-words", say("the request is empty"), None, say("say what is to be made"))
        covers = Chart(tokens).covers()
        bad = _unread(covers[0]) if covers else []
        if len(covers) >= MAX_COVERS:
            raise refusal("unread-words", say("the request can be read in too many ways"), None, SHORTER)
        language = "zh" if sum("\u4e00" <= c <= "\u9fff" for c in text) >= 2 else "en"
        if bad:
            from codegen.planner.offline.partial import unread_reply

            return unread_reply(tokens, [(t.start, t.end) for t in bad], request, language)
        return _choose(_colons(covers, [_outcome(cover, tokens, request, language) for cover in covers]))


def _unread(cover: list[Node | Token]) -> list[Token]:
    """The unread tokens, with the words that join two of them."""
    out = [item for item in cover if isinstance(item, Token)]
    for before, item, after in zip(cover, cover[1:], cover[2:], strict=False):
        if isinstance(before, Token) and isinstance(after, Token) and isinstance(item, Node) and item.rule == "joint":
            out += item.tokens()
    return out


def _bearable(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise refusal(
            "unread-words",
            say("the request has {n} characters; at most {limit} are read", n=len(text), limit=MAX_CHARACTERS),
            None,
            say("describe one part in a few sentences"),
        )


def _readable(text: str) -> None:
    strange = next((i for i, c in enumerate(text) if (ord(c) < 32 and c not in "\t\n\r") or c == "\ufffd"), None)
    if strange is not None:
        raise refusal(
            "unread-words",
            say("the request holds {text!r}: it is not text", text=text[strange]),
            (strange, strange + 1),
        )
    if not text.strip():
        raise refusal("unread-words", say("the request is empty"), None, say("say what is to be made"))


def _outcome(cover: list[Node | Token], tokens: tuple[Token, ...], request: Request, language: str) -> Reply:
    from codegen.planner.offline.build import build

    nodes = [item for item in cover if isinstance(item, Node)]
    try:
        return build(nodes, tokens, request, language)
    except Refused as e:
        if all(f.code == "unread-words" and f.where.span for f in e.findings):
            from codegen.planner.offline.partial import refused_reply

            return refused_reply([cover], tokens, e, request, language)
        return Reply(intent=None, findings=e.findings)


def _meaning(reply: Reply) -> str:
    intent: dict[str, Any] = {k: v for k, v in (reply.intent or {}).items() if k != "provenance"}
    return json.dumps([intent, [q.id for q in reply.questions]], sort_keys=True, ensure_ascii=False)


def _colons(covers: list[list[Node | Token]], replies: list[Reply]) -> list[Reply]:
    """Replies without those that only ask because a colon was taken to end a clause: "中心孔：镗47H7"."""

    def rest(cover: list[Node | Token]) -> tuple[tuple[str, tuple[int, int]], ...]:
        nodes = [item for item in cover if isinstance(item, Node)]
        return tuple((n.rule, n.span) for n in nodes if not (n.rule in ("sep", "joint") and n.has("COLON")))

    whole = {rest(cover) for cover, reply in zip(covers, replies, strict=True) if reply.intent is not None}
    return [r for c, r in zip(covers, replies, strict=True) if not r.questions or r.intent or rest(c) not in whole]


def _choose(replies: list[Reply]) -> Reply:
    """The one meaning that all readable covers share; two meanings side by side are a question of their own."""
    sound = [r for r in replies if not any(f.severity is Severity.ERROR for f in r.findings)]
    whole = [r for r in sound if not any(f.code == "unread-words" for f in r.findings)]
    read = {_meaning(r): r for r in whole or sound}
    if not read:  # what contradicts itself says more than what one of the covers could not place
        return next(
            (r for r in replies if all(f.code == "contradiction" for f in r.findings) and r.findings), replies[0]
        )
    if len(read) == 1:
        return next(iter(read.values()))
    finding = Finding(
        "unread-words", say("the request can be read in more than one way"), where=Location(), remedy=SHORTER
    )
    return Reply(intent=None, findings=(finding,))


__all__ = ["MAX_CHARACTERS", "OfflinePlanner"]
