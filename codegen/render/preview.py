"""One picture of the work: from above with its features named, tilted, a legend, and the sizes."""

from __future__ import annotations

import io
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from codegen.geometry.callouts import callouts, cut_words, pocket_words
from codegen.geometry.frames import widest_diameter
from codegen.model.part import Cut, EdgeChamfer, EdgeFillet, Groove, Part, Pocket
from codegen.model.simulation import Simulation
from codegen.render.heights import CELLS, HeightMap, of_part, of_simulation
from codegen.render.shade import GOUGE, LEFTOVER, Pixels, coloured, from_above, lit, ramp, tilted
from codegen.render.solid_view import FRONT, ISOMETRIC, Mesh, heights_of
from codegen.render.solid_view import view as solid_view
from codegen.units import number

WIDTH, HEIGHT, MARGIN = 1400, 790, 30
INK, SOFT, ACCENT = (34, 40, 49), (120, 128, 138), (196, 84, 20)
MAX_LABELS: Final = 12


@dataclass(frozen=True, slots=True)
class Label:
    """Words for a feature and the point, mm, that they belong to."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class View:
    """Where the view from above lies on the page: pixels of its lower left corner, and pixels a millimetre."""

    left: float
    bottom: float
    scale: float
    origin: tuple[float, float]

    def at(self, x: float, y: float) -> tuple[float, float]:
        """The pixel of a point of the part."""
        return self.left + (x - self.origin[0]) * self.scale, self.bottom - (y - self.origin[1]) * self.scale


def preview_png(simulation: Simulation | None, part: Part | None, mesh: Mesh | None = None) -> bytes:
    """See ``codegen.render.preview_png``."""
    if simulation is None and mesh is not None:
        heights = heights_of(mesh, CELLS)
    elif simulation is not None and simulation.preview.size:
        heights = of_simulation(simulation, part)
    elif part is not None:
        heights = of_part(part)
    else:
        raise ValueError("a picture needs a simulation or a part")
    delta = simulation.delta if simulation else 0.0
    page = Image.new("RGB", (WIDTH, HEIGHT), (255, 255, 255))
    shaded = lit(heights, coloured(heights, delta))
    _title(page, part, heights)
    view = _from_above(page, heights, shaded)
    if part is not None:
        _labels(page, labels(part), view)
    drawn = mesh if simulation is None else None
    small = tilted(heights, shaded, 470, 400) if drawn is None else solid_view(drawn, ISOMETRIC, 470, 400)
    page.paste(small, (WIDTH - MARGIN - 470 + (470 - small.width) // 2, 120 + (400 - small.height) // 2))
    if part is not None and part.body.shape == "sheet":
        pass  # heights say nothing of what is flat
    elif drawn is not None and part is not None and not part.body.plain:
        _front(page, solid_view(drawn, FRONT, 440, 190))
    else:
        _legend(page, heights, simulation)
    out = io.BytesIO()
    page.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _front(page: Image.Image, image: Image.Image) -> None:
    """The view from the front, where else the legend stands: heights say little of a body that is no plate."""
    left, top = WIDTH - MARGIN - 440, 560
    ImageDraw.Draw(page).text((left, top - 28), "from the front", font=_font(16), fill=INK)
    page.paste(image, (left + (440 - image.width) // 2, top + (190 - image.height) // 2))


def labels(part: Part) -> list[Label]:
    """Equal holes together, at the one nearest the right-hand edge; pockets; chamfers and fillets at a top corner."""
    out = []
    for callout in callouts(part):
        seen = [h for h in callout.holes if h.face in ("top", "bottom")]
        if seen:
            h = max(seen, key=lambda h: (h.x, h.y))
            r = widest_diameter(h) / 2 / math.sqrt(2)
            out.append(Label(callout.text, h.x + r, h.y + r))
    _, y0, x1, y1 = part.body.outline.bounds
    for feature in part.features:
        if isinstance(feature, Pocket):
            left, low, right, high = feature.outline.bounds
            out.append(
                Label(f"{feature.id}: {pocket_words(feature)}", left + 0.75 * (right - left), low + 0.5 * (high - low))
            )
        elif isinstance(feature, EdgeChamfer):
            out.append(Label(f"CHAMFER {number(feature.size, 3)} {feature.edges}", x1, y1))
        elif isinstance(feature, Cut | Groove):
            out.append(Label(f"{feature.id}: {cut_words(feature)}", x1, (y0 + y1) / 2))
        elif isinstance(feature, EdgeFillet):
            out.append(Label(f"FILLET R{number(feature.radius, 3)} {feature.edges}", x1, y1))
    return out


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _title(page: Image.Image, part: Part | None, heights: HeightMap) -> None:
    draw = ImageDraw.Draw(page)
    folded = unicodedata.normalize("NFKD", part.name if part else "program").encode("ascii", "ignore").decode("ascii")
    name = "".join(c for c in folded if c.isprintable()).strip()[:60]  # the font has no other letters
    draw.text((MARGIN, 22), name or "part", font=_font(30), fill=INK)
    if part:
        x0, y0, x1, y1 = part.body.outline.bounds
        sizes: tuple[float, ...] = (x1 - x0, y1 - y0, part.body.z_top - part.body.z_bottom)
        if part.body.shape == "sheet":
            sizes = sizes[:2]
    else:
        sizes = (*heights.size, heights.high - heights.low)
    draw.text((MARGIN, 62), " x ".join(number(s, 3) for s in sizes) + " mm", font=_font(18), fill=SOFT)


def _from_above(page: Image.Image, heights: HeightMap, shaded: Pixels) -> View:
    wide, deep = heights.size
    room_x, room_y = 590, 600
    scale = min(room_x / wide, room_y / deep)
    width, height = max(1, round(wide * scale)), max(1, round(deep * scale))
    left, top = MARGIN + 40, 110 + (room_y - height) // 2
    page.paste(from_above(heights, shaded, width, height), (left, top))
    view = View(left=left, bottom=top + height, scale=scale, origin=heights.origin)
    _axes(page, view, heights)
    _scale_bar(page, view, max(wide, deep))
    return view


def _axes(page: Image.Image, view: View, heights: HeightMap) -> None:
    """The work zero, where it lies in the picture."""
    draw = ImageDraw.Draw(page)
    x, y = view.at(0, 0)
    wide, deep = heights.size
    if not (-1e-6 <= -heights.origin[0] <= wide + 1e-6 and -1e-6 <= -heights.origin[1] <= deep + 1e-6):
        return
    for dx, dy, name in ((34, 0, "X"), (0, -34, "Y")):
        draw.line((x, y, x + dx, y + dy), fill=ACCENT, width=2)
        draw.polygon(_arrow(x + dx, y + dy, dx, dy), fill=ACCENT)
        draw.text((x + dx * 1.45, y + dy * 1.45), name, font=_font(15), fill=ACCENT, anchor="mm")
    draw.ellipse((x - 5, y - 5, x + 5, y + 5), outline=ACCENT, width=2, fill=(255, 255, 255))


def _arrow(x: float, y: float, dx: float, dy: float) -> list[tuple[float, float]]:
    n = math.hypot(dx, dy)
    ux, uy = dx / n, dy / n
    return [(x + 8 * ux, y + 8 * uy), (x - 4 * uy, y + 4 * ux), (x + 4 * uy, y - 4 * ux)]


def _scale_bar(page: Image.Image, view: View, longest: float) -> None:
    """A bar of a round length: 1, 2 or 5 times a power of ten, at most a quarter of the longer side."""
    power = 10.0 ** math.floor(math.log10(longest / 4))
    bar = max(k * power for k in (1, 2, 5) if k * power <= longest / 4)
    draw = ImageDraw.Draw(page)
    x, y = view.left, max(view.bottom + 46, 740)
    end = x + bar * view.scale
    draw.line((x, y, end, y), fill=INK, width=2)
    for at in (x, end):
        draw.line((at, y - 6, at, y + 6), fill=INK, width=2)
    draw.text((end + 12, y), f"{number(bar, 6)} mm", font=_font(16), fill=INK, anchor="lm")


def _labels(page: Image.Image, found: Sequence[Label], view: View) -> None:
    """Words in one column to the right of the view, in the order of their points' heights, so that no leaders cross."""
    draw = ImageDraw.Draw(page)
    column = MARGIN + 40 + 590 + 30
    room = WIDTH - MARGIN - 470 - column - 10
    ordered = sorted(found[:MAX_LABELS], key=lambda label: (view.at(label.x, label.y)[1], label.x))
    texts = [wrapped(draw, label.text, room) for label in ordered]
    wanted = [view.at(label.x, label.y)[1] for label in ordered]
    places = spread(wanted, [21.0 * len(lines) + 7 for lines in texts], 120, 740)
    for label, lines, y in zip(ordered, texts, places, strict=True):
        px, py = view.at(label.x, label.y)
        draw.line((px, py, column - 18, y, column - 6, y), fill=SOFT, width=1)
        draw.ellipse((px - 3, py - 3, px + 3, py + 3), fill=ACCENT)
        for k, line in enumerate(lines):
            write(draw, (column, y + 21 * k), line, 16 if k == 0 else 15, INK if k == 0 else SOFT)
    if len(found) > MAX_LABELS:
        write(draw, (column, 775), f"and {len(found) - MAX_LABELS} more", 15, SOFT)


