"""Binary STL: an 80-byte header that says nothing of time or machine, then the triangles. Millimetres."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from codegen.geometry.solid import Solid

RECORD: Final = np.dtype(
    [("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")],
)
"""One facet: 50 bytes, as every reader expects."""


def stl_bytes(solid: Solid, name: str, *, tolerance: float = 0.01) -> bytes:
    """The solid's surface within ``tolerance`` mm, closed: each edge is shared by exactly two triangles.

    Raises:
        ValueError: ``tolerance`` is not positive.
    """
    if not tolerance > 0:
        raise ValueError(f"a tolerance must be positive, not {tolerance!r}")
    from codegen.geometry.mesh import closed_mesh  # the CAD kernel: only where a solid is given

    return mesh_bytes(closed_mesh(solid, tolerance), name)


def mesh_bytes(triangles: npt.NDArray[np.float64], name: str) -> bytes:
    """Triangles [n, 3, 3], mm, as binary STL."""
    mesh = triangles.astype(np.float32)
    a, b, c = mesh[:, 0], mesh[:, 1], mesh[:, 2]
    # corners that single precision brings together: the facet is a line, and its two edges become one
    kept = mesh[((a != b).any(axis=1)) & ((b != c).any(axis=1)) & ((c != a).any(axis=1))]
    normals = np.cross((kept[:, 1] - kept[:, 0]).astype(np.float64), (kept[:, 2] - kept[:, 0]).astype(np.float64))
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    records = np.zeros(len(kept), dtype=RECORD)
    records["normal"] = np.divide(normals, lengths, out=np.zeros_like(normals), where=lengths > 0)
    records["corners"] = kept
    return header(name) + len(kept).to_bytes(4, "little") + records.tobytes()


def header(name: str) -> bytes:
    """Eighty bytes: ``codegen`` first, since a file that begins with ``solid`` is taken for text."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    clean = "".join(c for c in folded if c.isprintable()) or "part"
    return f"codegen STL, mm: {clean}"[:80].ljust(80).encode("ascii")
