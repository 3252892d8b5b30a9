"""What differs between controls that read G-code: tables of codes, the order of execution, and a few functions.

The machine's state, moves, arcs, and the checks of a block are common. A dialect is one ``Dialect`` value, made of a
control's own tables and of steps, most of which are shared; nothing else in this package asks which control it reads for.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from codegen.errors import UnknownName

if TYPE_CHECKING:
    from codegen.interpreter.check import Sorted
    from codegen.interpreter.fast import Fast
    from codegen.interpreter.lines import Syntax
    from codegen.interpreter.machine import Machine
    from codegen.model.program import Block, Word

Step = Callable[["Machine", "Sorted"], None]
"""A part of a block's execution."""


@dataclass(frozen=True, slots=True)
class Codes:
    """A control's codes. G codes are keyed by ten times their number: G59.1 is 591.

    ``groups``: of the G codes that are interpreted; ``unmodelled``: of those that the control has and the reader does not
    interpret. ``axis_nonmodal``: non-modal codes whose axis words are their own. ``strays``: words that are wrong without
    one of these codes in force (M codes as ``m_key``). ``foreign_axes``: letters that the control knows and the reader
    does not interpret. ``offset_setters`` and ``length_setters``: unmodelled codes that change offsets.
    ``m_forgets``: whether an M code that is not interpreted may change anything. ``m_of_builder``: an M code that is in no
    table is the machine builder's: it is taken to move nothing and to leave the spindle; the coolant is
    unknown after it. ``passes_over``: a word that no code of its block takes is passed over, not refused.
    """

    groups: Mapping[int, str]
    unmodelled: Mapping[int, str]
    m_groups: Mapping[int, str]
    m_unmodelled: frozenset[int]
    axis_nonmodal: frozenset[int]
    strays: Mapping[str, frozenset[int]]
    foreign_axes: frozenset[str]
    offset_setters: frozenset[int]
    length_setters: frozenset[int]
    m_forgets: Callable[[int], bool]
    m_of_builder: bool = False
    passes_over: bool = False


def m_key(code: int) -> int:
    """Key of an M code among G codes."""
    return -1 - code


def nothing(_m: Machine, _of: Any = ()) -> None:
    """For a dialect that begins, or goes on after a block that it refused, with no more than every control does."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one kind of control reads a program.

    ``run``: goes through the program's lines and executes them; returns its blocks. ``begin``: sets up the state at the
    program's start. ``find_motion``: decides which motion a block's axis words belong to. ``order``: the steps of a block's
    execution. ``refused``: what else is unknown after a block that the control would refuse. A dialect that does not sort its
    blocks by ``execute`` needs none of the last three.
    ``relative_arc_tolerance``: part of the radius by which an arc's radii may differ beside the control's tolerance.
    ``spare_centre_words``: whether the control passes over the centre word along the axis that is not in the arc's plane.
    ``arc_tolerances``: mm, what the control takes in any case, in millimetres and in inches.
    ``fast``: which lines of long programs the kernel may take; None: none.
    """

    name: str
    syntax: Syntax
    codes: Codes
    run: Callable[[Machine, Any, str, int], Sequence[Block]]
    begin: Callable[[Machine], None] = nothing
    find_motion: Step = nothing
    order: tuple[Step, ...] = ()
    refused: Callable[[Machine, tuple[Word, ...]], None] = nothing
    relative_arc_tolerance: float = field(default=0.0)
    spare_centre_words: bool = False
    arc_tolerances: tuple[float, float] = field(default=(0.0, 0.0))
    fast: Fast | None = None


_MODULES: Final = {
    "linuxcnc": "codegen.interpreter.linuxcnc",
    "fanuc": "codegen.interpreter.fanuc",
    "haas": "codegen.interpreter.haas",
    "grbl": "codegen.interpreter.grbl",
    "grblhal": "codegen.interpreter.grblhal",
    "heidenhain": "codegen.interpreter.heidenhain",
    "siemens": "codegen.interpreter.siemens",
}
"""Module of each dialect, loaded when it is asked for; it holds ``DIALECT``."""

DIALECTS: Final = tuple(_MODULES)


def find(name: str) -> Dialect:
    """The dialect of that name.

    Raises:
        UnknownName: there is no reader for it.
    """
    if name not in _MODULES:
        raise UnknownName("dialect", name, DIALECTS)
    made: Dialect = importlib.import_module(_MODULES[name]).DIALECT
    return made
