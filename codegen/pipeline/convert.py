"""A program in another control's words, proven to do the same: ``convert``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from codegen.errors import CodegenError, UsageError
from codegen.findings import loses
from codegen.messages import Message, say
from codegen.model.difference import Aspect, Change
from codegen.model.program import Environment, Reading
from codegen.model.shop import Controller
from codegen.pipeline.acts import acts_of
from codegen.pipeline.check import MAX_PROGRAM_BYTES, read_bytes
from codegen.pipeline.controls import control_of
from codegen.pipeline.diff import ALIKE, UNREAD, alike, changes
from codegen.units import MM_PER_INCH, number

HOMED: Final = Environment(home=(0.0, 0.0, 0.0), home2=(0.0, 0.0, 0.0))
"""The reference point is taken for machine zero: every other control says it so."""


class NotProven(CodegenError):
    """The two programs do not do the same, as far as can be shown."""


@dataclass(frozen=True, slots=True)
class Converted:
    """The program's text for the other control, and what was taken for granted."""

    text: str
    source: Controller
    target: Controller
    notes: tuple[Message | str, ...]


def convert(program: Path, *, source: str | None, target: str, tools: Sequence[tuple[int, str]] = ()) -> Converted:
    """``program`` for control ``target``; proven equal by reading both. ``tools``: T number and tool id of the library.

    Raises:
        UsageError: an unreadable file, an unknown control, a block that is not understood, or that ``target`` cannot say.
        NotProven: the result does not do the same; nothing is given out.
    """
    from codegen import shop

    data = read_bytes(program, MAX_PROGRAM_BYTES)
    control = control_of(data, source, name=program.name, edits=True)
    notes = () if control.note is None else (control.note,)
    radii = {number: shop.tool(ident).diameter / 2 for number, ident in tools}
    made = converted(data, control.controller, shop.controller(target), name=program.name, radii=radii)
    return Converted(made.text, made.source, made.target, (*notes, *made.notes))


def converted(
    data: str | bytes, source: Controller, target: Controller, *, name: str, radii: Mapping[int, float] | None = None
) -> Converted:
    """As ``convert``, of a program's text. ``radii``: mm, of the cutters by D number: contours are written out with them."""
    from codegen.interpreter import read
    from codegen.post.restate import restate

    given, data = data, _from_the_switches(data, source, target)
    reading = read(data, source, environment=replace(HOMED, radii=radii or {}), name=name)
    for finding in reading.findings:
        if finding.code in UNREAD and loses(finding):
            raise UsageError(
                say("{name} line {line}: {message}: it cannot be converted", name=name, line=finding.where.line,
                    message=finding.message)
            )  # fmt: skip
    units = next((s.state.units for s in reading.steps if s.state.units is not None), "mm")
    header = (f"converted from {name}, {source.name} to {target.name}",)
    against: list[Change] = []
    for cycles in (True, False):
        text = restate(reading.steps, target, inch=units == "inch", name=name, header=header, cycles=cycles)
        against = list(_differences(data, text, source, target, radii or {}))
        if not against:
            kept = _off_the_switches(text, target)
            notes = (*_notes(reading, source, target), *_notes_on(text, kept, target))
            if given != data:
                notes += (
                    say("{code} of {source} is taken for machine zero", code=source.safe_retract, source=source.name),
                )
            return Converted(kept, source, target, notes)
    first = against[0]
    raise NotProven(
        say(
            "the converted program is not proven to do the same: {aspect} in line {line}: {before} became {after}; nothing was "
            "written",
            aspect=str(first.aspect),
            line=(first.a or first.b or (0, 0))[0],
            before=first.before or "-",
            after=first.after or "-",
        )
    )


_AT_ZERO: Final = re.compile(r"(?m)^(G53 G0)((?: [XYZ]-?[0-9.]+)+)$")


def _off_the_switches(text: str, target: Controller) -> str:
    """Machine zero of GRBL lies on the switches: places there are taken back by its pull-off, as its safe retract is."""
    found = re.fullmatch(r"G53 G0 Z(-[0-9.]+)", target.safe_retract)
    if found is None:
        return text
    inch = re.search(r"^G20\b", text, re.MULTILINE) is not None
    most = float(found[1]) / (MM_PER_INCH if inch else 1.0)
    back = number(most, target.decimals_inch if inch else target.decimals_mm)

    def clear(hit: re.Match[str]) -> str:
        words = [f"{w[0]}{back}" if float(w[1:]) > most else w for w in hit[2].split()]
        return " ".join((hit[1], *words))

    return _AT_ZERO.sub(clear, text)


