"""Tips under the mouse of words that are never taken for HTML."""

from PySide6 import QtGui


def plain_tip(text: str) -> str:
    """Return a tip that shows this text as it stands, in lines of a readable length.

    Without it a file named <b>x</b> would be shown as HTML.
    """
    return QtGui.Qt.convertFromPlainText(text, QtGui.Qt.WhiteSpaceMode.WhiteSpaceNormal)
