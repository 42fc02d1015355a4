"""None of these: how sure the network is, how far samples are, and what each rule refuses."""

from html import escape
from math import inf

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QWidget

from core.experiment.settings import AnswerSettings, loss_of
from core.messages import fill, to_translate, tr, translate
from core.network.targets import CLASSES
from core.training.snapshots.probes.refusals import Refusals
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.plots.painted_marks import PaintedBars
from gui.plots.painted_plot import PaintedPlot, Scale
from gui.plots.running_range import Interval, held
from gui.plots.static_plot import make_static
from gui.views.calibration.page import CalibrationPage, no_test_samples
from gui.views.csv_table import CsvTable
from gui.widgets.button import push_button
from gui.widgets.number_format import grouped, memory_size, percent, significant
from gui.widgets.readout import RunningText
from gui.widgets.wheel_safe_boxes import NumberBox

LEFT_WIDTH, BOTTOM_HEIGHT, BINS, FLOAT32 = 46, 38, 30, 4
COLOURS = ("accent", "error")
"""Those of samples that are answered right and wrong."""
RULES = {
    "never": (
        to_translate("Always answer"),
        to_translate("Name one of the classes whatever is shown"),
    ),
    "probability": (
        to_translate("Refuse what is unsure"),
        to_translate("Answer none of these where the highest probability is low"),
    ),
    "distance": (
        to_translate("Refuse what is far"),
        to_translate("Answer none of these to what is far from all that was learned from"),
    ),
}


