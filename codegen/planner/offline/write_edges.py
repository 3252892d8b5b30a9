"""Faces, chamfers and fillets of a draft → features of the intent."""

from __future__ import annotations

from codegen.messages import say
from codegen.planner.offline.draft import Feature
from codegen.planner.offline.features import Emitted, Writer
from codegen.planner.offline.values import Fact, Val, contradiction, millimetres, refusal, unread


class EdgeWriter(Writer):
    """Writes what is done to faces and edges."""

    def _face(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        used = {"face_depth", "face_to", "depth"}
        said = [facts[slot] for slot in ("face_depth", "depth", "face_to") if slot in facts]
        if len(said) > 1:
            raise contradiction(say("the depth of the face is said twice"), said[1].span)
        if "face_to" in facts:
            out.data["depth"] = self._down_to(facts["face_to"])
        elif said:
            out.data["depth"] = self._length(said[0], "facing depth")
        else:
            out.missing.append("depth")
        return used

    def _down_to(self, fact: Fact) -> Val:
        """As in "face to 19 thick": what is above it goes."""
        height = self.frame.height
        if height is None or millimetres(height, self.units) <= millimetres(fact.value, self.units):
            raise contradiction(say("the stock is not thicker than what it is to be faced to"), fact.span)
        depth = millimetres(height, self.units) - millimetres(fact.value, self.units)
        return self._computed(depth, "facing depth", [height, fact.value])

    def _chamfer(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        if "face_depth" in facts and "size" not in facts:  # "chamfer all top edges … by 1.5"
            facts = facts | {"size": facts["face_depth"]}
            return self._chamfer(facts, out) | {"face_depth"}
        if "edge" not in facts:
            raise unread(self.draft.text, [facts["size"].span or (0, 0)], say("which edges?"))
        if "size" not in facts:
            out.missing.append("chamfer_size")
            return {"edge", "edge_of", "size", "ring", "edge_count", "shank_end"}
        angle = facts.get("chamfer_angle")
        if angle is not None and angle.value not in (45.0, facts["size"].value.value):
            raise refusal(
                "unsupported-request", say("a chamfer of {text!r} has unequal legs", text=angle.text), angle.span
            )
        self._edges(facts, out)
        out.data["size"] = self._length(facts["size"], "chamfer size")
        if facts["edge"].value == "all":
            self._all_edges(facts, out)
        return {"edge", "edge_of", "size", "chamfer_angle", "ring", "edge_count", "shank_end"}

    def _all_edges(self, facts: dict[str, Fact], out: Emitted) -> None:
        """All edges of a block; of a ring its four: outside and inside, at both ends."""
        count = int(facts["edge_count"].value.value) if "edge_count" in facts else None
        if not self.frame.round:
            if "ring" in facts or count not in (None, 12):
                raise unread(self.draft.text, [facts["edge"].span or (0, 0)], say("which edges?"))
            return
        bores = [f for f in self.draft.features if f.kind == "hole" and id(f) in self.done]
        if count not in (None, 4) or len(bores) != 1 or not bores[0].facts.keys() & {"inner", "bore"}:
            raise unread(self.draft.text, [facts["edge"].span or (0, 0)], say("which edges?"))
        out.data["edges"] = self._yes(facts["edge"], "edges", "both-outer")
        inside = {"edges": self._yes(facts["edge"], "edges", "feature-both"), "of": self._id(bores[0])}
        self.more.append({**out.data, **inside, "id": f"{out.data['id']}b"})

    def _edges(self, facts: dict[str, Fact], out: Emitted) -> None:
        edge = facts["edge"]
        if "shank_end" in facts and not any(node.rule == "rest_size" for node in self.draft.whole):
            raise unread(self.draft.text, [edge.span or (0, 0)], say("which end is that?"))
        out.data["edges"] = self._yes(edge, "edges", edge.value)
        if "edge_of" in facts:
            kind = facts["edge_of"].value
            known = [f for f in self.draft.features if id(f) in self.done and f.kind in ("hole", "pocket", "slot")]
            found = [f for f in known if kind in ("any", f.kind) or (kind == "slot" and f.kind == "slot")]
            if len(found) != 1:
                raise unread(self.draft.text, [edge.span or (0, 0)], say("the edge of which feature?"))
            out.data["of"] = self._id(found[0])

    def _id(self, feature: Feature) -> str:
        return str(self.done[id(feature)]["id"])

    def _fillet(self, facts: dict[str, Fact], out: Emitted) -> set[str]:
        out.data["radius"] = self._length(facts["radius"], "radius")
        if "root_dia" in facts:
            there = millimetres(facts["root_dia"].value, self.units)
            if not any(abs(there - d) < 1e-6 for d in self.frame.diameters):
                raise contradiction(say("no section of the body has that diameter"), facts["root_dia"].span)
        if "edge" in facts:
            self._edges(facts, out)
            return {"radius", "edge", "edge_of", "root_dia"}
        number = facts.get("edge_count")
        if number is not None and (number.value.value != 12 or self.frame.round):
            raise unread(self.draft.text, [number.span or (0, 0)], say("which edges?"))
        out.data["edges"] = "all"
        return {"radius", "edge_count"}
