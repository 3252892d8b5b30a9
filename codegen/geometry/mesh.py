"""Triangles of a solid, within a stated distance of its surfaces. Millimetres.

Two meshes of the same solid. ``closed_mesh`` is the kernel's: neighbouring faces share their edges' points, so that it is
watertight. ``open_mesh`` is for heights alone: faces that are whole patches of a cylinder, cone, sphere or torus are
divided evenly, which is faster than the kernel by orders of magnitude on a rounded edge, and whose error has a formula.

The chord of an angle ``a`` on a circle of radius ``r`` sags by ``r (1 − cos(a/2))``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from OCP.BRep import BRep_Builder, BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Curve2d, BRepAdaptor_Surface
from OCP.BRepBuilderAPI import BRepBuilderAPI_Copy
from OCP.BRepMesh import BRepMesh_IncrementalMesh
from OCP.GeomAbs import GeomAbs_Cone, GeomAbs_Cylinder, GeomAbs_Line, GeomAbs_Sphere, GeomAbs_Torus
from OCP.gp import gp_Ax3
from OCP.IMeshTools import (
    IMeshTools_MeshAlgoType_Delabella,
    IMeshTools_MeshAlgoType_Watson,
    IMeshTools_Parameters,
)
from OCP.TopAbs import TopAbs_REVERSED
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS_Compound

from codegen.geometry import kernel
from codegen.geometry.solid import Solid
from codegen.messages import say

Mesh = npt.NDArray[np.float64]

ANGLE: Final = 0.35
"""Radians between neighbouring normals, at most (20°): keeps small rounds round."""

SHARE: Final = 0.45
"""Part of the tolerance that either direction of a patch may sag; what is left covers the twist between them."""


def closed_mesh(solid: Solid, tolerance: float) -> Mesh:
    """The solid's surface as float64 [n, 3, 3], outward counter-clockwise, watertight, within ``tolerance`` mm of it.

    A copy is meshed, so that earlier meshes, finer or coarser, cannot change the result.

    Raises:
        KernelFailure: the mesher gave up on a face, or what it made is not the solid.
    """
    return _checked(solid, tolerance, _kernel_mesh)


def open_mesh(solid: Solid, tolerance: float) -> Mesh:
    """Like ``closed_mesh``, but faces meet only within the tolerance.

    Raises:
        KernelFailure: as ``closed_mesh``.
    """
    return _checked(solid, tolerance, _open)


def _checked(solid: Solid, tolerance: float, mesher: Callable[[Any, float, Any], Mesh]) -> Mesh:
    """The mesh by the fast triangulation, or by the slow one should the fast one have lost or doubled a piece.

    What shows it is the volume: it may differ from the solid's by no more than its area times the tolerance.
    """
    for algorithm in (IMeshTools_MeshAlgoType_Delabella, IMeshTools_MeshAlgoType_Watson):
        with kernel.quiet():
            mesh = mesher(BRepBuilderAPI_Copy(solid.shape, False, False).Shape(), tolerance, algorithm)
        cross = np.cross(mesh[:, 1] - mesh[:, 0], mesh[:, 2] - mesh[:, 0])
        area = float(np.linalg.norm(cross, axis=1).sum()) / 2
        volume = float(np.einsum("ni,ni->", mesh[:, 0] - np.array(solid.box.low), cross)) / 6
        if abs(volume - solid.volume) <= area * tolerance + 1e-6 * solid.volume:
            return mesh
    raise kernel.KernelFailure(
        say("the mesh's volume is {mesh:g} mm³, the solid's {solid:g}", mesh=volume, solid=solid.volume)
    )


def _open(shape: Any, tolerance: float, algorithm: Any) -> Mesh:
    pieces: list[Mesh] = []
    rest, builder = TopoDS_Compound(), BRep_Builder()
    builder.MakeCompound(rest)
    for face in kernel.faces(shape):
        patch = _patch(face, tolerance)
        if patch is None:
            builder.Add(rest, face)
        else:
            pieces.append(patch)
    pieces.append(_kernel_mesh(rest, tolerance, algorithm))
    return np.concatenate(pieces)


def sag_angle(radius: float, sag: float) -> float:
    """The angle, radians, whose chord on ``radius`` sags by ``sag``; a half turn at most."""
    return 2 * math.acos(max(0.0, 1 - sag / radius)) if radius > 0 else math.pi


def _kernel_mesh(shape: Any, tolerance: float, algorithm: Any) -> Mesh:
    """The kernel's own mesh. ``algorithm``: Delabella is ten times as fast as Watson on a face with many openings.

    The kernel bounds the sag across a torus's or sphere's tube by the angle alone: so the angle follows from it.
    """
    angle = min([ANGLE, *(sag_angle(r, tolerance) for face in kernel.faces(shape) if (r := _tube(face)))])
    wanted = IMeshTools_Parameters()
    wanted.Deflection = wanted.DeflectionInterior = tolerance
    wanted.Angle = wanted.AngleInterior = angle
    wanted.Relative = wanted.InParallel = False
    wanted.MeshAlgo = algorithm
    BRepMesh_IncrementalMesh(shape, wanted)
    pieces = [_face_triangles(face) for face in kernel.faces(shape)]
    return np.concatenate(pieces) if pieces else np.empty((0, 3, 3))


def _tube(face: Any) -> float | None:
    surface = BRepAdaptor_Surface(face)
    if surface.GetType() == GeomAbs_Torus:
        return float(surface.Torus().MinorRadius())
    return float(surface.Sphere().Radius()) if surface.GetType() == GeomAbs_Sphere else None


def _face_triangles(face: Any) -> Mesh:
    location = TopLoc_Location()
    mesh = BRep_Tool.Triangulation_s(face, location)
    if mesh is None:
        raise kernel.KernelFailure(say("a face could not be meshed"))
    nodes = np.array([mesh.Node(i).Coord() for i in range(1, mesh.NbNodes() + 1)], dtype=np.float64)
    corners = np.array([mesh.Triangle(i).Get() for i in range(1, mesh.NbTriangles() + 1)], dtype=np.int64) - 1
    if not location.IsIdentity():
        move = location.Transformation()
        matrix = np.array([[move.Value(r, c) for c in range(1, 5)] for r in range(1, 4)])
        nodes = nodes @ matrix[:, :3].T + matrix[:, 3]
    if face.Orientation() == TopAbs_REVERSED:
        corners = corners[:, ::-1]
    return nodes[corners]


def _patch(face: Any, tolerance: float) -> Mesh | None:
    """A whole patch of a surface of revolution, evenly divided; None for other faces and trimmed ones."""
    surface = BRepAdaptor_Surface(face)
    kind = surface.GetType()
    u0, u1 = surface.FirstUParameter(), surface.LastUParameter()
    v0, v1 = surface.FirstVParameter(), surface.LastVParameter()
    if kind == GeomAbs_Cylinder:
        shape = surface.Cylinder()
        ends = np.array([v0, v1])
        radius, height = np.full(2, shape.Radius()), ends
    elif kind == GeomAbs_Cone:
        shape = surface.Cone()
        ends = np.array([v0, v1])
        radius = np.abs(shape.RefRadius() + ends * math.sin(shape.SemiAngle()))
        height = ends * math.cos(shape.SemiAngle())
        if (shape.RefRadius() + ends * math.sin(shape.SemiAngle()) < -kernel.CONFUSION).any():
            return None  # beyond the apex: the radius changes its sign
    elif kind in (GeomAbs_Torus, GeomAbs_Sphere):
        shape = surface.Torus() if kind == GeomAbs_Torus else surface.Sphere()
        tube = shape.MinorRadius() if kind == GeomAbs_Torus else shape.Radius()
        major = shape.MajorRadius() if kind == GeomAbs_Torus else 0.0
        v = np.linspace(v0, v1, _parts(v1 - v0, tube, tolerance) + 1)
        radius, height = major + tube * np.cos(v), tube * np.sin(v)
    else:
        return None
    if not _is_rectangle(face):
        return None
    u = np.linspace(u0, u1, _parts(u1 - u0, float(np.abs(radius).max()), tolerance) + 1)
    return _revolved(shape.Position(), u, radius, height, reverse=face.Orientation() == TopAbs_REVERSED)


def _parts(sweep: float, radius: float, tolerance: float) -> int:
    return max(1, math.ceil(sweep / min(ANGLE, sag_angle(radius, SHARE * tolerance))))


def _revolved(position: gp_Ax3, u: Mesh, radius: Mesh, height: Mesh, *, reverse: bool) -> Mesh:
    """A grid of two triangles a cell; ``u`` about the axis, ``radius`` and ``height`` along the section."""
    x, y, z, o = (
        np.array(d.Coord())
        for d in (position.XDirection(), position.YDirection(), position.Direction(), position.Location())
    )
    around = np.cos(u)[:, None] * x + np.sin(u)[:, None] * y
    grid = o + around[:, None, :] * radius[None, :, None] + z * height[None, :, None]
    a, b, c, d = grid[:-1, :-1], grid[1:, :-1], grid[1:, 1:], grid[:-1, 1:]
    both = np.concatenate([np.stack([a, b, c], axis=2), np.stack([a, c, d], axis=2)]).reshape(-1, 3, 3)
    return both[:, ::-1] if reverse else both


def _is_rectangle(face: Any) -> bool:
    """Whether the face is all of its parameter range: one boundary of lines along u and v."""
    lines = 0
    for edge in kernel.edges(face):
        curve = BRepAdaptor_Curve2d(edge, face)
        if curve.GetType() != GeomAbs_Line:
            return False
        direction = curve.Line().Direction()
        if min(abs(direction.X()), abs(direction.Y())) > 1e-9:
            return False
        lines += 1
    return lines <= 4 and len(kernel.wires(face)) == 1
