"""The way through a SINUMERIK program: its steps, statement by statement, for the one runner (``interpreter.flow``)."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from codegen.findings import Severity
from codegen.interpreter.expression import Assignment, Constant, Value, Variable, assign, evaluate
from codegen.interpreter.faults import Fault
from codegen.interpreter.flow import Call, Flow, Halt, Jump, Outcome, Return, Stop, Tape
from codegen.interpreter.lines import Parsed
from codegen.interpreter.machine import Machine
from codegen.interpreter.reader import MOVES, check_length, report_faults
from codegen.interpreter.siemens import calls, steps, text
from codegen.interpreter.siemens.lines import NOTHING, Called, Rest, Statement, rest_of
from codegen.interpreter.siemens.parts import Block as Parts
from codegen.interpreter.siemens.state import forget_all, own
from codegen.interpreter.siemens.words import gather
from codegen.messages import say
from codegen.model.motion import EventKind
from codegen.model.program import Block

MAX_DEPTH: Final = 16
"""Program levels (Job Planning, "Subprograms": 16 with the main program)."""
MAX_TIMES: Final = 9999
"""P, of a subprogram or a repeated section."""

_G290: Final = re.compile(r"(?<![A-Za-z0-9_])G290(?![0-9])", re.IGNORECASE)


@dataclass(slots=True)
class _Level:
    """What a called program has of its own: where it ends (a repeated section), its parameters by reference, what it saves."""

    section: text.Section
    stops_at: int | None = None
    references: list[tuple[str, Variable]] = field(default_factory=list)
    saved: dict[str, Any] | None = None
    subprogram: bool = False
    modal: Any = None


def run(m: Machine, lines: Sequence[str], newline: str, max_blocks: int) -> Sequence[Block]:
    """The first main program of the file, and what it calls."""
    return _Program(m, lines, newline, max_blocks).run()


class _Program:
    """A file being run."""

    def __init__(self, m: Machine, lines: Sequence[str], newline: str, max_blocks: int) -> None:
        self.m = m
        self.sections = text.sections(lines, min(len(lines), max_blocks))
        self.main = next((s for s in self.sections if _is_main(lines, s)), self.sections[0])
        self.programs = {s.name: s for s in reversed(self.sections) if s.name and s is not self.main}
        self.tape = Tape(m, lines, newline, first=self.main.first, max_blocks=max_blocks)
        self.flow = Flow(m, self.tape, self.step, version=lambda: own(m).store.version)
        self.flow.frames[0].data = _Level(self.main)
        self.end_block: int | None = None

    def run(self) -> Sequence[Block]:
        """Follow it, and say how it ended."""
        m, tape = self.m, self.tape
        halt = self.flow.follow()
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
            m.report("no-program-end", say("the program ends without M2 or M30"), say("write M30 as its last block"))
        elif halt is Halt.ENDED:
            self._after_end()
        return tape.blocks()

    @property
    def level(self) -> _Level:
        """Of the program or section being run."""
        level: _Level = self.flow.frame.data
        return level

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
            return self._statement(at, rest.statement)
        if not parsed.words and not parsed.assignments and rest.empty:
            for comment in parsed.comments:
                m.event(EventKind.MARK, text=comment.strip())
            return None
        return self._block(at, parsed, rest)

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

    def _block(self, at: int, parsed: Parsed, rest: Rest) -> Outcome:
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
        if rest is not NOTHING and "unread language" in block.g:
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
        if mine.modal_due:
            mine.modal_due = False
            return self._enter(block, mine.modal)
        return None

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
            m.event(EventKind.END, column=column, text=name)
            m.ended = True
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
            forget_all(m)
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

    def _bind(self, section: text.Section, block: Parts, call: Called) -> _Level | None:
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
        level = _Level(section, subprogram=True, modal=mine.modal)
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
            level.saved = _modes(m)
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

    def _leave(self, level: _Level) -> None:
        """Back from a subprogram: its variables go, what it gives back by reference stays."""
        m, mine = self.m, own(self.m)
        if self.flow.frame.left > 1:
            return  # it runs again
        inner = mine.store.leave()
        for name, target in level.references:
            assign(Assignment(target, Constant(1, 1, None)), inner.get((name, ())), mine.store)
        if level.saved is not None:
            _restore(m, level.saved)
        mine.modal = level.modal

    # -- statements

    def _statement(self, at: int, s: Statement) -> Outcome:
        kind = s.kind
        if kind in ("proc", "extern"):
            return None
        if kind == "define":
            self._define(s)
            return None
        section = self.level.section
        text.read(section, self.tape.lines)
        if at in section.unpaired:
            return self._refuse(s, say("{word} without its other end", word=kind.upper()), say("close each structure"))
        match kind:
            case "jump":
                return self._jump(at, s, 0)
            case "branch":
                holds = self._holds(s)
                return holds if isinstance(holds, Stop) else self._jump(at, s, 0) if holds else None
            case "case":
                return self._case(at, s)
            case "if" | "while":
                holds = self._holds(s)
                if isinstance(holds, Stop) or holds:
                    return holds if isinstance(holds, Stop) else None
                return Jump(section.otherwise.get(at, section.pairs[at]) + 1)
            case "else":
                return Jump(section.pairs[section.otherwise[at]] + 1)
            case "endloop":
                return Jump(section.pairs[at] + 1)
            case "endwhile":
                return Jump(section.pairs[at])
            case "until":
                holds = self._holds(s)
                return holds if isinstance(holds, Stop) else None if holds else Jump(section.pairs[at] + 1)
            case "for":
                return self._for(at, s, first=True)
            case "endfor":
                begin = rest_of(self.tape.parsed(section.pairs[at])).statement
                return None if begin is None else self._for(section.pairs[at], begin, first=False)
            case "repeat" if s.names:
                return self._repeat(at, s)
            case "repeatb":
                return self._repeat(at, s)
        return None  # LOOP, REPEAT, ENDIF

    def _refuse(self, s: Statement, message: str, remedy: str, *, code: str = "syntax") -> Stop:
        self.m.report(code, message, remedy, column=s.column, end_column=s.end_column)
        forget_all(self.m)
        return Stop()

    def _value(self, s: Statement, index: int) -> Value | Stop:
        found = evaluate(s.expressions[index], own(self.m).store)
        if isinstance(found, Fault):
            self.m.report(found.code, found.message, found.remedy, column=found.column, end_column=found.end_column)
            forget_all(self.m)
            return Stop()
        return found

    def _holds(self, s: Statement) -> bool | Stop:
        """Whether a condition holds; where that is not known, the program cannot be followed."""
        found = self._value(s, 0)
        if isinstance(found, Stop):
            return found
        if isinstance(found, str):
            return self._refuse(s, say("a text is no condition"), say("compare it with another"))
        if found is not None and math.isnan(found):
            return self._refuse(
                s, say("whether this holds is not known: the program is not followed from here"),
                say("set in the program what it asks"), code="unsupported-code",
            )  # fmt: skip
        return bool(found)

    def _jump(self, at: int, s: Statement, index: int) -> Outcome:
        way, goal = s.jumps[index]
        section = self.level.section
        if goal is None:  # GOTOS
            return Jump(section.first)
        text.read(section, self.tape.lines)
        name = self._goal(goal)
        if isinstance(name, Fault):
            return self._refuse(s, name.message, name.remedy)
        found = section.find(name, at, way)
        if found is None:
            if way == "GOTOC":
                return None
            where = {"GOTOF": say("onwards"), "GOTOB": say("back")}.get(way, say("in the program"))
            message = say(
                "{way} {name}: there is no such label or block {where} (alarm 14080)", way=way, name=name, where=where
            )
            return self._refuse(s, message, say("check the name, and the direction"))
        return Jump(found)

    def _goal(self, goal: Any) -> str | Fault:
        """The name of a jump's goal: as written, or what a text variable holds."""
        if isinstance(goal, Variable) and not goal.index and own(self.m).store.kind(goal.name) is None:
            number = goal.name[1:]
            return f"N{int(number)}" if goal.name[0] == "N" and number.isdigit() else goal.name
        found = evaluate(goal, own(self.m).store)
        if isinstance(found, Fault):
            return found
        if isinstance(found, str):
            return found.upper()
        message, remedy = say("the goal of a jump is a label, a block number or a text"), say("write the label's name")
        return Fault("syntax", goal.column, goal.end_column, message, remedy)

    def _case(self, at: int, s: Statement) -> Outcome:
        asked = self._value(s, 0)
        if isinstance(asked, Stop):
            return asked
        if isinstance(asked, float) and math.isnan(asked):
            return self._refuse(
                s, say("whether this holds is not known: the program is not followed from here"),
                say("set in the program what it asks"), code="unsupported-code",
            )  # fmt: skip
        for index in range(1, len(s.expressions)):
            value = self._value(s, index)
            if isinstance(value, Stop):
                return value
            if value == asked:
                return self._jump(at, s, index - 1)
        return self._jump(at, s, len(s.jumps) - 1) if s.default else None

    def _for(self, at: int, s: Statement, *, first: bool) -> Outcome:
        """FOR begins the count; ENDFOR counts on by 1 and goes back while the end is not passed."""
        m, store = self.m, own(self.m).store
        assert s.target is not None  # noqa: S101 - the grammar's
        now: Value | Stop | Fault = self._value(s, 0) if first else evaluate(s.target, store)
        last = self._value(s, 1)
        if isinstance(now, Stop) or isinstance(last, Stop):
            return Stop()
        if not isinstance(now, float) or not isinstance(last, float) or math.isnan(now) or math.isnan(last):
            return self._refuse(
                s, say("whether this holds is not known: the program is not followed from here"),
                say("set in the program what it asks"), code="unsupported-code",
            )  # fmt: skip
        value = now if first else now + 1
        problem = assign(Assignment(s.target, Constant(1, 1, value)), value, store)
        if problem is not None:
            m.report(
                problem.code, problem.message, problem.remedy, column=problem.column, end_column=problem.end_column
            )
            return Stop()
        section = self.level.section
        return Jump(at + 1) if value <= last else Jump(section.pairs[at] + 1)

    def _repeat(self, at: int, s: Statement) -> Outcome:
        """REPEAT and REPEATB: a part of the program once more, P times (Job Planning, "Program section repetition")."""
        section = self.level.section
        times: Value | Stop = self._value(s, 0) if s.expressions else 1.0
        if isinstance(times, Stop):
            return times
        if not isinstance(times, float) or not 0 <= times <= MAX_TIMES:
            return self._refuse(s, say("P is no number of repeats"), say("write P=1 to P=9999"))
        begin = section.find(s.names[0], at, "GOTO" if s.kind == "repeatb" else "GOTOB")
        if begin is None:
            begin = section.find(s.names[0], at, "GOTOF")
        if begin is None:
            message = say("{way} {name}: there is no such label or block {where} (alarm 14080)", way="REPEAT",
                          name=s.names[0], where=say("in the program"))  # fmt: skip
            return self._refuse(s, message, say("check the name, and the direction"))
        if s.kind == "repeatb":
            end: int | None = begin + 1
        elif len(s.names) > 1:
            last = section.find(s.names[1], begin - 1, "GOTOF")
            end = None if last is None else last + 1
        else:
            close = section.find("ENDLABEL", begin, "GOTOF")
            inside = close is not None and (close < at or begin > at)
            end = close + 1 if inside and close is not None else at if begin < at else None
        if end is None:
            return self._refuse(
                s, say("the end of what REPEAT repeats is not there"), say("write the second label, or ENDLABEL")
            )
        if times < 1:
            return None
        return Call(begin, s.names[0], int(times), data=_Level(section, stops_at=end))

    def _define(self, s: Statement) -> None:
        """DEF: each variable with its first value."""
        m, store = self.m, own(self.m).store
        from codegen.interpreter.expression import Trouble

        for variable in s.variables:
            value = None if variable.value is None else evaluate(variable.value, store)
            if isinstance(value, Fault):
                m.report(value.code, value.message, value.remedy, column=value.column, end_column=value.end_column)
                value = math.nan
            try:
                if variable.size:
                    self._array(variable, value)
                else:
                    store.declare(
                        variable.name, variable.kind, value if value is not None or variable.kind != "STRING" else ""
                    )
            except Trouble as trouble:
                m.report(trouble.code, trouble.message, trouble.remedy, column=variable.column)

    def _array(self, variable: Any, value: Value) -> None:
        sizes = [evaluate(size, own(self.m).store) for size in variable.size]
        counts = [int(size) for size in sizes if isinstance(size, float) and 0 < size <= 10_000]
        if len(counts) != len(sizes) or math.prod(counts) > 100_000:
            self.m.report("syntax", say("{name}: the size of an array is a whole number", name=variable.name),
                          say("check the index"), column=variable.column)  # fmt: skip
            return
        cells: dict[tuple[Value, ...], Value] = {(): None}
        for count in counts:
            cells = {(*at, float(i)): value for at in cells for i in range(count)}
        own(self.m).store.fill(variable.name, variable.kind, cells)

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


def _modes(m: Machine) -> dict[str, Any]:
    """What SAVE keeps: the modal G commands and the frame."""
    mine = own(m)
    return {
        "plane": m.plane, "absolute": m.absolute, "feed_mode": m.feed_mode, "feed": m.feed, "scale": m.scale,
        "state": m.state, "motion": mine.motion, "frame": m.frame, "coarse": mine.coarse, "fine": mine.fine,
    }  # fmt: skip


def _restore(m: Machine, kept: dict[str, Any]) -> None:
    mine = own(m)
    m.plane, m.absolute, m.feed_mode = kept["plane"], kept["absolute"], kept["feed_mode"]
    m.feed, m.scale = kept["feed"], kept["scale"]
    m.frame, mine.motion, mine.coarse, mine.fine = kept["frame"], kept["motion"], kept["coarse"], kept["fine"]
    before = kept["state"]
    m.set_state(
        absolute=before.absolute, feed_mode=before.feed_mode, units=before.units, compensation=before.compensation,
        exact_path=before.exact_path,
    )  # fmt: skip
    if before.work_offset != m.state.work_offset:
        m.shift(offset=m.offset_of(before.work_offset or ""))
        m.set_state(work_offset=before.work_offset)
