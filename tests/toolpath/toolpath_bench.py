"""A small machine shop built by hand, and an independent account of what a list of commands does (tests only)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, Polygon

from codegen.model.curve import Loop, rectangle
from codegen.model.job import Cutting, Fixture, Job, Operation, Setup
from codegen.model.motion import Arc, Command, Cycle, Feed, Rapid, Retract, ToolChange
from codegen.model.part import Body, Box, Part, Stock
from codegen.model.shop import Axis, Controller, Cylinder, Machine, Tool, ToolAssembly

CLEARANCE = 25.0
CUT = Cutting(speed=8000, feed=1000, plunge=300, coolant="flood")


def machine(**changes) -> Machine:
    axis = Axis(low=0, high=500, rapid=10000, max_feed=5000, acceleration=1000)
    data = {
        "id": "test-mill", "name": "Test mill", "controller": "linuxcnc", "x": axis, "y": axis,
        "z": Axis(low=-400, high=0, rapid=8000, max_feed=5000, acceleration=1000),
        "spindle_min_rpm": 50, "spindle_max_rpm": 12000, "spindle_power_kw": 3, "tool_change": "automatic",
        "tool_change_seconds": 5, "tools": 20, "rapid": "linear", "tapping": "rigid", "coolant": ("flood", "mist"),
    }  # fmt: skip
    return Machine(**{**data, **changes})


def controller(**changes) -> Controller:
    data = {
        "id": "linuxcnc", "name": "LinuxCNC", "dialect": "linuxcnc", "suffix": ".ngc", "max_line": 255,
        "decimals_mm": 4, "decimals_inch": 5, "safe_retract": "G53 G0 Z0", "dwell_unit": "s", "peck_clearance": 0.254,
        "tapping": "G33.1", "arc_tolerance": 0.005,
    }  # fmt: skip
    return Controller(**{**data, **changes})


def tool(kind: str = "flat_end_mill", diameter: float = 10.0, number: int = 1, **changes) -> ToolAssembly:
    data = {
        "id": f"t{number}", "kind": kind, "name": kind.replace("_", " "), "diameter": diameter, "flutes": 3,
        "flute_length": 30.0, "overall_length": 75.0, "shank_diameter": diameter, "tool_material": "carbide",
    }  # fmt: skip
    return ToolAssembly(
        number=number, length_offset=number, diameter_offset=number, tool=Tool(**{**data, **changes}), stick_out=40.0,
        holder=(Cylinder(diameter=40, z_from=40, z_to=100),), length=100.0,
    )  # fmt: skip


def job(operations: Sequence[Operation], tools: Sequence[ToolAssembly], *, size=(100.0, 80.0, 20.0), **changes) -> Job:
    """A job on a block ``size``, zero in the middle of its top."""
    x, y, z = size
    stock = Stock(shape="box", box=Box(low=(-x / 2, -y / 2, -z), high=(x / 2, y / 2, 0.0)))
    keep_out = changes.pop("keep_out", ())
    setup = Setup(
        datum="middle of the top", stock=stock, fixture=Fixture(kind="vice", keep_out=keep_out, clear_below=5),
        clearance=CLEARANCE,
    )  # fmt: skip
    body = Body(outline=rectangle((0, 0), x, y), z_bottom=-z, z_top=0)
    data = {
        "name": "test part", "machine": "test-mill", "controller": "linuxcnc", "material": "6061",
        "part": Part(name="test part", body=body, features=()), "setup": setup, "tools": tuple(tools),
        "operations": tuple(operations),
    }  # fmt: skip
    return Job(**{**data, **changes})


def common(kind_id: str = "op", **changes) -> dict:
    """What every operation needs."""
    return {"id": kind_id, "name": kind_id, "features": ("f1",), "tool": 1, "cutting": CUT, "approach": 2.0, **changes}


@dataclass(frozen=True)
class Cut:
    """One move, as this account sees it: kind 'rapid', 'feed', 'arc'; points along it."""

    kind: str
    points: tuple[tuple[float, float, float], ...]
    feed: float = 0.0
    centre: tuple[float, float] | None = None

    @property
    def start(self):
        return self.points[0]

    @property
    def end(self):
        return self.points[-1]

    @property
    def low(self) -> float:
        return min(p[2] for p in self.points)


def trace(commands: Sequence[Command], chord: float = 1e-3) -> list[Cut]:
    """The moves with their points; arcs are checked for equal radii and cut into chords. Cycles are left out."""
    out: list[Cut] = []
    at: tuple[float, float, float] | None = None
    for c in commands:
        if isinstance(c, ToolChange | Retract):
            at = None
        elif isinstance(c, Cycle):
            at = (*c.points[-1], c.clearance)
        elif isinstance(c, Rapid | Feed):
            out.append(Cut("rapid" if isinstance(c, Rapid) else "feed", (at or c.end, c.end), getattr(c, "feed", 0.0)))
            at = c.end
        elif isinstance(c, Arc):
            assert at is not None
            out.append(Cut("arc", arc_points(at, c, chord), c.feed, c.centre))
            at = c.end
    return out


def arc_points(at, c: Arc, chord: float):
    (cx, cy) = c.centre
    r0, r1 = math.hypot(at[0] - cx, at[1] - cy), math.hypot(c.end[0] - cx, c.end[1] - cy)
    assert abs(r0 - r1) < 1e-6, (at, c)
    a0, a1 = math.atan2(at[1] - cy, at[0] - cx), math.atan2(c.end[1] - cy, c.end[0] - cx)
    sweep = (a1 - a0) % (2 * math.pi) if c.ccw else -((a0 - a1) % (2 * math.pi))
    if math.dist(at[:2], c.end[:2]) < 1e-9:
        sweep = 2 * math.pi if c.ccw else -2 * math.pi
    step = min(0.1, 2 * math.acos(max(0.0, 1 - chord / max(r0, 2 * chord))))
    n = max(2, math.ceil(abs(sweep) / max(step, 1e-3)))
    inner = [
        (
            cx + r0 * math.cos(a0 + sweep * k / n),
            cy + r0 * math.sin(a0 + sweep * k / n),
            at[2] + (c.end[2] - at[2]) * k / n,
        )
        for k in range(1, n)
    ]
    return (at, *inner, c.end)


def swept(cuts: Sequence[Cut], radius: float, *, at_or_below: float):
    """The area from above that a flat tool sweeps with its tip at ``at_or_below`` or deeper, feeding."""
    shapes = []
    for c in cuts:
        if c.kind == "rapid":
            continue
        run = [p[:2] for p in c.points if p[2] <= at_or_below + 1e-9]
        if len(run) >= 2 and any(q != run[0] for q in run):
            shapes.append(LineString(run).buffer(radius, quad_segs=64))
        elif run:
            shapes.append(shapely.Point(run[0]).buffer(radius, quad_segs=64))
    return shapely.union_all(shapes)


def region(loop: Loop, chord: float = 1e-3) -> Polygon:
    return Polygon(loop.polyline(chord))


def assert_safe(cuts: Sequence[Cut], *, top: float, clearance: float = CLEARANCE) -> None:
    """No rapid below ``top`` but straight up; rapids with sideways motion only at the clearance height."""
    for c in cuts:
        if c.kind != "rapid":
            continue
        (x0, y0, z0), (x1, y1, z1) = c.start, c.end
        if math.hypot(x1 - x0, y1 - y0) > 1e-9:
            assert min(z0, z1) >= clearance - 1e-9, c
        elif z1 < z0:
            assert z1 >= top, c


def assert_no_plunge(cuts: Sequence[Cut], radius: float, *, top: float, angle_deg: float) -> None:
    """Downwards into material only along slopes of at most ``angle_deg``; straight down only where all is cut already."""
    steepest = math.tan(math.radians(angle_deg)) * (1 + 1e-6) + 1e-9
    for k, c in enumerate(cuts):
        if c.kind == "rapid" or c.end[2] >= c.start[2] - 1e-9 or c.end[2] >= top:
            continue
        run = sum(math.dist(a[:2], b[:2]) for a, b in zip(c.points, c.points[1:], strict=False))
        if run > 1e-6:
            assert (c.start[2] - c.end[2]) / run <= steepest * 1.001, c
        else:
            disc = shapely.Point(c.end[:2]).buffer(radius - 0.02, quad_segs=64)
            left = disc.difference(swept(cuts[:k], radius, at_or_below=c.end[2]))
            assert left.area < 1e-3, (c, left.area)
