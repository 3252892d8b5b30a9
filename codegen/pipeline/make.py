"""The main job: words or an intent in; part, drawing, program, proof and report out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.errors import InternalError
from codegen.findings import Finding, Severity
from codegen.messages import language_of, say
from codegen.model.program import Environment, Reading
from codegen.model.request import Planner, Reply, Request
from codegen.model.verdict import Artifact, Claim, Outcome, Record, Status, Talk
from codegen.pipeline import claims as claiming
from codegen.pipeline.design import Design, build_design, part_valid
from codegen.pipeline.partial import with_conflicts
from codegen.pipeline.round_trip import compare, last_place

if TYPE_CHECKING:
    from codegen.model.intent import Intent, Question
    from codegen.model.job import Job
    from codegen.model.simulation import Simulation

Progress = Callable[[str, float], None]
"""Called with the stage's name and the fraction done."""


def silent(_stage: str, _done: float) -> None:
    """Progress for nobody."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the user may set beside the request. ``answers``: (slot or question id, text)."""

    machine: str | None = None
    controller: str | None = None
    answers: tuple[tuple[str, str], ...] = ()
    accept: tuple[str, ...] = ()
    repair_rounds: int = 1
    language: str | None = None  # of the reports; None: the request's


@dataclass(frozen=True, slots=True)
class Made:
    """Result of ``make``: the record, and the files to write (none unless the outcome is passed or failed)."""

    record: Record
    artifacts: tuple[Artifact, ...] = ()
    compile_seconds: float = 0.0

    @property
    def outcome(self) -> Outcome:
        """What became of it."""
        return self.record.outcome


@dataclass(frozen=True, slots=True)
class Understood:
    """What a planner made of words, after validation and grounding."""

    intent: Intent | None
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    sent_to: str | None = None


def make(
    request: str | Mapping[str, object] | bytes,
    *,
    planner: Planner | None = None,
    options: Options | None = None,
    progress: Progress = silent,
) -> Made:
    """Run the whole spine. ``request``: the user's words, or an intent as JSON (bytes or parsed).

    Raises:
        UsageError, PlannerError: see ``codegen.errors``. What is wrong with the work is in the record instead.
    """
    opts = options or Options()
    text = request if isinstance(request, str) else None
    progress(say("reading the request"), 0.0)
    if text is not None:
        if planner is None:
            from codegen.planner import planner as planner_for

            planner = planner_for("offline")
        understood = understand(Request(text=text, answers=opts.answers), planner, opts)
    else:
        from codegen.planner.intake import intake

        intent, findings = intake(request)
        understood = Understood(intent, findings, intent.questions if intent else ())
    name = planner.name if planner is not None and text is not None else ""
    talk = Talk((text,), (), opts.machine, opts.controller) if text is not None else None
    return produce(understood, opts, progress, text=text, planner=name, talk=talk)


def produce(
    understood: Understood,
    opts: Options,
    progress: Progress = silent,
    *,
    text: str | None,
    planner: str = "",
    talk: Talk | None = None,
    base: Intent | None = None,
) -> Made:
    """Make what was understood, or say why not. ``text``: all words of the user; ``base``: the intent before a revision."""
    record = Record(
        command="make",
        outcome=Outcome.REFUSED,
        findings=understood.findings,
        questions=understood.questions,
        request=text,
        planner=planner,
        sent_to=understood.sent_to,
        intent=understood.intent,
        base=base,
        talk=talk,
        accepted=opts.accept,
        language=opts.language or _language(text, understood.intent),
    )
    if errors(understood.findings):
        return Made(record)
    if understood.questions or understood.intent is None:
        return Made(replace(record, outcome=Outcome.QUESTION))
    return _produce(record, understood.intent, opts, progress)


def _language(text: str | None, intent: Intent | None) -> str:
    return language_of(text) if text is not None else intent.language if intent is not None else "en"


