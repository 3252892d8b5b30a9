"""Values and places of a revised intent beside those that were there: what was moved, by how much, and whether words say so."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from codegen.messages import say
from codegen.model.intent import Intent
from codegen.model.request import Request
from codegen.planner.grounding import Grounding
from codegen.planner.leaves import Leaf
from codegen.planner.quantities import Quantity

_SIDES: Final = re.compile(
    r"\b(?:mirror\w*|flip\w*|(?:other|opposite) side)\b|镜像|对称|另一|另外一|对面|对侧", re.IGNORECASE
)
"""Words for the other side of the body."""

_MIDDLE: Final = re.compile(r"\b(?:cent(?:re|er|red|ered)|middle)\b|中", re.IGNORECASE)
"""Words for the middle of the body."""

ZERO: Final = re.compile(r"\b(?:zero|origin|datum)\b|原点|零点|坐标", re.IGNORECASE)
"""Words for the datum."""


class Compared:
    """An intent beside the one that it revises, and the newest words."""

    base: Intent
    intent: Intent
    request: Request
    old: dict[str, Any]
    new: dict[str, Any]
    origin: dict[int, int]
    text: str
    mm: float
    quantities: tuple[Quantity, ...]
    work: Grounding

    def _stepped(self, leaf: Leaf) -> bool:
        """Old value plus or minus a number of the newest words; and that number is then used."""
        before = value_at(self.old, self._was(leaf.pointer))
        if not isinstance(before, int | float | str) or isinstance(leaf.value, str):
            return False
        old = plain_figure(before, self.mm)
        if old is None or not any(e.origin == "expression" for e in self.work.sources(leaf.pointer)):
            return False
        for q in self.quantities:
            step = self._value(q)
            if step is not None and any(math.isclose(float(leaf.value), old + s * step, abs_tol=1e-7) for s in (1, -1)):
                self.work.use(q)
                return True
        return False

    def _opposite(self, leaf: Leaf) -> bool:
        """A coordinate of a feature that lies where its mirror image lay, or in the middle, as the newest words say."""
        match = re.match(r"/features/(\d+)/(?:at|start|end)/", leaf.pointer)
        index = self.origin.get(int(match[1])) if match else None
        if match is None or index is None:
            return False
        there = self._points(self.base, index)
        return all(
            any(near(p, q) for q in there) or self._placed(p, there) for p in self._points(self.intent, int(match[1]))
        )

    def _placed(self, p: tuple[float, float], there: list[tuple[float, float]]) -> bool:
        """Whether words without a number lead to ``p``: the middle of the body, or the other side of it."""
        from codegen.planner.offline.revise_places import ground
        from codegen.planner.offline.revise_work import Work

        middle = ground(Work(self.old, [], "", 0, "en")).middle
        if middle is None:
            return False
        if _MIDDLE.search(self.text) and near(p, middle):
            return True
        images = [q for x, y in there for q in ((2 * middle[0] - x, y), (x, 2 * middle[1] - y))]
        return bool(_SIDES.search(self.text)) and any(near(p, q) for q in images)

    def _value(self, q: Quantity) -> float | None:
        if q.value is None or q.kind in ("angle", "fit", "designation", "speed"):
            return None
        return q.mm / self.mm if q.mm is not None else q.value

    def _was(self, pointer: str) -> str:
        """The pointer of the same value in the base."""
        match = re.match(r"/features/(\d+)(.*)\Z", pointer, re.DOTALL)
        if match is None:
            return pointer
        index = self.origin.get(int(match[1]))
        return "" if index is None else f"/features/{index}{match[2]}"

    # -- places --------------------------------------------------------------------------------------------------------

    def _is_place(self, pointer: str, places: Mapping[int, str]) -> bool:
        match = re.match(r"/features/(\d+)/(?:at|start|end)(?:/|\Z)", pointer)
        return match is not None and int(match[1]) in places

    def _moved_places(self) -> Iterator[tuple[int, str]]:
        """Features whose places are written in another way than before, with what is wrong with that ("": nothing)."""
        for i, f in enumerate(self.new["features"]):
            k = self.origin.get(i)
            if k is not None and self.old["datum"] != self.new["datum"] and self._stays(i, k):
                yield i, ""
                continue
            if (
                "at" not in f
                or k is None
                or f["at"] == self.old["features"][k]["at"]
                or not self._rewritten(f, self.old["features"][k])
            ):
                continue
            here, there = self._points(self.intent, i), self._points(self.base, k)
            bad = [p for p in here if not any(near(p, q) for q in there) and not self._reached(p, there)]
            yield (
                i,
                say("the place ({x:g}, {y:g}) is neither where one was nor said", x=bad[0][0], y=bad[0][1])
                if bad
                else "",
            )

    def _stays(self, i: int, k: int) -> bool:
        """Whether a feature lies where it lay on the body, while zero has moved as was said."""
        from codegen.planner.offline.revise_places import ground
        from codegen.planner.offline.revise_work import Work

        one, two = (ground(Work(data, [], "", 0, "en")).middle for data in (self.old, self.new))
        if one is None or two is None or not ZERO.search(self.text):
            return False
        there = [(x - one[0], y - one[1]) for x, y in self._points(self.base, k)]
        here = [(x - two[0], y - two[1]) for x, y in self._points(self.intent, i)]
        return bool(here) and len(here) == len(there) and all(near(p, q) for p, q in zip(here, there, strict=True))

    def _rewritten(self, new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
        """Whether the list of places has another form, so that values cannot be compared one by one."""
        one, two = new["at"], old["at"]
        forms = [[(p["kind"], (p.get("position") or {}).get("anchor")) for p in places] for places in (one, two)]
        return forms[0] != forms[1]

    def _reached(self, p: tuple[float, float], there: list[tuple[float, float]]) -> bool:
        """A place that the newest words lead to: by a step from where one was, by a coordinate, to the other side."""
        steps = [(q, v) for q in self.quantities if (v := self._value(q)) is not None]
        if self._placed(p, there):
            return True
        for x, y in there:
            for axis, (a, b, other, same) in {"x": (p[0], x, p[1], y), "y": (p[1], y, p[0], x)}.items():
                del axis
                if not math.isclose(other, same, abs_tol=1e-6):
                    continue
                for q, v in steps:
                    if any(math.isclose(a, t, abs_tol=1e-6) for t in (b + v, b - v, v, -v)):
                        self.work.use(q)
                        return True
        near = [q for q, v in steps if any(math.isclose(abs(v), abs(c), abs_tol=1e-6) for c in p)]
        if len(near) >= 2 or any(
            math.isclose(p[0], x + s * v, abs_tol=1e-6) and math.isclose(p[1], y + t * w, abs_tol=1e-6)
            for x, y in there for _, v in steps for _, w in steps for s in (1, -1) for t in (1, -1)
        ):  # fmt: skip
            for q in near or [q for q, _ in steps]:
                self.work.use(q)
            return True
        return False

    def _points(self, intent: Intent, index: int) -> list[tuple[float, float]]:
        """Where the instances of a feature are, under the datum; none, where that is not plain numbers."""
        from codegen.planner.offline.revise_places import spots
        from codegen.planner.offline.revise_work import Work
        from codegen.planner.offline.values import Refused

        data = self.old if intent is self.base else self.new
        try:
            found = spots(Work(data, [], "", 0, "en"), data["features"][index])
        except (Refused, KeyError):
            return []
        return [(s.x, s.y) for s in found]


def value_at(data: Any, pointer: str) -> Any:
    """The value at a pointer; None: there is none."""
    for token in pointer.strip("/").split("/"):
        try:
            data = data[int(token)] if isinstance(data, list) else data[token]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return data


def is_none(data: Any, pointer: str) -> bool:
    """Whether nothing stands at a pointer."""
    return value_at(data, pointer) is None


def equal(a: Any, b: Any) -> bool:
    """The same value; numbers but for rounding."""
    if (
        isinstance(a, int | float)
        and isinstance(b, int | float)
        and not isinstance(a, bool)
        and not isinstance(b, bool)
    ):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    return bool(a == b) and a is not None


def plain_figure(value: Any, mm: float) -> float | None:
    """A number of the intent, or a figure with its unit; None: an expression."""
    if isinstance(value, int | float):
        return float(value)
    match = re.fullmatch(r"(?:(\d+)/(\d+)|(\d*\.?\d+))\s*(mm|in)?", str(value).strip())
    if match is None:
        return None
    figure = float(match[3]) if match[3] else float(match[1]) / float(match[2])
    return figure * {"mm": 1.0, "in": 25.4}[match[4]] / mm if match[4] else figure


def near(p: tuple[float, float], q: tuple[float, float]) -> bool:
    """The same place."""
    return math.dist(p, q) < 1e-6
