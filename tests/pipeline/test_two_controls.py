"""The same request for two controls: both programs pass, and, each read by its own reader, they leave the same stock.

This is what a conversion from one control to the other would have to achieve, checked without one.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from codegen import CheckOptions, Made, Options, Outcome, check, make, save, shop
from codegen.interpreter import read
from codegen.simulate.run import heights
from tests.pipeline.plate import REQUEST
from tests.pipeline.test_requests_made import READABLE

CELL = 0.1
"""mm: the height map's cells."""
SAME = 0.005
"""mm: half a last place of either program in each axis, and a little."""


@cache
def made_for(request: str, control: str) -> Made:
    return make(request, options=Options(controller=control))


def left(made: Made) -> Any:
    """The heights that a program leaves, from its text alone."""
    job = made.record.job
    assert job is not None and made.record.program is not None
    control = shop.controller(job.controller)
    machine = shop.machine_under(shop.machine(job.machine), control)
    tools = {t.number: t for t in job.tools}
    return heights(read(made.record.program, control), tools=tools, setup=job.setup, machine=machine, cell=CELL)


def around(a: Any, take: Any) -> Any:
    """The lowest or highest of each cell and its eight neighbours: an upright wall may fall on either side of a centre."""
    padded = np.pad(a, 1, mode="edge")
    rows, columns = a.shape
    return take.reduce([padded[i : i + rows, j : j + columns] for i in range(3) for j in range(3)])


def same_stock(one: Any, other: Any) -> bool:
    return one.shape == other.shape and bool(
        np.all(one >= around(other, np.minimum) - SAME) and np.all(one <= around(other, np.maximum) + SAME)
    )


CONTROLS = tuple(name for name in shop.controllers() if name != "linuxcnc")
"""Each of the library is compared with LinuxCNC."""

REQUESTS = [pytest.param(REQUEST, id="plate"), *(pytest.param(r["request"], id=r["id"]) for r in READABLE)]


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize("request_", REQUESTS)
def test_the_programs_pass_and_leave_the_same_stock(request_: str, control: str) -> None:
    linuxcnc = made_for(request_, "linuxcnc")
    job = linuxcnc.record.job
    assert linuxcnc.outcome is Outcome.PASSED, [(f.code, f.message) for f in linuxcnc.record.findings]
    assert job is not None
    other_made = made_for(request_, control)
    if shop.controller(control).tapping == "none" and any(op.kind == "tap" for op in job.operations):
        assert [f.code for f in other_made.record.findings] == ["no-tapping"]
        return
    assert other_made.outcome is Outcome.PASSED, [(f.code, f.message) for f in other_made.record.findings]
    one, other = linuxcnc.record.simulation, other_made.record.simulation
    assert one is not None and other is not None
    assert other.removed == pytest.approx(one.removed, rel=1e-3)
    assert abs(other.max_gouge - one.max_gouge) < SAME and abs(other.max_leftover - one.max_leftover) < SAME
    assert same_stock(left(linuxcnc), left(other_made))


def test_the_comparison_sees_a_pocket_that_is_too_deep() -> None:
    made = made_for(REQUEST, "linuxcnc")
    good = left(made)
    assert same_stock(good, good)
    assert made.record.program is not None
    deeper = re.sub(r"Z-5\b", "Z-5.02", made.record.program)
    assert deeper != made.record.program
    job = made.record.job
    assert job is not None
    tools, machine = {t.number: t for t in job.tools}, shop.machine(job.machine)
    reading = read(deeper, shop.controller("linuxcnc"))
    assert not same_stock(good, heights(reading, tools=tools, setup=job.setup, machine=machine, cell=CELL))


def test_the_program_is_the_controls_own() -> None:
    made = made_for(REQUEST, "fanuc")
    assert made.record.program is not None
    assert made.record.program.startswith("%\nO0001 (PART)\n") and made.record.program_name == "program.nc"
    assert (made.record.controller, made.record.machine) == ("fanuc", "generic-vmc")
    assert made.record.verdict is not None
    said = " ".join(made.record.verdict.assumptions)
    assert "machine not said: Generic 40-taper" in said and "5115 = 1 mm" in said and "control not said" not in said


NAMED = {
    " Fanuc": "fanuc", " 发那科": "fanuc", " Siemens 840D": "siemens-840d", " Sinumerik 840D sl": "siemens-840d",
    " 西门子840D": "siemens-840d", " For a Siemens control.": "siemens-840d",
}  # fmt: skip


@pytest.mark.parametrize("words", NAMED)
def test_a_request_may_name_the_control(words: str) -> None:
    made = make("Drill a 10 mm hole through a 120 x 60 x 20 mm aluminium block at (100, 25)." + words)
    assert made.record.controller == NAMED[words], made.record.questions
    assert made.outcome is Outcome.PASSED


@pytest.mark.parametrize("words", [" Heidenhain", " on a Heidenhain iTNC 530", " for the TNC 640", " 海德汉系统"])
def test_a_request_may_name_heidenhain(words: str) -> None:
    made = make("Drill a 10 mm hole through a 120 x 60 x 20 mm aluminium block at (100, 25)." + words)
    assert (made.record.controller, made.record.machine) == ("heidenhain", "generic-tnc-vmc"), made.record.questions
    assert made.outcome is Outcome.PASSED and made.record.program_name == "program.h"


def test_a_made_klartext_program_is_checked_as_a_strangers(tmp_path: Path) -> None:
    save(made_for(REQUEST, "heidenhain"), tmp_path / "out")
    out = tmp_path / "out"
    options = CheckOptions(setup=out / "setup.toml", part=out / "part.step")
    record = check(out / "program.h", options=options)
    assert record.outcome is Outcome.PASSED, [(f.code, f.message) for f in record.findings]
    assert (record.controller, record.machine) == ("heidenhain", "generic-tnc-vmc")
    deeper = re.sub(r"IZ-0\.833", "IZ-1.033", (out / "program.h").read_text(encoding="ascii"))
    assert deeper != (out / "program.h").read_text(encoding="ascii")
    (out / "program.h").write_text(deeper, encoding="ascii")
    assert "gouge" in {f.code for f in check(out / "program.h", options=options).findings}


def test_a_fanuc_on_the_other_machine_moves_rapidly_nobody_knows_how() -> None:
    made = make(REQUEST, options=Options(controller="fanuc", machine="generic-mill"))
    assert (made.record.controller, made.record.machine) == ("fanuc", "generic-mill")
    assert made.outcome is Outcome.PASSED, [(f.code, f.message) for f in made.record.findings]


def test_a_made_program_is_checked_as_a_strangers(tmp_path: Path) -> None:
    save(made_for(REQUEST, "fanuc"), tmp_path / "out")
    out = tmp_path / "out"
    options = CheckOptions(setup=out / "setup.toml", part=out / "part.step")
    record = check(out / "program.nc", options=options)
    assert record.outcome is Outcome.PASSED, [(f.code, f.message) for f in record.findings]
    assert (record.controller, record.machine) == ("fanuc", "generic-vmc")
    deeper = re.sub(r"Z-5\.", "Z-5.2", (out / "program.nc").read_text(encoding="ascii"))
    (out / "program.nc").write_text(deeper, encoding="ascii")
    codes = {f.code for f in check(out / "program.nc", options=options).findings}
    assert "gouge" in codes
