"""The way through a Fanuc program: the tape's ends, program numbers, subprograms and macros."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from codegen.findings import Severity
from codegen.interpreter.execute import execute
from codegen.interpreter.fanuc import corners, offsets
from codegen.interpreter.fanuc.macros import Level, Macros
from codegen.interpreter.fanuc.numbers import convert
from codegen.interpreter.fanuc.state import Call, Modal, own
from codegen.interpreter.fanuc.variables import Variables
from codegen.interpreter.flow import Call as Enter
from codegen.interpreter.flow import Flow, Halt, Jump, Outcome, Return, Stop, Tape
from codegen.interpreter.lines import Parsed
from codegen.interpreter.machine import AXES, Machine
from codegen.interpreter.reader import MOVES, check_length, report_faults, straight_feed
from codegen.interpreter.text import unusual
from codegen.interpreter.unknown import forget_groups, forget_line, forget_words
from codegen.messages import say
from codegen.model.motion import EventKind
from codegen.model.program import Block, Word

MAX_DEPTH: Final = 10
"""Subprograms may call subprograms ten deep (B-64604EN, "Subprogram (M98, M99)")."""
MAX_MACROS: Final = 5
"""Macro calls, G65 and G66 together (B-64604EN, "Macro call")."""
NOT_MOVING: Final = frozenset((40, 100, 510, 511, 501, 520, 680, 920, 921))


LONGEST_CALLED: Final = 20_000
"""Lines of a subprogram by itself; a longer program is no such thing, and is not gone through for it."""
_REMARK: Final = re.compile(r"\([^()]*\)?")
_END: Final = re.compile(r"M[ \t]*0*(2|30|99)(?![0-9])")


class _Tape(Tape):
    """The lines between the percent signs, and the programs among them by their numbers."""

    def __init__(self, m: Machine, lines: Sequence[str], newline: str, max_blocks: int) -> None:
        first, end = _ends(lines)
        super().__init__(m, lines, newline, first=first, end=end, max_blocks=max_blocks)
        self.programs: dict[int, int] = {}
        for at in self.unusual():
            number = self.parsed(at).program
            if number is None:
                continue
            if number in self.programs:
                m.block = self.block(at)
                m.report(
                    "word-conflict",
                    say("O{program} begins a second time: the control would not load it", program=number),
                    say("give each program a number of its own"),
                )
            self.programs.setdefault(number, at)


def _ends(lines: Sequence[str]) -> tuple[int, int]:
    """Index of the first line that counts, and of the percent sign that ends the tape.

    Nothing but remarks before the first percent sign is the leader, which the control does not read.
    """
    first = next((i for i, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("(")), 0)
    if not lines[first].lstrip().startswith("%"):
        first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    first += lines[first].lstrip().startswith("%")
    end = next((i for i in unusual(lines, first) if lines[i].lstrip().startswith("%")), len(lines))
    return first, end


def run(m: Machine, lines: Sequence[str], newline: str, max_blocks: int) -> Sequence[Block]:
    """The first program of the tape, and what it calls."""
    tape = _Tape(m, lines, newline, max_blocks)
    _leader(m, tape)
    way = _Run(m, tape)
    stopped = way.follow()
    if tape.cut:
        m.block = tape.block(len(tape.run) - 1) if tape.run else m.block
        m.report(
            "limit-exceeded",
            say("the program has more than {most} blocks", most=max_blocks),
            say("split it, or raise the limit"),
        )
    elif not m.ended and not stopped:
        m.report("no-program-end", say("the program ends without M2 or M30"), say("write M30 as its last block"))
    if not own(m).alarm:
        _never_run(m, tape, way.macros)
    return tape.blocks()


def _leader(m: Machine, tape: _Tape) -> None:
    """Say that what stands beside the opening percent sign is passed over."""
    index = tape.first - 1
    if 0 <= index < len(tape.run) and tape.lines[index].strip() not in ("", "%"):
        m.block = tape.block(index)
        m.report("text-after-end", say("the control passes over what stands on the line of the opening %"),
                 say("write it on a line of its own"), severity=Severity.WARNING)  # fmt: skip


def _title(tape: _Tape) -> int:
    """Where the main program begins: at the first that says anything; a number that another follows at once is a label."""
    says = (at for at in range(tape.first, tape.end) if tape.says(at) or _own_program(tape, at))
    title = next(says, tape.first)
    heads = frozenset(tape.programs.values())
    while title in heads and (following := next(says, None)) in heads and following is not None:
        title = following
    return title


class _Run:
    """One run of the tape."""

    def __init__(self, m: Machine, tape: _Tape) -> None:
        self.m, self.tape = m, tape
        self.variables = Variables(m)
        self.macros = Macros(m, tape, self.variables)
        m.part = self.variables.local_lost = _called(tape)
        own(m).starts = tuple(sorted(at for at in tape.programs.values() if at > tape.first))
        self.title = _title(tape)
        self.flow = Flow(m, tape, self._step, version=lambda: self.variables.version)

    def follow(self) -> bool:
        """Run block after block. True: it was broken off, and why is reported."""
        halt = self.flow.follow()
        corners.resolve(self.m, None)
        if halt is Halt.RAN_OUT and self.flow.depth:
            self.m.report("no-program-end", say("the subprogram ends without M99"), say("write M99 as its last block"))
            self.macros.lose()
            return True
        return halt is Halt.STOPPED

    def _step(self, at: int) -> Outcome:
        m, flow = self.m, self.flow
        parsed = self.tape.parsed(at)
        if parsed.program is not None and at != flow.entered and (flow.depth or at > self.title):
            if not m.again:
                self.tape.run[at] = 0  # the next program begins: this one had no end
            return Stop(reported=False)
        outcome = self._block(at, parsed)
        mine = own(m)
        call, returns, mine.call, mine.returns = mine.call, mine.returns, None, False
        if m.ended or outcome is not None:
            return outcome
        if call is not None:
            return self._enter(call)
        return self._return(at) if returns else None

    def _block(self, at: int, parsed: Parsed) -> Outcome:
        m, line = self.m, self.tape.lines[at]
        m.block = self.tape.block(at)
        if at in own(m).meets:
            own(m).meets.discard(at)
            self.macros.lose()
        if parsed.deleted and m.env.block_delete:
            return None
        check_length(m, line, self.tape.newline)
        words = parsed.words
        if parsed.faults:
            report_faults(m, parsed, line)
            if parsed.refused:
                return None
        if own(m).data_entry:
            offsets.data_block(m, words)
            return None
        if parsed.control is not None:
            outcome = self.macros.take(at, parsed.control)
            self.flow.doubts = self.macros.doubts
            return outcome
        if parsed.assignments:
            return self.macros.assign(parsed.assignments)
        if parsed.values is not None:
            settled = self.macros.settle(parsed)
            if settled is None:
                forget_line(m, line)
                return None
            words = settled
            if any(word.value != word.value and word.letter in "GM" for word in words):
                self.macros.lose()  # which code it is, is not known
                own(m).returns = any(word.letter == "M" and word.value == 99 for word in words)
                return None
        if words:
            self._words(words, faulty=bool(parsed.faults))
        elif parsed.values is None:
            for comment in parsed.comments:
                m.event(EventKind.MARK, text=comment.strip())
        return None

    def _words(self, words: tuple[Word, ...], *, faulty: bool) -> None:
        m = self.m
        macro = next((i for i, word in enumerate(words) if word.letter == "G" and word.value in (65.0, 66.0)), None)
        if macro is not None:
            self._macro(words, macro)
            return
        converted = convert(m, words)
        if converted is None:
            said = [w.value * 10 for w in words if w.letter == "G"]  # may be infinite
            groups = m.dialect.codes.groups.items()
            forget_groups(m, {group for code, group in groups if any(abs(code - value) < 0.5 for value in said)})
            forget_words(m, words)
            m.forget()
            m.dialect.refused(m, words)
        elif faulty or m.special or own(m).rigid or not straight_feed(m, converted):
            execute(m, converted)
        mine = own(m)
        if mine.modal is not None and not mine.in_modal and mine.call is None and _moves(words):
            modal = mine.modal
            mine.call = Call(modal.number, modal.count, modal.word, Level({}, modal.local, modal=True))

    # -- calls ---------------------------------------------------------------------------------------------------------

    def _macro(self, words: tuple[Word, ...], at: int) -> None:
        """G65: a call. G66: a call after each move from now on."""
        m, code = self.m, words[at]
        corners.resolve(m, None)
        p = [word for word in words if word.letter == "P"]
        count = [word for word in words if word.letter == "L"]
        given = self.macros.arguments(words[at + 1 :])
        wrong = ""
        if at or any(word.letter in "GN" for word in words[at + 1 :]):
            wrong = say("{word} stands behind or before other codes", word=code.text)
        elif len(p) != 1 or not 1 <= p[0].value < 1e8 or len(count) > 1:
            wrong = say("{word} needs P, the macro's number", word=code.text)
        if wrong:
            m.report("word-missing" if len(p) != 1 else "word-conflict", wrong, say("write {code} P and then the arguments",
                     code=code.text), column=code.column, end_column=code.column + len(code.text))  # fmt: skip
        if wrong or given is None:
            self.macros.lose()
            return
        number, times = round(p[0].value), round(count[0].value) if count and count[0].value == count[0].value else 1
        mine = own(m)
        if code.value == 65.0:
            mine.call = Call(number, times, p[0], Level({}, given))
        elif mine.modal is not None or mine.in_modal:
            m.report("unsupported-code", say("G66 within G66 is not interpreted"), say("write G67 before it"),
                     column=code.column, end_column=code.column + len(code.text))  # fmt: skip
            self.macros.lose()
        else:
            mine.modal = Modal(number, times, p[0], given)

    def _enter(self, call: Call) -> Outcome:
        """Where a called program begins. Where it is not run, what it would have changed is unknown."""
        m, macro = self.m, call.macro
        at = m.block.index
        start = self.macros.find(call.number, at) if call.local else self.tape.programs.get(call.number)
        macros = sum(frame.data is not None for frame in self.flow.frames)
        deepest, deep = (MAX_MACROS, macros) if macro is not None else (MAX_DEPTH, self.flow.depth - macros)
        column, end = call.word.column, call.word.column + len(call.word.text)
        if call.count <= 0:
            return None  # no times at all
        if start is not None and deep < deepest:
            if macro is not None:
                level: Level = macro
                level.saved = self.variables.local
                self.variables.local = level.given if level.modal else dict(level.given)
                self.variables.level += 1
                self.variables.version += 1
                own(m).in_modal |= level.modal
            return Enter(start, call.name, call.count, data=macro)
        if start is None:
            message = say("{called} is called and is not in the file: what it does is not known", called=call.name)
            remedy = say("put the subprogram into the file, after M30")
            lacks = Severity.ERROR if call.local else None  # a line of this program, not a program of the control's
            m.report("unsupported-code", message, remedy, column=column, end_column=end, severity=lacks)
        else:
            message = say("{called} is called more than {depth} deep", called=call.name, depth=deepest)
            remedy = say("call fewer subprograms from subprograms")
            m.report("limit-exceeded", message, remedy, column=column, end_column=end)
        self.macros.lose()
        return None

    def _return(self, at: int) -> Outcome:
        """M99; with P to a block of the caller's, in the main program to one of its own."""
        m, flow, mine = self.m, self.flow, own(self.m)
        to, mine.return_to = mine.return_to, None
        goal = None
        if to is not None:
            first, _ = self.macros.bounds(flow.frame.caller if flow.depth else at)
            self.macros.branched.add(first)
            goal = self.macros.find(to, first - 1)
            if goal is None:
                m.report("syntax", say("there is no N{number} in the program (alarm PS0128)", number=to),
                         say("write the sequence number where it goes on"))  # fmt: skip
                mine.alarm = True
                return Stop()
        if not flow.depth:
            if goal is not None:
                return Jump(goal)
            m.report("no-program-end", say("M99 here goes back to a caller; run by itself the program begins again, without end"),
                     say("write M30, unless this is a subprogram"), severity=Severity.WARNING)  # fmt: skip
            return Stop()
        level = flow.frame.data
        if isinstance(level, Level):
            if flow.frame.left > 1 and goal is None:
                self.variables.local = level.given if level.modal else dict(level.given)
            else:
                self.variables.local = level.saved
                self.variables.level -= 1
                mine.in_modal = mine.in_modal and not level.modal
            self.variables.version += 1
        return Return(goal)


