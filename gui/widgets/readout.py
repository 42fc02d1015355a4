"""Text that changes with every frame without a new layout of the window.

A QLabel lays its whole window out again at every new text, and sets rich text like a page.
"""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui import theme
from gui.widgets.elided_label import elided
from gui.widgets.plain_text import plain_tip

Part = tuple[str, str]


class Readout(QWidget):
    """Show parts of one line, each the name of a colour of the theme and a text."""

    def __init__(self, height: int = 0) -> None:
        super().__init__()
        self._parts: list[Part] = []
        self._shorter: tuple[list[Part], ...] = ()
        self.setFont(theme.figure_font())
        # A long text must not widen the window.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(height or self.fontMetrics().height())
        # An opaque widget spares the painting of what lies beneath it.
        self.setAutoFillBackground(True)

    def show_parts(self, parts: list[Part], *shorter: list[Part]) -> None:
        """Show these parts in place of those before, or the first shorter ones that fit."""
        if (parts, shorter) != (self._parts, self._shorter):
            self._parts, self._shorter = parts, shorter
            self.setAccessibleName(self.text())
            self.update()

    def show_text(self, text: str, colour: str = "quiet") -> None:
        """Show one text in one colour."""
        self.show_parts([(colour, text)])

    def text(self) -> str:
        """Return the texts of all parts, joined."""
        return _text(self._parts)

    def sizeHint(self) -> QSize:
        return QSize(100, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, left, metrics = QPainter(self), 0, self.fontMetrics()
        baseline = (self.height() + metrics.ascent() - metrics.descent()) // 2
        wordings = (self._parts, *self._shorter)
        fitting = (w for w in wordings if metrics.horizontalAdvance(_text(w)) <= self.width())
        parts = next(fitting, wordings[-1])
        for colour, text in parts:
            width, free = metrics.horizontalAdvance(text), self.width() - left
            if width > free:
                text = elided(metrics, text, free)
            painter.setPen(theme.colour(colour))
            painter.drawText(left, baseline, text)
            left += width
        painter.end()


def _text(parts: list[Part]) -> str:
    return "".join(text for _, text in parts)


def set_label_text(label: QLabel, text: str, tip: str | None = None) -> None:
    """Set a label's text, and its tooltip where one is given, only if the text is new.

    QLabel.setText lays the window out again even for the same text.
    """
    if text != label.text():
        label.setText(text)
        if tip is not None:
            label.setToolTip(plain_tip(tip))
