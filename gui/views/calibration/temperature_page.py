"""Whether probabilities are kept: the reliability diagram, before and after a temperature."""

from html import escape

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.experiment.settings import loss_of
from core.files import shown
from core.messages import fill, listed, paragraph, tr
from core.network.targets import CLASSES
from core.training.reliability import BINS, Reliability
from core.training.snapshots.probes.reliability import FittedReliability
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.plots.painted_marks import PaintedBars, PaintedLine, PaintedSymbols
from gui.plots.painted_plot import NOTHING, PaintedPlot, Points, Scale
from gui.plots.static_plot import make_static, set_axis_label
from gui.views.calibration.page import CalibrationPage, FigureGrid, no_test_samples
from gui.views.csv_table import CsvTable
from gui.widgets.button import ButtonKind, push_button
from gui.widgets.number_format import grouped, significant
from gui.widgets.readout import RunningText

LEFT_WIDTH, BOTTOM_HEIGHT, POINT, ROOM, COUNTS_HEIGHT = 46, 38, 9, 0.03, 76
TALL, WIDE, UNDER = 1.5, 60, 4
"""How high the plot of counts is beside its highest bar; a number's room, and that under it."""
LEGEND = 0.45
"""The share of the width that the legend may cover."""
ALIKE = 0.005
"""Temperatures that differ by less, as a share, are one for the eye."""


