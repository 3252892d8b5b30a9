"""Values that are said to come from a table are looked up: ISO 273, DIN 974-1, ISO 2306, names of polygons, directions."""

from __future__ import annotations

import pytest

from codegen.planner.tables import direction, holds, sides


@pytest.mark.parametrize(
    ("quote", "mm", "good"),
    [
        ("M6", 6.6, True),  # ISO 273, medium
        ("M6", 6.4, True),  # close
        ("M6", 5.0, True),  # ISO 2306: tap drill
        ("M6", 11.0, True),  # DIN 974-1: counterbore of a socket head cap screw
        ("M6", 6.5, False),
        ("M8", 6.6, False),
        ("#7", 0.201 * 25.4, True),  # ASME B94.11M
        ("the screw", 6.6, False),
    ],
)
def test_sizes_of_screws(quote: str, mm: float, good: bool) -> None:
    assert holds("diameter", "/features/0/diameter", [quote], mm, 1.0) is good


def test_sizes_in_inches() -> None:
    assert holds("diameter", "/features/0/diameter", ["M6"], 6.6 / 25.4, 25.4)


@pytest.mark.parametrize(("quote", "n"), [("hexagonal plate", 6), ("正八边形", 8), ("octagon", 8), ("六角", 6)])
def test_sides(quote: str, n: int) -> None:
    assert sides(quote, n)
    assert not sides(quote, n + 1)


@pytest.mark.parametrize(
    ("quote", "angle", "good"),
    [
        ("first hole at the top", 90.0, True), ("first hole at the top", 0.0, False), ("along X", 0.0, True),
        ("along X", 90.0, False), ("along its length", 90.0, True), ("along its length", 45.0, False),
        ("两条对边平行X轴", 90.0, True), ("沿Y方向", 90.0, True), ("沿Y方向", 0.0, False), ("12 o'clock", 90.0, True),
    ],
)  # fmt: skip
def test_directions(quote: str, angle: float, good: bool) -> None:
    assert direction(quote, angle) is good
