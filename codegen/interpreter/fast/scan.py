"""The scanner's kernel: lines of bytes to templates and numbers. Compiled; see ``codegen.interpreter.fast``.

A line's template is its text with blanks left out, comments folded and numbers replaced by a mark; the digits of G and M
words stay. ``G1 X12.5 Y-3 (side)`` and ``G1X1.Y4(x)`` share ``G1X.Y0(``. A hash finds it, its text is compared.

Indices are unsigned: for signed ones numba looks at every access whether it counts from the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from codegen.jit import entry, inlined

OTHER, BLANK, WORD, CODE, NUMBER, COMMENT, REMARK, END, LF, CR = range(10)
"""What a byte may be: one that makes a line odd; a letter of a word, of a word whose digits stay (G, M), of the line's number
(N); '(' or ';' that begins a remark; ';' that ends the block."""

ODD = -1
"""The template of lines that the scanner leaves to the grammar."""
MARK_WHOLE, MARK_POINT, MARK_LONG = 48, 46, 58
"""'0', '.', ':': a number without a point, with one, with one and more than ``SHORT`` decimals."""
SHORT = 3
WIDEST = 48
"""Bytes of a template."""
SPARE = 12
"""Bytes of a template that one more item may take."""
MOST_TEMPLATES = 1024
SLOTS = 4096
DIGITS = 15
"""A number of so many digits, divided by a power of ten, is rounded as ``float`` rounds it (both are exact in a double)."""
LONGEST_LINE_NUMBER = 5
"""Digits of an N word that are not looked at twice."""
FARTHEST = 60000
"""Columns are kept in 16 bits."""
MIXER = 1099511628211
"""FNV-1a's prime for 64 bits."""
POWERS = tuple(10.0**i for i in range(DIGITS + 1))

ONE = np.uint64(1)


@inlined
def digits(data: Any, at: Any, whole: int) -> Any:
    """Read decimal digits behind those of ``whole``; returns the place after them and the number."""
    digit = np.int64(data[at]) - 48
    while 0 <= digit <= 9:
        whole = whole * 10 + digit
        at += ONE
        digit = np.int64(data[at]) - 48
    return at, whole


@inlined
def number(data: Any, at: Any, powers: Any) -> Any:
    """A number: the place after it, its value, its digits (0: none, or more than are exact) and how it is marked."""
    first = np.int64(data[at])
    if first in (43, 45):
        at += ONE
    begin = at
    at, whole = digits(data, at, 0)
    count, decimals, mark = np.int64(at - begin), np.uint64(0), MARK_WHOLE
    if data[at] == 46:
        at += ONE
        point = at
        at, whole = digits(data, at, whole)
        decimals = at - point
        count += np.int64(decimals)
        mark = MARK_POINT if decimals <= SHORT else MARK_LONG
    if count > DIGITS:
        return at, 0.0, 0, mark
    value = whole / powers[decimals]
    return at, -value if first == 45 else value, count, mark


@inlined
def remark(data: Any, at: Any, closing: int) -> Any:
    """Behind a comment's beginning: the place of its end, whether it is plain ASCII, and whether it may do something.

    ``closing``: the byte that ends it, else the line's end does. "(MSG, …" does something: letters, and a comma behind them.
    """
    ascii_only, letters, acts, begin = True, True, False, at
    while True:
        byte = np.int64(data[at])
        if byte in (closing, 10, 13):
            break
        acts = acts or (byte == 44 and letters and at > begin) or (byte == 40 and closing == 41)
        letters = letters and (byte in (32, 9, 95) or 65 <= byte <= 90 or 97 <= byte <= 122)
        ascii_only = ascii_only and byte < 128
        at += ONE
    return at, ascii_only, acts


@inlined
def same(texts: Any, number: Any, buffer: Any, width: Any) -> bool:
    """Whether the template of that number has this text."""
    for k in range(width):
        if texts[number, k] != buffer[k]:
            return False
    return True


@inlined
def find(buffer: Any, width: Any, slots: Any, texts: Any, lengths: Any, known: int, mixer: int) -> int:
    """The template's number; ``known``, the next free one, if it is new; ``ODD`` if there is no room for it."""
    mix = 1469598103934665603
    for k in range(width):
        mix = (mix ^ buffer[k]) * mixer
    slot = (mix ^ (mix >> 29)) & (SLOTS - 1)
    while True:
        found = np.int64(slots[slot])
        if found < 0:
            break
        if lengths[found] == width and same(texts, found, buffer, width):
            return found
        slot = (slot + 1) & (SLOTS - 1)
    if known == MOST_TEMPLATES:
        return ODD
    slots[slot] = known
    lengths[known] = width
    for k in range(width):
        texts[known, k] = buffer[k]
    return known


