"""Faults of model answers and intents: what a language model gets wrong, put into a good answer; caught before anything is made.

    python -m tests.faults.answers --per-operator 200 --seed 1

Harmful: the part that the answer describes, or its material, is not the one of the good answer, or nothing can be made of it.
Caught: schema, grounding, planning or a question stop it.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from codegen.findings import Severity
from codegen.model.faults import wilson
from codegen.model.request import Request
from codegen.pipeline.make import Options, understand
from codegen.planner import planner as planner_for
from codegen.planner.intake import intake
from codegen.planner.scripted import ScriptedPlanner
from codegen.process import resolve
from tests.pipeline.plate import EXAMPLE_EN, EXAMPLE_ZH, REQUEST

Json = Any
Change = Callable[[Json, random.Random], bool]
"""Puts a fault into the answer; False: no place for it."""

REQUESTS = (
    REQUEST,
    EXAMPLE_EN,
    EXAMPLE_ZH,
    "80 x 50 x 15 mm block in 6061, a 30 x 20 mm pocket 6 mm deep in the centre with 4 mm corner radius, and two 6 mm through "
    "holes at (10, 25) and (70, 25)",
    "120 x 80 x 10 mm plate in C45, six 6.6 mm through holes on a 60 mm bolt circle in the centre, first hole at 30 degrees",
    "100 x 40 x 20 mm block in 6061, two M8 tapped holes, thread 14 mm deep, at (20, 20) and (80, 20)",
)


@cache
def good(request: str) -> Json:
    """The good answer to a request: the offline interpreter's, in the form a model gives it."""
    reply = planner_for("offline").plan(Request(text=request))
    assert reply.intent is not None, request
    return dict(reply.intent)


