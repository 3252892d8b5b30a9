"""Every quantity and number word of a request, English and Chinese, with its place in the original text.

One folding table maps characters one to one (full width to half width, the signs for times, diameter, inch, minus), so an
offset into the folded text is an offset into what the user wrote.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from typing import Final

from codegen.planner.folding import fold
from codegen.planner.quantity import UNIT_NAMES, Kind, Quantity
from codegen.planner.spelt import ORDINALS, english
from codegen.resources import grammar

COARSE_PITCH: Final = {
    1: 0.25, 1.2: 0.25, 1.6: 0.35, 2: 0.4, 2.5: 0.45, 3: 0.5, 4: 0.7, 5: 0.8, 6: 1, 8: 1.25, 10: 1.5, 12: 1.75, 14: 2,
    16: 2, 18: 2.5, 20: 2.5, 22: 2.5, 24: 3, 27: 3, 30: 3.5, 33: 3.5, 36: 4, 39: 4, 42: 4.5, 48: 5, 56: 5.5, 64: 6,
}  # fmt: skip
"""Coarse pitch of M threads, mm (ISO 261): a number after ``M6 x`` above it is a depth, never a pitch."""

_HAN: Final = {
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_NOT_NUMBERS: Final = (
    "一样", "一起", "一致", "一下", "一般", "一些", "统一", "万一", "唯一", "一定", "十分", "十字", "三维", "四周", "三轴",
    "五金", "内六角", "六角", "十字", "三角", "半径", "半圆", "两圆", "两个圆心", "四面", "六面", "两端", "两头", "一刀", "一圈",
    "两条直角边", "两个直角边", "两直角边", "六个面", "四个侧面", "两个面", "两个端面", "上下两面",
    "两种格式", "两个格式", "两种文件", "两个文件", "两份文件",
    "一共", "一直", "一边", "零件", "零点", "归零", "X零", "Y零", "Z零", "x零", "y零", "z零", "为零", "是零", "取零", "当零",
    "作零", "做零", "对零", "置零", "定零", "零面", "设零", "算零", "零位",
)  # fmt: skip
_SIMPLE_DENOMINATORS: Final = frozenset({2, 4, 8, 16, 32, 64})

_VALUE: Final = r"(?:\d+[- ]\d+/\d+|\d+/\d+|\d+\.\d+|\.\d+|\d+)"
# "in" is the inch only where it cannot be the preposition: "10 in from the edge", "60 in X", "4 in each corner"
_IN: Final = (
    r"in(?![A-Za-z\d])(?=\s*(?:$|[,;:.)×*]|(?-i:x)(?![A-Za-z\d])|and(?![A-Za-z\d])|by(?![A-Za-z\d])|thru|through|"
    r"deep|thick|wide|long|dia|high|tall|hole|square|"
    r"b\.?c\.?(?![a-z])|pcd|bolt circle|pitch circle|plate|bar|block"
    r"|rad|pcd|bolt|end ?mill|drill|spac|apart|pocket|slot|stock|round|disc|tap|bore|ream|circle|pitch|corner|off(?![A-Za-z\d])))"
)
_UNIT: Final = (
    r"(?:\s?-?(?P<unit>millimet(?:re|er)s?|mm(?![A-Za-z/])|毫米|centimet(?:re|er)s?|cm(?![A-Za-z])|厘米|公分|μm|um(?![A-Za-z\d])|微米|inch(?:es)?(?![A-Za-z\d])|"
    + _IN
    + r"|英寸|寸|\"|''|thousandths|thou(?![A-Za-z\d])|mils?(?![A-Za-z\d])|个?丝(?![孔攻锥扣牙杆杠])|道(?!工)"
    r"|条(?=\s?=\s?0?\.01|\s?\(\s?1\s?条\s?=)))"  # Taiwan's 条 is 0.01 mm where that is said
)
_SPEED: Final = r"\s?(?P<speed_unit>rpm|r/min|rev/min|转/分|转|mm/min|m/min|ipm|in/min|sfm|毫米/分)"


def _known(value: str) -> re.Pattern[str]:
    return re.compile(value, re.IGNORECASE)


_PATTERNS: Final = tuple(
    (name, _known(pattern))
    for name, pattern in (
        ("un_thread", r"(?P<size>\d+-\d+/\d+|\d+/\d+|#\s?\d+|no\.?\s?\d+)"
            r"\"?\s?-\s?(?P<tpi>\d+)(?!\d|/)(?:\s?(?P<series>unc|unf|unef|un)(?![A-Za-z\d]))?(?:\s?-\s?[123][AB](?![A-Za-z\d]))?"),
        ("un_thread", r"(?P<size>\d+)\s?-\s?(?P<tpi>\d+)\s?(?P<series>unc|unf|unef|un)(?![A-Za-z\d])"
            r"(?:\s?-\s?[123][AB](?![A-Za-z\d]))?"),
        ("un_thread", r"(?P<size>[4-8]|10)-(?P<tpi>40|32|24)(?=\s+(?:tap|thread|hole|thru|through|blind|screw))(?P<series>)"),
        ("m_thread", r"(?<![A-Za-z])M(?P<d>\d+(?:\.\d+)?)(?:\s?[x×*]\s?(?P<pitch>\d*\.?\d+)(?!\d|\.\d))?"
            r"(?P<cls>\s?-\s?\d[GHgh](?![A-Za-z\d]))?"),
        ("clock", r"(?P<n>\d{1,2})\s?(?:o'?clock|点钟|点(?=方向|位置|处|[)）])"
                  r"|(?:(?<=[在是为从]\d)|(?<=[在是为从]1[0-2])|(?<=[一首]孔\d)|(?<=[一首]孔1[0-2])|(?<=一个\d)|(?<=一个1[0-2]))点)"),
        ("axis", r"(?<![A-Za-z])(?P<p>[XYZ])(?P<gap>\s?=?\s?)(?P<n>[-+]?(?:\d+\.\d+|\.\d+|\d+))(?:\s?(?P<unit>mm|\"))?"),
        ("sign", r"(?P<p>Ø|(?<![A-Za-z])(?:R|C)|(?<![A-Za-z])D(?=[1-9]|\s?=\s?[1-9])(?:\s?=)?)"
            r"\s?(?P<n>" + _VALUE + r")" + _UNIT + r"?"),
        ("speed", r"(?<![A-Za-z])(?P<p>[SF])(?P<n>\d{3,5})(?![A-Za-z\d])"),
        ("speed2", r"(?P<n>" + _VALUE + r")" + _SPEED),
        ("angle", r"(?P<n>[-+]?(?:\d+\.\d+|\d+))\s?-?(?P<unit>°|degrees?(?![A-Za-z\d])|deg(?![A-Za-z\d])\.?|度)"),
        ("length", r"(?P<n>" + _VALUE + r")" + _UNIT),
        ("ordinal", r"(?:1st|2nd|3rd)(?![A-Za-z\d])"),
        ("code", r"\d+(?-i:[A-WYZ])(?![A-Za-z\d])"),
        ("number", r"(?P<n>" + _VALUE + r")"),
        ("code", r"(?<![A-Za-z])(?!(?<=[\"\d])x\d)(?!pcd|bcd|dia|csk|cbore)[A-Za-z]{1,4}\d+(?:-\d+)?[A-Za-z]*"),
    )
)  # fmt: skip
_GAUGE: Final = re.compile(r"#\s?(\d{1,2})(?!\s?-|\d)")
_WORD: Final = re.compile(r"[A-Za-z]+")
_HAN_NUMBER: Final = re.compile(r"[零一二两俩三四五六七八九十百]+|半")
_HAN_UNIT: Final = re.compile(r"\s?(毫米|mm(?![A-Za-z/])|厘米|公分|丝(?![孔攻锥扣牙杆杠不]))", re.IGNORECASE)
"""The unit of a length whose number is spelt: "五十丝". Not 个丝: "攻四个丝" are threads."""
_FIT: Final = re.compile(r"(?P<gap>\s?)(?P<fit>(?:H|JS|K|N|P|G|F|E|D|h|g|f|js|k|n|p)(?:[5-9]|1[0-3]))(?![A-Za-z\d.])")
_COUNT_AFTER: Final = re.compile(
    r"x(?=\s+[A-Za-z#])|\s?(?:个|只|颗|条|块|件|排(?!距|间)|列(?!距|间)|孔(?![距径间])|等分|holes?\b|slots?\b|pockets?\b|places\b|off\b|pcs\b|rows?\b|"
    r"columns?\b|flutes?\b(?! length)|corners\b|edges\b|sides\b|刃|(?:x|×|-|\*)\s?(?=[ØM#]\s?\d))",
    re.IGNORECASE,
)


@cache
def grades() -> frozenset[str]:
    """Material designations that contain digits, lower case: ``6061``, ``q235``."""
    table = tomllib.loads(grammar("request/materials.toml"))["grades"]
    return frozenset(name for names in table.values() for name in names)


@cache
def _grade_pattern() -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(grades(), key=len, reverse=True))
    return re.compile(
        rf"(?<![A-Za-z\d.])(?:(?P<grade>{names})(?!\.?\d|[A-Za-z])"
        r"|(?P<steel>\d{2}(?=\s?(?:号钢|#钢|钢))|45(?= steel(?! plates| parts| pieces| blocks| bars)\b)))",
        re.IGNORECASE,
    )


_DIMENSIONS: Final = re.compile(r"[23]-?D(?![A-Za-z\d])", re.IGNORECASE)
"""Of a model or drawing: no size."""

_FRAME: Final = re.compile(r"\bnema[ -]?\Z", re.IGNORECASE)
"""Before the number of a motor's frame (NEMA ICS 16): a name, no size."""

