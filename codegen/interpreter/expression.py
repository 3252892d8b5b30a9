"""Expressions and variables of any control: trees, evaluated when the block runs.

A dialect's reader of lines builds the trees (``combine`` puts the flat lists of its grammar in order of precedence), and
``evaluate`` works them out against a ``Scope``, which the dialect supplies: its arithmetic (what each operator and function
means there) and its store of variables.

Values. A ``float``; **NaN is "not known"** (a system variable that the environment does not tell, the result of a probe), and
every operator and function made with ``numeric`` passes it on, comparisons too. ``None`` is a vacant variable where a control
has them (Fanuc); ``numeric`` counts it as 0. A ``str`` where a control has texts.

Errors. ``evaluate`` returns a ``Fault`` with the columns of the part that is wrong, never raises. Operators, functions and
stores raise ``Trouble``, a reason and a remedy; the place is added here.

How words get their values::

    Parsed.values       {index of the word in Parsed.words: its expression}; the word itself holds NaN until then
    Parsed.assignments  Assignment(target, value), in the order of the text
    Parsed.control      the dialect's own control statement (IF, WHILE, O-word, label …), see ``flow.py``
    settle(...)         evaluates them for one run of the block
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from codegen.interpreter.faults import Fault
from codegen.messages import say

if TYPE_CHECKING:
    from codegen.model.program import Word

_Result = TypeVar("_Result")

Value = float | str | None
"""Of a variable or expression: see the module's text."""

MAX_TERMS = 250
"""Operators and functions in one expression: evaluation is recursive, and no control's line is long enough for more."""


class Trouble(Exception):
    """Raised by operators, functions and stores: why there is no value. ``code`` is the finding's."""

    def __init__(self, message: str, remedy: str, *, code: str = "syntax") -> None:
        super().__init__(message)
        self.message, self.remedy, self.code = message, remedy, code


class _Refused(Exception):
    """A trouble with its place."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What a control's operators and functions do. Names are as the dialect's reader spells them in its trees.

    ``numeric`` makes entries from functions of plain numbers.
    """

    unary: Mapping[str, Callable[[Value], Value]] = field(default_factory=dict)
    binary: Mapping[str, Callable[[Value, Value], Value]] = field(default_factory=dict)
    functions: Mapping[str, Callable[..., Value]] = field(default_factory=dict)


class Scope(Protocol):
    """What expressions are evaluated in: a control's arithmetic and variables.

    ``get``, ``put`` and ``exists`` raise ``Trouble`` where the control would refuse. ``get`` gives NaN for what is not known;
    it reports that itself (one finding a cause), since it alone knows whether the cause is new. ``index``: the values in the
    variable's brackets. ``version`` grows with every change of a variable's value and with every reading of one that moves
    by itself (positions, times): while it stays, every condition keeps its answer (``flow.py`` tells endless loops by it).
    """

    @property
    def arithmetic(self) -> Arithmetic: ...  # noqa: D102

    @property
    def version(self) -> int: ...  # noqa: D102

    def get(self, variable: Variable, index: tuple[Value, ...]) -> Value: ...  # noqa: D102

    def put(self, variable: Variable, index: tuple[Value, ...], value: Value) -> None: ...  # noqa: D102

    def exists(self, variable: Variable, index: tuple[Value, ...]) -> bool: ...  # noqa: D102


# -- trees -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Expression(ABC):
    """A part of an expression. Columns are 1-based, the end exclusive; they are no part of its equality."""

    column: int = field(compare=False)
    end_column: int = field(compare=False)

    @abstractmethod
    def worth(self, scope: Scope) -> Value:
        """Its value; use ``evaluate``."""


@dataclass(frozen=True, slots=True)
class Constant(Expression):
    """A number or text as it is written."""

    value: Value

    def worth(self, scope: Scope) -> Value:  # noqa: ARG002
        """Its value."""
        return self.value


@dataclass(frozen=True, slots=True)
class Variable(Expression):
    """A variable: ``#100`` is ``Variable("#", (Constant(100),))``, ``#<width>`` is ``Variable("width")``, R5 and Q5 likewise.

    ``name`` is as the store knows it (the dialect folds case and blanks); ``index`` are the expressions in its brackets.
    """

    name: str
    index: tuple[Expression, ...] = ()

    def worth(self, scope: Scope) -> Value:
        """What the store holds."""
        at = tuple([part.worth(scope) for part in self.index])
        try:
            return scope.get(self, at)
        except (Trouble, ArithmeticError, ValueError) as error:
            raise _refused(self, error) from error


@dataclass(frozen=True, slots=True)
class Unary(Expression):
    """A sign, NOT."""

    operator: str
    operand: Expression

    def worth(self, scope: Scope) -> Value:
        """By the control's arithmetic."""
        operand = self.operand.worth(scope)
        try:
            return scope.arithmetic.unary[self.operator](operand)
        except (Trouble, ArithmeticError, ValueError) as error:
            raise _refused(self, error) from error


@dataclass(frozen=True, slots=True)
class Binary(Expression):
    """Two operands. Both are evaluated, whatever the first is: no control cuts AND and OR short."""

    operator: str
    left: Expression
    right: Expression

    def worth(self, scope: Scope) -> Value:
        """By the control's arithmetic."""
        left, right = self.left.worth(scope), self.right.worth(scope)
        try:
            return scope.arithmetic.binary[self.operator](left, right)
        except (Trouble, ArithmeticError, ValueError) as error:
            raise _refused(self, error) from error


