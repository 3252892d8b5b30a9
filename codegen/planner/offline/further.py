"""What a later phrase says of an earlier hole, and tables of holes: rows of X, Y, diameter and depth."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.messages import say
from codegen.planner.offline.chart import Node
from codegen.planner.offline.numbers import num
from codegen.planner.offline.said import Said
from codegen.planner.offline.values import Fact, Num, unread

if TYPE_CHECKING:
    from codegen.planner.offline.draft import Feature


def sized(feature: Feature) -> bool:
    """Whether a hole has the diameters it needs, so that a further one in a new sentence is another hole's."""
    waiting = feature.facts.keys() & {"cbore_said", "sink_said"} and "cbore_dia" not in feature.facts
    return feature.kind == "hole" and "dia" in feature.facts and not waiting


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
