"""What only LinuxCNC's reader keeps: the modes, tables and unfinished curves that no other control has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from codegen.interpreter import cutter
from codegen.interpreter.check import Sorted, report
from codegen.interpreter.machine import NAN, UNKNOWN, ZERO, Machine
from codegen.messages import say
from codegen.model.motion import Point, Point2
from codegen.model.program import Word

Step = Callable[[Machine, Sorted], None]


@dataclass(slots=True)
class Curve:
    """Control points of a NURBS that is being written (G5.2): place and weight, mm."""

    points: list[tuple[Point2, float]] = field(default_factory=list)
    order: int = 3


@dataclass(slots=True)
class Own:
    """See the module.

    ``saved``: the shift that G92.3 brings back, NaN where no G92 of the program set it. ``tools`` and ``radii``: what G10 put
    into the tool table, mm. ``after_compensation``: an arc may not be the next move. ``tangent``: the last spline's end, for G5
    without I and J. ``surface``: G96 is in force, and the spindle's speed depends on where the tool is.
    """

    saved: Point = UNKNOWN
    saved_others: dict[str, float] = field(default_factory=dict)
    tools: dict[int, tuple[float, float, float]] = field(default_factory=dict)
    radii: dict[int, float] = field(default_factory=dict)
    diameter: bool = False
    after_compensation: bool = False
    tangent: Point2 = (0.0, 0.0)
    curve: Curve | None = None
    surface: bool = False
    before: int | None = None  # the tool in the spindle when the block began


def own(m: Machine) -> Own:
    """LinuxCNC's part of the state."""
    if m.ngc is None:
        m.ngc = Own()
    return cast("Own", m.ngc)


def refuse(m: Machine, block: Sorted, word: Word, message: str, remedy: str, code: str = "word-conflict") -> None:
    """The control stops here: report it, and run no further step of the block."""
    report(m, code, word, message, remedy)
    block.refused = True


def not_compensated(m: Machine, block: Sorted, word: Word) -> bool:
    """Whether the code may run as far as compensation goes; reported, and the block refused, where it may not."""
    if cutter.active(m) is None:
        return True
    refuse(
        m,
        block,
        word,
        say("{word} while the cutter is compensated", word=word.text),
        say("write G40 before it"),
        "compensation-conflict",
    )
    return False


def tool_offset(m: Machine, number: int) -> tuple[float, float, float]:
    """Offsets of a tool in the table, mm; NaN where neither the environment nor the program tells."""
    if number == 0:
        return ZERO
    return own(m).tools.get(number) or (0.0, 0.0, m.env.lengths.get(number, NAN))


def tool_radius(m: Machine, number: int) -> float:
    """Radius of a tool in the table, mm; NaN: not known."""
    if number == 0:
        return 0.0
    found = own(m).radii.get(number)
    return m.env.radii.get(number, NAN) if found is None else found
