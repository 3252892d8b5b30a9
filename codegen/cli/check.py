"""``codegen check``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from codegen.cli import console
from codegen.errors import UsageError
from codegen.findings import Severity
from codegen.messages import say
from codegen.model.limits import LOOP_SECONDS, follow_loops
from codegen.model.verdict import Outcome

if TYPE_CHECKING:
    from codegen.pipeline.fix import Fixed


def check_command(
    program: Annotated[Path, typer.Argument(help="The NC program; - is standard input.", show_default=False)],
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
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Show findings of this rule or group alone; a list, or repeated."),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Leave findings of this rule or group out; errors of safety only by rule."),
    ] = None,
    severity: Annotated[
        Literal["note", "warning", "error"], typer.Option(help="Least severity that is shown.")
    ] = "note",
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what is proven to change nothing; written to NAME.fixed.EXT.")
    ] = False,
    time_limit: console.TimeLimit = LOOP_SECONDS,
    lang: Annotated[
        Literal["en", "zh"] | None, typer.Option(help="Language of the report: en, zh; else English.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show every claim.")] = False,
) -> None:
    """Check anyone's program: read it back, cut virtual stock with it, apply the rules."""
    from codegen.pipeline import CheckOptions, check

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
        accept=tuple(accept or ()),
        select=names_in(select or []),
        ignore=names_in(ignore or []),
        severity=Severity(severity),
        language=lang or "en",
    )
    mended: Fixed | None = None
    if fix:
        from codegen.pipeline.fix import fix as fix_program

        mended = fix_program(program, controller=controller)
        program = mended.path or program
    with console.progress(quiet=as_json) as progress:
        record = check(program, options=options, progress=progress)
    if mended is not None:
        from codegen.pipeline.fix import sentence

        record = replace(record, fixed=(sentence(mended),))
    if as_json:
        from codegen.report import to_json

        console.show_json(to_json(record))
    else:
        from codegen.report.text import summary

        console.show(summary(record, verbose=verbose))
    raise typer.Exit(0 if record.outcome is Outcome.PASSED else 1)


def names_in(items: list[str]) -> tuple[str, ...]:
    """Names in lists with commas, or one by one."""
    return tuple(name.strip() for item in items for name in item.split(",") if name.strip())


def tools_of(items: list[str]) -> tuple[tuple[int, str], ...]:
    """The (T number, tool id) pairs of ``--tool``. Raises UsageError."""
    pairs: list[tuple[int, str]] = []
    for item in items:
        number, sign, ident = item.partition("=")
        digits = number.strip().upper().removeprefix("T")
        if not sign or not (digits.isascii() and digits.isdigit()) or not ident.strip():
            raise UsageError(say("--tool takes T=ID, for example 1=endmill-6, not {item!r}", item=item[:80]))
        pairs.append((int(digits), ident.strip()))
    return tuple(pairs)
