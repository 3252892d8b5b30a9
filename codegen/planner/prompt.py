"""The messages for a language model. What comes from outside goes in as JSON data, apart from the instructions."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

from codegen.model.request import Request

MAX_FINDINGS: Final = 40
"""Findings in a repair message: more of them say no more."""


@cache
def text(name: str) -> str:
    """A prompt's text: ``prompts/<name>.md``."""
    return (files("codegen.planner") / "prompts" / f"{name}.md").read_text(encoding="utf-8")


def messages(request: Request) -> list[dict[str, str]]:
    """System and user messages for ``request``; with the intent that a revision changes, and with findings for a repair."""
    asked: dict[str, Any] = {"request": request.text}
    if request.answers:
        asked["answers"] = [{"question": key, "answer": answer} for key, answer in request.answers]
    out = [{"role": "system", "content": text("intent")}, {"role": "user", "content": _data(asked)}]
    if request.base is not None:
        standing = {"history": list(request.history), "refused": request.refused, "previous": request.base}
        out[1:1] = [{"role": "system", "content": text("revise")}, {"role": "user", "content": _data(standing)}]
    if request.previous is not None:
        findings = [finding.to_dict() for finding in request.findings[:MAX_FINDINGS]]
        out.append({"role": "system", "content": text("repair")})
        out.append({"role": "user", "content": _data({"previous": request.previous, "findings": findings})})
    return out


def _data(value: Any) -> str:
    """JSON: a text inside it cannot pose as anything outside it. Half surrogate pairs, which no server takes, become U+FFFD."""
    data = json.dumps(value, ensure_ascii=False, default=dict)
    return data.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
