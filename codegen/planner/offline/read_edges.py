"""Phrases about faces, chamfers and fillets → facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from codegen.messages import say
from codegen.planner.offline.chart import Node
from codegen.planner.offline.numbers import num, nums
from codegen.planner.offline.said import Said, head

_KINDS: Final = (("POCKET", "pocket"), ("ROUNDPOCKET", "pocket"), ("SLOT", "slot"), ("HOLE", "hole"), ("HOLES", "hole"))


def _face(node: Node) -> Said:
    return head("face") | {"face_depth": nums(node)[0]}


def _face_to(node: Node) -> Said:
    return head("face") | {"face_to": nums(node)[0]}


def _down_to(node: Node) -> Said:
    """How thick the body is to be left: of the face that was named."""
    return {"face_to": nums(node)[0]}


def _edge(node: Node) -> Said:
    """Which edges: those of the body, or of the feature that was named last."""
    ring = node.node("ringedges")
    if ring is not None:
        both = ring.has("INSIDE")
        if not both and any(t.text.lower() == "both" for t in ring.tokens()):
            return {"unclear": say("which two edges?")}
        counted = node.node("cnt")
        return (
            {"edge": "all"} | ({"ring": True} if both else {}) | ({"edge_count": nums(counted)[0]} if counted else {})
        )
    if node.has("ENDEDGE"):
        return {"edge": "top-outer", "shank_end": True}
    if node.node("endedge") is not None:
        return {"edge": "both-outer"}
    if node.node("boreends") is not None or (node.node("both_mouths") is not None and node.node("feature_edge")):
        return {"edge": "feature-both", "edge_of": "hole"}
    if node.node("upright") is not None:
        return {"edge": "vertical"}
    feature = node.node("feature_edge")
    worded_both = [t for t in node.tokens() if t.text.lower() == "both"]
    if feature is None and worded_both and not node.has("TOP"):
        return {"edge": "both-outer"}  # "on both outer edges" of a spacer
    if feature is None:
        return {"edge": "top-outer"} if node.node("topedge") is not None else {}
    kind = next((name for terminal, name in _KINDS if feature.has(terminal)), "")
    if not kind and any(t.text.startswith("孔") for t in feature.tokens()):
        kind = "hole"
    return {"edge": "feature-top", "edge_of": kind or "any"}


def _chamfer(node: Node) -> Said:
    size = node.node("csize", "cangle") or node
    angles = [t for t in size.tokens() if "ANG" in t.types]
    values = [v for v in nums(size) if not angles or v.span != (angles[0].start, angles[0].end)]
    out = head("chamfer") | {"size": values[0]}
    if angles:
        out["chamfer_angle"] = num(angles[0]).value
    elif len(values) == 2:
        out["chamfer_angle"] = values[1].value
    return out | _edge(node)


def _fillet(node: Node) -> Said:
    if node.node("topedge") is None and node.has("NUM", "ALL") and node.has("EDGES") and not node.has("TOP"):
        said = node.node("cnt")
        number = node.first("NUM", "INT") if said is None else None
        size = node.first("RAD")
        radius = num(size) if size is not None else nums(next(node.nodes("n")))[0]
        counted = {"edge_count": num(number)} if number is not None and size is not None else {}
        return head("fillet") | {"radius": radius} | (counted if said is None else {"edge_count": nums(said)[0]})
    root = node.node("rootedge")
    if root is not None:
        part = root.node("rpart")
        inside = root.first("DIA") or (part.first("NUM", "LEN") if part is not None else None)
        radius = next(v for v in nums(node) if inside is None or v.span != (inside.start, inside.end))
        at = {"root_dia": num(inside)} if inside is not None else {}
        return head("fillet") | {"radius": radius, "edge": "root"} | at
    if not node.has("FILLET", "FILLETW", "TOP", "OUTEREDGE"):
        return {"unclear": say("which edges are rounded?")}
    return head("fillet") | {"radius": nums(node)[0], "edge": "top-outer"}


def _chamfer_bare(node: Node) -> Said:
    """A chamfer without its size: that is asked for."""
    return head("chamfer") | _edge(node)


READERS: Final[dict[str, Callable[[Node], Said]]] = {
    "face": _face,
    "face_to": _face_to,
    "down_to": _down_to,
    "chamfer": _chamfer,
    "chamfer_bare": _chamfer_bare,
    "fillet": _fillet,
}
