"""Run as a script, in a process of its own: read a STEP file, and write its solids in the kernel's own format.

Damaged files can crash the kernel's reader outright, which no exception handler survives. Imports nothing of codegen, so
that it starts fast and needs no search path: ``python step_child.py part.step part.brep`` prints the number of solids.
"""

from __future__ import annotations

import sys


def main(source: str, target: str) -> int:
    """Returns 0 when the file was read; its solids' number is then the last line of standard output."""
    from OCP.BinTools import BinTools
    from OCP.BRepCheck import BRepCheck_Analyzer
    from OCP.IFSelect import IFSelect_RetDone
    from OCP.STEPControl import STEPControl_Reader
    from OCP.TopAbs import TopAbs_SOLID
    from OCP.TopExp import TopExp_Explorer

    reader = STEPControl_Reader()
    if reader.ReadFile(source) != IFSelect_RetDone:
        return 3
    reader.TransferRoots()
    shape = reader.OneShape()
    found = []
    if not shape.IsNull():
        explorer = TopExp_Explorer(shape, TopAbs_SOLID)
        while explorer.More():
            found.append(explorer.Current())
            explorer.Next()
    if len(found) == 1:
        if not BRepCheck_Analyzer(found[0]).IsValid():
            return 4
        BinTools.Write_s(found[0], target)
    sys.stdout.write(f"\n{len(found)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
