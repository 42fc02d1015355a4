"""A line of controls with a text among them, or below them where it would be squeezed."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from gui import theme

LEAST = 300
"""Pixels: a sentence in less of them would be a column of words."""


class TextRow(QWidget):
    """Put controls left and right of a text that wraps.

    A narrow row has the text below them, and the controls of the right below that where all of them
    have no room side by side.
    """

    def __init__(self, left: list[QWidget], text: QWidget, right: list[QWidget]) -> None:
        super().__init__()
        self._left, self._text, self._right = left, text, right
        self._rows = 1
        self.installEventFilter(self)
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.TIGHT)
        grid.setVerticalSpacing(theme.TIGHT)
        grid.setColumnStretch(len(left), 1)
        for column, part in enumerate((*left, text, *right)):
            grid.addWidget(part, 0, column, Qt.AlignmentFlag(0))

    def minimumSizeHint(self) -> QSize:
        """Return the width of the controls of one side, which is what is needed at least."""
        width = max(_width(self._left), _width(self._right))
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            # A control has come or gone.
            self._fit()
        return False

    def _fit(self) -> None:
        room = self.width() - _width([*self._left, *self._right])
        rows = 1 if room >= LEAST else 2 if room >= 0 else 3
        if rows != self._rows:
            self._rows = rows
            self._arrange(rows)

    def _arrange(self, rows: int) -> None:
        place = len(self._left)
        for part in (self._text, *self._right):
            self._grid.removeWidget(part)
        if rows == 1:
            self._grid.addWidget(self._text, 0, place)
        else:
            self._grid.addWidget(self._text, 1, 0, 1, -1)
        row, first = (2, 0) if rows == 3 else (0, place + 1)
        for column, part in enumerate(self._right, first):
            self._grid.addWidget(part, row, column, Qt.AlignmentFlag(0))


def _width(parts: list[QWidget]) -> int:
    """Return how wide controls are side by side."""
    return sum(part.sizeHint().width() + theme.SPACE for part in parts if not part.isHidden())
