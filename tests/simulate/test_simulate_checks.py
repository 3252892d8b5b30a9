"""What happens on the way: contacts, spindle, fixture, travel, unknown positions."""

from __future__ import annotations

import math

import numpy as np
import pytest

from codegen.errors import UsageError
from codegen.findings import Severity
from codegen.model.job import Fixture
from codegen.model.motion import MoveKind, Spindle
from codegen.model.part import Box
from codegen.model.shop import Axis, Cylinder


def codes(result):
    return [f.code for f in result.findings if f.severity is not Severity.NOTE]


def only(result, code):
    found = [f for f in result.findings if f.code == code]
    assert codes(result) == [code], result.findings
    return found[0]


def slot(shop, **state):
    return shop.script((-5.0, 10.0, 5.0)).set(**state).rapid(z=-2.0).feed(x=25.0).rapid(z=5.0)


def test_a_plain_slot_has_no_findings(shop):
    assert codes(shop.run(slot(shop))) == []


def test_rapid_through_stock(shop):
    script = shop.script((-5.0, 10.0, 5.0)).rapid(z=-2.0).rapid(x=25.0)
    finding = only(shop.run(script), "rapid-into-stock")
    assert finding.where.line == 2
    assert finding.where.block == "N2"
    assert dict(finding.figures)["amount_mm"] == pytest.approx(2.0)


def test_rapid_down_a_finished_wall_is_free(shop):
    # An arc whose end is rounded to 0.001, and the retract from there: the last bit of the wall is no collision.
    script = shop.script((13.0, 10.0, 0.5)).arc(13.0, 10.0, -3.0, centre=(10.0, 10.0), turns=3)
    script.arc(7.001, 10.0, centre=(10.0, 10.0)).rapid(z=5.0)
    assert codes(shop.run(script)) == []


@pytest.mark.parametrize(
    ("rapid", "found"), [("linear", []), ("per-axis", ["rapid-into-stock"]), ("unknown", ["rapid-into-stock"])]
)
def test_dog_leg(shop, rapid, found):
    # From 3 mm above the stock to 1 mm below its top, 20 mm beside it: the line comes down outside (Z0 at X32.5), the
    # box of the move does not.
    script = shop.script((10.0, 10.0, 3.0)).feed(x=11.0).feed(x=12.0).feed(x=10.0)
    script.rapid(y=16.0).rapid(40.0, 16.0, -1.0)
    result = shop.run(script, machine=shop.machine(rapid=rapid))
    assert codes(result) == found
    if found:
        assert result.findings[0].where.line == 5


def test_single_axis_rapids_are_lines_on_every_machine(shop):
    assert codes(shop.run(slot(shop), machine=shop.machine(rapid="unknown"))) == []


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({"spindle": Spindle.OFF}, "spindle-off-in-cut"),
        ({"spindle": Spindle.UNKNOWN}, "spindle-off-in-cut"),
        ({"spindle": Spindle.CCW}, "spindle-reversed"),
    ],
)
def test_spindle(shop, state, code):
    assert only(shop.run(slot(shop, **state)), code).where.line == 2


def test_left_hand_tool(shop):
    left = shop.tool(hand="left")
    assert codes(shop.run(slot(shop, spindle=Spindle.CCW), left)) == []
    assert codes(shop.run(slot(shop), left)) == ["spindle-reversed"]


def test_below_the_stock_nothing_is_plunged_into(shop):
    # Drilled through; the reamer's dead centre then goes 2 mm below the underside, where the hole is empty. The hole is
    # small, so that material stands in the tile beside it.
    drill = shop.tool("drill", 1.9, point_angle_deg=118.0)
    reamer = shop.tool("reamer", 2.0, number=2, centre_cutting=False)
    script = shop.script().drill(10.0, 10.0, -14.0)
    script.tool(2).drill(10.0, 10.0, -12.0)
    assert codes(shop.run(script, drill, reamer)) == []


