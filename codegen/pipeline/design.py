"""The part as files: solid, triangles, drawing, field; and what is measured of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codegen.errors import InternalError
from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.verdict import Artifact, Claim, Measurement, Status

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from codegen.geometry import Solid
    from codegen.model.intent import Intent
    from codegen.model.job import Job
    from codegen.model.part import Part
    from codegen.model.part_field import PartField


@dataclass(frozen=True, slots=True)
class Design:
    """The part, what was found and measured of it, and its files; without a solid it could not be built."""

    part: Part
    findings: tuple[Finding, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    field: PartField | None = None
    solid: Solid | None = None

    def mesh(self) -> npt.NDArray[np.float64] | None:
        """Triangles for the picture, as fine as its pixels."""
        from codegen import geometry

        if self.solid is None:
            return None
        return geometry.triangles(self.solid, max(0.01, 0.0008 * max(self.solid.box.size)))


def build_design(part: Part, intent: Intent, job: Job | None) -> Design:
    """Build the part and its files. ``job``: what it leaves out is not compared with."""
    import hashlib

    from codegen import artifacts, geometry

    solid, findings = geometry.build(part)
    if solid is None or any(f.severity is Severity.ERROR for f in findings):
        return Design(part, findings)
    low, high = solid.box.low, solid.box.high
    flat = part.body.shape == "sheet"  # drawn a millimetre high, which is nobody's thickness
    whole = Measurement("area", solid.volume / (high[2] - low[2]), "mm²", "B-rep")
    measurements = (
        whole if flat else Measurement("volume", solid.volume, "mm³", "B-rep"),
        *(
            Measurement(say("size {axis}", axis=n), high[i] - low[i], "mm", "B-rep")
            for i, n in enumerate("XY" if flat else "XYZ")
        ),
    )
    step = artifacts.step_bytes(solid, part.name)
    field = _field(solid, part, job, hashlib.sha256(step).hexdigest())
    files = [
        Artifact("part.step", step, "part as B-rep (STEP AP214)"),
        Artifact("part.stl", artifacts.stl_bytes(solid, part.name), "part as triangles"),
        Artifact("part.dxf", artifacts.drawing(part), "drawing in layers"),
        Artifact("part.field.npz", artifacts.field_bytes(field), "the part as simulation sees it"),
    ]
    wanted = {"part.step": "step", "part.stl": "stl", "part.dxf": "dxf"}
    if flat:
        files = [f for f in files if f.name == "part.dxf"]
    everything = "program" in intent.deliverables
    keep = tuple(f for f in files if f.name not in wanted or wanted[f.name] in intent.deliverables or everything)
    return Design(part, findings, measurements, keep, field, solid)


def _field(solid: Solid, part: Part, job: Job | None, step_sha256: str) -> PartField:
    """What simulation compares with: the part, less what this job honestly leaves out, plus where tabs stand."""
    from codegen import geometry
    from codegen.pipeline.tabs import tab_regions

    left_out = set(job.not_machined) if job else set()
    kept = tuple(f for f in part.features if f.id not in left_out and f.feature not in left_out)
    if len(kept) < len(part.features):
        part = part.model_copy(update={"features": kept})
        reduced, findings = geometry.build(part)
        if reduced is None:
            raise InternalError(f"the part cannot be built without {sorted(left_out)}: {findings[0].message}")
        solid = reduced
    field = geometry.part_field(solid, part, step_sha256=step_sha256)
    return replace(field, regions=(*field.regions, *(tab_regions(job) if job else ())))


def part_valid(design: Design) -> Claim:
    """The claim that the part is what a part must be."""
    whole = design.measurements[0]
    text = say("the outlines bound one piece") if whole.name == "area" else say("the part is one valid solid")
    return Claim(
        "part-valid",
        text,
        Status.PROVEN,
        say("CAD kernel's check"),
        say("{name} {value:.2f} {unit}", name=whole.name, value=whole.value, unit=whole.unit),
    )
