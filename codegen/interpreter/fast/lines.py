"""The lines of a long program: bytes, where each line starts, its template and its numbers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, overload

import numpy as np

from codegen.jit import kernel_cache
from codegen.model.program import Block, BlockTable, has_word

if TYPE_CHECKING:
    from codegen.interpreter.fast import Fast
    from codegen.interpreter.lines import Parsed
    from codegen.interpreter.machine import Machine
    from codegen.model.columns import Ints

with kernel_cache(tuple(Path(__file__).with_name(name) for name in ("scan.py", "kernel.py"))):
    from codegen.interpreter.fast import scan
    from codegen.interpreter.fast.kernel import numbers_of, run_lines

MANY: Final = 10_000
"""Places in a text, of which not each is looked at alone."""

NEVER, ALWAYS, LOOK = range(3)
"""Of a kind of lines: whether a pattern is found in them."""

__all__ = ["Blocks", "Lines", "numbers_of", "run_lines", "scanned"]


class Lines(Sequence[str]):
    """Lines of text without their ends, made when they are asked for.

    ``raw``: the bytes, with LF at their end. ``template``: of each line, ``scan.ODD`` for those that no template stands for.
    ``sample``: a line of each template.
    """

    def __init__(self, data: bytes, raw: Any, starts: Any, template: Any, sample: Any) -> None:
        self.data, self.raw, self.starts, self.template, self.sample = data, raw, starts, template, sample

    def __len__(self) -> int:
        return len(self.template)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
        line = self.data[int(self.starts[index]) : int(self.starts[index + 1]) - 1]
        # a CR that ends the text is no part of a line's end
        if line.endswith(b"\r") and (index + 1 < len(self) or self.data.endswith(b"\n")):
            line = line[:-1]
        return line.decode("utf-8", "surrogatepass")

    @cached_property
    def _odd(self) -> list[int]:
        odd: list[int] = np.flatnonzero(self.template == scan.ODD).tolist()
        return odd

    def set_aside(self, line: int) -> None:
        """No template stands for this line."""
        self.template[line] = scan.ODD
        self.__dict__.pop("_odd", None)

    def unusual(self, start: int = 0) -> Iterator[int]:
        """The lines from ``start`` on that hold more than plain words, a number and comments."""
        odd = self._odd
        return (odd[k] for k in range(bisect_left(odd, start), len(odd)))

    def text(self, count: int) -> str:
        """The first ``count`` lines, with LF between them."""
        if not count:
            return ""
        end = int(self.starts[count]) - 1
        end -= self.data[end - 1 : end + 1] == b"\r\n"
        text = str(memoryview(self.data)[:end], "utf-8", "surrogatepass")
        return text.replace("\r\n", "\n") if "\r" in text else text


def scanned(data: bytes, newline: str, count: int, m: Machine) -> Lines:
    """Scan a program's text of ``count`` lines."""
    fast = m.dialect.fast
    assert fast is not None  # noqa: S101 - asked before
    classes, upper = _classes(fast)
    # a CR at the very end is no part of a line's end: NUL keeps it from looking like one
    missing = b"" if data.endswith(b"\n") else b"\0\n" if data.endswith(b"\r") else b"\n"
    raw = np.frombuffer(data + missing if missing else data, np.uint8)
    acting = np.zeros(256, np.bool_)
    acting[list(fast.acting)] = True
    starts, template = np.empty(count + 1, np.uint32), np.empty(count, np.int16)
    slots = np.full(scan.SLOTS, -1, np.int32)
    texts, lengths = np.zeros((scan.MOST_TEMPLATES + 1, scan.WIDEST), np.uint8), np.zeros(scan.MOST_TEMPLATES, np.int32)
    sample = np.zeros(scan.MOST_TEMPLATES, np.int64)
    longest = m.controller.max_line - len(newline) + 1
    known = scan.scan(
        raw, 0, classes, upper, acting, fast.apart, fast.klartext, longest, starts, template,
        slots, texts, lengths, sample, scan.MIXER,
    )  # fmt: skip
    return Lines(data, raw, starts, template, sample[:known])


