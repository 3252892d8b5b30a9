"""What a revision changed: two intents side by side, value by value. Nothing is taken from what a planner says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from codegen.messages import Message, joined, say
from codegen.units import number

if TYPE_CHECKING:
    from codegen.model.intent import Intent

_BODY: Final = (
    "material", "machine", "controller", "program_units", "stock", "part", "datum", "deliverables", "tools", "cutting",
    "limits", "holding", "units",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as before. ``before`` or ``after`` empty: it was not there, or is not there any more."""

    what: str
    before: str
    after: str


def changes(base: Intent, intent: Intent) -> tuple[Change, ...]:
    """Every difference between two intents, in the order of the later one; provenance apart."""
    old, new = (i.model_dump(mode="json") for i in (base, intent))
    out: list[Change] = []
    for name in _BODY:
        out += _leaves(name.replace("_", " "), old[name], new[name])
    known = {f["id"]: f for f in old["features"]}
    for f, feature in zip(new["features"], intent.features, strict=True):
        if f["id"] in known:
            out += _feature(known[f["id"]], f)
        else:
            out.append(Change(f["id"], "", _summary(f, _places(feature))))
    ids = {f["id"] for f in new["features"]}
    for f, feature in zip(old["features"], base.features, strict=True):
        if f["id"] not in ids:
            out.append(Change(f["id"], _summary(f, _places(feature)), ""))
    return tuple(out)


def sentence(found: tuple[Change, ...]) -> Message:
    """The changes in one line: "changed: hole1 count 6 → 8; everything else as before"."""
    if not found:
        return say("changed: nothing")
    lines = []
    for c in found:
        if not c.before:
            lines.append(say("new {what} ({value})", what=c.what, value=c.after))
        elif not c.after:
            lines.append(say("{what} ({value}) removed", what=c.what, value=c.before))
        else:
            lines.append(say("{what} {before} → {after}", what=c.what, before=c.before, after=c.after))
    return say("changed: {what}", what=joined("; ", (*lines, say("everything else as before"))))


def _feature(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    name = str(new["id"])
    one, two = ({k: v for k, v in f.items() if k not in ("at", "id")} for f in (old, new))
    yield from _leaves(name, one, two)
    if "at" not in old or old["at"] == new.get("at"):
        return
    before, after = old["at"], new["at"]
    if len(before) == len(after) and all(a["kind"] == b["kind"] for a, b in zip(before, after, strict=True)):
        for k, (a, b) in enumerate(zip(before, after, strict=True)):
            yield from _leaves(f"{name}[{k + 1}]" if len(after) > 1 else name, a, b)
    else:
        yield Change(joined(" ", (name, say("places"))), _listed(before), _listed(after))


def _listed(places: list[Mapping[str, Any]]) -> str:
    """Placements in few signs."""
    out: list[str] = []
    for p in places:
        if p["kind"] == "at":
            anchor = p["position"]["anchor"]
            where = f"({_value(p['position']['x'])}, {_value(p['position']['y'])})"
            out.append(where if anchor == "origin" else joined(" ", (anchor, where)))
        else:
            count = p.get("count") or (p["columns"] * p["rows"] if "columns" in p else 4)
            out.append(joined(" × ", (str(p["kind"]).replace("_", " "), str(count))))
    shown = joined(", ", out[:8])
    return joined(" … ", (shown, str(len(out)))) if len(out) > 8 else shown


def _leaves(name: str, old: Any, new: Any) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict) and old.get("kind") == new.get("kind"):
        for key in new:
            label = name if key in ("position", "outline") else joined(" ", (name, key.replace("_", " ")))
            yield from _leaves(label, old.get(key), new[key])
        return
    yield Change(name, _value(old) or say("none"), _value(new) or say("none"))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, int | float):
        return number(float(value))
    if isinstance(value, dict):
        return joined(
            ", ",
            (
                joined(" ", (k.replace("_", " "), _value(v)))
                for k, v in value.items()
                if v is not None and not isinstance(v, dict)
            ),
        )
    if isinstance(value, list):
        return joined(", ", map(_value, value))
    return "" if value is None else str(value)


def _places(feature: Any) -> int:
    from codegen.model.intent import HoleFeature, PocketFeature

    if not isinstance(feature, HoleFeature | PocketFeature):
        return 1
    listed = _listed(feature.model_dump(mode="json")["at"])
    counted = [int(n) for n in re.findall(r"× (\d+)", listed)]
    return sum(counted) + sum(p.kind == "at" for p in feature.at)


def _summary(f: Mapping[str, Any], count: int) -> str:
    """A feature in few words: "4 × diameter 8, through yes"."""
    shown = {
        k: v
        for k, v in f.items()
        if k in ("diameter", "depth", "width", "size", "radius", "edges", "fit") and v is not None
    }
    if f.get("through"):
        shown["through"] = True
    for key in ("thread", "counterbore", "countersink", "outline"):
        if f.get(key):
            shown[key] = _value(f[key])
    text = joined(", ", (joined(" ", (k, _value(v))) for k, v in shown.items()))
    return joined(" × ", (str(count), text)) if count > 1 else text or str(f["kind"])
