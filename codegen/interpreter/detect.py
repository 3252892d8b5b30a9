"""Which control a program is written for, by its text: a guess that says how sure it is and why. It changes nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from codegen.interpreter.text import decode
from codegen.messages import say

Sure = Literal["certain", "likely", "guess"]

LOOKED_AT: Final = 400_000
"""Characters of a program that are looked at: signs of a control stand at the beginning, or all through."""


@dataclass(frozen=True, slots=True)
class Sign:
    """Something in a text that speaks for a control, which its dialect names.

    ``weight``: 4 settles it, 1 is a habit; below 0 it speaks against.
    """

    control: str
    pattern: re.Pattern[str]
    weight: int
    what: str


@dataclass(frozen=True, slots=True)
class Detection:
    """``controller``: the likeliest, by its dialect. ``because``: the signs for it. ``others``: what else it may be, in order."""

    controller: str
    sure: Sure
    because: tuple[str, ...]
    others: tuple[str, ...]


def _sign(control: str, weight: int, what: str, pattern: str) -> Sign:
    return Sign(control, re.compile(pattern, re.MULTILINE | re.IGNORECASE), weight, what)


_N: Final = r"^[ \t/]*(?:N[ \t]*\d+[ \t]*)?"
"""A block's beginning."""

SIGNS: Final = (
    _sign("heidenhain", 6, "BEGIN PGM … MM", r"^\s*\d*\s*BEGIN PGM\b.*\b(?:MM|INCH)\b"),
    _sign("heidenhain", 4, "TOOL CALL", r"^\s*\d*\s*TOOL CALL\b"),
    _sign("heidenhain", 3, say("moves written as L X+… R0 FMAX"), r"^\s*\d*\s*L\s+I?[XYZ][+-]"),
    _sign("heidenhain", 3, "CYCL DEF", r"^\s*\d*\s*CYCL (?:DEF|CALL)\b"),
    _sign("siemens", 4, say("CYCLE81 and the like"), rf"{_N}(?:MCALL[ \t]+)?(?:CYCLE\d+|POCKET\d|SLOT\d|HOLES\d)[ \t]*\("),
    _sign("siemens", 4, say("a tool by name, T=\"…\""), r'\bT(?:\d+)?[ \t]*=[ \t]*"'),
    _sign("siemens", 4, "CR=, AC( ), IC( )", r"^[^(;\n]*\bCR[ \t]*=|[XYZIJK]=[ \t]*[AI]C[ \t]*\("),
    _sign("siemens", 4, "TRANS, ROT, SUPA, MCALL, GOTOF", rf"{_N}(?:A?TRANS|A?ROT|A?MIRROR|MCALL|GOTO[FBC]?|WORKPIECE|MSG)\b"
          r"[ \t(XYZ]|\bSUPA\b"),
    _sign("siemens", 3, say("R parameters set with ="), rf"{_N}R\d+[ \t]*="),
    _sign("siemens", 3, "%_N_…, ;$PATH=", r"^%_N_|^;\$PATH="),
    _sign("siemens", 2, "G500, G505…G599, G700, G710", r"\bG(?:500|50[5-9]|5[1-9]\d|7[01]0)\b"),
    _sign("siemens", 1, say("; comments and no O number"), r"^[^(\n]*;[^\n]+"),
    _sign("linuxcnc", 5, say("O words (sub, call, if, while)"), rf"{_N}O[ \t]*(?:<[^>\n]+>|\d+|\[[^\]\n]*\])[ \t]*"
          r"(?:(?:end)?(?:sub|if|while|repeat)|call|else|elseif|do|return|break|continue)\b"),
    _sign("linuxcnc", 4, say("named parameters #<…>"), r"#<[^>\n]+>"),
    _sign("linuxcnc", 4, "G33.1, G64 P", r"\bG33\.1\b|\bG64[ \t]*P"),
    _sign("linuxcnc", 1, say("G59.1, G38.2 or G10 L20"),
          r"\bG(?:59\.[123]|10[ \t]*L20|38\.[2-5])"),
    _sign("linuxcnc", 2, say("(MSG, …), (DEBUG, …) or (PRINT, …)"), r"\([ \t]*(?:MSG|DEBUG|PRINT|LOG|PROBEOPEN)[ \t]*,"),
    _sign("linuxcnc", 2, say("functions in lower case, such as sin[…]"),
          r"(?-i:\b(?:sin|cos|tan|sqrt|atan|fix|fup|abs|round)\[)"),
    _sign("linuxcnc", 4, say("the program names LinuxCNC or EMC2"), r"\b(?:LinuxCNC|EMC2)\b"),
    _sign("haas", 5, say("the program names Haas"), r"[(;].*\bHAAS\b"),
    _sign("haas", 4, "G154 P, G150, G12/G13, G47, G187", r"\bG(?:154[ \t]*P|150\b|187\b|47\b|1[23][ \t]*(?:I|Z|F|D))"),
    _sign("haas", 3, "M97", r"\bM97[ \t]*P"),
    _sign("haas", 1, say("G53 with G0 and Z0 after G28"), r"\bG0?0[ \t]*G(?:17|53)\b.*|\bG53[ \t]*G0?0?[ \t]*Z0?\."),
    _sign("fanuc", 2, say("an O number"), r"^[ \t]*[O:]\d{1,8}\b"),
    _sign("fanuc", 4, say("macro statements (IF [ ] GOTO, WHILE [ ] DO)"),
          rf"{_N}(?:IF[ \t]*\[.*\][ \t]*(?:GOTO|THEN)|WHILE[ \t]*\[.*\][ \t]*DO)"),
    _sign("fanuc", 2, say("G65 P or M98 P with an O number"), r"\bG65[ \t]*P\d|\bM98[ \t]*P\d{3,}"),
    _sign("fanuc", 2, "G91 G28 Z0.", r"\bG91[ \t]*G28[ \t]*Z0|\bG28[ \t]*G91[ \t]*Z0"),
    _sign("fanuc", 2, say("M29 or G54.1 P, G5.1, G10 L50 and the like"), r"\bM29\b|\bG54\.1[ \t]*P|\bG0?5\.1[ \t]*Q"),
    _sign("fanuc", 4, say("the program names Fanuc"), r"[(;].*\bFANUC\b"),
    _sign("grbl", 5, say("the program names GRBL"), r"[(;].*\bGRBL\b"),
    _sign("grbl", 4, say("$ commands"), r"^[ \t]*\$[HJX$#G]"),
    _sign("grblhal", 7, say("the program names grblHAL"), r"[(;].*\bGRBLHAL\b"),
)  # fmt: skip
"""Signs, each counted once."""

