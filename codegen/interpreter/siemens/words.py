"""A block's words, evaluated and sorted by what they are for."""

from __future__ import annotations

import math

from codegen.findings import Severity
from codegen.interpreter.check import MAX_VALUE
from codegen.interpreter.expression import evaluate
from codegen.interpreter.faults import Fault
from codegen.interpreter.lines import Parsed
from codegen.interpreter.machine import Machine
from codegen.interpreter.siemens.codes import GROUPS, PATHLESS, UNREAD
from codegen.interpreter.siemens.lines import Name, Rest, rest_of
from codegen.interpreter.siemens.parts import Block, Given, fault, refuse
from codegen.interpreter.siemens.state import own
from codegen.interpreter.siemens.variables import set_variable
from codegen.messages import say
from codegen.model.program import Word


def gather(m: Machine, parsed: Parsed) -> Block:
    """The block's words with their values of this run; assignments are made in the order of the text."""
    rest = rest_of(parsed)
    out = Block(calls=rest.calls, texts=rest.texts)
    for name in rest.names:
        _command(m, out, name)
    waiting = list(parsed.assignments)
    for index, word in enumerate(parsed.words):
        while waiting and waiting[0].target.column < word.column:
            set_variable(m, out, waiting.pop(0))
        given = _given(m, out, parsed, rest, index, word)
        if given is not None:
            _sort(m, out, given)
    for assignment in waiting:
        set_variable(m, out, assignment)
    return out


def _given(m: Machine, out: Block, parsed: Parsed, rest: Rest, index: int, word: Word) -> Given | None:
    end = word.column + len(word.text)
    value, text = word.value, None
    expression = None if parsed.values is None else parsed.values.get(index)
    if expression is not None:
        found = evaluate(expression, own(m).store)
        if isinstance(found, Fault):
            fault(m, out, found)
            return None
        if isinstance(found, str):
            value, text = math.nan, found
        else:
            value = 0.0 if found is None else found
    if abs(value) >= MAX_VALUE:
        m.report(
            "syntax",
            say("{word}: no number may be {limit:g} or more", word=word.text, limit=MAX_VALUE),
            say("check the number"),
            column=word.column,
            end_column=end,
        )
        out.refused = True
        return None
    return Given(word.letter, value, word.column, end, rest.modes.get(index), text)


def _sort(m: Machine, out: Block, given: Given) -> None:
    letter = given.name[0]
    if given.name == "G" or (letter == "G" and given.name[1:].isdigit()):
        _g(m, out, given)
    elif given.name == "M" or (letter == "M" and given.name[1:].isdigit()):
        _m(m, out, given)
    elif given.name in out.words:
        refuse(
            m,
            out,
            given,
            say("{letter} stands twice in the block", letter=given.name),
            say("keep one {letter} word", letter=given.name),
            code="word-conflict",
        )
    elif given.text is not None and given.name != "T":
        message = say("{word}: a text stands where a number should", word=given.name)
        refuse(m, out, given, message, say("write a number"))
    else:
        out.words[given.name] = given


def _g(m: Machine, out: Block, given: Given) -> None:
    number = given.value
    if math.isnan(number) or number != round(number) or number < 0:
        refuse(m, out, given, say("{word} is no G code", word=f"G{number:g}"), say("check the number"))
        return
    _command(m, out, Name(f"G{number:.0f}", given.column, given.end_column))


def _m(m: Machine, out: Block, given: Given) -> None:
    number = given.value
    if math.isnan(number) or number != round(number) or number < 0:
        refuse(m, out, given, say("{word} is no M code", word=f"M{number:g}"), say("check the number"))
        return
    out.m.append((round(number), given))


def _command(m: Machine, out: Block, name: Name) -> None:
    group = GROUPS.get(name.name)
    if name.name in PATHLESS:
        return
    if group is None and name.name in UNREAD:
        _unread(m, out, name, UNREAD[name.name])
    elif group is None and name.name[0] == "G" and name.name[1:].isdigit():
        message = say("{controller} has no {code}", controller=m.controller.name, code=name.name)
        remedy = say("remove {code}, or choose the right controller", code=name.name)
        m.report("unsupported-code", message, remedy, column=name.column, end_column=name.end_column,
                 severity=Severity.ERROR)  # fmt: skip
        out.refused = out.lost = True
    elif group is None:
        out.names.append(name)
    elif group in out.g:
        refuse(
            m,
            out,
            name,
            say(
                "{first} and {second} exclude each other ({group})",
                first=out.g[group][0],
                second=name.name,
                group=group,
            ),
            say("keep one of them"),
            code="word-conflict",
        )
    else:
        out.g[group] = (name.name, name.column, name.end_column)


def _unread(m: Machine, out: Block, name: Name, group: str) -> None:
    m.report(
        "unsupported-code",
        say("{name} is not interpreted: what follows is unproven", name=name.name),
        say("write the program without {name}", name=name.name),
        column=name.column,
        end_column=name.end_column,
    )
    out.g.setdefault("unread", (name.name, name.column, name.end_column))
    out.g.setdefault("unread " + group, (name.name, name.column, name.end_column))
