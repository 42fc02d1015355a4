"""A curve with one point on it: where a sample is on a function."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QPen

from core.messages import labelled, listed
from gui import theme
from gui.plots.plot_area import PlotArea
from gui.plots.running_range import LARGEST, not_flatter
from gui.plots.static_plot import make_static
from gui.widgets.number_format import significant

LEFT_WIDTH, BOTTOM_HEIGHT, MARGIN = 66, 34, 0.08
POINT, LINE = 9, 2.0
# A curve close to a small step is as wide as its plot; what differs by less would be rounding.
LEAST_SHARE = 1e-4

Curve = tuple[np.ndarray, np.ndarray]


class PointPlot(PlotArea):
    """Draw a curve, a fainter one beside it where there is one, and a point with its tangent."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__(enableMenu=False)
        self.setObjectName(name)
        self.setAccessibleName(label)
        item = self.getPlotItem()
        self.other = pg.PlotCurveItem(antialias=True)
        self.curve = pg.PlotCurveItem(antialias=True)
        self.tangent = pg.PlotCurveItem(antialias=True)
        self.point = pg.ScatterPlotItem(size=POINT)
        for part in (self.other, self.tangent, self.curve, self.point):
            item.addItem(part, ignoreBounds=True)
        make_static(item)
        item.layout.setContentsMargins(0, 6, 14, 0)
        item.getAxis("left").setWidth(LEFT_WIDTH)
        item.getAxis("bottom").setHeight(BOTTOM_HEIGHT)

    def show_point(
        self,
        titles: tuple[str, str],
        curve: Curve,
        point: tuple[float, float],
        slope: float | None = None,
        other: Curve | None = None,
        top: float | None = None,
    ) -> None:
        """Show a curve under the titles of x and y; `top` is the highest y that is to be seen."""
        x, y = _finite(curve)
        item = self.getPlotItem()
        item.getAxis("bottom").setLabel(titles[0])
        item.getAxis("left").setLabel(titles[1])
        self.curve.setData(x=x, y=y)
        self.other.setData(*(_finite(other) if other else ([], [])))
        finite = all(abs(value) < LARGEST for value in point)
        self.point.setData(*([[value] for value in point] if finite else ([], [])))
        if len(x):
            highest = float(y.max()) if top is None else top
            low, high = not_flatter((float(y.min()), highest), LEAST_SHARE)
            room = MARGIN * (high - low)
            across = not_flatter((float(x[0]), float(x[-1])), LEAST_SHARE)
            item.setRange(xRange=across, yRange=(low - room, high + room), padding=0.02)
        self._draw_tangent(x, point, slope if finite else None)
        where = listed(map(significant, point))
        self.setAccessibleDescription(labelled(listed(titles), where))

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.recolour_axes()
        line = QPen(theme.colour("text"), LINE)
        line.setCosmetic(True)
        self.curve.setPen(line)
        self.other.setPen(theme.pen("ghost", LINE))
        self.tangent.setPen(theme.pen("accent", 1.5, dashed=True))
        self.point.setBrush(theme.colour("accent"))
        self.point.setPen(theme.pen("base"))

    def _draw_tangent(self, x: np.ndarray, point: tuple[float, float], slope: float | None) -> None:
        if slope is None or not np.isfinite(slope) or not len(x):
            self.tangent.setData([], [])
            return
        half = (x[-1] - x[0]) / 6
        ends = np.array([point[0] - half, point[0] + half])
        self.tangent.setData(x=ends, y=point[1] + slope * (ends - point[0]))


def _finite(curve: Curve) -> Curve:
    # A float32 has no number as large as LARGEST to be compared with.
    x, y = (part.astype(np.float64, copy=False) for part in curve)
    seen = (np.abs(x) < LARGEST) & (np.abs(y) < LARGEST)
    return x[seen], y[seen]
