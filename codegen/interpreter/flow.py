"""The way through a program, for every control: the one runner.

A dialect parses its lines into a ``Tape`` and gives ``Flow`` one function, ``step(at)``: run the block at that index, and say
where it goes on (an ``Outcome``):

    None                 the next block
    Jump(to)             a label, the beginning or the end of a loop, an IF that does not hold
    Call(to, name)       a subprogram: runs from ``to`` until a Return, ``times`` times, then goes on at ``after``
    Return()             the end of a subprogram; ``to`` names another block to go on at
    Stop()               the program cannot go on here, and the step has reported why

``m.ended`` (M2, M30) ends the run, too. Which statement asks for what is the dialect's matter; so are its messages, the place
of a label (``Tape`` holds the lines; blocks are parsed when first asked for), and the variables of a frame (``Frame.data``).
Loops are jumps. A loop that counts (REPEAT) keeps its count in ``flow.frame.counts``, by the index of its first block.

The runner does the rest: frames and their depth, the calls that each move and event was made in (``Machine.calls``), and
limits. A program that runs on and on ends with *one* finding ``limit-exceeded`` that names its busiest loop:

* endless: a jump back was taken ``ENDLESS`` times in a row with nothing changed that any condition could ask (``version`` of
  the scope, counts and frames are the same). Told after a few rounds, whatever the limits;
* in doubt: a condition in it is not known, round after round: a warning;
* ``Limits.repeated`` blocks were run again (a block's first run is not counted: long programs are no loops);
* ``Limits.seconds`` have gone by in repeated blocks;
* ``Limits.depth`` calls deep. A control with a limit of its own checks ``flow.depth`` before it asks for a call.

A condition that is not known (NaN) is the dialect's to report, as ``value-unknown``; it then counts as not fulfilled, and
what the blocks in question could change is forgotten where the ways meet again (``ngc/program.py``: ``_doubtful``).

Findings about a block that runs again are listed once (``Machine.again``). ``Tape.run`` says which blocks ran, and
``stretches`` groups those that did not.

    flow = Flow(m, tape, step, version=lambda: store.version)
    halt = flow.follow()
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from codegen.findings import AFTERWARDS_UNKNOWN, Severity
from codegen.interpreter.lines import Parsed, parse_line
from codegen.interpreter.machine import Machine
from codegen.interpreter.text import unusual
from codegen.messages import say
from codegen.model.limits import LOOP_SECONDS, Clock
from codegen.model.program import Block

if TYPE_CHECKING:
    from codegen.interpreter.fast.run import Runner

ENDLESS: Final = 3
"""Rounds of a loop with nothing changed: then nothing ever will."""
DOUBTFUL: Final = 50
"""Rounds of a loop in each of which something was asked that is not known: more of them tell nothing new."""
CHECK_EVERY: Final = 256
"""Repeated blocks between two looks at the clock."""
CHECK_STEPS: Final = 10_000
"""Steps between two looks at it, where blocks make many: canned cycles."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a program that repeats itself is followed."""

    repeated: int = 5_000_000
    depth: int = 100
    seconds: float = LOOP_SECONDS


@dataclass(frozen=True, slots=True)
class Jump:
    """Go on at block ``to``."""

    to: int


@dataclass(frozen=True, slots=True)
class Call:
    """Run from block ``to`` until a ``Return``, ``times`` times, then go on at ``after`` (None: behind the calling block)."""

    to: int
    name: str
    times: int = 1
    after: int | None = None
    data: Any = None


@dataclass(frozen=True, slots=True)
class Return:
    """End of the subprogram; ``to``: where its caller goes on instead, which ends the repeats, too."""

    to: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """The program does not go on. ``reported``: the step said why; else it has run out, as if its text ended here."""

    reported: bool = True


Outcome = Jump | Call | Return | Stop | None


class Halt(Enum):
    """Why a run came to its end."""

    ENDED = "ended"  # M2, M30
    STOPPED = "stopped"  # and a finding says why
    RAN_OUT = "ran out"  # of blocks; ``flow.depth`` says whether in a subprogram


@dataclass(slots=True)
class Frame:
    """A subprogram being run (the first frame: the program itself).

    ``caller``: index of the calling block; ``start``, ``after``, ``left``: where it begins, where to go on after it, and how
    many runs of it are left, this one counted. ``data``: the dialect's own, e.g. local variables; ``counts``: rounds left of
    counted loops, by the index of the loop's first block.
    """

    name: str
    caller: int
    start: int
    after: int
    left: int = 1
    data: Any = None
    counts: dict[int, int] = field(default_factory=dict)


