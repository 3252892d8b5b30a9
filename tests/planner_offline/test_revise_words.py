"""Revisions by words, both languages: what changes, by hand; everything else must be as it was."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from codegen.model.intent import Intent
from codegen.model.request import Reply, Request
from codegen.planner.grounding import ground
from codegen.planner.offline import OfflinePlanner

PLANNER = OfflinePlanner()

PLATE = "120x80x12 mm 6061 plate, 4 x Ø9 thru holes in the corners 10 from the edges, zero front left top"
BORE = (
    "120x80x12 mm 6061 plate, 4 x M6 tapped thru holes in the corners 10 from the edges, Ø30 bore thru in the centre, "
    "zero front left top"
)
BLOCK = (
    "120x80x20 mm steel block, rectangular pocket 50x30 8 deep in the centre, corner radius 5, "
    "4 holes Ø6.6 thru on 100 x 60 pattern, centred, zero centre top"
)
ROW = (
    "150x60x20 mm 6061 block, slot 12 wide 60 overall 6 deep along X in the centre, zero centre top, "
    "three Ø8 thru holes at (-50,20) (0,20) (50,20), 1 mm chamfer on the top edge"
)
DISC = "Disc Ø120 x 14 mm, 304. Bore Ø50 thru in the centre, 6 x Ø11 thru on 95 PCD, first at 0°. zero centre top"
INCH = "4 x 3 x 1/2 in aluminum plate, four 1/4 in dia thru holes 1/2 in from each edge in the corners, zero front left top"
ZH = "铝板150×80×12，四角4-Φ9通孔，孔距130×60居中，正中一个Φ40深5的圆形型腔，原点中心上表面"
ZH_ROW = "铝条150×40×12，三个Φ8通孔：(30,20)、(75,20)、(120,20)，左前角上表面零点，正中沿X向铣一条宽10总长60深4的圆头槽"


def base_of(text: str) -> dict[str, Any]:
    reply = PLANNER.plan(Request(text))
    assert reply.intent is not None, (reply.findings, reply.questions)
    return Intent.model_validate(reply.intent).model_dump(mode="json")


def revise(text: str, words: str, *answers: tuple[str, str]) -> tuple[dict[str, Any], Reply, Request]:
    base = base_of(text)
    request = Request(words, answers, history=(text,), base=base)
    return base, PLANNER.plan(request), request


def plain(intent: Any) -> dict[str, Any]:
    return Intent.model_validate(intent).model_dump(mode="json", exclude={"provenance", "language", "assumptions"})


CHANGES: list[tuple[str, str, dict[str, Any]]] = [
    *[(PLATE, words, {"stock/z": 15.0}) for words in (
        "make it 15 thick", "change the plate thickness to 15", "15 mm plate instead", "plate thickness 15 instead of 12",
        "make the plate 3 mm thicker", "increase the plate thickness by 3", "oops, 15 thick not 12",
    )],
    *[(PLATE, words, {"features/0/diameter": 11.0}) for words in (
        "open the holes up to 11", "holes 11 dia please", "change the holes from 9 to 11", "change Ø9 to Ø11",
        "I want the holes to be 11 mm diameter", "increase the hole size to 11", "make the holes 2 mm bigger",
    )],
    *[(PLATE, words, {"material": "brass"}) for words in ("same but in brass", "make it out of brass", "brass instead of 6061")],
    (PLATE, "15 from the edges instead of 10", {"features/0/at/0/inset_x": 15.0, "features/0/at/0/inset_y": 15.0}),
    (PLATE, "make the holes 8 deep, not through", {"features/0/through": False, "features/0/depth": 8.0}),
    (PLATE, "make it 130 long", {"stock/x": 130.0}),
    (PLATE, "counterbore the holes 15 dia x 5 deep", {"features/0/counterbore": {"diameter": 15.0, "depth": 5.0}}),
    (PLATE, "countersink all holes 90 deg to 16 dia", {"features/0/countersink": {"diameter": 16.0, "angle": 90.0}}),
    *[(BORE, words, {"features/0/thread/designation": "M8"}) for words in (
        "bump the holes up to M8", "make the tapped holes M8", "M8 instead of M6", "change the M6 holes to M8",
    )],
    *[(BORE, words, {"features/1/diameter": 32.0}) for words in (
        "bore to 32", "bore needs to be 32", "open the bore out to 32", "make the centre hole Ø32",
        "make the hole in the middle 2 mm bigger",
    )],
    (BORE, "the bore should be 32H7", {"features/1/diameter": 32.0, "features/1/fit": "H7"}),
    *[(BLOCK, words, {"features/0/depth": 10.0}) for words in (
        "pocket 2 mm deeper", "make the pocket 10 deep", "pocket depth 10", "go 10 deep with the pocket",
    )],
    (BLOCK, "make the pocket through", {"features/0/through": True, "features/0/depth": None}),
    (BLOCK, "make the pocket 60 x 40", {"features/0/outline/x": 60.0, "features/0/outline/y": 40.0}),
    (BLOCK, "inside radius 6 instead of 5", {"features/0/outline/corner_radius": 6.0}),
    (BLOCK, "move the pocket 10 mm left", {"features/0/at/0/position/x": -10.0}),
    (BLOCK, "move the pocket 10 left and 5 down", {"features/0/at/0/position/x": -10.0, "features/0/at/0/position/y": -5.0}),
    (BLOCK, "change the spacing to 90 x 50", {"features/1/at/0/column_spacing": 90.0, "features/1/at/0/row_spacing": 50.0}),
    (BLOCK, "pocket depth stays 8, holes Ø7", {"features/1/diameter": 7.0}),
    (ROW, "widen the slot by 2", {"features/0/outline/width": 14.0}),
    (ROW, "lengthen the slot to 70", {"features/0/outline/length": 70.0}),
    (ROW, "shift the slot 10 up", {"features/0/at/0/position/y": 10.0}),
    (ROW, "make the chamfer 1.5", {"features/2/size": 1.5}),
    (ROW, "move the left hole to X-60", {"features/1/at/0/position/x": -60.0}),
    (ROW, "move the left hole 10 further left", {"features/1/at/0/position/x": -60.0}),
    (ROW, "mirror the holes to the other side", {f"features/1/at/{k}/position/y": -20.0 for k in range(3)}),
    (DISC, "8 holes instead of 6", {"features/1/at/0/count": 8}),
    (DISC, "make it 8 holes", {"features/1/at/0/count": 8}),
    (DISC, "move the bolt circle out to 100", {"features/1/at/0/diameter": 100.0}),
    (DISC, "first hole at 30°", {"features/1/at/0/start_angle": 30.0}),
    (DISC, "OD 130", {"stock/diameter": 130.0}),
    (INCH, "make the holes 3/8", {"features/0/diameter": 0.375}),
    (INCH, "make it 5/8 thick", {"stock/z": 0.625}),
    *[(ZH, words, {"stock/z": 15.0}) for words in ("板厚改成15", "把板加厚到15", "板厚加3", "型腔深度不变，板厚改为15")],
    *[(ZH, words, {"features/0/diameter": 10.0}) for words in (
        "四个孔改成Φ10", "孔径改为10", "四个孔扩到Φ10", "四个孔不是Φ9是Φ10", "Φ9改成Φ10", "深度不变，孔改成Φ10",
    )],
    (ZH, "孔距改为120×50", {"features/0/at/0/column_spacing": 120.0, "features/0/at/0/row_spacing": 50.0}),
    *[(ZH, words, {"features/1/depth": 8.0}) for words in ("型腔深度改成8", "型腔加深3", "型腔再深3mm")],
    (ZH, "型腔改成铣通", {"features/1/through": True, "features/1/depth": None}),
    (ZH, "型腔往右移10mm，往上移5mm", {"features/1/at/0/position/x": 10.0, "features/1/at/0/position/y": 5.0}),
    (ZH, "材料换成45钢", {"material": "45钢"}),
    (ZH, "四个孔都加沉孔Φ15深5", {"features/0/counterbore": {"diameter": 15.0, "depth": 5.0}}),
    (ZH_ROW, "槽往下移3", {"features/1/at/0/position/y": -3.0}),
    (ZH_ROW, "槽宽改成12", {"features/1/outline/width": 12.0}),
    (ZH_ROW, "槽加长10", {"features/1/outline/length": 70.0}),
    (ZH_ROW, "最右边的孔往左移5", {"features/0/at/2/position/x": 115.0}),
    (ZH_ROW, "第一个孔移到X35", {"features/0/at/0/position/x": 35.0}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "changed"), CHANGES, ids=lambda v: v[:40] if isinstance(v, str) else "")
def test_just_what_is_said_changes(text: str, words: str, changed: dict[str, Any]) -> None:
    base, reply, request = revise(text, words)
    assert reply.intent is not None, (reply.findings, reply.questions)
    want = plain(base)
    for pointer, value in changed.items():
        *path, name = pointer.split("/")
        owner: Any = want
        for token in path:
            owner = owner[int(token)] if token.isdigit() else owner[token]
        owner[name] = value
    assert plain(reply.intent) == want
    assert ground(Intent.model_validate(reply.intent), request) == ()


def places(intent: Any, identifier: str) -> list[tuple[str, float, float]]:
    feature = next(f for f in intent["features"] if f["id"] == identifier)
    return [(p["position"]["anchor"], p["position"]["x"], p["position"]["y"]) for p in feature["at"]]


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        (ROW, "drop the middle hole", [("origin", -50.0, 20.0), ("origin", 50.0, 20.0)]),
        (ZH_ROW, "中间那个孔去掉", [("origin", 30.0, 20.0), ("origin", 120.0, 20.0)]),
        (PLATE, "delete the two right holes", [("front-left", 10.0, 10.0), ("back-left", 10.0, -10.0)]),
        (PLATE, "lose the holes on the left", [("front-right", -10.0, 10.0), ("back-right", -10.0, -10.0)]),
        (ZH, "右边两个孔去掉", [("centre", -65.0, -30.0), ("centre", -65.0, 30.0)]),
        (ZH, "右上角那个孔去掉", [("centre", -65.0, -30.0), ("centre", 65.0, -30.0), ("centre", -65.0, 30.0)]),
    ],
)
def test_single_holes_leave_a_pattern(text: str, words: str, left: list[tuple[str, float, float]]) -> None:
    base, reply, request = revise(text, words)
    assert reply.intent is not None, reply.findings
    name = "hole1"
    assert places(reply.intent, name) == left
    others = [f for f in plain(base)["features"] if f["id"] != name]
    assert [f for f in plain(reply.intent)["features"] if f["id"] != name] == others
    assert ground(Intent.model_validate(reply.intent), request) == ()


@pytest.mark.parametrize(
    ("text", "words", "chosen", "size"),
    [
        (ROW, "make the outer holes Ø10", [-50.0, 50.0], 10.0),
        (ROW, "make the middle hole 10 mm", [0.0], 10.0),
        (ROW, "second hole Ø10", [0.0], 10.0),
        (ZH_ROW, "两端两个孔改成Φ10", [30.0, 120.0], 10.0),
        (ZH, "左边两个改成Φ10", [-65.0, -65.0], 10.0),
    ],
)
def test_some_holes_of_a_pattern_become_a_feature(text: str, words: str, chosen: list[float], size: float) -> None:
    base, reply, request = revise(text, words)
    assert reply.intent is not None, reply.findings
    assert [x for _, x, _ in places(reply.intent, "hole2")] == chosen
    new = next(f for f in plain(reply.intent)["features"] if f["id"] == "hole2")
    old = next(f for f in plain(base)["features"] if f["id"] == "hole1")
    assert new["diameter"] == size
    same = {k: v for k, v in new.items() if k not in ("id", "at", "diameter")}
    assert same == {k: v for k, v in old.items() if k not in ("id", "at", "diameter")}
    assert ground(Intent.model_validate(reply.intent), request) == ()


@pytest.mark.parametrize("words", ["get rid of the tapped holes", "remove the M6 holes"])
def test_a_feature_goes(words: str) -> None:
    base, reply, _ = revise(BORE, words)
    assert reply.intent is not None
    assert plain(reply.intent)["features"] == [plain(base)["features"][1]]


def test_a_new_feature_has_its_own_id_and_leaves_the_rest() -> None:
    base, reply, request = revise(PLATE, "add two Ø5 thru holes at (20,40) and (100,40)")
    assert reply.intent is not None, reply.findings
    assert plain(reply.intent)["features"][:1] == plain(base)["features"]
    assert places(reply.intent, "hole2") == [("origin", 20.0, 40.0), ("origin", 100.0, 40.0)]
    assert ground(Intent.model_validate(reply.intent), request) == ()


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        (BLOCK, "pocket depth stays 9", "contradiction"),
        (PLATE, "make the holes 11 instead of 10", "unread-words"),
        (PLATE, "M8 instead of M6", "contradiction"),
        (PLATE, "drop the slot", "unread-words"),
        (PLATE, "make the holes a bit bigger", "unread-words"),
        (PLATE, "make the holes 10% bigger", "unread-words"),
        (PLATE, "make the holes 11, except the left one", "unread-words"),
        (PLATE, "open the holes up to 8", "contradiction"),
        (BLOCK, "6 holes instead of 4", "unread-words"),
        (ROW, "mirror the slot to the other side", "unread-words"),
        (ZH, "孔改大一点", "unread-words"),
        (ZH, "孔距改为90", "unread-words"),
        (ZH, "型腔深度不变为6", "contradiction"),
        (PLATE, "undo", "unread-words"),
    ],
)
def test_refused_and_named(text: str, words: str, code: str) -> None:
    _, reply, _ = revise(text, words)
    assert reply.intent is None
    assert [f.code for f in reply.findings][:1] == [code]


def test_candidates_stand_side_by_side_and_an_answer_chooses() -> None:
    _, reply, _ = revise(BORE, "make the holes Ø8")
    assert reply.intent is None
    assert [q.id for q in reply.questions] == ["which"]
    assert reply.questions[0].choices == ("hole1: 4 × M6 thru", "hole2: Ø30 thru")
    _, reply, _ = revise(BORE, "make the holes Ø8", ("which", "hole2"))
    assert reply.intent is not None
    assert plain(reply.intent)["features"][1]["diameter"] == 8.0


def test_a_thread_in_plain_holes_asks_what_it_means() -> None:
    _, reply, _ = revise(PLATE, "bump the holes up to M8")
    assert [q.slot for q in reply.questions] == ["thread"]
    _, reply, _ = revise(PLATE, "bump the holes up to M8", ("hole1_thread", "tapped"))
    assert reply.intent is not None
    assert plain(reply.intent)["features"][0]["thread"]["designation"] == "M8"
    assert plain(reply.intent)["features"][0]["diameter"] is None


def test_undo_gives_the_intent_before() -> None:
    base, reply, _ = revise(PLATE, "make it 15 thick")
    assert reply.intent is not None
    request = Request("back to what it was", history=(PLATE, "make it 15 thick"), base=reply.intent, before=base)
    undone = PLANNER.plan(request)
    assert undone.intent is not None
    assert plain(undone.intent) == plain(base)
    assert ground(Intent.model_validate(undone.intent), request) == ()


def test_zero_moves_and_the_holes_stay_on_the_part() -> None:
    text = "100x60x8 mm brass plate, two Ø10 thru holes at X20 Y30 and X80 Y30, zero front left top"
    _, reply, request = revise(text, "move zero to the centre of the plate, the holes stay where they are")
    assert reply.intent is not None, reply.findings
    assert places(reply.intent, "hole1") == [("origin", -30.0, 0.0), ("origin", 30.0, 0.0)]
    assert ground(Intent.model_validate(reply.intent), request) == ()
    _, reply, _ = revise(text, "move zero to the centre of the plate")
    assert [q.slot for q in reply.questions] == ["meaning"]


def test_the_base_is_not_touched() -> None:
    base = base_of(PLATE)
    kept = copy.deepcopy(base)
    PLANNER.plan(Request("make the holes 11 mm", history=(PLATE,), base=base))
    assert base == kept


def test_a_smaller_radius_with_its_value_is_that_value() -> None:
    """BLOCK has R5: "smaller, 4" is 4, not 1; "smaller by 1" is 4 as well."""
    for words in ("use a smaller corner radius, 4 mm", "make the corner radius smaller by 1 mm"):
        _, reply, _ = revise(BLOCK, words)
        assert reply.intent is not None, words
        pocket = next(f for f in reply.intent["features"] if f["kind"] == "pocket")
        assert pocket["outline"]["corner_radius"] == 4.0


def test_a_feature_that_goes_may_be_spoken_of_once_more() -> None:
    _, reply, _ = revise(BLOCK, "drop the pocket, we don't need it")
    assert reply.intent is not None
    assert [f["kind"] for f in reply.intent["features"]] == ["hole"]


def test_too_large_is_to_be_smaller() -> None:
    _, reply, _ = revise(ZH, "孔太大了，改成8")
    assert reply.intent is not None
    assert plain(reply.intent)["features"][0]["diameter"] == 8.0
    _, reply, _ = revise(ZH, "孔太大了，改成12")
    assert reply.intent is None
