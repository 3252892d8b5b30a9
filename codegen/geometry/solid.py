"""The one solid of a part: a thin frozen wrapper about the kernel's shape. Does not import the kernel until asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from codegen.model.part import Box


@dataclass(frozen=True, eq=False)
class Solid:
    """``shape`` is an ``OCP.TopoDS.TopoDS_Shape`` holding exactly one solid, mm, in the work frame."""

    shape: Any

    @cached_property
    def volume(self) -> float:
        """Volume in mm³."""
        from codegen.geometry import kernel

        return kernel.volume(self.shape)

    @cached_property
    def box(self) -> Box:
        """The exact bounding box, mm: no tolerance gap."""
        from codegen.geometry import kernel

        return kernel.bounds(self.shape)

    @cached_property
    def valid(self) -> bool:
        """Whether the kernel's checker (BRepCheck) finds nothing wrong with topology and geometry."""
        from codegen.geometry import kernel

        return kernel.is_valid(self.shape)

    @cached_property
    def faces(self) -> int:
        """Number of faces."""
        from codegen.geometry import kernel

        return len(kernel.faces(self.shape))

    def cadquery(self) -> Any:
        """The same shape as a ``cadquery.Solid``, for going on in CadQuery."""
        import cadquery

        return cadquery.Shape.cast(self.shape)
