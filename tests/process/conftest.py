"""Short ways to write intents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from codegen.model.intent import Intent
from codegen.process import Resolution, resolve

CENTRE = {"of": "stock", "across": "centre", "along": "centre", "height": "top"}


def plate(x: float = 100, y: float = 60, z: float = 10) -> dict[str, Any]:
    """A box of stock."""
    return {"kind": "box", "x": x, "y": y, "z": z}


def at(*points: tuple[object, object]) -> list[dict[str, Any]]:
    """Single places."""
    return [{"kind": "at", "position": {"x": x, "y": y}} for x, y in points]


def hole(ident: str = "h", **fields: Any) -> dict[str, Any]:
    """A hole feature, at (20, 20) unless said."""
    return {"kind": "hole", "id": ident, "at": at((20, 20)), **fields}


def pocket(ident: str = "p", **fields: Any) -> dict[str, Any]:
    """A pocket feature, 40 × 20 R6 at the body's centre unless said."""
    return {
        "kind": "pocket",
        "id": ident,
        "at": [{"kind": "at", "position": {"anchor": "centre"}}],
        "outline": {"kind": "rectangle", "x": 40, "y": 20, "corner_radius": 6},
        **fields,
    }


Planner = Callable[..., Resolution]


@pytest.fixture
def plan() -> Planner:
    """Resolve an intent given by its fields: a 6061 plate 100 × 60 × 10 in mm unless said."""

    def run(
        *features: dict[str, Any], machine: str | None = None, controller: str | None = None, **fields: Any
    ) -> Resolution:
        data = {"units": "mm", "material": "6061", "stock": plate(), "features": list(features), **fields}
        return resolve(Intent.model_validate(data), machine=machine, controller=controller)

    return run


@pytest.fixture
def make() -> dict[str, Callable[..., Any]]:
    """The builders above, by name: test modules cannot import one another."""
    return {"plate": plate, "at": at, "hole": hole, "pocket": pocket}
