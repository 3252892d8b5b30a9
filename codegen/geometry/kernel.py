"""Small helpers over the CAD kernel (OCP): exploring, measuring, wires and prisms. Millimetres.

Only this package and ``codegen.artifacts`` may import OCP; modules here that do so at their top are themselves imported
inside functions.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from OCP.Bnd import Bnd_Box
from OCP.BRep import BRep_Builder
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge, BRepBuilderAPI_MakeFace, BRepBuilderAPI_MakeWire
from OCP.BRepCheck import BRepCheck_Analyzer
from OCP.BRepGProp import BRepGProp
from OCP.BRepPrimAPI import BRepPrimAPI_MakePrism
from OCP.gp import gp_Ax2, gp_Circ, gp_Dir, gp_Pnt, gp_Vec
from OCP.GProp import GProp_GProps
from OCP.Message import Message
from OCP.TopAbs import TopAbs_EDGE, TopAbs_FACE, TopAbs_ShapeEnum, TopAbs_SHELL, TopAbs_SOLID, TopAbs_WIRE
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS, TopoDS_Vertex
from OCP.TopTools import TopTools_IndexedMapOfShape

from codegen.errors import InternalError
from codegen.messages import say
from codegen.model.curve import JOIN_TOLERANCE, ArcSegment, Loop
from codegen.model.part import Box

CONFUSION: Final = 1e-7
"""mm: points nearer than this are one to the kernel (its ``Precision::Confusion``)."""


class KernelFailure(InternalError):
    """The kernel could not make a shape; the message says which. For impossible work it becomes a Finding."""


def _cast(name: str) -> Any:
    """``TopoDS.Face`` or, in bindings before 7.9, ``TopoDS.Face_s``."""
    return getattr(TopoDS, name, None) or getattr(TopoDS, name + "_s")


as_face: Final = _cast("Face")
as_edge: Final = _cast("Edge")


def _all(shape: Any, kind: TopAbs_ShapeEnum) -> list[Any]:
    """Every distinct sub-shape of a kind, in the explorer's order."""
    seen = TopTools_IndexedMapOfShape()
    explorer = TopExp_Explorer(shape, kind)
    while explorer.More():
        seen.Add(explorer.Current())
        explorer.Next()
    return [seen.FindKey(i) for i in range(1, seen.Extent() + 1)]


def faces(shape: Any) -> list[Any]:
    """The faces of a shape, each once, with their orientation."""
    return [as_face(s) for s in _all(shape, TopAbs_FACE)]


def edges(shape: Any) -> list[Any]:
    """The edges of a shape, each once."""
    return [as_edge(s) for s in _all(shape, TopAbs_EDGE)]


def wires(shape: Any) -> list[Any]:
    """The wires of a shape: a face has one for its boundary and one for each opening."""
    return _all(shape, TopAbs_WIRE)


def solids(shape: Any) -> list[Any]:
    """The solids of a shape."""
    return _all(shape, TopAbs_SOLID)


def shells(shape: Any) -> list[Any]:
    """The shells of a shape: a solid with more than one has a closed cavity."""
    return _all(shape, TopAbs_SHELL)


def volume(shape: Any) -> float:
    """Volume, mm³, to a millionth: the kernel's plain quadrature is off by more where a bore meets a round."""
    properties = GProp_GProps()
    BRepGProp.VolumeProperties_s(shape, properties, 1e-6, False, False)
    return float(properties.Mass())


def is_valid(shape: Any) -> bool:
    """BRepCheck's word on the shape."""
    return bool(BRepCheck_Analyzer(shape).IsValid())


def bounds(shape: Any) -> Box:
    """The bounding box of the geometry itself, without the kernel's tolerances, mm."""
    box = Bnd_Box()
    BRepBndLib.AddOptimal_s(shape, box, False, False)
    box.SetGap(0.0)
    x0, y0, z0, x1, y1, z1 = box.Get()
    # the search for extremes stops within the kernel's confusion: nothing below that is meant
    low, high = ((round(x, 6) + 0.0, round(y, 6) + 0.0, round(z, 6) + 0.0) for x, y, z in ((x0, y0, z0), (x1, y1, z1)))
    return Box(low=low, high=high)


