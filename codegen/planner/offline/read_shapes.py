"""Phrases about pockets, slots, faces and edges → facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from codegen.messages import say
from codegen.planner.offline.chart import Node
from codegen.planner.offline.numbers import num, nums, point, shared
from codegen.planner.offline.read_places import along, centres_at, sidename
from codegen.planner.offline.said import Said, head, one, pair


def _pocket(node: Node) -> Said:
    out = head("pocket")
    if node.has("ROUNDPOCKET", "ROUND", "ROUNDN"):
        out["round"] = True
    if node.has("WINDOW", "SQWINDOW", "THRU"):
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


def _corner_radius(node: Node) -> Said:
    token = node.first("RAD")
    value = num(token) if token is not None else num(next(node.nodes("n")))
    where = "bare" if len(node.children) == 1 else "any"
    if node.has("INSIDE"):
        where = "inside"
    elif node.has("OUTSIDE", "PART", "UPRIGHT", "OUTEREDGE"):
        where = "outside"
    counted = node.node("cnt")
    out: Said = {"corner_r": (value, where)}
    return out | ({"corner_count": nums(counted)[0]} if counted is not None else {})


def _plain_radius(node: Node) -> Said:
    return {"radius": nums(node)[0]}


def _box2(node: Node) -> Said:
    """Two opposite corners, or the two ends in X and in Y."""
    values = nums(node)
    points = list(node.nodes("pt"))
    if points:
        (x0, y0), (x1, y1) = (point(p) for p in points)
    else:
        x0, x1, y0, y1 = values
    return {"box2": (x0, x1, y0, y1)}


def _corner_at(node: Node) -> Said:
    corner = node.nodes("corner")
    sides = [kind for c in corner for t in c.tokens() for kind in _SIDE_WORDS if kind in t.types]
    if node.node("compass") is not None:
        return {"unclear": say("which corner of the pocket?")}
    names = {_SIDE_WORDS[kind] for kind in sides}
    if len(names) != 2 or len(names & {"left", "right"}) != 1:
        return {"unclear": say("which corner of the pocket?")}
    return {"corner_at": (tuple(sorted(names)), point(next(node.nodes("pt"))))}


_SIDE_WORDS: Final = {
    "LEFT": "left", "RIGHT": "right", "FRONT": "front", "LOWER": "front", "BOTTOM": "front", "BACK": "back",
    "UPPER": "back", "ON": "back", "TOP": "back",
}  # fmt: skip


def _points(slot: str) -> Callable[[Node], Said]:
    def read(node: Node) -> Said:
        return {slot: tuple(point(p) for p in node.nodes("pt"))}

    return read


def _angled(node: Node) -> Said:
    """The direction of a slot: from the X axis, or from the Y axis."""
    angle = num(node.token("ANG")).value
    if node.node("ydir") is not None or node.has("YAXIS"):
        return {"unclear": say("say the angle from the X axis")} if angle % 90 else {"slot_angle": (angle + 90.0) % 180}
    return {"slot_angle": angle}


def _round_box(node: Node) -> Said:
    values = shared(nums(node))
    return head("pocket") | {"round": True, "dia": values[0]} | ({"depth": values[1]} if len(values) > 1 else {})


def _dia_depth(node: Node) -> Said:
    values = shared(nums(node))
    out: Said = {"dia": values[0], "depth": values[1]}
    return out | (head("pocket") | {"round": True} if node.has("POCKET", "ROUNDPOCKET") else {})


def _own_edge(node: Node) -> Said:
    side = sidename(node)
    return {"own_x" if side in ("left", "right") else "own_y": (side, nums(node)[0])}


def _centre_side(node: Node) -> Said:
    side = sidename(node)
    return {"side_x" if side in ("left", "right") else "side_y": (side, nums(node)[0]), "from_centre": True}


def _ledge(node: Node) -> Said:
    """A step along an edge of the top: a slot that is open at its ends and at that side."""
    if node.token("LEDGE").text.lower() == "shoulder" and not node.has("ALONG"):
        return {"unclear": say("a step along the edge?")}
    if node.node("sidename") is None:
        return head("slot") | {"open_ends": True, "ledge": "both"}
    side = sidename(node)
    return head("slot") | {"open_ends": True, "along": "y" if side in ("left", "right") else "x", "ledge": side}


def _full_run(node: Node) -> Said:
    """The whole of a size of the body: "running the full 80 length"."""
    return {"open_ends": True, "run": nums(node)[0]}


def _wide_along(node: Node) -> Said:
    """A width and the axis it is measured along."""
    return {"wide": nums(node)[0], "wide_along": "x" if node.node("xdir") is not None else "y"}


def _open_ends(node: Node) -> Said:
    lengthwise = node.has("ALONG") and any("length" in t.text.lower() or "长" in t.text for t in node.tokens())
    return {"open_ends": True} | ({"axis_hint": "long"} if lengthwise else {})


def _head_slot(node: Node) -> Said:
    return _slot(node) | ({"obround": True} if node.has("OBROUND", "CLOSEDW") else {})


def _feature_size(node: Node) -> Said:
    """A size that the clause gives to its pocket or slot: length, width and depth, or diameter and depth."""
    size = node.node("size3", "cylsize", "rounddia") or node
    values = shared(nums(size))
    if size.rule == "size3" and not size.has("LONG"):
        return {"size2": (values[0], values[1]), "depth": values[2]}
    if size.rule == "size3":
        return {"long": values[0], "wide": values[1], "depth": values[2]}
    return {"dia": values[0]} | ({"depth": values[1]} if len(values) > 1 else {})


def _boss(node: Node) -> Said:
    """What stands on the body: round, or rectangular."""
    values = nums(node)
    if len(values) == 3:
        return head("boss") | {"size2": (values[0], values[1]), "boss_height": values[2]}
    height = node.node("ht")
    tall = nums(height)[0] if height is not None else values[-1]
    dia = next(v for v in values if v.span != tall.span)
    return head("boss") | {"dia": dia, "boss_height": tall}


def _sq_pocket(node: Node) -> Said:
    side = nums(node)[0]
    return head("pocket") | {"size2": (side, side)} | ({"thru": True} if node.has("SQWINDOW", "THRU") else {})


def _nshapes(node: Node) -> Said:
    return (_slot(node) if node.has("SLOT") else _pocket(node)) | {"count": nums(node)[0]}


_DIMS: Final = (("LONG", "long"), ("WIDE", "wide"), ("DEEP", "depth"), ("OVERALL", "overall"))


def _dims3(node: Node) -> Said:
    named = (next((slot for kind, slot in _DIMS if kind in t.types), "") for t in node.tokens())
    words = [slot for slot in named if slot]
    return dict(zip(words, shared(nums(node)), strict=True))


def _which_xy(node: Node) -> Said:
    """Both sizes again, each with its axis: "60×40（60沿X，40沿Y）"."""
    ways = ["y_size" if inner.rule == "ydir" else "x_size" for inner in node.nodes("xdir", "ydir")]
    if sorted(ways) != ["x_size", "y_size"]:
        return {"unclear": say("which size lies along which axis?")}
    return dict(zip(ways, nums(node), strict=True))


READERS: Final[dict[str, Callable[[Node], Said]]] = {
    "dim_long": one("long"),
    "overall": one("overall"),
    "dim_wide": one("wide"),
    "corner_radius": _corner_radius,
    "full_run": _full_run,
    "wide_along": _wide_along,
    "head_face": lambda _: head("face"),
    "by": one("face_depth"),
    "skim_n": lambda node: head("face") | {"face_depth": nums(node)[0]},
    "square_size": lambda node: {"size2": (nums(node)[0], nums(node)[0])},
    "pocket_box": lambda node: head("pocket") | _size2_depth(node),
    "bare_width": lambda node: head("slot") | {"wide": nums(node)[0]},
    "head_pocket": _pocket,
    "size2": pair("size2"),
    "size2_depth": _size2_depth,
    "long_side": along,
    "flat_floor": lambda _: {"flat_floor": True},
    "run_through": lambda node: {"open_ends": True, "along": "y" if node.has("FRONTBACK", "FACETOFACE") else "x"},
    "line_side": _centre_side,
    "up_from": one("up_from"),
    "in_leg": one("in_leg"),
    "cross": lambda node: {"cross": True} | ({"thru": True} if node.has("CROSSTHRU", "THRU") else {}),
    "each_leg": lambda _: {"each_leg": True},
    "on_base": lambda node: {"on_base": True} | ({"centre": True} if node.has("CENTRE") else {}),
    "from_corner": one("from_corner"),
    "boss": _boss,
    "feature_size": _feature_size,
    "sq_pocket": _sq_pocket,
    "nshapes": _nshapes,
    "dims3": _dims3,
    "head_slot": _head_slot,
    "open_ends": _open_ends,
    "obround": lambda _: {"obround": True},
    "each": lambda _: {"each": True},
    "within": lambda _: {"within": True},
    "ledge": _ledge,
    "which_x": lambda node: {"y_size" if node.has("YLETTER", "YAXIS") else "x_size": nums(node)[0]},
    "which_xy": _which_xy,
    "size2_named": lambda node: {
        "size2": tuple(nums(node) if next(node.nodes("xdir", "ydir")).rule == "xdir" else reversed(nums(node)))
    },
    "slot_box": lambda node: head("pocket") | {"size2": tuple(nums(node))},
    "sharp": lambda _: {"sharp": True},
    "sizeless_radius": _plain_radius,
    "round_deep": _dia_depth,
    "round_pocket": _round_box,
    "size2_yx": lambda node: {"size2": tuple(reversed(shared(nums(node))))},
    "box2": _box2,
    "corner_at": _corner_at,
    "angled": _angled,
    "end_centres": _points("ends"),
    "ctoc": lambda _: {"ctoc": True},
    "between_centres": one("between"),
    "centres_at": centres_at,
    "edge_side": _own_edge,
    "centre_side": _centre_side,
    "from_to": _from_to,
    "starting_from": _starting,
    "floor": one("floor"),
}
