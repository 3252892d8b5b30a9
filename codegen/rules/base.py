"""What a rule is given, what a rule is, and how it points at a place in the program."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar

from codegen.findings import Finding, Location, Severity
from codegen.model.intent import Intent
from codegen.model.job import Job, Setup
from codegen.model.motion import Event, Move, MoveKind, Step
from codegen.model.part_field import RegionThread
from codegen.model.program import Reading
from codegen.model.shop import Controller, Machine, Material, ToolAssembly
from codegen.model.simulation import Simulation
from codegen.model.steps import Steps

LEAST_REMOVED = 1e-3
"""mm³ that a move must remove to be called a cut."""


@dataclass(frozen=True, slots=True)
class Context:
    """Everything that may be known of a piece of work. None or empty: not known; a rule that needs it then says nothing."""

    intent: Intent | None = None
    job: Job | None = None
    setup: Setup | None = None
    tools: Mapping[int, ToolAssembly] = field(default_factory=lambda: MappingProxyType({}))
    machine: Machine | None = None
    controller: Controller | None = None
    material: Material | None = None
    reading: Reading | None = None
    simulation: Simulation | None = None
    threads: tuple[RegionThread, ...] = ()  # that the part has, where the part is known

    @property
    def steps(self) -> Steps:
        """What the reader found; empty without a program."""
        return self.reading.steps if self.reading is not None else Steps()

    def moves(self) -> Iterator[Move]:
        """The moves among the steps."""
        return (step for step in self.steps if isinstance(step, Move))

    def at(self, step: Step) -> Location:
        """The place of a step in the program."""
        assert self.reading is not None  # noqa: S101 - a step comes from a reading
        point = step.end if isinstance(step, Move) and all(math.isfinite(v) for v in step.end) else None
        return self.line(step.block, column=step.column, point=point)

    def line(self, block: int, *, column: int = 1, point: tuple[float, float, float] | None = None) -> Location:
        """The place of a block in the program."""
        assert self.reading is not None  # noqa: S101 - a block comes from a reading
        program = self.reading.program
        found = program.blocks[block]
        return Location(file=program.name, line=found.line, column=column, block=found.text[:500], point=point)


class Rule(ABC):
    """One check. The docstring is its page in the catalogue; ``code`` is its name and its findings' code."""

    code: ClassVar[str]

    @abstractmethod
    def check(self, context: Context) -> Iterator[Finding]:
        """What is wrong by this rule, in the program's order."""

    def finding(
        self,
        message: str,
        where: Location,
        remedy: str,
        *,
        severity: Severity = Severity.ERROR,
        figures: tuple[tuple[str, float | str], ...] = (),
    ) -> Finding:
        """A finding of this rule."""
        return Finding(self.code, message, severity, where, remedy, figures)


def cuts(move: Move) -> bool:
    """Whether it is a move at a feed: what may remove material."""
    return move.kind not in (MoveKind.RAPID, MoveKind.PROBE)


def works(context: Context, index: int) -> bool:
    """Whether the step at ``index`` cuts material, as far as is known: without a simulation every move at a feed may."""
    step = context.steps[index]
    if not isinstance(step, Move) or not cuts(step):
        return False
    simulation = context.simulation
    if step.kind is MoveKind.THREAD or simulation is None or len(simulation.removed_by_step) <= index:
        return True  # a tap removes nothing in a height map
    return float(simulation.removed_by_step[index]) > LEAST_REMOVED


def goes_down(move: Move) -> bool:
    """Whether it ends lower than it starts, or ends at a known height from an unknown one; in work coordinates."""
    if move.machine_end is not None:
        return False
    start, end = move.start[2], move.end[2]
    return end < start or (math.isnan(start) and not math.isnan(end))


def is_change(step: Step, kind: str) -> bool:
    """Whether it is an event of ``kind``."""
    return isinstance(step, Event) and step.kind == kind
