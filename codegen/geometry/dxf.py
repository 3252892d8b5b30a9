"""The part from above as DXF: exact lines and arcs in layers, call-outs, millimetres; the same bytes each time.

Layers: OUTLINE, POCKETS, HOLES (plain), HOLES_TAPPED, HOLES_COUNTERBORED, HOLES_COUNTERSUNK, TEXT. A hole is drawn as the
circle that is drilled (a tapped one at its tap drill) with its counterbore and countersink about it; a hole that has
both is drawn on HOLES_COUNTERBORED. Holes from other sides than above and below are named in TEXT, and drawn in no plan.

A body that is no plain prism has its steps on EDGES, and its view from the front on FRONT, above the plan. A flat sheet is
drawn for a cutter: closed outlines and nothing else.
"""

from __future__ import annotations

import io
import math
import threading
from typing import Any, Final

from ezdxf import options, units  # type: ignore[attr-defined]  # public, but not declared so
from ezdxf.enums import TextEntityAlignment
from ezdxf.filemanagement import new

from codegen.geometry import views
from codegen.geometry.callouts import callouts, cut_words, pocket_words
from codegen.geometry.frames import modelled_diameter, widest_diameter
from codegen.model.curve import ArcSegment, Loop
from codegen.model.part import Cut, EdgeChamfer, EdgeFillet, Groove, Hole, Part, Pocket
from codegen.units import number

LAYERS: Final = {
    "OUTLINE": 7, "POCKETS": 5, "HOLES": 1, "HOLES_TAPPED": 6, "HOLES_COUNTERBORED": 3, "HOLES_COUNTERSUNK": 30,
    "TEXT": 8,
}  # fmt: skip
"""Layer names and their colours (AutoCAD Color Index)."""

_OPTIONS = threading.Lock()


def drawing(part: Part) -> bytes:
    """DXF R2010 text, UTF-8, ``$INSUNITS`` = 4 (millimetres); entities at Z0 in the work frame's X and Y."""
    with _OPTIONS:  # ezdxf's switch for fixed dates and GUIDs is global to the process: set it, and put it back
        kept = options.write_fixed_meta_data_for_testing
        options.write_fixed_meta_data_for_testing = True
        try:
            document = new("R2010", units=units.MM)
            for name, colour in LAYERS.items():
                document.layers.add(name, color=colour)
            if views.has_front(part) and part.body.shape != "sheet":
                for name, colour in views.LAYERS.items():
                    document.layers.add(name, color=colour)
            _draw(document.modelspace(), part)
            # ezdxf lists the classes in use in the order of a set, which differs between processes: list them first
            for name in sorted(document.entitydb.dxf_types_in_use()):
                document.classes.add_class(name)
            stream = io.StringIO()
            document.write(stream)
            return document.encode(stream.getvalue())
        finally:
            options.write_fixed_meta_data_for_testing = kept


def _draw(space: Any, part: Part) -> None:
    _loop(space, part.body.outline, "OUTLINE")
    for feature in part.features:
        if isinstance(feature, Pocket):
            _loop(space, feature.outline, "POCKETS")
        elif isinstance(feature, Hole) and feature.face in ("top", "bottom"):
            _hole(space, feature, plain_circles=part.body.shape == "sheet")
        elif isinstance(feature, Cut) and feature.face in ("top", "bottom"):
            _loop(space, feature.outline, "POCKETS")
    if part.body.shape == "sheet":
        return
    for layer, loop in views.loops(part):
        _loop(space, loop, layer)
    for layer, start, end in views.lines(part):
        space.add_line(start, end, dxfattribs={"layer": layer})
    _text(space, part)


def _loop(space: Any, loop: Loop, layer: str) -> None:
    """A circle as CIRCLE; anything else as one closed polyline, whose bulges (tan of a quarter sweep) are exact arcs."""
    only = loop.segments[0]
    if len(loop.segments) == 1 and isinstance(only, ArcSegment):
        space.add_circle(only.centre, only.radius, dxfattribs={"layer": layer})
        return
    points = [(*s.start, math.tan(s.sweep / 4) if isinstance(s, ArcSegment) else 0.0) for s in loop.segments]
    space.add_lwpolyline(points, format="xyb", close=True, dxfattribs={"layer": layer})


