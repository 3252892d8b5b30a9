"""What happened on the way: contacts of single moves, from the kernels' records to findings."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import Move, MoveKind, Spindle
from codegen.model.program import Reading
from codegen.simulate.layout import W_DEPTH, W_X, W_Y, W_Z, Out, Prims
from codegen.simulate.shapes import Cutter, Tag
from codegen.simulate.sweeps import Sweeps
from codegen.simulate.trace import place

CONTACT = 0.01
"""mm of depth below which a contact is rounding."""
SIDEWAYS = 1e-3
"""mm in X and Y below which a move is straight down or up."""
MOST = 50
"""Findings of one code that are listed one by one; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Contact:
    """The deepest contact of one primitive: how deep, and the place of the material, mm."""

    prim: int
    depth: float
    point: tuple[float, float, float]


def plain_cuts(sweeps: Sweeps, reading: Reading, cutters: Mapping[int, Cutter]) -> npt.NDArray[np.bool_]:
    """Primitives whose contact is what they are for: a cut at a feed, the spindle turning the right way."""
    moves = reading.steps.moves
    turning = [
        bool(s.speed)
        and c is not None
        and s.spindle is (Spindle.CW if c.assembly.tool.hand == "right" else Spindle.CCW)
        for s in moves.states
        for c in [cutters.get(s.tool or 0)]
    ]
    if not len(moves):
        return np.zeros(len(sweeps.tag), np.bool_)
    row = reading.steps.step_of(np.arange(len(moves))).searchsorted(sweeps.step)
    fed: npt.NDArray[np.bool_] = np.array(turning)[moves.state[row]] & (moves.kind[row] != MoveKind.RAPID)
    cut: npt.NDArray[np.bool_] = fed & (sweeps.tag == int(Tag.CUT))
    return cut


def contacts(prims: Prims, out: Out, known: npt.NDArray[np.bool_]) -> list[Contact]:
    """The deepest contact of every primitive that has one, in program order; ties go to the lowest y, then x.

    ``known``: primitives whose contacts say nothing.
    """
    deep = np.flatnonzero((out.worst[:, W_DEPTH] > CONTACT) & ~known[prims.item])
    if not len(deep):
        return []
    w = out.worst[deep]
    prim = prims.item[deep]
    order = np.lexsort((w[:, W_X], w[:, W_Y], -w[:, W_DEPTH], prim))
    _, first = np.unique(prim[order], return_index=True)
    rows = order[first]
    return [
        Contact(int(prim[r]), float(w[r, W_DEPTH]), (float(w[r, W_X]), float(w[r, W_Y]), float(w[r, W_Z])))
        for r in rows.tolist()
    ]


Say = Callable[[Move, Contact, Cutter], tuple[str, str, str] | None]
"""Code, message and remedy of a contact, or None."""


def _rapid(move: Move, c: Contact, cutter: Cutter) -> tuple[str, str, str] | None:
    if move.kind is not MoveKind.RAPID:
        return None
    message = say(
        "line {line}: rapid with {tool} goes {depth:.3f} mm into the stock at {xyz}",
        line=move.line,
        tool=cutter.name,
        depth=c.depth,
        xyz=_xyz(c),
    )
    return "rapid-into-stock", message, say("retract above the stock before the rapid, or feed")


def _prism(move: Move, c: Contact, cutter: Cutter) -> tuple[str, str, str]:
    message = say(
        "line {line}: the machine may not run this rapid in a straight line; within the box of the "
        "move stock stands {depth:.3f} mm into the way of {tool} at {xyz}",
        line=move.line,
        depth=c.depth,
        tool=cutter.name,
        xyz=_xyz(c),
    )
    return (
        "rapid-into-stock",
        message,
        say("move one axis after the other, or state that the machine's rapids are linear"),
    )


