"""Where the instances of a feature are: what was said → placements of the intent, or what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from codegen.planner.offline.numbers import Point, whole
from codegen.planner.offline.values import Fact, Num, Units, Val, contradiction, length

POSITION: Final = frozenset(
    {
        "points", "xs", "ys", "row_count", "line", "centre", "centre_at", "corners", "inset", "mids", "bolt", "equally",
        "start", "angles", "gx", "gy", "gn", "grid", "sx", "sy", "first", "spacing2", "spacing", "along", "side_x",
        "side_y", "on_centreline", "across_long", "across_short", "from_to", "starting", "coaxial", "row",
        "box2", "corner_at", "each_leg", "from_corner", "on_base", "centres_at", "ends", "own_x", "own_y",
    }
)  # fmt: skip
"""Facts that speak of the place."""

_PATTERNS: Final = (
    ({"points"}, {"row"}),
    ({"centre_at"}, set[str]()),
    ({"centres_at"}, set[str]()),
    ({"box2"}, set[str]()),
    ({"corner_at"}, set[str]()),
    ({"own_x", "own_y"}, set[str]()),
    ({"own_x", "side_y"}, set[str]()),
    ({"side_x", "own_y"}, set[str]()),
    ({"xs", "ys"}, {"row_count", "line", "row"}),
    ({"bolt"}, {"equally", "start", "angles", "centre"}),
    ({"equally"}, {"start", "angles", "centre"}),
    ({"corners", "spacing2"}, {"centre"}),
    ({"corners", "inset"}, set[str]()),
    ({"inset"}, set[str]()),
    ({"mids", "inset"}, {"corners"}),
    ({"spacing2", "centre"}, set[str]()),
    ({"gx", "gy"}, {"grid", "first", "centre"}),
    ({"gn", "sx", "sy"}, {"grid", "first", "centre"}),
    ({"gn", "spacing"}, {"grid", "first", "centre"}),
    ({"row_count", "sx", "sy"}, {"grid", "first", "centre"}),
    ({"spacing", "along"}, {"first", "centre", "on_centreline", "row"}),
    ({"side_x", "side_y"}, set[str]()),
    ({"side_x", "across_short"}, set[str]()),
    ({"side_x", "on_centreline"}, set[str]()),
    ({"side_y", "across_long"}, set[str]()),
    ({"across_long", "across_short"}, {"centre"}),
    ({"coaxial"}, set[str]()),
    ({"centre"}, set[str]()),
)
"""Facts that together make a place, and those that may stand beside them."""


@dataclass
class Frame:
    """What placing needs to know of the body: unit of the intent, box sizes in mm if known, whether it is round."""

    units: Units
    size: tuple[float, float] | None = None
    round: bool = False
    height: Num | None = None
    section: str = ""  # shape of a section, which runs along Y
    axial: bool = False  # a hole without a place runs along the body's axis
    diameters: tuple[float, ...] = ()  # of a turned body, mm


@dataclass
class Placed:
    """Placements (with Val leaves), what is missing (slots of questions), the facts that were used, and notes."""

    at: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    count: int = 1


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
    return pattern(facts)[1]


def leaf(num: Num, role: str, units: Units) -> Val:
    """A length of the intent."""
    return Val(length(num, units), role, num.span, num.text, num.origin)


def position(frame: Frame, where: Point | None, anchor: str = "origin") -> dict[str, Any]:
    """A Position; ``where`` None: the anchor itself."""
    if where is None:
        return {"anchor": anchor, "x": 0.0, "y": 0.0}
    return {"anchor": anchor, "x": leaf(where[0], "x", frame.units), "y": leaf(where[1], "y", frame.units)}


def at_point(frame: Frame, where: Point | None, anchor: str = "origin") -> dict[str, Any]:
    """An ``At``."""
    return {"kind": "at", "position": position(frame, where, anchor)}


def _row(facts: dict[str, Fact]) -> dict[str, Fact]:
    """A spacing and a direction out of "20 apart along X"."""
    said = facts.keys() & POSITION
    for slot, axis in (("sx", "x"), ("sy", "y")):
        if slot in said and not said & {"sx", "sy", "gn", "grid", "spacing", "along", "row_count"} - {slot}:
            rest = {s: f for s, f in facts.items() if s != slot}
            return rest | {"spacing": facts[slot], "along": Fact("along", axis, facts[slot].span)}
    return facts


def place(facts: dict[str, Fact], count: int | None, frame: Frame) -> Placed:
    """Placements of a hole or pocket. Raises Refused when count and places contradict."""
    said = facts.keys() & POSITION
    facts = _row(facts)
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
    elif needed == {"centre_at"}:
        out.at = [at_point(frame, value["centre_at"])]
    elif needed == {"xs", "ys"}:
        _product(facts, count, frame, out)
    elif needed & {"bolt", "equally"}:
        _bolt(facts, count, frame, out)
    elif needed == {"inset"}:
        if count == 4:  # "four holes 10 in from each edge" are in the corners
            _corners(facts | {"corners": facts["inset"]}, frame, out)
        else:
            out.missing.append("position")
    elif needed & {"corners", "mids"}:
        _corners(facts, frame, out)
    elif needed & {"spacing2", "gx", "gn", "spacing", "row_count"}:
        _grid(facts, count, frame, out)
    elif needed & {"side_x", "side_y", "across_long"}:
        _sides(facts, frame, out)
    elif needed == {"coaxial"}:
        out.at = []
    else:
        out.at = [at_point(frame, None, "centre")]
    if count is not None and out.count != count and not out.missing and needed != {"coaxial"}:
        if out.count == 1:
            out.at, out.missing = [], ["position"]
        else:
            raise contradiction(f"{count} were asked for, but {out.count} places are given", facts[min(needed)].span)
    return out


def _missing(facts: dict[str, Fact]) -> list[str]:
    """What to ask when the place is said in part only; nothing: what was said does not go together."""
    said = facts.keys() & POSITION
    if said <= {"xs"} or said <= {"ys", "line"} or said <= {"corners"} or said <= {"on_centreline"}:
        return ["position"]
    if said <= {"side_x"} or said <= {"side_y"} or said in ({"spacing2"}, {"mids"}, {"corners", "mids"}):
        return ["position"]
    if (
        said <= {"gx", "gy", "grid"}
        or said <= {"gn", "sx", "sy", "grid", "spacing", "row_count"}
        or said <= {"spacing", "along", "row", "on_centreline"}
    ):
        return ["position"]
    return []


def _product(facts: dict[str, Fact], count: int | None, frame: Frame, out: Placed) -> None:
    xs, ys = facts["xs"].value, facts["ys"].value
    rows = facts.get("row_count")
    if rows is not None and rows.value.value not in (len(ys), len(xs)):
        raise contradiction(f"{rows.value.value:g} rows were said, but {len(ys)} are given", rows.span)
    total = len(xs) * len(ys)
    if len(xs) > 1 and len(ys) > 1 and count != total:
        raise contradiction(f"X and Y lists make {total} places, but {count or 'no count'} was said", facts["xs"].span)
    out.at = [at_point(frame, (x, y)) for y in ys for x in xs]
    out.count = total


def _bolt(facts: dict[str, Fact], count: int | None, frame: Frame, out: Placed) -> None:
    angles = facts["angles"].value if "angles" in facts else None
    if "bolt" not in facts:
        out.missing.append("pcd")
    if count is None:
        out.missing.append("count")
    if "start" not in facts and angles is None:
        if frame.round:
            out.notes.append("start")
        elif "bolt" in facts:
            out.missing.append("angle")
    if out.missing:
        return
    circle: dict[str, Any] = {
        "kind": "bolt_circle",
        "centre": position(frame, None, "centre"),
        "diameter": leaf(facts["bolt"].value, "pcd", frame.units),
        "count": count,
    }
    if angles is not None:
        if "start" in facts or len(angles) != count:
            raise contradiction(f"{count} places on the circle, but {len(angles)} angles", facts["angles"].span)
        circle["angles"] = [Val(a, "angle", facts["angles"].span, facts["angles"].text) for a in angles]
    elif "start" in facts:
        start = facts["start"]
        worded = start.origin == "text" and not any(c.isdigit() for c in start.text)  # "at the top"
        origin = "table" if worded else start.origin
        circle["start_angle"] = Val(start.value, "start angle", start.span, start.text, origin)
    if "centre" not in facts:
        out.notes.append("circle-centre")
    out.at, out.count = [circle], count or 0


def _corners(facts: dict[str, Fact], frame: Frame, out: Placed) -> None:
    out.count = 0
    if "spacing2" in facts:
        out.at, out.count = [_centred_grid(facts, frame)], 4
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
    if "spacing2" in facts:
        out.at, out.count = [_centred_grid(facts, frame)], 4
        if count is None:
            out.missing.append("count")
        return
    if "first" in facts and facts.keys() & {"on_centreline", "centre"}:
        raise contradiction("the first place is given, and the middle as well", facts["first"].span)
    if "first" not in facts and "centre" not in facts:
        out.missing.append("position")
        return
    steps: tuple[Num | None, Num | None]
    if "gx" in facts:
        numbers, steps = (facts["gx"].value[0], facts["gy"].value[0]), (facts["gx"].value[1], facts["gy"].value[1])
    elif "gn" in facts or "row_count" in facts:
        found = _columns_rows(facts, count, out)
        if found is None:
            return
        numbers = found
        steps = tuple((facts.get(s) or facts["spacing"]).value for s in ("sx", "sy"))
    else:
        along = _axis(facts["along"], frame)
        if count is None or along is None:
            out.missing.append("count" if count is None else "position")
            return
        many, one = Num(float(count)), Num(1.0)
        step = facts["spacing"].value
        numbers, steps = ((many, one), (step, None)) if along == "x" else ((one, many), (None, step))
    columns, rows = whole(numbers[0]), whole(numbers[1])
    if columns is None or rows is None:
        raise contradiction("rows and columns must be whole numbers", facts[min(facts)].span)
    first = facts.get("first")
    if first is not None and 1 in (columns, rows) and steps.count(None) == 1:
        out.at, out.count = [_row_from(first, columns * rows, steps, frame)], columns * rows
        return
    grid: dict[str, Any] = {
        "kind": "grid",
        "at": position(frame, first.value if first else None, "origin" if first else "centre"),
        "reference": "first" if first else "centre",
        "columns": columns,
        "rows": rows,
    }
    for name, role, step in (("column_spacing", "spacing in X", steps[0]), ("row_spacing", "spacing in Y", steps[1])):
        if step is not None:
            grid[name] = leaf(step, role, frame.units)
    out.at, out.count = [grid], columns * rows


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
        raise contradiction(f"{count} holes cannot lie in {rows.value:g} equal rows", facts["row_count"].span)
    return Num(count / rows.value), rows


def _axis(fact: Fact, frame: Frame) -> str | None:
    """X or y of "along X", "along the long side"; None: the body's sides are not known or equal."""
    if fact.value in ("x", "y"):
        return str(fact.value)
    if frame.section == "L":
        return "y" if fact.value == "short" else None
    if frame.section:
        return "y" if fact.value == "long" else "x"
    if frame.size is None or frame.size[0] == frame.size[1]:
        return None
    return "x" if (frame.size[0] > frame.size[1]) == (fact.value == "long") else "y"


def axis_of(fact: Fact, frame: Frame) -> str | None:
    """See ``_axis``."""
    return _axis(fact, frame)


def _sides(facts: dict[str, Fact], frame: Frame, out: Placed) -> None:
    side_x, side_y = facts.get("side_x"), facts.get("side_y")
    names = [f.value[0] for f in (side_y, side_x) if f is not None]
    if side_x is not None and side_y is not None:
        anchor = f"{names[0]}-{names[1]}"
    elif names:
        anchor = names[0]
        across = "y" if side_x is not None else "x"
        wanted = Fact("across", "short" if {"across_short"} & facts.keys() else "long")
        if "on_centreline" not in facts and _axis(wanted, frame) != across:
            out.missing.append("position")
            return
    else:
        out.at = [at_point(frame, None, "centre")]
        return
    where: dict[str, Any] = {"anchor": anchor, "x": 0.0, "y": 0.0}
    for axis, fact in (("x", side_x), ("y", side_y)):
        if fact is not None:
            distance = fact.value[1]
            inward = -distance if fact.value[0] in ("right", "back") else distance
            where[axis] = leaf(inward, f"distance from the {fact.value[0]} edge", frame.units)
    out.at = [{"kind": "at", "position": where}]
