"""A record as data, Markdown or terminal text: pure functions."""

from codegen.report.data import to_json
from codegen.report.markdown import to_markdown

__all__ = ["to_json", "to_markdown"]
