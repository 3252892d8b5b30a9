"""Phrases (nodes of ``phrases.lark``) → facts. One function for each phrase that says more than its words do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from codegen.planner.offline_chart import Node
from codegen.planner.offline_numbers import num, nums, point, shared
from codegen.planner.offline_values import Fact, Num


def facts(node: Node, text: str) -> list[Fact]:
    """What ``node`` says, as facts with its place in ``text``."""
    start, end = node.span
    made = _READERS[node.rule](node) if node.rule in _READERS else {node.rule: True}
    return [Fact(slot, value, (start, end), text[start:end]) for slot, value in made.items()]


Said = dict[str, Any]


def _one(slot: str) -> Callable[[Node], Said]:
    def read(node: Node) -> Said:
        return {slot: nums(node)[0]}

    return read


def _head(kind: str) -> Said:
    return {"head": kind}


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
    return out | _modifiers(node)


def _modifiers(node: Node) -> Said:
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
    out = {"head": "hole", "count": nums(node)[0]} | _modifiers(node)
    size = node.first("DIA", "LEN")
    return out | ({"dia": num(size)} if size is not None else {})


def _count(node: Node) -> Said:
    values = nums(node)
    return {"count": values[0] if values else Num(1.0)}


def _inner_hole(node: Node) -> Said:
    out = _head("hole") | {"centre": True}
    return out | ({"dia": nums(node)[0]} if nums(node) else {})


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
        return {"cbore_said": True} | (_head("hole") if node.has("HOLE", "HOLES") else {})
    if len(values) == 1:
        return {"cbore_said": True, "cbore_dia": values[0]}
    return {"cbore_said": True, "cbore_dia": values[0], "cbore_depth": values[1]}


def _csk(node: Node) -> Said:
    dia, angle = node.node("cdia"), node.first("ANG")
    out: Said = {"csk_said": True} | (_head("hole") if node.has("HOLE", "HOLES") else {})
    if dia is not None:
        out["csk_dia"] = nums(dia)[0]
    if angle is not None:
        out["csk_angle"] = num(angle)
    return out


def _points(node: Node) -> Said:
    return {"points": tuple(point(p) for p in node.nodes("pt"))}


def _axis_list(slot: str) -> Callable[[Node], Said]:
    def read(node: Node) -> Said:
        return {slot: tuple(nums(node))}

    return read


def _rows(node: Node) -> Said:
    rows, values = nums(node)[0], nums(node)[1:]
    return {"ys" if node.has("YN") else "xs": tuple(values), "row_count": rows}


def _on_line(node: Node) -> Said:
    return {"ys" if node.has("YN") else "xs": tuple(nums(node)), "line": True}


def _inset(node: Node) -> Said:
    return {"inset": nums(node)[0]}


def _start(node: Node) -> Said:
    many = node.node("anglist")
    if many is not None:
        values = nums(many)
        return {"angles": tuple(v.value for v in values)} if len(values) > 1 else {"start": values[0].value}
    first = node.first("ORD")
    if first is not None and (first.quantity is None or first.quantity.value != 1):
        return {"unclear": "only the first of a pattern can be placed"}
    clock = node.first("CLOCK")
    if clock is not None and clock.quantity is not None and clock.quantity.value is not None:
        return {"start": (90.0 - 30.0 * clock.quantity.value) % 360.0}
    angle = node.first("ANG")
    if angle is None:
        return {"start": 0.0 if node.has("PLUSX") else 90.0}
    return {"start": num(angle).value}


def _grid(slot: str) -> Callable[[Node], Said]:
    def read(node: Node) -> Said:
        values = nums(node)
        return {slot: (values[0], values[1])}

    return read


def _rows_of(node: Node) -> Said:
    """Rows run along X: "2 rows of 4 holes", "3行3列"."""
    values = nums(node)
    if len(values) == 1:
        return {"row_count": values[0]}
    kinds = [kind for t in node.tokens() for kind in ("ROW", "COLUMN") if kind in t.types]
    pair = (values[0], values[1]) if kinds == ["COLUMN", "ROW"] else (values[1], values[0])
    if "COLUMN" in kinds:
        return {"gn": pair}
    return _head("hole") | {"gn": pair} | _modifiers(node)


def _grid_n(node: Node) -> Said:
    values = nums(node)
    return {"gn": (values[0], values[1])} if values else {"grid": True}


def _first_at(node: Node) -> Said:
    order = node.first("ORD")
    if order is None or order.quantity is None or order.quantity.value != 1:
        return {"unclear": "only the first of a pattern can be placed"}
    return {"first": point(next(node.nodes("pt")))}


def _pair(slot: str) -> Callable[[Node], Said]:
    def read(node: Node) -> Said:
        values = shared(nums(node))
        return {slot: (values[0], values[-1])}

    return read


def _axis(node: Node) -> str:
    if node.node("xdir") is not None:
        return "x"
    if node.node("ydir") is not None:
        return "y"
    return "long" if node.has("LONGSIDE") else "short"


def _along(node: Node) -> Said:
    return {"along": _axis(node)}


_SIDES: Final = {"LEFTEND": "left", "RIGHTEND": "right", "FRONTEND": "front", "BACKEND": "back"}


def _sidename(node: Node) -> str:
    return next(name for kind, name in _SIDES.items() if node.has(kind))


def _from_side(node: Node) -> Said:
    side = _sidename(node)
    return {"side_x" if side in ("left", "right") else "side_y": (side, nums(node)[0])}


def _across(node: Node) -> Said:
    if node.has("CENTRELINE"):
        return {"on_centreline": True}
    # "板宽居中" and "沿板长方向居中": centred over the width, over the length
    return {"across_long": True, "axis_hint": "long"} if node.has("LONGSIDE") else {"across_short": True}


def _pocket(node: Node) -> Said:
    out = _head("pocket")
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
    out = _head("slot") | ({"open_ends": True} if node.has("OPENSLOT") else {})
    return out | ({"thru": True} if node.has("THRU") else {})


def _from_to(node: Node) -> Said:
    start, end = (point(p) for p in node.nodes("pt"))
    return {"from_to": (start, end)}


def _starting(node: Node) -> Said:
    return {"starting": (_sidename(node), nums(node)[0])}


def _face(node: Node) -> Said:
    return _head("face") | {"face_depth": nums(node)[0]}


def _chamfer(node: Node) -> Said:
    values = nums(node)
    out = _head("chamfer") | {"size": values[0]}
    if node.has("CHA"):
        out["size"] = num(node.first("CHA") or node)
    if len(values) == 2:
        out["chamfer_angle"] = values[1].value
    edge = node.node("edge")
    if edge is not None and (edge.has("TOP", "OD", "OUTEREDGE")):
        out["edge"] = "top-outer"
    return out


def _fillet(node: Node) -> Said:
    out = _head("fillet") | {"radius": num(node.first("RAD") or node)}
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


_READERS: Final[dict[str, Callable[[Node], Said]]] = {
    "dim_long": _one("long"),
    "overall": _one("overall"),
    "dim_wide": _one("wide"),
    "depth": _one("depth"),
    "corner_radius": _corner_radius,
    "count": _count,
    "nholes": _nholes,
    "bare_dia": _bare_dia,
    "head_hole": lambda node: _head("hole") | _bore(node),
    "inner_hole": _inner_hole,
    "dia": _dia,
    "thread": _thread,
    "thread_depth": _thread_depth,
    "tap_drill": _tap_drill,
    "cbore": _cbore,
    "csk": _csk,
    "rows_of": _rows_of,
    "head_face": lambda _: _head("face"),
    "by": _one("face_depth"),
    "square_size": lambda node: {"size2": (nums(node)[0], nums(node)[0])},
    "pocket_box": lambda node: _head("pocket") | _size2_depth(node),
    "thru": _thru,
    "in_row": lambda _: {"row": True},
    "spacing_xy": lambda node: {"sx": nums(node)[0], "sy": nums(node)[1]},
    "bare_width": lambda node: _head("slot") | {"wide": nums(node)[0]},
    "screw": lambda node: {"screw": _thread(node)["thread"]},
    "centre": lambda node: {"centre": True} | ({"thru_centre": True} if node.has("THRU") else {}),
    "points": _points,
    "centre_at": lambda node: {"centre_at": point(next(node.nodes("pt")))},
    "xs": _axis_list("xs"),
    "ys": _axis_list("ys"),
    "rows": _rows,
    "on_line": _on_line,
    "inset": _inset,
    "bolt": _one("bolt"),
    "start_angle": _start,
    "grid_x": _grid("gx"),
    "grid_y": _grid("gy"),
    "grid_n": _grid_n,
    "spacing_x": _one("sx"),
    "spacing_y": _one("sy"),
    "first_at": _first_at,
    "spacing2": _pair("spacing2"),
    "spacing": _one("spacing"),
    "along": _along,
    "from_side": _from_side,
    "centred_across": _across,
    "head_pocket": _pocket,
    "size2": _pair("size2"),
    "size2_depth": _size2_depth,
    "long_side": _along,
    "head_slot": _slot,
    "from_to": _from_to,
    "starting_from": _starting,
    "face": _face,
    "chamfer": _chamfer,
    "fillet": _fillet,
}
