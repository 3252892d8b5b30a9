"""What a job honestly leaves out is modelled, named, and not held against the program."""

import json

from codegen import Outcome, Status, make

INTENT = {
    "units": "mm",
    "material": "6061",
    "stock": {"kind": "box", "x": 60, "y": 40, "z": 15},
    "datum": {"of": "stock", "across": "left", "along": "front", "height": "top"},
    "features": [
        {
            "kind": "hole",
            "id": "through",
            "at": [{"kind": "at", "position": {"x": 15, "y": 20}}],
            "diameter": 8,
            "through": True,
        },
        {"kind": "fillet", "id": "soft", "edges": "top-outer", "radius": 2},
    ],
}


def test_a_fillet_is_in_the_part_but_not_machined() -> None:
    made = make(json.dumps(INTENT).encode())
    assert made.outcome is Outcome.PASSED, [f.message for f in made.record.findings]
    assert made.record.verdict is not None
    claim = next(c for c in made.record.verdict.claims if c.id == "feature:soft")
    assert claim.status is Status.OPERATOR
    assert "not machined" in claim.text
    assert any("fillet" in a.lower() or "soft" in a for a in made.record.verdict.assumptions)
    volume = next(m.value for m in made.record.measurements if m.name == "volume")
    assert volume < 60 * 40 * 15 - 3.14159 * 16 * 15, "the part itself has its fillet"
