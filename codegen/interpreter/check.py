"""What is wrong with a block before it runs: repeated words, modal conflicts, words that no code takes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from codegen.interpreter.codes import g_name
from codegen.interpreter.dialect import m_key
from codegen.interpreter.machine import Machine
from codegen.interpreter.unknown import forget_everything, forget_length, forget_offsets
from codegen.model.program import Word

MAX_VALUE = 1e9
"""No word's number is as large: a kilometre is 1e6 mm. Keeps infinity and overflow out."""

NAN_LETTERS = frozenset("XYZIJKFS")
"""Words whose value may be not evaluated (NaN) and the block still runs: what hangs on them is then unknown."""


@dataclass(slots=True)
class Sorted:
    """A block's words by what they are for. ``motion``: the code that the axis words belong to, None if there is none."""

    words: dict[str, Word] = field(default_factory=dict)
    g: dict[str, tuple[int, Word]] = field(default_factory=dict)  # by modal group
    m: dict[str, tuple[int, Word]] = field(default_factory=dict)
    motion: int | None = None
    motion_column: int = 1
    cancel: bool = False  # G80
    loses_position: bool = False
    refused: bool = False


def sort_words(m: Machine, words: tuple[Word, ...]) -> Sorted:
    """Sort a block's words and report what the control would refuse (``refused``), or what is not interpreted."""
    out = Sorted()
    foreign_axes = m.dialect.codes.foreign_axes
    for word in words:
        if math.isnan(word.value) and word.letter not in NAN_LETTERS:
            out.refused = True  # a value that is not evaluated, already reported: what hangs on it cannot be run
        elif abs(word.value) >= MAX_VALUE:
            report(m, "syntax", word, f"{word.text}: no number may be {MAX_VALUE:g} or more", "check the number")
            out.refused = True
        elif word.letter == "G":
            _sort_g(m, out, word)
        elif word.letter == "M":
            _sort_m(m, out, word)
        elif word.letter in foreign_axes:
            remedy = "write the program for X, Y, Z"
            report(m, "unsupported-code", word, f"the word {word.letter} is not interpreted", remedy)
            out.loses_position = True
        elif word.letter in out.words:
            report(m, "word-conflict", word, f"{word.letter} stands twice in the block", f"keep one {word.letter} word")
            out.refused = True
        else:
            out.words[word.letter] = word
    _check_values(m, out)
    m.dialect.find_motion(m, out)
    _find_strays(m, out)
    return out


def report(m: Machine, code: str, word: Word, message: str, remedy: str) -> None:
    """A finding about a word of the present block."""
    m.report(code, message, remedy, column=word.column, end_column=word.column + len(word.text))


def _sort_g(m: Machine, out: Sorted, word: Word) -> None:
    code = round(word.value * 10)
    if abs(word.value * 10 - code) > 1e-3 or not 0 <= code < 1000:  # LinuxCNC's limit is 0.001 there, too
        report(m, "syntax", word, f"{word.text} is no G code", "check the number")
        out.refused = True
        return
    if code == 800:
        out.cancel = True
        return
    group = m.dialect.codes.groups.get(code)
    if group is None:
        _unmodelled_g(m, out, word, code)
    elif group in out.g:
        other = out.g[group][1]
        report(
            m, "word-conflict", word, f"{other.text} and {word.text} exclude each other ({group})", "keep one of them"
        )
        out.refused = True
    else:
        out.g[group] = (code, word)


def _unmodelled_g(m: Machine, out: Sorted, word: Word, code: int) -> None:
    name = g_name(code)
    codes = m.dialect.codes
    group = codes.unmodelled.get(code)
    if group is None:
        message, remedy = f"{m.controller.name} has no {name}", f"remove {name}, or choose the right controller"
    else:
        message, remedy = f"{name} is not interpreted: what follows is unproven", f"write the program without {name}"
    report(m, "unsupported-code", word, message, remedy)
    if code in codes.offset_setters:
        forget_offsets(m)
    if group == "length offset" or code in codes.length_setters:
        forget_length(m)
    if group == "compensation":
        m.set_state(compensation=f"G{code // 10}")
    else:
        out.loses_position = True
        out.g.setdefault("unmodelled", (code, word))


def _sort_m(m: Machine, out: Sorted, word: Word) -> None:
    code = round(word.value)
    if abs(word.value - code) > 1e-4 or code < 0:
        report(m, "syntax", word, f"{word.text} is no M code", "check the number")
        out.refused = True
        return
    codes = m.dialect.codes
    group = codes.m_groups.get(code)
    if group is None:
        known = code in codes.m_unmodelled
        message = f"M{code} is not interpreted" if known else f"{m.controller.name} has no M{code}"
        report(m, "unsupported-code", word, message, f"write the program without M{code}")
        if codes.m_forgets(code):
            forget_everything(m)
        out.g.setdefault("unmodelled", (-code, word))
    elif group in out.m:
        other = out.m[group][1]
        report(m, "word-conflict", word, f"{other.text} and {word.text} in one block", "write them in two blocks")
        out.refused = True
    else:
        out.m[group] = (code, word)


def _check_values(m: Machine, out: Sorted) -> None:
    for letter in "FST":
        word = out.words.get(letter)
        if word is not None and word.value < 0:
            report(m, "syntax", word, f"{word.text}: {letter} cannot be negative", f"write {letter} without a sign")
            out.refused = True
    for letter in "TH":
        word = out.words.get(letter)
        if word is not None and abs(word.value - round(word.value)) > 1e-4:
            report(m, "syntax", word, f"{word.text}: {letter} is a whole number", f"write {letter} without decimals")
            out.refused = True


def _find_strays(m: Machine, out: Sorted) -> None:
    if out.refused or "unmodelled" in out.g or (m.state.compensation not in (None, "G40")):
        return  # the words may belong to the code that is not interpreted
    active = {code for code, _ in out.g.values()} | {m_key(code) for code, _ in out.m.values()}
    if out.motion is not None:
        active.add(out.motion)
    for letter, word in out.words.items():
        users = m.dialect.codes.strays.get(letter)
        if users is not None and not users & active:
            message = f"no code in the block takes the word {word.text}"
            report(m, "word-conflict", word, message, f"remove {letter}, or add its code")
            out.refused = True
