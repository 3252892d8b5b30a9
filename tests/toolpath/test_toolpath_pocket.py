"""Pockets: all is cleared, nothing outside is touched, and the tool goes down as told. Checked with shapely's discs."""

from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from codegen.errors import InternalError
from codegen.model.curve import Loop, circle, polygon, rectangle, slot
from codegen.model.job import PocketOp
from codegen.model.motion import Arc
from codegen.toolpath import plan
from tests.toolpath.toolpath_bench import CUT, assert_no_plunge, assert_safe, common, job, region, swept, tool, trace

OUTSIDE = 0.01
"""mm: how far a swept disc may pass the outline."""

INSIDE = 0.005
"""mm: half the width of a strip that may seem left (chords of the discs)."""


def pocket(outline: Loop, **changes) -> PocketOp:
    data = {"outline": outline, "z_top": 0.0, "z_bottom": -9.0, "stepdown": 4.0, "stepover": 4.0, "allowance": 0.3}
    return PocketOp(**{**common(), **data, **changes})


def check(op: PocketOp, diameter: float, **changes):
    """Plan a pocket and hold it against all that is promised."""
    with_tool = tool(diameter=diameter, **changes)
    commands = plan(job([op], [with_tool]))
    cuts = trace(commands)
    r = diameter / 2
    inside = region(op.outline)
    for island in op.islands:
        inside = inside.difference(region(island))
    assert_safe(cuts, top=op.z_top)
    assert min(c.low for c in cuts) == op.z_bottom
    assert swept(cuts, r, at_or_below=op.z_top).difference(inside.buffer(OUTSIDE)).area < 1e-6
    # what the tool can reach at all: everywhere its disc fits
    reachable = inside.buffer(-r, quad_segs=64).buffer(r, quad_segs=64).buffer(-INSIDE)
    assert reachable.difference(swept(cuts, r, at_or_below=op.z_bottom)).area < 1e-3
    for c in cuts:
        if c.kind == "rapid":
            continue
        steep = c.end[2] < c.start[2] - 1e-9 and math.dist(c.start[:2], c.end[:2]) < 1e-9 and c.kind == "feed"
        if steep:
            assert c.feed == CUT.plunge
        assert c.feed in (CUT.feed, CUT.plunge)
    return commands, cuts


