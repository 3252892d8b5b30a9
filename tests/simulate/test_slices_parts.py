"""Walls by slices on whole pieces of work, with errors planted: a tool that is 2e thicker than it should be cuts e too far
into every wall that it makes, and one that is 2e thinner leaves e on it."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from codegen.findings import Severity
from codegen.interpreter import read
from codegen.model.program import Environment
from codegen.pipeline.tabs import tab_regions
from codegen.simulate import simulate, slices_part
from tests.pipeline.work import Work, work

STATED = 0.01  # mm


def pocket(name: str, x: float, **outline: Any) -> dict[str, Any]:
    at = [{"kind": "at", "position": {"x": x, "y": 20.0}}]
    shape = {"kind": "rectangle", "x": 20.0, "y": 24.0, "corner_radius": 4.0, **outline}
    return {"kind": "pocket", "id": name, "at": at, "depth": 6.0, "outline": shape}


def hole(**more: Any) -> dict[str, Any]:
    return {
        "kind": "hole",
        "id": "hole",
        "at": [{"kind": "at", "position": {"x": 20.0, "y": 20.0}}],
        "through": True,
        **more,
    }


def boss() -> dict[str, Any]:
    place = [{"kind": "at", "position": {"anchor": "centre"}}]
    return {"kind": "boss", "id": "boss", "height": 5.0, "outline": {"kind": "circle", "diameter": 20.0}, "at": place}


def document(*features: dict[str, Any], **more: Any) -> dict[str, Any]:
    stock = {"kind": "box", "x": 60.0, "y": 40.0, "z": 12.0}
    return {
        "schema_version": 1,
        "name": "p",
        "units": "mm",
        "material": "6061",
        "stock": stock,
        **more,
        "features": features,
    }


SLOT = {"kind": "slot", "id": "slot", "start": {"x": 0.0, "y": 20.0}, "end": {"x": 60.0, "y": 20.0}, "width": 12.0,
        "ends": "open", "depth": 5.0}  # fmt: skip
DISC = {
    "part": {"kind": "cylinder", "diameter": 40.0, "height": 8.0},
    "stock": {"kind": "box", "x": 60.0, "y": 60.0, "z": 8.0},
}
WORKS: dict[str, tuple[dict[str, Any], tuple[str, ...], dict[str, float]]] = {
    "hole": (document(hole(diameter=6.0)), ("hole",), {"hole.diameter": 6.0}),
    "pocket": (document(pocket("pocket", 20.0)), ("pocket",),
               {"pocket.length": 24.0, "pocket.width": 20.0, "pocket.depth": 6.0}),
    "thin wall": (document(pocket("a", 18.0), pocket("b", 40.0)), ("a", "b"), {"a.width": 20.0, "b.width": 20.0}),
    "open pocket": (document(SLOT), ("slot",), {"slot.width": 12.0, "slot.depth": 5.0}),
    "counterbore": (document(hole(diameter=6.6, counterbore={"diameter": 11.0, "depth": 5.0})), ("hole", "hole/counterbore"),
                    {"hole.diameter": 6.6, "hole/counterbore.diameter": 11.0, "hole/counterbore.depth": 5.0}),
    "island": (document(boss(), part={"kind": "box", "x": 60.0, "y": 40.0, "z": 7.0}), (), {}),
    "contour": (document(**DISC), (), {}),
}  # fmt: skip
"""Each with its features and the sizes that the program must cut. Without a feature the wall is the outline's."""


@cache
def planned(name: str) -> tuple[Work, Any]:
    made = work(WORKS[name][0], "linuxcnc")
    field = replace(made.field, regions=(*made.field.regions, *tab_regions(made.job)))
    made = replace(made, field=field)
    lengths = {t.length_offset: t.length for t in made.job.tools if t.length is not None}
    return made, read(made.write(), made.controller, environment=Environment(lengths=lengths))


def run(name: str, error: float = 0.0) -> Any:
    """Simulate with tools that are thicker by ``error`` on every side; the cones of spot drills stay."""
    made, reading = planned(name)
    tools = {}
    for number, assembly in made.tools.items():
        tool = assembly.tool
        wide = tool.diameter if tool.kind in ("spot_drill", "chamfer_mill") else tool.diameter + 2 * error
        shank = min(tool.shank_diameter, wide)
        tools[number] = assembly.model_copy(
            update={"tool": tool.model_copy(update={"diameter": wide, "shank_diameter": shank})}
        )
    return simulate(reading, tools=tools, setup=made.job.setup, machine=made.machine, part=made.field)


