"""Generated requests with their own facts: random features, numbers, word orders, noise, dropped words, both languages.

    python -m tests.planner_offline.sentences [N] [SEED] [-v]      prints right / asked / refused / wrong by kind

A sentence is made of parts that each carry facts. A *dropped* sentence lost one part that the job cannot do without, so nothing
may be made of it unless the facts are still all there; a *noisy* one gained words that change nothing, or words that nobody
can account for (then nothing may be made).
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from codegen.findings import Severity
from codegen.model.intent import Intent
from codegen.model.part import EdgeChamfer, Hole, Part, Pocket
from codegen.model.request import Request
from codegen.planner.offline import OfflinePlanner
from codegen.process import resolve

Round = tuple[float, float, float, float | None, str | None]
"""x, y from the body's middle; diameter (of a tapped hole: of the thread); depth or None for through; thread."""


@dataclass
class Facts:
    """What the sentence says, in mm, positions from the middle of the body."""

    size: tuple[float, float, float] = (0.0, 0.0, 0.0)
    rounds: list[Round] = field(default_factory=list)
    pockets: list[tuple[float, float, float, float, float, float]] = field(default_factory=list)
    """cx, cy, x size, y size, depth (0: through), corner radius."""
    chamfer: float | None = None


@dataclass
class Sentence:
    """A request, its facts, what was done to it: plain, noisy, dropped, strange."""

    text: str
    facts: Facts
    kind: str
    language: str


def _n(value: float) -> str:
    return f"{value:g}"


def _pick(rng: Random, *options: str) -> str:
    return rng.choice(options)


MATERIALS = {
    "en": ("6061", "aluminium", "mild steel", "brass", "7075", "304"),
    "zh": ("6061", "铝", "45钢", "黄铜", "304", "Q235"),
}
TAPS = {"M4": 4.0, "M5": 5.0, "M6": 6.0, "M8": 8.0, "M10": 10.0}
PITCH = {"M4": 0.7, "M5": 0.8, "M6": 1.0, "M8": 1.25, "M10": 1.5}


# -- the body ---------------------------------------------------------------------------------------------------------


def _body(rng: Random, zh: bool, facts: Facts) -> str:
    x, y = rng.choice((80, 90, 100, 120, 150)), rng.choice((50, 60, 70, 80))
    z = rng.choice((10, 12, 15, 20, 25))
    facts.size = (float(x), float(y), float(z))
    stuff = rng.choice(MATERIALS["zh" if zh else "en"])
    times = rng.choice(("x", "×", "*", " x "))
    box = times.join(map(str, (x, y, z)))
    if zh:
        what = rng.choice(("板", "块", "板料"))
        return _pick(
            rng, f"{stuff}{what}{box}", f"{box}的{stuff}{what}", f"{stuff}{what}，尺寸{box}mm", f"毛坯{box}，材料{stuff}",
            f"{stuff}{what}长{x}宽{y}厚{z}", f"{what}料{box}mm，{stuff}",
        )  # fmt: skip
    what = rng.choice(("plate", "block"))
    return _pick(
        rng, f"{box} mm {stuff} {what}", f"{stuff} {what} {box} mm", f"{what}: {stuff}, {box} mm",
        f"{stuff} {what}, {x} by {y} by {z} mm",
        f"a {stuff} {what} {x} mm long, {y} mm wide and {z} mm thick", f"stock {box} mm, material {stuff}",
    )  # fmt: skip


def _zero(rng: Random, zh: bool) -> str:
    if zh:
        return _pick(
            rng,
            "原点板中心上表面",
            "零点在中心顶面",
            "原点在板中心，上表面Z0",
            "对刀点板中心顶面",
            "工件零点：中心，上表面",
        )
    return _pick(
        rng, "zero centre top", "origin at the centre of the plate, top face", "X0 Y0 centre, Z0 top", "datum centre of top face",
        "zero is the middle of the top", "G54 centre top",
    )  # fmt: skip


# -- places: text and points from the middle --------------------------------------------------------------------------

Place = tuple[str, list[tuple[float, float]]]


