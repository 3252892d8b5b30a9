"""One slip gives one finding, or the few that it truly is: programs that are right, each with one slip."""

from __future__ import annotations

import pytest

from codegen import shop
from codegen.findings import Severity
from codegen.interpreter import read
from codegen.model.program import Environment
from codegen.rules import Context, one_a_cause, run

MILL = """%
G21 G90 G17 G40 G49 G80 G94 G54
G64 P0.01
(T1 D=10)
(T2 D=5)
T1 M6
S6000 M3
M8
G43 H1
G0 X-10 Y0
Z5
G1 Z-2 F300
X50 F900
G2 X60 Y10 I0 J10
G1 Y40
G0 Z5
M9
G53 G0 Z0
M5
T2 M6
S3000 M3
M8
G43 H2
G0 X10 Y10
Z5
G98 G81 X10 Y10 Z-8 R2 F200
X40
G80
M9
G53 G0 Z0
M5
M30
%
"""

FANUC = """%
O0001
(T1 D=10)
(T2 D=5)
G21 G90 G17 G40 G49 G80 G94 G54
T1 M6
S6000 M3
M8
G0 X-10. Y0
G43 H1 Z25.
Z5.
G1 Z-2. F300.
X50. F900.
G2 X60. Y10. I0 J10.
G1 Y40.
G0 Z25.
M9
M5
G91 G28 Z0
G90
T2 M6
S3000 M3
M8
G0 X10. Y10.
G43 H2 Z25.
G98 G81 X10. Y10. Z-8. R2. F200.
X40.
G80
M9
M5
G91 G28 Z0
G90
M30
%
"""


def findings(text: str, controller: str) -> list[tuple[str, int | None]]:
    control = shop.controller(controller)
    machine = shop.machine_under(shop.machine("generic-mill"), control)
    reading = read(text, control, environment=Environment(lengths={1: 100.0, 2: 120.0}))
    context = Context(reading=reading, controller=control, machine=machine, source=text.encode())
    told = one_a_cause([*reading.findings, *run(context)])
    return [(f.code, f.where.line) for f in told if f.severity is not Severity.NOTE]


@pytest.mark.parametrize(("text", "controller"), [(MILL, "linuxcnc"), (FANUC, "fanuc")])
def test_a_program_that_is_right_has_none(text: str, controller: str) -> None:
    assert findings(text, controller) == []


SLIPS = [
    # what is changed into what, and the one finding
    (MILL, "linuxcnc", "G21 ", "", "units-not-stated"),
    (MILL, "linuxcnc", "G21 ", "G2l ", "syntax"),
    (MILL, "linuxcnc", "S6000 M3\n", "", "spindle-not-started"),
    (MILL, "linuxcnc", "S3000 M3\n", "", "spindle-not-started"),
    (MILL, "linuxcnc", "S6000 M3", "M3", "spindle-without-speed"),
    (MILL, "linuxcnc", "S3000 M3", "M3", "stale-speed"),
    (MILL, "linuxcnc", "S6000", "S60000", "speed-limit"),
    (MILL, "linuxcnc", "G43 H1\n", "", "missing-length-offset"),
    (MILL, "linuxcnc", "G43 H2\n", "", "wrong-length-offset"),
    (MILL, "linuxcnc", "G43 H2", "G43 H1", "wrong-length-offset"),
    (MILL, "linuxcnc", "Z5\nG1 Z-2 F300\nX50 F900", "Z5\nG1 Z-2\nX50 F900", "feed-missing"),
    (MILL, "linuxcnc", "R2 F200", "R2", "stale-feed"),
    (MILL, "linuxcnc", "I0 J10", "I0 J9", "arc-geometry"),
    (MILL, "linuxcnc", "I0 J10", "", "word-missing"),
    (MILL, "linuxcnc", "G80\nM9\nG53 G0 Z0\nM5\n", "", "cycle-not-cancelled"),
    (MILL, "linuxcnc", "X40\nG80", "X10\nG80", "hole-drilled-twice"),
    (MILL, "linuxcnc", "T2 M6", "T3 M6", "wrong-length-offset"),
    (MILL, "linuxcnc", "M30\n%\n", "", "no-program-end"),
    (MILL, "linuxcnc", "F900", "F90000", "feed-limit"),
    (MILL, "linuxcnc", "X50 F900", "X5O F900", "look-alike-character"),
    (MILL, "linuxcnc", "G1 Y40\nG0 Z5\nM9\nG53 G0 Z0\n", "G1 Y40\nM9\n", "tool-change-in-cut"),
    (MILL, "linuxcnc", "Z-8 R2", "Z-8", "word-missing"),
    (MILL, "linuxcnc", "G64 P0.01", "G64.7 P0.01", "unsupported-code"),
    (MILL, "linuxcnc", "G0 X-10 Y0\nZ5\nG1 Z-2", "G0 X-10 Y0\nZ5\nM77\nG1 Z-2", "unsupported-code"),
    (FANUC, "fanuc", "G21 ", "", "units-not-stated"),
    (FANUC, "fanuc", "G90 G17", "G17", "modal-unset"),
    (FANUC, "fanuc", "G17 ", "", "modal-unset"),
    (FANUC, "fanuc", "G54\n", "\n", "work-offset-not-stated"),
    (FANUC, "fanuc", "S6000 M3\n", "", "spindle-not-started"),
    (FANUC, "fanuc", "X50. F900.", "X50 F900.", "decimal-point-missing"),
    (FANUC, "fanuc", "G43 H1 Z25.", "Z25.", "missing-length-offset"),
    (FANUC, "fanuc", "O0001\n", "", "missing-program-number"),
    (FANUC, "fanuc", "M30\n%\n", "M30\n", "missing-percent"),
    (FANUC, "fanuc", "G0 Z25.\nM9\nM5\nG91 G28 Z0", "M9\nM5\nG28 X0 Y0 Z0", "home-sideways-low"),
    (FANUC, "fanuc", "G91 G28 Z0\nG90\nT2", "G90 G28 Z0\nT2", "home-through-part"),
    (FANUC, "fanuc", "(T2 D=5)", "(T3 D=5)", "tool-list-mismatch"),
]


@pytest.mark.parametrize(("text", "controller", "before", "after", "code"), SLIPS, ids=lambda v: str(v)[:24].strip())
def test_one_slip_gives_one_finding(text: str, controller: str, before: str, after: str, code: str) -> None:
    assert before in text
    told = findings(text.replace(before, after, 1), controller)
    assert [name for name, _ in told] == [code], told
