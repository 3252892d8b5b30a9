"""The comparison with the part: gouge, leftover, features, offcut."""

from __future__ import annotations

import math

import numpy as np
import pytest

from codegen.findings import Severity
from codegen.model.curve import circle, rectangle
from codegen.model.part_field import FeatureRegion


def codes(result):
    return sorted({f.code for f in result.findings if f.severity is Severity.ERROR})


def mill_pocket(shop, *, low=5.0, high=15.0, depth=3.0, diameter=2.0, step=1.5):
    """Clear a square pocket whose part has sharp corners with a small tool, level by level, spiral-free: rows, then round."""
    r = diameter / 2
    a, b = low + r, high - r
    script = shop.script((a, a, 5.0)).feed(z=-depth)
    y, side = a, True
    while y < b:
        script.feed(x=b if side else a).feed(y=min(y + step, b))
        y, side = y + step, not side
    script.feed(a, b).feed(a, a).feed(b, a).feed(b, b).feed(a, b).rapid(z=5.0)
    return script


def around(points):
    """Triangles at Z0 between a star-shaped polygon about (10, 10) and the sides of the 20 × 20 block."""

    def out(v):
        s = 10.0 / max(abs(v[0] - 10.0), abs(v[1] - 10.0))
        return (10.0 + (v[0] - 10.0) * s, 10.0 + (v[1] - 10.0) * s, 0.0)

    triangles = []
    for p, q in zip(points, points[1:] + points[:1], strict=True):
        a, b = out(p), out(q)
        triangles += [((*p, 0.0), a, b), ((*p, 0.0), b, (*q, 0.0))]
        if min(abs(a[0] - b[0]), abs(a[1] - b[1])) > 1e-9:  # round a corner of the block
            triangles.append((a, (20.0 if a[0] + b[0] > 20 else 0.0, 20.0 if a[1] + b[1] > 20 else 0.0, 0.0), b))
    return triangles


def rounded_pocket(shop, depth=3.0):
    """A 10 × 10 pocket with the corner radius that a 2 mm cutter makes."""
    outline = rectangle((10.0, 10.0), 10.0, 10.0, 1.0)
    points = outline.polyline(1e-4)
    pairs = zip(points, points[1:] + points[:1], strict=True)
    floor = [((10.0, 10.0, -depth), (*p, -depth), (*q, -depth)) for p, q in pairs]
    region = FeatureRegion("pockets[0]", "pocket", outline, 0.0, -depth)
    return shop.field(floor + around(points), (20.0, 20.0, 10.0), (region,))


def test_pocket_agrees(shop):
    result = shop.run(mill_pocket(shop), shop.tool(diameter=2.0), part=rounded_pocket(shop))
    assert codes(result) == []
    assert result.compared
    assert result.max_gouge <= 0.002
    assert result.max_leftover <= 0.002
    feature = result.features[0]
    assert feature.feature == "pockets[0]"
    assert feature.cut
    assert feature.removed == pytest.approx((100 - (4 - math.pi)) * 3, rel=2e-3)
    assert feature.lines == ((1, len(mill_pocket(shop).steps) - 1),)


@pytest.mark.parametrize(("extra", "found"), [(0.04, []), (0.1, ["gouge"])])
def test_gouge_of_the_floor(shop, extra, found):
    result = shop.run(mill_pocket(shop, depth=3.0 + extra), shop.tool(diameter=2.0), part=rounded_pocket(shop))
    assert codes(result) == found
    assert result.max_gouge == pytest.approx(extra, abs=2e-3)
    if found:
        finding = next(f for f in result.findings if f.code == "gouge")
        figures = dict(finding.figures)
        assert figures["amount_mm"] == pytest.approx(0.1, abs=1e-9)
        assert figures["volume_mm3"] == pytest.approx(0.1 * (100 - (4 - math.pi)), rel=0.03)
        assert finding.where.feature == "pockets[0]"
        assert finding.where.line is not None


