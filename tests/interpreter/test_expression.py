"""Expressions of any control: trees in order of precedence, values that are not known, troubles with their place."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.interpreter.expression import (
    Arithmetic,
    Assignment,
    Binary,
    Constant,
    Exists,
    Expression,
    Function,
    Trouble,
    Unary,
    Value,
    Variable,
    assign,
    combine,
    evaluate,
    numeric,
    settle,
)
from codegen.interpreter.faults import Fault
from codegen.messages import say
from codegen.model.program import Word


def _divide(a: float, b: float) -> float:
    if b == 0:
        raise Trouble(say("check the number"), say("remove it"))
    return a / b


@dataclass
class Store:
    """A control for these tests: ``#n`` and nothing else."""

    values: dict[Value, Value] = field(default_factory=dict)
    version: int = 0
    arithmetic: Arithmetic = Arithmetic(  # noqa: RUF009
        unary={"-": numeric(operator.neg)},
        binary={
            "+": numeric(operator.add),
            "-": numeric(operator.sub),
            "*": numeric(operator.mul),
            "/": numeric(_divide),
            "^": numeric(operator.pow),
            "<": numeric(lambda a, b: float(a < b)),
        },
        functions={"EXP": numeric(math.exp), "HYPOT": numeric(math.hypot)},
    )

    def get(self, variable: Variable, index: tuple[Value, ...]) -> Value:
        return self.values.get(index[0])

    def put(self, variable: Variable, index: tuple[Value, ...], value: Value) -> None:
        if index[0] == 0.0:
            raise Trouble(say("check the number"), say("remove it"))
        self.values[index[0]] = value
        self.version += 1

    def exists(self, variable: Variable, index: tuple[Value, ...]) -> bool:
        return index[0] in self.values


def number(value: Value, column: int = 1, end: int = 2) -> Constant:
    return Constant(column, end, value)


def variable(n: float, column: int = 1, end: int = 3) -> Variable:
    return Variable(column, end, "#", (number(n),))


LEVELS = {"<": 1, "+": 2, "-": 2, "*": 3, "/": 3, "^": 4}


@given(st.lists(st.tuples(st.sampled_from("+-*"), st.integers(-9, 9)), min_size=1, max_size=12), st.integers(-9, 9))
def test_operators_bind_as_in_school(rest: list[tuple[str, int]], first: int) -> None:
    tree = combine([number(float(v)) for v in (first, *(v for _, v in rest))], [o for o, _ in rest], LEVELS)
    assert evaluate(tree, Store()) == eval(str(first) + "".join(f"{o}({v})" for o, v in rest))


def test_equal_operators_bind_from_the_left_unless_told() -> None:
    numbers = [number(2.0), number(3.0), number(2.0)]
    assert evaluate(combine(numbers, ["^", "^"], LEVELS), Store()) == 64  # (2³)²
    assert evaluate(combine(numbers, ["^", "^"], LEVELS, right=frozenset("^")), Store()) == 512  # 2⁹


def test_columns_are_no_part_of_what_a_tree_is() -> None:
    assert number(1.0, 4, 5) == number(1.0, 9, 10) != number(2.0, 4, 5)


@pytest.mark.parametrize(
    "tree",
    [
        Unary(1, 2, "-", number(math.nan)),
        Binary(1, 2, "*", number(0.0), number(math.nan)),
        Binary(1, 2, "<", number(math.nan), number(1.0)),
        Function(1, 2, "HYPOT", (number(1.0), number(math.nan))),
    ],
    ids=repr,
)
def test_not_known_stays_not_known(tree: Expression) -> None:
    value = evaluate(tree, Store())
    assert isinstance(value, float)
    assert math.isnan(value)


def test_vacant_counts_zero_in_a_sum_and_is_itself_alone() -> None:
    assert evaluate(Binary(1, 2, "+", variable(7), number(1.0)), Store()) == 1
    assert evaluate(variable(7), Store()) is None
    assert evaluate(Exists(1, 2, variable(7)), Store()) == 0
    assert evaluate(Exists(1, 2, variable(7)), Store({7: 1.0})) == 1


@pytest.mark.parametrize(
    ("tree", "columns"),
    [
        (Binary(1, 9, "+", number(1.0, 1, 2), Binary(4, 7, "/", number(1.0, 4, 5), number(0.0, 6, 7))), (4, 7)),
        (Function(3, 11, "EXP", (number(1e6, 7, 10),)), (3, 11)),
        (Binary(2, 8, "+", number("text", 2, 6), number(1.0, 7, 8)), (2, 8)),
    ],
)
def test_a_trouble_has_its_place(tree: Expression, columns: tuple[int, int]) -> None:
    fault = evaluate(tree, Store())
    assert isinstance(fault, Fault)
    assert (fault.column, fault.end_column) == columns
    assert fault.message
    assert fault.remedy


def test_assignments() -> None:
    store = Store()
    assert assign(Assignment(variable(5), number(2.0)), 2.0, store) is None
    assert store.values == {5.0: 2.0}
    fault = assign(Assignment(variable(0.0, 3, 5), number(2.0)), 2.0, store)
    assert fault is not None
    assert (fault.column, fault.end_column) == (3, 5)


def test_words_are_settled() -> None:
    nan = math.nan
    words = (Word("G", 1, 1, "G1"), Word("X", nan, 4, "X#1"), Word("Y", nan, 8, "Y#2"), Word("Z", nan, 12, "Z#3"))
    settled = settle(words, {1: variable(1), 2: variable(2), 3: variable(3)}, Store({1.0: 4.5, 3.0: nan}))
    assert not isinstance(settled, Fault)
    assert [(w.letter, w.text) for w in settled] == [("G", "G1"), ("X", "X#1"), ("Z", "Z#3")]  # Y is vacant
    assert settled[1].value == 4.5
    assert math.isnan(settled[2].value)
    assert isinstance(settle(words, {1: variable(1)}, Store({1.0: "text"})), Fault)