def _points(rng: Random, zh: bool, facts: Facts, count: int) -> Place:
    half_x, half_y = facts.size[0] / 2 - 15, facts.size[1] / 2 - 15
    xs = rng.sample(range(-int(half_x), int(half_x) + 1, 14), count)
    ys = [rng.randrange(-int(half_y), int(half_y) + 1, 5) for _ in xs]
    points = [(float(a), float(b)) for a, b in zip(xs, ys, strict=True)]
    if zh:
        joint = rng.choice(("、", "，", " "))
        told = joint.join(f"({a},{b})" for a, b in zip(xs, ys, strict=True))
        if rng.random() < 0.3:
            told = joint.join(f"X{a} Y{b}" for a, b in zip(xs, ys, strict=True))
        return _pick(rng, f"位置{told}", f"坐标{told}", f"在{told}"), points
    joint = rng.choice((", ", " and " if count == 2 else ", ", "; "))
    told = joint.join(f"({a}, {b})" for a, b in zip(xs, ys, strict=True))
    if rng.random() < 0.4:
        told = joint.join(f"X{a} Y{b}" for a, b in zip(xs, ys, strict=True))
    return _pick(rng, f"at {told}", f"positions {told}", f"located at {told}"), points


def _corners(rng: Random, zh: bool, facts: Facts) -> Place:
    inset = rng.choice((8, 10, 12))
    x, y = facts.size[0] / 2 - inset, facts.size[1] / 2 - inset
    points = [(-x, -y), (x, -y), (x, y), (-x, y)]
    if zh:
        return _pick(rng, f"四角各一个，孔中心离边{inset}", f"四个角，距边{inset}", f"在四角，边距{inset}mm"), points
    return _pick(
        rng, f"in each corner, {inset} mm in from both edges", f"one at each corner {inset} from the edges",
        f"at the corners, {inset} mm from each edge",
    ), points  # fmt: skip


def _circle(rng: Random, zh: bool, facts: Facts, count: int) -> Place:
    pcd = rng.choice((30, 32, 36, 40))
    start, told, told_zh = rng.choice(
        (
            (0, "first at 3 o'clock", "第一个在0°"),
            (90, "first at 12 o'clock", "第一个在90°"),
            (0, "first at 0°", "起始角0°"),
            (45, "starting at 45°", "起始角45°"),
        )
    )
    points = [
        (
            pcd / 2 * math.cos(math.radians(start + 360 * k / count)),
            pcd / 2 * math.sin(math.radians(start + 360 * k / count)),
        )
        for k in range(count)
    ]
    if zh:
        return _pick(
            rng,
            f"均布在Φ{pcd}分度圆上，{told_zh}",
            f"分度圆直径{pcd}，均布，{told_zh}",
            f"在直径{pcd}的圆周上均布，{told_zh}",
        ), points
    return _pick(
        rng,
        f"equally spaced on a {pcd} PCD, {told}",
        f"on a {pcd} mm bolt circle, {told}",
        f"evenly spaced on a bolt circle of {pcd} mm, {told}",
    ), points


def _middle(rng: Random, zh: bool) -> str:
    return _pick(rng, "正中", "在板中心") if zh else _pick(rng, "in the centre", "dead centre", "in the middle")


def _rectangle(rng: Random, zh: bool, facts: Facts) -> Place:
    a, b = rng.choice((50, 60)), rng.choice((24, 30))
    points = [(-a / 2, -b / 2), (a / 2, -b / 2), (a / 2, b / 2), (-a / 2, b / 2)]
    if zh:
        return _pick(rng, f"孔距{a}×{b}，居中", f"孔距{a}x{b}相对板居中"), points
    return _pick(
        rng,
        f"hole spacing {a} x {b} centred on the plate",
        f"on a {a} x {b} mm pattern, centred",
        f"{a} x {b} spacing, central",
    ), points


# -- features ---------------------------------------------------------------------------------------------------------

Made = tuple[list[str], list[int]]
"""Pieces of text, and which of them the job cannot do without."""


def _holes(rng: Random, zh: bool, facts: Facts) -> Made:
    where = rng.choice(("points", "corners", "circle", "rectangle", "centre"))
    count = {"points": rng.choice((2, 3)), "circle": rng.choice((3, 4, 6)), "centre": 1}.get(where, 4)
    place = {
        "points": lambda: _points(rng, zh, facts, count), "corners": lambda: _corners(rng, zh, facts),
        "circle": lambda: _circle(rng, zh, facts, count), "rectangle": lambda: _rectangle(rng, zh, facts),
        "centre": lambda: (_middle(rng, zh), [(0.0, 0.0)]),
    }[where]()  # fmt: skip
    tapped = rng.random() < 0.35 and facts.size[2] >= 12
    if tapped:
        head, reach, key = _tapped(rng, zh, facts, count)
    else:
        head, reach, key = _plain(rng, zh, facts, count)
    facts.rounds += [(x, y, *key) for x, y in place[1]]
    pieces = [head, reach, place[0]]
    if rng.random() < 0.4:
        pieces = [head, place[0], reach]
    return pieces, [0, pieces.index(reach), pieces.index(place[0])]


