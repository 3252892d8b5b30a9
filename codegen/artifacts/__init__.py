"""Files: STEP, STL, DXF, the stored field, the manifest; normalised headers, atomic writes.

The CAD kernel loads when ``step_bytes`` or ``stl_bytes`` is first called, ezdxf with ``drawing``, never on import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.artifacts.output_set import load_set, write_set

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from codegen.geometry.solid import Solid
    from codegen.model.part import Part
    from codegen.model.part_field import PartField

__all__ = [
    "drawing", "field_bytes", "load_field", "load_set", "mesh_bytes", "step_bytes", "stl_bytes", "write_bytes", "write_set",
    "write_text",
]  # fmt: skip


def step_bytes(solid: Solid, name: str) -> bytes:
    """The solid as STEP AP214; the same bytes for the same solid, in any process. See ``codegen.artifacts.step``."""
    from codegen.artifacts import step

    return step.step_bytes(solid, name)


def stl_bytes(solid: Solid, name: str, *, tolerance: float = 0.01) -> bytes:
    """The solid as binary STL within ``tolerance`` mm. See ``codegen.artifacts.stl``."""
    from codegen.artifacts import stl

    return stl.stl_bytes(solid, name, tolerance=tolerance)


def mesh_bytes(triangles: npt.NDArray[np.float64], name: str) -> bytes:
    """Triangles as binary STL. See ``codegen.artifacts.stl``."""
    from codegen.artifacts import stl

    return stl.mesh_bytes(triangles, name)


def drawing(part: Part) -> bytes:
    """The part from above as DXF. See ``codegen.geometry.dxf``."""
    from codegen import geometry

    return geometry.drawing(part)


def field_bytes(field: PartField) -> bytes:
    """A part field as a file. See ``codegen.artifacts.field_file``."""
    from codegen.artifacts import field_file

    return field_file.field_bytes(field)


def load_field(data: bytes) -> PartField:
    """A part field from a file.

    Raises:
        BadInput: not such a file, damaged, or too large.
    """
    from codegen.artifacts import field_file

    return field_file.load_field(data)


def write_text(path: Path, text: str) -> None:
    """One text file, whole or not at all.

    Raises:
        OutputError: it cannot be written.
    """
    from codegen.artifacts import one_file

    one_file.write_text(path, text)


def write_bytes(path: Path, data: bytes) -> None:
    """As ``write_text``, of bytes."""
    from codegen.artifacts import one_file

    one_file.write_bytes(path, data)
