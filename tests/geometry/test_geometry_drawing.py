"""The drawing, read back with ezdxf: layers, exact curves, call-outs, and nothing for its auditor to say."""

from __future__ import annotations

import io
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import ezdxf
import pytest
from ezdxf import recover

import codegen
from codegen.geometry import drawing
from codegen.geometry.callouts import callouts
from codegen.model.curve import ArcSegment, Line, Loop, circle, rectangle, slot
from codegen.model.part import (
    Body,
    Counterbore,
    Countersink,
    Dimension,
    EdgeChamfer,
    EdgeFillet,
    Hole,
    Part,
    Pocket,
    ThreadSpec,
)  # fmt: skip


def hole(name: str, i: int, x: float, y: float, d: float, **more: object) -> Hole:
    values = {
        "id": f"{name}[{i}]",
        "feature": name,
        "x": x,
        "y": y,
        "z_top": 0,
        "diameter": {"nominal": d},
        "depth": None,
    }
    return Hole.model_validate({**values, **more})


M6 = ThreadSpec(designation="M6", diameter=6, pitch=1, depth=None, drill_diameter=5)
M6_BLIND = M6.model_copy(update={"depth": 10.0, "hand": "left"})
D_SHAPE = Loop(
    segments=(
        Line(start=(0, 0), end=(100, 0)),
        ArcSegment(start=(100, 0), end=(100, 60), centre=(100, 30), ccw=True),
        Line(start=(100, 60), end=(0, 60)),
        Line(start=(0, 60), end=(0, 0)),
    )
)
PART = Part(
    name="Wörk^piece %%d \n七",
    body=Body(outline=D_SHAPE, z_bottom=-12, z_top=0, shape="extrusion"),
    features=(
        *(hole("m6", i, x, y, 5, thread=M6) for i, (x, y) in enumerate([(10, 10), (90, 10), (90, 50), (10, 50)])),
        hole("blind", 0, 30, 10, 5, thread=M6_BLIND, depth=14),
        hole("cb", 0, 50, 10, 6.6, counterbore=Counterbore(diameter=11, depth=6.4)),
        hole("cs", 0, 70, 10, 6.6, countersink=Countersink(diameter=13)),
        hole("fit", 0, 70, 50, 8, depth=6, diameter=Dimension(nominal=8, fit="H7")),
        hole("side", 0, 30, -6, 4, face="front", depth=5),
        Pocket(id="p", feature="p", shape="rectangle", outline=rectangle((50, 30), 40, 20, 5), z_top=0, z_bottom=-5),
        Pocket(id="r", feature="r", shape="circle", outline=circle((20, 30), 12), z_top=0, z_bottom=-5),
        Pocket(
            id="s", feature="s", shape="slot", outline=slot((80, 25), (80, 35), 8), z_top=0, z_bottom=-12, through=True
        ),
        EdgeChamfer(id="c", feature="c", edges="top-outer", size=1),
        EdgeFillet(id="f", feature="f", edges="vertical", radius=2),
    ),
)
DATA = drawing(PART)


@pytest.fixture(scope="module")
def document() -> Any:
    return ezdxf.read(io.StringIO(DATA.decode("utf-8")))


def on(document: Any, layer: str, kind: str) -> list[Any]:
    return list(document.modelspace().query(f'{kind}[layer=="{layer}"]'))


def test_auditor_finds_nothing(document: Any) -> None:
    auditor = document.audit()
    assert auditor.errors == []
    assert auditor.fixes == []
    _, auditor = recover.read(io.BytesIO(DATA))
    assert not auditor.has_errors


def test_version_units_and_layers(document: Any) -> None:
    assert document.dxfversion == "AC1024"
    assert document.header["$INSUNITS"] == 4
    names = {layer.dxf.name for layer in document.layers}
    assert {
        "OUTLINE", "POCKETS", "HOLES", "HOLES_TAPPED", "HOLES_COUNTERBORED", "HOLES_COUNTERSUNK", "TEXT",
    } <= names  # fmt: skip


def as_loop(polyline: Any) -> list[tuple[float, float, float]]:
    return [(x, y, b) for x, y, b in polyline.get_points("xyb")]


