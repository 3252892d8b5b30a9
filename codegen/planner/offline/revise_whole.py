"""Revisions of what is not a feature: the body's sizes, its material, the control."""

from __future__ import annotations

from typing import Any, Final

from codegen.messages import say
from codegen.planner.offline.body import material
from codegen.planner.offline.chart import Node
from codegen.planner.offline.draft import Draft
from codegen.planner.offline.numbers import nums, shared
from codegen.planner.offline.revise_places import Ground, ground
from codegen.planner.offline.revise_read import Clause
from codegen.planner.offline.revise_work import Work, same
from codegen.planner.offline.values import Fact, Num, contradiction, refusal, unread

_FROM_MIDDLE: Final = "from the body's middle line"


def body_pointers(work: Work, slot: str, c: Clause) -> list[str]:
    """Where the value of a body's slot stands. Raises Refused where stock and part differ and neither was named."""
    slot = slot.removeprefix("+")
    if slot == "rmaterial":
        return ["/material"]
    if slot == "control":
        return ["/controller"]
    if slot == "rsize":
        return []
    if slot == "corner_r":
        return ["/part/corner_radius"]
    names = [n for n in ("stock", "part") if work.data.get(n) is not None]
    if any(r.noun == "stock" for r in c.refs) and "stock" in names:
        names = ["stock"]
    out = []
    for name in names:
        body = work.data[name]
        round_body = body["kind"] != "box"
        field = {"thick": "height" if round_body else "z", "od": "diameter", "dia": "diameter"}.get(slot)
        if slot in ("long", "overall", "wide"):
            field = _side(work, body, slot, c)
        if field not in body:
            raise unread(work.text, c.spans, say("a {kind} has no such size", kind=body["kind"]))
        out.append(f"/{name}/{field}")
    values = [work.number(work.at(p)) for p in out]
    if not out:
        raise unread(work.text, c.spans, say("there is no body to change"))
    if any(not same(v, values[0]) for v in values):
        raise refusal(
            "unread-words",
            say("stock and finished part differ there: which is meant?"),
            c.spans[0],
            say("say stock or …"),
        )
    return out


def _side(work: Work, body: dict[str, Any], slot: str, c: Clause) -> str:
    """Length is the longer side in plan, width the shorter: where they are so in X and Y as said."""
    if body["kind"] != "box":
        return ""
    x, y = work.number(body["x"]), work.number(body["y"])
    if same(x, y) or x < y:
        raise unread(work.text, c.spans, say("length and width: along X or along Y?"))
    return "y" if slot == "wide" else "x"


def body_fact(work: Work, fact: Fact, c: Clause) -> None:
    """Set a size, the material, or the control."""
    if fact.slot == "rmaterial":
        draft = Draft(work.text, work.language, body=[fact.value])
        stuff = material(draft)
        if stuff is not None:
            work.put("/material", stuff.value, Fact("material", stuff.value, stuff.span, stuff.text))
        return
    if fact.slot == "control":
        token = fact.value.token("CTRL")
        work.put("/controller", token.name, Fact("controller", token.name, (token.start, token.end), token.text))
        return
    if fact.slot == "corner_r":
        body = work.data.get("part")
        if body is None or body["kind"] != "box":
            raise unread(work.text, c.spans, say("whose corners?"))
        radius: Num = fact.value[0]
        work.put("/part/corner_radius", work.length(radius), Fact("corner radius", radius, fact.span, fact.text))
        return
    here = ground(work)
    lines = _lines(work, here)
    if fact.slot == "rsize":
        _sizes(work, fact)
    else:
        for pointer in body_pointers(work, fact.slot, c):
            old, value = work.number(work.at(pointer)), work.plain(fact.value)
            if fact.slot.startswith("+"):
                sign = c.relative[0][1] if c.relative else c.growth
                new = round(old + sign * value, 9)
                note = f"{old:g} {'+' if sign > 0 else '-'} {value:g}"
                work.put(pointer, new, fact, origin="expression", note=note)
            else:
                sense(fact, old, value, c)
                work.put(pointer, work.length(fact.value), fact)
            if new_value(work, pointer) <= 0:
                raise contradiction(
                    say("{text!r}: nothing would be left of {old:g}", text=fact.text, old=old), fact.span
                )
    _restore(work, lines)


def new_value(work: Work, pointer: str) -> float:
    """The number at ``pointer``."""
    return work.number(work.at(pointer))


def sense(fact: Fact, old: float, value: float, c: Clause) -> None:
    """The words "increase to 8" where there are 10 is a contradiction."""
    sign = c.relative[0][1] if c.relative else c.growth
    if sign and "instead" not in c.rules and (value - old) * sign < 0:
        raise contradiction(say("{text!r}: it is {old:g} now", text=fact.text, old=old), fact.span)


def _sizes(work: Work, fact: Fact) -> None:
    node: Node = fact.value
    size = node.node("size", "plansize") or node
    inner = size.children[-1] if size.rule == "size" else size
    values = shared(nums(size))
    names = [n for n in ("stock", "part") if work.data.get(n) is not None]
    if len(names) != 1:
        raise unread(work.text, [node.span], say("the size of the stock, or of the finished part?"))
    body = work.data[names[0]]
    rule = inner.rule if isinstance(inner, Node) else ""
    fields = ("x", "y", "z") if body["kind"] == "box" else ("diameter", "height")
    flat = rule in ("size3", "plansize") or size.rule == "plansize"
    if (body["kind"] == "box") != flat or len(values) > len(fields) or (body["kind"] != "box" and len(values) != 2):
        raise unread(work.text, [node.span], say("the body is a {kind}", kind=body["kind"]))
    for name, value in zip(fields, values, strict=False):
        span = value.span or node.span
        work.put(f"/{names[0]}/{name}", work.length(value), Fact(name, value, span, work.text[slice(*span)]))


# -- lines that were given from zero -----------------------------------------------------------------------------------


def _lines(work: Work, here: Ground) -> dict[str, float]:
    """Coordinates of open slots that are kept as distances from the body's middle line: they stay where they were said."""
    if here.middle is None:
        return {}
    out = {}
    for s in work.sources:
        if s.get("note") == _FROM_MIDDLE:
            axis = s["pointer"].rpartition("/")[2]
            out[s["pointer"]] = here.middle["xy".index(axis)] + work.number(work.at(s["pointer"]))
    return out


def _restore(work: Work, lines: dict[str, float]) -> None:
    here = ground(work)
    for pointer, coordinate in lines.items():
        if here.middle is not None:
            axis = pointer.rpartition("/")[2]
            owner = work.at(pointer.rpartition("/")[0])
            owner[axis] = round(coordinate - here.middle["xy".index(axis)], 9) + 0.0


__all__ = ["Num", "body_fact", "body_pointers", "new_value", "sense"]
