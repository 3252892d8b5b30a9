"""What is wrong with a block before it runs: repeated words, modal conflicts, words that no code takes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from codegen.findings import Severity
from codegen.interpreter.codes import g_name
from codegen.interpreter.dialect import m_key
from codegen.interpreter.machine import OTHER_AXES, Machine
from codegen.interpreter.unknown import forget_everything, forget_length, forget_offsets
from codegen.messages import say
from codegen.model.motion import Coolant
from codegen.model.program import Word

MAX_VALUE = 1e10
"""No word's number is as large: a kilometre is 1e6 mm. Keeps infinity and overflow out."""

NAN_LETTERS = frozenset("XYZIJKFSABCUVW@^")
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
            report(
                m,
                "syntax",
                word,
                say("{word}: no number may be {limit:g} or more", word=word.text, limit=MAX_VALUE),
                say("check the number"),
            )
            out.refused = True
        elif word.letter == "G":
            _sort_g(m, out, word)
        elif word.letter == "M":
            _sort_m(m, out, word)
        elif word.letter in foreign_axes:
            remedy = say("write the program for X, Y, Z")
            report(m, "unsupported-code", word, say("the word {letter} is not interpreted", letter=word.letter), remedy)
            out.loses_position = True
        elif word.letter in OTHER_AXES and word.letter not in m.controller.axes:
            message = say("the machine has no {letter} axis", letter=word.letter)
            remedy = say("leave it out, or name the axis in the controller's data")
            report(m, "unsupported-code", word, message, remedy, severity=_lack(m))
            out.refused = True
        elif word.letter in out.words:
            report(
                m,
                "word-conflict",
                word,
                say("{letter} stands twice in the block", letter=word.letter),
                say("keep one {letter} word", letter=word.letter),
            )
            out.refused = True
        else:
            out.words[word.letter] = word
    _check_values(m, out)
    m.dialect.find_motion(m, out)
    _find_strays(m, out)
    return out


def report(m: Machine, code: str, word: Word, message: str, remedy: str, *, severity: Severity | None = None) -> None:
    """A finding about a word of the present block."""
    m.report(code, message, remedy, column=word.column, end_column=word.column + len(word.text), severity=severity)


def _lack(m: Machine) -> Severity | None:
    """Of an axis that the data do not name: grblHAL is built with three to eight (config.h, N_AXIS)."""
    return None if m.dialect.name == "grblhal" else Severity.ERROR


def _is_g(m: Machine, code: int) -> bool:
    """Two digits, unless the control has codes of three."""
    return 0 <= code < 1000 or code in m.dialect.codes.groups or code in m.dialect.codes.unmodelled


def _sort_g(m: Machine, out: Sorted, word: Word) -> None:
    code = round(word.value * 10)
    if abs(word.value * 10 - code) > 1e-3 or not _is_g(m, code):  # LinuxCNC's limit is 0.001 there, too
        report(m, "syntax", word, say("{word} is no G code", word=word.text), say("check the number"))
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
            m,
            "word-conflict",
            word,
            say("{first} and {second} exclude each other ({group})", first=other.text, second=word.text, group=group),
            say("keep one of them"),
        )
        out.refused = True
    else:
        out.g[group] = (code, word)


def _unmodelled_g(m: Machine, out: Sorted, word: Word, code: int) -> None:
    name = g_name(code)
    codes = m.dialect.codes
    group = codes.unmodelled.get(code)
    if group is None:
        message, remedy = (
            say("{controller} has no {code}", controller=m.controller.name, code=name),
            say("remove {code}, or choose the right controller", code=name),
        )
    else:
        message, remedy = (
            say("{name} is not interpreted: what follows is unproven", name=name),
            say("write the program without {name}", name=name),
        )
    report(m, "unsupported-code", word, message, remedy, severity=Severity.ERROR if group is None else None)
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
        report(m, "syntax", word, say("{word} is no M code", word=word.text), say("check the number"))
        out.refused = True
        return
    codes = m.dialect.codes
    group = codes.m_groups.get(code)
    if group is None:
        _unmodelled_m(m, word, code)
        out.g.setdefault("unmodelled", (-code, word))
    elif group in out.m:
        other = out.m[group][1]
        report(
            m,
            "word-conflict",
            word,
            say("{first} and {second} in one block", first=other.text, second=word.text),
            say("write them in two blocks"),
        )
        out.refused = True
    else:
        out.m[group] = (code, word)


def _unmodelled_m(m: Machine, word: Word, code: int) -> None:
    codes = m.dialect.codes
    if codes.m_of_builder and code not in codes.m_unmodelled:
        m.report(
            "unsupported-code",
            say("M{code} is the machine builder's: taken to move nothing and to leave the spindle alone", code=code),
            say("see what it does in the machine's manual"),
            column=word.column,
            end_column=word.column + len(word.text),
            severity=Severity.WARNING,
        )
        m.set_state(coolant=Coolant.UNKNOWN)
        return
    message = (
        say("M{code} is not interpreted", code=code)
        if code in codes.m_unmodelled
        else say("{controller} has no M{code}", controller=m.controller.name, code=code)
    )
    severity = None if code in codes.m_unmodelled else Severity.ERROR
    report(m, "unsupported-code", word, message, say("write the program without M{code}", code=code), severity=severity)
    if codes.m_forgets(code):
        forget_everything(m)


def _check_values(m: Machine, out: Sorted) -> None:
    for letter in "FST":
        word = out.words.get(letter)
        if word is not None and word.value < 0:
            report(
                m,
                "syntax",
                word,
                say("{word}: {letter} cannot be negative", word=word.text, letter=letter),
                say("write {letter} without a sign", letter=letter),
            )
            out.refused = True
    for letter in "THL":
        word = out.words.get(letter)
        if word is not None and abs(word.value - round(word.value)) > 1e-4:
            report(
                m,
                "syntax",
                word,
                say("{word}: {letter} is a whole number", word=word.text, letter=letter),
                say("write {letter} without decimals", letter=letter),
            )
            out.refused = True


def _find_strays(m: Machine, out: Sorted) -> None:
    codes = m.dialect.codes
    foreign = 410 in codes.unmodelled and m.state.compensation not in (None, "G40")
    if out.refused or "unmodelled" in out.g or foreign:
        return  # the words may belong to the code that is not interpreted
    active = {code for code, _ in out.g.values()} | {m_key(code) for code, _ in out.m.values()}
    if out.motion is not None:
        active.add(out.motion)
    for letter, word in tuple(out.words.items()):
        users = codes.strays.get(letter)
        if users is not None and not users & active and not (letter == "$" and "S" in out.words):
            message = say("no code in the block takes the word {word}", word=word.text)
            severity = Severity.WARNING if codes.passes_over else None
            remedy = say("remove {letter}, or add its code", letter=letter)
            report(m, "word-conflict", word, message, remedy, severity=severity)
            if codes.passes_over:
                del out.words[letter]
            else:
                out.refused = True
