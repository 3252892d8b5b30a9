"""Damaged programs for every control: whatever a file holds, the reader must answer with findings, and soon.

    python -m tests.fuzz.programs --inputs 1000000 --seed 1

Prints, for each control, how many inputs were read, how many a second, and the slowest. Stops at the first input that raises
anything, or that takes longer than ``--seconds``, and writes it beside; with ``--keep-going`` it goes on behind it.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from codegen import shop
from codegen.interpreter import read
from codegen.interpreter.dialect import DIALECTS
from codegen.model.shop import Controller
from tests.interpreter.test_garbage import places

HERE = Path(__file__).parents[1]
SIGNS = ["", *" -+.09#[]()%/=,~;", '"', "1e9", "\t", "\x00", "é", "Ｏ", "\r"]
_WORDS = """
G0 G1 G2 G3 G4 G10 G17 G18 G20 G28 G33.1 G38.2 G40 G41 G43 G52 G53 G54 G68 G73 G76 G80 G81 G83 G84 G90 G91 G92 G93 G95 G98
M0 M2 M3 M6 M29 M30 M98 M99 X1 Y-2.5 Z.5 I3 J-3 K1 R5 F100 S900 P1 Q2 L2 T3 H1 D1 A5 N7 O1 O100
#1=5 #1 [1+#2] WHILE IF GOTO DO1 END1 o1 sub endsub call while endwhile repeat [3] return
MCALL CYCLE81(5,0,2,-9) R1=5 X=AC(3) IC(2) TRANS ROT CR=5 FOR ENDFOR GOTOF
L X+5 FMAX R0 RL CC DR+ CYCL DEF 200 Q200=2 LBL 1 CALL TOOL BEGIN END PGM MM $H
"""
WORDS = _WORDS.split()
"""Words of all the controls together: in each of them most are wrong."""


OWN = (
    """G21 G90 G94 G17 G40 G49 G54
T1 M6
S1000 M3
G43 H1
G0 X0 Y0 Z5
G1 Z-1 F100
G2 X10 Y10 I10 J0
G83 X5 Y5 Z-9 R2 Q3
G80
G41 D1 X20
G1 Y20
G40 X0
G10 L2 P1 X1 R30
G92 X3
G33.1 Z-5 K1
G38.2 Z-9 F10
M2
""",
    """%
o100 sub
#<depth> = [#1 * 2 + sin[30]]
o101 while [#2 lt 3]
G1 X#2 Z[-#<depth>] F[100 / 2]
#2 = [#2 + 1]
o101 endwhile
o102 if [exists[#<_x>]]
G0 X[#<_x> + 1]
o102 else
o102 endif
o100 endsub [#1]
G21 G90
G0 X0 Y0 Z5
o100 call [5] [0]
o103 repeat [3]
G91 G1 X1 F50
o103 endrepeat
M30
%
""",
)
"""LinuxCNC programs."""


@cache
def seeds(dialect: str) -> tuple[str, ...]:
    """The hand-worked programs of a control, good and bad."""
    folder = HERE / "interpreter" / dialect
    files = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix not in (".yaml", ".py")]
    if not files:  # LinuxCNC's are few, and its own words many
        return OWN
    return tuple(p.read_bytes().decode("utf-8", "replace") for p in files)


def damaged(rng: random.Random, texts: Sequence[str]) -> str | bytes:
    """One input: a program with some of its lines, words or characters changed; or no program at all."""
    kind = rng.random()
    if kind < 0.05:
        return rng.randbytes(rng.randrange(200))
    if kind < 0.2:
        return "\n".join(" ".join(rng.choices(WORDS, k=rng.randrange(1, 7))) for _ in range(rng.randrange(1, 12)))
    lines = rng.choice(texts).splitlines()
    for _ in range(rng.randrange(1, 5)):
        at = rng.randrange(len(lines) or 1)
        match rng.randrange(7):
            case 0:
                lines[at:at] = [" ".join(rng.choices(WORDS, k=rng.randrange(1, 5)))]
            case 1:
                del lines[at : at + rng.randrange(1, 3)]
            case 2:
                other = rng.choice(texts).splitlines() or [""]
                lines[at:at] = other[: rng.randrange(1, 6)]
            case 3 if lines:
                lines.append(lines[at])
            case _ if lines:
                text = lines[min(at, len(lines) - 1)]
                cut = rng.randrange(len(text) + 1)
                lines[min(at, len(lines) - 1)] = text[:cut] + rng.choice(SIGNS) + text[cut + rng.randrange(3) :]
            case _:
                pass
    return "\n".join(lines)[:4000]


def inputs(dialect: str, count: int, seed: int) -> Iterator[str | bytes]:
    """``count`` inputs for a control, always the same for a seed."""
    rng = random.Random(f"{dialect} {seed}")
    texts = seeds(dialect)
    for _ in range(count):
        yield damaged(rng, texts)


def try_one(text: str | bytes, control: Controller) -> float:
    """Read it; seconds of computing. Raises what the reader raises, or AssertionError where a finding or a step has no place."""
    start = time.thread_time()
    reading = read(text, control)
    seconds = time.thread_time() - start
    places(reading)
    return seconds


def run(dialect: str, count: int, seed: int, limit: float, *, keep_going: bool = False) -> tuple[float, float]:
    """Inputs a second, and the slowest one's seconds. Raises AssertionError at the first bad one, or behind the last."""
    control = next(c for c in shop.controllers().values() if c.dialect == dialect)
    slowest, began, bad = 0.0, time.perf_counter(), ""
    for number, text in enumerate(inputs(dialect, count, seed)):
        try:
            seconds = try_one(text, control)
            assert seconds <= limit, f"{seconds:.1f} s"
        except Exception as error:
            kept = Path(f"fuzz-{dialect}-{seed}-{number}.txt")
            kept.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "replace"))
            bad = f"{kept}: {error!r}"
            if not keep_going:
                raise AssertionError(bad) from error
            sys.stdout.write(f"{bad}\n")
            sys.stdout.flush()
            continue
        slowest = max(slowest, seconds)
    assert not bad, bad
    return count / (time.perf_counter() - began), slowest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--inputs", type=int, default=20_000, help="in all, shared by the controls")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=2.0, help="the longest that one may take")
    parser.add_argument("--dialect", choices=DIALECTS, action="append")
    parser.add_argument("--keep-going", action="store_true", help="behind an input that fails")
    args = parser.parse_args()
    chosen = args.dialect or list(DIALECTS)
    for dialect in chosen:
        rate, slowest = run(dialect, args.inputs // len(chosen), args.seed, args.seconds, keep_going=args.keep_going)
        sys.stdout.write(
            f"{dialect:12}{args.inputs // len(chosen):10} inputs  {rate:8.0f}/s  slowest {slowest:.2f} s\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
