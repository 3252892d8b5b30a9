"""The simulation from a reading to its result."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from codegen.errors import UsageError
from codegen.findings import Finding
from codegen.messages import say
from codegen.model.job import Setup
from codegen.model.part_field import FeatureRegion, PartField
from codegen.model.program import Reading
from codegen.model.shop import Machine, ToolAssembly
from codegen.model.simulation import FeatureResult, Simulation
from codegen.simulate import tiles
from codegen.simulate.components import deviations, group, uncut
from codegen.simulate.contact import fixture_contacts, travel
from codegen.simulate.incidents import capped, contacts, incidents, line_runs, plain_cuts
from codegen.simulate.layout import (
    NOMINAL,
    OVER,
    REMOVED,
    T_LEFT,
    T_OVER,
    T_UNDER,
    UNCUT,
    UNDER,
    Grid,
    Out,
    Part,
    Prims,
    Regions,
)
from codegen.simulate.shapes import SIDEWAYS, cutter
from codegen.simulate.slices import measure_walls
from codegen.simulate.sweeps import Sweeps, Table, expand, tabulate
from codegen.simulate.timing import cycle_time
from codegen.simulate.trace import Paths, trace
from codegen.simulate.walls import Walls, summary, with_walls

TILE = 128
"""Cells along a side of a tile: 128 kB of heights, which stay in the second-level cache."""
MOST_CELLS = 4_000_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """The state between cutting and reporting."""

    paths: Paths
    table: Table
    sweeps: Sweeps
    grid: Grid
    prims: Prims
    regions: Regions
    order: list[FeatureRegion]
    part: Part


def prepare(
    reading: Reading, *, tools: Mapping[int, ToolAssembly], setup: Setup, machine: Machine,
    part: PartField | None, delta: float, cell: float, tile: int,
) -> Cut:  # fmt: skip
    """Everything up to the run over the tiles."""
    cutters = {n: cutter(a, delta=delta) for n, a in sorted(tools.items())}
    paths = trace(reading, cutters=cutters, setup=setup, machine=machine)
    table = tabulate(paths, reading)
    sweeps = expand(table, cutters=cutters, top=setup.stock.box.high[2], delta=delta, cell=cell)
    while True:
        grid = tiles.make_grid(setup, cell=cell, tile=tile)
        low = part.low[2] if part is not None else setup.stock.box.low[2]
        regions, order = tiles.make_regions(part.regions if part is not None else (), grid, low)
        if tiles.most_regions(regions) <= tiles.MAX_LOCAL or tile <= 1:
            break
        tile //= 2
    field = tiles.make_part(part, grid, delta=delta, floor=low)
    return Cut(paths, table, sweeps, grid, tiles.make_prims(sweeps, grid), regions, order, field)


def simulate(
    reading: Reading, *, tools: Mapping[int, ToolAssembly], setup: Setup, machine: Machine,
    part: PartField | None, delta: float, progress: Callable[[float], None] | None,
    tile: int = TILE, threads: int | None = None,
) -> Simulation:  # fmt: skip
    """See ``codegen.simulate.simulate``; the size of the tiles and the number of threads change nothing but time."""
    if not delta > 0:
        raise UsageError(say("delta is {delta!r}: give a tolerance above 0 mm", delta=delta))
    cell = delta / 2
    x, y, z = setup.stock.box.size
    if not (x > 0 and y > 0 and z > 0 and x * y / cell**2 < MOST_CELLS):
        raise UsageError(
            say(
                "a stock of {x:g} x {y:g} x {z:g} mm cannot be simulated at {cell:g} mm: give a larger delta",
                x=x,
                y=y,
                z=z,
                cell=cell,
            )
        )
    with compile_timer() as seconds:
        job = prepare(reading, tools=tools, setup=setup, machine=machine, part=part, delta=delta, cell=cell, tile=tile)
        out = tiles.make_out(job.grid, job.prims, job.regions)
        records = tiles.run(job.grid, job.prims, job.regions, job.part, out, progress=progress, threads=threads)
    cutters = {n: cutter(a, delta=delta) for n, a in sorted(tools.items())}
    findings: list[Finding] = list(job.paths.findings)
    met = contacts(job.prims, out, plain_cuts(job.sweeps, reading, cutters))
    findings += incidents(met, job.sweeps, reading, cutters, delta)
    findings += fixture_contacts(job.table, reading, cutters, setup)
    findings += travel(job.table, reading, setup, machine)
    totals = region_totals(job, out)
    components = group(records, job.grid)
    walls = None
    if part is not None:
        slices = measure_walls(job.table, cutters, setup, part, job.order)
        walls = Walls(slices, reading, job.order, delta)
    findings += deviations(components, reading, job.sweeps, job.regions, job.order, totals, delta, job.part.low, walls)
    result = _result(reading, job, out, totals, capped(findings), machine, delta, sum(seconds), walls)
    sideways = sorted({t for t in job.table.tool.tolist() if t in tools and tools[t].tool.kind in SIDEWAYS})
    unseen = [say("what {tool} cuts below its neck", tool=cutters[n].name) for n in sideways]
    return replace(result, setup=setup.id, unseen=(*(part.undercuts if part is not None else ()), *unseen))


def region_totals(job: Cut, out: Out) -> Any:
    """Volumes (mm³) and worst deviations (mm) of every region, in the order of ``job.order``."""
    totals = np.zeros((len(job.order), 5))
    for column in (NOMINAL, UNCUT, REMOVED):
        weights = out.region[:, column]
        totals[:, column] = np.bincount(job.regions.item, weights, minlength=len(job.order)) * job.grid.cell**2
    for column in (OVER, UNDER):
        np.maximum.at(totals[:, column], job.regions.item, out.region[:, column])
    return totals


def _result(
    reading: Reading, job: Cut, out: Out, totals: Any, findings: tuple[Finding, ...], machine: Machine,
    delta: float, compile_seconds: float, walls: Walls | None,
) -> Simulation:  # fmt: skip
    grid, area = job.grid, job.grid.cell**2
    entries = np.diff(job.prims.start)
    tile_of = np.repeat(np.arange(len(entries)), entries)
    step = job.sweeps.step[job.prims.item]
    removed = np.bincount(step, out.removed, minlength=len(reading.steps)) * area
    runs = line_runs(job.prims, out, job.sweeps, job.regions, reading, tile_of)
    missing = uncut(job.order, totals)
    features = []
    for k, region in enumerate(job.order):
        if region.kind == "tab":
            continue
        lines = tuple(runs.get(k, ()))
        over, under = float(totals[k, OVER]), float(totals[k, UNDER])
        removed_here = float(totals[k, REMOVED])
        result = FeatureResult(region.feature, k not in missing, lines, removed_here, over, under)
        features.append(with_walls(result, walls.slices, k) if walls is not None else result)
    times = cycle_time(reading, machine)
    return Simulation(
        findings=findings,
        features=tuple(sorted(features, key=lambda f: f.feature)),
        delta=delta,
        cell=grid.cell,
        cells=grid.nx * grid.ny,
        removed=math.fsum(removed),
        left=math.fsum(out.tile[:, T_LEFT]) * area,
        max_gouge=float(out.tile[:, T_UNDER].max(initial=0.0)),
        max_leftover=float(out.tile[:, T_OVER].max(initial=0.0)),
        preview=out.preview,
        preview_origin=(grid.x0, grid.y0),
        preview_cell=grid.cell * grid.coarse,
        deviation=out.deviation,
        removed_by_step=np.asarray(removed, np.float64),
        seconds=times.seconds,
        seconds_by_tool=times.by_tool,
        cutting_length=times.cutting_length,
        rapid_length=times.rapid_length,
        time_assumptions=times.assumptions,
        compile_seconds=compile_seconds,
        compared=job.part.compared == 1,
        slices=summary(walls.slices) if walls is not None else None,
    )


@contextmanager
def compile_timer() -> Iterator[list[float]]:
    """Seconds that numba spends on compiling; loading compiled code from disk does not count."""
    from numba.core import event

    seconds: list[float] = []
    with event.install_timer("numba:compile", seconds.append):
        yield seconds


def heights(
    reading: Reading, *, tools: Mapping[int, ToolAssembly], setup: Setup, machine: Machine, cell: float,
    tile: int = TILE,
) -> Any:  # fmt: skip
    """Heights after the program at full resolution, float64 [ny, nx]: for pictures of a detail and for tests."""
    job = prepare(reading, tools=tools, setup=setup, machine=machine, part=None, delta=2 * cell, cell=cell, tile=tile)
    out = tiles.make_out(job.grid, job.prims, job.regions)
    result = np.empty((job.grid.ny, job.grid.nx))
    _, kernels = tiles.kernels()
    for k in range(job.grid.ntx * job.grid.nty):
        kernels.dump_tile(k, job.grid, job.prims, job.regions, out, result)
    return result


def rasterise(field: PartField, x0: float, y0: float, cell: float, nx: int, ny: int) -> Any:
    """See ``codegen.simulate.rasterise``."""
    kernels, _ = tiles.kernels()
    out = np.full((ny, nx), -math.inf)
    triangles = np.ascontiguousarray(field.triangles, np.float64).reshape(-1, 9)
    kernels.raster_all(triangles, x0 + cell / 2, y0 + cell / 2, cell, out)
    return out
