"""A piece cut free is held by tabs, and the tabs are not leftover."""

import json
import re
from dataclasses import replace

import pytest
from shapely.geometry import Polygon, box

from codegen import Outcome, make
from codegen.model.job import ProfileOp
from codegen.pipeline.tabs import tab_regions
from tests.pipeline.test_make import agree_with_linuxcnc

INTENT = {
    "units": "mm",
    "material": "6061",
    "stock": {"kind": "box", "x": 100, "y": 80, "z": 6},
    "part": {"kind": "box", "x": 60, "y": 40, "z": 6, "corner_radius": 5},
    "datum": {"of": "part", "across": "centre", "along": "centre", "height": "top"},
    "holding": "tabs",
}


def test_tabs_hold_the_piece_and_pass() -> None:
    made = make(json.dumps(INTENT).encode())
    assert made.outcome is Outcome.PASSED, [f.message for f in made.record.findings]
    job = made.record.job
    assert job is not None
    profile = next(o for o in job.operations if isinstance(o, ProfileOp))
    assert len(profile.tabs) >= 2
    regions = tab_regions(job)
    assert len(regions) == len(profile.tabs)
    piece = box(-25, -15, 25, 15).buffer(5 - 0.25, quad_segs=64)  # the rounded outline, less a quarter of a millimetre
    for region in regions:
        assert not piece.intersects(Polygon(region.outline.polyline(0.01))), "a tab's region lies outside the piece"
    assert made.record.simulation is not None
    frame = 100 * 80 * 6 - made.record.simulation.removed
    assert made.record.simulation.left == pytest.approx(frame, rel=1e-6)
    assert agree_with_linuxcnc(made) == []


def test_the_program_goes_up_over_each_tab() -> None:
    made = make(json.dumps(INTENT).encode())
    assert made.record.job is not None
    profile = next(o for o in made.record.job.operations if isinstance(o, ProfileOp))
    top = profile.z_bottom + profile.tabs[0].height
    climbs = re.findall(rf"Z{top:g}\b", made.record.program or "")
    assert len(climbs) >= len(profile.tabs)


def test_without_tab_regions_the_tabs_are_leftover() -> None:
    """The regions are what lets tabs pass, so their absence must show."""
    from codegen import shop
    from codegen.artifacts import load_field
    from codegen.interpreter import read
    from codegen.simulate import simulate

    made = make(json.dumps(INTENT).encode())
    field = load_field(next(a.data for a in made.artifacts if a.name == "part.field.npz"))
    bare = replace(field, regions=tuple(r for r in field.regions if r.kind != "tab"))
    job = made.record.job
    assert job is not None
    reading = read(made.record.program or "", shop.controller("linuxcnc"))
    result = simulate(
        reading, tools={t.number: t for t in job.tools}, setup=job.setup, machine=shop.machine(job.machine), part=bare
    )
    assert "leftover" in {f.code for f in result.findings}


def test_without_a_frame_the_program_stops_for_re_clamping() -> None:
    hole = {
        "id": "h",
        "kind": "hole",
        "diameter": 10,
        "through": True,
        "at": [{"kind": "at", "position": {"anchor": "centre"}}],
    }
    intent = {
        "units": "mm",
        "material": "6061",
        "stock": {"kind": "box", "x": 110, "y": 70, "z": 15},
        "part": {"kind": "box", "x": 100, "y": 60, "z": 12},
        "features": [hole],
    }
    made = make(json.dumps(intent).encode())
    assert made.outcome is Outcome.PASSED, [f.message for f in made.record.findings]
    lines = (made.record.program or "").splitlines()
    assert lines.count("M0") == 1
    k = lines.index("M0")
    assert lines[k - 1].startswith("(re-clamp: hold the piece itself")
    assert any(line.startswith("(profile") for line in lines[:k])
    assert {"M5", "M9", "G53 G0 Z0"} <= set(lines[k - 6 : k])
    first_cut = next(i for i in range(k, len(lines)) if lines[i].startswith("G1 "))
    assert any(re.match(r"S\d+ M3", line) for line in lines[k:first_cut])
    assert "M8" in lines[k:first_cut]
    assert agree_with_linuxcnc(made) == []
