"""The tool room: one ``Tool`` for each size of each family in ``data/tools.toml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from codegen.errors import InternalError
from codegen.messages import say
from codegen.model.shop import Tool
from codegen.shop.library import table, threads
from codegen.units import MM_PER_INCH

_OWN = ("rows", "inch_rows", "lengths", "lead_per_diameter", "lead_source", "lead_pitches")


def build() -> Mapping[str, Tool]:
    """Every tool, by id, in the order of the tables."""
    out: dict[str, Tool] = {}
    for family, data in table("tools").items():
        for made in _family(family, data):
            if made.id in out:
                raise InternalError(f"codegen's own tools.toml makes {made.id!r} twice")
            out[made.id] = made
    return MappingProxyType(out)


def _family(family: str, data: Mapping[str, Any]) -> Iterator[Tool]:
    common = {k: v for k, v in data.items() if k not in _OWN}
    if family == "jobber_drill":
        yield from _drills(data, common)
    elif family == "tap":
        yield from _taps(data, common)
    elif "inch_rows" in data:
        for name, *inches in data["inch_rows"]:
            diameter, overall, flute, shank = (round(v * MM_PER_INCH, 6) for v in inches)
            label = say(
                "{size} in {kind}, {flutes} flutes", size=name, kind=_plain(common["kind"]), flutes=common["flutes"]
            )
            yield _tool(f"{_slug(common['kind'])}-{_inch(name)}", label, common, diameter, overall, flute, shank)
    else:
        for row in data["rows"]:
            yield _row(family, data, common, row)


def _row(family: str, data: Mapping[str, Any], common: dict[str, Any], row: list[float]) -> Tool:
    diameter, overall, flute, shank = row[:4]
    extra: dict[str, Any] = {"tip_diameter": row[4]} if len(row) > 4 else {}
    if "lead_per_diameter" in data:
        extra["lead"] = round(data["lead_per_diameter"] * diameter, 3)
    if common["kind"] == "ball_end_mill":
        extra["corner_radius"] = diameter / 2
    slug = f"{_slug(common['kind'])}-{diameter:g}"
    label = say("Ø{diameter:g} {kind}", diameter=diameter, kind=_plain(common["kind"]))
    if family == "single_flute":
        slug, label = f"{slug}-1f", say("{tool}, single flute", tool=label)
    elif family == "flat_end_mill_long":
        slug, label = f"{slug}-long", say("{tool}, long, {flutes} flutes", tool=label, flutes=common["flutes"])
    elif common["kind"] in ("flat_end_mill", "ball_end_mill", "bull_end_mill"):
        label = say("{tool}, {flutes} flutes", tool=label, flutes=common["flutes"])
    elif common["kind"] == "countersink":
        label = say("Ø{diameter:g} countersink", diameter=diameter)
    elif common["kind"] == "reamer":
        slug, label = f"{slug}h7", say("{tool} H7", tool=label)
    if common["kind"] == "bull_end_mill":
        label = say("{tool}, R{radius:g}", tool=label, radius=common["corner_radius"])
    return _tool(slug, label, {**common, **extra}, diameter, overall, flute, shank)


def _drills(data: Mapping[str, Any], common: dict[str, Any]) -> Iterator[Tool]:
    sizes = table("standards")["drills"]
    low, high = (round(v * 10) for v in sizes["metric_tenths"])
    metric = sorted({n / 10 for n in range(low, high + 1)} | set(sizes["metric_more"]))
    named: list[tuple[str, str, float]] = [(f"drill-{d:g}", say("Ø{diameter:g} drill", diameter=d), d) for d in metric]
    for name, inches in sizes["inch"]:
        diameter = round(inches * MM_PER_INCH, 6)
        named.append(
            (f"drill-{_inch(name)}", say("{size} drill (Ø{diameter:.3f})", size=name, diameter=diameter), diameter)
        )
    for slug, label, diameter in named:
        overall, flute = next((o, f) for upto, o, f in data["lengths"] if diameter <= upto + 1e-9)
        yield _tool(slug, label, common, diameter, overall, flute, diameter)


def _taps(data: Mapping[str, Any], common: dict[str, Any]) -> Iterator[Tool]:
    for designation, overall, usable, shank in data["rows"]:
        spec = threads()[designation]
        lead = round(data["lead_pitches"] * spec.pitch, 4)
        extra = {"pitch": spec.pitch, "thread": designation, "lead": lead}
        slug = f"tap-{_inch(designation).lower()}"
        yield _tool(
            slug,
            say("{designation} tap", designation=designation),
            {**common, **extra},
            spec.diameter,
            overall,
            usable,
            shank,
        )


def _tool(
    slug: str, label: str, fields: Mapping[str, Any], diameter: float, overall: float, flute: float, shank: float
) -> Tool:
    return Tool(
        id=slug,
        name=label,
        diameter=diameter,
        overall_length=overall,
        flute_length=flute,
        shank_diameter=shank,
        **fields,
    )


def _slug(kind: str) -> str:
    return {"flat_end_mill": "endmill", "ball_end_mill": "ballmill", "bull_end_mill": "bullmill"}.get(
        kind, kind.replace("_mill", "mill").replace("_drill", "drill")
    )


def _plain(kind: str) -> str:
    return kind.replace("flat_", "").replace("_", " ")


def _inch(name: str) -> str:
    return name.replace("/", "_").replace("#", "no").replace('"', "")
