"""Random but plausible intents by seed: the same seed gives the same intent, on every platform.

All geometry is drawn in millimetres in the body's own frame (zero at its front-left corner) and then written down the
way people do: in the intent's units, from some anchor, as numbers or expressions.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from typing import Any, Final

Json = dict[str, Any]
Disc = tuple[float, float, float]

DRILLS: Final = (2.0, 2.5, 3.0, 4.0, 4.2, 5.0, 5.5, 6.0, 6.6, 8.0, 8.5, 9.0, 10.0, 12.0, 7.3, 11.1, 14.0, 20.0)
INCH_DRILLS: Final = ("1/8", "3/16", "1/4", "5/16", "3/8", "1/2", "0.201", "0.159")
THREADS: Final = ("M3", "M4", "M5", "M6", "M8", "M8x1", "M10", "M12")
INCH_THREADS: Final = ("1/4-20", "#10-32", "#8-32", "3/8-16", "#6-32")
MATERIALS: Final = ("6061", "6061", "7075", "1018", "304", "brass", "acrylic", "pom", "hdpe", "C45", "42CrMo4", None)


@dataclass
class _Maker:
    """One intent in the making. ``wild``: features may stand out; ``loose``: they may run into each other."""

    rng: random.Random
    inch: bool
    wild: bool
    loose: bool = False
    size: tuple[float, float, float] = (0.0, 0.0, 0.0)
    round_body: bool = False
    taken: list[Disc] = field(default_factory=list)
    zero: tuple[float, float] = (0.0, 0.0)
    zero_z: float = 0.0
    floors: list[Disc] = field(default_factory=list)
    count: int = 0
    last: float = 0.0

    def mm(self, low: float, high: float, *, coarse: bool = True) -> float:
        """A length between the two that somebody would say in the intent's units."""
        value = self.rng.uniform(low, high)
        if self.inch:
            steps = 16 if coarse else 1000
            return max(1, round(value / 25.4 * steps)) / steps * 25.4
        return max(0.1, round(value * (2 if coarse else 100)) / (2 if coarse else 100))

    def say(self, mm: float) -> float | str:
        """A length as it stands in the intent."""
        if not self.inch:
            return f"{mm:g} mm" if self.rng.random() < 0.03 else round(mm, 6)
        value = mm / 25.4
        sixteenths = value * 16
        if self.rng.random() < 0.3 and abs(sixteenths - round(sixteenths)) < 1e-9 and round(sixteenths):
            n, d = round(sixteenths), 16
            while n % 2 == 0 and d > 1:
                n, d = n // 2, d // 2
            return f"{n}/{d} in" if d > 1 else float(n)
        return round(value, 8)

    def name(self, stem: str) -> str:
        """A fresh id."""
        self.count += 1
        return f"{stem}{self.count}"

    def position(self, x: float, y: float) -> Json:
        """A point of the body's frame, from some anchor."""
        w, h, _ = self.size
        anchors = {
            "origin": self.zero, "centre": (w / 2, h / 2), "front-left": (0.0, 0.0), "back-right": (w, h), "right": (w, h / 2),
            "front": (w / 2, 0.0),
        }  # fmt: skip
        anchor = self.rng.choice(sorted(anchors))
        ax, ay = anchors[anchor]
        return {"anchor": anchor, "x": self.say(x - ax), "y": self.say(y - ay)}

    def free(self, discs: list[Disc]) -> bool:
        """Whether the discs lie inside the body and apart from what is there; takes the room if so."""
        w, h, _ = self.size
        if not self.wild:
            for x, y, r in discs:
                if self.round_body and math.hypot(x - w / 2, y - h / 2) + r + 2 > w / 2:
                    return False
                if x - r < 2 or y - r < 2 or x + r > w - 2 or y + r > h - 2:
                    return False
                if not self.loose and any(math.hypot(x - a, y - b) < r + s + 2 for a, b, s in self.taken):
                    return False
            for i, (x, y, r) in enumerate(discs):
                if any(math.hypot(x - a, y - b) < r + s + 1 for a, b, s in discs[:i]):
                    return False
        self.taken += discs
        return True

    def spot(self) -> tuple[float, float]:
        """Anywhere on the body."""
        w, h, _ = self.size
        return self.mm(2, w - 2), self.mm(2, h - 2)

    # -- placements

    def placement(self, r: float) -> Json | None:
        """Some pattern of discs of radius ``r`` that is free."""
        kinds = ["at", "at", "linear", "grid", "bolt_circle", "corners", "edge_midpoints", "mirror"]
        for _ in range(12):
            made = getattr(self, f"_{self.rng.choice(kinds)}")(r)
            points, placement = made
            if self.free([(x, y, r) for x, y in points]):
                return placement
        return None

    def _at(self, _r: float) -> tuple[list[tuple[float, float]], Json]:
        x, y = self.spot()
        return [(x, y)], {"kind": "at", "position": self.position(x, y)}

    def _linear(self, r: float) -> tuple[list[tuple[float, float]], Json]:
        (x, y), n, s = self.spot(), self.rng.randint(2, 4), self.mm(2 * r + 1, 4 * r + 8)
        angle = self.rng.choice([0, 0, 90, 30, -45])
        c, q = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        points = [(x + k * s * c, y + k * s * q) for k in range(n)]
        return points, {
            "kind": "linear",
            "start": self.position(x, y),
            "count": n,
            "spacing": self.say(s),
            "angle": angle,
        }

    def _grid(self, r: float) -> tuple[list[tuple[float, float]], Json]:
        (x, y), c, n = self.spot(), self.rng.randint(1, 3), self.rng.randint(2, 3)
        dx, dy = self.mm(2 * r + 1, 3 * r + 10), self.mm(2 * r + 1, 3 * r + 10)
        ref = self.rng.choice(["first", "centre"])
        ox, oy = (0.0, 0.0) if ref == "first" else ((c - 1) * dx / 2, (n - 1) * dy / 2)
        points = [(x - ox + i * dx, y - oy + j * dy) for i in range(c) for j in range(n)]
        return points, {
            "kind": "grid", "at": self.position(x, y), "reference": ref, "columns": c, "rows": n,
            "column_spacing": self.say(dx), "row_spacing": self.say(dy),
        }  # fmt: skip

    def _bolt_circle(self, r: float) -> tuple[list[tuple[float, float]], Json]:
        (x, y), n, start = self.spot(), self.rng.randint(3, 8), self.rng.choice([0, 0, 30, 45, 12.5])
        if self.rng.random() < 0.5:
            x, y = self.size[0] / 2, self.size[1] / 2
        d = self.mm(4 * r + 2, max(4 * r + 4, min(self.size[:2]) - 2 * r - 4))
        turns = [math.radians(start + 360 * k / n) for k in range(n)]
        points = [(x + d / 2 * math.cos(a), y + d / 2 * math.sin(a)) for a in turns]
        centre = self.position(x, y)
        return points, {
            "kind": "bolt_circle",
            "centre": centre,
            "diameter": self.say(d),
            "count": n,
            "start_angle": start,
        }

    def _corners(self, r: float) -> tuple[list[tuple[float, float]], Json]:
        w, h, _ = self.size
        a, b = self.mm(r + 2, r + 10), self.mm(r + 2, r + 10)
        points = [(a, b), (w - a, b), (w - a, h - b), (a, h - b)]
        return points, {"kind": "corners", "inset_x": self.say(a), "inset_y": self.say(b)}

    def _edge_midpoints(self, r: float) -> tuple[list[tuple[float, float]], Json]:
        w, h, _ = self.size
        d = self.mm(r + 2, r + 10)
        return [(w / 2, d), (w - d, h / 2), (w / 2, h - d), (d, h / 2)], {
            "kind": "edge_midpoints",
            "inset": self.say(d),
        }

    def _mirror(self, _r: float) -> tuple[list[tuple[float, float]], Json]:
        w, h, _ = self.size
        x, y = self.spot()
        across = self.rng.choice(["x", "y", "both"])
        points = {
            "x": [(x, y), (w - x, y)],
            "y": [(x, y), (x, h - y)],
            "both": [(x, y), (w - x, y), (x, h - y), (w - x, h - y)],
        }[across]
        return points, {"kind": "mirror", "position": self.position(x, y), "across": across}

    # -- features

    def depth(self, most: float) -> Json:
        """Through, or some depth."""
        if self.rng.random() < 0.4:
            return {"through": True}
        self.last = self.mm(1, max(1.5, min(most, self.size[2] - 1.5)))
        return {"depth": self.say(self.last)}

    def hole(self) -> Json | None:
        """A plain, fitted, tapped, counterbored or countersunk hole."""
        rng, out = self.rng, {"kind": "hole", "id": self.name("h")}
        kind = rng.choice(["plain", "plain", "plain", "fit", "tapped", "counterbore", "countersink", "flat", "tip"])
        if self.inch and rng.random() < 0.7:
            text = rng.choice(INCH_DRILLS)
            d = 25.4 * (float(text) if "/" not in text else int(text.split("/")[0]) / int(text.split("/")[1]))
        else:
            d = rng.choice(DRILLS)
        width = d
        if kind == "tapped":
            out["thread"] = {"designation": rng.choice(INCH_THREADS if self.inch else THREADS)}
            width = 12.0
            if rng.random() < 0.5:
                out["through"] = True
            else:
                out["thread"]["depth"] = self.say(self.mm(3, 12))
            if rng.random() < 0.15:
                out["thread"]["tap"] = "form"
        else:
            out["diameter"] = self.say(d)
            out |= self.depth(6 * d)
        if kind == "fit":
            d = float(rng.choice([4, 5, 6, 8, 10, 12, 16, 20]))
            out |= {"diameter": f"{d:g} mm", "fit": rng.choice(["H7", "H7", "H8", "H9", "H11"])}
            width = d
        if kind == "counterbore":
            width = self.mm(1.5 * d, 2 * d + 1)
            out["counterbore"] = {
                "diameter": self.say(width),
                "depth": self.say(self.mm(1, max(1.5, self.size[2] / 2))),
            }
        if kind == "countersink":
            width = self.mm(1.3 * d + 0.5, 2 * d + 0.5)
            out["countersink"] = {"diameter": self.say(width), "angle": rng.choice([90, 90, 90, 82, 60, 120])}
        if kind == "flat" or ("through" not in out and rng.random() < 0.05):
            out["bottom"] = "flat"
        if kind == "tip":
            out["depth_of"] = "tip"
        placements = [p for _ in range(rng.choice([1, 1, 1, 2])) if (p := self.placement(width / 2)) is not None]
        return out | {"at": placements} if placements else None

    def pocket(self) -> Json | None:
        """A pocket of any outline."""
        rng = self.rng
        w, h, z = self.size
        kind = rng.choice(["rectangle", "rectangle", "circle", "slot", "polygon", "path"])
        most = max(8.0, min(w, h) * 0.7)
        a, b = self.mm(5, most), self.mm(5, most)
        outline: Json
        if kind == "rectangle":
            r = self.mm(0.6, max(0.7, min(a, b) / 2.01), coarse=False)
            r = min(r, min(a, b) / 2)
            outline = {"kind": kind, "x": self.say(a), "y": self.say(b), "corner_radius": self.say(r)}
            reach = math.hypot(a, b) / 2
        elif kind == "circle":
            outline, reach = {"kind": kind, "diameter": self.say(a)}, a / 2
            if rng.random() < 0.2:
                outline["fit"] = rng.choice(["H7", "H8"])
        elif kind == "slot":
            a, b = max(a, b) + 2, min(a, b, 20.0)
            outline = {"kind": kind, "length": self.say(a), "width": self.say(b), "angle": rng.choice([0, 90, 45, 20])}
            reach = a / 2
        elif kind == "polygon":
            sides = rng.choice([3, 4, 5, 6, 6, 8])
            r = self.mm(1, max(1.5, a / 4), coarse=False)
            outline = {"kind": kind, "sides": sides, "corner_radius": self.say(r), "angle": rng.choice([0, 15, 30])}
            outline["circumscribed_diameter"] = self.say(a)
            reach = a / 2
            if sides % 2 == 0 and rng.random() < 0.5:
                outline["across_flats"] = self.say(a)
                del outline["circumscribed_diameter"]
                reach = a / 2 / math.cos(math.pi / sides)
        else:
            return self.path()
        for _ in range(12):
            x, y = self.spot()
            if rng.random() < 0.4:
                x, y = w / 2, h / 2
            if self.free([(x, y, reach)]):
                at = [{"kind": "at", "position": self.position(x, y)}]
                how = self.depth(z)
                if "depth" in how and kind != "path":
                    self.floors.append((x, y, z - self.last))
                return {"kind": "pocket", "id": self.name("p"), "at": at, "outline": outline, **how}
        return None

    def path(self) -> Json | None:
        """A pocket with an L-shaped or bulged outline of lines and arcs, its corners rounded."""
        rng = self.rng
        _, _, z = self.size
        s, r = self.mm(12, 30), self.mm(1.6, 4, coarse=False)
        # an arch: straight sides, round top; or a rounded rectangle, clockwise
        for _ in range(12):
            x, y = self.spot()
            if self.free([(x, y, s * 0.9)]):
                break
        else:
            return None
        x0, x1, y0, y1 = x - s / 2, x + s / 2, y - s / 2, y

        def to(px: float, py: float, c: tuple[float, float] | None = None, *, ccw: bool = True) -> Json:
            out: Json = {"to": self.position(px, py)}
            return out | {"centre": self.position(*c), "ccw": ccw} if c else out

        if rng.random() < 0.5:
            start = self.position(x0 + r, y0)
            segments = [to(x1 - r, y0), to(x1, y0 + r, (x1 - r, y0 + r)), to(x1, y1), to(x0, y1, (x, y1)), to(x0, y0 + r),
                        to(x0 + r, y0, (x0 + r, y0 + r))]  # fmt: skip
        else:  # an L, anticlockwise; the inner corner is sharp, which a cutter goes round
            xm, y2 = x, y + s / 2
            start = self.position(x0 + r, y0)
            segments = [
                to(x1 - r, y0), to(x1, y0 + r, (x1 - r, y0 + r)), to(x1, y1 - r), to(x1 - r, y1, (x1 - r, y1 - r)),
                to(xm, y1), to(xm, y2 - r), to(xm - r, y2, (xm - r, y2 - r)), to(x0 + r, y2),
                to(x0, y2 - r, (x0 + r, y2 - r)), to(x0, y0 + r), to(x0 + r, y0, (x0 + r, y0 + r)),
            ]  # fmt: skip
        outline = {"kind": "path", "start": start, "segments": segments}
        at = [{"kind": "at", "position": {"anchor": "origin"}}]
        return {"kind": "pocket", "id": self.name("p"), "at": at, "outline": outline, **self.depth(z)}

    def nested(self) -> Json | None:
        """A hole or a round pocket in the floor of a pocket."""
        if not self.floors:
            return None
        x, y, floor = self.rng.choice(self.floors)
        out: Json = {"at": [{"kind": "at", "position": self.position(x, y)}], "top": self.say(floor - self.zero_z)}
        out |= {"through": True} if self.rng.random() < 0.5 else {"depth": self.say(self.mm(0.8, max(1.0, floor - 1)))}
        d = self.rng.choice(DRILLS[:10])
        if self.rng.random() < 0.6:
            return {"kind": "hole", "id": self.name("n"), "diameter": self.say(d), **out}
        return {
            "kind": "pocket",
            "id": self.name("n"),
            "outline": {"kind": "circle", "diameter": self.say(d + 1)},
            **out,
        }

    def slot(self) -> Json | None:
        """A slot from point to point, or one that runs out."""
        rng = self.rng
        w, h, z = self.size
        width = self.mm(2, 14)
        if rng.random() < 0.5:
            x = self.mm(width / 2 + 2, w - width / 2 - 2)
            y = self.mm(width / 2 + 2, h - width / 2 - 2)
            ends = rng.choice([((0.0, y), (w, y)), ((x, 0.0), (x, h)), ((0.0, y), (self.mm(10, w - 5), y))])
            steps = 24
            (ax, ay), (bx, by) = ends[0], ends[1]
            discs = [(ax + (bx - ax) * k / steps, ay + (by - ay) * k / steps, width / 2) for k in range(steps + 1)]
            if not self.wild:
                if self.round_body or any(
                    math.hypot(a - c, b - d) < r + s + 2 for a, b, r in discs for c, d, s in self.taken
                ):
                    return None
                self.taken += discs
            kind = "open"
        else:
            for _ in range(12):
                a, b = self.spot(), self.spot()
                if rng.random() < 0.5:
                    b = (b[0], a[1])
                n = 12
                discs = [(a[0] + (b[0] - a[0]) * k / n, a[1] + (b[1] - a[1]) * k / n, width / 2) for k in range(n + 1)]
                wild, self.wild = self.wild, True  # the discs of one slot overlap: test each against the rest alone
                ok = wild or all(self._clear(d) for d in discs)
                if ok:
                    self.free(discs)
                self.wild = wild
                if ok and math.dist(a, b) > 3:
                    break
            else:
                return None
            ends, kind = (a, b), "round"
        start, end = (self.position(*p) for p in ends)
        how = {"kind": "slot", "id": self.name("s"), "start": start, "end": end, "width": self.say(width), "ends": kind}
        return how | self.depth(min(z, 3 * width))

    def _clear(self, disc: Disc) -> bool:
        before = list(self.taken)
        wild, self.wild = self.wild, False
        ok = self.free([disc])
        self.taken, self.wild = before, wild
        return ok


