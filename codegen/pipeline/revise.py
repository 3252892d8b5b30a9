"""A conversation about one part: words, then revisions and answers by words; a turn that fails leaves the part as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from codegen.errors import BadInput
from codegen.findings import Finding
from codegen.messages import say
from codegen.model.intent import Intent, Question
from codegen.model.request import Planner, Request
from codegen.model.verdict import Outcome, Talk
from codegen.pipeline.make import Made, Options, Progress, Understood, errors, produce, silent, understand

MAX_TURNS = 200
"""Messages of one conversation."""

MAX_PIECES = 8
"""Parts of one message that may answer as many questions."""

_PIECE = re.compile(r"[,;，；。、\n]|\.(?:\s|\Z)|\band\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pending:
    """A message that led to questions: what was asked, and what was answered so far."""

    request: Request
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class State:
    """Where a conversation stands. ``intent``: the last good one; ``earlier``: those before it, for going back."""

    messages: tuple[str, ...] = ()
    intent: Intent | None = None
    earlier: tuple[Intent, ...] = ()
    refused: bool = False
    pending: Pending | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of one message, before anything is made: ``intent`` is None unless the part is now that."""

    text: str
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    intent: Intent | None = None
    base: Intent | None = None
    sent_to: str | None = None


def turn(state: State, text: str, planner: Planner, options: Options) -> tuple[State, Turn]:
    """Take one message: an answer to what was asked, the first words about a part, or a revision of it."""
    tried: list[tuple[Request, Turn]] = []
    for request in _requests(state, text, planner, options):
        found = _judged(request, state, planner, options, text)
        tried.append((request, found))
        if found.outcome is Outcome.PASSED:
            return _accepted(state, text, found), found
        if found.outcome is Outcome.QUESTION and _got_further(state, found):
            return _asked(state, text, request, found), found
    request, found = _told(state, tried)
    if found.outcome is Outcome.QUESTION:
        return _asked(state, text, request, found), found
    return replace(state, messages=(*state.messages, text), refused=True), found


def _requests(state: State, text: str, planner: Planner, options: Options) -> list[Request]:
    """What the message may be, the likeliest first."""
    plain = _request(state, text, options)
    if state.pending is None:
        return [plain]
    asked = state.pending.request
    out = [replace(asked, answers=(*asked.answers, *pairs)) for pairs in _answers(state.pending, text, planner)]
    if asked.history == state.messages[:-1] or not asked.history:
        out.append(replace(asked, text=f"{asked.text}\n{text}"))
    return [*out, plain] if state.intent is not None else out


def _request(state: State, text: str, options: Options) -> Request:
    if state.intent is None:
        return Request(text, options.answers)
    before = state.earlier[-1].model_dump(mode="json") if state.earlier else None
    base = state.intent.model_dump(mode="json")
    return Request(text, options.answers, history=state.messages, base=base, before=before, refused=state.refused)


def _answers(pending: Pending, text: str, planner: Planner) -> list[tuple[tuple[str, str], ...]]:
    """The message as the answer to the one question, or its pieces as the answers to several."""
    if len(pending.questions) == 1:
        return [((pending.questions[0].id, text),)]
    pieces = [p.strip() for p in _PIECE.split(text) if p.strip()]
    if not 1 <= len(pieces) <= MAX_PIECES:
        return []
    found: list[tuple[str, str]] = []
    left = list(pending.questions)
    for piece in pieces:
        match = next((q for q in left if _answers_it(pending, (*found, (q.id, piece)), q, planner)), None)
        if match is None:
            return []
        found.append((match.id, piece))
        left.remove(match)
    return [tuple(found)]


def _answers_it(pending: Pending, pairs: Sequence[tuple[str, str]], q: Question, planner: Planner) -> bool:
    """Whether the planner takes the last of ``pairs`` for an answer to ``q``."""
    reply = planner.plan(replace(pending.request, answers=(*pending.request.answers, *pairs)))
    return not errors(reply.findings) and all(other.id != q.id for other in reply.questions)


def _judged(request: Request, state: State, planner: Planner, options: Options, text: str) -> Turn:
    """Plan, ground and resolve; nothing is built."""
    from codegen.process import resolve

    understood: Understood = understand(request, planner, options)
    findings, questions, intent = understood.findings, understood.questions, understood.intent
    if intent is not None and not errors(findings) and not questions:
        resolution = resolve(intent, machine=options.machine, controller=options.controller)
        findings, questions = (*findings, *resolution.findings), resolution.questions
    outcome = Outcome.REFUSED if errors(findings) else Outcome.PASSED
    if outcome is Outcome.PASSED and (questions or intent is None):
        outcome = Outcome.QUESTION
    good = intent if outcome is Outcome.PASSED else None
    return Turn(text, outcome, findings, questions, good, state.intent, understood.sent_to)


