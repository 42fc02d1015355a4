"""The table of runs that are over: a small picture, a name, and the final figures of each."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView

from core.messages import fill, listed, to_translate, tr, translate
from core.network.targets import TARGETS
from core.runs.comparison import ROWS, Difference, compare, counted_by
from core.runs.record import Record, data_name, final
from core.training.history import Curve
from gui import theme
from gui.plots.curve_picture import curve_picture
from gui.widgets.fitted_table import FittedTable
from gui.widgets.number_format import grouped, metric_text, significant
from gui.widgets.plain_text import plain_tip

COLUMNS = (
    to_translate("Run"),
    to_translate("Data"),
    to_translate("Train cost"),
    to_translate("Test cost"),
    to_translate("Train"),
    to_translate("Test"),
    to_translate("Differs in"),
)
FIGURES = range(2, 6)
# Read in the name and the data of a run.
NAMED = ("data", "data.folder", "network.hidden", "network.activation", "training.learning_rate")
# What differs is read off so many of the newest runs.
COMPARED = 50
PICTURE = QSize(44, 18)
Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
Write = Callable[[float], str]
# More curves than this cannot be told apart.
MOST = 8


class RunsModel(QAbstractTableModel):
    """Hold runs as rows; `renamed` carries (key, name) where a name was typed.

    What a cell says is worked out when it is seen. A run whose key is in `chosen` has its curve
    in the colour of the plot.
    """

    renamed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.records: tuple[Record, ...] = ()
        self._differences: dict[str, str] = {}
        self.chosen: list[str] = []

    def set_records(self, records: tuple[Record, ...]) -> None:
        """Show these runs; only rows that came, went or changed are told of."""
        self._place(records)
        differences = differing_settings(records[:COMPARED])
        if differences != self._differences and records:
            self._differences = differences
            last = len(COLUMNS) - 1
            self.dataChanged.emit(self.index(0, last), self.index(len(records) - 1, last))

    def _place(self, records: tuple[Record, ...]) -> None:
        keys, before = [r.key for r in records], [r.key for r in self.records]
        common = [key for key in before if key in {*keys}]
        if not common or common != [key for key in keys if key in {*before}]:
            self.beginResetModel()
            self.records = records
            self.endResetModel()
            return
        for row in reversed(range(len(before))):
            if before[row] not in common:
                self.beginRemoveRows(QModelIndex(), row, row)
                self.records = self.records[:row] + self.records[row + 1 :]
                self.endRemoveRows()
        for row, record in enumerate(records):
            if record.key not in common:
                self.beginInsertRows(QModelIndex(), row, row)
                self.records = (*self.records[:row], record, *self.records[row:])
                self.endInsertRows()
        changed = [
            row
            for row, pair in enumerate(zip(self.records, records, strict=True))
            if pair[0] != pair[1]
        ]
        self.records = records
        for row in changed:
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def choose(self, keys: list[str]) -> None:
        """Colour the curves of these runs, and tell of the rows that have changed."""
        before, self.chosen = self.chosen, keys
        changed = {
            key
            for key in {*before, *keys}
            if key not in before or key not in keys or before.index(key) != keys.index(key)
        }
        for row, record in enumerate(self.records):
            if record.key in changed:
                index = self.index(row, 0)
                self.dataChanged.emit(index, index, [_ROLE.DecorationRole])

    def recolour(self) -> None:
        """Draw all curves in the colours of another theme."""
        if self.records:
            last = self.index(len(self.records) - 1, 0)
            self.dataChanged.emit(self.index(0, 0), last, [_ROLE.DecorationRole])

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.records)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> object:
        if role != _ROLE.DisplayRole or orientation is Qt.Orientation.Vertical:
            return None
        return translate(COLUMNS[section])

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == 0 else flags

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> object:
        record, column = self.records[index.row()], index.column()
        if role == _ROLE.DisplayRole or (role == _ROLE.EditRole and column == 0):
            return cells(record, self._differences.get(record.key, ""))[column]
        if role == _ROLE.ToolTipRole:
            return plain_tip(details(record, self._differences.get(record.key, "")))
        if role == _ROLE.TextAlignmentRole and column in FIGURES:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == _ROLE.DecorationRole and column == 0:
            return self._picture(record)
        return None

    def setData(self, index: Index, value: object, role: int = _ROLE.EditRole) -> bool:
        if role != _ROLE.EditRole or index.column():
            return False
        self.renamed.emit(self.records[index.row()].key, str(value))
        return True

    def _picture(self, record: Record) -> QIcon:
        chosen = record.key in self.chosen
        colour = (
            theme.class_colour(self.chosen.index(record.key)) if chosen else theme.colour("faint")
        )
        return _picture(record.train_cost.curve(), colour)


class RunTable(FittedTable):
    """Show runs; `chosen` says that others are selected, `renamed` carries (key, name)."""

    chosen = Signal()
    renamed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.runs = RunsModel()
        self.setModel(self.runs)
        self._filling = False
        self.setObjectName("runs_table")
        self.setAccessibleName(tr("Runs that are over"))
        self.setToolTip(tr("Ctrl or Shift chooses several; F2 or a double click renames"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        # Long names, and the settings of deep networks, differ at their ends.
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setIconSize(PICTURE)
        self.verticalHeader().setDefaultSectionSize(26)
        self.horizontalHeader().setMinimumSectionSize(48)
        self.selectionModel().selectionChanged.connect(self._choose)
        self.runs.renamed.connect(self.renamed)

    @property
    def selected(self) -> tuple[Record, ...]:
        """Return the chosen runs, as many as can be told apart."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self.runs.records[row] for row in rows[:MOST])

    def show_runs(self, records: tuple[Record, ...]) -> None:
        """Show these; those that were chosen stay so, or else the newest is."""
        self._filling = True
        self.runs.set_records(records)
        if records and not self.selected:
            self.selectRow(0)
        self._filling = False
        self._choose()

    def recolour(self) -> None:
        """Draw the small curves in the colours of another theme."""
        self.runs.recolour()

    def _choose(self) -> None:
        if not self._filling:
            self.runs.choose([record.key for record in self.selected])
            self.chosen.emit()


