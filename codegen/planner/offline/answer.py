"""Answers to questions: short texts, read with the same lexer and phrases as a request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from codegen.messages import bilingual
from codegen.planner.offline.chart import Chart, Node
from codegen.planner.offline.choices import depth_meaning, thread_meaning
from codegen.planner.offline.choices_shapes import MEANINGS
from codegen.planner.offline.features import Open
from codegen.planner.offline.lex import Token, lex
from codegen.planner.offline.numbers import num, nums, shared
from codegen.planner.offline.places import POSITION
from codegen.planner.offline.read import facts
from codegen.planner.offline.values import Fact, Num, Refused, Units

if TYPE_CHECKING:
    from codegen.planner.offline.build import State

_NUMBER_SLOTS: Final = {
    "depth": "depth", "diameter": "dia", "width": "wide", "length": "overall", "pcd": "bolt", "corner_radius": "corner_r",
    "count": "count", "angle": "start",
}  # fmt: skip
_NUMERIC: Final = frozenset({"NUM", "LEN", "DIA", "RAD", "ANG", "CW", "ONE"})


def apply(state: State, item: Open, text: str) -> str:
    """Take the answer into the draft. Returns what was wrong with it; empty: nothing."""
    try:
        good = _apply(state, item, text[:200])
    except Refused:
        good = False
    return "" if good else not_understood(text, state.draft.language)


def not_understood(text: str, language: str) -> str:
    """What to say before a question is put again."""
    return bilingual(language, en=f"The answer {text[:60]!r} was not understood.", zh=f"“{text[:60]}”没有看懂。")


def _apply(state: State, item: Open, text: str) -> bool:
    tokens = lex(text)
    if not tokens:
        return False
    if item.slot == "unit":
        return _unit(state, tokens)
    if item.slot == "origin":
        said = {
            name
            for name, kinds in (("stock", {"STOCK", "BLANK", "RAW"}), ("part", {"PART"}))
            for t in tokens
            if t.types & kinds
        }
        state.origin = said.pop() if len(said) == 1 else None
        return state.origin is not None
    if item.feature is None:
        return _body(state, item, tokens)
    if item.slot == "depth" and all("THRU" in t.types or t.types & {"HOLE", "BE"} for t in tokens):
        found = [Fact("thru", True)]
    elif item.text == "thread_meaning":
        return thread_meaning(item.feature.facts, text)
    elif (item.text in MEANINGS and MEANINGS[item.text](item.feature.facts, tokens)) or (
        item.text == "depth_meaning" and depth_meaning(item.feature.facts, text)
    ):
        return True
    elif item.text == "thread_depth":
        deep = _single(tuple(t for t in tokens if "TAP" not in t.types))
        if deep is None:
            return False
        found = [Fact("tdepth", deep)]
    elif item.text == "chamfer_size" and (leg := _single(tokens)) is not None:
        found = [Fact("size", leg)]
    elif item.slot in _NUMBER_SLOTS and (single := _single(tokens)) is not None:
        value = (single, "any") if item.slot == "corner_radius" else single.value if item.slot == "angle" else single
        found = [Fact(_NUMBER_SLOTS[item.slot], value)]
    else:
        found = _phrases(tokens, text)
        if not found:
            return False
    if item.slot == "position":
        for slot in item.feature.facts.keys() & POSITION - {"bolt", "equally", "start", "angles"}:
            del item.feature.facts[slot]
    for fact in found:
        item.feature.facts[fact.slot] = replace(fact, span=None, text=text, origin="answer")
    return True


def _unit(state: State, tokens: tuple[Token, ...]) -> bool:
    inch, metric = (all(kind in t.types for t in tokens) for kind in ("INCHES", "MILLIMETRES"))
    if inch == metric:
        return False
    state.units = Units("inch" if inch else "mm")
    return True


def _body(state: State, item: Open, tokens: tuple[Token, ...]) -> bool:
    if item.slot == "thickness":
        single = _single(tokens)
        if single is None:
            return False
        state.body_answers["thickness"] = [single]
        return True
    if item.slot not in ("stock_size", "size", "stock_shape"):
        return False
    cover = Chart(tokens).covers()[0]
    sizes = [size for node in cover if isinstance(node, Node) and node.rule == "body" for size in node.nodes("size")]
    if len(sizes) != 1 or not all(isinstance(node, Node) and node.rule == "body" for node in cover):
        return False
    values = [_answered(v) for v in shared(nums(sizes[0]))]
    if sizes[0].node("sqsize") is not None:
        values.insert(0, values[0])
    state.body_answers["stock_size"] = values
    return True


def _single(tokens: tuple[Token, ...]) -> Num | None:
    """The one number of an answer such as "15 mm", "Ø8", "15 deep", "直径 8"."""
    numbers = [t for t in tokens if t.types & _NUMERIC]
    others = [
        t
        for t in tokens
        if not t.types & (_NUMERIC | {"DEEP", "DIAM", "BE", "CL", "WIDE", "LONG", "OVERALL", "RADIUS", "THICK"})
    ]
    if len(numbers) != 1 or others:
        return None
    return _answered(num(numbers[0]))


def _answered(value: Num) -> Num:
    return replace(value, span=None, origin="answer")


def _phrases(tokens: tuple[Token, ...], text: str) -> list[Fact]:
    cover = Chart(tokens).covers()[0]
    if not all(isinstance(node, Node) for node in cover):
        return []
    found = [
        f for node in cover if isinstance(node, Node) and node.rule not in ("sep", "joint") for f in facts(node, text)
    ]
    return [] if any(f.slot in ("unclear", "head") for f in found) else found
