"""Whether a fault is harmful: by the motions of another interpreter and exact sweeps, not by what the check says.

The definitions stand in ``docs/faults.md``; the figures here are theirs.
"""

from __future__ import annotations

import itertools
import math
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from manifold3d import Manifold, OpType

from codegen.model.motion import Coolant, Point, Spindle
from codegen.model.shop import Controller, Machine
from codegen.process import SetupFile
from tests.faults import sweep
from tests.faults.motions import LENGTHS, Motion, Refused, of_linuxcnc, of_reader
from tests.faults.threads import wrong_thread

TOLERANCE = 0.02
"""mm by which a surface may differ: what a machine repeats, and a fifth of the finest general one (ISO 2768-f, 0.1 mm wide)."""
VOLUME = 2e-3
"""mm³ beyond the tolerance that count: 0.02 mm over 0.1 mm²; less is the corners of the facets."""
CHIP = (0.2, 1.9, 4.0)
"""Feed per tooth, as a part of the greatest planned for the tool: below, the edge rubs; above, a doubt; above, it breaks.

Makers' catalogues give ranges of a factor of two to four for one tool in one material (the widest: end mills by width of cut).
"""
SPEED = (1.9, 4.0)
"""Speed beside the planned one: a doubt; where the edge burns. Taylor: V T^n = C, n = 0.25: four times is 1/256 of the life."""


NEAR = 0.1
"""mm: nearer than that no rapid may pass the stock, whose own size is not known better."""


class Grade(StrEnum):
    """What a fault does."""

    HARMFUL = "harmful"
    DOUBTFUL = "doubtful"  # wear, waste, or a state left to chance: a warning is due
    HARMLESS = "harmless"
    UNJUDGED = "unjudged"


@dataclass(frozen=True)
class Ruling:
    """``why``: the first reason found."""

    grade: Grade
    why: str = ""


Box6 = tuple[float, float, float, float, float, float]


def _meet(a: Box6, b: Box6) -> bool:
    return all(a[i] <= b[i + 3] and b[i] <= a[i + 3] for i in range(3))


def _apart(a: Motion, b: Motion) -> float:
    """How far two motions' middles are apart: what is nearest takes most of what the other leaves."""
    return math.dist(
        [sum(c) / len(a.path) for c in zip(*a.path, strict=True)],
        [sum(c) / len(b.path) for c in zip(*b.path, strict=True)],
    )


PATIENCE = 15.0
"""Seconds after which a fault is left without a ruling."""