def understand(request: Request, planner: Planner, opts: Options) -> Understood:
    """Plan, validate, ground; one repair round with the findings fed back, where the planner can use them."""
    from codegen.planner.grounding import ground
    from codegen.planner.intake import intake

    rounds = opts.repair_rounds if planner.name != "offline" else 0
    while True:
        reply: Reply = with_conflicts(planner.plan(request), machine=opts.machine, controller=opts.controller)
        understood = Understood(None, reply.findings, reply.questions, reply.sent_to)
        if reply.intent is not None and not errors(reply.findings):
            intent, findings = intake(reply.intent)
            if intent is not None and not errors(findings) and not (reply.questions or intent.questions):
                findings = (*findings, *ground(intent, request))
            questions = reply.questions or (intent.questions if intent else ())
            said = _left_out(request.text) if planner.name != "offline" else ()
            understood = Understood(intent, (*reply.findings, *said, *findings), questions, reply.sent_to)
        if rounds == 0 or not errors(understood.findings) or reply.intent is None:
            return understood
        rounds -= 1
        request = replace(request, previous=reply.intent, findings=understood.findings)


def _left_out(text: str) -> tuple[Finding, ...]:
    """Wishes and file names of a request that no intent can express: said, whoever read the request."""
    from codegen.planner.offline.setaside import set_aside

    return tuple(f for f in set_aside(text).findings if f.code != "name-cleaned")


def _produce(record: Record, intent: Intent, opts: Options, progress: Progress) -> Made:
    from codegen.process import resolve

    progress(say("planning the job"), 0.1)
    resolution = resolve(intent, machine=opts.machine, controller=opts.controller)
    record = replace(record, findings=(*record.findings, *resolution.findings), questions=resolution.questions)
    if errors(record.findings):
        return Made(record)
    if resolution.questions:
        return Made(replace(record, outcome=Outcome.QUESTION))
    if resolution.part is None:
        raise InternalError("planning ended without a part, findings or questions: please report it with the request")
    progress(say("building the part"), 0.2)
    design = build_design(resolution.part, intent, resolution.job)
    record = replace(record, findings=(*record.findings, *design.findings), measurements=design.measurements)
    if errors(design.findings):
        return Made(record)
    if resolution.job is None:
        return _design_only(record, design, intent)
    return _manufacture(record, intent, resolution.job, design, opts, progress)


def _design_only(record: Record, design: Design, intent: Intent) -> Made:
    from codegen.render import preview_png

    extra = [part_valid(design)]
    verdict = claiming.verdict(findings=record.findings, simulation=None, extra=extra)
    verdict = replace(verdict, claims=tuple(extra), assumptions=tuple(a.text for a in intent.assumptions))
    record = replace(record, verdict=verdict, outcome=verdict.outcome)
    files = (
        Artifact("intent.json", _json(intent.model_dump(mode="json")), "what was understood"),
        *design.artifacts,
        Artifact("preview.png", preview_png(None, design.part, design.mesh()), "picture"),
    )
    return Made(record, (*files, *_reports(record)))


@dataclass(frozen=True, slots=True)
class _Proof:
    text: str
    reading: Reading
    simulation: Simulation
    findings: tuple[Finding, ...] = field(default=())


def _manufacture(record: Record, intent: Intent, job: Job, design: Design, opts: Options, progress: Progress) -> Made:
    from codegen import process
    from codegen.render import preview_png
    from codegen.shop import controller as controller_of

    controller = controller_of(job.controller)
    proof = _prove(intent, job, design, opts, progress)
    assumptions = (*dict.fromkeys((*(a.text for a in intent.assumptions), *job.assumptions)),)
    verdict = claiming.verdict(
        findings=(*record.findings, *proof.findings),
        simulation=proof.simulation,
        job=job,
        extra=[part_valid(design), _round_trip(proof)],
        accept=opts.accept,
        assumptions=assumptions,
    )
    good = verdict.outcome is Outcome.PASSED
    record = replace(
        record,
        outcome=verdict.outcome,
        verdict=verdict,
        findings=verdict.findings,
        job=job,
        simulation=proof.simulation,
        source=proof.text,
        program_name=f"program{controller.suffix}" if good else "program.rejected.txt",
        controller=job.controller,
        machine=job.machine,
    )
    progress(say("drawing the picture"), 0.9)
    files = (
        Artifact("intent.json", _json(intent.model_dump(mode="json")), "what was understood"),
        Artifact("job.json", _json(job.model_dump(mode="json")), "how it is made: tools, numbers, sources"),
        Artifact("setup.toml", process.setup_toml(job).encode(), "stock, zero, tools, fixture: for codegen check"),
        *design.artifacts,
        Artifact(
            record.program_name, proof.text.encode("ascii"), "program" if good else "rejected program: do not run"
        ),
        Artifact("preview.png", preview_png(proof.simulation, job.part), "picture of what is left of the stock"),
    )
    return Made(record, (*files, *_reports(record)), proof.simulation.compile_seconds)