class Tape:
    """A program's lines, as blocks; each is parsed when it is first asked for.

    ``first`` and ``end``: the lines between which the program lies. Beyond ``max_blocks`` nothing is read: ``cut``.
    ``run``: 1 for each block that ran.
    """

    def __init__(
        self, m: Machine, lines: Sequence[str], newline: str, *, first: int = 0, end: int | None = None, max_blocks: int
    ) -> None:
        self.syntax = m.dialect.syntax
        self.lines, self.newline = lines, newline
        self.cut = len(lines) > max_blocks
        size = min(len(lines), max_blocks)
        self.first, self.end = first, size if end is None else min(end, size)
        self.run = bytearray(size)
        self._parsed: dict[int, Parsed] = {}
        self._blocks: dict[int, Block] = {}
        self._looked_through = False

    def parsed(self, at: int) -> Parsed:
        """What the line holds."""
        parsed = self._parsed.get(at)
        if parsed is None:
            parsed = self._parsed[at] = self.read(self.lines[at])
        return parsed

    def read(self, line: str) -> Parsed:
        """What a line of text holds."""
        return parse_line(line, self.syntax)

    def unusual(self) -> Iterable[int]:
        """The lines of the program that may hold more than plain words, a number and comments: all, unless it is long.

        For what a dialect must find in the whole text before it runs: labels, subprograms. All lines count as parsed then.
        """
        self._looked_through = True
        return (at for at in unusual(self.lines, self.first) if at < self.end)

    def block(self, at: int) -> Block:
        """The line as a block; a line that was never parsed has no words."""
        block = self._blocks.get(at)
        if block is None:
            p = self.parsed(at) if self._known(at) else None
            if p is None:
                return Block(at, at + 1, self.lines[at])
            block = Block(at, at + 1, self.lines[at], p.words, p.comments, p.number, p.deleted)
            self._blocks[at] = block
        return block

    def _known(self, at: int) -> bool:
        return at in self._parsed or bool(self.run[at]) or (self._looked_through and self.first <= at < self.end)

    def _known_lines(self) -> bytearray:
        known = bytearray(self.run)
        for at in self._parsed:
            known[at] = 1
        if self._looked_through:
            known[self.first : self.end] = b"\1" * max(0, self.end - self.first)
        return known

    def blocks(self) -> Sequence[Block]:
        """All of them, for the program's reading."""
        if isinstance(self.lines, list):
            return [self.block(at) for at in range(len(self.run))]
        from codegen.interpreter.fast.lines import Blocks, Lines

        assert isinstance(self.lines, Lines)  # noqa: S101 - there are but two kinds
        return Blocks(self.lines, len(self.run), self.parsed, self._known_lines())

    def says(self, at: int) -> bool:
        """Whether a line holds more than a number, a comment or a percent sign."""
        if not self._known(at):
            return self.lines[at].strip() not in ("", "%")
        parsed = self.parsed(at)
        return bool(parsed.words or parsed.faults or parsed.assignments or parsed.control is not None)

    def stretches(self, begins: Callable[[int], bool] = lambda _: False) -> Iterator[range]:
        """Runs of neighbouring blocks that never ran; ``begins(at)``: a new stretch begins there in any case."""
        at = self.first
        while at < len(self.run):
            start = at
            while at < len(self.run) and not self.run[at]:
                at += 1
                if at < len(self.run) and begins(at):
                    break
            if at > start:
                yield range(start, at)
            else:
                ran = self.run.find(0, at)
                at = ran if ran >= 0 else len(self.run)


_NOTHING_ASKED: Final = (None, 0)


