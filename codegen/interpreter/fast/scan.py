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
MARK_WHOLE, MARK_POINT, MARK_LONG, MARK_NONE = 48, 46, 58, 33
"""'0', '.', ':', '!': a number without a point, with one, with one and more than ``SHORT`` decimals; no number."""
SHORT = 3
WIDEST = 48
"""Bytes of a template."""
SPARE = 12
"""Bytes of a template that one more item may take."""
MOST_TEMPLATES = 1024
SLOTS = 4096
DIGITS = 15
"""A number of so many digits, divided by a power of ten, is rounded as ``float`` rounds it (both are exact in a double)."""
LONGEST_LINE_NUMBER = 9
"""Digits of an N word that are not looked at twice."""
UNNUMBERED = -2
PROGRAM = -1
"""``codegen.model.program.PROGRAM``, here for the kernel."""
MIXER = 1099511628211
"""FNV-1a's prime for 64 bits."""

ONE = np.uint64(1)


@inlined
def skip_digits(data: Any, at: Any) -> Any:
    """The place behind decimal digits."""
    while 48 <= data[at] <= 57:
        at += ONE
    return at


@inlined
def skip_number(data: Any, at: Any, comma: bool) -> Any:
    """Behind a number: the place after it, its digits (0: none, or more than are exact) and how it is marked.

    ``comma``: whether that is a decimal point, too.
    """
    at += np.uint64(data[at] == 43 or data[at] == 45)
    begin = at
    at = skip_digits(data, at)
    count, mark = at - begin, MARK_WHOLE
    if data[at] == 46 or (comma and data[at] == 44):
        point = at + ONE
        at = skip_digits(data, point)
        count += at - point
        mark = MARK_POINT if at - point <= SHORT else MARK_LONG
    return at, np.int64(count) if count <= DIGITS else 0, mark


@inlined
def remark(data: Any, at: Any, closing: int, acting: Any) -> Any:
    """Behind a comment's beginning: the place of its end, whether it is plain ASCII, and whether it may do something.

    ``closing``: the byte that ends it, else the line's end does. "(MSG, …" does something: letters, and a comma behind them;
    and so do "(py…" and any comment with an ``acting`` byte (1 in that table). Bytes that may be blanks to Python (control
    characters, what is not ASCII) count as such.
    """
    ascii_only: Any = True
    letters: Any = True
    acts: Any = False
    begin = at
    first = at
    while (data[first] < 33 and data[first] not in (10, 13)) or data[first] > 127:
        first += ONE
    acts = data[first] | 32 == 112 and data[first + ONE] | 32 == 121
    while True:
        byte: Any = np.int64(data[at])
        if byte in (closing, 10, 13):
            break
        acts = acts or (byte == 44 and letters and at > begin) or (byte == 40 and closing == 41) or acting[data[at]]
        letters = letters and (byte < 33 or byte == 95 or 65 <= byte <= 90 or 97 <= byte <= 122 or byte > 127)
        ascii_only = ascii_only and byte < 128
        at += ONE
    return at, ascii_only, acts


@inlined
def same(texts: Any, number: Any, buffer: Any, width: Any) -> bool:
    """Whether the template of that number has this text."""
    for k in range(width):  # noqa: SIM110 - compiled: no generators
        if texts[number, k] != buffer[k]:
            return False
    return True


@inlined
def find(buffer: Any, width: Any, slots: Any, texts: Any, lengths: Any, known: int, mixer: int) -> Any:
    """The template's number; ``known``, the next free one, if it is new; ``ODD`` if there is no room for it."""
    mix = 1469598103934665603
    for k in range(width):
        mix = (mix ^ buffer[k]) * mixer
    slot = (mix ^ (mix >> 29)) & (SLOTS - 1)
    while True:
        found: Any = np.int64(slots[slot])
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
def behind_block_number(data: Any, at: Any, classes: Any) -> Any:
    """Behind the number of a Klartext block and a blank; the same place, where there is none."""
    while classes[data[at]] == BLANK:
        at += ONE
    end = skip_digits(data, at)
    return end if at < end <= at + LONGEST_LINE_NUMBER and classes[data[end]] in (BLANK, LF, CR) else at


@inlined
def keyword(data: Any, letter: int, at: Any, words: bool) -> Any:
    """What is no number in Klartext: L that begins a block, FMAX. Its size, and the place behind it; 0: neither."""
    if letter == 76 and not words:
        return 1, at
    if letter == 70 and data[at] == 77 and data[at + ONE] == 65 and data[at + ONE + ONE] == 88:
        end = at + ONE + ONE + ONE
        if data[end] < 48 or data[end] == 59:
            return 1, end
    return 0, at


@inlined
def is_rapid(data: Any, at: Any) -> bool:
    """Whether a feed is 9998, which is FMAX."""
    for k in range(4):  # noqa: SIM110 - compiled: no generators
        if data[at + np.uint64(k)] != (56 if k == 3 else 57):
            return False
    return True