def _count(rng: Random, zh: bool, count: int) -> str:
    if zh:
        return rng.choice((f"{count}个", f"{count}-" if count > 1 else "1个", f"{'一两三四五六'[count - 1]}个"))
    word = ("one", "two", "three", "four", "five", "six")[count - 1]
    return (
        rng.choice((f"{count} x ", f"{count} ", f"{word} ", f"{count} off "))
        if count > 1
        else rng.choice(("one ", "a "))
    )


def _plain(rng: Random, zh: bool, facts: Facts, count: int) -> tuple[str, str, tuple[float, float | None, str | None]]:
    d = rng.choice((5, 6, 6.6, 8, 8.5, 9, 10))
    through = rng.random() < 0.6
    depth = None if through else float(rng.choice((5, 6, 7, 8)))
    if zh:
        head = (
            _pick(rng, "钻", "打", "")
            + _count(rng, zh, count)
            + _pick(rng, f"Φ{_n(d)}孔", f"直径{_n(d)}的孔", f"Φ{_n(d)}的孔")
        )
        reach = (
            _pick(rng, "通孔", "打通", "钻通")
            if through
            else _pick(rng, f"深{_n(depth or 0)}", f"孔深{_n(depth or 0)}mm", f"深度{_n(depth or 0)}")
        )
        return head, reach, (float(d), depth, None)
    noun = "hole" if count == 1 else "holes"
    head = (
        _pick(rng, "drill ", "", "drill ")
        + _count(rng, zh, count)
        + _pick(
            rng, f"Ø{_n(d)} {noun}", f"{_n(d)} mm {noun}", f"{_n(d)} mm dia {noun}", f"{noun} of {_n(d)} mm diameter"
        )
    )
    reach = (
        _pick(rng, "through", "thru", "all the way through")
        if through
        else _pick(rng, f"{_n(depth or 0)} mm deep", f"depth {_n(depth or 0)} mm", f"{_n(depth or 0)} deep")
    )
    return head, reach, (float(d), depth, None)


def _tapped(rng: Random, zh: bool, facts: Facts, count: int) -> tuple[str, str, tuple[float, float | None, str | None]]:
    name = rng.choice(tuple(TAPS))
    through = facts.size[2] <= 15 or rng.random() < 0.5
    depth = None if through else 8.0
    if zh:
        head = _pick(rng, "攻", "加工") + _count(rng, zh, count) + _pick(rng, f"{name}螺纹孔", f"{name}螺纹")
        reach = _pick(rng, "通孔", "攻通") if through else _pick(rng, "螺纹深8", "螺纹有效深度8mm")
        return head, reach, (TAPS[name], depth, name)
    noun = "hole" if count == 1 else "holes"
    head = _pick(
        rng,
        f"{_count(rng, zh, count)}{name} tapped {noun}",
        f"tap {_count(rng, zh, count)}{name} {noun}",
        f"{_count(rng, zh, count)}tapped {noun} {name}",
    )
    reach = (
        _pick(rng, "through", "thru") if through else _pick(rng, "thread 8 mm deep", "tapped 8 deep", "8 mm of thread")
    )
    return head, reach, (TAPS[name], depth, name)


def _pocket(rng: Random, zh: bool, facts: Facts) -> Made:
    x, y, depth, r = rng.choice((30, 36, 40)), rng.choice((20, 24, 28)), rng.choice((3, 4, 5, 6)), rng.choice((5, 6, 8))
    facts.pockets.append((0.0, 0.0, float(x), float(y), float(depth), float(r)))
    if zh:
        pieces = [
            _pick(rng, f"铣{x}×{y}型腔", f"铣一个{x}x{y}的型腔", f"型腔{x}×{y}"), _pick(rng, f"深{depth}", f"深度{depth}mm"),
            _pick(rng, f"圆角R{r}", f"内角R{r}", f"四角R{r}"), _pick(rng, "居中", "在板中心", "正中"),
        ]  # fmt: skip
    else:
        pieces = [
            _pick(rng, f"pocket {x} x {y} mm", f"{x} x {y} pocket", f"mill a {x} by {y} mm pocket"),
            _pick(rng, f"{depth} deep", f"{depth} mm deep", f"depth {depth} mm"),
            _pick(rng, f"R{r} corners", f"corner radius {r}", f"with {r} mm corner radius"),
            _pick(rng, "centred", "in the centre", "in the middle of the plate"),
        ]  # fmt: skip
    tail = pieces[1:]
    rng.shuffle(tail)
    return [pieces[0], *tail], [0, 1, 2, 3]


