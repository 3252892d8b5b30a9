"""Where the instances of a feature are: what was said → placements of the intent, or what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from codegen.messages import say
from codegen.planner.offline import near
from codegen.planner.offline.frame import Frame, Placed, at_point, axis, leaf, position
from codegen.planner.offline.numbers import whole
from codegen.planner.offline.values import Fact, Num, Val, contradiction, millimetres

POSITION: Final = frozenset(
    {
        "points", "xs", "ys", "row_count", "line", "centre", "centre_at", "corners", "inset", "mids", "bolt", "equally",
        "start", "angles", "gx", "gy", "gn", "grid", "sx", "sy", "first", "spacing2", "spacing", "along", "side_x",
        "side_y", "on_centreline", "across_long", "across_short", "from_to", "starting", "coaxial", "row",
        "mid_points", "box2", "corner_at", "each_leg", "from_corner", "on_base", "centres_at", "ends", "own_x", "own_y",
    }
    | near.POSITION
)  # fmt: skip
"""Facts that speak of the place."""

_PATTERNS: Final = (
    ({"points"}, {"row"}),
    ({"mid_points"}, {"row"}),
    ({"centre_at"}, set[str]()),
    ({"centres_at"}, set[str]()),
    ({"box2"}, set[str]()),
    ({"corner_at"}, set[str]()),
    ({"own_x", "own_y"}, set[str]()),
    ({"own_x", "side_y"}, set[str]()),
    ({"side_x", "own_y"}, set[str]()),
    ({"xs", "ys"}, {"row_count", "line", "row"}),
    ({"bolt"}, {"centre", *near.CIRCLE}),
    ({"equally"}, {"centre", *near.CIRCLE}),
    ({"ring"}, {"centre", *near.CIRCLE}),
    ({"corners", "spacing2"}, {"centre"}),
    ({"spacing2"}, {"each_side"}),
    ({"corners", "inset"}, set[str]()),
    ({"inset"}, set[str]()),
    ({"mids", "inset"}, {"corners"}),
    ({"spacing2", "centre"}, {"each_side"}),
    ({"gx", "gy"}, {"grid", "first", "centre"}),
    ({"gn", "sx", "sy"}, {"grid", "first", "centre"}),
    ({"gn", "spacing"}, {"grid", "first", "centre"}),
    ({"row_count", "sx", "sy"}, {"grid", "first", "centre"}),
    ({"spacing", "centre"}, {"row", "equally"}),
    ({"spacing", "along"}, {"first", "centre", "on_centreline", "row", "equally"}),
    ({"side_x", "side_y"}, set[str]()),
    ({"side_x", "across_short"}, set[str]()),
    ({"side_x", "on_centreline"}, set[str]()),
    ({"side_y", "across_long"}, set[str]()),
    ({"across_long", "across_short"}, {"centre"}),
    ({"coaxial"}, set[str]()),
    ({"centre"}, set[str]()),
    *near.PATTERNS,
)
"""Facts that together make a place, and those that may stand beside them."""


def pattern(facts: dict[str, Fact]) -> tuple[set[str], bool]:
    """The facts of the pattern that accounts for every place fact; False if none does."""
    said = _row(facts).keys() & POSITION
    for needed, extra in _PATTERNS:
        if needed <= said <= needed | extra:
            return needed, True
    return set(), False


def complete(kind: str, facts: dict[str, Fact]) -> bool:
    """Whether the place of a feature is fully said (as far as choosing between readings needs to know)."""
    if kind in ("face", "chamfer", "fillet"):
        return not facts.keys() & POSITION
    if kind == "slot":
        return True
    needed, known = pattern(facts)
    if "bolt" in needed and kind == "hole" and not facts.keys() & {"count", "angles"}:
        return False  # one hole lies on no circle
    return known


def _only_way(facts: dict[str, Fact], count: int | None, frame: Frame) -> dict[str, Fact]:
    """Two places that are further apart than the body is across lie along it: "两孔孔距70居中" of 80 x 30."""
    middle, spacing = facts.keys() & {"centre", "on_centreline"}, facts.get("spacing")
    plain = facts.keys() & POSITION <= {"spacing", "centre", "on_centreline", "row"}
    if count != 2 or spacing is None or not middle or not plain or frame.size is None or frame.round:
        return facts
    apart = millimetres(spacing.value, frame.units)
    if not min(frame.size) <= apart < max(frame.size):
        return facts
    return facts | {"along": Fact("along", "long", spacing.span, spacing.text, spacing.origin)}


def _row(facts: dict[str, Fact]) -> dict[str, Fact]:
    """A spacing and a direction out of "20 apart along X"."""
    facts = near.normal(facts)
    said = facts.keys() & POSITION
    for slot, way in (("sx", "x"), ("sy", "y")):
        if slot in said and not said & {"sx", "sy", "gn", "grid", "spacing", "along", "row_count"} - {slot}:
            rest = {s: f for s, f in facts.items() if s != slot}
            return rest | {"spacing": facts[slot], "along": Fact("along", way, facts[slot].span)}
    middle = said & {"across_short", "across_long"}
    if "spacing" in said and "centre" in said and "along" not in said and len(middle) == 1:
        across = facts[min(middle)]  # "20 apart, in the middle, centred over the width": along the length
        rest = {s: f for s, f in facts.items() if s not in middle}
        return rest | {"along": Fact("along", "long" if "across_short" in middle else "short", across.span)}
    return facts


def place(facts: dict[str, Fact], count: int | None, frame: Frame) -> Placed:
    """Placements of a hole or pocket. Raises Refused when count and places contradict."""
    said = facts.keys() & POSITION
    if {"s_long", "s_short"} <= said and axis(Fact("along", "long"), frame) == "y":
        facts = facts | {"s_long": facts["s_short"], "s_short": facts["s_long"]}
    facts = _only_way(_row(facts), count, frame)
    needed, known = pattern(facts)
    value = {slot: fact.value for slot, fact in facts.items()}
    out = Placed()
    if not known:
        out.missing = _missing(facts)
        out.used = set(said) if out.missing else set()
        return out
    out.used = set(said)
    if needed in ({"points"}, {"centres_at"}):
        out.at = [at_point(frame, p) for p in value[min(needed)]]
        out.count = len(out.at)
    elif needed == {"mid_points"}:
        out.at = [at_point(frame, p, "centre") for p in value["mid_points"]]
        out.count = len(out.at)
    elif near.write(needed, facts, count, frame, out):
        pass
    elif needed == {"centre_at"}:
        out.at = [at_point(frame, value["centre_at"])]
    elif needed == {"xs", "ys"}:
        _product(facts, count, frame, out)
    elif needed & {"bolt", "equally", "ring"}:
        _bolt(facts, count, frame, out)
    elif needed == {"spacing2"}:
        if count == 4:
            _corners(facts, frame, out)
        else:
            out.missing.append("position")
    elif needed == {"inset"}:
        if count == 4:  # "four holes 10 in from each edge" are in the corners
            _corners(facts | {"corners": facts["inset"]}, frame, out)
        else:
            out.missing.append("position")
    elif needed & {"corners", "mids"}:
        _corners(facts, frame, out)
    elif needed == {"spacing", "centre"}:
        _one_way(facts, count, frame, out)
    elif needed & {"spacing2", "gx", "gn", "spacing", "row_count", "sx"}:
        _grid(facts, count, frame, out)
    elif needed == {"coaxial"}:
        out.at = []
    else:
        out.at = [at_point(frame, None, "centre")]
    if count is not None and out.count != count and not out.missing and needed != {"coaxial"}:
        if out.count == 1:
            out.at, out.missing = [], ["position"]
        elif count == 1 and "one_each" in said:  # "one hole in each corner"
            out.count = 1
        else:
            raise contradiction(
                say("{count} were asked for, but {given} places are given", count=count, given=out.count),
                facts[min(needed)].span,
            )
    return out


def _missing(facts: dict[str, Fact]) -> list[str]:
    """What to ask when the place is said in part only; nothing: what was said does not go together."""
    said = facts.keys() & POSITION
    if said - {"one_each"} in near.ASKED:
        return ["position"]
    if said <= {"xs"} or said <= {"ys", "line"} or said <= {"corners"} or said <= {"on_centreline"}:
        return ["position"]
    if said <= {"side_x"} or said <= {"side_y"} or said in ({"spacing2"}, {"mids"}, {"corners", "mids"}):
        return ["position"]
    if (
        said <= {"gx", "gy", "grid"}
        or said <= {"gn", "sx", "sy", "grid", "spacing", "row_count"}
        or said <= {"spacing", "along", "row", "on_centreline", "first"}
    ):
        return ["position"]
    return []


def _one_way(facts: dict[str, Fact], count: int | None, frame: Frame, out: Placed) -> None:
    """A centred row without a direction: along the only axis that the body is long enough for."""
    if (count or 2) > 3 and not facts.keys() & {"row", "equally"}:  # four may as well stand in a square
        out.missing.append("position")
        return
    length = millimetres(facts["spacing"].value, frame.units) * ((count or 2) - 1)
    fits = [a for a, side in zip("xy", frame.size or (), strict=False) if length < side]
    if len(fits) == 1:
        way = Fact("along", fits[0], facts["spacing"].span, facts["spacing"].text)
        _grid(facts | {"along": way}, count, frame, out)
    else:
        out.missing.append("position")


def _product(facts: dict[str, Fact], count: int | None, frame: Frame, out: Placed) -> None:
    xs, ys = facts["xs"].value, facts["ys"].value
    near.check_middle(facts, frame)
    rows = facts.get("row_count")
    columns = rows is not None and rows.text.count("列") > rows.text.count("排")
    if rows is not None and rows.value.value not in ((len(xs),) if columns else (len(ys), len(xs))):
        n = len(xs if columns else ys)
        raise contradiction(say("{said:g} rows were said, but {n} are given", said=rows.value.value, n=n), rows.span)
    total = len(xs) * len(ys)
    if len(xs) > 1 and len(ys) > 1 and count != total:
        raise contradiction(
            say("X and Y lists make {total} places, but {said} was said", total=total, said=count or say("no count")),
            facts["xs"].span,
        )
    out.at = [at_point(frame, (x, y)) for y in ys for x in xs]
    out.count = total


def _bolt(facts: dict[str, Fact], count: int | None, frame: Frame, out: Placed) -> None:
    angles = facts["angles"].value if "angles" in facts else None
    step = facts.get("step")
    if step is not None and count is not None and abs(step.value * count - 360.0) > 1e-6:
        raise contradiction(
            say("{count} places on a circle are not {angle:g}° apart", count=count, angle=step.value), step.span
        )
    if "bolt" not in facts:
        out.missing.append("pcd")
    if count is None:
        out.missing.append("count")
    beside = facts.get("start_axis")  # "a hole on the X axis": of an even number, one lies at either end
    if beside is not None and count is not None:
        if count % 2 or "start" in facts or angles is not None:
            out.missing.append("angle")
            return
        facts["start"] = Fact("start", beside.value, beside.span, beside.text)
    if "start" not in facts and angles is None:
        if frame.round:
            out.notes.append("start")
        elif "bolt" in facts:
            out.missing.append("angle")
    if out.missing:
        return
    circle: dict[str, Any] = {
        "kind": "bolt_circle",
        "centre": _circle_centre(facts, frame),
        "diameter": leaf(facts["bolt"].value, "pcd", frame.units),
        "count": count,
    }
    if angles is not None:
        if "start" in facts or len(angles) != count:
            raise contradiction(
                say("{count} places on the circle, but {angles} angles", count=count, angles=len(angles)),
                facts["angles"].span,
            )
        circle["angles"] = [Val(a, "angle", facts["angles"].span, facts["angles"].text) for a in angles]
    elif "start" in facts:
        said = facts["start"]
        worded = said.origin == "text" and not any(c.isdigit() for c in said.text)  # "on the +Y axis"
        circle["start_angle"] = Val(said.value, "start angle", said.span, said.text, "table" if worded else said.origin)
    if not facts.keys() & {"centre", "centre_at", "points"}:
        out.notes.append("circle-centre")
    out.at, out.count = [circle], count or 0


def _circle_centre(facts: dict[str, Fact], frame: Frame) -> dict[str, Any]:
    said = facts["points"].value if "points" in facts else (facts["centre_at"].value,) if "centre_at" in facts else ()
    if len(said) > 1:
        raise contradiction(say("a bolt circle has one centre"), facts["points"].span)
    return position(frame, said[0]) if said else position(frame, None, "centre")


def _corners(facts: dict[str, Fact], frame: Frame, out: Placed) -> None:
    out.count = 0
    if "spacing2" in facts:
        out.at, out.count = [_centred_grid(facts, frame)], 4
        if "centre" not in facts:
            out.notes.append("pattern-centre")
        return
    inset: Num = facts["inset"].value
    if "corners" in facts:
        x = leaf(inset, "distance from the edge", frame.units)
        out.at.append({"kind": "corners", "inset_x": x, "inset_y": x})
        out.count += 4
    if "mids" in facts:
        out.at.append({"kind": "edge_midpoints", "inset": leaf(inset, "distance from the edge", frame.units)})
        out.count += 4


def _centred_grid(facts: dict[str, Fact], frame: Frame) -> dict[str, Any]:
    """Four places, two by two."""
    spacing, count = facts["spacing2"].value, facts.get("count")
    two = 2 if count is None else Val(2, "half the count", count.span, count.text, "expression")
    return {
        "kind": "grid",
        "at": position(frame, None, "centre"),
        "reference": "centre",
        "columns": two,
        "rows": two,
        "column_spacing": leaf(spacing[0], "spacing in X", frame.units),
        "row_spacing": leaf(spacing[1], "spacing in Y", frame.units),
    }


def _grid(facts: dict[str, Fact], count: int | None, frame: Frame, out: Placed) -> None:
    if "spacing2" in facts and "gn" in facts:
        pair = facts.pop("spacing2")
        facts |= {slot: Fact(slot, v, pair.span, pair.text) for slot, v in zip(("sx", "sy"), pair.value, strict=True)}
    if "spacing2" in facts:
        out.at, out.count = [_centred_grid(facts, frame)], 4
        if count is None:
            out.missing.append("count")
        return
    if "first" in facts and facts.keys() & {"on_centreline", "centre"}:
        raise contradiction(say("the first place is given, and the middle as well"), facts["first"].span)
    if "first" not in facts and "centre" not in facts:
        out.missing.append("position")
        return
    steps: tuple[Num | None, Num | None]
    if "gx" in facts:
        numbers, steps = (facts["gx"].value[0], facts["gy"].value[0]), (facts["gx"].value[1], facts["gy"].value[1])
    elif not facts.keys() & {"gn", "row_count"} and {"sx", "sy"} <= facts.keys():
        if count != 4:  # two by two; any other number may lie in several ways
            out.missing.append("count" if count is None else "position")
            return
        two = Num(2.0, None, "", facts["count"].span, facts["count"].text, "expression")
        numbers, steps = (two, two), (facts["sx"].value, facts["sy"].value)
    elif "gn" in facts or "row_count" in facts:
        found = _columns_rows(facts, count, out)
        if found is None:
            return
        numbers = found
        steps = tuple((facts.get(s) or facts["spacing"]).value for s in ("sx", "sy"))
    else:
        along = axis(facts["along"], frame)
        if count is None or along is None:
            out.missing.append("count" if count is None else "position")
            return
        many, one = Num(float(count)), Num(1.0)
        step = facts["spacing"].value
        numbers, steps = ((many, one), (step, None)) if along == "x" else ((one, many), (None, step))
    columns, rows = whole(numbers[0]), whole(numbers[1])
    if columns is None or rows is None:
        raise contradiction(say("rows and columns must be whole numbers"), facts[min(facts)].span)
    first = facts.get("first")
    if first is not None and 1 in (columns, rows) and steps.count(None) == 1:
        out.at, out.count = [_row_from(first, columns * rows, steps, frame)], columns * rows
        return
    grid: dict[str, Any] = {
        "kind": "grid",
        "at": position(frame, first.value if first else None, "origin" if first else "centre"),
        "reference": "first" if first else "centre",
        "columns": _counted(numbers[0], columns),
        "rows": _counted(numbers[1], rows),
    }
    for name, role, step in (("column_spacing", "spacing in X", steps[0]), ("row_spacing", "spacing in Y", steps[1])):
        if step is not None:
            grid[name] = leaf(step, role, frame.units)
    out.at, out.count = [grid], columns * rows


def _counted(number: Num, value: int) -> int | Val:
    """A count, with its source where it is computed from another."""
    return (
        Val(value, "half the count", number.span, number.text, "expression") if number.origin == "expression" else value
    )


def _row_from(first: Fact, count: int, steps: Sequence[Num | None], frame: Frame) -> dict[str, Any]:
    step = steps[0] or steps[1]
    row: dict[str, Any] = {"kind": "linear", "start": position(frame, first.value), "count": count}
    if step is not None:
        row["spacing"] = leaf(step, "spacing", frame.units)
    return row | ({} if steps[0] is not None else {"angle": 90.0})


def _columns_rows(facts: dict[str, Fact], count: int | None, out: Placed) -> tuple[Num, Num] | None:
    if "gn" in facts:
        return facts["gn"].value  # type: ignore[no-any-return]
    rows = facts["row_count"].value
    if count is None:
        out.missing.append("count")
        return None
    if rows.value < 1 or count % rows.value:
        raise contradiction(
            say("{count} holes cannot lie in {rows:g} equal rows", count=count, rows=rows.value),
            facts["row_count"].span,
        )
    return Num(count / rows.value), rows


def axis_of(fact: Fact, frame: Frame) -> str | None:
    """See ``frame.axis``."""
    return axis(fact, frame)


__all__ = ["POSITION", "Frame", "Placed", "at_point", "axis_of", "complete", "leaf", "pattern", "place", "position"]
