"""``codegen schema`` and the lists: machines, controllers, tools, materials, rules."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from codegen.cli import console
from codegen.errors import UnknownName

Ident = Annotated[str | None, typer.Argument(help="Show one in full.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("schema")(schema)
    for command in (machines, controllers, tools, materials, threads, rules):
        app.command(command.__name__)(command)


def schema() -> None:
    """Print the JSON Schema of an intent."""
    from codegen.planner.schema import schema_text

    typer.echo(schema_text(), nl=False)


def machines(ident: Ident = None, as_json: AsJson = False) -> None:
    """List the machines, or show one."""
    from codegen import shop

    _show("machine", shop.machines(), ident, as_json, lambda m: (m.name, f"control {m.controller}", _travel(m)))


def controllers(ident: Ident = None, as_json: AsJson = False) -> None:
    """List the controls, or show one."""
    from codegen import shop

    _show(
        "controller",
        shop.controllers(),
        ident,
        as_json,
        lambda c: (c.name, f"files {c.suffix}", f"dialect {c.dialect}"),
    )


def tools(ident: Ident = None, as_json: AsJson = False) -> None:
    """List the tools, or show one."""
    from codegen import shop

    _show(
        "tool", shop.tools(), ident, as_json, lambda t: (t.name, f"Ø{t.diameter:g} mm", f"flutes {t.flute_length:g} mm")
    )


def materials(ident: Ident = None, as_json: AsJson = False) -> None:
    """List the materials, or show one."""
    from codegen import shop

    _show("material", shop.materials(), ident, as_json, lambda m: (m.name, m.group, ", ".join(m.aliases[:6])))


def threads(ident: Ident = None, as_json: AsJson = False) -> None:
    """List the threads with their tap drills, or show one."""
    from codegen import shop

    _show(
        "thread",
        shop.threads(),
        ident,
        as_json,
        lambda t: (t.series, f"pitch {t.pitch:g} mm", f"drill {t.tap_drill:g} mm"),
    )


def rules(ident: Ident = None, as_json: AsJson = False) -> None:
    """List the rules by group, one group's, or show one rule's page."""
    from codegen.rules import Group, catalogue

    entries = catalogue()
    names = {e.name for e in entries} | {g.value for g in Group}
    if ident is not None and ident not in names:
        raise UnknownName("rule", ident, sorted(names))
    chosen = [e for e in entries if ident in (None, e.name, e.group)]
    if as_json:
        fields = ("group", "severity", "by", "safety", "summary", "page")
        console.show_json({e.name: {name: getattr(e, name) for name in fields} for e in chosen})
    elif [e.name for e in chosen] == [ident]:
        (entry,) = chosen
        typer.echo(f"{entry.name} ({entry.group}, {entry.severity})\n\n{entry.page}")
    else:
        _table([(e.name, (e.group, e.severity, e.summary)) for e in chosen])


def _travel(machine: Any) -> str:
    spans = " × ".join(f"{axis.high - axis.low:g}" for axis in (machine.x, machine.y, machine.z))
    return f"travel {spans} mm, {machine.spindle_max_rpm:g} rev/min"


def _show(
    kind: str, items: Mapping[str, Any], ident: str | None, as_json: bool, row: Callable[[Any], tuple[str, ...]]
) -> None:
    if ident is not None and ident not in items:
        raise UnknownName(kind, ident, items)
    chosen = items if ident is None else {ident: items[ident]}
    if as_json:
        console.show_json({name: item.model_dump(mode="json") for name, item in chosen.items()})
    elif ident is None:
        _table([(name, row(item)) for name, item in chosen.items()])
    else:
        typer.echo(json.dumps(items[ident].model_dump(mode="json"), ensure_ascii=False, indent=1))


def _table(rows: list[tuple[str, tuple[str, ...]]]) -> None:
    table = Table.grid(padding=(0, 2))
    for name, cells in rows:
        table.add_row(Text(name, style="bold"), *cells)
    console.show(table)
