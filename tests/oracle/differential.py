"""Holds the reader against LinuxCNC on drawn programs: how they differ, what was accepted, and how often each code occurred.

The documented long run: ``python -m tests.oracle.differential --programs 5000 --seed 0``. It prints every difference with its
program, and a table of the codes in programs that LinuxCNC accepts; it fails when there is a difference, or a code in too few.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field

from codegen.findings import Severity
from codegen.interpreter import codes, read
from codegen.model.shop import Controller
from tests.oracle import lcnc
from tests.oracle.controls import POWER_ON, linuxcnc
from tests.oracle.drawn import ACTS, write
from tests.oracle.drawn_contours import RADII

SETTING = lcnc.Setting(
    {1: 50.0, 2: 30.0},
    {"G54": (10.0, -20.0, -100.0), "G55": (1.0, 2.0, 3.0), "G59.1": (-7.0, 0.5, 12.0), "G59.3": (100.0, 200.0, -50.0)},
    home=(5.0, 6.0, -7.0),
    home2=(-1.0, 2.0, 3.0),
    radii=RADII,
)
LEAST = 50
"""Accepted programs that each code must occur in."""

_WORD = re.compile(r"([GM])\s*0*(\d+(?:\.\d)?)", re.IGNORECASE)


def wanted() -> list[str]:
    """Every code that the reader interprets."""
    names = [codes.g_name(code) for code in sorted(codes.G_GROUPS)] + ["G80"]
    return names + [f"M{code}" for code in sorted(codes.M_GROUPS)]


def codes_of(text: str) -> set[str]:
    """G and M codes of a program, outside comments."""
    bare = re.sub(r"\([^)]*\)|;.*", "", text)
    return {f"{letter.upper()}{float(number):g}" for letter, number in _WORD.findall(bare)}


@dataclass
class Verdict:
    """Of one program. ``refused``: LinuxCNC's error, and its line; ``differences``: [] is agreement."""

    text: str
    refused: str | None = None
    differences: list[str] = field(default_factory=list)


def judge(text: str, controller: Controller | None = None) -> Verdict:
    """Both on one program. A refusal must meet an error in the same line; what stands before it is compared as well."""
    control = controller or linuxcnc(power_on=POWER_ON)
    setting = SETTING
    try:
        ran = lcnc.run(text, setting)
    except subprocess.TimeoutExpired:
        return Verdict(text, "it does not end")
    reading = read(text, control, environment=lcnc.environment(setting))
    errors = [f for f in reading.findings if f.severity is Severity.ERROR]
    ours = min((f.where.line or 0 for f in errors), default=None)
    if ran.error is None:
        if ours is not None:
            first = next(f for f in errors if f.where.line == ours)
            return Verdict(text, None, [f"line {ours}: only we refuse it: {first.code}: {first.message}"])
        return Verdict(text, None, lcnc.compare(reading, text, setting))
    if ours != ran.line:
        return Verdict(text, ran.error, [f"line {ran.line}: LinuxCNC refuses it ({ran.error}), we line {ours}"])
    return Verdict(text, ran.error)


def before(text: str, line: int) -> str:
    """What stands before a line, as a program of its own."""
    return "\n".join([*text.split("\n")[: line - 1], "M2"]) + "\n"


def drawn(seed: int) -> str:
    """A program of a few acts; every eighth with wild words."""
    rng = random.Random(seed)
    acts = [rng.choice(ACTS) for _ in range(rng.randrange(3, 12))]
    if seed % 8 == 0:
        acts.insert(rng.randrange(len(acts) + 1), "wild")
    return write(acts, seed)


def main() -> int:
    """The long run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=10, help="differing programs that are printed")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    accepted = refused = differing = 0
    why: Counter[str] = Counter()
    for seed in range(options.seed, options.seed + options.programs):
        verdict = judge(drawn(seed))
        if verdict.differences:
            differing += 1
            if differing <= options.show:
                sys.stdout.write(f"--- seed {seed}\n{verdict.text}" + "\n".join(verdict.differences[:4]) + "\n")
        elif verdict.refused is None:
            accepted += 1
            counts.update(codes_of(verdict.text))
        else:
            refused += 1
            why[verdict.refused.split("\n")[0][:60]] += 1
        if (seed - options.seed + 1) % 500 == 0:
            sys.stdout.write(f"… {accepted} accepted, {refused} refused by both, {differing} differ\n")
            sys.stdout.flush()
    sys.stdout.write(f"{accepted} accepted, {refused} refused by both, {differing} differ\n")
    for message, count in why.most_common():
        sys.stdout.write(f"{count:6} {message}\n")
    rare = [name for name in wanted() if counts[name] < LEAST]
    sys.stdout.write("  ".join(f"{name} {counts[name]}" for name in wanted()) + "\n")
    if rare:
        sys.stdout.write(f"in fewer than {LEAST} accepted programs: {', '.join(rare)}\n")
    return 1 if differing or rare else 0


if __name__ == "__main__":
    sys.exit(main())
