"""A program's lines as tokens: words, remarks and the rest. Nothing is lost, so a change touches only what it names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal

Family = Literal["iso", "siemens", "klartext"]
FAMILIES: Final[dict[str, Family]] = {"heidenhain": "klartext", "siemens": "siemens"}
"""Of a dialect; others are ``iso``."""

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)"
_TOKENS: Final[dict[Family, re.Pattern[str]]] = {
    "iso": re.compile(
        rf"(?P<remark>\([^)]*\)?|;.*)|(?P<address>[A-Za-z])\s*(?P<number>{_NUMBER})(?!\d*\])|(?P<gap>\s+)|(?P<other>.)"
    ),
    "siemens": re.compile(
        rf"(?P<remark>;.*)|(?P<call>[A-Z_]+\d+\([^)]*\))|(?<![A-Za-z])(?P<address>CR|[A-Za-z])\s*=?\s*(?P<number>{_NUMBER})(?![\d(=])"
        r"|(?P<gap>\s+)|(?P<other>[A-Za-z_]+|.)"
    ),
    "klartext": re.compile(
        rf"(?P<remark>;[^~]*)|(?<![A-Za-z])(?P<address>Q\d+\s*=\s*|[A-Z]+)(?P<number>{_NUMBER})|(?P<gap>\s+)"
        r"|(?P<other>DR[-+]|[A-Za-z]+|.)"
    ),
}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a line. ``address`` is empty unless it is a word; a Klartext parameter's is ``Q201``."""

    text: str
    address: str = ""
    number: str = ""
    remark: bool = False

    @property
    def value(self) -> float:
        """Of a word."""
        return float(self.number)

    @property
    def key(self) -> str:
        """A word without padding: ``G01`` is ``G1``."""
        return f"{self.address}{self.value:g}" if self.address else self.text.strip().upper()

    def numbered(self, number: str) -> Token:
        """The same word with another number."""
        return Token(self.text[: len(self.text) - len(self.number)] + number, self.address, number)

    def coded(self, address: str, number: str) -> Token:
        """Another word."""
        return Token(address + number, address, number)


@dataclass(frozen=True, slots=True)
class Line:
    """A line. ``motion``: code in force in it (0 to 3), None: none or a cycle; ``at``: where it begins, None: not known."""

    tokens: tuple[Token, ...]
    motion: int | None = None
    cycle: bool = False
    at: tuple[float | None, float | None, float | None] = (None, None, None)

    @property
    def text(self) -> str:
        """As written."""
        return "".join(t.text for t in self.tokens)

    @property
    def words(self) -> tuple[Token, ...]:
        """The words."""
        return tuple(t for t in self.tokens if t.address)

    @property
    def active(self) -> bool:
        """Whether it says anything beside remarks, percent signs and program numbers."""
        said = [t for t in self.tokens if not t.remark and t.text.strip()]
        return bool(said) and not all(t.address in ("N", "O") or t.text in ("%", ":") for t in said)

    def has(self, *keys: str) -> bool:
        """Whether it has one of the words (``M3``) or keywords (``SUPA``)."""
        return any(t.key in keys for t in self.tokens if not t.remark)

    def value(self, address: str) -> float | None:
        """The number of the first word with that address."""
        return next((t.value for t in self.tokens if t.address == address), None)

    def moves(self, axes: str = "XYZ") -> bool:
        """Whether it has a word of one of the axes."""
        return any(t.address.removeprefix("I") in axes and t.address not in ("I", "") for t in self.words)


@dataclass(frozen=True, slots=True)
class Edit:
    """Lines ``first`` to ``first + removed`` (counted from 0) become ``put``."""

    first: int
    removed: int
    put: tuple[str, ...]


