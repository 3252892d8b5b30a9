"""What several rules ask of moves and blocks."""

from __future__ import annotations

from typing import Final

import numpy as np

from codegen.model.columns import Bools, Floats, Moves
from codegen.model.motion import MoveKind
from codegen.model.program import Block

NEARLY: Final = 1e-6
"""mm: less is no movement; far below any control's increment."""


def aside(moves: Moves) -> Floats:
    """How far the end of each move lies from its start in X and Y, mm; NaN where not known."""
    way = moves.end[:, :2] - moves.start[:, :2]
    out: Floats = np.hypot(way[:, 0], way[:, 1])
    return out


def rising(moves: Moves) -> Bools:
    """Which moves end higher than they start, or at a height that is not known."""
    return moves.where(lambda start, end: (end[:, 2] > start[:, 2] + NEARLY) | np.isnan(end[:, 2]))


def ended_in_cut(moves: Moves) -> bool:
    """Whether the tool stands where it has cut after the last move, of which there is one."""
    return bool(ends_in_cut(moves[-1:])[0])


def ends_in_cut(moves: Moves) -> Bools:
    """After which move the tool stands where it has cut: at a feed, not up, no canned cycle, no tap."""
    out: Bools = (
        moves.cutting & ~rising(moves) & (moves.cycle == 0) & (moves.kind != MoveKind.THREAD) & ~moves.in_machine
    )
    return out


def lowered(moves: Moves) -> Bools:
    """From which move on a tool has been let down at a feed: without that, the program may be a laser's or a plotter's."""
    out: Bools = np.maximum.accumulate(moves.cutting & moves.downward) if len(moves) else moves.cutting
    return out


def g_codes(block: Block) -> set[float]:
    """The numbers of a block's G words."""
    return {word.value for word in block.words if word.letter == "G"}


def m_codes(block: Block) -> set[float]:
    """The numbers of a block's M words."""
    return {word.value for word in block.words if word.letter == "M"}


def has(block: Block, letters: str) -> bool:
    """Whether a block has a word with one of the letters."""
    return any(word.letter in letters for word in block.words)
