"""A quantity of every layer over a run, on a logarithmic scale."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Signal
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.messages import translate
from core.training.history import Curve
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.plots.axes import CostAxis
from gui.plots.curve_item import CurveItem, on_scale
from gui.plots.plot import Plot
from gui.plots.running_range import Interval
from gui.views.curve_view import UNITS, end_of

# What the axis shows while no layer has a number to put there.
EMPTY = (-4.0, 0.0)
LINE = 2.0


class LayerCurves(QWidget):
    """Draw one curve per layer; `hovered` carries the x under the mouse, None when it has left.

    `guide` is where a dashed line lies across, if it is not 0.
    """

    hovered = Signal(object)

    def __init__(self, label: str, tip: str, guide: float = 0.0) -> None:
        super().__init__()
        self.plot = Plot(CostAxis("left"))
        self.plot.setAccessibleName(label)
        self.plot.getPlotItem().getAxis("left").setLogMode(y=True)
        self.lines: list[CurveItem] = []
        self._layers, self._guide = 0, guide
        self._drawn: tuple[object, ...] = ()
        self._upon = pg.InfiniteLine(angle=0, pos=np.log10(guide) if guide else 0.0)
        self._upon.setVisible(guide > 0)
        self.plot.getPlotItem().addItem(self._upon, ignoreBounds=True)
        title = theme.make_muted(QLabel(label))
        title.setContentsMargins(theme.SPACE, 0, 0, 0)
        title.setToolTip(tip)
        self.plot.setToolTip(tip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(title)
        column.addWidget(self.plot, 1)
        self.plot.hovered.connect(self._point)

    def show_curves(self, snapshot: Snapshot, curves: Sequence[Curve]) -> None:
        """Draw these curves of a run, one per layer."""
        self._dress(len(curves))
        end = end_of(snapshot, [curve.at for curve in curves])
        self.plot.set_unit(translate(UNITS[snapshot.unit]))
        heights = [on_scale(curve.values, True) for curve in curves]
        self.plot.set_frame((-0.01 * end, 1.01 * end), self._span(heights))
        # A point comes now and then; until then nothing is to be painted again.
        points = sum(len(curve.at) for curve in curves)
        drawn = (snapshot.run, len(curves), points, self.plot.x_span)
        if drawn != self._drawn:
            self._drawn = drawn
            for line, curve, height in zip(self.lines, curves, heights, strict=False):
                line.show(curve.at, height, self.plot.x_span)

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.plot.recolour()
        self._upon.setPen(theme.pen("text", dashed=True))
        for number, line in enumerate(self.lines, 1):
            colour = theme.layer_colour(number, max(self._layers, number))
            pen = QPen(colour, LINE)
            pen.setCosmetic(True)
            line.set_pen(pen)

    def _dress(self, layers: int) -> None:
        if layers == self._layers:
            return
        self._layers = layers
        nothing = np.empty(0)
        # The first layers lie on top: theirs are the curves that matter.
        self.lines += [CurveItem(self.plot, layer=-i / 100) for i in range(len(self.lines), layers)]
        for line in self.lines[layers:]:
            line.show(nothing, nothing, (0.0, 1.0))
        self.recolour()

    def _span(self, heights: Sequence[np.ndarray]) -> Interval:
        seen = np.concatenate([np.empty(0), *heights])
        seen = seen[np.isfinite(seen)]
        low, high = (seen.min(), seen.max()) if len(seen) else EMPTY
        if self._guide:
            low, high = min(low, np.log10(self._guide)), max(high, np.log10(self._guide))
        # Whole and half powers of ten, so that the frame stands still while curves grow.
        return np.floor(2 * low - 0.2) / 2, np.ceil(2 * high + 0.2) / 2

    def _point(self, x: float | None) -> None:
        self.plot.point_at(x)
        self.hovered.emit(x)
