"""Holes: spot, drill, counterbore, countersink, ream, tap; or milled round where no drill does."""

from __future__ import annotations

import math
from collections.abc import Sequence

from codegen import shop
from codegen.findings import Severity
from codegen.messages import joined, say
from codegen.model.curve import circle
from codegen.model.job import HoleOp
from codegen.model.part import EdgeChamfer, Hole
from codegen.model.shop import Tool
from codegen.process import mill
from codegen.process.cutting import cutting
from codegen.process.draft import Draft, Stage, Workbench
from codegen.process.sinks import countersink_points, dwell, room_in
from codegen.process.tapping import tap

ROUGH_GRADE = 11
"""ISO tolerance grade from which a drilled hole will do: IT11 and wider."""


def cone(diameter: float, angle_deg: float | None) -> float:
    """Height of a point of ``angle_deg`` included angle on ``diameter`` mm."""
    return 0.0 if angle_deg is None else diameter / 2 / math.tan(math.radians(angle_deg / 2))


def make(w: Workbench, holes: Sequence[Hole]) -> None:
    """All operations for holes of one feature: they differ in X and Y only."""
    h = holes[0]
    if h.face != "top":
        for x in holes:
            w.leave_out(x.id, say("it is in the {face} face", face=h.face))
        return
    _Maker(w, holes).run()