def _hole(space: Any, hole: Hole, *, plain_circles: bool = False) -> None:
    layer = "HOLES"
    if hole.thread:
        layer = "HOLES_TAPPED"
    if hole.countersink:
        layer = "HOLES_COUNTERSUNK"
    if hole.counterbore:
        layer = "HOLES_COUNTERBORED"
    rings = [modelled_diameter(hole), *(e.diameter for e in (hole.counterbore, hole.countersink) if e)]
    for diameter in rings:
        space.add_circle((hole.x, hole.y), diameter / 2, dxfattribs={"layer": layer})
    if hole.thread and not plain_circles:  # the thread's nominal diameter as three quarters of a circle (ISO 6410-1)
        space.add_arc((hole.x, hole.y), hole.thread.diameter / 2, 100, 10, dxfattribs={"layer": "TEXT"})


def _text(space: Any, part: Part) -> None:
    x0, y0, x1, y1 = part.body.outline.bounds
    height = min(5.0, max(1.0, 0.035 * max(x1 - x0, y1 - y0)))
    thick = number(part.body.z_top - part.body.z_bottom, 3)

    def put(text: str, at: tuple[float, float], align: TextEntityAlignment, turn: float = 0.0) -> None:
        entity = space.add_text(coded(text), height=height, rotation=turn, dxfattribs={"layer": "TEXT"})
        entity.set_placement(at, align=align)

    middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
    if part.body.shape in ("cylinder", "turned"):
        put(f"Ø{number(x1 - x0, 3)}", (middle_x, y0 - height), TextEntityAlignment.TOP_CENTER)
    else:
        put(number(x1 - x0, 3), (middle_x, y0 - height), TextEntityAlignment.TOP_CENTER)
        put(number(y1 - y0, 3), (x0 - height, middle_y), TextEntityAlignment.BOTTOM_CENTER, 90)
    name = "THICKNESS" if part.body.plain else "HEIGHT"
    text = f"{plain(part.name)}, {name} {thick}, mm"
    put(text, (middle_x, y0 - 3 * height), TextEntityAlignment.TOP_CENTER)
    _notes(space, part, (x1 + 6 * height, y1), height)


def _notes(space: Any, part: Part, at: tuple[float, float], height: float) -> None:
    """Call-outs in a column to the right of the part, each with a leader to the nearest of its holes."""
    x, y = at
    for callout in callouts(part):
        _note(space, callout.text, (x, y), height)
        drawn = [h for h in callout.holes if h.face in ("top", "bottom")]
        if drawn:
            first = min(drawn, key=lambda h: (math.dist((h.x, h.y), (x, y)), h.id))
            away = math.atan2(y - first.y, x - first.x)
            r = widest_diameter(first) / 2
            rim = (first.x + r * math.cos(away), first.y + r * math.sin(away))
            space.add_line(rim, (x - height / 2, y), dxfattribs={"layer": "TEXT"})
        y -= 2 * height
    for feature in part.features:
        if isinstance(feature, Pocket):
            _note(space, f"{plain(feature.id)}: {pocket_words(feature)}", (x, y), height)
        elif isinstance(feature, EdgeChamfer):
            angle = number(feature.angle_deg, 2)
            _note(space, f"CHAMFER {number(feature.size, 3)} x {angle}° {feature.edges}", (x, y), height)
        elif isinstance(feature, EdgeFillet):
            _note(space, f"FILLET R{number(feature.radius, 3)} {feature.edges}", (x, y), height)
        elif isinstance(feature, Cut | Groove):
            _note(space, f"{plain(feature.id)}: {cut_words(feature)}", (x, y), height)
        else:
            continue
        y -= 2 * height


def _note(space: Any, text: str, at: tuple[float, float], height: float) -> None:
    entity = space.add_text(coded(text), height=height, dxfattribs={"layer": "TEXT"})
    entity.set_placement(at, align=TextEntityAlignment.MIDDLE_LEFT)


def plain(name: str) -> str:
    """A name as data: without control characters and DXF's %% and ^ codes."""
    kept = "".join(c for c in name if c.isprintable())
    while "%%" in kept:
        kept = kept.replace("%%", "%")
    return kept.replace("^", " ").strip() or "part"


def coded(text: str) -> str:
    """The diameter and degree signs in DXF's own codes, which every font has."""
    return text.replace("Ø", "%%c").replace("°", "%%d")
