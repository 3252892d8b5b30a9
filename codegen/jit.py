"""The one decorator for compiled kernels, and where their compiled code is kept."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile with numba, to be called by other kernels: without the wrappers that Python would need.

    Cached on disk, free of the interpreter lock, IEEE division, no fast-math: results repeat to the last bit.
    """
    return _compile(function, no_cpython_wrapper=True)


def entry(function: Callable[P, R]) -> Callable[P, R]:
    """Like ``kernel``, to be called from Python."""
    return _compile(function, no_cpython_wrapper=False)


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Like ``kernel``, and put into the places that call it: for the innermost loops, where a call counts references."""
    return _compile(function, no_cpython_wrapper=True, inline="always")


def _compile(function: Callable[P, R], *, no_cpython_wrapper: bool, inline: str = "never") -> Callable[P, R]:
    import numba

    njit: Any = numba.njit
    options: dict[str, Any] = {"no_cpython_wrapper": no_cpython_wrapper, "no_cfunc_wrapper": True, "inline": inline}
    return cast(Callable[P, R], njit(cache=True, nogil=True, error_model="numpy", **options)(function))


@cache
def _digest(files: tuple[Path, ...]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _directory(files: tuple[Path, ...]) -> Path:
    """A writable directory for compiled code: $NUMBA_CACHE_DIR, the user's cache, or a private temporary one."""
    from platformdirs import user_cache_path

    given = os.environ.get("NUMBA_CACHE_DIR")
    base = Path(given) if given else user_cache_path("codegen") / "kernels"
    path = base / _digest(files)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError:
        return Path(tempfile.mkdtemp(prefix="codegen-kernels-"))
    return path


@contextmanager
def kernel_cache(files: tuple[Path, ...]) -> Iterator[None]:
    """Import kernels inside this: their compiled code then goes to a directory named by the hash of all kernel ``files``.

    numba notices only a change of the file that a function stands in, not of the helpers it calls in other files; a
    directory for each state of the sources makes stale machine code impossible. It also works where the package itself
    lies in a read-only place. The setting is put back, so other users of numba are not affected.
    """
    import numba

    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = str(_directory(files))
    try:
        yield
    finally:
        config.CACHE_DIR = before