_LABELLED: Final = re.compile(
    r"(?<![A-Za-z\d])(L)\s?[=:]?\s?\d[\d./]*\s?(?:mm|\")?\s?[x×*,]?\s?(W)\s?[=:]?\s?\d[\d./]*\s?(?:mm|\")?"
    r"(?:\s?[x×*,]?\s?([HT])\s?[=:]?\s?\d)?",
    re.IGNORECASE,
)


def size_labels(folded: str) -> frozenset[int]:
    """Where the letters of "L100 W60 H10" stand: a length and a width named side by side, perhaps a height or thickness."""
    return frozenset(match.start(group) for match in _LABELLED.finditer(folded) for group in (1, 2, 3) if match[group])


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity and number word of ``text``, in order, without overlaps; ``100x60x10`` gives three."""
    return _prepositions(text, tuple(_scan(text, fold(text))))


_NOUN: Final = re.compile(
    r"\s(?:(?:outside|outer|inside|inner|overall|total) )?(?:diam(?:eter)?|depth|width|length|height|thickness)\b",
    re.IGNORECASE,
)


def _prepositions(text: str, found: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """The "in" of "50 in diameter" as no unit, where no other number is in inches."""

    def doubtful(q: Quantity) -> bool:
        return q.unit == "in" and re.search(r"\din\Z|\sin\Z", q.text) is not None and bool(_NOUN.match(text, q.end))

    many = [q for q in found if doubtful(q)]
    if not many or any(q.inch for q in found if q.kind != "number" and not doubtful(q)):
        return found
    return tuple(_bare(q) if doubtful(q) and " " in q.text else q for q in found)


def _bare(q: Quantity) -> Quantity:
    """``q`` without the "in" behind it."""
    number = q.text.rsplit(" ", 1)[0].rstrip()
    return replace(q, end=q.start + len(number), text=number, unit=None, kind="number")


def _scan(original: str, text: str) -> Iterator[Quantity]:
    position, previous = 0, None
    labels = size_labels(text)
    while position < len(text):
        if position in labels:
            position += 1
            continue
        found = _at(original, text, position, previous)
        if found is None:
            word = _WORD.match(text, position)
            position = word.end() if word else position + 1
            continue
        yield found
        position, previous = found.end, found


def _at(original: str, text: str, start: int, previous: Quantity | None) -> Quantity | None:
    """The quantity that begins exactly at ``start``, if any."""
    character = text[start]
    if character in "单双" and text[start + 1 : start + 2] == "刃":
        return Quantity(start, start + 1, original[start], 1.0 + (character == "双"), None, "count")
    if character in "零一二两俩三四五六七八九十百半第":
        return _han(original, text, start)
    if previous is not None and character in " HJKNPGFEDhjkngfp" and previous.end == start:
        fit = _FIT.match(text, start)
        if fit and previous.kind in ("number", "length") and (not fit["gap"] or fit["fit"][0] == "H"):
            begin = fit.start("fit")
            return Quantity(begin, fit.end(), original[begin : fit.end()], None, None, "fit", designation=fit["fit"])
    if character.isspace():
        return None
    if character in "23" and _DIMENSIONS.match(text, start):
        return None
    if character.isdigit() and _FRAME.search(text[max(0, start - 8) : start]):
        return None
    if _inside_word(text, start):
        return None
    if character == "." and any(text[at:start].isdigit() for at in _list_marks(text) if start - 3 < at < start):
        return None
    if character.isdigit() and start in _list_marks(text):
        end = text.index(".", start)
        return Quantity(
            start, end, original[start:end], float(text[start:end]), None, "number", nominal=text[start:end]
        )
    drill = _gauge(original, text, start)
    return drill or _grade(original, text, start) or _pattern(original, text, start) or english(original, text, start)


def _inside_word(text: str, start: int) -> bool:
    """Whether ``start`` continues a run of letters, or of digits, begun before it."""
    if start == 0:
        return False
    before, here = text[start - 1], text[start]
    if before.isdigit() and here in "xX":
        return re.match(r"[xX]\s?[-.\dØM#]", text[start:]) is not None  # the sign for times
    if not (before.isascii() and here.isascii()):
        return False
    return (before.isalpha() and here.isalpha() and before not in "xX") or (before.isdigit() and here.isdigit())


_LISTED: Final = re.compile(
    r"(?:^|(?<=[\n;:。]))[ ]*(\d{1,2})\.(?=\d{1,2} ?[×xX*-] ?[MmØ])|(?:^|(?<=[\n;:。]))[ ]*(\d{1,2})\.(?!\d)"
)
"""A number that counts the items of a list, before "4×M6" or before words: "3.4×M6" behind "1." and "2."."""


@lru_cache(maxsize=8)
def _list_marks(text: str) -> frozenset[int]:
    """Where the numbers stand that count a list's items before a count of holes, in order from 1."""
    run, out = 0, set()
    for match in _LISTED.finditer(text):
        if int(match[1] or match[2]) == run + 1:
            run += 1
            if match[1] and run > 1:
                out.add(match.start(1))
    return frozenset(out)


