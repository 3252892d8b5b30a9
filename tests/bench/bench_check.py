"""Speed, cold times and memory of ``codegen check``, each as a ratio to something measured in the same run.

usage: python tests/bench/bench_check.py [--lines 200000 2000000] [--controller linuxcnc] [--only rates|dialects|slope|short]
                                                                                            (not a test: it prints)

* marginal rate of the full check (grammar, interpreter, rules, limits) between two sizes of a surfacing program, against
  ``rs274 -g``'s between the same two (CPU time): target 10 times, least acceptable 5 times;
* the same rate for the same surface in each dialect, against ``rs274 -g``'s for LinuxCNC's;
* cold check of the smaller one, compilation from the cache and, with an empty cache, compilation itself;
* cold check of 200 lines against ``python -c "import numpy"``: target 5 times at most;
* slope of time over lines from 10 000 to 1 000 000, fixed cost subtracted: 1.1 at most;
* memory: the process's peak beyond that of a 200-line check, in sizes of the file: 12 at most.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
REPEATS = 3
"""Runs of which the fastest counts: others use the machine, too."""
CHILD = """
import json, os, resource, sys, time
from pathlib import Path
from codegen.pipeline import CheckOptions, check
out = []
for path in sys.argv[2:]:
    before, wall = os.times(), time.perf_counter()
    record = check(Path(path), options=CheckOptions(controller=sys.argv[1]))
    after = os.times()
    out.append((after.user + after.system - before.user - before.system, time.perf_counter() - wall, len(record.findings),
                resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024))
print(json.dumps(out))
"""


MODES = "G21 G90 G17 G94 G40 G49 G80"
TAPE = (
    ["%", "O0001", MODES, "G54", "T1 M6", "S6000 M3", "G43 H1", "G0 X0. Y0. Z20."],
    ["G0 Z50.", "M5", "M9", "M30", "%"],
    3,
)
STREAM = (
    ["(surfacing)", "G21 G90 G17 G94 G40 G49", "G54", "S6000 M3", "G0 X0. Y0. Z20."],
    ["G0 Z50.", "M5", "M9", "M30"],
    3,
)
FRAMES = {
    "linuxcnc": (
        ["(surfacing)", MODES, "G54", "T1 M6", "S6000 M3", "G43 H1", "G0 X0. Y0. Z20.", "G64 P0.01"],
        ["G0 Z50.", "M5", "M9", "M30"], 4,
    ),
    "fanuc": TAPE, "haas": TAPE, "grbl": STREAM, "grblhal": STREAM,
    "siemens": (
        ["; surfacing", "G71 G90 G17 G94 G40", "G54", "T1 M6", "D1", "S6000 M3", "G0 X0. Y0. Z20."],
        ["G0 Z50.", "M5", "M9", "M30"], 3,
    ),
    "heidenhain": (
        ["0 BEGIN PGM SURFACE MM", "1 TOOL CALL 1 Z S6000", "2 L X+0 Y+0 Z+20 R0 FMAX M3"],
        ["L Z+50 R0 FMAX", "M5", "M9", "M30", "END PGM SURFACE MM"], 3,
    ),
}  # fmt: skip
"""Of each dialect: how the program begins and ends, and decimals."""


def surfacing(lines: int, controller: str, seed: int = 5) -> Iterator[str]:
    """A 3-axis raster over a wavy surface: G1 X Y Z, now and then an F, arcs where rows turn, a remark a row.

    In Klartext the lines are numbered, and rows are joined by straight lines.
    """
    rng = random.Random(seed)
    klartext = controller == "heidenhain"
    head, tail, places = FRAMES[controller]
    yield from [*head, f"{len(head)} L Z+0 R0 F500" if klartext else "G1 Z0. F500."]
    left, x, y, way, number = lines - len(head) - 1 - len(tail), 0.0, 0.0, 1, len(head)
    sign = "+" if klartext else ""
    while left > 0:
        for _ in range(min(240, left)):
            x, number = round(x + way * 0.4, places), number + 1
            z = 2 * math.sin(x / 13) * math.cos(y / 29) + rng.uniform(-0.001, 0.001)
            feed = f" F{rng.choice((600, 900, 1200))}{'' if klartext else '.'}" if rng.random() < 0.03 else ""
            where = f"X{x:{sign}.{places}f} Y{y:{sign}.{places}f} Z{z:{sign}.{places}f}{feed}"
            yield f"{number} L {where}" if klartext else f"G1 {where}"
        left -= 240
        if left > 1:
            turn = f"{'G3' if way > 0 else 'G2'} X{x:.{places}f} Y{y + 0.5:.{places}f} I0.{'0' * places} J0.25"
            yield f"{number + 1} L Y{y + 0.5:+.{places}f}" if klartext else turn
            yield f"; row at y={y:.3f}" if controller in ("siemens", "heidenhain") else f"(row at y={y:.3f})"
            left, number = left - 2, number + 1
        y, way = (y + 0.5 if y < 150.0 else 0.0), -way
    yield from tail


def write(path: Path, lines: int, controller: str) -> Path:
    """The program as a file."""
    path.write_text("\n".join(surfacing(lines, controller)) + "\n", encoding="ascii")
    return path


def checked(controller: str, *paths: Path, cache: Path | None = None) -> list[tuple[float, float, int, float]]:
    """CPU and wall seconds, findings, peak memory of checks one after the other in one new process."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **({"NUMBA_CACHE_DIR": str(cache)} if cache else {})}
    command = [sys.executable, "-c", CHILD, controller, *map(str, paths)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return [tuple(row) for row in json.loads(ran.stdout)]


def rs274_seconds(path: Path) -> float | None:
    """CPU seconds of rs274, its output to a file; None without it."""
    if shutil.which("rs274") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "v").touch()
        (home / "t").write_text("T1 P1 Z0 D0\n", encoding="ascii")
        before = os.times()
        command = ["rs274", "-g", "-n", "2", "-v", "v", "-t", "t", str(path), "out"]
        subprocess.run(command, cwd=home, env={**os.environ, "HOME": folder}, check=True, capture_output=True)
        after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def rs274_rate(small: Path, large: Path, span: int) -> float | None:
    """Lines a second that rs274 reads more of the larger program, which has ``span`` more; None without it."""
    theirs = [min(filter(None, (rs274_seconds(path) for _ in range(2))), default=None) for path in (small, large)]
    return None if theirs[0] is None or theirs[1] is None else span / (theirs[1] - theirs[0])


