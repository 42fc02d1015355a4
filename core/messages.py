"""The sentences a user reads: English in the code, translated only where they are shown."""

from collections.abc import Callable

_translate: Callable[[str], str] = str


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
        return translate(self.text).format(**self.values)

    def __repr__(self) -> str:
        return f"Message({self.text!r}, {self.key!r}, **{self.values!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((self.text, self.key))

    def _parts(self) -> tuple[str, str, dict[str, object]]:
        return self.text, self.key, self.values
