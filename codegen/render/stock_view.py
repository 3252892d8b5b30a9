"""Pictures of the stock as a program leaves it: from above, tilted, and close to each finding; coloured by deviation."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from codegen.findings import Finding, Severity
from codegen.model.simulation import Simulation
from codegen.render.heights import HeightMap, of_simulation
from codegen.render.shade import Pixels, from_above, lit, ramp, tilted
from codegen.units import number

WIDTH, HEIGHT, MARGIN = 1200, 900, 30
INK, SOFT, MARK = (34, 40, 49), (120, 128, 138), (196, 84, 20)

OVER: Final = ((176, 206, 240), (12, 44, 140))
UNDER: Final = ((246, 184, 170), (150, 8, 20))
FULL: Final = 1.0
"""mm: deviation of the darkest colour; the palest begins at the tolerance, and the steps between are logarithmic."""
INSIDE: Final = (206, 214, 204)
DEEP: Final = 0.62
"""Brightness of what lies at the underside and is as the part wants it; the top has 1."""

MOST_CLOSE_UPS: Final = 6
CLOSE: Final = 24.0
"""mm: side of the piece that a close-up shows."""


def stock_views(simulation: Simulation, findings: Sequence[Finding], *, floor: float, title: str) -> dict[str, bytes]:
    """PNG by file name: ``top.png``, ``isometric.png`` and, where findings have a place, ``findings.png``.

    The same bytes each time. ``findings``: those with a place are marked in the view from above by their number in it.
    ``floor``: Z of the stock's underside, mm. ``title``: what the pages are called, in Latin letters.
    """
    heights = of_simulation(simulation, None)
    heights = replace(heights, low=min(floor, heights.low))
    colour = _coloured(heights, simulation.delta)
    shaded = lit(heights, colour)
    placed = [f for f in findings if f.where.point is not None and f.severity is not Severity.NOTE]
    out = {
        "top.png": _page(title, simulation, heights, lambda page: _top(page, heights, shaded, placed)),
        "isometric.png": _page(title, simulation, heights, lambda page: _tilted(page, heights, shaded)),
    }
    if placed:
        out["findings.png"] = _close_ups(heights, shaded, placed)
    return out


def _coloured(heights: HeightMap, delta: float) -> Pixels:
    span = heights.high - heights.low
    if heights.deviation is None:
        return ramp((heights.z - heights.low) / span if span > 0 else np.ones_like(heights.z))
    colour = _scale(heights.deviation, delta)
    level = (heights.z - heights.low) / span if span > 0 else np.ones_like(heights.z)
    with np.errstate(invalid="ignore"):
        within = np.abs(heights.deviation) <= delta
    colour[within] *= (DEEP + (1 - DEEP) * np.nan_to_num(level, nan=1.0))[within][:, None]
    return colour


def _scale(deviation: Pixels, delta: float) -> Pixels:
    """Colour of each deviation, mm: over (blue), under (red), within ``delta`` (green-grey)."""
    size = np.abs(np.nan_to_num(deviation, nan=0.0, posinf=FULL, neginf=-FULL))
    with np.errstate(divide="ignore"):
        share = np.clip(np.log(np.maximum(size, 1e-9) / delta) / np.log(max(FULL, 2 * delta) / delta), 0, 1)
    out = np.empty((*deviation.shape, 3), np.float32)
    out[:] = INSIDE
    for where, (pale, dark) in ((deviation > delta, OVER), (deviation < -delta, UNDER)):
        steps = np.array(pale) + share[where][:, None] * (np.array(dark) - np.array(pale))
        out[where] = steps
    return out


def _page(title: str, simulation: Simulation, heights: HeightMap, draw_view: Callable[[Image.Image], None]) -> bytes:
    page = Image.new("RGB", (WIDTH, HEIGHT), (255, 255, 255))
    draw = ImageDraw.Draw(page)
    wide, deep = heights.size
    draw.text((MARGIN, 20), title, font=_font(26), fill=INK)
    thick = number(heights.high - heights.low, 3)
    said = f"{number(wide, 2)} x {number(deep, 2)} x {thick} mm; heights in cells of {number(simulation.cell, 4)} mm"
    draw.text((MARGIN, 54), said, font=_font(16), fill=SOFT)
    draw_view(page)
    _legend(draw, simulation, heights)
    return _png(page)


def _top(page: Image.Image, heights: HeightMap, shaded: Pixels, placed: Sequence[Finding]) -> None:
    wide, deep = heights.size
    room_x, room_y = WIDTH - 2 * MARGIN, HEIGHT - 190
    scale = min(room_x / wide, room_y / deep)
    width, height = max(1, round(wide * scale)), max(1, round(deep * scale))
    left, top = (WIDTH - width) // 2, 85 + (room_y - height) // 2
    page.paste(from_above(heights, shaded, width, height), (left, top))
    draw = ImageDraw.Draw(page)
    for number_, (x, y) in enumerate(_points(placed), 1):
        at = (left + (x - heights.origin[0]) * scale, top + height - (y - heights.origin[1]) * scale)
        if left - 40 < at[0] < left + width + 40 and top - 40 < at[1] < top + height + 40 and number_ <= 99:
            _marker(draw, at, number_)


def _tilted(page: Image.Image, heights: HeightMap, shaded: Pixels) -> None:
    image = tilted(heights, shaded, WIDTH - 2 * MARGIN, HEIGHT - 200)
    page.paste(image, ((WIDTH - image.width) // 2, 85 + (HEIGHT - 200 - image.height) // 2))


def _points(findings: Sequence[Finding]) -> list[tuple[float, float]]:
    return [(f.where.point[0], f.where.point[1]) for f in findings if f.where.point is not None]


def _marker(draw: ImageDraw.ImageDraw, at: tuple[float, float], number_: int) -> None:
    x, y = at
    draw.ellipse((x - 11, y - 11, x + 11, y + 11), outline=MARK, width=3, fill=(255, 255, 255))
    draw.text((x, y), str(number_), font=_font(13), fill=MARK, anchor="mm")


def _close_ups(heights: HeightMap, shaded: Pixels, placed: Sequence[Finding]) -> bytes:
    """A window of ``CLOSE`` mm about each place, the first ``MOST_CLOSE_UPS`` different ones."""
    tile, gap = 380, 20
    chosen: list[tuple[int, Finding, tuple[float, float]]] = []
    for number_, (f, at) in enumerate(zip(placed, _points(placed), strict=True), 1):
        if len(chosen) < MOST_CLOSE_UPS:
            chosen.append((number_, f, at))
    columns = min(3, len(chosen))
    rows = -(-len(chosen) // columns)
    page = Image.new("RGB", (columns * (tile + gap) + gap, rows * (tile + 60) + gap), (255, 255, 255))
    draw = ImageDraw.Draw(page)
    for k, (number_, f, (x, y)) in enumerate(chosen):
        left, top = gap + (k % columns) * (tile + gap), gap + (k // columns) * (tile + 60)
        page.paste(_window(heights, shaded, x, y, tile), (left, top + 40))
        draw.rectangle((left, top + 40, left + tile - 1, top + 40 + tile - 1), outline=SOFT)
        centre = (left + tile / 2, top + 40 + tile / 2)
        draw.ellipse((centre[0] - 18, centre[1] - 18, centre[0] + 18, centre[1] + 18), outline=MARK, width=3)
        line = f", line {f.where.line}" if f.where.line else ""
        draw.text((left, top + 8), f"{number_}: {f.code}{line}", font=_font(16), fill=INK)
        draw.text((left + tile, top + 10), f"X{x:.2f} Y{y:.2f}", font=_font(13), fill=SOFT, anchor="ra")
    return _png(page)


def _window(heights: HeightMap, shaded: Pixels, x: float, y: float, pixels: int) -> Image.Image:
    half = max(3, round(CLOSE / 2 / heights.cell))
    j, i = round((y - heights.origin[1]) / heights.cell), round((x - heights.origin[0]) / heights.cell)
    padded = np.full((2 * half, 2 * half, 3), 255.0, np.float32)
    z = np.full((2 * half, 2 * half), np.nan, np.float32)
    ny, nx = heights.z.shape
    j0, j1, i0, i1 = max(j - half, 0), min(j + half, ny), max(i - half, 0), min(i + half, nx)
    if j0 < j1 and i0 < i1:
        into = np.s_[j0 - j + half : j1 - j + half, i0 - i + half : i1 - i + half]
        padded[into], z[into] = shaded[j0:j1, i0:i1], heights.z[j0:j1, i0:i1]
    return from_above(replace(heights, z=z, deviation=None), padded, pixels, pixels)


def _legend(draw: ImageDraw.ImageDraw, simulation: Simulation, heights: HeightMap) -> None:
    left, top, width = MARGIN, HEIGHT - 78, 420
    if heights.deviation is None:
        draw.text((left, top - 22), "height Z, mm (no part to compare with)", font=_font(15), fill=INK)
        _bar(draw, left, top, ramp(np.linspace(0, 1, width)))
        draw.text((left, top + 22), number(heights.low, 3), font=_font(14), fill=SOFT)
        draw.text((left + width, top + 22), number(heights.high, 3), font=_font(14), fill=SOFT, anchor="ra")
        return
    delta = simulation.delta
    half = np.geomspace(delta, max(FULL, 2 * delta), width // 2)
    values = np.concatenate([-half[::-1], np.zeros(60), half])
    draw.text((left, top - 22), "left minus part, mm", font=_font(15), fill=INK)
    _bar(draw, left, top, _scale(values[None], delta)[0])
    whole = width + 60
    full = number(max(FULL, 2 * delta), 2)
    for share, text, anchor in (
        (0.0, f"-{full} gouge", "la"), (0.5, f"within {number(delta, 4)}", "ma"), (1.0, f"+{full} left", "ra"),
    ):  # fmt: skip
        draw.text((left + share * whole, top + 22), text, font=_font(14), fill=SOFT, anchor=anchor)
    worst = f"worst: {number(simulation.max_gouge, 4)} mm below the part, {number(simulation.max_leftover, 4)} mm left over it"
    draw.text((WIDTH - MARGIN, top + 2), worst, font=_font(15), fill=INK, anchor="ra")


def _bar(draw: ImageDraw.ImageDraw, left: int, top: int, colours: Pixels) -> None:
    for k, c in enumerate(colours):
        draw.line((left + k, top, left + k, top + 16), fill=tuple(int(v) for v in c))


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _png(page: Image.Image) -> bytes:
    out = io.BytesIO()
    page.save(out, "PNG", compress_level=6)
    return out.getvalue()
