"""Values that words or tables stand for: the sides of a hexagon, the direction of 12 o'clock, the clearance hole of an M6.

Whoever filled the intent in may say that a value comes from a table, and quote the words; whether it is that table's value is
looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from codegen.errors import UnknownName
from codegen.planner.folding import fold
from codegen.planner.quantities import quantities
from codegen.shop.standards import clearance_hole, number_drill, socket_head_counterbore, thread_key, thread_table

_SIDES: Final[Mapping[str, int]] = {
    r"triang|三角": 3, r"square|正方|四边|四方": 4, r"pentagon|五边|五角": 5, r"hex|六边|六角|六方": 6, r"heptagon|七边": 7,
    r"octagon|八边|八角|八方": 8, r"nonagon|九边": 9, r"decagon|十边": 10, r"dodecagon|十二边": 12,
}  # fmt: skip

_DIRECTIONS: Final[Mapping[str, frozenset[int]]] = {
    r"x|横": frozenset({0, 180}),
    r"y|纵|竖": frozenset({90, 270}),
    r"3 o|right|\beast|右": frozenset({0}),
    r"12 o|\btop\b|\bup\b|straight up|\bnorth|\bback|正上|上方|最上|顶|后": frozenset({90}),
    r"9 o|left|\bwest|左": frozenset({180}),
    r"6 o|bottom|\bdown\b|\bsouth|\bfront|正下|下方|最下|底|前": frozenset({270}),
    r"\blength|\blong|\bwidth|\bshort|长|宽|短": frozenset({0, 90, 180, 270}),
}
"""Words of a direction → the directions they may mean, degrees from +X. "Along its length" depends on the body."""

_FLATS: Final = re.compile(
    r"flat|\bsides?\b|对边|parallel(?!\s+to\b)|平行(?!于)|[两有条组]对?边.?平行于", re.IGNORECASE
)  # a slot "parallel to X" runs along X
RELATIVE: Final = 1e-6


def sides(quote: str, value: float) -> bool:
    """Whether ``quote`` names a polygon of ``value`` sides."""
    return any(re.search(pattern, fold(quote), re.IGNORECASE) and n == value for pattern, n in _SIDES.items())


def direction(quote: str, value: float) -> bool:
    """Whether ``quote`` may mean the direction ``value``, degrees. Words that name none allow every axis."""
    turned = 90.0 if _FLATS.search(quote) else 0.0  # a flat that lies along X faces Y
    text = fold(quote).lower()
    named = [found for pattern, found in _DIRECTIONS.items() if re.search(pattern, text)]
    allowed = frozenset().union(*named) if named else frozenset({0, 90, 180, 270})
    return any(abs((value - turned - a + 180) % 360 - 180) < RELATIVE for a in allowed)


def sizes(quote: str) -> Iterator[float]:
    """The lengths, mm, that the tables hold for the threads and drills in ``quote``."""
    for q in quantities(quote):
        if q.kind == "thread":
            thread = thread_table().get(thread_key(q.designation))
            if thread is not None:
                yield from (d for d in (thread.tap_drill, thread.form_drill) if d is not None)
            yield from _of_screw(q.designation.split("x")[0])
        drill = number_drill(q.designation or q.text.strip())
        if drill is not None:
            yield drill * 25.4
    for name in re.findall(r"#\d{1,2}|\b[A-Z]\b", quote):
        drill = number_drill(name)
        if drill is not None:
            yield drill * 25.4


def _of_screw(screw: str) -> Iterator[float]:
    try:
        yield from (clearance_hole(screw, series) for series in ("close", "medium", "coarse"))
        yield from socket_head_counterbore(screw)
    except UnknownName:
        return


def holds(role: str, pointer: str, quotes: Iterable[str], value: float, mm: float) -> bool:
    """Whether a table holds ``value`` (in units of ``mm`` millimetres) for one of the quoted words."""
    for quote in quotes:
        if pointer.endswith("/sides"):
            good = sides(quote, value)
        elif role == "angle":
            good = direction(quote, value)
        else:
            good = any(abs(abs(value) * mm - size) <= RELATIVE * max(size, 1.0) for size in sizes(quote))
        if good:
            return True
    return False
