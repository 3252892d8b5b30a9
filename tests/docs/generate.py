"""Write what is generated: command help, rule catalogue, schema; and the output that the README shows.

python -m tests.docs.generate
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = [
    "make", "revise", "check", "simulate", "diff", "convert", "explain", "format", "faults", "schema", "machines",
    "controllers", "tools", "materials", "threads", "rules",
]  # fmt: skip
WIDE = {"COLUMNS": "110", "TERMINAL_WIDTH": "110", "NO_COLOR": "1", "TERM": "dumb", "PYTHONUTF8": "1"}


def run(*arguments: str, cwd: Path = ROOT) -> str:
    """Standard output of ``codegen …``, right ends stripped."""
    env = {**os.environ, **WIDE, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "codegen", *arguments]
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False)
    return "\n".join(line.rstrip() for line in done.stdout.splitlines()).strip("\n") + "\n"


def help_page() -> str:
    """``docs/cli.md``."""
    parts = ["# Commands\n\nGenerated from the commands' own help.\n"]
    for name in COMMANDS:
        text = re.sub(r"Usage: \S+( -m codegen)?", "Usage: codegen", run(name, "--help"))
        parts.append(f"## codegen {name}\n\n```text\n{text.strip(chr(10))}\n```\n")
    return "\n".join(parts)


def rule_pages() -> str:
    """``docs/rules.md``."""
    from codegen.rules import markdown

    return markdown()


def schema() -> str:
    """``grammars/intent.schema.json``."""
    from codegen.planner.schema import schema_text

    return schema_text()


SHOWN = re.compile(r"(```console\n)(.*?)(```)", re.DOTALL)


def readme(text: str) -> str:
    """The README with the output of every ``$ codegen …`` in its console blocks written anew, in order, in one folder."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "examples", Path(folder) / "examples")

        def block(found: re.Match[str]) -> str:
            commands = re.findall(r"^\$ (codegen .*)$", found[2], re.MULTILINE)
            out = [
                f"$ {command}\n{run(*shlex.split(command)[1:], cwd=Path(folder)).lstrip(chr(10))}"
                for command in commands
            ]
            return found[1] + "\n".join(out) + found[3]

        return SHOWN.sub(block, text)


def generated() -> dict[Path, str]:
    """Every generated file and what it should say."""
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    return {
        ROOT / "docs" / "cli.md": help_page(),
        ROOT / "docs" / "rules.md": rule_pages(),
        ROOT / "grammars" / "intent.schema.json": schema(),
        ROOT / "README.md": readme(page),
    }


if __name__ == "__main__":
    for path, text in generated().items():
        path.write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
