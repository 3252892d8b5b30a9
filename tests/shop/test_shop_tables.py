"""The library's tables: loading, names, and the figures checked by formula against the standards."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen import shop
from codegen.errors import UnknownName
from codegen.shop import standards
from codegen.shop.library import normalise, table


def test_importing_the_shop_loads_no_heavy_library() -> None:
    heavy = ("cadquery", "OCP", "ezdxf", "numba", "openai", "lark", "shapely")
    code = f"import sys, codegen.shop, codegen.process; print([m for m in {heavy} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_every_table_loads_and_every_row_has_a_source() -> None:
    for rows in (shop.machines(), shop.controllers(), shop.materials(), shop.tools(), shop.threads()):
        assert rows
        for key, row in rows.items():
            assert row.source, key
    for material in shop.materials().values():
        for row in material.cutting:
            assert row.source, (material.id, row.tool_kind)
    assert all(rule["source"] for rule in table("practice").values())


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("6061", "6061"), ("6061-T6", "6061"), ("6061铝", "6061"), ("６０６１", "6061"), ("alu", "aluminium"),
        ("Q235", "mild-steel"), ("45钢", "c45"), ("45#", "c45"), ("黄铜", "brass"), ("黄铜H59", "brass"), ("H59", "brass"),
        ("３０４不锈钢", "304"), ("cast alu", "cast-aluminium"), ("P20", "p20"), ("S275", "mild-steel"), ("CRS", "mild-steel"),
        ("Mild Steel", "mild-steel"), ("acrylic", "acrylic"), ("亚克力", "acrylic"), ("5052", "5052"), ("钢", "steel"),
        ("black POM", "pom"), ("1018", "mild-steel"), ("S355", "s355"), ("7075", "7075"), ("6082", "6082"), ("铝", "aluminium"),
    ],
)  # fmt: skip
def test_materials_are_found_by_the_names_people_use(said: str, known: str) -> None:
    assert shop.material(said).id == known


@pytest.mark.parametrize("look", [shop.material, shop.machine, shop.controller, shop.tool, shop.thread])
def test_an_unknown_name_is_refused_and_never_replaced(look: object) -> None:
    with pytest.raises(UnknownName, match="unobtainium"):
        look("unobtainium")  # type: ignore[operator]


@given(st.text(max_size=20))
def test_any_text_is_either_known_or_unknown(text: str) -> None:
    try:
        found = shop.material(text)
    except UnknownName:
        return
    assert normalise(text) in {normalise(a) for a in (found.id, *found.aliases)}


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("M6", "M6"), ("m6", "M6"), ("M8×1.25", "M8"), ("M8x1", "M8x1"), ("M8X1.0", "M8x1"), ("M12*1.5", "M12x1.5"),
        ("M2.5", "M2.5"), ("1/4-20", "1/4-20"), ("1/4-20 UNC", "1/4-20"), ("3/8-16UNC", "3/8-16"), ("#10-32", "#10-32"),
        ("10-32", "#10-32"), ("10-32 UNF", "#10-32"), ("M6-6H", "M6"), ('1/4"-20', "1/4-20"), ("Ｍ６", "M6"),
    ],
)  # fmt: skip
def test_threads_are_found_as_people_write_them(said: str, known: str) -> None:
    assert shop.thread(said).designation == known


@pytest.mark.parametrize("said", ["M6x3", "M0", "1/4-21", "Rc1/4", "", "M", "x"])
def test_threads_outside_the_table_are_unknown(said: str) -> None:
    with pytest.raises(UnknownName):
        shop.thread(said)


def test_tap_drills_follow_the_rule_diameter_less_pitch() -> None:
    for t in shop.threads().values():
        assert t.tap_drill < t.diameter
        if t.series.startswith("ISO"):
            assert t.tap_drill == pytest.approx(t.diameter - t.pitch, abs=0.0501), t.designation
        else:  # per cent of full thread: (D - drill) / (1.0825 * 2 * 0.6 P): between 64 and 86 %
            full = (t.diameter - t.tap_drill) / (1.299038 * t.pitch)
            assert 0.64 <= full <= 0.86, (t.designation, full)


def test_forming_drills_are_about_diameter_less_half_the_pitch() -> None:
    formed = [t for t in shop.threads().values() if t.form_drill is not None]
    assert formed
    for t in formed:
        assert t.form_drill == pytest.approx(t.diameter - 0.5 * t.pitch, abs=0.1 * t.pitch + 1e-9), t.designation


def test_known_tap_drills() -> None:
    """The figures of ISO 2306 and of the usual UNC table."""
    mm = {"M3": 2.5, "M4": 3.3, "M5": 4.2, "M6": 5.0, "M8": 6.8, "M10": 8.5, "M12": 10.2, "M16": 14.0, "M8x1": 7.0}
    inch = {"1/4-20": 0.201, "#10-32": 0.159, "3/8-16": 0.3125, "1/2-13": 27 / 64}
    for name, drill in mm.items():
        assert shop.thread(name).tap_drill == drill
    for name, drill in inch.items():
        assert shop.thread(name).tap_drill == pytest.approx(drill * 25.4, abs=1e-6)


def test_standard_tolerances_follow_iso_286s_formula() -> None:
    """i = 0.45 D^(1/3) + 0.001 D in micrometres, D the geometric mean of the range; IT6 = 10 i, IT7 = 16 i …"""
    data = table("standards")["iso286"]
    factor = {"IT6": 10, "IT7": 16, "IT8": 25, "IT9": 40, "IT10": 64, "IT11": 100, "IT12": 160}
    assert [g[0] for g in data["grades"].values()] == [
        4,
        6,
        10,
        14,
        25,
        40,
        60,
        100,
    ]  # to 3 mm the standard rounds freely
    for k, (low, high) in list(enumerate(data["ranges"]))[1:]:
        mean = math.sqrt(low * high)
        i = 0.45 * mean ** (1 / 3) + 0.001 * mean
        for grade, f in factor.items():
            assert data["grades"][grade][k] == pytest.approx(f * i, rel=0.08, abs=0.8), (grade, low, high)


@pytest.mark.parametrize(
    ("nominal", "fit", "lower", "upper"),
    [
        (47, "H7", 47.0, 47.025), (10, "H7", 10.0, 10.015), (6, "H7", 6.0, 6.012), (3, "H8", 3.0, 3.014),
        (80, "H6", 80.0, 80.019), (80.001, "H6", 80.001, 80.023), (20, "G7", 20.007, 20.028), (25, "JS7", 24.9895, 25.0105),
        (120, "H11", 120.0, 120.22), (50, "F8", 50.025, 50.064),
    ],
)  # fmt: skip
def test_limits_of_fits(nominal: float, fit: str, lower: float, upper: float) -> None:
    """By hand from the printed tables of ISO 286-2."""
    limits = standards.fit_limits(nominal, fit)
    assert limits.lower == pytest.approx(lower, abs=1e-9)
    assert limits.upper == pytest.approx(upper, abs=1e-9)


@pytest.mark.parametrize(("nominal", "fit"), [(10, "h7"), (10, "H99"), (500, "H7"), (0, "H7"), (10, "Z7")])
def test_fits_outside_the_table_are_unknown(nominal: float, fit: str) -> None:
    with pytest.raises(UnknownName):
        standards.fit_limits(nominal, fit)


def test_clearance_holes_and_counterbores_suit_each_other() -> None:
    assert standards.clearance_hole("M5") == 5.5
    assert standards.clearance_hole("M6", "close") == 6.4
    assert standards.socket_head_counterbore("m5") == (10.0, 5.4)
    for screw, close, medium, coarse in table("standards")["clearance"]["rows"]:
        assert float(screw[1:]) < close < medium < coarse
    for screw, diameter, depth in table("standards")["counterbore"]["rows"]:
        assert diameter > 1.5 * float(screw[1:]) and depth > float(screw[1:])  # a cap head is 1.5 D wide and D high
    with pytest.raises(UnknownName):
        standards.clearance_hole("M99")


def test_there_is_a_drill_for_every_thread_with_a_tap_and_every_medium_clearance_hole_to_13() -> None:
    drills = [t.diameter for t in shop.tools().values() if t.kind == "drill"]

    def there(d: float) -> bool:
        return any(abs(d - x) < 1e-3 for x in drills)

    for tap in (t for t in shop.tools().values() if t.kind == "tap"):
        assert tap.thread is not None
        assert there(shop.thread(tap.thread).tap_drill), tap.name
        assert tap.pitch == shop.thread(tap.thread).pitch
    for _, _, medium, _ in table("standards")["clearance"]["rows"]:
        assert medium > 13 or there(medium), medium


def test_tools_are_possible() -> None:
    for t in shop.tools().values():
        assert 0 < t.flute_length <= t.overall_length, t.id
        assert t.flutes >= 1 and t.shank_diameter > 0, t.id
        assembly = shop.assemble(t, 7)
        assert (assembly.number, assembly.length_offset, assembly.diameter_offset) == (7, 7, 7)
        assert 0 < assembly.stick_out <= t.overall_length, t.id
        assert assembly.holder[0].z_from == assembly.stick_out
        for low, high in zip(assembly.holder, assembly.holder[1:], strict=False):
            assert low.z_to == high.z_from
        if t.kind not in ("chamfer_mill", "countersink", "face_mill"):
            assert assembly.stick_out >= t.flute_length, t.id  # the flutes are out of the holder


def test_lengths_of_drills_are_din_338s() -> None:
    """A few rows by hand from the printed standard."""
    for name, overall, flute in (
        ("drill-6", 93, 57),
        ("drill-8.5", 117, 75),
        ("drill-10.2", 133, 87),
        ("drill-1", 34, 12),
    ):
        t = shop.tool(name)
        assert (t.overall_length, t.flute_length) == (overall, flute)


def test_every_material_has_data_for_every_kind_of_tool_in_the_room() -> None:
    kinds = {(t.kind, t.tool_material): t for t in shop.tools().values()}
    for material in shop.materials().values():
        for t in kinds.values():
            row = shop.cutting_data(material, t)
            assert row is not None, (material.id, t.kind)
            assert row.speed > 0
    for material in shop.materials().values():
        for t in shop.tools().values():
            row = shop.cutting_data(material, t)
            assert row is not None
            assert any(t.diameter <= upto + 1e-9 for upto, _ in row.chip_load), (material.id, t.id)


def test_the_default_machine_and_its_controller() -> None:
    machine = shop.default_machine()
    assert machine.id == "generic-mill" and machine.tapping == "rigid" and machine.rapid == "linear"
    assert machine.z.high == 0  # G53 Z0 is the top
    assert shop.controller(machine.controller).tapping == "G33.1"
    assert shop.machine("generic-router").tapping == "none"
    assert shop.controller("LinuxCNC").peck_clearance == pytest.approx(0.010 * 25.4)


def test_asking_for_a_control_takes_a_machine_that_has_it() -> None:
    linuxcnc, fanuc = shop.controller("linuxcnc"), shop.controller("发那科")
    assert shop.machine_for(linuxcnc) == shop.default_machine()
    assert shop.machine_for(fanuc).id == "generic-vmc"
    assert shop.machine_for(fanuc.model_copy(update={"id": "nobody-has-it"})) == shop.default_machine()


def test_how_g0_moves_is_not_known_under_another_control() -> None:
    mill, fanuc = shop.machine("generic-mill"), shop.controller("fanuc")
    assert shop.machine_under(mill, fanuc).rapid == "unknown"
    assert shop.machine_under(mill, shop.controller("linuxcnc")) == mill
    assert shop.machine_under(shop.machine("generic-vmc"), fanuc).rapid == "per-axis"  # parameter 1401, LRP = 0


def check_fanucs_figures() -> None:
    """B-64604EN: increment system IS-B, dwell, decimal point programming; B-64604EN-2: tool length, rigid tapping."""
    c = shop.controller("fanuc 0i-MF")
    assert (c.dialect, c.suffix) == ("fanuc", ".nc")
    assert (c.decimals_mm, c.decimals_inch) == (3, 4)  # 0.001 mm, 0.0001 inch
    assert c.dwell_unit == "ms"  # P: 0.001 s
    assert c.safe_retract == "G91 G28 Z0."
    assert set(c.length_offset_dropped) == {"G28", "G53"}
    assert (c.tapping, c.feed_per_rev) == ("M29", True)
    assert c.program_numbers == (1, 7999)
    assert c.power_on == {}  # parameter 3402 decides
    units = {(n.feed_mode, letter): (n.mm, n.inch) for n in c.no_point for letter in n.addresses}
    assert all(units.get((None, letter)) == (0.001, 0.0001) for letter in "XYZIJKRQ")
    assert units.get(("G94", "F")) == (1.0, 0.01) and units.get(("G95", "F")) == (0.01, 0.0001)
    assert not {letter for _, letter in units} & set("PSTHDNOLMG")
    assert (c.peck_clearance, c.chip_break_retract, c.arc_tolerance) == (1.0, 1.0, 0.01)  # assumed, and said so:
    assert c.bore_shift == "+X"
    said = " ".join(c.parameters)
    assert all(
        p in said for p in ("5115 = 1 mm", "5114 = 1 mm", "3410 = 0.01 mm", "5148 = +X", "5210 = 29", "1401 bit 1 = 0")
    )


def test_fanucs_figures_are_its_manuals() -> None:
    check_fanucs_figures()


def check_linuxcncs_figures() -> None:
    """LinuxCNC 2.9's G-code reference: G4, G43, G53, G73, G83, G33.1, arcs; its own interpreter agrees elsewhere."""
    c = shop.controller("linuxcnc")
    assert (c.dwell_unit, c.safe_retract, c.tapping, c.feed_per_rev) == ("s", "G53 G0 Z0", "G33.1", True)
    assert c.length_offset_dropped == () and c.no_point == () and c.program_numbers is None and c.parameters == ()
    assert c.peck_clearance == pytest.approx(0.010 * 25.4) and (c.chip_break_retract, c.bore_shift) == (None, None)
    assert (c.decimals_mm, c.decimals_inch, c.arc_tolerance) == (4, 5, 0.005)
    assert {c.power_on.get(group) for group in ("plane", "distance", "arc_distance", "feed_mode", "work_offset")} == {
        "G17", "G90", "G91.1", "G94", "G54",
    } and c.power_on["units"] == "G21"  # fmt: skip


