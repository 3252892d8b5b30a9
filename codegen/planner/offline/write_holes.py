"""Holes of a draft → hole features of the intent."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from codegen.messages import say
from codegen.planner.offline.features import Emitted, Writer
from codegen.planner.offline.places import POSITION, axis_of, leaf
from codegen.planner.offline.values import Fact, Num, Val, contradiction, millimetres, unread
from codegen.planner.quantities import quantities

_SMALLEST: Final = 0.75
"""Of a thread's diameter: no hole that it is cut in is smaller (ISO 2306: 0.78 for M1.6, more for larger threads)."""

_NOUN: Final = 24
"""Characters behind a depth in which the noun that it is of may stand: "12 deep drilled holes"."""

_DIAMETERS: Final = ("Ø", "φ", "Φ", "⌀", "ø", "径", "dia")
_SERIES: Final = ("close", "medium", "coarse")


_SCREWS: Final = re.compile("螺栓|螺钉|螺丝|安装|固定|连接|销")


def pitched(facts: dict[str, Fact]) -> Fact | None:
    """The thread with a pitch that is said apart, "M8，螺距1.25". Raises Refused when it has another one already."""
    thread, pitch = facts.get("thread"), facts.get("pitch")
    if thread is None or pitch is None:
        return thread
    size, _, own = str(thread.value).partition("x")
    if not size.startswith("M") or (own and float(own) != pitch.value.value) or pitch.value.unit not in (None, "mm"):
        raise contradiction(say("the thread has another pitch"), pitch.span)
    return replace(thread, value=f"{size}x{pitch.value.value:g}")


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
            raise unread(self.draft.text, [facts["on_base"].span or (0, 0)], say("the base of what?"))
        if "on_base" in facts:  # the base of a channel is what lies under its open top
            facts = {slot: fact for slot, fact in facts.items() if slot != "on_base"}
        if "drilled" in facts and not facts.keys() & {"thread", "tap", "tdepth", "depth"}:  # "drilled 16 deep"
            facts = {slot: fact for slot, fact in facts.items() if slot != "drilled"} | {"depth": facts["drilled"]}
        if "to_z" in facts:
            facts = self._to_level(facts)
        if "mouth" in facts:
            facts = self._mouth(facts)
        for slot in facts.keys() & {"box2", "corner_at", "own_x", "own_y", "ends"} - {"equally"}:
            if not (slot == "box2" and "equally" in facts):
                raise unread(self.draft.text, [facts[slot].span or (0, 0)], say("no place of a hole"))
        facts = self._pilot(facts)
        if "from_centre" in facts and "on_centreline" not in facts:  # "the centre line, 20 from the left end"
            facts = facts | {"on_centreline": facts["from_centre"]}
        used = self._place(facts, out) | {"thru_centre", "thru_all", "to_z", "from_centre", "inner", "on_base", "mouth"}
        used |= self._diameter(facts, out)
        if facts.keys() & {"thread", "tap", "tdepth"}:
            used |= self._thread(facts, out)
        else:
            used |= self._reach(facts, out)
        used |= self._counterbore(facts, out) | self._countersink(facts, out)
        if "ream" in facts and "fit" not in facts and not facts.keys() & {"thread", "tap"}:
            out.missing.append("tolerance")
            used.add("ream")
        if "ream" in facts and "fit" in facts:
            used.add("ream")
        several = (self._count(facts) or 1) > 1 or len(out.data.get("at", ())) > 1
        if "each" in facts and (several or facts.keys() & {"corners", "bolt", "mids", "gn", "row_count"}):
            used.add("each")  # "four holes, each countersunk"; "one each at X20 and X-20"
        return used | self._end(facts, out)

    def _pilot(self, facts: dict[str, Fact]) -> dict[str, Fact]:
        """M6深12(底孔16): a number beside the pilot hole that no drill for this thread can have says how deep it goes."""
        pilot, thread, depth = facts.get("tap_dia"), facts.get("thread"), facts.get("tdepth") or facts.get("depth")
        if pilot is None or thread is None or depth is None or facts.keys() & {"tap_depth", "drilled", "dia"}:
            return facts
        found = quantities(thread.value)
        bare = pilot.value.text.strip().replace(".", "").isdigit() and not any(w in pilot.text for w in _DIAMETERS)
        sizes = [millimetres(fact.value, self.units) for fact in (pilot, depth)]
        if not bare or not found or found[0].mm is None or sizes[0] <= found[0].mm or sizes[0] < sizes[1]:
            return facts
        rest = {slot: fact for slot, fact in facts.items() if slot not in ("tap_dia", "depth")}
        rest["drilled"] = Fact("drilled", pilot.value, pilot.span, pilot.text, pilot.origin)
        return rest | {"tdepth": Fact("tdepth", depth.value, depth.span, depth.text, depth.origin)}

    def _to_level(self, facts: dict[str, Fact]) -> dict[str, Fact]:
        """A depth out of "to Z-15": only where Z0 is the top that the hole starts in."""
        said, datum = facts["to_z"], self.datum
        faced = any(f.kind == "face" for f in self.draft.features)
        if datum is None or datum["height"] != "top" or datum.get("z", 0.0) != 0.0 or faced or said.value.value >= 0:
            raise unread(self.draft.text, [said.span or (0, 0)], say("how deep is that from the top?"))
        if "depth" in facts:
            raise contradiction(say("two depths are given for the hole"), said.span)
        return facts | {"depth": Fact("depth", -said.value, said.span, said.text, said.origin)}

    def _mouth(self, facts: dict[str, Fact]) -> dict[str, Fact]:
        """The diameter at the mouth: that of the countersink or counterbore that was said."""
        wide = facts["mouth"]
        conical = bool(facts.keys() & {"csk_said", "csk_angle"})
        slot = "csk_dia" if conical else "cbore_dia"
        if slot in facts or not (conical or "cbore_said" in facts):
            raise unread(self.draft.text, [wide.span or (0, 0)], say("the mouth of what?"))
        return {name: fact for name, fact in facts.items() if name != "mouth"} | {slot: wide}

    def _end(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        """What the bottom of the hole is like, and from which face it goes."""
        for slot in ("flat", "depth_of"):
            if slot in facts and "depth" not in facts:
                raise unread(self.draft.text, [facts[slot].span or (0, 0)], say("of a hole without a depth"))
        if "flat" in facts:
            out.data["bottom"] = self._yes(facts["flat"], "bottom", "flat")
        if "depth_of" in facts:
            out.data["depth_of"] = self._yes(facts["depth_of"], "depth", facts["depth_of"].value)
        if "below" in facts:
            out.data["face"] = self._yes(facts["below"], "face", "bottom")
        if "below" in facts and "top_side" in facts:
            raise contradiction(say("the hole is said to go from the top and from below"), facts["below"].span)
        return {"flat", "depth_of", "below", "top_side"}

    def _in_each_leg(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        """A row across the width of both legs of an angle, so far from its outside corner."""
        slots = {
            "each_leg",
            "from_corner",
            "spacing",
            "along",
            "centre",
            "across_short",
            "across_x",
            "mid_wide",
            "sx",
            "row",
        }
        if "sx" in facts and "spacing" not in facts:  # 横向孔距20: across the leg
            facts = facts | {"spacing": facts["sx"]}
        near, along = facts.get("from_corner"), facts.get("along")
        if self.frame.section != "L" or "thru" not in facts or not facts.keys() & slots >= {"from_corner"}:
            raise unread(
                self.draft.text, [facts["each_leg"].span or (0, 0)], say("say where the holes of each leg are")
            )
        count = self._count(facts) or 1
        rest = {slot: fact for slot, fact in facts.items() if slot not in slots | {"count"}}
        if rest.keys() & POSITION or near is None or (count > 1) != ("spacing" in facts):
            raise unread(
                self.draft.text, [facts["each_leg"].span or (0, 0)], say("say where the holes of each leg are")
            )
        if along is not None and axis_of(along, self.frame) != "y":
            raise unread(self.draft.text, [along.span or (0, 0)], say("along which side?"))
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
        sunk = bool(facts.keys() & {"cbore_said", "csk_said", "sink_said"})
        narrow = facts.get("tap_dia") if sunk and not threaded else None  # "沉孔，底孔6.6": below the counterbore
        dia = facts.get("dia") or narrow
        if dia is not None:
            if dia.value.loose and "count" not in facts:
                raise unread(self.draft.text, [dia.span or (0, 0)], say("a count or a diameter?"))
            if "tap_dia" in facts and dia is not narrow:
                raise contradiction(say("a tapped hole has two drill diameters"), dia.span)
            out.data["diameter"] = self._length(dia, "diameter")
        elif "tap_dia" in facts and threaded:
            out.data["diameter"] = self._length(facts["tap_dia"], "tap drill diameter")
        elif not threaded:
            self._clearance(facts, out)
        if "fit" in facts:
            out.data["fit"] = self._yes(facts["fit"], "fit", facts["fit"].value)
        if "thread" in facts:
            self._fits_thread(facts, facts.get("dia") or facts.get("tap_dia"))
        clears = facts.get("clears")
        if clears is not None and dia is not None:
            screw = quantities(clears.value)[0].mm
            if screw is not None and millimetres(dia.value, self.units) <= screw:
                raise contradiction(
                    say("{screw} does not pass through a hole of {text!r}", screw=clears.value, text=dia.text), dia.span
                )
        return {"dia", "fit", "clears", "clear_fit"} | ({"tap_dia"} if threaded or narrow else set())

    def _clearance(self, facts: dict[str, Fact], out: Emitted) -> None:
        """The diameter for a screw to pass: from ISO 273 if the series is said, else a question with its sizes."""
        from codegen.errors import UnknownName
        from codegen.shop.standards import clearance_hole

        screw = facts.get("clears") or facts.get("screw")
        series = facts.get("clear_fit")
        if screw is None and series is not None:
            raise unread(self.draft.text, [series.span or (0, 0)], say("the fit of which screw?"))
        try:
            sizes = [clearance_hole(screw.value, name) for name in _SERIES] if screw is not None else []
        except UnknownName:
            sizes = []
        if screw is None or series is None or not sizes:
            out.missing.append("diameter")
            out.choices["diameter"] = tuple(f"{size:g} mm" for size in sizes)
            return
        size = sizes[_SERIES.index(series.value)]
        out.data["diameter"] = self._table(size, "diameter", screw)
        out.details.append(("diameter", "clearance", f"{screw.value}, {series.value}: {size:g} mm"))

    def _table(self, size: float, role: str, fact: Fact) -> Val:
        """A length in mm out of a table, because of ``fact``."""
        value = leaf(Num(size, "mm"), role, self.units).value
        return Val(value, role, fact.span, fact.text, "table" if fact.origin == "text" else fact.origin)

    def _for_screws(self, thread: Fact) -> bool:
        """Whether the words beside a thread say what goes through the hole: "M8螺栓孔", "安装M8螺钉的通孔"."""
        if thread.span is None:
            return False
        start, end = thread.span
        return _SCREWS.search(self.draft.text[max(0, start - 4) : end + 4]) is not None

    def _fits_thread(self, facts: dict[str, Fact], drill: Fact | None) -> None:
        found = quantities(facts["thread"].value)
        nominal = found[0].mm if found else None
        size = millimetres(drill.value, self.units) if drill is not None else None
        if drill is not None and size is not None and nominal is not None and not _SMALLEST * nominal < size < nominal:
            raise contradiction(
                say(
                    "a {thread} thread cannot be cut in a hole of {text!r}",
                    thread=facts["thread"].value,
                    text=drill.text,
                ),
                drill.span,
            )

    def _threads_only(self, facts: dict[str, Fact]) -> bool:
        """Whether threads are named and no holes: "four M6 threads, 12 deep" are threaded so deep."""
        span, deep = (facts[slot].span if slot in facts else None for slot in ("thread", "depth"))
        if span is None or deep is None or "head" in facts:
            return False
        beside = self.draft.text[min(span[0], deep[0]) : max(span[1], deep[1]) + _NOUN].lower()
        return self.draft.text[slice(*span)].lower().endswith("threads") and "hole" not in beside

    def _thread(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        if facts.keys() & {"drilled", "tap_depth"} and "depth" in facts and "tdepth" not in facts:
            # "M6 tapped, 15 deep, drilled 19"
            facts = {("tdepth" if slot == "depth" else slot): fact for slot, fact in facts.items()}
        if "depth" in facts and "tdepth" not in facts and self._threads_only(facts):
            facts = {("tdepth" if slot == "depth" else slot): fact for slot, fact in facts.items()}
        thread, depth, drilled = pitched(facts), facts.get("tdepth"), facts.get("tap_depth")
        unknown = "thread_depth" if "depth_is_hole" in facts else "depth_meaning"
        facts = facts | ({"thread": thread} if thread is not None else {})
        if thread is None:
            out.missing.append("thread")
        else:
            out.data["thread"] = {"designation": self._yes(thread, "thread", thread.value)}
            plain = thread.value[1:].replace(".", "").isdigit() and thread.origin == "text"
            english = self.draft.language == "en" or self._for_screws(thread)
            if english and plain and not facts.keys() & {"tap", "tap_dia", "tap_depth", "drilled", "tdepth"}:
                out.missing.append("thread_meaning")  # "M6 holes": tapped, or to let M6 screws through?
            if depth is not None:
                out.data["thread"]["depth"] = self._length(depth, "thread depth")
            self._kind_of_thread(facts, out)
        if "drilled" in facts and thread is not None:
            sized = "dia" in facts and not facts["drilled"].text.lower().endswith(("deep", "depth", "深"))
            if drilled is not None or "tap_dia" in facts or sized:
                raise contradiction(say("the tapped hole is drilled twice"), facts["drilled"].span)
            drilled = self._drilled(facts, thread)
        if drilled is not None and "thru" in facts:
            raise contradiction(say("through and a drilling depth are both said"), drilled.span)
        if drilled is not None and "depth" in facts:
            raise contradiction(say("two depths are given for the drilled hole"), drilled.span)
        if drilled is not None:
            out.data["depth"] = self._length(drilled, "drilled depth")
            if depth is None:
                out.missing.append(unknown)
        elif "thru" in facts and "blind" not in facts and "depth" not in facts:
            out.data["through"] = self._yes(facts["thru"], "through")
        elif "thru" in facts:
            raise contradiction(say("through and blind (or a depth) are both said"), facts["thru"].span)
        elif "depth" in facts:
            out.data["depth"] = self._length(facts["depth"], "depth")
            if depth is None:
                out.missing.append(unknown)
        elif depth is None:
            out.missing.append("depth")
        kinds = {"fine", "coarse", "left_hand", "thread_class", "pitch"} if thread is not None else set[str]()
        kinds |= {"thread", "tap", "tdepth", "tap_depth", "thru", "blind", "depth", "depth_is_hole", "drilled"}
        return kinds | self._floor(facts, out)

    def _kind_of_thread(self, facts: dict[str, Fact], out: Emitted) -> None:
        """Pitch, hand and class, where words say them."""
        designation = facts["thread"].value
        pitched = "x" in designation.lower()
        if "fine" in facts and not pitched and designation.startswith("M"):
            out.missing.append("thread")  # "M8 fine" may be x1 or x0.75
        if ("coarse" in facts and pitched) or ("coarse" in facts and "fine" in facts):
            raise contradiction(
                say("{designation} names its pitch, and is called coarse", designation=designation),
                facts["coarse"].span,
            )
        if "left_hand" in facts:
            out.data["thread"]["hand"] = self._yes(facts["left_hand"], "hand", "left")
        if "thread_class" in facts:
            out.data["thread"]["class_"] = self._yes(facts["thread_class"], "class", facts["thread_class"].value)

    def _drilled(self, facts: dict[str, Fact], thread: Fact) -> Fact:
        """The depth in "tapped 15 deep, drill 20": more than the thread is wide, or it might be the drill's size."""
        said, found = facts["drilled"], quantities(thread.value)
        nominal = (found[0].mm or (found[0].value or 0.0) * 25.4) if found else 0.0
        words = said.text.lower()
        if not words.endswith(("deep", "depth", "深")) and millimetres(said.value, self.units) <= nominal:
            raise unread(self.draft.text, [said.span or (0, 0)], say("the drill's size, or how deep it goes?"))
        return said

    def _counterbore(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        slots = {"cbore_said", "cbore_dia", "cbore_depth", "screw"}
        if not facts.keys() & slots:
            return set()
        if "screw" in facts and "cbore_said" not in facts:
            if "dia" in facts:
                raise unread(self.draft.text, [facts["screw"].span or (0, 0)], say("a screw without its counterbore"))
            return slots  # a hole for the screw: its size is asked for
        if "cbore_dia" in facts and "cbore_depth" in facts:
            out.data["counterbore"] = {
                "diameter": self._length(facts["cbore_dia"], "counterbore diameter"),
                "depth": self._length(facts["cbore_depth"], "counterbore depth"),
            }
        elif "screw" in facts and not facts.keys() & {"cbore_dia", "cbore_depth"} and self._for_screw(facts, out):
            pass
        else:
            out.missing.append("counterbore")
        return slots

    def _for_screw(self, facts: dict[str, Fact], out: Emitted) -> bool:
        """The counterbore for a socket head cap screw, from DIN 974-1. False: the table has none for it."""
        from codegen.errors import UnknownName
        from codegen.shop.standards import socket_head_counterbore

        screw = facts["screw"]
        try:
            diameter, depth = socket_head_counterbore(screw.value)
        except UnknownName:
            return False
        out.data["counterbore"] = {
            "diameter": self._table(diameter, "counterbore diameter", screw),
            "depth": self._table(depth, "counterbore depth", screw),
        }
        out.details.append(("counterbore", "cbore-table", f"{screw.value}: Ø{diameter:g} x {depth:g} mm"))
        return True

    def _countersink(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        slots = {"csk_said", "csk_dia", "csk_angle", "sink_said"}
        if not facts.keys() & slots:
            return set()
        if "sink_said" in facts and not facts.keys() & {"csk_dia", "cbore_dia", "cbore_said"}:
            out.missing.append("sink_kind")
            return slots
        if not facts.keys() & {"csk_said", "csk_dia", "csk_angle"}:
            return slots
        if "csk_dia" in facts and "csk_angle" in facts:
            angle = facts["csk_angle"]
            out.data["countersink"] = {
                "diameter": self._length(facts["csk_dia"], "countersink diameter"),
                "angle": self._yes(angle, "countersink angle", angle.value.value),
            }
        else:
            out.missing.append("countersink")
        return slots
