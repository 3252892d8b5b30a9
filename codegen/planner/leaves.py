"""The values of an intent that must come from somewhere: numbers, expressions, words; each with its pointer and role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from codegen.model.intent import Intent, SheetBody

Kind = TypeVar("Kind", bound=BaseModel)

Role = Literal[
    "diameter", "radius", "depth", "width", "length", "height", "size", "position", "spacing", "leg", "angle", "count",
    "rate", "any",
]  # fmt: skip
"""What a number is: the side of the intent. What it was called in the request is a ``Cue``."""

_ROLES: Final[dict[str, Role]] = {
    "diameter": "diameter", "circumscribed_diameter": "diameter", "holder_diameter": "diameter", "smallest_cutter": "diameter",
    "end_diameter": "diameter", "bottom_diameter": "diameter",
    "radius": "radius", "corner_radius": "radius", "inside_radius": "radius", "outside_radius": "radius",
    "depth": "depth", "stepdown": "depth", "top": "depth",
    "width": "width", "across_flats": "width", "across": "width", "stepover": "width",
    "length": "length", "flute_length": "length", "stick_out": "length",
    "travel_x": "length", "travel_y": "length", "travel_z": "length",
    "height": "height", "thickness": "height", "base_thickness": "height", "wall": "height", "floor": "height",
    "base": "size", "opposite": "size", "side": "size",
    "spacing": "spacing", "column_spacing": "spacing", "row_spacing": "spacing",
    "inset": "position", "inset_x": "position", "inset_y": "position", "at": "position", "start": "position",
    "left": "position", "front": "position", "bottom": "position",
    "size": "leg",
    "angle": "angle", "start_angle": "angle", "angles": "angle",
    "count": "count", "columns": "count", "rows": "count", "sides": "count", "flutes": "count", "flats": "count",
    "speed": "rate", "feed": "rate", "max_speed": "rate", "max_feed": "rate",
    "value": "any",
}  # fmt: skip
_SIZED: Final = frozenset({"BoxBody", "BoxStock", "Rectangle", "RightTriangle"})
"""Owners whose x, y and z are edge lengths; elsewhere they are coordinates."""

_EXTENTS: Final = frozenset({"SectionOutline", "SectionBody", "TurnedBody", "TurnedSection", "Trapezoid"})
"""Owners whose width, height and length are overall sizes: a bracket's length is called its width, a flange's thickness."""

_SAID_KINDS: Final = frozenset(
    {"corners", "edge_midpoints", "mirror", "bolt_circle", "chamfer", "fillet", "keyway", "boss", "shell"}
)
"""Kinds of features and placements that stand for a word of the request."""

_PASSED_OVER: Final = frozenset({"provenance", "assumptions", "questions", "schema_version"})


@dataclass(frozen=True, slots=True)
class Leaf:
    """One number of the intent, or the text of an expression, that is not a default."""

    pointer: str
    value: float | str
    role: Role
    whole: bool = False  # a count, without a unit
    rate: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A text or a flag of the intent that must have been said: material, thread, ``through``."""

    pointer: str
    field: str
    value: str | bool


def numbers(intent: Intent) -> Iterator[Leaf]:
    """Every number and expression that is neither 0 nor its field's default."""
    return (leaf for leaf, untold in _leaves(intent) if not untold)


def defaults(intent: Intent) -> Iterator[Leaf]:
    """Every number that is 0 or its field's default: it may have been said, and need not have been."""
    return (leaf for leaf, untold in _leaves(intent) if untold)


def _leaves(intent: Intent) -> Iterator[tuple[Leaf, bool]]:
    for pointer, owner, name, info, value in _walk(intent, ""):
        kinds = _kinds(info)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            continue
        if isinstance(value, str) and float not in kinds:
            continue
        role = _role(owner, name)
        if role == "position" and "/profile/points/" in pointer:  # a corner of a section lies where its sizes end
            role = "size"
        leaf = Leaf(pointer, value, role, whole=float not in kinds, rate=name in ("speed", "max_speed"))
        yield leaf, value in (0, info.default)


def anchors(intent: Intent) -> dict[str, str]:
    """Pointer of every position -> the point that it is measured from."""
    return {p.removesuffix("/anchor"): value for p, _owner, name, _info, value in _walk(intent, "") if name == "anchor"}