def _spindle(move: Move, c: Contact, cutter: Cutter) -> tuple[str, str, str] | None:
    state = move.state.spindle
    if state in (Spindle.OFF, Spindle.UNKNOWN):
        how = say("is stopped") if state is Spindle.OFF else say("was never started")
        message = say(
            "line {line}: {tool} cuts {depth:.3f} mm at {xyz} while the spindle {how}",
            line=move.line,
            tool=cutter.name,
            depth=c.depth,
            xyz=_xyz(c),
            how=how,
        )
        return "spindle-off-in-cut", message, say("start the spindle (M3 S…) before the cut")
    if not move.state.speed:
        how = say("no speed that can be known") if move.state.speed is None else say("the speed 0")
        message = say(
            "line {line}: {tool} cuts {depth:.3f} mm at {xyz} while the spindle has {speed}",
            line=move.line,
            tool=cutter.name,
            depth=c.depth,
            xyz=_xyz(c),
            speed=how,
        )
        return "spindle-off-in-cut", message, say("write S with the speed beside M3")
    hand = cutter.assembly.tool.hand
    if (state is Spindle.CCW) == (hand == "right"):
        code, wanted = ("M4", "M3") if state is Spindle.CCW else ("M3", "M4")
        message = say(
            "line {line}: {tool} is {hand}-handed and cuts {depth:.3f} mm under {code}",
            line=move.line,
            tool=cutter.name,
            hand=hand,
            depth=c.depth,
            code=code,
        )
        return "spindle-reversed", message, say("turn the spindle the other way ({wanted})", wanted=wanted)
    return None


def _tap(move: Move, c: Contact, cutter: Cutter) -> tuple[str, str, str] | None:
    """Inside its hole a tap may only go up and down in step with the spindle; on the way out the spindle runs backwards."""
    if move.kind is MoveKind.RAPID:
        message = say(
            "line {line}: rapid with {tool} while it is {depth:.3f} mm in material at {xyz}",
            line=move.line,
            tool=cutter.name,
            depth=c.depth,
            xyz=_xyz(c),
        )
        return (
            "rapid-into-stock",
            message,
            say("start and end the stroke above the hole (G33.1), and move by G0 only there"),
        )
    if math.dist(move.start[:2], move.end[:2]) > SIDEWAYS:
        message = say(
            "line {line}: {tool} goes sideways while it is {depth:.3f} mm in material at {xyz}",
            line=move.line,
            tool=cutter.name,
            depth=c.depth,
            xyz=_xyz(c),
        )
        return "rapid-into-stock", message, say("retract the tap above the hole before it moves to the next")
    down = move.end[2] < move.start[2]
    return _spindle(move, c, cutter) if down or move.state.spindle not in (Spindle.CW, Spindle.CCW) else None


def _side(move: Move, c: Contact, cutter: Cutter) -> tuple[str, str, str] | None:
    """A slot cutter or thread mill enters where there is room, then cuts sideways; what it cuts is not followed."""
    straight = math.dist(move.start[:2], move.end[:2]) <= SIDEWAYS
    if straight and move.end[2] < move.start[2]:
        if move.kind is MoveKind.RAPID:
            return _rapid(move, c, cutter)
        if not cutter.assembly.tool.centre_cutting:
            return _centre(move, c, cutter)
    return _spindle(move, c, cutter) if move.kind is not MoveKind.RAPID else None


def _centre(move: Move, c: Contact, cutter: Cutter) -> tuple[str, str, str]:
    message = say(
        "line {line}: {tool} does not cut at its centre and plunges {depth:.3f} mm at {xyz}",
        line=move.line,
        tool=cutter.name,
        depth=c.depth,
        xyz=_xyz(c),
    )
    return (
        "plunge-not-centre-cutting",
        message,
        say("enter by a ramp or helix, drill first, or use a centre-cutting tool"),
    )


def _flutes(move: Move, c: Contact, cutter: Cutter) -> tuple[str, str, str]:
    length = cutter.assembly.tool.flute_length
    message = say(
        "line {line}: material stands {depth:.3f} mm above the {length:g} mm flutes of {tool} at {xyz}",
        line=move.line,
        depth=c.depth,
        length=length,
        tool=cutter.name,
        xyz=_xyz(c),
    )
    return "deeper-than-flutes", message, say("use a tool with longer flutes or a relieved neck")


def _body(name: str) -> Callable[[Move, Contact, Cutter], tuple[str, str, str]]:
    def describe(move: Move, c: Contact, cutter: Cutter) -> tuple[str, str, str]:
        message = say(
            "line {line}: the {body} of {tool} goes {depth:.3f} mm into material at {xyz}",
            line=move.line,
            body=name,
            tool=cutter.name,
            depth=c.depth,
            xyz=_xyz(c),
        )
        return "holder-contact", message, say("use a longer tool or stick-out, or a slimmer holder")

    return describe