def test_plunge_of_a_tool_that_does_not_cut_at_its_centre(shop):
    tool = shop.tool(centre_cutting=False)
    assert only(shop.run(shop.script().drill(10.0, 10.0, -2.0), tool), "plunge-not-centre-cutting").where.line == 3
    ramp = shop.script((5.0, 10.0, 0.5)).feed(15.0, 10.0, -1.0).feed(5.0)
    assert codes(shop.run(ramp, tool)) == []
    assert codes(shop.run(shop.script().drill(10.0, 10.0, -2.0))) == []


def test_plunge_beside_the_stock_is_free(shop):
    tool = shop.tool(centre_cutting=False)
    assert codes(shop.run(shop.script((-2.0, 10.0, 5.0)).feed(z=-2.0).rapid(z=5.0), tool)) == []


def test_holder_contact(shop):
    # 8 mm sticks out and the cut is 9 deep: the holder's face, 40 mm across, goes 1 mm into the top of the stock.
    tool = shop.tool(stick_out=8.0, flute_length=8.0)
    finding = next(
        f for f in shop.run(shop.script().drill(10.0, 10.0, -9.0), tool).findings if f.code == "holder-contact"
    )
    assert dict(finding.figures)["amount_mm"] == pytest.approx(1.0)
    assert finding.where.line == 3


def test_holder_stays_free(shop):
    holder = (Cylinder(diameter=40.0, z_from=9.5, z_to=50.0),)
    tool = shop.tool(stick_out=9.5, flute_length=9.5, holder=holder)
    assert codes(shop.run(shop.script().drill(10.0, 10.0, -9.0), tool)) == []


def test_holder_ahead_of_the_cutter(shop):
    # 5 mm sticks out, at −6 beside the stock: the holder meets the stock's side before the cutter gets there.
    tool = shop.tool(stick_out=5.0, flute_length=5.0)
    script = shop.script((-40.0, 10.0, 5.0)).rapid(z=-6.0).feed(x=-10.0)
    finding = only(shop.run(script, tool), "holder-contact")
    assert dict(finding.figures)["amount_mm"] == pytest.approx(1.0)


def test_thick_shank(shop):
    tool = shop.tool(flute_length=5.0, shank_diameter=10.0)
    finding = only(shop.run(shop.script().drill(10.0, 10.0, -6.0), tool), "holder-contact")
    assert "shank" in finding.message


@pytest.mark.parametrize(("depth", "found"), [(4.9, []), (6.0, ["deeper-than-flutes"])])
def test_deeper_than_the_flutes(shop, depth, found):
    script = shop.script()
    for z in (depth / 2, depth):
        script.drill(10.0, 10.0, -z)
    assert codes(shop.run(script, shop.tool(flute_length=5.0))) == found * 1


def test_relieved_neck_may_go_deep(shop):
    script = shop.script((-5.0, 10.0, 5.0))
    for z in (-4.0, -8.0):
        script.rapid(x=-5.0).rapid(z=z).feed(x=25.0).rapid(z=5.0)
    assert codes(shop.run(script, shop.tool(flute_length=5.0, shank_diameter=5.6))) == []


CLAMP = Box(low=(-10.0, 5.0, -10.0), high=(2.0, 15.0, 6.0))


def clamped(shop, **more):
    return shop.setup(fixture=Fixture(kind="clamps", keep_out=(CLAMP,), **more))


def test_rapid_through_a_clamp(shop):
    script = shop.script((15.0, 10.0, 10.0)).rapid(z=4.0).rapid(x=-20.0)
    finding = only(shop.run(script, setup=clamped(shop)), "fixture-contact")
    assert finding.where.line == 2
    assert dict(finding.figures)["amount_mm"] == pytest.approx(2.0, abs=1e-3)


def test_rapid_over_a_clamp(shop):
    assert codes(shop.run(shop.script((15.0, 10.0, 6.5)).rapid(x=-20.0), setup=clamped(shop))) == []


def test_holder_against_a_clamp(shop):
    # The cutter is 18 mm from the clamp; the holder, radius 20, hangs 10 mm above the tip, which is at −5.
    tool = shop.tool(stick_out=10.0, flute_length=10.0)
    finding = only(
        shop.run(shop.script((20.0, 10.0, 50.0)).feed(z=-5.0).rapid(z=50.0), tool, setup=clamped(shop)),
        "fixture-contact",
    )
    assert "holder" in finding.message


