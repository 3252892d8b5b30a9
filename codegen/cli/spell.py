"""``codegen format``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from codegen.cli import console
from codegen.errors import UsageError
from codegen.messages import say
from codegen.model.limits import LOOP_SECONDS, follow_loops


def format_command(
    program: Annotated[Path, typer.Argument(help="The NC program; - is standard input.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Where to write; else standard output.")
    ] = None,
    controller: Annotated[
        str | None, typer.Option(metavar="ID", help="Control the program is for; auto: as it looks, if that is sure.")
    ] = None,
    renumber: Annotated[
        str | None, typer.Option(metavar="N10/10", help="Number the blocks anew: the first number, and the step.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over an existing file.")] = False,
    time_limit: console.TimeLimit = LOOP_SECONDS,
    lang: Annotated[Literal["en", "zh"] | None, typer.Option(help="Language: en, zh; else English.")] = None,
) -> None:
    """Spell a program as its control's programs are spelled, and prove that it means the same; else nothing is written."""
    from codegen.artifacts import write_bytes
    from codegen.pipeline.spell import format_program

    console.speak(lang or "en")
    follow_loops(time_limit)
    if out is not None and out.exists() and not force:
        raise UsageError(say("{path} exists: choose another name, or add --force", path=str(out)))
    made = format_program(program, controller=controller, renumber=renumber)
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(made.data)
        sys.stdout.buffer.flush()
    else:
        write_bytes(out, made.data)
    said = [*made.notes, say("{count} lines spelled anew; proven to mean the same", count=made.changed)]
    for note in said:
        console.err().print(console.spoken(note), style="dim")