class TemperaturePage(CalibrationPage):
    """Show what comes true of every probability, and fit the temperature of the least log loss."""

    probe = "reliability"

    def __init__(self) -> None:
        super().__init__()
        self.diagram, self.counts = ReliabilityPlot(), CountsPlot()
        self.words = RunningText("temperature_words")
        self.figures = FigureGrid("temperature_figures", tr("How well probabilities are kept"))
        self.use = push_button(
            "use_temperature",
            tr("Use fitted temperature"),
            tr("Divide z by it before every answer, in exports too. Undo takes it back."),
            ButtonKind.PRIMARY,
        )
        self.none = push_button(
            "no_temperature",
            tr("Answer as trained"),
            tr("Answer with the probabilities that training led to: T = 1"),
        )
        self._lay_out()
        self.use.clicked.connect(lambda: self.changes.emit({"answers.temperature": "fitted"}))
        self.none.clicked.connect(lambda: self.changes.emit({"answers.temperature": 1.0}))

    def why_empty(self, snapshot: Snapshot) -> str:
        if snapshot.targets is not CLASSES:
            return tr("Whether probabilities are kept is asked of classes: these are none.")
        if not loss_of(snapshot.experiment, snapshot.targets.name).is_log_loss:
            return tr(
                "This network answers scores, or was not trained by log loss: choose the loss "
                "cross-entropy for probabilities that can be kept."
            )
        return no_test_samples() if snapshot.dataset.test is None else ""

    def draw_probe(self, snapshot: Snapshot, seen: FittedReliability) -> None:
        self.diagram.show_reliability(seen, snapshot.classes)
        self.counts.show_counts(seen.now)
        setting = snapshot.experiment.answers.temperature
        self.use.setEnabled(setting != "fitted")
        self.none.setEnabled(setting != 1)
        text = tr(
            "Trained, it answers with T = 1. Fitted on the {count} test {count:sample|samples}, "
            "the temperature of the least log loss is T = {fitted}. It changes no answer, so the "
            "accuracy stays; and as it has seen these samples, the figures after it are a little "
            "too good."
        )
        if setting == "fitted":
            text = tr(
                "In use: T = {used}, fitted on the {count} test {count:sample|samples} whenever "
                "the weights change. It changes no answer, so the accuracy stays; and as it has "
                "seen these samples, the figures after it are a little too good."
            )
        elif setting != 1:
            text = tr(
                "In use: T = {used}, set by hand. Fitted on the {count} test "
                "{count:sample|samples} it would be {fitted}. It changes no answer, so the "
                "accuracy stays."
            )
        if seen.fitted > 1 + ALIKE:
            text = paragraph(text, tr("Above 1 means that the network is surer than it is right."))
        elif seen.fitted < 1 - ALIKE:
            text = paragraph(
                text, tr("Below 1 means that the network is right more often than it says.")
            )
        words = fill(
            text,
            count=seen.samples,
            fitted=significant(seen.fitted, 3),
            used=significant(seen.used, 3),
        )
        self.words.show_text(words)
        self._show_figures(seen)

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return one row per bin: samples, stated probability and what came true, of both."""
        seen: FittedReliability | None = snapshot.probes.get(self.probe)
        if seen is None:
            return None
        rows = (
            (name, T, *row)
            for name, T, one in (("before", 1.0, seen.before), ("after", seen.fitted, seen.after))
            for row in zip(
                *((np.arange(BINS) / BINS).tolist(), one.counts.tolist()),
                *(one.predicted.tolist(), one.observed.tolist()),
                strict=True,
            )
        )
        columns = ("temperature", "T", "from probability", "samples", "predicted", "observed")
        return CsvTable(columns, rows)

    def recolour(self) -> None:
        self.diagram.recolour()
        self.counts.recolour()

    def _show_figures(self, seen: FittedReliability) -> None:
        both = (seen.before, seen.after)
        heads = ("", tr("T = 1"), tr("T = {fitted}").format(fitted=significant(seen.fitted, 3)))
        rows = [
            (tr("log loss"), *(significant(one.log_loss, 3) for one in both)),
            (
                tr("expected calibration error"),
                *(significant(one.expected_error, 3) for one in both),
            ),
            (tr("Brier score"), *(significant(one.brier, 3) for one in both)),
        ]
        self.figures.show_figures(heads, rows)

    def _lay_out(self) -> None:
        plots = QVBoxLayout()
        plots.setSpacing(0)
        plots.addWidget(self.diagram, 1)
        plots.addWidget(self.counts)
        buttons = QHBoxLayout()
        for button in (self.use, self.none):
            buttons.addWidget(button)
        buttons.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(theme.SPACE)
        right.addWidget(self.words)
        right.addLayout(buttons)
        right.addWidget(self.figures, 0, Qt.AlignmentFlag.AlignLeft)
        right.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(theme.WIDE)
        both.addLayout(plots, 1)
        both.addLayout(right, 1)
        self.body.addLayout(both, 1)


class ReliabilityPlot(PaintedPlot):
    """Draw the share that came true over the probability that was stated; kept is the diagonal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(pg.AxisItem("left"), parent, bottom=pg.AxisItem("bottom"))
        self.setObjectName("reliability_plot")
        self.setAccessibleName(tr("Reliability diagram"))
        item = self.getPlotItem()
        self.legend = item.addLegend(offset=(8, 4), labelTextSize="8pt")
        self.diagonal = pg.PlotCurveItem(x=[0, 1], y=[0, 1])
        item.addItem(self.diagonal, ignoreBounds=True)
        self.before, self.after = (PaintedLine(smooth=False) for _ in range(2))
        self._dots = [PaintedSymbols(POINT) for _ in range(2)]
        for line in (self.before, self.after):
            self.add_line(line)
        for dots in self._dots:
            self.add_line(dots)
        # In the legend alone, where one without a point would have no symbol in its colour.
        self._samples = [
            pg.PlotDataItem([0.0], [0.0], symbol="o", symbolSize=POINT) for _ in range(2)
        ]
        for sample, words in zip(
            self._samples, (tr("as trained, T = 1"), tr("fitted T")), strict=True
        ):
            self.legend.addItem(sample, words)
        make_static(item)
        item.layout.setContentsMargins(0, 6, 14, 0)
        item.getAxis("left").setWidth(LEFT_WIDTH)
        item.getAxis("left").setLabel(tr("came true"))
        item.getAxis("bottom").setHeight(BOTTOM_HEIGHT)
        item.setRange(xRange=(-ROOM, 1 + ROOM), yRange=(-ROOM, 1 + ROOM), padding=0)
        self._is_low: bool | None = None

    def show_reliability(self, seen: FittedReliability, classes: tuple[str, ...]) -> None:
        """Show both; of two classes the second is what comes true or not."""
        both = (self.before, seen.before), (self.after, seen.after)
        for (curve, one), dots in zip(both, self._dots, strict=True):
            used = one.counts > 0
            curve.points = dots.points = one.predicted[used], one.observed[used]
        self.paint_again(moving=True)
        self._free_the_legend((seen.before, seen.after))
        title = tr("probability of the answer")
        if len(classes) == 2:
            title = tr("probability of {name}").format(name=shown(classes[1]))
        set_axis_label(self.getPlotItem().getAxis("bottom"), escape(title))

    def _free_the_legend(self, curves: tuple[Reliability, ...]) -> None:
        """Put the legend where the curves leave more room: high on the left, or low on the right.

        How far they are from the diagonal on either side decides, in the part that it covers.
        """
        above = below = 0.0
        for one in curves:
            used = one.counts > 0
            x, y = one.predicted[used], one.observed[used]
            above = max(above, float((y - x)[x < LEGEND].max(initial=0.0)))
            below = max(below, float((x - y)[x > 1 - LEGEND].max(initial=0.0)))
        if self._is_low == (above > below):
            return
        self._is_low = above > below
        if self._is_low:
            self.legend.anchor((1, 1), (1, 1), offset=(-8, -4))
        else:
            self.legend.anchor((0, 0), (0, 0), offset=(8, 4))

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.recolour_axes()
        self.diagonal.setPen(theme.pen("faint", 1.0, dashed=True))
        lines, names = (self.before, self.after), ("quiet", "accent")
        for line, dots, sample, name in zip(lines, self._dots, self._samples, names, strict=True):
            line.pen, dots.pen = theme.pen(name, 1.5), theme.pen("base")
            dots.brush = QBrush(theme.colour(name))
            sample.setPen(line.pen)
            sample.setSymbolBrush(dots.brush)
            sample.setSymbolPen(dots.pen)
        for _, label in self.legend.items:
            label.setText(label.text, color=theme.colour("text"))
        self.paint_ground_again()


