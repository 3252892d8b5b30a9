"""LinuxCNC's reader: its tables, and what belongs to no other control."""

from __future__ import annotations

import math
from typing import Final

from codegen.interpreter import codes
from codegen.interpreter.dialect import Codes, Dialect
from codegen.interpreter.fast import FAST_CODES, Fast
from codegen.interpreter.motion import RELATIVE_ARC_TOLERANCE
from codegen.interpreter.ngc.lines import SYNTAX
from codegen.interpreter.ngc.program import modes_saved, plain_words_are_plain, run
from codegen.interpreter.ngc.steps import ORDER, find_motion
from codegen.interpreter.ngc.switches import spindle_and_coolant
from codegen.units import MM_PER_INCH

CODES: Final = Codes(
    groups=codes.G_GROUPS,
    unmodelled=codes.G_UNMODELLED,
    m_groups=codes.M_GROUPS,
    m_unmodelled=codes.M_UNMODELLED,
    axis_nonmodal=codes.AXIS_NONMODAL,
    strays=codes.STRAYS,
    foreign_axes=codes.FOREIGN_AXES,
    offset_setters=frozenset(),
    length_setters=frozenset(),
    m_forgets=lambda code: code in (98, 99) or code >= 70,
)

_SPINDLE: Final = ORDER.index(spindle_and_coolant)

ARC_TOLERANCES: Final = (0.02 * math.sqrt(2.0), 0.002 * math.sqrt(2.0) * MM_PER_INCH)
"""What LinuxCNC 2.9 takes unless its INI file says otherwise (CENTER_ARC_RADIUS_TOLERANCE_MM and _INCH; ``rs274``, measured)."""

DIALECT: Final = Dialect(
    name="linuxcnc",
    syntax=SYNTAX,
    codes=CODES,
    find_motion=find_motion,
    order=(*ORDER[:_SPINDLE], modes_saved, *ORDER[_SPINDLE:]),
    run=run,
    relative_arc_tolerance=RELATIVE_ARC_TOLERANCE,
    arc_tolerances=ARC_TOLERANCES,
    fast=Fast(codes=FAST_CODES - {940}, ready=plain_words_are_plain),  # each G94 drops the feed
)
