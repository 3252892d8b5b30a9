"""Speeds and feeds: from the material's table, within what machine, tool and user allow; each with its source."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from codegen import shop
from codegen.findings import Severity
from codegen.messages import joined, say
from codegen.model.intent import CuttingWish
from codegen.model.job import Cutting, Sourced
from codegen.model.shop import Controller, CuttingData, Machine, Material, Tool
from codegen.process.context import Context

MILLS = ("flat_end_mill", "ball_end_mill", "bull_end_mill", "face_mill", "chamfer_mill")


@dataclass(frozen=True, slots=True)
class Means:
    """What the job is made with."""

    machine: Machine
    controller: Controller
    material: Material


@dataclass(frozen=True, slots=True)
class Engagement:
    """Depth and width of cut of a milling operation, mm."""

    stepdown: float
    stepover: float


def natural_speed(means: Means, tool: Tool) -> float | None:
    """Spindle speed that the material's surface speed gives, rev/min, before any limit; None: no data."""
    row = shop.cutting_data(means.material, tool)
    return None if row is None else row.speed * 1000 / (math.pi * tool.diameter)


def wish_for(ctx: Context, tool: Tool, features: Sequence[str], field: str) -> tuple[CuttingWish, int] | None:
    """The user's wish for a field: one that names a feature comes before one that names none.

    Speeds and feeds are wished for what makes the feature: cutters and drills, never spot drills, reamers and taps. A wish
    without a feature is about the drills only where nothing is milled.
    """
    if field != "coolant" and tool.kind not in (*MILLS[:-1], "drill"):
        return None
    named = [(w, i) for i, w in enumerate(ctx.intent.cutting) if getattr(w, field) is not None]
    for wish, i in named:
        if wish.feature is not None and wish.feature in features:
            return wish, i
    intent = ctx.intent
    milled = intent.part is not None or any(f.kind in ("pocket", "slot", "face") for f in intent.features)
    if field != "coolant" and tool.kind == "drill" and milled:
        return None
    return next(((w, i) for w, i in named if w.feature is None), None)


def engagement(ctx: Context, means: Means, tool: Tool, features: Sequence[str]) -> Engagement | None:
    """Stepdown and stepover in mm: as wished, else the table's fractions of the diameter."""
    row = shop.cutting_data(means.material, tool)
    if row is None or row.stepdown is None or row.stepover is None:
        return None
    out = {"stepdown": row.stepdown * tool.diameter, "stepover": row.stepover * tool.diameter}
    for name in ("stepdown", "stepover"):
        wish = wish_for(ctx, tool, features, name)
        if wish is not None:
            value = ctx.length(getattr(wish[0], name), f"/cutting/{wish[1]}/{name}", positive=True)
            out[name] = value if value is not None else out[name]
    limits = {"stepdown": tool.flute_length, "stepover": 0.98 * tool.diameter}
    for name, limit in limits.items():
        wish = wish_for(ctx, tool, features, name)
        if wish is not None and out[name] > limit + 1e-9:
            _too_much(ctx, tool, name, out[name], limit, wish)
    return Engagement(min(out["stepdown"], limits["stepdown"]), min(out["stepover"], limits["stepover"]))


def _too_much(ctx: Context, tool: Tool, name: str, asked: float, limit: float, wish: tuple[CuttingWish, int]) -> None:
    """State, once, that a wished depth or width of cut is more than the tool has."""
    what = "flutes" if name == "stepdown" else say("usable width")
    text = say(
        "a {name} of {asked:g} mm is more than the {limit:.4g} mm of {what} of {tool}",
        name=name,
        asked=asked,
        limit=limit,
        what=what,
        tool=tool.name,
    )
    if any(f.message.startswith(text) for f in ctx.findings):
        return
    ctx.report(
        "machine-limit",
        joined("", [text, ("" if wish[0].exact else say(": lowered to that"))]),
        pointer=f"/cutting/{wish[1]}/{name}",
        severity=Severity.ERROR if wish[0].exact else Severity.WARNING,
        remedy=say("allow {limit:.4g} mm, or another tool", limit=limit) if wish[0].exact else "",
        figures={"asked": asked, "limit": limit},
    )


