"""What is wrong with a block before it runs: repeated words, modal conflicts, words that no code takes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from codegen.interpreter.codes import (
    ARCS,
    AXIS_NONMODAL,
    FOREIGN_AXES,
    G_GROUPS,
    G_UNMODELLED,
    M_GROUPS,
    M_UNMODELLED,
    MOTION,
    NONMODAL,
    STRAYS,
    g_name,
)
from codegen.interpreter.machine import AXES, Machine
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
    for word in words:
        if math.isnan(word.value) and word.letter not in NAN_LETTERS:
            out.refused = True  # a value that is not evaluated, already reported: what hangs on it cannot be run
        elif abs(word.value) >= MAX_VALUE:
            _report(m, "syntax", word, f"{word.text}: no number may be {MAX_VALUE:g} or more", "check the number")
            out.refused = True
        elif word.letter == "G":
            _sort_g(m, out, word)
        elif word.letter == "M":
            _sort_m(m, out, word)
        elif word.letter in FOREIGN_AXES:
            _report(
                m,
                "unsupported-code",
                word,
                f"the word {word.letter} is not interpreted",
                "write the program for X, Y, Z",
            )
            out.loses_position = True
        elif word.letter in out.words:
            _report(
                m, "word-conflict", word, f"{word.letter} stands twice in the block", f"keep one {word.letter} word"
            )
            out.refused = True
        else:
            out.words[word.letter] = word
    _check_values(m, out)
    _find_motion(m, out)
    _find_strays(m, out)
    return out


def _report(m: Machine, code: str, word: Word, message: str, remedy: str) -> None:
    m.report(code, message, remedy, column=word.column, end_column=word.column + len(word.text))


def _sort_g(m: Machine, out: Sorted, word: Word) -> None:
    code = round(word.value * 10)
    if abs(word.value * 10 - code) > 1e-3 or not 0 <= code < 1000:  # LinuxCNC's limit is 0.001 there, too
        _report(m, "syntax", word, f"{word.text} is no G code", "check the number")
        out.refused = True
        return
    if code == 800:
        out.cancel = True
        return
    group = G_GROUPS.get(code)
    if group is None:
        _unmodelled_g(m, out, word, code)
    elif group in out.g:
        other = out.g[group][1]
        _report(
            m, "word-conflict", word, f"{other.text} and {word.text} exclude each other ({group})", "keep one of them"
        )
        out.refused = True
    else:
        out.g[group] = (code, word)


def _unmodelled_g(m: Machine, out: Sorted, word: Word, code: int) -> None:
    name = g_name(code)
    group = G_UNMODELLED.get(code)
    if group is None:
        message, remedy = f"{m.controller.name} has no {name}", f"remove {name}, or choose the right controller"
    else:
        message, remedy = f"{name} is not interpreted: what follows is unproven", f"write the program without {name}"
    _report(m, "unsupported-code", word, message, remedy)
    if code in (100, 520, 920, 921, 922, 923):
        forget_offsets(m)
    if group == "length offset" or code == 100:
        forget_length(m)
    if group == "compensation":
        m.set_state(compensation=f"G{code // 10}")
    else:
        out.loses_position = True
        out.g.setdefault("unmodelled", (code, word))


def _sort_m(m: Machine, out: Sorted, word: Word) -> None:
    code = round(word.value)
    if abs(word.value - code) > 1e-4 or code < 0:
        _report(m, "syntax", word, f"{word.text} is no M code", "check the number")
        out.refused = True
        return
    group = M_GROUPS.get(code)
    if group is None:
        known = code in M_UNMODELLED
        message = f"M{code} is not interpreted" if known else f"{m.controller.name} has no M{code}"
        _report(m, "unsupported-code", word, message, f"write the program without M{code}")
        if code in (61, 98, 99) or code >= 70:
            forget_everything(m)
        out.g.setdefault("unmodelled", (-code, word))
    elif group in out.m:
        other = out.m[group][1]
        _report(m, "word-conflict", word, f"{other.text} and {word.text} in one block", "write them in two blocks")
        out.refused = True
    else:
        out.m[group] = (code, word)


def _check_values(m: Machine, out: Sorted) -> None:
    for letter in "FST":
        word = out.words.get(letter)
        if word is not None and word.value < 0:
            _report(m, "syntax", word, f"{word.text}: {letter} cannot be negative", f"write {letter} without a sign")
            out.refused = True
    for letter in "TH":
        word = out.words.get(letter)
        if word is not None and abs(word.value - round(word.value)) > 1e-4:
            _report(m, "syntax", word, f"{word.text}: {letter} is a whole number", f"write {letter} without decimals")
            out.refused = True


def _find_motion(m: Machine, out: Sorted) -> None:
    """Which motion the block runs, as LinuxCNC decides it: a motion code; else axis words (or an arc's centre) alone."""
    explicit = out.g.get(MOTION)
    nonmodal = out.g.get(NONMODAL)
    own = nonmodal is not None and nonmodal[0] in AXIS_NONMODAL
    axes = sorted((out.words[name] for name in AXES if name in out.words), key=lambda word: word.column)
    foreign = out.g.get("unmodelled")
    if own and explicit is not None and nonmodal is not None:
        message = f"{nonmodal[1].text} and {explicit[1].text} both want the axis words"
        _report(m, "word-conflict", explicit[1], message, "write them in two blocks")
        out.refused = True
    elif explicit is not None:
        out.motion, out.motion_column = explicit[0], explicit[1].column
    elif own or (foreign is not None and axes):
        pass
    elif out.cancel:
        if axes:
            _report(m, "word-conflict", axes[0], "axis words with G80", "write a motion code, or leave the axes out")
            out.refused = True
    elif axes or (m.motion in ARCS and any(n in out.words for n in "IJK")):
        _modal_motion(m, out, axes)
    if nonmodal is not None and nonmodal[0] == 530:
        _check_g53(m, out, nonmodal[1])


def _modal_motion(m: Machine, out: Sorted, axes: list[Word]) -> None:
    first = axes[0] if axes else next(out.words[n] for n in "IJK" if n in out.words)
    if m.motion is None:
        m.unset("the motion mode (G0, G1 …)", "write a motion code with the axis words", column=first.column)
        out.loses_position = True
    elif m.motion == 800:
        _report(m, "word-missing", first, "axis words, and no motion code in force (G80)", "write G0, G1 or a cycle")
        out.refused = True
    else:
        out.motion, out.motion_column = m.motion, first.column


def _check_g53(m: Machine, out: Sorted, word: Word) -> None:
    if out.motion not in (0, 10):
        having = "without a move" if out.motion is None else f"with {g_name(out.motion)}"
        _report(m, "word-conflict", word, f"G53 {having}: it needs G0 or G1", "write G53 G0 and the axes")
        out.refused = True
    now = out.g.get("distance")
    absolute = now[0] == 900 if now is not None else m.absolute
    if absolute is False:
        _report(m, "word-conflict", word, "G53 under incremental distance mode (G91)", "write G90 before it")
        out.refused = True


def _find_strays(m: Machine, out: Sorted) -> None:
    if out.refused or "unmodelled" in out.g or (m.state.compensation not in (None, "G40")):
        return  # the words may belong to the code that is not interpreted
    active = {code for code, _ in out.g.values()}
    if out.motion is not None:
        active.add(out.motion)
    for letter, word in out.words.items():
        users = STRAYS.get(letter)
        if users is not None and not users & active:
            message = f"no code in the block takes the word {word.text}"
            _report(m, "word-conflict", word, message, f"remove {letter}, or add its code")
            out.refused = True
