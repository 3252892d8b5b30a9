"""Where the instances of a feature are, in numbers: for choosing among them, and for splitting a pattern exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from codegen.messages import say
from codegen.planner.offline.revise_work import Feature, Work
from codegen.planner.offline.values import refusal

_ACROSS: Final = {"left": -1, "centre": 0, "right": 1}
_ALONG: Final = {"front": -1, "centre": 0, "back": 1}


@dataclass(frozen=True, slots=True)
class Spot:
    """One instance: offset from an anchor in the intent's unit, its place under the datum, its index among ``at``."""

    anchor: str
    dx: float
    dy: float
    x: float
    y: float
    place: int = 0
    alone: bool = False  # the only instance of its placement

    def position(self) -> dict[str, Any]:
        """The spot as a Position."""
        return {"anchor": self.anchor, "x": round(self.dx, 9) + 0.0, "y": round(self.dy, 9) + 0.0}


@dataclass(frozen=True, slots=True)
class Ground:
    """The body in plan: half sizes and middle under the datum; None: not known."""

    half: tuple[float, float] | None
    middle: tuple[float, float] | None

    def anchor(self, name: str) -> tuple[float, float]:
        """Where an anchor is. Raises Refused when the body's size or zero is not known."""
        if name == "origin":
            return 0.0, 0.0
        if self.half is None or self.middle is None:
            raise refusal("unsupported-request", say("the body's size or zero is not known: which place is meant?"))
        words = name.split("-")
        x = next((_ACROSS[w] for w in words if w in ("left", "right")), 0)
        y = next((_ALONG[w] for w in words if w in ("front", "back")), 0)
        return self.middle[0] + x * self.half[0], self.middle[1] + y * self.half[1]


def extent(work: Work, body: dict[str, Any] | None) -> tuple[float, float] | None:
    """X and Y size of a box or cylinder."""
    if body is None or body.get("kind") not in ("box", "cylinder"):
        return None
    if body["kind"] == "cylinder":
        d = work.number(body["diameter"])
        return d, d
    return work.number(body["x"]), work.number(body["y"])


def ground(work: Work) -> Ground:
    """The body that positions are given from. Where no zero was said, it is taken at the body's middle."""
    stock, part = work.data.get("stock"), work.data.get("part")
    datum = work.data.get("datum")
    body = extent(work, part or stock)
    if body is None:
        return Ground(None, None)
    half = (body[0] / 2, body[1] / 2)
    if datum is None:
        return Ground(half, (0.0, 0.0))
    margin = (stock or {}).get("margin") or {}
    if part is not None and stock is not None and any(margin.get(k) is not None for k in ("left", "front")):
        return Ground(half, None)
    own = extent(work, (stock or part) if datum.get("of", "stock") == "stock" else (part or stock)) or body
    x = work.number(datum.get("x", 0.0)) - _ACROSS[datum.get("across", "left")] * own[0] / 2
    y = work.number(datum.get("y", 0.0)) - _ALONG[datum.get("along", "front")] * own[1] / 2
    return Ground(half, (x, y))


def spots(work: Work, feature: Feature) -> list[Spot]:
    """Every instance, in the order in which process planning makes them. Raises Refused for what is not plain numbers."""
    here = ground(work)
    out: list[Spot] = []
    if feature["kind"] == "slot":
        (ax, ay), (bx, by) = (_point(work, here, feature[end])[1:3] for end in ("start", "end"))
        return [Spot("origin", (ax + bx) / 2, (ay + by) / 2, (ax + bx) / 2, (ay + by) / 2, alone=True)]
    for index, place in enumerate(feature.get("at", ())):
        found = _placement(work, here, place)
        out += [Spot(a, dx, dy, x, y, index, len(found) == 1) for a, x, y, dx, dy in found]
    return out


_Raw = tuple[str, float, float, float, float]


def _point(work: Work, here: Ground, position: dict[str, Any]) -> _Raw:
    name = position.get("anchor", "origin")
    ax, ay = here.anchor(name)
    dx, dy = work.number(position.get("x", 0.0)), work.number(position.get("y", 0.0))
    return name, ax + dx, ay + dy, dx, dy


def _placement(work: Work, here: Ground, place: dict[str, Any]) -> list[_Raw]:
    kind = place["kind"]
    if kind == "at":
        return [_point(work, here, place["position"])]
    if kind in ("corners", "edge_midpoints"):
        return _rim(work, here, place)
    if kind == "mirror":
        raise refusal("unsupported-request", say("single places of a mirrored feature cannot be named here"))
    name, x, y, dx, dy = _point(work, here, place[{"linear": "start", "grid": "at", "bolt_circle": "centre"}[kind]])
    return [(name, x + u, y + v, dx + u, dy + v) for u, v in _offsets(work, place)]


def _rim(work: Work, here: Ground, place: dict[str, Any]) -> list[_Raw]:
    if place["kind"] == "corners":
        dx, dy = work.number(place["inset_x"]), work.number(place["inset_y"])
        names = {"front-left": (dx, dy), "front-right": (-dx, dy), "back-right": (-dx, -dy), "back-left": (dx, -dy)}
    else:
        d = work.number(place["inset"])
        names = {"front": (0.0, d), "right": (-d, 0.0), "back": (0.0, -d), "left": (d, 0.0)}
    return [_point(work, here, {"anchor": name, "x": x, "y": y}) for name, (x, y) in names.items()]


def _offsets(work: Work, place: dict[str, Any]) -> list[tuple[float, float]]:
    """Of every instance from the placement's own position."""
    if place["kind"] == "linear":
        ux, uy = direction(work.number(place.get("angle", 0.0)))
        step = work.number(place["spacing"])
        return [(k * step * ux, k * step * uy) for k in range(place["count"])]
    if place["kind"] == "grid":
        dx, dy = work.number(place.get("column_spacing", 0.0)), work.number(place.get("row_spacing", 0.0))
        columns, rows = place["columns"], place["rows"]
        x0, y0 = (-dx * (columns - 1) / 2, -dy * (rows - 1) / 2) if place["reference"] == "centre" else (0.0, 0.0)
        return [(x0 + i * dx, y0 + j * dy) for j in range(rows) for i in range(columns)]
    radius, first, n = work.number(place["diameter"]) / 2, work.number(place.get("start_angle", 0.0)), place["count"]
    angles = place.get("angles")
    turns = [first + 360.0 * k / n for k in range(n)] if angles is None else [work.number(a) for a in angles]
    return [(radius * direction(a)[0], radius * direction(a)[1]) for a in turns]


def direction(degrees: float) -> tuple[float, float]:
    """Unit vector; exact at the quarter turns."""
    turns = degrees / 90.0
    if turns == round(turns):
        return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[round(turns) % 4]
    return math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
