"""Where everything lies: stock and body in the work frame, from sizes, margins and the datum."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.messages import say
from codegen.model.curve import Loop, Point2, circle, polygon, rectangle
from codegen.model.intent import ChamferFeature, Datum, FaceOperation, FilletFeature, Position
from codegen.model.part import Body, Box, Face, PartFeature, Stock
from codegen.model.surface import face_bounds
from codegen.process.bodies import body_shape
from codegen.process.context import Context
from codegen.process.sections import rounded_polygon
from codegen.process.shape import Shape, Triple


@dataclass(frozen=True)
class Frame:
    """Body and stock in the work frame.

    ``folded``: ids of the features that became part of the body's outline. ``own``: features that belong to the body itself.
    """

    body: Body
    stock: Stock | None
    datum: str
    folded: frozenset[str] = frozenset()
    own: tuple[PartFeature, ...] = ()

    def locate(self, ctx: Context, position: Position, pointer: str, face: Face = "top") -> Point2 | None:
        """A position in the work frame, in the coordinates of ``face``; None: bad, and a finding says so."""
        x, y = ctx.length(position.x, f"{pointer}/x"), ctx.length(position.y, f"{pointer}/y")
        if x is None or y is None:
            return None
        ax, ay = anchor(position.anchor, face_bounds(self.body, face))
        return (ax + x, ay + y)


def anchor(name: str, bounds: tuple[float, float, float, float]) -> Point2:
    """A named point of a rectangle (x0, y0, x1, y1); ``origin`` is (0, 0)."""
    if name == "origin":
        return (0.0, 0.0)
    x0, y0, x1, y1 = bounds
    x = x0 if "left" in name else x1 if "right" in name else (x0 + x1) / 2
    y = y0 if "front" in name else y1 if "back" in name else (y0 + y1) / 2
    return (x, y)


def build_frame(ctx: Context) -> Frame | None:
    """Body and stock in the work frame; None: something essential is missing or bad, and was said so."""
    intent = ctx.intent
    program = "program" in intent.deliverables
    before = len(ctx.findings), len(ctx.questions)
    stock = _stock(ctx)
    body = body_shape(ctx) if intent.part is not None else None
    if before != (len(ctx.findings), len(ctx.questions)):
        return None
    if body is None and stock is None:
        ctx.ask(
            "stock_size" if program else "size", "/stock" if program else "/part",
            "What size is the stock (length, width, thickness)?" if program else "What size is the part?",
            "毛坯尺寸是多少（长×宽×厚）？" if program else "零件的外形尺寸是多少？",
        )  # fmt: skip
        return None
    if stock is None and program:
        ctx.ask("stock_size", "/stock", "What size is the stock that the part is cut from?", "毛坯尺寸是多少？")
        return None
    faced = _faced(ctx)
    if faced is None:
        return None
    if body is None:
        assert stock is not None  # noqa: S101 - either is given, see above
        if faced >= stock.height:
            ctx.report(
                "contradiction",
                say("facing takes {faced:g} mm off a stock {height:g} mm high", faced=faced, height=stock.height),
                pointer="/features",
                remedy=say("face less off, or take higher stock"),
            )
            return None
        body = Shape(stock.loop, stock.height - faced, stock.kind)
    return _place(ctx, body, stock, faced)


def _faced(ctx: Context) -> float | None:
    total = 0.0
    for i, feature in enumerate(ctx.intent.features):
        if isinstance(feature, FaceOperation):
            depth = ctx.length(feature.depth, f"/features/{i}/depth", positive=True)
            if depth is None:
                return None
            total += depth
    return total


def _stock(ctx: Context) -> Shape | None:
    stock = ctx.intent.stock
    if stock is None:
        return None
    m = stock.margin
    margin = (
        ctx.length(m.left, "/stock/margin/left"),
        ctx.length(m.front, "/stock/margin/front"),
        ctx.length(m.bottom, "/stock/margin/bottom"),
    )
    if stock.kind == "box":
        x, y, z = (ctx.length(getattr(stock, k), f"/stock/{k}", positive=True) for k in "xyz")
        if x is None or y is None or z is None:
            return None
        return Shape(rectangle((0.0, 0.0), x, y), z, "box", margin=margin)
    d = ctx.length(stock.diameter, "/stock/diameter", positive=True)
    h = ctx.length(stock.height, "/stock/height", positive=True)
    return None if d is None or h is None else Shape(circle((0.0, 0.0), d), h, "cylinder", margin=margin)


def _place(ctx: Context, body: Shape, stock: Shape | None, faced: float) -> Frame | None:
    """Lay stock and body together, then move both so that the datum's point has its coordinates."""
    intent = ctx.intent
    datum = intent.datum or Datum()
    of = datum.of if stock is not None else "part"
    if intent.datum is None:
        name = "stock" if stock is not None else "part"
        ctx.assume(say("zero was not said: X0 Y0 is the front-left corner of the {what}, Z0 its top", what=name))
    point = [ctx.length(getattr(datum, k), f"/datum/{k}") for k in "xyz"]
    if any(v is None for v in point):
        return None
    target = (point[0] or 0.0, point[1] or 0.0, point[2] or 0.0)
    size = body.size
    low = (0.0, 0.0, 0.0)  # of the body, before the move
    stock_size = stock.size if stock is not None else size
    stock_low = _stock_low(stock, size, stock_size)
    ref_low, ref_size = (stock_low, stock_size) if of == "stock" else (low, size)
    at = _point_of(datum, ref_low, ref_size)
    move = tuple(t - a for t, a in zip(target, at, strict=True))
    body_low = (low[0] + move[0], low[1] + move[1], low[2] + move[2])
    box_low = (stock_low[0] + move[0], stock_low[1] + move[1], stock_low[2] + move[2])
    x0, y0, _, _ = body.loop.bounds
    if body.absolute:
        if of == "part" and intent.datum is not None and (abs(x0 - body_low[0]) > 1e-6 or abs(y0 - body_low[1]) > 1e-6):
            ctx.report(
                "contradiction",
                say(
                    "the outline's lowest corner is at X{x0:g} Y{y0:g}, and the datum puts it at X{x:g} Y{y:g}",
                    x0=x0,
                    y0=y0,
                    x=body_low[0],
                    y=body_low[1],
                ),
                pointer="/datum",
                remedy=say("give the outline's points from the datum"),
            )
            return None
        made_body, own = body.placed(0.0, 0.0, body_low[2])
    else:
        made_body, own = body.placed(body_low[0] - x0, body_low[1] - y0, body_low[2])
    folded, loop = _fold(ctx, made_body.outline)
    made_body = made_body.model_copy(update={"outline": loop})
    made_stock = None
    if stock is not None:
        high = (box_low[0] + stock_size[0], box_low[1] + stock_size[1], box_low[2] + stock_size[2])
        made_stock = Stock(shape="cylinder" if stock.kind == "cylinder" else "box", box=Box(low=box_low, high=high))
        _check_faced(ctx, faced, high[2] - made_body.z_top)
    return Frame(made_body, made_stock, _in_words(datum, of, target), folded, own)


