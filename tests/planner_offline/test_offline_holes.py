"""How holes, their places, threads and enlargements are said: expected values by hand, English and Chinese."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.model.intent import Intent
from codegen.model.request import Reply, Request
from codegen.planner.grounding import ground
from codegen.planner.intake import intake
from codegen.planner.offline import OfflinePlanner

PLANNER = OfflinePlanner()
PLATE = "100x60x20 mm plate, zero front left top. "
BAN = "铝板100×60×20，原点左前角上表面。"


def plan(text: str, *answers: tuple[str, str]) -> Reply:
    return PLANNER.plan(Request(text, answers))


def holes(text: str, *answers: tuple[str, str]) -> list[Any]:
    """The holes of a request, once grounding has found nothing ungrounded in it and nothing of it ignored."""
    reply = plan(text, *answers)
    assert reply.intent is not None, (reply.findings, reply.questions)
    intent, findings = intake(reply.intent)
    assert intent is not None, findings
    assert ground(intent, Request(text, answers)) == ()
    return list(Intent.model_validate(reply.intent).features)


def hole(text: str) -> Any:
    (found,) = holes(text)
    return found


def where(item: Any) -> list[Any]:
    """Places in short: (x, y) from zero, (anchor, x, y), or the pattern's values."""
    out: list[Any] = []
    for place in item.at:
        if place.kind == "at":
            p = place.position
            out.append((p.x, p.y) if p.anchor == "origin" else (p.anchor, p.x, p.y))
        else:
            out.append(place)
    return out


def asked(text: str) -> list[str]:
    reply = plan(text)
    assert reply.intent is None
    assert reply.findings == ()
    return [q.slot for q in reply.questions]


def refused(text: str) -> bool:
    reply = plan(text)
    return reply.intent is None and not reply.questions and bool(reply.findings)


FOUR = [(10, 10), (90, 10), (90, 50), (10, 50)]


@pytest.mark.parametrize(
    "words",
    [
        "4X Ø8 THRU at", "4xØ8 THRU ALL at", "4-Φ8 thru at", "(4) Ø8 holes thru at", "qty 4 Ø8 thru holes at",
        "4 off Ø8 thru at", "Ø8 THRU 4 PLCS at", "Ø8 thru, 4 places:", "Ø8 thru typ 4 places at", "4 ea. Ø8 thru holes at",
        "a set of four 8 mm through-holes at", "4 thru holes of 8 mm at", "4 thru holes of diameter 8 at",
        "4 no. D8 holes completely through at", "four 8 mm holes through the full thickness at",
    ],
)  # fmt: skip
def test_counts_and_sizes(words: str) -> None:
    found = hole(f"{PLATE}{words} (10,10) (90,10) (90,50) (10,50)")
    assert (found.diameter, found.through, where(found)) == (8, True, FOUR)


@pytest.mark.parametrize(
    "words",
    [
        "4×Φ8通，位置", "Φ8通4个，位置", "Φ8通孔×4，位置", "Φ8通孔4处，位置", "直径8的通孔四个，分别在", "打4个8的通孔，位置",
        "打4个8mm的孔，钻穿，位置", "D8通孔4个，坐标", "孔径8，通孔，4个，孔坐标",
    ],
)  # fmt: skip
def test_counts_and_sizes_in_chinese(words: str) -> None:
    found = hole(f"{BAN}{words}(10,10)(90,10)(90,50)(10,50)")
    assert (found.diameter, found.through, where(found)) == (8, True, FOUR)


