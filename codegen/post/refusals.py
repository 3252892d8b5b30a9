"""What a control or machine cannot be given: one message each, for the posts."""

from __future__ import annotations

from codegen.errors import UsageError
from codegen.messages import say
from codegen.model.shop import Controller, Machine


def no_coolant(machine: Machine, kind: str) -> UsageError:
    """The machine has no coolant of this ``kind``."""
    return UsageError(
        say(
            "{machine!r} has no {coolant} coolant, only {kinds}: ask for another coolant, or choose another machine",
            machine=machine.id,
            coolant=kind,
            kinds=", ".join(machine.coolant) or "none",
        )
    )


def no_work_offset(controller: Controller, offset: str, offsets: str) -> UsageError:
    """This post writes no such work offset for the control; ``offsets``: those that it writes."""
    return UsageError(
        say(
            "this post has no work offset {offset!r} for {controller}: use {offsets}",
            offset=offset,
            controller=controller.name,
            offsets=offsets,
        )
    )


def no_rigid_tapping(controller: Controller, machine: Machine, code: str) -> UsageError:
    """Control and machine cannot tap in step with the spindle; ``code``: what the control would need for it."""
    return UsageError(
        say(
            "rigid tapping needs a control with {code} and a spindle with an encoder; {controller!r} has {has!r} and "
            "{machine!r} taps {taps!r}: tap by hand, or choose another machine",
            code=code,
            controller=controller.id,
            has=controller.tapping,
            machine=machine.id,
            taps=machine.tapping,
        )
    )
