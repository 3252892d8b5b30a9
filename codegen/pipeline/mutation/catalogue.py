"""The operators: every fault that is injected, with the findings that name it."""

from __future__ import annotations

from random import Random
from typing import Final

from codegen.errors import UsageError
from codegen.messages import Message, say
from codegen.pipeline.mutation.base import (
    EVERY,
    ISO,
    LETTERS,
    Draw,
    Operator,
    active,
    any_of,
    becomes,
    line_edit,
    lost,
    lost_address,
    lost_line,
    pick,
)  # fmt: skip
from codegen.pipeline.mutation.blocks import (
    block_doubled,
    block_lost,
    blocks_swapped,
    commented,
    cuts_lost,
    operation_lost,
    operations_merged,
    operations_swapped,
    truncated,
)  # fmt: skip
from codegen.pipeline.mutation.listing import Edit, Family, Line, Listing
from codegen.pipeline.mutation.looks import look_alike
from codegen.pipeline.mutation.numbers import (
    argument,
    axes_swapped,
    changed,
    lower,
    negative,
    no_point,
    off,
    other_whole,
    radius_wrong,
    swapped_digits,
    times,
)  # fmt: skip

FLAT: Final = ("X", "Y", "IX", "IY")
DEEP: Final = ("Z", "IZ", "Q201")


def _retracts(line: Line) -> bool:
    return line.has("G53", "G28", "G30", "SUPA", "M91")


def _raises(line: Line) -> bool:
    return line.motion == 0 and (line.value("Z") or 0.0) > 0 and not _retracts(line)


def _taps(line: Line) -> bool:
    return line.has("G84", "G74", "G33.1")


def incremental(program: Listing, rng: Random) -> Edit | None:
    """G91 is left behind in a block that moves."""
    index = pick(rng, active(program, lambda line: line.moves() and not _retracts(line)))
    return None if index is None else line_edit(index, "G91 " + program.lines[index].text)


def no_pecks(program: Listing, rng: Random) -> Edit | None:
    """G83 or G73 becomes G81, and its Q goes."""
    index = pick(rng, active(program, lambda line: line.has("G83", "G73")))
    if index is None:
        return None
    words = [t for t in program.lines[index].tokens if t.address != "Q"]
    said = "".join("G81" if t.key in ("G83", "G73") else t.text for t in words)
    return line_edit(index, " ".join(said.split()))


def _pitch(value: float, rng: Random) -> float:
    """The lead of another thread: fine for coarse, inch for metric, a factor."""
    return value * rng.choice((0.5, 0.75, 0.8, 1.25, 1.5, 2.0, 25.4)) * rng.uniform(1.0, 1.01)


_RETRACT: Final = frozenset({"tool-change-in-cut", "retract-low", "rapid-into-stock", "position-unknown", "diagonal-approach",
                             "rapid-at-cutting-depth", "fixture-contact"})  # fmt: skip
_SPINDLE: Final = frozenset({"spindle-off-in-cut", "spindle-not-started", "spindle-without-speed", "stale-speed", "modal-unset",
                             "spindle-reversed", "tap-not-synchronised"})  # fmt: skip
_LENGTH: Final = frozenset({"missing-length-offset", "wrong-length-offset", "length-offset-without-h", "modal-unset"})
_TOOL: Final = frozenset({"tool-not-used", "tool-never-changed", "tool-not-in-setup", "wrong-length-offset", "tap-hole",
                          "tool-changed-for-itself", "tool-list-mismatch", "feature-not-cut", "thread-not-cut",
                          "tool-staged-in-vain", "missing-length-offset", "modal-unset", "tool-change-in-cut"})  # fmt: skip
_READ: Final = frozenset(
    {"syntax", "word-conflict", "word-missing", "look-alike-character", "unsupported-code", "arc-geometry"}
)
_LOST: Final = frozenset({"feature-not-cut", "thread-not-cut", "tool-not-used", "tap-hole", "no-program-end"})
_FEED: Final = frozenset({"cutting-data", "feed-limit", "odd-feed", "tap-feed", "plunge-at-cutting-feed", "stale-feed",
                          "feed-missing"})  # fmt: skip
_UNITS: Final = frozenset({"units-mismatch", "units-not-stated", "travel-limit", "modal-unset"})
_ANY: Final = _LOST | _READ | _RETRACT | _SPINDLE | _LENGTH | _TOOL | _FEED | _UNITS
_POINT: Final = (
    frozenset({"decimal-point-missing", "travel-limit", "dwell-out-of-scale", "speed-limit"}) | _FEED | _READ
)
_BLIND: Final = say("without the part nothing tells the wrong size from one that is meant")


def _op(
    name: str, text: Message, draw: Draw, names: frozenset[str] = frozenset(), *, on: tuple[Family, ...] = EVERY,
    blind: bool = False,
) -> Operator:  # fmt: skip
    return Operator(name, text, draw, names, on, not blind, _BLIND if blind else "")


