"""Conversations, really held: answers, refusals that leave the part as it was, corrections, going back; and what is made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.errors import BadInput
from codegen.model.verdict import Outcome
from codegen.pipeline import Options, save
from codegen.pipeline.revise import State, Turn, converse, saved, turn
from codegen.planner.offline import OfflinePlanner

PLATE = "60x40x10 mm brass plate, one Ø8 thru hole at X15 Y20, zero front left top"


def talk(*words: str) -> tuple[State, list[Turn]]:
    state, done = State(), []
    for text in words:
        state, found = turn(state, text, OfflinePlanner(), Options())
        done.append(found)
    return state, done


def hole(state: State, index: int = 0) -> dict[str, object]:
    assert state.intent is not None
    data: dict[str, object] = state.intent.model_dump(mode="json")["features"][index]
    return data


def x_of(state: State) -> float:
    assert state.intent is not None
    return float(state.intent.model_dump(mode="json")["features"][0]["at"][0]["position"]["x"])


def test_a_refused_turn_leaves_the_part_and_a_correction_goes_on_from_it() -> None:
    state, done = talk(PLATE, "move the hole 50 mm to the right")
    assert [t.outcome for t in done] == [Outcome.PASSED, Outcome.REFUSED]
    assert {f.code for f in done[1].findings if str(f.severity) == "error"} == {"feature-outside-stock"}
    assert x_of(state) == 15.0
    state, done = talk(PLATE, "move the hole 50 mm to the right", "sorry, meant 15 not 50, so X30")
    assert done[-1].outcome is Outcome.PASSED
    assert x_of(state) == 30.0
    state, done = talk(PLATE, "move the hole 50 mm to the right", "sorry, meant 15 not 50, so X31")
    assert done[-1].outcome is Outcome.REFUSED
    assert x_of(state) == 15.0


def test_a_change_that_was_made_is_corrected_from_what_was_before_it() -> None:
    state, _ = talk(PLATE, "move the hole 10 mm to the right", "sorry, meant 5 not 10")
    assert x_of(state) == 20.0


def test_a_turn_answers_what_was_asked() -> None:
    words = "120×80×15铝板，正中间钻一个Φ20的孔，原点板中心上表面"
    state, done = talk(words, "打通", "孔径改成25")
    assert [t.outcome for t in done] == [Outcome.QUESTION, Outcome.PASSED, Outcome.PASSED]
    assert hole(state)["through"] is True
    assert hole(state)["diameter"] == 25.0


def test_an_answer_that_is_none_asks_again() -> None:
    state, done = talk("120x80x15 mm plate, Ø20 hole in the centre, zero centre top", "banana")
    assert [t.outcome for t in done] == [Outcome.QUESTION, Outcome.QUESTION]
    assert state.intent is None
    state, done = talk("120x80x15 mm plate, Ø20 hole in the centre, zero centre top", "banana", "through")
    assert done[-1].outcome is Outcome.PASSED


def test_going_back_twice() -> None:
    state, done = talk(PLATE, "make it 12 thick", "same but in steel", "undo that", "undo that")
    assert [t.outcome for t in done] == [Outcome.PASSED] * 5
    assert state.intent is not None
    assert state.intent.material == "brass"
    assert state.intent.model_dump(mode="json")["stock"]["z"] == 10.0
    _, done = talk(PLATE, "undo that")
    assert done[-1].outcome is Outcome.REFUSED


def test_it_is_what_was_last_talked_about() -> None:
    words = "100x60x20 mm block, Ø10 thru hole at X20 Y20, round pocket Ø30 5 deep at X60 Y30, zero front left top"
    state, done = talk(words, "make the pocket 6 deep", "move it 5 mm to the right")
    assert done[-1].outcome is Outcome.PASSED, done[-1].findings
    pocket = hole(state, 1)
    assert pocket["depth"] == 6.0
    assert pocket["at"][0]["position"]["x"] == 65.0  # type: ignore[index]


def test_the_program_changes_as_the_words_say(tmp_path: Path) -> None:
    made, done, _ = converse([PLATE, "move the hole 10 mm to the right"])
    assert made.outcome is Outcome.PASSED, made.record.findings
    program = next(a.data for a in made.artifacts if a.name == "program.ngc").decode()
    assert "X25" in program
    assert "X15" not in program
    assert len(done) == 2
    save(made, tmp_path / "out")
    state, options = saved(tmp_path / "out")
    made, _, _ = converse(["Ø9 instead", "make it 12 thick"], state=state, options=options)
    assert made.outcome is Outcome.PASSED, made.record.findings
    save(made, tmp_path / "out")
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["conversation"]["messages"] == [
        PLATE,
        "move the hole 10 mm to the right",
        "Ø9 instead",
        "make it 12 thick",
    ]
    assert report["changed"] == [{"what": "stock z", "before": "10", "after": "12"}]
    state, _ = saved(tmp_path / "out")
    state, found = turn(state, "undo that", OfflinePlanner(), Options())
    assert found.outcome is Outcome.PASSED
    assert state.intent is not None
    assert state.intent.model_dump(mode="json")["stock"]["z"] == 10.0


def test_an_altered_intent_is_no_ground_to_stand_on(tmp_path: Path) -> None:
    made, _, _ = converse([PLATE])
    save(made, tmp_path / "out")
    path = tmp_path / "out" / "intent.json"
    path.write_text(path.read_text(encoding="utf-8").replace("8.0", "9.0"), encoding="utf-8")
    with pytest.raises(BadInput):
        saved(tmp_path / "out")


def test_nothing_is_made_when_the_last_turn_is_refused() -> None:
    made, done, state = converse([PLATE, "make it 12 thick", "drop the slot"])
    assert [t.outcome for t in done] == [Outcome.PASSED, Outcome.PASSED, Outcome.REFUSED]
    assert made.outcome is Outcome.REFUSED
    assert made.artifacts == ()
    assert state.intent is not None
    assert state.intent.model_dump(mode="json")["stock"]["z"] == 12.0