@dataclass
class Judge:
    """Judges faults of one good program. ``text``: the program; ``known``: its setup file."""

    text: str
    controller: Controller
    machine: Machine
    known: SetupFile
    _swept: dict[tuple[object, ...], Manifold] = field(default_factory=dict)
    _verdicts: dict[object, bool] = field(default_factory=dict)
    until: float = math.inf

    def __post_init__(self) -> None:
        self.tools = {t.number: t for t in self.known.tools}
        stock = self.known.setup.stock
        low, high = stock.box.low, stock.box.high
        self.low, self.high = low, high
        self.stock = sweep.bar(low, high) if stock.shape == "cylinder" else sweep.box(low, high)
        self.good = self.motions(self.text)
        self.lengths = all(abs(m.length - LENGTHS.get(m.tool, 0.0)) < 1e-3 for m in self.good if m.kind != "rapid")
        self.keys = Counter(m.key for m in self.good if self.solid(m))

    def motions(self, text: str, *, usual: bool = True) -> list[Motion]:
        """By the interpreter that the controller's programs are held to."""
        if self.controller.dialect == "linuxcnc":
            return of_linuxcnc(text, before="G80" if usual else "G80 G20 G91 G18 G55")
        return of_reader(text, self.controller, usual=usual)

    # -- solids

    def solid(self, m: Motion) -> bool:
        """Whether the motion's tool may remove material there at all."""
        return m.kind != "tap" and m.tool in self.tools and self.over(m) and _meet(self.box(m), (*self.low, *self.high))

    def over(self, m: Motion) -> bool:
        return min(p[2] for p in m.path) < self.high[2]

    def body(self, m: Motion, less: float = 0.0) -> Manifold:
        """The sweep of the cutting part."""
        per_axis = m.kind == "rapid" and self.machine.rapid != "linear"
        key = (m.key, less, per_axis)
        if key not in self._swept:
            outline = sweep.rings(self.tools[m.tool].tool, less)
            self._swept[key] = sweep.reached(outline, m.path) if per_axis else sweep.swept(outline, self._near(m))
        return self._swept[key]

    def _near(self, m: Motion) -> list[Point]:
        """The stretch of the path that comes near the stock or what holds it: of a huge arc little."""
        if len(m.path) < 20:
            return list(m.path)
        low, high = self._world
        tool = self.tools[m.tool].tool
        r, top = tool.diameter / 2, max(tool.flute_length, tool.diameter)
        wide = (low[0] - r, low[1] - r, low[2] - top, high[0] + r, high[1] + r, high[2])
        use = []
        for k, (a, b) in enumerate(itertools.pairwise(m.path)):
            ends = (*map(min, a, b), *map(max, a, b))
            if _meet(ends, wide):  # type: ignore[arg-type]
                use.append(k)
        return list(m.path[use[0] : use[-1] + 2]) if use else [m.path[0]]

    @cached_property
    def _world(self) -> tuple[Point, Point]:
        boxes = [self.known.setup.stock.box, *self.known.setup.fixture.keep_out]
        low = [min(b.low[i] for b in boxes) for i in range(3)]
        high = [max(b.high[i] for b in boxes) for i in range(3)]
        return (low[0], low[1], low[2]), (high[0], high[1], high[2])

    def box(self, m: Motion) -> Box6:
        """Bounds of the sweep."""
        tool = self.tools[m.tool].tool
        r, top = tool.diameter / 2 + 0.1, max(tool.flute_length, tool.diameter) + 1
        lows, highs = [min(c) for c in zip(*m.path, strict=True)], [max(c) for c in zip(*m.path, strict=True)]
        return (lows[0] - r, lows[1] - r, lows[2], highs[0] + r, highs[1] + r, highs[2] + top)

    def beyond(self, m: Motion, others: Iterable[Motion], less: float = TOLERANCE) -> bool:
        """Whether the motion takes material that the others leave, by more than ``less``."""
        bounds = self.box(m)
        near = {o.key: o for o in others if _meet(bounds, self.box(o))}
        if m.key in near and not (m.kind == "rapid" and self.machine.rapid != "linear"):
            return False
        question = (m.key, m.kind, less, frozenset(near))
        if question not in self._verdicts:
            rest = self.body(m, less) ^ self.stock
            for other in sorted(near.values(), key=lambda o: _apart(m, o)):
                if time.process_time() > self.until:
                    raise TimeoutError
                if rest.volume() <= VOLUME:
                    break
                rest -= self.body(other)
            self._verdicts[question] = rest.volume() > VOLUME
        return self._verdicts[question]

    # -- the ruling

    def ruling(self, text: str, *, patience: float = PATIENCE) -> Ruling:
        """What a fault does; unjudged where it takes longer than ``patience``, s."""
        self.until = time.process_time() + patience
        try:
            return self._ruling(text)
        except TimeoutError:
            return Ruling(Grade.UNJUDGED, f"takes more than {patience:g} s")

    def _ruling(self, text: str) -> Ruling:
        try:
            motions = self.motions(text)
        except Refused as stop:
            return self._refused(text, stop)
        for found in (self.shape(motions), self.state(motions)):
            if found is not None:
                return found
        doubt = self.doubt(motions)
        if doubt is not None:
            return doubt
        return self.chance(text) or Ruling(Grade.HARMLESS)

    def _refused(self, text: str, stop: Refused) -> Ruling:
        line, why = stop.args
        if "oracle failed" in str(why):
            return Ruling(Grade.UNJUDGED, str(why))
        try:
            motions = self.motions(text.rstrip("\n") + "\nM30\n")
        except Refused:
            return Ruling(Grade.HARMFUL, f"the control stops at line {line}: {why}")
        found = self.shape(motions) or self.state(motions)
        return found or Ruling(Grade.DOUBTFUL, "only the program's end is missing")

    def shape(self, motions: list[Motion]) -> Ruling | None:
        """What is cut that was not, and the other way round; contacts; threads."""
        mine = [m for m in motions if self.solid(m)]
        for m in motions:
            if m.kind != "rapid" and m.tool not in self.tools:
                return Ruling(Grade.HARMFUL, f"line {m.line}: feeds with T{m.tool}, which the setup has not")
            if m.kind != "rapid" and self.lengths and abs(m.length - LENGTHS.get(m.tool, 0.0)) > 1e-3:
                return Ruling(
                    Grade.HARMFUL, f"line {m.line}: feeds T{m.tool} under the length of another tool, or none"
                )
        good = [m for m in self.good if self.solid(m)]
        have = {m.key for m in mine}
        gone = [m for m in good if m.key not in have]
        if 2 * len(gone) > len(good):  # another place, another unit: soon seen
            for m in gone:
                if self.beyond(m, mine):
                    return Ruling(Grade.HARMFUL, f"what line {m.line} cut is left")
        for m in mine:
            if m.key not in self.keys and self.beyond(m, good):
                return Ruling(Grade.HARMFUL, f"line {m.line}: cuts what is to stay")
        for m in gone:
            if self.beyond(m, mine):
                return Ruling(Grade.HARMFUL, f"what line {m.line} cut is left")
        return self.contacts(motions, mine) or self.threads(motions)

    def threads(self, motions: list[Motion]) -> Ruling | None:
        """Threads that are not tapped as planned."""
        wrong = wrong_thread(self, motions)
        return Ruling(Grade.HARMFUL, wrong) if wrong else None

    def contacts(self, motions: list[Motion], mine: list[Motion]) -> Ruling | None:
        """Rapids through the stock, holders, the fixture, tool changes down in the work."""
        known = {(m.key, m.kind, m.tool) for m in self.good}
        before: list[Motion] = []
        for m in motions:
            if m.changed is not None and m.changed < self.high[2]:
                return Ruling(Grade.HARMFUL, f"line {m.line}: the tool is changed at Z{m.changed:.2f}, in the work")
            if m.tool not in self.tools:
                continue
            if m.kind == "rapid" and self.over(m) and self.beyond(m, before):
                return Ruling(Grade.HARMFUL, f"line {m.line}: rapid through stock")
            fresh = (m.key, m.kind, m.tool) not in known
            if m.kind == "rapid" and fresh and self._skims(m, before):
                return Ruling(Grade.HARMFUL, f"line {m.line}: rapid within {NEAR} mm of the stock")
            if fresh and self._touches(m, before):
                return Ruling(Grade.HARMFUL, f"line {m.line}: shank, holder, fixture or table")
            if self.solid(m):
                before.append(m)
        return None

    def _skims(self, m: Motion, before: list[Motion]) -> bool:
        """Whether a rapid, other than one straight up, passes the stock as near as its size is known."""
        a, b = m.path[0], m.path[-1]
        if (a[:2] == b[:2] and b[2] >= a[2]) or min(a[2], b[2]) > self.high[2] + NEAR:
            return False
        return self.beyond(m, before, -NEAR)

    @cached_property
    def fixtures(self) -> list[Manifold]:
        """Keep-out boxes."""
        return [sweep.box(b.low, b.high) for b in self.known.setup.fixture.keep_out]

    def _touches(self, m: Motion, before: list[Motion]) -> bool:
        lowest = min(p[2] for p in m.path)
        if lowest < self.low[2] - self.known.setup.fixture.clear_below - TOLERANCE:
            return True
        bounds = self.box(m)
        boxes = [b.bounding_box() for b in self.fixtures]
        if any(_meet(bounds, tuple(b)) for b in boxes):
            body = self.body(m, TOLERANCE)
            if any((body ^ f).volume() > VOLUME for f in self.fixtures):
                return True
        assembly = self.tools[m.tool]
        outlines = [o for o in sweep.holders(assembly) if lowest + o[0][1] < self.high[2]]
        if not outlines:
            return False
        near = [self.body(o) for o in before if _meet(bounds, self.box(o))]
        left = self.stock - Manifold.batch_boolean(near, OpType.Add) if near else self.stock
        left -= self.body(m)
        for outline in outlines:
            inner = [(max(r - 2 * TOLERANCE, 0.01), z + 2 * TOLERANCE) for r, z in outline]
            solid = sweep.swept(inner, m.path)
            if (solid ^ left).volume() > VOLUME or any((solid ^ f).volume() > VOLUME for f in self.fixtures):
                return True
        return False

    @cached_property
    def planned(self) -> dict[int, tuple[float, float, float]]:
        """Of each tool: speed, least and greatest feed per turn in what may cut."""
        out: dict[int, tuple[float, float, float]] = {}
        for m in self.good:
            if m.kind == "feed" and m.speed > 0 and self.over(m):
                turn = m.feed / m.speed
                speed, least, most = out.get(m.tool, (m.speed, turn, turn))
                out[m.tool] = (speed, min(least, turn), max(most, turn))
        return out

    def state(self, motions: list[Motion]) -> Ruling | None:
        """Spindle, speed and feed of what cuts."""
        for m, wrong in self._states(motions):
            if wrong and self._cuts(m, motions):
                return Ruling(Grade.HARMFUL, f"line {m.line}: {wrong}")
        return None

    def _states(self, motions: list[Motion]) -> Iterable[tuple[Motion, str]]:
        for m in motions:
            if m.kind == "rapid" or m.tool not in self.tools or not self.over(m):
                continue
            tool = self.tools[m.tool].tool
            wanted = Spindle.CW if tool.hand == "right" else Spindle.CCW
            planned = self.planned.get(m.tool)
            wrong = ""
            if m.spindle is Spindle.OFF or m.speed <= 0:
                wrong = "the spindle stands in a cut"
            elif m.spindle is not wanted:
                wrong = "the spindle turns the wrong way in a cut"
            elif m.speed > self.machine.spindle_max_rpm * 1.0001:
                wrong = f"S{m.speed:g} is more than the machine has"
            elif planned is not None and m.kind == "feed":
                speed, _, most = planned
                if m.speed > SPEED[1] * speed:
                    wrong = f"S{m.speed:g} for S{speed:g}"
                elif not m.feed > 0:
                    wrong = "no feed"
                elif m.feed / m.speed > CHIP[2] * most:
                    wrong = f"{m.feed / m.speed / most:.1f} times the planned feed of a turn"
            elif m.kind == "tap":
                good = next((g for g in self.good if g.kind == "tap" and g.tool == m.tool), None)
                if good is not None and m.speed > SPEED[1] * good.speed:
                    wrong = f"S{m.speed:g} for S{good.speed:g}"
            yield m, wrong

    def _cuts(self, m: Motion, motions: list[Motion]) -> bool:
        if m.kind == "tap":
            return True
        if not self.solid(m):
            return False
        before = []
        for o in motions:
            if o is m:
                break
            if self.solid(o):
                before.append(o)
        return self.beyond(m, before)

    def doubt(self, motions: list[Motion]) -> Ruling | None:
        """Wear and waste: coolant, rubbing, rapids over the work at a feed and the like."""
        idle = self._cutting(self.good) - self._cutting(motions)
        if idle:
            return Ruling(Grade.DOUBTFUL, f"T{min(idle)} cuts nothing any more")
        wet = {g.tool for g in self.good if g.coolant is not Coolant.OFF and g.kind != "rapid" and self.over(g)}
        for m in motions:
            if m.kind == "rapid" or m.tool not in self.tools or not self.over(m):
                continue
            if m.tool in wet and m.coolant is Coolant.OFF and self._cuts(m, motions):
                return Ruling(Grade.DOUBTFUL, f"line {m.line}: cut without coolant")
            planned = self.planned.get(m.tool)
            if planned and m.kind == "feed" and m.feed / m.speed < CHIP[0] * planned[1] and self._cuts(m, motions):
                return Ruling(Grade.DOUBTFUL, f"line {m.line}: the edge rubs")
            more = planned and (m.feed / m.speed > CHIP[1] * planned[2] or m.speed > SPEED[0] * planned[0])
            if m.kind == "feed" and more and self._cuts(m, motions):
                return Ruling(Grade.DOUBTFUL, f"line {m.line}: more feed or speed than planned")
        return None

    def _cutting(self, motions: list[Motion]) -> set[int]:
        """Tools with a feed that goes into the stock as it came."""
        feeds = (m for m in motions if m.kind == "feed" and self.solid(m))
        found: set[int] = set()
        for m in feeds:
            if m.tool not in found and (self.body(m, TOLERANCE) ^ self.stock).volume() > VOLUME:
                found.add(m.tool)
        return found

    def chance(self, text: str) -> Ruling | None:
        """Whether the work hangs on the state that the program before left, where the good program's does not."""
        if "chance" not in self._verdicts:
            self._verdicts["chance"] = self._same_otherwise(self.text)
        if self._verdicts["chance"] and not self._same_otherwise(text):
            return Ruling(Grade.DOUBTFUL, "what it cuts hangs on the state that the program before left")
        return None

    def _same_otherwise(self, text: str) -> bool:
        try:
            motions = self.motions(text, usual=False)
        except Refused:
            return False
        return self.shape(motions) is None and self.state(motions) is None