def _gauge(original: str, text: str, start: int) -> Quantity | None:
    """A drill by its number: "#7 drill", "drill #7"; inches, ASME B94.11M."""
    match = _GAUGE.match(text, start) if text[start] == "#" else None
    if match is None:
        return None
    beside = re.match(r"\s?(?:tap )?(?:drill|钻)", text[match.end() :], re.IGNORECASE)
    if not beside and not re.search(r"(?:drill|drilled|钻|用)\s?$", text[:start], re.IGNORECASE):
        return None
    from codegen.shop.standards import number_drill

    size = number_drill(f"#{match[1]}")
    if size is None:
        return None
    return Quantity(start, match.end(), original[start : match.end()], size, "in", "length", "Ø")


def _grade(original: str, text: str, start: int) -> Quantity | None:
    match = _grade_pattern().match(text, start)
    if match is None:
        return None
    after = text[match.end() :].lstrip(" ")
    if match["grade"] and match["grade"].isdigit():
        measured = re.match(_UNIT, text[match.end() :], re.IGNORECASE)
        times = after[:1] in ("×", "*") or re.match(r"[xX]\s?[\d.ØM]", after)
        joined = re.search(r"(?:[×*Ø]|\d ?[xX]|[(/])\s?$", text[max(0, start - 4) : start])
        alone = text[start - 1 : start] == "(" and after[:1] == ")"  # "铝板（6061）"
        if measured or times or (joined and not alone):
            return None
    end = match.end()
    return Quantity(start, end, original[start:end], None, None, "designation", designation=match[0])


