"""Bodies beyond blocks and discs, in words of both languages: expected values by hand."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.model.intent import Intent
from codegen.model.request import Request
from codegen.planner.grounding import ground
from codegen.planner.offline import OfflinePlanner
from codegen.process import resolve

PLANNER = OfflinePlanner()


def intent(text: str) -> Any:
    """The intent: grounded, and resolved without an error or a question."""
    reply = PLANNER.plan(Request(text))
    assert reply.intent is not None, (reply.findings, reply.questions)
    found = Intent.model_validate(reply.intent)
    assert not ground(found, Request(text))
    assert resolve(found).part is not None
    return found


@pytest.mark.parametrize(
    "text",
    [
        "L-bracket, both legs 50 mm long measured outside, 40 wide, 5 thick, inside corner fillet R5, STEP",
        "L-bracket 50x50x5 mm, 40 wide, inside R5, STEP",
        "L型支架：两边外侧长都是50，宽40，厚5，内角圆角R5，外角保持直角，出STEP",
    ],
)
def test_angles(text: str) -> None:
    part = intent(text).part
    profile = part.profile
    assert (profile.shape, profile.width, profile.height, profile.thickness, part.length) == ("L", 50, 50, 5, 40)
    assert (profile.inside_radius, profile.outside_radius) == (5, 0)


def test_holes_in_each_leg() -> None:
    first, second = intent(
        "STEP, L-bracket, legs 50 mm, 40 wide, 5 thick. Two Ø6.5 thru holes in each leg, 20 apart across the width and "
        "centred, hole centres 30 from the outside corner."
    ).features
    assert (first.face, second.face) == ("top", "left")
    assert (first.at[0].at.anchor, first.at[0].at.x, first.at[0].rows, first.at[0].row_spacing) == ("left", 30, 2, 20)
    assert (second.at[0].at.anchor, second.at[0].at.y, second.at[0].columns) == ("front", 30, 2)


def test_channels_say_their_sizes_by_name() -> None:
    part = intent("U bracket: 60 wide, 40 high, 80 long, 4 thick, STEP mm").part
    assert (part.profile.shape, part.profile.width, part.profile.height, part.length) == ("U", 60, 40, 80)
    reply = PLANNER.plan(Request("U channel 60 x 40 x 4 mm, 80 long, STEP"))  # which is the height?
    assert reply.findings[0].code == "unread-words"


@pytest.mark.parametrize(
    "text",
    [
        "stepped shaft Ø20x30, Ø30x60, Ø16x25, STEP, mm",
        "stepped shaft: 20 dia x 30 long, then 30 dia x 60 long, then 16 dia x 25 long. Total 115. STEP, mm",
        "台阶轴：从左到右依次Φ20长30、Φ30长60、Φ16长25，出STEP",
    ],
)
def test_stepped_shafts(text: str) -> None:
    sections = intent(text).part.sections
    assert [(s.diameter, s.length) for s in sections] == [(20, 30), (30, 60), (16, 25)]


def test_sections_that_do_not_add_up_are_refused() -> None:
    reply = PLANNER.plan(Request("台阶轴：依次Φ30长40、Φ40长50，总长100，出STEP"))
    assert reply.findings[0].code == "contradiction"


def test_flanged_bush() -> None:
    text = "flanged bush, overall length 50 mm, flange 60 mm dia 8 thick, rest 40 mm dia, 25 mm bore thru, STEP"
    found = intent(text)
    assert (found.part.length, found.part.sections[0].diameter, found.part.sections[0].length) == (50, 60, 8)
    assert (found.part.sections[1].diameter, found.part.sections[1].length) == (40, None)
    assert (found.features[0].diameter, found.features[0].through) == (25, True)


@pytest.mark.parametrize(
    "text",
    [
        "Tube spacer. 30 OD / 20 ID / 45 long. mm. Step file",
        "衬套外径30，内径20，长45，出STEP",
        "bush 30 OD x 20 ID x 45 long, mm, STEP",
    ],
)
def test_rings_and_tubes(text: str) -> None:
    found = intent(text)
    assert (found.part.kind, found.part.diameter, found.part.height) == ("cylinder", 30, 45)
    assert (found.features[0].diameter, found.features[0].through) == (20, True)
    assert found.features[0].at[0].position.anchor == "centre"


def test_pulley_groove_is_checked() -> None:
    text = "pulley: OD 60, 20 wide, 12 bore, half-round groove R4 in the middle of the rim, groove bottom is Ø{}, step (mm)"
    groove = intent(text.format(52)).part.grooves[0]
    assert (groove.shape, groove.reference, groove.radius) == ("half-round", "middle", 4)
    assert PLANNER.plan(Request(text.format(50))).findings[0].code == "contradiction"


def test_polygons() -> None:
    text = "正八边形底板，对边60，厚8，中心Φ16通孔，其中两条对边平行X轴。出STEP。"
    part = intent(text).part
    assert (part.outline.sides, part.outline.across_flats, part.outline.angle, part.height) == (8, 60, 90, 8)
    stock = "hexagon 50 mm across flats, 10 thick, from a 70x70x10 mm 6061 plate, zero centre top"
    assert [q.slot for q in PLANNER.plan(Request(stock)).questions] == ["orientation"]


def test_right_triangles() -> None:
    text = (
        "gusset, 8mm S275 plate: right angled triangle, 100 x 80 legs, right angle bottom left. Stock is 110x90x8, "
        "X0 Y0 = the right angle corner of the finished part with 5mm of stock outside both legs. Z0 top."
    )
    found = intent(text)
    assert (found.part.outline.x, found.part.outline.y, found.part.outline.right_angle) == (100, 80, "front-left")
    assert (found.datum.of, found.datum.across, found.datum.along) == ("part", "left", "front")
    assert (found.stock.margin.left, found.stock.margin.front) == (5, 5)


def test_boxes_with_walls() -> None:
    for text in (
        "open box 100x60x40 mm, 3 mm walls, 4 mm floor, R8 outside corners, STEP",
        "开口盒100×60×40，壁厚3，底厚4，外角R8，出STEP",
    ):
        found = intent(text)
        shell = found.features[0]
        assert (found.part.z, found.part.corner_radius) == (40, 8)
        assert (shell.kind, shell.wall, shell.floor, shell.open) == ("shell", 3, 4, "top")
    closed = PLANNER.plan(Request("box 100 x 60 x 40 mm, wall thickness 3, STEP"))  # open or closed?
    assert closed.intent is None


def test_flat_sheets_have_no_thickness() -> None:
    found = intent("dxf for a gasket: OD 100, ID 60, 8 holes Ø7 on 80 PCD, first hole at the top, in mm")
    assert (found.part.kind, found.part.outline.diameter) == ("sheet", 100)
    assert [f.through for f in found.features] == [True, True]
    assert found.features[1].at[0].start_angle == 90


def test_bosses() -> None:
    boss = intent("底板100×80×10，中间凸台Φ40高15，中心Φ20通孔，出STEP").features[0]
    assert (boss.kind, boss.outline.diameter, boss.height) == ("boss", 40, 15)


def test_sizes_of_a_form_need_the_form() -> None:
    assert PLANNER.plan(Request("100x60x10 mm plate, 50 across flats, STEP")).findings[0].code == "unread-words"


def test_u_bracket_by_its_inside_width_and_a_hole_through_both_legs() -> None:
    made = intent(
        "U-bracket, STEP: inside width 40, legs 50 high outside, 5 mm material, 30 long, all sharp, one 8 mm hole through both "
        "legs centred on the length, 35 up from the bottom."
    )
    assert (made.part.profile.width, made.part.profile.height, made.part.length) == (50, 50, 30)  # 40 + 2 x 5
    (hole,) = made.features
    assert (hole.face, hole.at[0].position.anchor, hole.at[0].position.y, hole.through) == ("left", "front", 35, True)


def test_a_chamfer_on_the_shank_end_is_not_on_the_head() -> None:
    made = intent("销轴，头Φ16厚5，杆Φ10长45，杆端倒角C1，三维")
    assert [(s.diameter, s.length) for s in made.part.sections] == [(16, 5), (10, 45)]
    assert [(f.kind, f.edges, f.size) for f in made.features] == [("chamfer", "top-outer", 1)]


def test_cone_stands_as_its_ends_are_called() -> None:
    (section,) = intent("cone frustum: bottom 30 dia, top 60 dia, 50 mm tall, STEP").part.sections
    assert (section.diameter, section.end_diameter, section.length) == (30, 60, 50)


def test_holes_at_the_end_centres_of_a_link() -> None:
    made = intent("Flat DXF in mm: bracket 150 x 40, both ends full radius, two Ø13 holes at the end centres")
    (hole,) = made.features
    assert (hole.at[0].kind, hole.at[0].position.x, hole.at[0].across) == ("mirror", 55, "x")  # (150 - 40) / 2
    assert PLANNER.plan(Request("Flat DXF in mm: bracket 150 x 40, two Ø13 holes at the end centres")).intent is None


def test_tapped_from_both_ends() -> None:
    top, bottom = intent("隔离柱Φ25高40，两头M8深15，底孔深20，三维图").features
    assert (top.face, bottom.face, top.depth, bottom.depth, bottom.thread.depth) == ("top", "bottom", 20, 20, 15)


def test_holes_in_one_leg() -> None:
    wide, high = intent(
        "L形支架，料厚4，两边外长60和40，宽50，内圆角R4外尖角，60那边两个Φ6.5通孔间距30离外角35，40那边一个Φ9通孔居中离外角22，只要模型"
    ).features
    assert (wide.face, wide.at[0].at.x, wide.at[0].row_spacing) == ("top", 35, 30)
    assert (high.face, high.at[0].position.y, high.diameter) == ("left", 22, 9)


def test_a_phrase_of_another_form_is_not_passed_over() -> None:
    assert PLANNER.plan(Request("阶梯轴：Φ20长30、Φ30长50，薄头2厚头25，STEP")).intent is None


def test_the_middle_of_a_triangle_is_not_that_of_its_box() -> None:
    part = intent("等边三角形板，边长100，厚5，STEP").part
    assert (part.outline.sides, part.outline.side, part.height) == (3, 100, 5)
    reply = PLANNER.plan(Request("等边三角形板，边长100，厚5，重心处Φ12通孔，STEP"))
    assert reply.findings[0].code == "unsupported-request"