@pytest.mark.parametrize(
    ("layer", "index", "loop"),
    [("OUTLINE", 0, D_SHAPE), ("POCKETS", 0, PART.features[9].outline), ("POCKETS", 1, PART.features[11].outline)],
)
def test_outlines_are_the_same_curves(document: Any, layer: str, index: int, loop: Loop) -> None:
    polyline = on(document, layer, "LWPOLYLINE")[index]
    assert polyline.closed
    vertices = as_loop(polyline)
    assert len(vertices) == len(loop.segments)
    area = 0.0
    for (x0, y0, bulge), (x1, y1, _), segment in zip(vertices, vertices[1:] + vertices[:1], loop.segments, strict=True):
        assert (x0, y0) == pytest.approx(segment.start, abs=1e-12)
        chord = math.dist((x0, y0), (x1, y1))
        area += (x0 * y1 - x1 * y0) / 2
        if bulge:
            sweep = 4 * math.atan(bulge)
            radius = chord / 2 / math.sin(abs(sweep) / 2)
            assert radius == pytest.approx(segment.radius, rel=1e-12)
            area += radius**2 * (sweep - math.sin(sweep)) / 2
    assert area == pytest.approx(loop.area, rel=1e-12)


def test_round_pocket_is_a_circle(document: Any) -> None:
    (found,) = on(document, "POCKETS", "CIRCLE")
    assert (tuple(found.dxf.center)[:2], found.dxf.radius) == ((20, 30), 6)


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ("HOLES", [(70, 50, 4)]),
        ("HOLES_TAPPED", [(10, 10, 2.5), (10, 50, 2.5), (30, 10, 2.5), (90, 10, 2.5), (90, 50, 2.5)]),
        ("HOLES_COUNTERBORED", [(50, 10, 3.3), (50, 10, 5.5)]),
        ("HOLES_COUNTERSUNK", [(70, 10, 3.3), (70, 10, 6.5)]),
    ],
)
def test_holes_by_kind(document: Any, layer: str, expected: list[tuple[float, float, float]]) -> None:
    found = sorted((c.dxf.center.x, c.dxf.center.y, c.dxf.radius) for c in on(document, layer, "CIRCLE"))
    assert found == expected


def test_call_outs(document: Any) -> None:
    texts = [t.dxf.text for t in on(document, "TEXT", "TEXT")]
    assert "4x M6 THRU, DRILL %%c5 THRU" in texts
    assert "M6 LH x 10 DEEP, DRILL %%c5 x 14 DEEP" in texts
    assert "%%c6.6 THRU, CBORE %%c11 x 6.4" in texts
    assert "%%c6.6 THRU, CSK %%c13 x 90%%d" in texts
    assert "%%c8 H7 x 6 DEEP" in texts
    assert "%%c4 x 5 DEEP (FRONT)" in texts
    assert "130" in texts and "60" in texts
    assert "Wörk piece %d 七, THICKNESS 12, mm" in texts


def test_equal_holes_share_a_call_out() -> None:
    assert callouts(PART)[0].text == "4x M6 THRU, DRILL Ø5 THRU"
    assert len(callouts(PART)[0].holes) == 4


def test_same_bytes_in_this_and_other_processes() -> None:
    assert drawing(PART) == DATA
    script = (
        "import sys, hashlib; sys.path[:0] = [sys.argv[1]]\n"
        "from codegen.geometry import drawing; from codegen.model.part import Part\n"
        "print(hashlib.sha256(drawing(Part.model_validate_json(sys.stdin.read()))).hexdigest())"
    )
    import hashlib

    for seed in ("1", "2"):  # the order of a set of names follows the hash seed
        done = subprocess.run(
            [sys.executable, "-c", script, str(Path(codegen.__file__).parents[1])],
            input=PART.model_dump_json().encode(),
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        assert done.stdout.decode().strip() == hashlib.sha256(DATA).hexdigest()


def test_the_switch_for_fixed_dates_is_put_back() -> None:
    before = ezdxf.options.write_fixed_meta_data_for_testing
    drawing(PART)
    assert ezdxf.options.write_fixed_meta_data_for_testing is before
