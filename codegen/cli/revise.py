"""``codegen revise``, and the turns of ``codegen make --then``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codegen.cli import console
from codegen.messages import joined, language_of, say

if TYPE_CHECKING:
    from codegen.pipeline import Made, Options
    from codegen.pipeline.revise import State, Turn


def revise_command(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="An earlier output of codegen make or revise.", show_default=False)
    ],
    words: Annotated[
        list[str],
        typer.Argument(
            help="What to change, in plain words; several are taken one after the other.", show_default=False
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Where the files go; default: the same directory."),
    ] = None,
    machine: Annotated[str | None, typer.Option(metavar="ID", help="Machine; default: as before.")] = None,
    controller: Annotated[str | None, typer.Option(metavar="ID", help="Control; default: as before.")] = None,
    model: Annotated[
        str,
        typer.Option(
            metavar="SPEC", help="Who reads the words: offline, openai:NAME, http://host/v1#NAME, scripted:FILE."
        ),
    ] = "offline",
    answer: Annotated[
        list[str] | None, typer.Option(metavar="SLOT=TEXT", help="Answer a question up front. May be repeated.")
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(metavar="CLAIM", help="Take a failed claim upon yourself; recorded in program and report."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show every claim and every default.")] = False,
) -> None:
    """Change an earlier result by plain words; what is not mentioned stays as it was."""
    from codegen.cli.make import EXIT, answers_of, finish
    from codegen.pipeline.revise import saved

    console.speak(language_of(" ".join(words)))
    state, before = saved(directory)
    if before.language is not None:
        console.speak(before.language)
    options = replace(
        before,
        machine=machine or before.machine,
        controller=controller or before.controller,
        answers=answers_of(answer or []),
        accept=tuple(accept or ()),
    )
    made = hold(words, state, model, options, as_json=as_json)
    finish(made, output or directory, as_json=as_json, verbose=verbose)
    raise typer.Exit(EXIT[made.outcome])


def hold(words: Sequence[str], state: State | None, model: str, options: Options, *, as_json: bool) -> Made:
    """Take the messages in turn; at a terminal, go on while there is something to answer."""
    from codegen.model.verdict import Outcome
    from codegen.pipeline.revise import converse
    from codegen.planner import planner as planner_for

    planner = planner_for(model)
    turns = list(words)
    while True:
        with console.progress(quiet=as_json) as progress:
            made, done, state = converse(turns, state=state, planner=planner, options=options, progress=progress)
        if not as_json:
            show_turns(done)
        if made.outcome is not Outcome.QUESTION or not console.interactive(as_json=as_json):
            return made
        for question in made.record.questions:
            console.out().print(f"? {console.spoken(question.text)}", markup=False)
        text = typer.prompt(">", default="", show_default=False)
        if not text.strip():
            return made
        turns = [text.strip()]


def show_turns(done: Sequence[Turn]) -> None:
    """One line for each message but the last, whose report follows: what changed, or why nothing did."""
    from codegen.findings import Severity
    from codegen.report.changes import changes, sentence

    for turn in done[:-1]:
        if turn.intent is not None:
            told = sentence(changes(turn.base, turn.intent)) if turn.base is not None else say("understood")
        elif turn.questions:
            told = joined("; ", (q.text for q in turn.questions))
        else:
            bad = [f for f in turn.findings if f.severity is Severity.ERROR]
            told = say(
                "refused, the part stays as it was: {reasons}",
                reasons=joined("; ", (say("[{code}] {message}", code=f.code, message=f.message) for f in bad)),
            )
        console.out().print(f"“{turn.text}”: {console.spoken(told)}", markup=False, soft_wrap=True)