def _stock_low(stock: Shape | None, size: Triple, stock_size: Triple) -> Triple:
    if stock is None:
        return (0.0, 0.0, 0.0)
    left, front, bottom = stock.margin
    x = -(stock_size[0] - size[0]) / 2 if left is None else -left
    y = -(stock_size[1] - size[1]) / 2 if front is None else -front
    return (x, y, -(bottom or 0.0))


def _point_of(datum: Datum, low: Triple, size: Triple) -> Triple:
    part = {"left": 0.0, "front": 0.0, "bottom": 0.0, "centre": 0.5, "right": 1.0, "back": 1.0, "top": 1.0}
    f = (part[datum.across], part[datum.along], part[datum.height])
    return (low[0] + f[0] * size[0], low[1] + f[1] * size[1], low[2] + f[2] * size[2])


def _check_faced(ctx: Context, faced: float, above: float) -> None:
    if faced and abs(above - faced) > 1e-6:
        ctx.report(
            "contradiction",
            say(
                "facing is to take {faced:g} mm, and the stock stands {above:g} mm above the part",
                faced=faced,
                above=above,
            ),
            pointer="/features",
            remedy=say("make the stock's height, the part's and the facing depth agree"),
            figures={"facing_mm": faced, "above_mm": above},
        )


def _in_words(datum: Datum, of: str, at: Triple) -> str:
    corner = "centre" if datum.across == datum.along == "centre" else f"{datum.along} {datum.across}"
    where = say("{corner} of the {of}'s {height}", corner=corner, of=of, height=datum.height)
    return (
        where
        if at == (0.0, 0.0, 0.0)
        else say("{where} is at X{x:g} Y{y:g} Z{z:g}", where=where, x=at[0], y=at[1], z=at[2])
    )


def _fold(ctx: Context, loop: Loop) -> tuple[frozenset[str], Loop]:
    """Roundings of a prism's sharp upright edges, and 45° chamfers of a rectangle's, belong to its outline."""
    part = ctx.intent.part
    sharp = all(s.kind == "line" for s in loop.segments)
    if not sharp or (part is not None and part.kind not in ("box", "extrusion", "sheet")):
        return frozenset(), loop
    x0, y0, x1, y1 = loop.bounds
    box = len(loop.segments) == 4 and abs(loop.area - (x1 - x0) * (y1 - y0)) < 1e-6
    for i, f in enumerate(ctx.intent.features):
        if not isinstance(f, FilletFeature | ChamferFeature) or f.edges != "vertical":
            continue
        key = "radius" if isinstance(f, FilletFeature) else "size"
        r = ctx.length(getattr(f, key), f"/features/{i}/{key}", positive=True)
        if r is None:
            continue
        if isinstance(f, ChamferFeature) and (not box or ctx.angle(f.angle, f"/features/{i}/angle") != 45.0):
            continue
        try:
            made = _cut_corners(loop, r) if isinstance(f, ChamferFeature) else _round_corners(loop, r, box=box)
        except ValueError:
            ctx.report(
                "bad-expression",
                say(
                    "{feature}: {r:g} mm does not fit a {x:g} × {y:g} mm outline",
                    feature=f.id,
                    r=r,
                    x=x1 - x0,
                    y=y1 - y0,
                ),
                pointer=f"/features/{i}/{key}",
                feature=f.id,
                remedy=say("make it smaller"),
            )
            continue
        return frozenset({f.id}), made
    return frozenset(), loop


def _round_corners(loop: Loop, r: float, *, box: bool) -> Loop:
    x0, y0, x1, y1 = loop.bounds
    if not box:
        return rounded_polygon([s.start for s in loop.segments], [r] * len(loop.segments))
    if 2 * r > min(x1 - x0, y1 - y0) - 1e-9:
        raise ValueError(say("radius {r:g}", r=r))
    return rectangle(((x0 + x1) / 2, (y0 + y1) / 2), x1 - x0, y1 - y0, r)


def _cut_corners(loop: Loop, r: float) -> Loop:
    x0, y0, x1, y1 = loop.bounds
    if 2 * r > min(x1 - x0, y1 - y0) - 1e-9:
        raise ValueError(say("chamfer {r:g}", r=r))
    return polygon(
        [(x0 + r, y0), (x1 - r, y0), (x1, y0 + r), (x1, y1 - r), (x1 - r, y1), (x0 + r, y1), (x0, y1 - r), (x0, y0 + r)]
    )
