"""Operations before they have their order, ids and T numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from codegen import shop
from codegen.messages import say
from codegen.model.job import Operation
from codegen.model.part import Part, Stock
from codegen.model.shop import Tool
from codegen.process.context import Context
from codegen.process.cutting import Means
from codegen.process.toolbox import Toolbox


class Stage(IntEnum):
    """The order of work: what makes room for what."""

    FACE = 0
    SPOT = 1
    DRILL = 2
    COUNTERBORE = 3
    MILL = 4
    LATE_SPOT = 5  # holes in the floor of a pocket
    LATE_DRILL = 6
    LATE_MILL = 7
    COUNTERSINK = 8
    REAM = 9
    TAP = 10
    CHAMFER = 11
    PROFILE = 12


@dataclass(frozen=True)
class Draft:
    """An operation with its tool; number and id come when the order is known."""

    stage: Stage
    tool: Tool
    operation: Operation
    leaves: bool = False  # the tool works outside the stock's outline


@dataclass
class Workbench:
    """What planning works with and on."""

    ctx: Context
    means: Means
    part: Part
    stock: Stock
    tools: Toolbox
    drafts: list[Draft] = field(default_factory=list)
    not_machined: list[str] = field(default_factory=list)

    @property
    def top(self) -> float:
        """Z of the part's top: the highest material once the stock is faced."""
        return self.part.body.z_top

    @property
    def flush(self) -> bool:
        """Whether part and stock have the same underside: what goes through comes out below."""
        return abs(self.part.body.z_bottom - self.stock.box.low[2]) < 1e-6

    @property
    def approach(self) -> float:
        """Where rapids down stop above the material, mm."""
        return shop.practice("approach")

    def pointer(self, feature: str) -> str:
        """JSON pointer of an intent feature."""
        return next((f"/features/{i}" for i, f in enumerate(self.ctx.intent.features) if f.id == feature), "")

    def leave_out(self, instance: str, why: str) -> None:
        """State that this job does not machine something."""
        from codegen.findings import Severity

        if instance not in self.not_machined:
            self.not_machined.append(instance)
            if self.ctx.intent.single_clamping:
                self.ctx.report(
                    "contradiction",
                    say(
                        "one clamping is asked for, and {feature} cannot be made in it: {why}",
                        feature=instance,
                        why=why,
                    ),
                    pointer="/single_clamping",
                    feature=instance,
                    remedy=say("allow a second clamping, or leave it out"),
                )
                return
            self.ctx.assume(say("{feature} is not machined in this job: {why}", feature=instance, why=why))
            self.ctx.report(
                "unsupported-request",
                say("{feature} is modelled but not machined in this job: {why}", feature=instance, why=why),
                severity=Severity.NOTE,
                feature=instance,
                remedy=say("make it in another setup"),
            )
