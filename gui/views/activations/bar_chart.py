"""A bar chart of a few numbers: one bar per unit."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.messages import labelled, listed, tr
from gui import theme
from gui.plots.heat_map import unit_ticks
from gui.plots.running_range import Interval
from gui.widgets.number_format import round_up, significant
from gui.widgets.plain_text import plain_tip

LEFT, LEAST = 44, QSize(110, 72)
# A bar is never wider than this, in pixels.
WIDEST = 48
# In less room, in pixels, nothing of a name could be read: bars have numbers.
LEAST_NAME = 24


class BarChart(QWidget):
    """Show values as bars; beneath them numbers from 1, or names as far as there is room.

    `chosen` carries the place of a bar that is clicked, from 0.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(LEAST)
        self._title, self._values = "", np.empty(0)
        self._names: tuple[str, ...] = ()
        self._span = (0.0, 1.0)

    def show_values(
        self,
        title: str,
        values: np.ndarray,
        names: Sequence[str] = (),
        span: Interval | None = None,
    ) -> None:
        """Show these values under a title, on an axis that spans them or as far as `span`."""
        self._title, self._values, self._names = title, values, tuple(names)
        finite = values[np.isfinite(values)]
        low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)
        self._span = span or (
            -round_up(-low) if low < 0 else 0.0,
            round_up(high) if high > 0 or low >= 0 else 0.0,
        )
        figures = [significant(float(value)) for value in values[:40]]
        if names:
            text = tr("{name}: {value}")
            pairs = zip(names, figures, strict=False)
            figures = [text.format(name=name, value=value) for name, value in pairs]
        said = str(listed(figures))
        self.setAccessibleName(labelled(title, said))
        self.setToolTip(plain_tip(said))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.small_font())
        line = painter.fontMetrics().height()
        box = QRectF(self.rect()).adjusted(LEFT, 2 * line, -theme.SPACE, -line - 2)
        painter.setPen(theme.colour("quiet"))
        painter.drawText(QRectF(theme.TIGHT, 0, self.width(), line), self._title)
        self._paint_scale(painter, box, line)
        self._paint_bars(painter, box, line)
        self._paint_names(painter, box, line)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        box = self.width() - LEFT - theme.SPACE
        place = int((event.position().x() - LEFT) / box * len(self._values))
        if event.button() == Qt.MouseButton.LeftButton and 0 <= place < len(self._values):
            self.chosen.emit(place)

    def _height(self, box: QRectF, value: float) -> float:
        low, high = self._span
        return box.bottom() - (value - low) / (high - low) * box.height()

    def _paint_scale(self, painter: QPainter, box: QRectF, line: int) -> None:
        low, high = self._span
        for value in sorted({low, 0.0, high}):
            y = self._height(box, value)
            painter.setPen(theme.pen("border"))
            painter.drawLine(int(box.left()), int(y), int(box.right()), int(y))
            painter.setPen(theme.colour("quiet"))
            place = QRectF(0, y - line / 2, LEFT - theme.TIGHT, line)
            text = significant(value, 3)
            painter.drawText(
                place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text
            )

    def _paint_bars(self, painter: QPainter, box: QRectF, line: int) -> None:
        step = box.width() / max(len(self._values), 1)
        width = min(max(step - min(step * 0.2, 3.0), 1), WIDEST)
        zero = self._height(box, 0.0)
        texts = [significant(value, 3) for value in self._values.tolist()]
        fits = max(map(painter.fontMetrics().horizontalAdvance, texts), default=0) < step
        painter.setPen(theme.colour("text"))
        for i, value in enumerate(self._values.tolist()):
            if np.isfinite(value):
                y = self._height(box, value)
                left = box.left() + i * step
                bar = QRectF(left + (step - width) / 2, min(y, zero), width, abs(y - zero))
                painter.fillRect(bar, theme.colour("accent"))
                if fits:
                    above = QRectF(left, bar.top() - line, step, line)
                    painter.drawText(above, Qt.AlignmentFlag.AlignCenter, texts[i])

    def _paint_names(self, painter: QPainter, box: QRectF, line: int) -> None:
        n = max(len(self._values), 1)
        ticks = unit_ticks(n)
        room, metrics = box.width() / n - theme.TIGHT, painter.fontMetrics()
        if self._names and room >= LEAST_NAME:
            right = Qt.TextElideMode.ElideRight
            ticks = [
                ((i + 0.5) / n, metrics.elidedText(name, right, int(room)))
                for i, name in enumerate(self._names)
            ]
        painter.setPen(theme.colour("quiet"))
        for place, text in ticks:
            label_box = QRectF(box.left() + place * box.width() - 50, box.bottom() + 1, 100, line)
            painter.drawText(label_box, Qt.AlignmentFlag.AlignHCenter, text)
