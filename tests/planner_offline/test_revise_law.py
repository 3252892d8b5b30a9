"""The law of revisions: no word is skipped, and what is not mentioned stays, whatever is revised."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Lark, Token
from lark.lexer import Lexer

from codegen.model.intent import Intent
from codegen.model.request import Request
from codegen.planner.grounding import ground
from codegen.planner.offline import OfflinePlanner
from codegen.planner.offline.chart import phrases, read_rules
from codegen.planner.offline.lex import vocabulary
from codegen.planner.offline.revise_lex import known_terminals, revision_rules, revision_words
from codegen.resources import grammar

PLANNER = OfflinePlanner()
PHRASES, REVISIONS = phrases(), grammar("request/revisions.lark")
DECLARED = set(re.findall(r"[A-Z0-9]+", " ".join(re.findall(r"^%declare(.*)$", PHRASES + REVISIONS, re.MULTILINE))))

BASE = (
    "120x80x12 mm 6061 plate, 4 x Ø9 thru holes in the corners 10 from the edges, rectangular pocket 50x30 5 deep in the centre, "
    "corner radius 5, slot 8 wide 40 overall 3 deep along X at X60 Y65, zero front left top"
)
WORDS = [
    "make it 15 thick", "open the holes up to 11", "pocket 2 mm deeper", "same but in brass", "drop the front left hole",
    "move the pocket 10 mm left", "slot 10 wide instead of 8", "counterbore the holes 15 dia x 5 deep", "lose the slot",
    "make the pocket 60 x 40, everything else stays", "add a Ø5 thru hole at (60,20)", "pocket depth stays 5, holes Ø10",
    "板厚改成15", "型腔加深3", "四个孔改成Φ10", "左边两个孔往右移5mm", "槽往下移3", "去掉槽", "加一个Φ5通孔，位置(60,20)",
    "材料换成45钢", "型腔深度不变，板厚改为15", "四个孔都加沉孔Φ15深5",
]  # fmt: skip


def base() -> dict[str, Any]:
    text = BASE.replace(
        "slot 8 wide 40 overall 3 deep along X at X60 Y65", "slot 8 wide 40 overall 3 deep along X in the centre"
    )
    reply = PLANNER.plan(Request(text))
    assert reply.intent is not None, (reply.findings, reply.questions)
    return Intent.model_validate(reply.intent).model_dump(mode="json")


START = base()


def plan(words: str) -> Any:
    return PLANNER.plan(Request(words, history=(BASE,), base=START))


def plain(intent: Any) -> dict[str, Any]:
    return Intent.model_validate(intent).model_dump(mode="json", exclude={"provenance", "language", "assumptions"})


@pytest.mark.parametrize("words", WORDS)
def test_read_at_all(words: str) -> None:
    assert plan(words).intent is not None, plan(words).findings


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("foreign", ["maybe", "roughly", "except", "也许", "大约", "bevelled", "7.3"])
def test_a_foreign_word_refuses_or_changes(words: str, foreign: str) -> None:
    """Wherever it stands: the turn is refused, or asks, or something else is made of it; it is never passed over."""
    plainly = plain(plan(words).intent)
    for place in [m.end() for m in re.finditer(r"\s|(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])|\Z", words)]:
        reply = plan(f"{words[:place]} {foreign} {words[place:]}")
        assert reply.intent is None or plain(reply.intent) != plainly, f"{words[:place]}|{foreign}|{words[place:]}"


@pytest.mark.parametrize("words", WORDS)
def test_another_number_is_another_part(words: str) -> None:
    """Every number counts: with another in its place the result differs, or the turn is refused."""
    plainly = plain(plan(words).intent)
    for match in re.finditer(r"\d+(?:\.\d+)?", words):
        other = f"{float(match[0]) + 1.5:g}"
        reply = plan(words[: match.start()] + other + words[match.end() :])
        assert reply.intent is None or plain(reply.intent) != plainly, other


class TokenStream(Lexer):
    def __init__(self, conf: Any) -> None: ...

    def lex(self, data: Any, *_: Any) -> Any:
        for kind, text in data:
            yield Token(kind, text)


def test_lark_reads_the_grammar_as_we_do() -> None:
    """The rules are those of phrases.lark, but for its list of chunks, and those of revisions.lark."""
    theirs = read_rules(PHRASES).keys() - {"start", "chunk"}
    own = read_rules(REVISIONS)
    assert not theirs & own.keys()
    lists = re.compile(r"^(?:%extend )?(?:start|chunk)\s*:.*?(?=^[a-z_0-9]+\s*:|^//|^%|\Z)", re.MULTILINE | re.DOTALL)
    shared = lists.sub("", PHRASES)
    text = "start: chunk\n" + shared + REVISIONS
    text += "\n%declare " + " ".join(sorted((vocabulary().terminals | known_terminals()) - DECLARED)) + "\n"
    found: dict[str, set[tuple[str, ...]]] = {}
    for rule in Lark(text, parser="earley", lexer=TokenStream, start=["start"]).rules:
        found.setdefault(str(rule.origin.name), set()).add(tuple(str(s.name) for s in rule.expansion))
    for name, alternatives in revision_rules()[0].items():
        if name in own:
            assert {tuple(s for _, s in a) for a in alternatives} == found[name], name


def test_every_terminal_of_a_revision_is_used_and_known() -> None:
    table = read_rules(REVISIONS)
    used = {name for alts in table.values() for alt in alts for terminal, name in alt if terminal}
    assert used <= vocabulary().terminals | known_terminals() | DECLARED
    assert known_terminals() <= used
    rules = {name for alts in table.values() for alt in alts for terminal, name in alt if not terminal}
    assert rules <= revision_rules()[0].keys()


def test_a_terminal_of_both_vocabularies_means_the_same_in_both() -> None:
    """A terminal that requests use for something else would let a revision be misread."""
    own = {kind for kinds in revision_words().values() for kind in kinds} - {"FILLER"}
    lexed = set(re.findall(r"[A-Z0-9]+", " ".join(re.findall(r"^%declare(.*)$", PHRASES, re.MULTILINE))))
    assert own & (vocabulary().terminals | lexed) == {
        "HOLE",
        "RADIUS",
        "TO",
        "BY",
        "MATERIAL",
        "BIGGER",
        "MINUSY",
        "CL",
    }


def test_no_filler_bears_meaning() -> None:
    fillers = {form for form, types in revision_words().items() if types == {"FILLER"}}
    bearing = (
        "not",
        "never",
        "except",
        "only",
        "without",
        "instead",
        "more",
        "less",
        "about",
        "half",
        "不",
        "别",
        "只",
        "除",
        "约",
    )
    assert not [
        f
        for f in fillers
        for word in bearing
        if word in re.split(r"\W+", f)
        or (not word.isascii() and word in f and f != "不好意思" and f != "不对" and f != "对不起")
    ]


SIZES = st.integers(min_value=2, max_value=9)


@st.composite
def revisions(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """One fact in words, and what it must change: made from the fact, not from our reading."""
    n, chinese = draw(SIZES), draw(st.booleans())
    options: list[tuple[str, str, dict[str, Any]]] = [
        (f"make it {12 + n} thick", f"板厚改成{12 + n}", {"stock/z": 12.0 + n}),
        (f"make the holes {n + 0.5} mm", f"四个孔改成Φ{n + 0.5}", {"features/0/diameter": n + 0.5}),
        (f"pocket {n} mm deeper" if n < 6 else f"pocket depth {n}", f"型腔加深{n}" if n < 6 else f"型腔深度改成{n}",
         {"features/1/depth": 5.0 + n if n < 6 else float(n)}),
        (f"move the slot {n} mm to the right", f"槽往右移{n}mm", {"features/2/at/0/position/x": float(n)}),
        (f"change the slot width to {n + 2}", f"槽宽改为{n + 2}", {"features/2/outline/width": n + 2.0}),
        (f"shift the pocket {n} up", f"型腔往上移{n}", {"features/1/at/0/position/y": float(n)}),
        (f"{n + 10} from the edges instead of 10", f"孔边距改为{n + 10}",
         {"features/0/at/0/inset_x": n + 10.0, "features/0/at/0/inset_y": n + 10.0}),
    ]  # fmt: skip
    english, han, changed = draw(st.sampled_from(options))
    return (han if chinese else english), changed


@settings(max_examples=60, deadline=None)
@given(revisions())
def test_what_is_not_mentioned_stays(case: tuple[str, dict[str, Any]]) -> None:
    words, changed = case
    request = Request(words, history=(BASE,), base=START)
    reply = PLANNER.plan(request)
    assert reply.intent is not None, (words, reply.findings, reply.questions)
    want = plain(START)
    for pointer, value in changed.items():
        *path, name = pointer.split("/")
        owner: Any = want
        for token in path:
            owner = owner[int(token)] if token.isdigit() else owner[token]
        owner[name] = value
    assert plain(reply.intent) == want, words
    assert ground(Intent.model_validate(reply.intent), request) == ()
