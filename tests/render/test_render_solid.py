"""Pictures of solids: heights read from triangles, and views that show what stands in front."""

from __future__ import annotations

import numpy as np
import pytest

from codegen.geometry import build, triangles
from codegen.model.curve import circle, rectangle
from codegen.model.part import Body, Boss, Dimension, Hole, Part
from codegen.render.solid_view import FRONT, ISOMETRIC, heights_of, view


def block() -> Part:
    """60 x 40 x 20 with a Ø20 hole through the middle, its top at Z0."""
    hole = Hole(id="h", feature="h", x=30, y=20, z_top=0, diameter=Dimension(nominal=20), depth=None)
    body = Body(outline=rectangle((30, 20), 60, 40), z_bottom=-20, z_top=0)
    return Part(name="block", body=body, features=(hole,))


def mesh(part: Part) -> np.ndarray:
    solid, _ = build(part)
    assert solid is not None
    return triangles(solid, 0.05)


def test_heights_are_those_of_the_solid() -> None:
    heights = heights_of(mesh(block()), 320)
    assert (heights.low, heights.high) == (-20, 0)

    def at(x: float, y: float) -> float:
        i, j = ((p - o) / heights.cell for p, o in zip((x, y), heights.origin, strict=True))
        return float(heights.z[int(j), int(i)])

    assert at(5, 5) == pytest.approx(0) and at(55, 35) == pytest.approx(0)
    assert np.isnan(at(30, 20)) and np.isnan(at(22, 20)) and np.isnan(at(-0.5, 20))
    solid = np.isfinite(heights.z).sum() * heights.cell**2
    assert solid == pytest.approx(60 * 40 - np.pi * 100, rel=0.01)


def test_a_view_from_the_front_has_the_shape_of_the_front() -> None:
    image = np.asarray(view(mesh(block()), FRONT, 300, 300))
    assert image.shape[1] / image.shape[0] == pytest.approx(60 / 20, rel=0.05)
    assert (image[image.shape[0] // 2, image.shape[1] // 2] < 250).any()  # no hole is seen from here


def test_what_stands_in_front_hides_what_is_behind() -> None:
    """A post behind a wall, both on a plate: from the front only the wall is seen above the plate."""
    body = Body(outline=rectangle((0, 0), 60, 40), z_bottom=0, z_top=10)
    both = (
        Boss(id="wall", feature="wall", outline=rectangle((0, -15), 60, 4), z_top=30),
        Boss(id="post", feature="post", outline=circle((0, 10), 10), z_top=30),
    )
    alone = Part(name="a", body=body.model_copy(update={"z_top": 30, "base_top": 10, "bosses": both[:1]}), features=())
    hidden = Part(name="b", body=body.model_copy(update={"z_top": 30, "base_top": 10, "bosses": both}), features=())
    first, second = (np.asarray(view(mesh(p), FRONT, 300, 300)) for p in (alone, hidden))
    assert np.array_equal(first, second)
    tilted = [np.asarray(view(mesh(p), ISOMETRIC, 300, 300)) for p in (alone, hidden)]
    assert not np.array_equal(*tilted)
