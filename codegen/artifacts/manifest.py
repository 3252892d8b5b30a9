"""The manifest of an output set: name, role, size and SHA-256 of every file. Its presence says that the set is whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from codegen.errors import BadInput, OutputError
from codegen.messages import say

if TYPE_CHECKING:
    from codegen.model.verdict import Artifact

NAME: Final = "manifest.json"
SCHEMA: Final = 1
MAX_BYTES: Final = 16 * 1024 * 1024
_RESERVED: Final = {"CON", "PRN", "AUX", "NUL", *(f"{p}{n}" for p in ("COM", "LPT") for n in range(1, 10))}
"""Names that Windows keeps for devices, with any suffix (Microsoft: Naming Files, Paths, and Namespaces)."""


def check_names(artifacts: Sequence[Artifact]) -> None:
    """Every name must be good on every system.

    Raises:
        OutputError: a name with a path in it, reserved, too long, or given twice.
    """
    seen: set[str] = set()
    for artifact in artifacts:
        if not plain_name(artifact.name) or artifact.name.casefold() == NAME:
            raise OutputError(
                say(
                    "{name!r} cannot be the name of an output file: use letters, digits, . - and _",
                    name=artifact.name[:80],
                )
            )
        if artifact.name.casefold() in seen:
            raise OutputError(say("two output files are called {name!r}: give one another name", name=artifact.name))
        seen.add(artifact.name.casefold())


def plain_name(name: object) -> bool:
    """Whether a text is one file name, safe on Linux, macOS and Windows, and not hidden."""
    if not isinstance(name, str) or not name or len(name.encode("utf-8", "replace")) > 200:
        return False
    if name[0] == "." or name[-1] in ". " or any(c in '/\\<>:"|?*' or not c.isprintable() for c in name):
        return False
    return name.split(".")[0].upper() not in _RESERVED


def manifest_bytes(artifacts: Sequence[Artifact], extra: Mapping[str, Any]) -> bytes:
    """The manifest as JSON text.

    Raises:
        ValueError: ``extra`` uses one of the manifest's own keys.
    """
    from codegen._version import VERSION

    own: dict[str, Any] = {
        "schema_version": SCHEMA,
        "generator": "codegen",
        "codegen_version": VERSION,
        "files": [
            {"name": a.name, "role": a.role, "size": len(a.data), "sha256": hashlib.sha256(a.data).hexdigest()}
            for a in artifacts
        ],
    }
    if clash := sorted(own.keys() & extra.keys()):
        raise ValueError(f"the manifest's own keys cannot be given: {clash}")
    return (json.dumps({**own, **extra}, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")


def parse(data: bytes, where: str) -> dict[str, Any]:
    """The manifest in ``data``, its file entries checked for form.

    Raises:
        BadInput: not a manifest of codegen.
    """
    try:
        found = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as e:
        raise BadInput(say("{where} is not a manifest: {reason}", where=where, reason=type(e).__name__)) from e
    if not isinstance(found, dict) or found.get("generator") != "codegen" or not isinstance(found.get("files"), list):
        raise BadInput(say("{where} is not a manifest that codegen wrote", where=where))
    for entry in found["files"]:
        good = isinstance(entry, dict) and plain_name(entry.get("name")) and isinstance(entry.get("sha256"), str)
        if not good:
            raise BadInput(say("{where} names a file wrongly: {entry}", where=where, entry=str(entry)[:80]))
    return found


def read(directory: Path) -> dict[str, Any]:
    """The manifest of a directory.

    Raises:
        BadInput: none there, or not one of codegen's.
    """
    path = directory / NAME
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(say("{path!r} is too large for a manifest", path=str(path)))
        data = path.read_bytes()
    except OSError as e:
        raise BadInput(say("{path!r} cannot be read: {reason}", path=str(path), reason=e.strerror or e)) from e
    return parse(data, repr(str(path)))


def verify(directory: Path, manifest: Mapping[str, Any]) -> None:
    """Every file of the manifest is there, and is what was written.

    Raises:
        BadInput: one is missing or altered.
    """
    for entry in manifest["files"]:
        path = directory / entry["name"]
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as e:
            raise BadInput(
                say("{path!r} of the output set cannot be read: {reason}", path=str(path), reason=e.strerror or e)
            ) from e
        if digest != entry["sha256"]:
            raise BadInput(
                say(
                    "{path!r} is not the file that codegen wrote: its SHA-256 differs from the manifest's",
                    path=str(path),
                )
            )
