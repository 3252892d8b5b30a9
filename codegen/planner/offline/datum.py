"""What is zero: datum phrases of a draft → the datum of the intent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from codegen.messages import say
from codegen.planner.offline.body import Body
from codegen.planner.offline.chart import Node
from codegen.planner.offline.draft import Draft
from codegen.planner.offline.numbers import num, nums
from codegen.planner.offline.places import leaf
from codegen.planner.offline.read_places import sidename
from codegen.planner.offline.values import Num, Units, Val, contradiction, unread

_ACROSS: Final = {"LEFT": "left", "RIGHT": "right"}
_ALONG: Final = {"FRONT": "front", "BACK": "back", "LOWER": "front", "UPPER": "back"}
_COMPASS: Final = {"SW": ("left", "front"), "SE": ("right", "front"), "NE": ("right", "back"), "NW": ("left", "back")}
_MIDDLES: Final = {
    "left": ("left", "centre"),
    "right": ("right", "centre"),
    "front": ("centre", "front"),
    "back": ("centre", "back"),
}
Place = dict[str, Any]


def datum(draft: Draft, body: Body, units: Units, face_depth: Num | None) -> Place | None:
    """What is zero, or None if nothing was said. Raises Refused when it was said twice, differently."""
    places = [node for node in draft.whole if node.rule == "datum"]
    heights = [node for node in draft.whole if node.rule == "datum_z"]
    if not places and not heights:
        return None
    found = [_place(draft, node, places, heights, body) for node in places]
    if any(f != found[0] for f in found[1:]):
        raise contradiction(say("zero is given in two places"), places[1].span)
    out: Place = {"of": "stock", "across": "left", "along": "front", "height": "top"}
    if found:
        span = places[0].span
        out = found[0] | {"across": Val(found[0]["across"], "datum", span, draft.text[slice(*span)])}
    levels = [(node, _level(node)) for node in [*places, *heights] if _level(node)]
    if len({level for _, level in levels}) > 1:
        raise unread(draft.text, [levels[1][0].span], say("is zero on top, at the bottom, or where?"))
    if len(heights) > 1:
        raise contradiction(say("Z zero is given twice"), heights[1].span)
    for node, level in levels:
        _height(draft, node, level, out, units, face_depth)
    return out


def _level(node: Node) -> str:
    """The height that a phrase names: top, bottom, faced; empty: none."""
    for rule, level in (("zfaced", "faced"), ("zbot", "bottom"), ("ztop", "top")):
        if node.node(rule) is not None:
            return level
    if node.node("upper", "endface") is not None:  # 左前角上, 端面Z0
        return "top"
    return "faced" if node.has("AFTERFACING") else ""


def _height(draft: Draft, node: Node, level: str, out: Place, units: Units, face_depth: Num | None) -> None:
    token = node.first("ZN", "PLAIN") if node.rule == "datum_z" else None
    value = num(token) if token is not None else None
    if level == "bottom":
        if value is not None and value.value:
            raise unread(draft.text, [node.span], say("is zero on top or at the bottom?"))
        out["height"] = "bottom"
    elif level == "faced":
        if face_depth is None or (value is not None and value.value):
            raise unread(draft.text, [node.span], say("no face is milled"))
        out["z"] = replace(leaf(face_depth, "zero after facing", units), origin="expression")
    elif value is not None and value.value:
        out["z"] = leaf(value, "Z of the top", units)
    elif node.rule == "datum_z" and face_depth is not None and not _names_raw(draft, node):
        raise unread(draft.text, [node.span], say("the top before or after facing?"))


def _names_raw(draft: Draft, node: Node) -> bool:
    words = draft.text[node.span[0] : node.span[1]].lower()
    return node.has("STOCK", "BLANK", "RAW") or any(word in words for word in _RAW)


_RAW: Final = ("raw", "rough", "uncut", "unmachined", "毛坯")


def _place(draft: Draft, node: Node, places: list[Node], heights: list[Node], body: Body) -> Place:
    if any(v.value for zw in node.nodes("zw") for v in nums(zw)):
        raise unread(draft.text, [node.span], say("zero is where X and Y are 0"))
    out: Place = {"of": "stock", "across": "centre", "along": "centre", "height": "top"}
    corner, middle = node.node("corner", "side"), node.node("midside")
    corners = list(node.nodes("corner"))
    if len({corner_of(draft, each) for each in corners} if len(corners) > 1 else ()) > 1:
        raise contradiction(say("zero is said to be at two corners"), node.span)
    if node.node("rcorner") is not None or node.has("THATCORNER"):
        corner = next((n for n in draft.whole if n.rule == "right_angle"), None)
        if corner is None:  # "centres from the front left corner: … That corner is X0 Y0."
            named = [n for n in places if n is not node and n.node("corner") is not None]
            if len(named) != 1 or not node.has("THATCORNER"):
                raise unread(draft.text, [node.span], say("which corner?"))
            return _place(draft, named[0], places, heights, body)
        out["across"], out["along"] = corner_of(draft, corner)
        out["of"] = "part" if body.part is not None else "stock"
        return out
    faces = node.node("facecorner")
    if faces is not None:  # "zero: the left end, the front face, the top"
        sides = [_MIDDLES[sidename(n)] for n in faces.nodes("sidename")]
        across, along = ({pair[k] for pair in sides} - {"centre"} for k in (0, 1))
        if len(across) != 1 or len(along) != 1:
            raise unread(draft.text, [node.span], say("which corner?"))
        out["across"], out["along"] = across.pop(), along.pop()
    elif middle is not None:
        out["across"], out["along"] = _MIDDLES[sidename(middle)]
    elif corner is not None:
        where = corners[0] if len(corners) > 1 else node
        out["across"], out["along"] = _corner(draft, where, known_height=any(_level(n) for n in [*places, *heights]))
    if body.part is not None and body.stock is not None:
        if node.has("STOCK", "BLANK", "RAW"):
            out["of"] = "stock"
        elif node.has("PART", "PLATE", "ROUND") or not (corner or middle):
            out["of"] = "part"
        else:
            out["unclear"] = True
    elif body.part is not None:
        out["of"] = "part"
    return out


def corner_of(draft: Draft, node: Node) -> tuple[str, str]:
    """The corner that a phrase names, as seen from above."""
    return _corner(draft, node, known_height=True)


def _corner(draft: Draft, node: Node, *, known_height: bool) -> tuple[str, str]:
    """Which corner. "bottom left" and "top left" are of the plan view, once the height is said apart."""
    compass = node.node("compass")
    if compass is not None:
        return _COMPASS[next(kind for kind in _COMPASS if compass.has(kind))]
    kinds = [
        kind for end in node.nodes("sidename") for kind in ("LEFT", "RIGHT", "FRONT", "BACK") if end.has(kind + "END")
    ]
    kinds += [
        k for side in node.nodes("side") for t in side.tokens() for k in (*_ACROSS, *_ALONG, "BOTTOM") if k in t.types
    ]
    across = [_ACROSS[k] for k in kinds if k in _ACROSS]
    along = [_ALONG[k] for k in kinds if k in _ALONG]
    raised = node.node("topside")
    if "BOTTOM" in kinds and known_height:
        along.append("front")
    if raised is not None and (known_height or raised.has("ON")):  # 左上角 is of the plan view in any case
        along.append("back")
    if len(across) != 1 or len(along) != 1:
        raise unread(draft.text, [node.span], say("which corner?"))
    return across[0], along[0]
