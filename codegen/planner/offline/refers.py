"""English that refers to what was said before: a bare size after a hole, "its", "one … the other …", sizes with an axis."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from codegen.messages import say
from codegen.planner.offline.chart import Node
from codegen.planner.offline.numbers import num, nums, point
from codegen.planner.offline.said import Said
from codegen.planner.offline.values import Fact, Num, unread

if TYPE_CHECKING:
    from codegen.planner.offline.draft import Clause, Draft, Feature

_PAIRS: Final = {"rings": {"od_word": "od", "id_word": "idia"}}
"""Phrases that say two things at once, and what their parts are by themselves."""

_OWNED: Final = frozenset({"centred_across", "centre"})
_SIZED: Final = frozenset({"dia", "thread", "tap"})


def parted(items: Sequence[Node]) -> list[Node]:
    """``items`` with every phrase that says two things as two phrases."""
    out = [part for node in items for part in _parts(node)]
    return [node for node, after in pairwise([*out, None]) if node is not None and not _subject(node, after)]


def _subject(node: Node, after: Node | None) -> bool:
    """Whether "the part" only opens a sentence that says what it is: "the part is a block 90 x 60 x 20"."""
    named = node.rule == "body" and all("PART" in t.types for t in node.tokens())
    if not named or after is None or after.rule != "body":
        return False
    return "BE" in next(after.tokens()).types and after.has("PLATE", "ROUND", "CUBE") and after.node("size") is not None


def _parts(node: Node) -> Iterator[Node]:
    if node.rule == "stick_dia":  # "it sticks out 25 from the nut, which is 50 in diameter"
        where = next(i for i, child in enumerate(node.children) if isinstance(child, Node) and child.rule == "out_of")
        yield Node("stick_out", node.children[: where + 1])
        yield Node("holder_dia", node.children[where:])
    elif node.rule in _PAIRS:
        yield from (
            Node(_PAIRS[node.rule][child.rule], child.children)
            for child in node.children
            if isinstance(child, Node) and child.rule in _PAIRS[node.rule]
        )
    else:
        yield node


def lone_size(draft: Draft, nodes: Sequence[Node], facts: list[Fact]) -> list[Fact]:
    """A length all by itself in its clause is the diameter of the hole before it, if that has none: "one hole, 8 mm".

    Raises Refused where it stands beside something else, or where no hole waits for a size.
    """
    straight = [fact for fact in facts if fact.slot == "straight"]
    if straight:
        named = any(fact.slot == "head" and fact.value == "slot" for fact in facts)
        if not named and (not draft.features or draft.features[-1].kind != "slot"):
            raise unread(draft.text, [fact.span for fact in straight if fact.span], say("what is straight?"))
        facts = [fact for fact in facts if fact.slot != "straight"]  # a slot runs straight in any case
    alone = [fact for fact in facts if fact.slot == "lone"]
    if not alone:
        return facts
    before = draft.features[-1] if draft.features else None
    waits = before is not None and before.kind == "hole" and not before.facts.keys() & _SIZED
    if before is not None and before.facts.keys() & {"equally", "ring"} and "bolt" not in before.facts:
        waits = False  # the size of the holes, or of their circle?
    if len(nodes) > 1 or not waits:
        raise unread(draft.text, [fact.span for fact in alone if fact.span], say("a size of what?"))
    return [replace(fact, slot="dia") if fact.slot == "lone" else fact for fact in facts]


def ends_of(draft: Draft, clause: Clause, nodes: Sequence[Node]) -> None:
    """In "the bore is 25 through, both ends chamfered" the ends may be the bore's or the body's. Raises Refused."""
    last = draft.features[-1] if draft.features else None
    if last is None or last.kind != "hole" or last.sentence != clause.sentence:
        return
    for node in nodes:
        ends = node.node("endedge") if node.rule in ("chamfer", "chamfer_bare", "fillet") else None
        words = [t for t in ends.tokens() if t.text.isascii()] if ends is not None else []
        if words and all(t.types & {"BOTHENDS", "ALL", "EACH", "ON", "IN"} for t in words):
            raise unread(draft.text, [node.span], say("the ends of what?"))


def whose(draft: Draft, nodes: Sequence[Node]) -> None:
    """The words "on its centre line" are of the body only while no pocket or slot has been named. Raises Refused."""
    for node in nodes:
        if node.rule in _OWNED and node.has("ITS") and any(f.kind != "hole" for f in draft.features):
            raise unread(draft.text, [node.span], say("whose?"))


def cut_out(draft: Draft, slots: set[str], nodes: Sequence[Node], previous: Feature | None) -> bool:
    """Whether a middle is where the part lies in its sheet: "cut a 150 x 100 rectangle out of the middle of it"."""
    parts = [node for node in draft.body if node.node("plansize") is not None]
    sheets = [node for node in draft.body if node.node("size") is not None]
    if previous is not None or len(parts) != 1 or len(sheets) != 1:
        return False
    if slots == {"thru"}:
        return True  # an outline is always cut through
    if slots != {"centre"}:
        return False
    draft.whole.append(Node("part_centred", tuple(nodes)))
    return True


def too_wide(facts: Sequence[Fact], previous: Feature | None) -> bool:
    """Whether a metric thread cannot be that of the hole before, which is wider than the thread."""
    thread = next((str(fact.value) for fact in facts if fact.slot == "thread"), "")
    nominal = re.match(r"M(\d+(?:\.\d+)?)", thread)
    size = previous.facts.get("dia") if previous is not None else None
    if nominal is None or size is None or size.value.unit not in (None, "mm"):
        return False
    return bool(size.value.value > float(nominal[1]))


def pilot(facts: list[Fact], previous: Feature | None) -> list[Fact]:
    """The drill of a tapped hole, and how deep it goes: "tap M8 …: drill 6.8 mm to 20 mm depth"."""
    said = {fact.slot for fact in facts}
    tapped = previous is not None and previous.kind == "hole" and "thread" in previous.facts
    if previous is None or not tapped or "tap_dia" in previous.facts:
        return facts
    reach = said - {"dia", "depth", "drilling"}  # "…, then 15 of usable thread"
    if not said >= {"dia", "depth", "drilling"} or (
        reach and (reach != {"tap", "tdepth"} or "tdepth" in previous.facts)
    ):
        return facts
    names = {"dia": "tap_dia", "depth": "tap_depth", "tdepth": "tdepth"}
    return [replace(fact, slot=names[fact.slot]) for fact in facts if fact.slot in names]


def closed_through(features: Sequence[Feature]) -> None:
    """A "through slot" with round ends goes through the plate, and does not run out of it."""
    for feature in features:
        middle = feature.facts.get("thru_centre")
        if feature.kind == "slot" and middle is not None and {"obround", "overall"} <= feature.facts.keys():
            del feature.facts["thru_centre"]  # "slot right through the middle, rounded ends, 50 overall"
            feature.facts.setdefault("thru", Fact("thru", True, middle.span, middle.text))
        said = feature.facts.get("open_ends")
        through = said is not None and "through slot" in said.text.lower()
        if feature.kind == "slot" and said is not None and through and feature.facts.keys() & {"obround", "overall"}:
            del feature.facts["open_ends"]
            feature.facts.setdefault("thru", Fact("thru", True, said.span, said.text))


def one_part(nodes: Sequence[Node]) -> bool:
    """Whether it is the number of parts, "qty 1", "1 off": one, which is what is made."""
    counts = [node for node in nodes if node.rule == "count"]
    return bool(counts) and all(node.has("QTY", "OFF", "PIECES") and nums(node)[0].value == 1 for node in counts)


def axes(facts: list[Fact], kind: str | None, previous: Feature | None, *, form: bool) -> list[Fact]:
    """Sizes that name their axis: of a pocket its X and Y, of a slot the way it runs."""
    target = kind or (previous.kind if previous is not None else "")
    out: list[Fact] = []
    said = {fact.slot: fact for fact in facts}
    for fact in facts:
        if fact.slot not in ("long_along", "wide_along") or target != "pocket":
            if fact.slot == "mid_wide" and form and "across" in fact.text.lower() and "spacing" in said:
                out += [replace(fact, slot="centre", value=True), replace(fact, slot="along", value="short")]
                continue
            renamed = {"long_along": "along"}.get(fact.slot, fact.slot)
            if fact.slot == "mid_wide" and target == "hole" and not form:
                renamed = "across_short"
            out.append(replace(fact, slot=renamed))
            continue
        size = said["long" if fact.slot == "long_along" else "wide"].value
        out.append(replace(fact, slot=f"{fact.value}_size", value=size))
    sizes = [fact.slot for fact in out if fact.slot in ("x_size", "y_size")]
    if len(set(sizes)) < len(sizes):
        return [
            *out,
            Fact("unclear_axis", True, out[-1].span, out[-1].text),
        ]  # both along one axis: no pocket takes it in
    return out


def _dim_axis(node: Node) -> Said:
    """A size and its axis: "60 long in X", "width 40 along Y"."""
    slot = "wide" if node.has("WIDE") else "long"
    return {slot: nums(node)[0], f"{slot}_along": "x" if node.node("xdir") is not None else "y"}


def _two_rows(node: Node) -> Said:
    """Two rows: "one row at Y12.5 and the other at Y37.5"."""
    values = tuple(num(t) for t in node.tokens() if "YN" in t.types)
    return {"ys": values, "row_count": Num(float(len(values)))}


def _numbered_rows(node: Node) -> Said:
    """Rows by number: "row 1 at Y12.5, row 2 at Y37.5"."""
    rows = list(node.nodes("rowat"))
    inner = node.node("row_list")
    while inner is not None:
        rows += list(inner.nodes("rowat"))
        inner = inner.node("row_list")
    numbers = [next((num(t).value for t in row.tokens() if t.types & {"INT", "CW", "ORD"}), 0.0) for row in rows]
    if numbers != [float(k) for k in range(1, len(rows) + 1)]:
        return {"unclear": say("which rows?")}
    values = tuple(num(t) for row in rows for t in row.tokens() if "YN" in t.types)
    return {"ys": values, "row_count": Num(float(len(values)))}


def _row_table(node: Node) -> Said:
    """Rows by number with the places in each: "row 1 at Y12.5: X15, X55; row 2 at Y37.5: same X's"."""
    rows: list[Node] = []
    inner: Node | None = node
    while inner is not None:
        rows += [child for child in inner.children if isinstance(child, Node) and child.rule == "rowx"]
        inner = next((c for c in inner.children if isinstance(c, Node) and c.rule == "row_table"), None)
    numbers = [next((num(t).value for t in row.tokens() if t.types & {"INT", "CW", "ORD"}), 0.0) for row in rows]
    if numbers != [float(k) for k in range(1, len(rows) + 1)]:
        return {"unclear": say("which rows?")}
    places: list[tuple[Num, Num]] = []
    xs: tuple[Num, ...] = ()
    for row in rows:
        listed = row.node("xall")
        if listed is None and not xs:
            return {"unclear": say("the same as which row?")}
        xs = _plain(listed, "XN") if listed is not None else xs
        y = num(next(t for t in row.tokens() if "YN" in t.types))
        places += [(x, y) for x in xs]
    return {"points": tuple(places)}


def _drill_reach(node: Node) -> Said:
    """A drill and how far it goes: "drill 6.8 mm 20 deep", "drill 8 mm through"."""
    values = nums(node)
    if node.has("THRU"):
        return {"dia": values[0], "thru": True, "drilling": True}
    return {"dia": values[0], "depth": values[1], "drilling": True}


def _spread(node: Node) -> Said:
    """Corners and sides: "one in each corner and one in the middle of each side"."""
    counts = [nums(inner)[0].value for inner in node.nodes("cnt")]
    if any(count not in (1.0, 4.0) for count in counts):
        return {"unclear": say("how many in each place?")}
    return {"corners": True, "mids": True}


READERS: Final[dict[str, Callable[[Node], Said]]] = {
    "lone": lambda node: {"lone": nums(node)[0]} | ({"thru": True} if node.has("THRU") else {}),
    "x": lambda node: {"xs": _plain(node, "XN")},
    "y": lambda node: {"ys": _plain(node, "YN")},
    "straight": lambda _: {"straight": True},
    "places_drill": lambda node: {"head": "hole", "count": nums(node)[0], "dia": nums(node)[-1]},
    "dim_axis": _dim_axis,
    "mid_wide": lambda node: (
        {"centre": True, "along": "short"} if node.has("CENTRED") and not node.has("MIDWIDTH") else {"mid_wide": True}
    ),
    "one_other_rows": _two_rows,
    "one_other_at": lambda node: {"points": tuple(point(p) for p in node.nodes("pt"))},
    "spread": _spread,
    "no_floor": lambda _: {"thru": True},
    "row_list": _numbered_rows,
    "row_table": _row_table,
    "drill_reach": _drill_reach,
    "line_at": lambda node: {
        "xs": tuple(num(t) for t in node.tokens() if "XN" in t.types),
        "ys": tuple(num(t) for t in node.tokens() if "YN" in t.types),
        "line": True,
    },
    "grid_holes": lambda node: (
        {"head": "hole", "gn": (nums(node)[0], nums(node)[1]), "dia": nums(node)[-1]}
        | ({"thru": True} if node.has("THRU") else {})
        | ({"blind": True} if node.has("BLIND") else {})
        | ({"unclear": say("of which kind?")} if node.has("TAP", "CBORE", "CSK", "THREAD", "REAM", "DOWEL") else {})
    ),
    "bore_it": lambda node: (
        {"head": "hole", "dia": nums(node)[0]}
        | ({"thru": True} if node.has("THRU") else {"depth": nums(node)[1]})
        | ({"centre": True} if node.has("CENTRE") else {})
    ),
    "sharp_end": lambda _: {"sharp": True},
    "x_size_note": lambda node: {"x_size" if node.node("xdir") is not None else "y_size": nums(node)[0]},
}


def _plain(node: Node, kind: str) -> tuple[Num, ...]:
    """The coordinates of a list, without words that count ("in each row")."""
    signed = [num(inner) for inner in node.nodes("pn")]
    first = [num(t) for t in node.tokens() if kind in t.types]
    return (*first, *signed)