class CountsPlot(PaintedPlot):
    """Draw how many samples lie in each bin of the diagram above, with the numbers over them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(pg.AxisItem("left"), parent, bottom=pg.AxisItem("bottom"))
        self.setObjectName("reliability_counts")
        self.setAccessibleName(tr("Samples of every bin"))
        self.setFixedHeight(COUNTS_HEIGHT)
        item = self.getPlotItem()
        self.bars, self.counts = PaintedBars(), _Counts()
        for part in (self.bars, self.counts):
            self.add_line(part)
        make_static(item)
        item.layout.setContentsMargins(0, 0, 14, 0)
        item.getAxis("left").setWidth(LEFT_WIDTH)
        item.getAxis("left").setLabel(tr("samples"))
        item.getAxis("left").setStyle(showValues=False)
        item.getAxis("bottom").setStyle(showValues=False)
        item.getAxis("bottom").setHeight(6)
        item.setRange(xRange=(-ROOM, 1 + ROOM), yRange=(0, TALL), padding=0)
        half = 0.45 / BINS
        self.bars.left, self.bars.right = _middles() - half, _middles() + half
        self.bars.low = np.zeros(BINS)

    def show_counts(self, now: Reliability) -> None:
        """Show the counts of the probabilities that are answered now."""
        # The axis says no values: the highest bar has the same height whatever it counts.
        self.bars.high = now.counts / max(1, int(now.counts.max()))
        self.counts.texts = [grouped(count) if count else "" for count in now.counts.tolist()]
        self.counts.points = _middles(), self.bars.high
        self.paint_again(moving=True)
        self.setAccessibleDescription(str(listed(map(grouped, now.counts.tolist()))))

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.recolour_axes()
        self.bars.brush, self.bars.pen = QBrush(theme.colour("ghost")), theme.pen("ghost")
        self.counts.colour = theme.colour("quiet")
        self.paint_ground_again()


class _Counts:
    """Numbers over bars."""

    layer, moving = 1.0, True

    def __init__(self) -> None:
        self.points: Points = (NOTHING, NOTHING)
        self.texts: list[str] = []
        self.colour = QColor()

    def paint(self, painter: QPainter, scale: Scale) -> None:
        """Paint the numbers with an open painter."""
        painter.setFont(theme.small_font())
        painter.setPen(self.colour)
        middles, tops = (part.tolist() for part in scale.place(*self.points))
        for x, y, text in zip(middles, tops, self.texts, strict=True):
            box = QRectF(x - WIDE, y - WIDE - UNDER, 2 * WIDE, WIDE)
            where = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
            painter.drawText(box, where, text)


def _middles() -> np.ndarray:
    return (np.arange(BINS) + 0.5) / BINS
