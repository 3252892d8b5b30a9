"""One block of a SINUMERIK program, run."""

from __future__ import annotations

from codegen.interpreter import cutter
from codegen.interpreter.codes import MOTION, NONMODAL
from codegen.interpreter.machine import NAN, Machine
from codegen.interpreter.siemens import arcs, calls, corners, cycles, modes, moves, polar, radius, tools
from codegen.interpreter.siemens.codes import FRAME_LOSERS, M_STOPS, WORDS
from codegen.interpreter.siemens.parts import LINEAR, ROTARY, Block, Given
from codegen.interpreter.siemens.state import forget_all, lose_frame, own
from codegen.interpreter.unknown import forget_groups
from codegen.messages import say
from codegen.model.motion import Coolant, EventKind, Spindle

MOTIONS = {"G33": moves.thread, "G331": moves.thread, "G332": moves.thread}
OWN_AXES = frozenset({"G74", "G75", "G4"})
"""Commands of the non-modal group whose axis words, if any, are their own."""


def execute(m: Machine, block: Block) -> None:
    """Run a block's words, in the control's order: modes, feeds and speeds, tools, then what moves."""
    if not block.refused:
        _strays(m, block)
        _unread(m, block)
        modes.units(m, block)
        modes.planes(m, block)
        modes.feed_and_speed(m, block)
        tools.run(m, block)
        radius.switch(m, block)
        modes.offset(m, block)
    if not block.refused:
        _move(m, block)
    if block.refused:
        refused(m, block)
    elif block.lost:
        lose(m)


def _strays(m: Machine, block: Block) -> None:
    """Words that nothing here reads. H goes to the machine's PLC, like an M function of the builder's."""
    for name, given in block.words.items():
        if name == "H":
            tools.foreign(m, f"H{given.value:g}", given)
        elif name not in WORDS:
            m.report(
                "unsupported-code",
                say("the word {letter} is not interpreted", letter=name),
                say("write the program without {name}", name=name),
                column=given.column,
                end_column=given.end_column,
            )
            block.lost = True


def lose(m: Machine) -> None:
    """The position is not known any more."""
    m.forget()
    own(m).programmed = [NAN, NAN, NAN]
    own(m).heading = None


def refused(m: Machine, block: Block) -> None:
    """What a block that the control would refuse names is unknown."""
    forget_groups(m, {group for group in block.g if group != MOTION})
    if MOTION in block.g:
        own(m).motion = None
    if "frame" in block.g:
        lose_frame(m)
    for code, _ in block.m:
        if code in (3, 4, 5):
            m.set_state(spindle=Spindle.UNKNOWN)
        elif code in (7, 8, 9):
            m.set_state(coolant=Coolant.UNKNOWN)
        elif code == 6:
            m.set_state(tool=None)
    if "F" in block.words:
        m.feed = NAN
        m.unset_told.add("feed")
    if "S" in block.words:
        m.set_state(speed=None)
    if block.lost or block.axes or {"AP", "RP", "AR", "POS"} & block.words.keys() or block.calls:
        lose(m)


def _unread(m: Machine, block: Block) -> None:
    """What is not interpreted, and is reported: what it leaves unknown."""
    groups = {group.removeprefix("unread ") for group in block.g if group.startswith("unread ")}
    if not groups:
        return
    if "unread transformation" in block.g:
        forget_all(m)
    if groups & FRAME_LOSERS:
        lose_frame(m)
        lose(m)
    if MOTION in groups:
        own(m).motion = None
    if groups & {MOTION, NONMODAL, "point to point"}:
        block.lost = True
    if "feed mode" in groups:
        m.feed_mode, m.feed = None, NAN
        m.unset_told.add("feed")
        m.set_state(feed_mode=None, speed=None)


def _move(m: Machine, block: Block) -> None:
    """Frames, dwells, reference points, and the motion in force."""
    mine = own(m)
    if "frame" in block.g:
        made, at, _ = block.g["frame"]
        if made in ("G110", "G111", "G112"):
            polar.set_pole(m, block, made, at)
        else:
            modes.frame(m, block)
        return
    nonmodal = block.command(NONMODAL)
    explicit = block.g.get(MOTION)
    if explicit is not None:
        mine.motion = explicit[0]
    if nonmodal == "G4":
        modes.dwell(m, block)
        return
    if nonmodal in ("G74", "G75"):
        corners.flush(m)
        moves.reference(m, block, nonmodal, block.g[NONMODAL][1])
        return
    if _contour(m, block):
        return
    where = _where(block)
    command: str | None = nonmodal or mine.motion
    arcs_alone = explicit is not None and command in ("G2", "G3", "CIP", "CT")
    if not where and not arcs_alone:
        return
    column = explicit[1] if explicit is not None else where[0].column if where else 1
    if "unread" in block.g and block.lost:
        return
    if command is None:
        m.unset(say("the motion mode (G0, G1 …)"), say("write a motion code with the axis words"), column=column)
        block.lost = True
        return
    modal = mine.modal
    if modal is not None and modal.name in cycles.PARAMETERS:
        mine.holes += 1
        m.cycle_name, m.hole = modal.name, mine.holes
    wanted = corners.asked(m, block)
    _run(m, block, command, column)
    corners.after(m, wanted)
    m.cycle_name = None
    if not block.refused and modal is not None:
        mine.modal_due = not calls.run(m, block, modal)
    m.hole = None


def _where(block: Block) -> list[Given]:
    """The words that make a motion: axes, polar coordinates, an arc's centre."""
    names = (*LINEAR, *sorted(ROTARY), "AP", "RP", "AR", "I", "J", "K")
    return sorted((block.words[n] for n in names if n in block.words), key=lambda g: g.column)


def _run(m: Machine, block: Block, command: str, column: int) -> None:
    if command in MOTIONS:
        moves.thread(m, block, command, column)
    elif command in ("G2", "G3", "CIP", "CT"):
        if "suppression" in block.g:
            m.report("unsupported-code", say("an arc in machine coordinates is not interpreted"),
                     say("write a straight move"), column=column)  # fmt: skip
            block.lost = True
            return
        arcs.run(m, block, command, column)
    else:
        if not block.axes and not ({"AP", "RP"} | ROTARY) & block.words.keys():
            return  # I, J, K without an arc do nothing
        at = None
        if {"AP", "RP"} & block.words.keys():
            at = polar.target(m, block)
            if block.refused:
                return
        moves.straight(m, block, command, column, polar=at)


def _contour(m: Machine, block: Block) -> bool:
    """Angles of a contour (ANG) are not followed."""
    found = block.words.get("ANG")
    if found is None:
        return False
    m.report(
        "unsupported-code",
        say("{name} (an angle of the contour) is not interpreted", name=found.name),
        say("write the end points"),
        column=found.column,
        end_column=found.end_column,
    )
    block.lost = True
    return True


def stop(m: Machine, block: Block) -> None:
    """M0, M1: behind all that the block does."""
    for code, at in block.m:
        if code in M_STOPS:
            cutter.settle(m, at.column)
            m.event(EventKind.STOP, column=at.column, text=f"M{code}")
