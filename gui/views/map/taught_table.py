"""The training samples as rows, with what each adds to the answer of the picked one."""

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from core.experiment.inputs import PictureInputs
from core.files import shown
from core.messages import to_translate, tr, translate
from core.training.analyses.leave_one_out import LeaveOneOutResults
from gui.views.map.answer_text import reading_text
from gui.widgets.number_format import grouped
from gui.widgets.plain_text import plain_tip
from gui.widgets.thumbnail import plain_icon, thumbnail

COLUMNS = (
    to_translate("Left out"),
    to_translate("Class"),
    to_translate("Answer without it"),
    to_translate("It adds"),
)
NAME, CLASS, WITHOUT, CHANGE = range(4)
PICTURE, ROW, LOW_ROW = QSize(36, 36), 40, 24
_ROLE = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex


class TaughtModel(QAbstractTableModel):
    """Hold the samples whose networks are there, in the order of a column."""

    def __init__(self) -> None:
        super().__init__()
        self.results: LeaveOneOutResults | None = None
        self.reads_as = ""
        self.order = np.empty(0, np.intp)
        self._column, self._way = CHANGE, Qt.SortOrder.DescendingOrder

    def show_results(self, results: LeaveOneOutResults | None, reads_as: str) -> None:
        """Show what is known so far, or nothing."""
        self.layoutAboutToBeChanged.emit()
        self.results, self.reads_as = results, reads_as
        self._sort()
        self.layoutChanged.emit()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        self._column, self._way = column, order
        self._sort()
        self.layoutChanged.emit()

    def _sort(self) -> None:
        results = self.results
        if results is None:
            self.order = np.empty(0, np.intp)
            return
        known = np.flatnonzero(np.isfinite(results.without))
        keys = {
            NAME: known,
            CLASS: results.dataset.train.labels[known],
            WITHOUT: results.without[known],
            CHANGE: results.changes[known],
        }
        key = keys[self._column].astype(float)
        down = self._way is Qt.SortOrder.DescendingOrder
        self.order = known[np.argsort(-key if down else key, kind="stable")]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.order)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> object:
        if role != _ROLE.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1)
        return translate(COLUMNS[section])

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> object:
        results = self.results
        if results is None or index.row() >= len(self.order):
            return None
        number, column = int(self.order[index.row()]), index.column()
        if role == _ROLE.DisplayRole:
            return self._text(results, number, column)
        if role == _ROLE.ToolTipRole:
            return plain_tip(name_of(results, number))
        if role == _ROLE.TextAlignmentRole and column in (WITHOUT, CHANGE):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        inputs = results.dataset.inputs
        if role == _ROLE.DecorationRole and column == NAME and isinstance(inputs, PictureInputs):
            return plain_icon(thumbnail(inputs.picture(results.dataset.train.X[:, number])))
        return None

    def _text(self, results: LeaveOneOutResults, number: int, column: int) -> str:
        if column == NAME:
            return name_of(results, number)
        if column == CLASS:
            return shown(results.dataset.classes[results.dataset.train.labels[number]])
        value = results.without[number] if column == WITHOUT else results.changes[number]
        return reading_text(float(value), self.reads_as, signed=column == CHANGE)


class TaughtTable(QTableView):
    """Show what each sample adds; `opened` carries the number of one that is to be looked at."""

    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.taught = TaughtModel()
        self.setModel(self.taught)
        self.setObjectName("taught_table")
        self.setAccessibleName(tr("What each training sample adds to the answer"))
        self.setToolTip(tr("Enter or a double click picks the sample in all views"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setIconSize(PICTURE)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSortIndicator(CHANGE, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)
        self.activated.connect(lambda index: self.opened.emit(int(self.taught.order[index.row()])))

    def show_results(self, results: LeaveOneOutResults | None, reads_as: str) -> None:
        """Show what is known so far, or nothing; rows of pictures are higher."""
        pictures = results is not None and isinstance(results.dataset.inputs, PictureInputs)
        self.verticalHeader().setDefaultSectionSize(ROW if pictures else LOW_ROW)
        self.taught.show_results(results, reads_as)


def name_of(results: LeaveOneOutResults, number: int) -> str:
    """Return the name of a training sample's file, or its number."""
    names = results.dataset.train.names
    if names:
        return shown(names[number])
    return tr("sample {number}").format(number=grouped(number + 1))
