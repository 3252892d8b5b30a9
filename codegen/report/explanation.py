"""What a program's blocks mean, as text and as data: pure functions, a block at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from codegen.messages import joined, say
from codegen.model.explained import Explained

Speak = Callable[[str], str]

MEANT: Final = 14
"""Characters of a word before its meaning stands further right."""
SHOWN: Final = 240
"""Characters of a block's text that are shown."""


def text_lines(block: Explained, t: Speak, *, digits: int = 4) -> Iterator[str]:
    """Lines about one block: its text, the words, under which modes, what the machine does, what was found."""
    pad = " " * (digits + 2)
    text = block.text.strip()
    yield f"{block.line:>{digits}}  {text if len(text) <= SHOWN else text[:SHOWN] + '…'}".rstrip()
    for word, meaning in block.words:
        shown = word if len(word) <= SHOWN else word[:SHOWN] + "…"
        yield f"{pad}  {shown:<{MEANT}} {t(meaning)}"
    if block.under:
        yield f"{pad}  {t(say('under: {modes}', modes=joined(', ', block.under)))}"
    if block.runs > 1:
        yield f"{pad}  {t(say('run {count} times; the first time:', count=block.runs))}"
    for at, act in enumerate(block.acts):
        if block.more and at == len(block.acts) - 1:
            yield f"{pad}  {t(say('… {count} more, and at last', count=block.more))}"
        yield f"{pad}→ {t(act)}"
    for finding in block.findings:
        yield f"{pad}! {t(finding.severity)} [{finding.code}] {t(finding.message)}"


def to_json(block: Explained, t: Speak) -> dict[str, Any]:
    """As data; texts in the language spoken."""
    return {
        "line": block.line,
        "text": block.text,
        "words": [{"word": word, "meaning": t(meaning)} for word, meaning in block.words],
        "under": [t(mode) for mode in block.under],
        "acts": [t(act) for act in block.acts],
        "more": block.more,
        "runs": block.runs,
        "findings": [f.to_dict() for f in block.findings],
    }