def walk(model: BaseModel, kind: type[Kind]) -> Iterator[Kind]:
    """Every value of ``kind`` in ``model``."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, kind):
                yield item
            if isinstance(item, BaseModel):
                yield from walk(item, kind)


def words(intent: Intent) -> Iterator[Said]:
    """Texts and flags that must have been said."""
    for pointer, owner, name, _info, value in _walk(intent, ""):
        if name == "through" and value is True:
            if not isinstance(intent.part, SheetBody):  # there is no depth in a flat outline
                yield Said(pointer, name, True)
        elif isinstance(value, str) and name in ("material", "machine", "controller", "designation", "fit", "holder"):
            if not (name == "material" and type(owner).__name__ == "ToolWish"):
                yield Said(pointer, name, value)
        elif name == "kind" and value in _SAID_KINDS:
            if type(owner).__name__ != "ToolWish":
                yield Said(pointer.removesuffix("/kind"), str(value), True)
        elif name == "anchor" and value == "centre":
            yield Said(pointer, "centre", True)
    for i, feature in enumerate(intent.features):
        for name in ("counterbore", "countersink"):
            if getattr(feature, name, None) is not None:
                yield Said(f"/features/{i}/{name}", name, True)


def _walk(model: BaseModel, path: str) -> Iterator[tuple[str, BaseModel, str, FieldInfo, Any]]:
    """Every leaf: its pointer, the model that holds it, its field, and its value."""
    for name, info in type(model).model_fields.items():
        if not path and name in _PASSED_OVER:
            continue
        value = getattr(model, name)
        pointer = f"{path}/{name}"
        if isinstance(value, BaseModel):
            yield from _walk(value, pointer)
        elif isinstance(value, tuple):
            for i, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from _walk(item, f"{pointer}/{i}")
                else:
                    yield f"{pointer}/{i}", model, name, info, item
        else:
            yield pointer, model, name, info, value


def _kinds(info: FieldInfo) -> set[Any]:
    """The plain types in a field's annotation."""
    found: set[Any] = set()
    pending = [info.annotation]
    while pending:
        kind = pending.pop()
        inner = get_args(kind)
        pending.extend(inner)
        if not inner:
            found.add(kind)
    return found


def _role(owner: BaseModel, name: str) -> Role:
    if name in ("x", "y", "z"):
        return "size" if type(owner).__name__ in _SIZED else "position"
    if name in ("width", "height", "length") and type(owner).__name__ in _EXTENTS:
        return "size"
    return _ROLES.get(name, "any")


# -- expressions --------------------------------------------------------------------------------------------------------

_UNITS: Final = r"(?P<unit>mm|cm|um|[µμ]m|in(?:ch(?:es)?)?\b|thou|[\x22″]|毫米|厘米|公分|微米|英寸|寸|丝|道|条)"
_TERM: Final = re.compile(
    r"(?P<name>[A-Za-z_]\w*)"
    rf"|(?P<number>(?:\d+[ -])?\d+/\d+(?=\s*{_UNITS.replace('?P<unit>', '?:')})|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
    rf"\s*{_UNITS}?"
)
_SHARES: Final = frozenset({0.25, 0.5, 1.0, 2.0, 4.0})
"""Factors that only halve, quarter or double: "width/2", "1/2 * width"."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in an expression, with its unit if one is written.

    ``factor``: it only halves, quarters or doubles. ``scale``: it multiplies or divides, so it may be a count.
    """

    text: str
    value: float
    unit: str | None
    factor: bool
    scale: bool


def literals(expression: str) -> tuple[Figure, ...]:
    """The numbers of an expression. Whether it can be evaluated is decided where it is evaluated, not here."""
    out: list[Figure] = []
    for match in _TERM.finditer(expression):
        if match["number"] is None:
            continue
        value, unit = _mixed(match["number"]), match["unit"]
        before, after = expression[: match.start()].rstrip()[-1:], expression[match.end() :].lstrip()[:1]
        scale = unit is None and any(sign and sign in "*/×·÷" for sign in (before, after))
        out.append(Figure(match[0].strip(), value, unit, scale and value in _SHARES, scale))
    return tuple(out)


def _mixed(text: str) -> float:
    """``3``, ``3/8`` or ``1 3/8``."""
    whole, _, fraction = text.replace("-", " ").rpartition(" ") if "/" in text else ("", "", "")
    if not fraction:
        return float(text)
    above, below = fraction.split("/")
    return float(whole or 0) + (float(above) / float(below) if float(below) else 0.0)
