"""The good programs of the campaign: made by codegen, each with its part and its setup."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from codegen import Options, make, save, shop
from codegen.model.shop import Controller, Machine
from codegen.process import SetupFile, load_setup
from tests.faults.judge import Judge
from tests.pipeline.plate import REQUEST

ROOT = Path(__file__).parents[2]
PARTS: dict[str, str | bytes | Path] = {
    "plate": REQUEST,
    "bracket": ROOT / "examples" / "bracket" / "intent.json",
    "cover": ROOT / "examples" / "cover" / "intent.json",
    "flange": ROOT / "examples" / "flange" / "intent.json",
    "contour": "90 x 60 x 10 mm plate in 6061 with 8 mm rounded corners from stock 100 x 70 x 10, 1 mm chamfer "
    "on the top edges",
    "deep": "60 x 40 x 30 mm block in 6061, two M8 threads 20 mm deep at (15, 20) and (45, 20), "
    "a 6 mm through hole in the centre",
}
"""By name: a request, or an intent's file."""


@dataclass(frozen=True)
class Work:
    """A made program. ``folder`` holds it with setup.toml and part.step."""

    name: str
    folder: Path

    @property
    def program(self) -> Path:
        """The program's file."""
        return next(self.folder.glob("program.*"))

    @cached_property
    def text(self) -> str:
        """The program."""
        return self.program.read_bytes().decode("ascii")

    @cached_property
    def known(self) -> SetupFile:
        """Its setup."""
        return load_setup((self.folder / "setup.toml").read_text(encoding="utf-8"))

    @property
    def controller(self) -> Controller:
        """Its control."""
        return shop.controller(self.known.controller or "")

    @property
    def machine(self) -> Machine:
        """Its machine."""
        return shop.machine_under(shop.machine(self.known.machine or ""), self.controller)

    @cached_property
    def judge(self) -> Judge:
        """Who judges faults of it."""
        return Judge(self.text, self.controller, self.machine, self.known)


def work(name: str, folder: Path) -> Work:
    """``plate-fanuc``: made in ``folder`` unless it is there.

    Raises:
        ValueError: no such part, or it cannot be made for that control.
    """
    part, _, control = name.partition("-")
    if part not in PARTS:
        raise ValueError(f"no part {part!r}; there are {', '.join(PARTS)}")
    target = folder / name
    if not (target / "setup.toml").is_file():
        given = PARTS[part]
        made = make(given.read_bytes() if isinstance(given, Path) else given, options=Options(controller=control))
        if made.record.program is None:
            raise ValueError(f"{name}: {made.outcome}: {[f.message for f in made.record.findings]}")
        save(made, target)
    return Work(name, target)
