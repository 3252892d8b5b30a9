"""Random valid programs: every move, event and state must be what LinuxCNC's own interpreter makes of them."""

from __future__ import annotations

import pytest

from codegen.interpreter import read, reader
from codegen.model.motion import Move, Step
from codegen.model.program import Environment
from codegen.model.shop import Controller
from tests.oracle import lcnc
from tests.oracle.programs import random_program

LENGTHS = {1: 50.0, 2: 30.0}
SETTING = lcnc.Setting(
    LENGTHS,
    {"G54": (10.0, -20.0, -100.0), "G55": (1.0, 2.0, 3.0), "G59.1": (-7.0, 0.5, 12.0), "G59.3": (100.0, 200.0, -50.0)},
    home=(5.0, 6.0, -7.0),
    home2=(-1.0, 2.0, 3.0),
)


@pytest.mark.parametrize("seed", range(40))
def test_random_programs(started: Controller, seed: int) -> None:
    lcnc.require()
    text = random_program(seed)
    setting = SETTING if seed % 2 else LENGTHS
    reading = read(text, started, environment=lcnc.environment(setting))
    assert reading.findings == ()
    assert lcnc.compare(reading, text, setting) == []


@pytest.mark.slow
@pytest.mark.parametrize("start", range(1000, 1500, 50))
def test_many_random_programs(started: Controller, start: int) -> None:
    lcnc.require()
    for seed in range(start, start + 50):
        text = random_program(seed)
        reading = read(text, started, environment=lcnc.environment(SETTING))
        assert (seed, reading.findings, lcnc.compare(reading, text, SETTING)) == (seed, (), [])


@pytest.mark.parametrize("seed", range(10))
def test_what_stays_unknown_contradicts_nothing(controller: Controller, seed: int) -> None:
    """Without an environment much is NaN; the rest must still agree."""
    lcnc.require()
    text = random_program(seed)
    reading = read(text, controller, environment=Environment(tool=0))
    assert all(f.code in {"position-unknown", "modal-unset"} for f in reading.findings)
    assert lcnc.compare(reading, text, LENGTHS) == []


def _same(a: Step, b: Step) -> bool:
    return repr(a) == repr(b)  # NaN is NaN here


@pytest.mark.parametrize("seed", range(20))
def test_the_short_way_is_the_long_way(started: Controller, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain straight moves are run by a short way; without it everything must come out the same."""
    text = random_program(seed)
    environment = lcnc.environment(SETTING) if seed % 2 else None
    short = read(text, started, environment=environment)
    monkeypatch.setattr(reader, "straight_feed", lambda *_: False)
    long = read(text, started, environment=environment)
    assert len(short.steps) == len(long.steps)
    assert all(map(_same, short.steps, long.steps))
    assert short.findings == long.findings
    assert any(isinstance(s, Move) for s in short.steps)
