"""Rules that look at the job, too: what the part wants, what the operations wish."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from codegen import shop
from codegen.interpreter import read
from codegen.model.curve import circle
from codegen.model.job import Cutting, FaceOp, Fixture, HoleOp, Job, Setup
from codegen.model.part import Body, Box, Dimension, Hole, Part, Stock, ThreadSpec
from codegen.rules import Context, run

PROGRAM = """G21 G90 G17 G94 G98
T1 M6
S2000 M3
G0 X10 Y10 Z5
G81 X10 Y10 Z-15 R2 F200
G80
T2 M6
S500 M3
G0 X10 Y10 Z5
G33.1 Z-10 K1
M30
"""


def job(*, thread: str | None, coolant: Any = "flood", at: float = 10.0) -> Context:
    row = shop.thread(thread or "M6")
    spec = ThreadSpec(
        designation=row.designation, diameter=row.diameter, pitch=row.pitch, depth=8, drill_diameter=row.tap_drill
    )
    hole = Hole(
        id="h[1]",
        feature="h",
        x=at,
        y=10,
        z_top=0,
        diameter=Dimension(nominal=row.tap_drill),
        depth=13,
        thread=spec if thread else None,
    )
    stock = Stock(shape="box", box=Box(low=(0, 0, -20), high=(50, 50, 0)))
    tools = (shop.assemble(shop.tool("drill-5"), 1), shop.assemble(shop.tool("tap-m6"), 2))
    drill = HoleOp(
        kind="drill",
        id="drill",
        name="drill",
        features=("h[1]",),
        tool=1,
        cutting=Cutting(speed=2000, feed=200, plunge=200, coolant=coolant),
        approach=2,
        points=((10, 10),),
        z_top=0,
        z_bottom=-15,
        retract=2,
        cycle="drill",
    )
    made = Job(
        name="t",
        machine="generic-mill",
        controller="linuxcnc",
        material="",
        part=Part(name="t", body=Body(outline=circle((25, 25), 40), z_bottom=-20, z_top=0), features=(hole,)),
        setup=Setup(datum="", stock=stock, fixture=Fixture(kind="none"), clearance=5),
        tools=tools,
        operations=(drill,),
    )
    controller = shop.controller("linuxcnc")
    return Context(
        job=made,
        setup=made.setup,
        tools={t.number: t for t in tools},
        machine=shop.machine("generic-mill"),
        controller=controller,
        material=shop.material("6061"),
        reading=read(PROGRAM, controller),
    )


def test_a_tap_where_the_part_has_its_thread_passes() -> None:
    assert run(job(thread="M6"), select=["tap-hole"]) == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"thread": "M8"}, "wants M8 (pitch 1.25); the tap's is 1"),
        ({"thread": None}, "no thread at X10 Y10"),
        ({"thread": "M6", "at": 12.0}, "no thread at X10 Y10"),
    ],
)
def test_a_tap_where_the_part_wants_none_is_an_error(given: dict[str, Any], said: str) -> None:
    (finding,) = run(job(**given), select=["tap-hole"])
    assert said in finding.message and finding.severity == "error" and finding.where.line == 10


def test_coolant_is_wished_by_operations_not_by_the_material_where_there_is_a_job() -> None:
    assert [f.where.line for f in run(job(thread="M6"), select=["no-coolant"])] == [5]
    assert run(job(thread="M6", coolant="off"), select=["no-coolant"]) == ()


def test_what_was_faced_off_is_no_longer_in_the_way() -> None:
    context = job(thread=None)
    assert context.job is not None and context.controller is not None
    face = FaceOp(
        id="face", name="face", features=(), tool=1, cutting=Cutting(speed=2000, feed=200, plunge=200, coolant="off"),
        approach=2, area=context.job.setup.stock.outline, z_top=0, z_bottom=-3, stepdown=3, stepover=5,
    )  # fmt: skip
    faced = context.job.model_copy(update={"operations": (face, *context.job.operations)})
    head = "G21 G90 G17 G94\nT1 M6\nS2000 M3\nG0 X-10 Y10 Z5\n"
    low = "G0 X40 Y10 Z-1\nX20\nM30\n"
    for text, wanted in ((f"G1 Z-3 F200\nX60\nG0 Z5\n{low}", False), (f"G1 X60 F200\n{low}", True)):
        reading = read(head + text, context.controller)
        found = run(replace(context, job=faced, reading=reading, simulation=None))
        assert any(f.code == "retract-low" for f in found) is wanted
