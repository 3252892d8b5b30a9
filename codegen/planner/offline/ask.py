"""Questions of the offline interpreter, in the language of the request."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

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
    choices = item.choices or tuple(_texts()["choices"][language].get(item.text or item.slot, ()))
    return Question(
        id=item.identifier, slot=item.slot, about=item.pointer, text=f"{wrong} {text}".strip()[:400], choices=choices
    )


def question_text(key: str, what: str, language: str) -> tuple[str, tuple[str, ...]]:
    """The text of question ``key`` about ``what``, and the answers to offer."""
    texts = _texts()
    return texts[language][key].format(what=what)[:400], tuple(texts["choices"][language].get(key, ()))
