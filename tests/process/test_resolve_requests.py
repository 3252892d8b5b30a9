"""Requests of a shop's day, as intents by hand; what they resolve to is known from the request and by hand calculation."""

from __future__ import annotations

import math
from typing import Any

import pytest

from codegen.model.intent import Intent
from codegen.model.job import HoleOp, Job, PocketOp, ProfileOp, TapOp
from codegen.model.part import Hole, Part, Pocket
from codegen.process import Resolution, resolve

CENTRE = {"of": "stock", "across": "centre", "along": "centre", "height": "top"}


def run(**fields: Any) -> Resolution:
    return resolve(Intent.model_validate({"units": "mm", "material": "6061", **fields}))


def job_of(resolution: Resolution) -> tuple[Job, Part]:
    assert resolution.questions == ()
    assert [f.message for f in resolution.findings if f.severity == "error"] == []
    assert resolution.job is not None and resolution.part is not None
    return resolution.job, resolution.part


def box(x: object, y: object, z: object, **more: object) -> dict[str, object]:
    return {"kind": "box", "x": x, "y": y, "z": z, **more}


def at(*points: tuple[float, float]) -> list[dict[str, object]]:
    return [{"kind": "at", "position": {"x": x, "y": y}} for x, y in points]


def holes(part: Part, feature: str) -> list[Hole]:
    return [f for f in part.features if isinstance(f, Hole) and f.feature == feature]


def places(part: Part, feature: str) -> list[tuple[float, float]]:
    return [(pytest.approx(h.x, abs=1e-3), pytest.approx(h.y, abs=1e-3)) for h in holes(part, feature)]


def test_four_holes_through_a_plate() -> None:
    corners = [(10.0, 10.0), (90.0, 10.0), (90.0, 50.0), (10.0, 50.0)]
    job, part = job_of(
        run(
            stock=box(100, 60, 10),
            features=[{"kind": "hole", "id": "holes", "at": at(*corners), "diameter": 8, "through": True}],
        )
    )
    assert places(part, "holes") == corners
    assert [h.id for h in holes(part, "holes")] == ["holes[1]", "holes[2]", "holes[3]", "holes[4]"]
    assert all(h.depth is None and h.diameter.nominal == 8 and h.z_top == 0 for h in holes(part, "holes"))
    assert job.setup.stock.box.low == (0, 0, -10) and job.setup.stock.box.high == (100, 60, 0)
    spot, drill = job.operations
    assert isinstance(spot, HoleOp) and isinstance(drill, HoleOp)
    # tip: 10 + 1 below the top, and the 118° point's 4 / tan 59° = 2.4034
    assert drill.z_bottom == pytest.approx(-(11 + 4 / math.tan(math.radians(59))))
    assert drill.cycle == "drill" and spot.z_bottom == -2.7  # 90°, Ø5.4: 0.9 of the Ø6 spot drill
    assert [t.number for t in job.tools] == [1, 2] and job.tools[1].tool.diameter == 8
    assert job.setup.fixture.clear_below >= 1 + 2.41
    # 50 m/min at Ø8: 1989, rounded down to 1980; 0.16 mm/turn: 316.8, rounded down
    assert (drill.cutting.speed, drill.cutting.feed) == (1980, 316)
    assert any("zero was not said" in a for a in job.assumptions)


def test_eight_through_threads_in_a_grid() -> None:
    grid = {"kind": "grid", "at": {"x": 15, "y": 12.5}, "reference": "first", "columns": 4, "rows": 2,
            "column_spacing": 40, "row_spacing": 25}  # fmt: skip
    feature = {"kind": "hole", "id": "taps", "at": [grid], "through": True, "thread": {"designation": "M6"}}
    job, part = job_of(run(stock=box(150, 50, 12), features=[feature]))
    want = [(x, y) for y in (12.5, 37.5) for x in (15.0, 55.0, 95.0, 135.0)]
    assert places(part, "taps") == want
    assert {h.diameter.nominal for h in holes(part, "taps")} == {5.0}
    tap = job.operations[-1]
    assert isinstance(tap, TapOp) and tap.pitch == 1 and tap.method == "rigid"
    assert tap.z_bottom == -15.5  # 12 + lead 2.5 P + 1 P
    assert tap.cutting.feed == tap.cutting.speed * 1.0
    assert [o.kind for o in job.operations] == ["spot", "drill", "tap"]


