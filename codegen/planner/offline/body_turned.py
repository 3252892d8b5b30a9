"""Sections and grooves of a turned body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codegen.messages import say
from codegen.planner.offline.body import Body
from codegen.planner.offline.chart import Node
from codegen.planner.offline.draft import Draft
from codegen.planner.offline.numbers import num, nums
from codegen.planner.offline.places import leaf
from codegen.planner.offline.values import Num, Units, Val, contradiction, millimetres, unread

if TYPE_CHECKING:
    from codegen.planner.offline.body_forms import Sizes

Section = dict[str, Any]


def sections(draft: Draft, sizes: Sizes, kind: str, units: Units, body: Body) -> list[Section] | None:
    """The lengths of the body from the bottom up; None: something is missing."""
    listed = _nodes(draft, "tsections")
    if listed:
        return _listed(listed, sizes, units)
    if kind == "FLANGED" or (kind == "STEPPED" and _nodes(draft, "flange_size")):
        return _flanged(draft, sizes, units, body)
    if kind == "CONE":
        return _cone(draft, sizes, units, body)
    if kind == "STEPPED":
        body.missing.append(("size", "/part"))
        return None
    cylinder = sizes.many("cyl")
    outside = cylinder[0] if cylinder else sizes.one("od")
    length = cylinder[1] if len(cylinder) > 1 else sizes.one("wide", "thick", "long", "height", "overall")
    if outside is None or length is None:
        body.missing.append(("size" if outside is None else "thickness", "/part"))
        return None
    return [{"diameter": leaf(outside, "diameter", units), "length": leaf(length, "length", units)}]


def _nodes(draft: Draft, rule: str) -> list[Node]:
    return [node for node in draft.whole if node.rule == rule]


def _section(diameter: Num, length: Num | None, units: Units) -> Section:
    out: Section = {"diameter": leaf(diameter, "diameter", units)}
    return out if length is None else out | {"length": leaf(length, "length", units)}


def _listed(listed: list[Node], sizes: Sizes, units: Units) -> list[Section]:
    if len(listed) > 1:
        raise unread(sizes.draft.text, [listed[1].span], say("the sections in one list, please"))
    pairs = [(nums(node)[0], nums(node)[1]) for node in listed[0].nodes("tsize")]
    order = [t.quantity.value for t in listed[0].tokens() if "ORD" in t.types and t.quantity is not None]
    if order and order != [float(k + 1) for k in range(len(pairs))]:
        raise unread(sizes.draft.text, [listed[0].span], say("the sections in order, please"))
    known = sizes.known.get("overall") or sizes.known.get("long")
    total = known[0] if known else None
    lengths = sum(millimetres(length, units) for _, length in pairs)
    if total is not None and abs(millimetres(total, units) - lengths) > 1e-6:
        raise contradiction(say("the lengths of the sections do not add up to the total"), total.span)
    return [_section(diameter, length, units) for diameter, length in pairs]


def _flanged(draft: Draft, sizes: Sizes, units: Units, body: Body) -> list[Section] | None:
    flanges, rests = _nodes(draft, "flange_size"), _nodes(draft, "rest_size")
    found = [
        nums(node)[:: -1 if node.node("fthick") is not None else 1] for node in flanges
    ]  # "8 thick, 60 in diameter"
    said = found + ([sizes.many("flange")] if "flange" in sizes.known else [])
    if not said and "od" in sizes.known and (wide := sizes.one("wide", "thick")) is not None:
        said = [[sizes.many("od")[0], wide]]
    if len(said) == 1 and not rests and "od" in sizes.known:  # "法兰外径60厚8，衬套外径40，总长50"
        return _flanged_parts(said[0], sizes.many("od"), sizes, units, body)
    if len(said) != 1 or len(rests) != 1 or len(said[0]) != 2:
        body.missing.append(("size", "/part"))
        return None
    return _flanged_parts(said[0], nums(rests[0]), sizes, units, body)


def _flanged_parts(flange: list[Num], rest: list[Num], sizes: Sizes, units: Units, body: Body) -> list[Section] | None:
    """The flange, then the rest up to the overall length."""
    if len(rest) == 1 and not sizes.known.keys() & {"overall", "long"}:
        body.missing.append(("length", "/part"))
        return None
    return [_section(flange[0], flange[1], units), _section(rest[0], rest[1] if len(rest) > 1 else None, units)]


def _cone(draft: Draft, sizes: Sizes, units: Units, body: Body) -> list[Section] | None:
    ends = _nodes(draft, "cone_ends")
    length = sizes.one("overall", "long", "height")
    if len(ends) != 1 or length is None:
        body.missing.append(("size" if len(ends) != 1 else "length", "/part"))
        return None
    first, second = sorted(nums(ends[0]), key=lambda v: -millimetres(v, units))
    if ends[0].has("TOP", "BOTTOM", "ZBOTTOM"):  # "top 60, bottom 30": as it stands
        first, second = _upright(ends[0])
    out = _section(first, length, units)
    return [out | {"shape": "cone", "end_diameter": leaf(second, "diameter", units)}]


def _upright(node: Node) -> tuple[Num, Num]:
    """The diameters at the bottom and at the top, where the ends are called so."""
    ends = [child for child in node.children if isinstance(child, Node) and child.rule in ("conebot", "conetop")]
    one, two = nums(node)
    return (one, two) if not ends or ends[0].rule == "conebot" else (two, one)


def _vee(node: Node, draft: Draft, units: Units) -> Section:
    """A V groove in the middle of the rim: two of its width, depth and angle."""
    if not node.has("CENTRE", "CENTRED"):
        raise unread(draft.text, [node.span], say("where on the rim?"))
    out: Section = {"shape": "v", "reference": "middle"}
    angles = [t for t in node.tokens() if "ANG" in t.types]
    items = [item for item in node.nodes("vitem") if item.has("DEEP", "WIDE")]
    for item in items:
        name = "depth" if item.has("DEEP") else "width"
        if name in out:
            raise contradiction(say("the groove's {name} is said twice", name=name), item.span)
        out[name] = leaf(nums(item)[0], name, units)
    if len(angles) > 1 or len(angles) + len(items) != 2:
        raise unread(draft.text, [node.span], say("a V groove has two of a width, a depth and an angle"))
    if angles:
        angle = num(angles[0])
        out["angle"] = Val(angle.value, "angle", angle.span, angle.text)
    return out


def grooves(draft: Draft, sizes: Sizes, units: Units) -> list[Section]:
    """Half-round grooves in the middle of the rim, their centre on the outside diameter."""
    found = _nodes(draft, "groove")
    vees = _nodes(draft, "v_groove")
    if vees:
        if found or len(vees) > 1:
            raise unread(draft.text, [vees[-1].span], say("which groove?"))
        return [_vee(vees[0], draft, units)]
    out = []
    for node in found:
        radius = nums(node)[-1]  # behind the "one" of "一道半圆槽"
        out.append({"shape": "half-round", "reference": "middle", "radius": leaf(radius, "radius", units)})
        for note in _nodes(draft, "groove_note"):
            for index, bottom in enumerate(nums(note)):
                outside = (sizes.known.get("od") or sizes.known.get("cyl") or [bottom])[0]
                on_rim = (
                    index == 0 and note.node("gdia") is not None and note.has("CENTRE")
                )  # "its centre on the 60 dia"
                expected = millimetres(outside, units) - (0 if on_rim else 2 * millimetres(radius, units))
                if abs(millimetres(bottom, units) - expected) > 1e-6:
                    raise contradiction(say("the groove's bottom does not lie there"), note.span)
    if len(found) > 1 or (_nodes(draft, "groove_note") and not found):
        raise unread(draft.text, [(found or _nodes(draft, "groove_note"))[-1].span], say("which groove?"))
    if found and not found[0].has("CENTRE", "CENTRED", "MIDWIDTH"):
        raise unread(draft.text, [found[0].span], say("where on the rim?"))
    return out