def _from_the_switches(data: str | bytes, source: Controller, target: Controller) -> str | bytes:
    """The other way round: GRBL's safe retract is the top of Z, which is machine zero elsewhere."""
    found = re.fullmatch(r"G53 G0 Z(-[0-9.]+)", source.safe_retract)
    if found is None or source.safe_retract == target.safe_retract:
        return data
    text = data if isinstance(data, str) else data.decode("latin-1")
    made = re.sub(rf"(?mi)^([ \t]*(?:N\d+[ \t]*)?G53[ \t]*G0+[ \t]*Z){found[1]}(?:\.0*)?(?=[ \t\r]*$)", r"\g<1>0", text)
    return made if isinstance(data, str) else made.encode("latin-1")


def _notes_on(text: str, kept: str, target: Controller) -> Iterator[Message]:
    """What the written text relies on."""
    if text != kept:
        yield say(
            "machine zero lies on {target}'s switches: moves to it end off them, as in {code}",
            target=target.name,
            code=target.safe_retract,
        )
    if re.search(r"\bM19\b|\bSPOS=", text):
        yield say(
            "the angle at which the spindle stops is the machine's: see that the tool's edge points away from the shift"
        )


def _differences(
    data: str | bytes, text: str, source: Controller, target: Controller, radii: Mapping[int, float]
) -> Iterator[Change]:
    from codegen.interpreter import read

    before, after = (
        read(t, alike(c), environment=replace(ALIKE, radii=radii)) for t, c in ((data, source), (text, target))
    )
    unread = [f for f in after.findings if f.code in UNREAD and loses(f)]
    if unread:
        line = unread[0].where.line or 0
        yield Change(Aspect.MOTION, None, (line, line), "", unread[0].message, 1, frozenset())
    ignored = _unsaid(source, target)
    places = max(10.0**-c.decimals_mm for c in (source, target))
    for change in changes(acts_of(before), acts_of(after), tolerance=2 * places, in_cuts=True):
        added_stop = change.aspect is Aspect.STOP and change.a is None and not target.length_offsets
        if change.aspect not in ignored and not added_stop:
            yield change


def _unsaid(source: Controller, target: Controller) -> frozenset[Aspect]:
    """What one of the controls has no words for, or says by itself: the notes tell of it."""
    out = {Aspect.PATH}
    if not (source.length_offsets and target.length_offsets) or "heidenhain" in (source.dialect, target.dialect):
        out.add(Aspect.LENGTH_OFFSET)
    if "siemens" in (source.dialect, target.dialect):
        out.add(Aspect.LENGTH_OFFSET)
    if source.work_offset != target.work_offset:
        out.add(Aspect.WORK_OFFSET)
    return frozenset(out)


def _notes(reading: Reading, source: Controller, target: Controller) -> Iterator[Message]:
    ignored = _unsaid(source, target)
    paths = {step.state.exact_path for step in reading.steps} - {None}
    if paths and reading.program.blocks_with("G", lambda code: 60 <= int(code) <= 64 or 600 <= code < 650):
        yield say(
            "path control ({codes}) is not carried over: set it as the machine needs it",
            codes=", ".join(map(str, sorted(map(str, paths)))),
        )
    if any(step.state.compensation not in (None, "G40") for step in reading.steps):
        yield say(
            "cutter compensation is written out for the radii of these tools: other cutters need it converted anew"
        )
    if any(s.machine_end is not None for s in reading.steps if hasattr(s, "machine_end")):
        yield say("the reference point (G28) is taken for machine zero")
    if Aspect.WORK_OFFSET in ignored:
        yield say("the work offset is the one that is active at the machine")
    if Aspect.LENGTH_OFFSET not in ignored:
        return
    own = {c.dialect for c in (source, target)} & {"heidenhain", "siemens"}
    if not target.length_offsets:
        yield say("tool lengths: {target} keeps none: touch off Z with each tool", target=target.name)
    elif not source.length_offsets and target.dialect not in own:
        yield say(
            "tool lengths: {source} keeps none, so none is written: touch off Z with each tool, or write its length offset",
            source=source.name,
        )
    elif own:
        control = target if target.dialect in own else source
        yield say("tool lengths: {control} takes each tool's own, not an H number of the program", control=control.name)
