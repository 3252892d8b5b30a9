"""A block with its values: what a line asks for in this run of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from codegen.interpreter.faults import Fault
from codegen.interpreter.machine import Machine
from codegen.interpreter.siemens.lines import Called, Name

LINEAR = "XYZ"
ROTARY = frozenset("ABCUVW")
"""Axes beside X, Y, Z: carried, not followed."""


@dataclass(frozen=True, slots=True)
class Given:
    """A word with its value: a number, or a text (T). ``mode``: AC, IC, DC …, None: as G90 or G91 says."""

    name: str
    value: float
    column: int
    end_column: int
    mode: str | None = None
    text: str | None = None


@dataclass(slots=True)
class Block:
    """A block to be run. ``g``: by group, the command in capitals and its columns. ``names``: what is no G command."""

    words: dict[str, Given] = field(default_factory=dict)
    g: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    m: list[tuple[int, Given]] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    calls: tuple[Called, ...] = ()
    texts: tuple[str, ...] = ()
    refused: bool = False
    lost: bool = False

    @property
    def axes(self) -> list[Given]:
        """The words of X, Y, Z, in the order of the text."""
        return sorted((self.words[n] for n in LINEAR if n in self.words), key=lambda g: g.column)

    def command(self, group: str) -> str | None:
        """The command of a group that stands in the block."""
        found = self.g.get(group)
        return None if found is None else found[0]


def refuse(m: Machine, block: Block, at: Given | Name, message: str, remedy: str, *, code: str = "syntax") -> None:
    """Report why the control would refuse the block."""
    m.report(code, message, remedy, column=at.column, end_column=at.end_column)
    block.refused = True


def fault(m: Machine, out: Block, found: Fault) -> None:
    """Report why an expression has no value; the block does not run."""
    m.report(found.code, found.message, found.remedy, column=found.column, end_column=found.end_column)
    out.refused = True
