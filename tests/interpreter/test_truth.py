"""Every control's programs against moves and events that were worked out by hand from its manual; ``held.py`` lists the controls.

Beside each program lies what it must do, with the section of the manual that says so; ``NAME/bad`` holds programs that name the
finding they must get. Nothing here was made by the reader.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interpreter.held import HELD, HERE, controller, programs, unheld
from tests.interpreter.truth import check_bad, check_truth

GOOD = [pytest.param(name, path, id=f"{name}-{path.stem}") for name in HELD for path in programs(name)[0]]
BAD = [pytest.param(name, path, id=f"{name}-{path.stem}") for name in HELD for path in programs(name)[1]]


@pytest.mark.parametrize(("name", "path"), GOOD)
def test_it_does_what_the_manual_says(name: str, path: Path) -> None:
    check_truth(path, controller(name), HELD[name].cites)


@pytest.mark.parametrize(("name", "path"), BAD)
def test_what_is_wrong_is_found(name: str, path: Path) -> None:
    check_bad(path, controller(name))


@pytest.mark.parametrize("name", HELD)
def test_there_are_enough(name: str) -> None:
    good, bad = programs(name)
    assert len(good) >= HELD[name].good, f"{len(good)} good programs in tests/interpreter/{name}"
    assert len(bad) >= HELD[name].bad, f"{len(bad)} bad programs in tests/interpreter/{name}/bad"


def test_every_reader_is_held_against_something() -> None:
    missing = unheld()
    assert not missing, (
        f"{missing}: a line each in HELD of tests/interpreter/held.py, and programs in tests/interpreter/NAME"
    )


def test_every_truth_belongs_to_a_program() -> None:
    """A YAML file whose program was renamed would prove nothing."""
    alone = [p for name in HELD for p in (HERE / name).rglob("*.yaml") if not [
        q for q in p.parent.glob(f"{p.stem}.*") if q != p]]  # fmt: skip
    assert not alone
