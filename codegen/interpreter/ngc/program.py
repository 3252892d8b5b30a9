"""The way through a LinuxCNC program: its ends, its blocks, what its O words say, and what nothing runs."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from codegen.findings import Severity
from codegen.interpreter.check import Sorted
from codegen.interpreter.execute import execute
from codegen.interpreter.expression import (
    Assignment,
    Constant,
    Expression,
    Value,
    assign,
    attempt,
    evaluate,
    index_of,
    real,
)
from codegen.interpreter.faults import Fault
from codegen.interpreter.flow import Flow, Halt, Outcome, Stop, Tape
from codegen.interpreter.lines import Parsed
from codegen.interpreter.machine import AXES, NAN, OTHER_AXES, Machine
from codegen.interpreter.ngc.context import context
from codegen.interpreter.ngc.lines import OWord
from codegen.interpreter.ngc.o_words import OWords
from codegen.interpreter.ngc.parameters import Parameters
from codegen.interpreter.reader import MOVES, check_length, report_faults, straight_feed
from codegen.interpreter.text import unusual
from codegen.interpreter.unknown import forget_everything, forget_groups, forget_line, forget_offsets, forget_words
from codegen.messages import say
from codegen.model.motion import EventKind
from codegen.model.program import Block, Word

_AXES: Final = AXES + OTHER_AXES
_HOMES: Final = frozenset((280, 300))
_OFFSETS: Final = frozenset((100, 520, 920, 921, 922, 923))
PROBES: Final = frozenset((382, 383, 384, 385))
_BEGINS: Final = re.compile(r"[ \t/]*(?:[Nn][ \t0-9.]*)?[Oo]")
"""A line that may begin a subprogram."""
_O_WORD: Final = re.compile(
    r"(?:/)?(?:n[0-9.]*)?o(?:<[^>]*>|[^a-z<]*)(?:endsub|sub|call|do|while|repeat|if|else|end(?:if|while|repeat)|break|continue|return)",
    re.IGNORECASE,
)
"""What begins as an O word does, without blanks, however it goes on."""
_COMMENT: Final = re.compile(r"\([^()]*\)")
_PYTHON: Final = re.compile(r"\s*py(?:run|reload)?\s*(?:,|$)", re.IGNORECASE)
_ABORT: Final = re.compile(r"\s*abort,", re.IGNORECASE)


class Program:
    """One run of a program: its lines, parameters and O words. It is the machine's ``own``."""

    def __init__(self, m: Machine, lines: Sequence[str], newline: str, max_blocks: int) -> None:
        self.m = m
        self.percent = next((at for at, line in enumerate(lines) if line.strip()), 0)
        self.in_percents = lines[self.percent].strip() == "%"
        self.tape = Tape(m, lines, newline, max_blocks=max_blocks)
        self.parameters = Parameters(m, first_line=self.percent if self.in_percents else 0)
        self.o = OWords(m, self.parameters, self._begins, self._doubtful)
        self.end: int | None = None
        self._measured = bytearray(len(self.tape.run))

    def run(self) -> None:
        """From the first line to the program's end."""
        m, tape = self.m, self.tape
        m.own = self
        halt = Flow(m, tape, self._step, version=lambda: self.parameters.version).follow()
        m.again = False
        if m.ended:
            self.end = m.block.index
        elif tape.cut and halt is Halt.RAN_OUT:
            m.report(
                "limit-exceeded",
                say("the program has more than {most} blocks", most=len(tape.run)),
                say("split it, or raise the limit"),
            )
        elif halt is Halt.RAN_OUT:
            self._no_end()

    def _no_end(self) -> None:
        m = self.m
        if self.o.skipping is None:
            m.report("no-program-end", say("the program ends without M2, M30 or a closing %"),
                     say("write M30 as the last block"))  # fmt: skip
            return
        m.block = self.tape.block(self.o.since)
        m.report("no-program-end", say("nothing ends what begins here: the control skips all the rest"),
                 say("write its end, with the same O number"))  # fmt: skip

    # -- one block -----------------------------------------------------------------------------------------------

    def _step(self, at: int) -> Outcome:
        m, tape = self.m, self.tape
        line = tape.lines[at]
        if "%" in line and self.in_percents and line.strip() == "%":
            return self._percent(at)
        parsed = tape.parsed(at)
        if self.o.skipping is not None:
            return self._skipped(at, parsed)
        m.block = tape.block(at)
        if parsed.deleted and m.env.block_delete:
            return None
        self._measure(at)
        if parsed.control is not None:
            return self.o.take(at, parsed.control, parsed.faults)
        words = parsed.words
        if parsed.faults:
            report_faults(m, parsed, line)
            return None
        if parsed.values is not None or parsed.assignments:
            settled = self._settle(parsed, line)
            if settled is None:
                return None
            words = settled
        if parsed.comments:
            self._comments(parsed)
        if straight_feed(m, words):
            return None
        if words and words[0].letter == "M" and words[0].value in (98.0, 99.0):
            return self._call_or_return(at, words)
        if words:
            execute(m, words)
            if m.motion in PROBES:
                self.parameters.probed()
        return None

    def _measure(self, at: int) -> None:
        """A line that is too long is told once, skipped or run."""
        if not self._measured[at]:
            self._measured[at] = 1
            check_length(self.m, self.tape.lines[at], self.tape.newline)

    def _percent(self, at: int) -> Outcome:
        m = self.m
        m.block = self.tape.block(at)
        if at == self.percent:
            return None
        if self.o.skipping is not None:
            return Stop(reported=False)
        m.event(EventKind.END, text="%")
        m.ended = True
        return None

    def _skipped(self, at: int, parsed: Parsed) -> Outcome:
        """A line that the control skips: it looks for O words, and at comments that do not end."""
        m = self.m
        if not m.again:
            self.tape.run[at] = 0
        if parsed.deleted and m.env.block_delete:
            return None
        m.block = self.tape.block(at)
        self._measure(at)
        if parsed.control is not None:
            outcome = self.o.take(at, parsed.control, parsed.faults)
            if self.o.skipping is None:
                self.tape.run[at] = 1
            return outcome
        if parsed.faults:
            self._skipped_faults(at, parsed.faults)
        return None

    def _doubtful(self, first: int, last: int) -> None:
        """Forget what blocks would change of which no one knows whether they run."""
        m, groups = self.m, self.m.dialect.codes.groups
        for at in range(first, last):
            parsed = self.tape.parsed(at)
            calls = isinstance(parsed.control, OWord) and parsed.control.kind == "call"
            codes = {round(word.value * 10) for word in parsed.words if word.letter == "G" and abs(word.value) < 1000}
            values = [word.value for word in parsed.words if word.letter in "GM"]
            self._lose(parsed.assignments)
            if calls or 98.0 in values or any(map(math.isnan, values)):
                forget_everything(m)
                self.parameters.lose()
                continue
            forget_words(m, parsed.words)
            forget_groups(m, {groups[code] for code in codes if code in groups})
            if codes & _OFFSETS:
                forget_offsets(m)
            if codes & _HOMES or any(word.letter in _AXES for word in parsed.words):
                m.forget(_AXES)

    def _skipped_faults(self, at: int, faults: tuple[Fault, ...]) -> None:
        """Of a line that is skipped the control reads the comments' ends, and which O word it is."""
        line = self.tape.lines[at]
        open_comment = "(" in _COMMENT.sub("", line.partition(";")[0])
        strange = (
            self.o.defining is None and _BEGINS.match(line) is not None and _O_WORD.match("".join(line.split())) is None
        )
        if open_comment or strange:
            report_faults(self.m, Parsed(faults=faults), line)

    def _settle(self, parsed: Parsed, line: str) -> tuple[Word, ...] | None:
        """Work out the block's values from left to right, then set its parameters; None: the control refuses it."""
        m, p = self.m, self.parameters
        values = parsed.values or {}
        words = list(parsed.words)
        settings: list[tuple[Assignment, tuple[Value, ...], Value]] = []
        fault: Fault | None = None
        for item in _in_order(parsed):
            if isinstance(item, int):
                value = evaluate(values[item], p)
                if isinstance(value, Fault):
                    fault = value
                    break
                word = words[item]
                words[item] = Word(word.letter, real(value), word.column, word.text)
                continue
            found = self._setting(item)
            if isinstance(found, Fault):
                fault = found
                break
            settings.append(found)
        if fault is not None:
            m.refuse(fault)
            forget_line(m, line)
            self._lose(parsed.assignments)
            return None
        if not (words and words[0].letter == "M" and words[0].value in (98.0, 99.0)):  # these set nothing
            for assignment, index, value in settings:
                p.put(assignment.target, index, value)
        if any(word.value != word.value and word.letter in "GM" for word in words):
            forget_everything(m)  # which code it is, is not known
        return tuple(words)

    def _setting(self, assignment: Assignment) -> tuple[Assignment, tuple[Value, ...], Value] | Fault:
        target, p = assignment.target, self.parameters
        index = index_of(target, p)
        if isinstance(index, Fault):
            return index
        fault = attempt(target, lambda: p.declare(target, index))
        if fault is not None:
            return fault
        value = evaluate(assignment.value, p)
        return value if isinstance(value, Fault) else (assignment, index, value)

    def _lose(self, assignments: tuple[Assignment, ...]) -> None:
        """What a refused block would have set is not known."""
        p = self.parameters
        for assignment in assignments:
            assign(assignment, NAN, p)  # where it cannot be set at all, nothing is lost

    def _comments(self, parsed: Parsed) -> None:
        m = self.m
        if not parsed.words and not parsed.assignments:
            for comment in parsed.comments:
                m.event(EventKind.MARK, text=comment.strip())
        text = m.block.text
        spoken = _COMMENT.findall(text.partition(";")[0])
        comment = spoken[-1][1:-1] if spoken else ""
        python = text.startswith(";py,") or _PYTHON.match(comment) is not None
        column = text.rfind(comment) if spoken else 1
        if python:
            m.report("unsupported-code", say("Python in a comment: the control runs it, and what it does is not known"),
                     say("write the program without it"), column=column)  # fmt: skip
            forget_everything(m)
        elif _ABORT.match(comment) is not None:
            m.report("syntax", say("ABORT: the control stops here with this message"),
                     say("mend what leads to it"), column=column)  # fmt: skip

    # -- M98, M99, M70 to M73 ------------------------------------------------------------------------------------

    def _call_or_return(self, at: int, words: tuple[Word, ...]) -> Outcome:
        """They are O words to the control when they begin their block; the rest of it is not run."""
        m, first = self.m, words[0]
        end = first.column + len(first.text)
        if first.value == 98.0:
            given = {word.letter: word for word in words[1:]}
            if "P" not in given:
                m.report("word-missing", say("M98 without P, the subprogram's number"), say("write P"),
                         column=first.column, end_column=end)  # fmt: skip
                return None
            self._unused([word for word in words[1:] if word.letter not in "PL"])
            arguments = tuple(_constant(given[letter]) for letter in "PL" if letter in given)
            return self.o.take(at, OWord("M98", arguments[0], first.column, end, arguments), ())
        if len(self.o.levels) > 1:
            self._unused(list(words[1:]))
            name = self.o.level.name
            return self.o.take(at, OWord("M99", name, first.column, end), ())
        m.report(
            "no-program-end",
            say("M99 in the main program begins it again, without end"),
            say("write M30"),
            column=first.column,
            end_column=end,
            severity=Severity.WARNING,
        )
        m.event(EventKind.END, column=first.column, text="M99")
        m.ended = True
        return None

    def _unused(self, words: list[Word]) -> None:
        if words:
            word = words[0]
            self.m.report(
                "word-conflict",
                say("the control passes over {word} in a block with M98 or M99", word=word.text),
                say("write it in a block of its own"),
                column=word.column, end_column=word.column + len(word.text), severity=Severity.WARNING,
            )  # fmt: skip

    # -- what nothing runs ---------------------------------------------------------------------------------------

    def _begins(self, at: int, name: str) -> bool:
        """Whether a subprogram of that name begins at the block or behind it."""
        tape = self.tape
        for index in unusual(tape.lines, at):
            if index >= tape.end:
                break
            if _BEGINS.match(tape.lines[index]) is None:
                continue
            control = tape.parsed(index).control
            if isinstance(control, OWord) and control.kind in ("sub", "") and _label(control.label) in (name, None):
                return True
        return False

    def text_after_end(self) -> None:
        """Say once that blocks stand behind the program's end and nothing runs them; subprograms may stand there."""
        m, tape, end = self.m, self.tape, self.end
        if end is None:
            return
        inside = False
        left: list[int] = []
        for at in range(end + 1, len(tape.lines)):
            line = tape.lines[at]
            o = tape.parsed(at).control if at < len(tape.run) and _BEGINS.match(line) else None
            if isinstance(o, OWord) and o.kind in ("sub", ""):
                inside = True
            if not inside and line.strip() not in ("", "%") and not (at < len(tape.run) and tape.run[at]):
                left.append(at)
            if isinstance(o, OWord) and o.kind == "endsub":
                inside = False
        if left:
            m.block = Block(left[0], left[0] + 1, tape.lines[left[0]])
            m.report(
                "text-after-end",
                say("the program ended in line {line}; this and what follows is not read", line=end + 1),
                say("remove it, or move the program's end"),
                severity=Severity.ERROR if any(MOVES.match(tape.lines[at]) for at in left) else Severity.WARNING,
            )


