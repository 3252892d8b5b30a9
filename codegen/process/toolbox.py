"""Choosing tools: what the user named first, then the library; a reason for each that does not do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from codegen import shop
from codegen.findings import Severity
from codegen.messages import joined, say
from codegen.model.curve import Loop
from codegen.model.intent import ToolWish
from codegen.model.shop import Tool, ToolAssembly
from codegen.process.checks import polygon_of
from codegen.process.context import Context
from codegen.process.cutting import Means, natural_speed
from codegen.shop.assembly import stick_out
from codegen.units import MM_PER_INCH

_KINDS = {
    "end_mill": ("flat_end_mill",),
    "ball_mill": ("ball_end_mill",),
    "face_mill": ("face_mill",),
    "drill": ("drill",),
    "tap": ("tap",),
    "chamfer": ("chamfer_mill", "countersink"),
    "reamer": ("reamer",),
}

Reason = str
Fits = Callable[[Tool], Reason | None]
"""Why a tool does not do; None: it does."""


@dataclass
class Wished:
    """A tool that the user named, and what was said of it."""

    tool: Tool
    wish: ToolWish
    index: int
    stick_out: float | None
    holder: float | None
    used: bool = False
    reasons: list[str] = field(default_factory=list)


class Toolbox:
    """The tools of a job."""

    def __init__(self, ctx: Context, means: Means) -> None:
        self.ctx, self.means = ctx, means
        self.wished: list[Wished] = []
        for i, wish in enumerate(ctx.intent.tools):
            made = self._resolve(wish, i)
            if made is not None:
                self.wished.append(made)

    def exclusive(self, feature: str) -> bool:
        """Whether the user allows nothing but the tools named, for this feature."""
        return any(w.wish.only and w.wish.feature in (None, feature) for w in self.wished)

    def bound(self, kinds: Sequence[str], feature: str) -> bool:
        """Whether the user allows no tool of these kinds but those named."""
        mine = self._wishes(kinds, feature)
        return self.exclusive(feature) or any(w.wish.only_kind for w in mine)

    def find(
        self, kinds: Sequence[str], feature: str, fits: Fits, order: Callable[[Tool], tuple[float, ...]]
    ) -> Tool | None:
        """The first wished tool that fits, else the best of the library (least ``order``); None: none fits."""
        for w in self._wishes(kinds, feature):
            reason = fits(w.tool) or self.slow(w.tool)
            if reason is None:
                w.used = True
                return w.tool
            if reason not in w.reasons:
                w.reasons.append(reason)
        if self.bound(kinds, feature) or any(w.wish.feature == feature for w in self._wishes(kinds, feature)):
            return None
        good = [t for t in self._library(kinds) if fits(t) is None and self.slow(t) is None]
        return min(good, key=lambda t: (self._foreign(t), *order(t), stick_out(t)[0], t.id), default=None)

    def exists(self, kinds: Sequence[str], feature: str) -> Iterable[Tool]:
        """Every tool of these kinds that may be used for the feature."""
        mine = [w.tool for w in self._wishes(kinds, feature)]
        if self.bound(kinds, feature):
            return mine
        return [*mine, *self._library(kinds)]

    @property
    def smallest(self) -> float:
        """Diameter of the smallest cutter that the user has, mm; 0: not said."""
        said = self.ctx.intent.limits
        value = None if said is None else said.smallest_cutter
        return self.ctx.length(value, "/limits/smallest_cutter", positive=True) or 0.0

    def _library(self, kinds: Sequence[str]) -> list[Tool]:
        """The library's tools of these kinds, less the cutters that are smaller than any of the user's."""
        least = self.smallest - shop.practice("same_size")
        found = (t for t in shop.tools().values() if t.kind in kinds)
        return [t for t in found if t.kind not in _KINDS["end_mill"] or t.diameter >= least]

    def reach(self, tool: Tool, depth: float, below_top: float) -> Reason | None:
        """Whether ``tool`` gets ``depth`` mm into its cut, ``below_top`` mm under the highest material."""
        if tool.flute_length < depth - 1e-9:
            return say(
                "{tool}: flutes of {length:g} mm for a depth of {depth:.4g} mm",
                tool=tool.name,
                length=tool.flute_length,
                depth=depth,
            )
        out = self.stick_out(tool)
        gap = shop.practice("holder_gap")
        if out < below_top + gap - 1e-9:
            return say(
                "{tool}: sticks out {out:g} mm, and {needed:.4g} mm are needed before the holder touches",
                tool=tool.name,
                out=out,
                needed=below_top + gap,
            )
        return None

    def stick_out(self, tool: Tool) -> float:
        """Tip to holder, mm: as said, else the library's rule."""
        said = next((w.stick_out for w in self.wished if w.tool.id == tool.id and w.stick_out is not None), None)
        return said if said is not None else stick_out(tool)[0]

    def assemble(self, tool: Tool, number: int) -> ToolAssembly:
        """The tool in its holder as T ``number``."""
        said = next((w for w in self.wished if w.tool.id == tool.id), None)
        return shop.assemble(
            tool, number, stick_out_mm=said.stick_out if said else None, holder_diameter=said.holder if said else None
        )

    def report_unused(self) -> None:
        """A finding for each tool that was asked for and could not be used."""
        for w in self.wished:
            if not w.used:
                why = joined("; ", w.reasons) or say("no operation of this job needs it")
                self.ctx.report(
                    "tool-reach" if "sticks out" in why or "flutes of" in why else "no-tool",
                    say("the {tool} that was asked for cannot be used: {why}", tool=w.tool.name, why=why),
                    pointer=f"/tools/{w.index}",
                    feature=w.wish.feature,
                    remedy=say("allow another tool, or change the feature"),
                )

    def _wishes(self, kinds: Sequence[str], feature: str) -> list[Wished]:
        found = [w for w in self.wished if w.tool.kind in kinds and w.wish.feature in (None, feature)]
        return sorted(found, key=lambda w: w.wish.feature is None)

    def slow(self, tool: Tool) -> Reason | None:
        """Why the machine cannot turn slowly enough for the tool."""
        speed = natural_speed(self.means, tool)
        least = self.means.machine.spindle_min_rpm
        if speed is None:
            return say("{tool}: no cutting data for {material}", tool=tool.name, material=self.means.material.name)
        if speed < least and not any(w.speed for w in self.ctx.intent.cutting):
            return say(
                "{tool}: wants {speed:.0f} rev/min, and {machine} turns at {least:g} at least",
                tool=tool.name,
                speed=speed,
                machine=self.means.machine.id,
                least=least,
            )
        return None

    def _foreign(self, tool: Tool) -> float:
        """0 for a tool in round numbers of the intent's units, 1 for one of the other system."""
        inch = abs(tool.diameter / MM_PER_INCH * 64 - round(tool.diameter / MM_PER_INCH * 64)) < 1e-6
        return 0.0 if inch == (self.ctx.intent.units == "inch") else 1.0

    def _resolve(self, wish: ToolWish, index: int) -> Wished | None:
        ctx, pointer = self.ctx, f"/tools/{index}"
        values = {
            k: ctx.length(getattr(wish, k), f"{pointer}/{k}", positive=True)
            for k in ("diameter", "flute_length", "stick_out", "holder_diameter")
        }
        kinds = _KINDS.get(wish.kind)
        d = values["diameter"]
        if wish.kind == "tap":
            return None  # the thread says which
        if kinds is None or d is None:
            ctx.report(
                "no-tool",
                say("a wish for a tool ({kind}) without kind and diameter binds nothing", kind=wish.kind),
                pointer=pointer,
                severity=Severity.ERROR if wish.only else Severity.NOTE,
                feature=wish.feature,
                remedy=say("say which kind of tool, and its diameter"),
            )
            return None
        same = [
            t for t in shop.tools().values() if t.kind in kinds and abs(t.diameter - d) <= shop.practice("same_size")
        ]
        if wish.material is not None:
            same = [t for t in same if t.tool_material == wish.material] or same
        if not same:
            near = sorted((t for t in shop.tools().values() if t.kind in kinds), key=lambda t: abs(t.diameter - d))[:3]
            ctx.report(
                "no-tool",
                say("the library has no {kind} of Ø{d:g}", kind=wish.kind.replace("_", " "), d=d),
                pointer=pointer,
                feature=wish.feature,
                remedy=say("near: {names}", names=joined(", ", (t.name for t in near))),
            )
            return None
        same.sort(key=lambda t: (wish.flutes is not None and t.flutes != wish.flutes, t.overall_length))
        tool = same[0]
        changes: dict[str, float | int | str] = {}
        if wish.flutes is not None and wish.flutes != tool.flutes:
            changes["flutes"] = wish.flutes
        if values["flute_length"] is not None and values["flute_length"] != tool.flute_length:
            changes["flute_length"] = values["flute_length"]
        if wish.material is not None and wish.material != tool.tool_material:
            changes["tool_material"] = wish.material
        if changes:
            said = joined(", ", (joined(" ", (k.replace("_", " "), str(v))) for k, v in changes.items()))
            changes |= {
                "id": f"{tool.id}-said-{index + 1}",
                "source": say("{said} as said; else {source}", said=said, source=tool.source),
            }
            if "flutes" in changes:
                changes["name"] = say(
                    "Ø{diameter:g} {kind}, {flutes} flutes",
                    diameter=tool.diameter,
                    kind=wish.kind.replace("_", " "),
                    flutes=wish.flutes,
                )
            tool = tool.model_copy(update=changes)
        return Wished(tool, wish, index, values["stick_out"], values["holder_diameter"])


def cuts_out(loop: Loop, radius: float) -> bool:
    """Whether a cutter of ``radius`` mm reaches all of the inside of ``loop``: every corner and every neck."""
    shape = polygon_of(loop)
    inner = shape.buffer(-(radius - 0.005), quad_segs=64)
    if inner.is_empty:
        return False
    lost = shape.difference(inner.buffer(radius - 0.005, quad_segs=64))
    return bool(lost.buffer(-0.02).is_empty)
