"""Places that are said from sides, corners, the middle or another place → placements of the intent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from codegen.messages import say
from codegen.planner.offline.frame import Frame, Placed, at_point, axis, leaf
from codegen.planner.offline.numbers import Point
from codegen.planner.offline.values import Fact, Num, Val, contradiction, length, millimetres

CIRCLE: Final = frozenset({"equally", "start", "start_axis", "angles", "step", "ring"})
_ROW: Final = frozenset({"on_centreline", "along", "row", "across_short", "equally"})

POSITION: Final = frozenset(
    {
        "corner_set", "off_centre", "pair_off", "across_x", "across_y", "inset_x", "inset_y", "inset_long", "inset_short",
        "one_each", "each_side", "first_x", "first_y", "step", "diagonal", "centre_of", "end_inset", "ring", "start_axis",
        "at_ends", "same_axis", "per_row", "near_side", "s_long", "s_short",
    }
)  # fmt: skip
"""Facts that speak of the place, read by ``read_where``."""

PATTERNS: Final = (
    ({"points", "bolt"}, CIRCLE),
    ({"centre_at", "bolt"}, CIRCLE),
    ({"corner_set", "inset"}, set[str]()),
    ({"corner_set", "inset_x", "inset_y"}, set[str]()),
    ({"corners", "inset_x", "inset_y"}, set[str]()),
    ({"corners", "inset_long", "inset_short"}, set[str]()),
    ({"inset_x", "inset_y"}, set[str]()),
    ({"inset_long", "inset_short"}, set[str]()),
    ({"off_centre"}, set[str]()),
    ({"at_ends", "same_axis"}, {"spacing", "along"}),
    ({"at_ends", "spacing"}, {"along"}),
    ({"pair_off"}, {"along", "on_centreline", "centre"}),
    ({"side_x", "centre"}, {"along"}),
    ({"side_y", "centre"}, {"along"}),
    ({"side_x", "across_y"}, set[str]()),
    ({"side_y", "across_x"}, set[str]()),
    ({"across_x", "across_y"}, {"centre"}),
    ({"sx", "sy"}, {"first", "centre"}),
    ({"gn", "spacing2"}, {"grid", "first", "centre"}),
    ({"from_to"}, {"equally", "row"}),
    ({"spacing", "starting"}, _ROW),
    ({"spacing", "across_x", "on_centreline"}, {"row", "along", "equally"}),
    ({"spacing", "across_long", "on_centreline"}, {"row", "along", "equally"}),
    ({"end_inset", "on_centreline"}, {"along", "equally", "row"}),
    ({"xs", "on_centreline"}, set[str]()),
    ({"ys", "on_centreline"}, set[str]()),
    ({"each_side", "mids", "inset"}, set[str]()),
)
"""Facts that together make a place, and those that may stand beside them."""

ASKED: Final = (
    {"inset_x"}, {"inset_y"}, {"inset_long"}, {"inset_short"}, {"corner_set"}, {"across_x"}, {"across_y"}, {"each_side"},
    {"each_side", "inset"}, {"diagonal"}, {"diagonal", "inset"}, {"diagonal", "corners", "inset"}, {"diagonal", "corners"},
    {"box2", "equally"}, {"box2", "equally", "row"}, {"box2", "row"}, {"first_x"}, {"first_y"},
    {"end_inset"}, {"end_inset", "equally"}, {"starting"}, {"spacing", "across_x"}, {"spacing", "across_x", "row"},
    {"spacing", "across_long"}, {"spacing", "across_long", "row"},
    {"spacing", "across_y"}, {"pair_off", "on_centreline"},
    {"corners", "inset_x"}, {"corners", "inset_y"}, {"corners", "inset_long"}, {"corners", "inset_short"},
    {"sy"}, {"sx", "sy"}, {"gn", "spacing2"}, {"gn", "spacing2", "grid"}, {"inset", "centre"},
)  # fmt: skip
"""Facts that say a place in part: the rest is asked for."""


def normal(facts: dict[str, Fact]) -> dict[str, Fact]:
    """The same facts, where two phrases together say what one says elsewhere."""
    out = {slot: fact for slot, fact in facts.items() if slot != "one_each"}
    for mine, theirs, line, way in (("first_x", "ys", "y", "x"), ("first_y", "xs", "x", "y")):
        if mine in out and theirs in out and len(out[theirs].value) == 1 and "spacing" in out:
            if "along" in out and out["along"].value != way:
                continue
            start, other = out.pop(mine), out.pop(theirs)
            point = (start.value, other.value[0]) if line == "y" else (other.value[0], start.value)
            out["first"] = Fact("first", point, start.span, start.text, start.origin)
            out["along"] = Fact("along", way, start.span, start.text)
    if {"xs", "ys", "gn"} <= out.keys() and (len(out["xs"].value), len(out["ys"].value)) == tuple(
        v.value for v in out["gn"].value
    ):
        del out["gn"]  # "two rows of four": as many as are listed
    if "spacing" in out and out.keys() & {"centre", "on_base"}:  # "底板中间…左右对称"
        out = {slot: fact for slot, fact in out.items() if slot not in ("across_x", "across_y")}
    if {"s_long", "s_short"} <= out.keys():  # which of them lies along X is settled where the body is known
        out["sx"], out["sy"] = replace(out.pop("s_long"), slot="sx"), replace(out.pop("s_short"), slot="sy")
    for slot, way in (("s_long", "long"), ("s_short", "short")):
        if slot in out and "spacing" not in out and out.get("along", Fact("along", way)).value == way:
            said = out.pop(slot)
            out["spacing"] = replace(said, slot="spacing")
            out["along"] = Fact("along", way, said.span, said.text, said.origin)
    if "near_side" in out and any(
        slot in out and out[slot].value[0] == out["near_side"].value for slot in ("side_x", "side_y", "starting")
    ):  # "右端有一个孔，离右边15"
        del out["near_side"]
    if "per_row" in out and "row_count" in out:
        each, rows = out["per_row"], out["row_count"]
        lists = [out[axis] for axis in ("xs", "ys") if axis in out]
        if not lists and "gn" not in out:  # "分两排，每排四个"
            out["gn"] = replace(out.pop("per_row"), slot="gn", value=(each.value, out.pop("row_count").value))
        elif len(lists) == 2 and rows.value.value * each.value.value == len(lists[0].value) * len(lists[1].value):
            del out["per_row"]
    if "sy" in out and "spacing" in out and "sx" not in out and out.keys() & {"gn", "row_count"}:
        out["sx"] = out.pop("spacing")  # "two rows of four, 20 apart, rows 30 apart"
    return out


def write(needed: set[str], facts: dict[str, Fact], count: int | None, frame: Frame, out: Placed) -> bool:
    """Write the placement that ``needed`` makes. False: it is not one of these."""
    if "at_ends" in needed:
        _round_ends(facts, frame, out)
    elif "corner_set" in needed:
        _corner_set(facts, frame, out)
    elif needed & {"inset_x", "inset_long"}:
        _insets(facts, count, frame, out)
    elif "off_centre" in needed:
        out.at = [_from_middle(facts["off_centre"].value, frame)]
    elif "pair_off" in needed:
        _pair(facts, frame, out)
    elif needed & {"side_x", "side_y", "across_long", "across_x"} and "spacing" not in needed:
        _sides(facts, frame, out)
    elif "from_to" in needed:
        _line(facts, count, frame, out)
    elif needed == {"spacing", "starting"}:
        _row_from_side(facts, count, frame, out)
    elif "spacing" in needed and needed & {"across_x", "across_long"}:
        _centred_row(facts, count, frame, out)
    elif "end_inset" in needed:
        _from_both_ends(facts, count, frame, out)
    elif "on_centreline" in needed and needed & {"xs", "ys"}:
        _on_middle_line(facts, frame, out)
    else:
        return False
    return True


def _anchored(anchor: str, x: Val | float, y: Val | float) -> dict[str, Any]:
    return {"kind": "at", "position": {"anchor": anchor, "x": x, "y": y}}


def _corner_set(facts: dict[str, Fact], frame: Frame, out: Placed) -> None:
    x: Num = (facts.get("inset_x") or facts["inset"]).value
    y: Num = (facts.get("inset_y") or facts["inset"]).value
    for along, across in facts["corner_set"].value:
        dx = leaf(-x if across == "right" else x, f"distance from the {across} edge", frame.units)
        dy = leaf(-y if along == "back" else y, f"distance from the {along} edge", frame.units)
        out.at.append(_anchored(f"{along}-{across}", dx, dy))
    out.count = len(out.at)


def _insets(facts: dict[str, Fact], count: int | None, frame: Frame, out: Placed) -> None:
    """A place in each corner, with different distances from the edges."""
    if "corners" not in facts and count != 4:
        out.missing.append("position")
        return
    if "inset_x" in facts:
        x, y = facts["inset_x"].value, facts["inset_y"].value
    else:  # what is away from a short side lies along the long one
        long = axis(Fact("along", "long"), frame)
        if long is None:
            out.missing.append("position")
            return
        pair = (facts["inset_short"].value, facts["inset_long"].value)
        x, y = pair if long == "x" else pair[::-1]
    out.at = [
        {
            "kind": "corners",
            "inset_x": leaf(x, "distance from the edge in X", frame.units),
            "inset_y": leaf(y, "distance from the edge in Y", frame.units),
        }
    ]
    out.count = 4


def _from_middle(where: tuple[Num | None, Num | None], frame: Frame) -> dict[str, Any]:
    x, y = (0.0 if v is None else leaf(v, "distance from the middle", frame.units) for v in where)
    return _anchored("centre", x, y)


def _pair(facts: dict[str, Fact], frame: Frame, out: Placed) -> None:
    way, distance = facts["pair_off"].value
    if "along" in facts:
        said = axis(facts["along"], frame)
        if way is not None and said != way:
            raise contradiction(say("the two places lie across the direction that is said"), facts["along"].span)
        way = said
    if way is None:
        out.missing.append("position")
        return
    where = (distance, None) if way == "x" else (None, distance)
    out.at = [{"kind": "mirror", "position": _from_middle(where, frame)["position"], "across": way}]
    out.count = 2


def _round_ends(facts: dict[str, Fact], frame: Frame, out: Placed) -> None:
    """A place in the middle of each round end of a link, which lies along X."""
    if frame.ends is None:
        out.missing.append("position")
        return
    long, wide = frame.ends
    apart = millimetres(long, frame.units) - millimetres(wide, frame.units)
    if "spacing" in facts and abs(millimetres(facts["spacing"].value, frame.units) - apart) > 1e-6:
        raise contradiction(say("the ends' middles are not so far apart"), facts["spacing"].span)
    size = length(wide, frame.units)
    half = f"{size:.9g} / 2" if isinstance(size, float) else f"({size}) / 2"
    for side, sign in (("left", ""), ("right", "-")):
        out.at.append(_anchored(side, Val(sign + half, "half the width", wide.span, wide.text, "expression"), 0.0))
    out.count = 2


def _sides(facts: dict[str, Fact], frame: Frame, out: Placed) -> None:
    side_x, side_y = facts.get("side_x"), facts.get("side_y")
    names = [f.value[0] for f in (side_y, side_x) if f is not None]
    if side_x is not None and side_y is not None:
        anchor = f"{names[0]}-{names[1]}"
    elif names:
        anchor = names[0]
        across = "y" if side_x is not None else "x"
        said = facts.get("along")
        if said is not None and axis(said, frame) != across:
            out.missing.append("position")
            return
        wanted = Fact("across", "short" if {"across_short"} & facts.keys() else "long")
        free = facts.keys() & {"on_centreline", "centre", "across_x", "across_y"}
        if not free and axis(wanted, frame) != across:
            out.missing.append("position")
            return
    else:
        out.at = [at_point(frame, None, "centre")]
        return
    where: dict[str, Val | float] = {"x": 0.0, "y": 0.0}
    for way, fact in (("x", side_x), ("y", side_y)):
        if fact is not None:
            where[way] = _inward(fact, frame)
    out.at = [_anchored(anchor, where["x"], where["y"])]


def _inward(fact: Fact, frame: Frame) -> Val:
    side, distance = fact.value
    return leaf(-distance if side in ("right", "back") else distance, f"distance from the {side} edge", frame.units)


def _line(facts: dict[str, Fact], count: int | None, frame: Frame, out: Placed) -> None:
    """Evenly spaced places from one point to another, one at each: the line must lie along an axis."""
    first: Point
    last: Point
    first, last = facts["from_to"].value
    if count is None or count < 2:
        out.missing.append("count" if count is None else "position")
        return
    same = [a.value == b.value for a, b in zip(first, last, strict=True)]
    if same.count(True) != 1 or len({v.unit for v in (*first, *last)}) > 1:
        out.missing.append("position")
        return
    way = same.index(False)
    low, high = first[way], last[way]
    forth = high.value > low.value
    steps = f"({_plain(high, frame)} - {_plain(low, frame)})"
    steps = steps if forth else f"({_plain(low, frame)} - {_plain(high, frame)})"
    span = facts["from_to"].span
    row: dict[str, Any] = {
        "kind": "linear",
        "start": at_point(frame, first)["position"],
        "count": count,
        "spacing": Val(f"{steps} / {count - 1}", "spacing", span, facts["from_to"].text, "expression"),
    }
    angle = (0.0 if forth else 180.0) if way == 0 else (90.0 if forth else 270.0)
    out.at, out.count = [row | ({"angle": _turned(angle, facts["from_to"])} if angle else {})], count


def _plain(value: Num, frame: Frame) -> str:
    size = length(value, frame.units)
    return f"{size:.9g}" if isinstance(size, float) else size


def _turned(angle: float, fact: Fact) -> Val:
    """A direction along an axis that follows from the places said."""
    return Val(angle, "direction", fact.span, fact.text, "table")


def _row_from_side(facts: dict[str, Fact], count: int | None, frame: Frame, out: Placed) -> None:
    """A row on the middle line, the first place so far from an end."""
    side, distance = facts["starting"].value
    way = "x" if side in ("left", "right") else "y"
    middle = facts.keys() & {"on_centreline", "across_short"}
    along = facts.get("along")
    if count is None or not middle or (along is not None and axis(along, frame) != way):
        out.missing.append("count" if count is None else "position")
        return
    inward = _inward(Fact("side", (side, distance)), frame)
    start = {"anchor": side, "x": inward if way == "x" else 0.0, "y": inward if way == "y" else 0.0}
    row: dict[str, Any] = {
        "kind": "linear",
        "start": start,
        "count": count,
        "spacing": leaf(facts["spacing"].value, "spacing", frame.units),
    }
    angle = {"left": 0.0, "right": 180.0, "front": 90.0, "back": 270.0}[side]
    out.at, out.count = [row | ({"angle": _turned(angle, facts["starting"])} if angle else {})], count


def _from_both_ends(facts: dict[str, Fact], count: int | None, frame: Frame, out: Placed) -> None:
    """Two places on the middle line, each so far from an end of the body."""
    way = axis(Fact("along", "long"), frame)
    along = facts.get("along")
    if count != 2 or way is None or (along is not None and axis(along, frame) != way):
        out.missing.append("count" if count is None else "position")
        return
    distance = facts["end_inset"].value
    for side in ("left", "right") if way == "x" else ("front", "back"):
        inward = _inward(Fact("side", (side, distance)), frame)
        out.at.append(_anchored(side, inward if way == "x" else 0.0, inward if way == "y" else 0.0))
    out.count = 2


def _centred_row(facts: dict[str, Fact], count: int | None, frame: Frame, out: Placed) -> None:
    along = facts.get("along")
    way = "x" if "across_x" in facts else axis(Fact("along", "long"), frame)
    if count is None or way != "x" or (along is not None and axis(along, frame) != "x"):
        out.missing.append("count" if count is None else "position")
        return
    out.at = [
        {
            "kind": "grid",
            "at": {"anchor": "centre", "x": 0.0, "y": 0.0},
            "reference": "centre",
            "columns": count,
            "rows": 1,
            "column_spacing": leaf(facts["spacing"].value, "spacing in X", frame.units),
        }
    ]
    out.count = count


_ACROSS: Final = {"left": "left", "centre": "centre", "right": "right"}
_ALONG: Final = {"front": "front", "centre": "centre", "back": "back"}


def _on_middle_line(facts: dict[str, Fact], frame: Frame, out: Placed) -> None:
    """Coordinates in one axis, on the middle line in the other: zero must be known to lie in a face or the middle."""
    way = "x" if "xs" in facts else "y"
    values = facts["xs" if way == "x" else "ys"].value
    datum = frame.datum
    if datum is None or not frame.alone or datum.get(way, 0.0) != 0.0:
        out.missing.append("position")
        return
    name = datum["across" if way == "x" else "along"]
    anchor = (_ACROSS if way == "x" else _ALONG)[name.value if isinstance(name, Val) else name]
    for value in values:
        where = leaf(value, way, frame.units)
        out.at.append(_anchored(anchor, where if way == "x" else 0.0, where if way == "y" else 0.0))
    out.count = len(out.at)


def check_middle(facts: dict[str, Fact], frame: Frame) -> None:
    """Raise Refused where "Y20 (middle of the width)" is not the middle of the body."""
    line, datum = facts.get("line"), frame.datum
    if line is None or line.value != "middle" or frame.size is None or datum is None or not frame.alone:
        return
    way = "y" if len(facts["ys"].value) == 1 else "x"
    name = datum["across" if way == "x" else "along"]
    share = {"left": 0.5, "front": 0.5, "centre": 0.0, "right": -0.5, "back": -0.5}
    middle = share[name.value if isinstance(name, Val) else name] * frame.size[0 if way == "x" else 1]
    said = facts[way + "s"]
    if abs(millimetres(said.value[0], frame.units) - middle) > 1e-6:
        raise contradiction(say("{text!r} is not in the middle of the width", text=said.text), said.span)
