"""Part and stock → job: operations, their order, tools, setup; and whether the machine can reach it all."""

from __future__ import annotations

from itertools import groupby

from codegen.findings import Severity
from codegen.messages import say
from codegen.model.curve import Point2
from codegen.model.job import ChamferOp, FaceOp, HoleOp, Job, Operation, PocketOp, ProfileOp, TapOp
from codegen.model.part import Cut, Groove, Hole, Part, Pocket
from codegen.model.shop import ToolAssembly
from codegen.process import fixture, holes, mill, profile, steps
from codegen.process.context import Context
from codegen.process.cutting import Means
from codegen.process.draft import Draft, Workbench
from codegen.process.frame import Frame
from codegen.process.toolbox import Toolbox


def plan_job(ctx: Context, frame: Frame, part: Part, means: Means) -> Job | None:
    """The job that makes ``part`` from the frame's stock; None: a finding or question says why not."""
    assert frame.stock is not None  # noqa: S101 - a program without stock is a question, asked before
    w = Workbench(ctx, means, part, frame.stock, Toolbox(ctx, means))
    if ctx.failed():
        return None
    _names(w)
    mill.face(w)
    steps.clear(w)
    for f in part.features:
        if isinstance(f, Groove):
            w.ctx.report(
                "unsupported-request",
                say("{feature} runs round the part under its top: it is turned, not milled from above", feature=f.id),
                pointer="/part",
                feature=f.id,
                remedy=steps.REMEDY,
            )
        elif isinstance(f, Cut):
            w.leave_out(f.id, _why_not(f))
    features = [f for f in part.features if isinstance(f, Hole | Pocket)]
    for _, group in groupby(features, key=lambda f: f.feature):
        same = list(group)
        hole_group = [f for f in same if isinstance(f, Hole)]
        if hole_group:
            holes.make(w, hole_group)
        for f in same:
            if isinstance(f, Pocket):
                mill.pocket(w, f)
    mill.chamfers(w)
    profile.profile(w)
    if ctx.failed() or ctx.questions:
        return None
    w.tools.report_unused()
    if not w.drafts and w.not_machined:
        ctx.report(
            "unsupported-request",
            say("nothing of it can be made from above: {features}", features=", ".join(w.not_machined)),
            pointer="/features",
            remedy=steps.REMEDY,
        )
    elif not w.drafts:
        ctx.ask(
            "feature",
            "/features",
            "There is nothing to machine: what is to be made?",
            "没有可加工的内容：要加工什么？",
        )
    if ctx.failed() or ctx.questions:
        return None
    setup = fixture.setup(w, frame.datum)
    operations, tools = _numbered(w, _ordered(w.drafts))
    _travel(w, operations, tools, setup.clearance)
    if ctx.failed():
        return None
    intent = ctx.intent
    return Job(
        name=intent.name, machine=means.machine.id, controller=means.controller.id, material=means.material.id,
        program_units=intent.program_units or intent.units, part=w.part, setup=setup, tools=tools, operations=operations,
        deliverables=intent.deliverables, sources=tuple(ctx.sources), assumptions=tuple(ctx.assumptions),
        not_machined=tuple(w.not_machined),
    )  # fmt: skip


def _why_not(f: Cut) -> str:
    if f.what == "keyway" and f.face == "top":
        return say("a keyway in a bore has sharp corners: it is broached")
    return say("it is in the {face} face", face=f.face)


def _names(w: Workbench) -> None:
    """Wishes that name a feature must name one that there is."""
    known = {f.id for f in w.ctx.intent.features} | {profile.NAME, steps.NAME}
    for where in ("tools", "cutting"):
        for i, wish in enumerate(getattr(w.ctx.intent, where)):
            if wish.feature is not None and wish.feature not in known:
                w.ctx.report(
                    "contradiction",
                    say("a wish is about {feature!r}, and there is no such feature", feature=wish.feature),
                    pointer=f"/{where}/{i}/feature",
                    remedy=say("known: {names}", names=", ".join(sorted(known))),
                )


