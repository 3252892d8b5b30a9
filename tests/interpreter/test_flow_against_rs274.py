"""Programs of expressions, parameters and O words: what they do must be what LinuxCNC's own interpreter does with them."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from codegen.findings import loses
from codegen.interpreter import fast, read
from codegen.model.program import Reading
from tests.oracle import lcnc
from tests.oracle.controls import POWER_ON, linuxcnc
from tests.oracle.flow_programs import FlowWriter, flow_programs

CONTROL = linuxcnc(power_on=POWER_ON)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without shrinking: each example runs two other programs, and a failing one is readable as it is."""
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


def _read(text: str) -> Reading:
    return read(text, CONTROL, environment=lcnc.environment())


def _errors(reading: Reading) -> list[tuple[str, int | None]]:
    return [(f.code, f.where.line) for f in reading.findings if loses(f)]


def agrees(text: str) -> bool:
    """Hold one program against the oracle; False: it is refused, or runs for ever (both agree on that).

    Raises:
        AssertionError: they do not agree.
    """
    reading = _read(text)
    errors = _errors(reading)
    if any(code == "limit-exceeded" for code, _ in errors):
        return False  # the oracle would have to be stopped: see test_endless_programs
    ran = lcnc.run(text)
    if ran.error is None:
        assert errors == []
        assert lcnc.compare(reading, text) == []
        return True
    assert errors, f"line {ran.line}: LinuxCNC says {ran.error}"
    line = errors[0][1]
    assert line is not None
    assert ran.line is not None
    if not _in_subprogram(text, line):  # there the oracle tells the call's line
        # a block that is refused as it runs has the next line's number in the oracle
        assert line in (ran.line - 1, ran.line), (errors, ran.line, ran.error)
    return False


def _in_subprogram(text: str, line: int) -> bool:
    before = "".join(text.lower().split("\n")[: line - 1])
    return "sub" in before.rpartition("endsub")[2] or "o900" in before


@settings(max_examples=40, deadline=None, phases=PHASES, suppress_health_check=SLOW)
@given(flow_programs())
def test_programs_that_are_meant_to_run(made: tuple[str, Counter[str]]) -> None:
    lcnc.require()
    agrees(made[0])


@settings(max_examples=20, deadline=None, phases=PHASES, suppress_health_check=SLOW)
@given(flow_programs(wild=True))
def test_programs_with_errors(made: tuple[str, Counter[str]]) -> None:
    lcnc.require()
    agrees(made[0])


@pytest.mark.slow
def test_everything_is_met_fifty_times() -> None:
    """Each operator, function and statement in at least fifty programs that the control accepts."""
    lcnc.require()
    met: Counter[str] = Counter()
    for seed in range(700):
        writer = FlowWriter(random.Random(seed), wild=False)
        if agrees(writer.program()):
            met.update(writer.used.keys())
    rare = {name: count for name, count in met.items() if count < 50}
    assert rare == {}
    assert len(met) >= 45, sorted(met)


@settings(max_examples=60, deadline=None, phases=PHASES, suppress_health_check=SLOW)
@given(flow_programs(), st.booleans())
def test_the_fast_way_is_the_slow_way(made: tuple[str, Counter[str]], known: bool) -> None:
    """Plain lines between O words and expressions are run by a kernel in long programs; what is skipped is not."""
    text = made[0].replace("G0 X#100\n", "G0 X1 Y2\n(said)\nX2.5\nY1\nZ3\n").replace("#100 = 1", "G1 X3\n#100 = 1")
    environment = lcnc.environment() if known else None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast, "LONG", 0)
        quick = read(text, CONTROL, environment=environment)
        patch.setattr(fast, "LONG", 10**9)
        slow = read(text, CONTROL, environment=environment)
    assert [repr(step) for step in quick.steps] == [repr(step) for step in slow.steps]
    assert quick.findings == slow.findings


@pytest.mark.parametrize("way", [0, 10**9])
def test_what_is_skipped_is_not_run(monkeypatch: pytest.MonkeyPatch, way: int) -> None:
    monkeypatch.setattr(fast, "LONG", way)
    text = "G0 X1\no1 if [0]\nG0 X2\nX3\nX4\no1 endif\no2 sub\nX5\nX6\no2 endsub\nG0 Y1\no2 call\nM2\n"
    ends = [s.end for s in _read(HEAD + text).steps if hasattr(s, "end")]
    assert ends == [(1, 0, 0), (1, 1, 0), (5, 1, 0), (6, 1, 0)]


