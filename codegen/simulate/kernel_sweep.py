"""Lower envelopes of a moving tool, in closed form.

The tool's underside is f(r) above its tip: 0 up to the flat's radius, then a circular corner or a cone, infinite beyond
the outer radius. f is convex and does not fall, so along a straight move tip height + f(distance) is convex in the
parameter; its minimum over the interval in which the cell is under the tool is the stationary point, clamped.
"""

from __future__ import annotations

import math
from typing import Any

from codegen.simulate.jit import kernel
from codegen.simulate.layout import (
    A0,
    AZ0,
    AZ1,
    CX,
    CY,
    EX,
    EY,
    LEN,
    R_CORNER,
    R_FLAT,
    R_OUT,
    RAD,
    SLOPE,
    SWEEP,
    SX,
    SY,
    UX,
    UY,
    X0,
    X1,
    Y0,
    Y1,
    Z0,
    Z1,
)  # fmt: skip

TWO_PI = 2 * math.pi


@kernel
def row16(a: Any, k: int) -> Any:
    """A row of a table of 16 columns by value: a tuple, for which no references are counted."""
    b = a[k]
    return (
        b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15],
    )  # fmt: skip


@kernel
def row4(a: Any, k: int) -> Any:
    """A row of a table of four columns by value."""
    return (a[k, 0], a[k, 1], a[k, 2], a[k, 3])


@kernel
def profile(r: float, shape: Any) -> float:
    """Height of the tool's underside above its tip at radius ``r`` ≤ outer radius, mm."""
    q = r - shape[R_FLAT]
    if q <= 0.0:
        return 0.0
    rc = shape[R_CORNER]
    if rc > 0.0:
        return float(rc - math.sqrt(max(rc * rc - q * q, 0.0)))
    return float(q * shape[SLOPE])


@kernel
def stationary(d2: float, m: float, shape: Any) -> float:
    """Where z = m·s + f(√(d² + s²)) is least over all s (s = 0 at the foot of the perpendicular); ±1e30: at an end."""
    side = -1.0 if m > 0.0 else 1.0
    flat, rc, k = shape[R_FLAT], shape[R_CORNER], shape[SLOPE]
    if rc > 0.0:
        if flat == 0.0:
            return side * abs(m) * math.sqrt(max(rc * rc - d2, 0.0) / (1.0 + m * m))
        lo, hi = 0.0, math.sqrt(max(shape[R_OUT] ** 2 - d2, 0.0))
        for _ in range(60):  # the slope grows with s: bisection to the last bit
            s = 0.5 * (lo + hi)
            r = math.sqrt(d2 + s * s)
            q = r - flat
            rises = q > 0.0 and q * s >= abs(m) * r * math.sqrt(max(rc * rc - q * q, 0.0))
            if rises:
                hi = s
            else:
                lo = s
        return side * 0.5 * (lo + hi)
    if abs(m) >= k:
        return side * 1e30
    s = abs(m) * math.sqrt(d2 / (k * k - m * m))
    if d2 + s * s < flat * flat:
        s = math.sqrt(flat * flat - d2)
    return side * s


@kernel
def line_height(px: float, py: float, g: Any, shape: Any) -> float:
    """Lowest height that a straight move ``g`` leaves at (px, py); infinite where the tool does not pass."""
    dx, dy = px - g[X0], py - g[Y0]
    r2 = shape[R_OUT] ** 2
    if g[LEN] < 1e-9:
        d2 = dx * dx + dy * dy
        if d2 > r2:
            return math.inf
        return float(min(g[Z0], g[Z1]) + profile(math.sqrt(d2), shape))
    s = dx * g[UX] + dy * g[UY]
    d = dy * g[UX] - dx * g[UY]
    w2 = r2 - d * d
    if w2 < 0.0:
        return math.inf
    w = math.sqrt(w2)
    lo, hi = max(-w, -s), min(w, g[LEN] - s)
    if lo > hi:
        return math.inf
    m = (g[Z1] - g[Z0]) / g[LEN]
    best = 0.0 if m == 0.0 else stationary(d * d, m, shape)
    best = min(max(best, lo), hi)
    r = min(math.sqrt(d * d + best * best), shape[R_OUT])
    return float(g[Z0] + m * (s + best) + profile(r, shape))