@inlined
def line_of(data: Any, at: Any, classes: Any, upper: Any, acting: Any, apart: bool, klartext: bool, buffer: Any) -> Any:
    """Reduce one line: where reading stopped, the template's width, and whether the line is odd."""
    width, words, foreign = np.uint64(0), False, False
    if klartext:
        at = behind_block_number(data, at, classes)
    while True:
        byte = data[at]
        kind = classes[byte]
        if kind == BLANK:
            at += ONE
        elif kind == LF or (kind == CR and data[at + ONE] == 10):
            return at, width, False
        elif width > WIDEST - SPARE or kind in (OTHER, CR):
            return at, width, True
        elif kind <= NUMBER:
            buffer[width] = upper[byte]
            width += ONE
            at += ONE
            if classes[data[at]] == BLANK and not apart:
                return at, width, True
            while classes[data[at]] == BLANK:
                at += ONE
            begin = at
            at, size, mark = skip_number(data, at, klartext)
            if klartext and size == 0:
                size, at = keyword(data, byte, begin, words)
                mark = MARK_NONE
            elif klartext and byte == 70 and is_rapid(data, begin):
                return at, width, True
            if size == 0 or foreign or (kind == NUMBER and (words or size > LONGEST_LINE_NUMBER or data[begin] < 46)):
                return at, width, True
            words = True
            if kind == CODE:
                if at - begin > SPARE - 2:
                    return at, width, True
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
                return at, width, True  # a blank inside a number
        elif kind == END:
            buffer[width] = 59
            width += ONE
            at += ONE
            while classes[data[at]] == BLANK:
                at += ONE
            if classes[data[at]] < LF:
                return at, width, True
        else:
            words = True
            buffer[width] = byte
            width += ONE
            at, plain, acts = remark(data, at + ONE, 41 if kind == COMMENT else 10, acting)
            foreign = foreign or not plain
            if acts or (kind == COMMENT and data[at] != 41):
                return at, width, True
            at += np.uint64(kind == COMMENT)


@entry
def line_numbers(data: Any, starts: Any, numbers: Any) -> None:
    """The number that each line begins with, behind a slash or not; ``PROGRAM`` for O and a digit; ``UNNUMBERED``."""
    for line in range(len(numbers)):
        at = np.uint64(starts[line])
        while data[at] in (32, 9):
            at += ONE
        at += np.uint64(data[at] == 47)
        while data[at] in (32, 9):
            at += ONE
        letter = data[at]
        at += ONE
        found = UNNUMBERED
        if letter in (78, 110, 79, 111, 58):  # N n O o :
            while data[at] in (32, 9):
                at += ONE
            begin = at
            value: Any = 0
            while 48 <= data[at] <= 57 and at - begin <= LONGEST_LINE_NUMBER:
                value = value * 10 + np.int64(data[at]) - 48
                at += ONE
            if letter not in (78, 110):
                found = PROGRAM if at > begin else UNNUMBERED
            elif begin < at <= begin + LONGEST_LINE_NUMBER and data[at] != 46:
                found = value
        numbers[line] = found


@entry
def scan(
    data: Any, begin: int, classes: Any, upper: Any, acting: Any, apart: bool, klartext: bool, longest: int,
    starts: Any, template: Any,
    slots: Any, texts: Any, lengths: Any, sample: Any, mixer: int,
) -> int:  # fmt: skip
    """Scan ``data``, which ends with LF: writes each line's start and template; returns how many templates there are.

    ``begin``: where the first line starts. ``classes``, ``upper``: class of each byte, and the byte that stands for it in
    templates; ``acting``: 1 for each that does something in a comment, too. ``apart``: whether a blank may stand between a
    letter and its number; ``klartext``: whether lines are Klartext. ``longest``: bytes of a line that the control takes.
    ``slots`` (-1: free), ``texts``, ``lengths``: the templates' hash table and texts; ``sample``: the line that each was
    first seen in; ``mixer``: the hash's multiplier.
    """
    lines, at, line, last, known = np.uint64(len(template)), np.uint64(begin), np.uint64(0), ODD, 0
    buffer = texts[MOST_TEMPLATES]  # the last row is for the line at hand
    while line < lines:
        start = at
        starts[line] = start
        at, width, odd = line_of(data, at, classes, upper, acting, apart, klartext, buffer)
        while data[at] != 10:
            at += ONE
        length = at - start
        if length and data[at - ONE] == 13:
            length -= ONE
        at += ONE
        found = ODD
        if not odd and length <= longest:
            if last >= 0 and lengths[last] == width and same(texts, last, buffer, width):
                found = last
            else:
                found = find(buffer, width, slots, texts, lengths, known, mixer)
                if found == known:
                    sample[known] = line
                    known += 1
                last = found
        template[line] = found
        line += ONE
    starts[lines] = at
    return known
