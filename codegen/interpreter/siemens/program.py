"""The way through a SINUMERIK program: its steps, statement by statement, for the one runner (``interpreter.flow``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from codegen.findings import Severity
from codegen.interpreter import cutter
from codegen.interpreter.expression import Assignment, Constant, Value, Variable, assign, evaluate
from codegen.interpreter.faults import Fault
from codegen.interpreter.flow import Call, Flow, Halt, Outcome, Return, Stop, Tape
from codegen.interpreter.lines import Parsed
from codegen.interpreter.machine import Machine
from codegen.interpreter.reader import MOVES, check_length, report_faults
from codegen.interpreter.siemens import calls, corners, steps, text
from codegen.interpreter.siemens.levels import Level, modes, restore
from codegen.interpreter.siemens.lines import Called, Statement, rest_of
from codegen.interpreter.siemens.parts import Block as Parts
from codegen.interpreter.siemens.state import forget_all, own
from codegen.interpreter.siemens.statements import MAX_TIMES, Statements
from codegen.interpreter.siemens.words import gather
from codegen.messages import say
from codegen.model.motion import EventKind
from codegen.model.program import Block

MAX_DEPTH: Final = 16
"""Program levels (Job Planning, "Subprograms": 16 with the main program)."""
_G290: Final = re.compile(r"(?<![A-Za-z0-9_])G290(?![0-9])", re.IGNORECASE)


def run(m: Machine, lines: Sequence[str], newline: str, max_blocks: int) -> Sequence[Block]:
    """The first main program of the file, and what it calls."""
    return _Program(m, lines, newline, max_blocks).run()


class _Program(Statements):
    """A file being run."""

    def __init__(self, m: Machine, lines: Sequence[str], newline: str, max_blocks: int) -> None:
        self.m = m
        self.sections = text.sections(lines, min(len(lines), max_blocks))
        self.main = next((s for s in self.sections if _is_main(lines, s)), self.sections[0])
        self.programs = {s.name: s for s in reversed(self.sections) if s.name and s is not self.main}
        self.tape = Tape(m, lines, newline, first=self.main.first, max_blocks=max_blocks)
        self.flow = Flow(m, self.tape, self.step, version=lambda: own(m).store.version)
        self.flow.frames[0].data = Level(self.main)
        own(m).program = self
        self.end_block: int | None = None

    def run(self) -> Sequence[Block]:
        """Follow it, and say how it ended."""
        m, tape = self.m, self.tape
        m.part = (m.name or "").upper().endswith("SPF") or self._proc(self.main) is not None
        halt = self.flow.follow()
        corners.flush(m)
        m.release()
        if tape.cut:
            m.block = tape.block(len(tape.run) - 1) if tape.run else m.block
            m.report(
                "limit-exceeded",
                say("the program has more than {most} blocks", most=len(tape.run)),
                say("split it, or raise the limit"),
            )
        elif halt is Halt.RAN_OUT and self.flow.depth:
            self._ran_out(len(tape.run))
        elif halt is Halt.RAN_OUT:
            m.report("no-program-end", say("the program ends without M2 or M30"), say("write M30 as its last block"),
                     severity=Severity.WARNING)  # fmt: skip
        elif halt is Halt.ENDED:
            self._after_end()
        return tape.blocks()

    # -- a block

    def step(self, at: int) -> Outcome:
        """Run the block at an index, and say where it goes on."""
        m, tape, level = self.m, self.tape, self.level
        if level.stops_at == at:
            return Return()
        if at >= level.section.end:
            tape.run[at] = 0
            return self._ran_out(at)
        mine = own(m)
        m.block = tape.block(at)
        if mine.iso:
            if _G290.search(tape.lines[at].partition(";")[0]) is None:
                return None
            mine.iso = False
            return None
        parsed = tape.parsed(at)
        m.block = tape.block(at)
        if parsed.deleted and m.env.block_delete:
            return None
        check_length(m, tape.lines[at], tape.newline)
        if parsed.faults:
            report_faults(m, parsed, tape.lines[at])
            if any(fault.touches == "everything" for fault in parsed.faults):
                forget_all(m)
            if parsed.refused:
                return None
        rest = rest_of(parsed)
        if rest.statement is not None:
            return self.statement(at, rest.statement)
        if not parsed.words and not parsed.assignments and rest.empty:
            for comment in parsed.comments:
                m.event(EventKind.MARK, text=comment.strip())
            return None
        return self._block(at, parsed)

    def _ran_out(self, at: int) -> Outcome:
        m = self.m
        if self.flow.depth:
            m.report(
                "no-program-end", say("the subprogram ends without M17 or RET"), say("write M17 as its last block")
            )
            forget_all(m)
            return Stop()
        m.block = self.tape.block(max(self.main.first, at - 1))
        return Stop(reported=False)

    def _block(self, at: int, parsed: Parsed) -> Outcome:
        m, mine = self.m, own(self.m)
        block = gather(m, parsed)
        modal = next((name for name in block.names if name.name == "MCALL"), None)
        if modal is not None:
            self._set_modal(block, parsed)
        else:
            steps.execute(m, block)
            for call in () if block.refused else block.calls:
                if not calls.run(m, block, call):
                    return self._enter(block, call)
        if "unread language" in block.g:
            forget_all(m)
            mine.iso = True
            return None
        steps.stop(m, block)
        outcome = None if modal is not None else self._named(at, block, parsed)
        if outcome is not None:
            return outcome
        ended = self._ends(at, block)
        if ended is not None or m.ended:
            return ended
        due, mine.modal_due = mine.modal_due, False
        return self._enter(block, mine.modal) if due and mine.modal is not None else None

    def _set_modal(self, block: Parts, parsed: Parsed) -> None:
        """MCALL with a call puts it in force; alone it ends it."""
        called = next(iter(block.calls), None)
        if called is None:
            name = next((n for n in block.names if n.name != "MCALL"), None)
            number = next((w for w in parsed.words if w.letter == "L"), None)
            if name is not None:
                called = Called(name.name, (), name.column, name.end_column)
            elif number is not None:
                called = Called(number.text.upper(), (), number.column, number.column + len(number.text))
        own(self.m).modal, own(self.m).holes = called, 0

    def _named(self, at: int, block: Parts, parsed: Parsed) -> Outcome:
        """Subprograms by name or L number, RET, CALL."""
        m = self.m
        number = next((w for w in parsed.words if w.letter == "L"), None)
        if number is not None:
            called = Called(number.text.upper(), (), number.column, number.column + len(number.text))
            return self._enter(block, called)
        for name in block.names:
            if name.name == "RET":
                return self._return(at, "RET")
            if name.name in ("CALL", "PCALL", "EXTCALL", "ISOCALL"):
                goal = block.texts[0] if block.texts else ""
                short = (
                    re.sub(r"(?i)\.(?:SPF|MPF)$|_(?:SPF|MPF)$", "", goal.rpartition("/")[2]).upper().removeprefix("_N_")
                )
                return self._enter(block, Called(short or name.name, (), name.column, name.end_column))
            bare = Called(name.name, (), name.column, name.end_column)
            if calls.run(m, block, bare):
                continue
            return self._enter(block, bare)
        return None

    def _ends(self, at: int, block: Parts) -> Outcome:
        """M2, M30 and M17: the end of the main program, and of a subprogram alike."""
        found = next(((code, given) for code, given in block.m if code in (2, 17, 30)), None)
        if found is None:
            return None
        return self._return(at, f"M{found[0]}", column=found[1].column)

    def _return(self, at: int, name: str, *, column: int = 1) -> Outcome:
        m = self.m
        level = self.level
        if not level.subprogram and self.flow.depth:  # within a repeated section
            depth = next(i for i in range(self.flow.depth, -1, -1) if self.flow.frames[i].data.subprogram or i == 0)
            level = self.flow.frames[depth].data
            while self.flow.depth > depth:
                self.flow.frames.pop()
                m.calls = m.calls[:-1]
        if not level.subprogram:
            corners.flush(m)
            cutter.settle(m, column)
            m.event(EventKind.END, column=column, text=name)
            m.ended = True
            m.release()
            self.end_block = at
            return None
        self._leave(level)
        return Return()

    # -- subprograms

    def _enter(self, block: Parts, call: Called) -> Outcome:
        """Call a program of the file; one that is not there may do anything."""
        m = self.m
        section = self.programs.get(call.name)
        if section is None:
            m.report(
                "unsupported-code",
                say("{name} is called and is not in the file: what it does is not known", name=call.name),
                say("put the subprogram into the file, as %_N_{name}_SPF", name=call.name),
                column=call.column,
                end_column=call.end_column,
            )
            forget_all(m, [given for given in call.arguments if isinstance(given, Variable)])
            return None
        times = block.words.get("P")
        count = 1 if times is None or call is own(m).modal else times.value
        if not 0 <= count <= MAX_TIMES:
            m.report("syntax", say("P{count:g} is no number of repeats", count=count), say("write P1 to P9999"),
                     column=call.column)  # fmt: skip
            return None
        if count == 0:
            return None
        if sum(f.data.subprogram for f in self.flow.frames) >= MAX_DEPTH - 1:
            m.report("limit-exceeded", say("{name} is called more than {depth} deep", name=call.name, depth=MAX_DEPTH),
                     say("end the recursion sooner"), column=call.column)  # fmt: skip
            return Stop()
        level = self._bind(section, block, call)
        if level is None:
            return None
        return Call(section.first, call.name, int(count), data=level)

    def _bind(self, section: text.Section, block: Parts, call: Called) -> Level | None:
        """A subprogram's own variables, with the parameters of its PROC; None: the call is wrong (reported)."""
        m, mine = self.m, own(self.m)
        proc = self._proc(section)
        declared = proc.variables if proc is not None else ()
        values = calls.arguments(m, block, call)
        if values is None:
            return None
        if len(values) > len(declared):
            m.report("syntax", say("{name} takes {count} parameters", name=call.name, count=len(declared)),
                     say("check the call, and PROC"), column=call.column, end_column=call.end_column)  # fmt: skip
            return None
        level = Level(section, subprogram=True, modal=mine.modal)
        firsts: list[Value] = []
        for index, parameter in enumerate(declared):
            value = values[index] if index < len(values) else None
            if value is None and parameter.value is not None:
                found = evaluate(parameter.value, mine.store)
                value = 0.0 if isinstance(found, Fault) else found
            firsts.append(value)
            argument = call.arguments[index] if index < len(call.arguments) else None
            if parameter.by_reference and isinstance(argument, Variable):
                level.references.append((parameter.name, argument))
        if proc is not None and "SAVE" in proc.names:
            level.saved = modes(m)
        mine.store.enter()
        for parameter, value in zip(declared, firsts, strict=True):
            mine.store.declare(parameter.name, parameter.kind, value)
        mine.modal = None
        return level

    def _proc(self, section: text.Section) -> Statement | None:
        """The PROC that begins a program, if it has one."""
        for at in range(section.first, section.end):
            parsed = self.tape.parsed(at)
            statement = rest_of(parsed).statement
            if statement is not None:
                return statement if statement.kind == "proc" else None
            if parsed.words or parsed.assignments or not rest_of(parsed).empty or parsed.faults:
                return None
        return None

    def _leave(self, level: Level) -> None:
        """Back from a subprogram: its variables go, what it gives back by reference stays."""
        m, mine = self.m, own(self.m)
        if self.flow.frame.left > 1:
            return  # it runs again
        inner = mine.store.leave()
        for name, target in level.references:
            assign(Assignment(target, Constant(1, 1, None)), inner.get((name, ())), mine.store)
        if level.saved is not None:
            restore(m, level.saved)
        mine.modal = level.modal

    # -- the end

    def _after_end(self) -> None:
        """Say once that blocks stand behind the end, where no jump could reach them."""
        m, tape, section = self.m, self.tape, self.main
        text.read(section, tape.lines)
        if self.end_block is None or section.jumps:
            return
        said = [at for at in range(self.end_block + 1, section.end) if not tape.run[at] and tape.lines[at].strip()]
        said = [at for at in said if not tape.lines[at].lstrip().startswith((";", "%"))]
        if not said:
            return
        m.block = tape.block(said[0])
        m.report(
            "text-after-end",
            say("the program ended in line {line}; this and what follows is not read", line=self.end_block + 1),
            say("remove it, or move the program's end"),
            severity=Severity.ERROR if any(MOVES.match(tape.lines[at]) for at in said) else Severity.WARNING,
        )


def _is_main(lines: Sequence[str], section: text.Section) -> bool:
    header = lines[section.first - 1] if section.first else ""
    return not header.strip().upper().endswith("_SPF")
