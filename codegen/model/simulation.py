"""What a simulation found: values only, so that rules, report and render can use it without importing ``simulate``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from codegen.findings import Finding


@dataclass(frozen=True, slots=True)
class FeatureResult:
    """What happened to one feature region.

    ``lines``: (first, last) source lines of the moves that removed material inside it, in runs. ``worst_over`` and
    ``worst_under``: largest leftover and gouge, mm, beyond the tolerance disc. ``removed``: mm³ removed in the region.
    """

    feature: str
    cut: bool
    lines: tuple[tuple[int, int], ...]
    removed: float
    worst_over: float
    worst_under: float


@dataclass(frozen=True, slots=True, eq=False)
class Simulation:
    """Result of cutting virtual stock with a program's steps.

    ``preview``: coarse height map of what is left, float32 [ny, nx], with its origin and cell size, mm, for pictures.
    ``removed_by_move``: mm³ by index of the step, float64.
    """

    findings: tuple[Finding, ...]
    features: tuple[FeatureResult, ...]
    delta: float  # mm, the tolerance that gouge and leftover were judged with
    cell: float  # mm
    cells: int
    removed: float  # mm³
    left: float  # mm³
    max_gouge: float
    max_leftover: float
    preview: npt.NDArray[np.float32]
    preview_origin: tuple[float, float]
    preview_cell: float
    deviation: npt.NDArray[np.float32]  # mm, like preview: left minus part; NaN where there is no part to compare with
    removed_by_step: npt.NDArray[np.float64]
    seconds: float  # cycle time
    seconds_by_tool: tuple[tuple[int, float], ...]
    cutting_length: float  # mm
    rapid_length: float  # mm
    compile_seconds: float = 0.0  # first compilation of the kernels, if it happened now
    compared: bool = False  # whether there was a part to compare with
