"""Words that are shown as they stand: without this a class named <b>cat</b> would be HTML."""

import re
import unicodedata

from PySide6 import QtGui
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

_MNEMONIC = re.compile(r"\(&\w\)|&(.)")


# Between Chinese characters a line ends by itself.
_LONG_WORD = re.compile(r"[^\s\u2e80-\uffef]{25,}")
_IN_HTML = re.compile(r"<[^>]*>|&\w+;|[^\s<&\u2e80-\uffef]{25,}")
_MAY_END_A_LINE = "\u200b"
_FROM_RIGHT = (
    r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]+"
)
_FROM_RIGHT_TO_LEFT = re.compile(rf"{_FROM_RIGHT}(?:\s+{_FROM_RIGHT})*")


class PlainLabel(QLabel):
    """A label that takes no text for HTML; or with `html` one for words among tags.

    Where it wraps, a line may end within a long word, as the name of a class may be: by itself a
    label is at least as wide as its longest word.
    """

    def __init__(self, text: str = "", html: bool = False) -> None:
        super().__init__()
        form = Qt.TextFormat.RichText if html else Qt.TextFormat.PlainText
        self.setTextFormat(form)
        self._text, self._long_word = "", _IN_HTML if html else _LONG_WORD
        self.setText(text)

    def setText(self, text: str) -> None:
        self._text = text
        self._paint(text)

    def text(self) -> str:
        return self._text

    def clear(self) -> None:
        self.setText("")

    def _paint(self, text: str) -> None:
        super().setText(self._long_word.sub(_with_ends_of_lines, isolated(text)))


def isolated(text: str) -> str:
    """Return a text to be painted, in which words from right to left take nothing else along.

    Without this "9 cat, 7 dog" with names in Arabic has each number beside the other's name:
    https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates
    The mark before each is for QTextDocument, which turns a sentence round that begins with one.
    """
    if text.isascii():
        return text
    return _FROM_RIGHT_TO_LEFT.sub("\u200e\u2068\\g<0>\u2069", text)


def plain_label(text: str = "") -> QLabel:
    """Return a label that takes no text for HTML."""
    return PlainLabel(text)


def _with_ends_of_lines(found: re.Match[str]) -> str:
    word = found[0]
    if word[0] in "<&":
        return word
    kinds = [unicodedata.category(letter)[0] for letter in word]
    # What is put together of several characters stays together.
    return "".join(
        letter + _MAY_END_A_LINE * (here in "LMNP" and after in "LNP")
        for letter, here, after in zip(word, kinds, [*kinds[1:], "Z"], strict=True)
    )


def without_mnemonic(text: str) -> str:
    """Return words without the mark of their letter: &S in Save, (&S) behind Chinese words."""
    return _MNEMONIC.sub(lambda mark: mark[1] or "", text)


def plain_tip(text: str) -> str:
    """Return a tip that shows this text as it stands, in lines of a readable length."""
    return QtGui.Qt.convertFromPlainText(isolated(text), QtGui.Qt.WhiteSpaceMode.WhiteSpaceNormal)