@pytest.mark.parametrize(
    "words",
    [
        "x 50 y 25", "x=50, y=25", "X: 50, Y: 25", "(X50, Y25)", "(50; 25)", "(50, 25) mm", "position X50 / Y25",
    ],
)  # fmt: skip
def test_one_place(words: str) -> None:
    assert where(hole(f"{PLATE}Ø8 thru hole at {words}")) == [(50, 25)]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("50 from the left and 20 from the front", ("front-left", 50, 20)),
        ("50 mm in from the left side, 20 mm up from the bottom edge", ("front-left", 50, 20)),
        ("50 mm right of the left edge and 20 mm above the bottom edge", ("front-left", 50, 20)),
        ("50 from the right edge and 10 from the top", ("back-right", -50, -10)),
        ("50 in X and 20 in Y from the front left corner", ("front-left", 50, 20)),
        ("in the back right corner, 15 from each edge", ("back-right", -15, -15)),
        ("20 mm from the left and bottom edges", ("front-left", 20, 20)),
        ("20 mm left of the centre", ("centre", -20, 0)),
        ("offset 20 mm in +X from the centre", ("centre", 20, 0)),
        ("on the center line 20 from the left end", ("left", 20, 0)),
        ("10 mm from the front in the middle", ("front", 0, 10)),
        ("10 mm from the front edge, centred in X", ("front", 0, 10)),
        ("midway between the left and right edges, 10 mm from the back edge", ("back", 0, -10)),
    ],
)
def test_places_from_sides_and_the_middle(words: str, place: tuple[str, float, float]) -> None:
    assert where(hole(f"{PLATE}Ø8 thru hole {words}")) == [place]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("距左边20距下边15", ("front-left", 20, 15)),
        ("左边距20，下边距15，", ("front-left", 20, 15)),
        ("从左边量20，从前边量15，", ("front-left", 20, 15)),
        ("中心向左偏20处", ("centre", -20, 0)),
        ("中心线上距左端20", ("left", 20, 0)),
        ("右后角距两边均为10，", ("back-right", -10, -10)),
    ],
)
def test_places_in_chinese(words: str, place: tuple[str, float, float]) -> None:
    assert where(hole(f"{BAN}{words}钻Φ8通孔")) == [place]


@pytest.mark.parametrize(
    "text",
    [
        PLATE + "four Ø8 thru holes in the corners, 15 mm from the short edges and 10 mm from the long edges",
        PLATE + "four Ø8 thru holes in the corners, 15 mm in X and 10 mm in Y from the edges",
        PLATE + "four Ø8 thru holes, 15 from the left and right edges, 10 from the front and back edges",
        BAN + "四角Φ8通孔，X方向边距15，Y方向边距10",
        BAN + "四角Φ8通孔，距长边10，距短边15",
        BAN + "四角Φ8通孔，距左右边15，距前后边10",
    ],
)
def test_corners_with_two_distances(text: str) -> None:
    (place,) = where(hole(text))
    assert place.model_dump() == {"kind": "corners", "inset_x": 15, "inset_y": 10}


def test_a_hole_in_each_corner_is_four() -> None:
    (place,) = where(hole(PLATE + "one Ø8 thru hole in each corner, 10 mm from the edges"))
    assert place.kind == "corners"
    (place,) = where(hole(BAN + "每边一个Φ8通孔，在边的中点，距边8"))
    assert place.model_dump() == {"kind": "edge_midpoints", "inset": 8}
    assert where(hole(BAN + "左前角和右后角各钻一个Φ8通孔，距边10")) == [
        ("front-left", 10, 10),
        ("back-right", -10, -10),
    ]


@pytest.mark.parametrize(
    "text",
    [
        PLATE + "four Ø8 thru holes on a rectangle 80 x 40 centred",
        PLATE + "four Ø8 thru holes on an 80 x 40 rectangle, centred",
        PLATE + "four Ø8 thru holes, 80 mm apart in X and 40 mm apart in Y, centred",
        BAN + "4-Φ8通孔，孔距80×40，以中心对称分布",
        BAN + "4-Φ8通孔，呈80×40矩形分布，居中",
        BAN + "4个Φ8通孔，横向间距80，纵向间距40，对称布置",
    ],
)
def test_rectangles_of_holes(text: str) -> None:
    (grid,) = where(hole(text))
    assert (grid.at.anchor, grid.reference, grid.columns, grid.rows) == ("centre", "centre", 2, 2)
    assert (grid.column_spacing, grid.row_spacing) == (80, 40)


