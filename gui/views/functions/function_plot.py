"""A function of z with the values that z takes laid over it, so that flat ends are seen."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from core.messages import tr
from gui import theme
from gui.plots.painted_marks import PaintedLine
from gui.plots.painted_plot import NOTHING, PaintedPlot, Scale
from gui.plots.running_range import held_top
from gui.plots.static_plot import EDGE, make_static, set_axis_label
from gui.widgets.number_format import significant

LEFT_WIDTH, RIGHT_WIDTH, BOTTOM_HEIGHT = 60, 46, 34
# The tallest bar reaches up to this share of the plot.
TALL = 0.9
LINE = 2.0

Ends = tuple[float | None, float | None]


class _Bars:
    """Shares in even bins, as one outline that is filled down to `low`."""

    layer, moving = 0.0, True

    def __init__(self) -> None:
        self.edges, self.heights, self.low = NOTHING, NOTHING, 0.0
        self.pen, self.brush = QPen(), QBrush()

    def paint(self, painter: QPainter, scale: Scale) -> None:
        """Paint the bars with an open painter."""
        tops = np.concatenate([[self.low], np.repeat(self.heights, 2), [self.low]])
        outline = pg.functions.arrayToQPolygonF(*scale.place(np.repeat(self.edges, 2), tops))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.brush)
        painter.drawPolygon(outline)
        painter.setPen(self.pen)
        painter.drawPolyline(outline)


class FunctionPlot(PaintedPlot):
    """Draw one curve over z, with the shares of values as bars behind it and flat ends shaded.

    The left axis is the curve's, the right one that of the bars.
    """

    def __init__(self, label: str) -> None:
        super().__init__(pg.AxisItem("left"), bottom=pg.AxisItem("bottom"))
        self.setAccessibleName(label)
        item = self.getPlotItem()
        self._bars, self._function = _Bars(), PaintedLine(layer=1.0)
        for line in (self._bars, self._function):
            self.add_line(line)
        self.flat = [pg.LinearRegionItem(movable=False) for _ in range(2)]
        for part in self.flat:
            item.addItem(part, ignoreBounds=True)
        item.showAxis("right")
        make_static(item)
        item.layout.setContentsMargins(EDGE, 6, EDGE, 0)
        item.getAxis("left").setWidth(LEFT_WIDTH)
        item.getAxis("left").setLabel(label)
        item.getAxis("right").setWidth(RIGHT_WIDTH)
        item.getAxis("right").setLabel(tr("% of values"))
        item.getAxis("bottom").setHeight(BOTTOM_HEIGHT)
        self._drawn: tuple[object, ...] = ()
        self._top = 1.0

    def show_function(
        self, z: np.ndarray, heights: np.ndarray, ends: Ends, shares: np.ndarray, name: str
    ) -> None:
        """Show `heights` over z, and shares of 1 in as many even bins from z[0] to z[-1]."""
        low, high = _reach(heights)
        self._top = top = held_top(self._top, 100 * float(shares.max()))
        frame = (name, float(z[0]), float(z[-1]), low, high, top, ends)
        scaled = low + 100 * shares / top * TALL * (high - low)
        self._bars.edges = np.linspace(z[0], z[-1], len(shares) + 1)
        self._bars.heights, self._bars.low = scaled, low
        self._function.points = z, heights
        self.paint_again(moving=frame == self._drawn)
        if frame != self._drawn:
            self._drawn = frame
            self._frame(name, float(z[0]), float(z[-1]), low, high, top)
            self._shade(float(z[0]), float(z[-1]), ends)

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.recolour_axes()
        pen = QPen(theme.colour("text"), LINE)
        pen.setCosmetic(True)
        self._function.pen = pen
        self._bars.pen, self._bars.brush = theme.pen("accent"), QBrush(theme.colour("accent", 0.35))
        for region in self.flat:
            region.setBrush(theme.colour("error", 0.1))
            for line in region.lines:
                line.setPen(None)
        self.paint_again(moving=False)

    def _frame(
        self, name: str, first: float, last: float, low: float, high: float, top: float
    ) -> None:
        item = self.getPlotItem()
        set_axis_label(item.getAxis("bottom"), name)
        item.setRange(xRange=(first, last), yRange=(low, high), padding=0)
        rows = [
            (low + TALL * (high - low) * part, significant(top * part, 3)) for part in (0, 0.5, 1)
        ]
        item.getAxis("right").setTicks([rows])

    def _shade(self, first: float, last: float, ends: Ends) -> None:
        below, above = ends
        for region, visible, place in (
            (self.flat[0], below is not None, (first, below)),
            (self.flat[1], above is not None, (above, last)),
        ):
            region.setVisible(visible)
            if visible:
                region.setRegion(place)


def _reach(heights: np.ndarray) -> tuple[float, float]:
    low, high = float(heights.min()), float(heights.max())
    room = 0.06 * max(high - low, 1e-9)
    return (low - room, high + room) if high > low else (low - 1.0, high + 1.0)
