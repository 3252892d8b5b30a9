"""What was understood, and from which words: provenance put beside the values of the intent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codegen.messages import say
from codegen.units import number

if TYPE_CHECKING:
    from codegen.model.intent import Intent, Provenance
    from codegen.report.localised import Speak


@dataclass(frozen=True, slots=True)
class Line:
    """One thing understood. ``source`` quotes the words, or says which answer, table or assumption it came from."""

    what: str
    value: str
    source: str
    pointer: str


def understood(intent: Intent, t: Speak = str) -> tuple[Line, ...]:
    """One line for each place of the intent that has a provenance, in the intent's own order; same places merged."""
    data = intent.model_dump(mode="json")
    lines: dict[str, Line] = {}
    for item in intent.provenance:
        if not item.pointer.strip("/"):
            continue  # of the intent as a whole: nothing to show a value of
        value = _at(data, item.pointer)
        line = Line(_what(item, data, t), _value(value, t), _source(item, value, t), item.pointer)
        known = lines.get(item.pointer)
        if known is not None and line.source not in known.source:
            line = Line(known.what, known.value, f"{known.source}, {line.source}", item.pointer)
        lines[item.pointer] = line if known is None or line.source != known.source else known
    return tuple(sorted(lines.values(), key=lambda line: _order(line.pointer)))


def _contradicts(text: str, value: Any) -> bool:
    """Whether a value is not the one plain number that was quoted for it: someone edited the intent."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    quoted = re.fullmatch(r"[-+]?\d+(?:\.\d+)?", text.strip())
    return quoted is not None and abs(abs(float(quoted[0])) - abs(float(value))) > 1e-9


def _order(pointer: str) -> tuple[int, tuple[tuple[int, str], ...]]:
    parts = pointer.strip("/").split("/")
    heads = ["material", "stock", "part", "datum", "features", "tools", "cutting", "machine", "controller"]
    head = heads.index(parts[0]) if parts[0] in heads else len(heads)
    return head, tuple((int(p), "") if p.isdigit() else (-1, p) for p in parts[1:])


def _at(data: Any, pointer: str) -> Any:
    for token in pointer.strip("/").split("/"):
        part = token.replace("~1", "/").replace("~0", "~")
        try:
            data = data[int(part)] if isinstance(data, list) else data[part]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return data


def _what(item: Provenance, data: dict[str, Any], t: Speak) -> str:
    parts = item.pointer.strip("/").split("/")
    if parts[0] == "features" and len(parts) > 1 and parts[1].isdigit():
        feature = _at(data, f"/features/{parts[1]}")
        name = feature.get("id", "feature") if isinstance(feature, dict) else "feature"
        several = isinstance(feature, dict) and len(feature.get("at") or ()) > 1
        if several and len(parts) > 3 and parts[2] == "at" and parts[3].isdigit():
            name = f"{name}[{int(parts[3]) + 1}]"
        rest = [p for p in parts[2:] if not p.isdigit() and p not in ("at", "position", "outline")]
        return " ".join([name, *(t(p.replace("_", " ")) for p in rest)])
    return " ".join(t(p.replace("_", " ")) for p in parts if not p.isdigit())


def _value(value: Any, t: Speak) -> str:
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, int | float):
        return number(float(value))
    if isinstance(value, dict):
        kind = value.get("kind")
        return t(str(kind).replace("_", " ")) if kind else t("given")
    if isinstance(value, list):
        return t(say("{n} given", n=len(value)))
    return "" if value is None else t(str(value))


def _source(item: Provenance, value: Any, t: Speak) -> str:
    if item.origin == "text" and _contradicts(item.text, value):
        return t(say("the intent itself, changed since “{text}” was read", text=item.text))
    if item.origin == "text":
        return f"“{item.text}”"
    if item.origin == "answer":
        return t(say("answer “{text}”", text=item.text))
    said = item.note or item.text
    return f"{t(item.origin)}: {t(said)}" if said else t(item.origin)
