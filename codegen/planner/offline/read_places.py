"""Phrases about places and patterns → facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from codegen.messages import say
from codegen.planner.offline.chart import Node
from codegen.planner.offline.numbers import Point, num, nums, point
from codegen.planner.offline.read_holes import modifiers, sized
from codegen.planner.offline.read_where import corner
from codegen.planner.offline.said import Said, head, one, pair
from codegen.planner.offline.values import Num


def _points(node: Node) -> Said:
    """Places; a unit after the last bracket is that of every number: "(1, 1) inch"."""
    if node.node("pmpt") is not None:
        mixed = [_signed(p) if p.rule == "pmpt" else (point(p),) for p in node.nodes("pmpt", "pt")]
        return {"points": tuple(place for places in mixed for place in places)}
    unit = "in" if node.has("INCHES") else "mm" if node.has("MILLIMETRES") else None
    found = [point(p) for p in node.nodes("pt", "ptline", "slpt")]
    return {"points": tuple((x.with_unit(unit), y.with_unit(unit)) for x, y in found)}


def _signed(node: Node) -> tuple[Point, ...]:
    """The places of "X±30 Y±20": each number with a sign before it stands for two."""
    out: list[list[Num]] = []
    both = False
    for token in node.tokens():
        if "PM" in token.types:
            both = True
        elif token.types & {"NUM", "LEN", "XN", "YN"}:
            value = num(token)
            out.append([-value, value] if both else [value])
            both = False
    return tuple((x, y) for y in out[1] for x in out[0])


def _mid_points(node: Node) -> Said:
    """Places about the middle of the body: "±35 in X and ±35 in Y from the centre"."""
    return {"mid_points": _signed(node)}


def _bolt_title(node: Node) -> Said:
    """A bolt circle that is only named, as in a title."""
    if any(t.text.lower() == "circle" or not t.text.isascii() for t in node.tokens()):
        return {"unclear": say("which circle?")}
    return {"on_circle": True}


def _grid_ways(node: Node) -> Said:
    """Columns in X and rows in Y: "5 across in X and 2 in Y"."""
    columns, rows = nums(node)[:2]
    return {"gn": (columns, rows)}


def _axis_list(slot: str) -> Callable[[Node], Said]:
    def read(node: Node) -> Said:
        return {slot: tuple(nums(node))}

    return read


def _rows(node: Node) -> Said:
    if node.node("cnt") is None:  # "rows at Y15 and Y75"
        values = nums(node)
        if node.has("ONE", "ORD", "XN"):  # "一行在Y12.5，另一行在Y37.5"
            values = [num(t) for t in node.tokens() if t.types & {"XN", "YN"}]
        return {"xs" if node.has("XN") else "ys": tuple(values), "row_count": Num(float(len(values)))}
    rows, values = nums(node)[0], nums(node)[1:]
    return {"ys" if node.has("YN") else "xs": tuple(values), "row_count": rows}


def _on_line(node: Node) -> Said:
    middle = "middle" if node.has("MIDWIDTH", "WIDTHLINE") else True  # "Y25 (middle of the width)"
    return {"ys" if node.has("YN") else "xs": tuple(nums(node)), "line": middle}


def _x_across(node: Node) -> Said:
    """The places of each row: "four along X (15, 55, 95, 135)"."""
    each = nums(node)[0]
    listed = tuple(num(t) for t in node.tokens() if t.quantity is not None)[1:]
    if each.value != len(listed):
        return {"unclear": say("how many at each place?")}
    return {"xs": listed, "per_row": each}


def _words(node: Node) -> str:
    return " ".join(token.text.lower() for token in node.tokens())


def _inset(node: Node) -> Said:
    return {"inset": nums(node)[0]}


def _start(node: Node) -> Said:
    many = node.node("anglist", "anglist3")
    if many is not None:
        values = nums(many)
        return {"angles": tuple(v.value for v in values)} if len(values) > 1 else {"start": values[0].value}
    first = node.first("ORD")
    if first is not None and (first.quantity is None or first.quantity.value != 1):
        return {"unclear": say("only the first of a pattern can be placed")}
    if node.has("TOP") and node.has("ANG") and num(node.token("ANG")).value != 90.0:
        return {"unclear": say("the top of a circle is at 90 degrees")}
    if node.has("XAXIS", "YAXIS"):
        return {"start_axis": 0.0 if node.has("XAXIS") else 90.0}
    plain = node.node("n") or node.first("NUM")
    if plain is not None:
        value = num(plain)
        return {"start": value.value} if value.unit is None else {"unclear": say("an angle or a length?")}
    clock = node.first("CLOCK")
    if clock is not None and clock.quantity is not None and clock.quantity.value is not None:
        return {"start": (90.0 - 30.0 * clock.quantity.value) % 360.0}
    if node.node("straight_up") is not None:
        return {"start": 90.0}
    angle = node.first("ANG")
    if angle is None:
        return {"start": next(turn for kind, turn in _TURNS.items() if node.has(kind))}
    return {"start": num(angle).value}


_TURNS: Final = {"PLUSX": 0.0, "MINUSX": 180.0, "MINUSY": 270.0, "PLUSY": 90.0, "TOP": 90.0}
"""Directions as angles from the X axis, degrees."""


def _bolt(node: Node) -> Said:
    value = nums(node)[0]
    if node.has("RADIUS", "RAD"):
        value = replace(value, value=2 * value.value, nominal="")
    return {"bolt": value}


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
    named = head("hole") if node.has("HOLE", "HOLES") else {}
    return named | {"gn": pair} | modifiers(node) | sized(node)


def _grid_n(node: Node) -> Said:
    values = nums(node)
    if node.has("PATTERN") and any(v.value > 12 for v in values):
        return {"unclear": say("how many each way?")}  # "in a 60 by 40 pattern" is its size
    if node.node("xdir") is not None:
        return {"gn": tuple(values)} if len(values) == 2 else {"unclear": say("how many each way?")}
    named = head("hole") | modifiers(node) | sized(node) if node.has("HOLES") else {}
    if any("GRID" in t.types and t.text.lower().startswith("hole ") for t in node.tokens()):
        named = head("hole")  # "hole grid"
    return named | ({"gn": (values[0], values[1])} if values else {"grid": True})


def _grid_of(node: Node) -> Said:
    """Holes of one size in a grid: "grid of 6.5 dia holes"; "grid of 6 holes" is their number."""
    size = nums(node)[0]
    sure = size.unit is not None or "." in size.nominal or node.has("DIAM") or node.first("DIA") is not None
    if not sure and not node.token("HOLES").text.lower().startswith("dia"):
        return {"unclear": say("a size, or a number of holes?")}
    return head("hole") | {"grid": True, "dia": size} | modifiers(node)


def _first_at(node: Node) -> Said:
    if node.node("cs2") is not None and corner(node) != ("front", "left"):  # rows run along X and Y from there
        return {"unclear": say("only the lower left of a pattern can be the first")}
    order = node.first("ORD")
    if order is not None and (order.quantity is None or order.quantity.value != 1):
        return {"unclear": say("only the first of a pattern can be placed")}
    return {"first": point(next(node.nodes("pt")))}


def _ord_points(node: Node) -> Said:
    """Each place with its number: "第一个在(10,10)，第二个在(90,10)"."""
    said = [next(t for t in one.tokens() if t.quantity is not None).quantity for one in node.nodes("opt")]
    orders = [q.value for q in said if q is not None]
    if orders != [float(k + 1) for k in range(len(orders))]:
        return {"unclear": say("the places in order, please")}
    return {"points": tuple(point(p) for p in node.nodes("pt"))}


def _axis(node: Node) -> str:
    if node.has("PLUSX", "PLUSY"):
        return "x" if node.has("PLUSX") else "y"
    if node.has("LENGTHWISE"):
        return "long"
    if node.has("LEFTRIGHT", "SIDETOSIDE", "FRONTBACK", "FACETOFACE"):
        return "x" if node.has("LEFTRIGHT", "SIDETOSIDE") else "y"
    if node.node("xdir") is not None or node.has("XAXIS"):
        return "x"
    if node.node("ydir") is not None or node.has("YAXIS"):
        return "y"
    return "long" if node.has("LONGSIDE", "LONG") else "short"


def _spacing_way(node: Node) -> Said:
    """The spacing along a side: "两孔沿宽度方向隔20"; of more than two holes the word would be another."""
    *pair, spacing = nums(node)
    if pair and pair[0].value != 2:
        return {"unclear": say("how many of what?")}
    return {"s_long" if node.has("LONGSIDE") else "s_short": spacing}


def along(node: Node) -> Said:
    """The direction of a row, slot or pocket."""
    if len(node.children) == 1 and node.has("LONGSIDE", "SHORTSIDE") and not node.has("LENGTHWISE"):
        text = "".join(token.text for token in node.tokens())
        if not text.endswith("方向"):
            return {"unclear": say("along which side?")}
    if node.has("ACROSSWIDTH"):
        return {"along": "short"}
    return {"along": _axis(node)}


_SIDES: Final = {"LEFTEND": "left", "RIGHTEND": "right", "FRONTEND": "front", "BACKEND": "back"}


def sidename(node: Node) -> str:
    """The side of the body that a phrase names."""
    return next(name for kind, name in _SIDES.items() if node.has(kind))


def centres_at(node: Node) -> Said:
    """Places that are called centres."""
    return {"centres_at": _points(node)["points"]}


def _square_centres(node: Node) -> Said:
    """The same distance both ways: "80 centres both directions"."""
    return {"spacing2": (nums(node)[0], nums(node)[0])}


def _plain_angles(node: Node) -> Said:
    """Angles without their sign: "on a 115 PCD at 45, 135, 225 and 315"."""
    values = nums(node)
    if any(v.unit is not None or not 0.0 <= v.value < 360.0 for v in values):
        return {"unclear": say("angles, or places?")}
    return {"angles": tuple(v.value for v in values)}


def _middle_one(node: Node) -> Said:
    """The middle one of a row on the middle of the part, or on its middle line."""
    return {"centre": True} if not node.has("CENTRELINE") else {"on_centreline": True}


def _centred_along(node: Node) -> Said:
    if "axis" not in _words(node):
        return {"unclear": say("on the long axis, or in the middle of the length?")}
    return along(node) | {"centre": True}


def _across(node: Node) -> Said:
    if node.has("WIDTHLINE"):
        return {"across_short": True}
    if node.has("CENTRELINE"):
        return {"on_centreline": True}
    # "板宽居中" and "沿板长方向居中": centred over the width, over the length
    return {"across_long": True, "axis_hint": "long"} if node.has("LONGSIDE") else {"across_short": True}


def _four(node: Node, slot: str) -> Said:
    """Corners, or middles of edges: one in each; "四个角各1个", "四角4个"."""
    inner = node.node("cnt")
    counted = nums(inner)[0].value if inner is not None else None
    if counted not in (None, 1, 4):
        return {"unclear": say("how many at each place?")}
    each = node.has("EACH") or (slot == "mids" and "each" in _words(node)) or counted == 1
    said: Said = {slot: True} | ({"one_each": True} if each else {})
    return said | ({"thru": True} if slot == "corners" and node.has("THRU") else {})


READERS: Final[dict[str, Callable[[Node], Said]]] = {
    "rows_of": _rows_of,
    "spacing_way": _spacing_way,
    "ord_points": _ord_points,
    "row_of_n": lambda node: {"per_row": nums(next(node.nodes("cnt")))[0]},
    "at_side": lambda node: {"near_side": sidename(node)},
    "row_each": lambda node: {"per_row": nums(node)[0]},
    "in_row": lambda _: {"row": True},
    "spacing_xy": lambda node: {"sx": nums(node)[0], "sy": nums(node)[1]},
    "corners": lambda node: _four(node, "corners"),
    "mids": lambda node: _four(node, "mids"),
    "corners_cnt": lambda node: _four(node, "corners"),
    "mids_cnt": lambda node: _four(node, "mids"),
    "centre": lambda node: {"centre": True} | ({"thru_centre": True} if node.has("THRU") else {}),
    "points": _points,
    "plain_angles": _plain_angles,
    "square_centres": _square_centres,
    "middle_one": _middle_one,
    "centred_along": _centred_along,
    "mid_points": _mid_points,
    "bolt_title": _bolt_title,
    "start_again": _start,
    "long_line": lambda _: {"on_centreline": True, "along": "long"},
    "grid_way": lambda node: {"grid": True, "spacing": nums(node)[0]},
    "grid_ways": _grid_ways,
    "centre_at": lambda node: {"centre_at": point(next(node.nodes("pt")))},
    "xs": _axis_list("xs"),
    "ys": _axis_list("ys"),
    "rows": _rows,
    "x_across": _x_across,
    "on_line": _on_line,
    "inset": _inset,
    "bolt": _bolt,
    "start_angle": _start,
    "grid_x": _grid("gx"),
    "grid_y": _grid("gy"),
    "grid_n": _grid_n,
    "grid_of": _grid_of,
    "spacing_x": one("sx"),
    "spacing_y": one("sy"),
    "first_at": _first_at,
    "spacing2": pair("spacing2"),
    "spacing": one("spacing"),
    "along": along,
    "centred_across": _across,
}