class RefusalPage(CalibrationPage):
    """Choose what is answered "none of these", and show where that begins for the test samples."""

    probe = "refusals"

    def __init__(self) -> None:
        super().__init__()
        self.rules = QButtonGroup(self)
        self.buttons = {
            name: push_button(f"refuse_{name}", translate(label), translate(tip))
            for name, (label, tip) in RULES.items()
        }
        self.legend = QLabel()
        self.legend.setFont(theme.small_font())
        self.share = NumberBox(1, 50)
        self.words = RunningText("refusal_words")
        self.probabilities = RefusalPlot("refused_probabilities", tr("highest probability"))
        self.distances = RefusalPlot("refused_distances", tr("distance from the nearest sample"))
        self._lay_out()
        for name, button in self.buttons.items():
            button.clicked.connect(lambda _=False, name=name: self._choose(name))
        self.share.valueChanged.connect(
            lambda value: self.changes.emit({"answers.false_refusals": value / 100})
        )

    def why_empty(self, snapshot: Snapshot) -> str:
        if snapshot.targets is not CLASSES:
            return tr(
                "None of these is an answer where there are classes. Of several labels none may be "
                "answered anyway, and numbers have no such answer."
            )
        return no_test_samples() if snapshot.dataset.test is None else ""

    def draw_probe(self, snapshot: Snapshot, seen: Refusals) -> None:
        settings = snapshot.experiment.answers
        reads = loss_of(snapshot.experiment, snapshot.targets.name).reads_as
        self.buttons["probability"].setEnabled(reads == "probability")
        self.buttons[settings.refuse].setChecked(True)
        self.share.show_value(round(100 * settings.false_refusals))
        m = len(seen.right)
        self.probabilities.setVisible(seen.probabilities is not None)
        unsure = np.zeros(m, bool)
        if seen.probabilities is not None:
            unsure = seen.probabilities < seen.least_probability
            least = seen.least_probability or -inf
            self.probabilities.show_values(seen.probabilities, seen.right, least)
        far = seen.distances > seen.largest_distance
        self.distances.show_values(seen.distances, seen.right, seen.largest_distance)
        self.words.show_text(self._sentence(settings, seen, unsure, far))
        for plot, used in ((self.probabilities, "probability"), (self.distances, "distance")):
            plot.set_in_use(settings.refuse == used)

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return one row per test sample: its highest probability and its distance."""
        seen: Refusals | None = snapshot.probes.get(self.probe)
        if seen is None:
            return None
        sure = seen.distances * np.nan if seen.probabilities is None else seen.probabilities
        columns = (sure.tolist(), seen.distances.tolist(), seen.right.tolist())
        rows = ((number, *row) for number, row in enumerate(zip(*columns, strict=True), 1))
        return CsvTable(("test sample", "highest probability", "distance", "right"), rows)

    def recolour(self) -> None:
        marks = (f'<span style="color: {theme.colour(name).name()}">■</span>' for name in COLOURS)
        words = (escape(tr("answered right")), escape(tr("answered wrong")))
        self.legend.setText("&nbsp; ".join(map(" ".join, zip(marks, words, strict=True))))
        self.probabilities.recolour()
        self.distances.recolour()

    def _sentence(
        self, settings: AnswerSettings, seen: Refusals, unsure: np.ndarray, far: np.ndarray
    ) -> str:
        """Say what the rule refuses, or what either would."""
        rule, share = settings.refuse, settings.false_refusals
        if seen.too_few:
            return str(seen.too_few)
        text = tr(
            "The network names a class whatever it is shown. So that at most {share} of the {all} "
            "test samples are refused, it would answer none of these below a probability of "
            "{least}, or beyond a distance of {largest}."
        )
        if seen.probabilities is None:
            text = tr(
                "The network names a class whatever it is shown. So that at most {share} of the "
                "{all} test samples are refused, it would answer none of these beyond a distance "
                "of {largest}. It gives scores, which say nothing of how sure it is."
            )
        elif not seen.least_probability > 0:
            text = tr(
                "The network names a class whatever it is shown. So that at most {share} of the "
                "{all} test samples are refused, it would answer none of these beyond a distance "
                "of {largest}; too many are equally sure to tell them apart by probability."
            )
        refused = unsure if rule == "probability" else far
        if rule != "never":
            text = tr(
                "Below a probability of {least} the answer is none of these: {refused} of the "
                "{all} test samples, of which {wrong} would have been answered wrong."
            )
        if rule == "distance":
            text = tr(
                "Beyond a distance of {largest} the answer is none of these: {refused} of the "
                "{all} test samples, of which {wrong} would have been answered wrong. The "
                "distance is that to the nearest of {references} training samples, between their "
                "inputs (their principal components) and between what the hidden layers make of "
                "them: of the activations of each layer their pattern counts, not how strong they "
                "are. A file of the network holds {numbers} numbers more for it ({size})."
            )
        cuts = {"probability": seen.least_probability > 0, "distance": seen.largest_distance < inf}
        if not cuts.get(rule, cuts["distance"]):
            text = tr(
                "Nothing is refused: too many of the {all} test samples are alike in what the rule "
                "looks at, so that any line would refuse more than {share} of them."
            )
        return fill(
            text,
            share=percent(share),
            all=grouped(len(refused)),
            least=significant(seen.least_probability, 3),
            largest=significant(seen.largest_distance, 3),
            refused=grouped(int(np.count_nonzero(refused))),
            wrong=grouped(int(np.count_nonzero(refused & ~seen.right))),
            references=grouped(seen.references),
            numbers=grouped(seen.numbers),
            size=memory_size(FLOAT32 * seen.numbers),
        )

    def _choose(self, rule: str) -> None:
        self.changes.emit({"answers.refuse": rule})

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.TIGHT)
        for button in self.buttons.values():
            button.setCheckable(True)
            self.rules.addButton(button)
            top.addWidget(button)
        self.share.setObjectName("false_refusals")
        self.share.setAccessibleName(tr("Share of false refusals"))
        self.share.setToolTip(tr("So many of the test samples, all of known classes, are refused"))
        label = QLabel(tr("False refusals (%)"))
        label.setBuddy(self.share)
        top.addSpacing(theme.SPACE)
        top.addWidget(label)
        top.addWidget(self.share)
        top.addStretch(1)
        top.addWidget(self.legend)
        plots = QHBoxLayout()
        plots.setSpacing(theme.WIDE)
        plots.addWidget(self.probabilities, 1)
        plots.addWidget(self.distances, 1)
        self.body.addLayout(top)
        self.body.addWidget(self.words)
        self.body.addLayout(plots, 1)


class RefusalPlot(PaintedPlot):
    """Draw how many test samples have which value, right and wrong ones, and where it is cut."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(pg.AxisItem("left"), parent, bottom=pg.AxisItem("bottom"))
        self.setObjectName(name)
        self.setAccessibleName(title)
        item = self.getPlotItem()
        self.right, self.wrong, self.cut = PaintedBars(), PaintedBars(), _Cut()
        self._frame: tuple[Interval | None, Interval | None] = None, None
        for part in (self.right, self.wrong, self.cut):
            self.add_line(part)
        make_static(item)
        item.layout.setContentsMargins(0, 6, 14, 0)
        item.getAxis("left").setWidth(LEFT_WIDTH)
        item.getAxis("left").setLabel(tr("test samples"))
        item.getAxis("bottom").setHeight(BOTTOM_HEIGHT)
        item.getAxis("bottom").setLabel(title)

    def show_values(self, values: np.ndarray, right: np.ndarray, cut: float) -> None:
        """Show the values of all samples, and the one at which refusing begins."""
        finite = np.isfinite(values)
        values, right = values[finite], right[finite]
        if not len(values):
            return
        low, high = float(values.min()), float(values.max())
        edges = np.linspace(low, high if high > low else low + 1.0, BINS + 1)
        all_counts = np.histogram(values, edges)[0]
        wrong = np.histogram(values[~right], edges)[0]
        bars = (self.wrong, np.zeros(BINS), wrong), (self.right, wrong, all_counts)
        for part, low_ends, high_ends in bars:
            part.left, part.right, part.low, part.high = edges[:-1], edges[1:], low_ends, high_ends
        self.cut.at = cut if np.isfinite(cut) else None
        room = 0.02 * (edges[-1] - edges[0])
        first = min(edges[0], cut) if np.isfinite(cut) else edges[0]
        top = 1.15 * max(1, int(all_counts.max()))
        self._fit((float(first - room), float(edges[-1] + room)), (0.0, top))
        self.paint_again(moving=True)
        self.setAccessibleDescription(significant(cut))

    def _fit(self, x: Interval, y: Interval) -> None:
        x, y = held(self._frame[0], x), held(self._frame[1], y)
        if (x, y) != self._frame:
            self._frame = x, y
            self.getPlotItem().setRange(xRange=x, yRange=y, padding=0)
            # The axes hear of it now, or they would have all painted once more.
            self.scene().prepareForPaint()
            self.paint_ground_again()

    def set_in_use(self, on: bool) -> None:
        """Show whether the network refuses beyond the line, or only would."""
        self.cut.is_in_use = on
        self.paint_again(moving=True)

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.recolour_axes()
        for bars, name in zip((self.right, self.wrong), COLOURS, strict=True):
            bars.brush, bars.pen = QBrush(theme.colour(name, 0.7)), theme.pen("base", 0.5)
        self.paint_ground_again()


class _Cut:
    """An upright line at a value, with its number; dashed where nothing is refused beyond it."""

    layer, moving = 1.0, True

    def __init__(self) -> None:
        self.at: float | None = None
        self.is_in_use = False

    def paint(self, painter: QPainter, scale: Scale) -> None:
        """Paint the line with an open painter."""
        if self.at is None:
            return
        plot = painter.clipBoundingRect()
        x = float(scale.place(np.array([self.at]), np.zeros(1))[0][0])
        painter.setPen(theme.pen("text", 2.0 if self.is_in_use else 1.0, dashed=not self.is_in_use))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        painter.setFont(theme.small_font())
        text, metrics = significant(self.at, 3), painter.fontMetrics()
        width = metrics.horizontalAdvance(text) + 2 * theme.TIGHT
        left = min(max(x - width / 2, plot.left()), plot.right() - width)
        box = QRectF(left, plot.top() + 0.04 * plot.height(), width, metrics.height())
        painter.fillRect(box, theme.colour("base"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
