"""Clauses of talk in Chinese: passed over as a whole, and only if all of them is talk."""

from __future__ import annotations

import tomllib

import pytest

from codegen.model.request import Request
from codegen.planner.offline import OfflinePlanner
from codegen.planner.offline.lex import vocabulary
from codegen.planner.offline.talk_zh import clauses
from codegen.resources import grammar

PART = "6061铝板100×60×10，零点左前角上表面，钻4个Φ8通孔，坐标(10,10)、(90,10)、(90,50)、(10,50)"


def intent(text: str) -> object:
    reply = OfflinePlanner().plan(Request(text))
    made = dict(reply.intent or {})
    return {k: v for k, v in made.items() if k not in ("provenance", "assumptions")}


@pytest.mark.parametrize(
    "talk",
    [
        "师傅在吗？",
        "老板让我明天之前赶出来，",
        "不好意思打扰了，我刚学，不太会，",
        "客户催得很急，麻烦尽快，",
        "学校技能大赛要用，",
    ],
)
def test_talk_changes_nothing(talk: str) -> None:
    assert intent(talk + PART) == intent(PART) != {}
    assert intent(PART + "，" + talk) == intent(PART)


@pytest.mark.parametrize(
    "clause",
    [
        "不要",
        "不要了",
        "没有",
        "算了",
        "取消",
        "是吗？",
        "对吧？",
        "大概吧",
        "估计",
        "可能",
        "左右",
        "待定",
        "如果需要的话",
        "跟上次一样",
        "有没有都行",
        "随便",
        "除了中间",
        "只做一半",
        "从底面",
        "先不做",
        "改天再说通不通",
        "师傅说深8",
        "老板要两个",
    ],
)
def test_words_that_bear_on_the_part_are_no_talk(clause: str) -> None:
    assert list(clauses(f"Φ8通孔，{clause}，板厚10")) == []


def test_a_question_about_the_part_is_left_to_the_reader() -> None:
    assert list(clauses("R5，行不行？")) == []


@pytest.mark.parametrize("text", ["今天有空吗", "谢谢", "你好，在吗？", "师傅", "hello"])
def test_talk_alone_asks_for_no_part(text: str) -> None:
    reply = OfflinePlanner().plan(Request(text))
    assert reply.intent is None and not reply.questions
    assert [f.code for f in reply.findings] == ["unsupported-request"]


def test_words_without_meaning_have_no_other() -> None:
    tables = tomllib.loads(grammar("request/talk_zh.toml"))
    words = [word for group in tables["anywhere"].values() for word in group.split()]
    assert len(words) > 400
    assert [word for word in words if vocabulary().forms[word] != {"FILLER"}] == []
    never = set(tables["never"]["words"].split())
    assert not never & {word for group in tables["general"].values() for word in group.split()}
