"""The predictions for a data set: the confusion matrix, and the samples of a cell.

Of numbers answered and true are drawn in its place, of several labels a table has each of them.
"""

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from core.data.dataset import Dataset
from core.data.sample import Sample
from core.files import shown
from core.messages import fill, listed, paragraph, tr
from core.network.class_weights import BALANCE
from core.network.targets import CLASSES, NUMBERS
from core.training.snapshots.probes.predictions import Predictions
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.predictions.accuracy_text import accuracy_text
from gui.views.predictions.confusion_matrix import ConfusionMatrix
from gui.views.predictions.earlier_weights import (
    EarlierAnswers,
    EarlierMatrix,
    can_balance,
    change_text,
)
from gui.views.predictions.label_table import LabelPage
from gui.views.predictions.number_plot import NumberPlot, errors_text
from gui.views.predictions.sample_list import SampleList
from gui.views.predictions.samples_model import MOST
from gui.views.predictions.threshold_row import ThresholdRow
from gui.widgets.button import link_button
from gui.widgets.number_format import grouped, percent, percent_decimals
from gui.widgets.plain_text import plain_label

FREQUENT = 4
"""As many of the most frequent mistakes are named."""


class DatasetPanel(QWidget):
    """Show predictions; without a chosen cell all mistakes are listed, the surest first.

    `accuracy` says how good it is; whoever shows the panel finds a place for it. `picked`
    carries a Sample that its user looks at, `opened` wants to see the causes of its answer,
    `used` the threshold that the network is to answer by, and `balanced` asks for a run with
    balanced class weights.
    """

    picked = Signal(object)
    opened = Signal()
    used = Signal(float)
    balanced = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.accuracy, self.pointed = plain_label(), theme.make_muted(plain_label())
        self.heading = theme.make_muted(plain_label())
        self.matrix, self.list = ConfusionMatrix(), SampleList()
        self.numbers, self.labels = NumberPlot(), LabelPage()
        self.threshold = ThresholdRow()
        self.beside, self.change = EarlierMatrix(self.matrix), theme.make_muted(plain_label())
        self.balance = link_button(
            "train_balanced",
            BALANCE.label(),
            tr("Let all classes weigh alike in the cost; this confusion stays beside the next"),
        )
        self.balance.hide()
        self._read: Predictions | None = None
        self._dataset: Dataset | None = None
        self._predictions: Predictions | None = None
        self._picked = Sample(-1)
        self.accuracy.setObjectName("accuracy_words")
        self.heading.setObjectName("judged_heading")
        self.change.setObjectName("class_weights_change")
        self.change.hide()
        for label in (self.accuracy, self.heading, self.pointed, self.change):
            label.setWordWrap(True)
        self._lay_out()
        self.matrix.chosen.connect(lambda _: self._list())
        self.matrix.pointed.connect(self._point)
        self.matrix.reached.connect(self._reach)
        self.list.picked.connect(self._pick)
        self.numbers.picked.connect(self._pick)
        self.numbers.chosen.connect(self._show_others)
        self.labels.chosen.connect(self._show_others)
        self.list.opened.connect(self.opened)
        self.threshold.changed.connect(self._answer)
        self.threshold.used.connect(self.used)
        self.balance.clicked.connect(lambda: self.balanced.emit())

    def show_predictions(self, dataset: Dataset, predictions: Predictions, picked: Sample) -> None:
        """Show the predictions for these samples of a data set, with one that is picked."""
        if self._dataset is not None and dataset.classes != self._dataset.classes:
            self.threshold.forget()
        self._dataset, self._read, self._picked = dataset, predictions, picked
        self._answer()

    def show_earlier(self, earlier: EarlierAnswers | None, snapshot: Snapshot, test: bool) -> None:
        """Show what a run with other class weights answered beside these answers, or none."""
        classes = tuple(map(shown, snapshot.classes))
        self.beside.show_earlier(earlier, snapshot.experiment, classes, test)
        counts = earlier.counts(test) if earlier else None
        self.change.setVisible(counts is not None)
        if counts is not None:
            self.change.setText(change_text(counts, self.matrix.counts, classes))
        self.balance.setVisible(can_balance(snapshot))

    def _answer(self) -> None:
        """Show what is answered with the threshold of now."""
        dataset = self._dataset
        if dataset is None or self._read is None:
            return
        predictions = self._predictions = self.threshold.applied(self._read, dataset.classes)
        if dataset.targets is not CLASSES:
            self._show_others()
            return
        self._left.setCurrentWidget(self._scroll)
        classes = tuple(map(shown, dataset.classes))
        self.accuracy.setText(accuracy_text(predictions, classes, self._test))
        self.matrix.show_counts(predictions.confusion(len(classes)), classes)
        self._list()

    def _show_others(self) -> None:
        """Show answers that are labels or numbers."""
        predictions, dataset = self._predictions, self._dataset
        if predictions is None or dataset is None or predictions.values is None:
            return
        here = self._picked.pixels is None and self._picked.test == self._test
        picked = self._picked.number if here else -1
        output: int | None = None
        if dataset.targets is NUMBERS:
            self._left.setCurrentWidget(self.numbers)
            self.numbers.show_predictions(predictions, dataset.classes, picked)
            output = self.numbers.number
            samples = predictions.farthest_off(output)
            heading = tr("All samples, the largest errors first. Click a point to find its sample.")
            self.accuracy.setText(errors_text(predictions, output))
        else:
            self._left.setCurrentWidget(self.labels)
            self.labels.show_predictions(predictions, dataset.classes)
            samples = predictions.farthest_off()
            text = tr("{count:The only sample|All {count} samples} with a wrong label, most first.")
            if self.labels.samples is not None:
                samples = self.labels.samples
                text = tr("{count:The only sample|All {count} samples} of the chosen cell.")
            if not len(samples):
                text = tr("There is no such sample.")
            heading = fill(text, count=len(samples))
            self.accuracy.setText(_label_words(predictions, dataset, self._test))
        self.heading.setText(heading)
        self.pointed.setText("")
        self.list.show_samples(dataset, predictions, samples, picked, output)

    def forget_data(self) -> None:
        """Let go of the data and the predictions, and list no samples."""
        self._dataset, self._predictions, self._read = None, None, None
        self.list.model.forget_data()

    def _list(self) -> None:
        predictions, dataset, cell = self._predictions, self._dataset, self.matrix.cell
        if predictions is None or dataset is None:
            return
        samples = predictions.cell(*cell) if cell else predictions.mistakes()
        text = _heading(self.matrix, len(samples))
        if cell is None and len(predictions.refused):
            samples = np.concatenate([samples, predictions.refused])
            text = paragraph(text, tr("Those answered none of these follow."))
        if cell is None and len(dataset.classes) > 2:
            frequent = predictions.frequent(len(dataset.classes), FREQUENT)
            text = paragraph(text, _frequent(self.matrix, frequent))
        self.heading.setText(text)
        self._point(self.pointed.text())
        here = self._picked.pixels is None and self._picked.test == self._test
        self.list.show_samples(dataset, predictions, samples, self._picked.number if here else -1)

    @property
    def _test(self) -> bool:
        data = self._dataset
        return bool(data and self._predictions and self._predictions.samples is data.test)

    def _pick(self, number: int) -> None:
        if self._dataset is not None:
            self.picked.emit(Sample.of(self._dataset, number, self._test))

    def _point(self, words: str) -> None:
        """Say what a cell counts, unless the heading of its samples says it already."""
        cell = self.matrix.cell
        said = cell is not None and words == self.matrix.words(cell)
        self.pointed.setText("" if said else words)

    def _reach(self, place: QRectF) -> None:
        centre = self.matrix.mapTo(self.beside, place.center().toPoint())
        self._scroll.ensureVisible(centre.x(), centre.y())

    def _lay_out(self) -> None:
        self._scroll = QScrollArea()
        self._scroll.setWidget(self.beside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.matrix.setBackgroundRole(QPalette.ColorRole.Base)
        pages = QWidget()
        self._left = QStackedLayout(pages)
        # The tallest page would make the window higher where it is not even shown.
        self.labels.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        for page in (self._scroll, self.numbers, self.labels):
            self._left.addWidget(page)
        links = QWidget()
        row = QHBoxLayout(links)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.pointed, 1)
        row.addWidget(self.balance)
        words = ((part, 0) for part in (self.change, self.threshold, links))
        left = _column((pages, 1), *words)
        right = _column((self.heading, 0), (self.list, 1))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setSizes([540, 460])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)


