"""The law: no word that bears meaning may be skipped. Take a word away, put one in, change a number: something must happen."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.model.intent import Intent
from codegen.model.request import Request
from codegen.planner.offline import OfflinePlanner
from codegen.planner.offline.lex import Token, _tokens
from codegen.planner.offline.setaside import set_aside

PLANNER = OfflinePlanner()
HERE = Path(__file__).parent

_REDUNDANT = """
COMMA TCOMMA ENUM SEMI DOT COLON LPAR RPAR HYPHEN NL DASH AND BE X SLASH
OF IN ON FROM FOR TO AT ALONG EACH ALL IT CL COORD RELATIVE DIRECTION HOLECENTRE CENTRELINE
PLATE ROUND BLANK STOCK RAW CUTFROM PART SIZE MATERIAL MAT HOLE HOLES CORNER CORNERS OUTSIDE INSIDE FILLETW
DRILL MILL MAKE GIVE TAP TAPDRILL DRILLFORTAP REAM CBORE CSK USING INSPINDLE READY OPENENDS OBROUND STRAIGHT EFFECTIVE
TOP ORIGIN WOFFSET PROGRAM STEP MILLIMETRES INCHES EQUALLY BLIND CENTRED CENTRE DIAM DEEP THICK
FRAMESIZE RUNNING RUN FULLW LEAVE TAKE PATTERN
FORCUTTING FROMABOVE FLATFLOOR SIDEW OUTSIDETO ALLOWANCE ITS NOPROGRAM ALLSHARP OUTLINES LEGS NOFEATURE
BY OD RECT PROFILE LENGTHWIDTH LWH SHEETW SQPLATE ROUNDN MATSTD READYWHAT READYTO ALREADY DONE SAWN UNITW MEASURED
SOCKET TOTAL CONTROL THING LONGSIDE ORD GRID ROW SPACING FACING SKIM OFF AROUND OUTEREDGE SPOT QTY SETOF UPW INSET TOWARDS SHIFTED
ASW PIECEOF THINGX
"""
# signs; relations and nouns whose phrase says the same without them; deeds (a hole is drilled anyway); the default anyway

REDUNDANT = frozenset(_REDUNDANT.split())
"""Terminals whose absence another word of the same request may make up for; all others must be missed."""

MAKES_UP = {
    "PCD": {"ORD", "EQUALLY", "STARTING"},  # "on Ø60, first at 0°" is no other circle
    "THRU": {"OPENENDS", "OPENSLOT", "WINDOW", "PROFILE"},  # a window is cut out, and so is an outline from the sheet
    "YAXIS": {"ROWGAP"},
    "XAXIS": {"ROWGAP"},  # "two rows, 30 apart in X, rows 40 apart": what is not between rows lies in them
    "EDGES": {"LEFTEND", "RIGHTEND", "FRONTEND", "BACKEND"},  # "15 from the edge at the right end"
}
"""Terminals that may go where one of these stands in the request."""

SAID_AGAIN = {
    "ONLYTOOL": {"NOOTHERTOOL"}, "NOOTHERTOOL": {"ONLYTOOL", "SOLE", "SMALLEST"}, "EXACT": {"EXACT", "SPEEDFIXED"},
    "SPEEDFIXED": {"EXACT"},
    "ONECLAMPING": {"ONECLAMPING"}, "HOLDER": {"COLLET"}, "RUN": {"RPM", "FEEDRATE"}, "SPINDLEW": {"RPM"},
    "FEEDW": {"FEEDRATE"},
}  # fmt: skip
"""Wishes that another word may repeat: without that word they must be missed as well."""


def said_again(token: Token, others: list[Token]) -> bool:
    return any(SAID_AGAIN.get(kind, set()) & other.types for kind in token.types for other in others)


SAID_TWICE = (
    ("NEGATIVE", "NEGATIVE"),  # "X negative, Y negative": a note that the zero, right and rear, says already
    ("MINUSY", "NEGATIVE"),  # the same
    ("ENDMILL", "FLUTE"),  # what has flutes and mills is one
    ("SLOT", "HALFROUND"),  # half round it is a groove
    ("LONG", "LEGS"),
    ("RADIUS", "RAD"),
    ("SQUARE", "SIDEW"),
    ("YAXIS", "ROWGAP"),
    ("ACROSSWIDTH", "LBRACKET"),
)
"""A terminal that may go because another one of the same request says it: legs 50 long, a radius of R5, rows 40 apart in Y."""


def meaning(text: str) -> str | None:
    reply = PLANNER.plan(Request(text))
    if reply.intent is None:
        return None
    return json.dumps(
        {k: v for k, v in reply.intent.items() if k not in ("provenance", "assumptions", "language")}, sort_keys=True
    )


@cache
def readable() -> tuple[str, ...]:
    texts = (HERE / "data" / "requests.txt").read_text(encoding="utf-8").splitlines()
    lines = (HERE.parent / "grader" / "data" / "dev_abd.jsonl").read_text(encoding="utf-8").splitlines()
    for record in map(json.loads, lines):
        texts.append(record["request"] if "request" in record else record["turns"][0])
    return tuple(text for text in texts if meaning(text) is not None)


def words(text: str) -> list[Token]:
    """What is read as words of the part. A clause that is set aside, up to the sign that ends it, is named in the reply."""
    aside = set_aside(text)

    def apart(token: Token) -> bool:
        before = len(text[: token.start].rstrip())
        return any(start <= token.start < end or before == end for start, end in aside.spans)

    tokens = list(_tokens(aside.text))
    if any("UNREAD" in t.types for t in tokens):
        tokens = list(_tokens(aside.text, free=True))
    general = frozenset({"FILLER", "TALK"})  # what is passed over as talk: test_talk.py
    return [t for t in tokens if "FILLER" not in t.types and not t.types <= general and not apart(t)]


def test_enough_requests_are_readable() -> None:
    assert len(readable()) >= 70


@pytest.mark.parametrize("text", readable(), ids=lambda t: t[:30])
def test_taking_a_word_away_is_noticed(text: str) -> None:
    said = meaning(text)
    for token in words(text):
        if meaning(text[: token.start] + " " + text[token.end :]) != said:
            continue
        quantity = token.quantity
        if quantity is not None and quantity.nominal:
            same = sum(t.text.strip() == token.text.strip() for t in words(text)) > 1 and quantity.kind == "coordinate"
            redundant = quantity.value == 0 or same or token.types & {"INT", "ANG"}  # "X10 Y10 and X20 Y10"
            assert redundant, f"{token.text!r} could go from {text!r}"
        elif enough := [MAKES_UP[kind] for kind in MAKES_UP if kind in token.types]:
            assert enough[0] & {kind for t in words(text) for kind in t.types}, f"{token.text!r} could go from {text!r}"
        else:
            counted = token.types & {"CW", "ONE"} or said_again(token, [t for t in words(text) if t is not token])
            kinds = {kind for t in words(text) for kind in t.types}
            counted = counted or any(k in token.types and other in kinds for k, other in SAID_TWICE)
            counted = counted or ("CHAMFER" in token.types and any("CHA" in t.types for t in words(text)))  # C1
            assert counted or token.types & REDUNDANT, f"{token.text!r} {set(token.types)} could go from {text!r}"


@pytest.mark.parametrize("text", readable(), ids=lambda t: t[:30])
def test_changing_a_number_is_noticed(text: str) -> None:
    said = meaning(text)
    for token in words(text):
        quantity = token.quantity
        if quantity is None or not quantity.nominal:
            continue
        digits = re.search(r"[\d.]+", token.text)
        if digits is None:  # in words: test_quantities.py
            continue
        new = "7" if digits[0] != "7" else "9"
        changed = text[: token.start] + token.text.replace(digits[0], new, 1) + text[token.end :]
        assert meaning(changed) != said, f"{token.text!r} → {new} makes no difference in {text!r}"


FOREIGN = (
    "twice",
    "except",
    "not",
    "roughly",
    "frobnicate",
    "optional",
    "unless",
    "倒扣",
    "不",
    "大约",
    "每隔",
    "除外",
    "~",
    "±0.1",
    "?",
    "😀",
    "HRC45",
)


@pytest.mark.parametrize("word", FOREIGN)
def test_a_word_that_is_not_known_is_never_skipped(word: str) -> None:
    """Each word in other requests: in an eighth of them, all of them together in every one twice."""
    for text in readable()[FOREIGN.index(word) % 8 :: 8]:
        tokens = words(text)
        for token in tokens[:: max(1, len(tokens) // 3)]:
            changed = f"{text[: token.start]} {word} {text[token.start :]}"
            assert meaning(changed) is None, changed


def test_words_without_meaning_change_nothing() -> None:
    for text in readable()[::5]:
        filler = "please " if text.isascii() else "请"
        assert meaning(filler + text) == meaning(text)


# -- templates -----------------------------------------------------------------------------------------------------------

sizes = st.integers(min_value=20, max_value=400)
small = st.sampled_from([3, 4.5, 5, 6.6, 8, 10, 12.5])


@settings(max_examples=40, deadline=None)
@given(
    x=sizes,
    y=sizes,
    z=st.integers(5, 40),
    d=small,
    px=st.integers(1, 19),
    py=st.integers(1, 19),
    depth=st.integers(1, 4),
)
def test_one_hole(x: int, y: int, z: int, d: float, px: int, py: int, depth: int) -> None:
    for through in (True, False):
        en_depth, zh_depth = ("thru", "通孔") if through else (f"{depth} deep", f"深{depth}的孔")
        texts = (
            f"{x}x{y}x{z} mm plate, drill Ø{d} {en_depth} at X{px} Y{py}",
            f"drill a {d} mm hole {en_depth} at ({px}, {py}) in a {x} x {y} x {z} mm block",
            f"板{x}×{y}×{z}mm，在({px},{py})钻Φ{d}{zh_depth}",
        )
        found = [meaning(text) for text in texts]
        assert found[0] is not None
        assert len(set(found)) == 1
        data = json.loads(found[0])
        hole = data["features"][0]
        assert (data["stock"]["x"], data["stock"]["y"], data["stock"]["z"]) == (x, y, z)
        assert hole["diameter"] == d
        assert hole.get("through", False) is through
        assert hole.get("depth") == (None if through else depth)
        assert (hole["at"][0]["position"]["x"], hole["at"][0]["position"]["y"]) == (px, py)


COUNTS = {3: ("three", "三"), 4: ("four", "四"), 6: ("six", "六"), 8: ("eight", "八"), 12: ("twelve", "十二")}


@settings(max_examples=40, deadline=None)
@given(n=st.sampled_from(sorted(COUNTS)), pcd=st.integers(30, 90), d=small, start=st.sampled_from([0, 30, 45, 90]))
def test_bolt_circles(n: int, pcd: int, d: float, start: int) -> None:
    texts = (
        f"120x120x10 mm plate, {n} holes Ø{d} thru on a {pcd} mm PCD, first at {start}°, zero centre top",
        f"120x120x10 mm plate, {COUNTS[n][0]} Ø{d} thru holes equally spaced on {pcd} PCD starting at {start}°, zero centre top",
        f"板120×120×10mm，{n}-Φ{d}通孔均布在Φ{pcd}分度圆上，第一个在{start}°，原点中心上表面",
        f"板120×120×10mm，{COUNTS[n][1]}个Φ{d}通孔，分度圆Φ{pcd}，第一个孔在{start}度，原点中心上表面",
    )
    found = {meaning(text) for text in texts}
    assert len(found) == 1
    circle = json.loads(found.pop() or "{}")["features"][0]["at"][0]
    assert (circle["count"], circle["diameter"], circle["start_angle"]) == (n, pcd, start)


@settings(max_examples=30, deadline=None)
@given(a=st.integers(20, 60), b=st.integers(20, 40), r=st.sampled_from([3, 4, 5.5]), depth=st.integers(1, 9))
def test_pockets(a: int, b: int, r: float, depth: int) -> None:
    texts = (
        f"100x60x20 mm block, pocket {a} x {b}, {depth} deep, R{r} corners, in the centre, zero centre top",
        f"mill a {a} x {b} x {depth} mm deep pocket with {r} mm corner radius in the centre of a 100x60x20 mm block, "
        "zero centre top",
        f"块100×60×20，中心铣{a}×{b}深{depth}的型腔，四角R{r}，原点中心上表面",
    )
    found = {meaning(text) for text in texts}
    assert len(found) == 1
    pocket = json.loads(found.pop() or "{}")["features"][0]
    assert pocket["outline"] == {"kind": "rectangle", "x": a, "y": b, "corner_radius": r}
    assert pocket["depth"] == depth


def test_intents_satisfy_the_schema() -> None:
    for text in readable():
        reply = PLANNER.plan(Request(text))
        found = Intent.model_validate(reply.intent)
        for source in found.provenance:
            if source.span is not None:
                assert text[slice(*source.span)][:400] == source.text