@dataclass(frozen=True)
class Listing:
    """A program. ``changes``: lines that bring in a tool, from 0."""

    lines: tuple[Line, ...]
    dialect: str
    newline: str = "\n"
    final: bool = True  # whether the last line has an end
    changes: tuple[int, ...] = field(default=())

    @property
    def family(self) -> Family:
        """How its words are written."""
        return FAMILIES.get(self.dialect, "iso")

    @property
    def text(self) -> str:
        """As it was."""
        return self.newline.join(line.text for line in self.lines) + (self.newline if self.final else "")

    @property
    def end(self) -> int:
        """The line that ends the program, or the number of lines."""
        for i, line in enumerate(self.lines):
            if line.has("M30", "M2") or (self.family == "klartext" and line.has("END")):
                return i
        return len(self.lines)

    def edited(self, edit: Edit) -> str:
        """The text with the change."""
        lines = [line.text for line in self.lines]
        lines[edit.first : edit.first + edit.removed] = edit.put
        return self.newline.join(lines) + (self.newline if self.final else "")

    def operations(self) -> list[tuple[int, int]]:
        """The stretches from one tool change to the line before the next."""
        ends = (*self.changes[1:], self.end) if self.changes else ()
        return [(a, b) for a, b in zip(self.changes, ends, strict=True) if b > a]


def listing(text: str, dialect: str) -> Listing:
    """Take a program apart."""
    newline = "\r\n" if "\r\n" in text else "\n"
    raw = text.split(newline)
    final = len(raw) > 1 and raw[-1] == ""
    if final:
        raw.pop()
    family = FAMILIES.get(dialect, "iso")
    lines = _followed([tokens(line, family) for line in raw], family)
    changes = tuple(
        i
        for i, line in enumerate(lines)
        if line.has("M6") or (family == "klartext" and line.has("TOOL") and line.has("CALL"))
    )
    return Listing(tuple(lines), dialect, newline, final, changes)


def tokens(line: str, family: Family) -> tuple[Token, ...]:
    """A line's tokens; their texts together are the line."""
    out = []
    for found in _TOKENS[family].finditer(line):
        address = (found["address"] or "").upper().rstrip("= ")
        out.append(Token(found[0], address, found["number"] or "", bool(found["remark"])))
    return tuple(out)


_CYCLES: Final = frozenset({73, 74, 76, *range(81, 90)})


def _followed(rows: list[tuple[Token, ...]], family: Family) -> list[Line]:
    """The lines with their motion code and place, as far as plain absolute moves tell it."""
    motion: int | None = None
    cycle = False
    absolute = True
    at: list[float | None] = [None, None, None]
    out: list[Line] = []
    for row in rows:
        codes = {t.value for t in row if t.address == "G"}
        keys = {t.key for t in row if not t.remark}
        if family == "klartext":
            motion = (0 if "FMAX" in keys else 1) if "L" in keys else None
        else:
            for code in (0, 1, 2, 3):
                if code in codes:
                    motion, cycle = code, False
            if codes & _CYCLES or 33.1 in codes or any(k.startswith("MCALL") for k in keys):
                motion, cycle = None, not keys & {"MCALL"} or len([t for t in row if t.text.strip()]) > 1
            if 80 in codes:
                cycle = False
        absolute = (absolute or 90 in codes) and 91 not in codes
        line = Line(row, motion, cycle, (at[0], at[1], at[2]))
        out.append(line)
        away = bool(codes & {28, 30, 53, 92, 10}) or bool(keys & {"SUPA", "M91"})
        for i, axis in enumerate("XYZ"):
            value = line.value(axis)
            if away or (value is not None and not absolute) or (cycle and axis == "Z"):
                at[i] = None
            elif value is not None:
                at[i] = value
    return out


def written(value: float, like: str, *, dialect: str) -> str:
    """A number in the form of the one it replaces: with a decimal point, or a plus, where that one has them."""
    places = 3 if dialect in ("fanuc", "haas", "grbl", "grblhal") else 4
    text = f"{value + 0.0:.{places}f}".rstrip("0")
    if text.endswith(".") and "." not in like:
        text = text[:-1]
    elif not text.endswith(".") and like.endswith(".") and "." not in text:
        text += "."
    if like[:1] in "+-" and dialect == "heidenhain" and value >= 0:
        text = "+" + text
    return text


def without(line: Line, gone: set[int]) -> str:
    """The line's text without the tokens of these indices, and without the gaps they leave."""
    kept = "".join(t.text for i, t in enumerate(line.tokens) if i not in gone)
    return re.sub(r"(?<=\S)[ \t]{2,}(?=\S)", " ", kept).strip()


def replaced(line: Line, index: int, token: Token) -> str:
    """The line's text with another token in that place."""
    return "".join((token if i == index else t).text for i, t in enumerate(line.tokens))