SHAPES = {
    "rounded rectangle": rectangle((0, 0), 60, 40, 6),
    "sharp rectangle": rectangle((3, 2), 60, 40),
    "circle": circle((3, 4), 40),
    "wide slot": slot((-20, -5), (20, 15), 24),
    "ell": polygon([(-30, -30), (30, -30), (30, -10), (-5, -10), (-5, 30), (-30, 30)]),
    "barely wider than the tool": slot((-20, 0), (20, 0), 10.3),
    "as wide as the tool": slot((-20, 0), (20, 0), 10),
    "two rooms": polygon(
        [(-40, -15), (-10, -15), (-10, -6), (10, -6), (10, -15), (40, -15), (40, 15), (10, 15), (10, 6), (-10, 6),
         (-10, 15), (-40, 15)]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("entry", ["helix", "ramp"])
@pytest.mark.parametrize("stepover", [4.0, 9.5])
def test_everything_is_cleared_and_nothing_else(name: str, entry: str, stepover: float):
    op = pocket(SHAPES[name], entry=entry, stepover=stepover)
    _, cuts = check(op, 10.0)
    assert_no_plunge(cuts, 5.0, top=0.0, angle_deg=3.0)


@settings(max_examples=40, deadline=None)
@given(
    width=st.floats(6, 90), height=st.floats(6, 70), corner=st.floats(0, 1), diameter=st.sampled_from([3.0, 6.0, 10.0]),
    step=st.floats(0.2, 1.0), allowance=st.sampled_from([0.0, 0.2, 0.5]), depth=st.floats(0.5, 20), climb=st.booleans(),
)  # fmt: skip
def test_rectangles_of_any_size(width, height, corner, diameter, step, allowance, depth, climb):
    assume(min(width, height) > diameter + 0.1)
    outline = rectangle((1, -2), width, height, corner * min(width, height) / 2)
    # a room no wider than a hair more than the tool would be ramped for thousands of turns
    op = pocket(
        outline, stepover=step * diameter, allowance=allowance, z_bottom=-depth, stepdown=depth / 1.5, climb=climb,
        entry_angle_deg=5.0,
    )  # fmt: skip
    check(op, diameter)


@settings(max_examples=25, deadline=None)
@given(diameter=st.floats(10.2, 70), step=st.floats(0.2, 1.0))
def test_circles_of_any_size(diameter, step):
    check(pocket(circle((0, 0), diameter), stepover=step * 10, z_bottom=-3.0, entry_angle_deg=8.0), 10.0)


def wall_leads(cuts, centre, ring):
    """The arcs just before and after each full turn of radius ``ring`` about ``centre``, and those turns."""
    for before, turn, after in zip(cuts, cuts[1:], cuts[2:], strict=False):
        full = turn.kind == "arc" and math.dist(turn.start, turn.end) < 1e-9 and math.dist(turn.centre, centre) < 1e-9
        if full and math.dist(turn.start[:2], centre) == pytest.approx(ring, abs=1e-6):
            yield before, turn, after


@pytest.mark.parametrize("climb", [True, False])
@pytest.mark.parametrize("size", [8.0, 20.0, 40.0])
@pytest.mark.parametrize("ratio", [0.1, 0.2, 0.3, 1 / 3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
def test_leads_of_a_round_wall_are_off_it_and_tangential(ratio: float, size: float, climb: bool):
    diameter, centre = ratio * size, (50.0, 40.0)
    op = pocket(
        circle(centre, size), stepover=0.4 * diameter, allowance=0.1, z_bottom=-2.0, climb=climb, entry_angle_deg=8.0
    )
    _, cuts = check(op, diameter)
    ring = (size - diameter) / 2
    found = list(wall_leads(cuts, centre, ring))
    assert len(found) == 1
    for lead_in, turn, lead_out in found:
        assert lead_in.kind == lead_out.kind == "arc"
        touch = turn.start[:2]
        for lead, free, joint in ((lead_in, lead_in.start, lead_in.end), (lead_out, lead_out.end, lead_out.start)):
            assert math.dist(joint[:2], touch) < 1e-9
            assert ring - math.dist(free[:2], centre) >= min(0.2, ring / 2)
            # tangential: the lead's centre lies on the wall's radius, at most half way in
            small = math.dist(lead.centre, touch)
            assert small <= ring / 2 + 1e-9
            assert math.dist(lead.centre, centre) + small == pytest.approx(ring, abs=1e-9)
        after = cuts[cuts.index(lead_out) + 1]
        assert after.kind == "rapid"


@pytest.mark.parametrize("width", [10.5, 12, 15, 20, 30])
@pytest.mark.parametrize("height", [11, 15, 20, 45])
def test_leads_of_a_rectangular_wall_are_off_it(width: float, height: float):
    op = pocket(rectangle((50, 40), width, height, 5.2), allowance=0.1, z_bottom=-2.0, entry_angle_deg=8.0)
    _, cuts = check(op, 10.0)
    room = region(op.outline).buffer(-5, quad_segs=64)
    narrow = min(width, height) - 10
    out = cuts[-1]
    assert out.kind == "rapid"
    assert room.exterior.distance(shapely.Point(out.start[:2])) >= min(0.2, narrow / 8) - 1e-3


def test_a_helix_in_a_centred_pocket_starts_at_round_numbers():
    for outline in (rectangle((50, 40), 60, 40, 6), rectangle((50, 40), 30, 30), rectangle((50, 40), 31, 70)):
        commands, _ = check(pocket(outline), 10.0)
        first = next(c for c in commands if isinstance(c, Arc))
        assert first.centre == pytest.approx((50, 40), abs=1e-9)
        assert first.end[:2] == pytest.approx((54.5, 40), abs=1e-9)


def test_an_island_stays():
    op = pocket(rectangle((0, 0), 60, 40, 6), islands=(circle((0, 0), 10),))
    check(op, 6.0)


def test_levels_are_equal_and_none_too_deep():
    commands, _ = check(pocket(SHAPES["circle"], allowance=0.0), 10.0)
    flats = sorted({round(c.end[2], 6) for c in commands if isinstance(c, Arc)}, reverse=True)
    assert {-3.0, -6.0, -9.0} <= set(flats)


def test_climb_runs_counter_clockwise_inside_with_a_right_hand_tool():
    for climb in (True, False):
        commands, _ = check(pocket(SHAPES["circle"], climb=climb), 10.0)
        assert {c.ccw for c in commands if isinstance(c, Arc)} == {climb}


def test_the_helix_leaves_no_core_and_keeps_its_angle():
    commands, _ = check(pocket(SHAPES["rounded rectangle"], entry_angle_deg=2.5), 10.0)
    first = next(c for c in commands if isinstance(c, Arc))
    radius = math.dist(first.end[:2], first.centre)
    assert radius <= 0.9 * 5 + 1e-9
    drop = 2.0 - first.end[2]  # from the approach height, in one turn
    assert drop / (2 * math.pi * radius) <= math.tan(math.radians(2.5)) + 1e-9


def test_a_deep_pocket_is_finished_level_by_level_when_the_flutes_are_short():
    once = plan(job([pocket(SHAPES["circle"])], [tool(flute_length=9.0)]))
    often = plan(job([pocket(SHAPES["circle"])], [tool(flute_length=8.9)]))
    wall = [c for c in once if isinstance(c, Arc) and math.dist(c.end[:2], c.centre) == pytest.approx(15)]
    walls = [c for c in often if isinstance(c, Arc) and math.dist(c.end[:2], c.centre) == pytest.approx(15)]
    assert [c.end[2] for c in wall] == [-9.0]
    assert [c.end[2] for c in walls] == [-3.0, -6.0, -9.0]


def test_steep_slopes_slow_down_to_the_plunge_feed():
    op = pocket(SHAPES["circle"], entry_angle_deg=30.0)
    first = next(c for c in plan(job([op], [tool()])) if isinstance(c, Arc))
    assert first.feed == pytest.approx(300 / math.sin(math.radians(30)))


def test_plunging_needs_a_tool_that_cuts_at_its_centre():
    op = pocket(SHAPES["circle"], entry="plunge")
    plan(job([op], [tool()]))
    with pytest.raises(InternalError, match="does not cut at its centre"):
        plan(job([op], [tool(centre_cutting=False)]))


def test_a_tool_that_does_not_fit_is_refused():
    with pytest.raises(InternalError, match="does not fit"):
        plan(job([pocket(circle((0, 0), 9.9))], [tool()]))


# -- slots that run out of the stock (which is 100 x 80)


def open_slot(outline: Loop, diameter: float = 10.0, **changes):
    op = pocket(outline, open=True, entry="outside", **changes)
    cuts = trace(plan(job([op], [tool(diameter=diameter)])))
    r = diameter / 2
    stock = region(rectangle((0, 0), 100, 80))
    wanted = region(op.outline).intersection(stock)
    assert_safe(cuts, top=op.z_top)
    everything = swept(cuts, r, at_or_below=op.z_top).intersection(stock)
    assert everything.difference(region(op.outline).buffer(OUTSIDE)).area < 1e-6
    assert wanted.buffer(-INSIDE).difference(swept(cuts, r, at_or_below=op.z_bottom)).area < 1e-3
    for c in cuts:  # straight down only beside the stock
        if c.kind == "feed" and c.end[2] < c.start[2]:
            assert stock.distance(region(circle(c.end[:2], 2 * r))) > 0
    return cuts


@pytest.mark.parametrize("width", [10.0, 10.4, 16.0, 26.0])
@pytest.mark.parametrize("climb", [True, False])
def test_slot_through_both_sides(width: float, climb: bool):
    open_slot(slot((-60, 3), (60, 3), width), climb=climb)
    open_slot(rectangle((5, 0), width, 90), climb=climb)


@pytest.mark.parametrize("width", [10.0, 10.4, 16.0, 26.0])
@pytest.mark.parametrize("climb", [True, False])
def test_slot_with_one_blind_end(width: float, climb: bool):
    open_slot(slot((-60, 3), (20, 3), width), climb=climb)
    open_slot(slot((60, 3), (-20, 3), width), climb=climb)


def test_open_pockets_of_other_shapes_are_refused():
    with pytest.raises(InternalError, match="straight slots"):
        open_slot(polygon([(-60, 0), (0, 0), (0, -60), (20, -60), (20, 20), (-60, 20)]))
    with pytest.raises(InternalError, match="straight slots"):
        open_slot(slot((-20, 0), (20, 0), 12))  # runs out nowhere
    with pytest.raises(InternalError, match="wider than the slot"):
        open_slot(slot((-60, 0), (60, 0), 9))
