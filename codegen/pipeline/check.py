"""Anyone's program through the same reader, simulator and rules that judge our own."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.errors import BadInput, UsageError
from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.program import Program, Reading
from codegen.model.shop import Controller, Machine, Tool, ToolAssembly
from codegen.model.steps import Run
from codegen.model.verdict import Claim, Measurement, Record, Status
from codegen.pipeline import claims as claiming
from codegen.pipeline import shapes
from codegen.pipeline.controls import control_of
from codegen.pipeline.cut_off import cut_off, not_whole
from codegen.pipeline.given import environment_of, nothing_below
from codegen.pipeline.make import Progress, silent
from codegen.pipeline.sieve import Sieved, accepted, sieve

if TYPE_CHECKING:
    from codegen.model.part_field import PartField
    from codegen.model.simulation import FeatureResult, Simulation
    from codegen.process import SetupFile

MAX_PROGRAM_BYTES = 256 * 2**20
"""A program larger than this is refused: 256 MiB is some ten million blocks."""


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What is known beside the program. ``setup``: a setup file; or ``stock`` ("120x60x20") and ``zero``."""

    controller: str | None = None
    machine: str | None = None
    setup: Path | None = None
    stock: str | None = None
    zero: str | None = None
    part: Path | None = None
    tools: tuple[tuple[int, str], ...] = ()  # T number, tool id of the library: beside or over the setup's
    accept: tuple[str, ...] = ()
    select: tuple[str, ...] = ()  # names of rules or groups: nothing else is shown, errors of safety apart
    ignore: tuple[str, ...] = ()
    severity: Severity = Severity.NOTE  # the least that is shown
    until: int | None = None  # line behind which no more is cut; the part is not compared then
    language: str = "en"  # of the report


def check(program: Path, *, options: CheckOptions | None = None, progress: Progress = silent) -> Record:
    """Read, simulate (where stock and tools are known), apply the rules.

    Raises:
        UsageError: unreadable file, bad setup, unknown controller or machine.
    """
    from codegen import rules, shop
    from codegen.interpreter import read

    opts = options or CheckOptions()
    wanted = rules.Selection(opts.select, opts.ignore, opts.severity)
    data = read_bytes(program, MAX_PROGRAM_BYTES)
    known = known_setup(opts)
    controller, machine, notes = _judged_for(opts, known, data, program.name)
    progress(say("reading the program"), 0.05)
    said = bool(opts.machine or (known and known.machine))
    tools = {t.number: t for t in known.tools} if known else {}
    tools |= {number: shop.assemble(shop.tool(ident), number) for number, ident in opts.tools}
    reading = read(data, controller, environment=environment_of(tools), name=program.name)
    findings = list(reading.findings)
    field, part_notes = _part(opts.part) if opts.part else (None, [])
    threads_known = opts.part is None or (field is not None and not part_notes)
    notes += part_notes
    simulation: Simulation | None = None
    needles = _needles(reading, tools)
    if known is None:
        findings.append(_not_simulated(opts))
    else:
        from codegen.simulate import simulate

        if needles:
            findings.append(_tips_only(needles, opts))
        if opts.until is not None:
            findings.append(not_whole(opts.until))
        simulation = simulate(
            reading if opts.until is None else cut_off(reading, opts.until),
            tools={**tools, **needles},
            setup=known.setup,
            machine=machine,
            part=None if needles or opts.until is not None else field,
            progress=lambda done: progress(say("cutting virtual stock"), 0.1 + 0.8 * done),
        )
        findings += simulation.findings if opts.setup is not None else nothing_below(simulation.findings)
    progress(say("rules"), 0.95)
    context = rules.Context(
        setup=known.setup if known else None,
        tools=tools,
        machine=machine,
        controller=controller,
        material=shop.material(known.material) if known and known.material else None,
        reading=reading,
        simulation=simulation,
        threads=field.threads if field is not None else (),
        machine_said=said,
        source=data,
    )
    findings += rules.run(context)
    return _record(
        program,
        sieve(findings, reading.program, wanted, machine_said=said),
        simulation,
        opts,
        (controller.id, machine.id),
        (*notes,),
        reading.program,
        tips_only=bool(needles),
        threads_known=threads_known,
        fixture=claiming.fixture_claims(known.setup.fixture) if known else [],
    )


def _judged_for(
    opts: CheckOptions, known: SetupFile | None, data: bytes, name: str
) -> tuple[Controller, Machine, list[str]]:
    """Control and machine: as said, as the setup says, or as the program looks, with a note."""
    from codegen import shop

    notes: list[str] = []
    found = control_of(data, opts.controller or (known.controller if known else None), name=name)
    if found.note is not None:
        notes.append(found.note)
    controller = found.controller
    machine_id = opts.machine or (known.machine if known else None)
    machine = shop.machine(machine_id) if machine_id else shop.machine_for(controller)
    if machine_id is None:
        notes.append(say("machine not said: judged for {machine} (--machine says otherwise)", machine=machine.id))
    return controller, shop.machine_under(machine, controller), notes


