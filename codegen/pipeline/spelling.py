"""The canonical spelling of a block, for each control: text alone. Whether it means the same, ``codegen.pipeline.spell`` proves.

A character stands for a byte (Latin-1), so that a comment in any code page stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from codegen.errors import UsageError
from codegen.messages import say

NUMBER: Final = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)"
_WORD: Final = re.compile(rf"([A-Za-z])[ \t]*({NUMBER})[ \t]*")
_PLAIN: Final = re.compile(rf"(?:[A-MP-Za-mp-z][ \t]*{NUMBER}[ \t]*(?![0-9. \t=\[\]#]))*")
_HEAD: Final = re.compile(r"[ \t]*(/[ \t]*[1-9]?(?![0-9]))?[ \t]*([Nn][ \t]*[0-9]+(?![0-9.]))?[ \t]*")
_COMMENTS: Final = {
    "linuxcnc": re.compile(r"\([^()]*\)|;.*"),
    "grbl": re.compile(r"\([^)]*(?:\)|$)|;.*"),
    "fanuc": re.compile(r"\([^()]*\)"),
    "siemens": re.compile(r";.*"),
}
_TEXTS: Final = re.compile(r'("[^"]*")')
_LETTERS: Final = re.compile(rf"^([A-Za-z])[ \t]*({NUMBER})$")
_AXES: Final = frozenset("XYZABCUVW")
_ORDER: Final = "GHDXYZABCUVWIJKRPQLEFSTM"
_FIRST: Final = "GLPHDXYZABCUVWIJKRQEFSTM"
"""Where L and P say what is written or chosen: G10, G54.1."""
_SWITCHES: Final = "TDHSFM"
_IN_ORDER: Final = frozenset({"65", "66", "66.1"})
"""Macro calls: the order of their arguments may matter."""

_LIKE: Final = {"haas": "fanuc", "grblhal": "grbl"}
"""Dialects that are spelt as another is."""

CONTROLS: Final = (*_COMMENTS, *_LIKE, "heidenhain")


def spell(line: str, dialect: str) -> str:
    """``line`` (without its end) in the canonical spelling of ``dialect``."""
    if dialect == "heidenhain":
        return _klartext(line)
    text = line.strip(" \t")
    if not text or text[0] in "%$":
        return text
    family = _LIKE.get(dialect, dialect)
    return _block(text, family) or _in_place(text, family, dialect)


def _number(text: str, *, pointed: bool) -> str:
    """A number without what means nothing; ``pointed``: a point that was written stays."""
    sign = "-" if text.startswith("-") else ""
    whole, point, rest = text.lstrip("+-").partition(".")
    whole, rest = whole.lstrip("0") or "0", rest.rstrip("0")
    if whole == "0" and not rest:
        sign = ""
    return f"{sign}{whole}{'.' if rest or (point and pointed) else ''}{rest}"


def _word(letter: str, value: str, dialect: str) -> str:
    letter = letter.upper()
    return letter + _number(value, pointed=dialect == "fanuc" and letter not in "GM")


def _block(text: str, dialect: str) -> str | None:
    """A block of plain words, in order; None: it holds more than these."""
    comments = list(_COMMENTS[dialect].finditer(text))
    code = _COMMENTS[dialect].sub(lambda hit: "\0" * len(hit[0]), text)
    bare = code.replace("\0", " ")
    if dialect == "fanuc":
        bare = re.sub(r";[ \t]*$", "", bare)
    head = _HEAD.match(bare)
    assert head is not None  # noqa: S101 - it matches nothing, too
    if dialect == "grbl" and head[1]:
        return None
    if not _PLAIN.fullmatch(bare, head.end()):
        return None
    words = [(m[1].upper(), m[2], m.start()) for m in _WORD.finditer(bare, head.end())]
    first = words[0][2] if words else len(text)
    lead = [c[0] for c in comments if c.start() < first]
    trail = [c[0] for c in comments if c.start() >= first]
    number = [] if head[2] is None else [_word("N", head[2][1:].strip(), "")]
    out = [*number, *lead, *(_word(letter, value, dialect) for letter, value in _ordered(words)), *trail]
    skip = re.sub(r"[ \t]", "", head[1] or "")
    return (skip + (" " if len(skip) > 1 else "") + " ".join(out)).strip(" \t")


def _ordered(words: list[tuple[str, str, int]]) -> list[tuple[str, str]]:
    pairs = [(letter, value) for letter, value, _ in words]
    letters = {letter for letter, _ in pairs}
    codes = {_number(value, pointed=False) for letter, value in pairs if letter == "G"}
    if codes & _IN_ORDER:
        return pairs
    if not codes and not letters & _AXES:
        order = _SWITCHES if letters <= set(_SWITCHES) else ""
    else:
        order = _FIRST if codes & {"10", "54.1"} else _ORDER
    return sorted(pairs, key=lambda pair: order.find(pair[0]) if order else 0)


def _in_place(text: str, dialect: str, reader: str) -> str:
    """A block of more than plain words: these spelled where they stand, and one blank for several."""
    from codegen.interpreter.dialect import find
    from codegen.interpreter.lines import parse_line

    parsed = parse_line(text, find(reader).syntax)
    for word in sorted(parsed.words, key=lambda w: -w.column):
        at = word.column - 1
        written = word.text if dialect == "siemens" else re.sub(r"[ \t]", "", word.text)
        plain = _LETTERS.match(written)
        if plain is not None and text[at : at + len(word.text)] == word.text:
            apart = "" if at == 0 or text[at - 1] in " \t/" else " "
            text = text[:at] + apart + _word(plain[1], plain[2], dialect) + text[at + len(word.text) :]
    head = _HEAD.match(text)
    if head is not None and head[2] is not None:
        text = text[: head.start(2)] + _word("N", head[2][1:].strip(), "") + " " + text[head.end() :]
    return _with_texts(text, _COMMENTS[dialect], lambda code: re.sub(r"[ \t]+", " ", code))


def _with_texts(text: str, comments: re.Pattern[str], change: Callable[[str], str]) -> str:
    """``change`` done to what is neither a comment nor in quotation marks."""
    kept = re.compile(rf"({_TEXTS.pattern[1:-1]}|{comments.pattern})")
    parts = kept.split(text)
    return "".join(part if at % 2 else change(part) for at, part in enumerate(parts)).strip(" \t")


# -- Klartext

_AXIS: Final = re.compile(
    r"(?<![A-Z0-9_.,])(I?[XYZABCUVW])[ \t]*([+-]?)((?:[0-9]+[.,]?[0-9]*|[.,][0-9]+))(?![0-9.,A-Z])"
)
_OTHER: Final = re.compile(
    r"(?<![A-Z0-9_.,])(F|S|Q[0-9]+[ \t]*=[ \t]*)([+-]?)((?:[0-9]+[.,]?[0-9]*|[.,][0-9]+))(?![0-9.,A-Z])"
)


def _klartext(line: str) -> str:
    goes_on = bool(re.match(r"[ \t]+Q[0-9]", line))
    made = _with_texts(line, re.compile(r";.*"), _klartext_code)
    return ("  " if goes_on else "") + made


def _klartext_code(code: str) -> str:
    code = re.sub(r"[ \t]+", " ", code)
    if re.match(r" ?[0-9]* ?(?:BEGIN|END) PGM", code):
        return code
    code = _AXIS.sub(lambda m: m[1] + (m[2] or "+") + _comma(m[3]), code)
    return _OTHER.sub(lambda m: m[1].replace(" ", "") + m[2] + _comma(m[3]), code)


def _comma(text: str) -> str:
    made = _number(text.replace(",", "."), pointed=False)
    return made.replace(".", ",") if "," in text else made


# -- block numbers

_TARGETS: Final = {
    "fanuc": re.compile(r"(GOTO[ \t]*)([0-9]+)(?![0-9.])"),
    "haas": re.compile(r"(GOTO[ \t]*|M0*97[ \t]*P)([0-9]+)(?![0-9.])"),
    "siemens": re.compile(r"((?:GOTO[FBCS]?|REPEAT|REPEATB|CASE)\b.*)", re.IGNORECASE),
}
_UNTOLD: Final = {
    "fanuc": re.compile(r"GOTO[ \t]*[#\[]|M0*99[ \t]*P|M0*98.*Q|G0*6[56].*"),
    "haas": re.compile(r"GOTO[ \t]*[#\[]|M0*99[ \t]*P|M0*97(?![ \t]*P[0-9])|M0*98.*Q|G0*6[56].*"),
    "siemens": re.compile(r"GOTO[FBCS]?[ \t]+[^N\s\"]*[\"(<]|<<|GOTO[FBCS]?[ \t]+R[0-9]+\b", re.IGNORECASE),
}
"""Jumps whose block number is worked out as the program runs, or that come from another program."""
MOST: Final = 99_999
"""LinuxCNC and Fanuc take five digits (LinuxCNC, "G-code overview"; B-64604EN, "Sequence number")."""


def renumbered(lines: list[str], dialect: str, first: int, step: int) -> list[str]:
    """Blocks numbered ``first``, ``first + step``, …, and jumps to them kept right.

    Raises:
        UsageError: a jump that cannot be followed by its text, a number that two blocks have, numbers too large.
    """
    if dialect == "heidenhain":
        return _klartext_numbers(lines, first, step)
    out: list[str] = []
    new: dict[int, int] = {}
    number = first
    family = _LIKE.get(dialect, dialect)
    goals = _TARGETS.get(dialect)
    jumps = goals is not None and any(goals.search(line) or _UNTOLD[dialect].search(line) for line in lines)
    if jumps and sum(bool(re.match(r"[O:][0-9]|%_N_", line)) for line in lines) > 1:
        raise UsageError(say("several programs in one file with jumps between block numbers: they are not renumbered"))
    for at, line in enumerate(lines, 1):
        if jumps and _UNTOLD[dialect].search(line):
            raise UsageError(
                say("line {line}: {text!r} jumps to a block number that its text does not tell: not renumbered", line=at,
                    text=line[:60])
            )  # fmt: skip
        made = _HEAD.match(line)
        assert made is not None  # noqa: S101 - it matches nothing, too
        rest = line[made.end() :]
        said = _COMMENTS[family].sub("", rest).strip()
        if (not said and made[2] is None) or rest[:1] in tuple("%$Oo:") or (made[1] and family == "grbl"):
            out.append(line)
            continue
        if made[2] is not None:
            old = int(made[2][1:])
            if jumps and old in new:
                raise UsageError(say("line {line}: block number N{number} stands twice", line=at, number=old))
            new[old] = number
        if number > MOST:
            raise UsageError(say("block numbers beyond {most}: choose a smaller step", most=MOST))
        skip = (made[1] or "").strip()
        out.append(f"{skip}{' ' if len(skip) > 1 else ''}N{number} {rest}".rstrip(" "))
        number += step
    return [_goals(line, dialect, new, at) for at, line in enumerate(out, 1)] if jumps else out


def _goals(line: str, dialect: str, new: dict[int, int], at: int) -> str:
    def moved(old: str) -> str:
        if int(old) not in new:
            raise UsageError(say("line {line}: there is no block N{number} to go to", line=at, number=int(old)))
        return str(new[int(old)])

    if dialect in ("fanuc", "haas"):
        return _with_texts(line, _COMMENTS["fanuc"], lambda c: _TARGETS[dialect].sub(lambda m: m[1] + moved(m[2]), c))
    return _with_texts(
        line,
        _COMMENTS[dialect],
        lambda code: _TARGETS["siemens"].sub(
            lambda m: re.sub(r"\b([Nn])([0-9]+)\b", lambda n: n[1] + moved(n[2]), m[1]), code
        ),
    )


def _klartext_numbers(lines: list[str], first: int, step: int) -> list[str]:
    out: list[str] = []
    number = first
    for line in lines:
        found = re.match(r"(/ ?)?[0-9]+ (.*)", line, re.DOTALL)
        if found is None:
            out.append(line)
            continue
        out.append(f"{found[1] or ''}{number} {found[2]}")
        number += step
    return out
