"""Every write, flush and rename of an output set, one method each: so that a test can make any one of them fail.

``exchange`` swaps two directories in one step, which the standard library cannot do: renameat2(RENAME_EXCHANGE) on Linux
(renameat2(2), since 3.15), renamex_np(RENAME_SWAP) on macOS (rename(2), since 10.12). Elsewhere, and on file systems
that cannot, it raises ``Unsupported``.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import sys
from pathlib import Path
from typing import Final

from codegen.messages import say

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2  # linux/fs.h
_RENAME_SWAP: Final = 2  # sys/stdio.h of macOS
_CANNOT: Final = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EBUSY, errno.EXDEV}
"""What the system says when this kernel or file system cannot exchange, or when the directory is a mount point."""


class Unsupported(OSError):
    """Two directories cannot be exchanged here."""


class FileOps:
    """The real operations. Each may raise OSError. Directories named are flushed where the system can flush one."""

    def mkdir(self, path: Path) -> None:
        """Make a directory that is not there yet."""
        path.mkdir()

    def write(self, path: Path, data: bytes) -> None:
        """Write a file that is not there yet."""
        with path.open("xb") as file:
            file.write(data)

    def fsync(self, path: Path) -> None:
        """Flush a file to the disk."""
        with path.open("r+b") as file:
            os.fsync(file.fileno())

    def fsync_directory(self, path: Path) -> None:
        """Flush a directory's entries to the disk; nothing on Windows, which has no such call."""
        if os.name == "nt":
            return
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as e:
            if e.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):  # a file system that flushes none
                raise
        finally:
            os.close(handle)

    def carry(self, source: Path, target: Path) -> None:
        """The same file under a second name: a hard link where the file system has them, else a copy."""
        if source.is_symlink():
            target.symlink_to(source.readlink())
            return
        try:
            os.link(source, target)
        except OSError as e:
            if e.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
                raise
            shutil.copy2(source, target)

    def rename(self, source: Path, target: Path) -> None:
        """Give a directory its name; ``target`` must not be there, or be an empty directory."""
        if os.name == "nt" and target.is_dir():
            target.rmdir()
        source.rename(target)

    def replace(self, source: Path, target: Path) -> None:
        """Put a file in another's place, in one step."""
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Remove a file."""
        path.unlink()

    def rmdir(self, path: Path) -> None:
        """Remove an empty directory."""
        path.rmdir()

    def exchange(self, first: Path, second: Path) -> None:
        """Swap two names in one step: at every instant both exist, and each is whole.

        Raises:
            Unsupported: not here.
        """
        a, b = os.fsencode(first), os.fsencode(second)
        library = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
        if sys.platform.startswith("linux") and hasattr(library, "renameat2"):
            result = library.renameat2(_AT_FDCWD, a, _AT_FDCWD, b, ctypes.c_uint(_RENAME_EXCHANGE))  # type: ignore[union-attr]
        elif sys.platform == "darwin" and hasattr(library, "renamex_np"):
            result = library.renamex_np(a, b, ctypes.c_uint(_RENAME_SWAP))  # type: ignore[union-attr]
        else:
            raise Unsupported(errno.ENOSYS, say("this system cannot exchange two directories"))
        if result:
            code = ctypes.get_errno()
            kind = Unsupported if code in _CANNOT else OSError
            raise kind(code, os.strerror(code), str(first), None, str(second))


class DirectoryLock:
    """Says that a staging directory is in use: the kernel drops it when the process dies, however it dies."""

    def __init__(self, path: Path) -> None:
        self._handle: int | None = None
        if os.name == "posix":
            import fcntl

            handle = os.open(path, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._handle = handle
            except OSError:  # in use, or a file system without locks: then age decides, see ``abandoned``
                os.close(handle)

    @property
    def held(self) -> bool:
        """Whether the lock is ours."""
        return self._handle is not None

    def release(self) -> None:
        """Give it up."""
        if self._handle is not None:
            with contextlib.suppress(OSError):
                os.close(self._handle)
            self._handle = None


REAL: Final = FileOps()
