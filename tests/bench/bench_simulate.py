"""Speed of the simulation: ``python tests/bench/bench_simulate.py [plate|surface|large]``. Prints cells/s and moves/s."""

from __future__ import annotations

import math
import sys
import time
from typing import Any

import numpy as np

from codegen.model.curve import circle, rectangle
from codegen.model.job import Fixture, Setup
from codegen.model.motion import Move, MoveKind, Spindle, State
from codegen.model.part import Box, Stock
from codegen.model.part_field import FeatureRegion, PartField
from codegen.model.program import Block, Program, Reading
from codegen.model.shop import Axis, Machine, Tool, ToolAssembly
from codegen.model.steps import Steps
from codegen.simulate import simulate

AXIS = Axis(low=-1000.0, high=1000.0, rapid=10000.0, max_feed=5000.0, acceleration=1000.0)
MACHINE = Machine(
    id="m", name="m", controller="linuxcnc", x=AXIS, y=AXIS, z=AXIS, spindle_min_rpm=0.0, spindle_max_rpm=24000.0,
    spindle_power_kw=2.0, tool_change="manual", tool_change_seconds=10.0, tools=1, rapid="linear", tapping="none",
)  # fmt: skip


def tool(number: int, kind: str, diameter: float, **more: Any) -> ToolAssembly:
    t = Tool(
        id=str(number), kind=kind, name=kind, diameter=diameter, flutes=2, flute_length=25.0, overall_length=60.0,
        shank_diameter=diameter, tool_material="carbide", **more,
    )  # type: ignore[arg-type]  # fmt: skip
    return ToolAssembly(number=number, length_offset=number, diameter_offset=number, tool=t, stick_out=35.0, holder=())


class Path:
    """Moves as they come."""

    def __init__(self) -> None:
        self.at = (0.0, 0.0, 20.0)
        self.steps: list[Move] = []
        self.state = State(spindle=Spindle.CW)

    def use(self, number: int) -> None:
        self.state = State(tool=number, spindle=Spindle.CW, speed=10000.0)

    def to(self, x: float, y: float, z: float, kind: MoveKind = MoveKind.FEED, **more: Any) -> None:
        n = len(self.steps)
        self.steps.append(Move(kind, self.at, (x, y, z), self.state, n, n + 1, 1, feed=1000.0, **more))
        self.at = (x, y, z)

    def reading(self) -> Reading:
        blocks = tuple(Block(k, k + 1, "") for k in range(len(self.steps)))
        return Reading(Program("linuxcnc", blocks), Steps.of(self.steps), (), True)


def ring(points: list[Any], size: tuple[float, float], z: float) -> list[Any]:
    """Triangles between a star-shaped polygon about the origin and a rectangle of half sizes ``size``."""
    out = []

    def side(p: Any) -> tuple[float, float, float]:
        s = 1 / max(abs(p[0]) / size[0], abs(p[1]) / size[1])
        return (p[0] * s, p[1] * s, z)

    for p, q in zip(points, points[1:] + points[:1], strict=True):
        a, b = side(p), side(q)
        out += [((*p, z), a, b), ((*p, z), b, (*q, z))]
        if min(abs(a[0] - b[0]), abs(a[1] - b[1])) > 1e-9:
            out.append((a, (math.copysign(size[0], a[0] + b[0]), math.copysign(size[1], a[1] + b[1]), z), b))
    return out


def plate_part(w: float, h: float, t: float, pocket: tuple[float, float, float, float], hole: float) -> PartField:
    """A plate with a pocket in the middle and four holes 10 mm from its edges."""
    pw, ph, depth, radius = pocket
    outline = rectangle((0.0, 0.0), pw, ph, radius)
    points = outline.polyline(1e-3)
    pairs = list(zip(points, points[1:] + points[:1], strict=True))
    triangles = [((0.0, 0.0, -depth), (*p, -depth), (*q, -depth)) for p, q in pairs]
    a, b = w / 2 - 20, h / 2  # the middle field; the holes sit in fields 20 wide at the sides
    triangles += ring(points, (a, b), 0.0)
    regions = [FeatureRegion("pocket", "pocket", outline, 0.0, -depth)]
    for k, (sx, sy) in enumerate(((-1, -1), (1, -1), (1, 1), (-1, 1))):
        x, y = sx * (w / 2 - 10), sy * (h / 2 - 10)
        bore = circle((0.0, 0.0), hole)
        fans = np.array(ring(bore.polyline(1e-3), (10.0, 10.0), 0.0)) + np.array([x, y, 0.0])
        triangles += fans.tolist()
        regions.append(FeatureRegion(f"holes[{k}]", "hole", bore.moved(x, y), 0.0, -t))
    for sx in (-1, 1):
        x0, x1, y = sx * (w / 2 - 20), sx * w / 2, h / 2 - 20
        if y > 0:
            corners = [(x0, -y, 0.0), (x1, -y, 0.0), (x1, y, 0.0), (x0, y, 0.0)]
            triangles += [tuple(corners[:3]), (corners[0], corners[2], corners[3])]
    return PartField(
        np.array(triangles, np.float64), 1e-3, (-w / 2, -h / 2, -t), (w / 2, h / 2, 0.0), 0.0, tuple(regions)
    )


