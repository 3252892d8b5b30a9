"""What the offline interpreter makes of requests: expected values by hand."""

from __future__ import annotations

import time
from typing import Any

import pytest

from codegen.model.intent import Intent
from codegen.model.request import Reply, Request
from codegen.planner.offline import OfflinePlanner

PLANNER = OfflinePlanner()


def plan(text: str, *answers: tuple[str, str]) -> Reply:
    return PLANNER.plan(Request(text, answers))


def intent(text: str, *answers: tuple[str, str]) -> Intent:
    reply = plan(text, *answers)
    assert reply.intent is not None, (reply.findings, reply.questions)
    return Intent.model_validate(reply.intent)


def slots(text: str, *answers: tuple[str, str]) -> list[str]:
    reply = plan(text, *answers)
    assert reply.intent is None
    assert reply.findings == ()
    return sorted(q.slot for q in reply.questions)


def code(text: str) -> str:
    reply = plan(text)
    assert reply.intent is None
    assert reply.questions == ()
    return reply.findings[0].code


ENGLISH = "Drill a 10 mm hole through a 120 x 60 x 20 mm aluminium block at (100, 25)"
CHINESE = "在120x60x20毫米的铝块上(100,25)处钻一个直径10毫米的通孔"


def test_one_hole_means_the_same_in_both_languages() -> None:
    english, chinese = intent(ENGLISH), intent(CHINESE)
    assert english.without_provenance() == chinese.without_provenance()
    hole: Any = english.features[0]
    assert (hole.diameter, hole.through, hole.depth) == (10, True, None)
    assert (hole.at[0].position.x, hole.at[0].position.y, hole.at[0].position.anchor) == (100, 25, "origin")
    assert english.stock is not None
    assert english.stock.model_dump(exclude={"margin"}) == {"kind": "box", "x": 120, "y": 60, "z": 20}
    assert (english.material, english.part, english.datum) == ("aluminium", None, None)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "100x60x10 mm 6061 plate, zero front left corner, top. drill 4 holes dia 8 thru at (10,10) (90,10) (90,50) (10,50)",
            "6061板100×60×10mm，零点左前角上表面。钻4个Φ8通孔，坐标(10,10)、(90,10)、(90,50)、(10,50)",
        ),
        (
            "80x80x20 mm brass block, round pocket Ø40 x 8 deep in the centre, zero centre top",
            "黄铜块80×80×20，中心铣一个Φ40深8的圆形型腔，原点中心上表面",
        ),
        (
            "120x80x12 mm Q235 plate, 4 x M8 tapped thru, hole spacing 90 x 50, centred, zero centre top",
            "Q235板120×80×12，4-M8螺纹通孔，孔距90×50，居中，原点中心上表面",
        ),
        (
            "100x60x10 mm aluminium plate, four Ø6 thru holes, one at each corner 10 in from both edges. Zero front left, top",
            "铝板100×60×10毫米，四角各钻一个直径6毫米的通孔，离边10，原点左前角上表面",
        ),
    ],
)  # fmt: skip
def test_pairs(english: str, chinese: str) -> None:
    assert intent(english).without_provenance() == intent(chinese).without_provenance()


def test_missing_stock_and_depth_are_asked_for_and_nothing_else() -> None:
    assert slots("在点(100, 25)处钻一个直径 10 毫米的孔") == ["depth", "stock_size"]


def test_plate_with_tapped_corners_and_pocket() -> None:
    found = intent(
        "100 x 60 x 12 mm plate in 6061, four M6 tapped through holes 10 mm in from both edges at each corner, and a "
        "40 x 30 x 5 mm deep pocket with 5 mm corner radius in the centre, stock 100 x 60 x 12"
    )
    holes: Any = found.features[0]
    pocket: Any = found.features[1]
    assert found.material == "6061"
    assert holes.thread.designation == "M6"
    assert holes.through
    assert holes.at[0].model_dump() == {"kind": "corners", "inset_x": 10, "inset_y": 10}
    assert pocket.outline.model_dump() == {"kind": "rectangle", "x": 40, "y": 30, "corner_radius": 5}
    assert pocket.depth == 5
    assert pocket.at[0].position.anchor == "centre"
    assert found.stock is not None
    assert (found.stock.kind, found.part) == ("box", None)


def test_blind_taps_on_a_bolt_circle_at_angles() -> None:
    found = intent(
        "90x90x20 mm alu 7075 plate. 4 x M6 x 12 deep tapped (blind) on a 70 PCD at 45/135/225/315°. zero centre top"
    )
    hole: Any = found.features[0]
    assert (hole.thread.designation, hole.thread.depth, hole.through) == ("M6", 12, False)
    assert (hole.at[0].diameter, hole.at[0].count, hole.at[0].angles) == (70, 4, (45, 135, 225, 315))


