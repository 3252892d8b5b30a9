"""Wishes of a draft → material, control, machine, tools, speeds and feeds, limits of the intent.

What is said of a tool (flute length, stick-out, nut) belongs to the tool named before it, or to the only one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from codegen.messages import say
from codegen.planner.offline.body import material
from codegen.planner.offline.chart import Node
from codegen.planner.offline.draft import Draft
from codegen.planner.offline.numbers import nums
from codegen.planner.offline.places import leaf
from codegen.planner.offline.values import Units, Val, contradiction, unread

_TOOLS: Final = {
    "ENDMILL": "end_mill", "FACEMILL": "face_mill", "BALLMILL": "ball_mill", "DRILLTOOL": "drill", "CUTTER": "end_mill",
}  # fmt: skip
_OF_TOOL: Final = {"flute_length": "flute_length", "stick_out": "stick_out", "holder_dia": "holder_diameter"}
_SIZE_ROLES: Final = {"flute_length": "flute length", "stick_out": "stick-out", "holder_diameter": "nut diameter"}


def wishes(draft: Draft, units: Units, intent: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Put every wish into ``intent``; the notes about what was taken for granted. Raises Refused."""
    stuff = material(draft)
    if stuff is not None:
        intent["material"] = stuff
    return _Writer(draft, units, intent).write()


