"""One file written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from codegen.errors import OutputError
from codegen.messages import say


def write_text(path: Path, text: str) -> None:
    """``text`` as UTF-8 with its own line ends; else as ``write_bytes``."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """``data``: written beside ``path``, synced, and renamed onto it.

    Raises:
        OutputError: it cannot be written; what stood there is untouched.
    """
    beside: str | None = None
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
        beside = None
    except OSError as error:
        raise OutputError(
            say("{path} cannot be written: {error}", path=str(path), error=error.strerror or error)
        ) from error
    finally:
        if beside is not None:
            Path(beside).unlink(missing_ok=True)
