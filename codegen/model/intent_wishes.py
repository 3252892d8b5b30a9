"""What the user wishes of tools, cutting and machine: the part of the intent that says how."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from codegen.model.curve import Value
from codegen.model.intent_places import Identifier, Length


class ToolWish(Value):
    """A tool that the user named. ``only``: nothing else may be used (for ``feature``, or at all).

    ``only_kind``: no other of its kind; other kinds may be used. ``holder``: as said, e.g. ER32.
    """

    kind: Literal["end_mill", "ball_mill", "face_mill", "drill", "tap", "chamfer", "reamer", "any"]
    diameter: Length | None = None
    flutes: int | None = Field(None, ge=1, le=20)
    flute_length: Length | None = None
    stick_out: Length | None = None
    holder_diameter: Length | None = None
    holder: str | None = Field(None, max_length=40, description="as said, e.g. ER32")
    material: Literal["carbide", "hss", "insert"] | None = None
    feature: Identifier | None = None
    only: bool = False
    only_kind: bool = False


class CuttingWish(Value):
    """Speeds and feeds that the user named: rev/min, and feed per minute in ``units``. ``exact``: refuse rather than lower."""

    feature: Identifier | None = None
    speed: float | None = Field(None, gt=0)
    feed: Length | None = None
    stepdown: Length | None = None
    stepover: Length | None = None
    coolant: Literal["off", "flood", "mist"] | None = None
    exact: bool = False


class MachineLimits(Value):
    """Limits that the user stated of the machine; they bind beside the machine's own."""

    max_speed: float | None = Field(None, gt=0)
    max_feed: Length | None = None
    travel_x: Length | None = None
    travel_y: Length | None = None
    travel_z: Length | None = None
    smallest_cutter: Length | None = Field(None, description="diameter of the smallest end mill there is")