# -- units ---------------------------------------------------------------------------------------------------------------


def test_units() -> None:
    assert intent('2" x 3" x 1/2" plate, drill a 3/8" hole thru in the centre').units == "inch"
    assert slots("plate 5 x 3 x 1, hole 2 thru in the centre") == ["unit"]
    assert intent("plate 5 x 3 x 1, hole 2 thru in the centre", ("unit", "inch")).units == "inch"
    mixed = intent('钢板200×120×10mm，中心钻Φ1/2"通孔，原点中心上表面')
    hole: Any = mixed.features[0]
    assert (mixed.units, hole.diameter) == ("mm", "1/2 in")


def test_a_bare_fraction_in_a_metric_request_is_asked_about() -> None:
    assert slots("100x60x10 mm plate, drill Ø3/8 thru in the centre") == ["unit"]


# -- refusals ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("100x60x10 mm plate, Ø8 thru in the centre, turn off the lights", "'turn off'"),
        ("100x60x10 mm plate, two Ø8 thru holes at (10,10) (20,10) except on Sundays", "'except on Sundays'"),
        ("100x60x10 mm plate, Ø8 thru not in the centre", "'not"),
    ],
)
def test_words_that_are_not_understood_are_named(text: str, words: str) -> None:
    reply = plan(text)
    assert reply.intent is None
    finding = reply.findings[0]
    assert finding.code == "unread-words"
    assert words in finding.message
    assert "--model" in finding.remedy
    assert finding.where.span is not None


@pytest.mark.parametrize(
    "text",
    [
        "100x60x10 mm plate, 4 holes Ø8 thru at (10,10) (20,20) (30,30)",
        "100x60x10 mm brass plate in 6061, Ø8 thru in the centre",
        "100x60x10 mm plate, Ø8 thru hole 5 deep in the centre",
        "100x60x10 mm plate, M6 tapped thru, tap drill Ø6.5, in the centre",
    ],
)
def test_contradictions(text: str) -> None:
    assert code(text) == "contradiction"


def test_a_place_between_two_features_is_not_guessed() -> None:
    reply = plan("铝板100×60×20，Φ8通孔，在中心，铣30×20深5型腔，R4")
    assert reply.intent is None


def test_two_hole_sizes_cannot_share_a_name() -> None:
    assert plan("100x60x10 mm plate, drill 4 thru at (10,10) in it").intent is None  # a count, or a diameter?


def test_misspellings_are_read_and_said() -> None:
    found = intent(
        "80x80x12 mm plate. Four M6 tapped hoels thru, one at each corner 15 in from both edges. zero center top"
    )
    assert any("hoels" in a.text for a in found.assumptions)


@pytest.mark.parametrize("word", ["trough", "hold", "slat", "plane", "offset", "socket"])
def test_other_english_words_are_never_corrected(word: str) -> None:
    assert plan(f"100x60x10 mm plate, Ø8 thru {word} in the centre").intent is None


@pytest.mark.parametrize(
    "text",
    [
        "120x120x10 mm plate, bolt circle of 6 holes Ø8 thru, centred, first at 0°",
        "100x60x10 mm plate, hole Ø12 +0.02 thru in the centre",
        "80x60x15 mm block, 2 holes: Ø12 and Ø8 thru, at (20,30) and (60,30)",
        "铝板100×60×10，中间Φ20通孔，两边各一个Φ8通孔，孔距60",
        "thread mill M20x1.5 15 deep at the centre of a 60x60x30 mm block",
        "100x60x20 mm block, four Ø8 holes thru 15 from each end",
        "铝板100×60×10，中心Φ20通孔，下表面钻Φ8孔深5",
    ],
)
def test_what_could_be_misread_is_not_made(text: str) -> None:
    assert plan(text).intent is None


def test_a_title_is_no_hole_of_its_own() -> None:
    found = intent(
        "countersunk holes: 4 x 5.5 thru with 90 deg countersink to 11 dia, 10 from both edges in the corners of a "
        "100x60x8 mm alu plate. Zero centre top"
    )
    hole: Any = found.features[0]
    assert (len(found.features), hole.diameter, hole.through) == (1, 5.5, True)
    assert (hole.countersink.diameter, hole.countersink.angle) == (11, 90)


def test_two_holes_both_through() -> None:
    found = intent("drill Ø12 at (20,30) and Ø8 at (60,30), both thru, 80x60x15 mm block")
    assert [(h.diameter, h.through) for h in found.features] == [(12, True), (8, True)]  # type: ignore[union-attr]


