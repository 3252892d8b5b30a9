"""STEP (ISO 10303-21, AP214): written by the kernel, with everything that varies between runs made the same.

What varies: the time stamp, the author and organisation, the kernel's versions, and the product's default name, which
counts the exports of a process ("Open CASCADE STEP translator 7.9 2").
"""

from __future__ import annotations

import re
import tempfile
import threading
from pathlib import Path
from typing import Final

from OCP.APIHeaderSection import APIHeaderSection_MakeHeader
from OCP.IFSelect import IFSelect_RetDone
from OCP.Interface import Interface_Static
from OCP.STEPControl import STEPControl_AsIs, STEPControl_Writer
from OCP.TCollection import TCollection_HAsciiString

from codegen.errors import InternalError
from codegen.geometry import kernel
from codegen.geometry.solid import Solid

_NAME: Final = "CODEGEN-NAME"
_STATIC: Final = {"write.step.schema": "AP214IS", "write.step.unit": "MM", "write.step.product.name": _NAME}
_FILE_NAME: Final = re.compile(r"FILE_NAME\(.*?\);", re.DOTALL)
_PRODUCT: Final = re.compile(rf"PRODUCT\(\s*'{_NAME}[ 0-9]*'\s*,\s*'{_NAME}[ 0-9]*'")
_LOCK = threading.Lock()


def step_bytes(solid: Solid, name: str) -> bytes:
    """The solid as a STEP file, mm, the product called ``name``.

    Raises:
        InternalError: the kernel's writer failed.
    """
    with _LOCK, kernel.quiet(), tempfile.TemporaryDirectory(prefix="codegen-step-") as folder:
        kept = {key: Interface_Static.CVal_s(key) for key in _STATIC}  # the kernel keeps these for the whole process
        path = Path(folder) / "part.step"
        try:
            writer = STEPControl_Writer()
            for key, value in _STATIC.items():
                Interface_Static.SetCVal_s(key, value)
            done = writer.Transfer(solid.shape, STEPControl_AsIs) == IFSelect_RetDone
            header = APIHeaderSection_MakeHeader(writer.Model())
            header.SetName(TCollection_HAsciiString(_NAME))
            done = done and writer.Write(str(path)) == IFSelect_RetDone
        finally:
            for key, value in kept.items():
                Interface_Static.SetCVal_s(key, value)
        if not done:
            raise InternalError("the CAD kernel could not write the solid as STEP")
        text = path.read_text(encoding="ascii")
    written = quoted(name)
    head = f"FILE_NAME({written},'1970-01-01T00:00:00',(''),(''),'codegen','codegen','');"
    text = _FILE_NAME.sub(lambda _: head, text, count=1)
    text = _PRODUCT.sub(lambda _: f"PRODUCT({written},{written}", text)
    return text.encode("ascii")


def quoted(name: str) -> str:
    r"""A name as a STEP string: quotes and backslashes doubled, other than ASCII as ``\X2\....\X0\`` (ISO 10303-21, 6.4.3).

    Control characters are left out; characters beyond the first plane take ``\X4\``.
    """
    out = []
    for c in name:
        if not c.isprintable():
            continue
        if c in "'\\":
            out.append(2 * c)
        elif c.isascii():
            out.append(c)
        elif ord(c) < 0x10000:
            out.append(f"\\X2\\{ord(c):04X}\\X0\\")
        else:
            out.append(f"\\X4\\{ord(c):08X}\\X0\\")
    return f"'{''.join(out) or 'part'}'"
