"""The surface of what is left: closed whatever the heights, with the volume that a hand finds."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from codegen.simulate import mesh
from codegen.simulate.mesh import surface

GONE = -np.inf


def edges(triangles: npt.NDArray[np.float64]) -> Counter[tuple[tuple[float, ...], tuple[float, ...]]]:
    corners = [[tuple(p) for p in t] for t in triangles.tolist()]
    return Counter((t[k], t[(k + 1) % 3]) for t in corners for k in range(3))


def closed(triangles: npt.NDArray[np.float64]) -> bool:
    found = edges(triangles)
    return all(n == 1 and found[b, a] == 1 for (a, b), n in found.items())


def volume(t: npt.NDArray[np.float64]) -> float:
    """By the divergence theorem."""
    return float(np.einsum("ij,ij->i", t[:, 0], np.cross(t[:, 1], t[:, 2])).sum() / 6)


@given(
    arrays(np.float64, st.tuples(st.integers(0, 9), st.integers(0, 9)), elements=st.sampled_from([GONE, 0.0, 1.0, 2.5]))
)
def test_it_is_closed(heights: npt.NDArray[np.float64]) -> None:
    """Holes, islands, bridges, cells that touch by a corner: each edge twice, in opposite directions."""
    found = surface(heights, origin=(-3.0, 4.0), cell=0.5, floor=0.0)
    assert closed(found)
    assert volume(found) >= 0


def test_a_block_with_a_pocket() -> None:
    """20 x 10 x 5 mm, 1 mm cells, a pocket of 6 x 4 cells 2 deep: its walls lean inwards by a cell on each side, so that the
    floor is 5 x 3 mm between the outermost centres, the mouth 7 x 5: a prismatoid of 2 (15 + 35 + 4 x 24) / 6 mm³."""
    z = np.full((10, 20), 5.0)
    z[3:7, 8:14] = 3.0
    found = surface(z, origin=(0.0, 0.0), cell=1.0, floor=0.0)
    assert closed(found)
    assert (
        abs(volume(found) - (1000 - 2 * (15 + 35 + 4 * 24) / 6)) < 2 * 4 / 6 + 1e-9
    )  # a corner's diagonal: 1/3 mm³ each
    assert np.allclose(found.reshape(-1, 3).min(axis=0), [0, 0, 0])
    assert np.allclose(found.reshape(-1, 3).max(axis=0), [20, 10, 5])


def test_a_through_hole_has_no_skin() -> None:
    z = np.full((12, 12), 4.0)
    z[4:8, 4:8] = GONE
    found = surface(z, origin=(0.0, 0.0), cell=1.0, floor=1.0)
    assert closed(found)
    centres = found.mean(axis=1)
    assert not ((abs(centres[:, 0] - 6) < 1.9) & (abs(centres[:, 1] - 6) < 1.9)).any()
    # between the outermost centres that are left: a hole of 5 x 5 in 12 x 12, 3 high
    assert abs(volume(found) - (144 - 25) * 3) < 1e-9


def test_a_large_map_is_thinned_upwards(monkeypatch: object) -> None:
    z = np.zeros((700, 900))
    z[350, 450] = 3.0
    found = surface(z + 1, origin=(0.0, 0.0), cell=0.1, floor=0.0)
    assert len(found) < 5 * mesh.MOST_CELLS
    assert found[..., 2].max() == 4.0