def differing_settings(records: tuple[Record, ...]) -> dict[str, str]:
    """Write by the key of a run how its settings differ from those of most, beside those named.

    What fewest runs have comes first.
    """
    if len(records) < 2:
        return {}
    differences = [each for each in compare(records).differences if each.key not in NAMED]
    counts = [Counter(each.values) for each in differences]
    said = {}
    for i, record in enumerate(records):
        shared = [
            (count[each.values[i]], each) for count, each in zip(counts, differences, strict=True)
        ]
        unusual = [pair for pair in shared if 2 * pair[0] <= len(records)]
        rarest_first = sorted(unusual, key=lambda pair: pair[0])
        said[record.key] = str(listed(_written(each, i) for _, each in rarest_first))
    return said


def _written(difference: Difference, run: int) -> str:
    """Write the value of a setting in one of the runs, with its name where that is needed."""
    value = difference.values[run]
    if difference.key in ROWS or difference.key == "training.iterations":
        return value
    return tr("{setting} {value}").format(setting=difference.label, value=value)


def cells(record: Record, differences: str = "") -> tuple[str, ...]:
    """Write what the columns say of a run."""
    costs = (final(line.curve()) for line in (record.train_cost, record.test_cost))
    shares = (final(line.curve()) for line in (record.train_accuracy, record.test_accuracy))
    write = partial(metric_text, in_percent=TARGETS[record.targets].in_percent)
    return (
        record.name,
        data_name(record.experiment),
        *(_or_nothing(cost, significant) for cost in costs),
        *(_or_nothing(share, write) for share in shares),
        str(listed(filter(None, (_cut_short(record), differences)))),
    )


def details(record: Record, differences: str = "") -> str:
    """Write what else there is to know of a run."""
    text = tr(
        "{name}\n{iterations} {iterations:update|updates} in {seconds:.1f} s, ended {when} UTC"
    )
    if record.cut_short:
        text = tr("{name}\ncut short after {iterations} {iterations:update|updates}, {when} UTC")
    said = fill(
        text,
        name=record.name,
        iterations=grouped(record.iterations),
        seconds=record.seconds,
        when=record.kept[:16].replace("T", " "),
    )
    return "\n".join(filter(None, (said, counted_by(record), differences)))


def _cut_short(record: Record) -> str:
    """Say after how many updates a run was cut short; nothing where it was not."""
    if not record.cut_short:
        return ""
    text = tr("cut short after {iterations} {iterations:update|updates}")
    return fill(text, iterations=grouped(record.iterations))


def _or_nothing(value: float, write: Write) -> str:
    return write(value) if np.isfinite(value) else "-"


def _picture(curve: Curve, colour: QColor) -> QIcon:
    """Draw a curve as an icon, from its lowest to its highest value."""
    picture = curve_picture(curve.at, curve.values, PICTURE, colour)
    icon = QIcon(picture)
    # A curve in the colour of the selection would not be seen on it.
    backed = QPixmap(PICTURE)
    backed.fill(theme.colour("base"))
    painter = QPainter(backed)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    icon.addPixmap(backed, QIcon.Mode.Selected)
    return icon
