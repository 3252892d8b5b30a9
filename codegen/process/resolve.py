"""Intent → part and stock in the work frame, then a job. See ``codegen.process``."""

from __future__ import annotations

from dataclasses import dataclass

from codegen import shop
from codegen.errors import UnknownName
from codegen.findings import Finding, Severity
from codegen.messages import joined, say
from codegen.model.intent import Intent, Question
from codegen.model.job import Job
from codegen.model.part import Part
from codegen.model.shop import Controller, Machine, Material
from codegen.process.checks import check
from codegen.process.conflicts import conflicts, exact_wishes
from codegen.process.context import Context
from codegen.process.cutting import Means
from codegen.process.extras import with_bosses
from codegen.process.features import resolve_features
from codegen.process.frame import Frame, build_frame

CAUTIOUS_MATERIAL = "mild-steel"
"""Cutting data that are taken when no material is said: the slowest of what small shops cut most."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What became of an intent. ``job`` is None for a design without a program, and when anything is open or wrong."""

    job: Job | None
    findings: tuple[Finding, ...]
    questions: tuple[Question, ...]
    part: Part | None


def resolve(intent: Intent, *, machine: str | None = None, controller: str | None = None) -> Resolution:
    """Resolve ``intent`` into a part and a job. The same intent always gives the same resolution.

    ``machine`` and ``controller`` are library names that override the intent's. Nothing is raised for what is wrong with
    the work: it is in ``findings`` (of error severity: there is no job) and ``questions`` (neither).
    """
    ctx = Context(intent)
    ctx.questions += intent.questions
    ctx.assumptions += [a.text for a in intent.assumptions]
    means = _means(ctx, machine, controller) if "program" in intent.deliverables else None
    if means is not None:
        exact_wishes(ctx, means.machine)
    unknown = len(ctx.findings)
    frame = build_frame(ctx)
    part = None
    if frame is not None:
        frame = with_bosses(ctx, frame)
        part = Part(name=intent.name, body=frame.body, features=resolve_features(ctx, frame))
        check(ctx, frame, part)
        conflicts(ctx, part)
    job = None
    if means is not None and part is not None and frame is not None and not ctx.failed() and not ctx.questions:
        from codegen.process.plan import plan_job

        job = plan_job(ctx, frame, part, means)
    elif means is None and part is not None and frame is not None and frame.stock is not None and not ctx.questions:
        _reaches(ctx, frame, part, machine, since=unknown)
    if ctx.failed() or ctx.questions:
        return Resolution(None, tuple(ctx.findings), tuple(ctx.questions), None)
    return Resolution(job, tuple(ctx.findings), (), job.part if job is not None else part)


def _reaches(ctx: Context, frame: Frame, part: Part, machine: str | None, *, since: int) -> None:
    """Where the material is not known, what no tool reaches in any material: all at once, not one after the other."""
    from codegen.process.plan import plan_job

    unknown = [f.where.pointer for f in ctx.findings[:since] if f.severity is Severity.ERROR]
    if unknown != ["/material"] or any(f.severity is Severity.ERROR for f in ctx.findings[since:]):
        return
    other = Context(ctx.intent.model_copy(update={"material": CAUTIOUS_MATERIAL, "cutting": ()}))
    means = _means(other, machine, None)
    if means is not None:
        plan_job(other, frame, part, means)
        ctx.findings += [
            f for f in other.findings if f.severity is Severity.ERROR and f.code in ("no-tool", "tool-reach")
        ]


def _means(ctx: Context, machine: str | None, controller: str | None) -> Means | None:
    """Machine, controller and material: as said, or the library's default as a stated assumption."""
    intent = ctx.intent
    made: Machine | None = None
    control: Controller | None = None
    stuff: Material | None = None
    said = machine or intent.machine
    try:
        made = shop.machine(said) if said else None
    except UnknownName as e:
        ctx.report(
            "unknown-name", e.said, pointer="/machine", remedy=say("name a machine of the library, or leave it out")
        )
    said_control = controller or intent.controller
    try:
        control = shop.controller(said_control or (made or shop.default_machine()).controller)
    except UnknownName as e:
        ctx.report(
            "unknown-name",
            e.said,
            pointer="/controller",
            remedy=say("name a controller of the library, or leave it out"),
        )
    if not said and control is not None:
        made = shop.machine_for(control)
    try:
        stuff = shop.material(intent.material or CAUTIOUS_MATERIAL)
    except UnknownName as e:
        ctx.report("unknown-name", e.said, pointer="/material", remedy=say("name a material of the library"))
    if made is None or control is None or stuff is None:
        return None
    if not said:
        ctx.assume(say("machine not said: {name} ({id}), {source}", name=made.name, id=made.id, source=made.source))
    if not said_control:
        ctx.assume(say("control not said: {name}", name=control.name))
    if control.parameters:
        ctx.assume(
            say(
                "{name} parameters, compare with the machine's: {parameters}",
                name=control.name,
                parameters=joined("; ", control.parameters),
            )
        )
    if intent.material is None:
        ctx.assume(say("material not said: speeds and feeds of {name}, the cautious choice", name=stuff.name))
    return Means(shop.machine_under(made, control), control, stuff)
