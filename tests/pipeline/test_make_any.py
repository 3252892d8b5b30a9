"""Random intents through all of `make`: whatever is asked, it passes, asks or refuses; what was planned here never fails."""

from __future__ import annotations

import json
import math
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from lark import Lark

from codegen import Made, Options, Outcome, make
from codegen.findings import Severity
from codegen.model.curve import Loop
from codegen.model.part import EdgeChamfer, EdgeFillet, Hole, Part, Pocket
from codegen.resources import grammar
from tests.oracle import lcnc
from tests.pipeline.intents_strategy import intent
from tests.pipeline.test_make import agree_with_linuxcnc

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SEEDS = (*range(20), 36, 62, 140, 145, 148)
"""The last five between them have every kind of operation, holding, stock and outline."""
CHORD = 0.002
WISHED = {"cutting-data"}
"""What the user alone brings about, by a speed or feed far from what the material bears."""


@cache
def emit(control: str) -> Lark:
    return Lark(grammar(f"gcode/{control}.emit.lark"), parser="lalr")


@pytest.mark.parametrize(
    ("seed", "control"), [*((seed, "linuxcnc") for seed in SEEDS), *((seed, "fanuc") for seed in SEEDS[::3])]
)
def test_whatever_the_intent_it_passes_asks_or_refuses(seed: int, control: str) -> None:
    data = intent(seed)
    made = make(json.dumps(data).encode(), options=Options(controller=control))
    record = made.record
    told = [f for f in record.findings if f.severity is Severity.ERROR]
    for f in told:
        assert f.message and f.remedy, f
    for q in record.questions:
        assert q.text
    if made.outcome is Outcome.FAILED:
        assert told and {f.code for f in told} <= WISHED and data.get("cutting"), [f.message for f in told]
    elif made.outcome is Outcome.PASSED:
        assert not told
        examine(made)
    else:
        assert made.outcome in (Outcome.QUESTION, Outcome.REFUSED)
        assert told or record.questions


def examine(made: Made) -> None:
    """What must hold of a program that passed."""
    text, job, simulation = made.record.program, made.record.job, made.record.simulation
    assert text is not None and job is not None and simulation is not None
    emit(job.controller).parse(text)
    if job.controller == "linuxcnc":
        lcnc.require()
        assert agree_with_linuxcnc(made) == []
    measured = next(m.value for m in made.record.measurements if m.name == "volume")
    expected = volume(job.part)
    if expected is not None:
        # polygons lie within CHORD of the curves, on the inner side: less than CHORD of each wall's area
        walls = 4 * math.sqrt(expected) * (job.part.body.z_top - job.part.body.z_bottom) + expected ** (2 / 3)
        assert measured == pytest.approx(expected, rel=1e-4, abs=CHORD * walls)


def volume(part: Part) -> float | None:
    """Volume by slices, mm³: plane areas by shapely, Simpson's rule between the heights where anything begins or ends.

    The rule is exact, for a slice's area is at most quadratic in height. None: edges are broken.
    """
    if any(isinstance(f, EdgeChamfer | EdgeFillet) for f in part.features):
        return None
    body, heights = part.body, {part.body.z_bottom, part.body.z_top}
    for f in part.features:
        assert isinstance(f, Hole | Pocket)
        heights |= set(_heights(f, body.z_bottom))
    levels = sorted(z for z in heights if body.z_bottom - 1e-9 <= z <= body.z_top + 1e-9)
    total = 0.0
    for low, high in pairwise(levels):
        if high - low > 1e-9:
            e = (high - low) * 1e-7  # just inside: features end at the very heights
            ends = _area(part, low + e) + _area(part, high - e)
            total += (high - low) / 6 * (ends + 4 * _area(part, (low + high) / 2))
    return total


def _heights(f: Hole | Pocket, z_bottom: float) -> list[float]:
    if isinstance(f, Pocket):
        return [f.z_top, f.z_bottom]
    out = [f.z_top]
    if f.depth is not None:
        out.append(f.z_top - f.depth)
        if f.point_angle_deg is not None:
            out.append(f.z_top - f.depth - f.diameter.nominal / 2 / math.tan(math.radians(f.point_angle_deg / 2)))
    if f.counterbore is not None:
        out.append(f.z_top - f.counterbore.depth)
    if f.countersink is not None:
        slope = 2 * math.tan(math.radians(f.countersink.angle_deg / 2))
        inner = (f.diameter.nominal, f.counterbore.diameter if f.counterbore else f.diameter.nominal)
        out += [f.z_top - (f.countersink.diameter - d) / slope for d in inner]
    return [max(z, z_bottom) for z in out]


def _area(part: Part, z: float) -> float:
    import shapely

    gone = [shape for f in part.features if (shape := _slice(f, z)) is not None]
    return float(_polygon(part.body.outline).difference(shapely.union_all(gone)).area)


def _slice(f: object, z: float) -> BaseGeometry | None:
    """What a feature takes at height ``z``."""
    from shapely.geometry import Point

    if isinstance(f, Pocket):
        return _polygon(f.outline) if f.z_bottom < z < f.z_top else None
    assert isinstance(f, Hole)
    below, r = f.z_top - z, 0.0
    if below < 0:
        return None
    if f.depth is None or below <= f.depth:
        r = f.diameter.nominal / 2
    elif f.point_angle_deg is not None:
        r = f.diameter.nominal / 2 - (below - f.depth) * math.tan(math.radians(f.point_angle_deg / 2))
    if f.counterbore is not None and below <= f.counterbore.depth:
        r = max(r, f.counterbore.diameter / 2)
    if f.countersink is not None:
        r = max(r, f.countersink.diameter / 2 - below * math.tan(math.radians(f.countersink.angle_deg / 2)))
    return Point(f.x, f.y).buffer(r, quad_segs=64) if r > 0 else None


@cache
def _polygon(loop: Loop) -> BaseGeometry:
    from shapely.geometry import Polygon

    return Polygon(loop.polyline(CHORD))
