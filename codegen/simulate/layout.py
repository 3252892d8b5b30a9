"""The arrays that kernels share, as named tuples, and the columns of their tables. Millimetres, float64, int64."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

# Kinds and modes of a primitive.
LINE: Final = 0
ARC: Final = 1
BOX: Final = 2
CUT: Final = 0
CHECK: Final = 1
FOLLOW: Final = 2
"""A cut that begins where the cut before it, with the same tool, ended: the disc there is cut already."""

# Columns of Prims.geo. A line uses X0..UY, an arc CX..EY, a box X0..Y1; all use ZMIN and the footprint's box.
X0, Y0, Z0, X1, Y1, Z1, LEN, UX, UY = 0, 1, 2, 3, 4, 5, 6, 7, 8
CX, CY, AZ0, RAD, A0, AZ1, SWEEP, SX, SY, EX, EY = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
ZMIN, BX0, BY0, BX1, BY1 = 11, 12, 13, 14, 15
GEO_WIDTH: Final = 16

# Columns of Prims.shape: outer radius, radius of the flat, corner radius, rise of the cone.
R_OUT, R_FLAT, R_CORNER, SLOPE = 0, 1, 2, 3

# Columns of Out.worst: how deep, and where (x, y, height of the material before).
W_DEPTH, W_X, W_Y, W_Z = 0, 1, 2, 3

# Columns of Out.region.
NOMINAL, UNCUT, REMOVED, OVER, UNDER = 0, 1, 2, 3, 4

# Columns of Out.tile.
T_LEFT, T_OVER, T_UNDER = 0, 1, 2

# Columns of a record of bad cells: one for each (kind, region, block of cells, tile).
B_KIND, B_REGION, B_I, B_J, B_COUNT, B_WORST, B_X, B_Y, B_PRIM, B_VOLUME, B_H, B_P = range(12)
B_WIDTH: Final = 12
BLOCK: Final = 16
"""Cells along a side of the blocks that bad cells are collected in."""

GONE: Final = 1e-9
"""mm: material thinner than this above the stock's underside is gone, and a cut shallower than this is rounding."""


class Grid(NamedTuple):
    """Cells, tiles and stock. Cell (i, j) has its centre at x0 + (j + ½)·cell, y0 + (i + ½)·cell."""

    x0: float
    y0: float
    cell: float
    nx: int
    ny: int
    tile: int  # cells along a side of a tile
    ntx: int
    nty: int
    top: float
    floor: float  # the stock's underside
    round_stock: int  # 1: a cylinder, centre cx, cy, radius cr
    cx: float
    cy: float
    cr: float
    coarse: int  # cells along a side of a preview pixel; divides ``tile``


class Prims(NamedTuple):
    """Sweeps in program order: geometry, tool shape, what to do with them."""

    geo: Any  # float64 [n, GEO_WIDTH]
    kind: Any  # int64 [n]
    mode: Any  # int64 [n]
    shape: Any  # float64 [n, 4]
    core: Any  # float64 [n]: radius within which a contact counts
    start: Any  # int64 [tiles + 1]: first entry of each tile
    item: Any  # int64 [entries]: primitive


class Regions(NamedTuple):
    """Feature outlines as polygons, smallest area first."""

    points: Any  # float64 [n, 2]
    first: Any  # int64 [regions + 1]
    top: Any
    bottom: Any
    through: Any  # int64: its bottom is the part's underside
    tab: Any  # int64
    cover: Any  # int64: a face region, which covers others
    start: Any  # int64 [tiles + 1]
    item: Any  # int64: region
    whole: Any  # int64: 1 when the tile lies inside altogether


class Part(NamedTuple):
    """The part's upward surface, and what is judged with it."""

    compared: int
    tri: Any  # float64 [n, 9]
    start: Any  # int64 [tiles + 1]
    item: Any
    low: float
    delta: float
    halo: int  # cells
    band: float  # mm round the part that must be free
    di: Any  # int64: rows and columns of the disc of radius delta
    dj: Any


class Out(NamedTuple):
    """Results; every tile writes to places of its own."""

    removed: Any  # float64 [entries], cell counts × mm
    worst: Any  # float64 [entries, 4]
    touched: Any  # uint64 [entries]: bits of the tile's regions
    region: Any  # float64 [region entries, 5]
    tile: Any  # float64 [tiles, 3]
    preview: Any  # float32
    deviation: Any  # float32


# Places in Tile.f (float64), Tile.k (int64) and Tile.u (uint64).
F_MIN, F_MAX, F_REMOVED, F_DEPTH, F_X, F_Y, F_Z, F_X0, F_Y0, F_CELL, F_FLOOR = range(11)
K_ROWS, K_COLS, K_FILLED, K_LAST, K_LAST_SAME, K_MASK_SAME = range(6)
U_TOUCHED, U_MASK, U_THROUGH, U_TAB, U_COVER = range(5)
MAX_LOCAL: Final = 63
"""Regions that one tile can tell apart: bits of an unsigned 64-bit word."""


class Tile(NamedTuple):
    """The tile at work. While F_MIN == F_MAX the heights are all equal, and ``h`` is filled only when needed."""

    h: Any  # float64 [tile, tile]
    last: Any  # int64 [tile, tile]: primitive that lowered the cell last, −1: none
    mask: Any  # uint64 [tile, tile]: regions the cell lies in
    row_min: Any
    row_max: Any  # a bound from above while ``stale`` is not 0
    stale: Any  # int64 [tile + 1]: cuts since each row's greatest height was measured; last, since the tile's was
    f: Any
    k: Any
    u: Any
    top: Any  # of the tile's regions
    bottom: Any
