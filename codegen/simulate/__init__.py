"""Steps, stock and part field to what is left and what happened on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from codegen.model.job import Setup
    from codegen.model.part_field import PartField
    from codegen.model.program import Reading
    from codegen.model.shop import Machine, ToolAssembly
    from codegen.model.simulation import Simulation
    from codegen.simulate.mesh import Triangles


def simulate(
    reading: Reading,
    *,
    tools: Mapping[int, ToolAssembly],
    setup: Setup,
    machine: Machine,
    part: PartField | None = None,
    delta: float = 0.05,
    progress: Callable[[float], None] | None = None,
) -> Simulation:
    """Cut virtual stock with a program's steps and compare what is left with the part.

    A height map with cells of ``delta`` / 2, judged at the cells' centres. Heights are exact there for straight moves
    with any tool, for level arcs with any tool and for helices with flat tools; other arcs are chords within 0.002 mm.
    ``tools`` by T number; ``part`` None: nothing is compared. ``progress`` gets the fraction done. Millimetres, in the
    work frame of ``setup``; the result is the same whatever the number of threads.

    Raises:
        UsageError: ``delta`` or the stock's size makes no sense, or a pointed tool has no point angle.
    """
    from codegen.simulate.run import simulate as run

    return run(reading, tools=tools, setup=setup, machine=machine, part=part, delta=delta, progress=progress)


def rasterise(field: PartField, x0: float, y0: float, cell: float, nx: int, ny: int) -> npt.NDArray[np.float64]:
    """The part's heights at the centres of ``nx`` × ``ny`` cells, mm, float64 [ny, nx]; −inf where there is no part.

    ``x0``, ``y0``: lower left corner of the first cell.
    """
    from codegen.simulate.run import rasterise as run

    heights: npt.NDArray[np.float64] = run(field, x0, y0, cell, nx, ny)
    return heights


def surface(heights: npt.NDArray[Any], *, origin: tuple[float, float], cell: float, floor: float) -> Triangles:
    """What is left as a closed surface, float64 [n, 3, 3]. See ``codegen.simulate.mesh``."""
    from codegen.simulate.mesh import surface as run

    return run(heights, origin=origin, cell=cell, floor=floor)


__all__ = ["rasterise", "simulate", "surface"]
