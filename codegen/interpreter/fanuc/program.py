"""The way through a Fanuc program: the tape's ends, program numbers, subprograms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from codegen.findings import Severity
from codegen.interpreter.execute import execute
from codegen.interpreter.fanuc.numbers import convert
from codegen.interpreter.fanuc.state import Call, own
from codegen.interpreter.flow import Call as Enter
from codegen.interpreter.flow import Flow, Halt, Outcome, Return, Stop, Tape
from codegen.interpreter.lines import Parsed
from codegen.interpreter.machine import ZERO, Machine
from codegen.interpreter.reader import MOVES, check_length, report_faults, straight_feed
from codegen.interpreter.text import unusual
from codegen.interpreter.unknown import forget_everything, forget_groups, forget_words
from codegen.messages import say
from codegen.model.motion import EventKind
from codegen.model.program import Block

MAX_DEPTH: Final = 10
"""Subprograms may call subprograms ten deep (B-64604EN, "Subprogram (M98, M99)")."""


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
    """Index of the first line that counts, and of the percent sign that ends the tape."""
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    first += lines[first].lstrip().startswith("%")
    end = next((i for i in unusual(lines, first) if lines[i].lstrip().startswith("%")), len(lines))
    return first, end


def run(m: Machine, lines: Sequence[str], newline: str, max_blocks: int) -> Sequence[Block]:
    """The first program of the tape, and what it calls."""
    tape = _Tape(m, lines, newline, max_blocks)
    _leader(m, tape)
    stopped = _follow(m, tape)
    if tape.cut:
        m.block = tape.block(len(tape.run) - 1) if tape.run else m.block
        m.report(
            "limit-exceeded",
            say("the program has more than {most} blocks", most=max_blocks),
            say("split it, or raise the limit"),
        )
    elif not m.ended and not stopped:
        m.report("no-program-end", say("the program ends without M2 or M30"), say("write M30 as its last block"))
    _never_run(m, tape)
    return tape.blocks()


def _leader(m: Machine, tape: _Tape) -> None:
    """Say that what stands beside the opening percent sign is passed over."""
    index = tape.first - 1
    if 0 <= index < len(tape.run) and tape.lines[index].strip() not in ("", "%"):
        m.block = tape.block(index)
        m.report("text-after-end", say("the control passes over what stands on the line of the opening %"),
                 say("write it on a line of its own"), severity=Severity.WARNING)  # fmt: skip


def _follow(m: Machine, tape: _Tape) -> bool:
    """Run block after block. True: it was broken off, and why is reported."""

    def step(at: int) -> Outcome:
        parsed = tape.parsed(at)
        if parsed.program is not None and at != flow.entered and (flow.depth or at != title):
            tape.run[at] = 0  # the next program begins: this one had no end
            return Stop(reported=False)
        _block(m, tape, at, parsed)
        mine = own(m)
        call, returns, mine.call, mine.returns = mine.call, mine.returns, None, False
        if m.ended:
            return None
        if call is not None:
            start = _enter(m, tape, call, flow.depth)
            if start is not None:
                return Enter(start, f"O{call.number:04d}", call.count)
        if returns and not flow.depth:
            m.report("no-program-end", say("M99 in the main program begins it again, without end"), say("write M30"))
            return Stop()
        return Return() if returns else None

    title = next((at for at in range(tape.first, tape.end) if tape.says(at) or _own_program(tape, at)), tape.first)
    flow = Flow(m, tape, step)
    halt = flow.follow()
    if halt is Halt.RAN_OUT and flow.depth:
        m.report("no-program-end", say("the subprogram ends without M99"), say("write M99 as its last block"))
        forget_everything(m)
        return True
    return halt is Halt.STOPPED


def _block(m: Machine, tape: _Tape, at: int, parsed: Parsed) -> None:
    line = tape.lines[at]
    m.block = tape.block(at)
    if parsed.deleted and m.env.block_delete:
        return
    check_length(m, line, tape.newline)
    words = parsed.words
    if parsed.faults:
        report_faults(m, parsed, line)
        if parsed.refused:
            return
    if not words:
        for comment in parsed.comments:
            m.event(EventKind.MARK, text=comment.strip())
        return
    converted = convert(m, words)
    if converted is None:
        said = [w.value * 10 for w in words if w.letter == "G"]  # may be infinite
        groups = m.dialect.codes.groups.items()
        forget_groups(m, {group for code, group in groups if any(abs(code - value) < 0.5 for value in said)})
        forget_words(m, words)
        m.forget()
        m.dialect.refused(m, words)
    elif parsed.faults or m.origin is not ZERO or own(m).rigid or not straight_feed(m, converted):
        execute(m, converted)


def _enter(m: Machine, tape: _Tape, call: Call, depth: int) -> int | None:
    """Where a called subprogram begins; None: it is not run, and what it would have changed is unknown."""
    start = tape.programs.get(call.number)
    if start is not None and depth < MAX_DEPTH and call.count > 0:
        return start
    column, end = call.word.column, call.word.column + len(call.word.text)
    if start is None:
        message = say("O{number:04d} is called and is not in the file: what it does is not known", number=call.number)
        m.report(
            "unsupported-code",
            message,
            say("put the subprogram into the file, after M30"),
            column=column,
            end_column=end,
        )
    elif call.count > 0:
        message = say("O{number:04d} is called more than {depth} deep", number=call.number, depth=MAX_DEPTH)
        m.report(
            "limit-exceeded", message, say("call fewer subprograms from subprograms"), column=column, end_column=end
        )
    else:
        return None  # no times at all
    forget_everything(m)
    return None


def _never_run(m: Machine, tape: _Tape) -> None:
    """Say once for each stretch of blocks that nothing runs them: behind an end, or in a program that is not called."""
    # each program is a stretch of its own, and so is what stands behind the percent sign
    for stretch in tape.stretches(lambda at: at == tape.end or _own_program(tape, at)):
        said = [at for at in stretch if tape.says(at)]
        if not said:
            continue
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