def test_a_number_of_plates_is_no_number_of_holes() -> None:
    assert plan("two 100x60x10 mm plates, drill Ø8 thru at (10,10) and (20,20)").intent is None
    assert plan("两块100×60×10铝板，在(10,10)、(20,20)钻Φ8通孔").intent is None
    assert plan("铝板100×60×10，四角Φ8通孔，离边10，2件").intent is None


def test_plain_m_holes_in_english_may_be_clearance_holes() -> None:
    text = "100x60x10 mm plate, four M6 holes thru, 10 in from both edges at each corner"
    assert slots(text) == ["thread"]
    tapped: Any = intent(text, ("thread", "tapped")).features[0]
    assert tapped.thread.designation == "M6"
    assert intent("板100×60×10，4-M6通孔，孔距80×40，居中").features[0].thread.designation == "M6"  # type: ignore[union-attr]


def test_zero_at_the_bottom() -> None:
    found = intent("100x60x10 mm plate, Ø8 thru in the centre, X0 Y0 front left corner, Z0 bottom face")
    assert found.datum is not None
    assert (found.datum.across, found.datum.along, found.datum.height) == ("left", "front", "bottom")


# -- answers -------------------------------------------------------------------------------------------------------------


def test_answers_fill_the_gaps() -> None:
    text = "在点(100, 25)处钻一个直径 10 毫米的孔"
    found = intent(text, ("stock_size", "120x60x20"), ("depth", "通"))
    assert found.without_provenance()["features"] == intent(ENGLISH).without_provenance()["features"]
    assert {p.origin for p in found.provenance if p.pointer.startswith("/stock")} == {"answer"}


def test_answers_by_id_and_slot() -> None:
    text = "100x60x20 mm plate, drill four 8mm holes in it"
    assert slots(text) == ["depth", "position"]
    assert slots(text, ("depth", "15 mm")) == ["position"]
    found = intent(text, ("hole1_depth", "15 mm"), ("position", "(10,10) (90,10) (90,50) (10,50)"))
    hole: Any = found.features[0]
    assert hole.depth == 15
    assert len(hole.at) == 4


def test_thread_pitch_circle_and_thickness_answers() -> None:
    assert (
        intent("80x80x12 mm plate, tapped hole thru in the centre", ("thread", "M6")).features[0].thread.designation
        == "M6"
    )  # type: ignore[union-attr]
    found = intent(
        "法兰盘，外径120，6个孔均布，Q235，要程序",
        ("thickness", "15"),
        ("pcd", "90"),
        ("diameter", "9"),
        ("depth", "通"),
    )
    assert found.stock is not None
    assert found.stock.model_dump(exclude={"margin"}) == {"kind": "cylinder", "diameter": 120, "height": 15}


def test_a_bad_answer_asks_again_and_says_so() -> None:
    reply = plan("100x60x20 mm plate, Ø8 hole in the centre", ("depth", "rather deep I think"))
    assert [q.slot for q in reply.questions] == ["depth"]
    assert "rather deep" in reply.questions[0].text


def test_an_answer_to_no_question_is_refused() -> None:
    assert plan(ENGLISH, ("depth", "5")).findings[0].code == "unread-words"


# -- limits --------------------------------------------------------------------------------------------------------------


def test_long_texts_and_garbage_are_refused_at_once() -> None:
    start = time.perf_counter()
    assert code("drill " * 200_000) == "unread-words"
    assert code("\x00\x01\x02PK\x03\x04 drill") == "unread-words"
    assert code("   ") == "unread-words"
    assert time.perf_counter() - start < 0.5


def test_dense_texts_take_no_long_time() -> None:
    start = time.perf_counter()
    plan("(10,10) " * 900)
    plan("x" * 7900)
    plan("4 x M6 x 12 deep thru hole at the centre and " * 100)
    assert time.perf_counter() - start < 20


def test_every_leaf_of_an_intent_has_a_source() -> None:
    found = plan(ENGLISH)
    assert found.intent is not None
    pointers = {p["pointer"]: p for p in found.intent["provenance"]}
    for pointer, text in (
        ("/stock/x", "120"), ("/features/0/diameter", "10 mm"), ("/features/0/at/0/position/x", "100"),
        ("/features/0/through", "through"), ("/material", "aluminium"),
    ):  # fmt: skip
        assert pointers[pointer]["text"] == text
        start, end = pointers[pointer]["span"]
        assert ENGLISH[start:end] == text


@pytest.mark.parametrize(
    "text",
    [
        "write me a limerick",
        "Can you book me a flight to Berlin?",
        "Who won the world cup in 2018?",
        "你会唱歌吗，来一段",
    ],
)
def test_a_request_for_no_part_is_declined_without_a_list_of_words(text: str) -> None:
    reply = plan(text)
    assert reply.intent is None and not reply.questions
    assert [finding.code for finding in reply.findings] == ["unsupported-request"]
