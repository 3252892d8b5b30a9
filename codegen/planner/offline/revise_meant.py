"""Corrections: "sorry, meant 15 not 50". The message before is read again with the right figure, on the intent before it."""

from __future__ import annotations

from dataclasses import replace

from codegen.messages import say
from codegen.model.request import Reply, Request
from codegen.planner.offline.chart import Chart, Node
from codegen.planner.offline.lex import Token
from codegen.planner.offline.revise_clauses import group
from codegen.planner.offline.revise_lex import lex_revision, revision_rules
from codegen.planner.offline.values import Num, Refused, refusal, unread
from codegen.planner.quantities import Quantity


def corrected(request: Request, tokens: tuple[Token, ...]) -> Reply:
    """The reply to a correction. Raises Refused when it is not plain which figure was wrong."""
    from codegen.planner.offline.revise import language_of, revise_tokens

    base = request.base if request.refused else request.before
    if not request.history or base is None:
        raise refusal(
            "unread-words",
            say("there is no earlier change to correct"),
            None,
            say("say what is to be changed, and to what"),
        )
    wrong = request.history[-1]
    head, rest = _head(tokens, request.text)
    new, old = _figures(request, head)
    before = lex_revision(wrong)
    hits = [i for i, t in enumerate(before) if t.quantity is not None and _same(t.quantity, old)]
    if len(hits) != 1:
        raise unread(request.text, [(t.start, t.end) for t in head], say("which figure was wrong?"))
    # one text for both messages: the words before, a line break, the words of the correction
    joined = f"{wrong}\n{request.text}"
    shift = len(wrong) + 1
    moved = [replace(t, start=t.start + shift, end=t.end + shift, quantity=_moved(t, shift)) for t in (*head, *rest)]
    right = next(t for t in moved if t.quantity is not None and _same(t.quantity, new))
    wrong_token = before[hits[0]]
    if wrong_token.quantity is None or right.quantity is None:
        raise unread(request.text, [(t.start, t.end) for t in head])
    unit = right.quantity.unit or wrong_token.quantity.unit
    mended = replace(right, types=wrong_token.types, quantity=replace(
        right.quantity, unit=unit, kind=wrong_token.quantity.kind, prefix=wrong_token.quantity.prefix))  # fmt: skip
    again = (*before[: hits[0]], mended, *before[hits[0] + 1 :])
    joint = replace(request, text=joined, history=request.history[:-1], base=base)
    reply = revise_tokens(joint, base, again, language_of(joined, str(base.get("language", "en"))))
    if rest and reply.intent is not None:
        _agrees(joint, base, reply, tuple(moved[len(head) :]))
    return reply


def plain_pair(tokens: tuple[Token, ...]) -> bool:
    """Whether a message begins with the right figure and the wrong one alone: "15 mm, not 50", after one that was refused."""
    first = [t for t in tokens if not t.types & {"COMMA"}]
    while first and first[0].types & {"DOT"}:
        first = first[1:]
    if len(first) < 3 or "INSTEADOF" not in first[1].types:
        return False
    figures = [first[0], first[2]]
    ends = len(first) == 3 or bool(first[3].types & {"DOT", "AND", "SEMI", "NL", "HYPHEN"})
    return ends and all(t.quantity is not None and t.types & {"NUM", "LEN", "DIA"} for t in figures)


def bare_figure(tokens: tuple[Token, ...]) -> bool:
    """Whether a message begins with nothing but a figure: "45 then", after one that was refused."""
    first: list[Token] = []
    for t in tokens:
        if t.types & {"COMMA", "DOT", "AND", "SEMI", "NL"}:
            if first:
                break
            continue
        first.append(t)
    figures = [t for t in first if t.quantity is not None]
    return len(figures) == 1 and bool(figures[0].types & {"NUM", "LEN", "DIA"}) and len(first) == 1


