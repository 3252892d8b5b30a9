"""A planner that gives prepared answers, in order: for tests and demonstrations without a server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from codegen.errors import BadInput, PlannerError
from codegen.messages import say
from codegen.model.request import Reply, Request
from codegen.planner.document import MAX_BYTES, parse

Answer = Mapping[str, Any] | Reply | Exception


class ScriptedPlanner:
    """Answers one after the other: an intent's data, a whole reply, or an exception to raise. ``requests`` keeps what came."""

    name = "scripted"

    def __init__(self, answers: Sequence[Answer]) -> None:
        self._answers = list(answers)
        self.requests: list[Request] = []

    @classmethod
    def from_file(cls, path: Path) -> ScriptedPlanner:
        """Answers from a JSON file: a list of intents.

        Raises:
            BadInput: the file cannot be read, or is not a JSON list of objects.
        """
        try:
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except (OSError, ValueError) as e:
            raise BadInput(
                say(
                    "cannot read the answers in {path!r}: {reason}: name a JSON file",
                    path=str(path)[:200],
                    reason=e.__class__.__name__,
                )
            ) from e
        answers = parse(data)
        if not isinstance(answers, list) or not all(isinstance(answer, dict) for answer in answers):
            raise BadInput(say("{path!r} does not hold a JSON list of intents: write [{{…}}, …]", path=str(path)[:200]))
        return cls(answers)

    def plan(self, request: Request) -> Reply:
        """The next answer. Raises PlannerError when there is none left, and whatever exception was prepared."""
        self.requests.append(request)
        if not self._answers:
            raise PlannerError(say("scripted: no answer is left for request {n}", n=len(self.requests)))
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Reply) else Reply(intent=answer)
