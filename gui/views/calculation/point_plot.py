"""A curve with one point on it: where a sample is on a function."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QBrush, QPen

from core.messages import labelled, listed
from gui import theme
from gui.plots.painted_marks import PaintedLine, PaintedSymbols, one_point
from gui.plots.painted_plot import NOTHING, PaintedPlot
from gui.plots.running_range import LARGEST, Interval, held, not_flatter
from gui.plots.static_plot import make_static, set_axis_label
from gui.widgets.number_format import significant

LEFT_WIDTH, BOTTOM_HEIGHT, MARGIN = 66, 34, 0.08
POINT, LINE = 9, 2.0
# A curve close to a small step is as wide as its plot; what differs by less would be rounding.
LEAST_SHARE = 1e-4

Curve = tuple[np.ndarray, np.ndarray]


class PointPlot(PaintedPlot):
    """Draw a curve, a fainter one beside it where there is one, and a point with its tangent."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__(pg.AxisItem("left"), bottom=pg.AxisItem("bottom"))
        self.setObjectName(name)
        self.setAccessibleName(label)
        item = self.getPlotItem()
        self.other, self.tangent, self.curve = (PaintedLine(layer) for layer in (-3, -2, -1))
        self.point = PaintedSymbols(POINT)
        for line in (self.other, self.tangent, self.curve):
            self.add_line(line)
        self.add_line(self.point)
        make_static(item)
        item.layout.setContentsMargins(0, 6, 14, 0)
        item.getAxis("left").setWidth(LEFT_WIDTH)
        item.getAxis("bottom").setHeight(BOTTOM_HEIGHT)
        self._frame: tuple[Interval | None, Interval | None] = None, None

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
        for name, title in zip(("bottom", "left"), titles, strict=True):
            set_axis_label(item.getAxis(name), title)
        self.curve.points = x, y
        self.other.points = _finite(other) if other else (NOTHING, NOTHING)
        finite = all(abs(value) < LARGEST for value in point)
        self.point.points = one_point(point) if finite else (NOTHING, NOTHING)
        if len(x):
            highest = float(y.max()) if top is None else top
            low, high = not_flatter((float(y.min()), highest), LEAST_SHARE)
            room = MARGIN * (high - low)
            across = not_flatter((float(x[0]), float(x[-1])), LEAST_SHARE)
            self._fit(across, (low - room, high + room))
        self._draw_tangent(x, point, slope if finite else None)
        self.paint_again(moving=True)
        where = listed(map(significant, point))
        self.setAccessibleDescription(labelled(listed(titles), where))

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.recolour_axes()
        line = QPen(theme.colour("text"), LINE)
        line.setCosmetic(True)
        self.curve.pen = line
        self.other.pen = theme.pen("ghost", LINE)
        self.tangent.pen = theme.pen("accent", 1.5, dashed=True)
        self.point.brush = QBrush(theme.colour("accent"))
        self.point.pen = theme.pen("base")
        self.paint_ground_again()

    def _fit(self, x: Interval, y: Interval) -> None:
        x, y = held(self._frame[0], x), held(self._frame[1], y)
        if (x, y) != self._frame:
            self._frame = x, y
            self.getPlotItem().setRange(xRange=x, yRange=y, padding=0.02)
            # The axes hear of it now, or they would have all painted once more.
            self.scene().prepareForPaint()
            self.paint_ground_again()

    def _draw_tangent(self, x: np.ndarray, point: tuple[float, float], slope: float | None) -> None:
        if slope is None or not np.isfinite(slope) or not len(x):
            self.tangent.points = NOTHING, NOTHING
            return
        half = (x[-1] - x[0]) / 6
        ends = np.array([point[0] - half, point[0] + half])
        self.tangent.points = ends, point[1] + slope * (ends - point[0])


def _finite(curve: Curve) -> Curve:
    # A float32 has no number as large as LARGEST to be compared with.
    x, y = (part.astype(np.float64, copy=False) for part in curve)
    seen = (np.abs(x) < LARGEST) & (np.abs(y) < LARGEST)
    return x[seen], y[seen]