@pytest.mark.parametrize(
    "words",
    [
        "5 holes Ø6 thru in a row along X, starting at (20,20), 15 mm spacing",
        "5 holes Ø6 thru spaced 15 mm apart in a row along X starting at (20,20)",
        "5 holes Ø6 thru at 15 mm pitch along X from X20 Y20",
        "row of 5 holes Ø6 thru at Y20, first at X20, 15 mm spacing",
    ],
)
def test_rows(words: str) -> None:
    (row,) = where(hole(PLATE + words))
    assert (row.start.anchor, row.start.x, row.start.y) == ("origin", 20, 20)
    assert (row.count, row.spacing, row.angle) == (5, 15, 0)


def test_rows_by_their_ends_and_from_a_side() -> None:
    (row,) = where(hole(PLATE + "5 holes Ø6 thru along a line from (20,30) to (80,30)"))
    assert (row.start.x, row.start.y, row.count, row.spacing) == (20, 30, 5, "(80 - 20) / 4")
    (row,) = where(
        hole(PLATE + "5 holes Ø6 thru on the center line, spaced 15 mm apart, first 20 mm from the left edge")
    )
    assert (row.start.anchor, row.start.x, row.start.y, row.spacing) == ("left", 20, 0, 15)
    ends = where(hole(PLATE + "two Ø8 thru holes on the centreline, 20 mm from each end"))
    assert ends == [("left", 20, 0), ("right", -20, 0)]
    assert asked(PLATE + "5 Ø6 thru holes equally spaced between (20,30) and (80,30)") == ["position"]


@pytest.mark.parametrize(
    "text",
    [
        PLATE + "2 rows of 3 holes Ø6 thru, holes 20 apart, rows 15 apart, centred",
        PLATE + "Ø6 thru holes in a 3x2 grid, 20 mm x 15 mm spacing, centred",
        PLATE + "3 columns and 2 rows of Ø6 thru holes, column spacing 20, row spacing 15, centred",
        BAN + "6个Φ6通孔，两排，每排三个，孔距20，排距15，居中",
        BAN + "2排3列Φ6通孔，列距20，行距15，居中",
    ],
)
def test_grids(text: str) -> None:
    (grid,) = where(hole(text))
    assert (grid.columns, grid.rows, grid.column_spacing, grid.row_spacing) == (3, 2, 20, 15)
    assert (grid.at.anchor, grid.reference) == ("centre", "centre")


def test_signed_coordinates_stand_for_both() -> None:
    text = "100x60x20 mm plate, zero centre top. "
    expected = {(-30, -20), (30, -20), (-30, 20), (30, 20)}
    for words in ("X±30 Y±20", "(±30, ±20)", "+-30,+-20"):
        assert set(where(hole(f"{text}4 holes Ø8 thru at {words}"))) == expected
    assert where(hole(text + "2 holes Ø8 thru at X±30 Y0")) == [(-30, 0), (30, 0)]
    (pair,) = where(hole(PLATE + "two Ø8 thru holes 20 mm either side of the centre along X"))
    assert (pair.position.anchor, pair.position.x, pair.position.y, pair.across) == ("centre", 20, 0, "x")


@pytest.mark.parametrize(
    ("text", "start"),
    [
        (PLATE + "6 Ø6 thru holes on a Ø40 PCD about the centre, first hole at 12 o'clock", 90),
        (PLATE + "6 holes Ø6 thru on a circle of radius 20 mm, centred, first at 0 deg", 0),
        (PLATE + "6 holes Ø6 thru on a 40 PCD, one hole on the Y axis, centred", 90),
        (PLATE + "6 holes Ø6 thru every 60 degrees on a 40 mm PCD starting at 0, centred", 0),
        (PLATE + "6 holes Ø6 thru on a 40 PCD, start angle 30, centred", 30),
        (BAN + "圆周上均布6个Φ6通孔，分度圆Φ40，圆心在板中心，第一个孔在3点钟方向", 0),
        (BAN + "6个Φ6通孔，PCD40，第一个在12点方向，居中", 90),
        (BAN + "6个Φ6通孔均布，每隔60度一个，分度圆Φ40，30度开始，居中", 30),
    ],
)
def test_circles(text: str, start: float) -> None:
    (circle,) = where(hole(text))
    assert (circle.count, circle.diameter, circle.start_angle, circle.centre.anchor) == (6, 40, start, "centre")


