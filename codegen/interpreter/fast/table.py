"""What each template's lines do: the grammar's reading of one of them, as a row of numbers for the kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from codegen.interpreter.fast import kernel as k
from codegen.interpreter.fast import scan
from codegen.interpreter.fast.lines import numbers_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.interpreter.fast import Fast
    from codegen.interpreter.fast.lines import Lines
    from codegen.interpreter.lines import Parsed

LETTERS: Final = "XYZIJKRF"
"""In the order of their columns and bits."""
_FIELDS: Final = {
    **dict.fromkeys((0, 10, 20, 30), k.T_MOTION), **dict.fromkeys((170, 180, 190), k.T_PLANE),
    **dict.fromkeys((900, 910), k.T_DISTANCE), **dict.fromkeys((200, 210), k.T_UNITS), 940: -1,
}  # fmt: skip
"""Column of the table that each G code fills; -1: the kernel runs under it alone."""
_VALUES: Final = {0: 0, 10: 1, 20: 2, 30: 3, 170: 0, 180: 1, 190: 2, 900: 1, 910: 0, 200: 1, 210: 0, 940: 0}


def compiled(lines: Lines, parse: Any, fast: Fast) -> Any:
    """The table of templates; ``parse`` gives what a line holds."""
    table = np.full((max(1, len(lines.sample)), k.T_WIDTH), -1, np.int16)
    for number, line in enumerate(lines.sample.tolist()):
        table[number] = _row(lines, line, parse(line), fast)
    return table


def _row(lines: Lines, line: int, parsed: Parsed, fast: Fast) -> Any:
    row = np.full(k.T_WIDTH, -1, np.int16)
    row[[k.T_AXES, k.T_OTHERS, k.T_WHOLE, k.T_LONG]] = 0
    row[k.T_KIND] = k.SLOW
    words = parsed.words
    if parsed.faults or parsed.deleted or parsed.values or parsed.assignments:
        return row
    if fast.row is not None and words:
        return _filled(row, fast.row(parsed, _numbers(lines, line, scan.WIDEST - scan.SPARE)))
    if parsed.control is not None or parsed.program is not None:
        return row
    if not words:
        row[k.T_KIND] = k.NOTHING if not parsed.comments else k.REMARK if len(parsed.comments) == 1 else k.SLOW
        return row
    skip = int(parsed.number is not None)  # the N word is the line's first
    row[k.T_COUNT] = len(words) + skip
    values, columns = np.empty(scan.WIDEST), np.empty(scan.WIDEST, np.int64)
    if len(words) + skip > scan.WIDEST:
        return row
    numbers_of(lines.raw, int(lines.starts[line]), len(words) + skip, np.array(k.POWERS), values, columns)
    found = [*zip(values[skip:].tolist(), columns[skip:].tolist(), strict=True)][: len(words)]
    if found != [(word.value, word.column) for word in words]:
        return row  # what the kernel takes for numbers is something else to the grammar
    if _fill(row, parsed, fast, skip):
        row[k.T_KIND] = k.WORDS
    return row


def _numbers(lines: Lines, line: int, most: int) -> list[tuple[int, float]]:
    """Columns and values of what the kernel takes for words; those behind the line's end are none of it."""
    padded = np.append(lines.raw[int(lines.starts[line]) : int(lines.starts[line + 1])], [65, 32] * most).astype(
        np.uint8
    )
    values, columns = np.empty(scan.WIDEST), np.empty(scan.WIDEST, np.int64)
    numbers_of(padded, 0, most, np.array(k.POWERS), values, columns)
    return [*zip(columns[:most].tolist(), values[:most].tolist(), strict=True)]


def _filled(row: Any, columns: Mapping[int, int] | None) -> Any:
    if columns is not None:
        row[k.T_KIND] = k.WORDS
        row[list(columns)] = list(columns.values())
    return row


def _fill(row: Any, parsed: Parsed, fast: Fast, skip: int) -> bool:
    """Enter the words; False: there are some that the kernel does not know."""
    seen: set[object] = set()
    first_axis = motion = -1
    for index, word in enumerate(parsed.words, skip):
        letter, key = word.letter, word.letter
        if letter == "G":
            code = round(word.value * 10)
            if code not in fast.codes or abs(word.value * 10 - code) > 1e-6:
                return False
            field = _FIELDS[code]
            key = f"G{field}"
            if field >= 0:
                row[field] = _VALUES[code]
            motion = index if field == k.T_MOTION else motion
        elif letter in LETTERS and letter in fast.letters:
            bit = LETTERS.index(letter)
            row[k.T_X + bit] = index
            row[k.T_AXES] |= (1 << bit) & 7
            row[k.T_OTHERS] |= (1 << bit >> 3) & 15
            decimals = word.text.partition(".")[2]
            row[k.T_WHOLE] |= 0 if "." in word.text else 1 << bit
            row[k.T_LONG] |= letter != "F" and len(decimals) > scan.SHORT
            if letter in fast.leading and first_axis < 0:
                first_axis = index
        elif letter != "N":  # a number of the line that counts as a word
            return False
        if key in seen:
            return False
        seen.add(key)
    row[k.T_COLUMN] = motion if motion >= 0 else first_axis
    return True
