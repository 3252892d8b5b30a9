"""The oracle's own test: it must see every kind of difference, or its silence means nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from codegen.interpreter import read
from codegen.model.motion import Event, EventKind, Move, MoveKind, Spindle
from codegen.model.program import Reading
from codegen.model.shop import Controller
from codegen.model.steps import Steps
from tests.oracle import lcnc

TEXT = """\
G21 G90 G17 G94 G40 G49 G80 G91.1
G54
T1 M6
S1000 M3
G43 H1
M8
G0 X0 Y0 Z10
G1 Z-1 F100
G1 X10
G2 X20 Y0 I5 J0 P2
G3 X10 Y0 I-5 J0 Z-2
G4 P0.5
M1
G0 Z10
G33.1 Z-5 K1
M2
"""
LENGTHS = {1: 50.0}
Change = Callable[[Move], Move]


@pytest.fixture(scope="module")
def reading() -> Reading:
    lcnc.require()
    controller = Controller(
        id="linuxcnc", name="LinuxCNC", dialect="linuxcnc", suffix=".ngc", max_line=255, safe_retract="G53 G0 Z0",
        peck_clearance=0.254, tapping="G33.1", arc_tolerance=0.0279,
    )  # fmt: skip
    return read(TEXT, controller, environment=lcnc.environment(LENGTHS))


def test_agreement(reading: Reading) -> None:
    assert reading.findings == ()
    assert lcnc.compare(reading, TEXT, LENGTHS) == []


def planted(reading: Reading, block: str, change: Change) -> list[str]:
    """Differences when every move of ``block`` is changed."""
    blocks = reading.program.blocks
    steps = Steps.of(change(s) if isinstance(s, Move) and blocks[s.block].text == block else s for s in reading.steps)
    assert steps != reading.steps
    return lcnc.compare(replace(reading, steps=steps), TEXT, LENGTHS)


@pytest.mark.parametrize(
    ("block", "change", "says"),
    [
        ("G1 X10", lambda m: replace(m, end=(10.001, 0.0, -1.0)), "end"),
        ("G1 X10", lambda m: replace(m, start=(0.0, 0.0, -1.001)), "start"),
        ("G1 X10", lambda m: replace(m, feed=101.0), "feed"),
        ("G1 X10", lambda m: replace(m, kind=MoveKind.RAPID), "kind"),
        ("G1 X10", lambda m: replace(m, line=3), "line"),
        ("G1 X10", lambda m: replace(m, state=replace(m.state, spindle=Spindle.CCW)), "spindle"),
        ("G1 X10", lambda m: replace(m, state=replace(m.state, speed=999.0)), "speed"),
        ("G1 X10", lambda m: replace(m, state=replace(m.state, tool=2)), "tool"),
        ("G1 X10", lambda m: replace(m, state=replace(m.state, length=49.0)), "length"),
        ("G1 X10", lambda m: replace(m, state=replace(m.state, work_offset="G55")), "work offset"),
        ("G2 X20 Y0 I5 J0 P2", lambda m: replace(m, turns=1), "turns"),
        ("G2 X20 Y0 I5 J0 P2", lambda m: replace(m, centre=(15.0, 0.001)), "centre"),
        ("G2 X20 Y0 I5 J0 P2", lambda m: replace(m, kind=MoveKind.ARC_CCW), "ccw"),
        ("G33.1 Z-5 K1", lambda m: replace(m, pitch=1.25), "pitch"),
    ],
)
def test_a_planted_difference_is_seen(reading: Reading, block: str, change: Change, says: str) -> None:
    found = planted(reading, block, change)
    assert len(found) == 1
    assert says in found[0]


def test_a_missing_move_or_event_is_seen(reading: Reading) -> None:
    fewer = Steps.of(s for s in reading.steps if not (isinstance(s, Move) and s.line == 9))
    assert lcnc.compare(replace(reading, steps=fewer), TEXT, LENGTHS)
    for kind in (EventKind.DWELL, EventKind.STOP, EventKind.TOOL_CHANGE):
        fewer = Steps.of(s for s in reading.steps if not (isinstance(s, Event) and s.kind is kind))
        assert any("events" in d for d in lcnc.compare(replace(reading, steps=fewer), TEXT, LENGTHS))


def test_other_lengths_and_offsets_are_seen(reading: Reading) -> None:
    assert lcnc.compare(reading, TEXT, {1: 51.0})
    assert lcnc.compare(reading, TEXT, lcnc.Setting(LENGTHS, {"G54": (1.0, 0.0, 0.0)}))


def test_a_refusal_is_told(reading: Reading) -> None:
    (told,) = lcnc.compare(reading, "G0 G1 X1\nM2\n")
    assert "modal group" in told


def test_a_missing_oracle(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.oracle import lcnc_run

    monkeypatch.setattr(lcnc_run, "available", lambda: False)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="linuxcnc-uspace"):
        lcnc_run.require()
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="linuxcnc-uspace"):
        lcnc_run.require()
