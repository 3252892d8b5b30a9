"""Phrases about holes → facts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from codegen.messages import say
from codegen.planner.folding import fold
from codegen.planner.offline.chart import Node
from codegen.planner.offline.lex import Token
from codegen.planner.offline.numbers import num, nums, shared
from codegen.planner.offline.said import Said, head
from codegen.planner.offline.values import Num


def _dia(node: Node) -> Said:
    fit = node.first("FIT")
    out: Said = {"dia": nums(node)[0]}
    if fit is not None:
        out["fit"] = fit.text.strip()
    return out


def _bare_dia(node: Node) -> Said:
    value = nums(node)[0]
    if node.has("HOLE1") and value.unit is None and value.nominal == "1" and not node.has("FIT"):
        return {"unclear": say("a count, or a diameter?")}  # "1 hole"
    explicit = (
        node.has("HOLE1") or value.unit is not None or "." in value.nominal or "/" in value.nominal or node.has("FIT")
    )
    explicit = explicit or "INT" not in next(t for t in node.tokens() if t.quantity is not None).types  # "8的孔"
    explicit = explicit or (isinstance(node.children[0], Node) and node.children[0].rule == "hole")
    out = _dia(node) | _bore(node)
    out["dia"] = Num(value.value, value.unit, value.nominal, value.span, value.text, loose=not explicit)
    if node.has("HOLE", "HOLES"):
        out["head"] = "hole"
    return out | modifiers(node)


def modifiers(node: Node) -> Said:
    """What adjectives of a hole say: "4 tapped through holes"."""
    out: Said = {}
    for slot, kind in (
        ("thru", "THRU"),
        ("blind", "BLIND"),
        ("tap", "TAP"),
        ("equally", "EQUALLY"),
        ("cbore_said", "CBORE"),
        ("cbore_said", "SOCKET"),
        ("csk_said", "CSK"),
        ("ream", "REAM"),
        ("ream", "DOWEL"),
        ("flat", "FLATBOTTOM"),
    ):
        if node.has(kind):
            out[slot] = True
    thread = node.first("THREAD")
    if thread is not None and thread.quantity is not None:
        out["thread"] = thread.quantity.designation
        out |= _class(thread)
    return out


def sized(node: Node) -> Said:
    """The diameter among the adjectives of a hole: "two rows of three Ø6 holes"."""
    sizes = [t for inner in node.nodes("hmods") for t in inner.tokens() if t.types & {"DIA", "LEN"}]
    return {"dia": num(sizes[0])} if len(sizes) == 1 else {"unclear": say("which size?")} if sizes else {}


def _class(token: Token) -> Said:
    """The tolerance class that is written behind a thread: M6-6H, 1/4-20 UNC-2B."""
    match = re.search(r"-\s?(\d[GHghAB])$", fold(token.text.strip()))
    return {"thread_class": match[1]} if match else {}


def _bore(node: Node) -> Said:
    """A bore, as distinct from a hole: in a round body it is in the middle."""
    return {"bore": True} if any(t.text.lower() == "bore" for t in node.tokens()) else {}


def _passed(node: Node) -> Said:
    """A hole that a screw passes goes through: 过孔. 光孔 says only that it has no thread."""
    return {"thru": True} if any(t.text.endswith("过孔") and "CLEARHOLE" in t.types for t in node.tokens()) else {}


def _thru(node: Node) -> Said:
    """Through; "both thru"; "on thru": further down on the same axis."""
    on = node.token("THRU").text.lower().startswith("on ")
    return {"thru_all" if node.has("ALL") else "thru": True} | ({"continues": True} if on else {})


def _nholes(node: Node) -> Said:
    if node.has("HOLE1") and not node.has("HOLES", "ONLY") and nums(node)[0].value != 1:
        return {"unclear": say("a count, or a diameter?")}  # "10 hole"
    out = {"head": "hole", "count": nums(node)[0]} | modifiers(node)
    size = node.first("DIA", "LEN")
    return out | ({"dia": num(size)} if size is not None else {})


def _count(node: Node) -> Said:
    values = nums(node)
    pair = node.first("PAIR")
    if pair is not None:
        return {"count": Num(2.0, None, "", (pair.start, pair.end), pair.text)}
    return {"count": values[0] if values else Num(1.0)}


def _inner_hole(node: Node) -> Said:
    out = head("hole") | {"centre": True}
    return out | ({"dia": nums(node)[0]} if nums(node) else {})


def _inner_diameter(node: Node) -> Said:
    """The inside diameter of a ring, tube or gasket: a hole in its middle that goes through."""
    return head("hole") | {"dia": nums(node)[0], "inner": True}


def _thread(node: Node) -> Said:
    token = node.token("THREAD")
    out: Said = {"thread": token.quantity.designation if token.quantity else token.text} | _class(token)
    for slot, kind in (("fine", "FINE"), ("coarse", "COARSE"), ("left_hand", "LEFTHAND")):
        if node.has(kind):
            out[slot] = True
    if node.has("TAP", "FINE", "COARSE", "LEFTHAND"):
        out["tap"] = True
    return out


def _thread_depth(node: Node) -> Said:
    out: Said = _thread(node) if node.has("THREAD") else {"tap": True}
    drill = node.node("tdrill", "tcore", "tdrill2")
    if drill is not None:
        out["drilled"] = nums(drill)[0]
    return out | {"tdepth": nums(node)[0]}


def _tap_reach(node: Node) -> Said:
    """How deep a tapped hole is drilled, said apart from its thread: "(drill 20)"."""
    return {"drilled": nums(node)[0]}


def _hole_centre(node: Node) -> Said:
    """The diameter of a hole in the middle: "hole 115 in the centre thru"."""
    size, *depth = nums(node)
    bare = any("ZHHOLE" in t.types for t in node.tokens()) and not any(t.types & {"LEN", "DIA"} for t in node.tokens())
    if bare and size.value < 5:
        return {"unclear": say("a count, or a diameter?")}  # "中心打2通孔"
    out = head("hole") | {"dia": size, "centre": True} | _bore(node)
    if node.has("FIT"):
        out["fit"] = node.token("FIT").text.strip()
    return out | ({"depth": depth[0]} if depth else {"thru": True})


def _ream_dia(node: Node) -> Said:
    """Reamed holes by number and size: "5 reamed Ø6 H7"."""
    fit = node.first("FIT")
    out = head("hole") | {"count": num(node.token("INT")), "ream": True, "dia": num(node.token("DIA"))}
    return out | ({"fit": fit.text.strip()} if fit is not None else {})


def _tap_drill(node: Node) -> Said:
    out: Said = {}
    if node.rule == "drill_with":  # "drill 1" deep with 5/16"
        size = nums(node.node("tap_dia") or node)[0]
        return {"tap_dia": size, "tap_depth": next(v for v in nums(node) if v.span != size.span)}
    dia, depth = node.node("tap_dia"), node.node("depth")
    if dia is not None:
        out["tap_dia"] = nums(dia)[0]
    drill = node.node("tdrill", "tto")
    if depth is not None or drill is not None:
        out["tap_depth"] = nums(depth or drill or node)[0]
    return out


def _cbore(node: Node) -> Said:
    through = node.node("thru_dia")
    if through is not None:  # "通6.6，沉11深7"
        dia, *rest = nums(node)
        return {"thru": True, "dia": dia, "cbore_said": True, "cbore_dia": rest[0], "cbore_depth": rest[1]}
    values = shared(nums(node))
    if not values:
        return {"cbore_said": True} | (head("hole") if node.has("HOLE", "HOLES") else {})
    if len(values) == 1:
        return {"cbore_said": True, "cbore_dia": values[0]}
    return {"cbore_said": True, "cbore_dia": values[0], "cbore_depth": values[1]}


def _csk(node: Node) -> Said:
    dia, angle = node.node("cdia"), node.first("ANG")
    out: Said = {"csk_said": True} | (head("hole") if node.has("HOLE", "HOLES") else {})
    thread = node.first("THREAD")
    if thread is not None:
        out["clears"] = _thread(node)["thread"]
    values = [v for v in nums(node) if angle is None or v.span != (angle.start, angle.end)]
    if node.node("thru_dia") is not None:  # "通5.2，90度锪到10"
        out |= {"thru": True, "dia": values.pop(0)}
    if values:
        out["csk_dia"] = nums(dia)[0] if dia is not None else values[0]
    if angle is not None:
        out["csk_angle"] = num(angle)
    elif len(values) == 2 and values[1].value in _CSK_ANGLES:  # "csk 11 x 90"
        out["csk_angle"] = values[1]
    elif len(values) == 2:
        return {"unclear": say("a countersink has a diameter and an angle")}
    return out


_CSK_ANGLES: Final = (60.0, 82.0, 90.0, 100.0, 118.0, 120.0)
"""Included angles that countersinks are sold with, degrees: such a number behind "x" is no depth."""


# -- holes for screws, and how a hole ends


def _thru_count(node: Node) -> Said:
    return {"thru": True, "count": num(node.token("INT"))} | (head("hole") if node.has("HOLE", "HOLES") else {})


def _count_dia(node: Node) -> Said:
    count, size = nums(node)[:2]
    return head("hole") | {"count": count, "dia": size} | modifiers(node)


def _dia_depth(node: Node) -> Said:
    size, depth = shared(nums(node))
    return head("hole") | {"dia": size, "depth": depth}


def _clear_hole(node: Node) -> Said:
    """A hole that a screw passes through."""
    out: Said = head("hole") | {"clears": _thread(node)["thread"]} | _clear_fit(node)
    size = node.node("clear_dia")
    return out | ({"dia": nums(size)[0]} if size is not None else {})


_FITS: Final = {"CLOSEFIT": "close", "NORMALFIT": "medium", "LOOSEFIT": "coarse"}


def _clear_fit(node: Node) -> Said:
    """The series of ISO 273 that is named."""
    name = next((name for kind, name in _FITS.items() if node.has(kind)), None)
    return {"clear_fit": name} if name else {}


def _flat_screw(node: Node) -> Said:
    return {"clears": _thread(node)["thread"], "csk_said": True}


def _text(node: Node) -> str:
    return " ".join(t.text.lower() for t in node.tokens())


def _unclear(why: str) -> Callable[[Node], Said]:
    return lambda _: {"unclear": why}


def _depth(node: Node) -> Said:
    """A depth, which may be said a second time in brackets: "4.8 mm (4.8) deep"."""
    values = nums(node)
    if len(values) == 2 and (
        values[1].unit not in (None, values[0].unit) or abs(values[0].value - values[1].value) > 1e-9
    ):
        return {"unclear": say("which depth?")}
    return {"depth": values[0]}


READERS: Final[dict[str, Callable[[Node], Said]]] = {
    "depth": _depth,
    "count": _count,
    "nholes": _nholes,
    "bare_dia": _bare_dia,
    "head_hole": lambda node: head("hole") | _bore(node) | modifiers(node) | _passed(node),
    "pilot_bore": lambda node: head("hole") | {"dia": nums(node)[0], "thru_centre": True, "centre": True},
    "idia": _inner_diameter,
    "bore_dia": lambda node: head("hole") | {"dia": nums(node)[0], "bore": True},
    "inner_hole": _inner_hole,
    "round_window": lambda node: head("hole") | {"dia": nums(node)[0], "thru": True},
    "dia": _dia,
    "thread": _thread,
    "thread_depth": _thread_depth,
    "tap_drill": _tap_drill,
    "tap_reach": _tap_reach,
    "hole_centre": _hole_centre,
    "ream_dia": _ream_dia,
    "drill_with": _tap_drill,
    "cbore": _cbore,
    "csk": _csk,
    "thru": _thru,
    "ream": lambda _: {"ream": True},
    "thru_count": _thru_count,
    "count_dia": _count_dia,
    "dia_depth": _dia_depth,
    "depth_z": lambda node: {"to_z": num(node.token("ZN"))},
    "bottom": lambda _: {"flat": True},
    "pitch": lambda node: {"pitch": nums(node)[0]},
    "tip": lambda node: {"depth_of": "tip" if node.has("TIP") else "full-diameter"},
    "below": lambda _: {"below": True},
    "from_top": lambda _: {"top_side": True},
    "onward": lambda node: {"continues": True} | ({"thru": True} if "through" in _text(node) else {}),
    "clear_hole": _clear_hole,
    "clear_size": lambda node: {"clears": _thread(node)["thread"], "dia": nums(node)[0]},
    "for_screw": lambda node: {"clears": _thread(node)["thread"]},
    "clear_fit": _clear_fit,
    "flat_screw": _flat_screw,
    "mouth": lambda node: {"mouth": nums(node)[0]},
    "sink": lambda node: {"sink_said": True} | (head("hole") if node.has("HOLE", "HOLES") else {}),
    "tolerance": _unclear(say("tolerances are read as fits, such as H7, only")),
    "screw": lambda node: {"screw": _thread(node)["thread"]},
}
