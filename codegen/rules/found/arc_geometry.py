"""Page arc-geometry."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class ArcGeometry(Page):
    """An arc whose centre and end point do not agree.

    ## What it does

    Compares the distances of start and end from the centre, with the control's own tolerance; for the radius form, the
    radius with half the way from start to end. An arc of no radius, and a full circle by R, are reported too.

    ## Why is this bad

    The control stops with an alarm, or draws an arc that nobody programmed. The usual slips are I and J absolute for a
    control that takes them incremental, a sign, or the wrong plane.

    ## Example

        G0 X0 Y0
        G2 X10 Y0 I4 J0 F100

    ## Use instead

        G0 X0 Y0
        G2 X10 Y0 I5 J0 F100

    ## Which controllers

    All; the tolerance is the control's data.
    """

    code = "arc-geometry"
    group = Group.GEOMETRY
