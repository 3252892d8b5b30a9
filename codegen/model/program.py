"""A program's text as blocks and words, each with its place; and what a reader returns."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from codegen.errors import InternalError

if TYPE_CHECKING:
    from codegen.findings import Finding
    from codegen.model.columns import Ints
    from codegen.model.motion import Point
    from codegen.model.steps import Steps

PROGRAM: Final = -1
"""In place of a line number: a program begins."""
_NUMBER: Final = re.compile(r"[ \t]*/?[ \t]*(?:[Nn][ \t]*([0-9]{1,9})(?![0-9.])|[Oo:][ \t]*[0-9])")


@dataclass(frozen=True, slots=True)
class Word:
    """A letter and its number, e.g. ``X12.5``. ``column`` is 1-based; ``text`` is as written. Letters are upper case."""

    letter: str
    value: float
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the program. ``index`` counts from 0, ``line`` from 1."""

    index: int
    line: int
    text: str
    words: tuple[Word, ...] = ()
    comments: tuple[str, ...] = ()
    number: float | None = None  # the N word
    deleted: bool = False  # starts with a slash


@dataclass(frozen=True, slots=True)
class Program:
    """A program as read: its text, by blocks, and the controller it was read for.

    ``blocks`` of a long program are made from its text when they are asked for: do not go over all of them where
    ``blocks_with`` does.
    """

    controller: str
    blocks: Sequence[Block]
    newline: str = "\n"
    name: str = "program"

    @property
    def text(self) -> str:
        """The lines, each but the last with LF."""
        if isinstance(self.blocks, BlockTable):
            return self.blocks.text
        return "\n".join(block.text for block in self.blocks)

    def blocks_with(self, letter: str, accept: Callable[[float], bool]) -> Sequence[int]:
        """Indices of the blocks that have a word of that letter, G or M, with a number that ``accept`` takes; ascending.

        A long program is not gone through for it, but only a table of its few kinds of blocks.

        Raises:
            InternalError: another letter than G or M.
        """
        if letter not in ("G", "M"):
            raise InternalError(f"blocks are found by their G and M codes, not by {letter!r}")
        if isinstance(self.blocks, BlockTable):
            return self.blocks.indices_with(letter, accept)
        return [b.index for b in self.blocks if has_word(b.words, letter, accept)]

    def blocks_with_letters(self, letters: str) -> Sequence[int]:
        """Indices of the blocks that have a word with one of ``letters``, ascending."""
        if isinstance(self.blocks, BlockTable):
            return self.blocks.indices_with_letters(letters)
        return [b.index for b in self.blocks if any(word.letter in letters for word in b.words)]

    def numbers(self) -> tuple[Ints, Ints]:
        """Indices of the lines that begin with N and a number, or with O, ascending; and the numbers, ``PROGRAM`` for O."""
        if isinstance(self.blocks, BlockTable):
            return self.blocks.numbers()
        from numpy import array, int64

        hits = [(b.index, hit) for b in self.blocks if (hit := _NUMBER.match(b.text)) is not None]
        said = [PROGRAM if hit[1] is None else int(hit[1]) for _, hit in hits]
        return array([index for index, _ in hits], int64), array(said, int64)

    def lines_like(self, shape: re.Pattern[str], exact: re.Pattern[str] | None = None) -> Iterator[int]:
        """Indices of the lines in which ``exact`` is found (else ``shape``), ascending; each such line has ``shape``, too.

        ``shape`` must not ask for more of a number than its sign, whether it has a point, and whether more than three
        decimals: then a long program is not gone through for it, but only a table of its few kinds of blocks.
        """
        if isinstance(self.blocks, BlockTable):
            return self.blocks.lines_like(shape, exact)
        return (b.index for b in self.blocks if (exact or shape).search(b.text) is not None)

    @property
    def plain(self) -> bool:
        """Whether the text is ASCII."""
        return self.blocks.plain if isinstance(self.blocks, BlockTable) else self.text.isascii()

    def mentions(self, phrase: str) -> bool:
        """Whether ``phrase``, which is plain ASCII, stands anywhere in the text, in small letters or capitals."""
        if isinstance(self.blocks, BlockTable):
            return self.blocks.mentions(phrase)
        return phrase.lower() in self.text.lower()

    def unusual(self) -> Iterable[int]:
        """Indices of the blocks that may hold more than plain words, a line number and comments; ascending.

        Of a short program those are all; of a long one few.
        """
        return self.blocks.unusual() if isinstance(self.blocks, BlockTable) else range(len(self.blocks))


def has_word(words: Sequence[Word], letter: str, accept: Callable[[float], bool]) -> bool:
    """Whether one of ``words`` has the letter, and a number that ``accept`` takes; one that is an expression is none."""
    return any(word.letter == letter and not isnan(word.value) and accept(word.value) for word in words)


class BlockTable(Sequence[Block]):
    """Blocks that are made when they are asked for, over a table of lines: see ``Program.blocks``."""

    @property
    @abstractmethod
    def text(self) -> str:
        """See ``Program.text``."""

    @abstractmethod
    def indices_with(self, letter: str, accept: Callable[[float], bool]) -> Sequence[int]:
        """See ``Program.blocks_with``."""

    @abstractmethod
    def indices_with_letters(self, letters: str) -> Sequence[int]:
        """See ``Program.blocks_with_letters``."""

    @abstractmethod
    def numbers(self) -> tuple[Ints, Ints]:
        """See ``Program.numbers``."""

    @abstractmethod
    def lines_like(self, shape: re.Pattern[str], exact: re.Pattern[str] | None = None) -> Iterator[int]:
        """See ``Program.lines_like``."""

    @property
    @abstractmethod
    def plain(self) -> bool:
        """See ``Program.plain``."""

    @abstractmethod
    def mentions(self, phrase: str) -> bool:
        """See ``Program.mentions``."""

    @abstractmethod
    def unusual(self) -> Iterable[int]:
        """See ``Program.unusual``."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What the reader may take as known of the machine. What is not here is unknown.

    ``lengths``: mm by H number. ``work_offsets``: machine coordinates of each work zero, by code ("G54").
    ``home``: machine coordinates of G28 (``home``) and G30 (``home2``), if set. ``start``: the control point's machine
    coordinates at the program's start. ``tool``: T number in the spindle at the start. ``radii``: mm, of the cutter by D
    number. ``rotary``: places of the axes beside X, Y, Z at the start, by letter, in machine coordinates (degrees; mm for U,
    V, W); the zeros of ``work_offsets`` are the machine's along these axes.
    """

    lengths: Mapping[int, float] = field(default_factory=lambda: MappingProxyType({}))
    work_offsets: Mapping[str, Point] = field(default_factory=lambda: MappingProxyType({}))
    home: Point | None = None
    home2: Point | None = None
    start: Point | None = None
    tool: int | None = None
    block_delete: bool = False
    radii: Mapping[int, float] = field(default_factory=lambda: MappingProxyType({}))
    rotary: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a program: the blocks, the expanded steps, and its findings.

    ``ended`` is true when the program reached M2, M30 or a closing percent sign.
    """

    program: Program
    steps: Steps
    findings: tuple[Finding, ...]
    ended: bool
