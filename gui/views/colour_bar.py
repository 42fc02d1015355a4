"""A small scale beside a heat map: which colour is which value."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF

from gui import theme
from gui.views.heat_map import BOTTOM_HEIGHT, quiet_plot

WIDTH = 56


class ColourBar:
    """Show the colours from the low end to the high end, with both values and 0."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self.plot = plot
        self._shown: tuple[float, float, bool] | None = None
        self._image = pg.ImageItem(np.linspace(0, 1, 256)[:, np.newaxis], axisOrder="row-major")
        self._image.setRect(QRectF(0, 0, 1, 1))
        plot.addItem(self._image, ignoreBounds=True)
        quiet_plot(plot)
        plot.setFixedWidth(WIDTH)
        plot.setRange(xRange=(0, 1), yRange=(0, 1), padding=0)
        plot.hideAxis("left")
        plot.showAxis("right")
        plot.getAxis("right").setWidth(WIDTH - 14)
        plot.getAxis("bottom").setStyle(showValues=False)
        plot.getAxis("bottom").setHeight(BOTTOM_HEIGHT)

    def show(self, levels: tuple[float, float], beyond: bool) -> None:
        """Show the scale of these levels; `beyond` says that some values lie above them."""
        if (*levels, beyond) == self._shown:
            return
        self._shown = (*levels, beyond)
        low, high = levels
        self._image.setColorMap(theme.signed_map() if low < 0 else theme.activation_map())
        sign = "+" if beyond else ""
        ticks = [(0.06, format(low, ".3g")), (0.94, format(high, ".3g") + sign)]
        self.plot.getAxis("right").setTicks([ticks + ([(0.5, "0")] if low < 0 else [])])

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        for name in ("right", "bottom"):
            self.plot.getAxis(name).setPen(theme.pen("base"))
            self.plot.getAxis(name).setTextPen(theme.pen("quiet"))
