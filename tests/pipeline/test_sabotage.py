"""Sabotage of a good program, one place at a time: ``check`` finds each, by a finding that names it; reverting passes."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from codegen import CheckOptions, Outcome, Record, Severity, check

Lines = list[str]


def first(lines: Lines, pattern: str, *, after: int = 0) -> int:
    for index in range(after, len(lines)):
        if re.search(pattern, lines[index]):
            return index
    raise AssertionError(f"no line matches {pattern!r} after {after}")


def sub(lines: Lines, index: int, pattern: str, to: str) -> Lines:
    changed, count = re.subn(pattern, to, lines[index], count=1)
    assert count == 1, (lines[index], pattern)
    return [*lines[:index], *([changed] if changed.strip() else []), *lines[index + 1 :]]


def operation(lines: Lines, name: str) -> tuple[int, int]:
    """The lines of one operation: from its comment to the next operation's, or to the final retract."""
    mark = re.compile(r"\((?!T\d)[\w-]+: ")
    start = first(lines, rf"^\(.*{name}.*\)$", after=first(lines, r"^G54"))
    end = next((i for i in range(start + 1, len(lines)) if mark.match(lines[i])), len(lines) - 4)
    return start, end


def drop_g43(lines: Lines) -> Lines:
    return sub(lines, first(lines, r"\bG43 H\d+"), r"\s*\bG43 H\d+", "")


def drop_m3(lines: Lines) -> Lines:
    return sub(lines, first(lines, r"\bM3\b"), r"\s*\bM3\b", "")


def deeper(lines: Lines) -> Lines:
    start, end = operation(lines, "pocket")
    index = next(i for i in range(start, end) if re.search(r"Z-5\b(?!\.)", lines[i]) and not lines[i].startswith("G0"))
    return sub(lines, index, r"Z-5\b", "Z-6")


def feed_to_rapid(lines: Lines) -> Lines:
    start, end = operation(lines, "pocket")
    index = next(i for i in range(start, end) if re.match(r"G1 (?=.*[XY])(?!.*Z)", lines[i]))
    return sub(lines, index, r"^G1", "G0")


def rapid_to_feed(lines: Lines) -> Lines:
    return sub(lines, first(lines, r"^G0 "), r"^G0", "G1")


def delete_pocket(lines: Lines) -> Lines:
    start, end = operation(lines, "pocket")
    cut = first(lines, r"^G0 ", after=start)
    return lines[:cut] + lines[end:]


def inches(lines: Lines) -> Lines:
    return sub(lines, first(lines, r"\bG21\b"), r"\bG21\b", "G20")


def drill_holes(lines: Lines) -> int:
    """Index of the drilling cycle that goes through the plate (not the spot drill's)."""
    return first(lines, r"\bG8[13] .*Z-1[2-9]|\bG73 .*Z-1[2-9]")


def drop_hole(lines: Lines) -> Lines:
    index = drill_holes(lines) + 1
    assert re.match(r"[XY]", lines[index])
    return lines[:index] + lines[index + 1 :]


def move_hole(lines: Lines) -> Lines:
    index = drill_holes(lines)
    x = float(re.search(r"X(-?[\d.]+)", lines[index])[1])  # type: ignore[index]
    return sub(lines, index, r"X-?[\d.]+", f"X{x + 2:g}")


def i_sign(lines: Lines) -> Lines:
    arcs = [i for i, line in enumerate(lines) if re.match(r"G[23] .*\bI-?0*\.?0*[1-9]", line) and "Z" not in line]
    index = arcs[-1]  # of the finishing pass: its end is not its start
    value = re.search(r"\bI(-?[\d.]+)", lines[index])[1]  # type: ignore[index]
    return sub(lines, index, r"\bI-?[\d.]+", f"I{-float(value):g}")


def truncated(lines: Lines) -> Lines:
    return lines[: len(lines) * 2 // 3]


CASES: list[tuple[Callable[[Lines], Lines], set[str]]] = [
    (drop_g43, {"missing-length-offset", "wrong-length-offset"}),
    (drop_m3, {"spindle-off-in-cut"}),
    (deeper, {"gouge"}),
    (feed_to_rapid, {"rapid-into-stock"}),
    (rapid_to_feed, {"feed-missing"}),
    (delete_pocket, {"feature-not-cut"}),
    (inches, {"units-mismatch"}),
    (drop_hole, {"feature-not-cut"}),
    (move_hole, {"gouge", "uncalled-removal"}),
    (i_sign, {"arc-geometry"}),
    (truncated, {"no-program-end"}),
]


def judge(plate_dir: Path, program: Path) -> Record:
    options = CheckOptions(setup=plate_dir / "setup.toml", part=plate_dir / "part.step")
    return check(program, options=options)


def test_the_program_itself_passes(plate_dir: Path) -> None:
    record = judge(plate_dir, plate_dir / "program.ngc")
    assert record.outcome is Outcome.PASSED, [f.message for f in record.findings]


@pytest.mark.parametrize(("sabotage", "codes"), CASES, ids=[c[0].__name__ for c in CASES])
def test_sabotage_is_found_and_named(
    plate_dir: Path, tmp_path: Path, sabotage: Callable[[Lines], Lines], codes: set[str]
) -> None:
    good = (plate_dir / "program.ngc").read_text(encoding="ascii")
    bad = "\n".join(sabotage(good.splitlines())) + "\n"
    assert bad != good
    program = tmp_path / "program.ngc"
    program.write_text(bad, encoding="ascii")
    record = judge(plate_dir, program)
    assert record.outcome is Outcome.FAILED
    errors = [f for f in record.findings if f.severity is Severity.ERROR]
    assert codes & {f.code for f in errors}, [(f.code, f.message) for f in errors]
    program.write_text(good, encoding="ascii")
    assert judge(plate_dir, program).outcome is Outcome.PASSED


def test_a_dropped_hole_is_named_by_its_feature(plate_dir: Path, tmp_path: Path) -> None:
    lines = (plate_dir / "program.ngc").read_text(encoding="ascii").splitlines()
    last = first(lines, r"^G80", after=drill_holes(lines)) - 1  # words are modal: only the last hole falls alone
    program = tmp_path / "program.ngc"
    program.write_text("\n".join([*lines[:last], *lines[last + 1 :]]) + "\n", encoding="ascii")
    record = judge(plate_dir, program)
    named = [f for f in record.findings if f.code == "feature-not-cut"]
    assert len(named) == 1
    assert named[0].where.feature
    assert named[0].where.point is not None
