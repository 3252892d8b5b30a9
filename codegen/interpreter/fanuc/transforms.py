"""Rotation, scaling, mirror images, polar coordinates of a Fanuc: what they make of programmed coordinates.

Source: B-64604EN-2, "Coordinate system rotation", "Scaling", "Programmable mirror image", "Polar coordinate command".
What the manual forbids under them (zeros, references, machine coordinates) is a finding, and no place is known then.
"""

from __future__ import annotations

import math
from typing import Final

from codegen.interpreter import cutter
from codegen.interpreter.check import Sorted, report
from codegen.interpreter.codes import NONMODAL, PLANE_AXES, g_name
from codegen.interpreter.fanuc.codes import TRANSFORMS
from codegen.interpreter.fanuc.numbers import has_point, written
from codegen.interpreter.fanuc.state import Polar, own, place_origin
from codegen.interpreter.frames import Frame
from codegen.interpreter.machine import AXES, NAN, Machine
from codegen.messages import say
from codegen.model.motion import Plane, Point
from codegen.model.program import Word

MAGNIFICATION: Final = 0.001
"""Unit of P, I, J, K of G51 (parameter 5400 bit 7, SCR = 1)."""
FORBIDDEN: Final = frozenset((280, 300, 530, 520, 920, 921, 100))
"""Under a rotation, a scale or a mirror image (restrictions of their sections)."""


def switch(m: Machine, block: Sorted) -> None:
    """G15 to G69: on and off."""
    mine, before = own(m), m.frame.matrix
    for name, (on, _) in TRANSFORMS.items():
        found = block.g.get(name)
        if found is None:
            continue
        code, word = found
        if code == on:
            _on(m, block, name, word)
        elif not (code == 501 and any(axis in block.words for axis in AXES)):
            mine.transforms.discard(name)
            _off(m, name)
        else:
            for axis, letter in enumerate(AXES):
                if letter in block.words:
                    mine.mirror.pop(axis, None)
        place_origin(m)
    if before is not None and m.frame.matrix is not None:
        _check_forbidden(m, block)


def _off(m: Machine, name: str) -> None:
    mine = own(m)
    if name == "rotation":
        mine.rotation = None
    elif name == "scaling":
        mine.scaling = None
    elif name == "mirror image":
        mine.mirror = {}
    else:
        mine.polar = None


def _on(m: Machine, block: Sorted, name: str, word: Word) -> None:
    mine = own(m)
    if name == "polar coordinates":
        if any(axis in block.words for axis in AXES):
            report(m, "word-conflict", word, say("axis words in the block of {word}", word=word.text),
                   say("write them in two blocks"))  # fmt: skip
            m.forget()
        mine.polar = Polar()
        return
    outer = mine.rotation is not None or (name == "mirror image" and mine.scaling is not None)
    mixed = bool(mine.mirror) and name != "mirror image"
    if outer or mixed or cutter.active(m) is not None or m.plane is None or math.isnan(m.scale):
        _lose(m, name, word)
    elif name == "rotation":
        _rotate(m, block, word)
    elif name == "scaling":
        _scale(m, block, word)
    else:
        for axis, letter in enumerate(AXES):
            if letter in block.words:
                mine.mirror[axis] = block.words[letter].value * m.scale


def _lose(m: Machine, name: str, word: Word) -> None:
    off = TRANSFORMS[name][1]
    message = say("{word} ({name}) is not interpreted here: no position is known until {off}", word=word.text, name=name,
                  off=g_name(off))  # fmt: skip
    report(m, "unsupported-code", word, message, say("write the program without {name}", name=word.text))
    own(m).transforms.add(name)
    m.forget()


def _centre(m: Machine, block: Sorted) -> list[float]:
    """Programmed; of an axis that is not named where the tool is."""
    out = [*m.here]
    for axis, letter in enumerate(AXES):
        if letter in block.words:
            out[axis] = block.words[letter].value * m.scale
    return out