def test_a_blind_thread_is_drilled_three_pitches_deeper() -> None:
    circle = {"kind": "bolt_circle", "centre": {}, "diameter": 70, "count": 4, "start_angle": 45}
    features = [
        {"kind": "hole", "id": "seat", "at": at((0, 0)), "diameter": 47, "fit": "H7", "depth": 14, "bottom": "flat"},
        {"kind": "hole", "id": "bore", "at": at((0, 0)), "diameter": 35, "top": -14, "through": True},
        {"kind": "hole", "id": "taps", "at": [circle], "thread": {"designation": "M6", "depth": 12}},
    ]
    job, part = job_of(run(material="7075", datum=CENTRE, stock=box(90, 90, 20), features=features))
    d = 35 / math.sqrt(2)
    assert places(part, "taps") == [(d, d), (-d, d), (-d, -d), (d, -d)]
    assert all(h.depth == 15 for h in holes(part, "taps"))
    (seat,) = holes(part, "seat")
    assert (seat.diameter.lower, seat.diameter.upper) == (47.0, 47.025)
    assert "ISO 286" in seat.diameter.source
    by_id = {o.id: o for o in job.operations}
    tap, bore, wide = by_id["tap-taps"], by_id["bore"], by_id["seat"]
    assert isinstance(tap, TapOp) and tap.z_bottom == -14.5  # 12 + 2.5 P: half a pitch above the full-diameter depth
    assert isinstance(bore, PocketOp) and isinstance(wide, PocketOp)
    assert (wide.z_top, wide.z_bottom, bore.z_top, bore.z_bottom) == (0, -14, -14, -20.5)
    assert job.operations.index(wide) < job.operations.index(bore)


def test_pocket_with_the_tool_that_was_named() -> None:
    tool = {"kind": "end_mill", "diameter": 10, "flutes": 3, "material": "carbide"}
    outline = {"kind": "rectangle", "x": 60, "y": 40, "corner_radius": 6}
    feature = {"kind": "pocket", "id": "pocket", "at": at((0, 0)), "outline": outline, "depth": 8}
    job, part = job_of(run(material="6082", datum=CENTRE, stock=box(100, 80, 20), tools=[tool], features=[feature]))
    (pocket,) = part.features
    assert isinstance(pocket, Pocket)
    assert pocket.outline.area == pytest.approx(60 * 40 - (4 - math.pi) * 36)
    assert (pocket.z_top, pocket.z_bottom) == (0, -8)
    (op,) = job.operations
    assert isinstance(op, PocketOp) and job.tools[0].tool.diameter == 10 and job.tools[0].tool.flutes == 3
    assert job.setup.stock.box.low == (-50, -40, -20)
    assert job.controller == "linuxcnc"


def test_a_slot_that_runs_out_at_both_ends() -> None:
    datum = {"of": "stock", "across": "right", "along": "back"}
    slot = {"kind": "slot", "id": "slot", "start": {"x": -150, "y": -30}, "end": {"x": 0, "y": -30}, "width": 16,
            "ends": "open", "depth": 8}  # fmt: skip
    job, part = job_of(run(material="Q235", datum=datum, stock=box(150, 60, 20), features=[slot]))
    (op,) = job.operations
    assert isinstance(op, PocketOp) and op.open and op.entry == "outside"
    r = job.tools[0].tool.diameter / 2
    assert job.tools[0].tool.diameter < 16
    assert op.outline.bounds == pytest.approx((-150 - r - 1, -38, r + 1, -22))
    (pocket,) = part.features
    assert isinstance(pocket, Pocket) and pocket.open
    x0, y0, x1, y1 = pocket.outline.bounds
    assert x0 < -150 and x1 > 0 and (y0, y1) == (-38, -22)