def _called(tape: _Tape) -> bool:
    """Whether the first program is one that others call: it ends with M99, and nowhere with M2 or M30."""
    ends: set[int] = set()
    if tape.end - tape.first > LONGEST_CALLED:
        return False
    for at in range(tape.first, tape.end):
        if at > tape.first and at in tape.programs.values():
            break
        if "M" in tape.lines[at]:
            ends |= {int(code) for code in _END.findall(_REMARK.sub("", tape.lines[at]))}
    return ends == {99}


def _moves(words: tuple[Word, ...]) -> bool:
    """Whether a block moves, so that a modal macro follows it."""
    codes = {round(word.value * 10) for word in words if word.letter == "G" and abs(word.value) < 100}
    return any(word.letter in AXES for word in words) and not codes & NOT_MOVING


def _never_run(m: Machine, tape: _Tape, macros: Macros) -> None:
    """Say once for each stretch of blocks that nothing runs them: behind an end, or in a program that is not called."""
    # each program is a stretch of its own, and so is what stands behind the percent sign
    for stretch in tape.stretches(lambda at: at == tape.end or _own_program(tape, at)):
        said = [at for at in stretch if tape.says(at)]
        if not said:
            continue
        if said[0] < tape.end and macros.bounds(said[0])[0] in macros.branched:
            continue  # what a branch passes over this time
        m.block, m.again = tape.block(said[0]), False
        beyond = said[0] >= tape.end
        m.report(
            "text-after-end",
            say("behind the closing %: the control does not read this and what follows")
            if beyond
            else say("nothing runs this and what follows: it stands behind an end, or in a program that is not called"),
            say("remove it") if beyond else say("remove it, or call it with M98"),
            severity=Severity.ERROR
            if any(MOVES.match(tape.lines[at]) for at in said) and not _own_program(tape, stretch[0])
            else Severity.WARNING,
        )


def _own_program(tape: _Tape, at: int) -> bool:
    """Whether a program begins here, which may be there to be called from elsewhere."""
    return at < tape.end and tape.parsed(at).program is not None
