"""What a request holds beside the part: unsafe wishes, orders to the reader, names, file names; and work of another kind.

These are found before the phrases are read. A clause that asks for something unsafe is set aside as a whole and named in the
reply, provided that nothing else in it could be of the part: so no size is lost with it. Everything else is left to the
phrases, which refuse what they do not know. What is cut out is replaced by blanks, so offsets stay those of the user's text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

from codegen.findings import Finding, Location, Severity
from codegen.messages import Message, say
from codegen.model.request import Reply
from codegen.planner.folding import fold
from codegen.planner.offline import naming
from codegen.planner.offline.content import content
from codegen.planner.offline.lex import lex
from codegen.planner.offline.nopart import no_part, speaks_of_a_part
from codegen.planner.offline.talk_zh import clauses
from codegen.planner.offline.unsafe import Kind, scope_kinds, unsafe

Span = tuple[int, int]

_BOUNDARY: Final = re.compile(
    r"[\n\r;!?。、:()\[\]{}]|,(?!\d)|(?<!\d),|\.(?=\s|$)|\b(?:and then|and|then|but|so|also|plus|while|because)\b"
    r"|并且|然后|同时|顺便|而且|但是|另外|急件"
)
"""Where one wish may end and another begin. Too many are no harm: what is not set aside is read as words of the part."""

_BRACKETS: Final = {"[": "]", "(": ")", "{": "}", "<": ">"}
_OWN: Final = frozenset({"control-memory", "clearance", "instructions", "code", "talk", "granted", "transmission"})
"""Kinds whose patterns name all that they match: numbers and nouns within a match are of the wish."""

_JOINING: Final = re.compile(r"(?:\b(?:but|so|also|then|while|because)\s+|并且|然后|同时|顺便|而且|但是)$")
_NOTHING: Final = frozenset(
    {"COMMA", "TCOMMA", "ENUM", "SEMI", "DOT", "COLON", "LPAR", "RPAR", "HYPHEN", "NL", "DASH", "SLASH", "AND", "MAKE",
     "GIVE", "PROGRAM", "FOR", "IT", "USING", "ALL", "CL", "TO", "OF", "IN", "ON", "CTRL", "CONTROL", "BE", "X"}
)  # fmt: skip
"""Terminals that are no request for a part by themselves."""


@dataclass(frozen=True, slots=True)
class Left:
    """One thing left out: its kind, where it stands, the words."""

    kind: Kind
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """``text``: the request with everything set aside blanked out; as long as the original."""

    text: str
    left: tuple[Left, ...] = ()
    blocked: tuple[tuple[Left, str], ...] = ()  # with the words of the part that stand in the same clause
    folded: str = ""
    name: str | None = None
    findings: tuple[Finding, ...] = ()
    spans: tuple[Span, ...] = field(default=())

    def conclude(self, reply: Reply, *, revised: bool = False) -> Reply:
        """``reply`` with the name, and with everything that was left out said; refused if nothing else was asked for."""
        findings = self.findings
        errors = [f for f in reply.findings if f.severity is Severity.ERROR]
        failed = bool(errors) or any(f.code == "unread-words" for f in reply.findings)
        scope = self.scope() if failed or self.spans else ()
        if failed and self.folded.strip() and not (revised or reply.questions) and not speaks_of_a_part(self.text):
            errors = [f for f in errors if f.code != "unread-words"]
            declined = [self._declined(found) for found in (*scope, *(w for w in self.left if not w.kind.quiet))][:3]
            return Reply(None, findings=(*(declined or [no_part()]), *errors, *findings))
        if scope and (failed or self._forbidden(scope)):
            known = _speaks_of_a_part(self.text)
            errors = [f for f in errors if known or f.code != "unread-words"]  # of no part: the words do not matter
            return Reply(None, findings=(*map(self._declined, scope[:3]), *errors, *findings))
        if failed and self.blocked:
            return Reply(None, findings=(*(self._mixed(*b) for b in self.blocked), *reply.findings, *findings))
        said = [left for left in self.left if not left.kind.quiet]
        if said and (failed or reply.intent is None) and not _asks_for_a_part(self.text):
            return Reply(None, findings=(*map(self._declined, said[:3]), *findings))
        intent: dict[str, Any] | None = dict(reply.intent) if reply.intent is not None else None
        if intent is not None and self.name:
            intent["name"] = self.name
            source = {"pointer": "/name", "origin": "text", "role": "name", "text": self.name}
            intent["provenance"] = [*intent.get("provenance", ()), source]
        return replace(reply, intent=intent, findings=(*reply.findings, *findings))

    def scope(self) -> tuple[Left, ...]:
        """Words that speak of work that is not done, each kind once, anywhere in the request."""
        return tuple(
            Left(kind, match.span(), self.folded[slice(*match.span())])
            for kind in scope_kinds()
            for match in _first(kind, self.folded)
        )

    def _forbidden(self, scope: tuple[Left, ...]) -> bool:
        """Whether the request is refused although its part reads: it is for a weapon, or says so in what was set aside."""
        wishes = [left.span for left in self.left]
        inside = any(a < found.span[1] and found.span[0] < b for found in scope for a, b in wishes)
        return inside or any(found.kind.key == "weapon" for found in scope)

    def _declined(self, left: Left) -> Finding:
        message = say("{words!r} asks for what is not done: {reason}", words=shown(left.text), reason=left.kind.says)
        remedy = say("codegen designs parts and makes programs for 3-axis milling: describe one part")
        return Finding("unsupported-request", message, where=Location(span=left.span), remedy=remedy)

    def _mixed(self, left: Left, words: str) -> Finding:
        message = say(
            "{words!r} is not followed: {reason}; but {part!r} in it could be of the part",
            words=shown(left.text),
            reason=left.kind.says,
            part=words,
        )
        remedy = say("say what is to be made in a sentence of its own")
        return Finding("unsupported-request", message, where=Location(span=left.span), remedy=remedy)


def shown(text: str) -> str:
    """Words of a stranger for a message, at most 160 characters; messages show them as ``repr`` does, printable."""
    return text if len(text) <= 160 else text[:159] + "…"


@lru_cache(maxsize=64)
def set_aside(text: str) -> SetAside:
    """Find everything of ``text`` that is no part of the part."""
    folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in fold(text))
    work = _Work(text, folded)
    work.named()
    work.wishes()
    work.talk()
    return work.result()


def _asks_for_a_part(masked: str) -> bool:
    return any(token.types.isdisjoint(_NOTHING) for token in lex(masked))


_PART_WORDS: Final = frozenset(
    {"PLATE", "ROUND", "STOCK", "BLANK", "HOLE", "HOLES", "ZHHOLE", "INNERHOLE", "POCKET", "ROUNDPOCKET", "WINDOW", "SLOT",
     "PCD", "CBORE", "CSK", "CHAMFER", "FILLET", "ORIGIN", "MAT", "LEN", "DIA", "RAD", "CHA", "THREAD", "XN", "YN", "ZN"}
)  # fmt: skip


def _speaks_of_a_part(masked: str) -> bool:
    """Whether a size, a material, a body or a feature is named at all."""
    return any(token.types & _PART_WORDS for token in lex(masked))


class _Work:
    """One request while it is taken apart. ``folded`` loses what has been set aside."""

    def __init__(self, text: str, folded: str) -> None:
        self.text, self.folded = text, folded
        self.original = folded
        self.cut: list[Span] = []
        self.left: list[Left] = []
        self.blocked: list[tuple[Left, str]] = []
        self.findings: list[Finding] = []
        self.name: str | None = None

    # -- names ---------------------------------------------------------------------------------------------------------

    def named(self) -> None:
        """File names first: "file name" is not the name of the part."""
        for given in sorted(naming.files(self.text, self.folded), key=lambda g: g.start):
            if self._free((given.start, given.end)):
                self._blank((given.start, given.end))
                reason = unsafe().file.says
                message = say("the file name {words!r} is not used: {reason}", words=shown(given.raw), reason=reason)
                self._note("file-name-not-used", message, (given.start, given.end))
        for given in sorted(naming.names(self.text, self.folded), key=lambda g: (g.start, -g.end)):
            if self._free((given.start, given.end)):
                self._blank((given.start, given.end))
                self._take_name(given)

    def _take_name(self, given: naming.Given) -> None:
        span, name = (given.start, given.end), naming.clean(given.raw)
        if self.name is not None and name != self.name:
            said = say(
                "the part is already called {name!r}: {words!r} is not used as its name",
                name=self.name,
                words=shown(given.raw),
            )
            self._note("name-cleaned", said, span)
            return
        self.name = name or "part"
        if self.name != given.raw.strip():
            said = say(
                "the name {words!r} was cleaned: the part is called {name!r}; {reason}",
                words=shown(given.raw),
                name=self.name,
                reason=unsafe().name.says,
            )
            self._note("name-cleaned", said, span)

    # -- wishes --------------------------------------------------------------------------------------------------------

    def wishes(self) -> None:
        """Set aside every clause that holds nothing but an unsafe wish."""
        found = sorted(self._matches(), key=lambda pair: pair[1])
        starts = sorted({0, *(m.end() for m in _BOUNDARY.finditer(self.folded))})
        ends = sorted({len(self.folded), *(m.start() for m in _BOUNDARY.finditer(self.folded))})
        taken: list[tuple[Kind, Span, list[tuple[Kind, Span]]]] = []
        for kind, span in found:
            clause = self._clause(kind, span, starts, ends) if kind.extend else span
            if taken and clause[0] < taken[-1][1][1]:  # two wishes in one clause, or one match inside another
                first, before, members = taken[-1]
                clause = (min(before[0], clause[0]), max(before[1], clause[1]))
                keep = first if first.extend or not kind.extend else kind
                taken[-1] = (keep, clause, [*members, (kind, span)])
            else:
                taken.append((kind, clause, [(kind, span)]))
        for kind, clause, members in taken:
            self._set_aside(kind, clause, members)
        self._quotation_marks()

    def _matches(self) -> Iterator[tuple[Kind, Span]]:
        for kind in unsafe().aside:
            for pattern in kind.patterns:
                for match in pattern.finditer(self.folded):
                    if match[0].strip():
                        yield kind, match.span()

    def _clause(self, kind: Kind, span: Span, starts: list[int], ends: list[int]) -> Span:
        """``span`` out to the boundaries of its clause; a bracket that opens with an order, to where it closes."""
        start = starts[bisect_right(starts, span[0]) - 1]
        close = _BRACKETS.get(self.folded[start - 1 : start]) if kind.key == "instructions" else None
        at = self.folded.find(close, span[1]) if close else -1
        if at > 0:
            return start - 1, at + 1
        end = next((e for e in ends if e >= span[1]), span[1])
        return start, max(end, span[1])

    def _set_aside(self, kind: Kind, clause: Span, members: list[tuple[Kind, Span]]) -> None:
        start, end = clause
        lead = _JOINING.search(self.folded[:start])
        if lead is not None:
            start = lead.start()
        while start < end and self.folded[start].isspace():
            start += 1
        while end > start and self.folded[end - 1].isspace():
            end -= 1
        if not self.folded[start:end].strip(" ,"):
            return  # cut out already, as talk beside an earlier wish
        left = Left(kind, (start, end), self.text[start:end])
        rest = list(self.folded[start:end])
        problem = ""
        for member, (a, b) in members:
            problem = problem or ("" if member.key in _OWN else content(self.folded[a:b], wish=True))
            for i in range(max(a, start), min(b, end)):
                rest[i - start] = " "
        words = "".join(rest)
        for pattern in (pattern for member, _ in members for pattern in member.allows):
            words = pattern.sub(lambda m: " " * len(m[0]), words)
        problem = problem or content(words, speeds=any(m.key == "instructions" for m, _ in members))
        if problem:
            self.blocked.append((left, problem))
            return
        if kind.extend:
            start, end = self._with_talk(start, end)
            left = replace(left, span=(start, end), text=self.text[start:end])
        kinds = {member.key: member for member, _ in members}
        for each in kinds.values():
            self.left.append(replace(left, kind=each))
        self._blank((start, end))

    def _with_talk(self, start: int, end: int) -> Span:
        """A clause of a wish with those of its sentence, beside it, that only explain it: "they are annoying"."""
        talk = unsafe().talk
        while (after := re.match(r" *,\s*([^,;:.!?。、()\[\]\n]+)", self.folded[end:])) is not None:
            if not talk.match(after[1]) or content(after[1]):
                break
            end += len(after[0].rstrip())
        while (
            before := re.search(
                r"(?:^|(?<=[,;:.!?。、()\[\]\n]))([^,;:.!?。、()\[\]\n]+?)(?:\s*,\s*)$", self.folded[:start]
            )
        ) is not None:
            if not talk.match(before[1]) or content(before[1]):
                break
            start = before.start(1) + len(before[1]) - len(before[1].lstrip())
        return start, end

    def _quotation_marks(self) -> None:
        """Marks around a whole message that is passed on say nothing; beside a digit the sign is the inch."""
        opening = re.search(r"(?:^|[\n:])\s*(['\"])(?=[a-z\u4e00-\u9fff])", self.folded)
        closing = re.search(r"(?<=[^\d\s'\"])\s*(['\"])\s*(?:\n|$)", self.folded)
        if opening and closing and opening.start(1) < closing.start(1) and opening[1] == closing[1]:
            for at in (opening.start(1), closing.start(1)):
                self.cut.append((at, at + 1))

    def talk(self) -> None:
        """Pass over clauses that speak of no part: nothing of them is reported."""
        for span in clauses(self.folded):
            if self._free(span):
                self._blank(span)

    # -- bookkeeping ---------------------------------------------------------------------------------------------------

    def _free(self, span: Span) -> bool:
        return all(end <= span[0] or span[1] <= start for start, end in self.cut)

    def _blank(self, span: Span) -> None:
        """Cut out, with a comma in place of the first character: what stood on either side never joins."""
        start, end = span
        self.cut.append(span)
        self.folded = self.folded[:start] + "," + " " * (end - start - 1) + self.folded[end:]

    def _note(self, code: str, message: Message, span: Span, severity: Severity = Severity.WARNING) -> None:
        self.findings.append(Finding(code, message, severity, Location(span=span)))

    def result(self) -> SetAside:
        """Everything found."""
        for left in self.left:
            if left.kind.quiet:
                continue
            words, reason = shown(left.text), left.kind.says
            if left.kind.severity is Severity.WARNING:
                message = say("left out: {words!r}: {reason}", words=words, reason=reason)
            else:
                message = say("noted: {words!r}: {reason}", words=words, reason=reason)
            self._note("wish-left-out", message, left.span, left.kind.severity)
        return SetAside(
            text=self._masked(),
            left=tuple(self.left),
            blocked=tuple(self.blocked),
            folded=self.original,
            name=self.name,
            findings=tuple(sorted(self.findings, key=lambda f: f.where.span or (0, 0))),
            spans=tuple(sorted(self.cut)),
        )

    def _masked(self) -> str:
        out = list(self.text)
        for start, end in self.cut:
            for i in range(start, end):
                out[i] = " "
            if end - start > 1:
                out[start] = ","
        return "".join(out)


def _first(kind: Kind, folded: str) -> Iterable[re.Match[str]]:
    return [match for pattern in kind.patterns for match in [pattern.search(folded)] if match is not None][:1]
