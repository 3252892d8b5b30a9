"""Generated sentences: read right, or asked about, or refused; never read wrong."""

from __future__ import annotations

import pytest

from tests.planner_offline.sentences import table


@pytest.mark.parametrize("seed", range(4))
def test_generated_sentences_are_never_read_wrong(seed: int) -> None:
    counts, judged = table(150, seed)
    wrong = [(made.text, reason) for made, verdict, reason in judged if verdict == "wrong"]
    assert not wrong
    plain = {
        v: sum(n for (_, kind, verdict), n in counts.items() if kind == "plain" and verdict == v)
        for v in ("right", "refused")
    }
    assert plain["right"] > 2 * plain["refused"], "most plain sentences should be read"
