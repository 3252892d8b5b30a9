"""Speed of the reader on a long surfacing program, as a ratio to rs274's in the same run.

usage: python tests/bench/bench_reader.py [lines]        (not a test: it prints)
"""

from __future__ import annotations

import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from codegen.interpreter import read
from tests.oracle.controls import POWER_ON, linuxcnc


def surfacing(lines: int, seed: int = 11) -> str:
    """A 3-axis raster over a wavy surface: G1 X Y Z blocks, some with F, arcs where the rows turn, a comment a row."""
    rng = random.Random(seed)
    out = [
        "(surfacing)",
        "G21 G90 G17 G94 G40 G49 G80 G91.1",
        "G54",
        "T1 M6",
        "S12000 M3",
        "G43 H1",
        "G0 X0 Y0 Z20",
        "G1 Z0 F500",
    ]
    x, y, way = 0.0, 0.0, 1
    while len(out) < lines - 4:
        for _ in range(240):
            x = round(x + way * 0.5, 4)
            z = 2 * math.sin(x / 13) * math.cos(y / 29) + rng.uniform(-0.001, 0.001)
            feed = f" F{rng.choice((600, 900, 1200))}" if rng.random() < 0.03 else ""
            out.append(f"G1 X{x:.4f} Y{y:.4f} Z{z:.4f}{feed}")
        out.append(f"{'G3' if way > 0 else 'G2'} X{x:.4f} Y{y + 0.5:.4f} I0.0000 J0.2500")
        out.append(f"(row at y={y:.3f})")
        y, way = round(y + 0.5, 4), -way
    return "\n".join([*out[: lines - 4], "G0 Z20", "M5", "M9", "M30", ""])


def _rs274_seconds(text: str) -> float | None:
    """CPU seconds of rs274, its output to a file; None without it."""
    if shutil.which("rs274") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "p.ngc").write_text(text, encoding="ascii")
        (home / "v").touch()
        (home / "t").write_text("T1 P1 Z0 D0\n", encoding="ascii")
        before = os.times()
        command = ["rs274", "-g", "-n", "2", "-v", "v", "-t", "t", "p.ngc", "out"]
        subprocess.run(command, cwd=home, env={**os.environ, "HOME": folder}, check=True, capture_output=True)
        after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    """Print both figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    text = surfacing(count)
    controller = linuxcnc(power_on=POWER_ON)
    read("M2\n", controller)  # loads what is loaded lazily
    start = time.process_time()
    reading = read(text, controller)
    ours = time.process_time() - start
    print(
        f"reader: {count / ours:,.0f} lines/s ({ours:.2f} s, {len(reading.steps)} steps, {len(reading.findings)} findings)"
    )
    theirs = _rs274_seconds(text)
    if theirs is not None:
        print(
            f"rs274:  {count / theirs:,.0f} lines/s ({theirs:.2f} s); the reader takes {ours / theirs:.1f} times as long"
        )


if __name__ == "__main__":
    main()
