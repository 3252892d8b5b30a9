"""What contradicts itself once everything has its place: exact wishes, floors, walls, features in the void."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from codegen.findings import Severity
from codegen.messages import say
from codegen.model.curve import ArcSegment
from codegen.model.part import Hole, Part, Pocket
from codegen.model.shop import Machine
from codegen.process.checks import SLACK, footprint, polygon_of
from codegen.process.context import Context

if TYPE_CHECKING:
    from shapely.geometry import Polygon


def conflicts(ctx: Context, part: Part) -> None:
    """Add a finding for each thing that cannot be as it was said."""
    pointers = {f.id: f"/features/{i}" for i, f in enumerate(ctx.intent.features)}
    _floors(ctx, part)
    closed = [
        (f, shape)
        for f in part.features
        if (isinstance(f, Hole) and f.face == "top") or (isinstance(f, Pocket) and not f.open)
        if (shape := polygon_of(footprint(f))).is_valid
    ]
    _walls(ctx, part, closed, pointers)
    _pockets(ctx, closed, pointers)


def exact_wishes(ctx: Context, machine: Machine) -> None:
    """Speeds and feeds that are wished exactly, and that no operation could have: more than the machine does."""
    limits = ctx.intent.limits
    stated = None if limits is None else ctx.length(limits.max_feed, "/limits/max_feed", positive=True)
    speeds = [(machine.spindle_max_rpm, say("{machine}'s spindle", machine=machine.id))]
    feeds = [
        (max(machine.x.max_feed, machine.y.max_feed, machine.z.max_feed), say("{machine}'s axes", machine=machine.id))
    ]
    if limits is not None and limits.max_speed is not None:
        speeds.append((limits.max_speed, say("the machine as you said")))
    if stated is not None:
        feeds.append((stated, say("the machine as you said")))
    for i, wish in enumerate(ctx.intent.cutting):
        feed = ctx.length(wish.feed, f"/cutting/{i}/feed", positive=True)
        wanted = (("S", wish.speed, speeds, "rev/min", "speed"), ("F", feed, feeds, "mm/min", "feed"))
        for letter, asked, known, unit, name in wanted:
            most, whose = min(known)
            if wish.exact and asked is not None and asked > most + 1e-9:
                ctx.report(
                    "machine-limit",
                    say(
                        "{letter}{asked:g} is more than the {most:g} {unit} of {whose}",
                        letter=letter,
                        asked=asked,
                        most=most,
                        unit=unit,
                        whose=whose,
                    ),
                    pointer=f"/cutting/{i}/{name}",
                    remedy=say("allow {letter}{most:g}, or use a faster machine", letter=letter, most=most),
                    figures={"asked": asked, "limit": most},
                )


# -- floors ------------------------------------------------------------------------------------------------------------


def _floors(ctx: Context, part: Part) -> None:
    """What was said to be blind, or to leave a floor, must have one."""
    for i, wanted in enumerate(ctx.intent.features):
        floor = ctx.length(getattr(wanted, "floor", None), f"/features/{i}/floor")
        made = [f for f in part.features if f.feature == wanted.id and isinstance(f, Hole | Pocket)]
        if floor is None or not made:
            continue
        below = min(_bottom(f, part) for f in made) - part.body.z_bottom
        if below >= max(floor, SLACK) - 1e-6:
            continue
        least = say("{floor:g} mm must stay", floor=floor) if floor > 0 else say("it may not come out below")
        ctx.report(
            "contradiction",
            say(
                "{feature}: {left:.4g} mm would stay below it, and {least}",
                feature=wanted.id,
                left=max(below, 0.0),
                least=least,
            ),
            pointer=f"/features/{i}/floor",
            feature=wanted.id,
            remedy=say(
                "make it at most {most:.4g} mm deep, or take thicker stock",
                most=part.body.z_top - part.body.z_bottom - floor,
            ),
            figures={"below_mm": below, "floor_mm": floor},
        )


def _bottom(feature: Hole | Pocket, part: Part) -> float:
    """Z of the full-diameter bottom; that of the part's underside where it goes through."""
    if isinstance(feature, Pocket):
        return part.body.z_bottom if feature.through else feature.z_bottom
    return part.body.z_bottom if feature.depth is None else feature.z_top - feature.depth


# -- walls and voids ---------------------------------------------------------------------------------------------------

_Shapes = list[tuple[Hole | Pocket, "Polygon"]]


def _walls(ctx: Context, part: Part, closed: _Shapes, pointers: dict[str, str]) -> None:
    """A closed feature that just touches the outside leaves a wall of no thickness."""
    body = polygon_of(part.body.outline)
    told: set[str] = set()
    for f, shape in closed:
        inside = body.buffer(SLACK).contains(shape)
        if not inside or f.feature in told or shape.distance(body.exterior) > SLACK:
            continue
        told.add(f.feature)
        ctx.report(
            "feature-outside-stock",
            say("{feature} leaves no wall: it touches the part's outside", feature=f.id),
            pointer=pointers[f.feature],
            feature=f.id,
            remedy=say("move it in, make it smaller, or make it an open slot"),
            figures={"wall_mm": 0.0},
        )


def _pockets(ctx: Context, closed: _Shapes, pointers: dict[str, str]) -> None:
    """Pockets that partly overlap, and features that lie where another has left nothing: seldom meant."""
    told: set[tuple[str, str]] = set()
    for p, q, text in _pairs(closed):
        pair = (p.feature, q.feature)
        if pair in told:
            continue
        told.add(pair)
        ctx.report(
            "feature-overlap", text, severity=Severity.WARNING, pointer=pointers[p.feature], feature=p.id,
            remedy=say("check positions and depths"),
        )  # fmt: skip


def _pairs(closed: _Shapes) -> Iterator[tuple[Hole | Pocket, Hole | Pocket, str]]:
    pockets = [(f, shape) for f, shape in closed if isinstance(f, Pocket)]
    for i, (p, shape) in enumerate(pockets):
        for q, other in pockets[i + 1 :]:
            if not shape.intersects(other.buffer(-SLACK)) or _within(shape, other) or _within(other, shape):
                continue
            yield (
                q,
                p,
                say(
                    "{first} and {second} run into each other: {area:.4g} mm² in common",
                    first=q.id,
                    second=p.id,
                    area=shape.intersection(other).area,
                ),
            )
    for f, shape in closed:
        for p, room in pockets:
            if f is not p and _within(shape, room) and _void(f, p) and not _same_circle(f, p):
                yield (
                    f,
                    p,
                    say(
                        "{inner} lies in {outer}, which is as deep: there is nothing left to cut",
                        inner=f.id,
                        outer=p.id,
                    ),
                )


def _within(inner: Polygon, outer: Polygon) -> bool:
    return bool(outer.buffer(SLACK).contains(inner))


def _void(f: Hole | Pocket, p: Pocket) -> bool:
    through = f.through if isinstance(f, Pocket) else f.depth is None
    if p.through:
        return True
    bottom = f.z_bottom if isinstance(f, Pocket) else f.z_top - (f.depth or 0.0)
    return not through and bottom > p.z_bottom - SLACK


def _same_circle(f: Hole | Pocket, p: Pocket) -> bool:
    """A hole on the axis of a round pocket: steps of one bore."""
    first = p.outline.segments[0]
    return isinstance(f, Hole) and isinstance(first, ArcSegment) and math.dist(first.centre, (f.x, f.y)) < SLACK
