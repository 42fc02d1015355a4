"""How often a layer's activations take which value."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.messages import tr
from core.network.activations import ACTIVATIONS
from gui import theme
from gui.plots.colour_range import subsample
from gui.plots.painted_strip import StripPart, paint_upright
from gui.plots.running_range import Interval, held_top
from gui.widgets.number_format import ticks

BINS = 40
# Room in pixels: of the whole, for the numbers on the left, below, above, and on the right.
WIDTH, LEFT, BOTTOM, TOP, RIGHT = 260, 40, 32, 7, 14
# A bar this many times higher than the next one (ReLU's zeros) is cut, and says how high it is.
TOWERS = 3.0


class Histogram(StripPart):
    """Show the share of values in each of 40 bins, in percent."""

    def __init__(self) -> None:
        super().__init__()
        self.ends = (0.0, 1.0)
        self.shares = np.zeros(BINS)
        self.top, self.tower = 1.0, ""
        self._edges = self._heights = np.empty(0)
        self._fill, self._edge = QColor(), QPen()

    def place(self, box: QRectF) -> None:
        super().place(box)
        inside = self._inside
        self._edges = np.rint(np.linspace(inside.left(), inside.right(), BINS + 1)).repeat(2)
        self._heights = np.full(len(self._edges), float(round(inside.bottom())))

    def show(self, activation: str, A: np.ndarray) -> None:
        """Show the activations A of a layer."""
        values = subsample(A)
        values = values[np.isfinite(values)]
        before = self.ends, self.top
        self.ends = _ends(activation, values, self.ends)
        self.shares = _shares(values, *self.ends)
        self.top, towers = _top(self.shares, self.top)
        share = format(self.shares.max(), ".0f")
        zeros = 100.0 * np.count_nonzero(values == 0) / max(len(values), 1)
        # Values beside 0 may fall into the bar of 0.
        text = tr("{share} % are 0") if share == format(zeros, ".0f") else tr("{share} % here")
        self.tower = text.format(share=share) if towers else ""
        self.stale |= before != (self.ends, self.top)

    @property
    def moving(self) -> QRectF:
        return self._inside

    @property
    def _inside(self) -> QRectF:
        return self.box.adjusted(LEFT, TOP, -RIGHT, -BOTTOM)

    def paint(self, painter: QPainter) -> None:
        inside = self._inside
        cut = np.minimum(self.shares, self.top) * (-inside.height() / self.top)
        self._heights[1:-1] = np.rint(cut + inside.bottom()).repeat(2)
        steps = pg.functions.arrayToQPolygonF(self._edges, self._heights)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._fill)
        painter.drawPolygon(steps)
        painter.setPen(self._edge)
        painter.drawPolyline(steps)
        if self.tower:
            self._name_tower(painter, self._edges[::2])

    def paint_ground(self, painter: QPainter) -> None:
        self._fill, self._edge = theme.colour("accent", 0.35), theme.pen("accent")
        inside, way = self._inside, Qt.AlignmentFlag
        paint_upright(painter, self.box.adjusted(0, 0, 16 - WIDTH, 0), tr("% of values"))
        below = QRectF(inside.left(), self.box.bottom() - 17, inside.width(), 16)
        painter.drawText(below, way.AlignCenter, tr("activation A"))
        (low, high), across = self.ends, inside.width()
        for value, text in ticks(low, high, 4):
            x = inside.left() + (value - low) / (high - low) * across
            painter.drawText(QRectF(x - 30, inside.bottom() + 1, 60, 16), way.AlignCenter, text)
        for value, text in ticks(0.0, self.top, 3):
            y = inside.bottom() - value / self.top * inside.height()
            label_box = QRectF(inside.left() - LEFT, y - 8, LEFT - 5, 16)
            painter.drawText(label_box, way.AlignRight | way.AlignVCenter, text)
        painter.setPen(theme.pen("border"))
        painter.drawLine(inside.bottomLeft(), inside.bottomRight())
        painter.drawLine(inside.topLeft(), inside.bottomLeft())

    def _name_tower(self, painter: QPainter, edges: np.ndarray) -> None:
        tallest = int(self.shares.argmax())
        beside = edges[tallest + 1] + 5 if tallest < BINS / 2 else edges[tallest] - 125
        side = Qt.AlignmentFlag.AlignLeft if tallest < BINS / 2 else Qt.AlignmentFlag.AlignRight
        painter.setPen(theme.colour("text"))
        painter.drawText(QRectF(beside, self._inside.top(), 120, 16), side, self.tower)


def _ends(activation: str, values: np.ndarray, shown: Interval) -> Interval:
    """Return the ends of the axis, which stand still while they fit."""
    row = ACTIVATIONS[activation]
    if row.is_bounded:
        return row.range
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    return (
        -held_top(-shown[0], -low) if low < 0 else 0.0,
        held_top(shown[1], high) if high > 0 or low == 0 else 0.0,
    )


def _shares(values: np.ndarray, low: float, high: float) -> np.ndarray:
    bins = ((values - low) * (BINS / (high - low))).clip(0, BINS - 1).astype(np.intp)
    counts = np.bincount(bins, minlength=BINS)
    return 100.0 * counts / max(len(values), 1)


def _top(shares: np.ndarray, shown: float) -> tuple[float, bool]:
    """Return how high the axis is, and whether a bar is cut; that which is shown, while it fits."""
    second, highest = np.sort(shares)[-2:].tolist()
    if second > 0 and highest > TOWERS * second:
        return held_top(shown, 1.2 * second), True
    return min(held_top(shown, highest), 100.0), False
