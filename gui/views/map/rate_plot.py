"""The cost against the learning rate of one short run whose rate grows."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from core.messages import tr
from core.training.analyses.learning_rate_range import LearningRateRange
from gui import theme
from gui.plots.axes import CostAxis
from gui.plots.plot_area import PlotArea
from gui.plots.running_range import not_flatter
from gui.plots.static_plot import make_static
from gui.widgets.number_format import significant

LEFT_WIDTH, BOTTOM_HEIGHT, MARGIN = 58, 38, 0.08
# A cost far above the first one is the beginning of the end, not what is to be read.
TALLEST = 1.5
# Factors of ten that are seen below the two rates.
BELOW = 2.5
# Where a label is tied to its line: by its right end, so that it stands left of it, or its left.
LEFT, RIGHT = (1, 0.5), (0, 0.5)


class RatePlot(PlotArea):
    """Draw costs and their smoothed curve over the logarithm of the rate, and mark two rates."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, axisItems={"bottom": CostAxis("bottom")}, enableMenu=False)
        self.setObjectName("rate_plot")
        self.setAccessibleName(tr("Cost against the learning rate"))
        item = self.getPlotItem()
        self.costs, self.smoothed = pg.PlotCurveItem(), pg.PlotCurveItem(antialias=True)
        self.suggested, self.present = _mark(0.92), _mark(0.8)
        for part in (self.costs, self.smoothed, self.present, self.suggested):
            item.addItem(part, ignoreBounds=True)
        make_static(item)
        item.layout.setContentsMargins(0, 6, 14, 0)
        item.getAxis("bottom").setLogMode(x=True)
        item.getAxis("bottom").setHeight(BOTTOM_HEIGHT)
        item.getAxis("bottom").setLabel(tr("learning rate α"))
        item.getAxis("left").setWidth(LEFT_WIDTH)
        item.getAxis("left").setLabel(tr("cost J"))

    def show_range(self, found: LearningRateRange, present: float) -> None:
        """Show costs at growing rates, and where the present rate is."""
        x = np.log10(found.rates)
        self.costs.setData(x, found.costs)
        self.smoothed.setData(x, found.smoothed)
        low = float(min(found.smoothed.min(), found.costs.min()))
        high = float(min(found.costs.max(), TALLEST * found.costs[0]))
        low, high = not_flatter((low, max(high, low)))
        room = MARGIN * (high - low)
        item = self.getPlotItem()
        # Lower rates, which hardly change anything, are left out.
        rate = found.suggested or found.rates[0]
        first = max(float(x[0]), float(np.log10(min(rate, present))) - BELOW)
        item.setRange(xRange=(first, x[-1]), yRange=(low - room, high + 3 * room), padding=0.02)
        text = tr("rate of now {rate}").format(rate=significant(present, 3))
        _place(self.present, present, text, seen=found.rates[0] <= present <= found.rates[-1])
        text = tr("suggested {rate}").format(rate=significant(rate, 2))
        _place(self.suggested, rate, text, seen=found.suggested is not None)
        # Each label is on its own side, so that neither line goes through the other's.
        lower, upper = sorted((self.suggested, self.present), key=lambda mark: mark.value())
        lower.label.anchors, upper.label.anchors = [LEFT, LEFT], [RIGHT, RIGHT]
        for mark in (lower, upper):
            mark.label.updatePosition()
        self.setAccessibleDescription(found.sentence())

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.recolour_axes()
        self.costs.setPen(theme.pen("ghost", 1.5))
        self.smoothed.setPen(theme.pen("train", 2.0))
        for mark, colour, dashed in (
            (self.suggested, "accent", False),
            (self.present, "quiet", True),
        ):
            mark.setPen(theme.pen(colour, 1.5, dashed))
            mark.label.setColor(theme.colour(colour))
            mark.label.fill = pg.mkBrush(theme.colour("base"))


def _mark(height: float) -> pg.InfiniteLine:
    """Return an upright line with a label beside it at this share of the height."""
    line = pg.InfiniteLine(angle=90, label="", labelOpts={"position": height, "movable": False})
    line.label.setFont(theme.small_font())
    line.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
    return line


def _place(mark: pg.InfiniteLine, rate: float, text: str, seen: bool) -> None:
    mark.setVisible(bool(seen))
    mark.setValue(float(np.log10(rate)))
    mark.label.setFormat(text.replace("{", "{{").replace("}", "}}"))
