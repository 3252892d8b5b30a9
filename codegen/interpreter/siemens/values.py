"""Arithmetic and variables of a SINUMERIK program: R parameters, DEF variables, system variables.

Job Planning (6FC5398-2BP40-3BA1), "Flexible NC programming": "Arithmetic parameters (R)", "Definition of user variables",
"Operators / arithmetic functions", "Comparison and logic operations". Angles are degrees. R parameters outlive the program:
one that the program has not set is not known. A DEF variable begins with 0, or with its own value.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from codegen.interpreter.expression import Arithmetic, Trouble, Value, Variable, numeric
from codegen.messages import say

if TYPE_CHECKING:
    from codegen.interpreter.machine import Machine

EPSILON: Final = 1e-12
"""Relative: comparisons of REAL values take what differs by less for equal (Job Planning, "Precision correction on
comparison errors")."""


def _same(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=EPSILON, abs_tol=0.0)


_TESTS: Final[dict[str, Callable[[float, float], bool]]] = {
    "==": _same,
    "<>": lambda a, b: not _same(a, b),
    ">": lambda a, b: a > b and not _same(a, b),
    "<": lambda a, b: a < b and not _same(a, b),
    ">=": lambda a, b: a >= b or _same(a, b),
    "<=": lambda a, b: a <= b or _same(a, b),
}


def _compare(name: str) -> Callable[[Value, Value], Value]:
    by_number = numeric(lambda a, b: float(_TESTS[name](a, b)))

    def work(a: Value, b: Value) -> Value:
        if isinstance(a, str) and isinstance(b, str) and name in ("==", "<>"):
            return float((a.upper() == b.upper()) == (name == "=="))
        return by_number(a, b)

    return work


def _divide(a: float, b: float) -> float:
    if b == 0:
        raise Trouble(say("a division by 0 (alarm 14051)"), say("check the divisor"))
    return a / b


def _whole(a: float, b: float) -> float:
    return float(math.trunc(_divide(a, b)))


def _rest(a: float, b: float) -> float:
    if b == 0:
        raise Trouble(say("a division by 0 (alarm 14051)"), say("check the divisor"))
    return math.fmod(a, b)


def _bits(work: Callable[[int, int], int]) -> Callable[..., Value]:
    return numeric(lambda a, b: float(work(int(a), int(b))))


def _root(a: float) -> float:
    if a < 0:
        raise Trouble(say("the square root of {value:g}", value=a), say("check what is under the root"))
    return math.sqrt(a)


def _chain(a: Value, b: Value) -> Value:
    if any(isinstance(v, float) and math.isnan(v) for v in (a, b)):
        return "?"
    return "".join(v if isinstance(v, str) else f"{v or 0:g}" for v in (a, b))


def _log(a: float) -> float:
    if a <= 0:
        raise Trouble(say("the logarithm of {value:g}", value=a), say("check what it is taken of"))
    return math.log(a)


def _arc(function: Callable[[float], float]) -> Callable[..., Value]:
    def work(a: float) -> float:
        if abs(a) > 1:
            raise Trouble(say("an arc sine or cosine of {value:g}", value=a), say("check its argument"))
        return math.degrees(function(a))

    return numeric(work)


def _bound(low: float, high: float, value: float) -> float:
    return min(max(low, value), high)


_ARGUMENTS: Final = {"ATAN2": 2, "MINVAL": 2, "MAXVAL": 2, "BOUND": 3}
"""How many arguments a function takes; 1 where it is not here."""


class _Functions(dict[str, Callable[..., Value]]):
    """The functions that are interpreted; another one, or too few or many arguments, is a trouble when it is worked out."""

    def __getitem__(self, name: str) -> Callable[..., Value]:
        function, wanted = super().__getitem__(name), _ARGUMENTS.get(name, 1)

        def counted(*values: Value) -> Value:
            if name in self and len(values) != wanted:
                message = say(
                    "{name} takes {wanted} arguments, not {count}", name=name, wanted=wanted, count=len(values)
                )
                raise Trouble(message, say("give as many as it takes"))
            return function(*values)

        return counted

    def __missing__(self, name: str) -> Callable[..., Value]:
        def work(*_: Value) -> Value:
            if name in ("AC", "IC", "DC", "ACP", "ACN"):
                raise Trouble(say("{name}() within a calculation", name=name), say("write it right behind '='"))
            if name == ":":
                raise Trouble(say("frames chained by ':' are no value here"), say("assign them to a frame"))
            message = say("the function {name} is not interpreted", name=name)
            raise Trouble(message, say("write what it gives"), code="unsupported-code")

        return work


ARITHMETIC: Final = Arithmetic(
    unary={
        "+": numeric(lambda a: a),
        "-": numeric(lambda a: -a),
        "NOT": numeric(lambda a: float(a == 0)),
        "B_NOT": numeric(lambda a: float(~int(a))),
    },
    binary={
        "+": numeric(lambda a, b: a + b),
        "-": numeric(lambda a, b: a - b),
        "*": numeric(lambda a, b: a * b),
        "/": numeric(_divide),
        "DIV": numeric(_whole),
        "MOD": numeric(_rest),
        "AND": numeric(lambda a, b: float(a != 0 and b != 0)),
        "OR": numeric(lambda a, b: float(a != 0 or b != 0)),
        "XOR": numeric(lambda a, b: float((a != 0) != (b != 0))),
        "B_AND": _bits(lambda a, b: a & b),
        "B_OR": _bits(lambda a, b: a | b),
        "B_XOR": _bits(lambda a, b: a ^ b),
        "<<": _chain,
        **{name: _compare(name) for name in ("==", "<>", ">", "<", ">=", "<=")},
    },
    functions=_Functions(
        {
            "SIN": numeric(lambda a: math.sin(math.radians(a))),
            "COS": numeric(lambda a: math.cos(math.radians(a))),
            "TAN": numeric(lambda a: math.tan(math.radians(a))),
            "ASIN": _arc(math.asin),
            "ACOS": _arc(math.acos),
            "ATAN2": numeric(lambda y, x: math.degrees(math.atan2(y, x))),
            "SQRT": numeric(_root),
            "ABS": numeric(abs),
            "POT": numeric(lambda a: a * a),
            "TRUNC": numeric(lambda a: float(math.trunc(a))),
            "ROUND": numeric(lambda a: math.copysign(math.floor(abs(a) + 0.5), a)),
            "ROUNDUP": numeric(lambda a: float(math.ceil(a))),
            "LN": numeric(_log),
            "EXP": numeric(math.exp),
            "MINVAL": numeric(min),
            "MAXVAL": numeric(max),
            "BOUND": numeric(_bound),
        }
    ),
)

CONSTANTS: Final[dict[str, float]] = {"TRUE": 1.0, "FALSE": 0.0, "$PI": math.pi}

NORMAL_RUN: Final = frozenset(
    {"$P_SEARCH", "$P_SIM", "$P_PROGTEST", "$P_DRYRUN", "$P_ISTEST", "$P_SEARCHL", "$P_SEARCH1"}
)
"""System variables that ask whether this is a search, a test or a simulation: it is none."""

POSITIONS: Final = frozenset({"$AA_IW", "$P_EP", "$AA_IM", "$P_EPM"})
"""Positions of an axis; of these the programmed end point $P_EP in work coordinates is known to the reader."""


_NOTHING: Final = object()


def _unknown(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


class Store:
    """The variables, by name and index. ``version``: see ``expression.Scope``."""

    def __init__(self, m: Machine) -> None:
        self.m = m
        self._version = 0
        self._held: dict[tuple[str, tuple[Value, ...]], Value] = {}
        self._frames: list[dict[tuple[str, tuple[Value, ...]], Value]] = []
        self._declared: list[dict[str, str]] = [{}]
        self._unknown: set[str] = set()

    @property
    def arithmetic(self) -> Arithmetic:
        """The control's."""
        return ARITHMETIC

    @property
    def version(self) -> int:
        """Grows with every change."""
        return self._version

    def forget(self, given: Iterable[Variable] = ()) -> None:
        """After what may have set any of them but the program's own, and of these the ones that it was ``given``."""
        self._version += 1
        lent = {variable.name for variable in given}
        for key in self._held:
            if self._shared(key[0]) or key[0] in lent:
                self._held[key] = math.nan

    # -- DEF and PROC

    def enter(self) -> None:
        """A subprogram begins: its own variables, which hide those of the caller."""
        self._frames.append(self._held)
        self._held = {key: value for key, value in self._held.items() if self._shared(key[0])}
        self._declared.append({})

    def leave(self) -> dict[tuple[str, tuple[Value, ...]], Value]:
        """A subprogram ends; what its own variables held."""
        inner = self._held
        outer = self._frames.pop()
        shared = {key: value for key, value in inner.items() if self._shared(key[0])}
        self._declared.pop()
        self._held = outer | shared
        self._version += 1
        return inner

    def _shared(self, name: str) -> bool:
        """Whether a variable is every program's: not one of the program being run (MD11120 = 0)."""
        return name not in self._declared[-1]

    def declare(self, name: str, kind: str, value: Value) -> None:
        """A DEF variable or a parameter, with its first value."""
        if name in self._declared[-1]:
            raise Trouble(
                say("the variable {name} is defined a second time", name=name), say("give each a name of its own")
            )
        self._declared[-1][name] = kind
        self._hold((name, ()), self._as(kind, value))

    def _hold(self, key: tuple[str, tuple[Value, ...]], value: Value) -> None:
        """Keep a value; the version grows when it is another one than before."""
        before = self._held.get(key, _NOTHING)
        self._held[key] = value
        if before is not value and before != value and not (_unknown(before) and _unknown(value)):
            self._version += 1

    def fill(self, name: str, kind: str, cells: dict[tuple[Value, ...], Value]) -> None:
        """A DEF array, cell by cell."""
        self._declared[-1][name] = kind
        for index, value in cells.items():
            self._hold((name, index), self._as(kind, value))

    def _as(self, kind: str, value: Value) -> Value:
        if kind in ("STRING", "AXIS", "FRAME", "CHAR"):
            return value
        if isinstance(value, str):
            raise Trouble(say("{text!r} is a text, and a number is wanted", text=value), say("calculate with numbers"))
        number = 0.0 if value is None else value
        if math.isnan(number):
            return number
        if kind == "INT":  # a REAL is rounded (Job Planning, "Possible type conversions")
            return math.copysign(math.floor(abs(number) + 0.5), number)
        return float(number != 0) if kind == "BOOL" else number

    def kind(self, name: str) -> str | None:
        """Type of a variable that a DEF in force made."""
        return self._declared[-1].get(name)

    # -- as a Scope

    def get(self, variable: Variable, index: tuple[Value, ...]) -> Value:
        """The value; NaN for what is not known, with one finding."""
        name = variable.name
        if name in CONSTANTS and not index:
            return CONSTANTS[name]
        if name in NORMAL_RUN:
            return 0.0
        key = (name, index)
        if key in self._held:
            return self._held[key]
        if name == "$P_EP" and len(index) == 1:
            return self._programmed(index[0])
        if len(name) == 1 and name != "R" and not index:
            return name  # an axis
        if self.kind(name) is not None:
            raise Trouble(say("{name} has no such element", name=name), say("check the index"))
        if name in ("X1", "Y1", "Z1", "TR", "FI", "RT", "SC", "MI"):
            return name
        self._say_unknown(variable, index)
        return math.nan

    def _programmed(self, axis: Value) -> Value:
        self._version += 1  # it moves by itself
        programmed = self.m.own.programmed
        return programmed["XYZ".index(axis)] if isinstance(axis, str) and axis in ("X", "Y", "Z") else math.nan

    def _say_unknown(self, variable: Variable, index: tuple[Value, ...]) -> None:
        shown = variable.name + (",".join(f"{i:g}" if isinstance(i, float) else str(i) for i in index))
        if shown in self._unknown:
            return
        self._unknown.add(shown)
        own = variable.name == "R" or variable.name.startswith("$")
        self.m.report(
            "modal-unset",
            say("{name} is used before the program sets it: its value is not known", name=shown)
            if own
            else say("{name} is defined nowhere in the program: its value is not known", name=shown),
            say("set it in the program") if own else say("define it with DEF, or correct the name"),
            column=variable.column,
            end_column=variable.end_column,
        )

    def put(self, variable: Variable, index: tuple[Value, ...], value: Value) -> None:
        """Set a variable; a system variable is the caller's matter."""
        name = variable.name
        if name == "R":
            if isinstance(value, str):
                raise Trouble(
                    say("{text!r} is a text, and a number is wanted", text=value), say("calculate with numbers")
                )
            self._hold((name, index), 0.0 if value is None else value)
        else:
            kind = self.kind(name)
            if kind is not None and (name, index) not in self._held:
                raise Trouble(say("{name} has no such element", name=name), say("check the index"))
            self._hold((name, index), value if kind is None else self._as(kind, value))

    def exists(self, variable: Variable, index: tuple[Value, ...]) -> bool:
        """ISVAR."""
        return (variable.name, index) in self._held
