"""Rule speed-limit."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import Event, EventKind, Spindle
from codegen.rules.base import Context, Rule, by_machine
from codegen.rules.groups import Group


class SpeedLimit(Rule):
    """The spindle is asked for a speed that the machine does not have, or the tool does not bear.

    ## What it does

    Compares every speed that the spindle runs at with the machine's highest and lowest, and with the highest that the
    tool in the spindle allows. Too slow for the machine is a warning.

    ## Why is this bad

    Most controls run at their own limit without a word: feed per tooth is then not what was planned. A tool above its
    limit may burst.

    ## Example

        S24000 M3   (the machine turns at most at 8000)

    ## Use instead

        S8000 M3

    ## Which controllers

    All; the limits are the machine's and the tool's. Where nobody named the machine it is a warning.
    """

    code = "speed-limit"
    group = Group.LIMITS

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        for _, step in context.steps.events(EventKind.SPINDLE):
            if step.value and step.state.spindle in (Spindle.CW, Spindle.CCW):
                yield from self._speed(context, step, step.value)

    def _speed(self, context: Context, step: Event, speed: float) -> Iterator[Finding]:
        machine = context.machine
        assembly = context.tools.get(step.state.tool or 0)
        most = assembly.tool.max_rpm if assembly is not None else None
        if machine is not None and speed > machine.spindle_max_rpm:
            yield self._over(
                context, step, speed, machine.spindle_max_rpm, say("the {body}", body=machine.name), by_machine(context)
            )
        if machine is not None and speed < machine.spindle_min_rpm:
            yield self.finding(
                say(
                    "S{speed:g} is slower than the {machine} turns: {least:g} rev/min at least",
                    speed=speed,
                    machine=machine.name,
                    least=machine.spindle_min_rpm,
                ),
                context.at(step),
                say("write S{least:g} or more", least=machine.spindle_min_rpm),
                severity=Severity.WARNING,
                figures=(("speed", speed), ("limit", machine.spindle_min_rpm)),
            )
        if most is not None and assembly is not None and speed > most:
            yield self._over(
                context, step, speed, most, say("T{number} ({tool})", number=assembly.number, tool=assembly.tool.name)
            )

    def _over(
        self, context: Context, step: Event, speed: float, limit: float, whose: str, severity: Severity = Severity.ERROR
    ) -> Finding:
        return self.finding(
            say(
                "S{speed:g} is faster than {whose} may turn: {limit:g} rev/min at most",
                speed=speed,
                whose=whose,
                limit=limit,
            ),
            context.at(step),
            say("write S{limit:g} or less, and lower the feed in proportion", limit=limit),
            severity=severity,
            figures=(("speed", speed), ("limit", limit)),
        )
