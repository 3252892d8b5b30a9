"""The command line. Exit codes: 0 fine, 1 the work has findings, 2 could not do it (question, refusal, error)."""

from __future__ import annotations

import os
import sys

import typer

from codegen.cli.console import fail
from codegen.errors import CodegenError
from codegen.messages import say

HELP = """Plain words in; a proven part, drawing and CNC program out.

Exit codes: 0 passed; 1 the work has findings; 2 a question, a refusal or an error: nothing was made.
"""

app = typer.Typer(
    name="codegen",
    help=HELP,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _register() -> None:
    from codegen.cli import catalogue, check, convert, diff, explain, faults, make, revise, simulate, spell

    app.command("make")(make.make_command)
    app.command("revise")(revise.revise_command)
    app.command("check")(check.check_command)
    app.command("simulate")(simulate.simulate_command)
    app.command("diff")(diff.diff_command)
    app.command("convert")(convert.convert_command)
    app.command("explain")(explain.explain_command)
    app.command("format")(spell.format_command)
    app.command("faults")(faults.faults_command)
    catalogue.register(app)


def _version(value: bool) -> None:
    if value:
        from codegen import __version__

        typer.echo(f"codegen {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    del version


def main() -> None:
    """Entry point of ``codegen``: no failure of ours ends in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # Windows consoles may not be UTF-8; a figure must not end in UnicodeEncodeError
            reconfigure(encoding="utf-8", errors="replace")
    _register()
    try:
        app()
    except CodegenError as error:
        fail(error.said, debug=error)
    except RecursionError:
        fail(say("the input is nested too deeply: make it flatter"))
    except MemoryError:
        fail(say("out of memory: the work is too large for this machine"))
    except KeyboardInterrupt:
        fail(say("interrupted: nothing was written"), code=130)
    except BrokenPipeError:
        sys.stderr.close()
        os._exit(0)
    except Exception as error:  # noqa: BLE001 - the last line of defence: a defect of ours, said in one line
        fail(
            say(
                "internal error ({kind}: {error}); this is a defect of codegen: please report it",
                kind=type(error).__name__,
                error=str(error),
            ),
            debug=error,
        )
