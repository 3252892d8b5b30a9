"""Height maps as coloured pictures: from above with a light from the upper left, and in a tilted parallel view."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from codegen.render.heights import Grid, HeightMap

Pixels = npt.NDArray[np.float32]

RAMP: Final = ((52, 73, 104), (92, 128, 160), (150, 176, 188), (205, 213, 210), (232, 230, 222))
"""Colours from the lowest height to the highest."""

GOUGE: Final = (208, 38, 38)
LEFTOVER: Final = (38, 92, 214)
AIR: Final = 255.0


def ramp(share: npt.NDArray[np.float64] | Grid) -> Pixels:
    """Colour for a height from 0 (lowest) to 1 (highest); float RGB of the same shape."""
    at = np.clip(np.nan_to_num(share), 0, 1) * (len(RAMP) - 1)
    table = np.array(RAMP, dtype=np.float32)
    return np.stack([np.interp(at, np.arange(len(RAMP)), table[:, k]) for k in range(3)], axis=-1).astype(np.float32)


def coloured(heights: HeightMap, delta: float) -> Pixels:
    """Each cell by its height; red where more than ``delta`` is missing, blue where more than ``delta`` is left."""
    span = heights.high - heights.low
    share = (heights.z - heights.low) / span if span > 0 else np.ones_like(heights.z)
    colour = ramp(share)
    if heights.deviation is not None:
        with np.errstate(invalid="ignore"):
            colour[heights.deviation < -delta] = GOUGE
            colour[heights.deviation > delta] = LEFTOVER
    return colour


def lit(heights: HeightMap, colour: Pixels) -> Pixels:
    """The colours under a light from the upper left, 45° high: by the cosine of its angle to the surface."""
    filled = np.where(np.isnan(heights.z), heights.low, heights.z)
    gy, gx = np.gradient(filled, np.float32(heights.cell))
    light = (gx - gy + math.sqrt(2)) / np.sqrt(gx**2 + gy**2 + 1) / math.sqrt(2)
    shaded: Pixels = colour * np.clip(0.55 + 0.45 * light, 0.35, 1.12)[..., None].astype(np.float32)
    return shaded


def from_above(heights: HeightMap, shaded: Pixels, width: int, height: int) -> Image.Image:
    """The map at ``width`` x ``height`` pixels, north up."""
    image = _image(np.where(np.isnan(heights.z)[..., None], np.float32(AIR), shaded))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def tilted(heights: HeightMap, shaded: Pixels, width: int, height: int) -> Image.Image:
    """A parallel view from the front right, 35° above the horizon, on white.

    The map is turned so that its rows run away from the viewer; then each row, from the back to the front, paints its
    wall and, on top, one pixel of its surface: nearer rows cover what they hide.
    """
    turn, tilt, fine = math.radians(30), math.radians(35), 2
    wide, deep = heights.size
    thick = max(heights.high - heights.low, 1e-9)
    across = wide * math.cos(turn) + deep * math.sin(turn)
    away = wide * math.sin(turn) + deep * math.cos(turn)
    scale = fine * min(width / across, height / (away * math.sin(tilt) + thick * math.cos(tilt)))
    columns, rows = max(1, int(across * scale)), max(1, int(away * math.sin(tilt) * scale))
    x = (np.arange(columns) + 0.5) / scale - across / 2
    y = ((np.arange(rows) + 0.5) / (scale * math.sin(tilt)) - away / 2)[:, None]
    i = np.floor((x * math.cos(turn) - y * math.sin(turn) + wide / 2) / heights.cell).astype(np.intp)
    j = np.floor((x * math.sin(turn) + y * math.cos(turn) + deep / 2) / heights.cell).astype(np.intp)
    outside = (i < 0) | (j < 0) | (i >= heights.z.shape[1]) | (j >= heights.z.shape[0])
    i, j = np.clip(i, 0, heights.z.shape[1] - 1), np.clip(j, 0, heights.z.shape[0] - 1)
    z = np.where(outside, np.float32(np.nan), heights.z[j, i])
    top = (z - np.float32(heights.low)) * np.float32(math.cos(tilt) * scale)
    surface = np.clip(shaded[j, i], 0, 255).astype(np.uint8)
    wall = _walls(top, surface)
    tall = int(thick * math.cos(tilt) * scale) + 2
    out = np.full((rows + tall, columns, 3), 255, dtype=np.uint8)
    level = np.arange(tall, dtype=np.float32)[:, None]
    for row in range(rows - 1, -1, -1):
        with np.errstate(invalid="ignore"):
            body = level <= top[row]
            skin = body & (level > top[row] - 1)
        span = out[row : row + tall]
        for k in range(3):  # a channel at a time: a mask that need not be spread over channels is much faster
            np.copyto(span[..., k], wall[row, :, k], where=body)
            np.copyto(span[..., k], surface[row, :, k], where=skin)
    image = Image.fromarray(out[::-1], "RGB")
    return image.resize((max(1, columns // fine), max(1, (rows + tall) // fine)), Image.Resampling.LANCZOS)


def _walls(top: Grid, surface: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Colours of what each row shows below its surface: upright walls darker the more they face right, else the surface.

    ``top`` is in pixels. Which way a wall faces is read from a blurred map, free of the steps of the cells.
    """
    filled = np.nan_to_num(top, nan=0.0)
    nearer = np.vstack([np.zeros_like(filled[:1]), filled[:-1]])
    steep = filled - nearer > 4
    peak = max(float(filled.max()), 1e-9)
    soft = np.asarray(
        Image.fromarray((filled / peak * 255).astype(np.uint8), "L").filter(ImageFilter.GaussianBlur(5)),
        dtype=np.float32,
    )
    gy, gx = np.gradient(soft)
    facing = gx / np.maximum(np.hypot(gx, gy), 1e-6)
    grey = np.array((168, 178, 188), dtype=np.float32) * (0.72 + 0.22 * facing)[..., None]
    return np.where(steep[..., None], grey.astype(np.uint8), surface)


def _image(pixels: Pixels) -> Image.Image:
    return Image.fromarray(np.clip(pixels[::-1], 0, 255).astype(np.uint8), "RGB")
