"""The height map that is drawn: of the simulated stock, or of the part itself where nothing was simulated. Millimetres."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from codegen.geometry.frames import cone_depth, modelled_diameter
from codegen.model.curve import Loop
from codegen.model.part import Hole, Part, Pocket
from codegen.model.simulation import Simulation

Grid = npt.NDArray[np.float32]

CELLS: Final = 600
"""Cells along the longer side of a map made from the part."""


@dataclass(frozen=True, slots=True, eq=False)
class HeightMap:
    """``z`` [ny, nx], row 0 at the lowest Y; NaN where there is nothing. ``deviation`` like it, or None: not compared."""

    z: Grid
    deviation: Grid | None
    origin: tuple[float, float]
    cell: float
    low: float
    high: float

    @property
    def size(self) -> tuple[float, float]:
        """Extent in X and Y, mm."""
        return self.z.shape[1] * self.cell, self.z.shape[0] * self.cell


def of_simulation(simulation: Simulation, part: Part | None) -> HeightMap:
    """What is left of the stock, shown down to the part's underside. Cells that were cut right through are empty."""
    z = np.array(simulation.preview, dtype=np.float32)
    z[~np.isfinite(z)] = np.nan
    low, high = _range(z)
    low = min(low, part.body.z_bottom) if part else low
    compared = simulation.compared and simulation.deviation.shape == z.shape
    return HeightMap(
        z=z,
        deviation=np.array(simulation.deviation, dtype=np.float32) if compared else None,
        origin=simulation.preview_origin,
        cell=simulation.preview_cell,
        low=low,
        high=high,
    )


def of_part(part: Part) -> HeightMap:
    """The part from its numbers: prisms, holes and drill points; chamfers and fillets are too small to see and left out."""
    x0, y0, x1, y1 = part.body.outline.bounds
    margin = 0.02 * max(x1 - x0, y1 - y0)
    cell = (max(x1 - x0, y1 - y0) + 2 * margin) / CELLS
    shape = (math.ceil((y1 - y0 + 2 * margin) / cell), math.ceil((x1 - x0 + 2 * margin) / cell))
    origin = (x0 - margin, y0 - margin)
    z = np.full(shape, np.nan, dtype=np.float32)  # NaN wins every minimum below: what is cut through stays so
    z[_mask(part.body.outline, origin, cell, shape)] = part.body.z_top
    for feature in part.features:
        if isinstance(feature, Pocket):
            inside = _mask(feature.outline, origin, cell, shape)
            through = feature.through or feature.z_bottom <= part.body.z_bottom
            z[inside] = np.nan if through else np.minimum(z[inside], feature.z_bottom)
        elif isinstance(feature, Hole) and feature.face == "top":
            _drill(z, feature, part.body.z_bottom, origin, cell)
    return HeightMap(z=z, deviation=None, origin=origin, cell=cell, low=part.body.z_bottom, high=part.body.z_top)


def _range(z: Grid) -> tuple[float, float]:
    solid = z[np.isfinite(z)]
    return (float(solid.min()), float(solid.max())) if solid.size else (0.0, 0.0)


def _mask(outline: Loop, origin: tuple[float, float], cell: float, shape: tuple[int, int]) -> npt.NDArray[np.bool_]:
    image = Image.new("1", (shape[1], shape[0]))
    points = [((x - origin[0]) / cell - 0.5, (y - origin[1]) / cell - 0.5) for x, y in outline.polyline(cell / 4)]
    ImageDraw.Draw(image).polygon(points, fill=1)
    return np.array(image, dtype=bool)


def _drill(z: Grid, hole: Hole, bottom: float, origin: tuple[float, float], cell: float) -> None:
    ys, xs = np.ogrid[: z.shape[0], : z.shape[1]]
    r = np.hypot(origin[0] + (xs + 0.5) * cell - hole.x, origin[1] + (ys + 0.5) * cell - hole.y)
    if hole.countersink:
        wide = hole.countersink.diameter / 2
        floor = hole.z_top - (wide - r) / math.tan(math.radians(hole.countersink.angle_deg) / 2)
        z[:] = np.where(r < wide, np.minimum(z, floor), z)
    if hole.counterbore:
        inside = r < hole.counterbore.diameter / 2
        z[inside] = np.minimum(z[inside], hole.z_top - hole.counterbore.depth)
    radius = modelled_diameter(hole) / 2
    inside = r < radius
    if hole.depth is None:
        z[inside] = np.nan
    else:
        floor = hole.z_top - hole.depth - cone_depth(hole) * (1 - r / radius)
        z[:] = np.where(inside, np.where(floor <= bottom, np.nan, np.minimum(z, floor)), z)
