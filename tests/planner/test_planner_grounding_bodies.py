"""Grounding of bodies beyond plain prisms: what people asked for is grounded, what nobody said is not."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from codegen.model.intent import Intent
from codegen.model.request import Request
from codegen.planner.grounding import ground
from codegen.planner.leaves import numbers
from tests.process.body_intents import ALL

REQUESTS = {
    "l_bracket": "STEP file of an L-bracket: both legs 50 mm long measured outside, 40 wide, 5 thick, inside corner fillet R5, "
    "outside corner left sharp. Two Ø6.5 thru holes in each leg, 20 apart across the width and centred, hole centres 30 from "
    "the outside corner.",
    "u_section": "U形支架，像槽钢那样：外宽60，高40，长80，板厚4，内侧两个转角R3，外角不倒圆。"
    "底面正中沿长度方向一排3个Φ8通孔，孔距25，对称分布。输出STEP。",
    "gasket": "dxf for a gasket in mm: OD 100, ID 60, 8 holes Ø7 on 80 PCD, first hole at the top",
    "rounded_block": "plain block 80x50x30 mm with R3 fillet on all 12 edges, STEP and STL",
    "pulley": "round-belt pulley: OD 60, 20 wide, 12 bore, half-round groove R4 in the middle of the rim, groove centre right "
    "on the OD so the bottom of the groove is Ø52. step please (mm)",
    "bushing": "带法兰的衬套三维模型，STEP：总长50，其中法兰Φ60厚8，其余外圆Φ40，内孔Φ25通，"
    "内孔两端孔口倒角C1.5，法兰根部圆角R2，其他不倒。",
    "octagon": "正八边形底板，对边60，厚8，上表面外边一圈倒角C1，中心Φ16通孔，其中两条对边平行X轴。出STEP。",
    "enclosure": "enclosure 100 x 60 x 40 mm, 3 mm walls, 4 mm floor, open top, outside corners R8, so it is 94 wide inside",
    "boss_plate": "plate 100 x 80 x 10 mm with a boss 40 dia 15 high in the middle, bored 20 dia through, and four M6 through "
    "in the corners, 10 mm from the edges; overall height 25",
}  # fmt: skip
FROM_WORDS = {"/part/outline/sides", "/part/outline/angle", "/features/1/at/0/start_angle"}
"""Numbers that a word stands for: octagon, parallel to X, at the top."""


def quoted(name: str, **changes: Any) -> Intent:
    """The intent with each number said to come from somewhere in the whole request."""
    data = copy.deepcopy(ALL[name]()) | changes
    text = REQUESTS[name]
    data["provenance"] = [
        {"pointer": leaf.pointer, "span": (0, len(text)), "origin": "table" if leaf.pointer in FROM_WORDS else "text"}
        for leaf in numbers(Intent.model_validate(data))
    ]
    return Intent.model_validate(data)


def findings(name: str, **changes: Any) -> list[tuple[str, str]]:
    return [(f.code, f.message) for f in ground(quoted(name, **changes), Request(text=REQUESTS[name]))]


@pytest.mark.parametrize("name", REQUESTS)
def test_what_was_said_is_grounded(name: str) -> None:
    assert findings(name) == []


def changed(name: str, *path: Any, to: Any) -> dict[str, Any]:
    data = copy.deepcopy(ALL[name]())
    here: Any = data
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = to
    return {path[0]: data[path[0]]}


@pytest.mark.parametrize(
    ("name", "path", "to", "codes"),
    [
        ("l_bracket", ("part", "profile", "thickness"), 6, {"ungrounded-value", "quantity-ignored"}),
        ("l_bracket", ("part", "profile", "outside_radius"), 10, {"ungrounded-value"}),
        ("u_section", ("part", "profile", "inside_radius"), 0, {"quantity-ignored"}),
        ("pulley", ("part", "grooves"), [], {"quantity-ignored"}),
        ("pulley", ("part", "grooves", 0, "radius"), 5, {"ungrounded-value", "quantity-ignored"}),
        ("bushing", ("part", "sections", 0, "length"), 9, {"ungrounded-value", "quantity-ignored"}),
        ("bushing", ("part", "length"), None, {"quantity-ignored"}),
        ("enclosure", ("features", 0, "wall"), 2, {"ungrounded-value", "quantity-ignored"}),
        ("boss_plate", ("features", 0, "height"), 12, {"ungrounded-value", "quantity-ignored"}),
    ],
)
def test_what_was_not_said_or_left_out_is_seen(name: str, path: tuple[Any, ...], to: Any, codes: set[str]) -> None:
    assert {code for code, _ in findings(name, **changed(name, *path, to=to))} == codes


def test_a_boss_that_nobody_asked_for_is_seen() -> None:
    request = REQUESTS["boss_plate"].replace("a boss 40 dia", "a hole 40 dia")
    found = ground(quoted("boss_plate"), Request(text=request))
    assert any(f.code == "ungrounded-value" and "'boss'" in f.message for f in found)