def cutting(
    ctx: Context, means: Means, tool: Tool, features: Sequence[str], *, cut: Engagement | None = None
) -> Cutting | None:
    """Speed, feeds and coolant of one operation; None: impossible, and a finding says so. ``features``: intent ids."""
    row = shop.cutting_data(means.material, tool)
    chip = None if row is None else next((f for upto, f in row.chip_load if tool.diameter <= upto + 1e-9), None)
    if row is None or chip is None:
        ctx.report(
            "no-tool",
            say("no cutting data for {tool} in {material}", tool=tool.name, material=means.material.name),
            feature=features[0],
            remedy=say("choose another tool or material"),
        )
        return None
    sources: list[Sourced] = []
    speed = _speed(ctx, means, tool, features, row, sources)
    if speed is None:
        _feed(ctx, means, tool, features, row, 1.0, chip, cut, sources)  # so that a feed out of bounds is named as well
        return None
    if tool.kind == "tap":
        feed = speed * (tool.pitch or 0.0)
        sources.append(Sourced(name="feed", value=round(feed, 3), unit="mm/min", source=say("speed × pitch")))
        plunge = feed
    else:
        found = _feed(ctx, means, tool, features, row, speed, chip, cut, sources)
        if found is None:
            return None
        feed, plunge = found
    coolant = _coolant(ctx, means, tool, features, sources)
    return Cutting(speed=speed, feed=feed, plunge=plunge, coolant=coolant, sources=tuple(sources))


def _speed(
    ctx: Context, means: Means, tool: Tool, features: Sequence[str], row: CuttingData, sources: list[Sourced]
) -> float | None:
    machine = means.machine
    limits: list[tuple[float, str]] = [(machine.spindle_max_rpm, say("{machine}'s spindle", machine=machine.id))]
    if tool.max_rpm is not None:
        limits.append((tool.max_rpm, tool.name))
    if ctx.intent.limits is not None and ctx.intent.limits.max_speed is not None:
        limits.append((ctx.intent.limits.max_speed, say("the machine as you said")))
    most, whose = min(limits)
    wish = wish_for(ctx, tool, features, "speed")
    if wish is not None and wish[0].speed is not None:
        asked = wish[0].speed
        if not _allowed(ctx, asked, most, whose, "S", "rev/min", f"/cutting/{wish[1]}/speed", exact=wish[0].exact):
            return None
        speed = min(asked, most)
        if _far_off(
            ctx, means, tool, speed, row.speed * 1000 / (math.pi * tool.diameter), "S", f"/cutting/{wish[1]}/speed"
        ):
            return None
        source: str = say("as said") if asked <= most else say("as said, limited by {whose}", whose=whose)
    else:
        natural = row.speed * 1000 / (math.pi * tool.diameter)
        speed = _rounded_speed(min(natural, most))
        source = say(
            "{speed:g} m/min at Ø{diameter:g}: {source}", speed=row.speed, diameter=tool.diameter, source=row.source
        )
        if natural > most:
            source = say("{source}; limited by {whose}", source=source, whose=whose)
    if speed < machine.spindle_min_rpm:
        ctx.report(
            "machine-limit",
            say(
                "{tool} wants {speed:g} rev/min, and {machine} turns at {least:g} at least",
                tool=tool.name,
                speed=speed,
                machine=machine.id,
                least=machine.spindle_min_rpm,
            ),
            feature=features[0],
            remedy=say("use another machine, or a smaller tool"),
            figures={"speed": speed, "least": machine.spindle_min_rpm},
        )
        return None
    sources.append(Sourced(name="speed", value=speed, unit="rev/min", source=source))
    return speed


def _feed(
    ctx: Context, means: Means, tool: Tool, features: Sequence[str], row: CuttingData, speed: float, chip: float,
    cut: Engagement | None, sources: list[Sourced],
) -> tuple[float, float] | None:  # fmt: skip
    machine, mill = means.machine, tool.kind in MILLS
    limits = [
        (
            min(machine.x.max_feed, machine.y.max_feed) if mill else machine.z.max_feed,
            say("{machine}'s axes", machine=machine.id),
        )
    ]
    said = ctx.intent.limits
    if said is not None and said.max_feed is not None:
        value = ctx.length(said.max_feed, "/limits/max_feed", positive=True)
        if value is None:
            return None
        limits.append((value, say("the machine as you said")))
    most, whose = min(limits)
    wish = wish_for(ctx, tool, features, "feed")
    if wish is not None:
        asked = ctx.length(wish[0].feed, f"/cutting/{wish[1]}/feed", positive=True)
        if asked is None or not _allowed(
            ctx, asked, most, whose, "F", "mm/min", f"/cutting/{wish[1]}/feed", exact=wish[0].exact
        ):
            return None
        feed = min(asked, most)
        usual = speed * (tool.flutes if mill else 1) * chip
        if speed > 1.0 and _far_off(ctx, means, tool, feed, usual, "F", f"/cutting/{wish[1]}/feed"):
            return None
        source: str = say("as said") if asked <= most else say("as said, limited by {whose}", whose=whose)
    else:
        teeth = tool.flutes if mill else 1
        feed = speed * teeth * chip
        source = say(
            "{chip:g} mm/{each}: {source}", chip=chip, each=say("tooth") if mill else say("turn"), source=row.source
        )
        feed, source = _within_power(means, feed, chip, cut, source)
        if feed > most:
            feed, source = most, say("{source}; limited by {whose}", source=source, whose=whose)
        feed = _rounded_feed(feed)
    sources.append(Sourced(name="feed", value=feed, unit="mm/min", source=source))
    if not mill:
        return feed, feed
    plunge = _rounded_feed(min(feed * shop.practice("plunge", "fraction"), machine.z.max_feed))
    sources.append(Sourced(name=say("plunge feed"), value=plunge, unit="mm/min", source=shop.practice_source("plunge")))
    return feed, plunge


