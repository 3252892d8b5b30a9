"""Stock, part, material, datum and unit of a draft."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final

from codegen.planner.offline.chart import Node
from codegen.planner.offline.draft import Draft
from codegen.planner.offline.lex import Token
from codegen.planner.offline.numbers import num, nums, shared
from codegen.planner.offline.places import leaf
from codegen.planner.offline.values import Num, Units, Val, contradiction, millimetres, refusal, unread
from codegen.resources import grammar

_INCH: Final = ("in", "thou")
Shape = tuple[str, tuple[Num, ...], tuple[int, int]]


def decide_units(tokens: Iterable[Token], statements: Iterable[Node], language: str) -> Units:
    """The unit of bare numbers: as stated; else as the other quantities show; else mm in Chinese, and not known in English."""
    said = {"inch" if node.has("INCHES") else "mm" for node in statements}
    if len(said) > 1:
        raise contradiction("both inches and millimetres are named as the unit")
    if said:
        return Units("inch") if said == {"inch"} else Units("mm")
    metric = inch = False
    for token in tokens:
        quantity = token.quantity
        if quantity is None:
            continue
        if quantity.kind == "thread":
            metric, inch = metric or quantity.prefix == "M", inch or quantity.prefix != "M"
        elif quantity.unit in _INCH or (quantity.unit is None and "/" in quantity.nominal):
            inch = True
        elif quantity.unit in ("mm", "cm", "um", "丝"):
            metric = True
    if language == "zh":
        return Units("mm", certain=metric or not inch)
    return Units("inch" if inch and not metric else "mm", certain=metric != inch)


@dataclass
class Body:
    """Stock and part as they go into the intent, what is missing (slot, pointer), and what placing needs."""

    stock: dict[str, Any] | None = None
    part: dict[str, Any] | None = None
    missing: list[tuple[str, str]] = field(default_factory=list)
    size: tuple[float, float] | None = None
    round: bool = False
    answered: bool = False


class BodyReader:
    """Reads the body nodes of a draft; ``design``: no program is wanted, so there is no stock."""

    def __init__(self, draft: Draft, units: Units, *, design: bool, answers: dict[str, list[Num]]) -> None:
        self.draft, self.units, self.design, self.answers = draft, units, design, answers
        self.shapes: dict[str, Shape] = {}
        self.ready = any(node.rule == "ready" for node in draft.whole)

    def read(self) -> Body:
        """Stock and part. Raises Refused for sizes that contradict each other."""
        self._sizes()
        self._loose()
        if "stock_size" in self.answers:
            values = self.answers["stock_size"]
            kind = "cyl" if len(values) == 2 else "box"
            self.shapes["stock" if "part" in self.shapes else "plain"] = (kind, tuple(shared(values)), (0, 0))
        out = Body(round=any(node.has("ROUND") for node in self.draft.body))
        radius = self._radius()
        plain, stock, part = (self.shapes.get(role) for role in ("plain", "stock", "part"))
        if plain is not None and part is not None:
            if not self._same(plain, part):
                raise contradiction("two sizes are given, and neither is called the stock", plain[2])
            plain = None
        if stock is None and part is None and (radius is None or self.design):
            stock, plain = plain, None
        part = part or plain
        if self.ready and stock is None:
            stock = part
        if radius is None and part is not None and stock is not None and self._same(part, stock):
            part = None
        if self.design:
            part, stock = part or stock, None
        if stock is not None:
            out.stock = self._emit(stock, "/stock", out)
        elif not self.design:
            out.missing.append(("stock_size", "/stock"))
        if part is not None or radius is not None:
            out.part = self._emit(part, "/part", out) if part is not None else None
            if radius is not None:
                if out.part is None:
                    out.missing.append(("size", "/part"))
                elif out.part["kind"] != "box":
                    raise contradiction("a round body has no corners to round", radius.span)
                else:
                    out.part["corner_radius"] = leaf(radius, "corner radius", self.units)
        elif self.design:
            out.missing.append(("size", "/part"))
        self._measure(out, part or stock)
        return out

    # -- what was said

    def _sizes(self) -> None:
        role_before, end_before = "plain", -1
        for node in self.draft.body:
            role = self._role(node)
            if role == "plain" and end_before >= 0 and not self.draft.text[end_before : node.span[0]].strip(" :："):
                role = role_before
            for size in node.nodes("size", "plansize"):
                self._put(role, self._shape(size))
            waiting = node.node("size") is None and role != "plain"
            role_before, end_before = (role, node.span[1]) if waiting else ("plain", -1)

    def _role(self, node: Node) -> str:
        if node.rule != "body":
            return "plain"
        stock = node.has("STOCK", "BLANK", "RAW", "CUTFROM") or (node.has("FROM") and node.node("size") is not None)
        if stock and node.has("PART"):
            raise unread(self.draft.text, [node.span], "stock or part?")
        return "stock" if stock else "part" if node.has("PART") else "plain"

    def _shape(self, size: Node) -> Shape:
        values = tuple(shared(nums(size)))
        if size.node("sqsize") is not None:
            return "box", (values[0], values[0], values[1]), size.span
        if size.node("cylsize") is not None:
            return "cyl", values, size.span
        plan = size.rule == "plansize" or size.node("lwsize") is not None
        return ("plan" if plan else "box"), values, size.span

    def _put(self, role: str, shape: Shape) -> None:
        known = self.shapes.setdefault(role, shape)
        if not self._same(known, shape):
            raise contradiction("two different sizes are given for the same body", shape[2])

    def _same(self, one: Shape, two: Shape) -> bool:
        """Equal in kind and size, "100 mm" being the same as 100 where bare numbers are millimetres."""
        sizes = [[round(millimetres(v, self.units), 6) for v in shape[1]] for shape in (one, two)]
        return one[0] == two[0] and sizes[0] == sizes[1]

    def _loose(self) -> None:
        """Thickness, outside diameter, length and width said apart from each other."""
        thick = [nums(n)[0] for n in self.draft.body if n.rule == "dim_thick"]
        outside = [nums(n)[0] for n in self.draft.body if n.rule == "od"]
        outside += [nums(d)[0] for n in self.draft.body for d in n.nodes("rounddia")]
        thick += list(self.answers.get("thickness", ()))
        loose = {f.slot: f.value for f in self.draft.size_facts}
        if len(set(thick)) > 1 or len(set(outside)) > 1 or len(loose) < len(self.draft.size_facts):
            raise contradiction("two different values are given for the same size")
        role = next((r for r in ("plain", "part", "stock") if r in self.shapes), "plain")
        shape = self.shapes.get(role)
        if outside:
            if shape is not None and shape[:2] != ("cyl", (outside[0], *shape[1][1:])):
                raise contradiction(
                    "an outside diameter is given for a body that has its size already", outside[0].span
                )
            shape = shape or ("cyl", (outside[0],), outside[0].span or (0, 0))
        if loose.keys() == {"long"} and shape is not None and shape[0] == "cyl":
            thick, loose = [*thick, loose["long"]], {}
        if loose:
            if shape is not None or loose.keys() != {"long", "wide"}:
                spans = [f.span for f in self.draft.size_facts if f.span]
                raise unread(self.draft.text, spans, "length and width of what?")
            shape = ("plan", (loose["long"], loose["wide"]), loose["long"].span or (0, 0))
        if thick:
            shape = self._thickness(shape, thick[0])
        if shape is not None:
            self.shapes[role] = shape

    def _thickness(self, shape: Shape | None, thick: Num) -> Shape:
        if shape is None:
            return "thick", (thick,), thick.span or (0, 0)
        kind, values, span = shape
        full = {"plan": 2, "cyl": 1, "box": 2}[kind]
        if len(values) > full:
            if values[full] != thick:
                raise contradiction("the thickness is said twice, differently", thick.span)
            return shape
        return ("box" if kind == "plan" else kind), (*values, thick), span

    def _radius(self) -> Num | None:
        radii = {f.value[0]: f for f in self.draft.corner_facts if f.slot == "corner_r"}
        counts = [f for f in self.draft.corner_facts if f.slot == "corner_count"]
        if len(radii) > 1:
            raise contradiction("two different radii are given for the outside corners")
        for fact in counts:
            if fact.value.value != 4:
                raise refusal("unsupported-request", "only all four corners can be rounded alike", fact.span)
        return next(iter(radii), None)

    # -- what goes into the intent

    def _emit(self, shape: Shape, pointer: str, out: Body) -> dict[str, Any] | None:
        kind, values, _ = shape
        if kind == "box":
            if out.round:
                out.missing.append(("stock_shape", pointer))
            return {"kind": "box"} | {
                axis: leaf(v, name, self.units)
                for axis, v, name in zip("xyz", values, ("X size", "Y size", "thickness"), strict=True)
            }
        if kind == "cyl" and len(values) == 2:
            names = ("diameter", "height")
            return {"kind": "cylinder"} | {n: leaf(v, n, self.units) for n, v in zip(names, values, strict=True)}
        slot = {"/stock": "stock_size", "/part": "size"}[pointer] if kind == "thick" else "thickness"
        out.missing.append((slot, pointer))
        return None

    def _measure(self, out: Body, shape: Shape | None) -> None:
        if shape is None:
            return
        kind, values, _ = shape
        out.round = out.round or kind == "cyl"
        if kind in ("box", "plan"):
            out.size = (millimetres(values[0], self.units), millimetres(values[1], self.units))


# -- material ---------------------------------------------------------------------------------------------------------


@cache
def _families() -> dict[str, str]:
    table = tomllib.loads(grammar("request/materials.toml"))["grades"]
    return {grade: family for family, grades in table.items() for grade in grades}


def material(draft: Draft) -> Val | None:
    """The material's name: the grade if one was said, else the plain name. Raises Refused when two contradict."""
    tokens = [t for node in draft.body for mat in node.nodes("mat") for t in mat.tokens() if "MAT" in t.types]
    grades = {t.name: t for t in tokens if t.quantity is not None}
    names = {t.name: t for t in tokens if t.quantity is None}
    if len(grades) > 1:
        raise contradiction(
            f"two materials are named: {' and '.join(sorted(grades))}",
            (tokens[0].start and (tokens[0].start, tokens[0].end)) or None,
        )
    if grades:
        grade, token = next(iter(grades.items()))
        family = "steel" if grade in ("45", "20") else _families()[grade.lower()]
        for name, other in names.items():
            if not _agree(name, family):
                raise contradiction(f"{grade} is not {name}", (other.start, other.end))
        shown = f"{grade}钢" if grade in ("45", "20") else grade
        return Val(shown, "material", (token.start, token.end), token.text)
    if not names:
        return None
    best = max(names, key=len)
    for name, other in names.items():
        if not _agree(name, best):
            raise contradiction(f"two materials are named: {name} and {best}", (other.start, other.end))
    return Val(best, "material", (names[best].start, names[best].end), names[best].text)