@inlined
def line_of(data: Any, at: Any, classes: Any, upper: Any, powers: Any, buffer: Any, values: Any, columns: Any, filled: Any) -> Any:
    """Reduce one line: where it stopped reading, the template's width (0 and odd: none), and its numbers."""
    start, width, count, words, foreign = at, np.uint64(0), filled, False, False
    while True:
        byte = data[at]
        kind = classes[byte]
        if kind == BLANK:
            at += ONE
        elif kind == LF or (kind == CR and data[at + ONE] == 10):
            return at, width, count, False
        elif width > WIDEST - SPARE or kind == OTHER or kind == CR:
            return at, width, count, True
        elif kind <= NUMBER:
            if foreign or at - start > FARTHEST or (kind == NUMBER and words):
                return at, width, count, True
            words = True
            columns[count] = at - start + ONE
            buffer[width] = upper[byte]
            width += ONE
            at += ONE
            while classes[data[at]] == BLANK:
                at += ONE
            begin = at
            at, values[count], size, mark = number(data, at, powers)
            count += ONE
            if size == 0 or (kind == NUMBER and (size > LONGEST_LINE_NUMBER or data[begin] < 46)):
                return at, width, count, True
            if kind == CODE:
                if at - begin > SPARE - 2:
                    return at, width, count, True
                while begin < at:
                    buffer[width] = data[begin]
                    width += ONE
                    begin += ONE
            else:
                buffer[width] = mark
                width += ONE
            while classes[data[at]] == BLANK:
                at += ONE
            if 48 <= data[at] <= 57 or data[at] == 46:
                return at, width, count, True  # a blank inside a number
        elif kind == END:
            buffer[width] = 59
            width += ONE
            at += ONE
            while classes[data[at]] == BLANK:
                at += ONE
            if classes[data[at]] < LF:
                return at, width, count, True
        else:
            words = True
            buffer[width] = byte
            width += ONE
            closing = 41 if kind == COMMENT else 10
            at, plain, acts = remark(data, at + ONE, closing)
            foreign = foreign or not plain
            if acts or (kind == COMMENT and data[at] != 41):
                return at, width, count, True
            at += np.uint64(kind == COMMENT)


@entry
def scan(
    data: Any, begin: int, classes: Any, upper: Any, longest: int, first_line: int, powers: Any,
    starts: Any, template: Any, first: Any, values: Any, columns: Any, filled: int,
    slots: Any, texts: Any, lengths: Any, sample: Any, known: int, mixer: int,
) -> Any:  # fmt: skip
    """Scan ``data``, which ends with LF, from ``begin``, where line ``first_line`` starts, to its end or till an array is full.

    ``classes``, ``upper``: class of each byte, and the byte that stands for it in templates. ``longest``: bytes of a line
    that the control takes. Writes for each line its start, template and first number; each number with its column. ``slots``
    (-1: free), ``texts``, ``lengths``: the templates' hash table and texts, of which ``known`` are there; ``sample``: the line
    that each was first seen in; ``mixer``: the hash's multiplier. Returns where it stopped: byte, line, numbers and templates.
    """
    size, room, lines = np.uint64(len(data)), np.uint64(len(values) - WIDEST), np.uint64(len(template))
    at, line, count, last = np.uint64(begin), np.uint64(first_line), np.uint64(filled), 0
    buffer = texts[MOST_TEMPLATES]  # the last row is for the line at hand
    while at < size and count <= room and line < lines:
        start = at
        starts[line], first[line] = start, count
        at, width, upto, odd = line_of(data, at, classes, upper, powers, buffer, values, columns, count)
        while data[at] != 10:
            at += ONE
        length = at - start
        if length and data[at - ONE] == 13:
            length -= ONE
        at += ONE
        found = ODD
        if not odd and length <= longest:
            if lengths[last] == width and same(texts, last, buffer, width):
                found = last
            else:
                found = find(buffer, width, slots, texts, lengths, known, mixer)
                if found == known:
                    sample[known] = line
                    known += 1
        if found >= 0:
            count, last = upto, found
        template[line] = found
        line += ONE
    return np.int64(at), np.int64(line), np.int64(count), known
