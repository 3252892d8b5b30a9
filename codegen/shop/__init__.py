"""The shop's library: machines, controllers, tools, materials and standards, from TOML, each figure with its source.

Everything is loaded on first use and cached. A name that the library does not hold raises ``UnknownName`` and is never
replaced by another one; the other names that people use for the same thing are data (``aliases``).
"""

from __future__ import annotations

from codegen.shop.assembly import assemble, cutting_data
from codegen.shop.library import (
    DEFAULT_MACHINE,
    controller,
    controllers,
    default_machine,
    machine,
    machine_for,
    machine_under,
    machines,
    material,
    materials,
    practice,
    practice_source,
    thread,
    threads,
    tool,
    tools,
)

__all__ = [
    "DEFAULT_MACHINE",
    "assemble",
    "controller",
    "controllers",
    "cutting_data",
    "default_machine",
    "machine",
    "machine_for",
    "machine_under",
    "machines",
    "material",
    "materials",
    "practice",
    "practice_source",
    "thread",
    "threads",
    "tool",
    "tools",
]