def _rotate(m: Machine, block: Sorted, word: Word) -> None:
    """G68: R is counter-clockwise; the centre is scaled with the rest if scaling is on."""
    mine, plane = own(m), m.plane or Plane.XY
    r = block.words.get("R")
    if r is None:  # parameter 5410 has an angle for this
        report(m, "word-missing", word, say("G68 without R, the angle"), say("write R"))
        _lose(m, "rotation", word)
        return
    first, second, _ = PLANE_AXES[plane]
    centre = _centre(m, block)
    if mine.scaling is not None:
        x, y, z = Frame().scaled(*mine.scaling).to_work((centre[0], centre[1], centre[2]))
        centre = [x, y, z]
    degrees = r.value if has_point(r) else written(r) / 1000
    mine.rotation = (math.radians(degrees), (centre[first], centre[second]), plane)


def _scale(m: Machine, block: Sorted, word: Word) -> None:
    """G51: P for all axes, or I, J, K for each."""
    given = [block.words.get(letter) for letter in "IJK"]
    p = block.words.get("P")
    if p is None and not any(given):  # parameter 5411 has one for this
        report(m, "word-missing", word, say("G51 without P, or I, J, K"), say("write P"))
        _lose(m, "scaling", word)
        return
    x, y, z = (
        written(found) * MAGNIFICATION if (found := p if p is not None else one) is not None else 1.0 for one in given
    )
    a, b, c = _centre(m, block)
    if 0.0 in (x, y, z):
        report(m, "syntax", word, say("{word} by 0", word=word.text), say("check P, I, J, K"))
        _lose(m, "scaling", word)
    else:
        own(m).scaling = ((x, y, z), (a, b, c))


def _check_forbidden(m: Machine, block: Sorted) -> None:
    """Zeros and references under a turned or scaled frame."""
    mine = own(m)
    zero = block.g.get("work offset")
    if zero is not None and g_name(zero[0]) == m.state.work_offset and "P" not in block.words:
        zero = None  # said again
    code = block.g.get(NONMODAL)
    found = zero if zero is not None else code if code is not None and code[0] in FORBIDDEN else None
    if found is None:
        return
    report(m, "word-conflict", found[1], say("{word} under a rotation, scale or mirror image", word=found[1].text),
           say("switch it off before"))  # fmt: skip
    on = {"rotation": mine.rotation is not None, "scaling": mine.scaling is not None, "mirror image": bool(mine.mirror)}
    mine.transforms |= {name for name, active in on.items() if active}
    place_origin(m)
    m.forget()
    block.refused = True


def flat(m: Machine) -> bool:
    """Whether the frame leaves the heights as they are, which drilling cycles need."""
    matrix = m.frame.matrix
    return matrix is None or (matrix[2] == (0.0, 0.0, 1.0) and matrix[0][2] == 0.0 == matrix[1][2])


def isometric(m: Machine) -> bool:
    """Whether sizes stay: a cutter's radius is not scaled."""
    scaling = own(m).scaling
    return scaling is None or all(abs(factor) == 1.0 for factor in scaling[0])


def polar(m: Machine, block: Sorted) -> None:
    """G16: the plane's first axis word is a radius, its second an angle; into plain words.

    The radius is counted from the work zero under G90, from where the tool is under G91; either word stays for the next block.
    """
    state = own(m).polar
    if state is None or block.motion is None or m.plane is None or m.absolute is None:
        return
    first, second, _ = PLANE_AXES[m.plane]
    names = AXES[first], AXES[second]
    radius, angle = (block.words.get(name) for name in names)
    if radius is None and angle is None:
        return
    here = m.here
    if radius is not None:
        state.centre = (0.0, 0.0) if m.absolute else (here[first], here[second])
        state.radius = radius.value * m.scale
    if angle is not None:
        degrees = angle.value if has_point(angle) else written(angle) / 1000
        state.angle = degrees if m.absolute else (0.0 if math.isnan(state.angle) else state.angle) + degrees
    word = radius or angle
    assert word is not None  # noqa: S101 - one of them is there
    if math.isnan(state.radius) or math.isnan(state.angle):
        report(m, "word-missing", word, say("the first block of polar coordinates needs a radius and an angle"),
               say("write both"))  # fmt: skip
        state.radius = state.angle = NAN
    turn = math.radians(state.angle)
    end: Point = (
        state.centre[0] + state.radius * math.cos(turn),
        state.centre[1] + state.radius * math.sin(turn),
        0.0,
    )
    for name, axis, to in zip(names, (first, second), end, strict=False):
        value = to if m.absolute else to - here[axis]
        block.words[name] = Word(name, value / m.scale, word.column, f"{name}[{word.text}]")
