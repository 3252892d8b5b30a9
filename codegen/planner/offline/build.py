"""A draft → the raw intent with its provenance, or questions. Answers to earlier questions become facts here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from codegen.messages import bilingual, say, translated
from codegen.model.request import Reply, Request
from codegen.planner.offline.again import bore_of_ring
from codegen.planner.offline.answer import apply, not_understood
from codegen.planner.offline.ask import ask
from codegen.planner.offline.body import Body, BodyReader, decide_units
from codegen.planner.offline.body_forms import no_features, of_form, read_form
from codegen.planner.offline.chart import Node
from codegen.planner.offline.datum import datum
from codegen.planner.offline.draft import Draft, assemble
from codegen.planner.offline.emit import Emitter
from codegen.planner.offline.features import Emitted, Open
from codegen.planner.offline.lex import Token
from codegen.planner.offline.margin import margins
from codegen.planner.offline.numbers import num
from codegen.planner.offline.places import Frame
from codegen.planner.offline.values import Fact, Num, Units, Val, contradiction, refusal, unread
from codegen.planner.offline.write_wishes import wishes

if TYPE_CHECKING:
    from codegen.model.intent import Question

_ROUNDS: Final = 8
NAMES: Final = {
    "thread_meaning": "thread",
    "position_meaning": "position",
    "edge_meaning": "position",
    "chamfer_size": "size",
    "sink_kind": "counterbore",
}
LATER: Final = frozenset(
    {"angle", "corner_radius", "end_shape", "origin", "thread_meaning", "depth_meaning", "thread_depth"}
)
"""Questions that wait until everything more essential is known."""
BODY_SIZES: Final = frozenset({"thickness"})
"""How deep something goes is asked once it is known how thick the body is."""


@dataclass
class State:
    """What answers have added so far, and which were of no use (question id → why)."""

    draft: Draft
    tokens: tuple[Token, ...]
    units: Units | None = None
    body_answers: dict[str, list[Num]] = field(default_factory=dict)
    tried: set[str] = field(default_factory=set)
    bad: dict[str, str] = field(default_factory=dict)
    origin: str | None = None
    used_keys: set[str] = field(default_factory=set)
    spent: set[tuple[str, str]] = field(default_factory=set)
    said: dict[str, str] = field(default_factory=dict)

    def key(self, item: Open, answers: dict[str, str]) -> str:
        """The key of the answer to ``item``; empty: none. One answer serves one question about a feature."""
        keys = (item.identifier, item.slot)
        return next((k for k in keys if k in answers and (k, item.pointer) not in self.spent), "")

    def wrong(self, item: Open) -> str:
        """Why ``item`` is asked again; empty: it was not asked before."""
        if item.identifier not in self.said:
            return ""
        return self.bad.get(item.identifier) or not_understood(self.said[item.identifier], self.draft.language)


@dataclass
class Built:
    """One attempt: the intent with Val leaves, what is open, and notes about what was taken for granted."""

    intent: dict[str, Any]
    open: list[Open]
    notes: list[tuple[str, str, str]] = field(default_factory=list)  # pointer, key, detail


def build(nodes: list[Node], tokens: tuple[Token, ...], request: Request, language: str) -> Reply:
    """The reply for one cover. Raises Refused."""
    state, built = settle(nodes, tokens, request, language)
    if built.open:
        from codegen.planner.offline.partial import certain

        return Reply(None, questions=questions(state, built.open), partial=certain(built, state, nodes, request))
    return Reply(intent=finish(built, state, nodes, request))


def questions(state: State, items: list[Open]) -> tuple[Question, ...]:
    """What to ask now: what waits for something more essential is asked later."""
    later = LATER | {"depth"} if any(o.slot in BODY_SIZES for o in items) else LATER
    pressing = [o for o in items if (o.text or o.slot) not in later]
    return tuple(ask(o, state.draft.language, state.wrong(o)) for o in pressing or items)


def settle(nodes: list[Node], tokens: tuple[Token, ...], request: Request, language: str) -> tuple[State, Built]:
    """The draft of one cover with the answers taken in. Raises Refused."""
    state = State(assemble(nodes, request.text, language), tokens)
    answers = dict(request.answers)
    built = _attempt(state)
    for _ in range(_ROUNDS):
        fresh = [o for o in built.open if o.identifier not in state.tried and state.key(o, answers)]
        if not fresh:
            break
        for item in fresh:
            key = state.key(item, answers)
            state.tried.add(item.identifier)
            state.used_keys.add(key)
            state.spent.add((key, item.pointer))
            state.said[item.identifier] = answers[key]
            reason = apply(state, item, answers[key])
            if reason:
                state.bad[item.identifier] = reason
        built = _attempt(state)
    unused = [key for key in answers if key not in state.used_keys]
    if unused:
        raise refusal(
            "unread-words",
            say("no open question is called {name!r}", name=unused[0]),
            None,
            say("answer an open question by its id or slot"),
        )
    return state, built


# -- one attempt ------------------------------------------------------------------------------------------------------


def _attempt(state: State) -> Built:
    draft = state.draft
    whole: dict[str, list[Node]] = {}
    for node in draft.whole:
        whole.setdefault(node.rule, []).append(node)
    if "drawing" in whole:
        return Built({}, [Open("drawing", "", None, "drawing")])
    units = state.units or decide_units(state.tokens, whole.get("unit", ()), draft.language)
    units.doubtful = False
    if units.name != "mm" and any(f.metric for f in draft.features):
        raise contradiction(say("a size is said in mm, and the same number again, which would be inches"))
    design = _design(whole.get("deliver", []))
    if "inch_output" in whole and not any(node.has("ONLY") for node in whole.get("deliver", ())):
        design = None  # "G20 output, model too": of a program
    draft.design = design
    body = _body(state, units, design)
    margins(draft, body.stock, body.part, units)
    built = Built({"schema_version": 1, "name": "part", "language": draft.language, "units": units.name}, [])
    intent = built.intent
    if design is not None:
        intent["deliverables"] = design
    built.notes += wishes(draft, units, intent)
    faces = [
        f.facts[s].value for f in draft.features for s in ("face_depth", "depth") if s in f.facts and f.kind == "face"
    ]
    if sum(f.kind == "face" for f in draft.features) > 1:
        raise contradiction(say("the top is faced twice"))
    where = datum(draft, body, units, faces[0] if faces else None)
    if where is not None and where.pop("unclear", False):
        if state.origin is None:
            built.open.append(Open("origin", "/datum", None, "origin"))
        where["of"] = state.origin or "part"
    if where is not None and "datum" not in whole:
        built.notes.append(("/datum", "corner", ""))
    if "loaded" in whole and "tool" not in whole:
        raise unread(draft.text, [whole["loaded"][0].span], say("which tool?"))
    if "turned_note" in whole and not (body.round or body.turned):
        raise unread(draft.text, [whole["turned_note"][0].span], say("no round body is described"))
    if "profile" in whole and body.part is None and not body.missing:
        raise unread(draft.text, [whole["profile"][0].span], say("part and stock are the same"))
    _checks(whole, where, faces[0] if faces else None)
    intent |= {k: v for k, v in (("stock", body.stock), ("datum", where), ("part", body.part)) if v is not None}
    built.open += [Open(slot, pointer, None, slot) for slot, pointer in dict.fromkeys(body.missing)]
    _features(draft, body, units, where, built)
    if units.doubtful:
        built.open.insert(0, Open("unit", "/units", None, "unit"))
    if not draft.features and design is None and body.part is None:
        built.open.append(Open("feature", "/features", None, "feature"))
    for node in whole.get("purpose", ()):
        built.notes.append(("", "purpose", draft.text[node.span[0] : node.span[1]]))
    return built


def _body(state: State, units: Units, design: list[str] | None) -> Body:
    draft = state.draft
    if not draft.form:
        from codegen.planner.offline.body_more import hollow, spared

        tube = hollow(draft) if design is not None else None
        strange = [node.span for node in draft.whole if of_form(node) and not spared(node, tube)]
        no_features(draft)
        if strange:
            raise unread(draft.text, strange, say("of which body?"))
        flat = design == ["dxf"]
        plain = BodyReader(draft, units, design=design is not None, answers=state.body_answers, flat=flat).read()
        if tube is not None:
            tube.make(plain, units)
        return plain
    reader = BodyReader(draft, units, design=False, answers={})
    stock = [node for node in draft.body if _raw(reader, node) or _bar_of(draft, node)]
    draft.body = [node for node in draft.body if node not in stock]
    body = read_form(draft, units, design=design is not None)
    if stock:
        shadow = Draft(draft.text, draft.language, body=[*stock])
        raw = BodyReader(shadow, units, design=False, answers=state.body_answers).read()
        body.stock, body.height = raw.stock, raw.height
    elif design is None:
        body.missing.append(("stock_size", "/stock"))
    draft.body = [*draft.body, *stock]
    return body


def _raw(reader: BodyReader, node: Node) -> bool:
    """Whether it is the stock of a form: "made from 5 mm plate" says how thick the form is."""
    return reader.role(node) == "stock" and not (node.node("sheet") is not None and node.node("size") is None)


def _bar_of(draft: Draft, node: Node) -> bool:
    """Whether it is the round bar that a polygon is milled from: such a body has no diameter and height of its own."""
    polygon = any(n.rule == "form" and n.has("HEX", "OCT", "PENT") for n in draft.whole)
    return polygon and node.has("ROUND", "ROUNDN") and node.node("cylsize") is not None


def _features(draft: Draft, body: Body, units: Units, where: dict[str, Any] | None, built: Built) -> None:
    alone = body.part is None or body.stock is None
    form = (body.section, body.axial, body.diameters)
    emitter = Emitter(
        draft, Frame(units, body.size, body.round, body.height, where, alone, *form, body.legs, body.ends), where
    )
    numbers: dict[str, int] = {}
    out = []
    bore_of_ring(draft)
    for i, feature in enumerate(draft.features):
        numbers[feature.kind] = numbers.get(feature.kind, 0) + 1
        identifier = f"{feature.kind}{numbers[feature.kind]}"
        made = emitter.emit(feature, identifier)
        if body.odd and "'anchor': 'centre'" in repr(made.data):  # which is the middle of the outline's box
            spans = [f.span for f in feature.facts.values() if f.span]
            raise refusal(
                "unsupported-request", say("no place in the middle of a polygon with an odd number of sides"), spans[0],
                say("give its X and Y"),
            )  # fmt: skip
        central = body.turned or (body.round and draft.design is not None)
        bored = "inner" in feature.facts or ("bore" in feature.facts and central)
        if body.sheet or (bored and "through" not in made.data):
            _goes_through(made)
        out.append(made.data)
        for slot in dict.fromkeys(made.missing):
            if slot == "angle" and body.size is None and not body.round and body.missing:
                continue  # the body's size will tell
            name = NAMES.get(slot, slot)
            if any(o.identifier == f"{identifier}_{name}" for o in built.open):
                continue
            kind = {"thread_depth": "depth"}.get(name, name)
            built.open.append(
                Open(kind, f"/features/{i}", feature, f"{identifier}_{name}", slot, made.choices.get(slot, ()))
            )
        built.notes += [(about(f"/features/{i}", key, made.data), key, "") for key in made.notes]
        built.notes += [(f"/features/{i}/{name}", key, detail) for name, key, detail in made.details]
    built.intent["features"] = [*out, *body.features, *emitter.more]
    built.notes += body.notes


def _goes_through(made: Emitted) -> None:
    """A hole of a flat sheet, the inside of a ring: it has no depth of its own."""
    if "depth" in made.missing and made.data["kind"] in ("hole", "pocket", "slot"):
        made.missing = [slot for slot in made.missing if slot != "depth"]
        made.data["through"] = True
        made.notes.append("through")


def about(pointer: str, key: str, data: dict[str, Any]) -> str:
    """The value that a note is about, not all of its feature: what is assumed needs no other source."""
    if key == "through":
        return f"{pointer}/through"
    named = {
        "bore": ("at", "position/anchor"),
        "start": ("bolt_circle", "start_angle"),
        "pattern-centre": ("grid", "at/anchor"),
    }
    kind, name = named.get(key, ("bolt_circle", "centre/anchor"))
    places = [place.value if isinstance(place, Val) else place for place in data.get("at", ())]
    return next((f"{pointer}/at/{k}/{name}" for k, place in enumerate(places) if place.get("kind") == kind), pointer)


def _design(nodes: list[Node]) -> list[str] | None:
    """What to deliver if no program is wanted; None: a program."""
    wanted = [node for node in nodes if node.node("designonly") is None]
    if any(node.has("PROGRAM") for node in wanted):
        if len(wanted) < len(nodes):
            raise contradiction(say("a program is asked for, and none is wanted"))
        return None
    if not nodes:
        return None
    kinds = (("STEP", "step"), ("STL", "stl"), ("DXF", "dxf"))
    return [name for terminal, name in kinds if any(node.has(terminal) for node in wanted)] or ["step"]


_SIGNED: Final = ("POSITIVE", "PLUSX", "PLUSY")


def _checks(whole: dict[str, list[Node]], where: dict[str, Any] | None, face: Num | None) -> None:
    """Statements that follow from others: they must agree."""

    def plain(value: Any) -> Any:
        return value.value if isinstance(value, Val) else value

    for node in whole.get("quadrant", ()):
        negative = ("NEGATIVE", "DASH", "MINUSX", "MINUSY")
        signs = [kind in negative for t in node.tokens() for kind in (*_SIGNED, *negative) if kind in t.types]
        wanted = ("right" if signs[0] else "left", "back" if signs[-1] else "front")
        if where is None or (plain(where["across"]), where["along"]) != wanted:
            raise contradiction(say("the stock cannot lie on those sides of that zero"), node.span)
    for node in whole.get("axis_sign", ()):
        x = node.has("XLETTER")
        side = None if where is None else plain(where["across" if x else "along"])
        if side != ("right" if x else "back"):
            raise contradiction(say("the stock does not lie on the negative side of that zero"), node.span)
    for node in whole.get("face_check", ()):
        token = node.token("ZN")
        zero = plain(where.get("z", 0.0)) if where is not None else 0.0
        if face is None or not isinstance(zero, float | int) or abs(num(token).value - (zero - face.value)) > 1e-6:
            raise contradiction(say("the finished face does not lie there"), node.span)


# -- provenance and assumptions ----------------------------------------------------------------------------------------


def finish(built: Built, state: State, nodes: list[Node], request: Request) -> dict[str, Any]:
    sources: list[dict[str, Any]] = []
    intent: dict[str, Any] = strip(built.intent, "", sources)
    seen = {(s["pointer"], s["role"]) for s in sources}
    for i, feature in enumerate(state.draft.features):
        for slot, fact in feature.facts.items():
            if fact.span is not None and (f"/features/{i}", slot) not in seen:
                sources.append(_source(f"/features/{i}", fact.origin, slot, fact.span, fact.text))
    sources += [
        _source("", "text", node.rule, node.span, request.text[slice(*node.span)])
        for node in nodes
        if node.rule not in ("sep", "joint", "verb") and (node in state.draft.whole or node in state.draft.body)
    ]
    intent["assumptions"] = _assumptions(built, state)
    intent["provenance"] = sources
    return intent


def strip(item: Any, pointer: str, sources: list[dict[str, Any]]) -> Any:
    """``item`` with every Val replaced by its value, noting where that came from."""
    if isinstance(item, Val):
        sources.append(_source(pointer, item.origin, item.role, item.span, item.text, item.note))
        return item.value
    if isinstance(item, dict):
        return {key: strip(value, f"{pointer}/{key}", sources) for key, value in item.items()}
    if isinstance(item, list):
        return [strip(value, f"{pointer}/{i}", sources) for i, value in enumerate(item)]
    return item


def _source(
    pointer: str, origin: str, role: str, span: tuple[int, int] | None, text: str, note: str = ""
) -> dict[str, Any]:
    out: dict[str, Any] = {"pointer": pointer, "origin": origin, "role": role[:60], "text": text[:400]}
    if span is not None and origin == "text":
        out["span"] = list(span)
    if note:
        out["note"] = note
    return out


NOTES: Final = {
    "en": {
        "start": "the first hole of the circle is at 0°, on +X: no start was said",
        "corner": "zero in X and Y is the front left corner: only its height was said",
        "bore": "the bore is in the middle of the round body",
        "circle-centre": "the bolt circle is centred on the part",
        "pattern-centre": "the pattern is centred on the part",
        "purpose": "{detail!r} says what the part is for; no size is taken from it",
        "typo": "{detail}",
        "through": "it goes through: no depth can be meant",
        "orientation": "one flat faces +X: no direction was said",
        "clearance": "clearance hole from ISO 273: {detail}",
        "cbore-table": "counterbore for a socket head cap screw from DIN 974-1: {detail}",
        "machine": "{detail}",
    },
    "zh": {
        "start": "分度圆第一个孔按 0°（+X 方向）：没有说明起始角",
        "corner": "X、Y 零点按左前角：只说了 Z 零点",
        "bore": "内孔在圆料中心",
        "circle-centre": "分度圆圆心按零件中心",
        "pattern-centre": "孔组按零件中心布置",
        "purpose": "“{detail}”只说明用途，不从中取尺寸",
        "typo": "{detail}",
        "through": "按通孔：没有别的深度可言",
        "orientation": "一条对边朝 +X：没有说明方向",
        "clearance": "通孔直径按 ISO 273：{detail}",
        "cbore-table": "内六角圆柱头螺钉沉孔按 DIN 974-1：{detail}",
        "machine": "{detail}",
    },
}  # fmt: skip


def _library_machine(detail: str, state: State) -> str:
    said, name = detail.split("|")
    return bilingual(
        state.draft.language, en=f"{said!r} is taken to be the library's {name}", zh=f"“{said}”按机床库中的 {name} 计算"
    )


def _assumptions(built: Built, state: State) -> list[dict[str, str]]:
    language = state.draft.language
    notes = [(p, key, _library_machine(d, state) if key == "machine" else d) for p, key, d in built.notes]
    for token in state.tokens:
        if token.corrected:
            detail = bilingual(
                language,
                en=f"{token.text!r} is read as {token.corrected!r}",
                zh=f"“{token.text}”按“{token.corrected}”理解",
            )
            notes.append(("", "typo", detail))
    return [
        {
            "about": p,
            "text": bilingual(
                language,
                **{name: texts[key].format(detail=translated(detail, name)) for name, texts in NOTES.items()},
            ),
            "source": say("offline interpreter"),
        }
        for p, key, detail in notes
    ]


__all__ = ["LATER", "NAMES", "NOTES", "Fact", "State", "about", "build", "strip", "unread"]
