"""Reading a stranger's STEP file (ISO 10303-21): exactly one solid, or one clear error."""

from __future__ import annotations

import math
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from codegen.errors import BadInput
from codegen.geometry.solid import Solid
from codegen.messages import say

MAX_BYTES: Final = 64 * 1024 * 1024
"""A larger file is refused: the parts that codegen makes are four orders of magnitude smaller."""

SECONDS: Final = 300
"""Time that reading may take."""

_NOT_VALID: Final = 4  # what step_child returns for a solid that the kernel's checker rejects
_HEAD = re.compile(rb"\s*ISO-10303-21\s*;")
_TAIL = re.compile(rb"END-ISO-10303-21\s*;\s*\Z")


def read_source(source: bytes | Path) -> bytes:
    """The file's bytes.

    Raises:
        BadInput: it cannot be read, or is too large.
    """
    if isinstance(source, bytes):
        data = source
    else:
        try:
            if source.stat().st_size > MAX_BYTES:
                raise BadInput(
                    say(
                        "{source!r} has {size} bytes; the limit is {limit}",
                        source=str(source),
                        size=source.stat().st_size,
                        limit=MAX_BYTES,
                    )
                )
            data = source.read_bytes()
        except OSError as e:
            raise BadInput(say("cannot read {path!r}: {reason}", path=str(source), reason=e.strerror or e)) from e
    if len(data) > MAX_BYTES:
        raise BadInput(say("the STEP file has {size} bytes; the limit is {limit}", size=len(data), limit=MAX_BYTES))
    return data


def load_step(source: bytes | Path) -> Solid:
    """The one solid of a STEP file, converted to millimetres.

    The kernel's reader runs in a process of its own (see ``step_child``): a damaged file can crash it.

    Raises:
        BadInput: not STEP, damaged, too large, holds no solid or several, or the solid is not valid.
    """
    name = repr(str(source)) if isinstance(source, Path) else say("the STEP file")
    data = read_source(source)
    if not _HEAD.match(data[:4096]):
        raise BadInput(say("{name} is not a STEP file: it does not begin with ISO-10303-21;", name=name))
    if not _TAIL.search(data[-4096:]):
        raise BadInput(say("{name} is cut short: END-ISO-10303-21; is missing", name=name))
    solid = Solid(_read(data, name))
    if not solid.volume > 0 or not math.isfinite(solid.volume):
        raise BadInput(
            say(
                "the solid in {name} has a volume of {volume:g} mm³: it is inside out or empty",
                name=name,
                volume=solid.volume,
            )
        )
    return solid


def _read(data: bytes, name: str) -> Any:
    with tempfile.TemporaryDirectory(prefix="codegen-step-") as folder:
        source, target = Path(folder) / "part.step", Path(folder) / "part.brep"
        source.write_bytes(data)
        script = Path(__file__).with_name("step_child.py")
        with subprocess.Popen(
            [sys.executable, "-P", str(script), str(source), str(target)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as child:
            try:
                from OCP.BinTools import BinTools  # loads the kernel here while the child loads its own
                from OCP.TopoDS import TopoDS_Shape

                output, _ = child.communicate(timeout=SECONDS)
            except BaseException as e:
                child.kill()
                if isinstance(e, subprocess.TimeoutExpired):
                    raise BadInput(
                        say(
                            "reading {name} took more than {seconds} s: export the part alone",
                            name=name,
                            seconds=SECONDS,
                        )
                    ) from e
                raise
        if child.returncode == _NOT_VALID:
            raise BadInput(
                say("the solid in {name} is not valid: repair it in the CAD program and export it again", name=name)
            )
        if child.returncode:
            raise BadInput(
                say("{name} cannot be read as STEP: it is damaged (the CAD kernel gave up); export it again", name=name)
            )
        lines = output.decode("ascii", "replace").split()
        if lines[-1:] != ["1"]:
            count = say("no solid") if lines[-1:] == ["0"] else say("{n} solids", n=lines[-1])
            raise BadInput(
                say(
                    "{name} holds {count}; a part is exactly one: export the part alone, as a solid",
                    name=name,
                    count=count,
                )
            )
        shape = TopoDS_Shape()
        BinTools.Read_s(shape, str(target))
        return shape
