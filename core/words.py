"""The words a user reads: written in English in the code, translated only where they are shown."""

from collections.abc import Callable

_translate: Callable[[str], str] = str


def tr(text: str) -> str:
    """Translate a text, whose {fields} are still unfilled, into the user's language."""
    return _translate(text)


def translate_with(translate: Callable[[str], str]) -> None:
    """Have every later `tr` ask this function; `str` brings English back."""
    global _translate
    _translate = translate
