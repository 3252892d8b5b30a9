"""STEP, STL and the stored field: reproducible, readable, and hard to fool."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import codegen
from codegen.artifacts import drawing, field_bytes, load_field, step_bytes, stl_bytes
from codegen.artifacts.step import quoted
from codegen.artifacts.stl import RECORD
from codegen.errors import BadInput
from codegen.geometry import Solid, build, load_step, part_field
from codegen.model.curve import circle, rectangle
from codegen.model.part import Body, Counterbore, Countersink, Dimension, EdgeFillet, Hole, Part, Pocket


def hole(name: str, x: float, y: float, **more: object) -> Hole:
    values = {"id": name, "feature": name, "x": x, "y": y, "z_top": 0, "diameter": Dimension(nominal=6), "depth": None}
    return Hole.model_validate({**values, **more})


PART = Part(
    name="plate",
    body=Body(outline=rectangle((50, 30), 100, 60, 8), z_bottom=-12, z_top=0),
    features=(
        hole("a", 10, 10),
        hole("b", 90, 10, counterbore=Counterbore(diameter=11, depth=6)),
        hole("c", 10, 50, countersink=Countersink(diameter=12)),
        hole("d", 90, 50, depth=8),
        Pocket(id="p", feature="p", shape="rectangle", outline=rectangle((50, 30), 40, 20, 5), z_top=0, z_bottom=-6),
    ),
)


def solid_of(part: Part) -> Solid:
    made, findings = build(part)
    assert made is not None, findings
    return made


SOLID = solid_of(PART)
ROUNDED = solid_of(
    Part(
        name="r",
        body=Body(outline=circle((3, 4), 50), z_bottom=0, z_top=20, shape="cylinder"),
        features=(
            EdgeFillet(id="f", feature="f", edges="top-outer", radius=4),
            hole("x", 3, 10, face="front").model_copy(update={"z_top": -21.0}),  # right through, from the side
        ),
    )
)


def test_every_file_has_the_same_bytes_again_and_in_other_processes() -> None:
    script = (
        "import sys, hashlib; sys.path[:0] = [sys.argv[1]]\n"
        "from codegen.model.part import Part\n"
        "from codegen.geometry import build, part_field\n"
        "from codegen.artifacts import *\n"
        "part = Part.model_validate_json(sys.stdin.read())\n"
        "solid = build(part)[0]\n"
        "files = [stl_bytes(solid, 'n'), step_bytes(solid, 'n'), field_bytes(part_field(solid, part)), drawing(part)]\n"
        "print([hashlib.sha256(f).hexdigest() for f in files])"
    )
    # here in another order, after other exports, on a solid that was meshed before: none of it may show
    step_bytes(ROUNDED, "other")
    again = solid_of(PART)
    files = [
        step_bytes(again, "n"), field_bytes(part_field(again, PART)), stl_bytes(again, "n", tolerance=0.5), drawing(PART),
    ]  # fmt: skip
    files = [stl_bytes(again, "n"), step_bytes(again, "n"), files[1], files[3]]
    here = [hashlib.sha256(f).hexdigest() for f in files]
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script, str(Path(codegen.__file__).parents[1])],
            input=PART.model_dump_json().encode(),
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        assert done.stdout.decode().strip() == str(here)


# -- STEP ----------------------------------------------------------------------------------------------------------------


def test_step_holds_the_solid_in_millimetres_and_nothing_of_the_run() -> None:
    data = step_bytes(SOLID, "plate")
    assert load_step(data).volume == pytest.approx(SOLID.volume, rel=1e-9)
    text = data.decode("ascii")
    head = text[: text.index("DATA;")]
    assert "AUTOMOTIVE_DESIGN" in head
    assert "'plate','1970-01-01T00:00:00'" in head
    assert "SI_UNIT(.MILLI.,.METRE.)" in text
    assert "Open CASCADE STEP" not in text
    assert "PRODUCT('plate','plate'" in text


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("plate", "'plate'"),
        ("o'clock\\", "'o''clock\\\\'"),
        ("Wörk 七", "'W\\X2\\00F6\\X0\\rk \\X2\\4E03\\X0\\'"),
        ("\U0001f600", "'\\X4\\0001F600\\X0\\'"),
        ("a\nb\0c", "'abc'"),
        ("", "'part'"),
    ],
)
def test_names_are_step_strings(name: str, written: str) -> None:
    assert quoted(name) == written
    assert f"PRODUCT({written},{written}".encode() in step_bytes(SOLID, name)


def test_a_name_with_everything_in_it_reads_back() -> None:
    assert load_step(step_bytes(SOLID, "o'clock\\ Wörk 七 \U0001f600\n")).valid


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_any_name_stays_inside_its_quotes(name: str) -> None:
    written = quoted(name)
    assert written.isascii()
    assert written.isprintable()
    assert written[1:-1].replace("''", "").count("'") == 0


# -- STL -----------------------------------------------------------------------------------------------------------------


def facets(data: bytes) -> np.ndarray:
    count = int.from_bytes(data[80:84], "little")
    assert len(data) == 84 + 50 * count
    return np.frombuffer(data, dtype=RECORD, offset=84)


def check_closed(corners: np.ndarray) -> None:
    """Every directed edge occurs once, and its reverse once: a closed surface, consistently turned."""
    keys = [tuple(map(tuple, t)) for t in corners.tolist()]
    directed = Counter(edge for a, b, c in keys for edge in ((a, b), (b, c), (c, a)))
    assert set(directed.values()) == {1}
    assert all((b, a) in directed for a, b in directed)


@pytest.mark.parametrize("solid", [SOLID, ROUNDED])
@pytest.mark.parametrize("tolerance", [0.01, 0.1])
def test_stl_is_closed_and_has_the_volume(solid: Solid, tolerance: float) -> None:
    data = stl_bytes(solid, "plate", tolerance=tolerance)
    found = facets(data)
    check_closed(found["corners"])
    t = found["corners"].astype(np.float64)
    volume = np.einsum("ni,ni->n", t[:, 0], np.cross(t[:, 1], t[:, 2])).sum() / 6
    area = np.linalg.norm(np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0]), axis=1).sum() / 2
    assert abs(volume - solid.volume) <= area * tolerance
    normals = np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0])
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    assert np.abs(normals - found["normal"]).max() < 1e-3


def test_stl_header_is_plain() -> None:
    head = stl_bytes(SOLID, "solid Wörk\n七" * 20)[:80]
    assert len(head) == 80
    assert head.startswith(b"codegen")
    assert head.isascii()
    assert b"\n" not in head
    with pytest.raises(ValueError, match="0"):
        stl_bytes(SOLID, "x", tolerance=0)


# -- the stored field ------------------------------------------------------------------------------------------------------

FIELD = part_field(SOLID, PART, step_sha256="ab" * 32)
STORED = field_bytes(FIELD)


def test_field_comes_back_as_it_was() -> None:
    back = load_field(STORED)
    assert (back.triangles == FIELD.triangles).all()
    assert back.triangles.dtype == np.float64
    for name in ("tolerance", "low", "high", "volume", "step_sha256", "undercuts"):
        assert getattr(back, name) == getattr(FIELD, name)
    for a, b in zip(back.regions, FIELD.regions, strict=True):
        assert (a.feature, a.kind, a.outline, a.z_top, a.z_bottom) == (
            b.feature,
            b.kind,
            b.outline,
            b.z_top,
            b.z_bottom,
        )


def repacked(**members: object) -> bytes:
    """The stored field with arrays or raw bytes put in the place of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(STORED)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            key = name.removesuffix(".npy")
            data = source.read(name)
            if key in members:
                value = members.pop(key)
                if isinstance(value, bytes):
                    data = value
                else:
                    piece = io.BytesIO()
                    np.save(piece, value, allow_pickle=True)
                    data = piece.getvalue()
            target.writestr(name, data)
        for name, value in members.items():
            target.writestr(name, str(value))
    return out.getvalue()