@kernel
def arc_distance(px: float, py: float, g: Any) -> float:
    """Distance in the plane from (px, py) to the arc ``g``, mm."""
    dx, dy = px - g[CX], py - g[CY]
    rho = math.sqrt(dx * dx + dy * dy)
    sweep = g[SWEEP]
    if abs(sweep) >= TWO_PI:
        return float(abs(rho - g[RAD]))
    turn = math.atan2(dy, dx) - g[A0]
    if sweep < 0.0:
        turn = -turn
    turn -= TWO_PI * math.floor(turn / TWO_PI)
    if turn <= abs(sweep):
        return float(abs(rho - g[RAD]))
    return min(math.hypot(px - g[SX], py - g[SY]), math.hypot(px - g[EX], py - g[EY]))


@kernel
def arc_height(px: float, py: float, g: Any, shape: Any) -> float:
    """Lowest height that an arc ``g`` leaves at (px, py): level arcs with any tool, helical ones with a flat tool."""
    dx, dy = px - g[CX], py - g[CY]
    rho = math.sqrt(dx * dx + dy * dy)
    rad, r = g[RAD], shape[R_OUT]
    if abs(rho - rad) > r:
        return math.inf
    z0, z1 = g[AZ0], g[AZ1]
    if z0 == z1:
        d = arc_distance(px, py, g)
        if d > r:
            return math.inf
        return float(z0 + profile(d, shape))
    if rho * rad < 1e-12:
        return float(min(z0, z1))
    c = (rho * rho + rad * rad - r * r) / (2.0 * rho * rad)
    if c <= -1.0:
        return float(min(z0, z1))
    half = math.acos(min(c, 1.0))  # the cell is under the disc while the angle between them is at most this
    total = abs(g[SWEEP])
    turn = math.atan2(dy, dx) - g[A0]
    if g[SWEEP] < 0.0:
        turn = -turn
    turn -= TWO_PI * math.floor(turn / TWO_PI)
    if z1 < z0:
        u = min(total, turn + half + TWO_PI * math.floor((total - turn + half) / TWO_PI))
    else:
        u = max(0.0, turn - half + TWO_PI * math.ceil((-turn - half) / TWO_PI))
    if u < 0.0 or u > total:
        return math.inf
    return float(z0 + (z1 - z0) * u / total)


@kernel
def line_span(y: float, g: Any, r: float) -> tuple[float, float]:
    """Interval of x that a disc of radius ``r`` covers in row ``y`` while it moves along the line; lo > hi: none."""
    lo, hi = math.inf, -math.inf
    e0, e1 = y - g[Y0], y - g[Y1]
    if e0 * e0 <= r * r:
        c = math.sqrt(r * r - e0 * e0)
        lo, hi = g[X0] - c, g[X0] + c
    if e1 * e1 <= r * r:
        c = math.sqrt(r * r - e1 * e1)
        lo, hi = min(lo, g[X1] - c), max(hi, g[X1] + c)
    if g[LEN] < 1e-9:
        return lo, hi
    ux, uy = g[UX], g[UY]
    a, b = -math.inf, math.inf
    if abs(uy) > 1e-12:  # |distance to the line| ≤ r
        t0, t1 = (e0 * ux - r) / uy, (e0 * ux + r) / uy
        a, b = max(a, min(t0, t1)), min(b, max(t0, t1))
    elif abs(e0) > r:
        return lo, hi
    if abs(ux) > 1e-12:  # foot of the perpendicular on the segment
        t0, t1 = -e0 * uy / ux, (g[LEN] - e0 * uy) / ux
        a, b = max(a, min(t0, t1)), min(b, max(t0, t1))
    elif e0 * uy < 0.0 or e0 * uy > g[LEN]:
        return lo, hi
    if a <= b:
        lo, hi = min(lo, g[X0] + a), max(hi, g[X0] + b)
    return lo, hi


@kernel
def line_distance2(px: float, py: float, g: Any) -> float:
    """Square of the distance in the plane from (px, py) to the segment, mm²."""
    dx, dy = px - g[X0], py - g[Y0]
    s = min(max(dx * g[UX] + dy * g[UY], 0.0), g[LEN])
    ex, ey = dx - s * g[UX], dy - s * g[UY]
    return float(ex * ex + ey * ey)


@kernel
def line_distance(px: float, py: float, g: Any) -> float:
    """Distance in the plane from (px, py) to the segment, mm."""
    return math.sqrt(line_distance2(px, py, g))


@kernel
def box_distance(px: float, py: float, g: Any) -> float:
    """Distance in the plane from (px, py) to the box X0..X1, Y0..Y1, mm."""
    dx = max(g[X0] - px, 0.0, px - g[X1])
    dy = max(g[Y0] - py, 0.0, py - g[Y1])
    return math.sqrt(dx * dx + dy * dy)
