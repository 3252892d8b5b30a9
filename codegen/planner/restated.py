"""Quantities that were said and need no value of their own in the intent, because something in it answers to them.

A said zero or another default, a coordinate that another statement already gave ("finished face at Z-1.5"), the body's size
said twice, the screw that a hole is for, G21. Each rule compares with what the intent holds: a wrong restatement stays open.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from pydantic import BaseModel

from codegen.errors import UnknownName
from codegen.model.intent import (
    At,
    BoltCircle,
    BoxBody,
    BoxStock,
    ChamferFeature,
    Corners,
    CylinderBody,
    CylinderStock,
    EdgeMidpoints,
    ExtrudedBody,
    FilletFeature,
    HoleFeature,
    Intent,
    Linear,
    Mirror,
    Position,
    Rectangle,
    SectionOutline,
    SlotOutline,
    TurnedBody,
)
from codegen.planner.cues import Cue, product_gap
from codegen.planner.folding import fold
from codegen.planner.follows import following
from codegen.planner.implied import lines_of
from codegen.planner.leaves import defaults, numbers, walk
from codegen.planner.quantities import Quantity
from codegen.units import Unit

_ACROSS: Final[Mapping[str, int]] = {"left": -1, "front": -1, "centre": 0, "right": 1, "back": 1}
_FIRST: Final = re.compile(r"^[ |]*(\d{1,3})(?![\d.])[ |,].*$", re.MULTILINE)
_MARK: Final = re.compile(
    r"(?:^|(?<=[;:。]))[ ]*\(?(\d{1,2})(?:[.、:](?!\d)|、(?=\d+[ ]?[-个只条处])|\)|\.(?=\d{1,2} ?[×xX*-] ?[MmØ]))",
    re.MULTILINE,
)
_DIRECTED: Final = re.compile(r"\s*(?:mm)?\s*(?:的?[那条个边]{0,3}(?:沿|平行)|(?:one |leg |side )?along\b)")
_EVERY: Final = re.compile(r"(?:every|每隔)\s*\Z")
_APART: Final = re.compile(r"\s*(?:intervals?|increments?|apart|spacing)\b")
_CONE: Final = re.compile(
    r"chamfer|\bcham[fr]?\b|chmf|corners? (?:are |all )*(?:cut off|clipped)|bevel"
    r"|counter[- ]?s[iu]nk|csk|⌵|锥|倒|沉|锪|\d\s*[x×*]\s*45",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(r"[;。；\n]|[.](?!\d)")
_ROUND: Final = re.compile(r"的?外圆|的?圆柱(?!度)")
_JUNCTION: Final = re.compile(r"\b(?:between|where)\b[^.;,]*\Z|法兰面?[和与跟][Øφ ]*\Z")
_PITCH: Final = re.compile(r"螺距[为是:]?\s*\Z")
_AT_BOTTOM: Final = re.compile(r"\s*(?:in )?(?:dia(?:meter)?\.? )?(?:at|on|in) the (?:groove )?bottom\b")
_FLOOR: Final = re.compile(r"\bdiameter (?:at|of|on) the bottom of the groove (?:is|=|being|comes to)\s*\Z")
_ROW_NAME: Final = re.compile(r"\b(?:row|line|column)\s(?:no\.?\s?)?\Z")
_ROWS_OF: Final = re.compile(r"\b(?:rows?|lines?|columns?) of\s*\Z")
_ALONG: Final = re.compile(r"\s*(?:holes? )?(?:along|in) (?:the )?[xy]\b", re.IGNORECASE)
_OUTSIDE: Final = re.compile(r"\s*(?:o\.?d\b|outside dia|outer dia)", re.IGNORECASE)
_ROWS: Final = re.compile(r"\s*(?:rows?|lines?|columns?)\b|\s*[排行列]")
_Z_ZERO: Final = re.compile(r"z[轴向方][^,，。;；\d]{0,12}[为是作]\s*\Z")
_NUMBERED: Final = re.compile(r"(\d{1,2})\s?(?:号|#孔)")
_ONE_EACH: Final = re.compile(r"[各每][^,，。;；\d]{0,8}\Z")
_EDGES: Final = re.compile(r"\s*(?:(?:top|outer|upright|vertical|sharp)\s+)*edges?\b|\s*(?:条|个)?(?:边|棱)")
_SIDES: Final = re.compile(r"\s*(?:edges?|sides?)\b|\s*(?:条|个)?(?:边|侧)")
_CORNERS: Final = re.compile(
    r"\s*(?:(?:inside|inner|rounded?)\s+)*(?:corners?|radi[iu]s?)\b"
    r"|\s*[个只条]?(?:内|外|里)?(?:转|拐|折|圆)?角|\s*个?(?:里面|内侧|外侧)的?角"
)
_PER_ROW: Final = re.compile(r"[每各](?:一)?[排行列](?:各|有|上|打|钻|都|是|为|的)*\s*\Z")
_SIDE_NAME: Final = re.compile(r"\s*-?(?:edge|side|face|direction)s?\b|\s*(?:的?边|方向|侧面|面)")
_FULL: Final = re.compile(r"\b(?:full|whole|entire|complete)\s*\Z")
_SCREW: Final = re.compile(
    r"\s*(?:(?:socket|cap|hex|head|allen|flat|close|normal|medium|loose|coarse|fine|fit)\b[\s-]*)*"
    r"(?:shcs|screws?|bolts?|socket|cap|head|clearance)\b|\s*的?(?:内六角|沉头|螺钉|螺栓|螺丝|过孔|通过孔|光孔)",
)
_LEG: Final = re.compile(r"\s*(?:mm)?\s*(?:leg\b|的?那一?[边侧面]|那条边|边上|边的板)", re.IGNORECASE)
_PURPOSE: Final = re.compile(r"\b(?:bearings?|motors?|nema|seals?)\b|轴承|电机|油封", re.IGNORECASE)
_HUNDREDTH: Final = re.compile(r"\(\s?1\s?(?:条|丝|道)\s?=\s?0?\.01\s?(?:mm|毫米)\s?\)")
_WAY: Final = re.compile(r"([XYxy])(?:轴方向|方向|向)\s*(?:是|为|=|:)\s*\Z")
_TOLERANCE: Final = 1e-6


@dataclass
class Restated:
    """What ``intent`` answers to without a leaf of its own. ``cues``: what the text calls each quantity, by ``id``."""

    intent: Intent
    text: str
    quantities: Sequence[Quantity]
    cues: Mapping[int, Cue]
    folded: str = field(init=False)

    def __post_init__(self) -> None:
        self.folded = fold(self.text).lower()
        self.mm = Unit(self.intent.units).mm
        self.coordinates = coordinates(self.intent)
        self.untold = list(defaults(self.intent))
        self.sizes = _sizes(self.intent)
        self.sized = {q.start for q in self.quantities if self._in_pair(q)}  # no counts: parts of (x, y), of L x W x H
        self.repeats = self._repeated_sizes()

    def answers(self, q: Quantity) -> bool:
        """Whether something in the intent says what ``q`` says."""
        return (
            q.start in self.repeats
            or self._code(q)
            or self._leg(q)
            or self._screw(q)
            or self._pitch(q)
            or self._purpose(q)
            or self._follows(q)
            or (q.value is not None and self._number(q))
        )

    def _pitch(self, q: Quantity) -> bool:
        """A thread's pitch that is said apart: "M8，螺距1.25"."""
        if q.value is None or not _PITCH.search(self.folded, 0, q.start):
            return False
        threads = [f.thread.designation for f in self.intent.features if isinstance(f, HoleFeature) and f.thread]
        return any(d.lower().endswith(f"x{q.value:g}") for d in threads)

    def _number(self, q: Quantity) -> bool:
        kept = self._coordinate(q) or self._default(q) or self._counted(q) or self._side(q) or self._one_way(q)
        return kept or self._step(q) or self._line(q) or self._row_number(q) or self._round_end(q) or self._own(q)

    def _round_end(self, q: Quantity) -> bool:
        """The radius of round ends: half the width of the body."""
        outline = getattr(self.intent.part, "outline", None)
        width = getattr(outline, "width", None) if getattr(outline, "kind", "") == "slot" else None
        return q.prefix == "R" and width is not None and _near(2 * self._value(q), width)

    # -- numbers ---------------------------------------------------------------------------------------------------------

    def _value(self, q: Quantity) -> float:
        return q.mm / self.mm if q.mm is not None else q.value or 0.0

    def _one_way(self, q: Quantity) -> bool:
        """The size of a rectangle along an axis, said after both: "60×40, …, X方向是60"."""
        named = _WAY.search(fold(self.text)[: q.start])
        outlines = [o for f in self.intent.features if isinstance(o := getattr(f, "outline", None), Rectangle)]
        if named is None or len(outlines) != 1:
            return False
        size = outlines[0].x if named[1].upper() == "X" else outlines[0].y
        return isinstance(size, int | float) and abs(size - self._value(q)) <= _TOLERANCE

    def _in_pair(self, q: Quantity) -> bool:
        """Whether it stands beside one bracket: the 3 of "(3, 0)", not of "three (3)"."""
        before, after = self.folded[: q.start].rstrip()[-1:], self.folded[q.end :].lstrip()[:1]
        return (before == "(" and after == ",") or (before == "," and after == ")")

    def _coordinate(self, q: Quantity) -> bool:
        """X, Y or Z of the zero, of a position, of a floor; a sign counts: Y-30 is not Y30."""
        if q.kind != "coordinate":
            return False
        return any(_near(self._value(q), there) for there in self.coordinates.get(q.prefix.lower(), ()))

    def _default(self, q: Quantity) -> bool:
        """A default that was said: 0° of a circle, (0, 20), the 45° of a chamfer, the 90° of a countersink."""
        plain = q.kind == "number" and q.unit is None
        said = (90.0 - 30.0 * (q.value or 0.0) if q.kind == "clock" else q.value or 0.0) % 360
        if q.kind in ("angle", "clock") or (plain and self._after_x(q)):
            cone = _CONE.search(self._clause(q)) is not None
            angles = [leaf.value for leaf in self.untold if leaf.role == "angle"]
            if any(_near(said, there) and (cone if there else not plain) for there in angles):
                return True
        if q.kind == "clock" and any(  # "在正上方（12点）"
            isinstance(c.start_angle, float | int) and _near(c.start_angle % 360.0, said)
            for c in walk(self.intent, BoltCircle)
        ):
            return True
        if plain and q.value == 0 and _Z_ZERO.search(self.folded, 0, q.start) and self.intent.datum is not None:
            return _near(self.intent.datum.z if isinstance(self.intent.datum.z, int | float) else 1.0, 0)
        zero = plain and _near(q.value, 0) and not self.cues.get(id(q))
        return zero and any(leaf.role == "position" and leaf.pointer.startswith("/features/") for leaf in self.untold)

    def _leg(self, q: Quantity) -> bool:
        """The length by which one leg of an angle is named: "two holes in the 60 leg"."""
        if q.kind not in ("number", "length") or not _LEG.match(self.folded, q.end):
            return False
        return any(_near(self._value(q), v) for s in walk(self.intent, SectionOutline) for v in (s.width, s.height))

    def _step(self, q: Quantity) -> bool:
        """The angle between neighbours on a whole circle: "every 60 degrees" for six of them."""
        said = _EVERY.search(self.folded, 0, q.start) or _APART.match(self.folded, q.end)
        if said is None or q.kind not in ("angle", "number") or not q.value:
            return False
        return any(_near(q.value * c.count, 360.0) for c in walk(self.intent, BoltCircle) if c.angles is None)

    def _row_number(self, q: Quantity) -> bool:
        """What numbers the rows of a table: first in its line, in order from 1, other numbers behind it."""
        if q.kind != "number" or q.unit is not None:
            return False
        first = [m for m in _FIRST.finditer(self.folded) if len(re.findall(r"\d+", m[0])) > 2]
        run = 0
        for match in first:
            run = run + 1 if int(match[1]) == run + 1 else 0
            if run and match.start(1) == q.start:
                return any(int(m[1]) == 1 for m in first) and self.folded.count("\n") > 1
        return False

    def _own(self, q: Quantity) -> bool:
        return self._mark(q) or self._named(q) or self._numbered(q)

    def _named(self, q: Quantity) -> bool:
        """A size that is named again by its direction: "100 and 80, the 100 along X"."""
        known = [leaf.value for leaf in numbers(self.intent) if leaf.role == "size"]
        if self.cues.get(id(q)) == "spacing" and isinstance(self.intent.part, ExtrudedBody):  # of a link's round ends
            outline = self.intent.part.outline
            if (
                isinstance(outline, SlotOutline)
                and isinstance(outline.width, float)
                and isinstance(outline.length, float)
            ):
                return _near(self._value(q), outline.length - outline.width)
        return _DIRECTED.match(self.folded, q.end) is not None and any(_near(self._value(q), size) for size in known)

    def _numbered(self, q: Quantity) -> bool:
        """The number of a place: "1号孔(10,10)，2号孔(90,10)", as many as there are."""
        marks = [(m.start(1), int(m[1])) for m in _NUMBERED.finditer(self.folded)]
        if [n for _, n in marks] != list(range(1, len(marks) + 1)) or q.start not in [start for start, _ in marks]:
            return False
        return any(len(getattr(f, "at", ())) == len(marks) for f in self.intent.features)

    def _mark(self, q: Quantity) -> bool:
        """What numbers the items of a list: first in its line, in order from 1."""
        run = 0
        for match in _MARK.finditer(self.folded):
            run += int(match[1]) == run + 1
            if match.start(1) == q.start:
                return int(match[1]) == run and len(_MARK.findall(self.folded)) > 1
        return False

    def _line(self, q: Quantity) -> bool:
        """The coordinate that both ends of a row have in common: "from (20, 30) to (80, 30)"."""
        if q.kind != "number" or q.start not in self.sized:
            return False
        rows = [
            (r.start.y if r.angle % 180 == 0 else r.start.x)
            for r in walk(self.intent, Linear)
            if not isinstance(r.angle, str)
        ]
        return any(isinstance(there, float) and _near(self._value(q), there) for there in rows)

    def _clause(self, q: Quantity) -> str:
        """The words around ``q``, as far as the sentence goes."""
        begin = max((m.end() for m in _CLAUSE.finditer(self.folded, 0, q.start)), default=0)
        end = _CLAUSE.search(self.folded, q.end)
        return self.folded[begin : end.start() if end else None]

    def _after_x(self, q: Quantity) -> bool:
        return bool(re.search(r"[x×*@]\s*\Z", self.folded[: q.start]))

    def _counted(self, q: Quantity) -> bool:
        """Counts of what the intent holds without a count: rows of points, edges, the corners of an outline."""
        if q.kind not in ("count", "number") or q.unit is not None:
            return False
        counts: set[int] = set()
        features = self.intent.features
        places = [p for f in features for p in getattr(f, "at", ())]
        if (
            _ROWS.match(self.folded, q.end)
            or _ALONG.match(self.folded, q.end)
            or _ROWS_OF.search(self.folded, 0, q.start)
        ):
            counts |= lines_of(self.intent)
        if _ROW_NAME.search(self.folded, 0, q.start):  # "row 2"
            counts |= {n for most in lines_of(self.intent) for n in range(1, most + 1)}
        if _ONE_EACH.search(self.folded, 0, q.start) and q.value == 1:
            counts |= {1} if any(isinstance(p, Corners | EdgeMidpoints) for p in places) else set()
        if _PER_ROW.search(self.folded, 0, q.start):
            counts |= lines_of(self.intent)
        if _EDGES.match(self.folded, q.end):
            rims = [f.edges for f in features if isinstance(f, ChamferFeature | FilletFeature)]
            box = isinstance(self.intent.part or self.intent.stock, BoxBody | BoxStock)
            counts |= {12} if "all" in rims and box else set()
        if _SIDES.match(self.folded, q.end):
            corner = any(isinstance(p, At) and "-" in p.position.anchor for p in places)
            counts |= {2} if corner or any(isinstance(p, Corners | Mirror) for p in places) else set()
        if _CORNERS.match(self.folded, q.end):
            outlines = [getattr(f, "outline", None) for f in features]
            counts |= {4} if any(isinstance(o, Rectangle) and o.corner_radius for o in outlines) else set()
        return q.value in counts

    def _side(self, q: Quantity) -> bool:
        """A side of the body, named by its length: "the 150 side"."""
        full = _FULL.search(self.folded, 0, q.start) is not None
        if q.kind not in ("number", "length") or not (full or _SIDE_NAME.match(self.folded, q.end)):
            return False
        return any(_near(self._value(q), size) for sizes in self.sizes for size in sizes)

    def _repeated_sizes(self) -> frozenset[int]:
        """Starts of the numbers of a product that is all of a body's sizes: "plate 100 x 60 x 12 … stock 100 x 60 x 12"."""
        out: set[int] = set()
        chain: list[Quantity] = []
        for q, after in pairwise([*self.quantities, None]):
            if q is None:
                continue
            chain.append(q)
            if after is not None and product_gap(self.folded, q, after):
                continue
            self.sized.update(c.start for c in chain if len(chain) > 2)
            unit = chain[-1].mm is not None and (chain[-1].mm / self.mm) / (chain[-1].value or 1.0)
            values = [self._value(c) if c.mm is not None or not unit else (c.value or 0.0) * unit for c in chain]
            whole = all(c.kind in ("number", "length") for c in chain)
            if whole and any(len(s) == len(values) and all(map(_near, values, s)) for s in self.sizes):
                out.update(c.start for c in chain)
            chain = []
        return frozenset(out)

    def _follows(self, q: Quantity) -> bool:
        """A size that follows from others: the floor of a groove, the inside of a channel."""
        called = self.cues.get(id(q), "")
        if q.kind not in ("number", "length"):
            return False
        if not called and any(
            (
                _FLOOR.search(self.folded, 0, q.start),
                _AT_BOTTOM.match(self.folded, q.end),
                _ROUND.match(self.folded, q.end),
                _JUNCTION.search(self.folded, 0, q.start) and _OUTSIDE.match(self.folded, q.end),
            )
        ):
            called = "diameter"
        if not called:
            return False
        diameters, lengths = following(self.intent)
        part = self.intent.part
        if _JUNCTION.search(self.folded, 0, q.start) and isinstance(
            part, TurnedBody
        ):  # "between the flange and the Ø40"
            diameters += tuple(s.diameter for s in part.sections if isinstance(s.diameter, float))
            lengths += diameters  # "where the 40 mm body meets the flange"
        return any(_near(self._value(q), v) for v in (diameters if called == "diameter" else lengths))

    # -- names -----------------------------------------------------------------------------------------------------------

    def _code(self, q: Quantity) -> bool:
        """G20 and G21 as the program's unit; G54, which every program uses."""
        if any(m.start() <= q.start < m.end() for m in _HUNDREDTH.finditer(fold(self.text))):
            return True  # "30条(1条=0.01mm)" says how long a 条 is
        if q.kind != "designation":
            return False
        name = q.designation.upper()
        return name == "G54" or (name in _UNIT_CODES and self.intent.program_units == _UNIT_CODES[name])

    def _screw(self, q: Quantity) -> bool:
        """A plain hole that such a screw goes through (ISO 273): "for M8 socket head screws"."""
        if q.kind != "thread" or not _SCREW.match(self.folded, q.end):
            return False
        from codegen.shop.standards import clearance_hole

        try:
            close, coarse = clearance_hole(q.designation, "close"), clearance_hole(q.designation, "coarse")
        except UnknownName:
            return False
        holes = [f for f in self.intent.features if isinstance(f, HoleFeature) and f.thread is None]
        sizes = [f.diameter * self.mm for f in holes if isinstance(f.diameter, float)]
        return any(close - _TOLERANCE <= size <= coarse + _TOLERANCE for size in sizes)

    def _purpose(self, q: Quantity) -> bool:
        """The name of a bought part, where an assumption shows the user that no size was taken from it."""
        if q.kind not in ("number", "designation") or q.unit is not None or not _PURPOSE.search(self._clause(q)):
            return False
        return any(q.text in a.text for a in self.intent.assumptions if not a.about)