class Flow:
    """Runs a tape, block after block, as its steps say."""

    def __init__(
        self,
        m: Machine,
        tape: Tape,
        step: Callable[[int], Outcome],
        *,
        limits: Limits | None = None,
        version: Callable[[], int] | None = None,
    ) -> None:
        self.m, self.tape, self.step = m, tape, step
        self.limits = limits or Limits(seconds=m.clock.seconds)
        self.clock = m.clock if limits is None else Clock(limits.seconds)
        self.version = version
        self.frames: list[Frame] = [Frame("", -1, tape.first, tape.end)]
        self.entered = tape.first  # where the present program or run of a subprogram began
        self._again = 0
        self._steps = 0
        self._loops: Counter[tuple[int, int]] = Counter()
        self._stamps: dict[tuple[int, int], tuple[object, int, int]] = {}
        self.doubts = 0  # conditions that were asked and are not known

    @property
    def frame(self) -> Frame:
        """The subprogram being run, or the program's own frame."""
        return self.frames[-1]

    @property
    def depth(self) -> int:
        """Calls that are being run."""
        return len(self.frames) - 1

    def follow(self) -> Halt:
        """Run from the first block to wherever it ends."""
        m, tape, step = self.m, self.tape, self.step
        run, at, end = tape.run, tape.first, tape.end
        fast = self._fast()
        while at < end:
            if fast is not None and (at := fast.advance(at)) >= end:
                break
            if run[at]:
                m.again = True
                if self._too_long(at):
                    return Halt.STOPPED
            else:
                run[at] = 1
                m.again = False
            outcome = step(at)
            if m.ended:
                return Halt.ENDED
            if outcome is None:
                at += 1
                continue
            goal = self._go(at, outcome)
            if isinstance(goal, Halt):
                return goal
            at = goal
        return Halt.RAN_OUT

    def _fast(self) -> Runner | None:
        if isinstance(self.tape.lines, list):
            return None
        from codegen.interpreter.fast.run import Runner

        return Runner(self.m, self.tape)

    def _go(self, at: int, outcome: Jump | Call | Return | Stop) -> int | Halt:
        match outcome:
            case Jump(to):
                return Halt.STOPPED if to <= at and self._endless(at, to) else to
            case Call():
                return self._call(at, outcome)
            case Return(to):
                return self._return(at, to)
            case Stop(reported):
                return Halt.STOPPED if reported else Halt.RAN_OUT

    def _call(self, at: int, call: Call) -> int | Halt:
        if self.depth >= self.limits.depth:
            self._report(
                say("{name} is called more than {depth} deep", name=call.name, depth=self.limits.depth),
                say("end the recursion sooner"),
            )
            return Halt.STOPPED
        after = at + 1 if call.after is None else call.after
        self.frames.append(Frame(call.name, at, call.to, after, call.times, call.data))
        self.m.calls = (*self.m.calls, at)
        self.entered = call.to
        return call.to

    def _return(self, at: int, to: int | None) -> int | Halt:
        frame = self.frame
        if not self.depth:
            return Halt.RAN_OUT
        frame.left -= 1
        if frame.left > 0 and to is None:
            self._loops[at, frame.start] += 1
            frame.counts.clear()
            self.entered = frame.start
            return frame.start
        self.frames.pop()
        self.m.calls = self.m.calls[:-1]
        self.entered = frame.after if to is None else to
        return self.entered

    def _endless(self, at: int, to: int) -> bool:
        """Note a jump back, and report it when it can only go on for ever."""
        edge = (at, to)
        self._loops[edge] += 1
        if self.version is None:
            return False
        stamp = (self.version(), tuple((f.start, f.left, tuple(f.counts.items())) for f in self.frames))
        last, rounds, doubts = self._stamps.get(edge, (None, 0, self.doubts))
        doubtful = self.doubts > doubts
        rounds = rounds + 1 if last == stamp or doubtful else 1
        self._stamps[edge] = (stamp, rounds, self.doubts)
        if rounds < (DOUBTFUL if doubtful else ENDLESS):
            return False
        if doubtful:
            message = say("the end of the loop of lines {first} to {last} hangs on a value that is not known: what follows is "
                          "not followed", first=to + 1, last=at + 1)  # fmt: skip
            self._report(message, say("set in the program what it asks"), sure=False)
            return True
        self._report(
            say(
                "the loop of lines {first} to {last} never ends: nothing in it changes what it asks",
                first=to + 1,
                last=at + 1,
            ),
            say("change in the loop what its condition asks"),
        )
        return True

    def _too_long(self, at: int) -> bool:
        self._again += 1
        self.m.asked = _NOTHING_ASKED  # its block runs anew
        if self._again > self.limits.repeated:
            what = say("more than {most} blocks were run again", most=self.limits.repeated)
        elif (self._again % CHECK_EVERY == 0 or len(self.m.steps) > self._steps + CHECK_STEPS) and self._late():
            what = say("the program's loops take longer than {seconds:g} s to follow", seconds=self.limits.seconds)
        else:
            return False
        self.m.block = self.tape.block(at)
        if not self._loops:
            self._report(
                what, say("check what calls what, and how often; --time-limit follows it for longer"), sure=False
            )
            return True
        (back, to), times = self._loops.most_common(1)[0]
        self.m.block = self.tape.block(to)
        message = say(
            "{what}; the busiest loop is that of lines {first} to {last}, run {times} times",
            what=what,
            first=to + 1,
            last=back + 1,
            times=times,
        )
        self._report(
            message, say("check the loop's end, and its count; --time-limit follows it for longer"), sure=False
        )
        return True

    def _late(self) -> bool:
        self._steps = len(self.m.steps)
        return self.clock.late()

    def _report(self, message: str, remedy: str, *, sure: bool = True) -> None:
        self.m.again = False  # it is about the whole run
        if sure:
            self.m.report("limit-exceeded", message, remedy)
        else:
            self.m.report("limit-exceeded", message, remedy, severity=Severity.WARNING, figures=(AFTERWARDS_UNKNOWN,))
