"""The sentences a user reads: English in the code, translated only where they are shown."""

import string
from collections.abc import Callable
from typing import Any

_translate: Callable[[str], str] = str
_separator, _before_percent = ",", " "


def tr(text: str) -> str:
    """Translate a text into the user's language before its {fields} are filled.

    The text stands here as a literal, so that an extractor finds it.
    """
    return _translate(text)


def to_translate(text: str) -> str:
    """Mark a literal that is stored first, as in a table, and translated where it is shown."""
    return text


def translate(text: str) -> str:
    """Translate a stored text, which `to_translate`, `Message` or an error marked."""
    return _translate(text) if text else ""  # gettext answers "" with its catalogue's header


def fill(text: str, /, **values: object) -> str:
    """Fill the {fields} of a translated text.

    `{count:,}` groups digits as `set_number_spaces` says, and `{share:.1%}` is 98.6 %;
    `{count:file|files}` is the first of the two where the count is 1, and
    `{count:one {kind}|{count} {kind}s}` may hold further fields. A sentence that is the value of
    a field before a full stop brings its own.
    """
    for name, value in values.items():
        if isinstance(value, (Message, Exception)) and str(value).endswith("."):
            text = text.replace(f"{{{name}}}.", f"{{{name}}}")
    return _FILLER.format(text, **values)


def set_number_spaces(separator: str, before_percent: str) -> None:
    """Have `fill` write these between groups of three digits, and before the sign of a percentage.

    The command line keeps the comma, and a space that any terminal can print.
    """
    global _separator, _before_percent
    _separator, _before_percent = separator, before_percent


class _Filler(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            one, several = format_spec.split("|")
            return one if str(value) == "1" else several
        text: str = format(value, format_spec)
        if format_spec.endswith("%"):
            text = f"{text[:-1]}{_before_percent}%"
        return text.replace(",", _separator) if "," in format_spec else text


_FILLER = _Filler()


def set_translator(translate: Callable[[str], str]) -> None:
    """Have every later translation ask this function; `str` brings English back."""
    global _translate
    _translate = translate


class Message:
    """Something that the user should know: a sentence with {fields}, and the values for them.

    `key` names its kind for programs. Equal messages have equal texts, keys and values.
    """

    def __init__(self, text: str, /, key: str = "", **values: object) -> None:
        self.text = text
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return fill(translate(self.text), **self.values)

    def __repr__(self) -> str:
        return f"Message({self.text!r}, {self.key!r}, **{self.values!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((self.text, self.key))

    def _parts(self) -> tuple[str, str, dict[str, object]]:
        return self.text, self.key, self.values
