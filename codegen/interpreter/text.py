"""Bytes to lines: encodings, line ends, and what does not belong into a program's text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from codegen.findings import Finding, Location, Severity
from codegen.messages import say

_FALLBACKS = ("gb18030", "latin-1")
"""Tried in this order where a text is not UTF-8: controls and CAM systems sold in China write GBK, older ones Latin-1.

Latin-1 takes every byte, so the order matters; a wrong guess touches comments alone, since outside them only ASCII passes.
"""


def decode(data: str | bytes, name: str) -> tuple[str, list[Finding]]:
    """Text of the program, and findings about its encoding. Never raises."""
    findings: list[Finding] = []
    if isinstance(data, bytes) and data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        findings.append(
            Finding(
                "syntax",
                say("the file is UTF-16, which no control reads"),
                Severity.ERROR,
                Location(file=name, line=1, column=1),
                say("save the program as ASCII or UTF-8"),
            )
        )
        text = data.decode("utf-16", errors="replace")
    elif isinstance(data, bytes):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            text, used = _fall_back(data)
            line = data.count(b"\n", 0, error.start) + 1
            findings.append(
                Finding(
                    "syntax",
                    say(
                        "the file is not UTF-8 (byte {byte:#04x} in line {line}); read as {used}",
                        byte=data[error.start],
                        line=line,
                        used=used,
                    ),
                    Severity.WARNING,
                    Location(file=name, line=line),
                    say("save the program as UTF-8, or keep comments to ASCII"),
                )
            )
    else:
        text = data
    if text.startswith("\ufeff"):
        text = text[1:]
        findings.append(
            Finding(
                "syntax",
                say("the file begins with a byte order mark, which is no part of a program"),
                Severity.ERROR,
                Location(file=name, line=1, column=1, end_column=2, block=text.split("\n", 1)[0][:200]),
                say("save the program as UTF-8 without a byte order mark"),
            )
        )
    return text, findings


def _fall_back(data: bytes) -> tuple[str, str]:
    for encoding in _FALLBACKS[:-1]:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return data.decode(_FALLBACKS[-1]), _FALLBACKS[-1]


def split(text: str) -> tuple[list[str], str]:
    """Lines without their ends, and the line end that the first line has. A last empty line is dropped.

    Only LF and CRLF end a line, as for the control: ``str.splitlines`` would also split at form feeds and other characters
    that may stand in a comment, and the line numbers would no longer be the control's. A text with no LF at all is split at
    CR, and the caller reports it.
    """
    if "\n" not in text and "\r" in text:
        lines, newline = text.split("\r"), "\r"
    elif "\r" in text:
        lines = text.replace("\r\n", "\n").split("\n")
        newline = "\r\n" if text[text.index("\n") - 1 : text.index("\n")] == "\r" else "\n"
    else:
        lines, newline = text.split("\n"), "\n"
    if not lines[-1]:
        lines.pop()
    return lines, newline


def unusual(lines: Sequence[str], start: int) -> Iterable[int]:
    """The lines from ``start`` on that may hold more than plain words, a number and comments: all, unless there are many."""
    if isinstance(lines, list):
        return range(start, len(lines))
    from codegen.interpreter.fast.lines import Lines

    assert isinstance(lines, Lines)  # noqa: S101 - there are but two kinds
    return lines.unusual(start)


def length_of(line: str, newline: str) -> int:
    """Bytes of a line as the control counts them: UTF-8, and the CR of a CRLF."""
    size = len(line) if line.isascii() else len(line.encode("utf-8", "surrogatepass"))
    return size + len(newline) - 1