def wrapped(draw: ImageDraw.ImageDraw, text: str, room: float) -> list[str]:
    """A text in lines of at most ``room`` pixels, broken after commas; what is still too long loses its end."""
    lines = [""]
    for piece in text.split(", "):
        longer = f"{lines[-1]}, {piece}" if lines[-1] else piece
        if lines[-1] and draw.textlength(longer, font=_font(16)) > room:
            lines.append(piece)
        else:
            lines[-1] = longer
    return [_cut(draw, line, room) for line in lines]


def write(draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, fill: tuple[int, int, int]) -> None:
    """A line of text, centred on its height; the diameter sign, which the font lacks, is drawn."""
    x, y = at
    font = _font(size)
    for k, piece in enumerate(text.split("Ø")):
        if k:
            r = 0.32 * size
            draw.ellipse((x + 1, y - r, x + 1 + 2 * r, y + r), outline=fill, width=1)
            draw.line((x + 1, y + 1.2 * r, x + 1 + 2 * r, y - 1.2 * r), fill=fill, width=1)
            x += 2 * r + 3
        draw.text((x, y), piece, font=font, fill=fill, anchor="lm")
        x += draw.textlength(piece, font=font)


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Places in order, each at least its predecessor's height below it, within the limits, near those wanted (sorted)."""
    out: list[float] = []
    for k, w in enumerate(wanted):
        out.append(max(w, low, out[-1] + heights[k - 1]) if k else max(w, low))
    limit = high
    for k in range(len(out) - 1, -1, -1):
        out[k] = min(out[k], limit - heights[k])
        limit = out[k]
    return out


