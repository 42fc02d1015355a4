"""A colour scale beside images of signed numbers."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.messages import tr
from gui import theme
from gui.widgets.number_format import significant

BAR, WIDTH, TALLEST = 12, 78, 170


class ColourScale(QWidget):
    """Show the colours from -reach, at the bottom, over 0 to reach."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self._reach, self._table = 1.0, np.zeros((256, 3), np.uint8)
        self.setAccessibleName(tr("Which colour is which value"))

    def show_scale(self, reach: float, table: np.ndarray) -> None:
        """Show this scale; `table` are its colours, uint8 (256, 3)."""
        self._reach, self._table = reach, np.ascontiguousarray(table[::-1])
        words = QFontMetrics(theme.small_font()).horizontalAdvance(_signed(reach))
        self.setFixedWidth(max(WIDTH, BAR + words + 3 * theme.TIGHT))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.small_font())
        line = painter.fontMetrics().height()
        height = min(self.height() - 2 * line, TALLEST)
        bar = QRectF(theme.TIGHT, line, BAR, height)
        painter.drawImage(bar, self._image())
        painter.setPen(theme.pen("border"))
        painter.drawRect(bar)
        painter.setPen(theme.colour("quiet"))
        texts = (_signed(self._reach), "0", significant(-self._reach, 2))
        for text, y in zip(texts, (bar.top(), bar.center().y(), bar.bottom()), strict=True):
            place = QRectF(bar.right() + theme.TIGHT, y - line / 2, self.width(), line)
            painter.drawText(
                place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text
            )

    def _image(self) -> QImage:
        return QImage(self._table.data, 1, len(self._table), 3, QImage.Format.Format_RGB888)


def _signed(reach: float) -> str:
    return format(reach, "+.2g")