def test_circles_about_a_point_and_what_does_not_fit() -> None:
    (circle,) = where(hole(PLATE + "6 x Ø6 thru equispaced on 40 PCD at (50,30), first hole on the +X axis"))
    assert (circle.centre.anchor, circle.centre.x, circle.centre.y) == ("origin", 50, 30)
    assert refused(PLATE + "6 holes Ø6 thru every 45 degrees on a 40 mm PCD starting at 0, centred")
    assert asked(PLATE + "5 holes Ø6 thru on a 40 PCD, one hole on the X axis, centred") == ["angle"]
    (found,) = holes(PLATE + "bolt circle of 6 holes Ø6 thru, 40 mm diameter, centred, first hole at 3 o'clock")
    assert (found.diameter, found.at[0].diameter, found.at[0].count) == (6, 40, 6)


# -- depth, thread, enlargements -----------------------------------------------------------------------------------------


def test_depths() -> None:
    for words in (
        "Ø8 ↧15",
        "Ø8 x 15 hole",
        "Ø8 hole depth: 15 mm",
        "Ø8 hole, 15 deep from the top face,",
        "drill Ø8 to Z-15",
    ):
        assert hole(f"{PLATE}{words} at (50,30)").depth == 15
    assert hole(PLATE + "Ø8 hole 15 deep to the tip at (50,30)").depth_of == "tip"
    assert hole(PLATE + "Ø8 flat bottomed hole 15 deep at (50,30)").bottom == "flat"
    assert hole(PLATE + "Ø8 hole from the bottom 10 deep at (50,30)").face == "bottom"
    assert refused("100x60x20 mm plate, zero front left, Z0 bottom face. drill Ø8 to Z-15 at (50,30)")


@pytest.mark.parametrize(
    "text",
    [
        PLATE + "M6 tapped 12 deep, drill 16 at (50,30)",
        PLATE + "M6 hole, thread depth 12, drill depth 16, at (50,30)",
        PLATE + "M6 tapped hole with 12 mm of full thread, hole depth 16, at (50,30)",
        BAN + "(50,30)处M6螺纹有效深12底孔钻深16",
        BAN + "(50,30)处M6↧12，孔↧16",
        BAN + "(50,30)处攻M6，攻丝深度12，底孔深16",
    ],
)
def test_thread_and_drilled_depth(text: str) -> None:
    found = hole(text)
    assert (found.thread.designation, found.thread.depth, found.depth) == ("M6", 12, 16)


def test_threads() -> None:
    found = hole(PLATE + "M6 x 1.0 - 6H thru at (50,30)")
    assert (found.thread.designation, found.thread.class_) == ("M6x1", "6H")
    assert hole(BAN + "(50,30)处M6左旋螺纹通孔").thread.hand == "left"
    assert hole(PLATE + "drill 5.0 thru and tap M6 at (50,30)").diameter == 5
    assert asked(PLATE + "M8 fine pitch tapped hole thru at (50,30)") == ["thread"]
    assert refused(PLATE + "M12 tapped 8 deep, drill 10 at (50,30)")  # a size of the drill, or a depth?
    number = hole('4 x 3 x 1/2 inch plate, zero front left top. drill #7 and tap 1/4-20 thru at X1" Y1"')
    assert (number.diameter, number.thread.designation) == (0.201, "1/4-20")


def test_clearance_holes_come_from_the_table_if_the_fit_is_said() -> None:
    found = plan(PLATE + "two M6 close fit clearance holes thru at (10,10) (90,10)")
    assert found.intent is not None
    assert found.intent["features"][0]["diameter"] == 6.4  # ISO 273, fine series
    assert "ISO 273" in found.intent["assumptions"][0]["text"]
    open_ = plan(PLATE + "two clearance holes for M6 thru at (10,10) (90,10)")
    assert [(q.slot, q.choices) for q in open_.questions] == [("diameter", ("6.4 mm", "6.6 mm", "7 mm"))]
    assert asked(BAN + "(50,30)处M6过孔，通") == ["diameter"]
    assert hole(PLATE + "two M6 clearance holes (6.6) thru at (10,10) (90,10)").diameter == 6.6


