"""A curve of training and of test samples in the unit square, with the point of a threshold."""

import numpy as np
import pyqtgraph as pg

from core.decimation import decimate
from core.messages import to_translate, translate
from gui import theme
from gui.plots.plot_area import PlotArea
from gui.plots.static_plot import make_static
from gui.widgets.number_format import significant

LEFT_WIDTH, BOTTOM_HEIGHT, POINT, LINE, ROOM = 46, 38, 10, 2.0, 0.03
SIDES = {"train": to_translate("train"), "test": to_translate("test")}

Curve = tuple[np.ndarray, np.ndarray]
Point = tuple[float, float]


class CurvesPlot(PlotArea):
    """Draw curves from 0 to 1 both ways; `steps` go level to each next point, not straight."""

    def __init__(self, name: str, label: str, titles: tuple[str, str], steps: bool = False) -> None:
        super().__init__(enableMenu=False)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._steps = steps
        item = self.getPlotItem()
        self.reference = pg.PlotCurveItem()
        self.legend = item.addLegend(offset=(-8, -8), labelTextSize="8pt")
        self.curves = {
            side: pg.PlotCurveItem(antialias=True, name=translate(label))
            for side, label in SIDES.items()
        }
        self.points = {side: pg.ScatterPlotItem(size=POINT) for side in SIDES}
        for part in (self.reference, *self.curves.values(), *self.points.values()):
            item.addItem(part, ignoreBounds=True)
        make_static(item)
        item.layout.setContentsMargins(0, 6, 14, 0)
        item.getAxis("left").setWidth(LEFT_WIDTH)
        item.getAxis("bottom").setHeight(BOTTOM_HEIGHT)
        item.getAxis("bottom").setLabel(titles[0])
        item.getAxis("left").setLabel(titles[1])
        item.setRange(xRange=(-ROOM, 1 + ROOM), yRange=(-ROOM, 1 + ROOM), padding=0)

    def show_side(self, side: str, curve: Curve | None, point: Point | None) -> None:
        """Show the curve and the point of the training or the test samples, or none."""
        x, y = curve if curve else (np.empty(0), np.empty(0))
        if self._steps and len(x):
            # A recall between two thresholds has the precision of the lower one.
            x, y = np.repeat(x, 2)[1:-1], np.repeat(y[1:], 2)
        kept = decimate(y)
        self.curves[side].setData(x[kept], y[kept])
        self.points[side].setData(*([[value] for value in point] if point else ([], [])))
        if point and side == "test":
            self.setAccessibleDescription("{}, {}".format(*map(significant, point)))

    def show_reference(self, x: Curve | tuple[list[float], list[float]]) -> None:
        """Show the line of a network that has learned nothing."""
        self.reference.setData(*x)

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.recolour_axes()
        self.reference.setPen(theme.pen("faint", 1.0, dashed=True))
        for side in SIDES:
            self.curves[side].setPen(theme.pen(side, LINE))
            self.points[side].setPen(theme.pen("base"))
            self.points[side].setBrush(theme.colour(side))
        for _, label in self.legend.items:
            label.setText(label.text, color=theme.colour("text"))
