"""Phrases about pockets, slots, faces and edges → facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from codegen.planner.offline.chart import Node
from codegen.planner.offline.numbers import num, nums, point, shared
from codegen.planner.offline.read_places import along, sidename
from codegen.planner.offline.said import Said, head, one, pair


def _pocket(node: Node) -> Said:
    out = head("pocket")
    if node.has("ROUNDPOCKET", "ROUND"):
        out["round"] = True
    if node.has("WINDOW", "THRU"):
        out["thru"] = True
    return out


def _size2_depth(node: Node) -> Said:
    values = shared(nums(node))
    out: Said = {"size2": (values[0], values[1]), "depth": values[2]}
    return out | ({"thru": True} if node.has("WINDOW") else {})


def _slot(node: Node) -> Said:
    out = head("slot") | ({"open_ends": True} if node.has("OPENSLOT") else {})
    return out | ({"thru": True} if node.has("THRU") else {})


def _from_to(node: Node) -> Said:
    start, end = (point(p) for p in node.nodes("pt"))
    return {"from_to": (start, end)}


def _starting(node: Node) -> Said:
    return {"starting": (sidename(node), nums(node)[0])}


def _face(node: Node) -> Said:
    return head("face") | {"face_depth": nums(node)[0]}


def _chamfer(node: Node) -> Said:
    values = nums(node)
    out = head("chamfer") | {"size": values[0]}
    if node.has("CHA"):
        out["size"] = num(node.first("CHA") or node)
    if len(values) == 2:
        out["chamfer_angle"] = values[1].value
    edge = node.node("edge")
    if edge is not None and (edge.has("TOP", "OD", "OUTEREDGE")):
        out["edge"] = "top-outer"
    return out


def _fillet(node: Node) -> Said:
    out = head("fillet") | {"radius": num(node.first("RAD") or node)}
    number = node.first("NUM")
    return out | ({"edge_count": num(number)} if number is not None else {})


def _corner_radius(node: Node) -> Said:
    token = node.first("RAD")
    value = num(token) if token is not None else num(next(node.nodes("n")))
    where = "bare" if len(node.children) == 1 else "any"
    if node.has("OUTSIDE", "PART"):
        where = "outside"
    elif node.has("INSIDE"):
        where = "inside"
    counted = node.node("cnt")
    out: Said = {"corner_r": (value, where)}
    return out | ({"corner_count": nums(counted)[0]} if counted is not None else {})


READERS: Final[dict[str, Callable[[Node], Said]]] = {
    "dim_long": one("long"),
    "overall": one("overall"),
    "dim_wide": one("wide"),
    "corner_radius": _corner_radius,
    "head_face": lambda _: head("face"),
    "by": one("face_depth"),
    "square_size": lambda node: {"size2": (nums(node)[0], nums(node)[0])},
    "pocket_box": lambda node: head("pocket") | _size2_depth(node),
    "bare_width": lambda node: head("slot") | {"wide": nums(node)[0]},
    "head_pocket": _pocket,
    "size2": pair("size2"),
    "size2_depth": _size2_depth,
    "long_side": along,
    "head_slot": _slot,
    "from_to": _from_to,
    "starting_from": _starting,
    "face": _face,
    "chamfer": _chamfer,
    "fillet": _fillet,
}