def intent(seed: int) -> Json:
    """The intent of this seed, as parsed JSON."""
    rng = random.Random(seed)
    m = _Maker(rng, inch=rng.random() < 0.3, wild=rng.random() < 0.06)
    m.loose = rng.random() < 0.3
    m.round_body = rng.random() < 0.2
    x, y, z = m.mm(30, 90), m.mm(25, 60), m.mm(5, 25)
    if m.round_body:
        y = x
    m.size = (x, y, z)
    data: Json = {"units": "inch" if m.inch else "mm", "features": []}
    same, faced = rng.random() < 0.4, rng.choice([0.0, 0.0, 0.0, 1.0]) and m.mm(0.5, 2)
    low, stock, below = _stock(m, data, same=same, faced=faced)
    _datum(m, data, low, stock, (-below, z + faced))
    if not same and not m.round_body:
        _outline(m, data)
    if faced and (same or rng.random() < 0.5):
        data["features"].append({"kind": "face", "id": m.name("f"), "depth": m.say(faced)})
    kinds = ["hole", "hole", "hole", "pocket", "pocket", "slot", "nested", "nested"]
    for _ in range(rng.randint(1, 4)):
        feature = getattr(m, rng.choice(kinds))()
        if feature is not None:
            data["features"].append(feature)
    if rng.random() < 0.2:
        size = m.say(m.mm(0.3, 1.5, coarse=False))
        data["features"].append({"kind": "chamfer", "id": m.name("c"), "edges": "top-outer", "size": size})
    targets = [f for f in data["features"] if f["kind"] in ("hole", "pocket") and "countersink" not in f]
    if targets and rng.random() < 0.15:
        size, of = m.say(m.mm(0.3, 1.0, coarse=False)), rng.choice(targets)["id"]
        data["features"].append({"kind": "chamfer", "id": m.name("c"), "edges": "feature-top", "of": of, "size": size})
    _wishes(m, data)
    return data


