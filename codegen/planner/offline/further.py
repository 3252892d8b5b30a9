"""What a later phrase says of an earlier hole, and tables of holes: rows of X, Y, diameter and depth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from codegen.messages import say
from codegen.planner.offline.chart import Node
from codegen.planner.offline.numbers import num
from codegen.planner.offline.said import Said
from codegen.planner.offline.values import Fact, Num, unread

if TYPE_CHECKING:
    from codegen.planner.offline.draft import Draft, Feature


_ENTERED: Final = frozenset(
    {
        "hole", "head_hole", "nholes", "inner_hole", "count", "dia", "bare_dia", "thread", "thread_depth", "thru_count",
        "count_dia", "dia_depth", "cbore", "csk", "head_pocket", "pocket_box", "round_deep", "round_pocket", "sq_pocket",
        "nshapes", "slot_box", "size2_depth", "head_slot", "bare_width",
    }
)  # fmt: skip
_EDGED: Final = frozenset({"chamfer", "chamfer_bare", "fillet", "corner_radius", "head_face", "face", "face_to", "by"})


def on_top(draft: Draft, nodes: Sequence[Node]) -> None:
    """The top that is named before a feature ("on top: three holes …"): anything is made from that face alone.

    Raises Refused where it may say something else: an edge, a level, a place.
    """
    said = [node for node in nodes if node.rule == "on_top"]
    if not said:
        return
    rules = [node.rule for node in nodes if node.rule != "verb"]
    start, end = said[0].span
    if rules[0] == "on_top" and "skim_n" in rules:  # "上表面用50面铣刀飞掉1.5mm"
        return
    leads = rules[0] == "on_top" and not _EDGED & set(rules) and bool(_ENTERED & set(rules))
    bracketed = rules == ["on_top"] and draft.text[:start].rstrip()[-1:] in ("(", "（") and bool(draft.features)
    last = draft.features[-1] if draft.features else None
    if rules == ["on_top"] and last is not None and last.kind in ("chamfer", "fillet") and "edge_of" not in last.facts:
        return  # "1 mm chamfer around the outside edge, top side"
    if len(said) > 1 or not (leads or (bracketed and draft.text[end:].lstrip()[:1] in (")", "）"))):
        raise unread(draft.text, [(start, end)], say("what of it?"))


def skimmed(draft: Draft, nodes: Sequence[Node]) -> None:
    """As in "…，用Φ50面铣刀铣掉": what was said to be too much of the top. Raises Refused where no face was spoken of."""
    if any(n.rule == "skim_n" for n in nodes) and not any(n.rule == "on_top" for n in nodes):
        raise unread(draft.text, [n.span for n in nodes if n.rule == "skim_n"], say("off what?"))
    said = [node.span for node in nodes if node.rule == "skim_it"]
    if said and (not draft.features or draft.features[-1].kind != "face"):
        raise unread(draft.text, said, say("what of it?"))


def sized(feature: Feature) -> bool:
    """Whether a hole has the diameters it needs, so that a further one in a new sentence is another hole's."""
    waiting = feature.facts.keys() & {"cbore_said", "sink_said"} and "cbore_dia" not in feature.facts
    return feature.kind == "hole" and "dia" in feature.facts and not waiting


def of_body(nodes: Sequence[Node], facts: list[Fact]) -> list[Fact]:
    """A bare radius right after the size of the body, "120 x 120 R5", is that of its corners."""
    for before, node in pairwise(nodes):
        sizes = before.node("size", "plansize") if before.rule == "body" else None
        if node.rule == "corner_radius" and sizes is not None and sizes.node("cylsize") is None:
            return [
                replace(f, value=(f.value[0], "outside")) if f.slot == "corner_r" and f.value[1] != "inside" else f
                for f in facts
            ]
    return facts


