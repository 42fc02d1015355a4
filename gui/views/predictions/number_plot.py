"""What is answered to a number beside what is true: a point a sample, right on the diagonal."""

from html import escape

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.data.true_words import number_text
from core.files import shown
from core.messages import fill, tr
from core.training.snapshots.probes.predictions import Predictions
from gui import theme
from gui.plots.plot_area import PlotArea
from gui.plots.static_plot import make_static, set_axis_label
from gui.widgets.field_outline import OutlinedBox
from gui.widgets.number_format import significant

POINT, PICKED, LINE = 6, 14, 2.0
MOST = 5000
"""Points that are drawn, evenly out of all: more cover each other."""
MARGIN = 0.05


class NumberPlot(QWidget):
    """Draw one of the numbers that are answered, true across and answered up.

    `picked` carries the number of the sample that was clicked, `chosen` that another of the
    numbers is looked at.
    """

    picked = Signal(int)
    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names = OutlinedBox()
        self.names.hide()  # there is nothing to choose from yet, and it takes room
        self.names.setObjectName("predicted_number")
        self.names.setAccessibleName(tr("Number that is looked at"))
        self.plot = PlotArea(enableMenu=False)
        self.plot.setAccessibleName(tr("Predicted against true"))
        make_static(self.plot.getPlotItem())
        self.points = pg.ScatterPlotItem(size=POINT)
        self.ring = pg.ScatterPlotItem(size=PICKED)
        self.diagonal = pg.InfiniteLine(angle=45)
        for part in (self.diagonal, self.points, self.ring):
            self.plot.getPlotItem().addItem(part, ignoreBounds=True)
        self.points.sigClicked.connect(self._click)
        self.names.activated.connect(lambda _: self.chosen.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self.names)
        column.addWidget(self.plot, 1)

    @property
    def number(self) -> int:
        """Return which of the numbers is looked at, from 0."""
        return max(0, self.names.currentIndex())

    def show_predictions(
        self, predictions: Predictions, names: tuple[str, ...], picked: int
    ) -> None:
        """Show the answers to these samples; the one with number `picked` in a ring, if any."""
        listed = [*map(shown, names)]
        if listed != [self.names.itemText(i) for i in range(self.names.count())]:
            self.names.clear()
            self.names.addItems(listed)
        self.names.setVisible(len(listed) > 1)
        if predictions.values is None or predictions.true is None:
            return
        true, answered = predictions.true[self.number], predictions.values[self.number]
        finite = np.flatnonzero(np.isfinite(answered))
        chosen = finite[np.linspace(0, len(finite) - 1, min(MOST, len(finite))).astype(np.intp)]
        self.points.setData(true[chosen], answered[chosen], data=chosen)
        here = np.array([picked] if 0 <= picked < len(true) else [], np.intp)
        self.ring.setData(true[here], answered[here])
        item, name = self.plot.getPlotItem(), listed[self.number]
        across, up = (text.format(name=name) for text in (tr("true {name}"), tr("answered {name}")))
        set_axis_label(item.getAxis("bottom"), escape(across))
        set_axis_label(item.getAxis("left"), escape(up))
        self._fit(true, answered[chosen])
        self.recolour()

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.plot.recolour_axes()
        self.diagonal.setPen(theme.pen("quiet", dashed=True))
        self.points.setPen(pg.mkPen(theme.colour("base"), width=0.7))
        self.points.setBrush(pg.mkBrush(theme.colour("test", 0.8)))
        self.ring.setBrush(None)
        self.ring.setPen(theme.pen("text", LINE))

    def _fit(self, true: np.ndarray, answered: np.ndarray) -> None:
        """Let both axes show the same numbers, so that the diagonal is one."""
        both = np.concatenate([true, answered]) if len(answered) else true
        low, high = float(both.min()), float(both.max())
        room = MARGIN * (high - low) or 0.5
        span = (low - room, high + room)
        self.plot.setRange(xRange=span, yRange=span, padding=0, disableAutoRange=True)

    def _click(self, _: pg.ScatterPlotItem, points: np.ndarray) -> None:
        if len(points):
            self.picked.emit(int(points[0].data()))


def errors_text(predictions: Predictions, number: int) -> str:
    """Say how far off the answers to a number are, in its own unit, beside always the mean."""
    errors = predictions.errors[number]
    text = tr(
        "{name} of {samples} {samples:sample|samples}: R² {r2}; mean absolute error {absolute} "
        "(always the mean of train: {constant}), root mean squared error {squared} "
        "({constant_squared})"
    )
    return fill(
        text,
        name=shown(errors.name),
        samples=predictions.samples.m,
        r2=significant(errors.r2, 3),
        absolute=number_text(errors.mean_absolute),
        constant=number_text(errors.constant_absolute),
        squared=number_text(errors.root_mean_squared),
        constant_squared=number_text(errors.constant_squared),
    )
