"""Job to motion commands: ``plan``; ``without_cycles`` for controls that have no canned cycles.

One module for each kind of operation; every figure of the trade comes from the job.
"""

from __future__ import annotations

from codegen.model.job import Job
from codegen.model.motion import Command
from codegen.toolpath.expand import without_cycles

__all__ = ["plan", "without_cycles"]


def plan(job: Job) -> tuple[Command, ...]:
    """The motions that make ``job``, operation by operation in the job's order. Always the same for the same job.

    Sideways rapids run at the setup's clearance height or above (between the holes of one pattern: at the retract height
    where stock and fixture are lower). Rapids downwards stop at the operation's approach height. At each tool change, and
    at the end, the tool is at the top of Z with spindle and coolant off.

    Raises:
        InternalError: the job asks for what its tool cannot do, or for geometry that is not supported; process planning
            should not have let it through.
    """
    from codegen.toolpath.sequence import sequence

    return sequence(job)
