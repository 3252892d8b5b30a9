"""A tool in its holder, and the cutting data that fit it."""

from __future__ import annotations

from codegen.model.shop import CuttingData, Cylinder, Material, Tool, ToolAssembly
from codegen.shop.library import table

_CARBIDE_SHANKS = ("flat_end_mill", "ball_end_mill", "bull_end_mill", "chamfer_mill")


def stick_out(tool: Tool) -> tuple[float, str]:
    """How far ``tool`` stands out of its holder, mm, and the rule's source: ``data/holders.toml``."""
    if tool.kind == "face_mill":
        return tool.overall_length, "body height of the shell mill"
    grip = table("holders")["grip"]
    if tool.kind in _CARBIDE_SHANKS:
        length = next(length for upto, length in grip["ha"] if tool.shank_diameter <= upto + 1e-9)
        out = max(tool.overall_length - length, tool.flute_length + grip["past_flutes"])
        return out, str(grip["ha_source"])
    length = min(grip["round_max"], tool.overall_length - tool.flute_length)
    return tool.overall_length - length, str(grip["round_source"])


def assemble(
    tool: Tool,
    number: int,
    *,
    stick_out_mm: float | None = None,
    holder_diameter: float | None = None,
) -> ToolAssembly:
    """``tool`` in its usual holder as T ``number``, with H and D the same number.

    ``stick_out_mm`` and ``holder_diameter`` (of the nut) are what the user said; None: the library's rule.
    """
    key = "shell_arbor" if tool.kind == "face_mill" else "er32"
    z = stick_out(tool)[0] if stick_out_mm is None else stick_out_mm
    out: list[Cylinder] = []
    base = z
    for i, (diameter, length) in enumerate(table("holders")[key]["stack"]):
        width = holder_diameter if i == 0 and holder_diameter is not None else float(diameter)
        out.append(Cylinder(diameter=width, z_from=base, z_to=base + length))
        base += length
    return ToolAssembly(
        number=number, length_offset=number, diameter_offset=number, tool=tool, stick_out=z, holder=tuple(out)
    )


def cutting_data(material: Material, tool: Tool) -> CuttingData | None:
    """The row of ``material`` for ``tool``'s kind and material; None: the table has none, and nothing is taken instead.

    Ball and bull end mills cut with the flat end mill's row, chamfer mills and countersinks with their own.
    """
    kind = "flat_end_mill" if tool.kind in ("ball_end_mill", "bull_end_mill") else tool.kind
    for row in material.cutting:
        if row.tool_kind == kind and row.tool_material == tool.tool_material:
            return row
    return None