def _in_order(parsed: Parsed) -> list[int | Assignment]:
    """Words whose values wait (by their index) and assignments, from left to right."""
    if not parsed.assignments:
        return list(parsed.values or ())
    items: list[tuple[int, int | Assignment]] = [(parsed.words[index].column, index) for index in parsed.values or ()]
    items += [(assignment.target.column, assignment) for assignment in parsed.assignments]
    return [item for _, item in sorted(items, key=lambda pair: pair[0])]


def _constant(word: Word) -> Expression:
    return Constant(word.column, word.column + len(word.text), word.value)


def _label(label: str | Expression) -> str | None:
    """A label as it is kept; None: an expression, which may be any."""
    if isinstance(label, str):
        return label
    return f"{label.value:g}" if isinstance(label, Constant) else None


def run(m: Machine, lines: Sequence[str], newline: str, max_blocks: int) -> Sequence[Block]:
    """The program, as the control goes through it."""
    program = Program(m, lines, newline, max_blocks)
    program.run()
    program.text_after_end()
    return program.tape.blocks()


def modes_saved(m: Machine, block: Sorted) -> None:
    """M70, M71, M72, M73: of the same modal group as the spindle's codes."""
    found = block.m.get("spindle")
    if found is not None and 70 <= found[0] <= 73 and isinstance(m.own, Program):
        o = m.own.o
        context(m, o.level.saved, found[0], found[1].column, called=len(o.levels) > 1)


def plain_words_are_plain(m: Machine) -> bool:
    """Whether a block of plain words runs, and means what it seems to: not skipped by an O word, no diameters and so on."""
    program = m.own
    return isinstance(program, Program) and program.o.skipping is None and not m.special