_AGAINST_GRBL: Final = re.compile(
    r"\bM0?6\b|\bG(?:8[1-9]|7[346]|43(?!\.1)|4[12]|64|95|9[89]|28(?!\.1)[ \t]*[UVW])|#|\[|^[ \t]*O\d",
    re.IGNORECASE | re.MULTILINE,
)
_FAMILY: Final = {"haas": "fanuc", "grblhal": "grbl"}
ORDER: Final = ("linuxcnc", "fanuc", "haas", "siemens", "heidenhain", "grbl", "grblhal")


def detect(data: str | bytes, *, known: tuple[str, ...] = ORDER) -> Detection:
    """The control that a program's text is likeliest for, of the dialects ``known``. Never raises for what the text holds."""
    text, _ = decode(data[:LOOKED_AT], "")
    seen: dict[str, list[Sign]] = {}
    for sign in SIGNS:
        if sign.control in known and sign.pattern.search(text):
            seen.setdefault(sign.control, []).append(sign)
    points = {control: sum(s.weight for s in signs) for control, signs in seen.items()}
    if "haas" in points:  # a Haas program has all of Fanuc's signs, too
        points["haas"] += points.get("fanuc", 0)
        seen["haas"] += seen.get("fanuc", [])
    if points.get("siemens", 2) <= 1:
        del points["siemens"]  # a way to write remarks that senders of GRBL have, too
    ranked = sorted(points, key=lambda c: (-points[c], ORDER.index(c)))
    if not ranked:
        plain = "grbl" if "grbl" in known and not _AGAINST_GRBL.search(text) and _looks_small(text) else "linuxcnc"
        why = say("nothing in it is peculiar to one control")
        return Detection(plain, "guess", (why,), tuple(c for c in ORDER if c in known and c != plain)[:3])
    best = ranked[0]
    second = next((points[c] for c in ranked[1:] if _FAMILY.get(best) != c), 0)
    ahead = points[best] - second
    strong = max(s.weight for s in seen[best] if s.control == best) >= 3  # habits alone settle nothing, however many
    sure: Sure = (
        "certain"
        if strong and points[best] >= 4 and ahead >= 3
        else "likely"
        if points[best] >= 2 and ahead >= 1
        else "guess"
    )
    return Detection(best, sure, tuple(s.what for s in seen[best]), tuple(ranked[1:]))


def _looks_small(text: str) -> bool:
    """No tool change, no cycle, no offset: what a sender of GRBL gets. A habit, not a proof."""
    return not re.search(r"^%", text, re.MULTILINE) and bool(re.search(r"\bG21\b|\bG20\b", text))
