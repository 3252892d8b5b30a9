"""What a fault does to the work, by the reader and the height map of the check itself: a first answer, no independent one.

``tests/faults`` judges by another interpreter and exact sweeps; a user's own program must do without. What the reader cannot
follow, or no stock is known for, is unjudged where it decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from codegen.errors import CodegenError
from codegen.messages import say
from codegen.model.difference import Aspect, Change, Difference
from codegen.model.faults import Harm, Mutant
from codegen.model.motion import MoveKind
from codegen.model.program import Reading
from codegen.pipeline.check import CheckOptions, known_setup
from codegen.pipeline.controls import control_of
from codegen.pipeline.diff import ALIKE, alike, difference

if TYPE_CHECKING:
    from codegen.model.shop import Controller, Machine, ToolAssembly
    from codegen.process import SetupFile

CELL: Final = 0.25
"""mm: cells of the height maps that are compared."""
APART: Final = 0.02
"""mm by which a height must differ from all heights round its place, for the work to be another."""
FACTOR: Final = 3.0
"""Times a feed or a speed that a tool does not bear: catalogues give a range of three about their middle."""
GRAVE: Final = frozenset({Aspect.TOOL, Aspect.LENGTH_OFFSET, Aspect.WORK_OFFSET, Aspect.SPINDLE})
MOVES: Final = frozenset({Aspect.MOTION, Aspect.DWELL, Aspect.STOP})


@dataclass
class Harms:
    """The good program, read once."""

    controller: Controller
    machine: Machine
    known: SetupFile | None
    reading: Reading
    tools: dict[int, ToolAssembly]
    heights: Any = None

    @classmethod
    def of(cls, program: Path, text: str, options: CheckOptions) -> Harms:
        """For faults of ``program``.

        Raises:
            UsageError: bad setup, unknown control or machine.
        """
        from codegen import shop

        known = known_setup(options)
        controller = control_of(
            text.encode(), options.controller or (known.controller if known else None), name=program.name
        ).controller
        wanted = options.machine or (known.machine if known else None)
        machine = shop.machine_under(shop.machine(wanted) if wanted else shop.machine_for(controller), controller)
        tools = {t.number: t for t in known.tools} if known else {}
        tools |= {number: shop.assemble(shop.tool(ident), number) for number, ident in options.tools}
        made = cls(controller, machine, known, _read(text, controller), tools)
        if known is not None and tools:
            made.heights = made._left(made.reading)
        return made

    def of_mutant(self, mutant: Mutant) -> tuple[Harm, str]:
        """What the fault does, and why that is said."""
        reading = _read(mutant.text, self.controller)
        found = difference(self.reading, reading, self.machine)
        if found.unread:
            return Harm.HARMFUL, say("the control stops: {message}", message=found.unread[0].message)
        if not found.changes:
            return Harm.HARMLESS, say("the machine does the same")
        grave = next((c for c in found.changes if c.aspect in GRAVE), None)
        if grave is not None:
            return Harm.HARMFUL, _said(grave)
        for change in found.changes:
            if change.aspect in (Aspect.FEED, Aspect.SPEED) and _far(change):
                return Harm.HARMFUL, _said(change)
        return self._by_motion(reading, found)

    def _by_motion(self, reading: Reading, found: Difference) -> tuple[Harm, str]:
        moved = [c for c in found.changes if c.aspect is Aspect.MOTION]
        if not moved:
            return Harm.HARMLESS, say("only {aspect} differs, within what a tool bears", aspect=found.changes[0].aspect)
        if self.heights is None:
            return Harm.UNJUDGED, say("it moves otherwise; without stock and tools nobody knows what that does")
        if _threads(self.reading) != _threads(reading):
            return Harm.HARMFUL, say("a thread is missing, elsewhere, or of another pitch or depth")
        try:
            left = self._left(reading)
        except CodegenError as error:
            return Harm.UNJUDGED, error.said
        worst = _apart(self.heights, left)
        if worst > APART:
            return Harm.HARMFUL, say("the work differs by {worst:.3f} mm", worst=worst)
        if _new_rapids(self.reading, reading):
            return Harm.UNJUDGED, say("the same is left; a rapid runs elsewhere, below the top of the stock")
        return Harm.HARMLESS, say("another way to the same work")

    def _left(self, reading: Reading) -> Any:
        from codegen.simulate.run import heights

        assert self.known is not None  # noqa: S101 - heights are asked for where a setup is known
        return heights(reading, tools=self.tools, setup=self.known.setup, machine=self.machine, cell=CELL)


def _read(text: str, controller: Controller) -> Reading:
    from codegen.interpreter import read

    return read(text, alike(controller), environment=replace(ALIKE, lengths=dict.fromkeys(range(1, 1000), 0.0)))


def _said(change: Change) -> str:
    return say(
        "{aspect}: {before} → {after}",
        aspect=change.aspect,
        before=change.before or "-",
        after=change.after or "-",
    )


def _far(change: Change) -> bool:
    """Whether a feed rose, or a speed changed, beyond what a tool bears; where it is not known, it did."""
    figures = []
    for text in (change.before, change.after):
        head = str(text).split(" ", maxsplit=1)[0]
        try:
            figures.append(float(head))
        except ValueError:
            return True
    before, after = figures
    if before <= 0 or after <= 0 or after / before > FACTOR:
        return True
    return change.aspect is Aspect.SPEED and before / after > FACTOR  # the same feed on fewer turns


def _apart(a: Any, b: Any) -> float:
    """Mm by which heights differ from all those of the nine cells about their place: an upright wall falls on either side."""
    if a.shape != b.shape:
        return float("inf")
    worst = 0.0
    for one, other in ((a, b), (b, a)):
        padded = np.pad(other, 1, mode="edge")
        rows, columns = other.shape
        around = [padded[i : i + rows, j : j + columns] for i in range(3) for j in range(3)]
        worst = max(
            worst, float(np.max(one - np.maximum.reduce(around))), float(np.max(np.minimum.reduce(around) - one))
        )
    return worst


def _threads(reading: Reading) -> set[tuple[object, ...]]:
    moves = reading.steps.moves
    rows = np.flatnonzero(moves.kind == MoveKind.THREAD).tolist()
    return {(*np.round(moves.end[row], 2).tolist(), round(float(moves.pitch[row]), 4)) for row in rows}


def _new_rapids(a: Reading, b: Reading) -> bool:
    """Whether a rapid of ``b`` below zero is none of ``a``."""

    def low(reading: Reading) -> set[tuple[float, ...]]:
        moves = reading.steps.moves
        rows = (moves.kind == MoveKind.RAPID) & (np.minimum(moves.start[:, 2], moves.end[:, 2]) < 0)
        both = np.hstack((moves.start[rows], moves.end[rows]))
        return {tuple(row) for row in np.round(both, 3).tolist()}

    return bool(low(b) - low(a))
