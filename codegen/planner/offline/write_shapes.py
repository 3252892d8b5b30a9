"""Pockets, slots, faces and edges of a draft → features of the intent."""

from __future__ import annotations

from typing import Any

from codegen.planner.offline.features import Emitted, Writer
from codegen.planner.offline.places import POSITION, at_point, axis_of, leaf
from codegen.planner.offline.values import Fact, Num, Val, contradiction, millimetres, refusal, unread


class ShapeWriter(Writer):
    """Writes what is milled."""

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
