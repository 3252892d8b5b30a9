"""Phrases about holes → facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from codegen.planner.offline.chart import Node
from codegen.planner.offline.numbers import num, nums
from codegen.planner.offline.said import Said, head, one
from codegen.planner.offline.values import Num


def _dia(node: Node) -> Said:
    fit = node.first("FIT")
    out: Said = {"dia": nums(node)[0]}
    if fit is not None:
        out["fit"] = fit.text.strip()
    return out


def _bare_dia(node: Node) -> Said:
    value = nums(node)[0]
    explicit = (
        node.has("HOLE1") or value.unit is not None or "." in value.nominal or "/" in value.nominal or node.has("FIT")
    )
    explicit = explicit or (isinstance(node.children[0], Node) and node.children[0].rule == "hole")
    out = _dia(node) | _bore(node)
    out["dia"] = Num(value.value, value.unit, value.nominal, value.span, value.text, loose=not explicit)
    if node.has("HOLE", "HOLES"):
        out["head"] = "hole"
    return out | modifiers(node)


def modifiers(node: Node) -> Said:
    """What adjectives of a hole say: "4 tapped through holes"."""
    out: Said = {}
    for slot, kind in (
        ("thru", "THRU"),
        ("blind", "BLIND"),
        ("tap", "TAP"),
        ("equally", "EQUALLY"),
        ("cbore_said", "CBORE"),
        ("csk_said", "CSK"),
    ):
        if node.has(kind):
            out[slot] = True
    thread = node.first("THREAD")
    if thread is not None and thread.quantity is not None:
        out["thread"] = thread.quantity.designation
    return out


def _bore(node: Node) -> Said:
    """A bore, as distinct from a hole: in a round body it is in the middle."""
    return {"bore": True} if any(t.text.lower() == "bore" for t in node.tokens()) else {}


def _thru(node: Node) -> Said:
    """Through; "both thru"; "on thru": further down on the same axis."""
    on = node.token("THRU").text.lower().startswith("on ")
    return {"thru_all" if node.has("ALL") else "thru": True} | ({"continues": True} if on else {})


def _nholes(node: Node) -> Said:
    out = {"head": "hole", "count": nums(node)[0]} | modifiers(node)
    size = node.first("DIA", "LEN")
    return out | ({"dia": num(size)} if size is not None else {})


def _count(node: Node) -> Said:
    values = nums(node)
    return {"count": values[0] if values else Num(1.0)}


def _inner_hole(node: Node) -> Said:
    out = head("hole") | {"centre": True}
    return out | ({"dia": nums(node)[0]} if nums(node) else {})


def _inner_diameter(node: Node) -> Said:
    """The inside diameter of a ring, tube or gasket: a hole in its middle that goes through."""
    return head("hole") | {"dia": nums(node)[0], "inner": True}


def _thread(node: Node) -> Said:
    token = node.token("THREAD")
    out: Said = {"thread": token.quantity.designation if token.quantity else token.text}
    if node.has("TAP"):
        out["tap"] = True
    return out


def _thread_depth(node: Node) -> Said:
    out = _thread(node) if node.has("THREAD") else {"tap": True}
    return out | {"tdepth": nums(node)[0]}


def _tap_drill(node: Node) -> Said:
    out: Said = {}
    dia, depth = node.node("tap_dia"), node.node("depth")
    if dia is not None:
        out["tap_dia"] = nums(dia)[0]
    if depth is not None:
        out["tap_depth"] = nums(depth)[0]
    return out


def _cbore(node: Node) -> Said:
    values = nums(node)
    if not values:
        return {"cbore_said": True} | (head("hole") if node.has("HOLE", "HOLES") else {})
    if len(values) == 1:
        return {"cbore_said": True, "cbore_dia": values[0]}
    return {"cbore_said": True, "cbore_dia": values[0], "cbore_depth": values[1]}


def _csk(node: Node) -> Said:
    dia, angle = node.node("cdia"), node.first("ANG")
    out: Said = {"csk_said": True} | (head("hole") if node.has("HOLE", "HOLES") else {})
    if dia is not None:
        out["csk_dia"] = nums(dia)[0]
    if angle is not None:
        out["csk_angle"] = num(angle)
    return out


READERS: Final[dict[str, Callable[[Node], Said]]] = {
    "depth": one("depth"),
    "count": _count,
    "nholes": _nholes,
    "bare_dia": _bare_dia,
    "head_hole": lambda node: head("hole") | _bore(node),
    "idia": _inner_diameter,
    "bore_dia": lambda node: head("hole") | {"dia": nums(node)[0], "bore": True},
    "inner_hole": _inner_hole,
    "dia": _dia,
    "thread": _thread,
    "thread_depth": _thread_depth,
    "tap_drill": _tap_drill,
    "cbore": _cbore,
    "csk": _csk,
    "thru": _thru,
    "screw": lambda node: {"screw": _thread(node)["thread"]},
}
