"""Features of a draft → features of the intent: the writer for each kind."""

from __future__ import annotations

import re
from typing import Final

from codegen.messages import say
from codegen.planner.offline.draft import Feature
from codegen.planner.offline.features import Emitted
from codegen.planner.offline.values import unread
from codegen.planner.offline.write_across import AcrossWriter
from codegen.planner.offline.write_shapes import ShapeWriter

_OUTER: Final = re.compile(r"out|plate|block|part|bar|perimeter|外|板|块|料|轮廓|零件", re.IGNORECASE)
_EDGE: Final = re.compile(r"edge|棱|边", re.IGNORECASE)


class Emitter(AcrossWriter, ShapeWriter):
    """Writes the features of one draft."""

    def emit(self, feature: Feature, identifier: str) -> Emitted:
        """The feature; facts that nothing has taken in are unread words. Raises Refused."""
        out = Emitted({"kind": feature.kind, "id": identifier})
        used = {"head", "axis_hint", "bore"}
        if feature.kind in ("chamfer", "fillet"):
            self._whose(feature)
        writer = getattr(self, f"_{feature.kind}")
        used |= writer(feature.facts, out)
        left = [f.span for slot, f in feature.facts.items() if slot not in used and f.span]
        if feature.facts.keys() - used:
            raise unread(self.draft.text, left or [(0, 0)], say("does not go with a {kind}", kind=feature.kind))
        self.done[id(feature)] = out.data
        return out

    def _whose(self, feature: Feature) -> None:
        """An edge that is said in one breath with a pocket or a bore, and not called the body's, may be theirs.

        Raises:
            Refused: it is not clear whose edge is meant.
        """
        edge = feature.facts.get("edge")
        index = next((i for i, f in enumerate(self.draft.features) if f is feature), 0)
        before = self.draft.features[index - 1] if index else None
        if edge is None or edge.value not in ("top-outer", "both-outer") or before is None or "ring" in feature.facts:
            return
        if before.sentence != feature.sentence or self.frame.round or _OUTER.search(edge.text):
            return
        if before.kind in ("pocket", "slot") or (before.kind == "hole" and not _EDGE.search(edge.text)):
            raise unread(
                self.draft.text, [edge.span or (0, 0)], say("whose edge: that of the part, or of what was named?")
            )
