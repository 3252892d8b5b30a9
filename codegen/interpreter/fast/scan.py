"""The scanner's kernel: lines of bytes to templates and numbers. Compiled; see ``codegen.interpreter.fast``.

A line's template is its text with blanks left out, comments folded and numbers replaced by a mark; the digits of G and M
words stay. ``G1 X12.5 Y-3 (side)`` and ``G1X1.Y4(x)`` share ``G1X.Y0(``. A hash finds it, its text is compared.
"""

from __future__ import annotations

from typing import Any

from codegen.jit import entry

OTHER, BLANK, WORD, CODE, NUMBER, DIGIT, POINT, SIGN, COMMENT, REMARK, END, LF, CR = range(13)
"""What a byte may be: one that makes a line odd; a letter of a word, of a word whose digits stay (G, M), of the line's number
(N); '(' or ';' that begins a remark; ';' that ends the block."""

ODD = -1
"""The template of lines that the scanner leaves to the grammar."""
MARK_WHOLE, MARK_POINT, MARK_LONG = 48, 46, 58
"""'0', '.', ':': a number without a point, with one, with one and more than ``SHORT`` decimals."""
SHORT = 3
WIDEST = 48
"""Bytes of a template."""
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


@entry
def scan(
    data: Any, begin: int, classes: Any, upper: Any, longest: int, line: int, powers: Any,
    starts: Any, template: Any, first: Any, values: Any, columns: Any, filled: int,
    slots: Any, texts: Any, lengths: Any, sample: Any, known: int, mixer: int,
) -> Any:  # fmt: skip
    """Scan ``data`` from ``begin``, which is the start of line number ``line``, to its end or until an array is full.

    ``classes``, ``upper``: class of each byte, and the byte that stands for it in templates. ``longest``: bytes of a line
    that the control takes. Writes for each line its start, template and first number; each number with its column. ``slots``
    (-1: free), ``texts``, ``lengths``: the templates' hash table and texts, of which ``known`` are there; ``sample``: the line
    that each was first seen in; ``mixer``: the hash's multiplier.
    Returns where it stopped: byte, line, numbers and templates so far.
    """
    size = len(data)
    room = len(values) - WIDEST
    at = begin
    buffer = texts[MOST_TEMPLATES]  # the last row is for the line at hand
    while at < size and filled <= room and line < len(template):
        start = at
        starts[line], first[line] = start, filled
        width, count, odd, seen_text, foreign = 0, 0, False, False, False
        mix = 1469598103934665603
        while at < size:
            byte = data[at]
            kind = classes[byte]
            if kind == BLANK:
                at += 1
                continue
            if kind == LF:
                break
            if kind == CR:
                if at + 1 < size and data[at + 1] == 10:
                    at += 1
                    break
                odd = True
                break
            if width > WIDEST - 12:
                odd = True
                break
            if WORD <= kind <= NUMBER:
                if foreign or at - start > FARTHEST or (kind == NUMBER and seen_text):
                    odd = True
                    break
                seen_text = True
                columns[filled + count] = at - start + 1
                buffer[width] = upper[byte]
                width += 1
                at += 1
                while at < size and classes[data[at]] == BLANK:
                    at += 1
                number_at = at
                negative = False
                if at < size and classes[data[at]] == SIGN:
                    negative = data[at] == 45
                    at += 1
                    if kind == NUMBER:
                        odd = True
                        break
                whole, digits, decimals, point = 0, 0, 0, False
                while at < size:
                    c = classes[data[at]]
                    if c == DIGIT:
                        whole = whole * 10 + (data[at] - 48)
                        digits += 1
                        decimals += point
                    elif c == POINT and not point:
                        point = True
                    else:
                        break
                    if digits > DIGITS:
                        break
                    at += 1
                if digits == 0 or digits > DIGITS or (kind == NUMBER and digits > LONGEST_LINE_NUMBER):
                    odd = True
                    break
                value = whole / powers[decimals] if decimals else float(whole)
                values[filled + count] = -value if negative else value
                count += 1
                if kind == CODE:
                    if width + at - number_at > WIDEST - 12:
                        odd = True
                        break
                    for k in range(number_at, at):
                        buffer[width] = data[k]
                        width += 1
                else:
                    buffer[width] = MARK_WHOLE if not point else MARK_POINT if decimals <= SHORT else MARK_LONG
                    width += 1
                while at < size and classes[data[at]] == BLANK:
                    at += 1
                if at < size and (classes[data[at]] == DIGIT or classes[data[at]] == POINT):
                    odd = True  # a blank inside a number
                    break
            elif kind == COMMENT:
                buffer[width] = 40
                width += 1
                seen_text = True
                at += 1
                head, plain = at, True  # "(MSG, …": a comment that does something begins with letters and a comma
                closed = False
                while at < size:
                    byte = data[at]
                    if byte == 41:
                        closed = True
                        at += 1
                        break
                    if byte in (40, 10, 13):
                        break
                    if byte >= 128:
                        foreign = True
                    if byte == 44 and plain and at > head:
                        break
                    plain = plain and (byte in (32, 9) or 65 <= byte <= 90 or 97 <= byte <= 122 or byte == 95)
                    at += 1
                if not closed:
                    odd = True
                    break
            elif kind == REMARK:
                buffer[width] = 59
                width += 1
                head, plain = at + 1, True
                while at < size and data[at] != 10 and data[at] != 13:
                    if data[at] == 44 and plain and at > head:
                        odd = True
                    letter = data[at] == 32 or 65 <= data[at] <= 90 or 97 <= data[at] <= 122 or data[at] == 59
                    plain = plain and letter
                    at += 1
                if odd:
                    break
            elif kind == END:
                buffer[width] = 59
                width += 1
                at += 1
                while at < size and classes[data[at]] == BLANK:
                    at += 1
                if at < size and classes[data[at]] != LF and classes[data[at]] != CR:
                    odd = True
                    break
            else:
                odd = True
                break
        stop = at
        while at < size and data[at] != 10:
            at += 1
        if odd:
            stop = at
            if stop > start and data[stop - 1] == 13:
                stop -= 1
        elif stop > start and data[stop - 1] == 13:
            stop -= 1
        at += 1
        if stop - start > longest:
            odd = True
        number = ODD
        if not odd:
            for k in range(width):
                mix = (mix ^ buffer[k]) * mixer
            slot = (mix ^ (mix >> 29)) & (SLOTS - 1)
            while True:
                number = slots[slot]
                if number < 0:
                    if known < MOST_TEMPLATES:
                        number = known
                        slots[slot] = known
                        lengths[known] = width
                        texts[known, :width] = buffer[:width]
                        sample[known] = line
                        known += 1
                    break
                if lengths[number] == width:
                    same = True
                    for k in range(width):
                        if texts[number, k] != buffer[k]:
                            same = False
                            break
                    if same:
                        break
                slot = (slot + 1) & (SLOTS - 1)
        template[line] = number
        if number >= 0:
            filled += count
        line += 1
    return at, line, filled, known
