"""What canned cycles do in the hole, from the R plane on: LinuxCNC's manual, "Canned Cycles"."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Final

from codegen.interpreter.codes import PLANE_AXES
from codegen.interpreter.machine import CycleWords, Machine
from codegen.model.motion import EventKind, MoveKind, Plane, Point, Point2, Spindle

BORES: Final = frozenset((860, 870, 880))
"""Cycles that stop the spindle and turn it on again."""

_RAPID, _FEED = MoveKind.RAPID, MoveKind.FEED
_REVERSED: Final = {Spindle.CW: Spindle.CCW, Spindle.CCW: Spindle.CW}


@dataclass(slots=True)
class Hole:
    """The tool in a series of holes. ``at``: first and second coordinate and height, programmed, mm.

    ``own``: R plane and bottom in the program's numbers; ``clear``: where it goes after each hole, mm.
    """

    m: Machine
    plane: Plane
    kept: CycleWords
    own: tuple[float, float]
    clear: float
    feed: float
    column: int
    at: Point

    @property
    def height(self) -> float:
        """Of the tool, mm."""
        return self.at[2]

    def go(self, kind: MoveKind, place: Point2 | None = None, height: float | None = None) -> None:
        """A straight move; None: that stays."""
        a, b = self.at[:2] if place is None else place
        self.at = (a, b, self.at[2] if height is None else height)
        first, second, normal = PLANE_AXES[self.plane]
        end = [0.0, 0.0, 0.0]
        end[first], end[second], end[normal] = self.at
        self._move(kind, (end[0], end[1], end[2]))

    def _move(self, kind: MoveKind, end: Point) -> None:
        feed = self.feed if kind is _FEED else 0.0
        here = self.m.at
        if self.m.frame.matrix is None and self.m.meant is None:  # what stays unknown stays the same unknown
            work = self.m.frame.to_work(end)
            x, y, z = (h if isnan(h) and isnan(w) else w for h, w in zip(here, work, strict=True))
            self.m.move(kind, (x, y, z), column=self.column, feed=feed)
        else:
            self.m.go(kind, end, column=self.column, feed=feed)

    def believe(self, place: Point2, height: float) -> None:
        """Where the control takes the tool to be after the series, if that is not where it is (after G88, and a swapped G84)."""
        first, second, normal = PLANE_AXES[self.plane]
        end = [0.0, 0.0, 0.0]
        end[first], end[second], end[normal] = place[0], place[1], height
        work = self.m.frame.to_work((end[0], end[1], end[2]))
        if any(abs(a - b) > 1e-9 for a, b in zip(work, self.m.at, strict=True)):
            self.m.meant = work

    def _spindle(self, to: Spindle, text: str = "") -> None:
        self.m.set_state(spindle=to)
        self.m.event(EventKind.SPINDLE, column=self.column, value=self.m.state.speed, text=text)

    def _dwell(self) -> None:
        p = self.kept.p or 0.0
        self.m.event(EventKind.DWELL, column=self.column, value=p / 1000 if self.m.controller.dwell_unit == "ms" else p)

    def cut(self) -> None:
        """From the R plane to the depth, what the cycle does there, and to the height between holes."""
        code, bottom = self.kept.code, self.own[1] * self.m.scale
        if code in (740, 840):
            self._tap(bottom)
            return
        if code == 870:
            self._back_bore(bottom)
            return
        if code in (730, 830):
            self._pecks()
        else:
            self.go(_FEED, height=bottom)
        if code in (820, 860, 880, 890):
            self._dwell()
        if code in BORES:
            self._bore(code)
            return
        if code in (850, 890):
            self.go(_FEED, height=self.own[0] * self.m.scale if code == 850 else self.clear)
        if self.height != self.clear:
            self.go(_RAPID, height=self.clear)

    def _pecks(self) -> None:
        """Peck by peck: G83 goes out to R between them, G73 backs off; both come back to the clearance above the last depth."""
        peck, (r, bottom), scale = self.kept.q or 0.0, self.own, self.m.scale
        depth = r - peck
        while depth > bottom:
            self.go(_FEED, height=depth * scale)
            if self.kept.code == 830:
                self.go(_RAPID, height=r * scale)
            self.go(_RAPID, height=depth * scale + self.m.controller.peck_clearance)
            depth -= peck
        self.go(_FEED, height=bottom * scale)

    def _bore(self, code: int) -> None:
        """G86: out with the spindle stopped. G88: stopped, and the operator takes the tool out by hand."""
        was = self.m.state.spindle
        self._spindle(Spindle.OFF)
        if code == 880:
            self.m.event(EventKind.STOP, column=self.column, text="M0")
        else:
            self.go(_RAPID, height=self.clear)
        self._spindle(was)

    def _back_bore(self, bottom: float) -> None:
        """G87: in beside the axis with the spindle oriented, up to K turning, and out the same way."""
        first, second, normal = PLANE_AXES[self.plane]
        was, scale = self.m.state.spindle, self.m.scale
        shifts = [(v or 0.0) * scale for v in self.kept.ijk]
        place = (self.at[0], self.at[1])
        aside = (place[0] + shifts[first], place[1] + shifts[second])
        middle = shifts[normal] + (0.0 if self.m.absolute else bottom)
        self.go(_RAPID, aside)
        self._spindle(Spindle.OFF, "orient")
        self.go(_RAPID, height=bottom)
        self.go(_RAPID, place)
        self._spindle(was)
        self.go(_FEED, height=middle)
        self.go(_FEED, height=bottom)
        self._spindle(Spindle.OFF, "orient")
        self.go(_RAPID, aside)
        self.go(_RAPID, height=self.clear)
        self.go(_RAPID, place)
        self._spindle(was)

    def _tap(self, bottom: float) -> None:
        """G84, G74: feed in, stop, reverse, feed out (under G98 all the way), stop, turn as before. Nothing is synchronised."""
        was = self.m.state.spindle
        self._to_height(bottom)
        self._spindle(_REVERSED.get(was, Spindle.UNKNOWN))
        if self.kept.p:
            self._dwell()
        self._to_height(self.clear)
        self._spindle(was)

    def _to_height(self, height: float) -> None:
        """A feed along the hole; LinuxCNC 2.9 gives it to the wrong axes in all planes but XY."""
        a, b = self.at[:2]
        if self.plane is Plane.XY:
            self.go(_FEED, height=height)
        elif self.plane is Plane.YZ:  # a is Y, b is Z
            self._move(_FEED, (b, height, a))
        else:  # a is Z, b is X
            self._move(_FEED, (height, a, b))
        self.at = (a, b, height)
