"""Numbers in English words: counts, ordinals, sizes ("sixty wide"), and lengths written out ("three eighths of an inch")."""

from __future__ import annotations

import re
from typing import Final

from codegen.planner.quantity import Quantity

_ENGLISH: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "single": 1, "dozen": 12, "pair": 2,
    "twice": 2, "thrice": 3, "half": 0.5, "quarter": 0.25, "double": 2,
}  # fmt: skip
_TENS: Final = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_PARTS: Final = {"half": 0.5, "quarter": 0.25, "eighth": 0.125, "sixteenth": 0.0625}
_UNITS: Final = "one|two|three|four|five|six|seven|eight|nine"
_TEENS: Final = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_BELOW: Final = rf"(?:{'|'.join(_TENS)})(?:[ -](?:{_UNITS}))?|{_TEENS}|{_UNITS}"
_NUMERAL: Final = rf"(?:(?:an?|{_UNITS}) )?hundred(?:(?: and)? (?:{_BELOW}))?|{_BELOW}"
_NUMBER: Final = re.compile(
    rf"(?P<many>{_NUMERAL})(?:[ -]and[ -](?:an?|(?P<parts>one|three|five|seven))[ -](?P<part>half|quarters?"
    r"|eighths?|sixteenths?))?(?![A-Za-z]|[ -](?:inch|thou|mm|millimet|halves|quarter|eighth|sixteenth|per ?cent))"
    r"|(?P<times>one|three|five|seven|nine|eleven|thirteen|fifteen)[ -](?P<alone>quarters?|eighths?|sixteenths?)"
    r"(?![A-Za-z]|[ -](?:of|inch))",
    re.IGNORECASE,
)
"""A number in words without a unit: "a hundred and twenty", "two and a half", "three eighths"."""

_SIZED: Final = re.compile(
    r"\s+(?:wide|deep|thick|long|high|tall)(?=\s*(?:[.,;)]|\Z|\n)|\s+(?:and|by|x|with|in|overall)\b)|\s+(?:by|x)\s+\w",
    re.IGNORECASE,
)
"""Behind a small number in words that is a size: "ten thick", "six by four"."""

_COUNTS: Final = re.compile(
    r"\s+(?:[a-z]+\s+){0,2}?(?:holes?|slots?|pockets?|places|off|pcs|pieces|rows?|columns?|edges|corners|sides|times|threads)\b",
    re.IGNORECASE,
)
_SPELT: Final = re.compile(
    rf"(?:(?P<many>an(?! hundred)|a(?= millimet)|{_NUMERAL})[ -]"
    r"(?:inch(?:es)?(?:[ -]and[ -](?:an?[ -])?(?:(?P<parts>one|three|five|seven)[ -])?"
    r"(?P<part>half|quarters?|eighths?|sixteenths?))?|(?P<thou>thou|thousandths?)|(?P<mm>mm|millimet(?:re|er)s?)"
    r"(?P<half>[ -]and[ -]a[ -]half)?)"
    r"|(?:(?P<times>one|three|five|seven|nine|eleven|thirteen|fifteen)[ -])?(?P<alone>half|quarters?|eighths?|sixteenths?)"
    r"[ -](?:of[ -])?(?:an?[ -])?inch)"
    r"(?![A-Za-z]|[ -](?:program|job|code|machine|g-?code|drawing|unit|dimension|version|output|file|size|based|mode))",
    re.IGNORECASE,
)
"""Lengths in words; "an inch program" is none."""

ORDINALS: Final = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "last": -1,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
}


_WORD: Final = re.compile(r"[A-Za-z]+")


def english(original: str, text: str, start: int) -> Quantity | None:
    """The number or ordinal in words that begins at ``start``, if any."""
    match = _WORD.match(text, start)
    if match is None:
        return None
    word, end = match[0].lower(), match.end()
    spelt = _spelt(original, text, start) or _sized(original, text, start)
    if spelt is not None:
        return spelt
    if word == "half" and re.match(r"[ -]?way\b", text[end:], re.IGNORECASE):
        return None
    if word in _ENGLISH:
        return Quantity(start, end, original[start:end], float(_ENGLISH[word]), None, "count")
    if word in ORDINALS:
        return Quantity(start, end, original[start:end], float(ORDINALS[word]), None, "ordinal")
    return None


def _spelt(original: str, text: str, start: int) -> Quantity | None:
    """A length in words: "an inch and a half", "three eighths of an inch", "thirty thou", "two inches"."""
    match = _SPELT.match(text, start)
    if match is None:
        return None
    unit = "thou" if match["thou"] else "mm" if match["mm"] else "in"
    value = _whole(match["many"]) if match["many"] else 0.0
    if match["half"]:
        value += 0.5
    elif match["part"]:
        value += (_ENGLISH.get((match["parts"] or "one").lower(), 1)) * _PARTS[match["part"].lower().rstrip("s")]
    elif match["alone"]:
        value = (_ENGLISH.get((match["times"] or "one").lower(), 1)) * _PARTS[match["alone"].lower().rstrip("s")]
    return Quantity(start, match.end(), original[start : match.end()], value, unit, "length")


def _whole(words: str) -> float:
    """The value of "a hundred and twenty", "thirty-five", "an"."""
    total = 0.0
    for word in re.split(r"[ -]", words.lower()):
        if word == "hundred":
            total = max(total, 1) * 100
        elif word != "and":
            total += _TENS.get(word, 0) or _ENGLISH.get(word, 1)
    return total


def _sized(original: str, text: str, start: int) -> Quantity | None:
    """A number in words that counts nothing: above twelve, with a fraction, or with its role behind it."""
    match = _NUMBER.match(text, start)
    if match is None:
        return None
    end, words = match.end(), original[start : match.end()]
    if match["alone"]:
        above, below = _ENGLISH[match["times"].lower()], round(1 / _PARTS[match["alone"].lower().rstrip("s")])
        return Quantity(start, end, words, above / below, None, "number", nominal=f"{above}/{below}")
    value = _whole(match["many"])
    if match["part"]:
        value += _ENGLISH.get((match["parts"] or "one").lower(), 1) * _PARTS[match["part"].lower().rstrip("s")]
        return Quantity(start, end, words, value, None, "number", nominal=f"{value:g}")
    chained = re.search(r"\b(?:by|x)\s+\Z", text[:start], re.IGNORECASE) and not _COUNTS.match(text, end)
    if _SIZED.match(text, end) or chained or (value > 12 and not _COUNTS.match(text, end)):
        return Quantity(start, end, words, value, None, "number", nominal=f"{value:g}")
    single = words.lower() in _ENGLISH
    return None if single else Quantity(start, end, words, value, None, "count")


__all__ = ["ORDINALS", "english"]
