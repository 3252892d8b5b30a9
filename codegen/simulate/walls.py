"""What the slices say, joined with the height map's findings: an error at a wall in mm off the wall, not in mm of height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from codegen.findings import Finding, Location
from codegen.messages import say
from codegen.model.motion import Move
from codegen.model.part_field import FeatureRegion
from codegen.model.program import Reading
from codegen.model.simulation import FeatureResult, SlicesDone
from codegen.simulate.slices import TOLERANCE, Slices
from codegen.simulate.slices_compare import Sliver
from codegen.simulate.slices_cut import first_cut
from codegen.simulate.trace import place

BESIDE: Final = 0.5
"""mm round a place that the height map found within which a sliver is the same error."""


@dataclass(frozen=True, slots=True, eq=False)
class Walls:
    """The slices, and what findings need to name."""

    slices: Slices
    reading: Reading
    order: Sequence[FeatureRegion]
    delta: float

    def at(self, box: tuple[float, float, float, float], region: int, *, gouge: bool) -> Sliver | None:
        """The worst sliver in a place of the plan that the height map found; None: it is not at a wall."""
        x0, y0, x1, y1 = box
        for s in self.slices.walls:
            if s.gouge != gouge or s.amount < self.delta / 2 or (s.region != region and -1 not in (s.region, region)):
                continue
            if x0 - BESIDE < s.point[0] < x1 + BESIDE and y0 - BESIDE < s.point[1] < y1 + BESIDE:
                return s
        return None

    def beyond(self, used: Sequence[Sliver]) -> list[Finding]:
        """Findings of slivers on upright walls that the height map, whose cells are coarser, has not found."""
        taken = {(s.gouge, s.region) for s in used}
        return [
            self._gouge(s) if s.gouge else self._leftover(s)
            for s in self.slices.walls
            if s.amount > self.delta + TOLERANCE and not s.sloping and (s.gouge, s.region) not in taken
        ]

    def _gouge(self, s: Sliver) -> Finding:
        feature = self.order[s.region].feature if s.region >= 0 else None
        step = -1 if self.slices.paths is None else first_cut(self.slices.paths, s.point)
        move = self.reading.steps[step] if step >= 0 else None
        where = Location(point=s.point, feature=feature)
        by: str = STOCK_ENDS
        if isinstance(move, Move):
            at = place(self.reading, move, s.point)
            where = Location(at.file, at.line, at.column, block=at.block, point=s.point, feature=feature)
            by = say("by line {line}", line=move.line)
        return Finding("gouge", gouge_text(s, feature, by), where=where, remedy=GOUGE_REMEDY, figures=figures(s))

    def _leftover(self, s: Sliver) -> Finding:
        feature = self.order[s.region].feature if s.region >= 0 else None
        text = leftover_text(s, feature, self.delta)
        where = Location(point=s.point, feature=feature)
        return Finding("leftover", text, where=where, remedy=LEFT_REMEDY, figures=figures(s))


STOCK_ENDS = say("the stock does not reach that far")
GOUGE_REMEDY = say("correct the path, its depth, or the tool's size in the setup")
LEFT_REMEDY = say("cut deeper, add a finishing pass, or use a tool that reaches the corner")


def at_wall(found: Finding, s: Sliver, *, height: float, delta: float) -> Finding:
    """The height map's finding in mm off the wall; ``height``, what the map saw of it, stays among the figures."""
    gouge = found.code != "leftover"
    by = say("by line {line}", line=found.where.line) if found.where.line else STOCK_ENDS
    text = gouge_text(s, found.where.feature, by) if gouge else leftover_text(s, found.where.feature, delta)
    new = dict(figures(s))
    rest = tuple((k, v) for k, v in found.figures if k not in new)
    where = replace(found.where, point=s.point)
    return replace(found, message=text, where=where, figures=(*figures(s), ("height_mm", height), *rest))


def figures(s: Sliver) -> tuple[tuple[str, float | str], ...]:
    """Of a sliver, for data."""
    return (
        ("amount_mm", s.amount),
        ("at", "wall"),
        ("method", "slices"),
        ("resolution_mm", TOLERANCE),
        ("z", s.point[2]),
    )


def _at(s: Sliver) -> str:
    return say("at X{x:.3f} Y{y:.3f} Z{z:.3f}", x=s.point[0], y=s.point[1], z=s.point[2])


def gouge_text(s: Sliver, feature: str | None, by: str) -> str:
    """What was cut into a wall."""
    name = feature or say("the part's outline")
    return say(
        "{feature} is cut {amount:.3f} mm into its wall {at}, {by}", feature=name, amount=s.amount, at=_at(s), by=by
    )


def leftover_text(s: Sliver, feature: str | None, delta: float) -> str:
    """What was left on a wall."""
    name = feature or say("the part's outline")
    return say(
        "{amount:.3f} mm left on the wall of {feature} {at}; {delta:g} mm is allowed",
        amount=s.amount,
        feature=name,
        at=_at(s),
        delta=delta,
    )


def with_walls(result: FeatureResult, slices: Slices, region: int) -> FeatureResult:
    """A feature's result with its walls and sizes, where slices apply and it is cut at all."""
    if slices.why_not is not None or not result.cut:
        return result
    over, under = slices.over.get(region, 0.0), slices.under.get(region, 0.0)
    return replace(result, wall_over=over, wall_under=under, sizes=slices.sizes.get(region, ()))


def summary(slices: Slices) -> SlicesDone:
    """For the result."""
    if slices.why_not is not None:
        return SlicesDone(TOLERANCE, 0, slices.why_not)
    return SlicesDone(
        TOLERANCE,
        slices.slices,
        None,
        max(slices.over.values(), default=0.0),
        max(slices.under.values(), default=0.0),
        slices.over.get(-1, 0.0),
        slices.under.get(-1, 0.0),
    )