def wire(loop: Loop, z: float) -> Any:
    """A loop as a wire at height ``z``; exact lines and arcs.

    Raises:
        KernelFailure: the kernel does not accept a segment.
    """
    up, down = gp_Dir(0, 0, 1), gp_Dir(0, 0, -1)
    count = len(loop.segments)
    tolerance = _joint_tolerance(loop)
    builder = BRep_Builder()
    vertices = []
    for s in loop.segments:
        vertex = TopoDS_Vertex()
        builder.MakeVertex(vertex, gp_Pnt(s.start[0], s.start[1], z), tolerance)
        vertices.append(vertex)
    out = BRepBuilderAPI_MakeWire()
    for i, s in enumerate(loop.segments):
        a, b = vertices[i], vertices[(i + 1) % count]
        if isinstance(s, ArcSegment):
            radial = gp_Dir(s.start[0] - s.centre[0], s.start[1] - s.centre[1], 0)
            axes = gp_Ax2(gp_Pnt(s.centre[0], s.centre[1], z), up if s.ccw else down, radial)
            circle = gp_Circ(axes, s.radius)
            full = math.dist(s.start, s.end) < JOIN_TOLERANCE
            edge = BRepBuilderAPI_MakeEdge(circle, a, a) if full else BRepBuilderAPI_MakeEdge(circle, a, b)
        else:
            edge = BRepBuilderAPI_MakeEdge(a, b)
        if not edge.IsDone():
            raise KernelFailure(
                say(
                    "segment {n} of the outline ({kind} from {start} to {end}) has no length",
                    n=i + 1,
                    kind=s.kind,
                    start=s.start,
                    end=s.end,
                )
            )
        out.Add(edge.Edge())
        if not out.IsDone():
            raise KernelFailure(say("segment {n} of the outline does not join the one before", n=i + 1))
    return out.Wire()


def _joint_tolerance(loop: Loop) -> float:
    """How far the segments' ends miss each other or their circle, at least the kernel's confusion, mm."""
    gap = 0.0
    for s, following in zip(loop.segments, loop.segments[1:] + loop.segments[:1], strict=True):
        gap = max(gap, math.dist(s.end, following.start))
        if isinstance(s, ArcSegment):
            gap = max(gap, abs(math.dist(following.start, s.centre) - s.radius))
    return max(CONFUSION, 1.1 * gap)


def prism(loop: Loop, z_from: float, z_to: float) -> Any:
    """The solid between two heights over a loop.

    Raises:
        KernelFailure: the loop bounds no face, or crosses itself.
    """
    turned = loop if loop.area > 0 else loop.reversed()
    face = BRepBuilderAPI_MakeFace(wire(turned, z_from), True)
    if not face.IsDone():
        raise KernelFailure(say("the outline does not bound a plane face"))
    made = BRepPrimAPI_MakePrism(face.Face(), gp_Vec(0, 0, z_to - z_from))
    shape = made.Shape()
    if not is_valid(shape):
        raise KernelFailure(say("the outline crosses itself"))
    return shape


def listed(shapes: Iterable[Any]) -> Any:
    """A kernel list of shapes."""
    from OCP.TopTools import TopTools_ListOfShape

    out = TopTools_ListOfShape()
    for shape in shapes:
        out.Append(shape)
    return out


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the kernel's messages off standard output, which belongs to our caller."""
    messenger = Message.DefaultMessenger_s()
    kept = [messenger.Printers().Value(i) for i in range(1, messenger.Printers().Length() + 1)]
    messenger.ChangePrinters().Clear()
    try:
        yield
    finally:
        for printer in kept:
            messenger.AddPrinter(printer)
