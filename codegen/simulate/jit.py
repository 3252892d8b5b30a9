"""The simulation's compiled kernels: which files they stand in."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from codegen import jit
from codegen.jit import entry, kernel

__all__ = ["KERNEL_FILES", "entry", "kernel", "kernel_cache"]

KERNEL_FILES = (
    "layout.py",
    "kernel_sweep.py",
    "kernel_flat.py",
    "kernel_cut.py",
    "kernel_part.py",
    "kernel_compare.py",
    "kernel_tile.py",
)


def kernel_cache() -> AbstractContextManager[None]:
    """See ``codegen.jit.kernel_cache``."""
    here = Path(__file__).resolve().parent
    return jit.kernel_cache(tuple(here / name for name in KERNEL_FILES))
