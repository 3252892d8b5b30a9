"""The part as simulation sees it, free of the CAD kernel: its upward-facing surface as a fine triangle mesh.

Sampled from the B-rep (never from the intent's own numbers), so a part that was built wrong is compared as built.
Heights on any grid are rasterised from the triangles on demand: the plate may be large, the mesh stays small.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from codegen.model.curve import Loop


@dataclass(frozen=True, slots=True)
class RegionThread:
    """A thread in a hole from above: nothing of it can be seen in the surface, so the field carries it. mm, work frame.

    ``z_full``: full thread must reach down to here (the underside for a through thread).
    """

    feature: str
    designation: str
    x: float
    y: float
    pitch: float
    z_full: float
    left_hand: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class FeatureRegion:
    """Where a feature's material is, for naming it in findings: its outline from above and its heights, mm."""

    feature: str
    kind: str
    outline: Loop
    z_top: float
    z_bottom: float


@dataclass(frozen=True, slots=True, eq=False)
class PartField:
    """``triangles``: float64 [n, 3, 3], mm, work frame, all faces that look up (normal z > 0).

    ``tolerance`` bounds the distance between the mesh and the B-rep, mm. ``low``, ``high``: the part's bounding box.
    Where no triangle lies above a point, the part has no material there (height −inf).
    ``step_sha256`` ties the field to the STEP file it belongs to.
    """

    triangles: npt.NDArray[np.float64]
    tolerance: float
    low: tuple[float, float, float]
    high: tuple[float, float, float]
    volume: float
    regions: tuple[FeatureRegion, ...] = ()
    step_sha256: str = ""
    threads: tuple[RegionThread, ...] = ()
    undercuts: tuple[str, ...] = ()  # feature ids not visible from above: a height map cannot prove them
