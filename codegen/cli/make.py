"""``codegen make``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from codegen.cli import console
from codegen.errors import BadInput, UsageError
from codegen.messages import language_of, say
from codegen.model.verdict import Outcome

if TYPE_CHECKING:
    from codegen.pipeline import Made, Options

EXIT = {Outcome.PASSED: 0, Outcome.FAILED: 1, Outcome.QUESTION: 2, Outcome.REFUSED: 2, Outcome.ERROR: 2}
MAX_REQUEST = 2 * 2**20


def make_command(
    request: Annotated[
        str,
        typer.Argument(
            help="What you want, in plain words; - (standard input), @file, or an intent.json.", show_default=False
        ),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="Where the files go, all or none.")
    ] = Path("out"),
    machine: Annotated[str | None, typer.Option(metavar="ID", help="Machine: codegen machines lists them.")] = None,
    controller: Annotated[
        str | None, typer.Option(metavar="ID", help="Control: codegen controllers lists them.")
    ] = None,
    model: Annotated[
        str,
        typer.Option(
            metavar="SPEC", help="Who reads the request: offline, openai:NAME, http://host/v1#NAME, scripted:FILE."
        ),
    ] = "offline",
    answer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SLOT=TEXT", help='Answer a question up front, e.g. --answer depth="15 mm". May be repeated.'
        ),
    ] = None,
    then: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WORDS", help='A revision after the request, e.g. --then "8 holes instead of 6". May be repeated.'
        ),
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(metavar="CLAIM", help="Take a failed claim upon yourself; recorded in program and report."),
    ] = None,
    lang: Annotated[
        Literal["en", "zh"] | None, typer.Option(help="Language of the report: en, zh; else the request's.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show every claim and every default.")] = False,
) -> None:
    """Make a part, drawing, program and report from plain words or from an intent."""
    from codegen.pipeline import Options

    if lang is not None:
        console.speak(lang)
    words = _request(request)
    if lang is None and isinstance(words, str):
        console.speak(language_of(words))
    options = Options(
        machine=machine,
        controller=controller,
        answers=answers_of(answer or []),
        accept=tuple(accept or ()),
        language=lang,
    )
    made = _run(words, model, options, then=then or [], as_json=as_json)
    finish(made, output, as_json=as_json, verbose=verbose)
    raise typer.Exit(EXIT[made.outcome])


def finish(made: Made, output: Path, *, as_json: bool, verbose: bool) -> None:
    """Write the files, if there are any, and show the report."""
    if made.artifacts:
        from codegen.pipeline import save

        save(made, output)
    _show(made, output, as_json=as_json, verbose=verbose)


def _run(request: str | bytes, model: str, options: Options, *, then: list[str], as_json: bool) -> Made:
    from codegen.cli.revise import hold
    from codegen.pipeline import make
    from codegen.planner import planner as planner_for

    if then:
        if not isinstance(request, str):
            raise UsageError(say("--then revises a request in words: make the intent first, then codegen revise DIR"))
        return hold([request, *then], None, model, options, as_json=as_json)
    planner = planner_for(model) if isinstance(request, str) else None
    while True:
        with console.progress(quiet=as_json) as progress:
            made = make(request, planner=planner, options=options, progress=progress)
        if (
            made.outcome is not Outcome.QUESTION
            or not isinstance(request, str)
            or not console.interactive(as_json=as_json)
        ):
            return made
        answers = _ask(made)
        if not answers:
            return made
        options = replace(options, answers=(*options.answers, *answers))


def _ask(made: Made) -> list[tuple[str, str]]:
    """Put the questions to the person at the terminal; an empty answer leaves."""
    answers: list[tuple[str, str]] = []
    for question in made.record.questions:
        choices = f" ({' / '.join(map(console.spoken, question.choices))})" if question.choices else ""
        text = typer.prompt(f"{console.spoken(question.text)}{choices}", default="", show_default=False)
        if not text.strip():
            return []
        answers.append((question.id, text.strip()))
    return answers


def _request(argument: str) -> str | bytes:
    """The user's words, or the bytes of an intent.

    Raises:
        BadInput: empty, not UTF-8, or too large.
    """
    from codegen.pipeline.check import read_bytes

    if argument == "-":
        data = sys.stdin.buffer.read(MAX_REQUEST + 1)
    elif argument.startswith("@"):
        data = read_bytes(Path(argument[1:]), MAX_REQUEST)
    elif argument.lower().endswith(".json") and "\n" not in argument and len(argument) < 4096:
        return read_bytes(Path(argument), MAX_REQUEST)
    else:
        data = argument.encode("utf-8", errors="surrogateescape")
    if len(data) > MAX_REQUEST:
        raise BadInput(say("the request has more than {limit} bytes: describe one part", limit=MAX_REQUEST))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            say("the request is not UTF-8 text: byte {place} is {byte:#04x}", place=error.start, byte=data[error.start])
        ) from error
    if not text.strip():
        raise BadInput(say("the request is empty: say what you want made, e.g. 'Drill a 10 mm hole through …'"))
    if "\x00" in text:
        raise BadInput(say("the request holds NUL characters: it is not text"))
    return text


def answers_of(items: list[str]) -> tuple[tuple[str, str], ...]:
    """The (key, text) pairs of ``--answer``. Raises UsageError."""
    pairs: list[tuple[str, str]] = []
    for item in items:
        key, sign, text = item.partition("=")
        if not sign or not key.strip() or not text.strip():
            raise UsageError(say('--answer takes SLOT=TEXT, for example depth="15 mm", not {item!r}', item=item[:80]))
        pairs.append((key.strip(), text.strip()))
    return tuple(pairs)


def _show(made: Made, output: Path, *, as_json: bool, verbose: bool) -> None:
    if as_json:
        from codegen.report import to_json

        data = to_json(made.record)
        data["output"] = (
            {"directory": str(output), "files": [a.name for a in made.artifacts]} if made.artifacts else None
        )
        console.show_json(data)
        return
    from codegen.report.text import summary

    console.show(summary(made.record, verbose=verbose))
    if made.artifacts:
        names = ", ".join(a.name for a in made.artifacts)
        console.out().print(f"{output}: {names}, manifest.json", markup=False)
    elif (output / "manifest.json").is_file():
        kept = say("{output} still holds an earlier result, untouched.", output=str(output))
        console.err().print(console.spoken(kept), style="yellow", markup=False)
    if made.compile_seconds > 1.0:
        took = say(
            "The simulation was compiled for this machine, once: {seconds:.0f} s of this run.",
            seconds=made.compile_seconds,
        )
        console.err().print(console.spoken(took), style="dim")
