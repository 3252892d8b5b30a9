"""Intents that several tests start from."""

from __future__ import annotations

from typing import Any


def plate() -> dict[str, Any]:
    """A plate with four threaded holes and a pocket; every kind of union once."""
    return {
        "units": "mm",
        "parameters": [{"name": "width", "value": 60}],
        "part": {"kind": "box", "x": 100, "y": "width", "z": 12},
        "stock": {"kind": "box", "x": 100, "y": 60, "z": 12, "margin": {"left": 0}},
        "features": [
            {
                "kind": "hole",
                "id": "holes",
                "at": [{"kind": "corners", "inset_x": 10, "inset_y": 10}],
                "thread": {"designation": "M6"},
                "through": True,
            },
            {
                "kind": "pocket",
                "id": "pocket",
                "at": [{"kind": "at", "position": {"anchor": "centre"}}],
                "outline": {"kind": "rectangle", "x": 40, "y": "width/2 - 8", "corner_radius": 4},
                "depth": 5,
            },
            {"kind": "chamfer", "id": "edge", "edges": "feature-top", "of": "pocket", "size": 0.5},
        ],
    }
