"""Reads a token stream with ``grammars/request/phrases.lark``: every way to cover it with phrases, the best ones first.

The phrases are matched top down with a memory rather than with one of Lark's parsers, because a cover wants every stretch
that a phrase fits, not one parse of the whole: so the words that no phrase takes in can be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from codegen.errors import InternalError
from codegen.planner.offline.lex import Token
from codegen.resources import grammar

MAX_COVERS: Final = 33
_CLOSED: Final = "_end"
"""How rules end that fit only where nothing follows in the same clause; they say what the rule without it says."""
_LAST: Final = frozenset({"tap_reach", "corners_cnt", "mids_cnt"})
"""Phrases that are read only at the end of a clause."""
_OF_SOMETHING: Final = frozenset(
    {"BOTHENDS", "ENDS", "ENDONE", "EDGES", "OUTEREDGE", "MOUTH", "ENDEDGE", "BOREENDS", "SIDEW", "TOP", "BOTTOM", "ZBOTTOM",
     "INSIDE", "OUTSIDE", "LEFTEND", "RIGHTEND", "FRONTEND", "BACKEND"}
)  # fmt: skip
"""What any of several things has."""
_ENDS: Final = frozenset({"COMMA", "TCOMMA", "ENUM", "SEMI", "DOT", "NL", "RPAR"})

_PLACED: Final = frozenset({"XN", "YN", "ROW", "IN", "XLETTER", "YLETTER"})
"""What may follow a list of coordinates in its clause."""


@dataclass(frozen=True, slots=True)
class Node:
    """A rule of the grammar and what it matched."""

    rule: str
    children: tuple[Node | Token, ...]

    def tokens(self) -> Iterator[Token]:
        """Its tokens, in order."""
        for child in self.children:
            if isinstance(child, Token):
                yield child
            else:
                yield from child.tokens()

    def nodes(self, *rules: str) -> Iterator[Node]:
        """Every node below (not into a found one) of one of ``rules``."""
        for child in self.children:
            if isinstance(child, Node):
                if child.rule in rules:
                    yield child
                else:
                    yield from child.nodes(*rules)

    def node(self, *rules: str) -> Node | None:
        """The first such node."""
        return next(self.nodes(*rules), None)

    def has(self, *types: str) -> bool:
        """Whether a token of one of ``types`` is in it."""
        return any(kind in token.types for token in self.tokens() for kind in types)

    def first(self, *types: str) -> Token | None:
        """The first token of one of ``types``."""
        return next((t for t in self.tokens() for kind in types if kind in t.types), None)

    def token(self, *types: str) -> Token:
        """The first token of one of ``types``, which the grammar says is there. Raises InternalError."""
        found = self.first(*types)
        if found is None:
            raise InternalError(
                f"phrase {self.rule!r} holds no {' or '.join(types)}: the grammar and its reader disagree"
            )
        return found

    @property
    def span(self) -> tuple[int, int]:
        """Characters of the request."""
        tokens = list(self.tokens())
        return tokens[0].start, tokens[-1].end


Sequence = tuple[tuple[bool, str], ...]
Rules = dict[str, tuple[Sequence, ...]]
Alternatives = dict[str, list[tuple[frozenset[str], Sequence]]]


@dataclass(slots=True)
class Branch:
    """Alternatives of a rule that begin alike, as a tree: what may follow, and which alternative ends here."""

    ends: int | None = None
    follow: dict[tuple[bool, str], Branch] = field(default_factory=dict)


Table = tuple[Rules, dict[str, frozenset[str]], Alternatives, dict[str, Branch]]
"""Rules, what each may begin with, the alternatives with that, and their trees."""


def branches(table: Rules) -> dict[str, Branch]:
    """Each rule's alternatives as a tree: what twenty of them have in common is matched once."""
    out: dict[str, Branch] = {}
    for name, alternatives in table.items():
        out[name] = Branch()
        for index, alternative in enumerate(alternatives):
            branch = out[name]
            for symbol in alternative:
                branch = branch.follow.setdefault(symbol, Branch())
            branch.ends = index if branch.ends is None else branch.ends
    return out


