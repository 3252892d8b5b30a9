"""Features of a draft → features of the intent: the writer for each kind."""

from __future__ import annotations

from codegen.messages import say
from codegen.planner.offline.draft import Feature
from codegen.planner.offline.features import Emitted
from codegen.planner.offline.values import unread
from codegen.planner.offline.write_across import AcrossWriter
from codegen.planner.offline.write_shapes import ShapeWriter


class Emitter(AcrossWriter, ShapeWriter):
    """Writes the features of one draft."""

    def emit(self, feature: Feature, identifier: str) -> Emitted:
        """The feature; facts that nothing has taken in are unread words. Raises Refused."""
        out = Emitted({"kind": feature.kind, "id": identifier})
        used = {"head", "axis_hint", "bore"}
        writer = getattr(self, f"_{feature.kind}")
        used |= writer(feature.facts, out)
        left = [f.span for slot, f in feature.facts.items() if slot not in used and f.span]
        if feature.facts.keys() - used:
            raise unread(self.draft.text, left or [(0, 0)], say("does not go with a {kind}", kind=feature.kind))
        self.done[id(feature)] = out.data
        return out
