"""What the words beside a number call it, and the words that bear meaning themselves. English and Chinese.

A cue is read from the words that touch the number. No cue means that the text does not say, not that nothing fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final, Literal

from codegen.planner.folding import fold
from codegen.planner.leaves import Role
from codegen.planner.quantities import Quantity

Cue = Literal["", "depth", "width", "length", "height", "diameter", "radius", "spacing"]

FITS: Final[Mapping[Cue, frozenset[Role]]] = {
    "depth": frozenset({"depth", "size", "height", "length", "any"}),
    "width": frozenset({"width", "size", "any"}),
    "length": frozenset({"length", "size", "height", "any"}),
    "height": frozenset({"height", "size", "length", "any"}),
    "diameter": frozenset({"diameter", "radius", "width", "any"}),
    "radius": frozenset({"radius", "diameter", "width", "any"}),
    "spacing": frozenset({"spacing", "position", "any"}),
}
"""What a number called so may be. A depth may be the part's size away from the operator ("100 wide, 50 deep")."""

GROUPS: Final[Mapping[Role, str]] = {
    "size": "extent", "width": "extent", "length": "extent", "height": "extent",
    "position": "place", "spacing": "place",
}  # fmt: skip
"""Roles that one statement may set together: "50 square", "10 from each edge"."""

_ADJECTIVES: Final[Mapping[str, Cue]] = {
    "deep": "depth", "wide": "width", "long": "length", "thick": "height", "tall": "height", "high": "height",
    "dia": "diameter", "apart": "spacing",
}  # fmt: skip
_NOUNS: Final[Mapping[str, Cue]] = {
    "depth": "depth", "width": "width", "length": "length", "thickness": "height", "height": "height",
    "diameter": "diameter", "radius": "radius", "spacing": "spacing", "pcd": "diameter", "bolt circle": "diameter",
}  # fmt: skip
_HAN: Final[Mapping[str, Cue]] = {
    "有效长度": "depth", "螺纹长度": "depth", "↧": "depth",
    "深度": "depth", "深": "depth", "宽度": "width", "宽": "width", "长度": "length", "长": "length", "厚度": "height",
    "厚": "height", "高度": "height", "高": "height", "直径": "diameter", "半径": "radius", "间距": "spacing",
    "孔距": "spacing", "中心距": "spacing", "内径": "diameter", "外径": "diameter", "孔径": "diameter", "对边": "width",
    "槽距": "spacing", "槽间距": "spacing", "排距": "spacing", "行距": "spacing", "列距": "spacing",
    "对边距": "width", "对边宽": "width",
}  # fmt: skip


