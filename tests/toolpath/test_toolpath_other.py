"""Facing, profiles with tabs, holes, chamfers, and the order of the whole."""

from __future__ import annotations

import itertools
import math

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.errors import InternalError
from codegen.model.curve import Loop, circle, polygon, rectangle, slot
from codegen.model.job import ChamferOp, FaceOp, HoleOp, ProfileOp, Tab, TapOp
from codegen.model.motion import (
    Arc,
    Coolant,
    Cycle,
    CycleKind,
    Mark,
    Rapid,
    Retract,
    SetCoolant,
    Spindle,
    SpindleOff,
    SpindleOn,
    Stop,
    ToolChange,
)  # fmt: skip
from codegen.model.part import Box
from codegen.toolpath import plan
from codegen.toolpath.holes import short_order
from tests.toolpath.toolpath_bench import (
    CLEARANCE,
    CUT,
    assert_no_plunge,
    assert_safe,
    common,
    job,
    region,
    swept,
    tool,
    trace,
)

# -- facing


@settings(max_examples=30, deadline=None)
@given(
    x=st.floats(20, 200), y=st.floats(20, 200), diameter=st.sampled_from([10.0, 50.0, 63.0]), step=st.floats(0.3, 0.9),
    round_=st.booleans(),
)  # fmt: skip
def test_facing_sweeps_the_area_and_goes_down_beside_it(x, y, diameter, step, round_):
    area = circle((3, 4), x) if round_ else rectangle((3, 4), x, y)
    op = FaceOp(**common(), area=area, z_top=1.5, z_bottom=0.0, stepdown=1.0, stepover=step * diameter)
    cuts = trace(plan(job([op], [tool("face_mill", diameter, centre_cutting=False)])))
    assert_safe(cuts, top=1.5)
    stock = region(area)
    assert stock.difference(swept(cuts, diameter / 2, at_or_below=0.0).buffer(1e-6)).area < 1e-6
    for c in cuts:
        if c.kind == "feed" and c.end[2] < c.start[2]:
            assert stock.distance(shapely.Point(c.end[:2])) >= diameter / 2 + 2 - 1e-6
    assert {c.low for c in cuts if c.kind == "feed" and c.low < 1.5} == {0.75, 0.0}


# -- profiles


def profile(outline: Loop, **changes) -> ProfileOp:
    data = {"outline": outline, "side": "outside", "z_top": 0.0, "z_bottom": -8.0, "stepdown": 3.0, "allowance": 0.3}
    return ProfileOp(**{**common(), **data, **changes})


ELL = polygon([(-30, -30), (30, -30), (30, -10), (-5, -10), (-5, 30), (-30, 30)])


@pytest.mark.parametrize("outline", [rectangle((0, 0), 80, 60, 8), rectangle((0, 0), 80, 60), circle((2, 3), 50), ELL])
@pytest.mark.parametrize("climb", [True, False])
@pytest.mark.parametrize("allowance", [0.0, 0.3])
def test_outside_profile_frees_the_part_and_spares_it(outline: Loop, climb: bool, allowance: float):
    op = profile(outline, climb=climb, allowance=allowance)
    cuts = trace(plan(job([op], [tool()])))
    assert_safe(cuts, top=0.0)
    assert_no_plunge(cuts, 5.0, top=0.0, angle_deg=3.0)
    assert min(c.low for c in cuts) == -8.0
    part = region(outline)
    assert swept(cuts, 5.0, at_or_below=0.0).intersection(part.buffer(-0.01)).area < 1e-6
    groove = swept(cuts, 5.0, at_or_below=-8.0)
    reach = part.buffer(5.0, quad_segs=64).buffer(-5.0, quad_segs=64)  # inner corners keep the tool's radius
    beside = reach.buffer(9.9, quad_segs=64).difference(reach.buffer(0.005))
    assert beside.difference(groove).area < 1e-2


def test_climb_outside_runs_clockwise():
    arcs = [c for c in plan(job([profile(circle((0, 0), 50))], [tool()])) if isinstance(c, Arc)]
    assert {c.ccw for c in arcs if math.dist(c.end[:2], c.centre) > 25} == {False}