HEAD = "G21 G90 G94 F100\n"


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("o1 while [1]\nG0 X1\no1 endwhile\nM2\n", 4),
        ("o1 do\no1 while [1]\nM2\n", 3),
        ("#1=1\no1 while [#1 gt 0]\n#1=[#1 + 1]\no1 endwhile\nM2\n", 3),
        ("O1 sub\no2 while [1 eq 1]\nG0 X1\no2 endwhile\no1 endsub\no1 call\nM2\n", 5),
        ("#1=0\no1 while [#1 lt 5]\n#2=[#2+1]\nG0 X[#2 mod 7]\no1 endwhile\nM2\n", 3),
    ],
)
def test_endless_programs(text: str, last: int) -> None:
    reading = _read(HEAD + text)
    errors = [f for f in reading.findings if loses(f)]
    assert [f.code for f in errors] == ["limit-exceeded"]
    assert "line" in errors[0].message
    assert not reading.ended


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("o1 call\nM2\n", "unsupported-code", 2),
        ("M98 P7\nM2\n", "unsupported-code", 2),
        ("o<other file> call [1]\nM2\n", "unsupported-code", 2),
        ("o1 sub\no1 call\no1 endsub\no1 call\nM2\n", "limit-exceeded", 3),
        ("o1 if [0]\nG0 X1\nM2\n", "no-program-end", 2),
        ("o1 if [#5070]\nG0 X1\no1 endif\nM2\n", "value-unknown", 2),
        ("G0 X#<nowhere>\nM2\n", "syntax", 2),
        ("o1 endif\nM2\n", "syntax", 2),
        ("G0 X[1/0]\nM2\n", "syntax", 2),
        ("G0 X[1/[#1-#1]] Y1\nM2\n", "syntax", 2),
        (";py,import os\nM2\n", "unsupported-code", 2),
        ("M72\nM2\n", "word-missing", 2),
    ],
)
def test_what_is_wrong_is_said_where_it_is(text: str, code: str, line: int) -> None:
    assert (code, line) in _errors(_read(HEAD + text))


def test_a_call_that_cannot_be_followed_leaves_nothing_known() -> None:
    reading = _read(f"{HEAD}G0 X1 Y1 Z1\n#1=2 #100=3\no9 call\nG1 X#100\nM2\n")
    move = reading.steps[-2]
    assert repr(move).count("nan") >= 3


def test_each_block_says_which_calls_it_runs_in() -> None:
    text = "o1 sub\nG0 X#1\no1 endsub\no2 sub\no1 call [#1+1]\nG0 Y#1\no2 endsub\no2 call [5]\nG0 Z1\nM2\n"
    steps = _read(text).steps
    assert [(s.line, s.calls) for s in steps] == [(2, (7, 4)), (6, (7,)), (9, ()), (10, ())]


def test_what_no_branch_takes_is_no_finding() -> None:
    assert _read(f"{HEAD}#1=1\no1 if [#1 eq 2]\nG0 X1.2\no1 endif\nM2\no5 sub\nG0 X1\no5 endsub\n").findings == ()


def test_a_probes_result_makes_its_axis_unknown_with_one_finding() -> None:
    reading = _read(f"{HEAD}G0 X1 Y1 Z1\n#100 = #5063\n#101 = [#100 * 2]\nG0 Z#101\nG0 Z[#100+#5063]\nG0 X2\nM2\n")
    assert [(f.code, f.where.line) for f in reading.findings] == [("value-unknown", 3)]


def test_the_callers_numbers_come_back() -> None:
    text = f"{HEAD}#1=7 #30=8\no1 sub\n#1=[#1+1] #31=4\nG0 X#1 Y#30\no1 endsub\no1 call [2]\nG0 X#1 Y#30 Z#31\nM2\n"
    ends = [s.end for s in _read(text).steps if hasattr(s, "end")]
    assert ends == [(3, 0, 0), (7, 8, 4)]