def seconds(*command: str) -> float:
    """Wall seconds of a command, the fastest of some runs."""
    best = math.inf
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(2 * REPEATS):
        start = time.perf_counter()
        subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, check=False)
        best = min(best, time.perf_counter() - start)
    return best


def rates(folder: Path, sizes: list[int], controller: str) -> None:
    """Marginal rates, memory, cold times."""
    small, large = (write(folder / f"{n}.nc", n, controller) for n in sizes)
    runs = [checked(controller, small, small, large, small, large) for _ in range(REPEATS)]
    ours = min(run[4][0] for run in runs) - min(run[3][0] for run in runs)
    wall = min(run[4][1] for run in runs) - min(run[3][1] for run in runs)
    span = sizes[1] - sizes[0]
    print(f"check, {sizes[0]:,} to {sizes[1]:,} lines: {span / ours / 1e6:.2f} million lines/s of CPU time"
          f" ({span / wall / 1e6:.2f} by the clock), {runs[0][4][2]} findings")  # fmt: skip
    if controller == "linuxcnc":
        rate = rs274_rate(small, large, span)
        if rate is not None:
            print(f"rs274 -g: {rate / 1e6:.3f} million lines/s; ratio {span / ours / rate:.1f}  (target 10, least 5)")
    print(f"cold, {sizes[0]:,} lines, kernels from the cache: {min(run[0][1] for run in runs):.2f} s")
    with tempfile.TemporaryDirectory() as cache:
        print(
            f"cold, {sizes[0]:,} lines, kernels compiled: {checked(controller, small, cache=Path(cache))[0][1]:.2f} s"
        )
    base = checked(controller, write(folder / "short.nc", 200, controller))[0][3]
    peak = checked(controller, large)[0][3]
    size = large.stat().st_size
    print(f"memory: base {base / 2**20:.0f} MiB, peak {peak / 2**20:.0f} MiB for a file of {size / 2**20:.0f} MiB:"
          f" {(peak - base) / size:.1f} times the file  (at most 12)")  # fmt: skip


def dialects(folder: Path) -> None:
    """The marginal rate in every dialect."""
    sizes = (20_000, 200_000)
    span, rate = sizes[1] - sizes[0], None
    for controller in FRAMES:
        small, large = (write(folder / f"{controller}{n}.nc", n, controller) for n in sizes)
        runs = [checked(controller, small, small, large, small, large) for _ in range(REPEATS)]
        ours = min(run[4][0] for run in runs) - min(run[3][0] for run in runs)
        if controller == "linuxcnc":
            rate = rs274_rate(small, large, span)
        ratio = f"; {span / ours / rate:.1f} times rs274 -g's" if rate is not None else ""
        print(f"{controller:11} {sizes[0]:,} to {sizes[1]:,} lines: {span / ours / 1e6:.2f} million lines/s of CPU time{ratio},"
              f" {runs[0][4][2]} findings")  # fmt: skip


def slope(folder: Path, controller: str) -> None:
    """Exponent of time over lines."""
    sizes = [10_000, 100_000, 300_000, 1_000_000]
    paths = [write(folder / f"s{n}.nc", n, controller) for n in (5_000, *sizes)]
    runs = [checked(controller, paths[0], *paths)[1:] for _ in range(REPEATS)]
    best = [min(run[i][0] for run in runs) for i in range(len(paths))]
    fixed = max(0.0, best[0] - 5_000 * (best[-1] - best[-2]) / (sizes[-1] - sizes[-2]))
    points = [(math.log(n), math.log(max(s - fixed, 1e-4))) for n, s in zip(sizes, best[1:], strict=True)]
    mx, my = (sum(p[i] for p in points) / len(points) for i in (0, 1))
    exponent = sum((x - mx) * (y - my) for x, y in points) / sum((x - mx) ** 2 for x, _ in points)
    print(f"slope over 10 000 to 1 000 000 lines, fixed cost {fixed:.3f} s: {exponent:.2f}  (at most 1.1)")


def short(folder: Path, controller: str) -> None:
    """A cold check of a short program against the import of numpy."""
    path = write(folder / "cold.nc", 200, controller)
    numpy = seconds("-c", "import numpy")
    ours = seconds("-m", "codegen", "check", str(path), "--controller", controller)
    print(f"check of 200 lines, cold: {ours:.2f} s; import numpy: {numpy:.2f} s; ratio {ours / numpy:.1f}  (at most 5)")


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, nargs=2, default=[200_000, 2_000_000])
    parser.add_argument("--controller", default="linuxcnc")
    parser.add_argument("--only", choices=("rates", "dialects", "slope", "short"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts = {
            "rates": lambda: rates(folder, options.lines, options.controller),
            "dialects": lambda: dialects(folder),
            "slope": lambda: slope(folder, options.controller),
            "short": lambda: short(folder, options.controller),
        }
        for part, run in parts.items():
            if options.only in (None, part):
                run()


if __name__ == "__main__":
    main()
