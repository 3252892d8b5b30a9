"""What a drawing says of pockets."""

import pytest

from codegen.geometry.callouts import pocket_words
from codegen.model.curve import Loop, circle, rectangle, slot
from codegen.model.part import Dimension, Pocket


def pocket(shape: str, outline: Loop, **more: object) -> Pocket:
    values = {"id": "p[1]", "feature": "p", "shape": shape, "outline": outline, "z_top": 0.0, "z_bottom": -5.0, **more}
    return Pocket.model_validate(values)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (pocket("circle", circle((0, 0), 40), through=True), "Ø40 THRU"),
        (pocket("circle", circle((0, 0), 47.0125), diameter=Dimension(nominal=47, fit="H7")), "Ø47 H7 5 DEEP"),
        (pocket("rectangle", rectangle((0, 0), 40, 30, 5)), "40 x 30, R5, 5 DEEP"),
        (pocket("rectangle", rectangle((0, 0), 40, 30)), "40 x 30, 5 DEEP"),
        (pocket("slot", slot((0, 0), (22, 0), 8)), "30 x 8 SLOT, 5 DEEP"),
    ],
)
def test_pocket_words(made: Pocket, said: str) -> None:
    assert pocket_words(made) == said
