"""Programs that hypothesis draws from the codes, held against LinuxCNC: every move and event, and error against no error.

Here as many as a test run can bear. The long run: ``python -m tests.oracle.differential --programs 5000`` (see
``docs/controllers.md`` for its last counts).
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen.model.shop import Controller
from tests.oracle import lcnc
from tests.oracle.differential import codes_of, drawn, judge, wanted
from tests.oracle.drawn import ACTS, write

EACH = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@settings(EACH, max_examples=60)
@given(acts=st.lists(st.sampled_from(ACTS), min_size=1, max_size=8), seed=st.integers(0, 2**32))
def test_drawn_programs(acts: list[str], seed: int) -> None:
    lcnc.require()
    assert judge(write(acts, seed)).differences == []


@settings(EACH, max_examples=60)
@given(acts=st.lists(st.sampled_from(ACTS), max_size=3), seed=st.integers(0, 2**32))
def test_errors(acts: list[str], seed: int) -> None:
    """Words without care: both refuse the same line, or neither does."""
    lcnc.require()
    assert judge(write([*acts, "wild", "wild"], seed)).differences == []


@pytest.mark.parametrize("act", sorted(set(ACTS)))
def test_each_act(act: str) -> None:
    """Each kind of thing that programs are drawn from, three times over."""
    lcnc.require()
    for seed in range(3):
        assert judge(write([act] * 3, seed)).differences == []


def test_what_is_drawn_holds_every_code() -> None:
    """The table of the long run can reach its least count: each code is drawn in one program of fifty or more."""
    programs = [codes_of(drawn(seed)) for seed in range(1500)]
    rare = {name: sum(name in codes for codes in programs) for name in wanted()}
    assert {name: count for name, count in rare.items() if count < 20} == {}


@pytest.mark.slow
@pytest.mark.parametrize("start", range(100_000, 101_000, 100))
def test_many_drawn_programs(start: int, started: Controller) -> None:
    lcnc.require()
    for seed in range(start, start + 100):
        assert (seed, judge(drawn(seed), started).differences) == (seed, [])
