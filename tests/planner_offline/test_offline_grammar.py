"""The grammar and the vocabulary are data: they agree with each other and with Lark's own reading."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from lark import Lark, Token
from lark.lexer import Lexer

from codegen.planner.offline.chart import Chart, Node, phrases, read_rules, rules
from codegen.planner.offline.lex import lex, vocabulary

TEXT = phrases()
DECLARED = set(re.findall(r"[A-Z0-9]+", " ".join(re.findall(r"^%declare(.*)$", TEXT, re.MULTILINE))))
DEV = Path(__file__).parents[1] / "grader" / "data" / "dev_abd.jsonl"


class TokenStream(Lexer):
    """Hands Lark the terminals that were chosen for a cover."""

    def __init__(self, conf: Any) -> None: ...

    def lex(self, data: Any, *_: Any) -> Any:
        for kind, text in data:
            yield Token(kind, text)


def lark_text() -> str:
    return TEXT + "\n%declare " + " ".join(sorted(vocabulary().terminals - DECLARED)) + "\n"


def test_lark_reads_the_grammar_as_we_do() -> None:
    theirs = Lark(lark_text(), parser="earley", lexer=TokenStream, start=["start"]).rules
    table: dict[str, set[tuple[str, ...]]] = {}
    for rule in theirs:
        table.setdefault(str(rule.origin.name), set()).add(tuple(str(s.name) for s in rule.expansion))
    ours = {name: {tuple(s for _, s in alt) for alt in alts} for name, alts in read_rules(TEXT).items()}
    assert ours == table


def test_every_terminal_is_used_and_known() -> None:
    used = {name for alts in rules()[0].values() for alt in alts for terminal, name in alt if terminal}
    known = vocabulary().terminals | DECLARED
    assert used <= known
    assert vocabulary().terminals - used == {"UNSUPPORTED", "RINGW"}  # RINGW: also a noun of bodies, told apart in code


def test_every_rule_is_reachable() -> None:
    table = rules()[0]
    reached, stack = set(), ["start"]
    while stack:
        name = stack.pop()
        if name not in reached:
            reached.add(name)
            stack += [s for alt in table[name] for terminal, s in alt if not terminal]
    assert reached == set(table)


def test_no_rule_is_left_recursive() -> None:
    table = rules()[0]
    for name in table:
        seen, stack = set(), [name]
        while stack:
            for alternative in table[stack.pop()]:
                terminal, first = alternative[0]
                if not terminal:
                    assert first != name, f"{name} begins with itself"
                    if first not in seen:
                        seen.add(first)
                        stack.append(first)


def test_words_without_meaning_hold_no_negation_and_no_other_meaning() -> None:
    for form, types in vocabulary().forms.items():
        if "FILLER" in types:
            assert types == {"FILLER"}, form
            assert not set(form) & set("不没无别非未除"), form
            assert not {"not", "no", "never", "without", "except", "don't", "only"} & set(form.split()), form
            assert not any(c.isdigit() for c in form)


def test_typos_are_as_long_as_what_they_stand_for() -> None:
    for wrong, right in vocabulary().typos.items():
        assert len(wrong) == len(right)


@pytest.mark.parametrize(
    "record", [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()][:5], ids=lambda r: r["id"]
)
def test_larks_earley_parser_accepts_what_a_cover_accepts(record: dict[str, Any]) -> None:
    """An independent parser over the same token stream: a full cover is a sentence of the grammar."""
    text = record["request"]
    tokens = lex(text)
    cover = Chart(tokens).covers()[0]
    if not all(isinstance(item, Node) for item in cover):
        return
    stream = [(_terminal(item, token), token.text) for item in cover for token in item.tokens()]
    Lark(lark_text(), parser="earley", lexer=TokenStream, start=["start"]).parse(stream)  # type: ignore[arg-type]


def _terminal(node: Any, token: Any) -> str:
    """The terminal as which ``token`` was taken: any that lets Lark follow; a phrase fixes it among several."""
    used = {name for alts in rules()[0].values() for alt in alts for terminal, name in alt if terminal}
    path = _taken(node, token)
    choices = [t for t in sorted(token.types) if t in used]
    return path if path in choices else choices[0]


def _taken(node: Any, token: Any) -> str:
    for child in node.children:
        if child is token:
            position = node.children.index(child)
            for alternative in rules()[0][node.rule]:
                names = [name for _, name in alternative]
                if len(names) == len(node.children) and all(
                    (name in c.types) if not isinstance(c, Node) else c.rule == name
                    for name, c in zip(names, node.children, strict=True)
                ):
                    return names[position]
        elif isinstance(child, Node) and any(t is token for t in child.tokens()):
            return _taken(child, token)
    return ""
