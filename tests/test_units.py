"""Units: exact factors, honest writing of numbers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.units import LENGTH_FACTORS, Unit, length, number


def test_factors_are_the_definitions() -> None:
    assert LENGTH_FACTORS["in"] == 25.4
    assert LENGTH_FACTORS["thou"] == pytest.approx(0.0254, abs=1e-15)
    assert LENGTH_FACTORS["丝"] == 0.01
    assert Unit.INCH.mm == 25.4


@given(st.floats(-1e6, 1e6))
def test_number_is_within_half_a_unit(value: float) -> None:
    text = number(value)
    assert abs(float(text) - value) <= 0.5e-4 * (1 + 1e-9) + 1e-12
    assert "e" not in text
    assert text != "-0"
    assert not text.endswith(".")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_number_refuses_what_is_not_finite(value: float) -> None:
    with pytest.raises(ValueError, match="cannot write"):
        number(value)


def test_length_for_people() -> None:
    assert length(12.5) == "12.5 mm"
    assert length(12.7, Unit.INCH) == "0.5 in"