def _pattern(original: str, text: str, start: int) -> Quantity | None:
    for name, pattern in _PATTERNS:
        match = pattern.match(text, start)
        if match is not None:
            found = _build(name, match, original, text)
            if found is not None:
                return found
    return None


def _build(name: str, match: re.Match[str], original: str, text: str) -> Quantity | None:
    start, end = match.span()
    groups = match.groupdict()
    if name in ("un_thread", "m_thread"):
        return _thread(name, match, original)
    if name == "code":
        return Quantity(start, end, original[start:end], None, None, "designation", designation=match[0])
    if name == "ordinal":
        return Quantity(start, end, original[start:end], float(ORDINALS[match[0].lower()]), None, "ordinal")
    if name == "axis" and _is_times(match, text):
        return None
    nominal = groups["n"]
    value = _value(nominal, name == "axis")
    if value is None:  # "45/135": a list, not a fraction
        nominal = re.split(r"[/]", nominal)[0]
        end = match.start("n") + len(nominal)
        value, groups["unit"] = float(nominal) if " " not in nominal and "-" not in nominal else None, None
        if value is None:
            nominal = re.split(r"[- ]", nominal)[0]
            value, end = float(nominal), match.start("n") + len(nominal)
        name = "number" if name in ("length", "speed2") else name
    prefix = (groups.get("p") or "").upper()
    if name == "sign" and prefix[0] == "D":  # D8, D=8
        prefix = "Ø"
    unit = groups.get("unit")
    kind: Kind = "number"
    if name == "axis":
        kind = "coordinate"
    elif name in ("speed", "speed2"):
        kind, unit = "speed", groups.get("speed_unit")
    elif name == "angle":
        kind, unit = "angle", "°"
    elif name == "clock":
        kind, unit = "clock", "o'clock"
    elif name in ("length", "sign"):
        kind = "length"
    if kind in ("length", "coordinate") and unit is not None:
        unit = UNIT_NAMES[unit.lower().rstrip(".")]
    size = bool(re.search(r"[\dm\"] ?(?:[xX×*]|by) ?$", text[max(0, start - 5) : start]))  # the 30 of "50 x 30 pocket"
    size = size or _COUNTED_SIZE.search(text, 0, start) is not None
    if kind == "number" and nominal.isdigit() and not size and _COUNT_AFTER.match(text, end):
        kind = "count"
    return Quantity(start, end, original[start:end], value, unit, kind, prefix, nominal=nominal)


