"""A line of controls with a text among them, or below them where it would be squeezed."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from gui import theme

LEAST = 300
"""Pixels: a sentence in less of them would be a column of words."""


class TextRow(QWidget):
    """Put controls left and right of a text that wraps; a narrow row has the text below them."""

    def __init__(self, left: list[QWidget], text: QWidget, right: list[QWidget]) -> None:
        super().__init__()
        self._parts, self._text, self._place = (*left, *right), text, len(left)
        self._below = False
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.TIGHT)
        grid.setVerticalSpacing(theme.TIGHT)
        grid.setColumnStretch(self._place, 1)
        for column, part in enumerate((*left, text, *right)):
            grid.addWidget(part, 0, column, Qt.AlignmentFlag(0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        taken = sum(part.sizeHint().width() + theme.SPACE for part in self._parts)
        below = event.size().width() - taken < LEAST
        if below != self._below:
            self._below = below
            self._grid.removeWidget(self._text)
            if below:
                self._grid.addWidget(self._text, 1, 0, 1, -1)
            else:
                self._grid.addWidget(self._text, 0, self._place)