def test_arc_round_a_clamp_is_free(shop):
    post = Box(low=(9.0, 9.0, -10.0), high=(11.0, 11.0, 20.0))
    setup = shop.setup(fixture=Fixture(kind="clamps", keep_out=(post,)))
    script = shop.script((16.0, 10.0, 5.0)).arc(4.0, 10.0, centre=(10.0, 10.0))
    tool = shop.tool(diameter=2.0, holder=())
    assert codes(shop.run(script, tool, setup=setup)) == []
    assert codes(shop.run(shop.script((16.0, 10.0, 5.0)).rapid(4.0, 10.0), tool, setup=setup)) == ["fixture-contact"]


@pytest.mark.parametrize(("z", "found"), [(-12.0, []), (-13.5, ["fixture-contact"])])
def test_below_the_stock(shop, z, found):
    setup = shop.setup(fixture=Fixture(kind="vice", clear_below=3.0))
    assert codes(shop.run(shop.script().drill(10.0, 10.0, z), setup=setup)) == found


def test_travel_at_a_stated_zero(shop):
    axis = Axis(low=0.0, high=100.0, rapid=6000.0, max_feed=3000.0, acceleration=1000.0)
    machine = shop.machine(x=axis, y=axis)
    setup = shop.setup(zero_in_machine=(90.0, 50.0, 0.0))
    finding = only(shop.run(slot(shop), machine=machine, setup=setup), "travel-limit")
    assert dict(finding.figures) == {"amount_mm": pytest.approx(15.0), "axis": "X"}
    assert finding.where.line == 2


def test_travel_with_an_unknown_zero(shop):
    axis = Axis(low=0.0, high=100.0, rapid=6000.0, max_feed=3000.0, acceleration=1000.0)
    note = shop.run(slot(shop), machine=shop.machine(x=axis)).findings[0]
    assert note.severity is Severity.NOTE
    assert "X from 5.00 to 75.00" in note.message  # from −5 to 25 in 0 to 100
    small = Axis(low=0.0, high=20.0, rapid=6000.0, max_feed=3000.0, acceleration=1000.0)
    assert only(shop.run(slot(shop), machine=shop.machine(x=small)), "travel-limit").severity is Severity.ERROR


NAN = math.nan


def test_start_of_a_program_is_at_the_top(shop):
    script = (
        shop.script((NAN, NAN, NAN))
        .rapid(10.0, 10.0)
        .rapid(z=5.0)
        .feed(z=-1.0)
        .rapid(z=NAN, machine_end=(NAN, NAN, 300.0))
    )
    script.rapid(0.0, 0.0, NAN)
    result = shop.run(script)
    assert codes(result) == []
    assert result.removed > 0


def test_feed_to_an_unknown_height(shop):
    finding = only(shop.run(shop.script((5.0, 5.0, NAN)).feed(x=10.0)), "not-simulated")
    assert finding.severity is Severity.ERROR


def test_rapid_to_an_unknown_place(shop):
    finding = only(shop.run(shop.script((5.0, 5.0, 5.0)).rapid(x=NAN)), "not-simulated")
    assert finding.severity is Severity.WARNING


def test_diagonal_rapid_from_the_top_into_the_stock(shop):
    result = shop.run(shop.script((0.0, 10.0, NAN)).rapid(30.0, 10.0, -1.0))
    assert codes(result) == ["rapid-into-stock"]


def test_unknown_tool_is_told_once(shop):
    script = shop.script(tool=7).drill(5.0, 5.0, -1.0).drill(9.0, 9.0, -1.0)
    result = shop.run(script)
    assert "T7" in only(result, "tool-not-in-setup").message
    assert result.removed == 0.0


def test_other_work_offset(shop):
    script = shop.script().set(work_offset="G55").drill(5.0, 5.0, -1.0)
    assert "G55" in only(shop.run(script), "not-simulated").message


