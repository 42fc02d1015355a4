"""The trials of a sweep as rows that fill while runs end."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame

from core.messages import labelled, percentage, tr, translate
from core.sweeps.goals import GOALS, Goal
from gui import theme
from gui.views.map.setting_axis import SettingAxis
from gui.views.map.trial_row import TrialRow
from gui.widgets.fitted_table import FittedTable
from gui.widgets.number_format import percent, significant
from gui.widgets.plain_text import plain_tip

ROW = 24
# The column of the goal's figure; the settings stand behind it, then the other figures.
FIGURE = 1
FIGURES = ("test_cost", "test_accuracy", "train_cost", "train_accuracy")
_ROLE = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex


class TrialModel(QAbstractTableModel):
    """Hold trials in the order of a column: their settings, their figures, and a note."""

    def __init__(self) -> None:
        super().__init__()
        self.axes: tuple[SettingAxis, ...] = ()
        self.figures: tuple[str, ...] = FIGURES
        self.seeds = 1
        self.rows: list[TrialRow] = []
        self._column, self._way = 0, Qt.SortOrder.AscendingOrder

    def begin(self, axes: Sequence[SettingAxis], first: str, tested: bool, seeds: int) -> None:
        """Forget all trials; others, of these settings, will come; one figure stands first."""
        self.beginResetModel()
        self.axes, self.seeds = tuple(axes), seeds
        figures = FIGURES if tested else FIGURES[2:]
        self.figures = (first, *(name for name in figures if name != first))
        self.rows = []
        self.endResetModel()

    def update_rows(self, rows: Sequence[TrialRow]) -> None:
        """Show these trials, in the order of the column."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        numbers = [self.rows[index.row()].number for index in before]
        self.rows = list(rows)
        self._sort()
        places = {row.number: place for place, row in enumerate(self.rows)}
        after = [
            self.index(places[number], index.column()) if number in places else QModelIndex()
            for number, index in zip(numbers, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._way = column, order
        self.update_rows(self.rows)

    def _sort(self) -> None:
        down = self._way is Qt.SortOrder.DescendingOrder

        def key(row: TrialRow) -> tuple[bool, float, int]:
            value = self._value(row, self._column)
            last = not math.isfinite(value)
            return last, (-value if down else value) if not last else 0.0, row.number

        self.rows.sort(key=key)

    def _value(self, row: TrialRow, column: int) -> float:
        if column == 0:
            return row.number
        if FIGURE < column <= FIGURE + len(self.axes):
            axis = self.axes[column - FIGURE - 1]
            return axis.place(row.settings[axis.key])
        place = 0 if column == FIGURE else column - FIGURE - len(self.axes)
        return row.figures(self.figures[place])[0] if place < len(self.figures) else np.nan

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 2 + len(self.axes) + len(self.figures)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> object:
        if role not in (_ROLE.DisplayRole, _ROLE.ToolTipRole):
            return None
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1)
        first, *others = (translate(GOALS[name].label) for name in self.figures)
        settings = (axis.label for axis in self.axes)
        return [tr("No."), first, *settings, *others, tr("Note")][section]

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> object:
        row, column = self.rows[index.row()], index.column()
        if role == _ROLE.DisplayRole:
            return self._cell(row, column)
        if role in (_ROLE.ToolTipRole, _ROLE.AccessibleTextRole):
            cells = enumerate(self.cells(row))
            across = Qt.Orientation.Horizontal
            said = "\n".join(labelled(self.headerData(i, across), cell) for i, cell in cells)
            return plain_tip(said) if role == _ROLE.ToolTipRole else said
        if role == _ROLE.ForegroundRole and row.is_grey:
            return theme.colour("faint")
        last = self.columnCount() - 1
        if role == _ROLE.TextAlignmentRole and column < last:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def cells(self, row: TrialRow) -> list[str]:
        """Write what the columns say of a trial."""
        return [self._cell(row, column) for column in range(self.columnCount())]

    def _cell(self, row: TrialRow, column: int) -> str:
        if column == 0:
            return str(row.number + 1)
        if FIGURE < column <= FIGURE + len(self.axes):
            axis = self.axes[column - FIGURE - 1]
            return axis.text(row.settings[axis.key])
        place = 0 if column == FIGURE else column - FIGURE - len(self.axes)
        if place < len(self.figures):
            return spread_text(row.figures(self.figures[place]), self.figures[place])
        return row.note(self.seeds)


class TrialTable(FittedTable):
    """Show trials; `chosen` carries the number of the one that is selected, `opened` of one that
    is to be on the bench."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.trials = TrialModel()
        self.setModel(self.trials)
        self.setObjectName("trial_table")
        self.setAccessibleName(tr("Trials of the map"))
        self.setToolTip(tr("Enter or a double click trains a row on the bench, as it was"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.setSortingEnabled(True)
        self.selectionModel().currentRowChanged.connect(self._choose)
        self.activated.connect(self._open)

    def begin(self, axes: Sequence[SettingAxis], goal: Goal, tested: bool, seeds: int) -> None:
        """Forget all trials; others will come, of which the best by a goal is to be on top."""
        self.forget_widths()
        self.trials.begin(axes, goal.name, tested, seeds)
        order = Qt.SortOrder.DescendingOrder if goal.more_is_better else Qt.SortOrder.AscendingOrder
        self.sortByColumn(FIGURE, order)

    def choose(self, number: int) -> None:
        """Select a trial by its number, without a signal."""
        rows = [row.number for row in self.trials.rows]
        if number in rows:
            index = self.trials.index(rows.index(number), 0)
            selection = self.selectionModel()
            with QSignalBlocker(selection):
                flags = QItemSelectionModel.SelectionFlag
                selection.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)
            self.viewport().update()

    def _choose(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(self.trials.rows[now.row()].number)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.trials.rows[index.row()].number)


def spread_text(figures: tuple[float, float, float], name: str) -> str:
    """Write a median, and the lowest and highest where they differ."""
    median, low, high = figures
    if not math.isfinite(median):
        return "-"
    percents = GOALS[name].more_is_better
    parts = [percent(x, sign=False) if percents else significant(x) for x in (median, low, high)]
    said = percentage(parts[0]) if percents else parts[0]
    if low == high:
        return said
    return tr("{median} ({low} to {high})").format(median=said, low=parts[1], high=parts[2])
