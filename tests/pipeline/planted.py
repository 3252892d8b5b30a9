"""Bugs to plant in a post: each is a change of the words of every block, where the post has them in its hands."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

Words = list[str]
Change = Callable[[Words], Words]
"""Words of one block as the post meant them → as the bug writes them; no words: the block is lost."""


@dataclass(frozen=True)
class Bug:
    """``found``: what finds it: any of these codes, or "grammar", or "refused" by the post. ``on``: for which controls."""

    name: str
    change: Change
    found: tuple[str, ...]
    on: tuple[str, ...] = ("linuxcnc", "fanuc")


def drop(word: str) -> Change:
    """Lose every word that is ``word``, a pattern."""
    return lambda words: [w for w in words if not re.fullmatch(word, w)]


def lose_block(word: str) -> Change:
    return lambda words: [] if any(re.fullmatch(word, w) for w in words) else words


def put(word: str, to: str) -> Change:
    """Write ``to`` for ``word``: a pattern and its replacement."""
    return lambda words: [re.sub(rf"^(?:{word})$", to, w) for w in words]


def swap(a: str, b: str) -> Change:
    """Write one for the other, both ways: words, or letters of words with a number."""
    if len(a) == 1:
        return lambda words: [{a: b, b: a}.get(w[0], w[0]) + w[1:] for w in words] if not comment(words) else words
    return lambda words: [{a: b, b: a}.get(w, w) for w in words]


def comment(words: Words) -> bool:
    return bool(words) and words[0].startswith("(")


def scale(letter: str, by: float, *, within: str = ".*", places: int = 4) -> Change:
    """Multiply the number of a word, in the blocks of which some word matches ``within``."""

    def change(words: Words) -> Words:
        if comment(words) or not any(re.fullmatch(within, w) for w in words):
            return words
        return [_scaled(w, by, places) if w[0] == letter else w for w in words]

    return change


def shift(letter: str, by: float, *, within: str = ".*") -> Change:
    """Add to the number of a word, in the blocks of which some word matches ``within``."""

    def change(words: Words) -> Words:
        if comment(words) or not any(re.fullmatch(within, w) for w in words):
            return words
        return [_written(w, float(w[1:]) + by, 4) if w[0] == letter else w for w in words]

    return change


def _scaled(word: str, by: float, places: int) -> str:
    return _written(word, float(word[1:]) * by, places)


def _written(word: str, value: float, places: int) -> str:
    """A number in the form of the word it replaces: with a decimal point where that control always writes one."""
    text = f"{value:.{places}f}".rstrip("0").rstrip(".")
    if word.endswith(".") or ("." not in text and "." in word):
        text = text if "." in text else text + "."
    return word[0] + text


def swallowed(words: Words) -> Words:
    """The tool change lands inside the comment before it, whose bracket was not closed."""
    return [f"({' '.join(words)})"] if "M6" in words else words


def no_pecking(words: Words) -> Words:
    return [w for w in put("G83", "G81")(words) if not (w[0] == "Q" and "G83" in words)]


def tap_as_feed(words: Words) -> Words:
    return ["G1", words[1], "F630"] if words[0] == "G33.1" else words


CYCLE = r"G(73|8[1-5])"
FANUC, LINUXCNC = ("fanuc",), ("linuxcnc",)

BUGS = (
    Bug("inch for mm", put("G21", "G20"), ("units-mismatch",)),
    Bug("units lost", drop("G2[01]"), ("units-not-stated",)),
    Bug("incremental for absolute", put("G90", "G91"), ("gouge", "position-unknown", "feature-not-cut")),
    Bug("absolute not restored after the return", lambda w: [] if w == ["G90"] else w, ("compensation-left-on",), FANUC),
    Bug("plane of another axis", put("G17", "G18"), ("word-missing", "word-conflict")),
    Bug("work offset of another setup", put("G54", "G55"), ("not-simulated", "feature-not-cut")),
    Bug("work offset lost", drop("G54"), ("work-offset-not-stated",), FANUC),
    Bug("retract lost", lose_block("G28|G53"), ("tool-change-in-cut",)),
    Bug("spindle stop lost", drop("M5"), ("tool-change-in-cut",)),
    Bug("spindle start lost", drop("M3"), ("spindle-off-in-cut",)),
    Bug("spindle reversed", put("M3", "M4"), ("spindle-reversed",)),
    Bug("spindle speed lost", drop(r"S[\d.]+"), ("spindle-off-in-cut",)),
    Bug("spindle speed ten times", scale("S", 10), ("speed-limit",)),
    Bug("coolant lost", drop("M8"), ("no-coolant",)),
    Bug("tool of another operation", put("T5", "T4"), ("wrong-length-offset",)),
    Bug("tool change lost", drop("M6"), ("wrong-length-offset", "feature-not-cut")),
    Bug("length offset lost", drop(r"G43|H\d+"), ("missing-length-offset",)),
    Bug("length offset of another tool", put("H2", "H3"), ("wrong-length-offset",)),
    Bug("rapid for feed", put("G1", "G0"), ("rapid-into-stock",)),
    Bug("feed for rapid", put("G0", "G1"), ("feed-missing",)),
    Bug("feed ten times", scale("F", 10), ("cutting-data",)),
    Bug("feed a tenth", scale("F", 0.1), ("cutting-data",)),
    Bug("feed lost", drop(r"F[\d.]+"), ("feed-missing",)),
    Bug("X and Y swapped", swap("X", "Y"), ("gouge",)),
    Bug("X mirrored", scale("X", -1), ("feature-not-cut",)),
    Bug("Z mirrored", scale("Z", -1), ("feature-not-cut", "word-conflict")),
    Bug("Z a tenth", scale("Z", 0.1), ("leftover",)),
    Bug("decimal point lost", lambda w: w if comment(w) else [re.sub(r"\.$", "", x) for x in w], ("grammar",), FANUC),
    Bug("arc direction swapped", swap("G2", "G3"), ("leftover",)),
    Bug("I mirrored", scale("I", -1), ("arc-geometry",)),
    Bug("J mirrored", scale("J", -1), ("arc-geometry",)),
    Bug("I and J swapped", swap("I", "J"), ("arc-geometry",)),
    Bug("centre not from the start", shift("I", 30), ("arc-geometry",)),
    Bug("cycle returns swapped", swap("G98", "G99"), ("retract-low",)),
    Bug("cycle not cancelled", lambda w: [] if w == ["G80"] else w, ("cycle-not-cancelled",), FANUC),  # LinuxCNC: G0 ends it
    Bug("cycle without its depth", drop(r"Z-[\d.]+"), ("word-missing",)),
    Bug("cycle too deep", shift("Z", -1, within="G8[13]"), ("gouge",)),
    Bug("cycle too shallow", shift("Z", 3, within="G8[13]"), ("leftover",)),
    Bug("R in the material", shift("R", -4, within=CYCLE), ("rapid-into-stock", "word-conflict")),
    Bug("pecks in thousandths", scale("Q", 1000, within="G83"), ("drill-without-pecks",)),
    Bug("pecks upwards", scale("Q", -1), ("word-missing", "grammar")),
    Bug("pecking lost", no_pecking, ("drill-without-pecks",)),
    Bug("dwell in milliseconds for seconds", scale("P", 1000, within="G82"), ("dwell-out-of-scale",)),
    Bug("dwell in seconds for milliseconds", scale("P", 0.001, within="G82", places=5), ("dwell-out-of-scale", "grammar")),
    Bug("hole lost", lose_block(r"X38\.?"), ("feature-not-cut",)),
    Bug("cycle lost", lose_block(CYCLE), ("feature-not-cut",)),
    Bug("pitch of another tap", lambda w: scale("K", 1.25)(scale("F", 1.25, within="G84")(w)), ("tap-feed",)),
    Bug("tapped by drilling", put("G84", "G81"), ("tap-not-synchronised",), FANUC),
    Bug("tapped by feeding", put("G33.1", "G1"), ("word-conflict",), LINUXCNC),
    Bug("tapped without the spindle", tap_as_feed, ("tap-not-synchronised",), LINUXCNC),
    Bug("rigid mode lost", lose_block("M29"), ("tap-not-synchronised",), FANUC),
    Bug("feed per minute for the lead", drop("G95"), ("tap-feed",), FANUC),
    Bug("feed per revolution left on", lambda w: [] if w == ["G94"] else w, ("cutting-data", "grammar"), FANUC),
    Bug("end lost", drop("M30"), ("no-program-end",)),
    Bug("comment not closed", swallowed, ("wrong-length-offset", "tool-not-in-setup", "modal-unset")),
)  # fmt: skip