def plate_program(
    w: float, h: float, t: float, pocket: tuple[float, float, float, float], hole: float, top: float
) -> Path:
    """Face, pocket with an 8 mm cutter (rings of 40 %), spot and drill."""
    path = Path()
    path.use(3)
    y = -h / 2
    path.to(-w / 2 - 30, y, 20.0, MoveKind.RAPID)
    path.to(-w / 2 - 30, y, 0.0, MoveKind.RAPID)
    right = True
    while y < h / 2 + 25 and top > 0:
        path.to((w / 2 + 30) * (1 if right else -1), y, 0.0)
        y, right = y + 30, not right
        path.to(path.at[0], y, 0.0)
    path.to(path.at[0], path.at[1], 20.0, MoveKind.RAPID)
    path.use(1)
    pw, ph, depth, radius = pocket
    levels = math.ceil(depth / 2)
    for level in range(1, levels + 1):
        z = -depth * level / levels
        offset = pw / 2 - 4 - 0.2
        rings = []
        while True:
            rings.append(offset)
            offset += 3.2
            if offset > ph / 2 - 4 + pw / 2:
                break
        inset = min(pw, ph) / 2 - 0.5
        path.to(-pw / 2 + inset, 0.0, 5.0, MoveKind.RAPID)
        path.to(-pw / 2 + inset, 0.0, z)
        while inset > 4.0:
            inset = max(4.0, inset - 3.2)
            x, y = pw / 2 - inset, ph / 2 - inset
            c = max(0.0, radius - 4.0)
            path.to(-x, -y + c, z)
            path.to(-x + c, -y, z, MoveKind.ARC_CCW, centre=(-x + c, -y + c))
            path.to(x - c, -y, z)
            path.to(x, -y + c, z, MoveKind.ARC_CCW, centre=(x - c, -y + c))
            path.to(x, y - c, z)
            path.to(x - c, y, z, MoveKind.ARC_CCW, centre=(x - c, y - c))
            path.to(-x + c, y, z)
            path.to(-x, y - c, z, MoveKind.ARC_CCW, centre=(-x + c, y - c))
            path.to(-x, -y + c, z)
        path.to(path.at[0], path.at[1], 5.0, MoveKind.RAPID)
    path.use(2)
    for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        x, y = sx * (w / 2 - 10), sy * (h / 2 - 10)
        path.to(x, y, 5.0, MoveKind.RAPID)
        for z in (*np.arange(-3.0, -t - 3.0, -3.0), -t - 3.0):
            path.to(x, y, float(z))
            path.to(x, y, 5.0, MoveKind.RAPID)
    return path


def plate(w: float, h: float, t: float, pocket: tuple[float, float, float, float]) -> None:
    top = 1.0
    box = Box(low=(-w / 2, -h / 2, -t), high=(w / 2, h / 2, top))
    fixture = Fixture(kind="spoilboard", clear_below=6.0)
    setup = Setup(datum="centre", stock=Stock(shape="box", box=box), fixture=fixture, clearance=5.0)
    part = plate_part(w, h, t, pocket, 6.6)
    reading = plate_program(w, h, t, pocket, 6.6, top).reading()
    tools = [tool(1, "flat_end_mill", 8.0), tool(2, "drill", 6.6, point_angle_deg=118.0), tool(3, "face_mill", 50.0)]
    for turn in range(3):
        begin = time.perf_counter()
        s = simulate(reading, tools={a.number: a for a in tools}, setup=setup, machine=MACHINE, part=part)
        report(f"plate {w:g}x{h:g}x{t:g}", turn, time.perf_counter() - begin, s, len(reading.steps))
    for f in s.findings:
        print("   ", f.code, f.severity, f.message)
    for r in s.features:
        print(
            "   ",
            r.feature,
            r.cut,
            f"over {r.worst_over:.4f} under {r.worst_under:.4f} removed {r.removed:.1f}",
            r.lines,
        )


def surface() -> None:
    """200 000 short moves of a 6 mm ball over a wavy surface of 100 × 100 mm, cells of 0.1 mm."""
    path = Path()
    path.use(1)
    rows, columns = 200, 1000
    path.to(0.0, 0.0, 0.0, MoveKind.RAPID)
    for r in range(rows):
        y = 100 * r / (rows - 1)
        xs = np.linspace(0, 100, columns)
        for x in xs if r % 2 == 0 else xs[::-1]:
            path.to(float(x), y, -5 + 2 * math.sin(x / 8) * math.cos(y / 9))
    box = Box(low=(0.0, 0.0, -20.0), high=(100.0, 100.0, 0.0))
    setup = Setup(datum="corner", stock=Stock(shape="box", box=box), fixture=Fixture(kind="none"), clearance=5.0)
    reading = path.reading()
    for turn in range(2):
        begin = time.perf_counter()
        s = simulate(reading, tools={1: tool(1, "ball_end_mill", 6.0)}, setup=setup, machine=MACHINE, delta=0.2)
        report("surface", turn, time.perf_counter() - begin, s, len(reading.steps))


def report(name: str, turn: int, seconds: float, s: Any, moves: int) -> None:
    rate = f"{s.cells / seconds / 1e6:.1f} M cells/s, {moves / seconds:.0f} moves/s"
    print(
        f"{name} run {turn}: {seconds:.3f} s ({s.compile_seconds:.1f} s compiling), {s.cells} cells, {moves} moves: {rate}"
    )


if __name__ == "__main__":
    which = sys.argv[1:] or ["plate", "surface"]
    if "plate" in which:
        plate(100.0, 60.0, 12.0, (40.0, 30.0, 5.0, 5.0))
    if "large" in which:
        plate(500.0, 400.0, 12.0, (300.0, 250.0, 10.0, 8.0))
    if "surface" in which:
        surface()