def _got_further(state: State, found: Turn) -> bool:
    """Whether what is asked now is not just what was asked before."""
    if state.pending is None:
        return True
    return not {q.id for q in state.pending.questions} <= {q.id for q in found.questions}


def _told(state: State, tried: list[tuple[Request, Turn]]) -> tuple[Request, Turn]:
    """Of several readings that all failed, the one to report: the questions again, else the first refusal."""
    asked = [pair for pair in tried if pair[1].outcome is Outcome.QUESTION]
    return (asked or tried)[0] if state.pending is None or asked else tried[-1]


def _accepted(state: State, text: str, found: Turn) -> State:
    earlier = state.earlier
    if state.intent is not None and found.intent is not None:
        undone = bool(earlier) and found.intent.without_provenance() == earlier[-1].without_provenance()
        earlier = earlier[:-1] if undone else (*earlier, state.intent)
    return State((*state.messages, text), found.intent, earlier)


def _asked(state: State, text: str, request: Request, found: Turn) -> State:
    return replace(state, messages=(*state.messages, text), pending=Pending(request, found.questions), refused=False)


# -- the whole conversation --------------------------------------------------------------------------------------------


def converse(
    turns: Sequence[str],
    *,
    state: State | None = None,
    planner: Planner | None = None,
    options: Options | None = None,
    progress: Progress = silent,
) -> tuple[Made, tuple[Turn, ...], State]:
    """Take ``turns`` one after the other, and make what the last one leads to.

    A turn that is refused leaves the part as it was; the next one goes on from there. Only the last is made: if it is
    refused or asks, nothing is.

    Raises:
        UsageError, PlannerError: see ``codegen.errors``. What is wrong with the work is in the record instead.
    """
    opts = options or Options()
    if planner is None:
        from codegen.planner import planner as planner_for

        planner = planner_for("offline")
    here, done = state or State(), list[Turn]()
    if len(here.messages) + len(turns) > MAX_TURNS:
        raise BadInput(
            say(
                "a conversation of more than {most} messages: begin anew with all of it in one request",
                most=MAX_TURNS,
            )
        )
    progress(say("reading the request"), 0.0)
    for text in turns:
        here, found = turn(here, text, planner, opts)
        done.append(found)
    last = done[-1]
    talk = Talk(here.messages, here.earlier, opts.machine, opts.controller)
    understood = Understood(last.intent, last.findings, last.questions, last.sent_to)
    made = produce(
        understood, opts, progress, text="\n".join(here.messages), planner=planner.name, talk=talk, base=last.base
    )
    return made, tuple(done), here


def saved(directory: Path) -> tuple[State, Options]:
    """The conversation behind an output directory, and the machine and control that were asked for.

    Raises:
        BadInput: it holds no set of codegen's, a file of it was altered, or it was not made from words or an intent.
    """
    from codegen.artifacts import load_set
    from codegen.pipeline.check import read_bytes
    from codegen.planner.intake import intake

    load_set(directory)
    data = _json(read_bytes(directory / "intent.json", 4 * 2**20), directory)
    report = _json(read_bytes(directory / "report.json", 64 * 2**20), directory)
    intent, findings = intake(data)
    if intent is None:
        raise BadInput(
            say(
                "{directory!r}: its intent.json is no intent: {message}",
                directory=str(directory),
                message=findings[0].message,
            )
        )
    talk = report.get("conversation") or {}
    messages = talk.get("messages") or [report.get("request") or ""]
    earlier = tuple(found for raw in talk.get("earlier") or () if (found := intake(raw)[0]) is not None)
    options = Options(machine=talk.get("machine"), controller=talk.get("controller"))
    return State(tuple(str(m) for m in messages), intent, earlier), options


def _json(data: bytes, directory: Path) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as e:
        raise BadInput(
            say(
                "{directory!r} holds a file that is not JSON: {reason}",
                directory=str(directory),
                reason=type(e).__name__,
            )
        ) from e
    if not isinstance(found, dict):
        raise BadInput(say("{directory!r} holds a file that is no JSON object", directory=str(directory)))
    return found


__all__ = ["Pending", "State", "Turn", "converse", "saved", "turn"]
