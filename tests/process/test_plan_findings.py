"""Every finding of planning: one case that has it, and its neighbour that has not."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from codegen.findings import Severity
from codegen.process import Resolution

Planner = Callable[..., Resolution]
Make = dict[str, Callable[..., Any]]


def errors(r: Resolution) -> list[str]:
    return [f.code for f in r.findings if f.severity is Severity.ERROR]


def only(r: Resolution) -> str:
    """The message of the only error; there is no job then."""
    found = [f for f in r.findings if f.severity is Severity.ERROR]
    assert len(found) == 1, [f.message for f in found]
    assert r.job is None and found[0].remedy
    return found[0].message


def good(r: Resolution) -> Resolution:
    assert errors(r) == [] and r.questions == (), [f.message for f in r.findings] + [q.text for q in r.questions]
    assert r.job is not None
    return r


def asked(r: Resolution) -> list[tuple[str, str]]:
    assert r.job is None and errors(r) == []
    return [(q.slot, q.about) for q in r.questions]


# -- questions


def test_depth_is_asked_never_guessed(plan: Planner, make: Make) -> None:
    assert asked(plan(make["hole"](diameter=8))) == [("depth", "/features/0")]
    assert asked(plan(make["pocket"]())) == [("depth", "/features/0")]
    good(plan(make["hole"](diameter=8, depth=5)))
    chinese = plan(make["hole"](diameter=8), language="zh")
    assert "深度" in chinese.questions[0].text
    assert chinese.questions[0].id == "depth-h"


def test_diameter_is_asked(plan: Planner, make: Make) -> None:
    assert asked(plan(make["hole"](through=True))) == [("diameter", "/features/0")]
    good(plan(make["hole"](through=True, thread={"designation": "M6"})))


def test_thread_depth_is_asked(plan: Planner, make: Make) -> None:
    assert asked(plan(make["hole"](depth=9, thread={"designation": "M6"})))[0][0] == "depth"
    good(plan(make["hole"](depth=8.5, thread={"designation": "M6", "depth": 6})))


def test_stock_is_asked_for_a_program_only(plan: Planner, make: Make) -> None:
    part = {"kind": "box", "x": 100, "y": 60, "z": 10}
    h = make["hole"](diameter=8, through=True)
    assert asked(plan(h, stock=None)) == [("stock_size", "/stock")]
    assert asked(plan(h, stock=None, part=part)) == [("stock_size", "/stock")]
    design = plan(h, stock=None, part=part, deliverables=("step",))
    assert design.job is None and design.part is not None and errors(design) == [] and design.questions == ()
    assert asked(plan(h, stock=None, deliverables=("step",))) == [("size", "/part")]


def test_sharp_inside_corners_are_asked_about(plan: Planner, make: Make) -> None:
    sharp = {"kind": "rectangle", "x": 40, "y": 20}
    assert asked(plan(make["pocket"](depth=5, outline=sharp))) == [("corner_radius", "/features/0")]
    good(plan(make["pocket"](depth=5)))
    design = plan(make["pocket"](depth=5, outline=sharp), deliverables=("step",))
    assert design.part is not None and design.questions == ()


def test_an_open_slot_that_ends_inside(plan: Planner) -> None:
    slot = {"kind": "slot", "id": "s", "start": {"x": 0, "y": 30}, "width": 12, "ends": "open", "depth": 4}
    assert asked(plan({**slot, "end": {"x": 50, "y": 30}})) == [("end_shape", "/features/0/end")]
    good(plan({**slot, "end": {"x": 100, "y": 30}}))


def test_nothing_to_do_is_asked(plan: Planner) -> None:
    assert asked(plan()) == [("feature", "/features")]


def test_questions_of_the_intent_stay_open(plan: Planner, make: Make) -> None:
    q = {"id": "q1", "slot": "position", "text": "where?"}
    assert asked(plan(make["hole"](diameter=8, through=True), questions=[q])) == [("position", "")]


# -- expressions


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("width*width", "unit nonsense"), ("nix", "unknown name"), ("1/0", "division by zero"), ("8 +", "ends where"),
        ("loop", "circle"), ("0", "more than 0"), ("-3", "more than 0"), ("1e9", "100 m"), ("width/2 - 50", "more than 0"),
    ],
)  # fmt: skip
def test_bad_expressions(plan: Planner, make: Make, value: str, says: str) -> None:
    parameters = [{"name": "width", "value": 100}, {"name": "loop", "value": "loop + 1"}]
    r = plan(make["hole"](diameter=value, through=True), parameters=parameters)
    assert errors(r) == ["bad-expression"]
    assert says in only(r)
    assert r.findings[0].where.pointer == "/features/0/diameter"
    good(plan(make["hole"](diameter="width/10 - 2", through=True), parameters=parameters))


def test_a_caret_can_be_drawn_under_the_mistake(plan: Planner, make: Make) -> None:
    where = plan(make["hole"](diameter="8 + nix", through=True)).findings[0].where
    assert (where.block, where.column, where.end_column) == ("8 + nix", 5, 8)


# -- names


def test_unknown_names_are_refused(plan: Planner, make: Make) -> None:
    h = make["hole"](diameter=8, through=True)
    assert "okuma-osp" in only(plan(h, controller="okuma-osp"))
    assert "unobtainium" in only(plan(h, material="unobtainium"))
    assert "acme" in only(plan(h, machine="acme"))
    assert only(plan(make["hole"](through=True, thread={"designation": "M6x3"}))).count("M6x3")
    assert "'h7'" in only(plan(make["hole"](through=True, diameter=8, fit="h7")))
    job = good(plan(h, machine="generic-mill", controller="LinuxCNC")).job
    assert job is not None and (job.machine, job.controller) == ("generic-mill", "linuxcnc")
    assert not any("not said" in a for a in job.assumptions if "machine" in a or "control" in a)


def test_what_was_not_said_is_an_assumption(plan: Planner, make: Make) -> None:
    job = good(plan(make["hole"](diameter=8, through=True), material=None)).job
    assert job is not None and job.material == "mild-steel"
    assert [w for w in ("machine", "control", "material", "zero") if any(f"{w} " in a for a in job.assumptions)]
    assert sum("not said" in a for a in job.assumptions) == 4


# -- places


def test_holes_outside(plan: Planner, make: Make) -> None:
    r = plan(make["hole"](diameter=8, through=True, at=make["at"]((120, 30))))
    assert errors(r) == ["feature-outside-stock"]
    assert "X120" in only(r) and "X0 to 100" in only(r)
    assert dict(r.findings[0].figures)["outside_by_mm"] == pytest.approx(20)
    side = plan(make["hole"](diameter=8, through=True, at=make["at"]((97, 30))))
    assert "breaks out" in only(side) and dict(side.findings[0].figures)["breaks_out_mm"] == pytest.approx(1)
    assert "leaves no wall" in only(plan(make["hole"](diameter=8, through=True, at=make["at"]((96, 30)))))
    good(plan(make["hole"](diameter=8, through=True, at=make["at"]((95.9, 30)))))


def test_a_hole_deeper_than_the_part(plan: Planner, make: Make) -> None:
    assert errors(plan(make["hole"](diameter=8, depth=12))) == ["feature-outside-stock"]
    whole = good(plan(make["hole"](diameter=8, depth=10)))
    assert whole.part is not None and whole.part.features[0].depth is None  # type: ignore[union-attr]
    pierced = good(plan(make["hole"](diameter=8, depth=9)))
    assert [f.code for f in pierced.findings if f.severity is Severity.WARNING] == ["feature-outside-stock"]


def test_pockets_outside(plan: Planner, make: Make) -> None:
    assert errors(plan(make["pocket"](depth=5, at=make["at"]((10, 30))))) == ["feature-outside-stock"]
    good(plan(make["pocket"](depth=5, at=make["at"]((30, 30)))))


def test_a_part_larger_than_its_stock(plan: Planner) -> None:
    body = {"kind": "box", "x": 100, "y": 60, "z": 10}
    r = plan(part={**body, "x": 101})
    assert errors(r) == ["feature-outside-stock"] and "left" in only(r)
    r = plan(part={**body, "z": 11})
    assert "top" in only(r)


def test_holes_that_run_into_each_other(plan: Planner, make: Make) -> None:
    def ring(count: int) -> Resolution:
        circle = {"kind": "bolt_circle", "centre": {"anchor": "centre"}, "diameter": 60, "count": count}
        return plan(make["hole"](at=[circle], diameter=20, through=True), stock=make["plate"](100, 100, 10))

    r = ring(12)
    assert errors(r) == ["feature-overlap"]
    assert dict(r.findings[0].figures)["distance_mm"] == pytest.approx(15.529, abs=1e-3)  # 60 sin 15°
    good(ring(9))  # 60 sin 20° = 20.52


def test_stepped_holes_are_no_overlap_but_twins_are(plan: Planner, make: Make) -> None:
    small, large = make["hole"]("a", diameter=6, through=True), make["hole"]("b", diameter=10, depth=4, bottom="flat")
    good(plan(small, large))
    assert errors(plan(small, make["hole"]("b", diameter=6, through=True))) == ["feature-overlap"]


def test_two_features_of_one_name(plan: Planner, make: Make) -> None:
    h = make["hole"](diameter=8, through=True)
    assert "contradiction" in errors(plan(h, h))


@pytest.mark.parametrize(
    "fields",
    [
        {"diameter": 8, "through": True, "depth": 5},
        {"diameter": 8, "through": True, "counterbore": {"diameter": 7, "depth": 3}},
        {"diameter": 8, "through": True, "counterbore": {"diameter": 12, "depth": 10}},
        {"diameter": 8, "through": True, "countersink": {"diameter": 8}},
        {"diameter": 6, "through": True, "thread": {"designation": "M6"}},
        {"diameter": 5, "depth": 9, "thread": {"designation": "M6", "depth": 8}},
    ],
)
def test_contradictions_in_a_hole(plan: Planner, make: Make, fields: dict[str, Any]) -> None:
    assert errors(plan(make["hole"](**fields))) == ["contradiction"]


def test_facing_must_agree_with_the_heights(plan: Planner) -> None:
    face = {"kind": "face", "id": "f", "depth": 2}
    body = {"kind": "box", "x": 100, "y": 60, "z": 8}
    good(plan(face, part=body))
    assert errors(plan({**face, "depth": 3}, part=body)) == ["contradiction"]
    assert errors(plan({**face, "depth": 10})) == ["contradiction"]


# -- tools


def test_a_corner_smaller_than_any_cutter_allowed(plan: Planner, make: Make) -> None:
    outline = {"kind": "rectangle", "x": 60, "y": 40, "corner_radius": 2}
    p = make["pocket"](depth=8, outline=outline)
    six = {"kind": "end_mill", "diameter": 6}
    r = plan(p, tools=[{**six, "only": True}])
    assert errors(r) == ["no-tool"] and "R2" in only(r) and "Ø6" in only(r)
    job = good(plan(p)).job
    assert job is not None and job.tools[0].tool.diameter < 4
    wide = {**p, "outline": {**outline, "corner_radius": 3.5}}
    job = good(plan(wide, tools=[{**six, "only": True}])).job
    assert job is not None and [t.tool.diameter for t in job.tools] == [6]


def test_a_pocket_too_deep_for_the_tool_that_was_named(plan: Planner, make: Make) -> None:
    outline = {"kind": "rectangle", "x": 20, "y": 20, "corner_radius": 4}
    tool = {"kind": "end_mill", "diameter": 6, "flute_length": 16, "stick_out": 25, "holder_diameter": 50, "only": True}
    block = make["plate"](60, 60, 60)
    r = plan(make["pocket"](depth=45, outline=outline), stock=block, tools=[tool], material="P20")
    assert errors(r) == ["tool-reach"] and "16 mm" in only(r)
    long = {**tool, "flute_length": 50}
    assert "sticks out 25 mm" in only(plan(make["pocket"](depth=45, outline=outline), stock=block, tools=[long]))
    job = good(plan(make["pocket"](depth=15, outline=outline), stock=block, tools=[tool])).job
    assert job is not None
    (used,) = job.tools
    assert (used.stick_out, used.holder[0].diameter, used.tool.flute_length) == (25, 50, 16)


def test_a_wished_tool_that_cannot_be_used_is_a_finding(plan: Planner, make: Make) -> None:
    p = make["pocket"](depth=5)  # R6
    assert errors(plan(p, tools=[{"kind": "end_mill", "diameter": 16}])) == ["no-tool"]
    assert errors(plan(p, tools=[{"kind": "end_mill", "diameter": 7}])) == ["no-tool"]  # not in the library
    assert errors(plan(p, tools=[{"kind": "end_mill", "diameter": 8, "feature": "q"}])) == ["contradiction"]
    job = good(plan(p, tools=[{"kind": "end_mill", "diameter": 8, "flutes": 2}])).job
    assert job is not None and (job.tools[0].tool.diameter, job.tools[0].tool.flutes) == (8, 2)


def test_a_drill_must_exist_exactly(plan: Planner, make: Make) -> None:
    milled = good(plan(make["hole"](diameter=8.13, through=True))).job
    assert milled is not None and [o.kind for o in milled.operations] == ["pocket"]
    tiny = plan(make["hole"](diameter=1.13, depth=2))
    assert errors(tiny) == ["no-tool"] and "Ø1.1" in only(tiny)
    deep = plan(make["hole"](diameter=3, depth=50), stock=make["plate"](60, 60, 60))
    assert errors(deep) == ["tool-reach"]


def test_large_holes_are_milled_and_very_deep_ones_drilled(plan: Planner, make: Make) -> None:
    job = good(plan(make["hole"](diameter=20, through=True))).job
    assert job is not None and [o.kind for o in job.operations] == ["pocket"]
    job = good(plan(make["hole"](diameter=15, depth=60), stock=make["plate"](60, 60, 80))).job
    assert job is not None and [o.kind for o in job.operations] == ["spot", "drill"]


def test_fits_are_reamed_or_milled(plan: Planner, make: Make) -> None:
    job = good(plan(make["hole"](diameter=8, fit="H7", through=True))).job
    assert job is not None
    assert [(o.kind, job.tools[o.tool - 1].tool.diameter) for o in job.operations] == [
        ("spot", 6), ("drill", 7.8), ("ream", 8)
    ]  # fmt: skip
    for fields in ({"diameter": 9, "fit": "H7"}, {"diameter": 10, "fit": "H8"}):
        job = good(plan(make["hole"](through=True, **fields))).job
        assert job is not None and [o.kind for o in job.operations] == ["pocket"]


def test_a_blind_reamed_hole_follows_the_cone_of_its_own_diameter(plan: Planner, make: Make) -> None:
    job = good(plan(make["hole"](diameter=12, fit="H7", depth=8), stock=make["plate"](60, 60, 20))).job
    assert job is not None
    _, drill, ream = job.operations
    tan = math.tan(math.radians(59))
    assert drill.kind == "drill" and drill.z_bottom == pytest.approx(-8 - 6 / tan)
    assert ream.kind == "ream" and ream.z_bottom == pytest.approx(-8 - (6 - 5.85) / tan / 2)


def test_no_drill_makes_a_flat_bottom(plan: Planner, make: Make) -> None:
    for more in ({"diameter": 12, "fit": "H7"}, {"thread": {"designation": "M10", "depth": 6}}):
        hole = make["hole"](depth=10, bottom="flat", **more)
        job = good(plan(hole, stock=make["plate"](60, 60, 20))).job
        assert job is not None and [o.kind for o in job.operations if o.kind != "tap"] == ["pocket"], more


def test_threads_that_no_tap_cuts(plan: Planner, make: Make) -> None:
    left = {"designation": "M6", "hand": "left"}
    assert errors(plan(make["hole"](through=True, thread=left))) == ["no-tool"]
    deep = plan(make["hole"](through=True, thread={"designation": "M3"}), stock=make["plate"](60, 60, 30))
    assert errors(deep) == ["tool-reach"]
    good(plan(make["hole"](through=True, thread={"designation": "M3"})))


def test_a_router_does_not_tap(plan: Planner, make: Make) -> None:
    h = make["hole"](through=True, thread={"designation": "M6"})
    assert errors(plan(h, machine="generic-router")) == ["no-tapping"]
    good(plan(h, machine="generic-mill"))


def test_a_router_mills_what_it_cannot_drill_slowly_enough(plan: Planner, make: Make) -> None:
    job = good(plan(make["hole"](diameter=10, through=True), machine="generic-router")).job
    assert job is not None and [o.kind for o in job.operations] == ["pocket"]
    assert all(o.cutting.speed >= 6000 for o in job.operations)


# -- limits


def test_speeds_and_feeds_beyond_the_limits(plan: Planner, make: Make) -> None:
    p = make["pocket"](depth=5)
    limits = {"max_speed": 10000, "max_feed": 3000}
    exact = plan(p, limits=limits, cutting=[{"speed": 24000, "feed": 9000, "exact": True}])
    assert errors(exact) == ["machine-limit", "machine-limit"]
    assert {dict(f.figures)["limit"] for f in exact.findings} == {8000, 3000}
    lowered = good(plan(p, limits=limits, cutting=[{"speed": 24000, "feed": 9000}]))
    assert lowered.job is not None
    (op,) = lowered.job.operations
    assert (op.cutting.speed, op.cutting.feed) == (8000, 3000)
    assert [f.severity for f in lowered.findings] == [Severity.WARNING, Severity.WARNING]
    assert "S24000 that was wished is not used" in lowered.findings[0].message
    said = good(plan(p, cutting=[{"speed": 5000, "feed": 700, "stepdown": 1, "coolant": "off"}])).job
    assert said is not None
    (op,) = said.operations
    assert (op.cutting.speed, op.cutting.feed, op.cutting.coolant, op.stepdown) == (5000, 700, "off", 1)  # type: ignore[union-attr]


def test_travel(plan: Planner, make: Make) -> None:
    h = make["hole"](diameter=10, through=True, at=[{"kind": "corners", "inset_x": 15, "inset_y": 15}])
    plate = make["plate"](500, 400, 12)
    r = plan(h, stock=plate, limits={"travel_x": 300, "travel_y": 200, "travel_z": 60})
    assert errors(r) == ["machine-limit", "machine-limit"]
    assert {dict(f.figures)["span_mm"] for f in r.findings} == {470, 370}
    good(plan(h, stock=plate))
    assert errors(plan(h, stock=make["plate"](600, 400, 12))) == ["machine-limit"]


def test_every_number_of_an_operation_has_its_source(plan: Planner, make: Make) -> None:
    job = good(plan(make["hole"](diameter=8, through=True), make["pocket"](depth=4, at=make["at"]((60, 30))))).job
    assert job is not None
    for op in job.operations:
        assert {"speed", "feed", "coolant"} <= {s.name for s in op.cutting.sources}
        assert all(s.source for s in op.cutting.sources)
    assert {"clearance above the stock", "approach"} <= {s.name for s in job.sources}


# -- holding


def test_tabs_need_a_frame(plan: Planner, make: Make) -> None:
    body = {"kind": "box", "x": 80, "y": 40, "z": 10}
    wide = good(plan(part=body, stock=make["plate"](120, 80, 10), holding="tabs")).job
    assert wide is not None
    (profile,) = wide.operations
    assert len(profile.tabs) >= 3  # type: ignore[union-attr]
    assert wide.setup.fixture.kind == "clamps"
    narrow = plan(part=body, stock=make["plate"](84, 44, 10), holding="tabs")
    assert errors(narrow) == ["body-not-held"]
    taped = good(plan(part=body, stock=make["plate"](84, 44, 10), holding="tape")).job
    assert taped is not None and taped.setup.fixture.kind == "spoilboard"
    assert errors(plan(part=body, stock=make["plate"](120, 80, 10), holding="vice")) == ["body-not-held"]


@pytest.mark.parametrize(
    ("stock", "holding", "stops"),
    [
        ((110, 70, 15), None, True),  # faced, clamped at the sides; 5 mm of margin leave no frame
        ((110, 70, 15), "clamps", True),
        ((110, 70, 15), "tape", False),  # tape holds it all the time
        ((150, 110, 15), None, False),  # tabs and a frame
        ((110, 70, 12), None, False),  # the outside comes first: so held from the start
    ],
)
def test_a_stop_where_the_holding_changes(
    plan: Planner, make: Make, stock: tuple[float, float, float], holding: str | None, stops: bool
) -> None:
    body = {"kind": "box", "x": 100, "y": 60, "z": 12}
    more = {} if holding is None else {"holding": holding}
    job = good(plan(part=body, stock=make["plate"](*stock), datum={"of": "part"}, **more)).job
    assert job is not None
    assert [op.id for op in job.operations if op.stop] == (["profile"] if stops else [])
    text = job.setup.fixture.text
    assert ("M0" in text) == stops
    assert ("side clamps" in text) == (stock[2] > 12 and holding != "tape")
    assert ("hold the piece itself" in text) == stops


def test_jaws_are_where_the_tools_are_not(plan: Planner, make: Make) -> None:
    slot = {
        "kind": "slot",
        "id": "s",
        "start": {"x": 50, "y": 0},
        "end": {"x": 50, "y": 60},
        "width": 12,
        "ends": "open",
    }
    across = good(plan({**slot, "depth": 8})).job  # runs out at front and back, 2 mm above the underside
    assert across is not None and across.setup.fixture.kind == "vice"
    for box in across.setup.fixture.keep_out:
        assert box.high[0] <= 0 or box.low[0] >= 100  # so the jaws are left and right
    shallow = good(plan({**slot, "depth": 3})).job
    assert shallow is not None
    assert all(b.high[1] <= 0 or b.low[1] >= 60 for b in shallow.setup.fixture.keep_out)
    assert all(b.high[2] < -3 for b in shallow.setup.fixture.keep_out)


def test_clear_below_covers_what_goes_through(plan: Planner, make: Make) -> None:
    job = good(plan(make["hole"](diameter=8, through=True), make["hole"]("t", at=make["at"]((60, 30)), through=True,
                                                                        thread={"designation": "M16"}))).job  # fmt: skip
    assert job is not None
    deepest = min(o.z_bottom for o in job.operations)  # type: ignore[union-attr]
    assert -10 - job.setup.fixture.clear_below <= deepest


# -- what is left out, honestly


def test_what_three_axes_cannot_do_is_left_out_and_said(plan: Planner, make: Make) -> None:
    fillet = {"kind": "fillet", "id": "round", "edges": "top-outer", "radius": 2}
    side = make["hole"]("side", face="front", diameter=5, depth=10, at=make["at"]((50, -5)))
    job = good(plan(make["hole"](diameter=8, through=True), fillet, side)).job
    assert job is not None and set(job.not_machined) == {"round", "side"}
    assert all(any(name in a for a in job.assumptions) for name in job.not_machined)


def test_upright_roundings_belong_to_the_outline(plan: Planner, make: Make) -> None:
    fillet = {"kind": "fillet", "id": "round", "edges": "vertical", "radius": 5}
    r = good(plan(fillet, part={"kind": "box", "x": 80, "y": 40, "z": 10}, stock=make["plate"](120, 80, 10)))
    assert r.part is not None and r.part.features == ()
    assert r.part.body.outline.area == pytest.approx(80 * 40 - (4 - 3.141592653589793) * 25)
    too_large = plan({**fillet, "radius": 30}, part={"kind": "box", "x": 80, "y": 40, "z": 10})
    assert errors(too_large) == ["bad-expression"]


# -- channels, steps, wishes


def test_a_rectangle_from_side_to_side_is_an_open_channel(plan: Planner, make: Make) -> None:
    step = make["pocket"](depth=4, at=make["at"]((50, 50)), outline={"kind": "rectangle", "x": 100, "y": 20})
    job = good(plan(step)).job
    assert job is not None
    (op,) = job.operations
    assert op.open and op.entry == "outside"  # type: ignore[union-attr]
    x0, y0, x1, y1 = op.outline.bounds  # type: ignore[union-attr]
    assert x0 < 0 and x1 > 100 and (y0, y1) == (40, 60)
    wide = make["pocket"](depth=4, at=make["at"]((50, 30)), outline={"kind": "rectangle", "x": 80, "y": 60})
    job = good(plan(wide)).job
    assert job is not None
    x0, y0, x1, y1 = job.operations[0].outline.bounds  # type: ignore[union-attr]
    assert (x0, x1) == (10, 90) and y0 < 0 and y1 > 60


def test_a_wish_for_speed_is_about_what_makes_the_feature(plan: Planner, make: Make) -> None:
    h = make["hole"](through=True, thread={"designation": "M6"})
    wish = [{"speed": 2000, "feed": 150}]
    job = good(plan(h, cutting=wish)).job
    assert job is not None
    spot, drill, tap = job.operations
    assert (drill.cutting.speed, drill.cutting.feed) == (2000, 150)
    assert spot.cutting.speed != 2000 and tap.cutting.feed == tap.cutting.speed
    job = good(plan(h, make["pocket"](depth=4, at=make["at"]((60, 30))), cutting=wish)).job
    assert job is not None
    assert [o.cutting.speed == 2000 for o in job.operations] == [o.kind == "pocket" for o in job.operations]


def test_a_wish_that_binds_nothing(plan: Planner, make: Make) -> None:
    h = make["hole"](diameter=8, through=True)
    assert errors(plan(h, tools=[{"kind": "any", "only": True}])) == ["no-tool"]
    noted = good(plan(h, tools=[{"kind": "end_mill", "flutes": 2}]))
    assert [f.severity for f in noted.findings] == [Severity.NOTE]


# -- what the tools leave, and what they must not touch


def test_a_milled_blind_hole_is_flat_in_the_part_too(plan: Planner, make: Make) -> None:
    r = good(plan(make["hole"](diameter=18, depth=3)))
    assert r.part is not None and r.job is not None and r.part == r.job.part
    (hole,) = r.part.features
    assert hole.point_angle_deg is None  # type: ignore[union-attr]
    assert any("flat" in a for a in r.job.assumptions)
    drilled = good(plan(make["hole"](diameter=8, depth=3)))
    assert drilled.part is not None and drilled.part.features[0].point_angle_deg == 118  # type: ignore[union-attr]


def test_a_countersink_does_not_cut_the_floor_below(plan: Planner, make: Make) -> None:
    """The tip of a Ø16.5 × 90° countersink goes (14 - 3.2) / 2 = 5.4 mm deep: too deep for a 5 mm hole."""
    blind = {"diameter": 10, "bottom": "flat", "countersink": {"diameter": 14}}
    deep = good(plan(make["hole"](depth=6, **blind))).job
    shallow = good(plan(make["hole"](depth=5, **blind))).job
    assert deep is not None and shallow is not None
    assert deep.operations[-1].kind == "countersink" and shallow.operations[-1].kind == "chamfer"
    assert errors(plan(make["hole"](depth=2, **blind))) == ["contradiction"]  # the cone alone is 2 mm high
    bored = {"diameter": 7, "through": True, "counterbore": {"diameter": 15, "depth": 3}}
    job = good(
        plan(make["hole"](**bored), {"kind": "chamfer", "id": "c", "edges": "feature-top", "of": "h", "size": 0.5})
    ).job
    assert job is not None and job.operations[-1].kind == "chamfer"


def test_an_edge_has_one_chamfer(plan: Planner, make: Make) -> None:
    c = {"kind": "chamfer", "id": "c", "edges": "feature-top", "of": "h", "size": 0.5}
    assert errors(plan(make["hole"](diameter=8, through=True, countersink={"diameter": 12}), c)) == ["contradiction"]
    job = good(plan(make["hole"](diameter=8, through=True), c)).job
    assert job is not None
    sink = job.operations[-1]
    tip = job.tools[sink.tool - 1].tool.tip_diameter
    assert sink.kind == "countersink" and sink.z_bottom == pytest.approx(-(9 - tip) / 2)
    assert errors(plan(make["hole"](diameter=8, through=True), {**c, "of": "nothing"})) == ["contradiction"]


def test_a_chamfer_too_large_for_the_cutter(plan: Planner, make: Make) -> None:
    rim = {"kind": "chamfer", "id": "rim", "edges": "top-outer", "size": 1}
    good(plan(rim))
    assert errors(plan({**rim, "size": 4.6})) == ["no-tool"]
    job = good(plan(make["hole"](diameter=8, through=True), {**rim, "angle": 30})).job
    assert job is not None and job.not_machined == ("rim",)


def test_holes_that_touch(plan: Planner, make: Make) -> None:
    assert errors(plan(make["hole"](diameter=10, through=True, at=make["at"]((20, 20), (30, 20))))) == [
        "feature-overlap"
    ]
    good(plan(make["hole"](diameter=10, through=True, at=make["at"]((20, 20), (30.1, 20)))))


def test_spoil_board_is_not_cut_through(plan: Planner, make: Make) -> None:
    h = make["hole"](through=True, thread={"designation": "M20"}, at=make["at"]((50, 30)))
    good(plan(h, holding="clamps"))  # 8.75 mm past the underside
    job = good(plan(h)).job
    assert job is not None and job.setup.fixture.kind == "vice" and job.setup.fixture.clear_below >= 8.75


def test_the_outside_is_cut_above_the_jaws(plan: Planner, make: Make) -> None:
    # 6 mm of stock below the part; the cutter goes round outside, in the very space the jaws would fill
    for margin in (2.0, 6.0, 14.0):
        stock = {**make["plate"](50 + margin, 40 + margin, 29), "margin": {"bottom": 6}}
        job = good(plan(part=make["plate"](50, 40, 23), stock=stock, datum={"of": "part"})).job
        assert job is not None and job.setup.fixture.kind == "vice"
        assert all(b.high[2] <= -23 for b in job.setup.fixture.keep_out), margin


def test_a_feature_below_the_top_needs_a_way_in(plan: Planner, make: Make) -> None:
    def round_pocket(d: float) -> dict[str, Any]:
        outline = {"kind": "circle", "diameter": d}
        return {**make["pocket"]("n", outline=outline, through=True), "top": -4}

    assert good(plan(make["pocket"](depth=4), round_pocket(12))).job is not None
    wide = plan(make["pocket"](depth=4), round_pocket(30))
    assert errors(wide) == ["contradiction"] and "Z-4" in only(wide)
    assert errors(plan(make["pocket"](depth=3), round_pocket(12))) == ["contradiction"]  # a floor between them
    assert errors(plan(make["hole"](diameter=6, through=True, top=-4))) == ["contradiction"]
    stepped = make["hole"]("wide", diameter=12, depth=4), make["hole"]("narrow", diameter=6, through=True, top=-4)
    assert good(plan(*stepped)).job is not None


def test_a_thick_shank_stays_off_the_walls_above(plan: Planner, make: Make) -> None:
    def inner(z: float) -> dict[str, Any]:
        outline = {"kind": "slot", "length": 10, "width": 2.4}
        return {**make["pocket"]("n", outline=outline, depth=3), "top": -z}

    def outer(width: float, z: float) -> dict[str, Any]:
        outline = {"kind": "slot", "length": 30, "width": width}
        return make["pocket"]("p", outline=outline, depth=z)

    stock = make["plate"](60, 60, 20)
    assert good(plan(outer(20, 8), inner(8), stock=stock)).job is not None
    narrow = plan(outer(4, 8), inner(8), stock=stock)
    assert errors(narrow) == ["tool-reach"]


def test_a_spot_is_no_deeper_than_a_shallow_hole(plan: Planner, make: Make) -> None:
    job = good(plan(make["hole"](diameter=6, depth=2, depth_of="tip"))).job
    assert job is not None
    spot, drill = job.operations
    assert spot.kind == "spot" and drill.kind == "drill"
    assert spot.z_bottom >= drill.z_bottom - 1e-6 and drill.z_bottom == pytest.approx(-2.0, abs=0.01)
