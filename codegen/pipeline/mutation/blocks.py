"""Faults of whole blocks and operations: lost, doubled, in the wrong order, swallowed by a remark."""

from __future__ import annotations

from random import Random

from codegen.pipeline.mutation.base import active, line_edit, pick
from codegen.pipeline.mutation.listing import Edit, Listing


def block_lost(program: Listing, rng: Random) -> Edit | None:
    """Any one block."""
    index = pick(rng, active(program))
    return None if index is None else Edit(index, 1, ())


def block_doubled(program: Listing, rng: Random) -> Edit | None:
    """Any one block, twice."""
    index = pick(rng, active(program))
    if index is None:
        return None
    text = program.lines[index].text
    return Edit(index, 1, (text, text))


def blocks_swapped(program: Listing, rng: Random) -> Edit | None:
    """Two blocks that follow one another."""
    index = pick(rng, [i for i in active(program) if i + 1 < program.end and program.lines[i + 1].active])
    if index is None:
        return None
    a, b = program.lines[index].text, program.lines[index + 1].text
    return Edit(index, 2, (b, a))


def truncated(program: Listing, rng: Random) -> Edit | None:
    """The rest is missing, as after a broken transfer: often in the middle of a line."""
    index = pick(rng, active(program))
    if index is None:
        return None
    text = program.lines[index].text
    cut = text[: rng.randrange(len(text) + 1)]
    return Edit(index, len(program.lines) - index, (cut,) if cut.strip() else ())


def operation_lost(program: Listing, rng: Random) -> Edit | None:
    """From a tool change to the next, all of it."""
    found = pick(rng, program.operations())
    return None if found is None else Edit(found[0], found[1] - found[0], ())


def cuts_lost(program: Listing, rng: Random) -> Edit | None:
    """The cuts of an operation, while its tool change and its way home stay."""
    found = pick(rng, program.operations())
    if found is None:
        return None
    moving = [i for i in range(*found) if program.lines[i].moves()]
    moving = [i for i in moving if not program.lines[i].has("G53", "G28", "G30", "SUPA", "M91")]
    if len(moving) < 2:
        return None
    return Edit(moving[1], moving[-1] + 1 - moving[1], ())


def operations_merged(program: Listing, rng: Random) -> Edit | None:
    """An operation goes on with the tool of the one before: everything of the tool change is gone."""
    found = pick(rng, program.operations()[1:])
    if found is None:
        return None
    start, end = found
    first = next((i for i in range(start, end) if program.lines[i].moves("XY")), None)
    return None if first is None else Edit(start, first - start, ())


def operations_swapped(program: Listing, rng: Random) -> Edit | None:
    """Two operations that follow one another, in the wrong order."""
    stretches = program.operations()
    found = pick(rng, list(range(len(stretches) - 1)))
    if found is None:
        return None
    (a, b), (_, c) = stretches[found], stretches[found + 1]
    one = [line.text for line in program.lines[a:b]]
    other = [line.text for line in program.lines[b:c]]
    return Edit(a, c - a, (*other, *one))


def commented(program: Listing, rng: Random) -> Edit | None:
    """A block ends up in a remark: as a whole, or from one of its words on."""
    index = pick(rng, active(program))
    if index is None:
        return None
    line = program.lines[index]
    words = [i for i, t in enumerate(line.tokens) if t.text.strip()]
    start = 0 if rng.random() < 0.6 else rng.choice(words)
    head = "".join(t.text for t in line.tokens[:start])
    tail = "".join(t.text for t in line.tokens[start:]).replace("(", "").replace(")", "")
    return line_edit(index, f"{head}({tail})" if program.family == "iso" else f"{head}; {tail}")
