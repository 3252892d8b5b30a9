"""General talk: passed over where a sentence, a clause of a person or a purpose holds nothing else; unread anywhere else."""

from __future__ import annotations

import json
import tomllib

import pytest

from codegen.model.request import Request
from codegen.planner.offline import OfflinePlanner
from codegen.planner.offline.words import vocabulary
from codegen.resources import grammar

PLANNER = OfflinePlanner()
PART = "100x60x10 mm plate, zero front left top. One 8 mm hole through at 20,30."


def meaning(text: str) -> str | None:
    intent = PLANNER.plan(Request(text)).intent
    if intent is None:
        return None
    return json.dumps({k: v for k, v in intent.items() if k not in ("provenance", "assumptions")}, sort_keys=True)


@pytest.mark.parametrize(
    "talk",
    [
        "My brother's birthday is next week and I promised him a lamp.",
        "We are a small company and our customers love these things.",
        "The old one broke yesterday.",
        "I hope you had a great weekend, and thanks for helping me with this!",
        "No rush. Let me know when it's ready.",
    ],
)
def test_a_sentence_of_talk_is_passed_over_wherever_it_stands(talk: str) -> None:
    said = meaning(PART)
    assert said is not None
    assert meaning(f"{talk} {PART}") == said
    assert meaning(f"{PART} {talk}") == said
    assert meaning(PART.replace("top. One", f"top. {talk} One")) == said


@pytest.mark.parametrize(
    "before", ["my wife restores old radios and ", "I broke mine, so ", "For my brother's workshop, "]
)
def test_a_clause_of_a_person_and_a_purpose_are_passed_over(before: str) -> None:
    said = meaning(PART)
    assert said is not None
    assert meaning(before + PART) == said


@pytest.mark.parametrize(
    "said",
    [
        "My wife doesn't want it.",  # a negation
        "We always make two of them.",  # a quantity
        "I would mirror it.",  # a word of no list
        "If the customer pays, make it.",  # a condition
        "My boss wants it deeper.",  # a comparison
        "Put my name on it.",  # a place on the part
        "Put a castle on it.",
        "Forget it.",  # takes back what was said
        "It was a mistake.",
        "I meant something else.",
        "He said it is too big.",
        "The customer wants it before the other one.",  # order
        "My son lost the plate.",  # a term of the trade, in a sentence that is not read
        "Is the customer happy with a hole?",
    ],
)
def test_what_could_bear_on_the_part_is_no_talk(said: str) -> None:
    assert meaning(f"{PART} {said}") is None


def test_a_general_word_among_words_of_the_part_is_unread() -> None:
    for text in (
        PART.replace("8 mm hole", "8 mm birthday hole"),
        PART.replace("through", "through usually"),
        PART.replace("at 20,30", "at 20,30 in April"),
    ):
        assert meaning(text) is None, text


def test_a_drawing_that_was_sent_is_missed_not_passed_over() -> None:
    reply = PLANNER.plan(
        Request("You should have received the drawing yesterday. Please make the program, in aluminium.")
    )
    assert reply.intent is None
    assert [q.slot for q in reply.questions] == ["drawing"]


def test_the_list_of_general_words_holds_no_word_that_limits_or_compares() -> None:
    words = set(tomllib.loads(grammar("request/talk_en.toml"))["words"])
    bearing = (
        "no not never none nothing nor neither without except unless if when until only just each every both all any some many "
        "more most less least few several half double twice between before after first last other another same different "
        "above below under over near far inside outside front back left right top bottom middle up down round flat square deep "
        "wide long thick thin high big bigger small smaller large sharp smooth rough hard soft polish paint anodize engrave "
        "instead rather prefer forget mistake wrong meant wait cancel skip"
    )
    assert not words & set(bearing.split())
    assert all("TALK" in vocabulary().forms[w] or "FILLER" in vocabulary().forms[w] for w in words)


def test_general_words_are_no_misspellings_of_the_trade() -> None:
    for word in ("rough", "asymmetrical", "burned", "onward", "eight", "tapped", "chamber"):
        forms = vocabulary().forms
        assert word in forms or word in vocabulary().never, word
