"""Chunks of a revision → clauses: what begins something new, and what goes on with it."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.planner.offline.chart import Node
from codegen.planner.offline.revise_read import VERBS, Clause, Ref, read_chunk
from codegen.planner.offline.values import Fact, Num

_DO_MORE = frozenset({"remove", "mirror", "csk_do", "cbore_do", "tap_do", "shift"})


def group(nodes: Sequence[Node], text: str) -> list[Clause]:
    """The clauses in order, those that say what stays first: they hold for all others."""
    raw: list[Clause] = [Clause()]
    for node in nodes:
        if node.rule == "sep" or (node.rule == "samebut" and raw[-1].rules - {"samebut"}):
            raw.append(Clause())  # "… but the depth stays"
        if node.rule != "sep":
            read_chunk(raw[-1], node, text)
    for clause in raw:
        if clause.refs and not clause.refs[0].pronoun:  # "the two on the left: shift them"
            clause.refs = [clause.refs[0], *(r for r in clause.refs[1:] if not r.pronoun or r.noun or r.selectors)]
        _how_many(clause, text)
        sunk = {fact.slot for fact in clause.facts} & {"csk_said", "cbore_said"}
        for ref in clause.refs:
            if sunk and len(ref.selectors) > 1 and ref.selectors[-1] == "above":  # "两头的孔上面做沉头"
                ref.selectors.pop()
                clause.signs.add("topface")
    out: list[Clause] = []
    for clause in (c for c in raw if c.spans and c.rules - {"samebut"}):
        _join(out, clause)
    return [c for c in out if "stays" in c.rules] + [c for c in out if "stays" not in c.rules]


def _how_many(clause: Clause, text: str) -> None:
    """As in "改成8个孔": how many there are to be, not which ones are meant."""
    if clause.rules - {"change", "to", "ref"} or len(clause.refs) != 1 or not clause.verbs or clause.says_value:
        return
    ref, verb = clause.refs[0], clause.verbs[0]
    words = text[slice(*verb.span)]
    plain = not (ref.selectors or ref.sizes or ref.thread or ref.qualities or ref.at or ref.every)
    if ref.count is not None and plain and words[-1:] in "成为到" and verb.span[1] <= ref.span[0]:
        clause.facts.append(Fact("count", Num(float(ref.count), None, "", ref.span, ref.text), ref.span, ref.text))
        ref.count = None


def _join(out: list[Clause], clause: Clause) -> None:
    """Append ``clause``, or let it go on with the last one."""
    last = out[-1] if out else None
    if last is None:
        out.append(clause)
        return
    if "stays" in last.rules or "stays" in clause.rules:
        if "stays" in last.rules and not clause.rules & VERBS and not clause.says_value:
            last.take(clause)
        else:
            out.append(clause)
        return
    bare = not clause.says_value and not clause.rules - {"ref", "every"}
    if (
        last.relative
        and not last.says_value
        and clause.numbers
        and not (clause.relative or clause.signs & {"by", "further"})
    ):
        clause.signs.add("to")  # "deeper, 30 mm": that is how deep, not how much deeper
    if not _complete(last) or (bare and not last.refs and last.facts):  # "10 deep with the pocket"
        last.take(clause)
    elif clause.refs or clause.rules & (VERBS - {"shift", "rel", "instead"}):
        if (
            not clause.rules & VERBS and not clause.says_value and "remove" in last.rules
        ):  # "remove the pocket and the slot"
            clause.verbs, clause.rules = list(last.verbs), clause.rules | {"remove"}
        out.append(clause)
    elif clause.numbers or clause.relative:
        if last.refs and not {r.noun for r in last.refs} & {"body", "stock"}:
            first = last.refs[-1]
            clause.refs = [Ref("", first.span, first.text, pronoun=True)]
        elif last.refs:
            clause.refs = list(last.refs)
        clause.growth = clause.growth or last.growth
        out.append(clause)
    else:
        last.take(clause)


def _complete(c: Clause) -> bool:
    """Whether a clause says enough to be carried out."""
    if c.rules & _DO_MORE:
        return bool(c.refs) or "shift" in c.rules
    return bool(c.facts or c.numbers or c.shifts or "undo" in c.rules or "stays" in c.rules)