def _agree(one: str, two: str) -> bool:
    return one == two or one.endswith(f" {two}") or two.endswith(f" {one}")


# -- datum ------------------------------------------------------------------------------------------------------------

_ACROSS: Final = {"LEFT": "left", "RIGHT": "right"}
_PLAIN_ALONG: Final = {"FRONT": "front", "BACK": "back", "LOWER": "front", "UPPER": "back"}


def datum(draft: Draft, body: Body, units: Units, face_depth: Num | None) -> dict[str, Any] | None:
    """What is zero, or None if nothing was said. Raises Refused when it was said twice, differently."""
    places = [node for node in draft.whole if node.rule == "datum"]
    heights = [node for node in draft.whole if node.rule == "datum_z"]
    if not places and not heights:
        return None
    found = [_place(draft, node, heights, body) for node in places]
    if any(f != found[0] for f in found[1:]):
        raise contradiction("zero is given in two places", places[1].span)
    out: dict[str, Any] = {"of": "stock", "across": "left", "along": "front", "height": "top"}
    if found:
        span = places[0].span
        out = found[0] | {"across": Val(found[0]["across"], "datum", span, draft.text[slice(*span)])}
    for node in heights:
        value = num(node.token("ZN"))
        if node.has("ZBOTTOM"):
            if value.value or any(place.node("ztop") is not None for place in places):
                raise unread(draft.text, [node.span], "is zero on top or at the bottom?")
            out["height"] = "bottom"
        elif node.has("AFTERFACING"):
            if face_depth is None or value.value:
                raise unread(draft.text, [node.span], "no face is milled")
            out["z"] = replace(leaf(face_depth, "zero after facing", units), origin="expression")
        elif value.value:
            out["z"] = leaf(value, "Z of the top", units)
        elif face_depth is not None and not _names_raw(draft, node):
            raise unread(draft.text, [node.span], "the top before or after facing?")
    if len(heights) > 1:
        raise contradiction("Z zero is given twice", heights[1].span)
    return out


