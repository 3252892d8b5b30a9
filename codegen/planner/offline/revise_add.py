"""A new feature in a revision: its words are read as those of a request are, about the body that is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from codegen.messages import say
from codegen.model.intent import Question
from codegen.planner.offline.answer import apply
from codegen.planner.offline.ask import ask
from codegen.planner.offline.build import LATER, NAMES, NOTES, State, about, strip
from codegen.planner.offline.chart import Chart, Node
from codegen.planner.offline.draft import Draft, assemble
from codegen.planner.offline.emit import Emitter
from codegen.planner.offline.features import Emitted, Open
from codegen.planner.offline.lex import Token, lex
from codegen.planner.offline.places import Frame
from codegen.planner.offline.revise_places import extent
from codegen.planner.offline.revise_work import Work
from codegen.planner.offline.values import refusal, unread

_ROUNDS = 8


class Missing(Exception):
    """A new feature lacks something: the questions to put."""

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__("; ".join(q.text for q in questions))
        self.questions = tuple(questions)


def readings(text: str) -> list[tuple[list[Node], tuple[Token, ...]]]:
    """Every way to read ``text`` as the words of a request; none, if a word is left over."""
    tokens = lex(text)
    covers = Chart(tokens).covers() if tokens else []
    whole = [cover for cover in covers if all(isinstance(item, Node) for item in cover)]
    return [([item for item in cover if isinstance(item, Node)], tokens) for cover in whole]


def add_features(
    work: Work, masked: str, nodes: list[Node], tokens: tuple[Token, ...], answers: dict[str, str]
) -> None:
    """Append the features that ``nodes`` speak of. ``masked``: the message with all but these words blanked out.

    Raises:
        Refused: it is no feature, or more than a feature. Missing: something about it must be asked.
    """
    draft = assemble(nodes, masked, work.language)
    _only_features(draft, masked)
    state = State(draft, tokens, units=work.units)
    first = len(work.features)
    numbers = _identifiers(work, draft)
    tried: set[str] = set()
    for _ in range(_ROUNDS):
        made = [_emitter(work, draft).emit(f, i) for f, i in zip(draft.features, numbers, strict=True)]
        missing = _missing(made, draft, numbers, first)
        fresh = [o for o in missing if o.identifier not in tried and (o.identifier in answers or o.slot in answers)]
        if not fresh:
            break
        for item in fresh:
            tried.add(item.identifier)
            apply(state, item, answers.get(item.identifier) or answers[item.slot])
    if missing:
        pressing = [o for o in missing if (o.text or o.slot) not in LATER] or missing
        raise Missing([ask(o, work.language) for o in pressing])
    if state.units is not None and state.units.doubtful:
        raise refusal("unread-words", say("a bare fraction: millimetres or inches?"), None, say("write the unit"))
    _append(work, draft, made, first)


def _only_features(draft: Draft, masked: str) -> None:
    bodies = [n for n in draft.body if n.rule != "body" or n.node("size", "plansize", "rounddia", "mat") is not None]
    others = [n for n in draft.whole if n.rule != "pronoun"]
    loose = [f.span for f in (*draft.corner_facts, *draft.size_facts) if f.span]
    if bodies or others or loose:
        raise unread(masked, [*(n.span for n in (*bodies, *others)), *loose], say("that is no feature"))
    if not draft.features:
        raise unread(masked, [(0, len(masked))], say("add what?"))


def _identifiers(work: Work, draft: Draft) -> list[str]:
    taken, out = {str(f.get("id")) for f in work.features}, []
    for feature in draft.features:
        name = next(f"{feature.kind}{n}" for n in range(1, 1000) if f"{feature.kind}{n}" not in taken)
        taken.add(name)
        out.append(name)
    return out


def _emitter(work: Work, draft: Draft) -> Emitter:
    body = work.data.get("part") or work.data.get("stock")
    size = extent(work, body)
    mm = 25.4 if work.data["units"] == "inch" else 1.0
    round_body = body is not None and body["kind"] == "cylinder"
    plan = (size[0] * mm, size[1] * mm) if size is not None and not round_body else None
    return Emitter(draft, Frame(work.units, plan, round_body), work.data.get("datum"))


def _missing(made: Sequence[Emitted], draft: Draft, numbers: Sequence[str], first: int) -> list[Open]:
    out: list[Open] = []
    for n, (item, feature) in enumerate(zip(made, draft.features, strict=True)):
        for slot in dict.fromkeys(item.missing):
            name = NAMES.get(slot, slot)
            kind = {"thread_depth": "depth"}.get(name, name)
            identifier = f"{numbers[n]}_{name}"
            if all(o.identifier != identifier for o in out):
                out.append(Open(kind, f"/features/{first + n}", feature, identifier, slot, item.choices.get(slot, ())))
    return out


def _append(work: Work, draft: Draft, made: Sequence[Emitted], first: int) -> None:
    for n, (item, feature) in enumerate(zip(made, draft.features, strict=True)):
        pointer, sources = f"/features/{first + n}", list[dict[str, Any]]()
        work.features.append(strip(item.data, pointer, sources))
        seen = {(s["pointer"], s["role"]) for s in sources}
        for slot, fact in feature.facts.items():
            if fact.span is not None and (pointer, slot) not in seen:
                sources.append({"pointer": pointer, "origin": fact.origin, "role": slot[:60], "text": fact.text[:400],
                                "span": list(fact.span)})  # fmt: skip
        for s in sources:
            if "span" in s:
                s["text"] = work.text[slice(*s["span"])][:400]
                s["span"] = [s["span"][0] + work.offset, s["span"][1] + work.offset]
        work.sources += sources
        for key in item.notes:
            text = NOTES[work.language][key].format(detail="")
            work.notes.append((about(pointer, key, item.data), text))
        for name, key, detail in item.details:
            work.notes.append((f"{pointer}/{name}", NOTES[work.language][key].format(detail=detail)))
        work.focus = first + n
