"""Conflicts: one case just beyond, and its neighbour just within."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from codegen.findings import Severity
from codegen.process import Resolution

Planner = Callable[..., Resolution]
Make = dict[str, Callable[..., Any]]


def errors(r: Resolution) -> list[str]:
    return [f.code for f in r.findings if f.severity is Severity.ERROR]


def good(r: Resolution) -> Resolution:
    assert errors(r) == [] and r.questions == () and r.job is not None, [f.message for f in r.findings]
    return r


def bad(r: Resolution, code: str, *says: str) -> None:
    found = [f for f in r.findings if f.severity is Severity.ERROR]
    assert [f.code for f in found] == [code], [f.message for f in found]
    assert r.job is None and found[0].remedy and all(s in found[0].message for s in says), found[0].message


def test_a_floor_that_was_asked_for(plan: Planner, make: Make) -> None:
    bad(plan(make["pocket"](depth=7.5, floor=3)), "contradiction", "2.5 mm would stay", "3 mm must stay")
    good(plan(make["pocket"](depth=7, floor=3)))


def test_blind_means_that_nothing_comes_out_below(plan: Planner, make: Make) -> None:
    bad(plan(make["pocket"](depth=10, floor=0)), "contradiction", "may not come out below")
    good(plan(make["pocket"](depth=9.9, floor=0)))
    # Ø8 at 118°: the point is 4 / tan 59° = 2.403 mm high; 10 - 2.403 = 7.597
    bad(plan(make["hole"](diameter=8, depth=7.7, floor=0)), "feature-outside-stock", "point comes out")
    good(plan(make["hole"](diameter=8, depth=7.5, floor=0)))


def test_a_feature_that_touches_the_outside_leaves_no_wall(plan: Planner, make: Make) -> None:
    bad(plan(make["pocket"](depth=5, at=make["at"]((20, 30)))), "feature-outside-stock", "no wall")
    good(plan(make["pocket"](depth=5, at=make["at"]((20.1, 30)))))


def test_a_hole_beside_a_pocket_keeps_its_wall(plan: Planner, make: Make) -> None:
    # the pocket spans X30 to X70; a hole of Ø8 at X26.1 reaches X30.1
    def beside(x: float) -> Resolution:
        return plan(make["pocket"](depth=5), make["hole"](diameter=8, through=True, at=make["at"]((x, 30))))

    bad(beside(26.1), "feature-overlap", "cuts into the wall")
    good(beside(25.9))


def test_the_smallest_cutter_that_there_is(plan: Planner, make: Make) -> None:
    def corner(radius: float) -> Resolution:
        outline = {"kind": "rectangle", "x": 60, "y": 40, "corner_radius": radius}
        return plan(make["pocket"](depth=8, outline=outline), limits={"smallest_cutter": 6})

    bad(corner(2.7), "no-tool", "R2.7", "smallest cutter is Ø6")
    job = good(corner(3.0)).job
    assert job is not None and {t.tool.diameter for t in job.tools if "mill" in t.tool.kind} == {6}


def test_the_only_cutter_of_its_kind(plan: Planner, make: Make) -> None:
    def slot(width: float) -> Resolution:
        outline = {"kind": "slot", "length": 40, "width": width}
        ten = {"kind": "end_mill", "diameter": 10, "only_kind": True}
        hole = make["hole"](diameter=8, through=True, at=make["at"]((90, 50)))
        return plan(make["pocket"](depth=5, outline=outline), hole, tools=[ten])

    bad(slot(9.9), "no-tool", "may be used")
    job = good(slot(10)).job
    assert job is not None and "drill" in {t.tool.kind for t in job.tools}  # other kinds may be used


def test_speeds_and_feeds_that_are_exact(plan: Planner, make: Make) -> None:
    limits = {"max_speed": 4000, "max_feed": 900}

    def run(**wish: Any) -> Resolution:
        return plan(make["pocket"](depth=5), limits=limits, cutting=[{**wish, "exact": True}])

    bad(run(speed=4001), "machine-limit", "4000 rev/min")
    bad(run(speed=4000, feed=901), "machine-limit", "900 mm/min")
    good(run(speed=4000, feed=900))


def test_wishes_that_slip_a_digit_are_found_in_planning(plan: Planner, make: Make) -> None:
    job = good(plan(make["pocket"](depth=5))).job
    assert job is not None
    (op,) = job.operations
    usual = op.cutting

    def run(times: float) -> Resolution:
        wish = {"speed": usual.speed / 10, "feed": usual.feed / 10 * times}  # the same feed per tooth, times ...
        return plan(make["pocket"](depth=5), cutting=[wish])

    bad(run(5.5), "cutting-data", "of the table")
    good(run(4.5))


def test_a_stepdown_beyond_the_flutes_is_said(plan: Planner, make: Make) -> None:
    tool = {"kind": "end_mill", "diameter": 8, "flute_length": 9}

    def run(stepdown: float, *, exact: bool) -> Resolution:
        return plan(make["pocket"](depth=8), tools=[tool], cutting=[{"stepdown": stepdown, "exact": exact}])

    bad(run(9.5, exact=True), "machine-limit", "9.5 mm", "9 mm")
    lowered = good(run(9.5, exact=False))
    assert any("lowered" in f.message and f.severity is Severity.WARNING for f in lowered.findings)
    assert not any("stepdown" in f.message for f in good(run(9, exact=True)).findings)


def test_one_clamping(plan: Planner, make: Make) -> None:
    bar = make["hole"](diameter=8, through=True, face="bottom")
    bad(plan(bar, single_clamping=True), "contradiction", "one clamping")
    good(plan(make["hole"](diameter=8, through=True), single_clamping=True))


def test_only_the_features_must_be_within_travel(plan: Planner, make: Make) -> None:
    def run(inset: float) -> Resolution:
        corners = [{"kind": "corners", "inset_x": inset, "inset_y": inset}]
        limits = {"travel_x": 300, "travel_y": 300}
        return plan(
            make["hole"](diameter=10, through=True, at=corners), stock=make["plate"](340, 200, 12), limits=limits
        )

    bad(run(19.9), "machine-limit", "300.2 mm in X")
    within = good(run(20))
    assert [f.severity for f in within.findings if "the stock is 340 mm" in f.message] == [Severity.NOTE]


def test_an_unknown_material_does_not_hide_what_no_tool_reaches(plan: Planner, make: Make) -> None:
    tool = {"kind": "end_mill", "diameter": 6, "flute_length": 18, "only": True}

    def run(depth: float) -> list[str]:
        return errors(
            plan(make["pocket"](depth=depth), stock=make["plate"](100, 60, 40), tools=[tool], material="unobtainium")
        )

    assert run(19) == ["unknown-name", "tool-reach"]
    assert run(17) == ["unknown-name"]


@pytest.mark.parametrize(("depth", "codes"), [(7.0, ["feature-overlap"]), (9.0, [])])
def test_a_hole_where_nothing_is_left(plan: Planner, make: Make, depth: float, codes: list[str]) -> None:
    r = good(
        plan(make["pocket"](depth=7), make["hole"](diameter=5, depth=depth, at=make["at"]((50, 30)), bottom="flat"))
    )
    assert [f.code for f in r.findings if f.severity is Severity.WARNING] == codes
