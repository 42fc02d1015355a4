"""The table of runs that are over: a small picture, a name, and the final figures of each."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from core.messages import to_translate, tr, translate
from core.runs.record import Record, final
from core.training.history import Curve
from gui import theme
from gui.widgets.number_format import grouped, percent, significant

COLUMNS = (
    to_translate("Run"),
    to_translate("Train cost"),
    to_translate("Test cost"),
    to_translate("Train"),
    to_translate("Test"),
)
WHOLE_ROW = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
DECORATION = Qt.ItemDataRole.DecorationRole
PICTURE = QSize(44, 18)
Write = Callable[[float], str]
# More curves than this cannot be told apart.
MOST = 8


class RunTable(QTableWidget):
    """Show runs; `chosen` says that others are selected, `renamed` carries (key, name)."""

    chosen = Signal()
    renamed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(0, len(COLUMNS))
        self._records: tuple[Record, ...] = ()
        self._filling = False
        self.setObjectName("runs_table")
        self.setAccessibleName(tr("Runs that are over"))
        self.setToolTip(tr("Ctrl or Shift chooses several; F2 or a double click renames"))
        self.setHorizontalHeaderLabels([translate(word) for word in COLUMNS])
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setIconSize(PICTURE)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(26)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(48)
        self.itemSelectionChanged.connect(self._choose)
        self.itemChanged.connect(self._rename)

    @property
    def selected(self) -> tuple[Record, ...]:
        """Return the chosen runs, as many as can be told apart."""
        rows = sorted({index.row() for index in self.selectedIndexes()})
        return tuple(self._records[row] for row in rows[:MOST])

    def show_runs(self, records: tuple[Record, ...]) -> None:
        """Show these; those that were chosen stay so, or else the newest is."""
        keys = {record.key for record in self.selected} & {record.key for record in records}
        self._filling = True
        self._records = records
        self.clearSelection()
        self.setRowCount(len(records))
        for row, record in enumerate(records):
            for column, text in enumerate(cells(record)):
                self.setItem(row, column, _cell(text, details(record), editable=column == 0))
            if record.key in keys or (not keys and row == 0):
                self.selectionModel().select(self.model().index(row, 0), WHOLE_ROW)
        self._filling = False
        self._choose()

    def paint_pictures(self) -> None:
        """Draw the small curves: of those that are chosen in the colours of the plot."""
        chosen = [record.key for record in self.selected]
        self._filling = True
        for row, record in enumerate(self._records):
            faint = record.key not in chosen
            colour = (
                theme.colour("faint") if faint else theme.class_colour(chosen.index(record.key))
            )
            picture = _picture(record.train_cost.curve(), colour)
            self.model().setData(self.model().index(row, 0), picture, DECORATION)
        self._filling = False

    def _choose(self) -> None:
        if not self._filling:
            self.paint_pictures()
            self.chosen.emit()

    def _rename(self, item: QTableWidgetItem) -> None:
        if not self._filling and item.column() == 0:
            self.renamed.emit(self._records[item.row()].key, item.text())


def cells(record: Record) -> tuple[str, ...]:
    """Write what the columns say of a run."""
    costs = (final(line.curve()) for line in (record.train_cost, record.test_cost))
    shares = (final(line.curve()) for line in (record.train_accuracy, record.test_accuracy))
    return (
        record.name,
        *(_or_nothing(cost, significant) for cost in costs),
        *(_or_nothing(share, percent) for share in shares),
    )


def details(record: Record) -> str:
    """Write what else there is to know of a run."""
    text = tr("{name}\n{iterations} updates in {seconds:.1f} s, ended {when} UTC")
    return text.format(
        name=record.name,
        iterations=grouped(record.iterations),
        seconds=record.seconds,
        when=record.kept[:16].replace("T", " "),
    )


def _or_nothing(value: float, write: Write) -> str:
    return write(value) if np.isfinite(value) else "-"


def _cell(text: str, tip: str, editable: bool) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setToolTip(tip)
    if not editable:
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item


def _picture(curve: Curve, colour: QColor) -> QIcon:
    """Draw a curve as an icon, whatever its scale."""
    picture = QPixmap(PICTURE)
    picture.fill(Qt.GlobalColor.transparent)
    seen = np.isfinite(curve.values)
    at, values = curve.at[seen], curve.values[seen]
    if len(at) > 1 and np.ptp(at) > 0 and np.ptp(values) > 0:
        x = 1 + (PICTURE.width() - 3) * (at - at[0]) / (at[-1] - at[0])
        y = 2 + (PICTURE.height() - 5) * (1 - (values - values.min()) / np.ptp(values))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1.5))
        painter.drawPolyline(QPolygonF([QPointF(*point) for point in zip(x, y, strict=True)]))
        painter.end()
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)
    return icon