BLOCKS: Final = (
    _op("block-lost", say("a block is missing"), block_lost, _ANY, blind=True),
    _op("block-doubled", say("a block stands twice"), block_doubled, frozenset({"hole-drilled-twice"})),
    _op("blocks-swapped", say("two blocks are in the wrong order"), blocks_swapped, _ANY, blind=True),
    _op("truncated", say("the end of the program is missing"), truncated, _READ | {"no-program-end", "ending-in-cut"}),
    _op("operation-lost", say("a whole operation is missing"), operation_lost, _LOST | _TOOL, blind=True),
    _op("cuts-lost", say("an operation changes its tool and cuts nothing"), cuts_lost, _LOST | _TOOL, blind=True),
    _op("operations-merged", say("an operation runs with the tool of the one before"), operations_merged,
        _TOOL | _SPINDLE | {"cutting-data", "rapid-into-stock"}, blind=True),
    _op("operations-swapped", say("two operations are in the wrong order"), operations_swapped,
        _TOOL | {"drill-without-pecks", "rapid-into-stock"}, blind=True),
    _op("block-in-remark", say("a block, or its end, is inside a remark"), commented, _ANY, blind=True),
)  # fmt: skip
LOSSES: Final = (
    _op("length-offset-lost", say("the length offset is missing (G43 H)"), lost("G43", "D1", also="H"), _LENGTH, on=LETTERS),
    _op("retract-lost", say("the way home before a tool change is missing"), lost_line(_retracts), _RETRACT),
    _op("rise-lost", say("a retract above the work is missing"), lost_line(_raises), _RETRACT),
    _op("spindle-start-lost", say("M3 is missing"), lost("M3", "M4"), _SPINDLE),
    _op("coolant-lost", say("M8 is missing"), lost("M8", "M7"), frozenset({"no-coolant"})),
    _op("tool-change-lost", say("the tool is not changed (M6)"),
        any_of(lost("M6"), lost_line(lambda line: line.has("M6") or line.has("CALL"))), _TOOL | _SPINDLE | {"cutting-data"}),
    _op("units-lost", say("the unit is not said (G21)"), lost("G21", "G20", "G710", "G71"), _UNITS, on=LETTERS),
    _op("distance-lost", say("G90 is missing"), lost("G90"),
        frozenset({"distance-not-stated", "modal-unset", "position-unknown", "compensation-left-on"}), on=LETTERS),
    _op("work-offset-lost", say("the work offset is not said (G54)"), lost("G54"),
        frozenset({"work-offset-not-stated", "modal-unset"}), on=LETTERS),
    _op("plane-lost", say("the plane is not said (G17)"), lost("G17"), frozenset({"plane-not-stated", "modal-unset"}),
        on=LETTERS),
    _op("cycle-not-cancelled", say("a cycle is not cancelled (G80)"), lost("G80", "MCALL"),
        frozenset({"cycle-not-cancelled", "modal-unset"}), on=LETTERS),
    _op("feed-lost", say("the feed is missing"), lost_address("F"), _FEED | _READ),
    _op("speed-lost", say("the speed is missing"), lost_address("S"), _SPINDLE | {"cutting-data"}),
    _op("compensation-left-on", say("cutter compensation is not cancelled (G40)"), lost("G40"),
        frozenset({"compensation-left-on", "compensation-on-retract", "modal-unset"}), on=LETTERS),
)  # fmt: skip
CODES: Final = (
    _op("wrong-length-offset", say("H is that of another tool"), changed(("H",), other_whole), _LENGTH, on=ISO),
    _op("wrong-tool", say("T calls another tool"), changed(("T",), other_whole), _TOOL | {"cutting-data"},
        on=LETTERS, blind=True),
    _op("wrong-diameter-offset", say("D is that of another tool"), changed(("D",), other_whole),
        frozenset({"wrong-diameter-offset", "wrong-length-offset", "compensation-conflict"}) | _READ, on=LETTERS),
    _op("rapid-for-feed", say("G0 is written for G1"), becomes({"G1": ("G0",)}), frozenset({
        "rapid-into-stock", "rapid-below-zero", "rapid-at-cutting-depth", "retract-low"}), on=LETTERS),
    _op("feed-for-rapid", say("G1 is written for G0"), becomes({"G0": ("G1",)}), _FEED | {"feed-in-machine-coordinates"},
        on=LETTERS),
    _op("arc-reversed", say("an arc goes the other way round (G2, G3)"), becomes({"G2": ("G3",), "G3": ("G2",),
        "DR+": ("DR-",), "DR-": ("DR+",)}), _READ, blind=True),
    _op("inch-for-mm", say("the unit is the other one (G20, G21)"), becomes({"G21": ("G20",), "G20": ("G21",),
        "G710": ("G700",), "G71": ("G70",)}), _UNITS, on=LETTERS),
    _op("incremental-left-on", say("G91 is left on"), any_of(incremental, becomes({"G90": ("G91",)})),
        frozenset({"compensation-left-on", "position-unknown", "incremental-after-tool-change"}) | _READ, on=LETTERS),
    _op("wrong-plane", say("the plane is another one (G18, G19)"), becomes({"G17": ("G18", "G19")}),
        _READ | {"cycle-not-along-z"}, on=LETTERS),
    _op("wrong-work-offset", say("the work offset is another one (G55 …)"), becomes({"G54": ("G55", "G56", "G57", "G59")}),
        frozenset({"work-offset-changed-low", "not-simulated", "position-unknown"}), on=LETTERS),
    _op("spindle-reversed", say("M4 is written for M3"), becomes({"M3": ("M4",), "M4": ("M3",)}),
        frozenset({"spindle-reversed"})),
    _op("spindle-stopped", say("M5 is written for M3"), becomes({"M3": ("M5",), "M4": ("M5",)}), _SPINDLE),
    _op("pecks-lost", say("a deep hole is drilled in one stroke (G81 for G83)"), no_pecks,
        frozenset({"drill-without-pecks"}), on=ISO),
    _op("feed-mode-wrong", say("feed per minute where the thread wants feed per turn (G94 for G95)"),
        becomes({"G95": ("G94",)}), frozenset({"tap-feed", "tap-not-synchronised"}), on=LETTERS),
    _op("tap-not-synchronised", say("a thread is cut by drilling or feeding"),
        becomes({"G84": ("G81", "G85"), "G74": ("G81",), "G33.1": ("G1", "G0")}),
        frozenset({"tap-not-synchronised", "thread-not-cut", "rapid-into-stock"}) | _READ, on=ISO),
    _op("return-low", say("a cycle returns low between its holes (G99 for G98)"), becomes({"G98": ("G99",), "G99": ("G98",)}),
        _RETRACT, on=ISO),
    _op("look-alike", say("a character looks like the right one (O for 0)"), look_alike, _READ | _FEED | _UNITS),
)  # fmt: skip
NUMBERS: Final = (
    _op("height-wrong", say("a Z is wrong by 0.05 to 5 mm"), any_of(changed(DEEP, off), argument("CYCLE", off)),
        _RETRACT | {"tap-hole", "thread-not-cut", "holder-contact", "deeper-than-flutes"}, blind=True),
    _op("place-wrong", say("an X or Y is wrong by 0.05 to 5 mm"), changed(FLAT, off),
        _READ | {"tap-hole", "thread-not-cut", "rapid-into-stock", "feature-not-cut"}, blind=True),
    _op("sign-wrong", say("a coordinate has the wrong sign"), changed((*FLAT, *DEEP), negative),
        _READ | _RETRACT | {"feature-not-cut", "thread-not-cut", "travel-limit"}, blind=True),
    _op("axes-swapped", say("X stands for Y and Y for X"), axes_swapped,
        _READ | _RETRACT | {"feature-not-cut", "thread-not-cut", "travel-limit"}, blind=True),
    _op("digits-swapped", say("two figures of a number are exchanged"), changed((*FLAT, *DEEP, "I", "J"), swapped_digits),
        _READ | _RETRACT | {"feature-not-cut", "thread-not-cut"}, blind=True),
    _op("decimal-point-lost", say("a decimal point is lost"), no_point, _POINT | _RETRACT),
    _op("centre-sign-wrong", say("I, J or K has the wrong sign"), changed(("I", "J", "K"), negative), _READ, on=LETTERS),
    _op("centre-wrong", say("I, J or K is wrong by 0.05 to 5 mm"), changed(("I", "J", "K"), off), _READ, on=LETTERS),
    _op("radius-sign-wrong", say("an arc by its radius, of the wrong sign"), radius_wrong, _READ, on=LETTERS, blind=True),
    _op("retract-too-low", say("a height for rapids is too low"), changed(("Z", "R"), lower, lines=lambda line: (
        line.motion == 0 or line.cycle) and not _retracts(line)), _RETRACT | _READ),
    _op("return-plane-wrong", say("the return plane of a cycle is wrong"), changed(("R",), off), _RETRACT | _READ, on=ISO),
    _op("feed-wrong", say("a feed is 0.1 to 10 times what it was"), changed(("F", "Q206"), times), _FEED),
    _op("speed-wrong", say("a speed is 0.1 to 10 times what it was"), changed(("S",), times),
        frozenset({"cutting-data", "speed-limit", "tap-feed"})),
    _op("pitch-wrong", say("a tap is fed at another pitch"), any_of(
        changed(("K",), _pitch, lines=_taps), changed(("F",), _pitch, lines=_taps), changed(("Q239",), _pitch)),
        frozenset({"tap-feed", "thread-not-cut"})),
)  # fmt: skip

OPERATORS: Final[tuple[Operator, ...]] = (*BLOCKS, *LOSSES, *CODES, *NUMBERS)


def chosen(names: tuple[str, ...]) -> tuple[Operator, ...]:
    """The operators of these names; all where none is named.

    Raises:
        UsageError: there is none of that name.
    """
    known = {operator.name: operator for operator in OPERATORS}
    for name in names:
        if name not in known:
            raise UsageError(
                say("no operator is called {name!r}; there are {known}", name=name[:60], known=", ".join(known))
            )
    return tuple(known[name] for name in dict.fromkeys(names)) or OPERATORS
