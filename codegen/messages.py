"""What is said to the user: English templates with their values, and their translation from a catalogue.

``say`` gives a ``str``, so nothing that carries a message needs to know of languages; only reports translate. A catalogue maps
English templates to templates of the other language with the same fields: ``codegen/locale/zh/*.toml``. The tests hold it
complete: every template in the source is in it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Final, Self

LANGUAGES: Final = ("en", "zh")

_HAN: Final = re.compile("[\u4e00-\u9fff]")


class Message(str):
    """A message in English that remembers its template and values. Copies of it as plain ``str`` stay English."""

    template: str
    values: Mapping[str, Any]

    def __new__(cls, text: str, template: str, values: Mapping[str, Any]) -> Self:
        """Use ``say``."""
        made = super().__new__(cls, text)
        made.template, made.values = template, values
        return made

    def __reduce__(self) -> tuple[type[Message], tuple[str, str, dict[str, Any]]]:
        """For copies and pickles."""
        return Message, (str(self), self.template, dict(self.values))


def say(template: str, /, **values: Any) -> Message:
    """``template`` (as for ``str.format``) with ``values``; what is said by another message is translated with it.

    Raises:
        KeyError, IndexError: a field without a value: a bug.
    """
    return Message(template.format(**values), template, values)


def bilingual(language: str, *, en: str, zh: str) -> Message:
    """A text whose translation is known where it is made; it reads in ``language``."""
    texts = {"en": en, "zh": zh}
    return Message(texts[language], "", {"texts": texts})


def joined(separator: str, parts: Iterable[str]) -> Message:
    """Messages side by side as one."""
    listed = tuple(parts)
    return Message(separator.join(listed), "", {"separator": separator, "parts": listed})


def translated(text: str, language: str) -> str:
    """``text`` in ``language``: English where it is no message or the catalogue does not hold it."""
    if isinstance(text, Message) and not text.template and "texts" in text.values:
        return str(text.values["texts"].get(language, text))
    if language == "en":
        return str(text)
    if not isinstance(text, Message):
        return catalogue(language).get(text, text)
    if "parts" in text.values and not text.template:
        parts: tuple[str, ...] = text.values["parts"]
        return translated(text.values["separator"], language).join(translated(part, language) for part in parts)
    quoted = _quoted(text.template)
    values = {k: v if k in quoted else _value(v, language) for k, v in text.values.items()}
    return catalogue(language).get(text.template, text.template).format(**values)


def _value(value: Any, language: str) -> Any:
    """A value of a message: texts are translated, and failures that were said by a message."""
    if isinstance(value, BaseException) and value.args and isinstance(value.args[0], Message):
        value = value.args[0]
    return translated(value, language) if isinstance(value, str) else value


@cache
def _quoted(template: str) -> frozenset[str]:
    """Fields that are shown as they were written (``{name!r}``): a user's words are never translated."""
    return frozenset(name for _, name, _, conversion in Formatter().parse(template) if name and conversion == "r")


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Template → template of ``language``, of all its files together.

    Raises:
        ValueError: a template stands in two files with different translations.
    """
    out: dict[str, str] = {}
    folder = files("codegen") / "locale" / language
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        for template, text in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if out.setdefault(template, text) != text:
                raise ValueError(f"{file.name} translates {template!r} otherwise than another file")
    return out


def language_of(text: str) -> str:
    """The language of a request: Chinese from two Han characters on."""
    return "zh" if len(_HAN.findall(text)) >= 2 else "en"
