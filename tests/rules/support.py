"""A case of a rule as values: what its file says, read by the real reader and, where asked for, cut by the real simulation."""

from __future__ import annotations

from typing import Any

import numpy as np

from codegen import shop
from codegen.findings import Finding
from codegen.interpreter import read
from codegen.model.curve import rectangle
from codegen.model.job import Fixture, Setup
from codegen.model.part import Box, Stock
from codegen.model.part_field import FeatureRegion, PartField, RegionThread
from codegen.model.shop import ToolAssembly
from codegen.pipeline.given import environment_of
from codegen.rules import Context, allow, pages, run


def context(case: dict[str, Any]) -> Context:
    """Everything a case says, without a simulation."""
    controller = shop.controller(case.get("controller", "linuxcnc"))
    machine = shop.machine(case.get("machine", "generic-mill")).model_copy(update=case.get("machine_data", {}))
    tools = _tools(case)
    source = case["program"] + case.get("tail", "")
    return Context(
        setup=_setup(case) if "stock" in case else None,
        tools=tools,
        machine=machine,
        machine_said=case.get("machine_said", True),
        controller=controller,
        material=shop.material(str(case["material"])) if "material" in case else None,
        reading=read(source, controller, environment=environment_of(tools)),
        threads=tuple(RegionThread(f"hole{i}", *values) for i, values in enumerate(case.get("threads", []), 1)),
        source=source.encode("utf-8", "surrogatepass"),
    )


def found(case: dict[str, Any], code: str) -> list[Finding]:
    """What is found of one code: by its rule, by the reader, or by simulating."""
    page, given = pages()[code], context(case)
    if page.by == "simulation":
        return sorted((f for f in simulated(case, given) if f.code == code), key=lambda f: f.where.line or 0)
    assert given.reading is not None
    read_out = [f for f in given.reading.findings if f.code == code]
    if page.by == "reader":
        return read_out
    if page.by == "comments":
        return [f for f in allow((*given.reading.findings, *run(given)), given.reading.program)[2] if f.code == code]
    return read_out + list(run(given, select=[code]))  # a rule adds to what the reader finds of its code


def simulated(case: dict[str, Any], given: Context) -> tuple[Finding, ...]:
    """The simulation's findings; ``pocket`` [depth, x0, y0, x1, y1] gives it a part: the stock with that pocket."""
    from codegen.simulate import simulate

    assert given.reading is not None and given.setup is not None and given.machine is not None
    result = simulate(
        given.reading, tools=given.tools, setup=given.setup, machine=given.machine,
        part=_part(case) if "pocket" in case else None, progress=None,
    )  # fmt: skip
    return result.findings


def _tools(case: dict[str, Any]) -> dict[int, ToolAssembly]:
    tools = {}
    for number, name in case.get("tools", {}).items():
        made = shop.assemble(shop.tool(name), number)
        most = case.get("max_rpm", {}).get(number)
        update = case.get("simulated_tool", {}) | ({"max_rpm": most} if most else {})
        made = replace_length(made, case["stick_out"]) if "stick_out" in case else made
        tools[number] = made.model_copy(
            update={
                "tool": made.tool.model_copy(update=update),
                "length_offset": case.get("offsets", {}).get(number, number),
                "diameter_offset": case.get("diameters", {}).get(number, number),
            }
        )
    return tools


def replace_length(made: ToolAssembly, stick_out: float) -> ToolAssembly:
    """The tool pushed into its holder until so much sticks out, mm."""
    moved = stick_out - made.stick_out
    holder = tuple(
        c.model_copy(update={"z_from": c.z_from + moved, "z_to": c.z_to + moved})
        for c in made.holder
    )  # fmt: skip
    return made.model_copy(update={"stick_out": stick_out, "holder": holder})


def _setup(case: dict[str, Any]) -> Setup:
    low, high = tuple(case["stock"][:3]), tuple(case["stock"][3:])
    boxes = tuple(Box(low=tuple(b[:3]), high=tuple(b[3:])) for b in case.get("keep_out", []))
    fixture = Fixture(kind="clamps" if boxes else "none", keep_out=boxes, clear_below=5.0)
    stock = Stock(shape="box", box=Box(low=low, high=high))
    zero = case.get("zero_in_machine")
    more = {"zero_in_machine": tuple(zero)} if zero else {}
    return Setup(datum="", stock=stock, fixture=fixture, clearance=case.get("clearance", 5.0), **more)


def _part(case: dict[str, Any]) -> PartField:
    """The stock, level, with a rectangular pocket in it."""
    depth, x0, y0, x1, y1 = case["pocket"]
    (ax, ay, az), (bx, by, bz) = case["stock"][:3], case["stock"][3:]

    def level(a: float, b: float, c: float, d: float, z: float) -> list[Any]:
        corners = ((a, b, z), (c, b, z), (c, d, z), (a, d, z))
        return [(corners[0], corners[1], corners[2]), (corners[0], corners[2], corners[3])]

    mesh = level(ax, ay, bx, y0, bz) + level(ax, y1, bx, by, bz) + level(ax, y0, x0, y1, bz) + level(x1, y0, bx, y1, bz)
    mesh += level(x0, y0, x1, y1, bz - depth)
    outline = rectangle(((x0 + x1) / 2, (y0 + y1) / 2), x1 - x0, y1 - y0)
    region = FeatureRegion("pockets[0]", "pocket", outline, bz, bz - depth)
    return PartField(
        triangles=np.array(mesh, np.float64).reshape(-1, 3, 3), tolerance=1e-3, low=(ax, ay, az), high=(bx, by, bz),
        volume=0.0, regions=(region,),
    )  # fmt: skip