def _cut(draw: ImageDraw.ImageDraw, text: str, room: float) -> str:
    font = _font(16)
    if draw.textlength(text, font=font) <= room:
        return text
    while text and draw.textlength(text + "...", font=font) > room:
        text = text[:-1]
    return text.rstrip(" ,") + "..."


def _legend(page: Image.Image, heights: HeightMap, simulation: Simulation | None) -> None:
    draw = ImageDraw.Draw(page)
    left, top, width = WIDTH - MARGIN - 440, 590, 300
    draw.text((left, top), "height Z, mm", font=_font(16), fill=INK)
    bar = np.repeat(ramp(np.linspace(0, 1, width))[None], 18, axis=0)
    page.paste(Image.fromarray(bar.astype(np.uint8), "RGB"), (left, top + 26))
    draw.text((left, top + 50), number(heights.low, 3), font=_font(15), fill=SOFT)
    draw.text((left + width, top + 50), number(heights.high, 3), font=_font(15), fill=SOFT, anchor="ra")
    rows: list[tuple[tuple[int, int, int] | None, str]]
    if simulation is None:
        rows = [(None, "the part as designed; nothing was simulated")]
    elif heights.deviation is None:
        rows = [(None, "what is left of the stock; no part to compare with")]
    else:
        limit = f"{number(simulation.delta, 4)} mm"
        rows = [
            (GOUGE, f"gouge, more than {limit}: worst {number(simulation.max_gouge, 4)} mm"),
            (LEFTOVER, f"leftover, more than {limit}: worst {number(simulation.max_leftover, 4)} mm"),
        ]
    for k, (patch, text) in enumerate(rows):
        y = top + 96 + 30 * k
        if patch:
            draw.rectangle((left, y - 8, left + 18, y + 8), fill=patch)
        draw.text((left + (30 if patch else 0), y), text, font=_font(16), fill=INK, anchor="lm")
