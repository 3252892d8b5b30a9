"""Holes of a draft → hole features of the intent."""

from __future__ import annotations

from typing import Any

from codegen.planner.offline.features import Emitted, Writer
from codegen.planner.offline.places import POSITION, axis_of
from codegen.planner.offline.values import Fact, Val, contradiction, millimetres, unread
from codegen.planner.quantities import quantities


class HoleWriter(Writer):
    """Writes holes: drilled, tapped, reamed, counterbored, countersunk."""

    def _hole(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        if "thru_all" in facts:  # "four holes, all thru"
            facts = {"thru": facts["thru_all"]} | facts
        if "thru_centre" in facts:  # "a hole through the centre" says both
            facts = {"thru": facts["thru_centre"]} | facts
        if "each_leg" in facts:
            return self._in_each_leg(facts, out)
        if "on_base" in facts and self.frame.section != "U":
            raise unread(self.draft.text, [facts["on_base"].span or (0, 0)], "the base of what?")
        if "on_base" in facts:  # the base of a channel is what lies under its open top
            facts = {slot: fact for slot, fact in facts.items() if slot != "on_base"}
        used = self._place(facts, out) | {"on_base", "thru_centre", "thru_all", "inner"}
        used |= self._diameter(facts, out)
        if facts.keys() & {"thread", "tap", "tdepth"}:
            used |= self._thread(facts, out)
        else:
            used |= self._reach(facts, out)
        used |= self._counterbore(facts, out) | self._countersink(facts, out)
        if "ream" in facts and "fit" in facts:
            used.add("ream")
        return used

    def _in_each_leg(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        """A row across the width of both legs of an angle, so far from its outside corner."""
        slots = {"each_leg", "from_corner", "spacing", "along", "centre"}
        near, along = facts.get("from_corner"), facts.get("along")
        if self.frame.section != "L" or "thru" not in facts or not facts.keys() & slots >= {"from_corner"}:
            raise unread(self.draft.text, [facts["each_leg"].span or (0, 0)], "say where the holes of each leg are")
        count = self._count(facts) or 1
        rest = {slot: fact for slot, fact in facts.items() if slot not in slots | {"count"}}
        if rest.keys() & POSITION or near is None or (count > 1) != ("spacing" in facts):
            raise unread(self.draft.text, [facts["each_leg"].span or (0, 0)], "say where the holes of each leg are")
        if along is not None and axis_of(along, self.frame) != "y":
            raise unread(self.draft.text, [along.span or (0, 0)], "along which side?")
        distance = self._length(near, "distance from the corner")
        rows = (
            {"anchor": "left", "x": distance, "y": 0.0},
            {"anchor": "front", "x": 0.0, "y": distance},
        )  # fmt: skip
        used = self._diameter(rest, out) | self._reach(rest, out)
        for k, row in enumerate(rows):
            grid: dict[str, Any] = {"kind": "grid", "at": row, "reference": "centre"}
            numbers: tuple[Any, Any] = (1, facts["count"].value.value if count > 1 else 1)
            many = Val(count, "count", facts["count"].span, facts["count"].text) if count > 1 else 1
            grid |= {"columns": 1, "rows": many} if k == 0 else {"columns": many, "rows": 1}
            if numbers[1] != 1:
                grid["row_spacing" if k == 0 else "column_spacing"] = self._length(facts["spacing"], "spacing")
            places = [grid] if count > 1 else [{"kind": "at", "position": row}]
            if k == 0:
                out.data["at"] = places
            else:
                self.more.append({**out.data, "id": f"{out.data['id']}b", "face": "left", "at": places})
        return used | slots | {"count"}

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
