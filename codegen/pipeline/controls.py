"""Which control a program is read for: as said, or as its text looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from codegen.errors import UsageError
from codegen.messages import Message, joined, say

if TYPE_CHECKING:
    from codegen.model.shop import Controller

AUTO: Final = "auto"

_SURE: Final = {"certain": say("certain"), "likely": say("likely"), "guess": say("a guess")}


@dataclass(frozen=True, slots=True)
class Control:
    """The control, and how it was found; ``note`` None: it was said."""

    controller: Controller
    note: Message | None = None


def control_of(data: str | bytes, wanted: str | None, *, name: str, edits: bool = False) -> Control:
    """The control called ``wanted``; None or "auto": the one that the text of program ``name`` is likeliest for.

    Args:
        data: the program.
        wanted: id or alias of a control.
        name: for messages.
        edits: the program will be rewritten, so a mere guess does not do.

    Raises:
        UnknownName: no such control.
        UsageError: ``edits``, and the text does not settle it.
    """
    from codegen import shop
    from codegen.interpreter.detect import detect
    from codegen.interpreter.dialect import DIALECTS

    if wanted is not None and wanted.strip().lower() != AUTO:
        return Control(shop.controller(wanted))
    known: dict[str, Controller] = {}  # signs are of a dialect; its first control in the library stands for it
    for controller in shop.controllers().values():
        if controller.dialect in DIALECTS:
            known.setdefault(controller.dialect, controller)
    found = detect(data, known=tuple(known))
    likeliest = known[found.controller]
    because = joined("; ", found.because)
    if edits and found.sure == "guess":
        raise UsageError(
            say(
                "{name}: which control it is for is a guess ({controller}: {because}), and a program is not rewritten on a "
                "guess; say it with --controller",
                name=name,
                controller=likeliest.id,
                because=because,
            )
        )
    note = say(
        "control not said: read as {controller}, {sure} ({because}); --controller says otherwise",
        controller=likeliest.id,
        sure=_SURE[found.sure],
        because=because,
    )
    return Control(likeliest, note)