@cache
def rules() -> Table:
    """The grammar of requests, see ``tabled``."""
    return tabled(read_rules(phrases()))


def phrases() -> str:
    """The grammar of requests: phrases of both languages, then what only Chinese, and only English, has."""
    return "\n".join(grammar(f"request/{name}.lark") for name in ("phrases", "phrases_zh", "phrases_en"))


def tabled(table: Rules) -> Table:
    """Rules as alternatives of (is terminal, name), and the terminals each rule and alternative may begin with."""
    first = _firsts(table)

    def begins(alternative: Sequence) -> frozenset[str]:
        terminal, name = alternative[0]
        return frozenset({name}) if terminal else first[name]

    return (
        table,
        first,
        {name: [(begins(a), a) for a in alternatives] for name, alternatives in table.items()},
        branches(table),
    )


def read_rules(text: str) -> Rules:
    """The rules of a grammar in the part of Lark's notation that phrases.lark uses: names, ``|``, ``?``, brackets, %extend.

    Lark itself needs a third of a second to build its parser, most of the time a short request takes in all; the tests
    hold this reading against Lark's.
    """
    plain = re.sub(r"//.*|^%(?!extend).*", "", text, flags=re.MULTILINE)
    parts = re.split(r"^(?:%extend )?([a-z_0-9]+)\s*:", plain, flags=re.MULTILINE)
    out: dict[str, list[Sequence]] = {}
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        out.setdefault(name, []).extend(_expand(_SYMBOL.findall(body))[0])
    return {name: tuple(dict.fromkeys(alternatives)) for name, alternatives in out.items()}


_SYMBOL: Final = re.compile(r"[A-Za-z_0-9]+|[|?()]")


def _expand(symbols: list[str]) -> tuple[list[Sequence], list[str]]:
    """All sequences of symbols that an expression stands for, and what follows its closing bracket."""
    alternatives: list[list[Sequence]] = [[()]]
    while symbols:
        symbol, symbols = symbols[0], symbols[1:]
        if symbol == ")":
            break
        if symbol == "|":
            alternatives.append([()])
            continue
        options: list[Sequence] = [((symbol.isupper(), symbol),)]
        if symbol == "(":
            options, symbols = _expand(symbols)
        if symbols[:1] == ["?"]:
            options, symbols = [*options, ()], symbols[1:]
        alternatives[-1] = [(*before, *option) for before in alternatives[-1] for option in options]
    return list(dict.fromkeys(s for group in alternatives for s in group)), symbols


def _firsts(table: Rules) -> dict[str, frozenset[str]]:
    """The terminals that each rule may begin with: those of its alternatives, and of the rules they begin with."""
    heads = {name: {alternative[0] for alternative in alternatives} for name, alternatives in table.items()}
    out = {name: {symbol for terminal, symbol in found if terminal} for name, found in heads.items()}
    after = {name: {symbol for terminal, symbol in found if not terminal} for name, found in heads.items()}
    growing = True
    while growing:
        growing = False
        for name, others in after.items():
            before = len(out[name])
            out[name].update(*(out[other] for other in others))
            growing = growing or len(out[name]) > before
    return {name: frozenset(found) for name, found in out.items()}


