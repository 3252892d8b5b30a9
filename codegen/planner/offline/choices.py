"""Answers that choose between two readings: the depth of a thread or of its hole; a tapped or a clearance hole."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from codegen.planner.offline.lex import lex
from codegen.planner.offline.numbers import num
from codegen.planner.offline.values import Fact

_THREAD: Final = re.compile(
    r"(?:full )?(?:threads?|threaded|tapped|tap)(?: depth| part| portion)?|(?:full|usable|effective) thread(?: depth)?"
    r"|有效螺纹|(?:螺纹|攻丝|丝|牙)(?:的)?(?:有效)?(?:深度|深)?"
)
_DRILLED: Final = re.compile(
    r"(?:drilled|drill|tap drill|tapping drill|pilot)?(?: ?holes?)?(?: depth)?|drilling(?: depth)?"
    r"|(?:螺纹)?(?:底孔|钻孔|孔)(?:的)?(?:深度|深)?"
)
_TAPPED: Final = re.compile(r"(?:tapped|tap|threads?|threaded|tapping)(?: holes?)?|(?:攻丝|攻牙|攻螺纹|螺纹孔?)")
_CLEARANCE: Final = re.compile(
    r"(?:a )?(?:clearance|clearing|clear)(?: (?:holes?|drill))?(?: for (?:the )?screws?)?(?: of)?"
    r"|(?:螺钉|螺丝|螺栓)?(?:过孔|通过孔|光孔)"
)
_SIZE: Final = frozenset({"DIA", "NUM", "LEN"})


def _plain(text: str) -> str:
    """Lower case, single blanks; without articles, "it is …", "that of …" and closing marks."""
    words = re.sub(r"[\s_-]+", " ", text.lower()).strip(" .!。！,，;；\"'“”")
    words = re.sub(r"^(?:it is |it's |they are |that |depth )?(?:of )?(?:the |a |an )?", "", words)
    return re.sub(r"^(?:是|指)", "", words)


def depth_meaning(facts: dict[str, Fact], text: str) -> bool:
    """Take "thread" or "drilled hole" for the one depth of a tapped hole. False: it is neither."""
    words = _plain(text)
    said = "tap_depth" if "tap_depth" in facts else "depth"
    if not words or said not in facts:
        return False
    if _THREAD.fullmatch(words):
        facts["tdepth"] = replace(facts.pop(said), slot="tdepth")
        return True
    if _DRILLED.fullmatch(words):
        facts["depth_is_hole"] = Fact("depth_is_hole", True, text=text, origin="answer")
        return True
    return False


def thread_meaning(facts: dict[str, Fact], text: str) -> bool:
    """Take "tapped", "clearance hole", or the diameter of the clearance hole. False: it is none of them."""
    words = _plain(text)
    if _TAPPED.fullmatch(words):
        facts["tap"] = Fact("tap", True, text=text, origin="answer")
        return True
    if facts.keys() & {"tdepth", "dia"}:
        return False
    match = _CLEARANCE.match(words)
    size = lex(words[match.end() :] if match else words)
    numbers = [t for t in size if t.types & _SIZE]
    if any(not t.types & (_SIZE | {"DIAM", "BE", "COMMA", "LPAR", "RPAR", "HOLE", "HOLES"}) for t in size):
        return False
    if len(numbers) > 1 or (not numbers and (match is None or size)):
        return False
    if numbers:
        diameter = replace(num(numbers[0]), span=None, origin="answer", loose=False)
        facts["dia"] = Fact("dia", diameter, text=text, origin="answer")
    facts["clears"] = replace(facts.pop("thread"), slot="clears")
    return True
