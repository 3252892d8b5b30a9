"""``codegen check``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from codegen.cli import console
from codegen.errors import UsageError
from codegen.messages import say
from codegen.model.verdict import Outcome


def check_command(
    program: Annotated[Path, typer.Argument(help="The NC program.", show_default=False)],
    controller: Annotated[
        str | None, typer.Option(metavar="ID", help="Control the program is for; auto: as it looks.")
    ] = None,
    machine: Annotated[str | None, typer.Option(metavar="ID", help="Machine it is to run on.")] = None,
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
    accept: Annotated[
        list[str] | None, typer.Option(metavar="CLAIM", help="Take a failed claim upon yourself.")
    ] = None,
    lang: Annotated[
        Literal["en", "zh"] | None, typer.Option(help="Language of the report: en, zh; else English.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show every claim.")] = False,
) -> None:
    """Check anyone's program: read it back, cut virtual stock with it, apply the rules."""
    from codegen.pipeline import CheckOptions, check

    console.speak(lang or "en")
    options = CheckOptions(
        controller=controller,
        machine=machine,
        setup=setup,
        stock=stock,
        zero=zero,
        part=part,
        tools=_tools(tool or []),
        accept=tuple(accept or ()),
        language=lang or "en",
    )
    with console.progress(quiet=as_json) as progress:
        record = check(program, options=options, progress=progress)
    if as_json:
        from codegen.report import to_json

        console.show_json(to_json(record))
    else:
        from codegen.report.text import summary

        console.show(summary(record, verbose=verbose))
    raise typer.Exit(0 if record.outcome is Outcome.PASSED else 1)


def _tools(items: list[str]) -> tuple[tuple[int, str], ...]:
    pairs: list[tuple[int, str]] = []
    for item in items:
        number, sign, ident = item.partition("=")
        digits = number.strip().upper().removeprefix("T")
        if not sign or not (digits.isascii() and digits.isdigit()) or not ident.strip():
            raise UsageError(say("--tool takes T=ID, for example 1=endmill-6, not {item!r}", item=item[:80]))
        pairs.append((int(digits), ident.strip()))
    return tuple(pairs)
