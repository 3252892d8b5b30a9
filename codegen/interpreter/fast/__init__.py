"""The fast way through long programs: a scanner, templates, and a kernel that runs plain moves.

Lines of a long program are few kinds of lines with other numbers. The scanner (``scan.py``) reduces each line to its
*template* and keeps the numbers; the grammar parses one line of each template (``table.py``), and says what its words mean;
the kernel (``kernel.py``) runs the lines whose template is simple: G0 to G3 with X Y Z I J K R F, planes, G90 and G91, N
words, remarks. Whatever it does not know, or would have to report, it leaves to the slow way, which stays the only truth:
``tests/interpreter/test_fast.py`` shows that programs read both ways come out the same, findings and columns included.

What dialects share is told by ``Fast``, a dialect's word on which lines the kernel may take; without it all goes the slow way.
Short programs do, too: nothing here is imported for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from codegen.interpreter.fast.lines import Lines
    from codegen.interpreter.lines import Parsed
    from codegen.interpreter.machine import Machine
    from codegen.model.columns import MoveTable

Numbers = Sequence[tuple[int, float]]

LONG: Final = 5000
"""Lines from which a program goes the fast way: about where it has made up for loading the kernels."""


FAST_CODES: Final = frozenset((0, 10, 20, 30, 170, 180, 190, 200, 210, 900, 910, 940))
"""G codes (times ten) that the kernel knows."""


@dataclass(frozen=True, slots=True)
class Fast:
    """What a dialect lets the kernel take.

    ``small_letters``: whether they mean what capitals do. ``remark``: whether ';' begins a remark; else it ends the block.
    ``parentheses``: whether they enclose comments. ``apart``: whether a blank may stand between a letter and its number.
    ``letters``: of the kernel's that mean in this control what they mean to LinuxCNC; ``leading``: of which the first is where a
    motion stands that has no code. ``klartext``: whether lines are those of Klartext; ``marks``: what stands around a remark,
    beside blanks; ``row``: the columns of the table that a line's words fill, with the numbers that the kernel sees, their
    columns and values; None: the line is not for the kernel. ``waits``: whether what stands before a line waits for it;
    ``goes_on``: whether the next one belongs to it; ``empty``: whether it says nothing, as far as what waits is concerned.
    ``acting``: bytes that do something in a comment, too. ``ends_said``: whether an arc must say where it ends in its plane.
    ``codes``: G codes (times ten) of the kernel's that mean in this control what they mean to LinuxCNC.
    ``ready``: whether plain words mean nothing but plain moves now. ``divisors``: by what numbers without a decimal point
    are divided, by letter. ``decimals_told``: whether a number with more than three decimals needs no finding any more.
    ``enter``: puts what the dialect keeps for itself into the machine's state; ``leave``: takes it from there after moves, of
    which the first's row is given, and the axes that moved.
    """

    small_letters: bool = True
    remark: bool = True
    acting: bytes = b""
    parentheses: bool = True
    apart: bool = True
    letters: str = "XYZIJKRF"
    leading: str = "XYZ"
    klartext: bool = False
    marks: str | None = None
    row: Callable[[Parsed, Numbers], Mapping[int, int] | None] | None = None
    waits: Callable[[str], bool] = lambda _: False
    goes_on: Callable[[str], bool] = lambda _: False
    empty: Callable[[str], bool] = lambda _: False
    codes: frozenset[int] = FAST_CODES
    ends_said: bool = False
    ready: Callable[[Machine], bool] = lambda _: True
    divisors: Callable[[Machine], Mapping[str, float]] = lambda _: {}
    decimals_told: Callable[[Machine], bool] = lambda _: True
    enter: Callable[[Machine], None] = lambda _: None
    leave: Callable[[Machine, MoveTable, int, set[int]], None] = lambda *_: None


def lines_of(text: str | bytes, m: Machine) -> tuple[Lines, str] | None:
    """The lines of a long program, and the line end that the first has; None: it goes the slow way."""
    if m.dialect.fast is None or len(text) < LONG:
        return None
    ends = text.count("\n") if isinstance(text, str) else text.count(b"\n")
    if ends < max(LONG, 1):
        return None
    from codegen.interpreter.fast.lines import scanned

    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    newline = "\r\n" if data[: data.index(b"\n")].endswith(b"\r") else "\n"
    return scanned(data, newline, ends + (not data.endswith(b"\n")), m), newline
