"""The setup file: stock, zero, tools and fixture as TOML, for ``codegen check --setup``."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from codegen import shop
from codegen.errors import BadInput, UnknownName
from codegen.messages import say
from codegen.model.job import Fixture, Job, Setup
from codegen.model.part import Box, Stock
from codegen.model.shop import Cylinder, Tool, ToolAssembly
from codegen.shop.assembly import stick_out

M = TypeVar("M", bound=BaseModel)

VERSION: Final = 1
MOST_TOOLS: Final = 1000


@dataclass(frozen=True, slots=True)
class SetupFile:
    """What is known beside a program. ``tools`` empty: not known."""

    setup: Setup
    tools: tuple[ToolAssembly, ...] = ()
    machine: str | None = None
    controller: str | None = None
    material: str | None = None


# -- writing


def setup_toml(job: Job) -> str:
    """The job's setup as TOML text that ``load_setup`` reads back to the same values."""
    s = job.setup
    out = [
        "# Setup: what codegen check needs to know beside the program. Lengths mm, in the work frame of the program:",
        "# X right, Y away from the operator, Z up.",
        f"version = {VERSION}",
        f"machine = {_text(job.machine)}",
        f"controller = {_text(job.controller)}",
        f"material = {_text(job.material)}",
        "",
        "[zero]",
        f"work_offset = {_text(s.work_offset)}",
        f"datum = {_text(s.datum)}  # what on the stock is zero, in words",
    ]
    if s.zero_in_machine is not None:
        out.append(f"in_machine = {_numbers(s.zero_in_machine)}  # machine coordinates of zero")
    out += [
        f"clearance = {_number(s.clearance)}  # Z for sideways rapids",
        "",
        "[stock]",
        f"shape = {_text(s.stock.shape)}",
        f"low = {_numbers(s.stock.box.low)}  # lowest corner of its box",
        f"high = {_numbers(s.stock.box.high)}",
        "",
        "[fixture]",
        f"kind = {_text(s.fixture.kind)}",
        f"clear_below = {_number(s.fixture.clear_below)}  # mm below the stock's underside where tools may go",
        f"text = {_text(s.fixture.text)}",
        f"source = {_text(s.fixture.source)}",
    ]
    for box in s.fixture.keep_out:
        out += ["", "[[fixture.keep_out]]", f"low = {_numbers(box.low)}", f"high = {_numbers(box.high)}"]
    for t in job.tools:
        out += ["", *_tool_lines(t)]
    return "\n".join(out) + "\n"


def _tool_lines(t: ToolAssembly) -> list[str]:
    out = ["[[tools]]", f"number = {t.number}  # T", f"length_offset = {t.length_offset}  # H",
           f"diameter_offset = {t.diameter_offset}  # D"]  # fmt: skip
    known = shop.tools().get(t.tool.id)
    if known == t.tool:
        out.append(f"tool = {_text(t.tool.id)}  # {t.tool.name}: codegen tools {t.tool.id}")
    out.append(f"stick_out = {_number(t.stick_out)}  # tip to holder")
    if t.length is not None:
        out.append(f"length = {_number(t.length)}  # as touched off")
    rows = ", ".join(_numbers((c.diameter, c.z_from, c.z_to)) for c in t.holder)
    out.append(f"holder = [{rows}]  # diameter, from, to above the tip")
    if known != t.tool:
        out += ["", "[tools.geometry]"]
        for name, value in t.tool.model_dump(mode="json", exclude_none=True).items():
            out.append(f"{name} = {_value(value)}")
    return out


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return _number(value) if isinstance(value, float) else _text(str(value))


