"""Running stretches of a long program by the kernel, between the lines that go the slow way."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from codegen.interpreter.codes import PLANE_AXES
from codegen.interpreter.fast import kernel as k
from codegen.interpreter.fast.lines import Lines, run_lines
from codegen.interpreter.fast.table import LETTERS, compiled
from codegen.interpreter.frames import IDENTITY
from codegen.model.columns import MoveTable
from codegen.model.motion import State
from codegen.model.steps import Stretch

if TYPE_CHECKING:
    from codegen.interpreter.flow import Tape
    from codegen.interpreter.machine import Machine

_MOTIONS: Final = (0, 10, 20, 30)
_PLANES: Final = tuple(PLANE_AXES)
REST: Final = 256
"""Most lines that go the slow way untried after the kernel has taken none."""
_BITS: Final = tuple({axis for axis in range(3) if bits & 1 << axis} for bits in range(8))


class Runner:
    """The fast way through a tape. ``advance`` runs as many lines as the kernel takes."""

    def __init__(self, m: Machine, tape: Tape) -> None:
        fast, lines = m.dialect.fast, tape.lines
        assert fast is not None and isinstance(lines, Lines)  # noqa: S101 - the dialect had them scanned
        self.m, self.tape, self.lines, self.fast = m, tape, lines, fast
        self.table = compiled(lines, lambda at: tape.read(lines[at]), fast)
        self._leave_waiting()
        # which lines are worth a try; the last place is that of odd lines, whose number is -1
        simple = np.append(self.table[:, k.T_KIND] != k.SLOW, False)
        self.simple = simple[lines.template].tobytes()
        self.ran = np.frombuffer(tape.run, np.uint8)
        self.out = MoveTable(len(lines) + 64)
        m.steps.attach(self.out)
        self.marks, self.mark = np.empty((3, len(lines)), np.int32), 0
        self.powers = np.array(k.POWERS)
        self.wait, self.rest = 0, 0

    def _leave_waiting(self) -> None:
        """What waits for a line behind it goes the slow way, and what a line goes on with."""
        if not self.fast.klartext:
            return
        kinds, lines = self.table[:, k.T_KIND], self.lines
        for line in [at for at in lines.unusual() if self.fast.waits(lines[at])]:
            before = line - 1
            while before >= 0 and (
                kinds[lines.template[before]] in (k.NOTHING, k.REMARK)
                if lines.template[before] >= 0
                else self.fast.empty(lines[before]) or (before > 0 and self.fast.goes_on(lines[before - 1]))
            ):
                before -= 1
            if before >= 0:
                lines.set_aside(before)
        for line in [at for at in lines.unusual() if self.fast.goes_on(lines[at])]:
            if line + 1 < len(lines):
                lines.set_aside(line + 1)

    def advance(self, at: int) -> int:
        """Run lines from ``at`` on; returns the line that goes the slow way."""
        if self.wait:
            self.wait -= 1
            return at
        if not self.simple[at] or self.ran[at]:
            return at
        goal = self._run(at) if self._ready() else at
        self.rest = 0 if goal > at + 8 else min(2 * self.rest + 1, REST)
        self.wait = self.rest
        return goal

    def _ready(self) -> bool:
        m = self.m
        return (
            m.feed_mode == "G94" and m.state.feed_mode == "G94" and m.absolute is m.state.absolute
            and m.state.compensation in (None, "G40") and not math.isnan(m.scale) and m.frame is IDENTITY
            and not m.special and m.meant is None and not m.held and self.fast.ready(m)
        )  # fmt: skip

    def _run(self, at: int) -> int:
        m, lines, out, mark = self.m, self.lines, self.out, self.mark
        end = min(self.tape.end, len(lines))
        self.fast.enter(m)
        m.steps.close()
        out.reserve(end - at)
        out.starts_at(m.at)
        real, modes = self._registers()
        divisors, c, first = self.fast.divisors(m), out.common, out.count
        numbers = np.array([out.number(_with(m.state, absolute)) for absolute in (False, True, None)])
        goal, out.count, out.arcs, self.mark = run_lines(
            at, end, lines.raw, lines.starts, lines.template, self.table,
            np.array([divisors.get(letter, 1.0) for letter in LETTERS]), self.powers, real, modes, numbers, self.ran,
            first, out.end, c["kind"], c["feed"], c["state"], c["block"], c["column"], c["plane"],
            out.arcs, out.arc_row, out.arc_centre, mark, self.marks,
        )  # fmt: skip
        if out.count == first:
            out.rare["start"].pop(first, None)
        if goal > at:
            at_steps, on, state = self.marks[:, mark : self.mark]
            m.steps.add(Stretch(out, first, out.count, at_steps, on, state, self._remark, m.calls))
            self._take_over(real, modes, first)
            m.block = self.tape.block(goal - 1)
        return int(goal)

    def _registers(self) -> tuple[Any, Any]:
        m = self.m
        units = {"mm": 0, "inch": 1}.get(m.state.units or "", -1)
        flags = {None: -1, False: 0, True: 1}
        real = (*m.at, m.feed, m.scale, m.controller.arc_tolerance, m.dialect.relative_arc_tolerance)
        modes = (
            _MOTIONS.index(m.motion) if m.motion in _MOTIONS else -1,
            _PLANES.index(m.plane) if m.plane is not None else -1,
            flags[m.absolute], units, flags[m.arc_absolute], sum(1 << axis for axis in m.unknown_told), 0,
            int(self.fast.decimals_told(m)), int(self.fast.ends_said),
        )  # fmt: skip
        return np.array(real), np.array(modes, np.int64)

    def _remark(self, at: int) -> str:
        return self.tape.read(self.lines[at]).comments[0].strip(self.fast.marks)

    def _take_over(self, real: Any, modes: Any, first: int) -> None:
        """The machine's state after the lines that the kernel ran."""
        m = self.m
        m.feed = float(real[k.R_FEED])
        motion, plane, absolute = modes[k.I_MOTION], modes[k.I_PLANE], modes[k.I_ABSOLUTE]
        m.motion = _MOTIONS[motion] if motion >= 0 else m.motion
        m.plane = _PLANES[plane] if plane >= 0 else None
        m.absolute = bool(absolute) if absolute >= 0 else None
        if m.state.absolute is not m.absolute:
            m.set_state(absolute=m.absolute)
        m.unknown_told = set(_BITS[modes[k.I_TOLD]])
        if self.out.count == first:
            return
        m.at = (float(real[k.R_X]), float(real[k.R_Y]), float(real[k.R_Z]))
        there = [
            old if math.isnan(new) and not modes[k.I_MOVED] & 1 << axis else new
            for axis, (old, new) in enumerate(zip(m.machine, m.to_machine(m.at), strict=True))
        ]
        m.machine = (there[0], there[1], there[2])
        self.fast.leave(m, self.out, first, _BITS[modes[k.I_MOVED]])


def _with(state: State, absolute: bool | None) -> State:
    return state if state.absolute is absolute else replace(state, absolute=absolute)
