"""Values of one feature, set or made larger or smaller: what each slot means for a hole, pocket, slot or edge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from codegen.messages import say
from codegen.planner.offline.revise_edit import LENGTHS, Ask, pointers, recount
from codegen.planner.offline.revise_read import Clause
from codegen.planner.offline.revise_refs import describe, diameter, kind_of
from codegen.planner.offline.revise_whole import sense
from codegen.planner.offline.revise_work import Work
from codegen.planner.offline.values import Fact, Num, contradiction, refusal, unread
from codegen.planner.quantities import quantities

_FIRST: Final = ("thread", "thru", "depth", "tdepth", "dia")


def set_facts(work: Work, index: int, facts: Sequence[Fact], c: Clause) -> None:
    """Every fact, or a refusal that names the one that does not go with the feature."""
    aspect = _aspect(work, index, facts, c)
    slots = {f.slot: f for f in facts}
    if len(slots) < len(facts):
        raise unread(work.text, c.spans, say("one value twice"))
    if {"thru", "depth"} <= slots.keys() and not aspect:
        raise contradiction(say("through and a depth are both said"), slots["depth"].span)
    done: set[str] = set()
    if aspect in ("cbore", "csk"):
        done |= _widened(work, index, slots, aspect, c)
    if slots.keys() & {"thread", "tap", "hole_tap"} or "tap_do" in c.rules:
        done |= _threaded(work, index, slots, c)
    for slot in sorted(slots.keys() - done, key=lambda s: _FIRST.index(s) if s in _FIRST else 9):
        _one(work, index, slots[slot], c, aspect)


def _aspect(work: Work, index: int, facts: Sequence[Fact], c: Clause) -> str:
    """What a diameter or depth in the clause is of: the hole, its counterbore, its countersink."""
    slots = {f.slot for f in facts}
    named = {r.noun for r in c.refs} | {a for _, a in c.props}
    found = [
        name
        for name in ("cbore", "csk")
        if name in named
        or f"{name}_do" in c.rules
        or slots & {f"{name}_said", f"{name}_dia", f"{name}_depth", f"{name}_angle"}
    ]
    if len(found) > 1:
        raise unread(work.text, c.spans, say("counterbore or countersink?"))
    if found and work.features[index]["kind"] != "hole":
        raise unread(
            work.text,
            c.spans,
            say("a {kind} has no {what}", kind=work.features[index]["kind"], what=found[0]),
        )
    if "topface" in c.signs | c.rules and not found:
        raise unread(work.text, c.spans, say("from the top: what?"))
    return found[0] if found else ""


def _widened(work: Work, index: int, slots: dict[str, Fact], aspect: str, c: Clause) -> set[str]:
    """Add a counterbore or countersink, or change the figures of one that is there."""
    f, name = work.features[index], {"cbore": "counterbore", "csk": "countersink"}[aspect]
    other = {"cbore": "countersink", "csk": "counterbore"}[aspect]
    base = f"/features/{index}/{name}"
    new = {"diameter": slots.get(f"{aspect}_dia") or slots.get("dia")}
    if aspect == "cbore":
        new["depth"] = slots.get("cbore_depth") or slots.get("depth")
    else:
        new["angle"] = slots.get("csk_angle") or slots.get("angle")
    used = {f"{aspect}_said", f"{aspect}_dia", "cbore_depth", "csk_angle", "angle", "dia"} | (
        {"depth"} if aspect == "cbore" else set()
    )
    if (
        (slots.keys() >= {f"{aspect}_dia", "dia"})
        or slots.keys() >= {"cbore_depth", "depth"}
        or slots.keys() >= {"csk_angle", "angle"}
    ):
        raise unread(work.text, c.spans, say("one value twice"))
    if f.get(other) and any(new.values()):
        raise contradiction(say("{feature} has a {other} already", feature=f["id"], other=other), c.spans[0])
    relative = {s for s in slots if s.startswith("+")}
    if not any(new.values()) and f.get(name) and relative:
        return set()
    if not f.get(name):
        if not all(new.values()) or relative:
            raise Ask(name, index)
        f[name] = {}
    if not any(new.values()):
        raise unread(work.text, c.spans, say("the {name} is there already: what of it changes?", name=name))
    for field, fact in new.items():
        if fact is not None:
            value = fact.value.value if field == "angle" else work.length(fact.value)
            work.put(f"{base}/{field}", value, _role(fact, f"{name} {field}"))
    hole, wide = diameter(work, f), work.number(f[name]["diameter"])
    if hole is not None and wide <= hole:
        raise contradiction(
            say("a {name} of {wide:g} is no wider than the hole of {hole:g}", name=name, wide=wide, hole=hole),
            c.spans[0],
        )
    return used & slots.keys()


def _role(fact: Fact, role: str) -> Fact:
    return Fact(role, fact.value, fact.span, fact.text, fact.origin)


def _threaded(work: Work, index: int, slots: dict[str, Fact], c: Clause) -> set[str]:
    """Another thread, or a thread in a plain hole."""
    f, base = work.features[index], f"/features/{index}"
    if f["kind"] != "hole":
        raise unread(work.text, c.spans, say("a {kind} has no thread", kind=kind_of(f)))
    said, tapped = slots.get("thread"), bool(slots.keys() & {"tap"}) or "tap_do" in c.rules
    if said is None:
        if f.get("thread") and slots.keys() - {"tap"}:
            return {"tap"} & slots.keys()
        raise Ask("thread", index)
    done = {"thread", "tap"}
    if f.get("thread"):
        work.put(f"{base}/thread/designation", said.value, said)
        if f.get("diameter") is not None and "tap_dia" not in slots:
            work.forget(f"{base}/diameter")
            f["diameter"] = None
            work.note(base, say("the tap drill is that of the new thread"), "底孔按新螺纹选取")
        return done
    if not tapped and work.language == "en":
        raise Ask("thread", index, "thread_meaning")
    deep = slots.get("depth")
    if not f.get("through") and "thru" not in slots and "tdepth" not in slots:
        raise Ask("depth", index, "thread_depth")
    del deep
    work.put(f"{base}/thread", {"designation": said.value}, said)
    work.sources[-1]["pointer"] = f"{base}/thread/designation"
    work.forget(f"{base}/diameter")
    f["diameter"] = None
    f["fit"] = None
    return done


def _one(work: Work, index: int, fact: Fact, c: Clause, aspect: str) -> None:
    f, base, slot = work.features[index], f"/features/{index}", fact.slot
    name = slot.removeprefix("+")
    if slot == "thru":
        _through(work, index, fact)
    elif slot == "count":
        recount(work, index, fact)
    elif slot == "fit":
        if f["kind"] != "hole" and not diameter(work, f):
            raise unread(work.text, c.spans, say("a fit of what?"))
        where = f"{base}/fit" if f["kind"] == "hole" else f"{base}/outline/fit"
        work.put(where, fact.value, fact)
    elif slot == "start":
        _leaf(work, index, slot, fact, c, "")
    elif slot in ("sx", "sy"):
        _figure(work, pointers(work, index, "spacing", slot[1]), fact, c)
    elif slot == "spacing2":
        _spacing2(work, index, fact, c)
    elif slot == "size2":
        _size2(work, index, fact, c)
    elif slot == "tdepth":
        if not f.get("thread"):
            raise unread(work.text, [fact.span or (0, 0)], say("there is no thread"))
        work.put(f"{base}/thread/depth", work.length(fact.value), fact)
    elif name == "corner_r":
        value = fact.value[0] if isinstance(fact.value, tuple) else fact.value
        _figure(work, pointers(work, index, "corner_r"), Fact(slot, value, fact.span, fact.text, fact.origin), c)
    elif name == "depth" and not aspect:
        _deep(work, index, fact, c)
    elif name in LENGTHS:
        _leaf(work, index, name, fact, c, aspect)
    elif name == "":
        _leaf(work, index, "dia", Fact(slot + "dia", fact.value, fact.span, fact.text, fact.origin), c, aspect)
    elif slot == "ream" and (f.get("fit") or any(other.slot == "fit" for other in c.facts)):
        return
    elif slot == "blind" and f["kind"] in ("hole", "pocket"):
        if f.get("through"):  # "8 deep, not through" sets the depth first
            raise Ask("depth", index)
    else:
        raise unread(
            work.text, [fact.span or (0, 0)], say("does not go with {feature!r}", feature=describe(work, index))
        )


def _leaf(work: Work, index: int, slot: str, fact: Fact, c: Clause, aspect: str) -> None:
    f = work.features[index]
    if slot == "dia" and not aspect and f["kind"] == "hole" and f.get("thread"):
        raise contradiction(
            say("{feature!r} is threaded: no diameter of its own", feature=describe(work, index)), fact.span
        )
    found = pointers(work, index, slot, aspect)
    if slot == "start" and found:
        work.put(found[0], float(fact.value), fact)
        return
    if not found:
        raise unread(
            work.text, [fact.span or (0, 0)], say("{feature!r} has no such size", feature=describe(work, index))
        )
    _figure(work, found, fact, c)


def _figure(work: Work, where: Sequence[str], fact: Fact, c: Clause) -> None:
    """Set one length, or make it larger or smaller by it."""
    if not where or (len(where) > 1 and "inset" not in where[0]):
        raise refusal(
            "unread-words",
            say("{text!r}: of X or of Y?", text=fact.text) if where else say("{text!r}: of what?", text=fact.text),
            fact.span,
            say("say which"),
        )
    value: Num = fact.value
    for pointer in where:
        now = work.at(pointer)
        if fact.slot.startswith("+"):
            if now is None:
                raise unread(work.text, [fact.span or (0, 0)], say("there is no such size to start from"))
            old, step = work.number(now), work.plain(value)
            sign = c.relative[0][1] if c.relative else c.growth
            new = round(old + sign * step, 9)
            if new <= 0:
                raise contradiction(
                    say("{text!r}: nothing would be left of {old:g}", text=fact.text, old=old), fact.span
                )
            note = f"{old:g} {'+' if sign > 0 else '-'} {step:g}"
            work.put(pointer, new, _role(fact, fact.slot[1:]), origin="expression", note=note)
            continue
        if work.plain(value) <= 0:
            raise contradiction(say("{text!r} is no size", text=fact.text), fact.span)
        if now is not None:
            sense(fact, work.number(now), work.plain(value), c)
        work.put(pointer, work.length(value), fact)


def _through(work: Work, index: int, fact: Fact) -> None:
    f, base = work.features[index], f"/features/{index}"
    if f["kind"] not in ("hole", "pocket", "slot"):
        raise unread(work.text, [fact.span or (0, 0)], say("{feature} cannot go through", feature=f["id"]))
    if (f.get("thread") or {}).get("depth") is not None:
        raise refusal(
            "unread-words",
            say("{feature!r}: is the thread to go through as well?", feature=describe(work, index)),
            fact.span,
            say("say the depth of the thread"),
        )
    f["depth"] = None
    work.forget(f"{base}/depth")
    work.put(f"{base}/through", True, fact)


def _deep(work: Work, index: int, fact: Fact, c: Clause) -> None:
    f, base = work.features[index], f"/features/{index}"
    where = pointers(work, index, "depth")
    if f["kind"] == "hole" and f.get("thread") and (f.get("through") or f.get("depth") is not None):
        raise refusal(
            "unread-words",
            say("{text!r}: depth of the thread, or of the drilled hole?", text=fact.text),
            fact.span,
            say("say which"),
        )
    if not where:
        raise unread(work.text, [fact.span or (0, 0)], say("{feature!r} has no depth", feature=describe(work, index)))
    _figure(work, where, fact, c)
    if f.get("through"):
        f["through"] = False
        work.forget(f"{base}/through")


def _spacing2(work: Work, index: int, fact: Fact, c: Clause) -> None:
    x, y = pointers(work, index, "spacing", "x"), pointers(work, index, "spacing", "y")
    places = work.features[index]["at"]
    if len(places) != 1 or places[0]["kind"] != "grid":
        raise unread(work.text, [fact.span or (0, 0)], say("spacings of what?"))
    for where, value in ((x, fact.value[0]), (y, fact.value[1])):
        _figure(work, where, Fact("spacing", value, value.span or fact.span, fact.text, fact.origin), c)


def _size2(work: Work, index: int, fact: Fact, c: Clause) -> None:
    outline = work.features[index].get("outline") or {}
    if outline.get("kind") != "rectangle":
        raise unread(work.text, [fact.span or (0, 0)], say("two sides of what?"))
    for axis, value in zip("xy", fact.value, strict=True):
        span = value.span or fact.span
        _figure(work, [f"/features/{index}/outline/{axis}"], Fact(axis, value, span, fact.text, fact.origin), c)


__all__ = ["quantities", "set_facts"]
