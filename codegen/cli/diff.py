"""``codegen diff``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from codegen.cli import console
from codegen.messages import say
from codegen.model.limits import LOOP_SECONDS, follow_loops


def diff_command(
    a: Annotated[Path, typer.Argument(help="A program; - is standard input.", show_default=False)],
    b: Annotated[Path, typer.Argument(help="The other one.", show_default=False)],
    controller: Annotated[str | None, typer.Option(metavar="ID", help="Control both are for.")] = None,
    from_: Annotated[str | None, typer.Option("--from", metavar="ID", help="Control the first is for.")] = None,
    to: Annotated[str | None, typer.Option(metavar="ID", help="Control the second is for.")] = None,
    machine: Annotated[str | None, typer.Option(metavar="ID", help="Machine whose time is estimated.")] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="CLAIM", help="Prove that nothing else changed: feed, speed, tool=3 … May be repeated."),
    ] = None,
    time_limit: console.TimeLimit = LOOP_SECONDS,
    lang: Annotated[Literal["en", "zh"] | None, typer.Option(help="Language: en, zh; else English.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the difference as JSON.")] = False,
) -> None:
    """Compare what the machine will do under two programs; numbering and spelling are no difference.

    Exit codes: 0 the same (with --only: nothing else changed), 1 they differ, 2 it cannot be said.
    """
    from codegen.pipeline.diff import diff
    from codegen.report.difference import shown, to_json

    console.speak(lang or "en")
    follow_loops(time_limit)
    controls = (from_ or controller or "auto", to or controller or "auto")
    found = diff(a, b, controllers=controls, machine=machine)
    names = (str(a), str(b))
    broken = not found.within(only) if only else bool(found.changes)
    code = 1 if broken else 2 if found.unread else 0
    outcome = {0: "same", 1: "different", 2: "unknown"}[code]
    if as_json:
        console.show_json(to_json(found, names, outcome))
    else:
        console.show(shown(found, names, console.spoken))
        if only and found.changes:
            claims = ", ".join(only)
            told = (
                say("other things changed than {claims}", claims=claims)
                if broken
                else say("nothing but {claims} changed", claims=claims)
            )
            console.show(console.spoken(told))
    raise typer.Exit(code)