def _chamfer(rng: Random, zh: bool, facts: Facts) -> Made:
    size = rng.choice((0.5, 1, 1.5))
    facts.chamfer = float(size)
    if zh:
        return [
            _pick(rng, f"上表面外边倒角C{_n(size)}", f"顶面四周倒角C{_n(size)}", f"外轮廓上边倒角{_n(size)}×45°")
        ], []
    return [
        _pick(
            rng,
            f"chamfer {_n(size)} x 45° around the top edge",
            f"{_n(size)} mm chamfer on the top outer edge",
            f"{_n(size)} x 45 deg chamfer all round the top",
        )
    ], []


# -- sentences --------------------------------------------------------------------------------------------------------

NOISE = {
    "en": ("please", "thanks", "hi,", "I need this:", "could you", "just", "for me", "OK so"),
    "zh": ("请", "师傅", "麻烦", "帮我", "谢谢", "你好，", "尽快"),
}
STRANGE = {
    "en": (
        "except on Sundays",
        "like the other one",
        "unless it is too thin",
        "or maybe 3 mm",
        "but not the left ones",
        "per customer spec 12",
    ),
    "zh": ("除非太薄", "跟上次一样", "或者3毫米", "左边的不要", "按客户标准12"),
}


def sentence(rng: Random) -> Sentence:
    """One request."""
    zh = rng.random() < 0.5
    facts = Facts()
    pieces: list[list[str]] = [[_body(rng, zh, facts)]]
    needed = [(0, 0)]
    makers: list[Callable[[Random, bool, Facts], Made]] = [_holes]
    if rng.random() < 0.3:
        makers = [_pocket]
    if rng.random() < 0.2:
        makers.append(_chamfer)
    for maker in makers:
        made, essential = maker(rng, zh, facts)
        needed += [(len(pieces), k) for k in essential]
        pieces.append(made)
    zero = [_zero(rng, zh)]
    pieces.insert(rng.choice((1, len(pieces))), zero)
    if pieces[1] is zero:
        needed = [(i + 1 if i else i, k) for i, k in needed]
    kind = rng.choices(("plain", "noisy", "dropped", "strange"), (0.5, 0.2, 0.2, 0.1))[0]
    if kind == "dropped":
        i, k = rng.choice(needed[1:] or needed)
        pieces[i][k] = ""
    words = [w for group in pieces for w in [_clause(rng, zh, group)] if w]
    language = "zh" if zh else "en"
    if kind == "noisy":
        words.insert(rng.randrange(len(words) + 1), rng.choice(NOISE[language]))
    if kind == "strange":
        words.insert(rng.randrange(1, len(words) + 1), rng.choice(STRANGE[language]))
    joint = rng.choice(("，", "。", "，", "；") if zh else (". ", ", ", "; ", "\n"))
    return Sentence(joint.join(words), facts, kind, language)


def _clause(rng: Random, zh: bool, group: list[str]) -> str:
    parts = [p for p in group if p]
    return (rng.choice(("，", "，", "")) if zh else rng.choice((" ", ", "))).join(parts)


# -- judging ----------------------------------------------------------------------------------------------------------

TOLERANCE = 0.02


def judge(made: Sentence, planner: OfflinePlanner) -> tuple[str, str]:
    """right, asked, refused or wrong, with the reason."""
    reply = planner.plan(Request(made.text))
    if any(f.severity is Severity.ERROR for f in reply.findings):
        return "refused", reply.findings[0].message
    if reply.questions:
        return "asked", ", ".join(q.slot for q in reply.questions)
    if reply.intent is None:
        return "wrong", "neither intent, question nor finding"
    found = resolve(Intent.model_validate(reply.intent))
    if any(f.severity is Severity.ERROR for f in found.findings):
        return "refused", next(f.message for f in found.findings if f.severity is Severity.ERROR)
    if found.questions or found.part is None:
        return "asked", ", ".join(q.slot for q in found.questions)
    if made.kind == "strange":
        return "wrong", "made in spite of words that nobody can account for"
    fault = differs(made.facts, found.part)
    return ("wrong", fault) if fault else ("right", "")


