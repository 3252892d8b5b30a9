"""Features of a draft → features of the intent, and the questions about what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from codegen.planner.offline_draft import Draft, Feature
from codegen.planner.offline_numbers import whole
from codegen.planner.offline_places import POSITION, Frame, Placed, at_point, axis_of, leaf, place
from codegen.planner.offline_values import Fact, Num, Units, Val, contradiction, millimetres, refusal, unread
from codegen.planner.quantities import quantities


@dataclass(frozen=True, slots=True)
class Open:
    """Something essential that is missing: ``feature`` is None where body or request as a whole is concerned."""

    slot: str
    pointer: str
    feature: Feature | None = None
    identifier: str = ""
    text: str = ""  # which question it is, where a slot has several


@dataclass
class Emitted:
    """One feature as it goes into the intent, with what is open about it and what was taken for granted."""

    data: dict[str, Any] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Emitter:
    """Writes the features of one draft."""

    def __init__(self, draft: Draft, frame: Frame, datum: dict[str, Any] | None) -> None:
        self.draft, self.frame, self.datum = draft, frame, datum
        self.units: Units = frame.units
        self.done: dict[int, dict[str, Any]] = {}

    def emit(self, feature: Feature, identifier: str) -> Emitted:
        """The feature; facts that nothing has taken in are unread words. Raises Refused."""
        out = Emitted({"kind": feature.kind, "id": identifier})
        used = {"head", "axis_hint", "bore"}
        writer = getattr(self, f"_{feature.kind}")
        used |= writer(feature.facts, out)
        left = [f.span for slot, f in feature.facts.items() if slot not in used and f.span]
        if feature.facts.keys() - used:
            raise unread(self.draft.text, left or [(0, 0)], f"does not go with a {feature.kind}")
        self.done[id(feature)] = out.data
        return out

    # -- shared by several kinds

    def _length(self, fact: Fact, role: str) -> Val:
        return leaf(fact.value, role, self.units)

    def _yes(self, fact: Fact, role: str, value: Any = True) -> Val:
        return Val(value, role, fact.span, fact.text, fact.origin)

    def _count(self, facts: dict[str, Fact]) -> int | None:
        if "count" not in facts:
            return None
        number = whole(facts["count"].value)
        if number is None:
            raise unread(self.draft.text, [facts["count"].span or (0, 0)], "no count")
        return number

    def _place(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        count = self._count(facts)
        placed: Placed = place(facts, count, self.frame)
        if "bore" in facts and self.frame.round and (count or 1) == 1 and not facts.keys() & POSITION:
            placed = Placed([at_point(self.frame, None, "centre")], notes=["bore"])
        if "coaxial" in facts:
            before = self.done.get(id(facts["coaxial"].value))
            placed.at = before["at"] if before is not None else []
        out.data["at"] = placed.at
        out.missing += placed.missing
        out.notes += placed.notes
        return placed.used | {"count"}

    def _reach(self, facts: dict[str, Fact], out: Emitted, slot: str = "depth") -> set[str]:
        """Through or a depth: exactly one, or a question."""
        depth, thru, blind = facts.get(slot), facts.get("thru"), facts.get("blind")
        if thru is not None and (blind is not None or depth is not None):
            other = blind or depth
            raise contradiction("through and blind (or a depth) are both said", other.span if other else None)
        if thru is not None:
            out.data["through"] = self._yes(thru, "through")
        elif depth is not None:
            out.data["depth"] = self._length(depth, "depth")
        else:
            out.missing.append("depth")
        return {"thru", "blind", slot}

    # -- holes

    def _hole(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        if "thru_all" in facts:  # "four holes, all thru"
            facts = {"thru": facts["thru_all"]} | facts
        if "thru_centre" in facts:  # "a hole through the centre" says both
            facts = {"thru": facts["thru_centre"]} | facts
        used = self._place(facts, out) | {"thru_centre", "thru_all"}
        used |= self._diameter(facts, out)
        if facts.keys() & {"thread", "tap", "tdepth"}:
            used |= self._thread(facts, out)
        else:
            used |= self._reach(facts, out)
        used |= self._counterbore(facts, out) | self._countersink(facts, out)
        if "ream" in facts and "fit" in facts:
            used.add("ream")
        return used

    def _diameter(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        threaded = bool(facts.keys() & {"thread", "tap", "tdepth"})
        dia = facts.get("dia")
        if dia is not None:
            if dia.value.loose and "count" not in facts:
                raise unread(self.draft.text, [dia.span or (0, 0)], "a count or a diameter?")
            if "tap_dia" in facts:
                raise contradiction("a tapped hole has two drill diameters", dia.span)
            out.data["diameter"] = self._length(dia, "diameter")
        elif "tap_dia" in facts and threaded:
            out.data["diameter"] = self._length(facts["tap_dia"], "tap drill diameter")
        elif not threaded:
            out.missing.append("diameter")
        if "fit" in facts:
            out.data["fit"] = self._yes(facts["fit"], "fit", facts["fit"].value)
        if "thread" in facts:
            self._fits_thread(facts, facts.get("dia") or facts.get("tap_dia"))
        clears = facts.get("clears")
        if clears is not None and dia is not None:
            screw = quantities(clears.value)[0].mm
            if screw is not None and millimetres(dia.value, self.units) <= screw:
                raise contradiction(f"{clears.value} does not pass through a hole of {dia.text!r}", dia.span)
        return {"dia", "fit", "clears"} | ({"tap_dia"} if threaded else set())

    def _fits_thread(self, facts: dict[str, Fact], drill: Fact | None) -> None:
        found = quantities(facts["thread"].value)
        nominal = found[0].mm if found else None
        if drill is not None and nominal is not None and millimetres(drill.value, self.units) >= nominal:
            raise contradiction(
                f"a {facts['thread'].value} thread cannot be cut in a hole of {drill.text!r}", drill.span
            )

    def _thread(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        thread, depth, drilled = facts.get("thread"), facts.get("tdepth"), facts.get("tap_depth")
        unknown = "thread_depth" if "depth_is_hole" in facts else "depth_meaning"
        if thread is None:
            out.missing.append("thread")
        else:
            out.data["thread"] = {"designation": self._yes(thread, "thread", thread.value)}
            plain = thread.value[1:].replace(".", "").isdigit() and thread.origin == "text"
            if self.draft.language == "en" and plain and not facts.keys() & {"tap", "tap_dia", "tap_depth"}:
                out.missing.append("thread_meaning")  # "M6 holes": tapped, or to let M6 screws through?
            if depth is not None:
                out.data["thread"]["depth"] = self._length(depth, "thread depth")
        if drilled is not None and "thru" in facts:
            raise contradiction("through and a drilling depth are both said", drilled.span)
        if drilled is not None and "depth" in facts:
            raise contradiction("two depths are given for the drilled hole", drilled.span)
        if drilled is not None:
            out.data["depth"] = self._length(drilled, "drilled depth")
            if depth is None:
                out.missing.append(unknown)
        elif "thru" in facts and "blind" not in facts and "depth" not in facts:
            out.data["through"] = self._yes(facts["thru"], "through")
        elif "thru" in facts:
            raise contradiction("through and blind (or a depth) are both said", facts["thru"].span)
        elif "depth" in facts:
            out.data["depth"] = self._length(facts["depth"], "depth")
            if depth is None:
                out.missing.append(unknown)
        elif depth is None:
            out.missing.append("depth")
        return {"thread", "tap", "tdepth", "tap_depth", "thru", "blind", "depth", "depth_is_hole"}

    def _counterbore(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        slots = {"cbore_said", "cbore_dia", "cbore_depth", "screw"}
        if not facts.keys() & slots:
            return set()
        if "cbore_said" not in facts:
            raise unread(self.draft.text, [facts["screw"].span or (0, 0)], "a screw without its counterbore")
        if "cbore_dia" in facts and "cbore_depth" in facts:
            out.data["counterbore"] = {
                "diameter": self._length(facts["cbore_dia"], "counterbore diameter"),
                "depth": self._length(facts["cbore_depth"], "counterbore depth"),
            }
        else:
            out.missing.append("counterbore")
        return slots

    def _countersink(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        slots = {"csk_said", "csk_dia", "csk_angle"}
        if not facts.keys() & slots:
            return set()
        if "csk_dia" in facts and "csk_angle" in facts:
            angle = facts["csk_angle"]
            out.data["countersink"] = {
                "diameter": self._length(facts["csk_dia"], "countersink diameter"),
                "angle": self._yes(angle, "countersink angle", angle.value.value),
            }
        else:
            out.missing.append("countersink")
        return slots

    # -- pockets

    def _pocket(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        used = {"size2", "dia", "fit", "round", "corner_r"}
        if "size2" in facts and "dia" in facts:
            raise contradiction("a pocket cannot have both two sides and a diameter", facts["dia"].span)
        position = {slot: fact for slot, fact in facts.items() if slot != "along"}
        if "dia" in facts:
            self._round_pocket(facts, out)
        elif "size2" in facts:
            used |= self._rectangle(facts, out)
            if "points" in facts:  # a corner or the centre of the pocket?
                out.missing.append("position")
        else:
            out.missing.append("diameter" if "round" in facts else "size")
        return used | self._place(position, out) | self._reach(facts, out)

    def _round_pocket(self, facts: dict[str, Fact], out: Emitted) -> None:
        if "corner_r" in facts:
            raise contradiction("a round pocket has no corners", facts["corner_r"].span)
        out.data["outline"] = {"kind": "circle", "diameter": self._length(facts["dia"], "diameter")}
        if "fit" in facts:
            out.data["outline"]["fit"] = self._yes(facts["fit"], "fit", facts["fit"].value)

    def _rectangle(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        x, y = facts["size2"].value
        along = facts.get("along")
        if along is not None:
            axis = axis_of(along, self.frame)
            if axis is None:
                raise unread(self.draft.text, [along.span or (0, 0)], "which way does the long side run?")
            if (millimetres(x, self.units) < millimetres(y, self.units)) == (axis == "x"):
                x, y = y, x
        outline: dict[str, Any] = {
            "kind": "rectangle",
            "x": leaf(x, "X size", self.units),
            "y": leaf(y, "Y size", self.units),
        }
        if "corner_r" in facts:
            outline["corner_radius"] = leaf(facts["corner_r"].value[0], "corner radius", self.units)
        else:
            out.missing.append("corner_radius")
        out.data["outline"] = outline
        return {"along"}

    # -- slots

    def _slot(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        used = {"wide", "open_ends", "obround", "count", "along"}
        if (self._count(facts) or 1) != 1:
            raise refusal("unsupported-request", "several slots in one phrase", facts["count"].span)
        if "wide" not in facts:
            out.missing.append("width")
        long = facts.get("overall") or facts.get("long")
        if "overall" in facts and "long" in facts:
            raise contradiction("two lengths are given for the slot", facts["long"].span)
        open_slot = "open_ends" in facts or ("thru" in facts and "depth" in facts)
        if open_slot and (long is not None or "obround" in facts):
            raise contradiction("a slot that runs out has no length of its own", (long or facts["obround"]).span)
        if open_slot:
            reach = {slot: f for slot, f in facts.items() if slot != "thru" or "depth" not in facts}
            return used | {"thru"} | self._open_slot(facts, out) | self._reach(reach, out)
        if facts.keys() & {"starting", "from_to"}:
            out.missing.append("length" if long is None and "starting" in facts else "end_shape")
            return used | POSITION | {"overall", "long"} | self._reach(facts, out)
        if long is None:
            out.missing.append("length")
        return used | {"overall", "long"} | self._closed_slot(facts, long, out) | self._reach(facts, out)

    def _direction(self, facts: dict[str, Fact]) -> str | None:
        fact = facts.get("along") or facts.get("axis_hint")
        return None if fact is None else axis_of(fact, self.frame)

    def _closed_slot(self, facts: dict[str, Fact], long: Fact | None, out: Emitted) -> set[str]:
        axis = self._direction(facts)
        if axis is None:
            out.missing.append("angle")
        near = {"centre", "across_long", "across_short", "on_centreline"}
        said = facts.keys() & POSITION - {"along"}
        used = set(said)
        if "centre" in said or {"across_long", "across_short"} <= said:
            if not said <= near:
                raise unread(self.draft.text, [facts[min(said - near)].span or (0, 0)], "two places for one slot")
            out.data["at"] = [at_point(self.frame, None, "centre")]
        else:
            used |= self._place({s: f for s, f in facts.items() if s != "along"}, out)
            if "points" in facts:  # an end of the slot or its middle?
                out.missing.append("position")
        if out.missing or long is None or axis is None:
            return used
        out.data["kind"] = "pocket"
        out.data["outline"] = {
            "kind": "slot",
            "length": self._length(long, "overall length"),
            "width": self._length(facts["wide"], "width"),
            "angle": self._along(facts, 0.0 if axis == "x" else 90.0),
        }
        return used

    def _along(self, facts: dict[str, Fact], angle: float) -> Val:
        fact = facts.get("along") or facts["axis_hint"]
        return Val(angle, "direction", fact.span, fact.text, "table" if fact.origin == "text" else fact.origin)

    def _open_slot(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        axis = self._direction(facts)
        line = facts.get("ys" if axis == "x" else "xs")
        said = facts.keys() & POSITION - {"along"}
        if axis is None:
            out.missing.append("angle")
            return set(said)
        across = "y" if axis == "x" else "x"
        offset: Val | float = 0.0
        if line is not None:
            if not said <= {"xs", "ys", "line"} or len(line.value) != 1:
                raise unread(self.draft.text, [line.span or (0, 0)], "two places for one slot")
            found = self._from_middle(line.value[0], across)
            if found is None:
                out.missing.append("position")
                return set(said)
            offset = found
        elif not said & {"centre", "on_centreline"}:
            out.missing.append("position")
        ends = ("left", "right") if axis == "x" else ("front", "back")
        for name, anchor in zip(("start", "end"), ends, strict=True):
            out.data[name] = {"anchor": anchor, "x": 0.0, "y": 0.0} | {across: offset}
        if "wide" in facts:
            out.data["width"] = self._length(facts["wide"], "width")
        out.data["ends"] = "open"
        return set(said)

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

    # -- faces and edges

    def _face(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        if "face_depth" in facts:
            out.data["depth"] = self._length(facts["face_depth"], "facing depth")
        else:
            out.missing.append("depth")
        return {"face_depth"}

    def _chamfer(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        if "edge" not in facts:
            raise unread(self.draft.text, [facts["size"].span or (0, 0)], "which edges?")
        out.data["edges"] = self._yes(facts["edge"], "edges", facts["edge"].value)
        out.data["size"] = self._length(facts["size"], "chamfer size")
        angle = facts.get("chamfer_angle")
        if angle is not None and angle.value not in (45.0, facts["size"].value.value):
            raise refusal("unsupported-request", f"a chamfer of {angle.text!r} has unequal legs", angle.span)
        return {"edge", "size", "chamfer_angle"}

    def _fillet(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        number = facts.get("edge_count")
        if number is not None and (number.value.value != 12 or self.frame.round):
            raise unread(self.draft.text, [number.span or (0, 0)], "which edges?")
        out.data["edges"] = "all"
        out.data["radius"] = self._length(facts["radius"], "radius")
        return {"radius", "edge_count"}