def _head(tokens: tuple[Token, ...], text: str) -> tuple[list[Token], list[Token]]:
    """The words "meant 15 not 50", and what follows it."""
    start = next((i for i, t in enumerate(tokens) if "MEANT" in t.types), -1)
    start = -1 if start >= 0 and plain_pair(tokens[:start]) else start
    lead = [t for t in tokens[: max(start, 0)] if not t.types & {"COMMA", "DOT", "SAMEBUT", "ENUM", "PRONOUN", "IT"}]
    if lead:
        raise unread(text, [(t.start, t.end) for t in lead], say("before a correction"))
    end = start + 1
    while end < len(tokens) and tokens[end].types & {"COMMA", "DOT"}:
        end += 1
    seen = 0
    while end < len(tokens):
        t = tokens[end]
        if t.quantity is not None:
            seen += 1
        elif not t.types & {"INSTEADOF", "COMMA", "INSTEAD"}:
            break
        end += 1
        if seen == 2:
            break
    following = list(tokens[end:])
    while following and following[0].types & {"COMMA", "DOT", "AND", "SEMI", "NL", "HYPHEN"}:
        following = following[1:]
    return list(tokens[max(start, 0) : end]), following


def _figures(request: Request, head: list[Token]) -> tuple[Num, Num]:
    """The right figure and the wrong one: "15 not 50", "not 50 but 15"."""
    found = [t for t in head if t.quantity is not None and t.quantity.value is not None]
    negated = [i for i, t in enumerate(head) if "INSTEADOF" in t.types]
    if len(found) == 1 and not negated:
        figures = [
            t for t in lex_revision(request.history[-1]) if t.types & {"NUM", "LEN", "DIA"} and t.quantity is not None
        ]
        if len(figures) == 1:
            return _num(found[0]), _num(figures[0])
    if len(found) != 2 or len(negated) != 1:
        raise unread(request.text, [(t.start, t.end) for t in head], say("which figure was wrong, and which is right?"))
    wrong = next((t for t in head[negated[0] :] if t.quantity is not None), None)
    right = next(t for t in found if t is not wrong)
    if wrong is None:
        raise unread(request.text, [(t.start, t.end) for t in head])
    return _num(right), _num(wrong)


def _num(token: Token) -> Num:
    q = token.quantity
    return Num(q.value or 0.0 if q else 0.0, q.unit if q else None)


def _same(q: Quantity, value: Num) -> bool:
    return q.value == value.value and (value.unit is None or q.unit is None or q.unit == value.unit)


def _moved(token: Token, shift: int) -> Quantity | None:
    q = token.quantity
    return None if q is None else replace(q, start=q.start + shift, end=q.end + shift)


def _agrees(joint: Request, base: object, reply: Reply, rest: tuple[Token, ...]) -> None:
    """As in "…, so X30": what follows must be so already, or the correction is not plain."""
    from codegen.planner.offline.revise_acts import Acts
    from codegen.planner.offline.revise_work import Work

    touched = _touched(base, reply)
    holes = all((reply.intent or {})["features"][i]["kind"] == "hole" for i in touched)
    rest = tuple(t for t in rest if "BE" not in t.types and not (holes and t.types & {"HOLE", "IT", "PRONOUN"}))
    covers = [c for c in Chart(rest, revision_rules()).covers() if all(isinstance(n, Node) for n in c)]
    for cover in covers:
        work = Work.of(reply.intent or {}, joint.text, joint.offset, "en")
        if len(touched) != 1:
            break
        work.focus = touched[0]
        acts = Acts(work, {})
        acts.last = [(touched[0], tuple(range(len(work.features[touched[0]].get("at", (0,))))))]
        try:
            for clause in group([n for n in cover if isinstance(n, Node)], joint.text):
                acts.run(clause)
        except Refused:
            continue
        if work.data["features"] == [dict(f) for f in (reply.intent or {})["features"]]:
            return
    spans = [(t.start, t.end) for t in rest]
    raise unread(joint.text, spans, say("that does not go with the correction"))


def _touched(base: object, reply: Reply) -> list[int]:
    old = base["features"] if isinstance(base, dict) else []
    new = (reply.intent or {})["features"]
    return [i for i, f in enumerate(new) if i >= len(old) or f != old[i]]
