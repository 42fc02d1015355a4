"""One curve on a plot: as many points as the screen can show, a gap where a value is missing."""

from weakref import ref

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen

from core.decimation import MOST, Decimator
from gui.plots.ground import is_of_pixels
from gui.plots.painted_plot import NOTHING, PaintedPlot, Points, Scale
from gui.plots.running_range import LARGEST, Interval

DOT = 5


class CurveItem:
    """Draw one curve; a point that has no neighbour is drawn as a dot.

    `points` are what is drawn, NaN where a gap is, and `dots` those of them that stand alone. A
    value that no axis could be drawn for is as high as LARGEST, so that its line leaves the plot.
    `broken` is where, of what is drawn, a value is infinite or none at all. A curve that is
    `moving` gets new points at every snapshot of a run.
    """

    def __init__(
        self, plot: PaintedPlot, most: int = MOST, layer: float = 0, moving: bool = False
    ) -> None:
        self.layer, self.moving = layer, moving
        self.points: Points = (NOTHING, NOTHING)
        self.dots: Points = (NOTHING, NOTHING)
        self.broken = NOTHING
        self._whole = True
        # No ring of references: its widgets would go with whichever thread collects the garbage.
        self._plot, self._decimator = ref(plot), Decimator(most)
        self._pen, self._dot = QPen(), QPen()
        plot.add_line(self)

    def set_pen(self, pen: QPen) -> None:
        """Set colour and width."""
        self._pen, self._dot = pen, QPen(pen.brush(), DOT)
        self._dot.setCapStyle(Qt.PenCapStyle.RoundCap)
        self._paint_again()

    def show(self, at: np.ndarray, values: np.ndarray, span: Interval, log: bool = False) -> None:
        """Draw the points whose `at`, which grows, lies in `span`, and one more on either side."""
        # Most lines of a plot are empty at every frame: no test, no spread, no earlier run.
        if len(at) or len(self.points[0]):
            self._choose(at, values, span, log)
            self._paint_again()

    def paint(self, painter: QPainter, scale: Scale) -> None:
        """Paint the curve with an open painter."""
        if len(self.points[0]):
            painter.setPen(self._pen)
            _draw(painter, *_on_pixels(painter, *scale.place(*self.points)), self._whole)
        if len(self.dots[0]):
            painter.setPen(self._dot)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawPoints(pg.functions.arrayToQPolygonF(*scale.place(*self.dots)))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _paint_again(self) -> None:
        plot = self._plot()
        if plot is not None:
            plot.paint_again(self.moving)

    def _choose(self, at: np.ndarray, values: np.ndarray, span: Interval, log: bool) -> None:
        if len(at) and (at[0] < span[0] or at[-1] > span[1]):
            first = max(int(np.searchsorted(at, span[0])) - 1, 0)
            end = int(np.searchsorted(at, span[1], side="right")) + 1
            at, values = at[first:end], values[first:end]
        chosen = self._decimator.decimate(values)
        at, values = at[chosen], values[chosen]
        heights, real = _heights(values, log)
        self.points = at, heights
        self._whole = bool(real.all())
        if self._whole and len(at) != 1:
            self.broken, self.dots = NOTHING, (NOTHING, NOTHING)
        else:
            # Below 0 on a logarithmic scale is no place, but a number all the same.
            self.broken = at[~(np.isfinite(values) if log else real)]
            self.dots = _alone(at, heights, real)


def on_scale(values: np.ndarray, log: bool) -> np.ndarray:
    """Return costs as heights on the plot; NaN where a cost cannot be drawn."""
    return _heights(values, log)[0]


def _heights(values: np.ndarray, log: bool) -> Points:
    """Return the heights on the plot, and which of them can be drawn."""
    if log:
        drawable = (values > 0) & (values < np.inf)
        return np.log10(values, out=np.full(len(values), np.nan), where=drawable), drawable
    drawable = np.isfinite(values)
    heights = np.clip(values, -LARGEST, LARGEST)
    return heights if drawable.all() else np.where(drawable, heights, np.nan), drawable


def _on_pixels(painter: QPainter, x: np.ndarray, y: np.ndarray) -> Points:
    """Return the points that are more than a pixel from the one before, on whole pixels.

    Qt paints nothing for parts of a line that are shorter than a pixel.
    """
    if not is_of_pixels(painter):
        return x, y
    ratio = painter.device().devicePixelRatio()
    x, y = np.floor(ratio * x), np.floor(ratio * y)
    moved = (np.diff(x, prepend=np.nan) != 0) | (np.diff(y, prepend=np.nan) != 0)
    return x[moved] / ratio, y[moved] / ratio


def _draw(painter: QPainter, x: np.ndarray, y: np.ndarray, whole: bool) -> None:
    if whole:
        painter.drawPolyline(pg.functions.arrayToQPolygonF(x, y))
    else:
        painter.drawPath(pg.arrayToQPath(x, y, connect="finite"))


def _alone(at: np.ndarray, heights: np.ndarray, real: np.ndarray) -> Points:
    """Return the points that can be drawn and have no neighbour that can."""
    alone = real.copy()
    alone[1:] &= ~real[:-1]
    alone[:-1] &= ~real[1:]
    return at[alone], heights[alone]
