"""Expressions: against Python's own exact fractions, and each way in which one can be bad."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from codegen.process.expression import MAX_DEPTH, ExpressionError, as_length, as_number, evaluate

PARAMETERS: dict[str, str | float] = {"width": 100.0, "half": "width/2", "a": "b", "b": "a + 1"}


def mm(text: str, unit: float = 1.0) -> float:
    value = as_length(evaluate(text, PARAMETERS, unit), unit)
    assert value is not None, text
    return value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.5", 12.5), ("width/2 - 8", 42.0), ("3/8 in", 9.525), ("1 1/2 in", 38.1), ("3-1/2 in", 88.9), ('3-1/2"', 88.9),
        ("3 1/2", 3.5), ("2*3/8 in", 19.05), ("10/2/5", 1.0), ("-2+3*-4", -14.0), ("half", 50.0), ("50丝", 0.5),
        ("10 thou", 0.254), ("1cm + 2 mm", 12.0), ("max(1, width, half)", 100.0), ("min(7, 3 mm)", 3.0), ("abs(-width)", 100.0),
        ("sqrt(width*width)", 100.0), ("sqrt(2)*10", 14.142135624), ("sin(30)*10", 5.0), ("cos(60°)*width", 50.0),
        ("tan(45 deg)*8", 8.0), ("width*half/half", 100.0), ("2*(3+4)", 14.0), ("pi*2", 6.283185307), ("−5 × 2 ÷ 4", -2.5),
        ("25,4".replace(",", "."), 25.4), ("1e2", 100.0), ("half/half*8", 8.0), ("0.5″", 12.7), ("毫米".join(["3", ""]), 3.0),
    ],
)  # fmt: skip
def test_values_worked_out_by_hand(text: str, value: float) -> None:
    assert mm(text) == pytest.approx(value, abs=1e-9)


def test_bare_numbers_are_in_the_intents_units() -> None:
    assert mm("3/8", 25.4) == 9.525
    assert mm("10 mm + 1", 25.4) == pytest.approx(35.4)
    assert mm("2*(1 + 5 mm)", 25.4) == pytest.approx(60.8)


@pytest.mark.parametrize(
    ("text", "reason", "column"),
    [
        ("", "ends where a value", 1), ("(1", "ends where", 3), ("1 +", "ends where", 4), ("2 2", "unexpected '2'", 3),
        ("1)", "unexpected", 2), ("x+1", "unknown name 'x'", 1), ("1+foo(2)", "unknown function 'foo'", 3),
        ("2 furlong", "unknown unit 'furlong'", 1), ("1/0", "division by zero", 1), ("5+1/0 in", "division by zero", 3),
        ("1e308*1e308", "too large", 1), ("1e999", "too large", 1), ("a", "goes round in a circle", 1),
        ("3-1/2", "mixed number or a difference", 1), ("sqrt(-1)", "negative", 1), ("max()", "at least one", 1),
        ("width + half*half", "must have the same unit", 1), ("width + sin(30)", "must have the same unit", 1),
        ("sin(width)", "takes degrees", 1), ("sqrt(width)", "not a length", 1), ("tan(90)", "infinite", 1),
        ("3 + width*width", "cannot be added to an area", 1), ("1;2", "unexpected ';'", 2),
        ("__import__('os')", "unexpected", 12),
        ("width.real", "unexpected '.'", 6), ("1 if 2", "unexpected '2'", 6), ("sqrt(1, 2)", "one value", 1),
    ],
)  # fmt: skip
def test_what_has_no_value_says_where_and_why(text: str, reason: str, column: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        evaluate(text, PARAMETERS, 1.0)
    assert reason in caught.value.reason
    assert caught.value.column == column


@pytest.mark.parametrize("text", ["width*half", "width/half", "1/width", "sin(30)", "45°", "pi"])
def test_what_is_no_length(text: str) -> None:
    assert as_length(evaluate(text, PARAMETERS, 1.0), 1.0) is None


def test_angles_take_plain_numbers_only() -> None:
    assert as_number(evaluate("360/8", {}, 25.4)) == 45.0
    assert as_number(evaluate("22.5°", {}, 1.0)) == 22.5
    assert as_number(evaluate("3 mm", {}, 1.0)) is None


@pytest.mark.parametrize("text", ["(" * 200 + "1" + ")" * 200, "-" * 199 + "1", "sqrt(" * 39 + "1" + ")" * 39])
def test_deep_nesting_is_refused_not_crashed(text: str) -> None:
    with pytest.raises(ExpressionError, match="nested"):
        evaluate(text, {}, 1.0)


def test_a_long_chain_of_parameters_is_refused() -> None:
    chain: dict[str, str | float] = {f"p{i}": f"p{i + 1}" for i in range(MAX_DEPTH + 5)}
    with pytest.raises(ExpressionError, match="deep"):
        evaluate("p0", chain, 1.0)


Tree = tuple[str, Fraction | None]  # text, exact value; None: division by zero somewhere

_numbers = st.integers(0, 999).flatmap(
    lambda n: st.sampled_from([1, 10, 100]).map(lambda d: (f"{n / d:g}", Fraction(f"{n / d:g}")))
)


def _join(parts: tuple[Tree, str, Tree]) -> Tree:
    (left, a), operator, (right, b) = parts
    text = f"({left}) {operator} ({right})"
    if a is None or b is None or (operator == "/" and b == 0):
        return text, None
    return text, {"+": a + b, "-": a - b, "*": a * b}[operator] if operator != "/" else a / b


_trees: st.SearchStrategy[Tree] = st.recursive(
    _numbers.map(lambda t: t),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(_join),
        inner.map(lambda t: (f"-({t[0]})", None if t[1] is None else -t[1])),
    ),
    max_leaves=8,
)


@given(_trees)
def test_agrees_with_exact_fractions(tree: Tree) -> None:
    text, value = tree
    assume(len(text) <= 400)
    if value is None:
        with pytest.raises(ExpressionError):
            evaluate(text, {}, 1.0)
        return
    try:
        got = evaluate(text, {}, 1.0).value
    except ExpressionError as e:  # a divisor that is zero in floating point only
        assert "zero" in e.reason
        return
    assert math.isclose(got, float(value), rel_tol=1e-6, abs_tol=1e-6)


@given(st.lists(st.tuples(st.integers(1, 99), st.sampled_from([" + ", " - ", " * ", " / "])), min_size=1, max_size=8))
def test_precedence_without_brackets_is_pythons(parts: list[tuple[int, str]]) -> None:
    text = "".join(f"{n}{op}" for n, op in parts) + "7"
    exact = eval("".join(f"Fraction({n}){op}" for n, op in parts) + "Fraction(7)")
    assert evaluate(text, {}, 1.0).value == pytest.approx(float(exact), rel=1e-9, abs=1e-9)


@given(st.text(max_size=60))
def test_any_text_has_a_value_or_says_why(text: str) -> None:
    try:
        assert math.isfinite(evaluate(text, PARAMETERS, 1.0).value)
    except ExpressionError as e:
        assert e.reason and 1 <= e.column <= len(text) + 1


@given(st.integers(0, 60), st.integers(1, 63), st.sampled_from([2, 4, 8, 16, 32, 64]))
def test_shop_fractions(whole: int, top: int, bottom: int) -> None:
    exact = float((whole + Fraction(top, bottom)) * Fraction(254, 10))
    for text in (f"{whole} {top}/{bottom} in", f'{whole}-{top}/{bottom}"'):
        assert mm(text) == pytest.approx(exact, abs=1e-9)
