"""Part to solid; measuring; the part field; the drawing.

The CAD kernel (OCP, which CadQuery installs) loads when a function here is first called, never on import. The kernel is
driven directly: ``import cadquery`` costs twice what all of a part's modelling does, and ``Solid.cadquery()`` is there
for whoever wants to go on in CadQuery.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from codegen.geometry.solid import Solid

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from codegen.findings import Finding
    from codegen.geometry.measuring import Measurements
    from codegen.model.part import Part
    from codegen.model.part_field import PartField

__all__ = ["Solid", "build", "drawing", "field_from_step", "load_step", "measure", "part_field", "triangles"]


def build(part: Part) -> tuple[Solid | None, tuple[Finding, ...]]:
    """The part as one valid solid, and what is wrong with it; see ``codegen.geometry.construct``."""
    from codegen.geometry.construct import build as run

    return run(part)


def measure(solid: Solid) -> Measurements:
    """Volume, exact bounding box and round holes of a solid; see ``codegen.geometry.measuring``."""
    from codegen.geometry.measuring import measure as run

    return run(solid)


def part_field(solid: Solid, part: Part | None, *, tolerance: float = 0.002, step_sha256: str = "") -> PartField:
    """The upward-facing surface of a solid as triangles within ``tolerance`` mm; see ``codegen.geometry.field``."""
    from codegen.geometry.field import part_field as run

    return run(solid, part, tolerance=tolerance, step_sha256=step_sha256)


def triangles(solid: Solid, tolerance: float) -> npt.NDArray[np.float64]:
    """The solid's surface within ``tolerance`` mm, float64 [n, 3, 3], outward counter-clockwise, watertight."""
    from codegen.geometry.mesh import closed_mesh

    return closed_mesh(solid, tolerance)


def load_step(source: bytes | Path) -> Solid:
    """The one solid of a STEP file.

    Raises:
        BadInput: not a STEP file, damaged, too large, or not exactly one solid.
    """
    from codegen.geometry.step_in import load_step as run

    return run(source)


def field_from_step(source: bytes | Path, *, tolerance: float = 0.002) -> PartField:
    """The field of a STEP file; its round holes become regions named "hole at (x, y) Ø d".

    Raises:
        BadInput: as ``load_step``.
    """
    from codegen.geometry.field import field_from_step as run

    return run(source, tolerance=tolerance)


def drawing(part: Part) -> bytes:
    """The part from above as a DXF file (R2010, millimetres), byte for byte the same each time."""
    from codegen.geometry.dxf import drawing as run

    return run(part)
