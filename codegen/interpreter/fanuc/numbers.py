"""What a number means to the control: least increments without a decimal point, and where a point may stand.

B-64604EN, "Decimal point programming": which addresses take a point, and that a number without one counts least input
increments (parameter 3401 bit 0, DPI = 0). The increments themselves are the controller's data (``no_point``).
"""

from __future__ import annotations

import math
from typing import Final

from codegen.findings import Severity
from codegen.interpreter.fanuc.arithmetic import round_half
from codegen.interpreter.fanuc.state import own
from codegen.interpreter.fast import Fast
from codegen.interpreter.machine import ZERO, Machine
from codegen.messages import say
from codegen.model.program import Word

WITH_POINT: Final = frozenset((*"XYZUVWABCIJKQRF", ",C", ",R", ",A"))
"""Addresses whose numbers may have a decimal point."""
PLAIN: Final = frozenset("G")
"""Of the others, those whose codes have one (G54.1)."""


def written(word: Word) -> float:
    """The number as it stands in the text, whatever it is an increment of."""
    if computed(word) or word.value != word.value:
        return word.value
    return float("".join(word.text[1:].split()))


def computed(word: Word) -> bool:
    """Whether the value came out of a variable or expression: it is what it is, in the program's unit."""
    return "#" in word.text or "[" in word.text


def has_point(word: Word) -> bool:
    """Whether the number was written with a decimal point, or worked out."""
    return "." in word.text or computed(word)


def least(m: Machine, letter: str) -> float:
    """Least increment of an address, in the program's unit: to it ROUND rounds in its word, and the control its value."""
    found = own(m).increments.get((letter[-1], m.feed_mode or "G94"))
    return 1.0 if found is None else 1.0 / found[m.scale > 1.0]


def convert(m: Machine, words: tuple[Word, ...]) -> tuple[Word, ...] | None:
    """The words with the values that the control takes, in mm or inch (a minute or a turn); None: it refuses the block.

    Numbers of other meaning in the same letters (K of a cycle, X of G4) are taken from the text by those who use them.
    """
    for word in words:
        letter = word.letter
        if computed(word):
            return _convert(m, words)
        if letter in WITH_POINT:
            at = word.text.find(".")
            if at < 0 or len(word.text) - at > 4:
                return _convert(m, words)
        elif letter != "G" and "." in word.text and letter not in own(m).pointed:
            return _convert(m, words)
    return words


def _convert(m: Machine, words: tuple[Word, ...]) -> tuple[Word, ...] | None:
    codes = {word.value for word in words if word.letter == "G"}
    inch = 20.0 in codes or (21.0 not in codes and m.scale > 1.0)
    mode = "G95" if 95.0 in codes else "G94" if 94.0 in codes else m.feed_mode or "G94"
    refused = False
    out = []
    mine = own(m)
    for word in words:
        if computed(word):
            per = mine.increments.get((word.letter[-1], mode), (1.0, 1.0))[inch] if word.letter not in PLAIN else 10.0
            value = word.value if math.isnan(word.value) else round_half(word.value * per) / per
            out.append(Word(word.letter, value, word.column, word.text))
        elif word.letter in WITH_POINT:
            if not has_point(word):
                per = mine.increments.get((word.letter[-1], mode), (1.0, 1.0))[inch]
                out.append(Word(word.letter, word.value / per, word.column, word.text))
                continue
            _check_digits(m, word, inch=inch)
            out.append(word)
        elif has_point(word) and word.letter not in mine.pointed:
            end = word.column + len(word.text)
            message = say("{word}: {letter} takes no decimal point (alarm PS0007)", word=word.text, letter=word.letter)
            m.report("syntax", message, say("write it without one"), column=word.column, end_column=end)
            refused = True
        else:
            out.append(word)
    return None if refused else tuple(out)


def _check_digits(m: Machine, word: Word, *, inch: bool) -> None:
    """Say once that the control drops the digits beyond its least increment."""
    if word.letter == "F" or own(m).digits_told:
        return
    places = m.controller.decimals_inch if inch else m.controller.decimals_mm
    digits = word.text.partition(".")[2].rstrip()
    if len(digits) > places and digits[places:].strip("0"):
        own(m).digits_told = True
        m.report(
            "syntax",
            say(
                "{word} has more than {places} decimals: the control drops the rest, and distances add up wrongly",
                word=word.text,
                places=places,
            ),
            say("write at most {places} decimals", places=places),
            column=word.column,
            end_column=word.column + len(word.text),
            severity=Severity.WARNING,
        )


def _divisors(m: Machine) -> dict[str, float]:
    """By what the kernel divides numbers without a point: as ``convert`` does under G94."""
    inch = m.scale > 1.0
    return {letter: per[inch] for (letter, mode), per in own(m).increments.items() if mode == "G94"}


FAST: Final = Fast(
    small_letters=False,
    remark=False,
    ready=lambda m: not m.special and m.origin is ZERO and own(m).plain,
    divisors=_divisors,
    decimals_told=lambda m: own(m).digits_told,
)
"""What of long programs the kernel may run."""
