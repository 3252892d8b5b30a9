"""A request for a planner, and its reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from codegen.findings import Finding

if TYPE_CHECKING:  # a reader that needs no model of the intent need not wait for it
    from codegen.model.intent import Question


@dataclass(frozen=True, slots=True)
class Request:
    """The user's words, and what was answered to earlier questions.

    ``answers``: (key, text) pairs; a key is a question's id or slot. ``previous``: an intent that failed, with
    ``findings`` that say why: the repair round of a language model.
    """

    text: str
    answers: tuple[tuple[str, str], ...] = ()
    previous: Mapping[str, Any] | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a planner made of a request: an intent, or questions, or a refusal (findings of error severity).

    ``intent`` is raw JSON data from outside: it passes ``jsonschema`` before anything believes it. With open questions it
    holds what was understood so far (it may be None). ``sent_to`` says where the request went; None: nowhere.
    """

    intent: Mapping[str, Any] | None
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()
    sent_to: str | None = None
    usage: Mapping[str, int] = field(default_factory=dict)


class Planner(Protocol):
    """Anything that turns a request into a reply."""

    name: str

    def plan(self, request: Request) -> Reply:
        """Read the request. Raises PlannerError when a model or its server fails."""
        ...
