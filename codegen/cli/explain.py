"""``codegen explain``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from codegen.cli import console
from codegen.messages import joined, say
from codegen.model.limits import LOOP_SECONDS, follow_loops


def explain_command(
    program: Annotated[Path, typer.Argument(help="The NC program; - is standard input.", show_default=False)],
    lines: Annotated[str | None, typer.Option(metavar="A-B", help="Lines to explain, e.g. 10-20; else all.")] = None,
    controller: Annotated[
        str | None, typer.Option(metavar="ID", help="Control the program is for; auto: as it looks.")
    ] = None,
    time_limit: console.TimeLimit = LOOP_SECONDS,
    lang: Annotated[Literal["en", "zh"] | None, typer.Option(help="Language: en, zh; else English.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the blocks as JSON.")] = False,
) -> None:
    """Say in plain words what each block means on its control, and what the machine does; nothing is checked or changed."""
    from codegen.pipeline.explain import explain
    from codegen.report.explanation import text_lines, to_json

    console.speak(lang or "en")
    follow_loops(time_limit)
    made = explain(program, controller=controller, lines=lines)
    t = console.spoken
    write = sys.stdout.write
    name = made.control.controller.name
    if as_json:
        head = {"format": 1, "outcome": "explained", "program": str(program), "controller": made.control.controller.id}
        head["note"] = t(made.control.note) if made.control.note is not None else ""
        write(json.dumps(head, ensure_ascii=False)[:-1] + ', "blocks": [')
        for at, block in enumerate(made.blocks):
            write((",\n" if at else "\n") + json.dumps(to_json(block, t), ensure_ascii=False, allow_nan=False))
        write("\n]}\n")
        return
    if made.control.note is not None:
        write(t(made.control.note) + "\n")
    write(t(say("{program} on {controller}; positions in mm; ? is what is not known", program=str(program),
                controller=name)) + "\n")  # fmt: skip
    if made.before:
        write(t(say("before it: {modes}", modes=joined(", ", made.before))) + "\n")
    for block in made.blocks:
        for line in text_lines(block, t):
            write(line + "\n")