def test_a_plate_from_a_blank_is_cut_out_last() -> None:
    grid = {"kind": "grid", "at": {"anchor": "centre"}, "reference": "centre", "columns": 2, "rows": 2,
            "column_spacing": 100, "row_spacing": 60}  # fmt: skip
    features = [
        {
            "kind": "pocket",
            "id": "bore",
            "at": at((0, 0)),
            "outline": {"kind": "circle", "diameter": 40},
            "through": True,
        },
        {"kind": "hole", "id": "holes", "at": [grid], "diameter": 6.6, "through": True},
    ]
    part_body = box(120, 80, 10, corner_radius=10)
    job, part = job_of(run(datum=CENTRE, stock=box(130, 90, 10), part=part_body, features=features))
    assert places(part, "holes") == [(-50, -30), (50, -30), (-50, 30), (50, 30)]
    assert part.body.outline.area == pytest.approx(120 * 80 - (4 - math.pi) * 100)
    profile = job.operations[-1]
    assert isinstance(profile, ProfileOp) and profile.side == "outside"
    assert profile.z_bottom == -10.5 and job.setup.fixture.clear_below >= 0.5
    assert profile.tabs == ()  # 5 mm of margin leaves no frame: held another way, and said so
    assert any("no frame for tabs" in a for a in job.assumptions)


def test_a_triangle_measured_from_its_right_angle() -> None:
    path = {"kind": "path", "start": {"x": 0, "y": 0},
            "segments": [{"to": {"x": 100, "y": 0}}, {"to": {"x": 0, "y": 100}}, {"to": {"x": 0, "y": 0}}]}  # fmt: skip
    stock = box(110, 110, 8, margin={"left": 5, "front": 5})
    feature = {"kind": "hole", "id": "holes", "at": at((15, 15), (70, 15), (15, 70)), "diameter": 9, "through": True}
    job, part = job_of(
        run(material="S275", datum={"of": "part"}, stock=stock, features=[feature],
            part={"kind": "extrusion", "height": 8, "outline": path})
    )  # fmt: skip
    assert job.setup.stock.box.low == (-5, -5, -8) and job.setup.stock.box.high == (105, 105, 0)
    assert part.body.outline.area == pytest.approx(5000)
    assert places(part, "holes") == [(15, 15), (70, 15), (15, 70)]


def test_round_bar_with_chamfered_rim() -> None:
    circle = {"kind": "bolt_circle", "centre": {}, "diameter": 60, "count": 4}
    features = [
        {"kind": "hole", "id": "bore", "at": at((0, 0)), "diameter": 25, "through": True},
        {"kind": "hole", "id": "taps", "at": [circle], "depth": 13, "thread": {"designation": "M5", "depth": 10}},
        {"kind": "chamfer", "id": "rim", "edges": "top-outer", "size": 1},
    ]
    job, part = job_of(
        run(material="brass", datum=CENTRE, stock={"kind": "cylinder", "diameter": 80, "height": 15}, features=features)
    )
    assert places(part, "taps") == [(30, 0), (0, 30), (-30, 0), (0, -30)]
    assert job.setup.stock.shape == "cylinder" and part.body.shape == "cylinder"
    assert [o.kind for o in job.operations] == ["spot", "drill", "pocket", "tap", "chamfer"]
    drill = job.operations[1]
    assert isinstance(drill, HoleOp) and drill.cycle == "peck" and drill.peck == 4.2  # 13 mm is more than 3 × 4.2


def test_counterbored_holes_at_corners_and_edge_midpoints() -> None:
    places_ = [{"kind": "corners", "inset_x": 8, "inset_y": 8}, {"kind": "edge_midpoints", "inset": 8}]
    feature = {"kind": "hole", "id": "h", "at": places_, "diameter": 5.5, "through": True,
               "counterbore": {"diameter": 10, "depth": 5.5}}  # fmt: skip
    job, part = job_of(
        run(material="5052", datum={"of": "part"}, stock=box(160, 110, 8), part=box(150, 100, 8, corner_radius=8),
            features=[feature])
    )  # fmt: skip
    want = [(8, 8), (142, 8), (142, 92), (8, 92), (75, 8), (142, 50), (75, 92), (8, 50)]
    assert places(part, "h") == want
    assert job.setup.stock.box.low == (-5, -5, -8)
    bore = next(o for o in job.operations if o.kind == "counterbore")
    assert isinstance(bore, HoleOp) and bore.z_bottom == -5.5 and bore.cycle == "dwell"


