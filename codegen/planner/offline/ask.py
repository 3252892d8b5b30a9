"""Questions of the offline interpreter, in the language of the request."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

from codegen.messages import bilingual, translated
from codegen.planner.offline.features import Open
from codegen.resources import grammar

if TYPE_CHECKING:
    from codegen.model.intent import Question


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(grammar("request/questions.toml"))


def ask(item: Open, language: str, wrong: str = "") -> Question:
    """The question about ``item``; ``wrong`` says what was wrong with an earlier answer."""
    from codegen.model.intent import Question

    key = item.text or item.slot
    text = bilingual(language, en=_worded(item, "en", wrong), zh=_worded(item, "zh", wrong))
    choices = item.choices or _choices(key, language)
    return Question(id=item.identifier, slot=item.slot, about=item.pointer, text=text, choices=choices)


def _worded(item: Open, language: str, wrong: str) -> str:
    kinds = _texts()["kinds"][language]
    if item.feature is None:
        what = kinds["part" if item.pointer.startswith("/part") else "stock"]
    else:
        count = item.feature.facts.get("count")
        many = item.feature.kind == "hole" and count is not None and count.value.value > 1
        what = (
            kinds["holes"].format(n=f"{count.value.value:g}")
            if many and count
            else kinds.get(item.feature.kind, item.feature.kind)
        )
    text = _texts()[language][item.text or item.slot].format(what=what)
    return f"{translated(wrong, language)} {text}".strip()[:400]


def _choices(key: str, language: str) -> tuple[str, ...]:
    """The answers to offer for question ``key``."""
    english, chinese = (_texts()["choices"][name].get(key, ()) for name in ("en", "zh"))
    if len(english) != len(chinese):
        return tuple(_texts()["choices"][language].get(key, ()))
    return tuple(bilingual(language, en=en, zh=zh) for en, zh in zip(english, chinese, strict=True))


def question_text(key: str, what: str, language: str) -> tuple[str, tuple[str, ...]]:
    """The text of question ``key`` about ``what``, and the answers to offer."""
    texts = {name: _texts()[name][key].format(what=translated(what, name))[:400] for name in ("en", "zh")}
    return bilingual(language, en=texts["en"], zh=texts["zh"]), _choices(key, language)
