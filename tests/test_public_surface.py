"""The public surface is pinned: adding to it is a decision, losing from it a breakage."""

import subprocess
import sys

import codegen

SURFACE = [
    "BadInput", "CheckOptions", "Claim", "CodegenError", "Finding", "Intent", "InternalError", "Location", "Made",
    "Options", "Outcome", "OutputError", "PlannerError", "Record", "Severity", "Status", "UnknownName", "UsageError",
    "Verdict", "check", "make", "save",
]  # fmt: skip


def test_public_surface_is_pinned() -> None:
    assert sorted(codegen.__all__) == SURFACE


def test_every_public_name_resolves() -> None:
    for name in codegen.__all__:
        assert getattr(codegen, name) is not None


def test_import_is_light() -> None:
    heavy = "cadquery", "OCP", "openai", "numba", "ezdxf", "shapely", "typer", "pydantic"
    code = f"import sys, codegen; print([m for m in {heavy!r} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