def _names_raw(draft: Draft, node: Node) -> bool:
    words = draft.text[node.span[0] : node.span[1]].lower()
    return node.has("STOCK", "BLANK", "RAW") or "raw" in words


def _place(draft: Draft, node: Node, heights: list[Node], body: Body) -> dict[str, Any]:
    if any(v.value for zw in node.nodes("zw") for v in nums(zw)):
        raise unread(draft.text, [node.span], "zero is where X and Y are 0")
    out: dict[str, Any] = {"of": "stock", "across": "centre", "along": "centre", "height": "top"}
    sides = [t for side in node.nodes("side") for t in side.tokens()]
    top = node.node("ztop") is not None
    if sides:
        kinds = [next(k for k in (*_ACROSS, *_PLAIN_ALONG, "BOTTOM") if k in t.types) for t in sides]
        across = [_ACROSS[k] for k in kinds if k in _ACROSS]
        along = [_PLAIN_ALONG[k] for k in kinds if k in _PLAIN_ALONG]
        if "BOTTOM" in kinds and (top or heights):
            along.append("front")  # "bottom left" of the plan view, once the height is said apart
        if len(across) != 1 or len(along) != 1:
            raise unread(draft.text, [node.span], "which corner?")
        out["across"], out["along"] = across[0], along[0]
    if body.part is not None and body.stock is not None:
        if node.has("STOCK", "BLANK", "RAW"):
            out["of"] = "stock"
        elif node.has("PART", "PLATE", "ROUND") or not sides:
            out["of"] = "part"
        else:
            out["unclear"] = True
    elif body.part is not None:
        out["of"] = "part"
    return out
