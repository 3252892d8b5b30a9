"""The whole job in order: tool changes, spindle, coolant, and the moves of each operation."""

from __future__ import annotations

from codegen.errors import InternalError
from codegen.model.job import ChamferOp, FaceOp, HoleOp, Job, Operation, PocketOp, ProfileOp, TapOp
from codegen.model.motion import (
    Command,
    Coolant,
    Mark,
    Retract,
    SetCoolant,
    Spindle,
    SpindleOff,
    SpindleOn,
    Stop,
    ToolChange,
)
from codegen.model.shop import Tool
from codegen.toolpath.builder import Builder, assembly
from codegen.toolpath.chamfer import mill_chamfer
from codegen.toolpath.face import mill_face
from codegen.toolpath.holes import make_holes
from codegen.toolpath.pocket import mill_pocket
from codegen.toolpath.profile import mill_profile

COOLANT = {"off": Coolant.OFF, "flood": Coolant.FLOOD, "mist": Coolant.MIST}


def sequence(job: Job) -> tuple[Command, ...]:
    """See ``codegen.toolpath.plan``."""
    if not job.operations:
        raise InternalError(f"job {job.name!r} has no operations")
    b = Builder(job.setup)
    tool: int | None = None
    spindle: tuple[float, Spindle] | None = None
    coolant = Coolant.OFF
    top = job.setup.stock.box.high[2]
    for op in job.operations:
        b.add(Mark(op.id, op.name))
        wanted = assembly(job, op)
        if op.stop or wanted.number != tool:
            b.add(Retract(), SpindleOff(), SetCoolant(Coolant.OFF))
            b.lost()
            spindle, coolant = None, Coolant.OFF
        if op.stop:
            b.add(Stop(op.stop))
        if wanted.number != tool:
            b.add(ToolChange(wanted.number, wanted.length_offset, describe(wanted.tool)))
            tool = wanted.number
        turning = (op.cutting.speed, _direction(op, wanted.tool))
        if turning != spindle:
            b.add(SpindleOn(*turning))
            spindle = turning
        if COOLANT[op.cutting.coolant] is not coolant:
            coolant = COOLANT[op.cutting.coolant]
            b.add(SetCoolant(coolant))
        _cut(b, job, op, top)
        if isinstance(op, FaceOp):
            top = min(top, op.z_bottom)
    b.add(Retract(), SpindleOff(), SetCoolant(Coolant.OFF))
    return tuple(b.commands)


def describe(tool: Tool) -> str:
    """A tool in a few words, for the operator: ``End mill 10 mm D10``."""
    return f"{tool.name} D{tool.diameter:g}"


def _direction(op: Operation, tool: Tool) -> Spindle:
    if tool.hand == "left" or (isinstance(op, TapOp) and op.left_hand):
        return Spindle.CCW
    return Spindle.CW


def _cut(b: Builder, job: Job, op: Operation, top: float) -> None:
    match op:
        case FaceOp():
            mill_face(b, job, op)
        case PocketOp():
            mill_pocket(b, job, op)
        case ProfileOp():
            mill_profile(b, job, op)
        case HoleOp() | TapOp():
            make_holes(b, job, op, top)
        case ChamferOp():
            mill_chamfer(b, job, op)
