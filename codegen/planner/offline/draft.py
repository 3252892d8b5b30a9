"""Phrases in order → a draft: body, datum and wishes, and features with the facts that belong to each.

Clauses lie between separators. A clause with a head (hole, pocket, slot …) is a feature, with all the facts of the clause; one
without adds to the feature before it. A bare place may also belong to the feature that follows: both are tried, and when more
than one way of reading is whole, the request is refused rather than guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from codegen.messages import say
from codegen.planner.offline.again import named_again, named_by_width, no_zero, one_only
from codegen.planner.offline.chart import Node
from codegen.planner.offline.further import apart, narrows, of_body, on_top, resized, sized, skimmed, table
from codegen.planner.offline.lex import Token
from codegen.planner.offline.places import POSITION
from codegen.planner.offline.read import facts as facts_of
from codegen.planner.offline.refers import (
    axes,
    closed_through,
    cut_out,
    ends_of,
    lone_size,
    one_part,
    parted,
    pilot,
    too_wide,
    whose,
)
from codegen.planner.offline.settle import settle
from codegen.planner.offline.together import agreed_grid, along_axes, tapped, together
from codegen.planner.offline.values import Fact, Num, contradiction, unread

BODY_RULES: Final = frozenset({"body", "dim_thick", "od", "stock_plan"})
GLOBAL_RULES: Final = frozenset(
    {
        "datum", "datum_z", "control", "deliver", "unit", "inch_output", "drawing", "ready", "purpose", "quadrant",
        "face_check", "pronoun", "drill_for_tap", "spot", "tool", "profile", "flute_length", "stick_out",
        "holder_dia", "in_holder",
        "no_other_tool", "smallest", "machine", "travel", "limit_rates", "max_speed", "max_feed", "speeds", "stepdown",
        "stepover", "coolant", "one_clamping", "fixed_size", "fixed_speed",
        "only_that", "nothing_more",
        "wcs_said", "margin", "part_centred", "turned_note", "loaded", "regular_note", "from_top", "axis_sign",
        "bore_sharp", "unit_note",
        "form", "round_ends", "across_flats", "across_corners", "flats_parallel", "legs", "right_angle",
        "tsections", "flange_size",
        "rest_size", "groove", "groove_note", "walls", "floor_thick", "no_feature", "open_top", "corner_radii", "measured_note",
        "cone_ends", "inside_wide", "poly_side", "v_groove", "half_size", "thick_ends", "sheet_in",
    }
)  # fmt: skip
_HARD: Final = ("DOT", "SEMI", "NL")
_HOLE_FACTS: Final = frozenset({"dia", "thread", "screw"})
_BARE_UNITS: Final = frozenset({"mm", "inch", "inches", "英寸", "毫米", "metric", "millimetres", "millimeters"})
_SHAPE_HEADS: Final = frozenset({"ledge", "head_pocket", "head_slot", "bare_width", "nshapes"})
_SIZED_HEADS: Final = frozenset({"bare_width", "sq_pocket", "round_pocket", "nshapes"})
_POCKET_CORNERS: Final = (("any",), ("bare",), ("inside",))
_SHAPE_SIZES: Final = frozenset({"size2", "dia", "long", "wide", "overall", "depth", "corner_r", "thru"})
_DRILLS: Final = frozenset({"verb", "tap_reach", "drill_with", "drill_reach"})
_LENGTHS: Final = frozenset({"long", "wide", "overall"})


@dataclass
class Feature:
    """One feature: its kind and what was said of it. ``sentence`` counts full stops before it."""

    kind: str
    facts: dict[str, Fact] = field(default_factory=dict)
    sentence: int = 0
    metric: bool = False  # the same size was said in mm and as a bare number: true only where bare numbers are mm

    def places(self) -> tuple[object, ...]:
        """The places that were listed."""
        listed = self.facts.get("points")
        return tuple(listed.value) if listed is not None else ()

    def clashes(self, facts: Sequence[Fact]) -> bool:
        """Whether one of ``facts`` says something else than is known."""
        return any(f.slot in self.facts and not _alike(self.facts[f.slot].value, f.value) for f in facts)

    def add(self, facts: Sequence[Fact]) -> None:
        """Take ``facts`` over."""
        for fact in facts:
            known = self.facts.setdefault(fact.slot, fact)
            self.metric = self.metric or known.value != fact.value


def _alike(one: object, two: object) -> bool:
    """Whether two values are the same: "8 mm" is 8."""
    if isinstance(one, Num) and isinstance(two, Num):
        return one == two or (one.value == two.value and {one.unit, two.unit} == {None, "mm"})
    if isinstance(one, tuple) and isinstance(two, tuple) and one[1:] in _POCKET_CORNERS and two[1:] in _POCKET_CORNERS:
        return _alike(one[0], two[0])
    return one == two


@dataclass
class Clause:
    """What stands between two separators."""

    nodes: list[Node] = field(default_factory=list)
    sentence: int = 0
    listed: bool = False  # behind "、"


@dataclass
class Floating:
    """A bare place that belongs to the feature before or to the one after."""

    facts: list[Fact]
    before: Feature | None
    sentence: int
    after: Feature | None = None


@dataclass
class Draft:
    """What was understood: nodes of body and request as a whole, and the features."""

    text: str
    language: str
    body: list[Node] = field(default_factory=list)
    whole: list[Node] = field(default_factory=list)
    corner_facts: list[Fact] = field(default_factory=list)
    size_facts: list[Fact] = field(default_factory=list)
    plans: list[Fact] = field(default_factory=list)
    features: list[Feature] = field(default_factory=list)
    floating: list[Floating] = field(default_factory=list)
    titled: list[tuple[int, int]] = field(default_factory=list)  # a bolt circle that is named without a size
    form: bool = False  # the body is of a form of its own: an L-bracket, a stepped shaft
    design: list[str] | None = None


def clauses(items: Sequence[Node]) -> list[Clause]:
    """The clauses of a cover."""
    out, sentence = [Clause()], 0
    for node in items:
        if node.rule == "sep":
            sentence += node.has(*_HARD)
            out.append(Clause(sentence=sentence, listed=all("ENUM" in t.types for t in node.tokens())))
        elif node.rule != "joint":
            out[-1].nodes.append(node)
    return _joined([clause for clause in out if clause.nodes])


_PER: Final = "按照依根参见看如附"
"""How words begin that name a drawing that is there."""

_SIZES: Final = frozenset({"dia", "depth", "dim_wide", "dim_long", "overall", "size2", "dims3"})

_JOINS: Final = _SIZES | {"verb", "count", "centre", "along"}


def _joined(found: list[Clause]) -> list[Clause]:
    """Sizes with a "、" before the noun that they are of: "一个Φ40、深5的型腔"."""
    out: list[Clause] = []
    for clause in found:
        last, rules = (out[-1] if out else None), [n.rule for n in clause.nodes]
        sizes = {n.rule for n in last.nodes} if last is not None else set()
        noun = rules[0] in _SIZES and any(rule in _SHAPE_HEADS for rule in rules)
        if last is not None and clause.listed and noun and sizes <= _JOINS and last.nodes[-1].rule in _SIZES:
            last.nodes += clause.nodes
            continue
        out.append(clause)
    return out


def assemble(items: Sequence[Node], text: str, language: str) -> Draft:
    """The draft of a cover without unread tokens. Raises Refused."""
    draft = Draft(text, language)
    items = parted(items)
    draft.form = any(node.rule == "form" for node in items) or _round_ended(items)
    last = "body"
    for clause in clauses(items):
        own: list[Node] = []
        before = last
        _parts(draft, clause)
        no_zero(draft, clause, items)
        on_top(draft, clause.nodes)
        skimmed(draft, clause.nodes)
        for node in clause.nodes:
            if node.rule == "spot" and node.has("COORD") and len(clause.nodes) == 1:
                raise unread(draft.text, [node.span], say("the place of what?"))
            if node.rule in GLOBAL_RULES:
                _alone(draft, node, clause)
                draft.whole.append(node)
                if node.rule == "deliver" and any("DRAWING" in t.types and t.text[0] in _PER for t in node.tokens()):
                    draft.whole.append(Node("drawing", node.children))  # "按附件图纸编程": not a drawing to be made
            elif node.rule == "table":
                _table(draft, node, clause)
                last = "feature"
            elif _of_feature(draft, clause, node, last):
                own.append(Node("feature_size", node.children))
            elif node.rule in BODY_RULES:
                draft.body.append(node)
                last = "body"
                before = before if own else "body"
            elif node.rule not in ("verb", "on_top", "skim_it"):
                own.append(node)
        if own:
            last = _feature_clause(draft, clause, own, before)
        elif any(n.rule == "verb" and n.has("DRILL") and len(clause.nodes) == 1 for n in clause.nodes):
            last = "feature"  # "drill and tap four M6 holes": the noun follows
    closed_through(draft.features)
    agreed_grid(draft.features)
    settle(draft)
    one_only(draft)
    broken = any(f.kind in ("chamfer", "fillet") and "edge_of" in f.facts for f in draft.features)
    if broken and (left := [node.span for node in draft.whole if node.rule == "bore_sharp"]):
        raise contradiction(say("the edges of a hole are both broken and left sharp"), left[0])
    if draft.titled and not any("bolt" in feature.facts for feature in draft.features):
        raise unread(draft.text, draft.titled, say("a bolt circle of which holes?"))
    return draft


def _round_ended(items: Sequence[Node]) -> bool:
    """Whether round ends are said of the body: in a clause before any that names a pocket or slot."""
    for clause in clauses(items):
        if any(node.rule in _SHAPE_HEADS | _SIZED_HEADS for node in clause.nodes):
            return False
        if any(t.text.startswith("槽") for node in clause.nodes for t in node.tokens()):  # 槽宽, 槽深
            return False
        if any(node.rule == "round_ends" for node in clause.nodes):
            return True
    return False


def _table(draft: Draft, node: Node, clause: Clause) -> None:
    """The holes of a table; "Holes:" before it is its title, and a count there that of its rows."""
    rows = table(node, draft.text)
    title = draft.features[-1] if draft.features else None
    if title is not None and title.kind == "hole" and title.facts.keys() <= {"head", "count"}:
        draft.features.pop()
        count, total = title.facts.get("count"), sum(len(facts["points"].value) for facts in rows)
        if count is not None and count.value.value != total:
            raise contradiction(
                say("{said:g} holes were said, and the table has {total}", said=count.value.value, total=total),
                count.span,
            )
    draft.features += [Feature("hole", facts, clause.sentence) for facts in rows]


def _of_feature(draft: Draft, clause: Clause, node: Node, last: str) -> bool:
    """Whether what looks like the size of a body is that of a pocket or slot: "40 long, 8 wide, 5 deep", "Ø40 x 8"."""
    if node.rule != "body" or len(list(node.nodes("bitem"))) != 1 or node.node("bprep") is not None:
        return False
    size = node.node("size3", "cylsize", "rounddia")
    if size is None or size.has("THICK", "HIGH", "ROUNDN", "ROUND"):
        return False
    headed = any(n.rule in _SHAPE_HEADS for n in clause.nodes)
    if size.rule == "size3" and not size.has("DEEP"):
        return headed and not size.has("LONG", "WIDE", "LWH")
    if headed:
        return True
    before = draft.features[-1] if draft.features and last == "feature" else None
    return (
        size.rule == "size3"
        and before is not None
        and before.kind in ("pocket", "slot")
        and not before.facts.keys() & {"size2", "dia", "long", "overall", "depth"}
    )


def _parts(draft: Draft, clause: Clause) -> None:
    """A number of plates is no number of holes, and one part is made at a time."""
    counted = False
    for node, following in pairwise(clause.nodes):
        last = list(node.tokens())[-1]
        if node.rule == "dia" and counted and node.has("DIAM") and following.has("HOLES"):
            continue  # "12 off dia 20 holes"
        counted = node.rule == "count"
        if following.rule == "head_hole" and following.has("HOLES") and "INT" in last.types and node.rule != "count":
            raise unread(draft.text, [(last.start, following.span[1])], say("a size, or a number of holes?"))
        heads = [t for t in following.tokens() if t.types & {"SLOT", "POCKET", "ROUNDPOCKET", "SQPOCKET"}]
        if node.rule == "count" and node.has("X") and following.rule in _SIZED_HEADS and not _plural(heads):
            raise unread(draft.text, [(node.span[0], following.span[1])], say("a size, or a number of them?"))
        bare = following.rule == "body" and following.node("bprep") is None
        if node.rule == "count" and bare and node.has("INT", "CW") and not one_part([node]):
            raise unread(draft.text, [node.span], say("one part at a time"))


def _plural(heads: Sequence[Token]) -> bool:
    return any(t.text.lower().endswith("s") for t in heads)


def _alone(draft: Draft, node: Node, clause: Clause) -> None:
    """Short words that mean something only by themselves: "mm" as a statement, "step" as a file (or a ledge)."""
    words = [token.text.lower() for token in node.tokens()]
    others = [n for n in clause.nodes if n is not node and n.rule not in ("deliver", "purpose")]
    bare_unit = node.rule == "unit" and not node.has("COLON") and words[0] in _BARE_UNITS and bool(others)
    ledge = (
        node.rule == "deliver"
        and words == ["step"]
        and any(n.rule not in ("deliver", "unit") for n in clause.nodes)
        and draft.text[slice(*node.span)] != "STEP"
    )
    working = node.rule == "ready" and node.has("TOSIZE") and any(n.rule in ("verb", "profile") for n in clause.nodes)
    if bare_unit or ledge or working:  # "mill to size" is work to do, "to size" is not
        raise unread(draft.text, [node.span])


def _feature_clause(draft: Draft, clause: Clause, nodes: list[Node], last: str) -> str:
    facts = [fact for node in nodes for fact in facts_of(node, draft.text)]
    if not any(fact.slot == "head" for fact in facts):
        facts = [*named_by_width(draft, nodes), *facts]
    facts = tapped(clause.nodes, lone_size(draft, nodes, _once(draft, facts)))
    if together(draft, nodes, facts):
        return "feature"
    whose(draft, nodes)
    ends_of(draft, clause, nodes)
    facts = of_body(clause.nodes, facts)
    facts, last_kind = _to_body(draft, facts, last)
    if not facts:
        return last_kind
    slots = {fact.slot for fact in facts}
    if slots == {"size2"} and last == "body" and not draft.features:
        draft.plans += facts  # "10 mm plate, 100 x 60": the body's, whatever follows
        return "body"
    heads = [fact for fact in facts if fact.slot == "head"]
    facts = [fact for fact in facts if fact.slot != "head"]
    previous = draft.features[-1] if draft.features else None
    facts = pilot(facts, previous)
    slots = {fact.slot for fact in facts} | ({"head"} if heads else set())
    drilling = any(node.rule in _DRILLS and node.has("DRILL") for node in clause.nodes)
    facts = [fact for fact in facts if fact.slot != "drilling"]
    slots.discard("drilling")
    if slots == {"on_circle"}:
        draft.titled += [fact.span for fact in facts if fact.span]
        return last_kind
    if "alls" in slots:  # "two pockets, both 25 dia": of the one feature that is spoken of
        if len(draft.features) + bool(heads) != 1:
            raise unread(draft.text, [f.span for f in facts if f.slot == "alls" and f.span], say("all of what?"))
        facts = [fact for fact in facts if fact.slot != "alls"]
        slots = slots - {"alls"}
        if not facts:
            return last_kind
    fresh = previous is not None and clause.sentence > previous.sentence
    implied = "hole" if too_wide(facts, previous) else _implied(slots, previous, drilling=drilling, fresh=fresh)
    kind = heads[0].value if heads else implied
    facts = axes(apart(facts, kind, previous), kind, previous, form=draft.form)
    slots = {fact.slot for fact in facts}
    if kind is None and previous is None and slots == {"count", "spacing"}:
        kind = "hole"  # "two holes, 80 apart: …"
    again = named_again(draft, clause, kind, facts) if heads else None
    if again is not None:
        again.add(facts)
    elif "continues" in slots or (kind is None and narrows(facts, previous, clause.sentence)):
        _continue(draft, facts, clause)
    elif (
        kind is None
        or (heads and _same_shape(kind, slots, facts, previous, clause))
        or (kind == "hole" and (_titles(previous, facts) or (heads and _refers_back(slots, facts, previous))))
    ):
        _attach(draft, clause, nodes, facts)
    else:
        feature = Feature(kind, sentence=clause.sentence)
        feature.add([*heads, *(_in_feature(draft, fact) for fact in facts)])
        draft.features.append(feature)
    return "feature"


def _once(draft: Draft, facts: list[Fact]) -> list[Fact]:
    """Each slot once; the same thing said twice is one; two different values in one clause are refused."""
    out: dict[str, Fact] = {}
    for fact in facts:
        if fact.slot == "unclear":
            raise unread(draft.text, [fact.span or (0, 0)], str(fact.value))
        known = out.setdefault(fact.slot, fact)
        again = fact.slot == "head" and known.span and draft.text[known.span[1] :].lstrip().startswith("是")
        if known is not fact and (known.value != fact.value or (fact.slot == "head" and not again)):  # "槽是…直槽"
            spans = [f.span for f in (known, fact) if f.span]
            raise unread(draft.text, spans, say("two readings of {slot} side by side", slot=fact.slot))
    return list(out.values())


def _to_body(draft: Draft, facts: list[Fact], last: str) -> tuple[list[Fact], str]:
    """Corner radius and lengths that speak of the body leave the clause."""
    slots = {fact.slot for fact in facts}
    kind = next((f.value for f in facts if f.slot == "head"), None)
    current = draft.features[-1].kind if draft.features and last == "feature" else None
    keep: list[Fact] = []
    for fact in facts:
        if fact.slot == "corner_r":
            where = fact.value[1]
            pocket = kind == "pocket" or (kind is None and current == "pocket")
            if draft.form and not pocket:
                draft.corner_facts.append(fact)
                continue
            if where == "outside" or (where in ("any", "bare") and not pocket):
                if where == "bare" or (where == "any" and (kind is not None or current is not None)):
                    raise unread(draft.text, [fact.span or (0, 0)], say("whose corners?"))
                draft.corner_facts.append(fact)
            else:
                keep.append(fact)
        elif (fact.slot == "sharp" and kind is None and current != "pocket") or fact.slot == "corner_count":
            draft.corner_facts.append(fact)
        elif (fact.slot in _LENGTHS and kind == "hole" and "inner" in slots) or (
            fact.slot in _LENGTHS
            and kind is None
            and current not in ("slot", "pocket")
            and not _slot_lacks(draft, fact)
        ):  # "30 OD x 20 ID x 40 long"
            draft.size_facts.append(fact)
        else:
            keep.append(fact)
    moved = len(keep) < len(facts)
    keep = along_axes(draft, keep) if moved and current is None and kind is None else keep
    return keep, "body" if moved and not keep else ("feature" if slots else last)


def _slot_lacks(draft: Draft, fact: Fact) -> bool:
    """Whether the last feature is a slot that waits for this size: the block may have been named in between."""
    return bool(draft.features) and draft.features[-1].kind == "slot" and fact.slot not in draft.features[-1].facts


def _implied(slots: set[str], previous: Feature | None, *, drilling: bool, fresh: bool) -> str | None:
    """A hole that is not called one: "4 x Ø6.6 thru", "攻M8"; None: the clause adds to the feature before."""
    hole = previous is not None and previous.kind == "hole"
    placed = bool(slots & POSITION)
    if "thread" in slots or "screw" in slots:
        waiting = hole and previous is not None and not previous.facts.keys() & {"thread", "screw"}
        drilled = hole and previous is not None and "dia" in previous.facts and not previous.facts.keys() & POSITION
        if drilled and "tap" in slots and not slots & {"dia", "count"}:
            return None  # "drill 5 thru and tap M6 at …"
        if drilled and {"screw", "cbore_said"} <= slots and not slots & {"dia", "count"}:
            return None  # "Ø6.6 thru, counterbored for M6 socket head screws, at …"
        own = placed or "count" in slots
        return "hole" if own or (not waiting and ("tap" in slots or not hole)) else None
    if previous is None and slots and slots <= {"cbore_said", "csk_said"}:
        return "hole"  # "Counterbores: four off, 6.6 through …"
    if {"dia", "drilled"} == slots and hole and previous is not None and previous.facts.keys() >= {"thread", "tdepth"}:
        return None  # "10-32, full thread 12 deep, #21 drill 18 deep"
    if "dia" in slots:
        missing = (
            previous is not None
            and previous.kind in ("hole", "pocket")
            and not previous.facts.keys() & {"dia", "thread", "size2"}
        )
        if missing and "count" not in slots and not drilling:
            return None
        alone = (previous is None or (fresh and sized(previous))) and slots & {"thru", "depth", "blind", "drilled"}
        return "hole" if "count" in slots or drilling or placed or alone else None
    if "tap" in slots and ("count" in slots or placed) and not (hole and "count" not in slots):
        return "hole"
    return None


def _in_feature(draft: Draft, fact: Fact) -> Fact:
    """The pocket or slot that "in the middle of the pocket" speaks of: the one that was said last."""
    if fact.slot != "centre_of":
        return fact
    target = next((f for f in reversed(draft.features) if f.kind == fact.value), None)
    if target is None:
        raise unread(draft.text, [fact.span or (0, 0)], say("which {what}?", what=fact.value))
    return replace(fact, slot="coaxial", value=target)


def _titles(previous: Feature | None, facts: list[Fact]) -> bool:
    """Whether what came before is only a title: "Counterbored holes: 4 x Ø6.6 thru …"."""
    if previous is None or previous.kind != "hole" or previous.clashes(facts):
        return False
    sunk = {"head", "cbore_said", "csk_said", "sink_said", "tap", "cbore_dia", "cbore_depth", "csk_dia", "csk_angle"}
    if {"head", "centre"} <= previous.facts.keys() <= sunk | {"centre"}:  # "counterbore 2 in deep …, through hole 1 in"
        return any(fact.slot == "centre" for fact in facts)
    counted = "count" in previous.facts and previous.facts.keys() <= {"head", "count", "tap"}
    if counted and not {fact.slot for fact in facts} & {"count", "head"}:
        return True  # "one hole to tap: M8 at …"
    return previous.facts.keys() <= {"head", "cbore_said", "csk_said", "sink_said", "tap", "count", "spacing"} and (
        "count" not in previous.facts or "spacing" in previous.facts
    )


def _refers_back(slots: set[str], facts: list[Fact], previous: Feature | None) -> bool:
    """Whether it is the hole that was named before: "the holes are 15 deep"."""
    if previous is None or previous.kind != "hole" or previous.clashes(facts):
        return False
    if slots - {"head"} <= {"spacing", "sx", "sy"} and previous.facts.keys() & {"row_count", "gn"}:
        return True  # "two rows of four, the holes 20 apart"
    if slots <= {"head", "count"} and facts and facts[0].value.value == 1 and len(previous.places()) == 1:
        return True  # "drill 8 mm through at X15, Y20: just the one hole"
    if "count" in slots and (previous.facts.keys() & _HOLE_FACTS or "count" in previous.facts):
        return False
    if "thread" in slots and "coaxial" in previous.facts:
        return False  # "…, then 35 dia on through. M6 tapped holes, 4 of them, …"
    return not (slots & POSITION and previous.facts.keys() & POSITION)


def _same_shape(kind: str, slots: set[str], facts: list[Fact], previous: Feature | None, clause: Clause) -> bool:
    """Whether it is the pocket or slot that was named before: "…, depth 8, in a block of …, pocket at centre"."""
    if previous is None or previous.kind != kind or kind not in ("pocket", "slot") or slots <= {"head"}:
        return False
    said = {fact.slot for fact in facts}
    makes = any(n.rule in ("count", "nshapes", "verb") for n in clause.nodes)
    if not previous.facts.keys() & _SHAPE_SIZES and said & _SHAPE_SIZES and not makes:
        return not previous.clashes(facts)  # "a pocket in the middle. Pocket length 60, …"
    if (
        said & {"count", "size2", "dia", "wide", "continues"}
        or said & previous.facts.keys()
        or any(n.rule in ("count", "nshapes") for n in clause.nodes)
    ):
        return False
    sized = previous.facts.keys() & {"size2", "dia", "wide"}
    return bool(sized) and not (said & POSITION and previous.facts.keys() & POSITION)


def _continue(draft: Draft, facts: list[Fact], clause: Clause) -> None:
    """As in "then 35 dia on thru": a second hole on the axis of the one before."""
    before = draft.features[-1] if draft.features else None
    if before is None or before.kind != "hole" or "dia" not in before.facts or any(f.slot in POSITION for f in facts):
        raise unread(draft.text, [f.span for f in facts if f.span], say("continues what?"))
    feature = Feature("hole", sentence=clause.sentence)
    feature.add([f for f in facts if f.slot != "continues"])
    wide, above = feature.facts.get("dia"), before.facts["dia"]
    if wide is not None and wide.value.unit == above.value.unit and wide.value.value >= above.value.value:
        raise unread(draft.text, [wide.span or (0, 0)], say("it is no narrower than the hole above it"))
    feature.facts["coaxial"] = Fact("coaxial", before, facts[0].span, facts[0].text)
    draft.features.append(feature)


def _attach(draft: Draft, clause: Clause, nodes: list[Node], facts: list[Fact]) -> None:
    previous = draft.features[-1] if draft.features else None
    slots = {fact.slot for fact in facts}
    spans = [node.span for node in nodes]
    named = [n for n in clause.nodes if n.rule == "body"]
    if cut_out(draft, slots, nodes, previous):
        return
    if slots <= POSITION:
        if any(node.has("PART") for node in named):
            raise unread(draft.text, spans, say("a place without a feature"))
        draft.floating.append(Floating(facts, previous, clause.sentence))
        return
    if slots == {"count"} and (previous is None or named) and one_part(nodes):
        return
    if "count" in slots and (previous is None or named):
        raise unread(draft.text, spans, say("how many of what?"))
    if "thru_all" in slots:
        _through_all(draft, spans, slots)
        return
    rounds = [node for node in draft.body if node.has("ROUND")]
    if previous is None and slots == {"dia"} and rounds and not any(n.node("size", "rounddia") for n in draft.body):
        draft.body += [
            Node("od", node.children) for node in nodes if node.rule == "dia"
        ]  # "a round cover, 100 diameter"
        return
    if (
        previous is None
        and slots == {"thru"}
        and any(n.has("OUTEREDGE", "OUTLINES", "PROFILE", "RECT") for n in draft.body)
    ):
        return  # "切一个矩形外轮廓，切透"
    if previous is None and slots == {"dia"} and draft.form and facts[0].text.startswith("孔径"):
        bore = replace(facts[0], slot="inner", value=True)  # "皮带轮，外径60，孔径12"
        draft.features.append(Feature("hole", {"dia": facts[0], "inner": bore}, clause.sentence))
        return
    if previous is None:  # "a 6 mm deep, 40 mm diameter pocket"
        draft.floating.append(Floating(facts, None, clause.sentence))
        return
    facts = resized(facts, previous)
    if slots == {"count"} and previous.facts.keys() & {"one_each", "inset"}:  # "每个角攻一个，共4个"
        said = previous.facts.get("count")
        if said is not None and said.value.value == 1:
            del previous.facts["count"]
    if "count" in slots and "count" in previous.facts:
        raise unread(draft.text, spans, say("a second count"))
    if previous.clashes(facts):
        raise contradiction(
            say(
                "{text!r} says something else of the {kind} than was said before",
                text=draft.text[spans[0][0] : spans[-1][1]],
                kind=previous.kind,
            ),
            spans[0],
        )
    previous.add(facts)


def _through_all(draft: Draft, spans: list[tuple[int, int]], slots: set[str]) -> None:
    """Through, as in "… both thru": every hole so far that has no depth yet."""
    waiting = [
        f for f in draft.features if f.kind == "hole" and not f.facts.keys() & {"thru", "depth", "blind", "tdepth"}
    ]
    if slots != {"thru_all"} or not waiting:
        raise unread(draft.text, spans)
    for feature in waiting:
        feature.facts["thru"] = Fact("thru", True, spans[0], draft.text[slice(*spans[0])])
