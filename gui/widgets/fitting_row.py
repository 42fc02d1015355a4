"""Parts side by side where each has room to be read, or else one under the other."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget


class FittingRow(QWidget):
    """Lay parts out in a row of equal widths; in a column where one were narrower than `least`.

    None is lower than `least` either: who puts it into a view lets that scroll.
    """

    def __init__(self, parts: list[QWidget], least: QSize) -> None:
        super().__init__()
        self._least = least
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        for part in parts:
            part.setMinimumHeight(least.height())
            self._box.addWidget(part, 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < self._least.width() * self._box.count()
        direction = QBoxLayout.Direction
        self._box.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
