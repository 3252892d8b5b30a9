"""Contours beside which a cutter goes, for ``drawn.py``: lines and arcs with corners, under G41, G42, G41.1 and G42.1."""

from __future__ import annotations

import math

from tests.oracle.programs import Writer

AXES = {17: (0, 1, 2), 18: (2, 0, 1), 19: (1, 2, 0)}
RADII = {1: 3.0, 2: 1.5}
"""Of the tools in the table, mm."""


class ContourWriter(Writer):
    """Compensated contours, and what the writer of plain programs does not know of."""

    def __init__(self, seed: int, tools: tuple[int, ...] = (1, 2)) -> None:
        super().__init__(seed, tools)
        self.turned = False
        self.tables_set = False

    def to_absolute(self) -> None:
        """G90."""
        if not self.absolute:
            self.put("G90")
            self.absolute = True

    def arc(self) -> None:
        """An arc, where the plane still is one of the axes'."""
        if self.turned and self.plane != 17:
            self.plane = 17
            self.put("G17")
        super().arc()

    def switch(self) -> None:
        """Units are changed without G52 and G92, whose numbers the oracle's calls do not convert."""
        self.put("G92.1")
        super().switch()
        self.anew()

    def contour(self) -> None:
        """Into a compensated path, along it, and out."""
        rng = self.rng
        if self.plane == 19 or (self.turned and self.plane != 17):
            self.plane = 17
            self.put("G17")
        self.to_absolute()
        self.anew()
        first, second, normal = AXES[self.plane]
        tool = rng.choice(self.tools)
        side = rng.choice((41, 42))
        if rng.random() < 0.5:
            radius = RADII[tool]
            if not self.inch:
                self.tables_set = True
                self.put("G10", "L1", f"P{tool}", "R" + self.number(radius))
            self.put(f"G{side}", f"D{tool}")
        else:
            radius = round(rng.uniform(0.5, 5), 2)
            self.put(f"G{side}.1", "D" + self.number(round(2 * radius / self.unit, 4)))
        heading = rng.uniform(0, 2 * math.pi)
        length = rng.uniform(1.5, 6) * radius
        if rng.random() < 0.8:
            self._line(first, second, heading, length)
        else:
            heading = self._arc(first, second, heading, radius)
        if rng.random() < 0.5:
            self.put("G1", "XYZ"[normal] + self.number(self.size(-5, 0)))
        for _ in range(rng.randrange(1, 6)):
            heading = self._piece(first, second, normal, heading, radius)
        self.put("G40")
        self.put(rng.choice(("G0", "G1")), *self._to(first, second, rng.uniform(-40, 40), rng.uniform(-40, 40)))
        if rng.random() < 0.3:
            self.put("G0", "XYZ"[normal] + self.number(self.size(5, 9)))
        self.anew()

    @property
    def unit(self) -> float:
        """mm."""
        return 25.4 if self.inch else 1.0

    def _to(self, first: int, second: int, a: float, b: float) -> list[str]:
        """Words to a point of the plane (mm), and the bookkeeping."""
        out = []
        for axis, value in ((first, a), (second, b)):
            number = round(value / self.unit, 4)
            self.at[axis] = number
            out.append("XYZ"[axis] + self.number(number))
        return out

    def _place(self, first: int, second: int) -> tuple[float, float]:
        return self.at[first] * self.unit, self.at[second] * self.unit

    def _line(self, first: int, second: int, heading: float, length: float) -> None:
        a, b = self._place(first, second)
        words = self._to(first, second, a + length * math.cos(heading), b + length * math.sin(heading))
        self.put(self.rng.choice(("G1", "G1", "G1", "G0")), *words)

    def _arc(self, first: int, second: int, heading: float, radius: float) -> float:
        """An arc that begins in the direction; the direction at its end."""
        rng = self.rng
        size, ccw = rng.uniform(1.3, 6) * radius, rng.random() < 0.5
        sweep = rng.uniform(0.3, 4)
        sign = 1 if ccw else -1
        a, b = self._place(first, second)
        offset = (
            round(-size * sign * math.sin(heading) / self.unit, 4),
            round(size * sign * math.cos(heading) / self.unit, 4),
        )
        centre = (a + offset[0] * self.unit, b + offset[1] * self.unit)
        true = math.hypot(*offset) * self.unit
        angle = math.atan2(b - centre[1], a - centre[0]) + sign * sweep
        goal = (centre[0] + true * math.cos(angle), centre[1] + true * math.sin(angle))
        chord = math.dist((a, b), goal)
        start = (self.at[first], self.at[second])
        words = self._to(first, second, *goal)
        if rng.random() < 0.3 and chord > 1:
            r = round((chord / 2 + rng.uniform(0.1, size)) / self.unit, 4)
            words.append("R" + self.number(r if rng.random() < 0.6 else -r))
        else:
            shown = (start[0] + offset[0], start[1] + offset[1]) if self.arc_absolute else offset
            words += ["IJK"[first] + f"{shown[0]:.8f}", "IJK"[second] + f"{shown[1]:.8f}"]
        self.put("G3" if ccw else "G2", *words)
        return angle + sign * math.pi / 2

    def _piece(self, first: int, second: int, normal: int, heading: float, radius: float) -> float:
        """A line, an arc, a move down, or a switch."""
        rng = self.rng
        turn = rng.choice((0.0, rng.uniform(-1.9, 1.9), rng.uniform(-1.9, 1.9), rng.uniform(-3.1, 3.1)))
        if (what := rng.random()) < 0.5:
            self._line(first, second, heading + turn, rng.uniform(2, 9) * radius)
            return heading + turn
        if what < 0.85:
            return self._arc(first, second, heading + turn, radius)
        if what < 0.92:
            self.put("G1", "XYZ"[normal] + self.number(self.size(-5, 0)))
        else:
            self.put(
                *rng.choice((["M8"], ["M9"], ["G4", "P0.2"], ["F150"], ["S900"], ["M3"]))
                if not self.per_turn
                else ["M8"]
            )
        return heading