def meta(**changes: object) -> np.ndarray:
    with np.load(io.BytesIO(STORED)) as archive:
        values = json.loads(archive["meta"].tobytes())
    return np.frombuffer(json.dumps({**values, **changes}).encode(), dtype=np.uint8)


class Evil:
    def __reduce__(self):
        return (os.abort, ())


HUGE = b"\x93NUMPY\x01\x00\x46\x00{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999, 3, 3)}"

HOSTILE = {
    "empty": b"",
    "text": b"PK",
    "cut": STORED[: len(STORED) // 2],
    "flipped": STORED[:3000] + bytes([STORED[3000] ^ 255]) + STORED[3001:],
    "pickled": repacked(triangles=np.array([Evil()], dtype=object)),
    "shape": repacked(triangles=np.zeros((4, 3))),
    "kind": repacked(triangles=np.zeros((4, 3, 3), dtype=np.float32)),
    "infinite": repacked(triangles=np.full((1, 3, 3), np.inf)),
    "more": repacked(other="x"),
    "not-json": repacked(meta=np.zeros(4, dtype=np.uint8)),
    "deep": repacked(meta=np.frombuffer(b"[" * 100_000, dtype=np.uint8)),
    "version": repacked(meta=meta(version=99)),
    "number": repacked(meta=meta(volume="1")),
    "nan": repacked(meta=meta(low=[0, 0, float("nan")])),
    "point": repacked(meta=meta(high=[1, 2])),
    "region": repacked(meta=meta(regions=[{"feature": "x"}])),
    "regions": repacked(meta=meta(regions=7)),
    "header": repacked(triangles=HUGE),
    "bomb": repacked(meta=np.zeros(40 * 1024 * 1024, dtype=np.uint8)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_fields_are_one_error(name: str) -> None:
    with pytest.raises(BadInput) as error:
        load_field(HOSTILE[name])
    assert "\n" not in str(error.value)


@settings(max_examples=100, deadline=None)
@given(at=st.integers(0, len(STORED) - 1), junk=st.binary(max_size=8))
def test_damaged_fields_are_a_field_or_one_error(at: int, junk: bytes) -> None:
    try:
        assert load_field(STORED[:at] + junk + STORED[at + len(junk) :]).triangles.ndim == 3
    except BadInput as e:
        assert "\n" not in str(e)
