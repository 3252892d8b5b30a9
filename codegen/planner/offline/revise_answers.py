"""Answers to what a revision lacked: read with the same phrases, as facts of the clause that asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from codegen.messages import say
from codegen.planner.offline.chart import Chart, Node
from codegen.planner.offline.choices import _plain as plain_words
from codegen.planner.offline.revise_edit import Ask
from codegen.planner.offline.revise_lex import lex_revision, revision_rules
from codegen.planner.offline.revise_read import Clause, read_chunk
from codegen.planner.offline.values import Fact, Num, refusal

_SLOTS: Final = {"diameter": "dia", "depth": "depth", "thread": "thread"}
_TAPPED: Final = frozenset(
    {"tapped", "tap", "thread", "threaded", "tapped hole", "tapped holes", "攻丝", "攻", "攻螺纹", "螺纹", "螺纹孔"}
)


def answered(clause: Clause, text: str, e: Ask) -> Clause:
    """``clause`` with what the answer says. Raises Refused when it was not understood."""
    if e.text == "thread_meaning" and plain_words(text) in _TAPPED:
        clause.facts.append(Fact("tap", True, None, text, "answer"))
        return clause
    tokens = lex_revision(text[:200])
    extra = Clause()
    cover = Chart(tokens, revision_rules()).covers()[0] if tokens else []
    if not cover or not all(isinstance(n, Node) for n in cover):
        raise _unclear(text)
    for node in cover:
        if isinstance(node, Node) and node.rule != "sep":
            read_chunk(extra, node, text)
    if extra.refs or extra.shifts or extra.olds or extra.relative or len(extra.numbers) > 1:
        raise _unclear(text)
    slot = "tdepth" if e.text == "thread_depth" else _SLOTS.get(e.slot, "")
    found = [_own(f, text, slot) for f in extra.facts]
    found += [Fact(slot, _from_answer(n), None, text, "answer") for n in extra.numbers if slot]
    if not found:
        raise _unclear(text)
    if e.text == "thread_meaning":
        clause.facts = [f for f in clause.facts if f.slot != "thread"]
    clause.facts += found
    return clause


def _own(fact: Fact, text: str, slot: str) -> Fact:
    value = _from_answer(fact.value) if isinstance(fact.value, Num) else fact.value
    name = slot if slot == "tdepth" and fact.slot == "depth" else fact.slot
    return replace(fact, slot=name, value=value, span=None, text=text, origin="answer")


def _from_answer(value: Num) -> Num:
    return replace(value, span=None, origin="answer")


def _unclear(text: str) -> Exception:
    return refusal(
        "unread-words",
        say("the answer {text!r} was not understood", text=text[:60]),
        None,
        say("answer with the figure alone"),
    )
