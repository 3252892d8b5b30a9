"""The honest plate: its request, and its volume by hand."""

import math

REQUEST = (
    "100 x 60 x 12 mm plate in 6061, four M6 tapped through holes 10 mm in from both edges at each corner, "
    "and a 40 x 30 x 5 mm deep pocket with 5 mm corner radius in the centre, stock 100 x 60 x 12"
)
HOLES = 4 * math.pi / 4 * 5.0**2 * 12  # M6: tap drill 5.0 mm, ISO 2306
POCKET = (40 * 30 - (4 - math.pi) * 5.0**2) * 5
VOLUME = 100 * 60 * 12 - HOLES - POCKET

EXAMPLE_EN = "Drill a 10 mm hole through a 120 x 60 x 20 mm aluminium block at (100, 25)"
EXAMPLE_ZH = "在120x60x20毫米的铝块上(100,25)处钻一个直径10毫米的通孔"
INCOMPLETE_ZH = "在点(100, 25)处钻一个直径 10 毫米的孔"