def test_drill_without_an_angle_is_refused(shop):
    with pytest.raises(UsageError, match="point_angle_deg"):
        shop.run(shop.script(), shop.tool(kind="drill"))


def test_many_findings_are_counted(shop):
    script = shop.script((-5.0, 1.0, 5.0))
    for k in range(60):
        script.rapid(-5.0, 1.0, -0.1 - 0.1 * k).rapid(x=25.0).rapid(x=-5.0)
    found = [f for f in shop.run(script).findings if f.code == "rapid-into-stock"]
    assert len(found) == 51
    assert dict(found[-1].figures) == {"more": 10}


def test_probing_cuts_nothing(shop):
    script = shop.script((5.0, 5.0, 1.0))._add(MoveKind.PROBE, (5.0, 5.0, -1.0))
    assert shop.run(script).removed == 0.0


def test_cycle_time_by_hand(shop):
    # 100 mm at 600 mm/min = 10 mm/s with 1000 mm/s²: 0.01 s and 0.05 mm to speed up and again to slow down.
    script = shop.script((0.0, 0.0, 20.0)).feed(x=100.0)
    result = shop.run(script)
    assert result.seconds == pytest.approx(2 * 0.01 + (100 - 0.1) / 10)
    assert result.cutting_length == 100.0
    # two halves in one line take as long as the whole; under exact stop a corner takes one stop more: 0.01 s
    halves = shop.run(shop.script((0.0, 0.0, 20.0)).feed(x=50.0).feed(x=100.0))
    assert halves.seconds == pytest.approx(result.seconds)
    corner = shop.run(shop.script((0.0, 0.0, 20.0)).set(exact_path="G61.1").feed(x=50.0).feed(y=50.0))
    assert corner.seconds == pytest.approx(result.seconds + 0.01)
    # a short rapid never reaches its speed: 2·√(L / a)
    rapid = shop.run(shop.script((0.0, 0.0, 20.0)).rapid(x=4.0))
    assert rapid.seconds == pytest.approx(2 * math.sqrt(4 / 1000))
    assert rapid.rapid_length == 4.0


@pytest.mark.parametrize(("turn", "speed"), [(0.0, 10.0), (45.0, 10.0), (90.0, 4.9134), (135.0, 2.4898), (180.0, 0.0)])
def test_speed_through_a_corner(shop, turn, speed):
    """v² = a d s / (1 − s), a = 1000 mm/s², d = 0.01 mm, s = sin(half the inner angle): sin 67.5° = 0.92388 gives 121.4
    mm²/s², which is beyond the feed of 10 mm/s, sin 45° = 0.70711 gives 24.142 and sin 22.5° = 0.38268 gives 6.1990.
    Slowing down to v and up again loses (10 − v)² / 20 · (1 / a + 1 / a₂); the second leg has a₂ = a / the greater of its sine
    and cosine, for each of its axes gives 1000, and its end costs 10 / 2 a₂ instead of 10 / 2 a."""
    second = 1000 / max(abs(math.cos(math.radians(turn))), abs(math.sin(math.radians(turn))))
    x, y = 50 + 50 * math.cos(math.radians(turn)), 50 * math.sin(math.radians(turn))
    straight = shop.run(shop.script((0.0, 0.0, 20.0)).feed(x=100.0))
    corner = shop.run(shop.script((0.0, 0.0, 20.0)).feed(x=50.0).feed(x=x, y=y))
    lost = (10 - speed) ** 2 / 20 * (1 / 1000 + 1 / second) + 5 / second - 5 / 1000
    assert corner.seconds - straight.seconds == pytest.approx(lost, abs=1e-6)


def test_arc_no_faster_than_the_axes_hold_it(shop):
    # radius 0.01 mm at 1000 mm/s²: v = √(a r) = 3.162 mm/s instead of 10. A full turn is 0.0628 mm, of which speeding up
    # and slowing down take v²/a = 0.01 mm; the time is L / v + v / a
    script = shop.script((0.01, 0.0, 20.0)).arc(0.01, 0.0, centre=(0.0, 0.0))
    assert shop.run(script).seconds == pytest.approx(2 * math.pi * 0.01 / 3.16228 + 3.16228 / 1000, rel=1e-5)