# in the corner, where both walls shift, 0.03 is 0.042 along the diagonal
@pytest.mark.parametrize(("extra", "found"), [(0.03, []), (0.1, ["gouge"])])
def test_gouge_of_a_wall(shop, extra, found):
    script = mill_pocket(shop, high=15.0 + extra)
    result = shop.run(script, shop.tool(diameter=2.0), part=rounded_pocket(shop))
    assert codes(result) == found
    if found:
        finding = next(f for f in result.findings if f.code == "gouge")
        assert finding.where.feature == "pockets[0]"
        figures = dict(finding.figures)  # in the corner between the two walls
        assert figures["amount_mm"] == pytest.approx(0.1 * math.sqrt(2), abs=0.002)
        assert figures["height_mm"] == pytest.approx(3.0)


@pytest.mark.parametrize(("less", "found"), [(0.04, []), (0.1, ["leftover"])])
def test_leftover_on_the_floor(shop, less, found):
    result = shop.run(mill_pocket(shop, depth=3.0 - less), shop.tool(diameter=2.0), part=rounded_pocket(shop))
    assert codes(result) == found
    assert result.features[0].worst_over == pytest.approx(less, abs=2e-3)


@pytest.mark.parametrize(("less", "found"), [(0.03, []), (0.1, ["leftover"])])
def test_leftover_at_a_wall(shop, less, found):
    script = mill_pocket(shop, high=15.0 - less)
    assert codes(shop.run(script, shop.tool(diameter=2.0), part=rounded_pocket(shop))) == found


def test_sharp_corners_remain(shop):
    # A 6 mm cutter leaves r − r/√2 = 0.88 mm in each sharp corner: four places.
    script = mill_pocket(shop, diameter=6.0, step=3.0)
    result = shop.run(script, shop.tool(), part=shop.pocket_part())
    found = [f for f in result.findings if f.code == "leftover"]
    assert len(found) == 4
    assert all(f.where.feature == "pockets[0]" for f in found)
    # (1 − π/4)·r² in each corner, less the rim within δ
    assert sum(dict(f.figures)["area_mm2"] for f in found) == pytest.approx(4 * (1 - math.pi / 4) * 9, rel=0.25)


def test_feature_that_is_not_cut(shop):
    result = shop.run(shop.script().rapid(z=20.0), part=shop.pocket_part())
    assert codes(result) == ["feature-not-cut"]
    assert result.findings[0].where.feature == "pockets[0]" or result.findings[-1].where.feature == "pockets[0]"
    assert not result.features[0].cut
    assert result.features[0].lines == ()


def test_hole_that_nobody_asked_for(shop):
    script = mill_pocket(shop, diameter=2.0).rapid(2.0, 2.0).feed(z=-1.0).rapid(z=5.0)
    result = shop.run(script, shop.tool(diameter=2.0), part=rounded_pocket(shop))
    assert codes(result) == ["uncalled-removal"]
    finding = next(f for f in result.findings if f.code == "uncalled-removal")
    assert finding.where.line == len(script.steps) - 1


def through_hole(shop):
    outline = circle((10.0, 10.0), 6.0)
    region = FeatureRegion("holes[0]", "hole", outline, 0.0, -10.0)
    return shop.field(around(outline.polyline(1e-4)), (20.0, 20.0, 10.0), (region,))


@pytest.mark.parametrize(("depth", "found"), [(10.5, []), (9.0, ["leftover"]), (0.5, ["feature-not-cut"])])
def test_through_hole(shop, depth, found):
    result = shop.run(shop.script().drill(10.0, 10.0, -depth), part=through_hole(shop))
    assert codes(result) == found


def island(shop, *, tab=False):
    """A 10 × 10 part in the middle of a 20 × 20 stock, perhaps with a tab at its right side."""
    regions = [FeatureRegion("tabs[0]", "tab", rectangle((16.5, 10.0), 3.0, 3.0), -8.0, -10.0)] if tab else []
    return shop.field(shop.quad(5.0, 5.0, 15.0, 15.0, 0.0), (20.0, 20.0, 10.0), tuple(regions))


