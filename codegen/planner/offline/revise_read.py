"""Chunks of a revision (``revisions.lark``) → what a clause says: what to do, to which feature, which value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from codegen.planner.offline.chart import Node
from codegen.planner.offline.lex import Token
from codegen.planner.offline.numbers import num, nums, point
from codegen.planner.offline.read import facts as facts_of
from codegen.planner.offline.values import Fact, Num, unread

VERBS: Final = frozenset(
    {
        "change", "move", "remove", "add", "csk_do", "cbore_do", "tap_do",
        "mirror", "undo", "stays", "meant", "rel", "instead", "shift",
    }
)  # fmt: skip
"""Chunks that begin something new to do."""

_SIGNS: Final = frozenset(
    {"to", "by_how", "be", "further", "every", "rest", "samebut", "topface", "surface", "flat_said"}
)
_SELECTORS: Final = {
    "LEFTW": "left", "RIGHTW": "right", "BACKW": "back", "FRONTW": "front", "MIDDLEW": "middle", "OUTER": "outer",
    "INNER": "inner", "CORNERW": "corner", "LEFTBACK": "left back", "RIGHTBACK": "right back", "LEFTFRONT": "left front",
    "RIGHTFRONT": "right front", "BIG": "big", "SMALL": "small", "OTHERS": "others", "ABOVEW": "above",
}  # fmt: skip
_BODIES: Final = ("PLATE", "STOCK", "PART", "ROUND")
_NOUNS: Final = (
    ("POCKET", "pocket"), ("ROUNDPOCKET", "pocket"), ("WINDOW", "pocket"), ("SLOT", "slot"), ("CHAMFER", "chamfer"),
    ("FILLET", "fillet"), ("PATTERN", "pattern"), ("PCD", "pattern"), ("FACING", "face"), ("INNERHOLE", "hole"),
)  # fmt: skip
_DONE: Final = ("counterbored", "countersunk", "bored", "c'bored", "cbored", "c-bored")
_DIRECTIONS: Final = {
    "GORIGHT": (1, 0), "RIGHT": (1, 0), "GOLEFT": (-1, 0), "LEFT": (-1, 0), "GOBACK": (0, 1), "BACK": (0, 1),
    "GOFRONT": (0, -1), "FRONT": (0, -1), "MINUS": (-1, 0), "MINUSY": (0, -1), "PLUSX": (1, 0), "PLUSY": (0, 1),
}  # fmt: skip
_PROPERTIES: Final = {
    "DIAM": "dia", "DEEP": "depth", "WIDE": "wide", "LONG": "long", "OVERALL": "overall", "THICK": "thick", "HIGH": "thick",
    "RADIUS": "radius", "SPACING": "spacing", "PCD": "bolt", "OD": "od", "TAP": "thread", "MATERIAL": "material",
    "CONTROL": "control", "COORD": "position", "EDGEDIST": "inset", "FILLETW": "corner_r", "INSIDE": "corner_r",
}  # fmt: skip
_RELATIVE: Final = {
    "DEEPER": ("depth", 1), "SHALLOWER": ("depth", -1), "WIDER": ("wide", 1), "NARROWER": ("wide", -1), "LONGER": ("long", 1),
    "SHORTER": ("long", -1), "THICKER": ("thick", 1), "THINNER": ("thick", -1), "BIGGER": ("", 1), "SMALLER": ("", -1),
}  # fmt: skip


@dataclass
class Ref:
    """Words that say which feature is meant."""

    noun: str  # "" where only a place, a number or a pronoun says it
    span: tuple[int, int]
    text: str
    selectors: list[str] = field(default_factory=list)
    count: int | None = None
    every: bool = False
    plural: bool | None = None  # as the English noun says; None: it does not
    sizes: list[Num] = field(default_factory=list)
    thread: str = ""
    qualities: set[str] = field(default_factory=set)
    at: dict[str, Num] = field(default_factory=dict)
    pronoun: bool = False
    bore: bool = False
    order: int | None = None


@dataclass
class Clause:
    """What stands together: chunks by their meaning."""

    verbs: list[Node] = field(default_factory=list)
    refs: list[Ref] = field(default_factory=list)
    props: list[tuple[str, str]] = field(default_factory=list)  # property, aspect of it ("cbore", "x" …)
    facts: list[Fact] = field(default_factory=list)
    olds: list[Fact] = field(default_factory=list)
    numbers: list[Num] = field(default_factory=list)
    shifts: list[tuple[int, int, Num]] = field(default_factory=list)
    relative: list[tuple[str, int]] = field(default_factory=list)
    signs: set[str] = field(default_factory=set)
    spans: list[tuple[int, int]] = field(default_factory=list)
    rules: set[str] = field(default_factory=set)
    added: bool = False  # the verb alone says "by": 加3
    growth: int = 0  # what the verb says of the new value: 1 more, -1 less

    @property
    def says_value(self) -> bool:
        """Whether it holds something new."""
        return bool(self.facts or self.numbers or self.shifts or self.signs & {"topface"})

    def take(self, other: Clause) -> None:
        """Join a clause that only goes on."""
        if self.refs:  # "the two on the left: shift them": the pronouns mean what was named
            other.refs = [r for r in other.refs if not (r.pronoun and not r.noun and not r.selectors)]
        for name in ("verbs", "refs", "props", "facts", "olds", "numbers", "shifts", "relative", "spans"):
            getattr(self, name).extend(getattr(other, name))
        self.signs |= other.signs
        self.rules |= other.rules
        self.growth = self.growth or other.growth
        self.added = self.added or other.added


def read_chunk(clause: Clause, node: Node, text: str) -> None:
    """Take one chunk into ``clause``. Raises Refused."""
    clause.spans.append(node.span)
    clause.rules.add(node.rule)
    if node.rule in VERBS - {"rel", "shift"}:
        clause.verbs.append(node)
        if node.rule == "change" and node.has("RESIZE"):
            words = text[slice(*node.span)]
            clause.growth = growth(words)
            clause.added = words[:1] in "加增减降提" and words[-1:] not in "到至成为"
            if words[-1:] in "到至成为":
                clause.signs.add("to")
    elif node.rule in _SIGNS:
        clause.signs.add(node.rule.removesuffix("_how"))
    elif node.rule == "ref":
        clause.refs.append(read_ref(node, text))
    elif node.rule == "prop":
        if (
            clause.refs
            and clause.refs[-1].span[1] <= node.span[0]
            and text[clause.refs[-1].span[1] : node.span[0]].isspace()
        ):
            clause.refs[-1].plural = None  # "the hole diameter": of one or of many
        if clause.relative and not clause.numbers and node.first("RADIUS", "DIAM", "SIZE", "DEEP", "CORNER", "INSIDE"):
            clause.signs.add("to")  # "a smaller corner radius, 5 mm"
        clause.props.append(_property(node))
        _hinted(clause, node, text)
    elif node.rule == "old":
        clause.olds += _old(node, text)
    elif node.rule == "swap_count":  # "不要6个，要8个", "改成8个，不要6个"
        was, *found = [nums(inner)[0] for inner in node.nodes("rcount", "rhole")]
        (now,) = found or [nums(inner)[0] for inner in node.nodes("rnew")]
        quote = text[slice(*node.span)]
        clause.olds.append(Fact("", was, node.span, quote))
        clause.facts.append(Fact("count", now, node.span, quote))
    elif node.rule == "count_now":  # "make that eight holes, not six"
        now, was = nums(node)
        quote = text[slice(*node.span)]
        clause.olds.append(Fact("", was, node.span, quote))
        clause.facts.append(Fact("count", now, node.span, quote))
    elif node.rule == "num":
        value = nums(node)[0]
        clause.numbers.append(-value if node.has("DASH") else value)
    elif node.rule == "rel":
        clause.relative.append(next(v for k, v in _RELATIVE.items() if node.has(k)))
    elif node.rule == "shift":
        clause.shifts.append(_shift(node))
    else:
        if node.rule in ("dia", "depth") and node.has("DIAM", "DEEP") and clause.refs:
            ref = clause.refs[-1]  # "hole dia 10", as in "the hole diameter"
            named = next(node.tokens()).types & {"DIAM", "DEEP"} and text[ref.span[1] : node.span[0]].isspace()
            ref.plural = None if named and not ref.plural else ref.plural
        clause.facts += _facts(node, text)
        _hinted(clause, node, text)


_HINTS: Final = {
    "孔深": "hole",
    "孔径": "hole",
    "槽深": "slot",
    "槽宽": "slot",
    "槽长": "slot",
    "板长": "body",
    "板宽": "body",
    "板厚": "body",
}


def _hinted(clause: Clause, node: Node, text: str) -> None:
    """A property whose name says of what it is: 槽宽, 孔径, "plate length"."""
    quote = text[slice(*node.span)]
    noun = next((kind for word, kind in _HINTS.items() if quote.startswith(word)), "")
    if node.has("BODYLONG", "BODYWIDE"):
        noun = "body"
    if noun and not clause.refs:
        clause.refs.append(Ref(noun, node.span, quote))


_LESS: Final = ("reduc", "decreas", "shrink", "down", "lower", "缩", "减", "降")


def growth(words: str) -> int:
    """1 for verbs that make something larger, -1 for smaller."""
    return -1 if any(word in words.lower() for word in _LESS) else 1


def _facts(node: Node, text: str) -> list[Fact]:
    start, end = node.span
    quote = text[start:end]
    if node.rule in ("dim_thick", "one_plate"):
        return [Fact("thick", nums(node)[0], node.span, quote)]
    if node.rule == "od":
        return [Fact("od", nums(node)[0], node.span, quote)]
    if node.rule == "csk_wide":  # "14 mm across at the surface"
        return [Fact("csk_dia", nums(node)[0], node.span, quote)]
    if node.rule == "angle":
        return [Fact("angle", num(node.token("ANG")), node.span, quote)]
    if node.rule == "thru_noun":
        return [Fact("thru", True, node.span, quote)]
    if node.rule == "rcount":
        return [Fact("count", nums(node)[0], node.span, quote)]
    if node.rule in ("rsize", "rmaterial", "control", "rezero"):
        return [Fact(node.rule, node, node.span, quote)]
    if node.rule == "num_fit":
        fit = node.token("FIT")
        return [
            Fact("dia", nums(node)[0], node.span, quote),
            Fact("fit", fit.text.strip(), (fit.start, fit.end), fit.text),
        ]
    if node.rule == "csk_size":
        size, angle = node.node("cdia"), node.token("ANG")
        return [
            Fact("csk_dia", nums(size or node)[0], node.span, quote),
            Fact("csk_angle", num(angle), node.span, quote),
        ]
    if node.rule == "cbore_size":
        values = nums(node)
        return [Fact("cbore_dia", values[0], node.span, quote), Fact("cbore_depth", values[-1], node.span, quote)]
    if node.rule == "hole_value":
        return _hole_value(node)
    found = facts_of(node, text)
    unclear = [f for f in found if f.slot == "unclear"]
    if unclear:
        raise unread(text, [node.span], str(unclear[0].value))
    return [f for f in found if f.slot not in ("head", "bore")]


def _hole_value(node: Node) -> list[Fact]:
    """As in "change it to an M8 tapped hole"."""
    out: list[Fact] = []
    for token in node.tokens():
        if token.types & {"DIA", "LEN", "FRAC"}:
            out.append(Fact("dia", num(token), (token.start, token.end), token.text))
        elif "THREAD" in token.types and token.quantity is not None:
            out.append(Fact("thread", token.quantity.designation, (token.start, token.end), token.text))
        else:
            for kind, slot in (
                ("TAP", "tap"),
                ("THRU", "thru"),
                ("BLIND", "blind"),
                ("CBORE", "cbore_said"),
                ("CSK", "csk_said"),
            ):
                if kind in token.types:
                    out.append(Fact(slot, True, (token.start, token.end), token.text))
    return out


# -- references -------------------------------------------------------------------------------------------------------


def read_ref(node: Node, text: str) -> Ref:
    """What a noun phrase says about which feature is meant."""
    ref = Ref(_noun(node), node.span, text[slice(*node.span)], pronoun=node.has("PRONOUN", "IT"))
    ref.every = node.has("ALL", "EACH")
    for child in node.nodes("sel"):
        token = next(child.tokens())
        if "ORD" in token.types and token.quantity is not None and token.quantity.value is not None:
            ref.order = int(token.quantity.value)
            continue
        ref.selectors += next(name for kind, name in _SELECTORS.items() if kind in token.types).split()
    for child in [*node.nodes("quantity"), *(c for c in node.nodes("choice") if c.node("sel") is None)]:
        _count(ref, child)
    for child in node.nodes("choice"):
        for item in child.children:
            if isinstance(item, Token) and "CW" in item.types:
                ref.count = int(num(item).value)
    for child in node.nodes("quality"):
        _quality(ref, child)
    where = node.node("post")
    if where is not None:
        _where(ref, where)
    words = [t.text.lower() for t in node.tokens()]
    ref.plural = True if node.has("HOLES", "ONES") or {"pockets", "slots", "chamfers"} & set(words) else None
    if ref.plural is None and words[-1].isascii() and node.has("HOLE1", "ONE"):
        ref.plural = False
    if "outer" in ref.selectors and any("first" in t.text.lower() for t in node.tokens()):
        ref.plural, ref.count = True, 2  # "the first and last hole"
    ref.bore = any(w in ("bore", "内孔") for w in words)
    if node.has("INNERHOLE") and not ref.bore:
        ref.selectors.append("middle")
    return ref


def _count(ref: Ref, node: Node) -> None:
    values = nums(node)
    if values:
        ref.count = int(values[0].value)


def _noun(node: Node) -> str:
    if node.node("threads") is not None:
        return "thread"
    found = node.node("noun")
    if found is None:
        return ""
    if found.has(*_BODIES) and not found.has("ROUNDPOCKET", "POCKET"):
        return "stock" if found.has("STOCK") else "body"
    words = " ".join(t.text.lower() for t in found.tokens())
    for kind, name in (("CBORE", "cbore"), ("CSK", "csk"), ("TAP", "thread")):
        if found.has(kind) and not any(done in words for done in _DONE):
            return name
    if found.has("PATTERN", "BOLTHOLES"):
        return "pattern"
    return next((name for kind, name in _NOUNS if found.has(kind)), "hole")


def _quality(ref: Ref, node: Node) -> None:
    thread = node.first("THREAD")
    if thread is not None and thread.quantity is not None:
        ref.thread = thread.quantity.designation
    elif node.has("DIA", "LEN", "FRAC"):
        ref.sizes.append(nums(node)[0])
    for kind, name in (
        ("TAP", "tap"),
        ("THRU", "thru"),
        ("BLIND", "blind"),
        ("CBORE", "cbore"),
        ("CSK", "csk"),
        ("REAM", "ream"),
    ):
        if node.has(kind):
            ref.qualities.add(name)


def _where(ref: Ref, node: Node) -> None:
    pt = node.node("pt")
    if pt is not None:
        ref.at["x"], ref.at["y"] = point(pt)
    for kind, axis in (("XN", "x"), ("YN", "y")):
        token = node.first(kind)
        if pt is None and token is not None:
            ref.at[axis] = num(token)


# -- the rest ---------------------------------------------------------------------------------------------------------


def _property(node: Node) -> tuple[str, str]:
    name = node.node("pname")
    if name is None:
        return "", ""
    if name.node("xdir", "ydir") is not None:
        return "spacing", "x" if name.node("xdir") is not None else "y"
    if name.has("BODYLONG", "BODYWIDE"):
        return ("long" if name.has("BODYLONG") else "wide"), ""
    if name.has("COUNTED"):
        return "count", ""
    if name.has("CBORE", "CSK"):
        return ("depth" if name.has("DEEP") else "dia"), "cbore" if name.has("CBORE") else "csk"
    if name.has("TAP", "EFFECTIVE") and name.has("DEEP"):
        return "tdepth", ""
    if name.has("CORNER", "CORNERS"):
        return "corner_r", ""
    if name.has("SIZE"):
        return "size", ""
    return next(slot for kind, slot in _PROPERTIES.items() if name.has(kind)), ""


def _old(node: Node, text: str) -> list[Fact]:
    quote = text[slice(*node.span)]
    thread, mat = node.first("THREAD"), node.node("mat")
    if thread is not None and thread.quantity is not None:
        return [Fact("thread", thread.quantity.designation, node.span, quote)]
    if mat is not None:
        return [Fact("rmaterial", mat, node.span, quote)]
    if node.has("THRU"):
        return [Fact("thru", True, node.span, quote)]
    slot = "depth" if node.has("DEEP") else "thick" if node.has("THICK") else "wide" if node.has("WIDE") else ""
    value = nums(node)[0]
    return [Fact("dia" if node.has("DIA") else slot, value, node.span, quote)]


def _shift(node: Node) -> tuple[int, int, Num]:
    axis = node.node("axisdir")
    value = nums(node)[0]
    if axis is None and value.unit is None and any("IN" in t.types for t in node.children if isinstance(t, Token)):
        value = value.with_unit("in")  # "1/8 in to the right"
    if axis is not None and not axis.has("MINUS", "MINUSY"):
        return (1, 0, value) if axis.has("XAXIS", "XLETTER", "PLUSX") else (0, 1, value)
    dx, dy = next(v for k, v in _DIRECTIONS.items() if node.has(k))
    return dx, dy, value