def _text(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's too, once DEL is escaped as well."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _number(value: float) -> str:
    return repr(float(value) + 0.0)


def _numbers(values: Iterable[float]) -> str:
    return f"[{', '.join(_number(v) for v in values)}]"


# -- reading


def load_setup(text: str) -> SetupFile:
    """Read a setup file.

    Raises:
        BadInput: not TOML, an unknown or missing key, a value that cannot be: the message names the key.
    """
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as e:
        raise BadInput(say("the setup file is not TOML: {reason}", reason=str(e)[:200])) from e
    _only(data, "", ("version", "machine", "controller", "material", "zero", "stock", "fixture", "tools"))
    if data.get("version", VERSION) != VERSION:
        raise BadInput(
            say("version = {given!r}: this codegen reads version {version}", given=data["version"], version=VERSION)
        )
    zero = _table(data, "zero")
    _only(zero, "zero", ("work_offset", "datum", "in_machine", "clearance", "at"))
    stock = _stock(_table(data, "stock"), zero)
    fixture = _fixture(_table(data, "fixture"))
    clearance = _optional_number(zero, "clearance", "zero")
    at = zero.get("in_machine")
    setup = _checked(
        Setup,
        "zero",
        work_offset=zero.get("work_offset", "G54"),
        datum=zero.get("datum", say("as laid in the setup file")),
        stock=stock,
        fixture=fixture,
        clearance=stock.box.high[2] + shop.practice("clearance") if clearance is None else clearance,
        zero_in_machine=None if at is None else _triple(at, "zero.in_machine"),
    )
    return SetupFile(
        setup=setup, tools=_tools(data), machine=_known(data, "machine"), controller=_known(data, "controller"),
        material=_known(data, "material"),
    )  # fmt: skip


def setup_from_options(*, stock: str, zero: str = "front-left-top") -> SetupFile:
    """A setup from ``--stock 120x60x20`` (or ``D80x15`` for a bar) and ``--zero``; the tools stay unknown.

    Raises:
        BadInput: the stock or the zero cannot be read.
    """
    shape, size = _size(stock)
    box = _box(size, zero)
    return SetupFile(
        setup=Setup(
            datum=say("{zero} of the stock", zero=zero), stock=Stock(shape=shape, box=box, source=say("as said")),
            fixture=Fixture(kind="none", text=say("not said")), clearance=box.high[2] + shop.practice("clearance"),
        )
    )  # fmt: skip


def _size(text: str) -> tuple[str, tuple[float, float, float]]:
    clean = text.strip().lower().replace("×", "x").replace("*", "x").removesuffix("mm")
    if m := re.fullmatch(r"(?:d|ø|φ|⌀)\s*(\d+(?:\.\d+)?)\s*x\s*(\d+(?:\.\d+)?)", clean):
        shape, values = "cylinder", (float(m[1]), float(m[1]), float(m[2]))
    elif m := re.fullmatch(r"(\d+(?:\.\d+)?)\s*x\s*(\d+(?:\.\d+)?)\s*x\s*(\d+(?:\.\d+)?)", clean):
        shape, values = "box", (float(m[1]), float(m[2]), float(m[3]))
    else:
        raise BadInput(
            say("stock {text!r} cannot be read: write 120x60x20 (mm), or D80x15 for a round bar", text=text[:80])
        )
    if not all(0 < v <= 1e5 for v in values):
        raise BadInput(say("stock {text!r}: every size must be more than 0 and at most 100 m", text=text[:80]))
    return shape, values


def _box(size: tuple[float, float, float], zero: str) -> Box:
    """The stock's box when the named point of it is zero, e.g. ``front-left-top``, ``centre-top``, ``back-right-bottom``."""
    words = zero.lower().replace("center", "centre").split("-")
    known = {
        "left": (0, 0.0),
        "right": (0, 1.0),
        "front": (1, 0.0),
        "back": (1, 1.0),
        "bottom": (2, 0.0),
        "top": (2, 1.0),
    }
    fractions = [0.5, 0.5, 1.0]
    for word in words:
        if word in known:
            fractions[known[word][0]] = known[word][1]
        elif word != "centre":
            raise BadInput(
                say(
                    "zero {zero!r}: {word!r} is not one of left, right, front, back, centre, top, bottom",
                    zero=zero[:80],
                    word=word,
                )
            )
    low = tuple(-f * s for f, s in zip(fractions, size, strict=True))
    high = tuple(a + s for a, s in zip(low, size, strict=True))
    return Box(low=(low[0], low[1], low[2]), high=(high[0], high[1], high[2]))


def _stock(data: Mapping[str, Any], zero: Mapping[str, Any]) -> Stock:
    _only(data, "stock", ("shape", "low", "high", "size"))
    if "size" in data:
        shape, size = _size(str(data["size"]))
        box = _box(size, str(zero.get("at", "front-left-top")))
    else:
        shape = data.get("shape", "box")
        box = Box(low=_triple(data.get("low"), "stock.low"), high=_triple(data.get("high"), "stock.high"))
    if any(h <= lo for lo, h in zip(box.low, box.high, strict=True)):
        raise BadInput(
            say("stock.high = {high!r} must lie above stock.low = {low!r}", high=list(box.high), low=list(box.low))
        )
    return _checked(Stock, "stock", shape=shape, box=box, source=say("setup file"))


def _fixture(data: Mapping[str, Any]) -> Fixture:
    _only(data, "fixture", ("kind", "clear_below", "text", "source", "keep_out"))
    boxes = []
    for i, row in enumerate(_rows(data, "keep_out", "fixture.keep_out")):
        key = f"fixture.keep_out[{i}]"
        _only(row, key, ("low", "high"))
        boxes.append(Box(low=_triple(row.get("low"), f"{key}.low"), high=_triple(row.get("high"), f"{key}.high")))
    return _checked(
        Fixture, "fixture", kind=data.get("kind", "none"), clear_below=_optional_number(data, "clear_below", "fixture") or 0.0,
        text=data.get("text", ""), source=data.get("source", ""), keep_out=tuple(boxes),
    )  # fmt: skip


def _tools(data: Mapping[str, Any]) -> tuple[ToolAssembly, ...]:
    rows = _rows(data, "tools", "tools")
    if len(rows) > MOST_TOOLS:
        raise BadInput(say("tools: {n} of them, more than {most}", n=len(rows), most=MOST_TOOLS))
    out = [_tool(row, f"tools[{i}]") for i, row in enumerate(rows)]
    numbers = [t.number for t in out]
    twice = {n for n in numbers if numbers.count(n) > 1}
    if twice:
        raise BadInput(say("tools: number {number} is there twice", number=min(twice)))
    return tuple(out)


def _tool(row: Mapping[str, Any], key: str) -> ToolAssembly:
    names = ("number", "length_offset", "diameter_offset", "tool", "stick_out", "length", "holder", "geometry")
    _only(row, key, names)
    n = row.get("number")
    if not isinstance(n, int) or isinstance(n, bool) or n < 1:
        raise BadInput(say("{key}.number = {n!r} must be a whole number from 1", key=key, n=n))
    if ("tool" in row) == ("geometry" in row):
        raise BadInput(say("{key}: give either tool = (an id of codegen tools) or [tools.geometry]", key=key))
    if "tool" in row:
        try:
            tool = shop.tool(str(row["tool"]))
        except UnknownName as e:
            raise BadInput(say("{key}.tool: {reason}", key=key, reason=e)) from e
    else:
        tool = _checked(Tool, f"{key}.geometry", **_as_table(row["geometry"], f"{key}.geometry"))
    if not (tool.diameter > 0 and tool.flute_length > 0):
        raise BadInput(say("{key}: diameter and flute_length must be more than 0", key=key))
    out = _optional_number(row, "stick_out", key)
    made = shop.assemble(tool, n, stick_out_mm=stick_out(tool)[0] if out is None else out)
    update: dict[str, Any] = {"length": _optional_number(row, "length", key)}
    for name in ("length_offset", "diameter_offset"):
        value = row.get(name, n)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise BadInput(say("{key}.{name} = {value!r} must be a whole number", key=key, name=name, value=value))
        update[name] = value
    if "holder" in row:
        if not isinstance(row["holder"], list):
            raise BadInput(say("{key}.holder must be a list of [diameter, from, to]", key=key))
        pieces = [_triple(p, f"{key}.holder[{i}]") for i, p in enumerate(row["holder"])]
        update["holder"] = tuple(Cylinder(diameter=d, z_from=a, z_to=b) for d, a, b in pieces)
    return made.model_copy(update=update)


def _known(data: Mapping[str, Any], key: str) -> str | None:
    if key not in data:
        return None
    name = str(data[key])
    try:
        if key == "machine":
            return shop.machine(name).id
        return shop.controller(name).id if key == "controller" else shop.material(name).id
    except UnknownName as e:
        raise BadInput(say("{where}: {what}", where=key, what=e)) from e


def _checked(model: type[M], key: str, **fields: Any) -> M:
    try:
        return model.model_validate(fields)
    except ValidationError as e:
        first = e.errors()[0]
        place = ".".join([key, *(str(p) for p in first["loc"])])
        raise BadInput(f"{place} = {str(first['input'])[:80]!r}: {first['msg']}") from e


def _only(data: Mapping[str, Any], key: str, names: tuple[str, ...]) -> None:
    for name in data:
        if name not in names:
            place = f"{key}.{name}" if key else name
            raise BadInput(
                say(
                    "{place!r} is no key of a setup file; known here: {names}",
                    place=place[:120],
                    names=", ".join(names),
                )
            )


def _as_table(value: object, key: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadInput(say("{key} = {value!r} must be a table", key=key, value=str(value)[:80]))
    return value


def _table(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    return _as_table(data.get(key, {}), key)


def _rows(data: Mapping[str, Any], key: str, name: str) -> list[dict[str, Any]]:
    value = data.get(key, [])
    if not isinstance(value, list):
        raise BadInput(say("{name} must be written as [[{name}]]", name=name))
    return [_as_table(v, f"{name}[{i}]") for i, v in enumerate(value)]


def _optional_number(data: Mapping[str, Any], key: str, table: str) -> float | None:
    if key not in data:
        return None
    return _finite(data[key], f"{table}.{key}")


def _finite(value: object, key: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= 1e6:
        raise BadInput(say("{key} = {value!r} must be a number (mm)", key=key, value=str(value)[:80]))
    return float(value)


def _triple(value: object, key: str) -> tuple[float, float, float]:
    if not isinstance(value, list) or len(value) != 3:
        raise BadInput(say("{key} = {value!r} must be three numbers, [x, y, z]", key=key, value=str(value)[:80]))
    a, b, c = (_finite(v, key) for v in value)
    return (a, b, c)
