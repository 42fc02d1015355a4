"""The words a user reads: written in English in the code, translated only where they are shown."""

from collections.abc import Callable

_translate: Callable[[str], str] = str


def tr(text: str) -> str:
    """Translate a text, whose {fields} are still unfilled, into the user's language."""
    return _translate(text)


def set_translator(translate: Callable[[str], str]) -> None:
    """Have every later `tr` ask this function; `str` brings English back."""
    global _translate
    _translate = translate


class Message:
    """Something that the user should know: a sentence with {fields}, and what fills them.

    `key` names its kind for programs.
    """

    def __init__(self, text: str, /, key: str = "", **values: object) -> None:
        self.text = text
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return tr(self.text).format(**self.values)
