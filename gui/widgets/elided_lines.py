"""A few muted lines of text, each elided in the middle where it is too wide."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import theme
from gui.widgets.plain_text import plain_tip


class ElidedLines(QWidget):
    """Show lines, at least so many high; the full text is the tooltip and the accessible name."""

    def __init__(self, name: str, least: int = 2) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFont(theme.small_font())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.text, self._least = "", least

    def show_text(self, text: str) -> None:
        """Show a text, whose lines end at its line breaks."""
        if text != self.text:
            self.text = text
            self.setAccessibleName(text)
            self.setToolTip(plain_tip(text))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        lines = max(self._least, self.text.count("\n") + 1)
        return QSize(0, lines * self.fontMetrics().lineSpacing())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.colour("quiet"))
        metrics, step = self.fontMetrics(), self.fontMetrics().lineSpacing()
        for number, line in enumerate(self.text.split("\n")):
            place = QRect(0, number * step, self.width(), step)
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, self.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, shown)
