"""The setup file: what is written is read back; what is wrong names its key."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.errors import BadInput
from codegen.process import Resolution, load_setup, setup_from_options, setup_toml

Planner = Callable[..., Resolution]
Make = dict[str, Callable[..., Any]]


def test_what_is_written_is_read_back(plan: Planner, make: Make) -> None:
    tool = {"kind": "end_mill", "diameter": 6, "flute_length": 16, "stick_out": 25, "holder_diameter": 45, "flutes": 2}
    job = plan(make["pocket"](depth=4), make["hole"](diameter=8, through=True), tools=[tool]).job
    assert job is not None
    text = setup_toml(job)
    tomllib.loads(text)
    back = load_setup(text)
    assert back.tools == job.tools
    assert back.setup.stock.box == job.setup.stock.box
    assert back.setup == job.setup.model_copy(update={"stock": back.setup.stock})
    assert (back.machine, back.controller, back.material) == (job.machine, job.controller, job.material)


@given(st.text(max_size=60))
def test_any_text_survives_the_round_trip(text: str) -> None:
    from codegen.process.setupfile import _text

    encodable = text.encode("utf-8", "ignore").decode("utf-8")  # lone surrogates are no text
    assert tomllib.loads(f"a = {_text(encodable)}")["a"] == encodable


HAND_WRITTEN = """
machine = "generic-mill"
[zero]
at = "centre-top"
[stock]
size = "120x60x20"
[fixture]
kind = "vice"
clear_below = 5
[[fixture.keep_out]]
low = [-60, -70, -20]
high = [60, -30, -12]
[[tools]]
number = 3
tool = "endmill-10"
[[tools]]
number = 4
length_offset = 14
tool = "drill-8"
stick_out = 60
length = 132.5
"""


def test_a_setup_written_by_hand() -> None:
    s = load_setup(HAND_WRITTEN)
    assert s.setup.stock.box.low == (-60, -30, -20) and s.setup.stock.box.high == (60, 30, 0)
    assert s.setup.clearance == 10 and s.setup.fixture.clear_below == 5
    mill, drill = s.tools
    assert (mill.number, mill.length_offset, mill.tool.diameter, mill.stick_out) == (3, 3, 10, 32)
    assert (drill.length_offset, drill.stick_out, drill.length, drill.holder[0].z_from) == (14, 60, 132.5, 60)
    assert s.machine == "generic-mill" and s.controller is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("[stock]", "[stok]"), "stok"),
        (('size = "120x60x20"', 'size = "120x60"'), "120x60"),
        (('size = "120x60x20"', 'size = "0x60x20"'), "more than 0"),
        (('at = "centre-top"', 'at = "middle"'), "middle"),
        (("clear_below = 5", 'clear_below = "5"'), "fixture.clear_below"),
        (("clear_below = 5", "clear_below = nan"), "fixture.clear_below"),
        (("clear_below = 5", "clear_below = inf"), "fixture.clear_below"),
        (('kind = "vice"', 'kind = "glue"'), "fixture.kind"),
        (("low = [-60, -70, -20]", "low = [-60, -70]"), "fixture.keep_out[0].low"),
        (("number = 4", "number = 3"), "twice"),
        (("number = 4", "number = -4"), "tools[1].number"),
        (("number = 4", "number = true"), "tools[1].number"),
        (('tool = "drill-8"', 'tool = "drill-8x"'), "tools[1].tool"),
        (('tool = "drill-8"', ""), "tools[1]"),
        (("stick_out = 60", "stick_out = 1e9"), "tools[1].stick_out"),
        (("stick_out = 60", "stickout = 60"), "tools[1].stickout"),
        (('machine = "generic-mill"', 'machine = "acme"'), "acme"),
        (('machine = "generic-mill"', "version = 99"), "version"),
        (('machine = "generic-mill"', "machine = "), "not TOML"),
        (("[[tools]]", "[tools]"), "not TOML"),
    ],
)
def test_what_is_wrong_names_its_key(change: tuple[str, str], says: str) -> None:
    with pytest.raises(BadInput) as caught:
        load_setup(HAND_WRITTEN.replace(*change))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 1000


@pytest.mark.parametrize("text", ["", "zero = 3", "stock = []", "tools = 3", "[stock]\nlow = 1", "a = " + "[" * 5000])
def test_hostile_files_are_bad_input(text: str) -> None:
    with pytest.raises(BadInput):
        load_setup(text)


@given(st.text(max_size=200))
def test_any_text_is_a_setup_or_bad_input(text: str) -> None:
    with pytest.raises(BadInput):
        load_setup(text + "\n[stock]\n")


@pytest.mark.parametrize(
    ("stock", "zero", "low", "high"),
    [
        ("120x60x20", "front-left-top", (0, 0, -20), (120, 60, 0)),
        ("120×60×20mm", "centre-top", (-60, -30, -20), (60, 30, 0)),
        ("120 x 60 x 20", "back-right-bottom", (-120, -60, 0), (0, 0, 20)),
        ("10.5*6*2", "center", (-5.25, -3, -2), (5.25, 3, 0)),
        ("D80x15", "centre-top", (-40, -40, -15), (40, 40, 0)),
        ("Ø80x15", "left", (0, -40, -15), (80, 40, 0)),
    ],
)
def test_stock_and_zero_from_options(
    stock: str, zero: str, low: tuple[float, float, float], high: tuple[float, float, float]
) -> None:
    s = setup_from_options(stock=stock, zero=zero)
    assert s.setup.stock.box.low == low and s.setup.stock.box.high == high
    assert s.tools == ()
    assert s.setup.stock.shape == ("cylinder" if stock[0] in "DØ" else "box")


@pytest.mark.parametrize(
    ("stock", "zero"), [("12", "left"), ("axbxc", "left"), ("1x2x3", "nowhere"), ("1e9x1x1", "top"), ("-1x2x3", "top")]
)
def test_options_that_cannot_be_read(stock: str, zero: str) -> None:
    with pytest.raises(BadInput):
        setup_from_options(stock=stock, zero=zero)
