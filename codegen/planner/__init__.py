"""Request → intent: planners behind one small protocol; prompt, schema, repair, grounding."""

from __future__ import annotations

from pathlib import Path

from codegen.errors import UsageError
from codegen.messages import say
from codegen.model.request import Planner


def planner(spec: str = "offline") -> Planner:
    """The planner that ``spec`` names.

    ``offline``: no model, nothing leaves the machine. ``openai:NAME``: a model of OpenAI's. ``URL#NAME``: a model on any
    compatible server, e.g. ``http://localhost:11434/v1#qwen3``. ``scripted:FILE``: prepared answers.

    Raises:
        UsageError: none of these, or a part of it is missing.
        BadInput: the file of a scripted planner cannot be read.
    """
    head, _, rest = spec.strip().partition(":")
    if head == "offline" and not rest:
        from codegen.planner.offline import OfflinePlanner

        return OfflinePlanner()
    if head == "scripted" and rest:
        from codegen.planner.scripted import ScriptedPlanner

        return ScriptedPlanner.from_file(Path(rest))
    if head == "openai":
        from codegen.planner.openai import OpenAIPlanner

        return OpenAIPlanner(rest.strip())
    if head in ("http", "https"):
        from codegen.planner.openai import OpenAIPlanner

        url, _, model = spec.strip().partition("#")
        return OpenAIPlanner(model.strip(), base_url=url)
    raise UsageError(
        say(
            "unknown planner {name!r}: say offline, openai:NAME, URL#NAME "
            "(http://localhost:11434/v1#qwen3) or scripted:FILE",
            name=head[:60],
        )
    )


__all__ = ["Planner", "planner"]
