"""A small shop for the simulation's tests: machine, tools, programs and parts written by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from codegen.model.curve import rectangle
from codegen.model.job import Fixture, Setup
from codegen.model.motion import Event, EventKind, Move, MoveKind, Spindle, State
from codegen.model.part import Box, Stock
from codegen.model.part_field import FeatureRegion, PartField
from codegen.model.program import Block, Program, Reading
from codegen.model.shop import Axis, Cylinder, Machine, Tool, ToolAssembly
from codegen.model.steps import Steps


class Script:
    """A program's steps, written move by move; every call is a line."""

    def __init__(self, start: tuple[float, float, float] = (0.0, 0.0, 50.0), tool: int | None = 1) -> None:
        self.at = start
        self.state = State(tool=tool, spindle=Spindle.CW, speed=10000.0, work_offset="G54")
        self.steps: list[Any] = []

    def set(self, **changes: Any) -> Script:
        self.state = replace(self.state, **changes)
        return self

    def _add(self, kind: MoveKind, end: tuple[float, float, float], **more: Any) -> Script:
        n = len(self.steps)
        feed = 0.0 if kind is MoveKind.RAPID else 600.0
        self.steps.append(Move(kind, self.at, end, self.state, n, n + 1, 1, **{"feed": feed, **more}))
        self.at = end
        return self

    def _to(self, x: float | None, y: float | None, z: float | None) -> tuple[float, float, float]:
        given = (x, y, z)
        return tuple(a if g is None else g for g, a in zip(given, self.at, strict=True))  # type: ignore[return-value]

    def rapid(self, x: float | None = None, y: float | None = None, z: float | None = None, **more: Any) -> Script:
        return self._add(MoveKind.RAPID, self._to(x, y, z), **more)

    def feed(self, x: float | None = None, y: float | None = None, z: float | None = None, **more: Any) -> Script:
        return self._add(MoveKind.FEED, self._to(x, y, z), **more)

    def arc(
        self, x: float, y: float, z: float | None = None, *, centre: tuple[float, float], ccw: bool = True, **more: Any
    ) -> Script:
        kind = MoveKind.ARC_CCW if ccw else MoveKind.ARC_CW
        return self._add(kind, self._to(x, y, z), centre=centre, **more)

    def drill(self, x: float, y: float, z: float) -> Script:
        return self.rapid(z=5.0).rapid(x, y).feed(z=z).rapid(z=5.0)

    def tool(self, number: int) -> Script:
        self.state = replace(self.state, tool=number)
        n = len(self.steps)
        self.steps.append(Event(EventKind.TOOL_CHANGE, self.state, n, n + 1, 1, value=float(number)))
        return self

    def reading(self) -> Reading:
        blocks = tuple(Block(k, k + 1, f"N{k + 1}") for k in range(len(self.steps)))
        return Reading(Program("linuxcnc", blocks), Steps.of(self.steps), (), True)


def make_tool(kind: str = "flat_end_mill", diameter: float = 6.0, **more: Any) -> ToolAssembly:
    number = more.pop("number", 1)
    stick_out = more.pop("stick_out", 60.0)
    holder = more.pop("holder", (Cylinder(diameter=40.0, z_from=stick_out, z_to=stick_out + 40),))
    values = {
        "id": f"t{number}", "kind": kind, "name": f"{kind} {diameter:g}", "diameter": diameter, "flutes": 2,
        "flute_length": 50.0, "overall_length": 100.0, "shank_diameter": diameter, "tool_material": "carbide",
    }  # fmt: skip
    tool = Tool(**{**values, **more})  # type: ignore[arg-type]
    return ToolAssembly(
        number=number, length_offset=number, diameter_offset=number, tool=tool, stick_out=stick_out, holder=holder
    )


def make_setup(size: tuple[float, float, float] = (20.0, 20.0, 10.0), **more: Any) -> Setup:
    """Stock with its lower left corner at X0 Y0 and its top at Z0."""
    shape = more.pop("shape", "box")
    stock = Stock(shape=shape, box=Box(low=(0.0, 0.0, -size[2]), high=(size[0], size[1], 0.0)))
    fixture = more.pop("fixture", Fixture(kind="none", clear_below=5.0))
    return Setup(datum="corner", stock=stock, fixture=fixture, clearance=5.0, **more)