@dataclass
class _Writer:
    draft: Draft
    units: Units
    intent: dict[str, Any]

    def write(self) -> list[tuple[str, str, str]]:
        nodes = self.draft.whole
        self._control()
        notes = self._machine()
        tools = self._tools()
        limits = self._limits(tools)
        cutting = self._cutting()
        if tools:
            self.intent["tools"] = tools
        if cutting:
            self.intent["cutting"] = [cutting]
        if limits:
            self.intent["limits"] = limits
        once = next((n for n in nodes if n.rule == "one_clamping"), None)
        if once is not None:
            self.intent["single_clamping"] = self._said(once, True, "single clamping")
        return notes

    def _of(self, *rules: str) -> list[Node]:
        return [node for node in self.draft.whole if node.rule in rules]

    def _said(self, node: Node, value: Any, role: str) -> Val:
        return Val(value, role, node.span, self.draft.text[slice(*node.span)])

    def _put(self, into: dict[str, Any], key: str, value: Val, what: str) -> None:
        """Set ``key``. Raises Refused when it was said already, differently."""
        known = into.setdefault(key, value)
        if known is not value and known.value != value.value:
            raise contradiction(
                say(
                    "two values are given for the {what}: {first!r} and {second!r}",
                    what=what,
                    first=known.text,
                    second=value.text,
                ),
                value.span,
            )

    # -- control, machine

    def _control(self) -> None:
        controls = {t.name: t for n in self._of("control") for t in n.tokens() if "CTRL" in t.types}
        controls = {name: t for name, t in controls.items() if not any(name + " " in other for other in controls)}
        if len(controls) > 1:  # "840D（西门子）" is one
            raise contradiction(say("two controls are named: {controls}", controls=" and ".join(sorted(controls))))
        for name, token in controls.items():
            self.intent["controller"] = Val(name, "controller", (token.start, token.end), token.text)
        outputs = self._of("inch_output")
        said = {"inch" if n.has("G20", "INCHES") else "mm" for n in outputs}
        if len(said) > 1:
            raise contradiction(say("both G20 and G21 are asked for"))
        for unit in said:
            self.intent["program_units"] = self._said(outputs[0], unit, "program units")

    def _machine(self) -> list[tuple[str, str, str]]:
        machines = {t.name: t for n in self._of("machine") for t in n.tokens() if "MACH" in t.types}
        if len(machines) > 1:
            raise contradiction(say("two machines are named: {machines}", machines=" and ".join(sorted(machines))))
        for name, token in machines.items():
            self.intent["machine"] = Val(name, "machine", (token.start, token.end), token.text)
            if token.text.lower() != name:
                return [("/machine", "machine", f"{token.text}|{name}")]
        return []

    # -- tools

    def _tools(self) -> list[dict[str, Any]]:
        """The tools in the order in which they are named, each with what was said of it."""
        out: list[dict[str, Any]] = []
        waiting: list[Node] = []
        for node in self._of("tool", "in_holder", *_OF_TOOL):
            if node.rule == "tool":
                out.append(self._tool(node))
            elif out:
                self._belongs(node, out[-1])
            else:
                waiting.append(node)
        for node in waiting:
            if len(out) != 1:
                raise unread(self.draft.text, [node.span], say("of which tool?"))
            self._belongs(node, out[0])
        keep = self._of("no_other_tool")
        if keep and not out and not self._of("smallest"):
            raise unread(self.draft.text, [keep[0].span], say("no tool is named"))
        for tool in out if keep else ():
            tool["only"] = tool.get("only") or self._said(keep[0], True, "no other tool")
        if len(out) > 1 and any("only" in tool for tool in out) and not keep:
            raise contradiction(say("one tool is said to be the only one, and another is named"))
        return out

    def _tool(self, node: Node) -> dict[str, Any]:
        named = [t for t in node.tokens() if t.types & _TOOLS.keys()]
        token = next((t for t in named if "CUTTER" not in t.types), named[0] if named else None)
        flutes, size = node.node("flutes"), node.node("tool_size")
        if token is None:  # "4 mm single flute"
            out: dict[str, Any] = {"kind": "end_mill"}
        else:
            kind = next(name for terminal, name in _TOOLS.items() if terminal in token.types)
            out = {"kind": Val(kind, "tool", (token.start, token.end), token.text)}
        sizes = nums(size or node) or [n for inner in node.children if isinstance(inner, Node) for n in nums(inner)]
        if not sizes:
            raise unread(self.draft.text, [node.span], say("of which size?"))
        out["diameter"] = leaf(sizes[0], "tool diameter", self.units)
        if flutes is not None:
            count = nums(flutes)[0]
            out["flutes"] = Val(int(count.value), "flutes", count.span, count.text)
        for terminal, name in (("CARBIDE", "carbide"), ("HSS", "hss")):
            if node.has(terminal):
                out["material"] = name
        if node.has("ONLYTOOL") or (node.has("SOLE") and node.node("tool_spec") is not None):
            out["only"] = self._said(node, True, "only")
        elif node.has("SOLE"):
            out["only_kind"] = self._said(node, True, "only")
        return out

    def _belongs(self, node: Node, tool: dict[str, Any]) -> None:
        collet = node.first("COLLET")
        if collet is not None:
            name = Val(collet.text.upper(), "holder", (collet.start, collet.end), collet.text)
            self._put(tool, "holder", name, "tool holder")
        if node.rule in _OF_TOOL:
            key = _OF_TOOL[node.rule]
            self._put(tool, key, leaf(nums(node)[0], _SIZE_ROLES[key], self.units), _SIZE_ROLES[key])

    # -- limits, speeds and feeds

    def _limits(self, tools: list[dict[str, Any]]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for node in self._of("limit_rates", "max_speed", "max_feed"):
            for rate in [node] if node.rule != "limit_rates" else list(node.nodes("rate")):
                fast = node.rule == "max_speed" or rate.has("RPM", "SPINDLEW")
                key, what = ("max_speed", "greatest speed") if fast else ("max_feed", "greatest feed")
                self._put(out, key, self._rate(rate, what, feed=not fast), what)
        for node in self._of("travel"):
            for axis, value in zip("xyz", nums(node), strict=False):
                self._put(out, f"travel_{axis}", leaf(value, f"travel in {axis.upper()}", self.units), "travel")
        for node in self._of("smallest"):
            if any(tool.get("only") for tool in tools):
                raise contradiction(say("one tool is the only one, and the smallest of several is named"), node.span)
            smallest = leaf(nums(node)[0], "smallest cutter", self.units)
            self._put(out, "smallest_cutter", smallest, "smallest cutter")
        return out

    def _cutting(self) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for node in self._of("speeds"):
            for rate in node.nodes("rate"):
                fast = rate.has("RPM", "SPINDLEW")
                key, what = ("speed", "spindle speed") if fast else ("feed", "feed")
                self._put(out, key, self._rate(rate, what, feed=not fast), what)
            if node.has("EXACT"):
                out["exact"] = self._said(node, True, "exact")
        for node in self._of("fixed_speed"):
            if "speed" not in out:
                raise unread(self.draft.text, [node.span], say("which speed?"))
            out.setdefault("exact", self._said(node, True, "exact"))
        for rule in ("stepdown", "stepover"):
            for node in self._of(rule):
                self._put(out, rule, leaf(nums(node)[0], rule, self.units), rule)
        for node in self._of("coolant"):
            kind = "flood" if node.has("FLOOD") else "mist" if node.has("MIST") else "off"
            self._put(out, "coolant", self._said(node, kind, "coolant"), "coolant")
        return out

    def _rate(self, node: Node, role: str, *, feed: bool) -> Val:
        """A speed in rev/min, or a feed per minute in the unit of the intent."""
        value = nums(node)[0]
        token = node.first("RPM", "FEEDRATE")
        unit = token.quantity.unit if token is not None and token.quantity is not None else value.unit
        inch = unit in ("ipm", "in/min", "in")
        if feed and unit is not None and inch != (self.units.name == "inch"):
            raise unread(self.draft.text, [node.span], say("a feed in another unit than the sizes"))
        if not feed and value.unit not in (None, "rpm", "r/min", "rev/min", "转/分", "转"):
            raise unread(self.draft.text, [node.span], say("no spindle speed"))
        return Val(value.value, role, value.span, value.text)
