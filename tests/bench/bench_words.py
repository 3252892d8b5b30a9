"""How long the offline interpreter takes: its import, and reading each request of the set, against the limits that were set.

python tests/bench/bench_words.py
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

IMPORT_LIMIT = 0.3  # s
READ_LIMIT = 0.05  # s, one request, after import
DATA = Path(__file__).parent.parent / "grader" / "data" / "dev_abd.jsonl"


def import_seconds() -> float:
    """The best of five fresh interpreters, less an empty one's start."""

    def best(code: str) -> float:
        times = []
        for _ in range(5):
            started = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            times.append(time.perf_counter() - started)
        return min(times)

    return best("from codegen.planner.offline import OfflinePlanner; OfflinePlanner()") - best("pass")


def main() -> None:
    """Print the figures and their ratios to the limits."""
    took = import_seconds()
    print(
        f"import of the reader   {took * 1000:7.0f} ms   {took / IMPORT_LIMIT:5.2f} of the limit {IMPORT_LIMIT * 1000:.0f} ms"
    )
    from codegen.model.request import Request
    from codegen.planner.offline import OfflinePlanner

    planner = OfflinePlanner()
    started = time.perf_counter()
    planner.plan(Request("100x60x10 mm plate, Ø8 thru hole at (10, 10)"))
    print(f"first request          {(time.perf_counter() - started) * 1000:7.0f} ms   (with grammar and words)")
    times: list[tuple[float, str]] = []
    for line in DATA.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        text = record.get("request") or record["turns"][0]
        runs = []
        for _ in range(3):
            started = time.perf_counter()
            planner.plan(Request(text))
            runs.append(time.perf_counter() - started)
        times.append((min(runs), record["id"]))
    for name, value in (("median request", median(t for t, _ in times)), ("slowest request", max(times)[0])):
        print(f"{name:<22} {value * 1000:7.1f} ms   {value / READ_LIMIT:5.2f} of the limit {READ_LIMIT * 1000:.0f} ms")
    print("slowest:", ", ".join(f"{name} {t * 1000:.0f} ms" for t, name in sorted(times, reverse=True)[:5]))


if __name__ == "__main__":
    main()