def make_machine(**more: Any) -> Machine:
    axis = Axis(low=-300.0, high=300.0, rapid=6000.0, max_feed=3000.0, acceleration=1000.0)
    values = {
        "id": "m", "name": "m", "controller": "linuxcnc", "x": axis, "y": axis, "z": axis, "spindle_min_rpm": 0.0,
        "spindle_max_rpm": 20000.0, "spindle_power_kw": 1.0, "tool_change": "manual", "tool_change_seconds": 10.0,
        "tools": 1, "rapid": "linear", "tapping": "none",
    }  # fmt: skip
    return Machine(**{**values, **more})  # type: ignore[arg-type]


def quad(x0: float, y0: float, x1: float, y1: float, z: float) -> list[Any]:
    """A level rectangle as two triangles."""
    a, b, c, d = (x0, y0, z), (x1, y0, z), (x1, y1, z), (x0, y1, z)
    return [(a, b, c), (a, c, d)]


def frame(outer: tuple[float, float, float, float], inner: tuple[float, float, float, float], z: float) -> list[Any]:
    """A level rectangle with a rectangular opening."""
    x0, y0, x1, y1 = outer
    a0, b0, a1, b1 = inner
    return quad(x0, y0, x1, b0, z) + quad(x0, b1, x1, y1, z) + quad(x0, b0, a0, b1, z) + quad(a1, b0, x1, b1, z)


def make_field(
    triangles: list[Any], size: tuple[float, float, float], regions: tuple[FeatureRegion, ...] = ()
) -> PartField:
    return PartField(
        triangles=np.array(triangles, np.float64).reshape(-1, 3, 3), tolerance=1e-3, low=(0.0, 0.0, -size[2]),
        high=(size[0], size[1], 0.0), volume=0.0, regions=regions,
    )  # fmt: skip


def pocket_part(depth: float = 3.0, box: tuple[float, float, float, float] = (5.0, 5.0, 15.0, 15.0)) -> PartField:
    """A 20 × 20 × 10 block with a rectangular pocket; its one region is the pocket."""
    x0, y0, x1, y1 = box
    outline = rectangle(((x0 + x1) / 2, (y0 + y1) / 2), x1 - x0, y1 - y0)
    region = FeatureRegion("pockets[0]", "pocket", outline, 0.0, -depth)
    triangles = frame((0.0, 0.0, 20.0, 20.0), box, 0.0)
    triangles += quad(x0, y0, x1, y1, -depth) if depth < 10 else []
    return make_field(triangles, (20.0, 20.0, 10.0), (region,))


class Shop:
    """Everything the tests use, in one fixture."""

    script: Any = Script
    tool: Any = staticmethod(make_tool)
    setup: Any = staticmethod(make_setup)
    machine: Any = staticmethod(make_machine)
    pocket_part: Any = staticmethod(pocket_part)
    field: Any = staticmethod(make_field)
    quad: Any = staticmethod(quad)
    frame: Any = staticmethod(frame)

    def run(self, script: Script, *assemblies: ToolAssembly, **more: Any) -> Any:
        """Simulate with a coarse δ unless told otherwise."""
        from codegen.simulate import run

        tools = {a.number: a for a in assemblies or (make_tool(),)}
        values = {"setup": make_setup(), "machine": make_machine(), "part": None, "delta": 0.05, "progress": None}
        return run.simulate(script.reading(), tools=tools, **{**values, **more})

    def heights(self, script: Script, *assemblies: ToolAssembly, cell: float = 0.1, **more: Any) -> Any:
        from codegen.simulate import run

        tools = {a.number: a for a in assemblies or (make_tool(),)}
        values = {"setup": make_setup(), "machine": make_machine()}
        return run.heights(script.reading(), tools=tools, cell=cell, **{**values, **more})


@pytest.fixture(scope="session")
def shop() -> Shop:
    return Shop()
