"""A SINUMERIK file: the programs in it, their labels and block numbers, and which structure ends where.

A file holds one program; in punched-tape format ("%_N_NAME_MPF", "%_N_NAME_SPF") it may hold several (Fundamentals, "Program
names"). Lines are looked at by their first words alone here, so that the text need not be parsed to find a label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from codegen.interpreter.text import unusual

HEADER: Final = re.compile(r"\s*%[ \t]*(?:_N_)?([A-Za-z_0-9]*?)(?:_(MPF|SPF))?\s*", re.IGNORECASE)
_FRONT: Final = re.compile(
    r"[ \t]*(?:/[0-9]?[ \t]*)?(?:(?:N([0-9]+)|:[ \t]*([0-9]+))[ \t]*)?(?:([A-Z_][A-Z_][A-Z0-9_]*):[ \t]*)?",
    re.IGNORECASE,
)
_WORD: Final = re.compile(
    r"(IF|ELSE|ENDIF|LOOP|ENDLOOP|FOR|ENDFOR|WHILE|ENDWHILE|REPEAT|UNTIL)(?![A-Z0-9_])(.*)", re.IGNORECASE
)
_PROC: Final = re.compile(r"PROC[ \t]+([A-Z_][A-Z0-9_]*)", re.IGNORECASE)
_JUMP: Final = re.compile(r"(?<![A-Z0-9_])GOTO[FBCS]?(?![A-Z0-9_])", re.IGNORECASE)
_TEXT: Final = re.compile(r'"[^"]*"')

ENDS: Final = {"IF": "ENDIF", "LOOP": "ENDLOOP", "FOR": "ENDFOR", "WHILE": "ENDWHILE", "REPEAT": "UNTIL"}
BEGINS: Final = {end: begin for begin, end in ENDS.items()}


@dataclass(slots=True)
class Section:
    """One program of the file: blocks ``first`` to ``end``, end exclusive. ``name`` in capitals, as it is called."""

    name: str
    first: int
    end: int
    labels: dict[str, list[int]] = field(default_factory=dict)
    numbers: dict[str, list[int]] | None = None
    pairs: dict[int, int] = field(default_factory=dict)  # beginning of a structure ↔ its end
    otherwise: dict[int, int] = field(default_factory=dict)  # IF ↔ its ELSE
    unpaired: set[int] = field(default_factory=set)
    jumps: bool = False
    lines: Sequence[str] | None = None  # once it was read

    def find(self, name: str, at: int, way: str) -> int | None:
        """Block of a label, of a block number (N100) or of a main block (:10): GOTOF onwards, GOTOB back, GOTO both."""
        places = self.labels.get(name) or self._numbered().get(name) or []
        onwards = next((p for p in places if p > at), None)
        back = next((p for p in reversed(places) if p <= at), None)
        if way == "GOTOF":
            return onwards
        if way == "GOTOB":
            return back
        return onwards if onwards is not None else back

    def _numbered(self) -> dict[str, list[int]]:
        """Block numbers and main blocks, looked for when one is first asked for."""
        if self.numbers is None:
            self.numbers = {}
            for at in range(self.first, self.end):
                front = _FRONT.match((self.lines or ())[at])
                assert front is not None  # noqa: S101 - every part of it may be missing
                if front[1] is not None:
                    self.numbers.setdefault(f"N{int(front[1])}", []).append(at)
                if front[2] is not None:
                    self.numbers.setdefault(f":{int(front[2])}", []).append(at)
        return self.numbers


def sections(lines: Sequence[str], size: int) -> list[Section]:
    """The programs of a file; a text in front of the first header belongs to none."""
    odd = [at for at in unusual(lines, 0) if at < size]
    heads = [at for at in odd if lines[at].lstrip().startswith("%") and HEADER.fullmatch(lines[at])]
    out: list[Section] = []
    if not heads or _first(lines, 0, heads[0]) is not None:
        out.append(Section("", 0, heads[0] if heads else size))
    for at, end in zip(heads, [*heads, size][1:], strict=True):
        found = HEADER.fullmatch(lines[at])
        if found is None or (not found[1] and at != heads[0]):
            continue
        out.append(Section(found[1].upper(), at + 1, end))
    procedures = [
        (at, proc[1].upper()) for at in odd if (proc := _PROC.match(lines[at], _front_end(lines[at]))) is not None
    ]
    for section in list(out):
        out += _procedures(lines, section, procedures)
    return out


def _first(lines: Sequence[str], start: int, end: int) -> int | None:
    """The first line that is neither blank nor a remark."""
    return next((at for at in range(start, end) if lines[at].strip() and not lines[at].lstrip().startswith(";")), None)


def _procedures(lines: Sequence[str], section: Section, procedures: list[tuple[int, str]]) -> list[Section]:
    """PROC names the program that it begins; a further PROC begins another."""
    made: list[Section] = []
    current, end = section, section.end
    for at, name in procedures:
        if not section.first <= at < end:
            continue
        if _first(lines, section.first, at + 1) == at:
            section.name = section.name or name
        else:
            made.append(Section(name, at, end))
            current.end, current = at, made[-1]
    return made


def _front_end(line: str) -> int:
    found = _FRONT.match(line)
    return found.end() if found is not None else 0


def read(section: Section, lines: Sequence[str]) -> None:
    """Find the section's labels and structures: none of them stands in a line of plain words."""
    if section.lines is not None:
        return
    section.lines = lines
    open_ones: list[tuple[str, int]] = []
    for at in unusual(lines, section.first):
        if at >= section.end:
            break
        line = lines[at]
        front = _FRONT.match(line)
        assert front is not None  # noqa: S101 - every part of it may be missing
        if front[3] is not None:
            section.labels.setdefault(front[3].upper(), []).append(at)
        rest = _TEXT.sub('""', line[front.end() :]).partition(";")[0]
        section.jumps = section.jumps or _JUMP.search(rest) is not None
        word = _WORD.match(rest)
        if word is not None:
            _structure(section, open_ones, word[1].upper(), word[2], at)
    for _, at in open_ones:
        section.unpaired |= {at, section.otherwise.get(at, at)}


def _structure(section: Section, open_ones: list[tuple[str, int]], word: str, rest: str, at: int) -> None:
    if (word == "IF" and _JUMP.search(rest)) or (word == "REPEAT" and rest.strip()):
        return
    if word in ENDS:
        open_ones.append((word, at))
    elif word == "ELSE":
        if open_ones and open_ones[-1][0] == "IF" and open_ones[-1][1] not in section.otherwise:
            begin = open_ones[-1][1]
            section.otherwise[begin], section.otherwise[at] = at, begin
        else:
            section.unpaired.add(at)
    elif open_ones and open_ones[-1][0] == BEGINS[word]:
        begin = open_ones.pop()[1]
        section.pairs[begin], section.pairs[at] = at, begin
    else:
        section.unpaired.add(at)