def apart(facts: list[Fact], kind: str | None, previous: Feature | None) -> list[Fact]:
    """Two sizes beside four holes are how far they are apart: "4-Φ9通 56×56"."""
    slots = {fact.slot: fact for fact in facts}
    known = dict(previous.facts) if previous is not None and kind is None else {}
    if (kind or (previous.kind if previous is not None else None)) != "hole" or "size2" not in slots:
        return facts
    count = slots.get("count") or known.get("count")
    four = "corners" in slots or "corners" in known or (count is not None and count.value.value == 4)
    if not four or (slots.keys() | known.keys()) & {"spacing2", "gn", "spacing", "inset"}:
        return facts
    return [replace(f, slot="spacing2") if f.slot == "size2" else f for f in facts]


def narrows(facts: list[Fact], previous: Feature | None, sentence: int) -> bool:
    """Whether it is the narrower, through end of the one hole before: "中心Φ55深12，Φ32通"."""
    if previous is None or previous.kind != "hole" or previous.sentence != sentence:
        return False
    said, known = {fact.slot: fact for fact in facts}, previous.facts
    if said.keys() != {"dia", "thru"} or not {"dia", "depth", "centre"} <= known.keys() or "count" in known:
        return False
    units = {known["dia"].value.unit, said["dia"].value.unit} - {None, "mm"}
    return not units and bool(said["dia"].value.value < known["dia"].value.value)


def resized(facts: list[Fact], previous: Feature) -> list[Fact]:
    """A second diameter of a hole: that of the counterbore it has, or of the circle it lies on."""
    known, said = previous.facts.get("dia"), {fact.slot: fact for fact in facts}
    size = said.get("dia")
    if previous.kind != "hole" or known is None or size is None:
        return facts
    if (
        previous.facts.keys() & {"cbore_said", "sink_said"}
        and "cbore_dia" not in previous.facts
        and said.keys() == {"dia", "depth"}
    ):
        return [replace(size, slot="cbore_dia"), replace(said["depth"], slot="cbore_depth")]
    if "ring" in previous.facts and "bolt" not in previous.facts and said.keys() == {"dia"}:
        units = {size.value.unit, known.value.unit} - {None, "mm"}
        if units or size.value.value == known.value.value:
            return facts
        small, large = sorted((known, size), key=lambda fact: float(fact.value.value))
        previous.facts["dia"] = small  # holes as wide as their circle would be one hole
        return [replace(large, slot="bolt")]
    return facts


def table(node: Node, text: str) -> list[dict[str, Fact]]:
    """The facts of each hole that a table lists. Raises Refused for rows that do not fit its head."""
    columns = _columns(next(node.nodes("thead")))
    start, end = node.span
    out: list[dict[str, Fact]] = []
    for number, row in enumerate(node.nodes("trow"), start=1):
        cells = _cells(row)
        said = dict(zip(columns, cells, strict=False))
        x, y, dia, depth = (said.get(name) for name in ("x", "y", "dia", "depth"))
        counted = said.get("number")
        order = counted is None or (isinstance(counted, Num) and counted.value == number)
        fits = len(cells) == len(columns) and order and isinstance(x, Num) and isinstance(y, Num) and dia != "thru"
        if not fits or not isinstance(x, Num) or not isinstance(y, Num) or isinstance(dia, str):
            raise unread(text, [row.span], say("this row does not fit the table's head"))
        reach: Said = {"thru": True} if depth == "thru" else {"depth": depth}
        facts: Said = {"head": "hole", "points": ((x, y),), "dia": dia} | reach
        out.append({k: Fact(k, v, (start, end), text[start:end]) for k, v in facts.items() if v is not None})
    return out


def _columns(head: Node) -> list[str]:
    kinds = (
        ("NUMW", "number"),
        ("XLETTER", "x"),
        ("YLETTER", "y"),
        ("XYW", "x"),
        ("XYW", "y"),
        ("DIAM", "dia"),
        ("DIASIGN", "dia"),
        ("DEEP", "depth"),
    )
    return [name for token in head.tokens() for kind, name in kinds if kind in token.types]


def _cells(row: Node) -> list[Num | str]:
    out: list[Num | str] = []
    negative = False
    for token in row.tokens():
        if token.types & {"NUM", "LEN", "DIA"}:
            out.append(-num(token) if negative else num(token))
        elif "THRU" in token.types:
            out.append("thru")
        negative = "DASH" in token.types
    return out
