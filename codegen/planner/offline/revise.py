"""Revisions by words: an intent and a message → the revised intent, a question, or a refusal; what is not mentioned stays.

The law of the interpreter holds: every word of the message is taken in or the turn is refused and the word named. A message
that can be read in more than one way is refused unless all ways mean the same.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from codegen.findings import Finding, Location
from codegen.messages import say
from codegen.model.intent import Question
from codegen.model.request import Reply, Request
from codegen.planner.offline.chart import MAX_COVERS, Chart, Node
from codegen.planner.offline.lex import Token
from codegen.planner.offline.revise_acts import Acts
from codegen.planner.offline.revise_add import Missing, add_features, readings
from codegen.planner.offline.revise_answers import answered
from codegen.planner.offline.revise_clauses import group
from codegen.planner.offline.revise_edit import Ask
from codegen.planner.offline.revise_lex import lex_revision, revision_rules
from codegen.planner.offline.revise_meant import bare_figure, corrected, plain_pair
from codegen.planner.offline.revise_read import Clause
from codegen.planner.offline.revise_refs import Unclear, describe
from codegen.planner.offline.revise_work import Work
from codegen.planner.offline.revise_zero import ASKED, ZeroMeaning, question
from codegen.planner.offline.values import Refused, contradiction, refusal, unread

_HARD: Final = frozenset({"DOT", "SEMI", "NL"})
_SOFT: Final = frozenset({"COMMA", "AND", "ENUM", "TCOMMA"})
_DOES: Final = frozenset({"CHANGE", "MOVE", "REMOVE", "ADD", "KEEP", "MIRROR", "UNDO", "CSKDO", "CBOREDO", "TAPDO"})
_ROUNDS: Final = 8

Part = tuple[bool, list[Token]]
"""Whether it may be words of a new feature, and its tokens."""


def revise(request: Request, *, free: bool = False) -> Reply:
    """The reply to a revision of ``request.base``; ``free``: see ``lex_revision``. Raises Refused."""
    text = request.text
    tokens = lex_revision(text, free=free)
    if not tokens:
        raise refusal("unread-words", say("nothing in {text!r} says what to change", text=text[:60]))
    if any("MEANT" in t.types for t in tokens):
        return corrected(request, tokens)
    language = language_of(text, str((request.base or {}).get("language", "en")))
    undo = [t for t in tokens if "UNDO" in t.types]
    changes = any(t.types & (_DOES - {"KEEP", "UNDO"}) for t in tokens)
    if undo and changes and request.before is None and all("KEEP" in t.types for t in undo):
        undo = []  # nothing was changed yet: "板厚改12，腔深还是原来的" leaves the depth alone
    if undo:
        return _undo(request, tokens, language)
    if request.refused and (bare_figure(tokens) or plain_pair(tokens)):
        return corrected(request, tokens)
    return revise_tokens(request, request.base or {}, tokens, language)


def revise_tokens(request: Request, base: Any, tokens: tuple[Token, ...], language: str) -> Reply:
    """Read and carry out ``tokens``, whose spans are places in ``request.text``."""
    parts = _parts(tokens)
    replies: dict[str, Reply] = {}
    refused: Refused | None = None
    readings_found: list[Reading] = []
    try:
        readings_found = list(_readings(parts, request))
    except Refused as e:
        refused = e
    for reading in readings_found:
        work = Work.of(base, request.text, request.offset, language)
        try:
            reply = _carry_out(work, reading, request)
        except Refused as e:
            refused = refused if refused is not None and _weight(refused) >= _weight(e) else e
            continue
        replies.setdefault(_meaning(reply), reply)
    whole = {k: r for k, r in replies.items() if r.intent is not None} or replies
    if not whole and (refused is None or _weight(refused) <= 1):
        whole = _told_anew(request, base, parts, language)
    if len(whole) == 1:
        return next(iter(whole.values()))
    if whole:
        finding = Finding(
            "unread-words", say("the revision can be read in more than one way"), where=Location(), remedy=_SHORTER
        )
        return Reply(intent=None, findings=(finding,))
    raise refused or unread(request.text, [(0, len(request.text))])


_SHORTER: Final = say("say one change at a time, with the feature's size or place")


def language_of(text: str, known: str) -> str:
    """The language of a message; a message of figures alone is in that of the request."""
    if any("\u4e00" <= c <= "\u9fff" for c in text):
        return "zh"
    return "en" if sum(c.isalpha() and c.isascii() for c in text) >= 4 else known


def _weight(e: Refused) -> int:
    """A contradiction tells more than a word that was not understood in one of several readings."""
    vague = e.findings[0].message.endswith("(what is to be changed, and to what?)")
    return {"contradiction": 3, "unsupported-request": 2}.get(e.findings[0].code, 0 if vague else 1)


def _meaning(reply: Reply) -> str:
    intent = {k: v for k, v in (reply.intent or {}).items() if k not in ("provenance", "assumptions")}
    return json.dumps(
        [intent, [(q.id, q.text) for q in reply.questions]], sort_keys=True, ensure_ascii=False, default=list
    )


# -- parts and their readings ------------------------------------------------------------------------------------------


def _parts(tokens: tuple[Token, ...]) -> list[Part]:
    """The message cut where a sentence ends or something new is to be done; parts without "add" stay together."""
    parts: list[list[Token]] = [[]]
    for i, token in enumerate(tokens):
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        parts[-1].append(token)
        soft = token.types & _SOFT and after is not None and after.types & _DOES and i != 0
        if token.types & _HARD or soft:
            parts.append([])
    out: list[Part] = []
    for part in (p for p in parts if p):
        adds = any("ADD" in t.types for t in part)
        if not adds and out and not out[-1][0]:
            out[-1][1].extend(part)
        else:
            out.append((adds, part))
    return out


Reading = list[tuple[str, list[Node], tuple[Token, ...], str]]
"""For each part: "new" or "change", its phrases, its tokens, the masked text of a new feature."""


def _told_anew(request: Request, base: Any, parts: list[Part], language: str) -> dict[str, Reply]:
    """The message as words of new features, though nothing says "add": only where they are complete, and clearly more."""
    out: dict[str, Reply] = {}
    if not _MORE.search(request.text) or any(any(t.types & _CHANGES for t in tokens) for _, tokens in parts):
        return out
    masked = _masked(request.text, [t for _, tokens in parts for t in tokens])
    for nodes, own in readings(masked):
        work = Work.of(base, request.text, request.offset, language)
        try:
            add_features(work, masked, nodes, own, {})
        except (Refused, Missing):
            continue
        reply = Reply(intent=work.result())
        out[_meaning(reply)] = reply
    return out


_MORE: Final = re.compile(
    r"\b(?:also|plus|and|drill|mill|cut|tap|chamfer|round|break)\b|另|再|还|钻|铣|攻|倒|开", re.IGNORECASE
)
_CHANGES: Final = frozenset({"REMOVE", "MOVE", "MIRROR", "UNDO", "KEEP", "INSTEADOF", "INSTEAD", "MEANT", "RESIZE"})


def _readings(parts: list[Part], request: Request) -> Iterator[Reading]:
    """Every combination of the readings of the parts. Raises Refused where a part has none."""
    options: list[Reading] = []
    for adds, tokens in parts:
        found: Reading = []
        if adds:
            masked = _masked(request.text, tokens)
            found += [("new", nodes, own, masked) for nodes, own in readings(masked)]
        covers = Chart(tuple(tokens), revision_rules()).covers()
        if len(covers) >= MAX_COVERS and not found:
            raise refusal("unread-words", say("the revision can be read in too many ways"), None, _SHORTER)
        whole = [c for c in covers if all(isinstance(item, Node) for item in c)]
        found += [("change", [n for n in c if isinstance(n, Node)], tuple(tokens), "") for c in whole]
        if not found:
            bad = [(t.start, t.end) for t in covers[0] if isinstance(t, Token)]
            raise unread(request.text, bad)
        options.append(found)
    yield from _product(options)


def _product(options: list[Reading]) -> Iterator[Reading]:
    from itertools import islice, product

    for chosen in islice(product(*options), 200):
        yield list(chosen)


def _masked(text: str, tokens: list[Token]) -> str:
    """``text`` with everything blanked but these tokens, less those that only say "add another": places stay as they are."""
    keep = [" "] * len(text)
    start, end = tokens[0].start, tokens[-1].end
    keep[start:end] = text[start:end]
    for t in tokens:
        if t.types & {"ADD", "FURTHER", "SAMEBUT"} and not t.types & {"INT", "CW"}:
            keep[t.start : t.end] = " " * (t.end - t.start)
    for t in (tokens[0], tokens[-1]):
        if t.types & (_SOFT | _HARD):
            keep[t.start : t.end] = " " * (t.end - t.start)
    return "".join(keep)


# -- carrying out ------------------------------------------------------------------------------------------------------


def _carry_out(work: Work, reading: Reading, request: Request) -> Reply:
    answers, chosen = dict(request.answers), dict[str, str]()
    asked = 0
    start = copy.deepcopy(work)
    while True:
        try:
            _run(work, reading, answers, chosen)
            break
        except Unclear as e:
            asked += 1
            name = "which" if asked == 1 else f"which{asked}"
            if name not in answers or e.words in chosen:
                return Reply(None, questions=(_which(work, e, name),))
            chosen[e.words] = answers[name]
            work = copy.deepcopy(start)
        except ZeroMeaning:
            if ASKED not in answers or ASKED in chosen:
                return Reply(None, questions=(question(work.language),))
            chosen[ASKED] = answers[ASKED]
            work = copy.deepcopy(start)
        except Missing as e:
            return Reply(None, questions=e.questions)
    return Reply(intent=work.result())


def _run(work: Work, reading: Reading, answers: dict[str, str], chosen: dict[str, str]) -> None:
    acts = Acts(work, chosen)
    for kind, nodes, tokens, masked in reading:
        if kind == "new":
            add_features(work, masked, nodes, tokens, answers)
            acts.last = []
            continue
        for clause in group(nodes, work.text):
            _act(acts, clause, answers)
    acts.finish()


def _act(acts: Acts, clause: Clause, answers: dict[str, str]) -> None:
    """One clause; what it lacks is taken from an answer, or asked."""
    for _ in range(_ROUNDS):
        kept, last, before = copy.deepcopy(clause), list(acts.last), copy.deepcopy(acts.work)
        try:
            acts.run(clause)
            return
        except Ask as e:
            f = acts.work.features[e.index]
            name = f"{f['id']}_{'thread' if e.text == 'thread_meaning' else e.slot}"
            question = _missing(acts.work, e, name)
            text = answers.pop(name, "") or answers.pop(e.slot, "")
            if not text:
                raise Missing([question]) from None
            acts.work.__dict__.update(before.__dict__)
            acts.last, clause = last, answered(kept, text, e)
    raise refusal("unread-words", say("the answers do not settle what was asked"))


def _which(work: Work, e: Unclear, name: str) -> Question:
    choices = tuple(describe(work, i)[:400] for i in e.candidates)
    text = f"“{e.words}”指的是哪一个？" if work.language == "zh" else f"Which one is meant by {e.words!r}?"
    return Question(id=name, slot="feature", about="/features", text=text[:400], choices=choices)


def _missing(work: Work, e: Ask, name: str) -> Question:
    from codegen.planner.offline.ask import question_text

    text, choices = question_text(e.text, describe(work, e.index), work.language)
    return Question(id=name, slot=e.slot, about=f"/features/{e.index}", text=text, choices=choices)


def _undo(request: Request, tokens: tuple[Token, ...], language: str) -> Reply:
    """The intent before the last change. A feature that is named must be all that changed then."""
    cut = next((i for i, t in enumerate(tokens) if "UNDO" in t.types), 0)
    end = next((i for i, t in enumerate(tokens) if i > cut and t.types & (_HARD | _SOFT)), len(tokens))
    more = tuple(t for t in tokens[end + 1 :])
    if more and request.before is not None and all(t.types & {"COMMA", "SAMEBUT", "PRONOUN"} for t in tokens[:cut]):
        return revise_tokens(request, request.before, more, language)
    rest = [t for t in tokens if not t.types & {"UNDO", "COMMA", "DOT", "PRONOUN", "IT", "CHANGE", "MOVE", "SAMEBUT"}]
    if request.before is None:
        raise refusal(
            "unread-words",
            say("there is no earlier state to go back to"),
            None,
            say("say what is to be changed, and to what"),
        )
    if rest:
        _names_change(request, tokens, language)
    return Reply(intent=copy.deepcopy(dict(request.before)))


def _names_change(request: Request, tokens: tuple[Token, ...], language: str) -> None:
    """Words such as "put the bore back to what it was": fine where the bore is all that changed."""
    from codegen.planner.offline.revise_refs import resolve

    base, before = request.base or {}, request.before or {}
    work = Work.of(base, request.text, request.offset, language)
    old = {f["id"]: f for f in before.get("features", ())}
    changed = {i for i, f in enumerate(work.features) if old.get(f["id"]) != f}
    gone = [k for k in old if k not in {f["id"] for f in work.features}]
    body = any(base.get(k) != before.get(k) for k in ("stock", "part", "material", "controller", "datum"))
    for cover in Chart(tokens, revision_rules()).covers():
        if not all(isinstance(n, Node) for n in cover):
            continue
        clauses = group([n for n in cover if isinstance(n, Node)], request.text)
        refs = [r for c in clauses for r in c.refs]
        extra = any(c.facts or c.numbers or c.shifts or c.olds or c.props for c in clauses)
        if extra or not refs or gone or body:
            continue
        try:
            found = {i for r in refs for i, _ in resolve(work, r, chosen="", fits=lambda _: True)}
        except (Refused, Unclear):
            continue
        if found == changed:
            return
    raise contradiction(say("the last change was not that alone: say what is to be changed, and to what"), None)