class _Maker:
    def __init__(self, w: Workbench, holes: Sequence[Hole]) -> None:
        self.w, self.holes, self.h = w, holes, holes[0]
        self.d = self.h.diameter.nominal
        self.late = self.h.z_top < w.top - 1e-6
        self.points = tuple((h.x, h.y) for h in holes)
        self.ids = tuple(h.id for h in holes)
        self.feature = self.h.feature
        self.flat = self.h.depth is not None and self.h.point_angle_deg is None  # no drill makes it
        self.bottom = w.part.body.z_bottom if self.h.depth is None else self.h.z_top - self.h.depth

    def run(self) -> None:
        h = self.h
        if h.thread is not None:
            made = (not self.flat and self.drilled(self.d)) or self.milled(self.d) or self.complain(self.d)
            if made:
                tap(self.w, self.holes, self.bottom)
        elif h.diameter.fit is not None and int("".join(c for c in h.diameter.fit if c.isdigit())) < ROUGH_GRADE:
            if not ((not self.flat and self.reamed()) or self.milled(self.d)):
                self.complain(self.d)
        elif self.flat:
            if not self.milled(self.d):
                self.complain(self.d)
        elif self.d > shop.practice("drill_up_to"):
            if not (self.milled(self.d) or self.drilled(self.d)):
                self.complain(self.d)
        elif not (self.drilled(self.d) or self.milled(self.d)):
            self.complain(self.d)
        if h.counterbore is not None:
            self.counterbored(h.counterbore.diameter, h.counterbore.depth)
        if h.countersink is not None and not (
            countersink_points(self.w, self.holes, h.countersink.diameter, h.countersink.angle_deg, self.ids)
            or self.sink_milled(h.countersink.diameter, h.countersink.angle_deg)
        ):
            self.w.ctx.report(
                "no-tool",
                say(
                    "{feature}: no countersink of {angle:g}° for Ø{diameter:g}",
                    feature=self.feature,
                    angle=h.countersink.angle_deg,
                    diameter=h.countersink.diameter,
                ),
                pointer=self.w.pointer(self.feature),
                feature=self.feature,
                remedy=say("take 90°, up to Ø25"),
            )

    # -- drilling

    def drilled(self, d: float) -> bool:
        """Spot and drill at ``d``, for a reamer less than the hole's diameter; False: no drill of this size does it here.

        A blind hole's cone is that of its own diameter: a pilot drill follows it down, or it would leave a skin there.
        """
        w, same = self.w, shop.practice("same_size")
        wide = d if self.h.depth is None else max(d, self.d)
        tip = self.tip(wide)

        def fits(tool: Tool) -> str | None:
            if abs(tool.diameter - d) > same:
                return say("{tool}: the hole is Ø{d:g}", tool=tool.name, d=d)
            return w.tools.reach(tool, self.h.z_top - tip, w.top - tip)

        tool = w.tools.find(("drill",), self.feature, fits, lambda t: (t.overall_length,))
        if tool is None:
            return False
        tip = self.tip(wide, tool.point_angle_deg)
        speeds = cutting(w.ctx, w.means, tool, [self.feature])
        if speeds is None:
            return True  # the reason is already a finding
        self.spotted(d)
        depth = self.h.z_top - self.bottom
        peck = None
        if depth > shop.practice("peck_from", "diameters") * d:
            factor = shop.library.table("practice")["peck"]["diameters"][w.means.material.group]
            peck = round(factor * d, 3)
            w.ctx.figure(
                say("pecks from a depth of"),
                shop.practice("peck_from", "diameters"),
                "D",
                shop.practice_source("peck_from"),
            )
            w.ctx.figure(say("peck of {feature}", feature=self.feature), peck, "mm", shop.practice_source("peck"))
        op = HoleOp(
            id=f"drill-{self.feature}",
            name=say("Drill {n} x D{d:.4g}", n=len(self.points), d=d),
            features=self.ids,
            tool=0,
            cutting=speeds,
            approach=w.approach,
            kind="drill",
            points=self.points,
            z_top=self.h.z_top,
            z_bottom=tip,
            retract=self.h.z_top + w.approach,
            cycle="drill" if peck is None else "peck",
            peck=peck,
        )
        w.drafts.append(Draft(Stage.LATE_DRILL if self.late else Stage.DRILL, tool, op))
        if self.h.depth is not None and tip < w.stock.box.low[2] - 1e-6:
            w.ctx.report(
                "feature-outside-stock",
                say(
                    "{feature}: the drill's point comes out below by {by:.3g} mm",
                    feature=self.feature,
                    by=w.stock.box.low[2] - tip,
                ),
                severity=Severity.ERROR if self.blind() else Severity.WARNING,
                pointer=w.pointer(self.feature),
                feature=self.feature,
                remedy=say("make the hole shallower, or flat at the bottom"),
            )
        return True

    def blind(self) -> bool:
        """Whether it was said that the hole may not come out below."""
        return any(f.id == self.feature and getattr(f, "floor", None) is not None for f in self.w.ctx.intent.features)

    def tip(self, d: float, angle: float | None = 118.0) -> float:
        """Z of the drill's tip: past the underside by the point and 1 mm, or the point below the full depth."""
        past = cone(d, angle)
        if self.h.depth is None and self.w.flush:
            past += shop.practice("break_through_drill")
            self.w.ctx.figure(say("drills below the underside"), shop.practice("break_through_drill"), "mm",
                              shop.practice_source("break_through_drill"))  # fmt: skip
        return self.bottom - past

    def spotted(self, d: float) -> None:
        w = self.w

        def fits(tool: Tool) -> str | None:
            return w.tools.reach(tool, d / 2, w.top - self.h.z_top + d / 2)

        tool = w.tools.find(("spot_drill",), self.feature, fits, lambda t: (t.diameter,))
        speeds = None if tool is None else cutting(w.ctx, w.means, tool, [self.feature])
        if tool is None or speeds is None:
            w.ctx.assume(say("{feature} is drilled without a spot", feature=self.feature))
            return
        width = min(shop.practice("spot", "fraction") * d, shop.practice("spot", "tool_fraction") * tool.diameter)
        if self.h.depth is not None and tool.point_angle_deg is not None:  # never deeper than the drill's own tip
            room = self.h.depth + cone(d, self.h.point_angle_deg)
            width = min(width, 2 * room * math.tan(math.radians(tool.point_angle_deg / 2)))
        w.ctx.figure(say("spots at"), shop.practice("spot", "fraction"), "D", shop.practice_source("spot"))
        op = HoleOp(
            id=f"spot-{self.feature}",
            name=say("Spot {n} holes", n=len(self.points)),
            features=self.ids,
            tool=0,
            cutting=speeds,
            approach=w.approach,
            kind="spot",
            points=self.points,
            z_top=self.h.z_top,
            z_bottom=round(self.h.z_top - cone(width, tool.point_angle_deg), 4),
            retract=self.h.z_top + w.approach,
            cycle="drill",
        )
        w.drafts.append(Draft(Stage.LATE_SPOT if self.late else Stage.SPOT, tool, op))

    # -- milling

    def milled(self, d: float) -> bool:
        """Mill the holes round; False: no end mill does, with nothing said."""
        w = self.w
        findings = len(w.ctx.findings)
        bottom = mill.through_bottom(w, self.bottom) if self.h.depth is None else self.bottom
        stage = Stage.LATE_MILL if self.late else Stage.MILL
        for h in self.holes:
            name = say("Hole {hole} D{d:.4g}, milled", hole=h.id, d=d)
            if not mill.outline(
                w, circle((h.x, h.y), d), h.z_top, bottom, instance=h.id, feature=h.feature, what=name, stage=stage
            ):
                if any(f.code == "machine-limit" for f in w.ctx.findings[findings:]):
                    return True
                del w.ctx.findings[findings:]
                return False
        if self.h.depth is not None and self.h.point_angle_deg is not None:
            self.flat_bottom()
        return True

    def flat_bottom(self) -> None:
        """A milled hole ends flat: the part says so too."""
        w, ids = self.w, set(self.ids)
        w.ctx.assume(say("{feature} is milled: its bottom is flat, without a drill point", feature=self.feature))
        features = tuple(f.model_copy(update={"point_angle_deg": None}) if f.id in ids else f for f in w.part.features)
        w.part = w.part.model_copy(update={"features": features})

    def complain(self, d: float) -> bool:
        """A finding that says which sizes there are; always False."""
        w = self.w
        drills = sorted(w.tools.exists(("drill",), self.feature), key=lambda t: abs(t.diameter - d))
        exact = [t for t in drills if abs(t.diameter - d) <= shop.practice("same_size")]
        depth = self.h.z_top - self.bottom
        if exact:
            tip = self.tip(d)
            reason = (
                w.tools.reach(exact[0], self.h.z_top - tip, w.top - tip) or w.tools.slow(exact[0]) or say("not chosen")
            )
            text, code = (
                say(
                    "{feature}: Ø{d:g} at {depth:.4g} mm: {reason}, and no end mill reaches",
                    feature=self.feature,
                    d=d,
                    depth=depth,
                    reason=reason,
                ),
                "tool-reach",
            )
        else:
            near = ", ".join(f"Ø{t.diameter:.4g}" for t in drills[:4]) or "none"
            text, code = (
                say(
                    "{feature}: no drill of Ø{d:.5g}, and no end mill goes round at {depth:.4g} mm depth; near: {near}",
                    feature=self.feature,
                    d=d,
                    depth=depth,
                    near=near,
                ),
                "no-tool",
            )
        mine = [r for x in w.tools.wished if x.wish.feature in (None, self.feature) for r in x.reasons]
        bound = w.tools.bound(("drill", "flat_end_mill"), self.feature)
        if mine and (bound or any(x.wish.feature == self.feature for x in w.tools.wished)):
            text = joined("", (text, say("; of the tools that may be used: {mine}", mine=joined("; ", mine))))
        w.ctx.report(code, text, pointer=w.pointer(self.feature), feature=self.feature,
                     remedy=say("take a size that there is, or make it shallower"),
                     figures={"diameter_mm": d, "depth_mm": depth})  # fmt: skip
        return False

    # -- ream, counterbore

    def reamed(self) -> bool:
        w, d, same = self.w, self.d, shop.practice("same_size")
        if self.h.diameter.fit != "H7":
            return False
        lead_past = shop.practice("break_through_ream")

        def bottom(tool: Tool) -> float:
            return self.bottom - (tool.lead + lead_past if self.h.depth is None and w.flush else 0.0)

        def fits(tool: Tool) -> str | None:
            if abs(tool.diameter - d) > same:
                return say("{tool}: the hole is Ø{d:g}", tool=tool.name, d=d)
            return w.tools.reach(tool, self.h.z_top - bottom(tool), w.top - bottom(tool))

        tool = w.tools.find(("reamer",), self.feature, fits, lambda t: (t.overall_length,))
        pilot = None if tool is None else self.pilot()
        if tool is None or pilot is None:
            return False
        speeds = cutting(w.ctx, w.means, tool, [self.feature])
        if speeds is None or not self.drilled(pilot):
            return False
        # between the pilot's cone and that of the hole lies a step: half of it above the part, half below
        step = 0.0 if self.h.depth is None else (cone(self.d, 118.0) - cone(pilot, 118.0)) / 2
        op = HoleOp(
            id=f"ream-{self.feature}",
            name=say("Ream {n} x D{d:.4g} H7", n=len(self.points), d=d),
            features=self.ids,
            tool=0,
            cutting=speeds,
            approach=w.approach,
            kind="ream",
            points=self.points,
            z_top=self.h.z_top,
            z_bottom=bottom(tool) - step,
            retract=self.h.z_top + w.approach,
            cycle="bore",
        )
        w.drafts.append(Draft(Stage.REAM, tool, op))
        return True

    def pilot(self) -> float | None:
        """Drill size that leaves the reamer its allowance, the nearest to the middle of what it may be; None: no such drill."""
        w = self.w
        row = next((r for r in shop.library.table("practice")["ream_allowance"]["rows"] if self.d <= r[0]), None)
        if row is None:
            return None
        least, most = row[1], row[2]
        tip = self.bottom
        sizes = [
            t.diameter
            for t in w.tools.exists(("drill",), self.feature)
            if least - 1e-9 <= self.d - t.diameter <= most + 1e-9
            and w.tools.reach(t, self.h.z_top - tip, w.top - tip) is None
        ]
        if not sizes:
            return None
        best = min(sizes, key=lambda s: (abs(round(s * 10) / 10 - s) > 1e-9, abs(self.d - s - (least + most) / 2)))
        w.ctx.figure(
            say("left for the reamer in {feature}", feature=self.feature),
            round(self.d - best, 4),
            "mm",
            shop.practice_source("ream_allowance"),
        )
        return best

    def sink_milled(self, d: float, angle: float) -> bool:
        """A countersink as a chamfer round the edge, where a countersink's tip would cut what lies below."""
        edge = self.h.counterbore.diameter if self.h.counterbore is not None else self.d
        if angle != 90.0:
            return False
        for h in self.holes:
            chamfer = EdgeChamfer(id=h.id, feature=h.feature, edges="feature-top", of=h.feature, size=(d - edge) / 2)
            mill.chamfer(self.w, chamfer, circle((h.x, h.y), edge), "inside", h.z_top, h.id, room=room_in(self.w, h))
        return True

    def counterbored(self, d: float, depth: float) -> None:
        w, same = self.w, shop.practice("same_size")
        bottom = self.h.z_top - depth

        def fits(tool: Tool) -> str | None:
            if abs(tool.diameter - d) > same or tool.flutes == 1:
                return say("{tool}: the counterbore is Ø{d:g}", tool=tool.name, d=d)
            return w.tools.reach(tool, depth, w.top - bottom)

        tool = w.tools.find(mill.END_MILL, self.feature, fits, lambda t: (t.overall_length,))
        speeds = None if tool is None else cutting(w.ctx, w.means, tool, [self.feature])
        if tool is None or speeds is None:
            for h in self.holes:
                mill.outline(
                    w,
                    circle((h.x, h.y), d),
                    h.z_top,
                    bottom,
                    instance=h.id,
                    feature=h.feature,
                    what=say("Counterbore {hole} D{d:.4g}", hole=h.id, d=d),
                    stage=Stage.LATE_MILL if self.late else Stage.MILL,
                )
            return
        op = HoleOp(
            id=f"counterbore-{self.feature}",
            name=say("Counterbore {n} x D{d:.4g}", n=len(self.points), d=d),
            features=self.ids,
            tool=0,
            cutting=speeds.model_copy(update={"feed": speeds.plunge}),
            approach=w.approach,
            kind="counterbore",
            points=self.points,
            z_top=self.h.z_top,
            z_bottom=bottom,
            retract=self.h.z_top + w.approach,
            cycle="dwell",
            dwell=dwell(speeds.speed),
        )
        w.drafts.append(Draft(Stage.LATE_DRILL if self.late else Stage.COUNTERBORE, tool, op))