def test_inside_profile():
    outline = rectangle((0, 0), 60, 40, 7)
    cuts = trace(plan(job([profile(outline, side="inside")], [tool()])))
    assert swept(cuts, 5.0, at_or_below=0.0).difference(region(outline).buffer(0.01)).area < 1e-6
    band = region(outline).difference(region(outline).buffer(-9.9)).buffer(-0.005)
    assert band.difference(swept(cuts, 5.0, at_or_below=-8.0)).area < 1e-3


@pytest.mark.parametrize("allowance", [0.0, 0.3])
@pytest.mark.parametrize("outline", [rectangle((0, 0), 80, 60, 8), circle((0, 0), 60)])
def test_tabs_remain_at_their_place_width_and_height(outline: Loop, allowance: float):
    # on the straight lower-left side, and a quarter round: away from joints
    places = [20.0, 70.0, 150.0]
    tabs = tuple(Tab(at=at, width=6.0, height=1.5) for at in places)
    op = profile(outline, tabs=tabs, allowance=allowance)
    commands = plan(job([op], [tool()]))
    cuts = trace(commands)
    assert_safe(cuts, top=0.0)
    below = swept(cuts, 5.0, at_or_below=-8.0 + 1.5 - 1e-6)
    # what is left standing between part and stock, beneath the tabs' tops
    ring = region(outline).buffer(5.0).exterior
    standing = ring.difference(below)
    pieces = list(getattr(standing, "geoms", [standing]))
    if len(pieces) > 3:  # the ring's own start lies in a tab
        pieces = list(shapely.line_merge(standing).geoms)
    assert len(pieces) == 3
    for p in pieces:
        assert 6.0 - 0.05 <= p.length <= 6.0 * 35 / 30 + 0.6  # wider outwards round a circle, and by the allowance
    # above the tabs nothing stands
    above = swept(cuts, 5.0, at_or_below=-6.5 + 1e-6)
    assert ring.difference(above).length < 1e-6
    assert not any(isinstance(c, Rapid) and c.end[2] < 0.0 for c in commands)


def test_a_tab_beside_a_corner_keeps_its_width():
    """The path turns a sharp corner 2 mm behind the tab: its other leg must not cut the tab from beside."""
    outline = polygon([(0, 0), (60, 0), (10, 45)])
    op = profile(outline, side="inside", tabs=(Tab(at=44.0, width=3.0, height=1.5),))
    cuts = trace(plan(job([op], [tool()])))
    path = region(outline).buffer(-5.0).exterior
    standing = path.difference(swept(cuts, 5.0, at_or_below=-6.6))
    assert standing.length >= 2.9


def test_a_profile_clears_out_to_the_stock():
    stock = rectangle((0, 0), 100, 80)
    op = profile(circle((0, 0), 60), stepover=4.0, clear_to=stock)
    cuts = trace(plan(job([op], [tool()])))
    assert_safe(cuts, top=0.0)
    left = region(stock).difference(region(op.outline).buffer(0.005)).difference(swept(cuts, 5.0, at_or_below=-8.0))
    assert left.area < 1e-2
    assert swept(cuts, 5.0, at_or_below=0.0).intersection(region(op.outline).buffer(-0.01)).area < 1e-6


def test_tabs_need_a_tool_that_plunges():
    op = profile(circle((0, 0), 60), tabs=(Tab(at=10, width=5, height=1),))
    with pytest.raises(InternalError, match="behind a tab"):
        plan(job([op], [tool(centre_cutting=False)]))


# -- holes


def drill(points, **changes) -> HoleOp:
    data = {"kind": "drill", "points": points, "z_top": 0.0, "z_bottom": -12.0, "retract": 2.0, "cycle": "drill"}
    return HoleOp(**{**common(), **data, **changes})


def cycle_of(*args, **changes) -> Cycle:
    return next(c for c in plan(job(*args, **changes)) if isinstance(c, Cycle))


