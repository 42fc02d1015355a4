"""Histograms of the sizes of gradients, one outline per layer."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.messages import listed, percentage, tr
from core.training.snapshots.probes.gradients import Gradients
from gui import theme
from gui.plots.plot_area import PlotArea
from gui.plots.static_plot import make_static
from gui.widgets.number_format import grouped, round_up, significant

LEFT_WIDTH, BOTTOM_HEIGHT = 44, 36
# The room that the label of a power of ten takes.
LABEL = 52


class SizeHistogram(QWidget):
    """Show the share of each layer's weights whose |dW| has which size, on a logarithmic axis."""

    def __init__(self) -> None:
        super().__init__()
        self.title = theme.make_muted(QLabel())
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.title.setContentsMargins(theme.SPACE, 0, 0, 0)
        self.plot = PlotArea(enableMenu=False)
        self.plot.setAccessibleName(tr("How the sizes of gradients are spread"))
        self.lines: list[pg.PlotCurveItem] = []
        self._layers = 0
        self._range: tuple[float, ...] = ()
        item = self.plot.getPlotItem()
        make_static(item)
        item.layout.setContentsMargins(0, 6, 14, 0)
        item.getAxis("bottom").setHeight(BOTTOM_HEIGHT)
        item.getAxis("bottom").setLabel(tr("|dW| of a weight"))
        item.getAxis("left").setWidth(LEFT_WIDTH)
        item.getAxis("left").setLabel(tr("% of weights"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.title)
        column.addWidget(self.plot, 1)

    def show_gradients(self, gradients: Gradients, total: int) -> None:
        """Show the gradients of all layers; `total` is how many training samples there are."""
        self._dress(len(gradients.shares))
        self._fit(gradients)
        for line, shares in zip(self.lines, gradients.shares, strict=False):
            line.setData(x=gradients.edges, y=100 * shares, stepMode="center")
        self._say(zeros(gradients))
        self.plot.setToolTip(
            tr("Gradients by each weight now, on {count} of {total} training samples").format(
                count=grouped(gradients.samples), total=grouped(total)
            )
        )

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.plot.recolour_axes()
        for number, line in enumerate(self.lines, 1):
            colour = theme.layer_colour(number, max(self._layers, number))
            pen = QPen(colour, 1)
            pen.setCosmetic(True)
            line.setPen(pen)

    def _say(self, text: str) -> None:
        self.title.setText(text)
        self.title.setToolTip(
            tr("Now, layer by layer, as shares of the weights - {title}").format(title=text)
        )

    def _dress(self, layers: int) -> None:
        if layers == self._layers:
            return
        self._layers = layers
        while len(self.lines) < layers:
            self.lines.append(pg.PlotCurveItem(antialias=False))
            self.lines[-1].setZValue(-len(self.lines))
            self.plot.getPlotItem().addItem(self.lines[-1], ignoreBounds=True)
        for number, line in enumerate(self.lines):
            line.setVisible(number < layers)
        self.recolour()

    def _fit(self, gradients: Gradients) -> None:
        seen = np.flatnonzero(np.sum(gradients.shares, axis=0))
        first, last = (
            (int(seen[0]), int(seen[-1])) if len(seen) else (len(gradients.edges) // 2,) * 2
        )
        low, high = np.floor(gradients.edges[first]), np.ceil(gradients.edges[last + 1])
        top = round_up(100 * max(float(shares.max()) for shares in gradients.shares))
        room = max(int(self.plot.width() - LEFT_WIDTH) // LABEL, 1)
        if (low, high, top, room) != self._range:
            self._range = (low, high, top, room)
            item = self.plot.getPlotItem()
            item.setRange(xRange=(low, high), yRange=(0, top), padding=0)
            powers = np.arange(low, high + 1)[:: -(-int(high - low + 1) // room)]
            item.getAxis("bottom").setTicks([[(p, significant(10.0**p, 3)) for p in powers]])


def zeros(gradients: Gradients) -> str:
    """Say where gradients are exactly 0 or broken, which have no place on the axis."""
    if any(gradients.broken):
        text = tr("not finite, layer by layer: {shares}")
        return text.format(shares=_shares(gradients.broken))
    if any(gradients.zero):
        text = tr("exactly 0, layer by layer: {shares}")
        return text.format(shares=_shares(gradients.zero))
    return tr("now, of every weight")


def _shares(shares: Sequence[float]) -> str:
    return str(listed(percentage(significant(100 * share, 3)) for share in shares))
