"""Choosing rows of ``Moves``: how a rule looks at a million moves without going over them one by one.

A rule finds the few moves that matter with the columns, and judges those as ``Move`` values::

    for run in context.runs():                        # one state: tool, offsets, spindle, modes
        if run.state.length_offset:
            continue
        for row in rows(run.moves.cutting, run.first):    # rows of context.moves
            yield self.finding(..., context.at(context.move(row)), ...)

``firsts`` is for findings that are told once for each value.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from codegen.model.columns import Bools, Ints


def rows(mask: Bools, first: int = 0) -> Iterator[int]:
    """Rows where ``mask`` is true, ascending; ``first``: the row that the mask begins at."""
    return (first + int(row) for row in np.flatnonzero(mask))


def first_row(mask: Bools, first: int = 0) -> int | None:
    """The first row where ``mask`` is true; None: nowhere."""
    if not len(mask):
        return None
    at = int(mask.argmax())
    return first + at if mask[at] else None


def last_row(mask: Bools, first: int = 0) -> int | None:
    """The last row where ``mask`` is true; None: nowhere."""
    found = first_row(mask[::-1])
    return None if found is None else first + len(mask) - 1 - found


def counted(values: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], Ints]:
    """The distinct values, ascending, and how often each occurs. Most rows repeat the one before, and are not sorted."""
    new = np.ones(len(values), np.bool_)
    new[1:] = values[1:] != values[:-1]
    at = np.flatnonzero(new)
    distinct, which = np.unique(values[at], return_inverse=True)
    counts = np.bincount(which, weights=np.diff(at, append=len(values)), minlength=len(distinct))
    return distinct, counts.astype(np.int64)


def firsts(chosen: Bools | Ints, *keys: npt.NDArray[Any]) -> list[int]:
    """Of the ``chosen`` rows (a mask or ascending numbers) those in which the values of ``keys`` stand together first.

    Ascending. Every key is a whole column; NaN is a value like any other.
    """
    at = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
    columns = [key[at] for key in keys]
    if len(at) > 1:  # most rows repeat the one before
        new = np.zeros(len(at), np.bool_)
        new[0] = True
        for column in columns:
            new[1:] |= column[1:] != column[:-1]
        at, columns = at[new], [column[new] for column in columns]
    seen: set[tuple[Any, ...]] = set()
    out = []
    for row, *values in zip(at.tolist(), *(np.nan_to_num(c, nan=np.inf).tolist() for c in columns), strict=True):
        if tuple(values) not in seen:
            seen.add(tuple(values))
            out.append(row)
    return out