def _outline(m: _Maker, data: Json) -> None:
    """Some bodies are no plain boxes: rounded, with round ends, or an L with a rounded inside corner."""
    rng, (x, y, z) = m.rng, m.size
    kind = rng.choice(["box", "box", "box", "rounded", "slot", "L"])
    if kind == "rounded":
        data["part"]["corner_radius"] = m.say(m.mm(1, 6))
    elif kind == "slot" and x > y + 1:
        outline: Json = {"kind": "slot", "length": m.say(x), "width": m.say(y)}
        data["part"] = {"kind": "extrusion", "outline": outline, "height": m.say(z)}
    elif kind == "L":
        data["datum"] = {"of": "part", "across": "left", "along": "front", "height": rng.choice(["top", "bottom"])}
        m.zero, m.zero_z = (0.0, 0.0), z if data["datum"]["height"] == "top" else 0.0
        a, b, r = x * 0.6, y * 0.6, rng.choice([2.0, 3.5, 6.0])

        def to(px: float, py: float, c: tuple[float, float] | None = None) -> Json:
            out: Json = {"to": {"x": m.say(px), "y": m.say(py)}}
            return out | {"centre": {"x": m.say(c[0]), "y": m.say(c[1])}, "ccw": False} if c else out

        segments = [to(x, 0), to(x, b), to(a + r, b), to(a, b + r, (a + r, b + r)), to(a, y), to(0, y), to(0, 0)]
        outline = {"kind": "path", "start": {"x": 0, "y": 0}, "segments": segments}
        data["part"] = {"kind": "extrusion", "outline": outline, "height": m.say(z)}


