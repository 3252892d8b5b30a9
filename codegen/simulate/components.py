"""Bad cells to findings: connected places, the feature they belong to, the line that did it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from codegen.findings import Finding, Location
from codegen.messages import say
from codegen.model.motion import Move
from codegen.model.part_field import FeatureRegion
from codegen.model.program import Reading
from codegen.simulate.layout import (
    B_COUNT,
    B_H,
    B_I,
    B_J,
    B_KIND,
    B_P,
    B_PRIM,
    B_REGION,
    B_VOLUME,
    B_WORST,
    B_X,
    B_Y,
    BLOCK,
    GONE,
    NOMINAL,
    UNCUT,
    Grid,
    Regions,
)  # fmt: skip
from codegen.simulate.slices_compare import Sliver
from codegen.simulate.sweeps import Sweeps
from codegen.simulate.trace import place
from codegen.simulate.walls import Walls, at_wall

MOST_RECORDS = 20_000
"""Blocks beyond this are put together by fours before they are joined: coarser, never wrong."""
NEAR = 0.5
"""mm from a feature's outline within which a gouge is that feature's."""
NOT_CUT = 0.9
"""Part of a feature's volume that remains when it counts as not cut at all."""


@dataclass(frozen=True, slots=True)
class Component:
    """A connected place of gouge or leftover. ``box``: plan, to a block of cells. ``area`` mm², ``volume`` mm³."""

    gouge: bool
    region: int
    worst: float
    point: tuple[float, float, float]
    part_height: float
    prim: int
    area: float
    volume: float
    box: tuple[float, float, float, float]


