"""Samples that are no pictures: what their numbers are like, feature by feature."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QFrame, QHeaderView, QTableView

from core.data.byte_matrix import as_float
from core.data.dataset import Dataset, Samples
from core.experiment.inputs import FeatureInputs
from core.messages import to_translate, tr, translate
from gui.widgets.number_format import significant

Index = QModelIndex | QPersistentModelIndex
KEPT = 10_000
"""Rows whose figures are kept."""
ROUNDING = 1e-12

COLUMNS: dict[str, Callable[[np.ndarray], np.floating]] = {
    to_translate("Smallest"): np.min,
    to_translate("Largest"): np.max,
    to_translate("Mean"): np.mean,
    to_translate("Standard deviation"): np.std,
}


class Statistics(QAbstractTableModel):
    """Work out the rows that are looked at."""

    def __init__(self) -> None:
        super().__init__()
        self._samples: Samples | None = None
        self._names: tuple[str, ...] = ()
        self._mine: np.ndarray | slice = slice(None)
        self._rows: dict[int, list[float]] = {}

    def show_samples(self, dataset: Dataset, samples: Samples, class_name: str) -> None:
        """Show the numbers of these samples, or of one class of them."""
        self.beginResetModel()
        self._samples = samples
        inputs = dataset.inputs
        self._names = inputs.names if isinstance(inputs, FeatureInputs) else ()
        self._rows.clear()
        self._mine = slice(None)
        if class_name:
            self._mine = np.flatnonzero(samples.labels == dataset.classes.index(class_name))
        self.endResetModel()

    def forget_data(self) -> None:
        """Show nothing, and let go of the samples."""
        self.beginResetModel()
        self._samples, self._names, self._mine = None, (), slice(None)
        self._rows.clear()
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._names)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(COLUMNS)

    def headerData(
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            translate(list(COLUMNS)[section])
            if way == Qt.Orientation.Horizontal
            else self._names[section]
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return significant(self._row(index.row())[index.column()])

    def _row(self, row: int) -> list[float]:
        if row not in self._rows and self._samples is not None:
            if len(self._rows) >= KEPT:
                self._rows.clear()
            values = as_float(self._samples.X)[row][self._mine]
            figures = [float(find(values)) for find in COLUMNS.values()]
            # The mean of what is standardised is 0 but for rounding.
            least = ROUNDING * max(map(abs, figures))
            self._rows[row] = [0.0 if abs(figure) < least else figure for figure in figures]
        return self._rows[row]


class StatisticsTable(QTableView):
    """Show the statistics; thousands of features are no more work than a few."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("data_statistics")
        self.setAccessibleName(tr("Statistics of every feature"))
        self.statistics = Statistics()
        self.setModel(self.statistics)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)

    def show_samples(self, dataset: Dataset, samples: Samples, class_name: str) -> None:
        """Show the numbers of these samples, or of one class of them."""
        self.statistics.show_samples(dataset, samples, class_name)
