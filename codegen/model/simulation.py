"""What a simulation found: values only, so that rules, report and render can use it without importing ``simulate``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from codegen.findings import Finding
    from codegen.messages import Message


SizeName = Literal["diameter", "length", "width", "depth", "off centre"]


@dataclass(frozen=True, slots=True)
class Size:
    """A size of a feature as the program cuts it, mm; ``nominal`` as the part has it, None: not comparable."""

    name: SizeName
    value: float
    nominal: float | None


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
    wall_over: float | None = None  # mm left on its walls, by slices; None: the method does not apply
    wall_under: float | None = None  # mm cut into its walls
    sizes: tuple[Size, ...] = ()


@dataclass(frozen=True, slots=True)
class SlicesDone:
    """How far walls were measured by slices. ``why_not``: why the method does not apply; ``tolerance`` mm."""

    tolerance: float
    slices: int
    why_not: Message | None = None
    wall_over: float = 0.0  # mm, the worst of all walls
    wall_under: float = 0.0
    outline_over: float = 0.0  # mm, of walls that no feature owns: the part's outline
    outline_under: float = 0.0


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
    slices: SlicesDone | None = None  # None: nothing was compared
    time_assumptions: tuple[Message, ...] = ()  # what the cycle time rests on
    setup: str = ""  # id of the setup that was simulated
    unseen: tuple[str, ...] = ()  # what of the part cannot be seen from above, and is not proven in this setup
