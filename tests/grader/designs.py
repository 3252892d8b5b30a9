"""Grades parts that are designed and not machined: by their solid, whichever way round they lie.

Volume and sizes come from the B-rep; holes are compared as they lie to the part's middle and to each other, so that neither
place nor orientation counts where the truth leaves them free. A flat drawing is compared by its area and its sizes in X and Y.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from codegen.geometry import build
from codegen.geometry.frames import INTO, start_of
from codegen.model.part import EdgeChamfer, EdgeFillet, Groove, Hole, Part

TOLERANCE = 0.02  # mm, diameters, depths, places of holes
BOX_TOLERANCE = 0.1  # mm per side

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Axis:
    """A hole as a line with a diameter; ``depth`` None: through."""

    point: Vector
    along: Vector
    d: float
    depth: float | None
    thread: str | None = None


def compare_design(truth: dict[str, Any], intent: Any, part: Part) -> list[str]:
    """Everything in which the designed part differs from the truth."""
    solid, findings = build(part)
    if solid is None:
        return [f"not built: {findings[0].message}"]
    flat = bool(truth.get("flat_2d"))
    faults = _files(truth, intent)
    if flat != (part.body.shape == "sheet") and truth["deliverables"] == ["dxf"] and flat and "step" in _wanted(intent):
        faults.append("a solid of a flat drawing")
    faults += _sizes(truth, solid.box.size, flat=flat)
    height = solid.box.size[2]
    got = solid.volume / height if flat else solid.volume
    want = truth["area_mm2"] if flat else truth["part_volume_mm3"]
    if abs(got - want) > want * truth.get("volume_tol_pct", 0.5) / 100:
        faults.append(f"{'area' if flat else 'volume'} {got:.1f} instead of {want:.1f}")
    faults += _holes(truth, part, solid.box.low, solid.box.high, flat=flat)
    faults += _edges(truth, part)
    return faults + _grooves(truth, part)


def _wanted(intent: Any) -> set[str]:
    return set(intent.get("deliverables", ("program", "step", "stl", "dxf")))


def _files(truth: dict[str, Any], intent: Any) -> list[str]:
    missing = set(truth["deliverables"]) - _wanted(intent)
    return [f"no {', '.join(sorted(missing))}"] if missing else []


def _sizes(truth: dict[str, Any], got: Vector, *, flat: bool) -> list[str]:
    want = list(truth["bbox_mm"])
    have = list(got[: len(want)]) if flat else list(got)
    if truth["orientation_free"]:
        want, have = sorted(want), sorted(have)
    if any(abs(a - b) > 2 * BOX_TOLERANCE for a, b in zip(have, want, strict=True)):
        return [f"sizes {have} instead of {want}"]
    return []


def _holes(truth: dict[str, Any], part: Part, low: Vector, high: Vector, *, flat: bool) -> list[str]:
    listed = [f for f in truth["features"] if f["type"] == "hole"]
    revolved = [f for f in truth["features"] if f["type"] == "revolve"]
    got = [_axis(h) for h in part.features if isinstance(h, Hole)]
    middle = tuple((a + b) / 2 for a, b in zip(low, high, strict=True))
    if revolved:
        (r,) = revolved
        if r.get("bore") is None:
            return [f"holes {got} in a solid turned body"] if got else []
        bores = [
            g for g in got if abs(g.d - r["bore"]) <= TOLERANCE and g.depth is None and _away(g, middle) <= TOLERANCE
        ]
        return [] if len(got) == len(bores) == 1 else [f"bores {got} instead of one Ø{r['bore']}"]
    size, corner = list(truth["bbox_mm"]), list(truth["bbox_min_mm"])
    if flat:
        size, corner = [*size, 1.0], [*corner, 0.0]
    centre = tuple(c + s / 2 for c, s in zip(corner, size, strict=True))
    want = [_truth_axis(f) for f in listed]
    turned = truth["orientation_free"]
    found = sorted(_signature(g, got, middle, turned=turned) for g in got)
    expected = sorted(_signature(w, want, centre, turned=turned) for w in want)
    if len(found) != len(expected):
        return [f"{len(found)} holes instead of {len(expected)}"]
    if _match(found, expected):
        return []
    return [f"holes {found} instead of {expected}"]


def _axis(h: Hole) -> Axis:
    thread = h.thread.designation if h.thread else None
    return Axis(start_of(h), INTO[h.face], h.diameter.nominal, h.depth, thread)


def _truth_axis(f: dict[str, Any]) -> Axis:
    x, y, z = f.get("dir", (0.0, 0.0, -1.0))
    thread = f["thread"]["size"] if f.get("thread") else None
    depth = None if f.get("through") else float(f["depth"])
    return Axis((f["x"], f["y"], f["z_top"]), (float(x), float(y), float(z)), float(f["d"]), depth, thread)


Signature = tuple[float, ...]


def _signature(a: Axis, others: list[Axis], middle: tuple[float, ...], *, turned: bool) -> Signature:
    """Diameter, depth, thread, and where it lies: to the part's middle, and to the other holes."""
    depth = -1.0 if a.depth is None else a.depth
    thread = float(sum(map(ord, a.thread.upper().split(" ")[0]))) if a.thread else 0.0
    apart = sorted(_apart(a, b) for b in others if b is not a)
    if turned:
        return (a.d, depth, thread, _away(a, middle), *apart)
    place = tuple(p - m for p, m in zip(a.point[:2], middle[:2], strict=True))
    return (a.d, depth, thread, *place, *apart)


