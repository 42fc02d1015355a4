"""How each of several labels is answered: its figures in a row, and the matrix of one of them."""

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.files import shown
from core.messages import to_translate, tr, translate
from core.training.snapshots.probes.predictions import Predictions
from gui import theme
from gui.views.predictions.confusion_matrix import ConfusionMatrix
from gui.widgets.number_format import grouped, percent

HEADS = (
    to_translate("Label"),
    to_translate("Have it"),
    to_translate("Found of them"),
    to_translate("Answered with it"),
    to_translate("Right of them"),
    to_translate("Right of all"),
    to_translate("F1"),
)


class LabelTable(QTableWidget):
    """Show a row for each label: its samples, recall, answers, precision, accuracy and F1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(HEADS), parent)
        self.setObjectName("label_table")
        self.setAccessibleName(tr("Answers by label"))
        self.setHorizontalHeaderLabels([*map(translate, HEADS)])
        self.verticalHeader().hide()
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(theme.small_font())
        sizes = QHeaderView.ResizeMode.ResizeToContents
        self.horizontalHeader().setSectionResizeMode(sizes)

    def show_predictions(self, predictions: Predictions, names: tuple[str, ...]) -> None:
        """Show how these samples are answered, label by label."""
        self.setRowCount(len(names))
        for row, cells in enumerate(label_rows(predictions, names)):
            for column, text in enumerate(cells):
                item = self.item(row, column) or QTableWidgetItem()
                if item.text() != text:
                    item.setText(text)
                if column:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                if self.item(row, column) is None:
                    self.setItem(row, column, item)


class LabelPage(QWidget):
    """Show the figures of all labels, and below them yes and no of the one that is chosen.

    `chosen` says that there are other samples to list: those of a cell, or all mistakes.
    """

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.table, self.matrix = LabelTable(), ConfusionMatrix()
        self._predictions: Predictions | None = None
        self._names: tuple[str, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self.matrix, 1)
        self.matrix.setObjectName("label_matrix")
        self.table.currentCellChanged.connect(self._turn)
        self.matrix.chosen.connect(lambda _: self.chosen.emit())

    def show_predictions(self, predictions: Predictions, names: tuple[str, ...]) -> None:
        """Show how these samples are answered, label by label."""
        self._predictions, self._names = predictions, names
        self.table.show_predictions(predictions, names)
        if not 0 <= self.table.currentRow() < len(names):
            with QSignalBlocker(self.table):
                self.table.setCurrentCell(0, 0)
        self._show_matrix()

    @property
    def samples(self) -> np.ndarray | None:
        """Return the numbers of the samples of the chosen cell, None where none is chosen."""
        cell, predictions = self.matrix.cell, self._predictions
        if cell is None or predictions is None or predictions.yes is None:
            return None
        row, (true, answered) = self.table.currentRow(), cell
        has, yes = self._true[row], predictions.yes[row]
        return np.flatnonzero((has == bool(true)) & (yes == bool(answered)))

    @property
    def _true(self) -> np.ndarray:
        predictions = self._predictions
        if predictions is None or predictions.true is None:
            return np.zeros((len(self._names), 0), bool)
        return np.asarray(predictions.true > 0.5)

    def _turn(self, row: int, _column: int, before: int) -> None:
        if row != before:
            self._show_matrix()
            self.chosen.emit()

    def _show_matrix(self) -> None:
        row, predictions = self.table.currentRow(), self._predictions
        if predictions is None or predictions.yes is None or not 0 <= row < len(self._names):
            return
        places = 2 * self._true[row] + predictions.yes[row]
        name = shown(self._names[row])
        counts = np.bincount(places.astype(np.intp), minlength=4).reshape(2, 2)
        self.matrix.show_counts(counts, (tr("not {name}").format(name=name), name))


def label_rows(predictions: Predictions, names: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Write what the columns say of every label."""
    if predictions.yes is None or predictions.true is None:
        return []
    has, yes = predictions.true > 0.5, predictions.yes
    return [
        (
            shown(name),
            grouped(int(have.sum())),
            _share(have & answered, have),
            grouped(int(answered.sum())),
            _share(have & answered, answered),
            _share(have == answered, np.ones_like(have)),
            "-" if score.f1 is None else f"{score.f1:.3f}",
        )
        for name, have, answered, score in zip(
            names, has, yes, predictions.label_scores(names), strict=True
        )
    ]


def _share(part: np.ndarray, whole: np.ndarray) -> str:
    count = int(np.count_nonzero(whole))
    return percent(np.count_nonzero(part) / count) if count else "-"
