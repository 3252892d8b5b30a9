"""Bodies beyond blocks and discs: polygons, triangles, angles and channels, turned bodies, boxes with walls.

A form is a noun ("stepped shaft", "L-bracket"). What is said of its sizes is taken from the phrases about the body; what no
form takes in refuses the request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from codegen.messages import say
from codegen.planner.offline.body import Body
from codegen.planner.offline.body_polygon import SIDES, polygon, triangle
from codegen.planner.offline.chart import Node
from codegen.planner.offline.draft import Draft
from codegen.planner.offline.numbers import nums, shared
from codegen.planner.offline.places import leaf
from codegen.planner.offline.values import Num, Units, contradiction, millimetres, unread

FORMS: Final = (
    "HEX",
    "OCT",
    "PENT",
    "RTRI",
    "LBRACKET",
    "UCHANNEL",
    "TSECTION",
    "STEPPED",
    "PULLEY",
    "FLANGED",
    "CONE",
    "TRAY",
    "LINK",
    "TRI",
    "BOXTUBE",
    "WEDGE",
)
_SECTIONS: Final = {"LBRACKET": "L", "UCHANNEL": "U", "TSECTION": "T", "BOXTUBE": "box"}
_TURNED: Final = frozenset({"STEPPED", "PULLEY", "FLANGED", "CONE"})


@dataclass
class Sizes:
    """Sizes that were said of a form, by name; a size that nothing takes is unread."""

    draft: Draft
    known: dict[str, list[Num]] = field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    named: dict[str, Num] = field(default_factory=dict)  # a box by the names of its sides: "长80，宽60，高40"

    def put(self, name: str, values: list[Num], span: tuple[int, int]) -> None:
        """Note a size. Raises Refused where it was said before, differently."""
        if self.known.setdefault(name, values) != values:
            raise contradiction(say("two different values are given for the {name}", name=name), span)
        self.spans.setdefault(name, span)

    def one(self, *names: str) -> Num | None:
        """The first of ``names`` that was said, as one number."""
        for name in names:
            if name in self.known and name not in self.used:
                self.used.add(name)
                return self.known[name][0]
        return None

    def many(self, name: str) -> list[Num]:
        """All numbers of a size; none if it was not said."""
        self.used.add(name)
        return self.known.get(name, [])

    def left(self) -> list[tuple[int, int]]:
        """Where the sizes stand that nothing took."""
        return [self.spans[name] for name in self.known.keys() - self.used]


def read_form(draft: Draft, units: Units, *, design: bool) -> Body:
    """Part (and nothing else) of a draft with a form. Raises Refused."""
    form = next(node for node in draft.whole if node.rule in ("form", "round_ends"))
    kinds = {kind for node in draft.whole if node.rule == "form" for kind in FORMS if node.has(kind)}
    if len(kinds) > 1:
        raise contradiction(say("two shapes of body are named"), form.span)
    kind = kinds.pop() if kinds else "LINK"  # "a plate, both ends full radius"
    foreign = [n.span for n in draft.whole if n.rule in _ONLY and kind not in _ONLY[n.rule]]
    if foreign:
        raise unread(draft.text, foreign, say("not of such a body"))
    sizes = _sizes(draft)
    body = Body()
    if kind in SIDES:
        polygon(sizes, SIDES[kind], units, body, design=design)
    elif kind == "RTRI":
        triangle(draft, sizes, units, body)
    elif kind in _SECTIONS:
        _section(sizes, _SECTIONS[kind], units, body)
    elif kind in _TURNED:
        _turned(draft, sizes, kind, units, body)
    elif kind == "WEDGE":
        from codegen.planner.offline.body_more import wedge

        wedge(sizes, units, body)
    elif kind == "LINK":
        _link(draft, sizes, units, body)
    else:
        _tray(draft, sizes, units, body)
    if sizes.left():
        raise unread(draft.text, sizes.left(), say("no size of such a body"))
    no_features(draft)
    return body


# -- what was said -----------------------------------------------------------------------------------------------------


def _sizes(draft: Draft) -> Sizes:
    out = Sizes(draft)
    flanged = any(node.rule == "form" and node.has("FLANGED") for node in draft.whole)
    for node in draft.body:
        if node.rule == "dim_thick":
            out.put("height" if node.has("HIGH") else "thick", nums(node), node.span)
        elif node.rule == "od":
            out.put("od", nums(node), node.span)
        for size in node.nodes("size", "plansize", "rounddia"):
            name = "od" if size.rule == "rounddia" else "box" if len(nums(size)) == 3 else "plan"
            if size.node("cylsize") is not None:
                name = "flange" if node.has("FLANGEW") and flanged else "cyl"
            out.put(name, shared(nums(size)), size.span)
            if name == "box":
                kinds = [k for t in size.tokens() for k in ("LONG", "WIDE", "HIGH") if k in t.types]
                if sorted(kinds) == ["HIGH", "LONG", "WIDE"]:
                    out.named = dict(zip(kinds, shared(nums(size)), strict=True))
        for sheet in node.nodes("sheet"):
            out.put("thick", nums(sheet), sheet.span)
    for fact in [*draft.size_facts, *draft.plans]:
        values = list(fact.value) if isinstance(fact.value, tuple) else [fact.value]
        out.put({"size2": "plan"}.get(fact.slot, fact.slot), values, fact.span or (0, 0))
    for fact in draft.corner_facts:
        if fact.slot == "corner_r":
            where = fact.value[1]
            out.put("inside_r" if where == "inside" else "outside_r", [fact.value[0]], fact.span or (0, 0))
    for node in draft.whole:
        if node.rule in _NAMED:
            values = nums(node)
            if node.rule == "corner_radii" and _inside_first(node):
                values.reverse()
            if node.rule == "legs" and node.has("ALONG"):
                values = _along(draft, node)
            out.put(_NAMED[node.rule], values, node.span)
    return out


def _along(draft: Draft, node: Node) -> list[Num]:
    """Legs with a direction: in "100 and 80, the 100 along X": that along X first."""
    one, two, named = nums(node)
    if named.value not in (one.value, two.value) or one.value == two.value:
        raise unread(draft.text, [node.span], say("which leg lies there?"))
    along_x = node.node("xdir") is not None and node.has("XAXIS", "XLETTER")
    return [one, two] if (named.value == one.value) == along_x else [two, one]


def _inside_first(node: Node) -> bool:
    words = [kind for t in node.tokens() for kind in ("INSIDE", "OUTSIDE") if kind in t.types]
    numbers = [t.types & {"RAD", "NUM", "LEN"} != set() for t in node.tokens()]
    return bool(words) and words[0] == "INSIDE" and not numbers[0] and node.children[0] is next(iter(node.tokens()))


_ONLY: Final = {
    "cone_ends": {"CONE"}, "thick_ends": {"WEDGE"}, "v_groove": {"PULLEY", "STEPPED"}, "open_top": {"TRAY"},
    "groove": _TURNED, "groove_note": _TURNED, "tsections": _TURNED, "flange_size": {"FLANGED", "STEPPED"},
    "rest_size": {"FLANGED", "STEPPED"}, "right_angle": {"RTRI"}, "flats_parallel": set(SIDES),
    "regular_note": set(SIDES), "half_size": {"FLANGED"},
    "round_ends": {"LINK"},
}  # fmt: skip
"""Phrases that only some forms take in."""

_NAMED: Final = {name: name for name in (
    "across_flats", "across_corners", "legs", "walls", "floor_thick", "corner_radii", "inside_wide", "poly_side", "thick_ends",
    "half_size",
)} | {"sheet_in": "thick"}  # fmt: skip
"""Phrases that are a size of a form by themselves, and what it is called."""


def no_features(draft: Draft) -> None:
    """There must be none, where "no holes" is said."""
    kinds = (
        ("hole", ("hole", "孔")),
        ("chamfer", ("chamfer", "倒角")),
        ("fillet", ("fillet", "radii")),
        ("slot", ("keyway", "键槽")),
    )
    for node in (n for n in draft.whole if n.rule == "no_feature"):
        words = draft.text[slice(*node.span)].lower()
        if any(f.kind == kind for kind, names in kinds for f in draft.features if any(name in words for name in names)):
            raise contradiction(say("what is not wanted was asked for"), node.span)


# -- prisms ------------------------------------------------------------------------------------------------------------


def _link(draft: Draft, sizes: Sizes, units: Units, body: Body) -> None:
    """A plate with round ends: length over the ends and width."""
    plan, box = sizes.many("plan"), sizes.many("box")
    length = (plan or box)[0] if plan or box else sizes.one("overall", "long")
    width = (plan or box)[1] if plan or box else sizes.one("wide")
    ends = [node for node in draft.whole if node.rule == "round_ends"]
    if not ends:
        raise unread(draft.text, [next(n.span for n in draft.whole if n.rule == "form")], say("are its ends round?"))
    if length is None or width is None:
        body.missing.append(("size", "/part"))
        return
    for radius in [*(v for node in ends for v in nums(node)), *sizes.many("outside_r")]:
        if abs(2 * millimetres(radius, units) - millimetres(width, units)) > 1e-6:
            raise contradiction(say("the ends are not half as wide as the body"), radius.span)
    outline = {"kind": "slot", "length": leaf(length, "length", units), "width": leaf(width, "width", units)}
    body.ends = (length, width)
    thick = box[2] if box else sizes.one("thick", "height")
    if thick is None and draft.design == ["dxf"]:
        body.part, body.sheet = {"kind": "sheet", "outline": outline}, True
    elif thick is None:
        body.missing.append(("thickness", "/part"))
    else:
        body.part = {"kind": "extrusion", "outline": outline, "height": leaf(thick, "thickness", units)}
    body.size = (millimetres(length, units), millimetres(width, units))


# -- sections ----------------------------------------------------------------------------------------------------------


def _section(sizes: Sizes, shape: str, units: Units, body: Body) -> None:
    box = sizes.many("box")
    legs, thick = sizes.many("legs"), sizes.one("thick", "walls")
    if sizes.named and shape != "L":
        values = {"wide": "WIDE", "height": "HIGH", "long": "LONG"}
        for slot, side in values.items():
            sizes.put(slot, [sizes.named[side]], sizes.spans["box"])
        box = []
    if box and thick is None:  # "60 x 40 x 4 channel", "50 x 50 x 5 angle": by their standard designation
        thick, box = box[2], box[:2]
    if box and legs:
        raise contradiction(say("the legs are said twice"), sizes.spans["legs"])
    if len(box) == 3 and thick is not None and box[2] == thick:  # "50 x 50 x 3, wall 3"
        box = box[:2]
    if len(box) == 3 or (box and shape not in ("L", "box")):
        raise unread(sizes.draft.text, [sizes.spans["box"]], say("say width, height and length by name"))
    if shape == "L":
        width, height = _legs(legs or box)
        length = sizes.one("wide", "long")
    else:
        if not box and shape == "box":
            box = sizes.many("plan")
        width = box[0] if box else sizes.one("wide")
        height = box[1] if box else sizes.one("height") or (legs[0] if len(legs) == 1 else None)
        length = sizes.one("long", "overall")
    inside = sizes.one("inside_wide") if shape == "U" and width is None else None
    for value, slot in ((width or inside, "size"), (height, "size"), (length, "length"), (thick, "thickness")):
        if value is None and (slot, "/part") not in body.missing:
            body.missing.append((slot, "/part"))
    if (width is None and inside is None) or height is None or length is None or thick is None:
        return
    wide = leaf(width, "width", units) if width is not None else None
    if wide is None and inside is not None:
        from codegen.planner.offline.body_more import computed

        over = millimetres(inside, units) + 2 * millimetres(thick, units)
        wide = computed(sizes.draft, units, over, "width", [inside, thick])
        width = Num(over, "mm")
    profile: dict[str, Any] = {
        "kind": "section",
        "shape": shape,
        "width": wide,
        "height": leaf(height, "height", units),
        "thickness": leaf(thick, "thickness", units),
    }
    for name, slot in (("inside_radius", "inside_r"), ("outside_radius", "outside_r")):
        radius = sizes.one(slot)
        if radius is not None:
            profile[name] = leaf(radius, "radius", units)
    body.part = {"kind": "section", "profile": profile, "length": leaf(length, "length", units)}
    body.size = (millimetres(width or Num(0.0), units), millimetres(length, units))
    body.section = shape
    if shape == "L" and width is not None:
        body.legs = (width, height)


def _legs(values: list[Num]) -> tuple[Num | None, Num | None]:
    return (values[0], values[-1]) if values else (None, None)


# -- turned ------------------------------------------------------------------------------------------------------------


def _turned(draft: Draft, sizes: Sizes, kind: str, units: Units, body: Body) -> None:
    from codegen.planner.offline.body_turned import grooves, sections

    made = sections(draft, sizes, kind, units, body)
    if made is None:
        return
    part: dict[str, Any] = {"kind": "turned", "sections": made}
    total = sizes.one("overall", "long")
    if total is not None and kind != "PULLEY":
        part["length"] = leaf(total, "length", units)
    found = grooves(draft, sizes, units)
    if found:
        part["grooves"] = found
    body.part, body.round, body.turned = part, True, True
    body.diameters = tuple(millimetres(v, units) for v in _numbers(made))


def _numbers(made: list[dict[str, Any]]) -> list[Num]:
    return [Num(0.0) if not isinstance(s["diameter"].value, float) else Num(s["diameter"].value) for s in made]


# -- boxes with walls ----------------------------------------------------------------------------------------------------


def _tray(draft: Draft, sizes: Sizes, units: Units, body: Body) -> None:
    box, plan = sizes.many("box"), sizes.many("plan")
    if plan and not box:
        height = sizes.one("height")
        box = [*plan, height] if height is not None else []
    wall, floor = sizes.one("walls", "thick"), sizes.one("floor_thick")
    radii = sizes.many("corner_radii")
    outside = radii[0] if radii else sizes.one("outside_r")
    inside = radii[-1] if radii else sizes.one("inside_r")
    if len(box) != 3:
        body.missing.append(("size", "/part"))
        return
    if wall is None:
        body.missing.append(("thickness", "/part"))
        return
    if not any(node.rule == "open_top" for node in draft.whole) and not _named_open(draft):
        raise unread(draft.text, [sizes.spans.get("walls", (0, 0))], say("is the box open at the top?"))
    part: dict[str, Any] = {"kind": "box"} | {
        axis: leaf(v, name, units) for axis, v, name in zip("xyz", box, ("X size", "Y size", "height"), strict=True)
    }
    shell: dict[str, Any] = {"kind": "shell", "id": "inside", "wall": leaf(wall, "wall", units), "open": "top"}
    if outside is not None:
        part["corner_radius"] = leaf(outside, "corner radius", units)
    if floor is not None:
        shell["floor"] = leaf(floor, "floor", units)
    if inside is not None:
        shell["inside_radius"] = leaf(inside, "inside radius", units)
    body.part = part
    body.features.append(shell)
    body.size = (millimetres(box[0], units), millimetres(box[1], units))


def _named_open(draft: Draft) -> bool:
    """A tray is open; a box may be closed."""
    words = [draft.text[slice(*node.span)].lower() for node in draft.whole if node.rule == "form"]
    return any(name in text for text in words for name in ("tray", "open", "开口", "无盖", "敞口"))


Reader = Callable[..., Any]


def of_form(node: Node) -> bool:
    """Whether a phrase speaks of such a body alone."""
    nothing_else = node.rule == "no_feature" and any("other" in t.text.lower() for t in node.tokens())
    return node.rule in FORM_RULES and not nothing_else


FORM_RULES: Final = frozenset(
    {
        "form", "round_ends", "across_flats", "across_corners", "flats_parallel", "legs", "right_angle", "tsections",
        "flange_size", "rest_size", "groove", "groove_note", "walls", "floor_thick", "no_feature", "open_top",
        "corner_radii", "measured_note", "regular_note",
        "cone_ends", "inside_wide", "poly_side", "v_groove", "half_size", "thick_ends", "sheet_in",
    }
)  # fmt: skip
