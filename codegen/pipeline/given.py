"""What is given to the reader and the rules beside the program's steps."""

from __future__ import annotations

from collections.abc import Mapping

from codegen.model.program import Environment
from codegen.model.shop import ToolAssembly


def environment_of(tools: Mapping[int, ToolAssembly]) -> Environment:
    """What the tools tell the reader: lengths by H, radii by D."""
    return Environment(
        lengths={t.length_offset: t.length for t in tools.values() if t.length is not None},
        radii={t.diameter_offset: t.tool.diameter / 2 for t in tools.values()},
    )
