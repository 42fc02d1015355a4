"""The band of several runs behind a curve: from the lowest to the highest, the median within."""

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg

from core.training.analyses.seed_runs import Band
from gui import theme
from gui.plots.curve_item import CurveItem
from gui.plots.plot import Plot
from gui.plots.running_range import Interval

Scale = Callable[[np.ndarray], np.ndarray]


class SeedBand:
    """Draw one band and its median, in the colour of the curve that it belongs to."""

    def __init__(self, plot: Plot, colour: str) -> None:
        self._colour = colour
        self._low, self._high = pg.PlotCurveItem(), pg.PlotCurveItem()
        self._fill = pg.FillBetweenItem(self._low, self._high)
        self._fill.setZValue(-4)
        self._fill.hide()
        plot.getPlotItem().addItem(self._fill, ignoreBounds=True)
        self._median = CurveItem(plot, layer=-3)
        self._drawn: tuple[Band | None, Interval, list[np.ndarray]] = (None, (0.0, 0.0), [])

    def show(self, band: Band | None, scale: Scale, span: Interval) -> None:
        """Draw this band, its values put on a scale, or none.

        A band that has not changed is not drawn again: the whole plot would be painted for it.
        """
        heights = [scale(values) for values in (band.low, band.median, band.high)] if band else []
        before, at, drawn = self._drawn
        pairs = zip(heights, drawn, strict=False)
        if band is before and at == span and all(np.array_equal(*p, equal_nan=True) for p in pairs):
            return
        self._drawn = band, span, heights
        self._fill.setVisible(band is not None)
        if band is None:
            self._median.show(np.empty(0), np.empty(0), span)
            return
        low, median, high = heights
        finite = np.isfinite(low) & np.isfinite(high)
        self._low.setData(band.at[finite], low[finite])
        self._high.setData(band.at[finite], high[finite])
        self._median.show(band.at, median, span)

    @property
    def points(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the median as it is drawn."""
        return self._median.points

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self._fill.setBrush(theme.colour(self._colour, 0.16))
        self._median.set_pen(theme.pen(self._colour, dashed=True))