def _within_power(means: Means, feed: float, chip: float, cut: Engagement | None, source: str) -> tuple[float, str]:
    """Feed lowered until depth × width × feed × force stays within the spindle's power."""
    if cut is None:
        return feed, source
    force = means.material.specific_force * chip**-0.25  # Kienzle, mc = 0.25
    power = cut.stepdown * cut.stepover * feed * force / 6.0e7  # kW: mm³/min × N/mm²
    most = means.machine.spindle_power_kw * shop.practice("power", "fraction")
    if power <= most:
        return feed, source
    return feed * most / power, say(
        "{source}; lowered to {most:.3g} kW ({rule})",
        source=source,
        most=most,
        rule=shop.practice_source("power"),
    )


def _allowed(
    ctx: Context, asked: float, most: float, whose: str, letter: str, unit: str, pointer: str, *, exact: bool
) -> bool:
    """False: more than the limit, and nothing less will do. More, but not exactly: lowered with a note."""
    if asked <= most + 1e-9:
        return True
    ctx.report(
        "machine-limit",
        joined(
            "",
            [
                say(
                    "{letter}{asked:g} is more than the {most:g} {unit} of {whose}",
                    letter=letter,
                    asked=asked,
                    most=most,
                    unit=unit,
                    whose=whose,
                ),
                (
                    ""
                    if exact
                    else say(
                        ": lowered to that, so the {letter}{asked:g} that was wished is not used",
                        letter=letter,
                        asked=asked,
                    )
                ),
            ],
        ),
        pointer=pointer,
        severity=Severity.ERROR if exact else Severity.WARNING,
        remedy=say("allow {letter}{most:g}, or use a faster machine", letter=letter, most=most) if exact else "",
        figures={"asked": asked, "limit": most},
    )
    return not exact


def _far_off(ctx: Context, means: Means, tool: Tool, value: float, usual: float, letter: str, pointer: str) -> bool:
    """Whether a wished speed or feed is so many times the table's that a digit has slipped; then a finding says so."""
    ratio, most = value / usual, shop.practice("far_off", "error")
    if ratio <= most:
        return False
    ctx.report(
        "cutting-data",
        say(
            "{letter}{value:g} is {ratio:.2g} times the {letter}{usual:.0f} of the table for {tool} in "
            "{material}; {most:g} times is the most that is taken",
            letter=letter,
            value=value,
            ratio=ratio,
            usual=usual,
            tool=tool.name,
            material=means.material.name,
            most=most,
        ),
        pointer=pointer,
        remedy=say("check the digits; {letter}{usual:.0f} is usual", letter=letter, usual=usual),
        figures={"asked": value, "usual": usual},
    )
    return True


def _rounded_speed(speed: float) -> float:
    step = shop.practice("rounding", "speed")
    return (
        math.floor(speed / step + 1e-9) * step
        if speed >= shop.practice("rounding", "speed_from")
        else float(math.floor(speed))
    )


def _rounded_feed(feed: float) -> float:
    step = shop.practice("rounding", "feed")
    return math.floor(feed / step + 1e-9) * step if feed >= 10 * step else round(feed, 2)


def _coolant(
    ctx: Context, means: Means, tool: Tool, features: Sequence[str], sources: list[Sourced]
) -> Literal["off", "flood", "mist"]:
    wish = wish_for(ctx, tool, features, "coolant")
    if wish is not None and wish[0].coolant is not None:
        kind = wish[0].coolant
        if kind != "off" and kind not in means.machine.coolant:
            ctx.report(
                "machine-limit",
                say("{machine} has no {kind} coolant", machine=means.machine.id, kind=kind),
                pointer=f"/cutting/{wish[1]}/coolant",
                remedy=say("leave the coolant out, or use another machine"),
            )
        sources.append(Sourced(name="coolant", value=kind, source=say("as said")))
        return kind
    want = means.material.coolant
    out: Literal["off", "flood", "mist"] = "off"
    if want in ("flood", "mist"):
        out = (
            "flood"
            if want == "flood" and "flood" in means.machine.coolant
            else "mist"
            if "mist" in means.machine.coolant
            else "off"
        )
    sources.append(
        Sourced(
            name="coolant",
            value=out,
            source=say("{tool} on {machine}", tool=means.material.name, machine=means.machine.id),
        )
    )
    return out