def _any(names: Mapping[str, Cue]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_ADJECTIVE: Final = re.compile(rf"[\s-]*({_any(_ADJECTIVES)})\b(?!\s*(?:of|=|:)?\s*[\dØ])")
_NOUN_AFTER: Final = re.compile(rf"[\s-]*(?:in\s+)?({_any(_NOUNS)})\b(?!\s*(?:of|=|:|is)?\s*[\dØ])")
_NOUN_BEFORE: Final = re.compile(rf"\b({_any(_NOUNS)}|dia)[^\S\n]*(?:of|is|=|:)?[^\S\n]*\Z")
_HAN_AFTER: Final = re.compile(rf"\s*({_any(_HAN)})")
_HAN_BEFORE: Final = re.compile(
    rf"({_any(_HAN)})[^\S\n]*(?:(?:都|均|全|也|就|统一|各)?(?:为|是)|都|均|各|=|:)?[^\S\n]*\Z"
)
_HAN_NEXT: Final = re.compile(
    rf"(?:为|是|=|:)?\s*Ø?\d[\d./-]*\s?(?:mm|毫米|cm|厘米|英寸|寸|\"|丝)?\s*(?!(?:{_any(_HAN)})|[\d./])"
)
"""After a word: a number that no other word follows ("100长60宽" is the length and the width)."""
_REACH: Final = 28  # characters to either side that are looked at


def cue(text: str, quantity: Quantity) -> Cue:
    """What the text calls the number."""
    if quantity.kind == "speed":  # "最高10000rpm" is no height
        return ""
    if quantity.prefix == "Ø":
        return "diameter"
    if quantity.prefix == "R":
        return "radius"
    folded = fold(text).lower()
    before = folded[max(0, quantity.start - _REACH) : quantity.start]
    after = folded[quantity.end : quantity.end + _REACH]
    if match := _ADJECTIVE.match(after):
        return _ADJECTIVES[match[1]]
    if match := _NOUN_BEFORE.search(before):
        return _NOUNS.get(match[1], "diameter")
    if match := _NOUN_AFTER.match(after):
        return _NOUNS[match[1]]
    han_before, han_after = _HAN_BEFORE.search(before), _HAN_AFTER.match(after)
    if han_after and _HAN_NEXT.match(after, han_after.end()):  # "2英寸深5mm": the word is the next number's
        han_after = None
    if han_before and han_after:  # 长100宽60 or 100长60宽: the text alone does not tell which
        return _HAN[han_before[1]] if _HAN[han_before[1]] == _HAN[han_after[1]] else ""
    found = han_before or han_after
    return _HAN[found[1]] if found else ""


# -- words ---------------------------------------------------------------------------------------------------------------

WORDS: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "through": r"\b(?:through|thru|cut[- ]?outs?|windows?|all the way|bored?|i\.?d|tube|tubing|hollow|washer)\b"
        r"|通|透|穿|过孔|窗|内径|内孔|管",
        "corners": r"\bcorners?\b|角|\bfrom (?:the |each |both |all |every |four )*(?:edges?|sides?)\b"
        r"|\bfrom the (?:left and right|front and back|short|long) (?:edges|sides)\b|[离距][各每四两]?(?:条|个)?边",
        "centre": r"\b(?:cent(?:er|re)\w*|central\w*|middle|concentric|coaxial|symmetr\w*|axis|bored?|i\.?d|p\.?c\.?d"
        r"|centroid|(?:each|both|either|two) ends?|mid[- ]?(?:way|length|height|width)|half ?way|half[- ]height)\b"
        r"|中|同心|对称|轴线|内径|内孔|分度圆|[重形轴]心|[两双](?:头|端)|半高|高度一半",
        "edge_midpoints": r"\b(?:mid\w*|cent(?:er|re)\w*|each (?:side|edge)|sides|edges)\b|中",
        "mirror": r"\b(?:mirror\w*|symmetr\w*|both|either|each|opposite|two)\b|对称|镜像|两|各|双|另",
        "bolt_circle": r"\b[pb]\.?c\.?d\.?(?=\s?\d)"
        r"|\b(?:p\.?c\.?d|b\.?c\.?d?|bolt|circle|circular|around|ring|radial\w*|equally)\b|圆|均布|分布|等分",
        "chamfer": r"\b(?:chamfer\w*|cham[fr]?|chmf|corners? (?:are |all )*(?:cut off|clipped)"
        r"|bevel\w*|break|broken|deburr\w*|c ?\d)|(?<![a-z])c ?\d|倒|去毛刺|棱|\d\s*[x×*]\s*45",
        "fillet": r"\b(?:fillet\w*|round\w*|radius|radii|radiused|r ?\d)|(?<![a-z])r ?\d|圆角|倒圆|半径",
        "counterbore": r"\b(?:counter[- ]?bor\w*|c['’]?bores?|spot[- ]?fac\w*)\b|⌴|锪|沉|台阶孔|平底",
        "countersink": r"\b(?:counter[- ]?s[iu]nk\w*|c['’]?sinks?|csk|c/s(?:[iu]nk)?)\b|⌵|沉|锪|锥",
        "keyway": r"\b(?:key[- ]?(?:way|seat|slot)s?|keyed)\b|键槽",
        "boss": r"\b(?:boss(?:es)?|pads?|ribs?|stand[- ]?offs?|posts?|pins?|pillars?|spigots?|studs?|raised|island\w*|plinth|hub"
        r"|tenon|lugs?|projections?|protru\w*)\b|凸|台|柱|筋|肋|岛",
        "shell": r"\b(?:shell\w*|hollow\w*|walls?|box|enclosure|housing|case|tray|cup|tube|lid|cover|thin[- ]?walled)\b"
        r"|壳|壁|空心|中空|抽壳|盒|箱|管|罩|盖",
    }.items()
}
"""Words that must stand in the request (or an answer) where the intent holds what they stand for."""

BINDING: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "through": r"\b(?:through|thru)\b|通孔|贯穿|打通|通槽|穿透",
        "chamfer": r"\bchamfer\w*|倒角",
        "counterbore": r"\b(?:counter[- ]?bor\w*|c['’]?bores?)\b|⌴",
        "countersink": r"\b(?:counter[- ]?s[iu]nk\w*|csk)\b|⌵",
        "sunk": r"沉孔|沉头|锪",
        "each leg": r"\bholes? (?:in|on|through) (?:each|both|every) (?:leg|flange|arm|wing)s?\b"
        r"|\b(?:each|both|every) (?:leg|flange|arm|wing)s?\b.{0,40}\bholes?"
        r"|每条?边[各有]?[一两二三四\d]+个|两[条个]?[边翼]各",
        "corners": r"\b(?:at|in|near|from|of) (?:the |each |all |every |four |4 |its |both )*corners?\b(?! (?:where|between))"
        r"|四角|四个角",
        "centre": r"\b(?:centred|centered|in the (?:cent(?:er|re)|middle))\b(?!\s*(?:at|on)\s*[xy(\d])"
        r"|居中|正中|中央|(?<![孔槽腔圆])中心(?![线距])(?!(?:点|坐标|位置)?\s*(?:分别)?\s*[在为是:于]?(?:位于)?\s*[(XxYy\d])",
    }.items()
}
"""Words that the intent must answer to where they stand in the request, unless they are denied."""