def numbers(value: Json, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths of the numbers that make the part."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in ("provenance", "schema_version", "assumptions", "questions"):
                yield from numbers(item, (*path, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from numbers(item, (*path, i))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path


def at(data: Json, path: tuple[Any, ...]) -> Json:
    for key in path:
        data = data[key]
    return data


def put(data: Json, path: tuple[Any, ...], value: Json) -> None:
    at(data, path[:-1])[path[-1]] = value


def wrong_number(data: Json, rng: random.Random) -> bool:
    path = rng.choice(list(numbers(data)))
    old = at(data, path)
    new = rng.choice(
        [old * 2, old / 2, old * 10, old + rng.choice((0.1, 0.5, 1, 5)), old - rng.choice((0.1, 0.5, 1)), old * 25.4]
    )
    put(data, path, round(new, 4))
    return True


def wrong_and_quoted(data: Json, rng: random.Random) -> bool:
    """The quotation is changed with the number: words that the request does not hold."""
    pointers = {"/" + "/".join(map(str, path)): path for path in numbers(data)}
    cited = [p for p in data.get("provenance", []) if p["pointer"] in pointers]
    if not cited:
        return False
    entry = rng.choice(cited)
    value = round(at(data, pointers[entry["pointer"]]) * rng.choice((2, 0.5, 3)), 3)
    put(data, pointers[entry["pointer"]], value)
    entry["text"] = f"{value:g}"
    return True


def other_span(data: Json, rng: random.Random) -> bool:
    """A number takes the value and the quotation of another one."""
    cited = {p["pointer"]: p for p in data.get("provenance", [])}
    paths = [p for p in numbers(data) if "/" + "/".join(map(str, p)) in cited]
    if len(paths) < 2:
        return False
    a, b = rng.sample(paths, 2)
    if at(data, a) == at(data, b):
        return False
    put(data, a, at(data, b))
    entry, source = (cited["/" + "/".join(map(str, p))] for p in (a, b))
    entry.update({k: v for k, v in source.items() if k in ("text", "span")})
    return True


def swapped(data: Json, rng: random.Random) -> bool:
    """Two numbers change places."""
    paths = list(numbers(data))
    a, b = rng.sample(paths, 2) if len(paths) > 1 else (paths[0], paths[0])
    one, other = at(data, a), at(data, b)
    put(data, a, other)
    put(data, b, one)
    return one != other


def feature_lost(data: Json, rng: random.Random) -> bool:
    gone = rng.randrange(len(data["features"]))
    del data["features"][gone]
    kept = []
    for entry in data.get("provenance", []):
        parts = entry["pointer"].split("/")
        if parts[1:2] == ["features"] and len(parts) > 2:
            if int(parts[2]) == gone:
                continue
            if int(parts[2]) > gone:
                kept.append(entry | {"pointer": "/".join(["", "features", str(int(parts[2]) - 1), *parts[3:]])})
                continue
        kept.append(entry)
    data["provenance"] = kept
    return True


def feature_invented(data: Json, rng: random.Random) -> bool:
    place = {"x": rng.randrange(8, 30), "y": rng.randrange(8, 20)}
    at_place = [{"kind": "at", "position": place}]
    data["features"].append(
        {"kind": "hole", "id": "extra", "at": at_place, "diameter": rng.choice((5, 6, 8)), "through": True}
    )
    return True


def feature_twice(data: Json, rng: random.Random) -> bool:
    feature = deepcopy(rng.choice(data["features"]))
    feature["id"] += "b"
    data["features"].append(feature)
    return True


def units(data: Json, _rng: random.Random) -> bool:
    data["units"] = "inch" if data.get("units", "mm") == "mm" else "mm"
    return True


def depth_invented(data: Json, rng: random.Random) -> bool:
    found = [f for f in data["features"] if f.get("through")]
    if not found:
        return False
    feature = rng.choice(found)
    feature["through"] = False
    feature["depth"] = rng.choice((3, 5, 8, 10))
    return True


def made_through(data: Json, rng: random.Random) -> bool:
    found = [f for f in data["features"] if f.get("depth")]
    if not found:
        return False
    feature = rng.choice(found)
    feature["through"] = True
    feature["depth"] = None
    return True


def thread_other(data: Json, rng: random.Random) -> bool:
    found = [f for f in data["features"] if f.get("thread")]
    if not found:
        return False
    thread = rng.choice(found)["thread"]
    thread["designation"] = rng.choice(["M5", "M6x0.75", "M8x1", "M10", "1/4-20"])
    return True


def thread_lost(data: Json, rng: random.Random) -> bool:
    found = [f for f in data["features"] if f.get("thread")]
    if not found:
        return False
    feature = rng.choice(found)
    feature["thread"] = None
    feature["diameter"] = rng.choice((5, 6, 6.8))
    return True


def place_lost(data: Json, rng: random.Random) -> bool:
    found = [f for f in data["features"] if len(f.get("at", [])) > 1]
    counted = [p for f in data["features"] for p in f.get("at", []) if p.get("count")]
    if counted and (not found or rng.random() < 0.5):
        rng.choice(counted)["count"] -= 1
    elif found:
        feature = rng.choice(found)
        del feature["at"][rng.randrange(len(feature["at"]))]
    else:
        return False
    return True


def place_moved(data: Json, rng: random.Random) -> bool:
    found = [p["position"] for f in data["features"] for p in f.get("at", []) if "position" in p]
    if not found:
        return False
    position = rng.choice(found)
    axis = rng.choice("xy")
    old = position.get(axis) or 0
    position[axis] = (old if isinstance(old, int | float) else 0) + rng.choice((-5, -1, 1, 5))
    return True


def material(data: Json, rng: random.Random) -> bool:
    data["material"] = rng.choice(
        [m for m in ("C45", "6061", "brass", "304", "POM", "aluminium") if m != data.get("material")]
    )
    return True


def not_a_number(data: Json, rng: random.Random) -> bool:
    put(data, rng.choice(list(numbers(data))), rng.choice([None, "five", "1e999", -5, 0, [1], "10 +", "depth"]))
    return True


def key_invented(data: Json, rng: random.Random) -> bool:
    rng.choice([data, *data["features"]])[rng.choice(["tolerance_all", "finish", "code", "gcode", "z_depth"])] = "G0 X0"
    return True


OPERATORS: dict[str, Change] = {
    "wrong number": wrong_number, "wrong number, quotation made up": wrong_and_quoted, "number of another span": other_span,
    "two numbers exchanged": swapped, "feature lost": feature_lost, "feature invented": feature_invented,
    "feature twice": feature_twice, "units exchanged": units, "depth invented": depth_invented, "through for blind": made_through,
    "another thread": thread_other, "thread lost": thread_lost, "place lost": place_lost, "place moved": place_moved,
    "another material": material, "no number": not_a_number, "key invented": key_invented,
}  # fmt: skip


@dataclass(frozen=True)
class Answered:
    """A fault of an answer. ``by``: codes; empty: nothing stopped it."""

    request: str
    operator: str
    harmful: bool
    by: tuple[str, ...]
    answer: Json


def part_of(data: Json) -> object:
    """What an answer describes; None: nothing that can be made."""
    intent, _ = intake(data)
    if intent is None:
        return None
    resolution = resolve(intent)
    return None if resolution.part is None or resolution.job is None else (resolution.part, resolution.job.material)


def stopped(request: str, answer: Json) -> tuple[str, ...]:
    """Codes of what stops an answer; "question" where something is asked."""
    understood = understand(Request(text=request), ScriptedPlanner([answer]), Options(repair_rounds=0))
    codes = [f.code for f in understood.findings if f.severity is Severity.ERROR]
    if understood.questions:
        codes.append("question")
    if not codes and understood.intent is not None:
        resolution = resolve(understood.intent)
        codes += [f.code for f in resolution.findings if f.severity is Severity.ERROR]
        codes += ["question"] * bool(resolution.questions)
    return tuple(dict.fromkeys(codes))


def trials(operator: str, count: int, seed: int) -> list[Answered]:
    """Up to ``count`` faults of one kind, over all requests."""
    rng = random.Random(f"{operator} {seed}")
    out: list[Answered] = []
    seen: set[str] = set()
    for _ in range(20 * count):
        if len(out) == count:
            break
        request = rng.choice(REQUESTS)
        answer = deepcopy(good(request))
        if not OPERATORS[operator](answer, rng) or answer == good(request) or repr(answer) in seen:
            continue
        seen.add(repr(answer))
        before = part_of(good(request))
        out.append(Answered(request, operator, part_of(answer) != before, stopped(request, answer), answer))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--per-operator", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    write = sys.stdout.write
    everything: list[Answered] = []
    for name in OPERATORS:
        found = trials(name, args.per_operator, args.seed)
        everything += found
        harmful = [t for t in found if t.harmful]
        by = Counter(code for t in harmful for code in t.by)
        write(
            f"| {name} | {len(found)} | {len(harmful)} | {sum(bool(t.by) for t in harmful)} | {dict(by.most_common(4))} |\n"
        )
        sys.stdout.flush()
    harmful = [t for t in everything if t.harmful]
    caught = sum(bool(t.by) for t in harmful)
    low, high = wilson(caught, len(harmful))
    write(
        f"caught {caught} of {len(harmful)}: {100 * caught / len(harmful):.1f} % ({100 * low:.1f}-{100 * high:.1f})\n"
    )
    harmless = [t for t in everything if not t.harmful]
    write(f"harmless {len(harmless)}, stopped all the same {sum(bool(t.by) for t in harmless)}\n")
    for t in harmful:
        if not t.by:
            write(f"missed: {t.operator}: {t.request}\n    {t.answer['features']}\n    {t.answer.get('stock')}\n")


if __name__ == "__main__":
    main()
