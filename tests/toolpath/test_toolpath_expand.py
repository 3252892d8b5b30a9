"""Cycles written out as plain moves, against what each cycle is."""

from __future__ import annotations

import pytest

from codegen.errors import UsageError
from codegen.model.motion import Cycle, CycleKind, Dwell, Feed, Rapid, Retract
from codegen.toolpath import without_cycles

DRILL = Cycle(CycleKind.DRILL, ((1.0, 2.0), (5.0, 2.0)), clearance=10.0, retract=2.0, bottom=-3.0, feed=100.0)


def test_a_hole_is_gone_to_drilled_and_left() -> None:
    moves = without_cycles([DRILL, Retract()], clearance=0.25)
    assert moves == (
        Rapid((1, 2, 10)), Rapid((1, 2, 2)), Feed((1, 2, -3), 100.0), Rapid((1, 2, 2)), Rapid((1, 2, 10)),
        Rapid((5, 2, 10)), Rapid((5, 2, 2)), Feed((5, 2, -3), 100.0), Rapid((5, 2, 2)), Rapid((5, 2, 10)), Retract(),
    )  # fmt: skip


def test_between_holes_it_may_stay_at_the_r_plane() -> None:
    cycle = Cycle(
        CycleKind.DRILL, DRILL.points, clearance=10.0, retract=2.0, bottom=-3.0, feed=100.0, between="retract"
    )
    assert without_cycles([cycle], clearance=0.25)[3:6] == (Rapid((1, 2, 2)), Rapid((5, 2, 2)), Rapid((5, 2, 2)))


def test_pecks_go_out_and_back_in_near_the_last_depth() -> None:
    cycle = Cycle(CycleKind.PECK, ((0.0, 0.0),), clearance=5.0, retract=1.0, bottom=-5.0, feed=100.0, peck=2.5)
    heights = [
        (type(c).__name__[0], c.end[2]) for c in without_cycles([cycle], clearance=0.25) if isinstance(c, Rapid | Feed)
    ]
    # R 1; pecks end at -1.5, -4, -5; each goes back in to 0.25 above the last depth
    assert heights == [("R", 5), ("R", 1), ("F", -1.5), ("R", 1), ("R", -1.25), ("F", -4), ("R", 1), ("R", -3.75), ("F", -5),
                       ("R", 1), ("R", 5)]  # fmt: skip


def test_chips_are_broken_by_a_short_way_back() -> None:
    cycle = Cycle(CycleKind.CHIP_BREAK, ((0.0, 0.0),), clearance=5.0, retract=1.0, bottom=-2.0, feed=100.0, peck=1.5)
    heights = [c.end[2] for c in without_cycles([cycle], clearance=0.25) if isinstance(c, Rapid | Feed)]
    assert heights == [5, 1, -0.5, -0.25, -2, 1, 5]


def test_a_dwell_and_a_bore() -> None:
    dwell = Cycle(CycleKind.DWELL, ((0.0, 0.0),), clearance=5.0, retract=1.0, bottom=-2.0, feed=100.0, dwell=0.5)
    assert without_cycles([dwell], clearance=0.25)[2:5] == (Feed((0, 0, -2), 100.0), Dwell(0.5), Rapid((0, 0, 1)))
    bore = Cycle(CycleKind.BORE, ((0.0, 0.0),), clearance=5.0, retract=1.0, bottom=-2.0, feed=80.0)
    assert without_cycles([bore], clearance=0.25)[2:4] == (Feed((0, 0, -2), 80.0), Feed((0, 0, 1), 80.0))


def test_a_tap_cannot_be_said_by_plain_moves() -> None:
    tap = Cycle(CycleKind.TAP, ((0.0, 0.0),), clearance=5.0, retract=1.0, bottom=-2.0, feed=100.0, pitch=1.0)
    with pytest.raises(UsageError, match="ties the feed to the spindle"):
        without_cycles([tap], clearance=0.25)