def test_counterbores() -> None:
    for words in ("⌴ Ø11 ↧6.5", "cbore 11 x 6.5", "counterbored Ø11 to 6.5 deep", "spotface Ø11 x 6.5 deep"):
        found = hole(f"{PLATE}Ø6.6 THRU {words} at (50,30)").counterbore
        assert (found.diameter, found.depth) == (11, 6.5)
    for words in ("锪平Φ11深6.5", "沉头Φ11×6.5", "平底沉孔Φ11深6.5"):
        found = hole(f"{BAN}(50,30)处Φ6.6通孔，{words}").counterbore
        assert (found.diameter, found.depth) == (11, 6.5)
    found = hole(BAN + "(50,30)处沉头孔：Φ6.6通，Φ11深6.5")
    assert (found.diameter, found.counterbore.diameter, found.counterbore.depth) == (6.6, 11, 6.5)
    table = hole(PLATE + "two Ø6.6 holes thru, counterbored, for M6 socket head cap screws, at (10,10) (90,10)")
    assert (table.counterbore.diameter, table.counterbore.depth) == (11, 6.4)  # DIN 974-1, series 1
    assert asked(BAN + "(50,30)处M6沉头孔，通") == ["counterbore"]  # flat, or conical?


def test_countersinks() -> None:
    for words in ("⌵ Ø11 × 90°", "csk 11 x 90", "countersunk 90 degrees to 11 mm", "82 deg countersink 11 dia"):
        found = hole(f"{PLATE}Ø5.5 thru, {words} at (50,30)").countersink
        assert (found.diameter, found.angle) == (11, 82 if "82" in words else 90)
    assert hole(BAN + "(50,30)处Φ5.5通孔，沉头Φ11×90°").countersink.diameter == 11
    assert asked(PLATE + "hole Ø5.5 thru, countersink it for M5 at (50,30)") == ["countersink"]


def test_reamed_holes_need_a_fit() -> None:
    assert hole(PLATE + "10 mm H7 reamed hole thru at (50,30)").fit == "H7"
    assert hole(BAN + "(50,30)处Φ10H7定位销孔，深12").fit == "H7"
    assert asked(PLATE + "ream 10 mm thru at (50,30)") == ["tolerance"]
    assert refused(PLATE + "Ø10 ±0.05 thru at (50,30)")


# -- lists and tables ------------------------------------------------------------------------------------------------------


def test_tables() -> None:
    text = PLATE + "Holes:\nNo | X | Y | dia | depth\n1 | 15 | 15 | 6 | 12\n2 | 75 | 15 | 10 | thru"
    first, second = holes(text)
    assert (where(first), first.diameter, first.depth) == ([(15, 15)], 6, 12)
    assert (where(second), second.diameter, second.through) == ([(75, 15)], 10, True)
    assert refused(text.replace("2 | 75", "3 | 75"))
    assert refused(text.replace(" | thru", ""))
    first, second = holes(BAN + "\nX Y 直径 深度\n10 10 8 通\n50 30 12 9")
    assert (first.through, second.diameter, second.depth) == (True, 12, 9)


def test_lists() -> None:
    for text in (
        PLATE + "Hole 1: Ø10 thru at (20,10). Hole 2: Ø8 9 deep at (30,10).",
        BAN + "孔1：Φ10通，(20,10)；孔2：Φ8深9，(30,10)",
        PLATE + "1) Ø10 thru hole at (20,10)\n2) Ø8 hole 9 deep at (30,10)".replace("1)", "\n1)"),
    ):
        first, second = holes(text)
        assert (first.diameter, first.through, where(first)) == (10, True, [(20, 10)])
        assert (second.diameter, second.depth, where(second)) == (8, 9, [(30, 10)])


@pytest.mark.parametrize(
    "text",
    [
        PLATE + "Ø8 thru hole at 50 25",
        PLATE + "Ø8 thru hole roughly at (50,25)",
        PLATE + "M6 x 12 tapped at (50,30)",
        PLATE + "4 holes Ø8 thru on a 40 PCD at 30/120/210°, centred",
        PLATE + "G1/4 tapped thru at (50,30)",
        BAN + "(50,30)处Φ10（+0.015/0）通孔",
    ],
)
def test_what_stays_refused(text: str) -> None:
    assert refused(text)
