"""Programs against the moves and events that were worked out by hand from a control's manual, for every control alike.

Beside each program ``NAME.<suffix>`` lies ``NAME.yaml``: ``source`` (the manual's section, and why), ``from_line`` (steps of
earlier lines are not compared), ``environment`` and ``steps``, one a line:

    feed 1 2 -3 F200            kind, end point, feed; ``?`` is "not known"
    cw 20 0 -5 centre 10 0 F200 plane xz turns 2
    thread 0 0 -8 pitch 1.25 cw
    dwell 0.5 | spindle cw | coolant flood | tool 3 | length 3 | offset G54 | stop M0 | end M30

A program of ``bad/`` names the finding that it must get in a comment: ``EXPECT arc-geometry IN LINE 5``.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import yaml

from codegen.interpreter import read
from codegen.model.motion import Coolant, Event, EventKind, Move, MoveKind, Plane, Spindle, Step
from codegen.model.program import Environment
from codegen.model.shop import Controller

KINDS = {
    "rapid": MoveKind.RAPID, "feed": MoveKind.FEED, "cw": MoveKind.ARC_CW, "ccw": MoveKind.ARC_CCW, "thread": MoveKind.THREAD,
    "probe": MoveKind.PROBE,
}  # fmt: skip


def environment(known: dict[str, Any]) -> Environment:
    points = {name: tuple(map(float, known[name])) for name in ("home", "home2") if name in known}
    offsets = {name: tuple(map(float, at)) for name, at in known.get("work_offsets", {}).items()}
    lengths = {int(h): float(size) for h, size in known.get("lengths", {}).items()}
    radii = {int(d): float(size) for d, size in known.get("radii", {}).items()}
    return Environment(
        radii=radii, lengths=lengths, work_offsets=offsets, block_delete=known.get("block_delete", False), **points  # type: ignore[arg-type]
    )  # fmt: skip


def number(text: str) -> float:
    return math.nan if text == "?" else float(text)


def same(said: float | None, found: float | None) -> bool:
    if said is None or found is None:
        return said is found
    return (math.isnan(said) and math.isnan(found)) or abs(said - found) < 1e-9


def move_agrees(said: str, move: Move) -> bool:
    words = said.split()
    end = tuple(map(number, words[1:4]))
    rest = dict.fromkeys(("cw", "ccw", "plane", "centre", "pitch", "turns"))
    feed = 0.0
    i = 4
    while i < len(words):
        if words[i].startswith("F"):
            feed = float(words[i][1:])
        elif words[i] in ("plane", "pitch", "turns"):
            rest[words[i]] = words[i + 1]
            i += 1
        elif words[i] == "centre":
            rest["centre"] = f"{words[i + 1]} {words[i + 2]}"
            i += 2
        else:
            rest[words[i]] = words[i]
        i += 1
    centre = tuple(map(number, rest["centre"].split())) if rest["centre"] else None
    turning = Spindle.CW if rest["cw"] else Spindle.CCW if rest["ccw"] else move.state.spindle
    return (
        move.kind is KINDS[words[0]]
        and all(map(same, end, move.end))
        and same(feed, move.feed)
        and move.plane is Plane(rest["plane"] or "xy")
        and ((centre is None) == (move.centre is None))
        and (centre is None or move.centre is None or all(map(same, centre, move.centre)))
        and same(float(rest["pitch"]) if rest["pitch"] else None, move.pitch)
        and move.state.spindle is turning
        and move.turns == int(rest["turns"] or 1)
    )


def event_agrees(said: str, event: Event) -> bool:
    name, _, what = said.partition(" ")
    match name:
        case "dwell":
            return event.kind is EventKind.DWELL and same(float(what), event.value)
        case "spindle":
            return event.kind is EventKind.SPINDLE and event.state.spindle is Spindle(what)
        case "coolant":
            return event.kind is EventKind.COOLANT and event.state.coolant is Coolant(what)
        case "tool":
            return event.kind is EventKind.TOOL_CHANGE and event.value == float(what) == event.state.tool
        case "length":
            return event.kind is EventKind.LENGTH_OFFSET and event.value == float(what) == event.state.length_offset
        case "offset":
            return event.kind is EventKind.WORK_OFFSET and event.text == what == event.state.work_offset
        case "stop" | "end":
            return event.kind is EventKind(name) and event.text == what
    raise AssertionError(f"no such step: {said!r}")


def agrees(said: str, step: Step) -> bool:
    return move_agrees(said, step) if isinstance(step, Move) else event_agrees(said, step)


def is_a_move(said: str) -> bool:
    return said.split(maxsplit=1)[0] in KINDS


def shown(steps: list[Step]) -> str:
    return "\n".join(
        f"{s.line}: {s.kind.name} {s.end} F{s.feed:g} {s.centre} {s.pitch}"
        if isinstance(s, Move)
        else f"{s.line}: {s.kind} {s.value} {s.text} {s.state.spindle} {s.state.coolant}"
        for s in steps
    )


def check_truth(path: Path, controller: Controller, cites: str) -> None:
    """The program beside the YAML file does what its ``steps`` say, and has no finding; ``cites``: the manual's number."""
    truth = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
    assert cites in truth["source"]
    reading = read(path.read_bytes(), controller, environment=environment(truth.get("environment", {})))
    assert [(f.code, f.where.line, f.message) for f in reading.findings] == []
    assert reading.ended
    first = next(i for i, s in enumerate(reading.steps) if s.line >= truth["from_line"])
    found = [
        s for s in reading.steps[first:]
        if not (isinstance(s, Move) and s.start == s.end and s.centre is None) and getattr(s, "kind", 0) != EventKind.MARK
    ]  # fmt: skip
    said = truth["steps"]
    assert len(found) == len(said), shown(found)
    for wanted, step in zip(said, found, strict=True):
        assert isinstance(step, Move) == is_a_move(wanted), (wanted, shown(found))
        assert agrees(wanted, step), (wanted, shown([step]))


def check_bad(path: Path, controller: Controller) -> None:
    """The first finding is the one that the program names, and says what to do."""
    text = path.read_text(encoding="utf-8")
    wanted = re.search(r"EXPECT ([a-z-]+) IN LINE (\d+)", text)
    assert wanted is not None
    reading = read(text, controller)
    found = [(f.code, f.where.line) for f in reading.findings]
    assert found
    assert found[0] == (wanted[1], int(wanted[2])), [(f.code, f.where.line, f.message) for f in reading.findings]
    assert all(f.message and f.remedy for f in reading.findings)
