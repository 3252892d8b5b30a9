"""Stock, part, material, datum and unit of a draft."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from codegen.messages import say
from codegen.planner.offline.chart import Node
from codegen.planner.offline.draft import Draft
from codegen.planner.offline.lex import Token
from codegen.planner.offline.numbers import nums, shared
from codegen.planner.offline.places import leaf
from codegen.planner.offline.values import Num, Units, Val, contradiction, millimetres, refusal, unread
from codegen.resources import grammar

_INCH: Final = ("in", "thou")
Shape = tuple[str, tuple[Num, ...], tuple[int, int]]


def decide_units(tokens: Iterable[Token], statements: Iterable[Node], language: str) -> Units:
    """The unit of bare numbers: as stated; else as the other quantities show; else mm in Chinese, and not known in English."""
    said = {"inch" if node.has("INCHES") else "mm" for node in statements}
    if len(said) > 1:
        raise contradiction(say("both inches and millimetres are named as the unit"))
    if said:
        return Units("inch") if said == {"inch"} else Units("mm")
    metric = inch = False
    tokens = tuple(tokens)
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
    if not metric and not inch:  # G20 alone: the numbers are what the program is to be in
        codes = {kind for token in tokens for kind in ("G20", "G21") if kind in token.types}
        metric, inch = codes == {"G21"}, codes == {"G20"}
    if language == "zh":
        return Units("mm", certain=metric or not inch, fractions=inch and not metric)
    return Units("inch" if inch and not metric else "mm", certain=metric != inch)


@dataclass
class Body:
    """Stock and part as they go into the intent, what is missing (slot, pointer), and what placing needs."""

    stock: dict[str, Any] | None = None
    part: dict[str, Any] | None = None
    missing: list[tuple[str, str]] = field(default_factory=list)
    size: tuple[float, float] | None = None
    round: bool = False
    height: Num | None = None  # of the stock
    answered: bool = False
    section: str = ""  # the shape of a section that runs along Y
    turned: bool = False
    axial: bool = False  # a hole without a place runs along its axis
    diameters: tuple[float, ...] = ()  # of a turned body, mm
    legs: tuple[Num, ...] = ()  # of an angle: the lying one, the standing one
    odd: bool = False  # a polygon whose middle is not that of its box
    ends: tuple[Num, Num] | None = None  # length and width of a plate with round ends
    sheet: bool = False  # flat, without a thickness
    features: list[dict[str, Any]] = field(default_factory=list)  # that the form brings with it
    notes: list[tuple[str, str, str]] = field(default_factory=list)  # pointer, key, detail


class BodyReader:
    """Reads the body nodes of a draft; ``design``: no program is wanted, so there is no stock."""

    def __init__(
        self, draft: Draft, units: Units, *, design: bool, answers: dict[str, list[Num]], flat: bool = False
    ) -> None:
        self.flat = flat
        self.draft, self.units, self.design, self.answers = draft, units, design, answers
        self.shapes: dict[str, Shape] = {}
        self.rounds: set[str] = set()  # roles whose body was called round
        self.into = False
        self.thick: list[Num] = []
        self.ready = any(node.rule == "ready" for node in draft.whole)

    def read(self) -> Body:
        """Stock and part. Raises Refused for sizes that contradict each other."""
        self._sizes()
        self._loose()
        if "stock_size" in self.answers:
            values = self.answers["stock_size"]
            kind = "cyl" if len(values) == 2 else "box"
            self.shapes["stock" if "part" in self.shapes else "plain"] = (kind, tuple(shared(values)), (0, 0))
        out = Body(round=bool(self.rounds))
        radius = self._radius()
        if self.into and "part" in self.shapes and "stock" not in self.shapes and "plain" in self.shapes:
            self.shapes["stock"] = self.shapes.pop("plain")  # "110x70x12, milled to 100x60x12"
            self.rounds = {"stock" if r == "plain" else r for r in self.rounds}
        plain, stock, part = (self.shapes.get(role) for role in ("plain", "stock", "part"))
        if part is not None and stock is None and plain is None and radius is None and self._whole():
            stock, part = part, None  # "工件黄铜，外形60×60×25"
        if plain is not None and part is not None and stock is None and self._cut_out():
            stock, plain = plain, None
        if plain is not None and part is not None:
            if not self._same(plain, part):
                raise contradiction(say("two sizes are given, and neither is called the stock"), plain[2])
            plain = None
        if stock is None and part is None and (radius is None or self.design):
            stock, plain = plain, None
            self.rounds = {"stock" if r == "plain" else r for r in self.rounds}
        part = part or plain
        part = self._as_thick(part, stock)
        if self.ready and stock is None:
            stock = part
        if radius is None and part is not None and stock is not None and self._same(part, stock):
            part = None
        if self.design:
            part, stock = part or stock, None
            if self.flat and part is not None and len(part[1]) == {"plan": 2, "cyl": 1}.get(part[0]):
                return self._sheet(part, radius, out)
        if part is not None and stock is not None:
            self._within(part, stock)
        if stock is not None and not self._lacks(stock):
            out.height = stock[1][-1]
        if stock is not None:
            out.stock = self._emit(stock, "/stock", out, round_said="stock" in self.rounds)
        elif not self.design:
            out.missing.append(("stock_size", "/stock"))
        if part is not None or radius is not None:
            out.part = (
                self._emit(part, "/part", out, round_said=bool(self.rounds & {"part", "plain"}))
                if part is not None
                else None
            )
            if radius is not None:
                if out.part is None:
                    out.missing.append(("size", "/part"))
                elif out.part["kind"] != "box":
                    raise contradiction(say("a round body has no corners to round"), radius.span)
                else:
                    out.part["corner_radius"] = leaf(radius, "corner radius", self.units)
        elif self.design:
            out.missing.append(("size", "/part"))
        self._measure(out, part or stock)
        return out

    def _cut_out(self) -> bool:
        """Whether the part is cut "out of the middle of it": of the body that was named before."""
        return any(node.rule == "part_centred" and node.has("OUTOFMID") for node in self.draft.whole)

    def _sheet(self, shape: Shape, radius: Num | None, out: Body) -> Body:
        """An outline without a thickness, where a drawing alone is wanted."""
        kind, values, _ = shape
        if kind == "cyl":
            outline: dict[str, Any] = {"kind": "circle", "diameter": leaf(values[0], "diameter", self.units)}
        else:
            sides = zip("xy", values, ("X size", "Y size"), strict=True)
            outline = {"kind": "rectangle"} | {axis: leaf(v, name, self.units) for axis, v, name in sides}
            if radius is not None:
                outline["corner_radius"] = leaf(radius, "corner radius", self.units)
        out.part, out.sheet = {"kind": "sheet", "outline": outline}, True
        self._measure(out, shape)
        return out

    def _within(self, part: Shape, stock: Shape) -> None:
        """Refuse a part whose outline is larger than its stock's, though its thickness is not known yet."""
        if part[0] != "plan" or stock[0] not in ("box", "plan"):
            return
        sizes = [[millimetres(v, self.units) for v in shape[1][:2]] for shape in (part, stock)]
        over = [(a, b) for a, b in zip(*map(sorted, sizes), strict=True) if a > b + 1e-6]
        if over:
            a, b = over[-1]
            raise refusal(
                "feature-outside-stock",
                say("the part is {part:g} mm one way, and the stock only {stock:g} mm", part=a, stock=b),
                part[2],
                say("take larger stock, or make the part smaller"),
            )

    # -- what was said

    def _sizes(self) -> None:
        role_before, end_before = "plain", -1
        for node in self.draft.body:
            role = self.role(node)
            if role == "plain" and "plain" in self.shapes and node.has("RAWW") and self._apart(node):
                role = "stock"  # "lid, 120 x 80 x 5; sheet 130 x 90 x 5"
            between = self.draft.text[end_before : node.span[0]].strip() if end_before >= 0 else "-"
            bare = not node.has("PLATE", "ROUND")  # "out of this blank: 6061, 120 x 80 x 10"
            if role == "plain" and not between.strip(" :：" + (",，" if bare else "")):
                role = role_before
            if any(t.types & {"ROUND", "ROUNDN"} and "PLATE" not in t.types for t in node.tokens()):
                self.rounds.add(role)
            for size in node.nodes("size", "plansize", "plan2", "rounddia"):
                self._put(role, self._shape(size))
            self.thick += [nums(sheet)[0] for sheet in node.nodes("sheet")]
            waiting = node.node("size") is None and role != "plain"
            role_before, end_before = (role, node.span[1]) if waiting else ("plain", -1)

        for fact in self.draft.plans:
            if any(f.kind == "pocket" and not f.facts.keys() & {"size2", "dia"} for f in self.draft.features):
                raise unread(self.draft.text, [fact.span or (0, 0)], say("the size of what?"))
            self._put("plain", ("plan", tuple(fact.value), fact.span or (0, 0)))

    def _apart(self, node: Node) -> bool:
        """Whether a node has another size than the body that was said before."""
        sizes = [self._shape(size) for size in node.nodes("size")]
        return any(not self._same(size, self.shapes["plain"]) for size in sizes)

    def _whole(self) -> bool:
        """Whether the only size is called that of the piece, not of what is to come out of it."""
        named = [t for n in self.draft.body if n.node("size", "plansize") for t in n.tokens() if "PART" in t.types]
        return bool(named) and not self.into and all(t.text in ("外形", "外形尺寸", "工件尺寸") for t in named)

    def role(self, node: Node) -> str:
        """stock, part or plain: which body a phrase speaks of."""
        if node.rule == "stock_plan":
            return "stock"
        if node.rule != "body":
            return "plain"
        of = [
            m.span for m in node.nodes("material")
        ]  # "150 x 100 x 8 made from 5052" is cut from nothing that has a size
        taken = any("CUTFROM" in t.types and not any(a <= t.start < b for a, b in of) for t in node.tokens())
        stock = node.has("STOCK", "BLANK", "RAW") or taken or (node.has("FROM") and node.node("size") is not None)
        into = node.has("INTO") or node.node("milled_to") is not None
        if stock and (into or node.has("PART")):
            raise unread(self.draft.text, [node.span], say("stock or part?"))
        if into:
            self.into = True
            return "part"
        return "stock" if stock else "part" if node.has("PART", "FINW") else "plain"

    def _shape(self, size: Node) -> Shape:
        values = tuple(shared(nums(size)))
        if size.rule == "rounddia":
            return "cyl", values, size.span
        if size.node("cubesize") is not None:
            return "box", values * 3, size.span
        if size.node("sqsize") is not None:
            return "box", (values[0], values[0], values[1]), size.span
        if size.node("thickfirst") is not None:
            return "box", (*values[1:], values[0]), size.span
        if size.node("cylsize") is not None:
            height, outside = size.node("ht"), size.node("od1")
            reverse = height is not None and outside is not None and height.span[0] < outside.span[0]
            return "cyl", values[::-1] if reverse else values, size.span
        plan = size.rule in ("plansize", "plan2") or size.node("lwsize") is not None
        if plan and len(values) == 1:  # "60 mm square plate"
            values *= 2
        return ("plan" if plan else "box"), values, size.span

    def _put(self, role: str, shape: Shape) -> None:
        known = self.shapes.setdefault(role, shape)
        short, full = sorted((known, shape), key=lambda s: len(s[1]))
        kinds = {known[0], shape[0]}
        if len(short[1]) < len(full[1]) and kinds in ({"cyl"}, {"plan", "box"}):
            if not self._same((full[0], full[1][: len(short[1])], full[2]), (full[0], *short[1:])):
                raise contradiction(say("two different sizes are given for the same body"), shape[2])
            self.shapes[role] = full
        elif not self._same(known, shape):
            raise contradiction(say("two different sizes are given for the same body"), shape[2])

    def _as_thick(self, part: Shape | None, stock: Shape | None) -> Shape | None:
        """A part whose thickness is not said, cut from stock of a known one, is as thick."""
        full = {"plan": 2, "cyl": 1}
        if part is None or stock is None or len(part[1]) != full.get(part[0]):
            return part
        if len(stock[1]) <= {"plan": 2, "cyl": 1, "box": 2, "thick": 9}[stock[0]]:
            return part
        return ("box" if part[0] == "plan" else "cyl"), (*part[1], stock[1][-1]), part[2]

    def _same(self, one: Shape, two: Shape) -> bool:
        """Equal in kind and size, "100 mm" being the same as 100 where bare numbers are millimetres."""
        sizes = [[round(millimetres(v, self.units), 6) for v in shape[1]] for shape in (one, two)]
        return one[0] == two[0] and sizes[0] == sizes[1]

    def _loose(self) -> None:
        """Thickness, outside diameter, length and width said apart from each other."""
        thick = [nums(n)[0] for n in self.draft.body if n.rule == "dim_thick"]
        outside = [nums(n)[0] for n in self.draft.body if n.rule == "od"]
        thick += [*self.thick, *self.answers.get("thickness", ())]
        loose = {f.slot: f.value for f in self.draft.size_facts}
        if len(set(thick)) > 1 or len(set(outside)) > 1 or len(loose) < len(self.draft.size_facts):
            raise contradiction(say("two different values are given for the same size"))
        named = [r for r in ("plain", "part", "stock") if r in self.shapes]
        role = next((r for r in named if self._lacks(self.shapes[r])), named[0] if named else "plain")
        if outside and named == ["stock"] and self.shapes["stock"][0] != "cyl":
            role = "part"  # a ring out of a square sheet
        shape = self.shapes.get(role)
        if (
            outside
            and role not in self.rounds - {"plain"}
            and shape is not None
            and shape[0] == "box"
            and not self._lacks(shape)
        ):
            self.shapes["stock"], role, shape = self.shapes.pop(role), "part", None  # "a ring of 70 OD: blank 80x80x12"
        if outside:
            if shape is not None and shape[:2] != ("cyl", (outside[0], *shape[1][1:])):
                raise contradiction(
                    say("an outside diameter is given for a body that has its size already"), outside[0].span
                )
            shape = shape or ("cyl", (outside[0],), outside[0].span or (0, 0))
        if loose.keys() == {"long"} and shape is not None and shape[0] == "cyl":
            thick, loose = [*thick, loose["long"]], {}
        if loose:
            if shape is not None or loose.keys() != {"long", "wide"}:
                spans = [f.span for f in self.draft.size_facts if f.span]
                raise unread(self.draft.text, spans, say("length and width of what?"))
            shape = ("plan", (loose["long"], loose["wide"]), loose["long"].span or (0, 0))
        other = self.shapes.get("stock") if role == "part" else None
        if thick and other is not None and other[0] == "plan" and shape is not None and shape[0] == "plan":
            self.shapes["stock"] = self._thickness(
                other, thick[0]
            )  # "12 thick plate, 200 x 120 finished from 210 x 130"
        if thick:
            shape = self._thickness(shape, thick[0])
        if shape is not None:
            self.shapes[role] = shape
        other = self.shapes.get("stock")
        if thick and role == "part" and other is not None and other[0] == "plan" and self._lacks(other):
            self.shapes["stock"] = self._thickness(other, thick[0])  # "12 thick, finished 200 x 120, blank 210 x 130"

    def _lacks(self, shape: Shape) -> bool:
        return len(shape[1]) <= {"plan": 2, "cyl": 1, "box": 2, "thick": 0}[shape[0]]

    def _thickness(self, shape: Shape | None, thick: Num) -> Shape:
        if shape is None:
            return "thick", (thick,), thick.span or (0, 0)
        kind, values, span = shape
        full = {"plan": 2, "cyl": 1, "box": 2}[kind]
        if len(values) > full:
            if not self._same(("thick", (values[full],), span), ("thick", (thick,), span)):
                raise contradiction(say("the thickness is said twice, differently"), thick.span)
            return shape
        return ("box" if kind == "plan" else kind), (*values, thick), span

    def _radius(self) -> Num | None:
        radii = {f.value[0]: f for f in self.draft.corner_facts if f.slot == "corner_r"}
        counts = [f for f in self.draft.corner_facts if f.slot == "corner_count"]
        if radii and any(f.slot == "sharp" for f in self.draft.corner_facts):
            raise contradiction(say("the corners are both sharp and rounded"), next(iter(radii)).span)
        if len(radii) > 1:
            raise contradiction(say("two different radii are given for the outside corners"))
        for fact in counts:
            if fact.value.value != 4:
                raise refusal("unsupported-request", say("only all four corners can be rounded alike"), fact.span)
        return next(iter(radii), None)

    # -- what goes into the intent

    def _emit(self, shape: Shape, pointer: str, out: Body, *, round_said: bool) -> dict[str, Any] | None:
        kind, values, _ = shape
        if kind == "box":
            if round_said:
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
        out.round = kind == "cyl" or (out.round and kind == "thick")
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
    tokens += [t for node in draft.body for m in node.nodes("material") for t in m.tokens() if "GRADEN" in t.types]
    grades = {t.name: t for t in tokens if t.quantity is not None}
    names = {t.name: t for t in tokens if t.quantity is None}
    if len(grades) > 1:
        raise contradiction(
            say("two materials are named: {grades}", grades=" and ".join(sorted(grades))),
            (tokens[0].start and (tokens[0].start, tokens[0].end)) or None,
        )
    if grades:
        grade, token = next(iter(grades.items()))
        family = "steel" if grade in ("45", "20") else _families()[grade.lower()]
        for name, other in names.items():
            if not _agree(name, family):
                raise contradiction(say("{grade} is not {name}", grade=grade, name=name), (other.start, other.end))
        shown = f"{grade}钢" if grade in ("45", "20") else grade
        return Val(_tempered(draft, shown), "material", (token.start, token.end), token.text)
    if not names:
        return None
    best = max(names, key=len)
    for name, other in names.items():
        if not _agree(name, best):
            raise contradiction(
                say("two materials are named: {name} and {other}", name=name, other=best), (other.start, other.end)
            )
    return Val(best, "material", (names[best].start, names[best].end), names[best].text)


def _tempered(draft: Draft, grade: str) -> str:
    """The grade with the temper that was said beside it: "6082 T6" is 6082-T6, if the tables know it."""
    tempers = {t.text.upper(): t for node in draft.body for t in node.tokens() if "TEMPER" in t.types}
    for name, token in tempers.items():
        if f"{grade}-{name}".lower() not in _families():
            raise unread(draft.text, [(token.start, token.end)], say("no temper of {grade}", grade=grade))
        return f"{grade}-{name}"
    return grade


def _agree(one: str, two: str) -> bool:
    return one == two or one.endswith(f" {two}") or two.endswith(f" {one}")
