"""A curve of training and of test samples in the unit square, with the point of a threshold."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QBrush

from core.decimation import decimate
from core.messages import to_translate, translate
from gui import theme
from gui.plots.painted_marks import PaintedLine, PaintedSymbols, one_point
from gui.plots.painted_plot import NOTHING, PaintedPlot
from gui.plots.static_plot import make_static
from gui.widgets.number_format import significant

LEFT_WIDTH, BOTTOM_HEIGHT, POINT, LINE, ROOM = 46, 38, 10, 2.0, 0.03
SIDES = {"train": to_translate("train"), "test": to_translate("test")}

Curve = tuple[np.ndarray, np.ndarray]
Point = tuple[float, float]


class CurvesPlot(PaintedPlot):
    """Draw curves from 0 to 1 both ways; `steps` go level to each next point, not straight."""

    def __init__(self, name: str, label: str, titles: tuple[str, str], steps: bool = False) -> None:
        super().__init__(pg.AxisItem("left"), bottom=pg.AxisItem("bottom"))
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._steps = steps
        item = self.getPlotItem()
        self.reference = PaintedLine(layer=-1.0, smooth=False)
        self.curves = {side: PaintedLine() for side in SIDES}
        self.points = {side: PaintedSymbols(POINT) for side in SIDES}
        for line in (self.reference, *self.curves.values()):
            self.add_line(line)
        for point in self.points.values():
            self.add_line(point)
        self.legend = item.addLegend(offset=(-8, -8), labelTextSize="8pt")
        self._samples = {side: pg.PlotCurveItem(antialias=True) for side in SIDES}
        for side, words in SIDES.items():
            self.legend.addItem(self._samples[side], translate(words))
        make_static(item)
        item.layout.setContentsMargins(0, 6, 14, 0)
        item.getAxis("left").setWidth(LEFT_WIDTH)
        item.getAxis("bottom").setHeight(BOTTOM_HEIGHT)
        item.getAxis("bottom").setLabel(titles[0])
        item.getAxis("left").setLabel(titles[1])
        item.setRange(xRange=(-ROOM, 1 + ROOM), yRange=(-ROOM, 1 + ROOM), padding=0)

    def show_side(self, side: str, curve: Curve | None, point: Point | None) -> None:
        """Show the curve and the point of the training or the test samples, or none."""
        x, y = curve if curve else (NOTHING, NOTHING)
        if self._steps and len(x):
            # A recall between two thresholds has the precision of the lower one.
            x, y = np.repeat(x, 2)[1:-1], np.repeat(y[1:], 2)
        kept = decimate(y)
        self.curves[side].points = x[kept], y[kept]
        self.points[side].points = one_point(point) if point else (NOTHING, NOTHING)
        self.paint_again(moving=True)
        if point and side == "test":
            self.setAccessibleDescription("{}, {}".format(*map(significant, point)))

    def show_reference(self, height: tuple[float, float] | None) -> None:
        """Show the line of a network that has learned nothing, by its heights at both ends."""
        ends = (np.array([0.0, 1.0]), np.array(height)) if height else (NOTHING, NOTHING)
        self.reference.points = ends
        self.paint_again(moving=True)

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.recolour_axes()
        self.reference.pen = theme.pen("faint", 1.0, dashed=True)
        for side in SIDES:
            self.curves[side].pen = theme.pen(side, LINE)
            self._samples[side].setPen(theme.pen(side, LINE))
            self.points[side].pen = theme.pen("base")
            self.points[side].brush = QBrush(theme.colour(side))
        for _, label in self.legend.items:
            label.setText(label.text, color=theme.colour("text"))
        self.paint_ground_again()