@dataclass(frozen=True, slots=True)
class Function(Expression):
    """A function of its arguments."""

    name: str
    arguments: tuple[Expression, ...]

    def worth(self, scope: Scope) -> Value:
        """By the control's arithmetic."""
        arguments = [argument.worth(scope) for argument in self.arguments]
        try:
            return scope.arithmetic.functions[self.name](*arguments)
        except (Trouble, ArithmeticError, ValueError) as error:
            raise _refused(self, error) from error


@dataclass(frozen=True, slots=True)
class Exists(Expression):
    """Whether a variable is there: 1 or 0 (LinuxCNC's EXISTS, Siemens's ISVAR)."""

    variable: Variable

    def worth(self, scope: Scope) -> Value:
        """As the store says."""
        at = tuple(part.worth(scope) for part in self.variable.index)
        return _placed(self, lambda: float(scope.exists(self.variable, at)))


@dataclass(frozen=True, slots=True)
class Assignment:
    """``target = value``."""

    target: Variable
    value: Expression


def _refused(at: Expression, error: Exception) -> _Refused:
    """The error with the columns of ``at``."""
    if isinstance(error, Trouble):
        return _Refused(Fault(error.code, at.column, at.end_column, error.message, error.remedy))
    message = say("the result of this calculation is no number that the control can hold")
    return _Refused(Fault("syntax", at.column, at.end_column, message, say("check its operands")))


def _placed(at: Expression, work: Callable[[], _Result]) -> _Result:
    """The result of ``work``; its trouble gets the columns of ``at``."""
    try:
        return work()
    except (Trouble, ArithmeticError, ValueError) as error:
        raise _refused(at, error) from error


# -- work ------------------------------------------------------------------------------------------------------------


def evaluate(expression: Expression, scope: Scope) -> Value | Fault:
    """The value of an expression, or why there is none. Never raises for what the text holds."""
    try:
        return expression.worth(scope)
    except _Refused as refused:
        return refused.fault


def index_of(variable: Variable, scope: Scope) -> tuple[Value, ...] | Fault:
    """The values in a variable's brackets."""
    try:
        return tuple(part.worth(scope) for part in variable.index)
    except _Refused as refused:
        return refused.fault


def attempt(at: Expression, work: Callable[[], _Result]) -> _Result | Fault:
    """Do something that may raise ``Trouble``; its result, or the trouble with the columns of ``at``."""
    try:
        return _placed(at, work)
    except _Refused as refused:
        return refused.fault


def assign(assignment: Assignment, value: Value, scope: Scope) -> Fault | None:
    """Put a value that was evaluated before into the variable; None, or why it cannot be."""
    target = assignment.target
    at = index_of(target, scope)
    return at if isinstance(at, Fault) else attempt(target, lambda: scope.put(target, at, value))


def settle(words: tuple[Word, ...], values: Mapping[int, Expression], scope: Scope) -> tuple[Word, ...] | Fault:
    """The words with their values of this run; the first part that has none refuses the block.

    A vacant value drops its word. A text is no value of a word here: a dialect that takes one evaluates it itself.
    """
    out: list[Word] = []
    for index, word in enumerate(words):
        expression = values.get(index)
        if expression is None:
            out.append(word)
            continue
        value = evaluate(expression, scope)
        if isinstance(value, Fault):
            return value
        if isinstance(value, str):
            message = say("{word}: a text stands where a number should", word=word.text)
            return Fault("syntax", word.column, word.column + len(word.text), message, say("write a number"))
        if value is not None:
            out.append(replace(word, value=value))
    return tuple(out)


def combine(
    operands: Sequence[Expression],
    operators: Sequence[str],
    levels: Mapping[str, int],
    *,
    right: frozenset[str] = frozenset(),
) -> Expression:
    """The tree of ``a + b * c …`` by precedence: a higher level binds tighter, equal ones from the left.

    ``right``: operators that bind from the right. Levels are of the names in ``operators``.
    """
    done: list[Expression] = [operands[0]]
    waiting: list[str] = []

    def fold() -> None:
        last, first = done.pop(), done.pop()
        done.append(Binary(first.column, last.end_column, waiting.pop(), first, last))

    for operator, operand in zip(operators, operands[1:], strict=True):
        while waiting and (
            levels[waiting[-1]] > levels[operator]
            or (levels[waiting[-1]] == levels[operator] and operator not in right)
        ):
            fold()
        waiting.append(operator)
        done.append(operand)
    while waiting:
        fold()
    return done[0]


def numeric(function: Callable[..., float]) -> Callable[..., Value]:
    """``function`` of plain numbers as an entry of ``Arithmetic``: vacant counts 0, not known stays not known, no texts."""

    def with_values(*values: Value) -> Value:
        for value in values:
            if type(value) is not float or math.isnan(value):
                break
        else:
            return function(*values)
        numbers: list[float] = []
        for value in values:
            if isinstance(value, str):
                raise Trouble(
                    say("{text!r} is a text, and a number is wanted", text=value), say("calculate with numbers")
                )
            numbers.append(0.0 if value is None else value)
        if any(map(math.isnan, numbers)):
            return math.nan
        return function(*numbers)

    return with_values


def real(value: Value) -> float:
    """A value as a number; NaN where it is none."""
    return value if isinstance(value, float) else math.nan


def unknown_in(value: Value) -> bool:
    """Whether a value is not known."""
    return isinstance(value, float) and math.isnan(value)
