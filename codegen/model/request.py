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

    A revision has a ``base``: the intent that ``text`` changes; what is not mentioned stays. ``history``: the messages before,
    oldest first; ``refused``: the last of them was not carried out. ``before``: the intent before the last change, for "undo".
    """

    text: str
    answers: tuple[tuple[str, str], ...] = ()
    previous: Mapping[str, Any] | None = None
    findings: tuple[Finding, ...] = ()
    history: tuple[str, ...] = ()
    base: Mapping[str, Any] | None = None
    before: Mapping[str, Any] | None = None
    refused: bool = False

    @property
    def said(self) -> str:
        """All messages, one after the other: spans of an intent's provenance are places in this text."""
        return "\n".join((*self.history, self.text))

    @property
    def offset(self) -> int:
        """Where ``text`` begins in ``said``."""
        return len(self.said) - len(self.text)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a planner made of a request: an intent, or questions, or a refusal (findings of error severity).

    ``intent`` is raw JSON data from outside: it passes ``jsonschema`` before anything believes it. With open questions it
    holds what was understood so far (it may be None). ``sent_to`` says where the request went; None: nowhere.

    ``partial`` is what is certain of a request that was not read wholly, beside the findings that name the unread words. It
    serves to find what contradicts itself, and nothing is ever made of it. With ``questions`` those findings are warnings.
    """

    intent: Mapping[str, Any] | None
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()
    sent_to: str | None = None
    usage: Mapping[str, int] = field(default_factory=dict)
    partial: Mapping[str, Any] | None = None


class Planner(Protocol):
    """Anything that turns a request into a reply."""

    name: str

    def plan(self, request: Request) -> Reply:
        """Read the request. Raises PlannerError when a model or its server fails."""
        ...