_DENIAL: Final = re.compile(
    r"(?:\b(?:no|not|without|never|don'?t|do not|isn'?t|instead of)\b[\w\s]{0,16}|[不无别勿没].{0,3})\Z", re.IGNORECASE
)


def stated(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Places where ``pattern`` stands and is not denied ("no chamfer", "not through", 不通)."""
    folded = fold(text)
    return [
        m.span() for m in pattern.finditer(folded) if not _DENIAL.search(folded[max(0, m.start() - 24) : m.start()])
    ]


# -- units ---------------------------------------------------------------------------------------------------------------

_METRIC: Final = re.compile(r"\b(?:metric|millimet\w+|centimet\w+|mm|g21)\b|毫米|公制|厘米", re.IGNORECASE)
_INCH: Final = re.compile(r"\b(?:imperial|inch(?:es)?|thou|g20)\b|英制|英寸", re.IGNORECASE)
_HAN_TEXT: Final = re.compile(r"[\u4e00-\u9fff]")
_TIMES: Final = re.compile(r"\s*(?:[x×*]|by)\s*", re.IGNORECASE)


def units_said(said: str, quantities: Iterable[Quantity]) -> frozenset[str]:
    """The units that something speaks for: a word, a number's unit, a thread, a bare fraction of an inch.

    A request in Chinese that says no unit is in millimetres: GB/T 4458.4 has every length of a drawing in mm unless a unit
    is written.
    """
    found = {name for name, pattern in (("mm", _METRIC), ("inch", _INCH)) if pattern.search(said)}
    for q in quantities:
        if q.kind == "thread":
            found.add("mm" if q.prefix == "M" else "inch")
        elif q.inch or (q.unit is None and "/" in q.nominal):
            found.add("inch")
        elif q.mm is not None:
            found.add("mm")
    if not found and _HAN_TEXT.search(said):
        found.add("mm")
    return frozenset(found)


def chained_units(text: str, quantities: Sequence[Quantity]) -> dict[int, str]:
    """Units of bare numbers in a product, by ``id``: the 100 and the 60 of "100 x 60 x 12 mm" are millimetres, too."""
    out: dict[int, str] = {}
    folded = fold(text)
    for q, after in reversed(list(pairwise(quantities))):
        unit = after.unit or out.get(id(after))
        if q.unit is None and q.kind == "number" and unit and product_gap(folded, q, after):
            out[id(q)] = unit
    if {q.inch for q in quantities if q.mm is not None} == {
        True
    }:  # every unit said is the inch: a bare fraction is one, too
        out |= {id(q): "in" for q in quantities if q.unit is None and "/" in q.nominal and id(q) not in out}
    for listed in _LISTED.finditer(folded):  # "位置英寸:(1,2)(3,4)"
        inside = [q for q in quantities if listed.start(2) < q.start and q.end < listed.end(2)]
        out |= {id(q): _WORD_UNITS[listed[1].lower()] for q in inside if q.unit is None and q.kind == "number"}
    for bracket in _BRACKET.finditer(folded):  # "(1, 2) inch"
        inside = [q for q in quantities if bracket.start() < q.start and q.end < bracket.end(1)]
        out |= {id(q): _WORD_UNITS[bracket[2].lower()] for q in inside if q.unit is None and q.kind == "number"}
    return out


_BRACKET: Final = re.compile(r"(\([^()]*\))\s*(inch(?:es)?|mm)\b", re.IGNORECASE)
_LISTED: Final = re.compile(r"(英寸|inch(?:es)?|mm|毫米)\)?\s*:?\s*((?:\([^()]*\)[\s,;、]*)+)", re.IGNORECASE)
_WORD_UNITS: Final = {"inch": "in", "inches": "in", "英寸": "in", "mm": "mm", "毫米": "mm"}


def product_gap(folded: str, q: Quantity, after: Quantity) -> bool:
    """Whether only a sign for times stands between two numbers."""
    return _TIMES.fullmatch(folded, q.end, after.start) is not None