def walls(result: Any, names: tuple[str, ...]) -> list[tuple[float, float]]:
    """(left, cut into) of each feature's walls, or of the outline."""
    if not names:
        return [(result.slices.outline_over, result.slices.outline_under)]
    found = {f.feature: (f.wall_over, f.wall_under) for f in result.features}
    return [found[n] for n in names]


def errors(result: Any) -> list[Any]:
    return [
        f
        for f in result.findings
        if f.severity is Severity.ERROR and f.code in ("gouge", "leftover", "uncalled-removal")
    ]


@pytest.mark.parametrize("name", WORKS)
def test_sizes_as_cut(name: str) -> None:
    result = run(name)
    assert result.slices.why_not is None
    assert not errors(result)
    for over, under in walls(result, WORKS[name][1]):
        assert (over, under) == pytest.approx((0.0, 0.0), abs=STATED)
    found = {f"{f.feature}.{s.name}": s.value for f in result.features for s in f.sizes}
    for key, value in WORKS[name][2].items():
        assert found[key] == pytest.approx(value, abs=STATED), key


@pytest.mark.parametrize("name", WORKS)
@pytest.mark.parametrize("error", [0.02, 0.2, 0.5, -0.02, -0.2, -0.5])
def test_planted_error_of_the_walls(name: str, error: float) -> None:
    result = run(name, error)
    names = WORKS[name][1]
    expected = (0.0, error) if error > 0 else (-error, 0.0)
    for found in walls(result, names):
        assert found == pytest.approx(expected, abs=STATED)
    told = errors(result)
    assert bool(told) == (abs(error) > 0.05)
    if told:
        amounts = [dict(f.figures)["amount_mm"] for f in told if dict(f.figures).get("at") == "wall"]
        assert amounts, [f.message for f in told]
        assert max(amounts) == pytest.approx(abs(error), abs=STATED)
        said = f"{abs(error):.1f}"
        assert any(said in f.message for f in told)


@pytest.mark.parametrize("error", [0.1, -0.1])
def test_diameter_follows_the_tool(error: float) -> None:
    sizes = {s.name: s.value for f in run("hole", error).features for s in f.sizes}
    assert sizes["diameter"] == pytest.approx(6.0 + 2 * error, abs=STATED)


@pytest.mark.parametrize("error", [0.0, 0.03, 0.2, -0.03])
def test_planted_error_of_a_chamfer(error: float) -> None:
    """A chamfer mill whose cone is thicker by e takes e more off each leg."""
    made, reading = chamfered()
    tools = dict(made.tools)
    for number, assembly in made.tools.items():
        tool = assembly.tool
        if tool.kind == "chamfer_mill":
            wide = {"diameter": tool.diameter + 2 * error, "tip_diameter": tool.tip_diameter + 2 * error}
            tools[number] = assembly.model_copy(update={"tool": tool.model_copy(update=wide)})
    result = simulate(reading, tools=tools, setup=made.job.setup, machine=made.machine, part=made.field)
    found = (result.slices.outline_over, result.slices.outline_under)
    corner = math.sqrt(2)  # what is left beside both sides of a sharp corner lies that much farther from it
    assert found == pytest.approx((max(-error * corner, 0.0), max(error, 0.0)), abs=STATED)
    assert bool(errors(result)) == (error > 0.1)


@cache
def chamfered() -> tuple[Work, Any]:
    made = work(document({"kind": "chamfer", "id": "edge", "edges": "top-outer", "size": 1.0}), "linuxcnc")
    return made, read(made.write(), made.controller, environment=Environment())


def test_sections_through_a_chamfer_round_a_disc() -> None:
    """Many thin triangles side by side: none may be lost. At Z the disc's radius is 20 + Z in the chamfer, by hand."""
    made = work(
        document({"kind": "chamfer", "id": "edge", "edges": "top-outer", "size": 1.0},
                 **DISC | {"stock": {"kind": "cylinder", "diameter": 40.0, "height": 8.0}}), "linuxcnc",
    )  # fmt: skip
    found = slices_part.patches(made.field)
    top = made.field.high[2]
    for k in range(60):
        depth = 0.003 + k * 0.0166
        radius = 19.0 + depth
        area = slices_part.section(found, top - depth).area
        assert area == pytest.approx(math.pi * radius**2, abs=2 * math.pi * radius * 0.004), depth
