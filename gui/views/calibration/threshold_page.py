"""A threshold that is dragged, with what it finds, and where that is on both curves."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from core.files import shown
from core.messages import tr
from core.network.targets import CLASSES
from core.training.snapshots.probes.threshold_curves import BothThresholdCurves
from core.training.snapshots.snapshot import Snapshot
from core.training.threshold_curves import Confusion, ThresholdCurves
from gui import theme
from gui.views.calibration.curves_plot import CurvesPlot
from gui.views.calibration.page import CalibrationPage, FigureGrid
from gui.views.csv_table import CsvTable
from gui.views.threshold_slider import ThresholdSlider, score_span
from gui.widgets.button import link_button
from gui.widgets.number_format import grouped, percent, significant
from gui.widgets.plain_text import plain_label
from gui.widgets.readout import set_label_text

NONE = "-"


class ThresholdPage(CalibrationPage):
    """Show the ROC curve, the precision-recall curve, and the counts of a threshold."""

    probe = "threshold_curves"

    def __init__(self) -> None:
        super().__init__()
        self.choice = ThresholdSlider("calibration_threshold")
        self.usual = link_button("calibration_threshold_usual", tr("Usual threshold"))
        # It comes as one uses a threshold, and is not to take the place of that button.
        keeping = self.usual.sizePolicy()
        keeping.setRetainSizeWhenHidden(True)
        self.usual.setSizePolicy(keeping)
        self.usual.setAccessibleName(tr("Answer by the usual threshold again"))
        self.words = theme.make_muted(plain_label())
        self.words.setObjectName("calibration_threshold_words")
        self.words.setWordWrap(True)
        self.roc = CurvesPlot(
            "roc_plot", tr("ROC curve"), (tr("false positive rate"), tr("recall"))
        )
        self.precision = CurvesPlot(
            "precision_recall_plot",
            tr("Precision-recall curve"),
            (tr("recall"), tr("precision")),
            steps=True,
        )
        self.figures = FigureGrid("threshold_figures", tr("What the threshold answers"))
        self._seen: BothThresholdCurves | None = None
        self._names: tuple[str, str] = ("", "")
        self._lay_out()
        self.choice.changed.connect(self._show_threshold)
        self.choice.used.connect(lambda value: self.changes.emit({"answers.threshold": value}))
        self.usual.clicked.connect(lambda: self.changes.emit({"answers.threshold": None}))

    def why_empty(self, snapshot: Snapshot) -> str:
        if snapshot.targets is not CLASSES:
            return tr(
                "A threshold with its curves is for two classes. That of labels is dragged in "
                "Predictions; numbers have none."
            )
        if len(snapshot.classes) > 2:
            return tr(
                "These are {count} classes: the one with the highest probability is answered, and "
                "no threshold chooses between two. The page None of these has one for all."
            ).format(count=len(snapshot.classes))
        return ""

    def draw_probe(self, snapshot: Snapshot, seen: BothThresholdCurves) -> None:
        names = shown(snapshot.classes[0]), shown(snapshot.classes[1])
        if names != self._names:
            self.choice.forget()
        self._seen, self._names = seen, names
        is_usual = snapshot.experiment.answers.threshold is None
        self.usual.setVisible(not is_usual)
        span = (0.0, 1.0) if snapshot.reads_as == "probability" else score_span(*seen.readings)
        self.choice.show_threshold(
            tr("Answer {name} above").format(name=names[1]), seen.threshold, span
        )
        self._show_threshold()

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return one row per side and threshold: what it answers, rightly and wrongly."""
        seen: BothThresholdCurves | None = snapshot.probes.get(self.probe)
        if seen is None:
            return None
        sides = {"train": seen.train, "test": seen.test}
        rows = (
            (side, *row)
            for side, curves in sides.items()
            if curves
            for row in zip(
                *(curves.thresholds.tolist(), curves.true_positives.tolist()),
                *(curves.false_positives.tolist(), curves.recall.tolist()),
                *(curves.false_positive_rate.tolist(), curves.precision.tolist()),
                strict=True,
            )
        )
        head = ("side", "threshold", "true positives", "false positives", "recall")
        return CsvTable((*head, "false positive rate", "precision"), rows)

    def recolour(self) -> None:
        for plot in (self.roc, self.precision):
            plot.recolour()

    def _show_threshold(self) -> None:
        """Show where the threshold that is looked at stands, and what it does."""
        seen = self._seen
        if seen is None:
            return
        self.choice.show_threshold(self.choice.words.text(), seen.threshold, self.choice.span)
        sides = {"train": seen.train, "test": seen.test}
        at = {side: c.at(self.choice.threshold) if c else None for side, c in sides.items()}
        for side, curves in sides.items():
            self._show_side(side, curves, at[side])
        self.roc.show_reference((0.0, 1.0))
        shares = [c.positives / (c.positives + c.negatives) for c in (seen.test, seen.train) if c]
        self.precision.show_reference((shares[0], shares[0]) if shares else None)
        rows = [
            *((name, *map(write, at.values())) for name, write in self._figures_of_threshold()),
            *((name, *map(write, sides.values())) for name, write in _figures_of_curves()),
        ]
        self.figures.show_figures(("", tr("train"), tr("test")), rows)
        set_label_text(self.words, self._sentence())

    def _figures_of_threshold(self) -> list[tuple[str, Callable[[Confusion | None], str]]]:
        """Return what each figure of a threshold is called, and how it is written."""
        no, yes = self._names
        return [
            (tr("{yes} found").format(yes=yes), _count("true_positives")),
            (tr("{yes} missed").format(yes=yes), _count("false_negatives")),
            (tr("{no} taken for {yes}").format(no=no, yes=yes), _count("false_positives")),
            (tr("{no} rightly left").format(no=no), _count("true_negatives")),
            (tr("precision"), _share("precision")),
            (tr("recall"), _share("recall")),
            (tr("F1"), _share("f1")),
            (tr("accuracy"), _share("accuracy")),
        ]

    def _show_side(self, side: str, curves: ThresholdCurves | None, at: Confusion | None) -> None:
        if curves is None or at is None:
            for plot in (self.roc, self.precision):
                plot.show_side(side, None, None)
            return
        point = (at.false_positive_rate, at.recall)
        self.roc.show_side(side, (curves.false_positive_rate, curves.recall), point)
        precision = at.precision if at.true_positives + at.false_positives else 1.0
        self.precision.show_side(side, (curves.recall, curves.precision), (at.recall, precision))

    def _sentence(self) -> str:
        """Say what positive means, and why a curve is missing."""
        seen, (no, yes) = self._seen, self._names
        text = tr("Positive is {yes}, negative {no}. The points are those of the threshold.")
        if seen and seen.test is None:
            text = tr(
                "Positive is {yes}, negative {no}. There is no curve of test samples: there are "
                "none, or of one class only, or the network answers no numbers."
            )
        return text.format(yes=yes, no=no)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.choice, 1)
        top.addWidget(self.usual)
        left = QVBoxLayout()
        left.addWidget(self.words)
        left.addWidget(self.figures)
        left.addStretch(1)
        low = QHBoxLayout()
        low.setSpacing(theme.WIDE)
        low.addWidget(self.roc, 1)
        low.addWidget(self.precision, 1)
        low.addLayout(left)
        self.words.setMinimumWidth(240)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(top)
        self.body.addLayout(low, 1)


def _figures_of_curves() -> list[tuple[str, Callable[[ThresholdCurves | None], str]]]:
    """Return what each figure of a whole curve is called, and how it is written."""
    return [
        (tr("area under ROC"), lambda curves: significant(curves.area) if curves else NONE),
        (
            tr("average precision"),
            lambda curves: significant(curves.average_precision) if curves else NONE,
        ),
    ]


def _count(name: str) -> Callable[[Confusion | None], str]:
    return lambda at: NONE if at is None else grouped(getattr(at, name))


def _share(name: str) -> Callable[[Confusion | None], str]:
    return lambda at: NONE if at is None else percent(getattr(at, name))
