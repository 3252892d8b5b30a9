"""Another zero: the datum of the intent changes; whether features keep their place on the part or their figures must be said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from codegen.messages import say
from codegen.model.intent import Question
from codegen.planner.offline.body import Body
from codegen.planner.offline.chart import Node
from codegen.planner.offline.datum import datum
from codegen.planner.offline.draft import Draft
from codegen.planner.offline.revise_places import ground
from codegen.planner.offline.revise_work import Work, same
from codegen.planner.offline.values import Fact, Val, refusal

ASKED: Final = "zero_meaning"
_STAY: Final = frozenset(
    {"stay", "stay on the part", "places", "place", "不动", "实际位置不变", "位置不变", "孔不动", "在零件上不动"}
)
_FIGURES: Final = frozenset({"coordinates", "keep the coordinates", "figures", "坐标不变", "数值不变"})


class ZeroMeaning(Exception):
    """It is not said whether features stay where they are on the part."""


def question(language: str) -> Question:
    """What is asked then."""
    if language == "zh":
        text, choices = "零点移动后，已有特征在零件上的实际位置不变，还是坐标数值不变？", ("实际位置不变", "坐标不变")
    else:
        text = "When zero moves: do the features stay where they are on the part, or keep their coordinates?"
        choices = ("stay on the part", "keep the coordinates")
    return Question(id=ASKED, slot="meaning", about="/datum", text=text, choices=choices)


def understood(answer: str) -> bool | None:
    """True: features stay on the part; False: their figures stay; None: the answer says neither."""
    plain = answer.strip().lower().strip(".。")
    return True if plain in _STAY else False if plain in _FIGURES else None


def move_zero(work: Work, fact: Fact, *, stay: bool | None) -> None:
    """Set the datum. ``stay``: features keep their place on the part (True) or their coordinates (False).

    Raises:
        Refused: no place for zero was read. ZeroMeaning: ``stay`` is None, and it matters.
    """
    node: Node = fact.value
    named = Node("datum", tuple(c for c in node.children if isinstance(c, Node) and c.rule in ("zw", "place")))
    body = Body(stock=work.data.get("stock"), part=work.data.get("part"))
    found = datum(Draft(work.text, work.language, whole=[named]), body, work.units, None)
    if found is None or found.get("unclear"):
        raise refusal(
            "unread-words",
            say("{text!r}: zero of the stock, or of the part?", text=fact.text),
            fact.span,
            say("say which"),
        )
    before, old = ground(work).middle, dict(work.data.get("datum") or {})
    new: dict[str, Any] = {k: v.value if isinstance(v, Val) else v for k, v in found.items()}
    if named.node("ztop", "zbot", "zfaced", "height") is None and old:
        new |= {k: old[k] for k in ("height", "z") if k in old}
    elif old and not same(work.number(old.get("z", 0.0)), 0.0):
        raise refusal("unread-words", say("the height of zero was given as a figure: say what it is now"), fact.span)
    work.put("/datum", {**new, "x": 0.0, "y": 0.0}, Fact("datum", True, fact.span, fact.text, fact.origin))
    work.sources[-1]["pointer"] = "/datum/across"
    after = ground(work).middle
    given = list(_from_zero(work))
    if not given or before == after:
        return
    if before is None or after is None or not old:
        raise refusal("unread-words", say("where zero was is not known"), fact.span)
    if stay is None:
        raise ZeroMeaning
    if stay:
        for pointer in given:
            for axis, shift in zip("xy", (after[0] - before[0], after[1] - before[1]), strict=True):
                value = work.number(work.at(pointer).get(axis, 0.0))
                if shift:
                    moved = Fact(axis, True, fact.span, fact.text, fact.origin)
                    note = say(
                        "{old:g} {sign} {shift:g}: same place, new zero",
                        old=value,
                        sign="+" if shift > 0 else "-",
                        shift=abs(shift),
                    )
                    work.put(f"{pointer}/{axis}", round(value + shift, 9) + 0.0, moved, origin="expression", note=note)


def _from_zero(work: Work) -> Iterator[str]:
    """Pointers of positions that are measured from zero."""
    for i, f in enumerate(work.features):
        for k, place in enumerate(f.get("at", ())):
            for name in ("position", "start", "at", "centre"):
                position = place.get(name)
                if isinstance(position, dict) and position.get("anchor", "origin") == "origin":
                    yield f"/features/{i}/at/{k}/{name}"
        for name in ("start", "end"):
            position = f.get(name)
            if isinstance(position, dict) and position.get("anchor", "origin") == "origin":
                yield f"/features/{i}/{name}"