def cut_out(shop, depth, tab=False):
    """Round the island with a 2 mm cutter; over the tab at −8."""
    script = shop.script((4.0, 4.0, 5.0)).feed(z=-depth).feed(x=16.0)
    if tab:
        script.feed(y=9.0).feed(z=-8.0).feed(y=11.0).feed(z=-depth)
    return script.feed(y=16.0).feed(x=4.0).feed(y=4.0).rapid(z=5.0)


def test_offcut_is_not_leftover(shop):
    result = shop.run(cut_out(shop, 10.5), shop.tool(diameter=2.0), part=island(shop))
    assert codes(result) == []
    assert np.isnan(result.deviation[0, 0])


def test_outline_not_cut_through(shop):
    result = shop.run(cut_out(shop, 9.0), shop.tool(diameter=2.0), part=island(shop))
    assert codes(result) == ["leftover"]
    finding = next(f for f in result.findings if f.code == "leftover")
    assert dict(finding.figures)["amount_mm"] == pytest.approx(1.0)


def test_tabs_may_stand(shop):
    script = cut_out(shop, 10.5, tab=True)
    tool = shop.tool(diameter=2.0)
    assert codes(shop.run(script, tool, part=island(shop, tab=True))) == []
    assert codes(shop.run(script, tool, part=island(shop))) == ["leftover"]


def same(a, b):
    """Whether two results are equal to the last bit."""
    for name in ("preview", "deviation", "removed_by_step"):
        assert getattr(a, name).tobytes() == getattr(b, name).tobytes()
    for name in ("findings", "features", "removed", "left", "max_gouge", "max_leftover", "seconds"):
        assert getattr(a, name) == getattr(b, name)


def test_result_does_not_depend_on_threads(shop):
    script = mill_pocket(shop, depth=3.1)
    one = shop.run(script, shop.tool(diameter=2.0), part=shop.pocket_part(), threads=1)
    same(one, shop.run(script, shop.tool(diameter=2.0), part=shop.pocket_part(), threads=1))
    same(one, shop.run(script, shop.tool(diameter=2.0), part=shop.pocket_part(), threads=3, tile=128))


def test_result_does_not_depend_on_tiles(shop):
    script = mill_pocket(shop, depth=3.1)
    one = shop.run(script, shop.tool(diameter=2.0), part=shop.pocket_part())
    other = shop.run(script, shop.tool(diameter=2.0), part=shop.pocket_part(), tile=50)
    assert other.removed == pytest.approx(one.removed, rel=1e-12)
    np.testing.assert_allclose(other.removed_by_step, one.removed_by_step, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(other.preview, one.preview, atol=1e-6)
    np.testing.assert_allclose(other.deviation, one.deviation, atol=1e-6)
    assert [f.code for f in other.findings] == [f.code for f in one.findings]
    assert [f.where.line for f in other.findings] == [f.where.line for f in one.findings]
    assert [f.lines for f in other.features] == [f.lines for f in one.features]


def test_counterbore_over_a_hole(shop):
    # Lines are given to the region whose heights they cut in: the hole's moves are not the counterbore's.
    hole = FeatureRegion("holes[0]", "hole", circle((10.0, 10.0), 4.0), 0.0, -10.0)
    bore = FeatureRegion("holes[0]/counterbore", "counterbore", circle((10.0, 10.0), 8.0), 0.0, -3.0)
    field = shop.field(shop.quad(0.0, 0.0, 1.0, 1.0, 0.0), (20.0, 20.0, 10.0), (hole, bore))
    script = shop.script().drill(10.0, 10.0, -3.0).tool(2).drill(10.0, 10.0, -11.0)
    result = shop.run(script, shop.tool(diameter=8.0), shop.tool(diameter=4.0, number=2), part=field)
    lines = {f.feature: f.lines for f in result.features}
    assert lines == {"holes[0]": ((3, 8),), "holes[0]/counterbore": ((3, 3),)}


def test_progress_reaches_one(shop):
    seen = []
    shop.run(shop.script().drill(10.0, 10.0, -1.0), progress=seen.append)
    assert seen[-1] == 1.0
    assert seen == sorted(seen)
