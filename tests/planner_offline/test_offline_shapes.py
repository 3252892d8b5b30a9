"""Bodies, zero, pockets, slots and edges as people say them: expected values by hand."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.model.intent import Intent
from codegen.model.request import Reply, Request
from codegen.planner.grounding import ground
from codegen.planner.offline import OfflinePlanner

PLANNER = OfflinePlanner()


def plan(text: str, *answers: tuple[str, str]) -> Reply:
    return PLANNER.plan(Request(text, answers))


def intent(text: str, *answers: tuple[str, str]) -> Intent:
    """The intent, grounded in the request."""
    reply = plan(text, *answers)
    assert reply.intent is not None, (reply.findings, reply.questions)
    found = Intent.model_validate(reply.intent)
    assert not ground(found, Request(text, answers))
    return found


def slots(text: str) -> list[str]:
    reply = plan(text)
    assert reply.intent is None
    assert reply.findings == ()
    return sorted(q.slot for q in reply.questions)


HOLE = "Ø10 hole thru in the centre, zero centre top"
LOCH = "中心Φ10通孔，原点中心上表面"


@pytest.mark.parametrize(
    "text",
    [
        f"100x60x10 mm plate, {HOLE}",
        f"100 by 60 by 10 mm plate, {HOLE}",
        f"plate 100 mm long, 60 mm wide and 10 mm thick, {HOLE}",
        f"10 mm thick plate 100 x 60, {HOLE}",
        f"10mm plate, 100 x 60 mm, {HOLE}",
        f"L100 W60 T10, mm, {HOLE}",
        f"length: 100 mm, width: 60 mm, height: 10 mm, {HOLE}",
        f"板长100宽60厚10，{LOCH}",
        f"长宽高分别为100、60、10mm的板，{LOCH}",
        f"一块100×60的板，厚度10mm，{LOCH}",
        f"100乘60乘10的板，{LOCH}",
    ],
)
def test_sizes_of_a_block(text: str) -> None:
    stock: Any = intent(text).stock
    assert (stock.kind, stock.x, stock.y, stock.z) == ("box", 100, 60, 10)


@pytest.mark.parametrize(
    "text",
    [
        f"disc, diameter 80 mm, thickness 20 mm, {HOLE}",
        f"80 mm round bar, 20 long, {HOLE}",
        f"a disc of 80 mm diameter and 20 mm thickness, {HOLE}",
        f"直径80厚20的圆盘，{LOCH}",
        f"圆形毛坯，直径80，高20，{LOCH}",
    ],
)
def test_sizes_of_a_disc(text: str) -> None:
    stock: Any = intent(text).stock
    assert (stock.kind, stock.diameter, stock.height) == ("cylinder", 80, 20)


def test_cubes_and_squares() -> None:
    cube: Any = intent(f"60 mm cube of 6061, {HOLE}").stock
    square: Any = intent(f"60 mm square plate 10 mm thick, {HOLE}").stock
    assert (cube.x, cube.y, cube.z) == (60, 60, 60)
    assert (square.x, square.y, square.z) == (60, 60, 10)


def test_parts_from_larger_stock() -> None:
    texts = (
        f"100x60x12 mm plate out of a 110x70x12 blank, {HOLE}",
        f"profile the outside to 100 x 60 mm from 110x70x12 mm stock, {HOLE}",
        f"从110x70x12的铝料加工成100x60x12的板，{LOCH}",
    )
    for text in texts:
        found: Any = intent(text)
        assert (found.part.x, found.part.y, found.part.z) == (100, 60, 12)
        assert (found.stock.x, found.stock.y, found.stock.z) == (110, 70, 12)
    disc: Any = intent(f"disc 80 mm dia from 90 x 90 x 10 mm plate, {HOLE}")
    assert (disc.part.kind, disc.part.diameter, disc.part.height, disc.stock.kind) == ("cylinder", 80, 10, "box")


def test_stock_that_stands_out() -> None:
    text = "毛坯110×70×12，成品100×60×12，四周各留{}mm余量，原点成品左下角上表面，(20,20)处Φ10通孔"
    found: Any = intent(text.format(5))
    assert (found.stock.margin.left, found.stock.margin.front) == (5, 5)
    assert plan(text.format(4)).findings[0].code == "contradiction"  # the sizes leave 5


BLOCK = "100x60x20 mm 6061 block, Ø10 thru at X20 Y20. "


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("zero SW corner top", ("left", "front", "top")),
        ("X0Y0Z0 = front left top corner", ("left", "front", "top")),
        ("part zero: front-left corner, top surface", ("left", "front", "top")),
        ("zero top left corner, Z0 on the top face", ("left", "back", "top")),
        ("zero at the middle of the left edge, top", ("left", "centre", "top")),
        ("XY zero at centre, Z zero at top surface", ("centre", "centre", "top")),
        ("zero front left corner, Z0 on the table", ("left", "front", "bottom")),
        ("touch off on the top, back right corner is zero", ("right", "back", "top")),
        ("(0,0) is the lower left corner, Z0 the top", ("left", "front", "top")),
    ],
)
def test_zero(words: str, expected: tuple[str, str, str]) -> None:
    reply = plan(BLOCK + words)
    assert reply.intent is not None, reply.findings
    datum: Any = Intent.model_validate(reply.intent).datum
    assert (datum.across, datum.along, datum.height) == expected


def test_zero_in_chinese() -> None:
    for words, expected in (
        ("分中对刀，上表面Z0", "centre"),
        ("对刀点在左前角上表面", "left"),
        ("右上角X0Y0，顶面Z0", "right"),
    ):
        datum: Any = intent(f"6061铝块100×60×20，{words}，(20,20)处钻Φ10通孔").datum
        assert datum.across == expected


def test_a_top_corner_without_a_height_is_refused() -> None:
    assert plan(BLOCK + "zero top left corner").findings[0].code == "unread-words"


TABLE = "100x80x20 mm 6061 block, zero front left top. "


@pytest.mark.parametrize(
    "words",
    [
        "40 x 30 mm pocket, R5 corners, 8 deep, from X20 Y20 to X60 Y50",
        "pocket from X20 to X60 and from Y20 to Y50, R5 corners, 8 deep",
        "pocket between (20,20) and (60,50), R5 corners, 8 deep",
        "40 x 30 mm pocket, R5 corners, 8 deep, its lower left corner at X20 Y20",
        "40 x 30 mm pocket, R5 corners, 8 deep, with its centre at X40 Y35",
        "pocket 40 long 30 wide 8 deep, corner radius 5, pocket centre at X40 Y35",
    ],
)
def test_where_a_pocket_lies(words: str) -> None:
    pocket: Any = intent(TABLE + words).features[0]
    assert pocket.outline.model_dump() == {"kind": "rectangle", "x": 40, "y": 30, "corner_radius": 5}
    assert (pocket.at[0].position.x, pocket.at[0].position.y, pocket.depth) == (40, 35, 8)


def test_a_point_or_a_distance_that_may_be_of_the_pockets_edge_or_centre_is_asked_about() -> None:
    point = TABLE + "40 x 30 mm pocket, R5 corners, 8 deep, at X50 Y40"
    assert slots(point) == ["position"]
    answered: Any = intent(point, ("position", "centre")).features[0]
    assert (answered.at[0].position.x, answered.at[0].position.y) == (50, 40)
    edges = TABLE + "40 x 30 mm pocket, R5 corners, 8 deep, 20 from the left edge and 25 from the front edge"
    assert slots(edges) == ["position"]
    edge: Any = intent(edges, ("position", "edge")).features[0]
    centre: Any = intent(edges, ("position", "centre")).features[0]
    assert (edge.at[0].position.anchor, edge.at[0].position.x, edge.at[0].position.y) == ("front-left", 40, 40)
    assert (centre.at[0].position.x, centre.at[0].position.y) == (20, 25)


def test_a_radius_of_a_round_pocket_is_half_its_diameter() -> None:
    for words in ("round pocket radius 20 mm, 8 deep, in the centre", "R20 round pocket 8 deep in the centre"):
        pocket: Any = intent(TABLE + words).features[0]
        assert (pocket.outline.kind, pocket.outline.diameter, pocket.depth) == ("circle", 40, 8)


@pytest.mark.parametrize(
    "words",
    [
        "slot 40 long overall, 8 wide, 5 deep, along X, in the centre",
        "a 40 x 8 mm slot, 5 deep, along X, centred",
        "slot 8 mm wide 5 mm deep, 32 mm between end centres, along X, centred",
        "slot 8 wide x 40 long x 5 deep parallel to the X axis, centred",
    ],
)
def test_closed_slots(words: str) -> None:
    slot: Any = intent(TABLE + words).features[0]
    assert slot.outline.model_dump() == {"kind": "slot", "length": 40, "width": 8, "angle": 0}
    assert slot.depth == 5


def test_slots_from_end_to_end() -> None:
    centres: Any = intent(TABLE + "slot 8 wide, 5 deep, end centres at X20 Y40 and X60 Y40").features[0]
    assert (centres.start.x, centres.end.x, centres.ends) == (20, 60, "round")
    doubtful = TABLE + "slot from X20 Y40 to X60 Y40, 8 wide, 5 deep"
    assert slots(doubtful) == ["end_shape"]
    outer: Any = intent(doubtful, ("end_shape", "outermost points")).features[0]
    assert (outer.start.x, outer.end.x) == (24, 56)  # half the width further in


def test_parallel_slots() -> None:
    slot: Any = intent(TABLE + "3 parallel slots 8 wide, 40 overall, 5 deep, along X, 20 apart in Y, centred").features[
        0
    ]
    assert (slot.at[0].columns, slot.at[0].rows, slot.at[0].row_spacing) == (1, 3, 20)


def test_the_direction_of_a_slot_is_as_said() -> None:
    for axis, angle in (("X", 0), ("Y", 90)):
        for words in (f"parallel to the {axis} axis", f"along {axis}", f"沿{axis}方向"):
            slot: Any = intent(TABLE + f"slot 40 long 8 wide 5 deep, {words}, centred").features[0]
            assert slot.outline.angle == angle


def test_facing_to_a_thickness() -> None:
    face: Any = intent("100x80x20 mm 6061 block, face to 19 mm thick, zero front left, Z0 raw top").features[0]
    assert (face.kind, face.depth) == ("face", 1)


def test_chamfers() -> None:
    around: Any = intent(TABLE + "1 mm x 45° chamfer around the top").features[0]
    assert (around.edges, around.size) == ("top-outer", 1)
    pocket: Any = intent(TABLE + "40x30 pocket R5 8 deep centred, 0.5 mm chamfer around the pocket").features[1]
    assert (pocket.edges, pocket.of, pocket.size) == ("feature-top", "pocket1", 0.5)
    corners: Any = intent("100×80×20铝板，四角倒角C10，毛坯110×90×20，原点成品中心上表面").features[0]
    assert (corners.edges, corners.size) == ("vertical", 10)
    assert plan(TABLE + "Ø20 thru in the centre, break edges 0.5").findings[0].code == "unread-words"  # which edges?


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("STEP + STL", ("step", "stl")),
        ("no gcode needed, just the STEP", ("step",)),
        ("just design it, no machining", ("step",)),
        ("export as STEP", ("step",)),
        ("dxf, for laser cutting", ("dxf",)),
    ],
)
def test_what_is_to_be_delivered(words: str, expected: tuple[str, ...]) -> None:
    assert intent(f"100x60x10 mm plate, Ø20 thru hole in the centre. {words}").deliverables == expected


def test_a_program_and_no_program_contradict() -> None:
    assert (
        plan("100x60x10 mm plate, Ø20 thru hole in the centre. gcode. no program").findings[0].code == "contradiction"
    )