_COUNTED_SIZE: Final = re.compile(
    r"(?:\d ?[x×]|\boff|\b(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))"
    r" +dia(?:m|meter)?[.]? *\Z",
    re.IGNORECASE,
)
"""Before the 20 of "12 off dia 20 holes": their number has been said."""


def _is_times(match: re.Match[str], text: str) -> bool:
    """Whether the X of ``100 X 60`` or ``5 in x 3`` is the sign for times rather than an axis."""
    if match["p"] not in "xX":
        return False
    before = text[: match.start()]
    attached = not match["gap"]
    measured = bool(re.search(r"[\d\"°)]$|(?:mm|in|Ø)$", before.rstrip(), re.IGNORECASE))
    if match["p"] == "x":
        return (not attached and "=" not in match["gap"]) or (measured and before == before.rstrip())
    return measured and (not attached or before == before.rstrip()) and not re.search(r"[YZ]-?[\d.]+$", before)


def _value(nominal: str, plain: bool) -> float | None:
    """The number; None where a slash separates two numbers (a reduced fraction of an inch has 2, 4 … 64 below)."""
    if "/" not in nominal or plain:
        return float(nominal)
    whole, _, fraction = nominal.replace("-", " ").rpartition(" ")
    above, below = (int(part) for part in fraction.split("/"))
    if below not in _SIMPLE_DENOMINATORS or above % 2 == 0 or above >= below:
        return None
    return (int(whole) if whole else 0) + above / below


def _thread(name: str, match: re.Match[str], original: str) -> Quantity | None:
    start, end = match.span()
    if name == "m_thread":
        diameter, pitch = float(match["d"]), match["pitch"]
        coarse = COARSE_PITCH.get(diameter)
        if pitch is not None and float(pitch) > (coarse if coarse is not None else diameter / 6):
            end, pitch = match.end("d"), None
        designation = f"M{match['d']}" + (f"x{float(pitch):g}" if pitch else "")
        return Quantity(
            start, end, original[start:end], diameter, "mm", "thread", "M", float(pitch) if pitch else None, designation
        )
    size, tpi = match["size"], int(match["tpi"])
    if size.startswith("#") or size.lower().startswith("no"):
        gauge = int(re.sub(r"\D", "", size))
        label, diameter = f"#{gauge}", 0.060 + 0.013 * gauge  # ASME B1.1: numbered sizes
    else:
        value = _value(size, "/" not in size)
        if value is None or tpi < 4:
            return None
        label, diameter = size, value
        if "/" not in size and tpi > 8:  # "10-32 UNF" is a numbered size
            label, diameter = f"#{size}", 0.060 + 0.013 * int(size)
    series = (match["series"] or "").upper()
    designation = f"{label}-{tpi}" + (f" {series}" if series else "")
    return Quantity(start, end, original[start:end], diameter, "in", "thread", "", None, designation)


def _han(original: str, text: str, start: int) -> Quantity | None:
    if any(text.startswith(word, start) for word in _NOT_NUMBERS):
        return None
    if start and any(text.startswith(word, start - 1) for word in _NOT_NUMBERS):
        return None
    ordinal = text[start] == "第"
    match = _HAN_NUMBER.match(text, start + ordinal)
    if match is None:
        return None
    value = _han_value(match[0])
    if value is None:
        return None
    end = match.end()
    measured = None if ordinal else _HAN_UNIT.match(text, end)
    if measured is not None:
        end, unit = measured.end(), UNIT_NAMES[measured[1].lower()]
        return Quantity(start, end, original[start:end], value, unit, "length")
    return Quantity(start, end, original[start:end], value, None, "ordinal" if ordinal else "count")


def _han_value(word: str) -> float | None:
    if word == "半":
        return 0.5
    if word.isdigit() or not word:
        return None
    total, digit = 0, None
    for character in word:
        if character in "十百":
            total += (1 if digit is None else digit) * (10 if character == "十" else 100)
            digit = None
        elif digit is not None:
            return None
        else:
            digit = _HAN[character]
    return float(total + (digit or 0))


__all__ = ["COARSE_PITCH", "UNIT_NAMES", "Quantity", "grades", "quantities", "size_labels"]