def _ordered(drafts: list[Draft]) -> list[Draft]:
    """By stage; within a stage the tool that is in the spindle goes on, then the others as they come."""
    out: list[Draft] = []
    last = ""
    for _, group in groupby(sorted(drafts, key=lambda d: d.stage), key=lambda d: d.stage):
        rest = list(group)
        while rest:
            here = [d for d in rest if d.tool.id == last] or [d for d in rest if d.tool.id == rest[0].tool.id]
            out += here
            last = here[0].tool.id
            rest = [d for d in rest if d.tool.id != last]
    return out


def _numbered(w: Workbench, drafts: list[Draft]) -> tuple[tuple[Operation, ...], tuple[ToolAssembly, ...]]:
    """T numbers in the order of use; ids made unique."""
    numbers: dict[str, int] = {}
    tools: list[ToolAssembly] = []
    operations: list[Operation] = []
    seen: dict[str, int] = {}
    for d in drafts:
        if d.tool.id not in numbers:
            numbers[d.tool.id] = len(numbers) + 1
            tools.append(w.tools.assemble(d.tool, numbers[d.tool.id]))
        ident = d.operation.id
        seen[ident] = seen.get(ident, 0) + 1
        if seen[ident] > 1:
            ident = f"{ident}-{seen[ident]}"
        operations.append(d.operation.model_copy(update={"tool": numbers[d.tool.id], "id": ident}))
    pockets = w.means.machine.tools
    if len(tools) > pockets:
        w.ctx.report(
            "machine-limit",
            say(
                "the job needs {n} tools, and {machine} holds {pockets}",
                n=len(tools),
                machine=w.means.machine.id,
                pockets=pockets,
            ),
            remedy=say("split the job"),
            figures={"tools": float(len(tools)), "pockets": float(pockets)},
        )
    return tuple(operations), tuple(tools)


def _travel(w: Workbench, operations: tuple[Operation, ...], tools: tuple[ToolAssembly, ...], clearance: float) -> None:
    """Whether the tool's centre stays within the machine's travel, wherever zero is laid."""
    points: list[Point2] = []
    deepest = clearance
    radii = {t.number: t.tool.diameter / 2 for t in tools}
    for op in operations:
        r = radii[op.tool]
        if isinstance(op, HoleOp | TapOp):
            points += op.points
        else:
            loop = op.area if isinstance(op, FaceOp) else op.outline
            x0, y0, x1, y1 = loop.bounds
            inside = isinstance(op, PocketOp) or (isinstance(op, ProfileOp | ChamferOp) and op.side == "inside")
            grow = -r if inside else r
            points += [(x0 - grow, y0 - grow), (x1 + grow, y1 + grow)]
        deepest = min(deepest, op.z_top - op.size - op.tip_offset if isinstance(op, ChamferOp) else op.z_bottom)
    spans = {
        "x": max(p[0] for p in points) - min(p[0] for p in points),
        "y": max(p[1] for p in points) - min(p[1] for p in points),
        "z": clearance - deepest,
    }
    machine, said = w.means.machine, w.ctx.intent.limits
    for name, span in spans.items():
        axis = getattr(machine, name)
        travel, whose = axis.high - axis.low, machine.id
        value = (
            None
            if said is None
            else w.ctx.length(getattr(said, f"travel_{name}"), f"/limits/travel_{name}", positive=True)
        )
        if value is not None and value < travel:
            travel, whose = value, say("the machine as you said")
        if span > travel + 1e-6:
            w.ctx.report(
                "machine-limit",
                say(
                    "the work spans {span:.4g} mm in {axis}, and {whose} travels {travel:g} mm",
                    span=span,
                    axis=name.upper(),
                    whose=whose,
                    travel=travel,
                ),
                pointer="/limits" if said is not None else "/machine",
                remedy=say("use a larger machine, or split the job into setups"),
                figures={"span_mm": span, "travel_mm": travel},
            )
        elif name != "z" and (size := w.stock.box.size["xy".index(name)]) > travel + 1e-6:
            w.ctx.report(
                "machine-limit",
                say(
                    "the stock is {size:g} mm in {axis}, and {whose} travels {travel:g}: the work itself is "
                    "within reach",
                    size=size,
                    axis=name.upper(),
                    whose=whose,
                    travel=travel,
                ),
                severity=Severity.NOTE,
                remedy=say("see that the stock clears column and guards"),
                figures={"stock_mm": size, "travel_mm": travel},
            )
