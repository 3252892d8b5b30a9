"""What is given to the reader and the rules beside the program's steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.program import Environment
from codegen.model.shop import ToolAssembly


def environment_of(tools: Mapping[int, ToolAssembly]) -> Environment:
    """What the tools tell the reader: lengths by H, radii by D."""
    return Environment(
        lengths={t.length_offset: t.length for t in tools.values() if t.length is not None},
        radii={t.diameter_offset: t.tool.diameter / 2 for t in tools.values()},
    )


def nothing_below(findings: Sequence[Finding]) -> list[Finding]:
    """Where nobody described the fixture, what lies below the stock is not known: one warning of the deepest place."""
    below = [f for f in findings if f.code == "fixture-contact"]
    if not below:
        return list(findings)
    deepest = max(below, key=lambda f: float(dict(f.figures).get("amount_mm", 0.0)))
    told = replace(
        deepest,
        severity=Severity.WARNING,
        message=say(
            "the tool goes {depth:.2f} mm below the stock at the deepest, and what lies there is not known",
            depth=dict(deepest.figures).get("amount_mm", 0.0),
        ),
        remedy=say("leave that much free below the stock, and say so in a setup file: clear_below"),
    )
    return [f for f in findings if f.code != "fixture-contact"] + [told]