def group(records: Any, grid: Grid) -> list[Component]:
    """Join records of one kind and region whose blocks touch; worst first."""
    if not len(records):
        return []
    blocks = records[:, [B_I, B_J]].astype(np.int64)
    scale = 1
    while len(np.unique(blocks // scale, axis=0)) > MOST_RECORDS:
        scale *= 2
    keys = np.column_stack((records[:, [B_KIND, B_REGION]].astype(np.int64), blocks // scale))
    unique, label = np.unique(keys, axis=0, return_inverse=True)
    roots = _join([(a, b, c, d) for a, b, c, d in unique.tolist()])
    root = np.array(roots, np.int64)[label.reshape(-1)]
    out = []
    for r in np.unique(root):
        rows = records[root == r]
        top = rows[np.lexsort((rows[:, B_X], rows[:, B_Y], -rows[:, B_WORST]))[0]]
        size = BLOCK * grid.cell
        low = rows[:, [B_J, B_I]].min(axis=0) * size
        high = (rows[:, [B_J, B_I]].max(axis=0) + 1) * size
        out.append(
            Component(
                gouge=bool(top[B_KIND] == 1),
                region=int(top[B_REGION]),
                worst=float(top[B_WORST]),
                point=(float(top[B_X]), float(top[B_Y]), float(top[B_H])),
                part_height=float(top[B_P]),
                prim=int(top[B_PRIM]),
                area=float(rows[:, B_COUNT].sum()) * grid.cell**2,
                volume=math.fsum(rows[:, B_VOLUME]) * grid.cell**2,
                box=(
                    float(grid.x0 + low[0]),
                    float(grid.y0 + low[1]),
                    float(grid.x0 + high[0]),
                    float(grid.y0 + high[1]),
                ),
            )
        )
    return sorted(out, key=lambda c: (-c.gouge, -c.worst, c.point))


def _join(keys: list[tuple[int, int, int, int]]) -> list[int]:
    """Union of the blocks that touch, corners included: the root's index for each key."""
    index = {k: i for i, k in enumerate(keys)}
    parent = list(range(len(keys)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, (kind, region, bi, bj) in enumerate(keys):
        for di, dj in ((0, 1), (1, -1), (1, 0), (1, 1)):
            j = index.get((kind, region, bi + di, bj + dj))
            if j is not None:
                a, b = root(i), root(j)
                parent[max(a, b)] = min(a, b)
    return [root(i) for i in range(len(keys))]


def nearest_region(c: Component, regions: Regions, order: Sequence[FeatureRegion]) -> int:
    """The region that the component's worst place is in or within ``NEAR`` of; −1: none. Faces cover, and do not count."""
    best, found = NEAR, -1
    p = np.array(c.point[:2])
    for k, region in enumerate(order):
        if region.kind in ("face", "tab"):
            continue
        a = regions.points[regions.first[k] : regions.first[k + 1]]
        d = np.roll(a, -1, axis=0) - a
        length2 = np.maximum((d * d).sum(axis=1), 1e-30)
        f = np.clip(((p - a) * d).sum(axis=1) / length2, 0.0, 1.0)
        dist = float(np.hypot(*(a + f[:, None] * d - p).T).min())
        if dist < best:
            best, found = dist, k
    return found


def uncut(order: Sequence[FeatureRegion], totals: Any) -> set[int]:
    """Regions of which more than ``NOT_CUT`` remains."""
    return {
        k
        for k, region in enumerate(order)
        if region.kind != "tab" and totals[k, NOMINAL] > 1e-9 and totals[k, UNCUT] > NOT_CUT * totals[k, NOMINAL]
    }


def deviations(
    components: Sequence[Component], reading: Reading, sweeps: Sweeps, regions: Regions,
    order: Sequence[FeatureRegion], totals: Any, delta: float, low: float, walls: Walls | None = None,
) -> list[Finding]:  # fmt: skip
    """Findings of the comparison. ``low``: height of the part's underside, mm. ``walls``: what slices say about walls."""
    out = []
    used: list[Sliver] = []
    missing = uncut(order, totals)
    for k in sorted(missing, key=lambda k: order[k].feature):
        region = order[k]
        x0, y0, x1, y1 = region.outline.bounds
        share = float(totals[k, UNCUT] / totals[k, NOMINAL])
        point = ((x0 + x1) / 2, (y0 + y1) / 2, region.z_top)
        out.append(
            Finding(
                "feature-not-cut",
                say(
                    "{feature} is not cut: {percent:.0f} % of its volume remains",
                    feature=region.feature,
                    percent=100 * share,
                ),
                where=Location(point=point, feature=region.feature),
                remedy=say("add the operation that makes it, or correct the tool that the program calls for it"),
                figures=(("uncut_fraction", share), ("nominal_mm3", float(totals[k, NOMINAL]))),
            )
        )
    for c in components:
        if not c.gouge and c.region in missing:
            continue
        found = _gouge(c, reading, sweeps, regions, order) if c.gouge else _leftover(c, order, delta, low)
        sliver = walls.at(c.box, c.region, gouge=c.gouge) if walls is not None else None
        if sliver is not None:
            used.append(sliver)
            found = at_wall(found, sliver, height=c.worst, delta=delta)
        out.append(found)
    return out + (walls.beyond(used) if walls is not None else [])


def _figures(c: Component) -> tuple[tuple[str, float | str], ...]:
    x0, y0, x1, y1 = c.box
    return (
        ("amount_mm", c.worst), ("volume_mm3", c.volume), ("area_mm2", c.area),
        ("x_min", x0), ("y_min", y0), ("x_max", x1), ("y_max", y1), ("z", c.point[2]), ("z_part", c.part_height),
    )  # fmt: skip


def _at(c: Component) -> str:
    return say("at X{x:.3f} Y{y:.3f}", x=c.point[0], y=c.point[1])


def _gouge(c: Component, reading: Reading, sweeps: Sweeps, regions: Regions, order: Sequence[FeatureRegion]) -> Finding:
    k = c.region if c.region >= 0 else nearest_region(c, regions, order)
    feature = order[k].feature if k >= 0 else None
    where = Location(point=c.point, feature=feature)
    by = say("the stock does not reach that high")
    if c.prim >= 0:
        move = reading.steps[int(sweeps.step[c.prim])]
        if isinstance(move, Move):
            at = place(reading, move, c.point)
            where = Location(at.file, at.line, at.column, block=at.block, point=c.point, feature=feature)
            by = say("by line {line}", line=move.line)
    if feature is None:
        return Finding(
            "uncalled-removal",
            say(
                "the part is cut {worst:.3f} mm too deep {at}, {by}, where no feature is",
                worst=c.worst,
                at=_at(c),
                by=by,
            ),
            where=where,
            remedy=say("remove the move, or name the feature that it makes"),
            figures=_figures(c),
        )
    return Finding(
        "gouge",
        say(
            "{feature} is cut {worst:.3f} mm into the part {at}, {by}", feature=feature, worst=c.worst, at=_at(c), by=by
        ),
        where=where,
        remedy=say("correct the path, its depth, or the tool's size in the setup"),
        figures=_figures(c),
    )


def _leftover(c: Component, order: Sequence[FeatureRegion], delta: float, low: float) -> Finding:
    feature = order[c.region].feature if c.region >= 0 else None
    place_name = say("on the part's surface") if c.part_height > low + GONE else say("round the outline")
    name = say("in {feature}", feature=feature) if feature else place_name
    return Finding(
        "leftover",
        say(
            "{worst:.3f} mm of material remains {name} {at}; {delta:g} mm is allowed",
            worst=c.worst,
            name=name,
            at=_at(c),
            delta=delta,
        ),
        where=Location(point=c.point, feature=feature),
        remedy=say("cut deeper, add a finishing pass, or use a tool that reaches the corner"),
        figures=_figures(c),
    )