def _record(
    program: Path,
    found: Sieved,
    simulation: Simulation | None,
    opts: CheckOptions,
    ids: tuple[str, str],
    notes: tuple[str, ...],
    source: Program,
    *,
    tips_only: bool,
    threads_known: bool,
    fixture: list[Claim],
) -> Record:
    name = program.name

    def located_in(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(
            replace(f, where=replace(f.where, file=str(program))) if f.where.line and not f.where.file else f
            for f in findings
        )

    located = located_in(found.findings)
    extra = _cut_claims(located, simulation) if simulation is not None else []
    extra += fixture
    if not threads_known and not tips_only:
        extra.append(
            Claim(
                "threads-asked",
                say("which holes are tapped, and how deep"),
                Status.OPERATOR,
                say("a model shows no threads"),
            )
        )
    judge = partial(
        claiming.verdict,
        simulation=simulation,
        extra=extra,
        accept=opts.accept,
        assumptions=notes,
        tips_only=tips_only,
    )
    folded = located_in(found.folded)
    verdict = replace(judge(findings=(*located, *folded)), findings=judge(findings=located).findings)
    if found.aside:
        verdict = accepted(verdict, judge(findings=(*located, *folded, *located_in(found.aside))))
    measurements: tuple[Measurement, ...] = ()
    if simulation is not None:
        measurements = (
            Measurement(say("material removed"), simulation.removed, "mm³", say("height map")),
            Measurement(say("cycle time"), simulation.seconds, "s", say("trapezoidal moves")),
        )
    return Record(
        command="check",
        outcome=verdict.outcome,
        findings=verdict.findings,
        verdict=verdict,
        measurements=measurements,
        simulation=simulation,
        source=source,
        program_name=name,
        controller=ids[0],
        machine=ids[1],
        accepted=opts.accept,
        notes=notes,
        allowed=found.allowed,
        language=opts.language,
    )


def _cut_claims(findings: tuple[Finding, ...], simulation: Simulation) -> list[Claim]:
    def status(r: FeatureResult) -> Status:
        return Status.PROVEN if r.cut and not _names(findings, r.feature) else Status.FAILED

    return [replace(shapes.feature_claim(r, simulation), status=status(r)) for r in simulation.features]


def _names(findings: tuple[Finding, ...], feature: str) -> bool:
    return any(f.where.feature == feature and f.severity is Severity.ERROR for f in findings)


def read_bytes(path: Path, limit: int) -> bytes:
    """Content of a file; ``-``: of standard input.

    Raises:
        BadInput: it is missing, unreadable, a directory, or larger than ``limit`` bytes.
    """
    try:
        if path.is_dir():
            raise BadInput(say("{path!r} is a directory: name a file", path=str(path)))
        size = 0 if str(path) == "-" else path.stat().st_size
        if size > limit:
            raise BadInput(
                say(
                    "{path!r} has {size} bytes, more than the limit of {limit}: split it",
                    path=str(path),
                    size=size,
                    limit=limit,
                )
            )
        with path.open("rb") if str(path) != "-" else nullcontext(sys.stdin.buffer) as file:
            data = file.read(size + 1)
            data += file.read(limit + 1 - len(data)) if len(data) > size else b""  # a device or a pipe tells no size
        if len(data) > limit:
            raise BadInput(
                say("{path!r} has more bytes than the limit of {limit}: split it", path=str(path), limit=limit)
            )
        return data
    except (OSError, ValueError) as error:
        if isinstance(error, BadInput):
            raise
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BadInput(say("cannot read {path!r}: {reason}", path=str(path)[:200], reason=reason)) from error


def known_setup(opts: CheckOptions) -> SetupFile | None:
    """Stock, zero, tools as the setup file or the options say them; None: they do not. Raises as ``check``."""
    if opts.setup is None and opts.stock is None and opts.zero is None:
        return None
    from codegen.process import load_setup, setup_from_options

    if opts.setup is not None and opts.stock is not None:
        raise UsageError(say("--setup and --stock exclude each other: the setup file has the stock"))
    if opts.setup is not None:
        data = read_bytes(opts.setup, 4 * 2**20)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadInput(
                say("{path!r} is not UTF-8 text: byte {place}", path=str(opts.setup), place=error.start)
            ) from error
        return sane(load_setup(text))
    if opts.stock is not None:
        return setup_from_options(stock=opts.stock, zero=opts.zero or "front-left-top")
    if opts.zero is not None:
        raise UsageError(say("--zero needs --stock"))
    return None


def sane(known: SetupFile) -> SetupFile:
    """The setup, once nothing in it would be passed over in silence: a box or a body turned inside out touches nothing.

    Raises:
        BadInput: a value that cannot be; the message names the key.
    """
    setup = known.setup
    for i, box in enumerate(setup.fixture.keep_out):
        if any(h <= lo for lo, h in zip(box.low, box.high, strict=True)):
            raise BadInput(
                say(
                    "fixture.keep_out[{i}]: high = {high!r} must lie above low = {low!r}",
                    i=i,
                    high=list(box.high),
                    low=list(box.low),
                )
            )
    x, y, _ = setup.stock.box.size
    if setup.stock.shape == "cylinder" and abs(x - y) > 1e-6:
        raise BadInput(
            say(
                "stock.shape = 'cylinder' with a box of {x:g} x {y:g} mm: a round bar is as wide in X as in Y", x=x, y=y
            )
        )
    for i, t in enumerate(known.tools):
        for name, value in (("stick_out", t.stick_out), ("length", t.length)):
            if value is not None and value <= 0:
                raise BadInput(
                    say("tools[{i}].{name} = {value!r} must be more than 0 (mm)", i=i, name=name, value=value)
                )
        for k, piece in enumerate(t.holder):
            if piece.diameter <= 0 or not piece.z_to > piece.z_from >= 0:
                given = [piece.diameter, piece.z_from, piece.z_to]
                raise BadInput(
                    say(
                        "tools[{i}].holder[{k}] = {given!r} must be [diameter, from, to]: more than 0, to above from",
                        i=i,
                        k=k,
                        given=given,
                    )
                )
        if t.tool.shank_diameter < 0 or t.tool.flutes < 1 or (t.tool.pitch is not None and t.tool.pitch <= 0):
            raise BadInput(
                say("tools[{i}].geometry: shank_diameter and pitch cannot be negative, flutes is 1 or more", i=i)
            )
        if t.tool.kind == "tap" and t.tool.pitch is None:
            raise BadInput(say("tools[{i}].geometry: a tap needs its pitch (mm)", i=i))
    return known


def _not_simulated(opts: CheckOptions) -> Finding:
    severity = Severity.ERROR if opts.part is not None else Severity.WARNING
    return Finding(
        "not-simulated",
        say("stock and zero are not known, so nothing was cut: only the text and the motions were checked"),
        severity,
        remedy=say("give --setup setup.toml (codegen make writes one), or --stock 120x60x20 --zero front-left-top"),
    )


NEEDLE = Tool(
    id="needle",
    kind="flat_end_mill",
    name=say("tip only"),
    diameter=0.1,
    flutes=1,
    flute_length=1000.0,
    overall_length=1000.0,
    shank_diameter=0.1,
    tool_material="carbide",
    source=say("a stand-in: every real tool is thicker"),
)
"""Stands in for a tool that nobody described: what its tip hits, the real tool hits; what it misses proves nothing."""


def _needles(reading: Reading, tools: Mapping[int, ToolAssembly]) -> dict[int, ToolAssembly]:
    used = {part.state.tool for part in reading.steps.parts() if isinstance(part, Run) and part.state.tool}
    return {
        number: ToolAssembly(
            number=number, length_offset=number, diameter_offset=number, tool=NEEDLE, stick_out=1000.0, holder=()
        )
        for number in sorted(used - set(tools))
    }


def _tips_only(needles: Mapping[int, ToolAssembly], opts: CheckOptions) -> Finding:
    names = ", ".join(f"T{n}" for n in needles)
    compared = say("; the part was not compared") if opts.part is not None else ""
    return Finding(
        "not-simulated",
        say(
            "{names} not described: only the tip was followed, so what it hits is certain, what it "
            "misses is not{compared}",
            names=names,
            compared=compared,
        ),
        Severity.ERROR if opts.part is not None else Severity.WARNING,
        remedy=say("describe the tools: --tool 1=endmill-6 (codegen tools lists them), or a setup file"),
    )


def _part(path: Path) -> tuple[PartField, list[str]]:
    """The part field: stored beside the STEP file where it belongs to it, so that no CAD kernel is loaded; else measured."""
    step = read_bytes(path, 512 * 2**20)
    stored = path.with_name("part.field.npz") if path.name == "part.step" else path.with_suffix(".field.npz")
    if stored.is_file():
        from codegen.artifacts import load_field

        field = load_field(read_bytes(stored, 512 * 2**20))
        if field.step_sha256 == hashlib.sha256(step).hexdigest():
            return field, []
    from codegen import geometry

    return geometry.field_from_step(step), [
        say("part measured from {name}: taken to be in the program's work frame", name=path.name)
    ]
