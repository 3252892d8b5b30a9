"""A program in its control's canonical spelling, proven to mean the same: ``format``."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from codegen.errors import UsageError
from codegen.findings import loses
from codegen.messages import Message, say
from codegen.model.program import Environment, Reading
from codegen.model.shop import Controller
from codegen.pipeline.acts import acts_of
from codegen.pipeline.check import MAX_PROGRAM_BYTES, read_bytes
from codegen.pipeline.controls import control_of
from codegen.pipeline.convert import NotProven
from codegen.pipeline.diff import ALIKE, UNREAD, alike, changes
from codegen.pipeline.fix import same_steps
from codegen.pipeline.spelling import CONTROLS, renumbered, spell


@dataclass(frozen=True, slots=True)
class Spelled:
    """The program's bytes, spelled anew, and what is to be said about it; ``changed``: how many lines."""

    data: bytes
    controller: Controller
    changed: int
    notes: tuple[Message, ...] = ()


def format_program(program: Path, *, controller: str | None = None, renumber: str | None = None) -> Spelled:
    """``program`` spelled anew; ``renumber``: "N10/10", the first block number and the step.

    Raises:
        UsageError: an unreadable file, an unknown control or one that is a mere guess, a block that is not understood, jumps
            that cannot be renumbered.
        NotProven: the result does not do the same; nothing is given out.
    """
    numbers = _numbers(renumber)
    data = read_bytes(program, MAX_PROGRAM_BYTES)
    control = control_of(data, controller, name=program.name, edits=True)
    made = spelled(data, control.controller, name=program.name, numbers=numbers)
    notes = () if control.note is None else (control.note,)
    return Spelled(made.data, made.controller, made.changed, notes)


def _numbers(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    found = re.fullmatch(r"[Nn]?([0-9]{1,5})/([1-9][0-9]{0,4})", text.strip())
    if found is None:
        raise UsageError(say("--renumber takes N10/10 (first number, step), not {text!r}", text=text[:40]))
    return int(found[1]), int(found[2])


def spelled(data: bytes, controller: Controller, *, name: str, numbers: tuple[int, int] | None = None) -> Spelled:
    """As ``format_program``, of a program's bytes."""
    if controller.dialect not in CONTROLS:
        raise UsageError(say("{controller} has no canonical spelling here", controller=controller.name))
    data = data.removeprefix(b"\xef\xbb\xbf")
    lines = data.decode("latin-1").split("\n")
    ends = ["\r" if line.endswith("\r") else "" for line in lines]
    bare = [line.removesuffix("\r") for line in lines]
    if bare and not bare[-1]:
        bare.pop()
    new = [spell(line, controller.dialect) for line in bare]
    if numbers is not None:
        new = renumbered(new, controller.dialect, *numbers)
    if bare and not ends[len(bare) - 1]:  # the last line without an end gets that of the first
        ends[len(bare) - 1] = ends[0]
    text = "".join(f"{line}{end}\n" for line, end in zip(new, ends, strict=False)).encode("latin-1")
    _prove(data, text, controller, name)
    return Spelled(text, controller, sum(a != b for a, b in zip(bare, new, strict=True)))


def _prove(before: bytes, after: bytes, controller: Controller, name: str) -> None:
    from codegen.interpreter import read

    skips = (False, True) if b"/" in before else (False,)
    for skip in skips:
        environment = Environment(
            lengths=ALIKE.lengths, work_offsets=ALIKE.work_offsets, home=ALIKE.home, home2=ALIKE.home2,
            start=ALIKE.start, radii=ALIKE.radii, block_delete=skip,
        )  # fmt: skip
        a, b = (read(data, alike(controller), environment=environment, name=name) for data in (before, after))
        for finding in a.findings:
            if finding.code in UNREAD and loses(finding):
                raise UsageError(
                    say("{name} line {line}: {message}: it is not spelled anew, as that it means the same cannot be proven",
                        name=name, line=finding.where.line, message=finding.message)
                )  # fmt: skip
        _same(a, b)


def _same(a: Reading, b: Reading) -> None:
    found = changes(acts_of(a), acts_of(b))
    if found:
        first = found[0]
        raise NotProven(
            say(
                "the spelling is not proven to mean the same: {aspect} in line {line}: {before} became {after}; nothing was "
                "written",
                aspect=str(first.aspect),
                line=(first.a or first.b or (0, 0))[0],
                before=first.before or "-",
                after=first.after or "-",
            )
        )
    codes = Counter(f.code for f in b.findings) - Counter(f.code for f in a.findings)
    remarks = [[c.strip() for block in reading.program.blocks for c in block.comments] for reading in (a, b)]
    if codes or a.ended != b.ended or remarks[0] != remarks[1] or not same_steps(a, b):
        raise NotProven(say("the spelling is not proven to mean the same; nothing was written"))
