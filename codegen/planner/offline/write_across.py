"""Holes of bodies beyond blocks and discs: across the axis, in one leg of an angle, in both ends."""

from __future__ import annotations

from typing import Any, Final

from codegen.planner.offline.features import Emitted
from codegen.planner.offline.places import POSITION, axis_of, leaf
from codegen.planner.offline.values import Fact, Num, Val, millimetres, unread
from codegen.planner.offline.write_holes import HoleWriter

_ACROSS: Final = frozenset({"cross", "mid_len", "mid_wide", "up_from", "centre"})
_IN_LEG: Final = frozenset({"in_leg", "from_corner", "spacing", "along", "centre", "mid_wide", "mid_len"})
_WALLED: Final = frozenset({"U", "box"})


class AcrossWriter(HoleWriter):
    """Writes holes that do not simply go down from the top."""

    def _hole(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        base = facts.get("on_base")
        if base is not None and self.frame.section != "U" and base.text.lower().startswith(("底面", "bottom", "下")):
            facts = {slot: fact for slot, fact in facts.items() if slot != "on_base"}  # "in the bottom face, centred"
            return self._hole({"below": Fact("below", True, base.span, base.text)} | facts, out) | {"on_base"}
        for slot, way in (("s_short", "short"), ("s_long", "long")):
            if facts.keys() & {"each_leg", "in_leg"} and slot in facts and not facts.keys() & {"spacing", "along"}:
                said = facts[slot]  # "宽度方向间距20" of a leg
                more = {
                    "spacing": Fact("spacing", said.value, said.span, said.text),
                    "along": Fact("along", way, said.span),
                }
                return self._hole({k: v for k, v in facts.items() if k != slot} | more, out) | {slot}
        if "cross" in facts:
            return self._across(facts, out)
        if "in_leg" in facts:
            return self._in_one_leg(facts, out)
        if "both_ends" in facts:
            return self._in_both_ends(facts, out)
        if facts.keys() & {"dia", "thread"} and "size2" in facts and not facts.keys() & POSITION:
            facts = dict(facts)  # "four 9 mm holes at 100 x 60"
            if (self._count(facts) or 1) == 4 and "spacing2" not in facts:
                facts["spacing2"] = facts.pop("size2")
                return super()._hole(facts, out) | {"size2"}
        return super()._hole(facts, out)

    def _unclear(self, fact: Fact, why: str) -> Exception:
        return unread(self.draft.text, [fact.span or (0, 0)], why)

    # -- across the axis

    def _across(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        """Through both sides of a round body, or both walls of a tube or channel, at a height or in the middle."""
        rest = {slot: fact for slot, fact in facts.items() if slot not in _ACROSS}
        walled = self.frame.section in _WALLED
        if not (walled or (self.frame.round and not self.frame.section)) and self.frame.size is not None:
            raise self._unclear(facts["cross"], "across which body?")
        if rest.keys() & POSITION or (self._count(facts) or 1) != 1:
            raise self._unclear(facts["cross"], "one hole across the axis, at a height or in the middle")
        said = self._yes(facts["cross"], "face", "left" if walled else "front")
        out.data["face"] = said
        up, middle = facts.get("up_from"), facts.keys() & {"mid_len", "centre"}
        if up is not None and (middle or not walled):
            y = leaf(up.value, "height", self.units)
            out.data["at"] = [{"kind": "at", "position": {"anchor": "front", "x": 0.0, "y": y}}]
        elif up is None and middle and self.frame.section != "U":
            out.data["at"] = [{"kind": "at", "position": {"anchor": "centre", "x": 0.0, "y": 0.0}}]
        else:
            out.missing.append("position")
        used = self._diameter(rest, out)
        used |= self._thread(rest, out) if rest.keys() & {"thread", "tap", "tdepth"} else self._reach(rest, out)
        return used | _ACROSS | {"count"}

    # -- in one leg of an angle

    def _in_one_leg(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        """A hole, or a row across the width, in the leg of an angle that is named by its length."""
        said, near = facts["in_leg"], facts.get("from_corner")
        legs = [millimetres(v, self.units) for v in self.frame.legs]
        size = millimetres(said.value, self.units)
        if len(legs) != 2 or legs[0] == legs[1] or size not in legs:
            raise self._unclear(said, "which leg?")
        rest = {slot: fact for slot, fact in facts.items() if slot not in _IN_LEG | {"count"}}
        count = self._count(facts) or 1
        if rest.keys() & POSITION or (count > 1) != ("spacing" in facts):
            raise self._unclear(said, "say where the holes of this leg are")
        along = facts.get("along")
        if along is not None and axis_of(along, self.frame) != "y":
            raise self._unclear(along, "along which side?")
        if near is None:
            out.missing.append("position")
            return self._diameter(rest, out) | self._reach(rest, out) | _IN_LEG | {"count"}
        distance, lying = self._length(near, "distance from the corner"), size == legs[0]
        row: dict[str, Any] = {"anchor": "left", "x": distance, "y": 0.0}
        if not lying:
            row = {"anchor": "front", "x": 0.0, "y": distance}
            out.data["face"] = self._yes(said, "face", "left")
        out.data["at"] = [{"kind": "at", "position": row}]
        if count > 1:
            many = Val(count, "count", facts["count"].span, facts["count"].text)
            grid: dict[str, Any] = {"kind": "grid", "at": row, "reference": "centre"}
            grid |= {"columns": 1, "rows": many} if lying else {"columns": many, "rows": 1}
            grid["row_spacing" if lying else "column_spacing"] = self._length(facts["spacing"], "spacing")
            out.data["at"] = [grid]
        used = self._diameter(rest, out) | self._reach(rest, out)
        return used | _IN_LEG | {"count"}

    # -- in both ends

    def _in_both_ends(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        """At the centres of a link's round ends; or in both end faces of a round body, along its axis."""
        both = facts["both_ends"]
        rest = {slot: fact for slot, fact in facts.items() if slot not in ("both_ends", "between", "each")}
        if rest.keys() & POSITION - {"centre", "one_each"}:
            raise self._unclear(both, "two places for the holes at the ends")
        if self.frame.ends is not None:
            return self._at_end_centres(facts, rest, out)
        if not (self.frame.round and not self.frame.section):
            raise self._unclear(both, "the ends of what?")
        if "thru" in rest or "below" in rest or (self._count(rest) or 1) not in (1, 2):
            raise self._unclear(both, "through, or from both ends?")
        rest = {slot: fact for slot, fact in rest.items() if slot not in ("count", "centre", "one_each")}
        if facts.keys() & {"between"}:
            raise self._unclear(facts["between"], "no place of such a hole")
        centre = {"centre": Fact("centre", True, both.span, both.text)}
        used = super()._hole(rest | centre, out)
        out.data["at"] = [{"kind": "at", "position": {"anchor": "centre", "x": 0.0, "y": 0.0}}]
        out.notes.append("bore")
        self.more.append({**out.data, "id": f"{out.data['id']}b", "face": self._yes(both, "face", "bottom")})
        return used | {"both_ends", "count", "centre", "each", "one_each"}

    def _at_end_centres(self, facts: dict[str, Fact], rest: dict[str, Fact], out: Emitted) -> set[str]:
        length, width = self.frame.ends or (Num(0.0), Num(0.0))
        apart = millimetres(length, self.units) - millimetres(width, self.units)
        if "between" in facts and abs(millimetres(facts["between"].value, self.units) - apart) > 1e-6:
            raise self._unclear(facts["between"], f"the end centres are {apart:g} mm apart")
        if (self._count(rest) or 2) not in (1, 2):
            raise self._unclear(facts["both_ends"], "one hole at each end")
        rest = {slot: fact for slot, fact in rest.items() if slot not in ("count", "centre", "one_each")}
        centre = {"centre": Fact("centre", True, facts["both_ends"].span, facts["both_ends"].text)}
        used = super()._hole(rest | centre, out)
        where = {
            "anchor": "centre",
            "x": self._computed(apart / 2, "half the distance of the end centres", [length, width]),
        }
        out.data["at"] = [{"kind": "mirror", "position": where | {"y": 0.0}, "across": "x"}]
        return used | {"both_ends", "count", "centre", "each", "one_each", "between"}


__all__ = ["AcrossWriter"]