def test_linuxcncs_figures_are_its_manuals() -> None:
    check_linuxcncs_figures()


WRONG = [
    ("dwell_unit", {"fanuc": "s", "linuxcnc": "ms"}), ("safe_retract", {"fanuc": "G28 Z0.", "linuxcnc": "G28 Z0"}),
    ("length_offset_dropped", {"fanuc": (), "linuxcnc": ("M6",)}), ("tapping", {"fanuc": "G84", "linuxcnc": "G84"}),
    ("peck_clearance", {"fanuc": 0.001, "linuxcnc": 2.54}), ("chip_break_retract", {"fanuc": None, "linuxcnc": 1.0}),
    ("feed_per_rev", {"fanuc": False, "linuxcnc": False}), ("arc_tolerance", {"fanuc": 0.5, "linuxcnc": 0.5}),
    ("decimals_mm", {"fanuc": 4, "linuxcnc": 3}), ("decimals_inch", {"fanuc": 5, "linuxcnc": 4}),
    ("no_point", {"fanuc": (), "linuxcnc": shop.controller("fanuc").no_point}),
    ("program_numbers", {"fanuc": (1, 9999), "linuxcnc": (1, 9999)}), ("parameters", {"fanuc": (), "linuxcnc": ("x",)}),
    ("bore_shift", {"fanuc": "-X", "linuxcnc": "+X"}),
    ("power_on", {"fanuc": {"distance": "G90"}, "linuxcnc": {}}),
]  # fmt: skip


@pytest.mark.parametrize("control", ["fanuc", "linuxcnc"])
@pytest.mark.parametrize(("field", "value"), WRONG, ids=[w[0] for w in WRONG])
def test_a_wrong_figure_is_found_though_writer_and_reader_share_it(
    field: str, value: dict[str, object], control: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both sides read the same table: only the manual's own figures can find a slip in it."""
    wrong = shop.controller(control).model_copy(update={field: value[control]})
    monkeypatch.setattr(shop, "controller", lambda _: wrong)
    with pytest.raises(AssertionError):
        {"fanuc": check_fanucs_figures, "linuxcnc": check_linuxcncs_figures}[control]()


@pytest.mark.parametrize("scale", [0.1, 10.0])
@pytest.mark.parametrize("index", range(3))
def test_a_wrong_least_increment_is_found(index: int, scale: float, monkeypatch: pytest.MonkeyPatch) -> None:
    control = shop.controller("fanuc")
    units = list(control.no_point)
    units[index] = units[index].model_copy(update={"mm": units[index].mm * scale})
    wrong = control.model_copy(update={"no_point": tuple(units)})
    monkeypatch.setattr(shop, "controller", lambda _: wrong)
    with pytest.raises(AssertionError):
        check_fanucs_figures()