def test_assumptions_of_the_cycle_time_are_stated(shop):
    said = shop.run(shop.script((0.0, 0.0, 20.0)).feed(x=100.0)).time_assumptions
    assert any("1000/1000/1000 mm/s²" in s for s in said)
    assert any("0.01 mm of junction deviation" in s for s in said)


def test_slot_cutter_cuts_what_is_not_seen(shop):
    """From beside the stock into its side at Z-6, under 4 mm of material; the neck of 4 mm runs in a slot made before."""
    slot = shop.script((-5.0, 10.0, 5.0)).feed(z=-6.0).feed(x=25.0).rapid(z=5.0)  # 5 mm wide, for the neck
    slot.tool(2).rapid(-10.0, 10.0).feed(z=-6.0).feed(x=30.0).rapid(z=5.0)
    cutter = shop.tool("slot_cutter", 12.0, number=2, flute_length=2.0, shank_diameter=4.0, centre_cutting=False)
    before = shop.run(shop.script((-5.0, 10.0, 5.0)).feed(z=-6.0).feed(x=25.0).rapid(z=5.0), shop.tool(diameter=5.0))
    result = shop.run(slot, shop.tool(diameter=5.0), cutter)
    assert codes(result) == []
    assert result.removed == before.removed
    assert [str(u) for u in result.unseen] == ["what T2 (slot_cutter 12) cuts below its neck"]


def test_slot_cutter_must_not_plunge_and_its_neck_needs_room(shop):
    cutter = shop.tool("slot_cutter", 12.0, flute_length=2.0, shank_diameter=4.0, centre_cutting=False)
    assert "plunge-not-centre-cutting" in codes(shop.run(shop.script((10.0, 10.0, 5.0)).feed(z=-3.0), cutter))
    sideways = shop.script((-10.0, 10.0, -6.0)).feed(x=10.0)  # no slot for the neck
    found = shop.run(sideways, cutter).findings
    assert any(f.code == "holder-contact" and "shank" in f.message for f in found)


def test_thread_mill_in_its_hole(shop):
    # a bore of 8 mm; the mill of 6 mm circles 1.5 mm off the centre, 0.5 mm into the wall, and cuts no more than is seen
    script = shop.script().drill(10.0, 10.0, -11.0).tool(2).rapid(10.0, 10.0).feed(z=-8.0).feed(x=11.5)
    script.arc(11.5, 10.0, -7.0, centre=(10.0, 10.0)).feed(x=10.0).rapid(z=5.0)
    mill = shop.tool("thread_mill", 6.0, number=2, flute_length=10.0, shank_diameter=5.0)
    setup = shop.setup(fixture=Fixture(kind="none", clear_below=5.0))
    result = shop.run(script, shop.tool(diameter=8.0), mill, setup=setup)
    assert codes(result) == []
    assert (
        result.removed == shop.run(shop.script().drill(10.0, 10.0, -11.0), shop.tool(diameter=8.0), setup=setup).removed
    )
    assert len(result.unseen) == 1


def test_tapered_mill(shop):
    # 2 mm at the tip, flanks 20° apart: at 5 mm up it is 2 + 2·5·tan 10° = 3.763 mm wide
    mill = shop.tool("tapered_end_mill", 6.0, point_angle_deg=20.0, tip_diameter=2.0)
    script = shop.script((10.0, -5.0, 5.0)).feed(z=-5.0).feed(y=25.0)
    h = shop.heights(script, mill, cell=0.1)
    row = h[100]
    x = (np.arange(len(row)) + 0.5) * 0.1 - 10.0
    away = np.abs(x)
    expected = np.where(away <= 1.0, -5.0, np.minimum(0.0, -5.0 + (away - 1.0) / math.tan(math.radians(10))))
    np.testing.assert_allclose(row, expected, atol=1e-9)
    with pytest.raises(UsageError, match="tip_diameter"):
        shop.run(script, shop.tool("tapered_end_mill", 6.0, point_angle_deg=20.0, corner_radius=1.0))
