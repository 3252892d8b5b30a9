"""Standards: threads, clearance holes, counterbores, ISO 286 limits. Sources stand in ``data/standards.toml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from codegen.errors import UnknownName
from codegen.messages import say
from codegen.model.shop import Thread
from codegen.shop.library import table
from codegen.units import MM_PER_INCH


def thread_table() -> Mapping[str, Thread]:
    """Every thread, by designation. Inch rows are converted here, once."""
    out: dict[str, Thread] = {}
    for block in table("standards")["threads"].values():
        common = {"series": block["series"], "source": block["source"]}
        for row in block.get("rows", ()):
            out[row[0]] = Thread(
                designation=row[0],
                diameter=row[1],
                pitch=row[2],
                tap_drill=row[3],
                form_drill=row[4] if len(row) > 4 else None,
                **common,
            )
        for name, diameter, per_inch, drill, drill_name in block.get("inch_rows", ()):
            out[name] = Thread(
                designation=name,
                series=common["series"],
                diameter=diameter * MM_PER_INCH,
                pitch=MM_PER_INCH / per_inch,
                tap_drill=round(drill * MM_PER_INCH, 6),
                source=say("{table} (drill {drill})", table=common["source"], drill=drill_name),
            )
    return MappingProxyType(out)


def thread_key(designation: str) -> str:
    """``designation`` as the table writes it: ``M8×1.25`` → ``M8`` (the coarse pitch), ``10-32 UNF`` → ``#10-32``.

    What cannot be a thread comes back as it is, for the caller's message.
    """
    text = unicodedata.normalize("NFKC", designation).strip().replace("×", "x").replace("*", "x").replace("⁄", "/")
    text = re.sub(r"\s*[-–]\s*", "-", text)
    if metric := re.fullmatch(r"[Mm]\s*(\d+(?:\.\d+)?)(?:\s*[xX-]\s*(\d*\.?\d+))?(?:-\d[GHgh])?", text):
        size, pitch = float(metric[1]), metric[2]
        name = f"M{size:g}"
        if pitch is None:
            return name
        coarse = _coarse_pitch(name)
        return name if coarse is not None and abs(coarse - float(pitch)) < 1e-9 else f"{name}x{float(pitch):g}"
    if inch := re.fullmatch(
        r"(?:#|[Nn][Oo]\.?\s*)?(\d+(?:/\d+)?)\"?-(\d+)(?:\s*-?\s*(UN[CFR]?)(?:-\d[AB])?)?", text, re.IGNORECASE
    ):
        key = f"{inch[1]}-{inch[2]}"
        number = "/" not in inch[1] and int(inch[1]) > 1
        return f"#{key}" if number else key
    return text


def _coarse_pitch(name: str) -> float | None:
    for row in table("standards")["threads"]["metric-coarse"]["rows"]:
        if row[0] == name:
            return float(row[2])
    return None


def _row(block: str, screw: str) -> list[Any]:
    rows = table("standards")[block]["rows"]
    for row in rows:
        if row[0] == screw.upper():
            return list(row)
    raise UnknownName("thread", screw, [r[0] for r in rows])


def clearance_hole(screw: str, series: Literal["close", "medium", "coarse"] = "medium") -> float:
    """Diameter of the clearance hole for a metric ``screw`` ("M6"), mm; ISO 273. Raises UnknownName."""
    return float(_row("clearance", screw)[1 + ("close", "medium", "coarse").index(series)])


def number_drill(name: str) -> float | None:
    """Diameter of a drill by its number or letter ("#7", "F"), inch; ASME B94.11M. None: the table does not hold it."""
    return next((float(size) for known, size in table("standards")["drills"]["inch"] if known == name), None)


def socket_head_counterbore(screw: str) -> tuple[float, float]:
    """Diameter and depth of the counterbore for a socket head cap ``screw``, mm; DIN 974-1. Raises UnknownName."""
    row = _row("counterbore", screw)
    return float(row[1]), float(row[2])


@dataclass(frozen=True, slots=True)
class Limits:
    """Smallest and largest permitted size, mm, and where they come from."""

    lower: float
    upper: float
    source: str


def fit_limits(nominal: float, fit: str) -> Limits:
    """Limits of a hole of ``nominal`` mm with ``fit`` ("H7", "JS8"); ISO 286, for 0 < nominal <= 180 mm.

    Raises:
        UnknownName: a fit, or a size, that the table does not hold (small letters are shafts' and are not holes').
    """
    data = table("standards")["iso286"]
    known = [f"{letter}{grade[2:]}" for letter in (*data["lower"], "JS") for grade in data["grades"]]
    match = re.fullmatch(r"([A-Z]{1,2})(\d{1,2})", fit)
    index = next((i for i, (low, high) in enumerate(data["ranges"]) if low < nominal <= high), None)
    if match is None or fit not in known or index is None:
        raise UnknownName("fit", fit if index is not None else f"{fit} for {nominal:g} mm", known)
    width = data["grades"][f"IT{match[2]}"][index] / 1000
    low = -width / 2 if match[1] == "JS" else data["lower"][match[1]][index] / 1000
    return Limits(lower=nominal + low, upper=nominal + low + width, source=data["source"])
