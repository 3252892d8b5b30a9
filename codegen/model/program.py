"""A program's text as blocks and words, each with its place; and what a reader returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from codegen.findings import Finding
from codegen.model.motion import Point, Step


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
    """A program as read: its text, by blocks, and the controller it was read for."""

    controller: str
    blocks: tuple[Block, ...]
    newline: str = "\n"
    name: str = "program"


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
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]
    ended: bool
