"""Slots of a draft → features of the intent: closed ones with round ends, and open ones that run out of the body."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from codegen.messages import say
from codegen.planner.offline.features import Emitted, Writer
from codegen.planner.offline.places import POSITION, at_point, axis_of, position
from codegen.planner.offline.values import Fact, Num, Val, contradiction, millimetres, unread


class SlotWriter(Writer):
    """Writes slots."""

    def _slot(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        used = {
            "wide",
            "open_ends",
            "obround",
            "count",
            "along",
            "each",
            "overall",
            "long",
            "size2",
            "slot_angle",
            "start",
        }
        used |= {"flat_floor", "from_centre"} | ({"within"} if facts.keys() & {"long", "overall", "size2"} else set())
        facts = self._slot_sizes(facts)
        if "wide" not in facts:
            out.missing.append("width")
        long = facts.get("overall") or facts.get("long")
        if "overall" in facts and "long" in facts:
            raise contradiction(say("two lengths are given for the slot"), facts["long"].span)
        open_slot = "open_ends" in facts or ("thru" in facts and "depth" in facts)
        if open_slot and (long is not None or "obround" in facts or "between" in facts):
            raise contradiction(say("a slot that runs out has no length of its own"), (long or facts["wide"]).span)
        if open_slot:
            reach = {slot: f for slot, f in facts.items() if slot != "thru" or "depth" not in facts}
            used |= {"thru"} | self._reach(reach, out)
            return used | self._open_slots(self._run(facts), out)
        used |= {"between", "ctoc", "size2_depth"}
        if facts.keys() & {"starting", "from_to", "ends"}:
            return used | self._from_ends(facts, long, out) | self._reach(facts, out)
        if long is None and "between" not in facts:
            out.missing.append("length")
        return used | self._closed_slot(facts, long, out) | self._reach(facts, out)

    def _slot_sizes(self, facts: dict[str, Fact]) -> dict[str, Fact]:
        """As in "40 x 8": the longer is the overall length, the shorter the width."""
        if "size2" not in facts:
            return facts
        if facts.keys() & {"wide", "long", "overall"}:
            raise contradiction(say("the size of the slot is said twice"), facts["size2"].span)
        fact = facts["size2"]
        short, long = sorted(fact.value, key=lambda v: millimetres(v, self.units))
        if millimetres(short, self.units) == millimetres(long, self.units):
            raise unread(self.draft.text, [fact.span or (0, 0)], say("a slot is longer than wide"))
        return facts | {
            "long": Fact("long", long, fact.span, fact.text, fact.origin),
            "wide": Fact("wide", short, fact.span, fact.text, fact.origin),
        }

    # -- from end to end

    def _from_ends(self, facts: dict[str, Fact], long: Fact | None, out: Emitted) -> set[str]:
        """Ends that are given as points: centres of the round ends, or the outermost points, if that was said."""
        used = {*POSITION, "outer_ends"}
        fact = facts.get("ends") or facts.get("from_to")
        others = facts.keys() & POSITION - {"ends", "from_to", "along", "centre", "start"}
        if fact is None or others:
            out.missing.append("length" if long is None and "starting" in facts else "end_shape")
            return used
        if long is not None or "between" in facts:
            raise contradiction(say("the slot's length follows from its ends"), fact.span)
        start, end = fact.value
        if "ends" not in facts and not facts.keys() & {"ctoc", "outer_ends"}:
            out.missing.append("end_shape")
            return used
        if "wide" not in facts:
            return used
        places = [position(self.frame, start), position(self.frame, end)]
        if "outer_ends" in facts:
            self._drawn_in(places, (start, end), facts["wide"])
        out.data |= {
            "start": places[0],
            "end": places[1],
            "width": self._length(facts["wide"], "width"),
            "ends": "round",
        }
        return used

    def _drawn_in(self, places: list[dict[str, Any]], ends: tuple[Any, Any], wide: Fact) -> None:
        """Outermost points → arc centres, half the width further in; along an axis only."""
        for axis, other, name in ((0, 1, "x"), (1, 0, "y")):
            a, b = (millimetres(end[axis], self.units) for end in ends)
            if ends[0][other] != ends[1][other]:
                continue
            half = millimetres(wide.value, self.units) / 2
            for place, value, sign in ((places[0], a, 1), (places[1], b, -1)):
                inward = sign if b > a else -sign
                place[name] = self._computed(value + inward * half, name, [ends[0][axis], ends[1][axis], wide.value])
            return
        raise unread(
            self.draft.text, [wide.span or (0, 0)], say("give the centres of the ends of a slot that lies askew")
        )

    # -- by its middle

    def _direction(self, facts: dict[str, Fact]) -> str | None:
        fact = facts.get("along") or facts.get("axis_hint")
        return None if fact is None else axis_of(fact, self.frame)

    def _closed_slot(self, facts: dict[str, Fact], long: Fact | None, out: Emitted) -> set[str]:
        angle = self._angle(facts)
        if "spacing" in facts and (self._count(facts) or 1) == 1:
            raise unread(self.draft.text, [facts["spacing"].span or (0, 0)], say("a pitch of one slot?"))
        if angle is None:
            out.missing.append("angle")
        used, facts = self._several(facts, out)
        near = {"centre", "across_long", "across_short", "on_centreline"}
        said = facts.keys() & POSITION - {"along", "start"}
        if said & {"box2", "corner_at", "own_x", "own_y"} or ((self._count(facts) or 1) > 1 and said <= near):
            spans = [facts[slot].span or (0, 0) for slot in (said & POSITION) | (facts.keys() & {"count"})]
            raise unread(self.draft.text, spans, say("where is the middle of each slot?"))
        used |= said
        if len(said & near) == len(said) and ("centre" in said or {"across_long", "across_short"} <= said):
            out.data["at"] = [at_point(self.frame, None, "centre")]
        else:
            used |= self._place({s: f for s, f in facts.items() if s not in ("along", "start")}, out)
            if "points" in facts:  # an end of the slot or its middle?
                out.missing.append("position_meaning")
            if facts.keys() & {"side_x", "side_y"} and "from_centre" not in facts:
                out.missing.append("edge_meaning")
        if out.missing or angle is None or "wide" not in facts:
            return used | {"from_centre"}
        out.data["kind"] = "pocket"
        out.data["outline"] = {
            "kind": "slot",
            "length": self._overall(facts, long),
            "width": self._length(facts["wide"], "width"),
            "angle": angle,
        }
        return used | {"from_centre"}

    def _several(self, facts: dict[str, Fact], out: Emitted) -> tuple[set[str], dict[str, Fact]]:
        """Parallel slots at a pitch lie side by side, where end to end they would run into each other."""
        count = self._count(facts) or 1
        if count == 1 or "spacing" not in facts or facts.keys() & {"sx", "sy", "grid", "gn"}:
            return set(), facts
        axis, long = self._direction(facts), facts.get("overall") or facts.get("long")
        pitch = facts["spacing"]
        if axis is None or long is None:
            return set(), facts
        if millimetres(pitch.value, self.units) > millimetres(long.value, self.units):
            out.missing.append("position")
        slot = "sy" if axis == "x" else "sx"
        moved = {s: f for s, f in facts.items() if s != "spacing"}
        return {"spacing"}, moved | {slot: Fact(slot, pitch.value, pitch.span, pitch.text, pitch.origin)}

    def _overall(self, facts: dict[str, Fact], long: Fact | None) -> Val:
        if "between" not in facts and not ("ctoc" in facts and long is not None):
            if long is None:
                raise unread(self.draft.text, [facts["wide"].span or (0, 0)], say("how long?"))
            return self._length(long, "overall length")
        if "between" in facts and long is not None:
            raise contradiction(say("the slot's length is said twice"), long.span)
        between = facts.get("between") or long
        if between is None:
            raise unread(self.draft.text, [facts["wide"].span or (0, 0)], say("how long?"))
        total = millimetres(between.value, self.units) + millimetres(facts["wide"].value, self.units)
        return self._computed(total, "overall length", [between.value, facts["wide"].value])

    def _angle(self, facts: dict[str, Fact]) -> Val | None:
        """The direction that was said: an angle, or an axis."""
        said = facts.get("slot_angle") or facts.get("start")
        if said is not None and facts.keys() & {"bolt", "equally"}:
            said = None
        axis = self._direction(facts)
        if said is not None:
            return Val(float(said.value), "direction", said.span, said.text, said.origin)
        if axis is None:
            return None
        fact = facts.get("along") or facts["axis_hint"]
        origin = "table" if fact.origin == "text" else fact.origin
        return Val(0.0 if axis == "x" else 90.0, "direction", fact.span, fact.text, origin)

    # -- open

    def _run(self, facts: dict[str, Fact]) -> dict[str, Fact]:
        """The direction that "the full 80 length" tells, where the body has one such side."""
        run, size, wide = facts.get("run"), self.frame.size, facts.get("wide_along")
        if run is not None:
            length = millimetres(run.value, self.units)
            axes = [a for a, side in zip("xy", size or (), strict=False) if abs(side - length) < 1e-6]
            said = self._direction(facts)
            if not axes or (said is not None and said not in axes) or (said is None and len(axes) > 1):
                raise unread(self.draft.text, [run.span or (0, 0)], say("the full length of what?"))
            facts = facts | {"along": Fact("along", said or axes[0], run.span, run.text, run.origin)}
        if wide is not None and self._direction(facts) == wide.value:
            raise contradiction(say("the slot's width lies along it"), wide.span)
        return {slot: fact for slot, fact in facts.items() if slot not in ("run", "wide_along")}

    def _open_slots(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        """One open slot, or several of them at a pitch, side by side about the middle line."""
        used, count = {"run", "wide_along", "ledge", "each"}, self._count(facts) or 1
        if "ledge" in facts and facts["ledge"].value == "both":
            return used | self._both_ledges(facts, out)
        if count == 1:
            return used | self._open_slot(facts, out)
        axis = self._direction(facts)
        name = next((s for s in ("spacing", "sy" if axis == "x" else "sx") if s in facts), "")
        if not name or "ledge" in facts:
            raise unread(self.draft.text, [facts["count"].span or (0, 0)], say("say each open slot by itself"))
        pitch, own = facts[name], {s: f for s, f in facts.items() if s not in ("count", name)}
        line = own.keys() & {"centre", "on_centreline", "across_long", "across_short"}
        used |= {name, "count"} | self._open_slot(own, out)
        if out.missing or axis is None or not line:
            return used
        across = "y" if axis == "x" else "x"
        first = dict(out.data)
        for k in range(count):
            far = millimetres(pitch.value, self.units) * (k - (count - 1) / 2)
            offset = self._computed(far, across, [pitch.value, facts["count"].value]) if far else 0.0
            ends = {name: first[name] | {across: offset} for name in ("start", "end")}
            if k == 0:
                out.data |= ends
            else:
                self.more.append({**first, **ends, "id": f"{first['id']}_{k + 1}"})
        return used

    def _open_slot(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        axis = self._direction(facts)
        line = facts.get("ys" if axis == "x" else "xs")
        said = facts.keys() & POSITION - {"along"}
        if axis is None:
            out.missing.append("angle")
            return set(said)
        across = "y" if axis == "x" else "x"
        offset: Val | float = 0.0
        wall = ""  # the side of the body that the centre line is said from
        if "ledge" in facts:
            if said or "wide" not in facts:
                raise unread(self.draft.text, [facts["ledge"].span or (0, 0)], say("how wide, along which edge?"))
            offset, wall = self._along_edge(facts["ledge"], facts["wide"], across), facts["ledge"].value
        elif line is not None:
            if not said <= {"xs", "ys", "line"} or len(line.value) != 1:
                raise unread(self.draft.text, [line.span or (0, 0)], say("two places for one slot"))
            found = self._from_middle(line.value[0], across)
            if found is None:
                out.missing.append("position")
                return set(said)
            offset = found
        elif (
            "from_centre" in facts and (side := facts.get(f"side_{across}")) is not None and said == {f"side_{across}"}
        ):
            offset, wall = self._from_side(side), side.value[0]
        elif said - {"centre", "on_centreline", "across_long", "across_short"} or not said:
            out.missing.append("position")
        ends = ("left", "right") if axis == "x" else ("front", "back")
        for name, anchor in zip(("start", "end"), ends, strict=True):
            corner = f"{anchor}-{wall}" if across == "x" else f"{wall}-{anchor}"
            out.data[name] = {"anchor": corner if wall else anchor, "x": 0.0, "y": 0.0} | {across: offset}
        if "wide" in facts:
            out.data["width"] = self._length(facts["wide"], "width")
        out.data["ends"] = "open"
        return set(said)

    def _both_ledges(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        """A step along either side of the body: the direction that is said tells which sides."""
        axis, said = self._direction(facts), facts["ledge"]
        if axis is None or (self._count(facts) or 1) != 1:
            raise unread(self.draft.text, [said.span or (0, 0)], say("along which edges?"))
        rest = {slot: fact for slot, fact in facts.items() if slot not in ("each_leg", "ledge")}
        sides = ("front", "back") if axis == "x" else ("left", "right")
        one, two = (rest | {"ledge": Fact("ledge", side, said.span, said.text)} for side in sides)
        other = Emitted({"kind": out.data["kind"], "id": f"{out.data['id']}b"} | {"face": out.data.get("face", "top")})
        used = self._open_slot(one, out) | {"each_leg", "count"}
        self._open_slot(two, other)
        self._reach({slot: fact for slot, fact in rest.items() if slot != "thru" or "depth" not in rest}, other)
        self.more.append(other.data)
        return used

    def _along_edge(self, side: Fact, wide: Fact, across: str) -> Val:
        """The centre line of a step along an edge: half its width further in."""
        half = millimetres(wide.value, self.units) / 2
        return self._computed(-half if side.value in ("right", "back") else half, across, [wide.value])

    def _from_side(self, fact: Fact) -> Val:
        """The distance of the centre line from an edge, inwards."""
        side, distance = fact.value
        return self._length(
            replace(fact, value=-distance if side in ("right", "back") else distance), f"distance from the {side} edge"
        )

    def _from_middle(self, value: Num, across: str) -> Val | None:
        """A coordinate in the datum's frame as a distance from the body's middle line."""
        if self.frame.size is None:
            return None
        side = "front" if across == "y" else "left"
        if self.datum is not None:
            said = self.datum["along" if across == "y" else "across"]
            side = said.value if isinstance(said, Val) else said
        half = self.frame.size[1 if across == "y" else 0] / 2
        middle = {"front": half, "left": half, "centre": 0.0, "back": -half, "right": -half}[side]
        factor = 1.0 if self.units.name == "mm" else 25.4
        offset = round((millimetres(value, self.units) - middle) / factor, 9)
        return Val(offset, across, value.span, value.text, value.origin, note="from the body's middle line")