def _match(found: list[Signature], expected: list[Signature]) -> bool:
    """Whether every hole found has one of its own that is expected; equal ones may stand in any order."""
    left = list(expected)
    for f in found:
        hit = next((e for e in left if all(abs(a - b) <= 2 * TOLERANCE for a, b in zip(f, e, strict=True))), None)
        if hit is None:
            return False
        left.remove(hit)
    return True


def _away(a: Axis, p: tuple[float, ...]) -> float:
    """Distance of a point from the axis."""
    rel = [q - r for q, r in zip(p, a.point, strict=True)]
    t = sum(r * u for r, u in zip(rel, a.along, strict=True))
    return math.dist(rel, [t * u for u in a.along])


def _apart(a: Axis, b: Axis) -> float:
    """Shortest distance of two axes, as endless lines."""
    u, v = a.along, b.along
    cross = (u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0])
    n = math.hypot(*cross)
    if n < 1e-9:
        return _away(a, b.point)
    rel = [q - p for p, q in zip(a.point, b.point, strict=True)]
    return abs(sum(r * c for r, c in zip(rel, cross, strict=True))) / n


def _edges(truth: dict[str, Any], part: Part) -> list[str]:
    """Broken edges by kind and size; one feature may stand for several edges of the same size."""
    want = {(f["type"], f.get("size", f.get("r"))) for f in truth["features"] if f["type"].startswith("edge_")}
    for f in truth["features"]:
        if f["type"] == "revolve":
            want |= {("edge_chamfer", f[key]) for key in ("bore_chamfers", "end_chamfers", "od_chamfers") if f.get(key)}
            want |= {("edge_fillet", f["root_fillet_r"])} if f.get("root_fillet_r") else set()
    got = {
        ("edge_chamfer", f.size) if isinstance(f, EdgeChamfer) else ("edge_fillet", f.radius)
        for f in part.features
        if isinstance(f, EdgeChamfer | EdgeFillet)
    }
    inside = {f["outline"].get("inside_fillet_r") for f in truth["features"] if f["type"] == "body"} - {None}
    got -= {("edge_fillet", r) for r in inside}  # a section's own corners: the volume tells
    ends = {f.edges for f in part.features if isinstance(f, EdgeChamfer)}
    both = any(f.get("bore_chamfers") for f in truth["features"])
    if both and not {"feature-top", "feature-bottom"} <= ends:
        return [f"edges {sorted(ends)} instead of both ends of the bore"]
    return [] if want == got else [f"edges {sorted(got)} instead of {sorted(want)}"]


def _grooves(truth: dict[str, Any], part: Part) -> list[str]:
    want = [f["groove"] for f in truth["features"] if f["type"] == "revolve" and f.get("groove")]
    got = [f for f in part.features if isinstance(f, Groove)]
    if len(want) != len(got):
        return [f"{len(got)} grooves instead of {len(want)}"]
    for wanted, made in zip(want, got, strict=True):
        _, z0, _, z1 = made.section.bounds
        at = (z0 + z1) / 2 - part.body.z_bottom
        width = part.body.z_top - part.body.z_bottom
        near = min(abs(at - wanted["at_width"]), abs(width - at - wanted["at_width"])) <= TOLERANCE
        round_ = wanted["shape"] != "half-round" or abs((z1 - z0) / 2 - wanted["r"]) <= TOLERANCE
        if made.shape != wanted["shape"] or not near or not round_:
            return [f"groove {made.shape} at {at:g} instead of {wanted}"]
    return []


__all__ = ["compare_design"]
