"""What a rule is given, what a rule is, and how it points at a place in the program."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from codegen.findings import Finding, Location, Severity
from codegen.model.motion import Event, Move, MoveKind, Step
from codegen.model.steps import Run, Steps
from codegen.rules.groups import SAFETY, Group

if TYPE_CHECKING:
    from codegen.model.columns import Bools, Moves
    from codegen.model.intent import Intent
    from codegen.model.job import Job, Setup
    from codegen.model.part_field import RegionThread
    from codegen.model.program import Block, Program, Reading
    from codegen.model.shop import Controller, Machine, Material, ToolAssembly
    from codegen.model.simulation import Simulation

LEAST_REMOVED = 1e-3
"""mm³ that a move must remove to be called a cut."""


@dataclass(frozen=True)
class Context:
    """Everything that may be known of a piece of work. None or empty: not known; a rule that needs it then says nothing.

    ``machine_said``: whether someone named the machine; a usual one that nobody named proves nothing by its limits.
    ``source``: the program as it stands in the file, with its line ends.
    """

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
    machine_said: bool = True
    source: bytes | None = None

    @property
    def dialect(self) -> str:
        """The control's dialect; empty: not known."""
        return self.controller.dialect if self.controller is not None else ""

    @property
    def program(self) -> Program | None:
        """The program's blocks; None without a program."""
        return self.reading.program if self.reading is not None else None

    def told(self, code: str) -> bool:
        """Whether the reader or the simulation has a finding of that code, notes apart."""
        found = (
            *(self.reading.findings if self.reading else ()),
            *(self.simulation.findings if self.simulation else ()),
        )
        return any(f.code == code and f.severity is not Severity.NOTE for f in found)

    @cached_property
    def noted(self) -> tuple[Block, ...]:
        """Blocks with a word beside plain motion (G0 to G3, coordinates, F), in the text's order: few in any program."""
        if self.reading is None:
            return ()
        program = self.reading.program
        found = set(program.blocks_with("G", lambda code: code not in (0.0, 1.0, 2.0, 3.0)))
        found.update(program.blocks_with("M", lambda _: True))
        found.update(program.blocks_with_letters("TSHDPQL"))
        return tuple(program.blocks[index] for index in sorted(found))

    @property
    def steps(self) -> Steps:
        """What the reader found; empty without a program."""
        return self.reading.steps if self.reading is not None else Steps()

    @property
    def moves(self) -> Moves:
        """All moves as columns, see ``Moves``; a row of it is a move."""
        return self.steps.moves

    def move(self, row: int) -> Move:
        """The move of that row."""
        step = self.steps[int(self.steps.step_of(row))]
        assert isinstance(step, Move)  # noqa: S101 - rows are moves
        return step

    def pick(self, rows: Iterable[int]) -> Iterator[Move]:
        """The moves of these rows, made one after the other."""
        return map(self.move, rows)

    def parts(self) -> Iterator[Event | Run]:
        """The events, without remarks, and the runs of moves between them under one state, in the program's order."""
        return self.steps.parts()

    def runs(self) -> Iterator[Run]:
        """The runs of moves under one state."""
        return (part for part in self.parts() if isinstance(part, Run))

    @property
    def working(self) -> Bools:
        """Which moves cut material, as far as is known: without a simulation every move at a feed may."""
        moves, simulation = self.moves, self.simulation
        if simulation is None:
            return moves.cutting
        removed = simulation.removed_by_step
        step = self.steps.step_of(np.arange(len(moves)))
        reach = step < len(removed)
        mask: Bools = moves.cutting.copy()
        taps = {number for number, assembly in self.tools.items() if assembly.tool.kind == "tap"}
        tapping = np.array([state.tool in taps for state in moves.states] or [False], np.bool_)[moves.state]
        # a tap removes nothing in a height map
        threads = (moves.kind == MoveKind.THREAD) | tapping
        mask[reach] &= (removed[step[reach]] > LEAST_REMOVED) | threads[reach]
        return mask

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


class Page:
    """A page of the catalogue: the docstring. ``code`` names what is found.

    ``severity``: the gravest that it has. ``by``: who finds it.
    """

    code: ClassVar[str]
    group: ClassVar[Group]
    severity: ClassVar[Severity] = Severity.ERROR
    by: ClassVar[Literal["rules", "reader", "simulation", "comments"]] = "reader"

    @classmethod
    def safety(cls) -> bool:
        """Whether an error of it can be put aside by its own name only."""
        return cls.group in SAFETY


def by_machine(context: Context) -> Severity:
    """How grave it is to exceed a limit of the machine: a warning where nobody named the machine."""
    return Severity.ERROR if context.machine_said else Severity.WARNING


class Rule(Page, ABC):
    """One check. ``code`` is its name and its findings' code.

    ``yields_to``: codes of the reader and the simulation that tell the same cause; where one is found, the rule is silent.
    """

    by = "rules"
    yields_to: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def check(self, context: Context) -> Iterator[Finding]:
        """What is wrong by this rule, in the program's order."""

    def finding(
        self,
        message: str,
        where: Location,
        remedy: str,
        *,
        severity: Severity | None = None,
        figures: tuple[tuple[str, float | str], ...] = (),
    ) -> Finding:
        """A finding of this rule, of its own gravity where none is said."""
        return Finding(self.code, message, severity or self.severity, where, remedy, figures)


def cuts(move: Move) -> bool:
    """Whether it is a move at a feed: what may remove material."""
    return move.kind not in (MoveKind.RAPID, MoveKind.PROBE)
