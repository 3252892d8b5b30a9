"""A request as tokens: quantities, and the words of ``grammars/request/vocabulary.toml``. What is neither is UNREAD.

A token may have several types ("round": a bar, or "all round"); the phrases decide. Offsets are into the user's text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from codegen.planner.folding import fold
from codegen.planner.offline.talk import without_talk
from codegen.planner.offline.wordings import wording, wordings
from codegen.planner.offline.words import FILLER, UNREAD, Token, vocabulary
from codegen.planner.quantities import Quantity, quantities, size_labels
from codegen.resources import grammar

_PUNCTUATION: Final = {
    ",": "COMMA", "、": "ENUM", ";": "SEMI", ".": "DOT", "。": "DOT", "!": "DOT", ":": "COLON", "(": "LPAR", ")": "RPAR",
    "[": "LPAR", "]": "RPAR", "/": "SLASH", "\n": "NL", "\r": "NL", "×": "X", "乘": "X", "*": "X", "=": "BE", "@": "BE",
    "—": "HYPHEN", "&": "AND", "+": "AND", "±": "PM", "|": "BAR", "【": "NL", "】": "COLON", "Ø": "DIASIGN", "ø": "DIASIGN",
}  # fmt: skip
_LABELS: Final = {"l": "LONG", "w": "WIDE", "h": "HIGH", "t": "THICK"}
_WORD: Final = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")


def lex(text: str, *, short: bool = False, free: bool = False) -> tuple[Token, ...]:
    """All tokens of ``text``, fillers dropped; every other character but blanks is inside exactly one token.

    ``short``: a form yields its last word to a longer one that begins with it: "milled from end to end" is milled, end to
    end, where otherwise it is milled from something. ``free``: with the wordings of ``wordings.py``.
    """
    return tuple(without_talk(list(_tokens(text, short=short, free=free))))


_MARKER: Final = re.compile(
    r"(?:^|(?<=[\n\r;:。;:]))[ ]*"
    r"(?:[-*•·>]+(?![-*•·>\d.])"
    r"|\(?(\d{1,2})(?:[.、:](?!\d)|\.(?=\d{1,2}[ ]?[×xX*-][ ]?[MmΦφØø])|、(?=\d+[ ]?[-个只条处])|\)[.、]?)|[a-h]\))"
    r"(?=[ ]*\S)"
    r"|(?:\bholes?[ ]|孔)(\d{1,2})[ ]?:|(?<=[.,!?、 ])(\d{1,2})\)(?=[ ]*\S)|[①-⑳]",
    re.MULTILINE,
)
"""What counts the items of a list: at the start of a line, "-", "1.", "1)", "(1)", "1、"; anywhere, ①."""


def markers(lower: str) -> str:
    """``lower`` with the marks of a list as ends of line: item 3 is no number of holes.

    Numbers count as marks only in order, from 1.
    """
    expected, out = 1, list(lower)
    for match in _MARKER.finditer(fold(lower).lower() if len(fold(lower).lower()) == len(lower) else lower):
        number = match[1] or match[2] or match[3]
        if number is not None:
            inside = lower.count("(", 0, match.start()) > lower.count(")", 0, match.start())
            if int(number) != expected or (match[3] and inside):
                continue
            expected += 1
        for i in range(match.start(), match.end()):
            out[i] = "\n" if i == match.start() else " "
    return "".join(out)


_PLURAL: Final = re.compile(r"(?<=[a-z])\(s\)")
"""Of one or of several: "edge(s)"."""

_GAP: Final = re.compile(r"(?<![,.;:，。；：、!?\s])[ ](?=[^\s,.;:，。；：、)）])")


def with_commas(text: str) -> str:
    """A Chinese text without marks between its clauses, "板 100×60×10 四角R5 中心Φ20通": blanks as commas.

    Only behind what holds a figure: a word alone ("毛坯 Φ90×10") goes with what follows. The length stays.
    """
    gaps = [m.start() for m in _GAP.finditer(text)]
    marks = sum(c in ",，。；;、" for c in text)
    if len(gaps) < 3 or marks > len(gaps) or not re.search(r"[\u4e00-\u9fff]", text):
        return text
    out = list(text)
    for at in gaps:
        before = re.split(r"[\s,，。；;、:：]", text[:at])[-1]
        if re.search(r"\d", before):
            out[at] = ","
    return "".join(out)


_SIGNATURE: Final = re.compile(
    r"(?:regards|thanks|thank you|cheers|rgds|sincerely|br|谢谢)[,.! \n]*((?:[^\W\d_]+\.?[ ]?){1,3})[.!\s]*$",
    re.IGNORECASE,
)
"""A name under the request, after a word that closes letters."""


def _unsigned(text: str) -> str:
    """``text`` with the name that signs it as blanks, unless a word of it means something."""
    match = _SIGNATURE.search(text)
    names = match[1].split() if match else []
    if match is None or any(not n[:1].isupper() or n.strip(".").lower() in vocabulary().forms for n in names):
        return text
    return text[: match.start(1)] + " " * len(match[1]) + text[match.end(1) :]


def _tokens(text: str, *, short: bool = False, free: bool = False) -> Iterator[Token]:
    text = _unsigned(markers(text)).replace("+/-", "±  ").replace("+-", "± ")
    text = _PLURAL.sub("s  ", text)
    folded = fold(text)
    lower = lower_case(text)
    found = {q.start: q for q in quantities(text)}
    labels = size_labels(folded)
    position = 0
    while position < len(lower):
        if lower[position] == " ":
            position += 1
            continue
        if position in labels:  # the L of "L100 W60 H10"
            token = Token(frozenset({_LABELS[lower[position]]}), position, position + 1, text[position])
        else:
            token = fresh_token(text, lower, position, found.get(position), short=short)
            token = worded(text, lower, token) if free else token
        yield token
        position = token.end


def lower_case(text: str) -> str:
    """``text`` folded, in lower case, known misspellings put right: as long as it was, so that offsets stay."""
    lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in fold(text))
    for wrong, right in vocabulary().typos.items():
        lower = lower.replace(wrong, right)
    return lower


def fresh_token(text: str, lower: str, start: int, quantity: Quantity | None, *, short: bool = False) -> Token:
    """The token that begins at ``start``."""
    form = _form(lower, start)
    form = _shorter(lower, start, form) if short else form
    if form and (quantity is None or len(form) > quantity.end - start):
        written = fold(text[start : start + len(form)]).lower()
        return _word(text, start, start + len(form), form, corrected=form if written != form else "")
    if quantity is not None:
        token = _quantity(quantity)
        sized = "NUM" in token.types and lower[quantity.end : quantity.end + 1] == "的"
        plain = "INT" in token.types and "BEARING" not in token.types
        return replace(token, types=frozenset({"NUM", "LEN"})) if sized and plain else token
    sign = _sign(lower, start)
    if sign is not None:
        kinds = {sign}
        if sign == "SPACED":
            kinds = {"SLASH", "SEMI"}
        elif sign == "COLON":
            kinds = {"COLON", "BE"}  # "depth: 8" is "depth is 8"
        return Token(frozenset(kinds), start, start + 1, text[start])
    match = _WORD.match(lower, start)
    if match is not None:
        return _misspelt(text, start, match.end(), match[0])
    return Token(UNREAD, start, start + 1, text[start])


def worded(text: str, lower: str, token: Token) -> Token:
    """``token``, or a longer wording that begins where it begins."""
    form = wording(lower, token.start)
    end = token.start + len(form)
    if end <= token.end or cuts(lower, token.start, end):
        return token
    return Token(wordings(form), token.start, end, text[token.start : end])


def _form(lower: str, start: int) -> str:
    """The longest form of the vocabulary at ``start`` that does not cut a Latin word in two."""
    words = vocabulary()
    for length in range(min(words.longest, len(lower) - start), 0, -1):
        form = lower[start : start + length]
        if form in words.forms and not cuts(lower, start, start + length) and not _cuts_corner(lower, start, form):
            return _trimmed(lower, start, form)
    return ""


_ARTICLES: Final = ("the ", "a ", "an ")


def _trimmed(lower: str, start: int, form: str) -> str:
    """``form``, or its article alone where what follows that is a longer form: "the width" of "the width centre line"."""
    article = next((a for a in _ARTICLES if form.startswith(a)), "")
    if article and len(_form(lower, start + len(article))) > len(form) - len(article):
        return article.rstrip()
    return form


def _shorter(lower: str, start: int, form: str) -> str:
    """``form`` without its last word, where that begins a longer form."""
    first, _, last = form.rpartition(" ")
    first = re.sub(r" (?:the|an?)$", "", first)
    if not (first and last.isalpha() and first in vocabulary().forms):
        return form
    beyond = _form(lower, start + len(form) - len(last))
    return first if len(beyond) > len(last) + 1 else form


def _cuts_corner(lower: str, start: int, form: str) -> bool:
    """Whether a form would take the last character of 左下角 ("左下角板面" is no bracket), or the first of 圆腔."""
    if form == "中心圆" and lower[start + 3 : start + 4] in tuple("腔形槽孔柱坑窗窝盘台"):
        return True
    if form[-1:] == "中" and len(form) > 1 and lower[start + len(form) : start + len(form) + 1] in tuple("心间央"):
        return True  # the 正中 of 正中间
    named = len(form) > 1 and form[0] == "角" and lower[start - 1 : start] in tuple("前后左右上下")
    return named and "CORNER" not in vocabulary().forms[form]


_GLUED: Final = frozenset({"pcd", "bcd", "dia", "csk", "cbore"})
"""Words that a number may follow without a blank: PCD40."""


def cuts(lower: str, start: int, end: int) -> bool:
    """Whether a form at ``start`` … ``end`` would cut a Latin word in two."""
    first, last = lower[start], lower[end - 1]
    before, after = lower[start - 1 : start], lower[end : end + 1]
    front = first.isascii() and first.isalpha() and before.isascii() and before.isalpha()
    back = last.isascii() and last.isalnum() and after.isascii() and after.isalnum()
    if lower[start:end] in _GLUED and after.isdigit():
        return before.isascii() and before.isalpha()
    if first in "xy" and end - start == 1 and back:
        return True
    return front or (back and last.isalpha() == after.isalpha()) or (last.isalpha() and back)


def _word(text: str, start: int, end: int, form: str, *, corrected: str = "") -> Token:
    words = vocabulary()
    types = words.forms[form]
    if form in ("hole", "bore", "clearance hole", "的孔"):
        types = types | {"HOLE1"}
    if form == "孔":
        types = types | {"ZHHOLE"}
    if form in ("x", "*"):
        types = types | {"X"}
    return Token(types, start, end, text[start:end], name=words.names.get(form, ""), corrected=corrected)


def _quantity(quantity: Quantity) -> Token:
    kind = quantity.kind
    types: set[str]
    if kind in ("number", "count"):
        written = quantity.nominal
        if written:
            types = {"NUM", "INT"} if written.isdigit() else {"NUM", "FRAC"}
            if kind == "number":
                types.add("PLAIN")  # nothing beside it makes a count of it
            if kind == "number" and written in ("28", "35", "42", "57", "60", "80", "86", "110", "130"):
                types.add("FRAME")  # flange sizes of motors, mm (IEC 60072-1 and makers' series)
            if written in _grades():
                types.add("GRADEN")
            if re.fullmatch(r"6[0-3]\d\d", written):  # ISO 15: ball bearings
                types.add("BEARING")
        else:
            types = {"ONE"} if quantity.value == 1 else {"CW"}
            if quantity.text.lower() not in ("one", "一", "single") and quantity.value == 1:
                types = {"CW"}
    elif kind == "length":
        types = {{"Ø": "DIA", "R": "RAD", "C": "CHA"}.get(quantity.prefix, "LEN")}
    elif kind == "coordinate":
        types = {quantity.prefix + "N"}
    elif kind == "speed":
        types = {_rate_type(quantity)}
    elif kind == "designation":
        types = _designation(quantity)
    else:
        types = {
            {"angle": "ANG", "clock": "CLOCK", "ordinal": "ORD", "thread": "THREAD", "fit": "FIT"}.get(kind, "UNREAD")
        }
    name = _grade_name(quantity.designation) if "MAT" in types else ""
    if "GRADEN" in types:
        name = _grade_name(quantity.nominal)
    if "CTRL" in types:
        name = vocabulary().names[quantity.designation.lower()]
    if quantity.value in (0.5, 0.25, 2) and quantity.text.lower() in (
        "half",
        "半",
        "quarter",
        "twice",
        "double",
        "pair",
    ):
        types = {"UNREAD"}
    return Token(frozenset(types), quantity.start, quantity.end, quantity.text, quantity, name)


def _rate_type(quantity: Quantity) -> str:
    """A spindle speed or a feed per minute; surface speeds are neither."""
    if quantity.prefix:
        return {"S": "RPM", "F": "FEEDRATE"}[quantity.prefix]
    if quantity.unit in ("rpm", "r/min", "rev/min", "转/分", "转"):
        return "RPM"
    return "FEEDRATE" if quantity.unit in ("mm/min", "毫米/分", "ipm", "in/min") else "UNREAD"


def _designation(quantity: Quantity) -> set[str]:
    name = quantity.designation.lower()
    if _grade_name(name):
        return {"MAT"}
    if re.fullmatch(r"g5[4-9]", name):
        return {"WOFFSET"}
    if re.fullmatch(r"t\d{1,3}", name):
        return {"TEMPER"}
    if name in ("g20", "g21"):
        return {name.upper()}
    if "CTRL" in vocabulary().forms.get(name, ()):
        return {"CTRL"}
    if re.fullmatch(r"er(?:8|11|16|20|25|32|40|50)", name):  # DIN ISO 15488
        return {"COLLET"}
    return {"UNREAD"}


@cache
def _grades() -> dict[str, str]:
    table = tomllib.loads(grammar("request/materials.toml"))["grades"]
    return {grade: name for name, grades in table.items() for grade in grades}


def _grade_name(designation: str) -> str:
    """The canonical spelling of a grade: upper case; the bare "45" of 45钢 is 45 steel."""
    lower = designation.lower()
    if lower in _grades():
        return lower.upper().replace("C45", "C45")
    return "45" if lower in ("45", "20") else ""


_ASKS: Final = re.compile(
    r"\s*(?:(?:hi|hello|hey|dear|please|good (?:morning|afternoon|evening)"
    r"|so|ok|okay|and|also|all|there|guys|folks|team|sir)\b[\s,.!-]*)*(?:can|could|would|will"
    r"|(?:is |are )?(?:any(?:one|body)|some(?:one|body)|you)(?: here| there)? able to)\s"
)
"""How a question begins that asks for the part."""

_ASKS_ZH: Final = re.compile(r"(?:能|可以|可否|行|帮)[^\d,.。;；!?\n]{0,16}(?:吗|么|不)?\s*$")
"""Such a question in Chinese, without a number: "能给个程序吗?"."""


def _sign(lower: str, start: int) -> str | None:
    character = lower[start]
    after = lower[start + 1 : start + 2]
    before = lower[start - 1 : start] if start else ""
    if character == "," and after and not after.isspace() and before and not before.isspace():
        return "TCOMMA" if after.isdigit() or after in "-." else "COMMA"
    if character == "/" and (after.isspace() or not after) and (before.isspace() or not before):
        return "SPACED"
    if character == "-":
        return "HYPHEN" if after.isspace() and before.isspace() else "DASH"
    if character == "x" and (not after.isalpha()):
        return "X"
    if character == "~":  # "谢谢~" is talk; "10~12" is a range, and "~ 12" is about 12
        talk = bool(before) and not before.isspace() and not before.isdigit() and not lower[start:].strip(" ~.。!\n")
        return "COMMA" if talk else None
    if character == "+" and after.isdigit():  # a tolerance
        return None
    if character == "?":  # "could you …?" asks for the part; any other question mark is a doubt about it
        sentence = re.split(r"[.!?;\n]\s", lower[:start])[-1]
        asked = any(_ASKS.match(s) for s in (lower, sentence)) or bool(_ASKS_ZH.search(lower[:start]))
        ends = not lower[start + 1 :].lstrip().startswith((",", "，", "、", ";", ":"))
        return "DOT" if asked and ends and "?" not in lower[start + 1 :] else None
    return _PUNCTUATION.get(character)


def _misspelt(text: str, start: int, end: int, word: str) -> Token:
    """One edit away from exactly one known word: accepted, and said. Short words and other English words never."""
    words = vocabulary()
    if len(word) < 4 or word in words.never or not word.isalpha():
        return Token(UNREAD, start, end, text[start:end])
    near = [known for known in words.correctable if _one_edit(word, known)]
    kinds = {words.forms[known] for known in near}
    if not near or len(kinds) > 1 or len({words.names.get(known) for known in near}) > 1:
        return Token(UNREAD, start, end, text[start:end])
    return _word(text, start, end, near[0], corrected=near[0])


def _one_edit(word: str, known: str) -> bool:
    """Two letters swapped; or, in words of six letters and more, one letter too many, too few, or wrong."""
    if len(word) == len(known):
        different = [i for i, (a, b) in enumerate(zip(word, known, strict=True)) if a != b]
        if len(different) == 2 and different[1] == different[0] + 1:
            i, j = different
            return word[i] == known[j] and word[j] == known[i]
        return len(different) == 1 and len(known) >= 6
    longer, shorter = (word, known) if len(word) > len(known) else (known, word)
    if len(longer) != len(shorter) + 1 or len(known) < 6:
        return False
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


__all__ = ["FILLER", "UNREAD", "Token", "cuts", "fresh_token", "lex", "lower_case", "markers", "vocabulary"]