def _classes(fast: Fast) -> tuple[Any, Any]:
    """Class of each byte, and the byte that stands for it in templates."""
    classes = np.full(256, scan.OTHER, np.uint8)
    upper = np.arange(256, dtype=np.uint8)
    for letters, kind in (("ABCDEFHIJKLPQRSTUVWXYZ", scan.WORD), ("GM", scan.CODE), ("N", scan.NUMBER)):
        for letter in letters.encode():
            classes[letter] = kind
            if fast.small_letters:
                classes[letter + 32], upper[letter + 32] = kind, letter
    if fast.klartext:
        classes[ord("R")] = scan.CODE  # R0 is a flag
    for text, kind in (
        (b" \t", scan.BLANK), (b"(", scan.COMMENT if fast.parentheses else scan.OTHER),
        (b";", scan.REMARK if fast.remark else scan.END), (b"\n", scan.LF),
        (b"\r", scan.CR),
    ):  # fmt: skip
        for byte in text:
            classes[byte] = kind
    return classes, upper


class Blocks(BlockTable):
    """Blocks over the first ``size`` of ``Lines``. ``parse`` reads a line; ``known``: 1 for each that was read.

    The others have no words.
    """

    def __init__(self, lines: Lines, size: int, parse: Callable[[int], Parsed], known: bytearray) -> None:
        self.lines, self.size, self.parse, self.known = lines, size, parse, known

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, index: int) -> Block: ...
    @overload
    def __getitem__(self, index: slice) -> list[Block]: ...
    def __getitem__(self, index: int | slice) -> Block | list[Block]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self.size))]
        if not -self.size <= index < self.size:
            raise IndexError(f"block {index} of {self.size}")
        index %= self.size
        if not self.known[index]:
            return Block(index, index + 1, self.lines[index])
        p = self.parse(index)
        return Block(index, index + 1, self.lines[index], p.words, p.comments, p.number, p.deleted)

    @cached_property
    def text(self) -> str:
        """See ``Program.text``."""
        return self.lines.text(self.size)

    def indices_with(self, letter: str, accept: Callable[[float], bool]) -> Sequence[int]:
        """See ``Program.blocks_with``."""
        return self._where(lambda parsed: has_word(parsed.words, letter, accept))

    def indices_with_letters(self, letters: str) -> Sequence[int]:
        """See ``Program.blocks_with_letters``."""
        return self._where(lambda parsed: any(word.letter in letters for word in parsed.words))

    def numbers(self) -> tuple[Ints, Ints]:
        """See ``Program.numbers``."""
        said = np.empty(self.size, np.int32)
        scan.line_numbers(self.lines.raw, self.lines.starts, said)
        rows = np.flatnonzero(said != scan.UNNUMBERED)
        return rows, said[rows]

    def lines_like(self, shape: re.Pattern[str], exact: re.Pattern[str] | None = None) -> Iterator[int]:
        """See ``Program.lines_like``; lines with comments, which templates fold, are looked at one by one."""
        lines, wanted = self.lines, exact or shape
        kinds = []
        for line in map(lines.__getitem__, lines.sample.tolist()):
            each = "(" in line or ";" in line
            kinds.append(LOOK if each else NEVER if shape.search(line) is None else LOOK if exact else ALWAYS)
        found = np.array([*kinds, LOOK], np.int8)[lines.template[: self.size]]
        for at in np.flatnonzero(found).tolist():
            if found[at] == ALWAYS or wanted.search(lines[at]) is not None:
                yield at

    @property
    def plain(self) -> bool:
        """See ``Program.plain``."""
        return self.lines.data.isascii()

    def mentions(self, phrase: str) -> bool:
        """See ``Program.mentions``."""
        data, wanted = self.lines.data, phrase.lower().encode("ascii")
        name, last = wanted[:-1], wanted[-1:]  # a mark of punctuation is rare in a program, and found at once
        if data.count(last) > MANY:
            return wanted in data.lower()
        at = data.find(last)
        while at >= 0:
            if data[max(0, at - len(name)) : at].lower() == name:
                return True
            at = data.find(last, at + 1)
        return False

    def unusual(self) -> Iterable[int]:
        """See ``Program.unusual``."""
        return (line for line in self.lines.unusual() if line < self.size)

    def _where(self, holds: Callable[[Parsed], bool]) -> Sequence[int]:
        """The lines that were read and of which ``holds`` is true, which looks at words and codes alone."""
        lines = self.lines
        # the last place is that of odd lines, whose number is -1
        has = [*(holds(parsed) for parsed in self._samples), False]
        if any(has):
            found = np.array(has)[lines.template[: self.size]] & np.frombuffer(self.known, np.bool_)
        else:
            found = np.zeros(self.size, np.bool_)
        for line in self.unusual():
            if self.known[line]:
                found[line] = holds(self.parse(line))
        indices: list[int] = np.flatnonzero(found).tolist()
        return indices

    @cached_property
    def _samples(self) -> list[Parsed]:
        return [self.parse(line) for line in self.lines.sample.tolist()]
