"""Weights as a matrix: one row per unit, one column per input."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Signal
from PySide6.QtGui import QFontMetrics

from core.messages import tr
from gui import theme
from gui.plots.heat_map import unit_ticks
from gui.plots.plot_area import PlotArea
from gui.plots.static_plot import EDGE, make_static
from gui.widgets.number_format import significant

LEFT_WIDTH, BOTTOM_HEIGHT = 46, 34
# A screen shows no more cells than this along either side.
MOST = 600


class WeightMatrix(PlotArea):
    """Draw one matrix between -reach and reach; `pointed` says what lies under the mouse."""

    pointed = Signal(str)

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.setAccessibleName(tr("Weights as a matrix"))
        self.image = pg.ImageItem(axisOrder="row-major", autoDownsample=True)
        self.image.setColorMap(theme.signed_map())
        self._W = np.empty((0, 0))
        self._names: tuple[str, ...] = ()
        plot = self.getPlotItem()
        plot.addItem(self.image, ignoreBounds=True)
        make_static(plot)
        plot.layout.setContentsMargins(EDGE, 4, 8, 0)
        plot.vb.invertY(True)
        plot.setRange(xRange=(0, 1), yRange=(0, 1), padding=0)
        plot.getAxis("left").setWidth(LEFT_WIDTH)
        plot.getAxis("bottom").setHeight(BOTTOM_HEIGHT)
        plot.getAxis("left").setLabel(tr("unit"))
        self.scene().sigMouseMoved.connect(self._point)
        plot.vb.sigResized.connect(self._label)

    def show_matrix(self, W: np.ndarray, names: Sequence[str], what: str, reach: float) -> None:
        """Show W (units, inputs); `names` of the inputs may be empty, `what` says what they are."""
        again = W.shape == self._W.shape and tuple(names) == self._names
        self._W, self._names = W, tuple(names)
        some = W[:: -(-W.shape[0] // MOST), :: -(-W.shape[1] // MOST)]
        self.image.setImage(some, autoLevels=False, levels=(-reach, reach))
        if not again:
            self.image.setRect(QRectF(0, 0, 1, 1))
            self.getPlotItem().getAxis("bottom").setLabel(what)
            self._label()

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.recolour_axes("base")

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit("")

    def _label(self) -> None:
        units, inputs = self._W.shape
        if not units:
            return
        plot = self.getPlotItem()
        plot.getAxis("left").setTicks([unit_ticks(units)])
        ticks = [((i + 0.5) / inputs, name) for i, name in enumerate(self._names)]
        room = plot.vb.width() / max(inputs, 1) - theme.TIGHT
        widest = max(
            map(QFontMetrics(theme.small_font()).horizontalAdvance, self._names), default=0
        )
        plot.getAxis("bottom").setTicks([ticks if ticks and widest < room else unit_ticks(inputs)])

    def _point(self, position: QPointF) -> None:
        place = self.getPlotItem().vb.mapSceneToView(position)
        if not (0 <= place.x() < 1 and 0 <= place.y() < 1 and self._W.size):
            self.pointed.emit("")
            return
        unit, i = int(place.y() * self._W.shape[0]), int(place.x() * self._W.shape[1])
        text = tr("unit {unit}, from {name}: {value}")
        name = self._names[i] if self._names else tr("unit {number}").format(number=i + 1)
        self.pointed.emit(
            text.format(unit=unit + 1, name=name, value=significant(float(self._W[unit, i])))
        )