def _label_words(predictions: Predictions, dataset: Dataset, test: bool) -> str:
    wrong, m = predictions.wrong_labels(), predictions.samples.m
    text = tr(
        "{share} of the labels right (Hamming loss {loss}), always the more frequent of yes and "
        "no: {baseline}; all labels right for {exact} of {all} samples"
    )
    if test:
        text = tr(
            "{share} of the labels right (Hamming loss {loss}), 95 % interval {low} to {high}, "
            "always the more frequent of yes and no: {baseline}; all labels right for {exact} of "
            "{all} samples"
        )
    low, high = predictions.label_interval
    decimals = percent_decimals(m)
    return text.format(
        low=percent(low, decimals, sign=False),
        high=percent(high, decimals),
        share=percent(1 - wrong.sum() / (m * len(dataset.classes))),
        loss=percent(wrong.sum() / (m * len(dataset.classes))),
        baseline=percent(predictions.baseline.share),
        exact=grouped(int(np.count_nonzero(wrong == 0))),
        all=grouped(m),
    )


def _heading(matrix: ConfusionMatrix, count: int) -> str:
    if matrix.cell is None:
        text = tr(
            "{count:The only mistake.|All {count} mistakes, the surest first.} Click a cell to "
            "see its samples."
        )
        if not count:
            text = tr("No mistakes. Click a cell to see its samples.")
    elif matrix.cell[0] == matrix.cell[1]:
        text = tr("{words}. The least sure first.")
    else:
        text = tr("{words}. The surest first.")
    if count > MOST:
        text = paragraph(text, tr("The first {most} are shown."))
    words = matrix.words(matrix.cell) if matrix.cell else ""
    return fill(text, words=words, count=grouped(count), most=MOST)


def _frequent(matrix: ConfusionMatrix, cells: list[tuple[int, int]]) -> str:
    """Say which mistakes are the most frequent."""
    if not cells:
        return ""
    named = [
        tr("{true} as {answered} ({count})").format(
            true=matrix.classes[true],
            answered=matrix.classes[answered],
            count=grouped(int(matrix.counts[true, answered])),
        )
        for true, answered in cells
    ]
    return tr("Most often: {listed}.").format(listed=listed(named))


def _column(*parts: tuple[QWidget, int]) -> QWidget:
    widget = QWidget()
    column = QVBoxLayout(widget)
    column.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
    column.setSpacing(theme.TIGHT)
    for part, stretch in parts:
        column.addWidget(part, stretch)
    return widget