def test_a_cycle_says_what_the_operation_says():
    c = cycle_of([drill(((1, 2),), cycle="peck", peck=2.5)], [tool("drill", 5)])
    assert c == Cycle(
        kind=CycleKind.PECK, points=((1, 2),), clearance=CLEARANCE, retract=2.0, bottom=-12.0, feed=CUT.feed,
        between="retract", peck=2.5,
    )  # fmt: skip


def test_between_holes_the_tool_stays_low_only_where_nothing_is_in_the_way():
    points, t = ((0, 0), (40, 0)), [tool("drill", 5)]
    clamp = Box(low=(15, -5, 0), high=(25, 5, 12))
    far = Box(low=(15, 30, 0), high=(25, 40, 12))
    flat = Box(low=(15, -5, 0), high=(25, 5, 1.9))
    assert cycle_of([drill(points)], t).between == "retract"
    assert cycle_of([drill(points)], t, keep_out=(clamp,)).between == "clearance"
    assert cycle_of([drill(points)], t, keep_out=(far, flat)).between == "retract"
    low = drill(points, z_top=-5.0, retract=-3.0)  # in the floor of a pocket
    assert cycle_of([low], t).between == "clearance"


def test_a_tap_has_its_pitch_and_hand():
    op = TapOp(
        **common(), points=((0, 0),), z_top=0, z_bottom=-10, retract=5, pitch=1.25, designation="M8", left_hand=True
    )
    commands = plan(job([op], [tool("tap", 8)]))
    c = next(c for c in commands if isinstance(c, Cycle))
    assert (c.kind, c.pitch, c.left_hand) == (CycleKind.TAP, 1.25, True)
    assert next(s for s in commands if isinstance(s, SpindleOn)).direction is Spindle.CCW


@pytest.mark.parametrize("cycle", ["peck", "chip_break", "dwell"])
def test_a_cycle_without_its_figure_is_refused(cycle: str):
    with pytest.raises(InternalError, match="needs"):
        plan(job([drill(((0, 0),), cycle=cycle)], [tool("drill", 5)]))


def way(points) -> float:
    return sum(math.dist(a, b) for a, b in itertools.pairwise(points))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100)), min_size=1, max_size=7))
def test_short_order_keeps_the_points_and_is_nearly_the_shortest(points):
    order = short_order(points, None)
    assert sorted(order) == sorted(points)
    assert order == short_order(points, None)
    rest = [p for k, p in enumerate(points) if k != min(range(len(points)), key=lambda i: points[i])]
    best = min(way((order[0], *p)) for p in itertools.permutations(rest))
    assert way(order) <= 1.6 * best + 1e-6


def test_a_grid_is_walked_without_long_ways():
    grid = [(10.0 * i, 10.0 * k) for i in range(12) for k in range(9)]
    assert way(short_order(grid, (0.0, 0.0))) <= 1.08 * 10 * (len(grid) - 1)


def test_thousands_of_points_take_no_time():
    grid = [(float(i), float(k)) for i in range(80) for k in range(80)]
    order = short_order(grid, None)
    assert sorted(order) == sorted(grid)
    assert way(order) < 1.6 * len(grid)


# -- chamfers


@pytest.mark.parametrize("side", ["outside", "inside"])
def test_the_cone_makes_equal_legs(side: str):
    """Tip flat 0.2, tip 0.5 below the chamfer of 0.8: at z_top the cone is 0.1 + 0.5 + 0.8 in radius."""
    outline = rectangle((0, 0), 60, 40, 5)
    op = ChamferOp(**common(), outline=outline, side=side, z_top=-1.0, size=0.8, tip_offset=0.5)
    cuts = trace(plan(job([op], [tool("chamfer_mill", 6, point_angle_deg=90.0, tip_diameter=0.2)])))
    assert min(c.low for c in cuts) == pytest.approx(-2.3)
    part = region(outline)
    stands = part if side == "outside" else region(rectangle((0, 0), 90, 70)).difference(part)
    for above_tip, into in ((0.5, 0.0), (0.9, 0.4), (1.3, 0.8)):  # at the lower edge the wall is just touched
        cone = swept(cuts, 0.1 + above_tip, at_or_below=-2.3)
        assert cone.intersection(stands.buffer(-into - 0.005, quad_segs=64)).area < 1e-3
        edge = stands.buffer(-into + 0.005, quad_segs=64).difference(stands.buffer(-into, quad_segs=64))
        if into and side == "outside":
            assert edge.difference(cone).area < 0.02 * edge.area


