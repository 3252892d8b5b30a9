"""Program text to steps, for each controller. Knows nothing of the post."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codegen.model.program import Environment, Reading
    from codegen.model.shop import Controller

__all__ = ["read"]


def read(
    text: str | bytes,
    controller: Controller,
    *,
    environment: Environment | None = None,
    name: str = "program",
    max_blocks: int = 5_000_000,
    max_seconds: float | None = None,
) -> Reading:
    """Read a program: its blocks, the moves and events it makes, and what is wrong with it.

    Never raises for what the text holds. What the program and ``environment`` do not say is unknown: a coordinate is then
    NaN, a mode None, and using it is a finding. A block that the control would refuse is reported and not run; reading
    goes on with the next one, with what the refused block named unknown.

    Args:
        text: the program; bytes are decoded as UTF-8, else as GB 18030, else as Latin-1 (with a finding).
        controller: whose rules to read by; its ``dialect`` names the grammar.
        environment: what is known of the machine: tool lengths, work offsets, homes, start.
        name: for findings and the result.
        max_blocks: a program longer than this is read so far (finding ``limit-exceeded``).
        max_seconds: of computing time for loops, repeated subprograms and cycles of many thousand moves; what takes longer
            is not followed further (the same finding). None: ``codegen.model.limits.loop_seconds``.

    Raises:
        UnknownName: no reader for the controller's dialect.
    """
    from codegen.interpreter.reader import read_program
    from codegen.model.limits import loop_seconds

    seconds = loop_seconds() if max_seconds is None else max_seconds
    return read_program(
        text, controller, environment=environment, name=name, max_blocks=max_blocks, max_seconds=seconds
    )
