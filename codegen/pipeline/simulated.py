"""What a program leaves of the stock, as files: surface, pictures, figures."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from codegen.errors import UsageError
from codegen.messages import say
from codegen.model.verdict import Artifact, Record
from codegen.pipeline.check import CheckOptions, check, known_setup
from codegen.pipeline.make import Progress, silent


@dataclass(frozen=True, slots=True)
class Simulated:
    """What ``check`` found, and the files."""

    record: Record
    artifacts: tuple[Artifact, ...]


def simulate_program(program: Path, *, options: CheckOptions, progress: Progress = silent) -> Simulated:
    """Cut virtual stock with a program and show what is left.

    Raises:
        UsageError: the stock is not known, or as ``check``.
    """
    from codegen import artifacts, render, simulate

    known = known_setup(options)
    if known is None:
        raise UsageError(
            say("simulate needs the stock: give --setup setup.toml, or --stock 120x60x20 --zero front-left-top")
        )
    record = check(program, options=options, progress=progress)
    record = replace(record, command="simulate")
    done = record.simulation
    if done is None:
        raise UsageError(say("nothing was cut"))
    progress(say("drawing"), 0.97)
    floor = known.setup.stock.box.low[2]
    surface = simulate.surface(done.preview, origin=done.preview_origin, cell=done.preview_cell, floor=floor)
    files = [Artifact("stock.stl", artifacts.mesh_bytes(surface, program.stem), say("what is left of the stock"))]
    title = "stock after the program" if options.until is None else f"stock after line {options.until}"
    views = render.stock_views(done, record.findings, floor=floor, title=title)
    files += [Artifact(name, data, say("picture")) for name, data in views.items()]
    return Simulated(record, tuple(files))


def save(made: Simulated, directory: Path) -> None:
    """Write the files and ``simulation.json`` as one set, all or nothing.

    Raises:
        OutputError: nothing was written; an earlier set is untouched.
    """
    from codegen.artifacts import write_set
    from codegen.report import to_json

    data = json.dumps(to_json(made.record), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    figures = Artifact("simulation.json", data.encode("utf-8"), say("figures"))
    extra = {"outcome": str(made.record.outcome), "program": made.record.program_name}
    write_set(directory, (*made.artifacts, figures), manifest_extra=extra)
