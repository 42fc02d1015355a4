"""A line of figures in several colours that changes with every frame and moves nothing beside it.

A label would lay its whole view out again each time, and set rich text like a page.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import theme

Part = tuple[str, str]


class Readout(QWidget):
    """Show parts, each a colour's name and a text, one after the other."""

    def __init__(self, height: int) -> None:
        super().__init__()
        self._parts: list[Part] = []
        self._height = height
        self.setFont(theme.figure_font())
        # A long line shall not decide how wide the window is.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(height)

    def show_parts(self, parts: list[Part]) -> None:
        """Show these parts."""
        if parts != self._parts:
            self._parts = parts
            self.setAccessibleName(self.text())
            self.update()

    def text(self) -> str:
        """Give all texts as one."""
        return "".join(text for _, text in self._parts)

    def sizeHint(self) -> QSize:
        return QSize(100, self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, left, rest = QPainter(self), 0, self.width()
        metrics = self.fontMetrics()
        for colour, text in self._parts:
            painter.setPen(theme.colour(colour))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rest)
            place = self.rect().adjusted(left, 0, 0, 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
            wide = metrics.horizontalAdvance(text)
            left, rest = left + wide, max(rest - wide, 0)
        painter.end()
