"""Words that are shown as they stand: without this a class named <b>cat</b> would be HTML."""

import re

from PySide6 import QtGui
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

_MNEMONIC = re.compile(r"\(&\w\)|&(.)")


def plain_label(text: str = "") -> QLabel:
    """Return a label that takes no text for HTML."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def without_mnemonic(text: str) -> str:
    """Return words without the mark of their letter: &S in Save, (&S) behind Chinese words."""
    return _MNEMONIC.sub(lambda mark: mark[1] or "", text)


def plain_tip(text: str) -> str:
    """Return a tip that shows this text as it stands, in lines of a readable length."""
    return QtGui.Qt.convertFromPlainText(text, QtGui.Qt.WhiteSpaceMode.WhiteSpaceNormal)