def test_chamfers_that_the_tool_cannot_make_are_refused():
    outline = circle((0, 0), 20)
    op = ChamferOp(**common(), outline=outline, side="inside", z_top=0, size=2.9, tip_offset=0.5)
    with pytest.raises(InternalError, match="too small"):
        plan(job([op], [tool("chamfer_mill", 6, point_angle_deg=90.0)]))
    with pytest.raises(InternalError, match="90°"):
        plan(job([op], [tool("chamfer_mill", 6, point_angle_deg=60.0)]))


# -- the whole


def test_tool_changes_happen_at_the_top_with_everything_off():
    ops = [
        drill(((0, 0), (10, 0)), id="a", name="Spot"),
        drill(((0, 0), (10, 0)), id="b", tool=2, cutting=CUT.model_copy(update={"speed": 3000.0})),
        drill(((0, 5),), id="c", tool=2, cutting=CUT.model_copy(update={"speed": 2500.0, "coolant": "mist"})),
        drill(((0, 9),), id="d", tool=2, cutting=CUT.model_copy(update={"speed": 2500.0, "coolant": "mist"})),
    ]
    commands = plan(job(ops, [tool("spot_drill", 6), tool("drill", 5, number=2)]))
    kinds = [c for c in commands if not isinstance(c, Rapid | Cycle)]
    off = [Retract(), SpindleOff(), SetCoolant(Coolant.OFF)]
    assert kinds == [
        Mark("a", "Spot"), *off, ToolChange(1, 1, "spot drill D6"), SpindleOn(8000.0), SetCoolant(Coolant.FLOOD),
        Mark("b", "op"), *off, ToolChange(2, 2, "drill D5"), SpindleOn(3000.0), SetCoolant(Coolant.FLOOD),
        Mark("c", "op"), SpindleOn(2500.0), SetCoolant(Coolant.MIST),
        Mark("d", "op"), *off,
    ]  # fmt: skip
    for k, c in enumerate(commands):
        if isinstance(c, ToolChange):
            first = next(m for m in commands[k:] if isinstance(m, Rapid | Cycle))
            assert isinstance(first, Rapid) and first.end[2] == CLEARANCE


@pytest.mark.parametrize("number", [1, 2])
def test_a_stop_before_an_operation_stands_still_and_starts_again(number: int):
    ops = [
        drill(((0.0, 0.0),)),
        profile(slot((-20, 0), (20, 10), 30), id="out", name="out", tool=number, stop="re-clamp"),
    ]
    commands = plan(job(ops, [tool(), tool(number=2)]))
    k = commands.index(Stop("re-clamp"))
    assert list(commands[k - 4 : k]) == [Mark("out", "out"), Retract(), SpindleOff(), SetCoolant(Coolant.OFF)]
    after = list(commands[k + 1 : k + 4 + (number == 2)])
    assert [type(c) for c in after] == [*([ToolChange] if number == 2 else []), SpindleOn, SetCoolant, Rapid]
    assert after[-1].end[2] == CLEARANCE  # type: ignore[union-attr]
    assert commands.count(Stop("re-clamp")) == 1


def test_planning_is_deterministic():
    ops = [profile(slot((-20, 0), (20, 10), 30)), drill(tuple((float(i % 7), float(i % 5)) for i in range(35)))]
    assert plan(job(ops, [tool()])) == plan(job(ops, [tool()]))


def test_a_tool_that_is_not_in_the_job_is_refused():
    with pytest.raises(InternalError, match="tool 1"):
        plan(job([drill(((0, 0),))], []))
