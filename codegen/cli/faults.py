"""``codegen faults``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from codegen.cli import console
from codegen.errors import UsageError
from codegen.messages import say


def faults_command(
    program: Annotated[Path | None, typer.Argument(help="A program that passes.", show_default=False)] = None,
    controller: Annotated[str | None, typer.Option(metavar="ID", help="Control the program is for.")] = None,
    machine: Annotated[str | None, typer.Option(metavar="ID", help="Machine it is to run on.")] = None,
    setup: Annotated[Path | None, typer.Option(metavar="FILE", help="setup.toml: stock, zero, tools, fixture.")] = None,
    stock: Annotated[str | None, typer.Option(metavar="XxYxZ", help="Stock size, mm, instead of a setup file.")] = None,
    zero: Annotated[str | None, typer.Option(metavar="PLACE", help="Where zero is on the stock.")] = None,
    part: Annotated[Path | None, typer.Option(metavar="STEP", help="The finished part.")] = None,
    tool: Annotated[list[str] | None, typer.Option(metavar="T=ID", help="Tool in a pocket. May be repeated.")] = None,
    operators: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="These faults alone; a list, or repeated. --list names them."),
    ] = None,
    per_operator: Annotated[int, typer.Option(metavar="N", min=1, max=10_000, help="Faults of each kind.")] = 20,
    seed: Annotated[int, typer.Option(metavar="N", help="The same faults for the same number.")] = 1,
    list_: Annotated[bool, typer.Option("--list", help="List the kinds of faults.")] = False,
    lang: Annotated[Literal["en", "zh"] | None, typer.Option(help="Language: en, zh; else English.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Measure the check on your own program: put faults into it, one at a time, and count which are caught.

    Exit codes: 0 every harmful fault was caught, 1 some were missed (each is shown), 2 it could not be done.
    """
    from codegen.cli.check import names_in, tools_of

    console.speak(lang or "en")
    if list_:
        from codegen.pipeline.mutation import OPERATORS

        for operator in OPERATORS:
            console.show(f"{operator.name:24}{console.spoken(operator.text)}")
        return
    if program is None:
        raise UsageError(say("name a program, or --list"))
    from codegen.pipeline.check import CheckOptions
    from codegen.pipeline.faults import FaultOptions, faults
    from codegen.report.faults import shown, to_json

    options = FaultOptions(
        check=CheckOptions(
            controller=controller,
            machine=machine,
            setup=setup,
            stock=stock,
            zero=zero,
            part=part,
            tools=tools_of(tool or []),
        ),
        operators=names_in(operators or []),
        per_operator=per_operator,
        seed=seed,
    )
    with console.progress(quiet=as_json) as progress:
        found = faults(program, options=options, progress=progress)
    if as_json:
        console.show_json(to_json(found, console.spoken))
    else:
        console.show(shown(found, console.spoken))
    raise typer.Exit(1 if any(tally.missed for tally in found.tallies) else 0)
