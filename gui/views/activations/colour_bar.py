"""A small scale beside a heat map: which colour is which value."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from gui.plots import heat_map
from gui.plots.painted_strip import StripPart
from gui.plots.running_range import Interval
from gui.widgets.number_format import fit_width

WIDTH, BAR = 60, 10


class ColourBar(StripPart):
    """Show the colours from the low end to the high end, with both values and 0."""

    def __init__(self) -> None:
        super().__init__()
        self._colour_range: Interval = (0.0, 1.0)
        self._beyond = False

    def show(self, colour_range: Interval, beyond: bool) -> None:
        """Show the scale of these levels; `beyond` says that some values lie above them."""
        self.stale |= (colour_range, beyond) != (self._colour_range, self._beyond)
        self._colour_range, self._beyond = colour_range, beyond

    def paint_ground(self, painter: QPainter) -> None:
        low, high = self._colour_range
        below = heat_map.GAP + heat_map.STRIP + heat_map.BOTTOM
        bar = self.box.adjusted(0, heat_map.TOP, BAR - WIDTH, -below)
        falling = np.linspace(high, low, 256)[:, np.newaxis]
        painter.drawImage(bar, heat_map.image(falling, self._colour_range))
        text = QRectF(bar.right() + 4, bar.top() - 2, WIDTH - BAR - 4, bar.height() + 4)
        text_width = int(text.width())
        metrics = QFontMetrics(painter.font())
        sign = "+" if self._beyond else ""
        left, way = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag
        painter.drawText(text, left | way.AlignTop, fit_width(high, metrics, text_width, sign))
        painter.drawText(text, left | way.AlignBottom, fit_width(low, metrics, text_width))
        if low < 0:
            painter.drawText(text, left | way.AlignVCenter, "0")
