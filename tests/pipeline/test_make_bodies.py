"""Bodies beyond plain prisms from the intent to the files, and through milling where it can be done from above."""

from __future__ import annotations

import io
import math
from typing import Any

import ezdxf
import pytest

from codegen.geometry import load_step
from codegen.model.verdict import Outcome, Status
from codegen.pipeline.make import Made, make
from tests.process.body_intents import ALL, BORE

PROGRAM = {"deliverables": ["program", "step"], "material": "6061"}


def files(made: Made) -> dict[str, bytes]:
    return {a.name: a.data for a in made.artifacts}


def entities(data: bytes) -> list[Any]:
    document = ezdxf.read(io.StringIO(data.decode("utf-8")))  # type: ignore[attr-defined]
    assert not document.audit().errors
    return list(document.modelspace())


@pytest.mark.parametrize("name", [n for n in ALL if n not in ("gasket", "gusset")])
def test_a_design_comes_as_solid_triangles_and_drawing(name: str) -> None:
    made = make(ALL[name]())
    assert made.outcome is Outcome.PASSED
    found = files(made)
    assert {"intent.json", "part.step", "part.stl", "part.dxf", "preview.png", "report.md"} <= set(found)
    volume = next(m.value for m in made.record.measurements if m.name == "volume")
    assert load_step(found["part.step"]).volume == pytest.approx(volume, rel=1e-6)
    layers = {e.dxf.layer for e in entities(found["part.dxf"])}
    plain = name in ("rounded_block", "octagon", "disc", "enclosure")
    assert ("FRONT" in layers) is not plain
    assert b"No program was asked for" in found["report.md"]


def test_a_gasket_is_its_closed_outlines_and_nothing_else() -> None:
    made = make(ALL["gasket"]())
    assert made.outcome is Outcome.PASSED
    found = files(made)
    assert not {"part.step", "part.stl", "part.field.npz"} & set(found)
    drawn = entities(found["part.dxf"])
    assert {e.dxftype() for e in drawn} == {"CIRCLE"}
    rings = [(e.dxf.layer, e.dxf.radius) for e in drawn]
    assert sorted(rings) == [*[("HOLES", 3.5)] * 8, ("HOLES", 30.0), ("OUTLINE", 50.0)]
    area = math.pi * (50**2 - 30**2 - 8 * 3.5**2)
    assert [(m.name, m.value) for m in made.record.measurements if m.name in ("area", "volume")] == [
        ("area", pytest.approx(area))
    ]
    centre = next(e.dxf.center for e in drawn if e.dxf.layer == "OUTLINE")
    highest = max((e for e in drawn if e.dxf.radius == 3.5), key=lambda e: e.dxf.center.y)
    assert (highest.dxf.center - centre).xyz == pytest.approx((0, 40, 0), abs=1e-9)


def section(shape: str) -> dict[str, Any]:
    profile = {"kind": "section", "shape": shape, "width": 50, "height": 30, "thickness": 8}
    return {"kind": "section", "length": 60, "profile": profile}


def boss(name: str, height: float, outline: dict[str, Any], **position: Any) -> dict[str, Any]:
    at = [{"kind": "at", "position": position}]
    return {"kind": "boss", "id": name, "height": height, "outline": outline, "at": at}


MILLED: dict[str, dict[str, Any]] = {
    "gusset": ALL["gusset"](),
    "boss": ALL["boss_plate"]() | PROGRAM | {"stock": {"kind": "box", "x": 110, "y": 90, "z": 26}},
    "bosses of two heights, their edges broken": {
        "units": "mm", **PROGRAM, "part": {"kind": "box", "x": 100, "y": 70, "z": 8},
        "stock": {"kind": "box", "x": 110, "y": 80, "z": 20},
        "features": [
            boss("high", 12, {"kind": "circle", "diameter": 24}, anchor="left", x=25),
            boss("low", 6, {"kind": "rectangle", "x": 30, "y": 40, "corner_radius": 4}, anchor="right", x=-25),
            {"kind": "chamfer", "id": "rim", "edges": "top-outer", "size": 1},
            {"kind": "chamfer", "id": "edge", "edges": "feature-top", "of": "high", "size": 1},
        ],
    },
    "angle": {"units": "mm", **PROGRAM, "part": section("L"), "stock": {"kind": "box", "x": 50, "y": 60, "z": 30}},
    "channel": {"units": "mm", **PROGRAM, "part": section("U"), "stock": {"kind": "box", "x": 52, "y": 62, "z": 31}},
    "tee": {"units": "mm", **PROGRAM, "part": section("T"), "stock": {"kind": "box", "x": 50, "y": 60, "z": 30}},
    "flange": {
        "units": "mm", **PROGRAM, "features": [{**BORE, "diameter": 20}],
        "part": {"kind": "turned", "sections": [{"diameter": 70, "length": 10}, {"diameter": 40, "length": 15}]},
        "stock": {"kind": "cylinder", "diameter": 70, "height": 26},
    },
}  # fmt: skip


@pytest.mark.parametrize("name", MILLED)
def test_what_steps_in_from_below_is_milled_and_proven(name: str) -> None:
    made = make(MILLED[name])
    assert made.outcome is Outcome.PASSED, made.record.findings
    assert made.record.verdict is not None and made.record.program
    status = {c.id: c.status for c in made.record.verdict.claims}
    assert status["no-gouge"] is Status.PROVEN and status["no-leftover"] is Status.PROVEN
    assert status["no-contact"] is Status.PROVEN
