"""``codegen convert``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from codegen.cli import console
from codegen.cli.check import tools_of
from codegen.errors import UsageError
from codegen.messages import say
from codegen.model.limits import LOOP_SECONDS, follow_loops


def convert_command(
    program: Annotated[Path, typer.Argument(help="The NC program; - is standard input.", show_default=False)],
    to: Annotated[str, typer.Option(metavar="ID", help="Control to write for.", show_default=False)],
    from_: Annotated[
        str | None, typer.Option("--from", metavar="ID", help="Control the program is for; else as it looks.")
    ] = None,
    tool: Annotated[
        list[str] | None,
        typer.Option(metavar="T=ID", help="Tool whose radius compensates, e.g. 1=endmill-6. May be repeated."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Where to write; else standard output.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over an existing file.")] = False,
    time_limit: console.TimeLimit = LOOP_SECONDS,
    lang: Annotated[Literal["en", "zh"] | None, typer.Option(help="Language: en, zh; else English.")] = None,
) -> None:
    """Restate a program for another control, and prove that it does the same; else nothing is written."""
    from codegen.artifacts import write_text
    from codegen.pipeline.convert import convert

    console.speak(lang or "en")
    follow_loops(time_limit)
    if out is not None and out.exists() and not force:
        raise UsageError(say("{path} exists: choose another name, or add --force", path=str(out)))
    made = convert(program, source=from_, target=to, tools=tools_of(tool or []))
    if out is None:
        typer.echo(made.text, nl=False)
    else:
        write_text(out, made.text)
    said = [*made.notes, say("proven: both programs do the same, act by act")]
    for note in said:
        console.err().print(console.spoken(note), style="dim")