def test_inch_request() -> None:
    outline = {"kind": "rectangle", "x": 2.5, "y": 1.25, "corner_radius": "3/16"}
    feature = {"kind": "pocket", "id": "p", "at": at((0, 0)), "outline": outline, "depth": "3/16"}
    job, part = job_of(
        run(units="inch", datum=CENTRE, stock=box(6, 4, "3/8"), tools=[{"kind": "end_mill", "diameter": "1/4"}],
            features=[feature])
    )  # fmt: skip
    assert job.program_units == "inch"
    assert job.setup.stock.box.low == pytest.approx((-76.2, -50.8, -9.525))
    (pocket,) = part.features
    assert isinstance(pocket, Pocket) and pocket.z_bottom == -4.7625
    assert job.tools[0].tool.diameter == 6.35


def test_zero_on_the_finished_face() -> None:
    job, part = job_of(
        run(datum={"of": "stock", "z": 0.5}, stock=box(120, 80, 20.5), tools=[{"kind": "face_mill", "diameter": 63}],
            features=[{"kind": "face", "id": "face", "depth": "50丝"}])
    )  # fmt: skip
    assert (part.body.z_bottom, part.body.z_top) == (-20, 0)
    (op,) = job.operations
    assert op.kind == "face" and (op.z_top, op.z_bottom) == (0.5, 0)
    assert job.tools[0].tool.diameter == 63
    same, _ = job_of(
        run(datum={"of": "part"}, stock=box(120, 80, 20.5), features=[{"kind": "face", "id": "face", "depth": 0.5}])
    )
    assert same.setup.stock.box == job.setup.stock.box


def test_unc_thread_with_its_drill_said() -> None:
    feature = {"kind": "hole", "id": "tap", "at": at((0, 0)), "diameter": "5/16 in", "through": True,
               "thread": {"designation": "3/8-16 UNC"}}  # fmt: skip
    job, part = job_of(run(material="45钢", datum=CENTRE, stock=box(80, 80, 16), features=[feature]))
    (hole,) = holes(part, "tap")
    assert hole.diameter.nominal == 7.9375 and hole.thread is not None and hole.thread.designation == "3/8-16"
    assert job.operations[-1].kind == "tap"


def test_countersinks_on_some_of_the_holes() -> None:
    features = [
        {"kind": "hole", "id": "outer", "at": at((15, 25), (75, 25)), "diameter": 7, "through": True,
         "countersink": {"diameter": 14}},
        {"kind": "hole", "id": "middle", "at": at((45, 25)), "diameter": 7, "through": True},
    ]  # fmt: skip
    job, _ = job_of(run(material="mild steel", stock=box(90, 50, 12), features=features))
    sink = next(o for o in job.operations if o.kind == "countersink")
    assert isinstance(sink, HoleOp) and len(sink.points) == 2
    tip = job.tools[sink.tool - 1].tool.tip_diameter
    assert sink.z_bottom == pytest.approx(-(14 - tip) / 2)  # 90°: as deep as it is wide on one side
    drills = [o for o in job.operations if o.kind == "drill"]
    assert len({o.tool for o in drills}) == 1


def test_the_same_intent_gives_the_same_job() -> None:
    fields: dict[str, Any] = {
        "stock": box(100, 60, 10),
        "features": [{"kind": "hole", "id": "h", "at": at((20, 20)), "diameter": 14, "through": True}],
    }
    first, again = run(**fields), run(**fields)
    assert first.job == again.job and first.part == again.part
    assert first.job is not None
    assert Job.model_validate_json(first.job.model_dump_json()) == first.job