_UNIT_CODES: Final = {"G20": "inch", "G21": "mm"}


def coordinates(intent: Intent) -> dict[str, list[float]]:
    """Coordinates under the intent's datum, in its units: of the datum, of positions, of floors; where they are numbers."""
    datum = intent.datum
    found: dict[str, list[float]] = {"x": [], "y": [], "z": []}
    centre = _centre(intent)
    half = [size / 2 for size in (_extent(intent.part or intent.stock) or ())]
    for position in walk(intent, Position):
        at = _offset(position.anchor, half, centre)
        for axis, base in zip("xy", at, strict=True):
            own = getattr(position, axis)
            if base is not None and isinstance(own, float):
                found[axis].append(base + own)
    if datum is None:
        return found
    for axis in "xyz":
        found[axis] += [v for v in (getattr(datum, axis),) if isinstance(v, float)]
    tops = [v for f in intent.features for v in (getattr(f, "top", None),) if isinstance(v, float)]
    depths = [v for f in intent.features for v in (getattr(f, "depth", None),) if isinstance(v, float)]
    face = [datum.z] if datum.height == "top" and isinstance(datum.z, float) else []
    found["z"] += [*tops, *(top - depth for top in (*tops, *face) for depth in depths)]
    return found


def coordinate(intent: Intent, pointer: str) -> float | None:
    """Under the intent's datum, what the X or Y of a position at ``pointer`` comes to; None: not known in numbers."""
    *way, axis = pointer.strip("/").split("/")
    at: Any = intent
    for step in way:
        at = at[int(step)] if step.isdigit() else getattr(at, step, None)
    if not isinstance(at, Position) or axis not in ("x", "y"):
        return None
    half = [size / 2 for size in (_extent(intent.part or intent.stock) or ())]
    base = _offset(at.anchor, half, _centre(intent))["xy".index(axis)]
    own = getattr(at, axis)
    return base + own if base is not None and isinstance(own, float) else None


