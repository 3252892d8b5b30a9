"""Bodies that are no plain prism, and what is cut out of other sides than the top, as solids. Millimetres."""

from __future__ import annotations

from typing import Any

from OCP.BRepAlgoAPI import BRepAlgoAPI_Fuse
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeFace, BRepBuilderAPI_Transform
from OCP.BRepPrimAPI import BRepPrimAPI_MakePrism, BRepPrimAPI_MakeRevol
from OCP.gp import gp_Ax1, gp_Dir, gp_Pnt, gp_Trsf, gp_Vec
from OCP.ShapeUpgrade import ShapeUpgrade_UnifySameDomain

from codegen.geometry import kernel
from codegen.geometry.frames import SAME
from codegen.geometry.kernel import KernelFailure, prism
from codegen.messages import say
from codegen.model.curve import Loop, Point2
from codegen.model.part import Body, Cut, Face, Groove
from codegen.model.surface import plane_of

OVERRUN = 1.0
"""mm that a cutting solid stands out where only air is."""


def body_solid(body: Body) -> Any:
    """The body before anything is cut or broken.

    Raises:
        KernelFailure: its outline or profile bounds no solid.
    """
    if body.profile is not None and body.profile.kind == "turned":
        return revolved(body.profile.loop, axis_of(body))
    if body.profile is not None:
        _, y0, _, y1 = body.outline.bounds
        face = _transformed(_face(body.profile.loop), _upright(y1))
        shape = BRepPrimAPI_MakePrism(face, gp_Vec(0, y0 - y1, 0)).Shape()
        if not kernel.is_valid(shape):
            raise KernelFailure(say("the outline crosses itself"))
        return shape
    shape = prism(body.outline, body.z_bottom, body.prism_top)
    if not body.bosses:
        return shape
    # the bosses begin inside the body, so that the two share more than a face
    inside = (body.z_bottom + body.prism_top) / 2
    operation = BRepAlgoAPI_Fuse()
    operation.SetArguments(kernel.listed([shape]))
    operation.SetTools(kernel.listed([prism(b.outline, inside, b.z_top) for b in body.bosses]))
    operation.Build()
    merged = ShapeUpgrade_UnifySameDomain(operation.Shape(), True, True, False)
    merged.Build()
    return merged.Shape()


def axis_of(body: Body) -> Point2:
    """Where the axis of a round body stands."""
    x0, y0, x1, y1 = body.outline.bounds
    return ((x0 + x1) / 2, (y0 + y1) / 2)


def revolved(loop: Loop, axis: Point2) -> Any:
    """The solid of a section (distance from the axis, Z) turned about an upright axis.

    Raises:
        KernelFailure: the section bounds no face, or crosses itself.
    """
    move = gp_Trsf()
    move.SetTranslation(gp_Vec(axis[0], axis[1], 0))
    face = _transformed(_transformed(_face(loop), _upright(0.0)), move)
    shape = BRepPrimAPI_MakeRevol(face, gp_Ax1(gp_Pnt(axis[0], axis[1], 0), gp_Dir(0, 0, 1))).Shape()
    if not kernel.is_valid(shape):
        raise KernelFailure(say("the section crosses itself"))
    return shape


def groove_solid(groove: Groove, body: Body) -> Any:
    """What a groove takes away all round.

    Raises:
        KernelFailure: its section bounds no face.
    """
    return revolved(groove.section, axis_of(body))


def cut_solid(cut: Cut, body: Body) -> Any:
    """What a cut takes away from its side.

    Raises:
        KernelFailure: it has no depth, or its outline crosses itself.
    """
    if cut.depth is not None and cut.depth <= SAME:
        raise KernelFailure(say("a depth of {depth:g} removes nothing", depth=cut.depth))
    opposite: dict[Face, Face] = {
        "top": "bottom", "bottom": "top", "left": "right", "right": "left", "front": "back", "back": "front",
    }  # fmt: skip
    inwards = 1.0 if cut.face in ("bottom", "left", "front") else -1.0
    out = cut.top - inwards * OVERRUN
    far = plane_of(body, opposite[cut.face]) + inwards * OVERRUN
    end = far if cut.depth is None else cut.top + inwards * cut.depth
    low, high = min(out, end), max(out, end)
    if cut.face in ("top", "bottom"):
        return prism(cut.outline, low, high)
    if cut.face in ("front", "back"):
        return _transformed(prism(cut.outline, -high, -low), _upright(0.0))
    turn = gp_Trsf()  # the outline's coordinates are (Y, Z), and the prism runs along X
    turn.SetValues(0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0)
    return _transformed(prism(cut.outline, low, high), turn)


def _face(loop: Loop) -> Any:
    turned = loop if loop.area > 0 else loop.reversed()
    face = BRepBuilderAPI_MakeFace(kernel.wire(turned, 0.0), True)
    if not face.IsDone():
        raise KernelFailure(say("the section does not bound a plane face"))
    return face.Face()


def _upright(y: float) -> gp_Trsf:
    """(x, y, z) to (x, −z, y), then along Y: a plane outline seen from the front."""
    turn = gp_Trsf()
    turn.SetValues(1, 0, 0, 0, 0, 0, -1, y, 0, 1, 0, 0)
    return turn


def _transformed(shape: Any, move: gp_Trsf) -> Any:
    return BRepBuilderAPI_Transform(shape, move, True).Shape()
