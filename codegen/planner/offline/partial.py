"""Requests with unread words: what is certain of the rest, for findings and questions. Nothing is made of it.

An unread word may change what stands beside it. So a feature is certain only if no word is unread in the clauses that speak of
it, nor in the clauses next to them, and no number in the sentence; stock, zero and tools, if none is in their own clauses.
Coordinates are certain only if zero is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.request import Reply, Request
from codegen.planner.offline.build import Built, State, finish, questions, settle
from codegen.planner.offline.chart import MAX_COVERS, Chart, Node
from codegen.planner.offline.draft import BODY_RULES, Feature
from codegen.planner.offline.features import Open
from codegen.planner.offline.lex import Token
from codegen.planner.offline.values import Refused, unread

Span = tuple[int, int]

_TOLERANCE: Final = re.compile(r"(?<=[\d.])\s*(?:mm)?\s*(?:±|\+\s?/?\s?-)\s?\d*\.?\d+\s*(?:mm)?(?![\d/])")
"""A tolerance behind a size: it changes no nominal size."""

_HARD: Final = ("DOT", "SEMI", "NL")
_WISHES: Final = {
    "tools": ("tool", "in_holder", "flute_length", "stick_out", "holder_dia", "no_other_tool"),
    "cutting": ("speeds", "stepdown", "stepover", "coolant"),
    "limits": ("travel", "limit_rates", "max_speed", "max_feed", "smallest"),
    "single_clamping": ("one_clamping",),
    "machine": ("machine",),
    "controller": ("control",),
}
_TRIES: Final = 5
"""How often phrases that belong nowhere are taken for unread."""

_PARTS: Final = frozenset(
    {"drawing", "form", "legs", "walls", "tsections", "flange_size", "rest_size", "deliver", "control"}
)
"""Phrases that speak of a part, or of what is made for it, though they are neither body nor feature."""

_ASKED: Final = frozenset({"stock_size", "size", "thickness", "drawing"})
"""Questions about body or request as a whole that unread words without a number cannot answer."""


def unread_reply(tokens: Sequence[Token], bad: Sequence[Span], request: Request, language: str) -> Reply:
    """The refusal that names the unread words ``bad``, with what is certain of the rest; or the questions that it leaves."""
    refused = unread(request.text, bad)
    tolerances = [m.span() for m in _TOLERANCE.finditer(request.text)]
    kept = tuple(t for t in tokens if not any(a <= t.start and t.end <= b for a, b in tolerances))
    covers = Chart(kept).covers()
    if not covers or len(covers) >= MAX_COVERS:
        return Reply(None, findings=refused.findings)
    return refused_reply(covers, kept, refused, request, language)


def refused_reply(
    covers: Sequence[Sequence[Node | Token]],
    tokens: tuple[Token, ...],
    refused: Refused,
    request: Request,
    language: str,
) -> Reply:
    """The refusal of a request that ``covers`` read as far as they could, with what all of them agree on."""
    try:
        found = [_one(cover, tokens, request, language) for cover in covers]
    except (Refused, RecursionError):
        found = [None]
    certain = found[0]
    if certain is None or not all(_same(certain, other) for other in found[1:]):
        return Reply(None, findings=refused.findings)
    if not certain.questions:
        return Reply(None, findings=(*refused.findings, *certain.findings), partial=certain.partial)
    later = tuple(
        replace(f, severity=Severity.WARNING, message=say(
            "once this is answered, these words still need rewording: {words}",
            words=str(f.message).removeprefix("not understood: "),
        ))
        for f in refused.findings
    )  # fmt: skip
    return Reply(None, questions=certain.questions, findings=later, partial=certain.partial)


def _same(one: Reply | None, two: Reply | None) -> bool:
    if one is None or two is None:
        return one is two

    def plain(reply: Reply) -> tuple[object, ...]:
        intent = {k: v for k, v in (reply.partial or {}).items() if k != "provenance"}
        return intent, [q.id for q in reply.questions], [f.message for f in reply.findings]

    return plain(one) == plain(two)


def _one(cover: Sequence[Node | Token], tokens: tuple[Token, ...], request: Request, language: str) -> Reply | None:
    for _ in range(_TRIES):
        text = _Text.of(cover)
        nodes = [item for item in cover if isinstance(item, Node)]
        try:
            state, built = settle(nodes, tokens, request, language)
            break
        except Refused as e:
            clear = [
                f for f in e.findings if f.code != "unread-words" and f.where.span and text.clear([f.where.span], 1)
            ]
            if clear:
                return Reply(None, findings=tuple(_as_read(f) for f in clear))
            less = _without(cover, e.findings)
            if less is None:
                return None
            cover = less
    else:
        return None
    body = [n.span for n in nodes if n.rule in BODY_RULES]
    loose = [f.span for f in (*state.draft.size_facts, *state.draft.corner_facts) if f.span]
    sure = text.read([*body, *loose])
    asked = [o for o in built.open if _may_ask(o, text, sure=sure)]
    partial = _prune(built, state, nodes, text, request, sure=sure)
    strange = not body and not loose and not state.draft.features and not any(n.rule in _PARTS for n in nodes)
    if strange or (partial is None and not asked):  # nothing of it speaks of a part
        return None
    return Reply(None, questions=questions(state, asked) if asked else (), partial=partial)


def _without(cover: Sequence[Node | Token], findings: Sequence[Finding]) -> list[Node | Token] | None:
    """The cover with the phrases that no feature takes in as unread tokens; None: there are none such."""
    spans = [f.where.span for f in findings if f.code == "unread-words" and f.where.span]

    def meant(item: Node | Token) -> bool:
        return (
            isinstance(item, Node)
            and item.rule != "sep"
            and any(item.span[0] < end and start < item.span[1] for start, end in spans)
        )

    if not any(meant(item) for item in cover):
        return None
    return [t for item in cover for t in (item.tokens() if isinstance(item, Node) and meant(item) else [item])]


def _as_read(finding: Finding) -> Finding:
    return replace(finding, message=say("as far as it was read: {finding}", finding=finding.message))


# -- where words are unread --------------------------------------------------------------------------------------------


@dataclass
class _Text:
    """Clauses in order: span, sentence, and whether a word, or a number, is unread in it."""

    spans: list[Span] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    words: list[bool] = field(default_factory=list)
    numbers: list[bool] = field(default_factory=list)

    @classmethod
    def of(cls, cover: Sequence[Node | Token]) -> _Text:
        """The clauses of a cover."""
        out, sentence, fresh = cls(), 0, True
        for item in cover:
            if isinstance(item, Node) and item.rule == "sep":
                sentence += item.has(*_HARD)
                fresh = True
                continue
            span = item.span if isinstance(item, Node) else (item.start, item.end)
            if fresh:
                out.spans.append(span)
                out.sentences.append(sentence)
                out.words.append(False)
                out.numbers.append(False)
                fresh = False
            out.spans[-1] = (out.spans[-1][0], span[1])
            if isinstance(item, Token):
                out.words[-1] = True
                out.numbers[-1] = out.numbers[-1] or item.quantity is not None
        return out

    def clear(self, spans: Iterable[Span], beside: int) -> bool:
        """Whether all is read in the clauses from the first to the last of ``spans``, and in ``beside`` more on each side.

        Clauses beside count in the same sentence only. A number unread in one of the sentences spoils all of it.
        """
        inside = [i for a, b in spans for i, (start, end) in enumerate(self.spans) if a < end and start < b]
        if not inside:
            return True
        first, last = min(inside), max(inside)
        near = range(max(first - beside, 0), min(last + beside, len(self.spans) - 1) + 1)
        sentences = {self.sentences[i] for i in inside}
        near_words = any(self.words[i] for i in near if first <= i <= last or self.sentences[i] in sentences)
        return not near_words and not any(
            n for n, s in zip(self.numbers, self.sentences, strict=True) if s in sentences
        )

    def read(self, spans: Iterable[Span]) -> bool:
        """Whether all is read in the clauses that hold ``spans``."""
        inside = {i for a, b in spans for i, (start, end) in enumerate(self.spans) if a < end and start < b}
        return not any(self.words[i] for i in inside)

    @property
    def number_unread(self) -> bool:
        """Whether any number is unread."""
        return any(self.numbers)


# -- what is certain ---------------------------------------------------------------------------------------------------


def _facts(feature: Feature) -> list[Span]:
    return [f.span for f in feature.facts.values() if f.span is not None]


def _sure(feature: Feature, text: _Text) -> bool:
    if feature.kind in ("chamfer", "fillet", "face"):
        return text.read(_facts(feature))
    return text.clear(_facts(feature), 1)


def _may_ask(item: Open, text: _Text, *, sure: bool) -> bool:
    """Whether the unread words cannot hold the answer."""
    if item.slot == "drawing":
        return True
    if text.number_unread:
        return False
    if item.feature is None:
        return sure and item.slot in _ASKED
    return _sure(item.feature, text)


def _prune(
    built: Built, state: State, nodes: list[Node], text: _Text, request: Request, *, sure: bool
) -> dict[str, Any] | None:
    """The certain part of the intent; None: nothing to look at. Without a sure body only wishes stay."""
    whole = {"features": [], **finish(built, state, nodes, request)}
    if not sure or any(o.feature is None for o in built.open):
        whole = {k: v for k, v in whole.items() if k not in ("stock", "part", "datum")} | {"features": []}
    open_ = {o.pointer for o in built.open}
    zero = [n.span for n in nodes if n.rule in ("datum", "datum_z")]
    placed = bool(zero) and all(text.read([span]) for span in zero)
    features = [
        made
        for i, (made, feature) in enumerate(zip(whole["features"], state.draft.features, strict=False))
        if f"/features/{i}" not in open_ and _sure(feature, text) and (placed or not _absolute(made))
    ]
    out = {**whole, "features": features, "provenance": [], "assumptions": []}
    for key, rules in _WISHES.items():
        if not all(text.read([n.span]) for n in nodes if n.rule in rules):
            out.pop(key, None)
    return out if features or out.keys() & {"part", "cutting"} else None


def certain(built: Built, state: State, nodes: list[Node], request: Request) -> dict[str, Any] | None:
    """What is certain of a request that was read wholly and leaves questions; None: nothing to look at."""
    bodies = any(o.feature is None and o.slot != "unit" for o in built.open)
    if bodies or not nodes:
        return None
    units_open = any(o.slot == "unit" for o in built.open)
    closed = Built(built.intent, [o for o in built.open if o.slot != "unit"], built.notes)
    found = _prune(closed, state, nodes, _Text.of(nodes), request, sure=True)
    if found is not None and units_open:  # only what no unit can change: see codegen/pipeline/partial.py
        found = {k: v for k, v in found.items() if k not in ("cutting", "limits", "tools", "machine", "controller")}
    return found


def _absolute(value: Any) -> bool:
    """Whether a feature hangs on zero."""
    if isinstance(value, dict):
        if "x" in value and "y" in value and value.get("anchor", "origin") == "origin" and "kind" not in value:
            return True
        return any(_absolute(v) for v in value.values())
    return isinstance(value, list) and any(_absolute(v) for v in value)
