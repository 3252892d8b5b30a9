"""The runner alone, with steps made up for it: order, frames, limits, what never ran."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.interpreter import dialect
from codegen.interpreter.flow import Call, Flow, Halt, Jump, Limits, Outcome, Return, Stop, Tape
from codegen.interpreter.machine import Machine
from codegen.messages import say
from codegen.model.motion import EventKind
from codegen.model.program import Environment
from codegen.model.shop import Controller

Step = Callable[["Ride", int], Outcome]


class Ride:
    """Runs ``size`` empty lines by a table of steps, and notes the order."""

    def __init__(self, controller: Controller, size: int, steps: dict[int, Step], **options: object) -> None:
        self.m = Machine(controller, dialect.find("linuxcnc"), Environment(), "p.ngc")
        self.tape = Tape(self.m, [f"(line {n})" for n in range(size)], "\n", max_blocks=10**6)
        self.order: list[int] = []
        self.steps = steps
        self.version = 0
        self.flow = Flow(self.m, self.tape, self.step, **options)  # type: ignore[arg-type]

    def step(self, at: int) -> Outcome:
        self.order.append(at)
        self.m.block = self.tape.block(at)
        self.m.event(EventKind.MARK)
        found = self.steps.get(at)
        return found(self, at) if found is not None else None


def test_one_after_the_other(controller: Controller) -> None:
    ride = Ride(controller, 3, {})
    assert ride.flow.follow() is Halt.RAN_OUT
    assert ride.order == [0, 1, 2]
    assert list(ride.tape.stretches()) == []


def test_jumps_and_what_never_ran(controller: Controller) -> None:
    ride = Ride(controller, 8, {1: lambda _, __: Jump(4), 5: lambda _, __: Stop()})
    assert ride.flow.follow() is Halt.STOPPED
    assert ride.order == [0, 1, 4, 5]
    assert list(ride.tape.stretches()) == [range(2, 4), range(6, 8)]
    assert list(ride.tape.stretches(lambda at: at == 7)) == [range(2, 4), range(6, 7), range(7, 8)]


def test_calls_repeat_and_say_who_called(controller: Controller) -> None:
    steps: dict[int, Step] = {
        0: lambda _, __: Call(3, "outer", times=2),
        1: lambda _, __: Stop(reported=False),
        4: lambda _, __: Call(6, "inner"),
        5: lambda _, __: Return(),
        6: lambda _, __: Return(),
    }
    ride = Ride(controller, 7, steps)
    assert ride.flow.follow() is Halt.RAN_OUT
    assert ride.order == [0, 3, 4, 6, 5, 3, 4, 6, 5, 1]
    assert [s.calls for s in ride.m.steps.build()] == [(), (0,), (0,), (0, 4), (0,), (0,), (0,), (0, 4), (0,), ()]
    assert ride.flow.depth == 0


def test_a_return_elsewhere_ends_the_repeats(controller: Controller) -> None:
    steps: dict[int, Step] = {0: lambda _, __: Call(3, "sub", times=9), 3: lambda _, __: Return(to=2)}
    ride = Ride(controller, 4, {**steps, 2: lambda _, __: Stop(reported=False)})
    ride.flow.follow()
    assert ride.order == [0, 3, 2]


def test_running_out_in_a_subprogram(controller: Controller) -> None:
    ride = Ride(controller, 3, {0: lambda _, __: Call(2, "sub")})
    assert ride.flow.follow() is Halt.RAN_OUT
    assert ride.flow.depth == 1


def test_the_programs_end_ends_it(controller: Controller) -> None:
    def end(ride: Ride, _: int) -> Outcome:
        ride.m.ended = True
        return Jump(0)

    assert Ride(controller, 3, {1: end}).flow.follow() is Halt.ENDED


def test_a_loop_that_changes_nothing_is_told_at_once(controller: Controller) -> None:
    ride = Ride(controller, 5, {3: lambda _, __: Jump(1)}, version=lambda: 7)
    assert ride.flow.follow() is Halt.STOPPED
    assert ride.order.count(1) == 3
    (finding,) = ride.m.findings
    assert finding.code == "limit-exceeded"
    assert "lines 2 to 4" in finding.message
    assert finding.where.line == 4


def test_a_loop_within_a_loop_that_counts_is_not_endless(controller: Controller) -> None:
    """The inner loop's jump back comes with the same count in each outer round."""

    def inner(ride: Ride, at: int) -> Outcome:
        counts = ride.flow.frame.counts
        left = counts.get(2, 2) - 1
        counts[2] = left
        if left:
            return Jump(2)
        del counts[2]
        return None

    def outer(ride: Ride, at: int) -> Outcome:
        ride.version += 1
        return Jump(1) if ride.version < 50 else None

    ride = Ride(controller, 6, {3: inner, 4: outer})
    ride.flow.version = lambda: ride.version
    assert ride.flow.follow() is Halt.RAN_OUT
    assert ride.order.count(2) == 100
    assert ride.m.findings == []


def test_too_many_blocks_name_the_busiest_loop(controller: Controller) -> None:
    ride = Ride(controller, 5, {3: lambda _, __: Jump(1)}, limits=Limits(repeated=100))
    assert ride.flow.follow() is Halt.STOPPED
    (finding,) = ride.m.findings
    assert finding.code == "limit-exceeded"
    assert "lines 2 to 4" in finding.message
    assert finding.where.line == 2
    assert len(ride.order) == 4 + 100


def test_time_is_a_limit_too(controller: Controller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 10**6, 20))
    monkeypatch.setattr("codegen.model.limits.time.thread_time", lambda: float(next(clock)))
    ride = Ride(controller, 5, {3: lambda _, __: Jump(1)}, limits=Limits(seconds=30))
    assert ride.flow.follow() is Halt.STOPPED
    assert len(ride.order) < 10_000
    assert "30 s" in ride.m.findings[0].message


def test_recursion_has_a_limit(controller: Controller) -> None:
    ride = Ride(controller, 3, {0: lambda _, __: Call(0, "O1")}, limits=Limits(depth=20))
    assert ride.flow.follow() is Halt.STOPPED
    assert ride.flow.depth == 20
    assert [f.code for f in ride.m.findings] == ["limit-exceeded"]


def test_a_finding_of_a_loop_is_listed_once(controller: Controller) -> None:
    def complain(ride: Ride, _: int) -> Outcome:
        ride.m.report("syntax", say("check the number"), say("remove it"), column=3)
        ride.version += 1
        return Jump(0) if ride.version < 5 else Stop()

    ride = Ride(controller, 3, {1: complain})
    ride.flow.follow()
    assert len(ride.m.findings) == 1
