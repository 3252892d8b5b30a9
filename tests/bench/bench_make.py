"""Cold ``make`` against ``import cadquery``, as a ratio in one run (limit: 2). The first compilation is measured apart.

python tests/bench/bench_make.py
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from tests.pipeline.plate import EXAMPLE_EN, REQUEST  # noqa: E402


def run(*command: str, env: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    return time.perf_counter() - start


def main(rounds: int = 5) -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "NUMBA_CACHE_DIR": str(Path(folder) / "cache"), "PYTHONUTF8": "1"}
        make = [sys.executable, "-m", "codegen", "make"]
        first = run(*make, EXAMPLE_EN, "-o", f"{folder}/first", env=env)
        print(f"first make, with compilation: {first:.1f} s")
        rows: dict[str, list[float]] = {"import cadquery": [], "example": [], "plate": []}
        for index in range(rounds):
            rows["import cadquery"].append(run(sys.executable, "-c", "import cadquery", env=env))
            rows["example"].append(run(*make, EXAMPLE_EN, "-o", f"{folder}/e{index}", env=env))
            rows["plate"].append(run(*make, REQUEST, "-o", f"{folder}/p{index}", env=env))
        base = statistics.median(rows["import cadquery"])
        for name, seconds in rows.items():
            middle = statistics.median(seconds)
            print(f"{name:<16} {middle:6.2f} s   ratio {middle / base:5.2f}   (limit 2)")


if __name__ == "__main__":
    main()
