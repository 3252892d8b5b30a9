"""A body or stock before it has its place. mm."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.model.curve import Loop
from codegen.model.part import Body, Cut, Groove, PartFeature, Pocket, Profile

Triple = tuple[float, float, float]


@dataclass
class Shape:
    """A body or stock before it has its place: ``loop`` from above (about any point), height, ``absolute``: already in place.

    ``profile`` stands on height 0 (a section's also begins at 0); ``bosses`` of the ``height`` stand on the body. ``extras``
    make features that belong to the body itself, once it has its place.
    """

    loop: Loop
    height: float
    kind: str
    absolute: bool = False
    margin: tuple[float | None, float | None, float | None] = (None, None, None)
    profile: Profile | None = None
    opening: Loop | None = None
    grooves: tuple[Groove, ...] = ()
    bosses: float = 0.0

    @property
    def size(self) -> Triple:
        """Edge lengths of its box, mm."""
        x0, y0, x1, y1 = self.loop.bounds
        return (x1 - x0, y1 - y0, self.height)

    def placed(self, dx: float, dy: float, dz: float) -> tuple[Body, tuple[PartFeature, ...]]:
        """The body moved there, and its own features."""
        loop = self.loop.moved(dx, dy)
        profile = None
        if self.profile is not None:
            shift = (loop.bounds[0], dz) if self.profile.kind == "section" else (0.0, dz)
            profile = self.profile.model_copy(update={"loop": self.profile.loop.moved(*shift)})
        body = Body(
            outline=loop, z_bottom=dz, z_top=dz + self.height, shape=self.kind, profile=profile,
            base_top=dz + self.height - self.bosses if self.bosses else None,
        )  # fmt: skip
        own: list[PartFeature] = [g.model_copy(update={"section": g.section.moved(0.0, dz)}) for g in self.grooves]
        if self.opening is not None and self.kind == "section":
            inside = self.opening.moved(loop.bounds[0], dz)
            own.append(
                Cut(id="inside", feature="inside", what="inside", face="front", outline=inside, top=loop.bounds[1])
            )
        elif self.opening is not None:
            own.append(
                Pocket(id="inside", feature="inside", shape="path", outline=self.opening.moved(dx, dy), z_top=body.prism_top,
                       z_bottom=dz, through=True)
            )  # fmt: skip
        return body, tuple(own)
