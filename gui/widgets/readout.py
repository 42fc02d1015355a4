"""A line of figures in several colours that changes with every frame and moves nothing beside it.

A label would lay its whole window out again each time, and set rich text like a page.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui import theme

Part = tuple[str, str]


class Readout(QWidget):
    """Show parts, each a colour's name and a text, one after the other."""

    def __init__(self, height: int = 0) -> None:
        super().__init__()
        self._parts: list[Part] = []
        self.setFont(theme.figure_font())
        # A long line shall not decide how wide the window is.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(height or self.fontMetrics().height())
        # What lies beneath need not be painted again.
        self.setAutoFillBackground(True)

    def show_parts(self, parts: list[Part]) -> None:
        """Show these parts."""
        if parts != self._parts:
            self._parts = parts
            self.setAccessibleName(self.text())
            self.update()

    def say(self, text: str, colour: str = "quiet") -> None:
        """Show one text."""
        self.show_parts([(colour, text)])

    def text(self) -> str:
        """Give all texts as one."""
        return "".join(text for _, text in self._parts)

    def sizeHint(self) -> QSize:
        return QSize(100, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, left, metrics = QPainter(self), 0, self.fontMetrics()
        line = (self.height() + metrics.ascent() - metrics.descent()) // 2
        for colour, text in self._parts:
            wide, room = metrics.horizontalAdvance(text), self.width() - left
            if wide > room:
                text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(room, 0))
            painter.setPen(theme.colour(colour))
            painter.drawText(left, line, text)
            left += wide
        painter.end()


def say(label: QLabel, text: str, tip: str | None = None) -> None:
    """Have a label say this; it would lay its window out again even for the same text.

    With a new text it takes the tooltip `tip`, where one is given.
    """
    if text != label.text():
        label.setText(text)
        if tip is not None:
            label.setToolTip(tip)
