"""What an operator is: a slip that people, posts and language models make, drawn at random at one place of a program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, TypeVar

from codegen.messages import Message
from codegen.model.faults import Mutant
from codegen.pipeline.mutation.listing import Edit, Family, Line, Listing, replaced, without

Draw = Callable[[Listing, Random], Edit | None]
"""One fault at a place drawn by chance; None: the draw found none."""

EVERY: Final[tuple[Family, ...]] = ("iso", "siemens", "klartext")
LETTERS: Final[tuple[Family, ...]] = ("iso", "siemens")
ISO: Final[tuple[Family, ...]] = ("iso",)

SHAPE: Final = frozenset({"gouge", "leftover", "uncalled-removal", "feature-not-cut"})
"""Findings that say only that the work differs from the part: they name a fault where they point at its line."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Operator:
    """A kind of fault. ``text``: in words; ``names``: codes of findings that name it; ``on``: how its program is written.

    ``without_part``: whether it can be seen from program and setup alone, and ``why`` where it cannot.
    """

    name: str
    text: Message
    draw: Draw
    names: frozenset[str]
    on: tuple[Family, ...] = EVERY
    without_part: bool = True
    why: Message | str = ""


DRAWS: Final = 40
"""Draws for each mutant that is wanted, before an operator is held to have no more places."""


def mutants(program: Listing, operator: Operator, count: int, seed: int) -> list[Mutant]:
    """Up to ``count`` mutants, each of another text and none of the program's own; always the same for a seed."""
    if program.family not in operator.on:
        return []
    rng = Random(f"{operator.name} {seed}")  # noqa: S311 - repeatable, not secret
    seen = {program.text}
    out: list[Mutant] = []
    for _ in range(DRAWS * count):
        if len(out) == count:
            break
        edit = operator.draw(program, rng)
        if edit is None:
            continue
        text = program.edited(edit)
        if text in seen:
            continue
        seen.add(text)
        before = tuple(line.text for line in program.lines[edit.first : edit.first + edit.removed])
        skip = _same(before, edit.put)
        tail = _same(before[skip:][::-1], edit.put[skip:][::-1])
        old, new = before[skip : len(before) - tail], edit.put[skip : len(edit.put) - tail]
        out.append(Mutant(operator.name, len(out) + 1, edit.first + skip + 1, old, new, text))
    return out


def _same(a: Sequence[str], b: Sequence[str]) -> int:
    """How many lines at the head are the same."""
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    return n


# -- helpers


def pick(rng: Random, items: Sequence[T]) -> T | None:
    """One of them by chance, or None."""
    return rng.choice(items) if items else None


def active(program: Listing, wanted: Callable[[Line], bool] = lambda _: True) -> list[int]:
    """Lines before the program's end that say something, and satisfy ``wanted``."""
    return [i for i, line in enumerate(program.lines[: program.end]) if line.active and wanted(line)]


def line_edit(index: int, text: str) -> Edit:
    """One line with another text; an empty text removes it."""
    return Edit(index, 1, (text,) if text.strip() else ())


def lost(*keys: str, also: str = "", lines: Callable[[Line], bool] = lambda _: True) -> Draw:
    """Loses the word ``keys`` names, with the words of the same line whose address is in ``also``."""

    def draw(program: Listing, rng: Random) -> Edit | None:
        index = pick(rng, active(program, lambda line: line.has(*keys) and lines(line)))
        if index is None:
            return None
        line = program.lines[index]
        gone = {i for i, t in enumerate(line.tokens) if t.key in keys or (t.address and t.address in also)}
        return line_edit(index, without(line, gone))

    return draw


def lost_address(addresses: str) -> Draw:
    """Loses a word with one of the addresses."""

    def draw(program: Listing, rng: Random) -> Edit | None:
        index = pick(rng, active(program, lambda line: any(t.address in addresses for t in line.words)))
        if index is None:
            return None
        line = program.lines[index]
        found = pick(rng, [i for i, t in enumerate(line.tokens) if t.address and t.address in addresses])
        return None if found is None else line_edit(index, without(line, {found}))

    return draw


def lost_line(wanted: Callable[[Line], bool]) -> Draw:
    """Loses a whole line."""

    def draw(program: Listing, rng: Random) -> Edit | None:
        index = pick(rng, active(program, wanted))
        return None if index is None else Edit(index, 1, ())

    return draw


def becomes(changes: dict[str, Iterable[str]], *, lines: Callable[[Line], bool] = lambda _: True) -> Draw:
    """Writes another word for one: ``{"M3": ("M4",)}``; letters and numbers apart at the last letter."""
    table = {key: tuple(words) for key, words in changes.items()}

    def draw(program: Listing, rng: Random) -> Edit | None:
        index = pick(rng, active(program, lambda line: line.has(*table) and lines(line)))
        if index is None:
            return None
        line = program.lines[index]
        found = next(i for i, t in enumerate(line.tokens) if t.key in table)
        word = rng.choice(table[line.tokens[found].key])
        head = word.rstrip("0123456789.")
        return line_edit(index, replaced(line, found, line.tokens[found].coded(head, word[len(head) :])))

    return draw


def any_of(*draws: Draw) -> Draw:
    """One of several, by chance."""
    return lambda program, rng: rng.choice(draws)(program, rng)
