"""Page travel-limit."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class TravelLimit(Page):
    """A move leaves the machine's travel.

    ## What it does

    Where the setup says where the work zero lies on the machine, the extent of all moves is held against the travel.
    Where it does not, a note says between which places of zero the program fits; a program wider than the travel is an
    error in any case.

    ## Why is this bad

    The control stops with an alarm in mid-cut, or the axis runs onto its stop.

    ## Example

        G0 X900      (travel 500 mm)

    ## Use instead

        G0 X400

    ## Which controllers

    All; the travel is the machine's. Where nobody named the machine it is a warning.
    """

    code = "travel-limit"
    group = Group.LIMITS
    by = "simulation"