def _prove(intent: Intent, job: Job, design: Design, opts: Options, progress: Progress) -> _Proof:
    """Write the program, then forget everything but its text: read, simulate, judge."""
    from codegen import post, rules, shop, toolpath
    from codegen.interpreter import read
    from codegen.simulate import simulate

    controller = shop.controller(job.controller)
    machine = shop.machine_under(shop.machine(job.machine), controller)
    progress(say("toolpaths"), 0.35)
    commands = toolpath.plan(job)
    if not controller.cycles:
        commands = toolpath.without_cycles(commands, clearance=controller.peck_clearance)
    text = post.write(job, commands, controller, machine, header=_header(job, opts))
    progress(say("reading the program back"), 0.45)
    lengths = {t.length_offset: t.length for t in job.tools if t.length is not None}
    reading = read(text, controller, environment=Environment(lengths=lengths))
    progress(say("cutting virtual stock"), 0.5)
    tools = {t.number: t for t in job.tools}
    simulation = simulate(
        reading,
        tools=tools,
        setup=job.setup,
        machine=machine,
        part=design.field,
        progress=lambda done: progress(say("cutting virtual stock"), 0.5 + 0.35 * done),
    )
    progress(say("rules"), 0.87)
    context = rules.Context(
        intent=intent,
        job=job,
        setup=job.setup,
        tools=tools,
        machine=machine,
        controller=controller,
        material=shop.material(job.material),
        reading=reading,
        simulation=simulation,
        threads=design.field.threads if design.field is not None else (),
    )
    place = last_place(controller, job.program_units)
    found = (*compare(commands, reading, place=place), *reading.findings, *simulation.findings, *rules.run(context))
    return _Proof(text, reading, simulation, found)


def _header(job: Job, opts: Options) -> list[str]:
    """What the operator must know, at the head of the program."""
    named = [f"part: {job.part.name}"] if job.part.name != "part" else []
    return [
        *named,
        f"zero {job.setup.work_offset}: {job.setup.datum}",
        f"machine {job.machine}, control {job.controller}, material {job.material}",
        f"held: {job.setup.fixture.text or job.setup.fixture.kind}",
        *(f"assumed: {a}" for a in job.assumptions),
        *(f"accepted by the user: {a}" for a in opts.accept),
        "consistent with the intent under these assumptions; prove out at raised Z",
    ]


def _round_trip(proof: _Proof) -> Claim:
    bad = any(f.code == "round-trip" for f in proof.findings)
    moves = len(proof.reading.steps)
    return Claim(
        "round-trip",
        say("the program, read back, does what was planned"),
        Status.FAILED if bad else Status.RULE_CHECKED,
        say("motion by motion"),
        say("{moves} steps", moves=moves),
    )


def _reports(record: Record) -> tuple[Artifact, ...]:
    from codegen.report import to_json, to_markdown

    return (
        Artifact("report.json", _json(to_json(record)), "report, as data"),
        Artifact("report.md", to_markdown(record).encode(), "report, to read"),
    )


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=False, allow_nan=False) + "\n").encode()


def errors(findings: Sequence[Finding]) -> bool:
    """Whether one of them is an error."""
    return any(f.severity is Severity.ERROR for f in findings)


def save(made: Made, directory: Path) -> None:
    """Write the artifacts as one set, all or nothing.

    Raises:
        OutputError: nothing was written; an earlier set is untouched.
    """
    from codegen.artifacts import write_set

    record = made.record
    extra = {"outcome": str(record.outcome), "program": record.program_name, "accepted": list(record.accepted)}
    write_set(directory, made.artifacts, manifest_extra=extra)


__all__ = ["Made", "Options", "Progress", "make", "save"]
