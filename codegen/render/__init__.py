"""Pictures: what is left of the stock, seen from above and from the side. Pillow alone; loads when first called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from codegen.findings import Finding
    from codegen.model.part import Part
    from codegen.model.simulation import Simulation

__all__ = ["preview_png", "stock_views"]


def preview_png(simulation: Simulation | None, part: Part | None, mesh: npt.NDArray[np.float64] | None = None) -> bytes:
    """A PNG of the stock after the program, or of the part alone; the same bytes each time. At least one is needed.

    ``mesh``: the part's triangles, float64 [n, 3, 3], mm; where nothing was simulated, it is drawn from them.

    Raises:
        ValueError: neither a simulation nor a part was given.
    """
    from codegen.render.preview import preview_png as run

    return run(simulation, part, mesh)


def stock_views(simulation: Simulation, findings: Sequence[Finding], *, floor: float, title: str) -> dict[str, bytes]:
    """PNG by file name of the stock after a program. See ``codegen.render.stock_view``."""
    from codegen.render.stock_view import stock_views as run

    return run(simulation, findings, floor=floor, title=title)