class Chart:
    """The phrases of one token stream."""

    def __init__(self, tokens: tuple[Token, ...], table: Table | None = None) -> None:
        self.tokens = tokens
        _, self._first, self._alternatives, self._branches = table or rules()
        self._memory: dict[tuple[str, int], dict[int, Node]] = {}

    def match(self, rule: str, start: int) -> dict[int, Node]:
        """Every end of a stretch from ``start`` that ``rule`` fits -> its (first) reading."""
        key = (rule, start)
        if key in self._memory:
            return self._memory[key]
        found: dict[int, tuple[int, tuple[Node | Token, ...]]] = {}
        self._follow(self._branches[rule], start, (), found)
        out = {end: Node(rule, children) for end, (_, children) in sorted(found.items(), key=lambda item: item[1][0])}
        self._memory[key] = out
        return out

    def _follow(
        self, branch: Branch, at: int, children: tuple[Node | Token, ...],
        found: dict[int, tuple[int, tuple[Node | Token, ...]]],
    ) -> None:  # fmt: skip
        """Note every end that ``branch`` reaches from ``at`` with the first alternative that reaches it."""
        if branch.ends is not None and (at not in found or branch.ends < found[at][0]):
            found[at] = (branch.ends, children)
        if at >= len(self.tokens):
            return
        token = self.tokens[at]
        for (terminal, name), following in branch.follow.items():
            if terminal:
                if name in token.types:
                    self._follow(following, at + 1, (*children, token), found)
            elif not self._first[name].isdisjoint(token.types):
                for middle, node in self.match(name, at).items():
                    self._follow(following, middle, (*children, node), found)

    def covers(self) -> list[list[Node | Token]]:
        """The covers with the fewest unread tokens and then the fewest phrases; bare tokens in them are unread.

        A word that only joins and that no phrase wants is a ``joint``: read, and of no meaning, unless nothing follows.
        """
        size = len(self.tokens)
        best: list[tuple[int, int]] = [(0, 0)] * (size + 1)
        steps: list[list[tuple[int, Node | Token]]] = [[] for _ in range(size + 1)]
        for start in range(size - 1, -1, -1):
            unread, phrases = best[start + 1]
            best[start] = (unread + 1, phrases + 1)
            steps[start] = [(start + 1, self.tokens[start])]
            for begins, chunk in self._alternatives["chunk"]:
                if begins.isdisjoint(self.tokens[start].types):
                    continue
                if chunk[0][1] == "joint" and (self._dangles(start) or self._owns(start)):
                    continue
                closed = chunk[0][1].endswith(_CLOSED)
                for end, node in self.match(chunk[0][1], start).items():
                    if (closed and not self._closes(end)) or (chunk[0][1] == "legs" and self._counts(end)):
                        continue
                    if chunk[0][1] in _LAST and not self._dangles(end - 1):
                        continue  # "drill 8 holes", "四角4个Φ9孔"
                    read = Node(node.rule.removesuffix(_CLOSED), node.children) if closed else node
                    unread, phrases = best[end]
                    cost = (unread, phrases + 1)
                    if cost < best[start]:
                        best[start], steps[start] = cost, [(end, read)]
                    elif cost == best[start]:
                        steps[start].append((end, read))
        return list(self._walk(steps, 0))

    def _dangles(self, index: int) -> bool:
        """Whether nothing follows in the same clause: what was to be joined is missing."""
        following = self.tokens[index + 1 : index + 2]
        return not following or bool(following[0].types & _ENDS)

    def _owns(self, index: int) -> bool:
        """Whether "its" stands before an edge, end or side: it makes a difference whose they are."""
        following = self.tokens[index + 1 : index + 2]
        return "ITS" in self.tokens[index].types and bool(following and following[0].types & _OF_SOMETHING)

    def _counts(self, end: int) -> bool:
        """Whether the number before ``end`` counts holes: "each leg: 2 holes"."""
        return "INT" in self.tokens[end - 1].types and bool(
            end < len(self.tokens) and self.tokens[end].types & {"HOLE", "HOLES"}
        )

    def _closes(self, end: int) -> bool:
        """Whether a list may end before ``end``: "X15, 55, 4 holes" lists no third X."""
        if self._dangles(end - 1):
            return True
        following = self.tokens[end : end + 2]
        after = following[1:] if "AND" in following[0].types else following[:1]
        return any(token.types & _PLACED for token in after)

    def _walk(self, steps: list[list[tuple[int, Node | Token]]], start: int) -> Iterator[list[Node | Token]]:
        stack: list[tuple[int, list[Node | Token]]] = [(start, [])]
        found = 0
        while stack and found < MAX_COVERS:
            position, path = stack.pop()
            if position == len(self.tokens):
                found += 1
                yield path
                continue
            stack.extend((end, [*path, node]) for end, node in reversed(steps[position]))
