"""A piece of work, written for any control and judged by everything but the comparison of plan and reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from codegen import geometry, post, process, rules, shop, toolpath
from codegen.findings import Finding
from codegen.interpreter import read
from codegen.model.intent import Intent
from codegen.model.job import Job
from codegen.model.motion import Command
from codegen.model.part_field import PartField
from codegen.model.program import Environment, Reading
from codegen.model.shop import Controller, Machine, ToolAssembly
from codegen.model.simulation import Simulation
from codegen.planner.intake import intake
from codegen.simulate import simulate

HOLES = (
    {"kind": "hole", "id": "floor", "at": [{"kind": "at", "position": {"anchor": "centre", "x": x}} for x in (-8.0, 8.0)],
     "diameter": 5.5, "through": True, "top": -4.0},
    {"kind": "hole", "id": "tapped", "at": [{"kind": "at", "position": {"x": x, "y": 8.0}} for x in (8.0, 52.0)],
     "thread": {"designation": "M6"}, "through": True},
    {"kind": "hole", "id": "sunk", "at": [{"kind": "at", "position": {"x": 52.0, "y": 32.0}}], "diameter": 3.4, "through": True,
     "countersink": {"diameter": 7.0}},
    {"kind": "hole", "id": "reamed", "at": [{"kind": "at", "position": {"x": 8.0, "y": 32.0}}], "diameter": 6.0, "through": True,
     "fit": "H7"},
)  # fmt: skip
SCENE: Mapping[str, object] = {
    "schema_version": 1, "name": "scene", "units": "mm", "material": "6061",
    "stock": {"kind": "box", "x": 60.0, "y": 40.0, "z": 16.0},
    "features": [
        {"kind": "pocket", "id": "pocket", "at": [{"kind": "at", "position": {"anchor": "centre"}}], "depth": 4.0,
         "outline": {"kind": "rectangle", "x": 30.0, "y": 20.0, "corner_radius": 4.0}},
        *HOLES,
        {"kind": "chamfer", "id": "edge", "edges": "top-outer", "size": 0.5},
    ],
}  # fmt: skip
"""Every canned cycle, arcs, a pocket, holes in its floor, between which the tool must go up, and a cut after the taps."""


@dataclass(frozen=True)
class Work:
    """A job with its part, and the commands that a post is to write."""

    intent: Intent
    job: Job
    commands: tuple[Command, ...]
    field: PartField
    controller: Controller
    machine: Machine

    @property
    def tools(self) -> dict[int, ToolAssembly]:
        return {t.number: t for t in self.job.tools}

    def write(self, controller: Controller | None = None) -> str:
        return post.write(self.job, self.commands, controller or self.controller, self.machine)


@dataclass(frozen=True)
class Judgement:
    """What reading, simulating and the rules found."""

    reading: Reading
    simulation: Simulation
    findings: tuple[Finding, ...]

    @property
    def codes(self) -> set[str]:
        return {f.code for f in self.findings}


def work(document: Mapping[str, object], controller: str, **options: object) -> Work:
    intent, findings = intake({**document, **options})
    assert intent is not None, findings
    resolution = process.resolve(intent, controller=controller)
    assert resolution.job is not None, (resolution.findings, resolution.questions)
    job = resolution.job
    solid, _ = geometry.build(job.part)
    assert solid is not None
    field = geometry.part_field(solid, job.part)
    control = shop.controller(job.controller)
    machine = shop.machine_under(shop.machine(job.machine), control)
    return Work(intent, job, tuple(toolpath.plan(job)), field, control, machine)


@cache
def scene(controller: str, units: str = "mm") -> Work:
    return work(SCENE, controller, program_units=units)


def judge(made: Work, text: str, controller: Controller | None = None) -> Judgement:
    control = controller or made.controller
    lengths = {t.length_offset: t.length for t in made.job.tools if t.length is not None}
    reading = read(text, control, environment=Environment(lengths=lengths))
    simulation = simulate(reading, tools=made.tools, setup=made.job.setup, machine=made.machine, part=made.field)
    context = rules.Context(
        intent=made.intent, job=made.job, setup=made.job.setup, tools=made.tools, machine=made.machine, controller=control,
        material=shop.material(made.job.material), reading=reading, simulation=simulation, threads=made.field.threads,
    )  # fmt: skip
    return Judgement(reading, simulation, (*reading.findings, *simulation.findings, *rules.run(context)))
