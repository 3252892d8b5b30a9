"""The part as simulation sees it: what looks up, as triangles, and where each feature is. Millimetres."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from codegen.geometry.frames import cone_depth, modelled_diameter
from codegen.geometry.measuring import holes
from codegen.geometry.mesh import open_mesh
from codegen.geometry.solid import Solid
from codegen.model.curve import circle
from codegen.model.part import Cut, Groove, Hole, Part, PartFeature, Pocket
from codegen.model.part_field import FeatureRegion, PartField, RegionThread

LEVEL: Final = 1e-6
"""A triangle looks up when its unit normal's Z exceeds this: walls, which are upright but for rounding, do not."""


def part_field(solid: Solid, part: Part | None, *, tolerance: float = 0.002, step_sha256: str = "") -> PartField:
    """The upward surface of ``solid`` within ``tolerance`` mm, with the regions of ``part``'s features.

    Regions: a hole from above has one, named by its id; its counterbore and countersink have their own,
    ``id/counterbore`` and ``id/countersink``; a pocket has one. Chamfers and fillets have none: a band along an edge is
    not the inside of a loop. Without a part, the round bores found from above are the regions.

    Raises:
        ValueError: ``tolerance`` is not positive.
    """
    if not tolerance > 0:
        raise ValueError(f"a tolerance must be positive, not {tolerance!r}")
    mesh = open_mesh(solid, tolerance)
    normals = np.cross(mesh[:, 1] - mesh[:, 0], mesh[:, 2] - mesh[:, 0])
    lengths = np.linalg.norm(normals, axis=1)
    real = lengths > 0
    mesh, up = mesh[real], normals[real, 2] / lengths[real]
    return PartField(
        triangles=np.ascontiguousarray(mesh[up > LEVEL]),
        tolerance=tolerance,
        low=solid.box.low,
        high=solid.box.high,
        volume=solid.volume,
        regions=tuple(_regions(part) if part else _found_regions(solid)),
        threads=tuple(_threads(part)) if part else (),
        step_sha256=step_sha256,
        undercuts=tuple(_undercuts(part) if part else _found_undercuts(mesh, up, solid, tolerance)),
    )


def field_from_step(source: bytes | Path, *, tolerance: float = 0.002) -> PartField:
    """The field of a STEP file.

    Raises:
        BadInput: see ``step_in.load_step``.
    """
    import hashlib

    from codegen.geometry.step_in import load_step, read_source

    data = read_source(source)
    return part_field(load_step(data), None, tolerance=tolerance, step_sha256=hashlib.sha256(data).hexdigest())


def _regions(part: Part) -> Iterable[FeatureRegion]:
    for feature in part.features:
        if isinstance(feature, Hole) and feature.face == "top":
            yield from _hole_regions(feature, part.body.z_bottom)
        elif isinstance(feature, Pocket):
            yield FeatureRegion(
                feature=feature.id,
                kind="pocket",
                outline=feature.outline,
                z_top=feature.z_top,
                z_bottom=min(feature.z_bottom, part.body.z_bottom) if feature.through else feature.z_bottom,
            )


def _threads(part: Part) -> Iterable[RegionThread]:
    for f in part.features:
        if isinstance(f, Hole) and f.face == "top" and f.thread is not None:
            t = f.thread
            full = part.body.z_bottom if t.depth is None else f.z_top - t.depth
            yield RegionThread(f.id, t.designation, f.x, f.y, t.pitch, full, t.hand == "left")


def _hole_regions(hole: Hole, bottom: float) -> Iterable[FeatureRegion]:
    centre, top = (hole.x, hole.y), hole.z_top
    end = bottom if hole.depth is None else top - hole.depth - cone_depth(hole)
    yield FeatureRegion(
        feature=hole.id, kind="hole", outline=circle(centre, modelled_diameter(hole)), z_top=top, z_bottom=end
    )
    inner = modelled_diameter(hole)
    if hole.counterbore:
        inner = hole.counterbore.diameter
        yield FeatureRegion(
            feature=f"{hole.id}/counterbore",
            kind="counterbore",
            outline=circle(centre, hole.counterbore.diameter),
            z_top=top,
            z_bottom=top - hole.counterbore.depth,
        )
    if hole.countersink and hole.countersink.diameter > inner:
        half = np.radians(hole.countersink.angle_deg) / 2
        yield FeatureRegion(
            feature=f"{hole.id}/countersink",
            kind="countersink",
            outline=circle(centre, hole.countersink.diameter),
            z_top=top,
            z_bottom=top - float((hole.countersink.diameter - inner) / 2 / np.tan(half)),
        )


def _undercuts(part: Part) -> Iterable[str]:
    """Features that a tool from above does not make and a view from above does not show."""
    return (f.id for f in part.features if _from_below(f))


def _from_below(feature: PartFeature) -> bool:
    if isinstance(feature, Hole):
        return feature.face != "top"
    if isinstance(feature, Pocket):
        return False
    if isinstance(feature, Cut | Groove):
        return True
    return feature.edges in ("bottom-outer", "feature-bottom", "all")


def _found_regions(solid: Solid) -> Iterable[FeatureRegion]:
    for hole in holes(solid):
        if hole.into[2] < -1 + 1e-9:
            x, y, z = hole.start
            yield FeatureRegion(
                feature=f"hole at ({x:g}, {y:g}) Ø{hole.diameter:g}",
                kind="hole",
                outline=circle((x, y), hole.diameter),
                z_top=z,
                z_bottom=z - hole.depth,
            )


def _found_undercuts(
    mesh: npt.NDArray[np.float64], up: npt.NDArray[np.float64], solid: Solid, tolerance: float
) -> Iterable[str]:
    """Says once, with the height, that something looks down above the underside."""
    below = mesh[up < -LEVEL]
    high = below[:, :, 2].max(axis=1) > solid.box.low[2] + 2 * tolerance
    if high.any():
        yield f"surface seen only from below, up to Z{below[high][:, :, 2].max():.3f}"