def differs(facts: Facts, part: Part) -> str:
    """In what ``part`` differs from the facts; empty: in nothing."""
    x0, y0, x1, y1 = part.body.outline.bounds
    size = (x1 - x0, y1 - y0, part.body.z_top - part.body.z_bottom)
    if any(abs(a - b) > TOLERANCE for a, b in zip(size, facts.size, strict=True)):
        return f"body {size} instead of {facts.size}"
    cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
    holes = [f for f in part.features if isinstance(f, Hole)]
    if len(holes) != len(facts.rounds):
        return f"{len(holes)} holes instead of {len(facts.rounds)}"
    left = list(facts.rounds)
    for hole in holes:
        match = next((r for r in left if _same(r, hole, cx, cy)), None)
        if match is None:
            return f"no such hole: {hole.x - cx:g}, {hole.y - cy:g}, Ø{hole.diameter.nominal:g}, depth {hole.depth}"
        left.remove(match)
    pockets = [f for f in part.features if isinstance(f, Pocket)]
    if len(pockets) != len(facts.pockets):
        return f"{len(pockets)} pockets instead of {len(facts.pockets)}"
    for pocket, (px, py, lx, ly, depth, r) in zip(pockets, facts.pockets, strict=True):
        a0, b0, a1, b1 = pocket.outline.bounds
        got = ((a0 + a1) / 2 - cx, (b0 + b1) / 2 - cy, a1 - a0, b1 - b0, pocket.z_top - pocket.z_bottom)
        if any(abs(a - b) > TOLERANCE for a, b in zip(got, (px, py, lx, ly, depth), strict=True)):
            return f"pocket {got}"
        if abs(pocket.outline.area - (lx * ly - (4 - math.pi) * r * r)) > 0.5:
            return f"pocket corners: area {pocket.outline.area:g}"
    chamfers = [f.size for f in part.features if isinstance(f, EdgeChamfer)]
    want = [] if facts.chamfer is None else [facts.chamfer]
    return "" if chamfers == want else f"chamfers {chamfers} instead of {want}"


def _same(told: Round, hole: Hole, cx: float, cy: float) -> bool:
    x, y, d, depth, thread = told
    if math.hypot(hole.x - cx - x, hole.y - cy - y) > TOLERANCE:
        return False
    if thread is not None:
        if hole.thread is None or hole.thread.designation != thread:
            return False
        return hole.thread.depth is None if depth is None else hole.thread.depth == depth
    if hole.thread is not None or abs(hole.diameter.nominal - d) > TOLERANCE:
        return False
    return hole.depth is None if depth is None else hole.depth is not None and abs(hole.depth - depth) <= TOLERANCE


def table(count: int, seed: int = 0) -> tuple[Counter[tuple[str, str, str]], list[tuple[Sentence, str, str]]]:
    """Counts by (language, kind, verdict), and everything judged."""
    planner, rng = OfflinePlanner(), Random(seed)
    counts: Counter[tuple[str, str, str]] = Counter()
    judged = []
    for _ in range(count):
        made = sentence(rng)
        verdict, reason = judge(made, planner)
        counts[made.language, made.kind, verdict] += 1
        judged.append((made, verdict, reason))
    return counts, judged


def main(argv: list[str]) -> int:
    """Print the table."""
    numbers = [int(a) for a in argv if a.isdigit()]
    counts, judged = table(*(numbers or [2000]))
    verdicts = ("right", "asked", "refused", "wrong")
    print(f"{'':<14}" + "".join(f"{v:>9}" for v in verdicts))
    for language, kind in sorted({(a, b) for a, b, _ in counts}):
        print(f"{language} {kind:<11}" + "".join(f"{counts[language, kind, v]:>9}" for v in verdicts))
    if "-v" in argv:
        for made, verdict, reason in judged:
            if verdict != "right" and (verdict == "wrong" or made.kind in ("plain", "noisy")):
                print(f"{verdict:<8} {made.kind:<8} {made.text!r}\n         {reason[:160]}")
    return 1 if any(v == "wrong" for _, v, _ in judged) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