def _stock(
    m: _Maker, data: Json, *, same: bool, faced: float
) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Stock (and part, unless they are the same); the stock's corner and size in the body's frame, and what is below."""
    rng, (x, y, z) = m.rng, m.size
    if same:
        if m.round_body:
            data["stock"] = {"kind": "cylinder", "diameter": m.say(x), "height": m.say(z + faced)}
        else:
            data["stock"] = {"kind": "box", "x": m.say(x), "y": m.say(y), "z": m.say(z + faced)}
        return (0.0, 0.0), (x, y), 0.0
    below = rng.choice([0.0, 0.0, m.mm(1, 6)])
    if m.round_body:
        data["part"] = {"kind": "cylinder", "diameter": m.say(x), "height": m.say(z)}
    else:
        data["part"] = {"kind": "box", "x": m.say(x), "y": m.say(y), "z": m.say(z)}
    height = z + faced + below
    if rng.random() < 0.15:
        d = math.hypot(x, y) + m.mm(1, 12) if not m.round_body else x + m.mm(1, 20)
        d = math.ceil(d * 2) / 2
        data["stock"] = {"kind": "cylinder", "diameter": m.say(d), "height": m.say(height)}
        size = (d, d)
    else:
        gap = rng.choice([0.0, m.mm(0.5, 3), m.mm(4, 14), m.mm(10, 25)])
        size = (x + gap, y + rng.choice([gap, gap, 0.0]))
        data["stock"] = {"kind": "box", "x": m.say(size[0]), "y": m.say(size[1]), "z": m.say(height)}
    left, front = (size[0] - x) / 2, (size[1] - y) / 2
    margin: Json = {}
    if below:
        margin["bottom"] = m.say(below)
    if rng.random() < 0.2 and data["stock"]["kind"] == "box":
        left = m.mm(0.1, max(0.2, size[0] - x))
        left = min(left, size[0] - x)
        margin["left"] = m.say(left)
    if margin:
        data["stock"]["margin"] = margin
    return (-left, -front), size, below


def _datum(
    m: _Maker, data: Json, low: tuple[float, float], stock: tuple[float, float], heights: tuple[float, float]
) -> None:
    """Zero somewhere; the maker learns where it lies in the body's frame."""
    rng, (x, y, z) = m.rng, m.size
    m.zero, m.zero_z = low, heights[1]
    if rng.random() < 0.25:
        return
    datum: Json = {
        "of": rng.choice(["stock", "part"]), "across": rng.choice(["left", "centre", "right"]),
        "along": rng.choice(["front", "centre", "back"]), "height": rng.choice(["top", "top", "bottom"]),
    }  # fmt: skip
    (ox, oy), (w, h) = (low, stock) if datum["of"] == "stock" else ((0.0, 0.0), (x, y))
    at = {"left": 0.0, "centre": 0.5, "right": 1.0, "front": 0.0, "back": 1.0}
    px, py = ox + at[datum["across"]] * w, oy + at[datum["along"]] * h
    m.zero_z = (heights if datum["of"] == "stock" else (0.0, z))[datum["height"] == "top"]
    if rng.random() < 0.2:
        sx, sy = m.mm(1, 50), m.mm(1, 50)
        sz = m.mm(1, 20)
        datum |= {"x": m.say(sx), "y": m.say(sy), "z": m.say(sz)}
        px, py, m.zero_z = px - sx, py - sy, m.zero_z - sz
    m.zero = (px, py)
    data["datum"] = datum


