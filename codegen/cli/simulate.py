"""``codegen simulate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from codegen.cli import console
from codegen.cli.check import tools_of
from codegen.model.limits import LOOP_SECONDS, follow_loops
from codegen.model.verdict import Outcome


def simulate_command(
    program: Annotated[Path, typer.Argument(help="The NC program.", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="Where the files go; else NAME-simulated.")
    ] = None,
    setup: Annotated[Path | None, typer.Option(metavar="FILE", help="setup.toml: stock, zero, tools, fixture.")] = None,
    stock: Annotated[str | None, typer.Option(metavar="XxYxZ", help="Stock size, mm, instead of a setup file.")] = None,
    zero: Annotated[
        str | None, typer.Option(metavar="PLACE", help="Where zero is on the stock, e.g. front-left-top.")
    ] = None,
    part: Annotated[
        Path | None, typer.Option(metavar="STEP", help="The finished part, in the program's work frame.")
    ] = None,
    tool: Annotated[
        list[str] | None, typer.Option(metavar="T=ID", help="Tool in a pocket, e.g. 1=endmill-6. May be repeated.")
    ] = None,
    until: Annotated[
        int | None, typer.Option(metavar="LINE", help="Cut up to this line of the program, and with it.")
    ] = None,
    controller: Annotated[
        str | None, typer.Option(metavar="ID", help="Control the program is for; auto: as it looks.")
    ] = None,
    machine: Annotated[str | None, typer.Option(metavar="ID", help="Machine it is to run on.")] = None,
    time_limit: console.TimeLimit = LOOP_SECONDS,
    lang: Annotated[
        Literal["en", "zh"] | None, typer.Option(help="Language of the report: en, zh; else English.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show every claim.")] = False,
) -> None:
    """Cut virtual stock with a program: what is left as STL and pictures, what happened on the way."""
    from codegen.pipeline.check import CheckOptions
    from codegen.pipeline.simulated import save, simulate_program

    console.speak(lang or "en")
    follow_loops(time_limit)
    options = CheckOptions(
        controller=controller,
        machine=machine,
        setup=setup,
        stock=stock,
        zero=zero,
        part=part,
        tools=tools_of(tool or []),
        until=until,
        language=lang or "en",
    )
    with console.progress(quiet=as_json) as progress:
        made = simulate_program(program, options=options, progress=progress)
    directory = output or Path(f"{program.stem}-simulated")
    save(made, directory)
    if as_json:
        from codegen.report import to_json

        files = [*(a.name for a in made.artifacts), "simulation.json"]
        console.show_json({**to_json(made.record), "output": {"directory": str(directory), "files": files}})
    else:
        from codegen.report.text import summary

        console.show(summary(made.record, verbose=verbose))
        names = ", ".join(a.name for a in made.artifacts)
        console.out().print(f"{directory}: {names}, simulation.json, manifest.json", markup=False)
    raise typer.Exit(0 if made.record.outcome is Outcome.PASSED else 1)
