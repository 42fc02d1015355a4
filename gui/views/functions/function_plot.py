"""A function of z with the values that z takes laid over it, so that flat ends are seen."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QPen

from core.messages import tr
from gui import theme
from gui.plots.plot_area import PlotArea
from gui.plots.static_plot import make_static
from gui.widgets.number_format import round_up, significant

LEFT_WIDTH, RIGHT_WIDTH, BOTTOM_HEIGHT = 60, 46, 34
# The tallest bar reaches up to this share of the plot.
TALL = 0.9
LINE = 2.0

Ends = tuple[float | None, float | None]


class FunctionPlot(PlotArea):
    """Draw one curve over z, with the shares of values as bars behind it and flat ends shaded.

    The left axis is the curve's, the right one that of the bars.
    """

    def __init__(self, label: str) -> None:
        super().__init__(enableMenu=False)
        self.setAccessibleName(label)
        item = self.getPlotItem()
        self.bars = pg.PlotCurveItem(fillLevel=0, antialias=False)
        self.curve = pg.PlotCurveItem(antialias=True)
        self.flat = [pg.LinearRegionItem(movable=False) for _ in range(2)]
        for z, part in enumerate((*self.flat, self.bars, self.curve)):
            part.setZValue(z)
            item.addItem(part, ignoreBounds=True)
        item.showAxis("right")
        make_static(item)
        item.layout.setContentsMargins(0, 6, 4, 0)
        item.getAxis("left").setWidth(LEFT_WIDTH)
        item.getAxis("left").setLabel(label)
        item.getAxis("right").setWidth(RIGHT_WIDTH)
        item.getAxis("right").setLabel(tr("% of values"))
        item.getAxis("bottom").setHeight(BOTTOM_HEIGHT)
        self._drawn: tuple[object, ...] = ()

    def show_function(
        self, z: np.ndarray, heights: np.ndarray, ends: Ends, shares: np.ndarray, name: str
    ) -> None:
        """Show `heights` over z, and shares of 1 in as many even bins from z[0] to z[-1]."""
        low, high = _reach(heights)
        top = round_up(100 * float(shares.max()))
        frame = (name, float(z[0]), float(z[-1]), low, high, top, ends)
        scaled = low + 100 * shares / top * TALL * (high - low)
        self.bars.setData(x=np.linspace(z[0], z[-1], len(shares) + 1), y=scaled, stepMode="center")
        if frame != self._drawn:
            self._drawn = frame
            self.curve.setData(x=z, y=heights)
            self._frame(name, float(z[0]), float(z[-1]), low, high, top)
            self._shade(float(z[0]), float(z[-1]), ends)

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.recolour_axes()
        pen = QPen(theme.colour("text"), LINE)
        pen.setCosmetic(True)
        self.curve.setPen(pen)
        self.bars.setPen(theme.pen("accent"))
        self.bars.setBrush(theme.colour("accent", 0.35))
        for region in self.flat:
            region.setBrush(theme.colour("error", 0.1))
            for line in region.lines:
                line.setPen(None)

    def _frame(
        self, name: str, first: float, last: float, low: float, high: float, top: float
    ) -> None:
        item = self.getPlotItem()
        item.getAxis("bottom").setLabel(name)
        item.setRange(xRange=(first, last), yRange=(low, high), padding=0)
        self.bars.setFillLevel(low)
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
