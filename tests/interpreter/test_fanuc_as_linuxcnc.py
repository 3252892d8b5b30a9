"""What two controls share must come out the same: the Fanuc reader against LinuxCNC's, which is held against ``rs274``.

Random programs of what both mean alike, with decimal points: straight moves, arcs, planes, units, distance modes, drilling,
dwells (in each control's own unit). Where the programs differ, they differ as the manuals say: G91.1 is LinuxCNC's alone.
"""

from __future__ import annotations

import math
import random

import pytest

from codegen.interpreter import read
from codegen.model.motion import Event, EventKind, Move
from codegen.model.program import Reading
from tests.interpreter.fanuc_control import fanuc
from tests.oracle.controls import linuxcnc

Line = str | tuple[str, str]
"""A block of both programs, or LinuxCNC's and Fanuc's."""


class Writer:
    """Writes the two programs at once and knows where the tool is, in the program's numbers."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.lines: list[Line] = [
            ("G21 G90 G17 G94 G40 G49 G80 G91.1 G98", "G21 G90 G17 G94 G40 G49 G80 G98"),
            "G54", "S1000 M3", "G0 X0. Y0. Z10.", "G1 F150.",
        ]  # fmt: skip
        self.at = [0.0, 0.0, 10.0]
        self.places = 3
        self.absolute = True
        self.plane = 17

    def size(self, low: float, high: float) -> float:
        return round(self.rng.uniform(low, high) / (25.4 if self.places == 4 else 1.0), self.places)

    def number(self, value: float) -> str:
        return f"{value:.{self.places}f}"

    def axis(self, which: int, to: float) -> str:
        value = to if self.absolute else round(to - self.at[which], self.places)
        self.at[which] = to if self.absolute else self.at[which] + value
        return "XYZ"[which] + self.number(value)

    def straight(self) -> None:
        axes = self.rng.sample(range(3), self.rng.randrange(1, 4))
        words = [self.axis(i, self.size(-50, 50)) for i in axes]
        feed = [f"F{self.rng.randrange(50, 900)}."] if self.rng.random() < 0.3 else []
        self.lines.append(" ".join([self.rng.choice(("G0", "G1", "G01")), *words, *feed]))
        if self.rng.random() < 0.5:
            self.lines.append(self.axis(self.rng.randrange(3), self.size(-50, 50)))

    def arc(self) -> None:
        first, second, normal = {17: (0, 1, 2), 18: (2, 0, 1), 19: (1, 2, 0)}[self.plane]
        radius, angle = self.size(5, 30), self.rng.uniform(0, 2 * math.pi)
        offsets = [round(-radius * math.cos(angle), self.places), round(-radius * math.sin(angle), self.places)]
        centre = self.at[first] + offsets[0], self.at[second] + offsets[1]
        to = angle + self.rng.uniform(0.3, 5.9)
        size = math.hypot(*offsets)
        words = []
        if self.rng.random() < 0.8:
            words += [
                self.axis(first, round(centre[0] + size * math.cos(to), self.places)),
                self.axis(second, round(centre[1] + size * math.sin(to), self.places)),
            ]
        if self.rng.random() < 0.3:
            words.append(self.axis(normal, self.size(-20, 20)))
        if len(words) > 1 and self.rng.random() < 0.3:
            words.append(f"R{self.number(self.rng.choice((1, -1)) * self.size(60, 80))}")
        else:
            words += ["IJK"[first] + self.number(offsets[0]), "IJK"[second] + self.number(offsets[1])]
        self.lines.append(f"{self.rng.choice(('G2', 'G3'))} {' '.join(words)}")

    def drill(self) -> None:
        """A series with one return level, begun above R: there the two controls go alike."""
        if self.plane != 17:
            return
        if not self.absolute:
            self.lines.append("G90")
            self.absolute = True
        self.lines.append(f"G0 {self.axis(2, self.size(20, 30))}")
        r, z = self.size(2, 15), self.size(-20, 1)
        initial = self.at[2]
        if self.rng.random() < 0.4:
            self.lines.append("G91")
            self.absolute = False
            r, z = round(r - initial, self.places), round(z - r, self.places)
        code = self.rng.choice(("G81", "G82", "G85"))
        level = self.rng.choice(("G98", "G99"))
        place = [self.axis(i, self.size(-50, 50)) for i in (0, 1)]
        common = f"{level} {code} {' '.join(place)} Z{self.number(z)} R{self.number(r)}"
        ms = self.rng.randrange(100, 3000)
        repeats = self.rng.random() < 0.2 and self.absolute  # under G91 the place would move on
        words = (f" P{ms / 1000}", f" P{ms}") if code == "G82" else ("", "")
        words = (words[0] + " L2", words[1] + " K2") if repeats else words
        self.lines.append((common + words[0], common + words[1]))
        for _ in range(self.rng.randrange(3)):
            self.lines.append(self.axis(self.rng.randrange(2), self.size(-50, 50)))
        self.lines.append("G80")
        if not self.absolute:
            self.lines.append("G90")
            self.absolute = True
        self.lines.append(f"G0 {self.axis(2, initial)}")

    def dwell(self) -> None:
        ms = self.rng.randrange(1, 5000)
        self.lines.append((f"G4 P{ms / 1000}", self.rng.choice((f"G4 P{ms}", f"G04 X{ms / 1000:.3f}", f"G4 X{ms}"))))

    def switch(self) -> None:
        kind = self.rng.randrange(3)
        if kind == 0:
            self.plane = self.rng.choice((17, 18, 19))
            self.lines.append(f"G{self.plane}")
        elif kind == 1:
            self.absolute = not self.absolute
            self.lines.append("G90" if self.absolute else "G91")
        else:
            self.places = 4 if self.places == 3 else 3
            self.lines.append("G20" if self.places == 4 else "G21")
            self.lines.append("G90")
            self.absolute = True
            self.at = [self.size(-20, 20) for _ in range(3)]
            self.lines.append("G0 " + " ".join("XYZ"[i] + self.number(self.at[i]) for i in range(3)))
            self.lines.append("F100." if self.places == 3 else "F10.")


def programs(seed: int) -> tuple[str, str]:
    w = Writer(seed)
    for _ in range(40):
        getattr(w, w.rng.choice(("straight", "straight", "arc", "arc", "drill", "dwell", "switch")))()
    lines = [*w.lines, "M30"]
    both = [line if isinstance(line, tuple) else (line, line) for line in lines]
    return "\n".join(a for a, _ in both) + "\n", "%\nO1\n" + "\n".join(b for _, b in both) + "\n%\n"


def canonical(reading: Reading) -> list[tuple[object, ...]]:
    """Moves that go anywhere, and dwells."""
    assert [(f.code, f.message, f.where.block) for f in reading.findings] == []
    out: list[tuple[object, ...]] = []
    for s in reading.steps:
        if isinstance(s, Move) and (s.start != s.end or s.centre is not None):
            known = not any(math.isnan(v) for v in s.end)
            numbers = (*s.end, *(s.centre or ()), s.feed)
            shown = tuple(round(v, 6) + 0.0 for v in numbers) if known else (str(s.end), s.feed)
            out.append((s.kind, s.plane, s.turns, s.cycle, *shown))
        elif isinstance(s, Event) and s.kind is EventKind.DWELL:
            out.append(("dwell", s.value))
    return out


@pytest.mark.parametrize("seed", range(60))
def test_the_common_part_means_the_same(seed: int) -> None:
    ours, theirs = programs(seed)
    by_linuxcnc, by_fanuc = canonical(read(ours, linuxcnc())), canonical(read(theirs, fanuc()))
    assert len(by_linuxcnc) > 20
    for a, b in zip(by_linuxcnc, by_fanuc, strict=False):
        assert a == b
    assert len(by_linuxcnc) == len(by_fanuc)
