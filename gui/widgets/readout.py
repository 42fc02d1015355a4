"""Text that changes with every frame without a new layout of the window.

A QLabel lays its whole window out again at every new text, and sets rich text like a page.
"""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui import theme
from gui.widgets.elided_label import elided
from gui.widgets.plain_text import plain_label, plain_tip

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


class RunningText(QWidget):
    """Show words that wrap, in a place that stays as high as they once needed in its width.

    They can be marked and copied while the mouse is over them: what always can is set like a page.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._label = plain_label()
        self._label.setParent(self)
        self._label.setWordWrap(True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop)
        # The height that is kept, and the width that it is for.
        self._kept = QSize()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def text(self) -> str:
        """Return the words."""
        return self._label.text()

    def show_text(self, text: str) -> None:
        """Show other words; only those that need a higher place have the window laid out again."""
        if text == self._label.text():
            return
        self._label.setText(text)
        height = self._needed(self.width())
        if not text or height > self._kept.height():
            self._kept.setHeight(height)
            self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        needed = self._needed(width)
        return max(needed, self._kept.height()) if width == self._kept.width() else needed

    def sizeHint(self) -> QSize:
        return QSize(100, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._label.resize(event.size())
        if self.width() != self._kept.width():
            self._kept = QSize(self.width(), self._needed(self.width()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._kept = QSize(self.width(), 0)
            self.updateGeometry()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self._label.hasSelectedText():
            self._label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)

    def _needed(self, width: int) -> int:
        return self._label.heightForWidth(width) if self._label.text() else 0


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