def _wishes(m: _Maker, data: Json) -> None:
    rng = m.rng
    material = rng.choice(MATERIALS)
    if material is not None:
        data["material"] = material
    if rng.random() < 0.2:
        data["machine"] = rng.choice(["generic-router", "generic-mill"])
    if rng.random() < 0.15:
        data["program_units"] = rng.choice(["mm", "inch"])
    if rng.random() < 0.15:
        data["holding"] = rng.choice(["tabs", "vice", "clamps", "tape", "vacuum"])
    if rng.random() < 0.1:
        kind, d = rng.choice([("end_mill", 6), ("end_mill", 10), ("end_mill", 3), ("drill", 5), ("face_mill", 50)])
        wish: Json = {"kind": kind, "diameter": f"{d} mm"}
        if rng.random() < 0.3:
            wish["flutes"] = rng.choice([2, 3, 4])
        if rng.random() < 0.3:
            wish["stick_out"] = f"{rng.choice([20, 30, 45])} mm"
        data["tools"] = [wish]
    if rng.random() < 0.15:
        cut: Json = {}
        for key, value in (("speed", rng.choice([1500.0, 3000.0, 6000.0])), ("feed", f"{rng.choice([150, 400, 900])} mm"),
                           ("stepdown", f"{rng.choice([0.5, 2, 8])} mm"), ("stepover", f"{rng.choice([1, 3])} mm"),
                           ("coolant", rng.choice(["off", "flood", "mist"]))):  # fmt: skip
            if rng.random() < 0.4:
                cut[key] = value
        data["cutting"] = [cut]