def _offset(anchor: str, half: Sequence[float], centre: Sequence[float] | None) -> tuple[float | None, float | None]:
    """Where an anchor is; None: not known in numbers."""
    if anchor == "origin":
        return 0.0, 0.0
    if not half or centre is None:
        return None, None
    words = anchor.split("-")
    x = next((_ACROSS[w] for w in words if w in ("left", "right")), 0)
    y = next((_ACROSS[w] for w in words if w in ("front", "back")), 0)
    return centre[0] + x * half[0], centre[1] + y * half[1]


def _centre(intent: Intent) -> tuple[float, float] | None:
    """The body's middle under the datum; part and stock have the same middle unless margins are given."""
    datum, stock = intent.datum, intent.stock
    if datum is None or not isinstance(datum.x, float) or not isinstance(datum.y, float):
        return None
    if stock is not None and intent.part is not None and (stock.margin.left, stock.margin.front) != (None, None):
        return None
    own = intent.stock or intent.part if datum.of == "stock" else intent.part or intent.stock
    size = _extent(own)
    if size is None:
        return None
    return datum.x - _ACROSS[datum.across] * size[0] / 2, datum.y - _ACROSS[datum.along] * size[1] / 2


def _extent(body: Any) -> tuple[float, float] | None:
    """X and Y size of a box or an upright cylinder, if they are numbers."""
    if isinstance(body, CylinderBody | CylinderStock):
        return (body.diameter, body.diameter) if isinstance(body.diameter, float) else None
    if isinstance(body, BoxBody | BoxStock) and isinstance(body.x, float) and isinstance(body.y, float):
        return body.x, body.y
    return None


def _sizes(intent: Intent) -> list[tuple[float, ...]]:
    """All sizes of part and stock, in the order in which they are said."""
    out: list[tuple[Any, ...]] = []
    bodies: Iterable[BaseModel | None] = (intent.part, intent.stock)
    for body in bodies:
        if isinstance(body, BoxBody | BoxStock):
            out.append((body.x, body.y, body.z))
        elif isinstance(body, CylinderBody | CylinderStock):
            out.append((body.diameter, body.height))
    return [sizes for sizes in out if all(isinstance(v, float) for v in sizes)]


def _near(a: Any, b: Any) -> bool:
    return (
        isinstance(a, int | float)
        and isinstance(b, int | float)
        and math.isclose(a, b, rel_tol=1e-6, abs_tol=_TOLERANCE)
    )
