"""Pockets of a draft → features of the intent."""

from __future__ import annotations

from typing import Any

from codegen.messages import say
from codegen.planner.offline.features import Emitted
from codegen.planner.offline.places import axis_of, leaf
from codegen.planner.offline.values import Fact, Num, contradiction, millimetres, unread
from codegen.planner.offline.write_edges import EdgeWriter
from codegen.planner.offline.write_slots import SlotWriter

_FROM_EDGES = ("own_x", "own_y", "side_x", "side_y")


class ShapeWriter(SlotWriter, EdgeWriter):
    """Writes what is milled."""

    def _pocket(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        used = {"size2", "dia", "fit", "round", "corner_r", "long", "wide", "radius", "sharp", "each", "from_centre"}
        used |= {"thru_centre", "box2", "corner_at", "own_x", "own_y", "edge_meaning", "flat_floor"}
        if "obround" in facts:
            return self._slot(facts, out) | {"obround"}
        facts = self._pocket_sizes(facts)
        if "box2" in facts:
            return used | self._between(facts, out) | self._reach(facts, out)
        if "from_to" in facts and "count" not in facts:  # two corners of one pocket, not a row of them
            raise unread(self.draft.text, [facts["from_to"].span or (0, 0)], say("a row of how many?"))
        if "size2" in facts and "dia" in facts:
            raise contradiction(say("a pocket cannot have both two sides and a diameter"), facts["dia"].span)
        where = {slot: fact for slot, fact in facts.items() if slot != "along"}
        if "dia" in facts:
            self._round_pocket(facts, out)
            return used | self._place(where, out) | self._reach(facts, out)
        if "size2" not in facts:
            out.missing.append("diameter" if "round" in facts else "size")
            return used | self._place(where, out) | self._reach(facts, out)
        used |= self._rectangle(facts, out)
        where["sides"] = facts["sides"]
        return used | self._rectangle_place(where, out) | self._reach(facts, out)

    def _pocket_sizes(self, facts: dict[str, Fact]) -> dict[str, Fact]:
        """The same facts in fewer words: a size, a corner radius, a diameter."""
        facts = dict(facts)

        def turn(slot: str, into: str, value: Any) -> None:
            fact = facts.pop(slot)
            if into in facts:
                raise contradiction(say("the {slot} of the pocket is said twice", slot=into), fact.span)
            facts[into] = Fact(into, value, fact.span, fact.text, fact.origin)

        if "thru_centre" in facts:
            turn("thru_centre", "thru", True) if "thru" not in facts else facts.pop("thru_centre")
        if {"long", "wide"} <= facts.keys() and "size2" not in facts:
            turn("long", "size2", (facts["long"].value, facts["wide"].value))
            del facts["wide"]
        round_one = "round" in facts or "dia" in facts
        if "sharp" in facts:
            turn("sharp", "corner_r", (Num(0.0, None, "0"), "any"))
        if "radius" in facts and not round_one:
            turn("radius", "corner_r", (facts["radius"].value, "any"))
        elif "radius" in facts:
            turn("radius", "dia", self._doubled(facts["radius"].value))
        elif "round" in facts and "corner_r" in facts and "dia" not in facts:
            turn("corner_r", "dia", self._doubled(facts["corner_r"].value[0]))
        return facts

    def _doubled(self, radius: Num) -> Num:
        return Num(2 * radius.value, radius.unit, "", radius.span, radius.text, "expression")

    def _between(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        """Two opposite corners → size and centre."""
        fact = facts["box2"]
        outline: dict[str, Any] = {"kind": "rectangle"}
        place: dict[str, Any] = {"anchor": "origin"}
        for axis, pair in (("x", fact.value[:2]), ("y", fact.value[2:])):
            a, b = (millimetres(v, self.units) for v in pair)
            outline[axis] = self._computed(abs(b - a), f"{axis.upper()} size", pair)
            place[axis] = self._computed((a + b) / 2, axis, pair)
            if a == b:
                raise contradiction(say("the corners of the pocket lie on one line"), fact.span)
        if "size2" in facts:
            self._agrees(facts["size2"], fact.value)
            outline |= {
                axis: leaf(v, f"{axis} size", self.units) for axis, v in zip("xy", facts["size2"].value, strict=True)
            }
        self._corner_radius(facts, out, outline)
        out.data |= {"outline": outline, "at": [{"kind": "at", "position": place}]}
        return {"count"} if (self._count(facts) or 1) == 1 else set()

    def _agrees(self, size: Fact, ends: tuple[Num, ...]) -> None:
        x0, x1, y0, y1 = (millimetres(v, self.units) for v in ends)
        said = [millimetres(v, self.units) for v in size.value]
        if any(abs(a - b) > 1e-6 for a, b in zip(said, (abs(x1 - x0), abs(y1 - y0)), strict=True)):
            raise contradiction(say("the corners of the pocket give another size"), size.span)

    def _round_pocket(self, facts: dict[str, Fact], out: Emitted) -> None:
        if "corner_r" in facts:
            raise contradiction(say("a round pocket has no corners"), facts["corner_r"].span)
        out.data["outline"] = {"kind": "circle", "diameter": self._length(facts["dia"], "diameter")}
        if "fit" in facts:
            out.data["outline"]["fit"] = self._yes(facts["fit"], "fit", facts["fit"].value)

    def _rectangle(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        x, y = facts["size2"].value
        along = facts.get("along")
        if along is not None:
            axis = axis_of(along, self.frame)
            if axis is None:
                raise unread(self.draft.text, [along.span or (0, 0)], say("which way does the long side run?"))
            if (millimetres(x, self.units) < millimetres(y, self.units)) == (axis == "x"):
                x, y = y, x
        said = {slot: facts[slot] for slot in ("x_size", "y_size") if slot in facts}  # "60 x 40 ... X方向是60"
        if any(fact.value != (x if slot == "x_size" else y) for slot, fact in said.items()):
            x, y = y, x
        wrong = [fact.span for slot, fact in said.items() if fact.value != (x if slot == "x_size" else y) and fact.span]
        if wrong:
            raise unread(self.draft.text, wrong, say("another size than the pocket's"))
        outline: dict[str, Any] = {
            "kind": "rectangle",
            "x": leaf(x, "X size", self.units),
            "y": leaf(y, "Y size", self.units),
        }
        facts["sides"] = Fact("sides", (x, y))
        self._corner_radius(facts, out, outline)
        out.data["outline"] = outline
        return {"along", "sides", "x_size", "y_size"}

    def _corner_radius(self, facts: dict[str, Fact], out: Emitted, outline: dict[str, Any]) -> None:
        if "corner_r" not in facts:
            out.missing.append("corner_radius")
        elif facts["corner_r"].value[0].value:
            outline["corner_radius"] = leaf(facts["corner_r"].value[0], "corner radius", self.units)

    def _boss(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        """Material that stands on the top."""
        if "dia" in facts:
            out.data["outline"] = {"kind": "circle", "diameter": self._length(facts["dia"], "diameter")}
        else:
            x, y = facts["size2"].value
            out.data["outline"] = {
                "kind": "rectangle",
                "x": leaf(x, "X size", self.units),
                "y": leaf(y, "Y size", self.units),
            }
        out.data["height"] = self._length(facts["boss_height"], "height")
        where = {slot: fact for slot, fact in facts.items() if slot != "along"}
        return self._place(where, out) | {"dia", "size2", "boss_height", "on_top"}

    # -- where a rectangle lies

    def _rectangle_place(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        edges = [slot for slot in _FROM_EDGES if slot in facts]
        if "corner_at" in facts:
            return self._by_corner(facts, out)
        if not edges:
            used = self._place(facts, out)
            if "points" in facts:
                out.missing.append("position_meaning")
            return used
        if "from_centre" in facts and not {"own_x", "own_y"} & set(edges):
            return self._place(facts, out)
        if not {"own_x", "own_y"} & set(edges) and "edge_meaning" not in facts:
            out.missing.append("edge_meaning")
            return self._place(facts, out)
        return self._by_edges(facts, out)

    def _by_edges(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        """Distances between edges of the pocket and edges of the body."""
        found = {axis: facts.get(f"own_{axis}") or facts.get(f"side_{axis}") for axis in "xy"}
        x, y = found["x"], found["y"]
        if x is None or y is None:
            out.missing.append("position")
            return set(_FROM_EDGES)
        place: dict[str, Any] = {"anchor": f"{y.value[0]}-{x.value[0]}"}
        for axis, fact, size in (("x", x, facts["sides"].value[0]), ("y", y, facts["sides"].value[1])):
            side, distance = fact.value
            inward = millimetres(distance, self.units) + millimetres(size, self.units) / 2
            sign = -1 if side in ("right", "back") else 1
            place[axis] = self._computed(sign * inward, axis, [distance, size])
        out.data["at"] = [{"kind": "at", "position": place}]
        return {*_FROM_EDGES, "edge_meaning"}

    def _by_corner(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        names, point = facts["corner_at"].value
        place: dict[str, Any] = {"anchor": "origin"}
        for k, (axis, low) in enumerate((("x", "left"), ("y", "front"))):
            size = facts["sides"].value[k]
            half = millimetres(size, self.units) / 2
            value = millimetres(point[k], self.units) + (half if low in names else -half)
            place[axis] = self._computed(value, axis, [point[k], size])
        out.data["at"] = [{"kind": "at", "position": place}]
        return {"corner_at", "count"}
