"""What a painted plot shows of few points: a line through them, symbols on them, bars over them."""

import numpy as np
import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import drawSymbol
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from gui.plots.painted_plot import NOTHING, Points, Scale


class PaintedLine:
    """A line through finite points, every one of which is painted; `smooth` without steps."""

    moving = True

    def __init__(self, layer: float = 0.0, smooth: bool = True) -> None:
        self.layer, self._smooth = layer, smooth
        self.points: Points = (NOTHING, NOTHING)
        self.pen = QPen()

    def paint(self, painter: QPainter, scale: Scale) -> None:
        """Paint the line with an open painter."""
        if not len(self.points[0]):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._smooth)
        painter.setPen(self.pen)
        painter.drawPolyline(pg.functions.arrayToQPolygonF(*scale.place(*self.points)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


class PaintedSymbols:
    """A symbol of pyqtgraph, so many pixels wide, on every point."""

    moving = True

    def __init__(self, size: float, symbol: str = "o", layer: float = 1.0) -> None:
        self.layer, self._size, self._symbol = layer, size, symbol
        self.points: Points = (NOTHING, NOTHING)
        self.pen, self.brush = QPen(), QBrush()

    def paint(self, painter: QPainter, scale: Scale) -> None:
        """Paint the symbols with an open painter."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x, y in zip(*(part.tolist() for part in scale.place(*self.points)), strict=True):
            painter.save()
            painter.translate(QPointF(x, y))
            drawSymbol(painter, self._symbol, self._size, self.pen, self.brush)
            painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


class PaintedBars:
    """Bars from `left` to `right` and from `low` up to `high`, arrays of one length."""

    moving = True

    def __init__(self, layer: float = 0.0) -> None:
        self.layer = layer
        self.left = self.right = self.low = self.high = NOTHING
        self.pen, self.brush = QPen(Qt.PenStyle.NoPen), QBrush()

    def paint(self, painter: QPainter, scale: Scale) -> None:
        """Paint the bars with an open painter."""
        painter.setPen(self.pen)
        painter.setBrush(self.brush)
        corners = np.stack(
            [*scale.place(self.left, self.high), *scale.place(self.right, self.low)], axis=1
        )
        painter.drawRects([QRectF(QPointF(x, y), QPointF(u, v)) for x, y, u, v in corners.tolist()])


def one_point(place: tuple[float, float]) -> Points:
    """Return a single point as arrays of x and y."""
    return np.array(place[:1], float), np.array(place[1:], float)