SAYS: Mapping[Tag, Sequence[Say]] = {
    Tag.CUT: (_rapid, _spindle),
    Tag.BOX: (_prism,),
    Tag.TAP: (_tap,),
    Tag.SIDE: (_side,),
    Tag.CENTRE: (_centre,),
    Tag.FLUTES: (_flutes,),
    Tag.SHANK: (_body(say("shank")),),
    Tag.HOLDER: (_body(say("holder")),),
}


def _xyz(c: Contact) -> str:
    return f"X{c.point[0]:.3f} Y{c.point[1]:.3f} Z{c.point[2]:.3f}"


def incidents(
    found: Sequence[Contact], sweeps: Sweeps, reading: Reading, cutters: Mapping[int, Cutter], delta: float
) -> list[Finding]:
    """One finding for each code and block, the deepest contact of it."""
    worst: dict[tuple[str, int], tuple[float, Finding]] = {}
    for c in found:
        move = reading.steps[int(sweeps.step[c.prim])]
        if not isinstance(move, Move):
            continue
        tag = Tag(int(sweeps.tag[c.prim]))
        if tag is Tag.FLUTES and c.depth <= delta:
            continue
        cutter = cutters[move.state.tool or 0]
        for describe in SAYS[tag]:
            said = describe(move, c, cutter)
            if said is None:
                continue
            code, message, remedy = said
            key = (code, move.block)
            if key in worst and worst[key][0] >= c.depth:
                continue
            figures: tuple[tuple[str, float | str], ...] = (("amount_mm", c.depth), ("tool", cutter.assembly.number))
            where = place(reading, move, c.point)
            worst[key] = (c.depth, Finding(code, message, Severity.ERROR, where, remedy, figures))
    return [f for _, f in worst.values()]


def capped(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The first ``MOST`` of each code, then one that counts the rest."""
    out: list[Finding] = []
    counts: dict[str, int] = {}
    last: dict[str, Finding] = {}
    for f in findings:
        counts[f.code] = counts.get(f.code, 0) + 1
        if counts[f.code] <= MOST:
            out.append(f)
        else:
            last[f.code] = f
    for code, f in last.items():
        more = counts[code] - MOST
        message = say(
            "{code} at {more} more places, the last of them: {message}", code=code, more=more, message=f.message
        )
        out.append(Finding(code, message, f.severity, f.where, f.remedy, (("more", more),)))
    return tuple(out)


def line_runs(prims: Prims, out: Out, sweeps: Sweeps, regions: Any, reading: Reading, tiles_of: Any) -> Any:
    """For each region the runs of source lines whose moves removed material in it.

    Lines belong to one run while no move between them removed material elsewhere. Rapids count only with a contact.
    """
    steps, moves = reading.steps, reading.steps.moves
    real = np.zeros(len(steps), np.bool_)
    at = steps.step_of(np.arange(len(moves)))
    real[at] = moves.kind != MoveKind.RAPID
    line_of = np.zeros(len(steps), np.int64)
    line_of[at] = moves.line
    step = sweeps.step[prims.item]
    use = (out.touched != 0) & (real[step] | (out.worst[:, W_DEPTH] > CONTACT))
    cut_lines = np.unique(line_of[step[(out.removed > 0) & real[step]]])
    rank = {int(line): k for k, line in enumerate(cut_lines.tolist())}
    runs: dict[int, list[tuple[int, int]]] = {}
    entries = np.flatnonzero(use)
    touched, tile, owner = out.touched[entries], tiles_of[entries], step[entries]
    most = int(np.diff(regions.start).max(initial=0))
    pairs = []
    for bit in range(most):
        on = (touched >> np.uint64(bit)) & np.uint64(1) == 1
        pairs.append(np.column_stack((regions.item[regions.start[tile[on]] + bit], owner[on])))
    if not pairs:
        return runs
    for region, s in np.unique(np.concatenate(pairs), axis=0).tolist():
        line = int(line_of[s])
        mine = runs.setdefault(region, [])
        if mine and rank.get(line, -2) <= rank.get(mine[-1][1], -9) + 1 and line >= mine[-1][0]:
            mine[-1] = (mine[-1][0], max(line, mine[-1][1]))
        elif not any(a <= line <= b for a, b in mine):
            mine.append((line, line))
    return runs
