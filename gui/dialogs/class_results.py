"""The sheet of a class: a row for every project, with its figures and what Health says of it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.classroom.class_results import COLUMNS, ClassRow, Column
from core.files import shown
from core.messages import fill, paragraph, tr, translate
from gui import theme
from gui.widgets.button import close_box, link_button, push_button
from gui.widgets.number_format import grouped, metric_text, significant
from gui.widgets.plain_text import plain_label, plain_tip
from gui.widgets.progress_bar import ProgressBar

SIZE = QSize(1080, 520)
WIDEST = 260  # pixels of a column
ROW = Qt.ItemDataRole.UserRole


class ClassSheet(QDialog):
    """Show the projects of a class; the window stays in use beside it.

    `opened` carries the file of a project, `save_wanted` the rows, `cancelled` ends the reading.
    """

    opened = Signal(str)
    save_wanted = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QWidget, folder: str) -> None:
        super().__init__(parent)
        self.setObjectName("class_sheet")
        self.setWindowTitle(tr("Results of a class: {folder}").format(folder=shown(folder)))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.folder = folder
        self.rows: tuple[ClassRow, ...] = ()
        self.table = QTableWidget(0, len(COLUMNS) + 2)
        self.words, self.progress = plain_label(tr("Looking for projects")), ProgressBar()
        self.cancel = link_button("cancel_class", tr("Cancel"), tr("Stop reading."))
        self.open_project = push_button(
            "open_of_class", tr("&Open"), tr("Open the project of this row; a double click, too.")
        )
        self.save = push_button(
            "save_class", tr("&Save..."), tr("Save the table for other programs.")
        )
        self._name_parts()
        self._lay_out()
        self.table.itemActivated.connect(lambda _: self._open())
        self.table.itemSelectionChanged.connect(self._allow)
        self.open_project.clicked.connect(self._open)
        self.save.clicked.connect(lambda: self.save_wanted.emit(self.rows))
        self.cancel.clicked.connect(lambda: self.cancelled.emit())
        self._allow()

    def _name_parts(self) -> None:
        self.table.setObjectName("class_table")
        self.table.setAccessibleName(tr("Projects of the class"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setMaximumSectionSize(WIDEST)
        self.table.horizontalHeader().setStretchLastSection(True)
        columns = (translate(column.label) for column in COLUMNS.values())
        self.table.setHorizontalHeaderLabels([tr("Project"), *columns, tr("Health")])
        self.progress.setAccessibleName(tr("Reading the projects"))

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(self.words)
        line.addWidget(self.progress, 1)
        line.addWidget(self.cancel)
        buttons = close_box()
        for button in (self.open_project, self.save):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.SPACE)
        column.addLayout(line)
        column.addWidget(self.table, 1)
        column.addWidget(buttons)
        room = self.screen().availableGeometry().size() - QSize(theme.WIDE, 3 * theme.WIDE)
        self.resize(SIZE.boundedTo(room))

    def reject(self) -> None:
        self.cancelled.emit()
        super().reject()

    def show_progress(self, done: int, total: int) -> None:
        """Show how many of the projects are read."""
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        text = tr("Reading {done} of {total}")
        self.words.setText(text.format(done=grouped(done), total=grouped(total)))

    def show_end(self, text: str) -> None:
        """Say how the reading ended; there is nothing more to come."""
        self.words.setText(text)
        for part in (self.progress, self.cancel):
            part.hide()

    def show_rows(self, rows: tuple[ClassRow, ...]) -> None:
        """Show the projects, in their order until a heading is clicked."""
        self.rows = rows
        damaged = sum(row.result is None for row in rows)
        text = tr(
            "{count:,} {count:project|projects}, of which {damaged:,} cannot be read. A click on a "
            "heading sorts, a double click opens a project."
        )
        if not damaged:
            text = tr(
                "{count:,} {count:project|projects}. A click on a heading sorts, a double click "
                "opens a project."
            )
        self.show_end(fill(text, count=len(rows), damaged=damaged))
        self.table.setRowCount(len(rows))
        for place, row in enumerate(rows):
            for column, item in enumerate(_items(row, place)):
                self.table.setItem(place, column, item)
        self.table.resizeColumnsToContents()
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.table.selectRow(0)
        self.table.setFocus()
        self._allow()

    def _row(self) -> ClassRow | None:
        items = self.table.selectedItems()
        return self.rows[items[0].data(ROW)] if items else None

    def _allow(self) -> None:
        row = self._row()
        self.open_project.setEnabled(row is not None and row.result is not None)
        self.save.setEnabled(bool(self.rows))

    def _open(self) -> None:
        row = self._row()
        if row and row.result:
            self.opened.emit(str(row.file))


class Cell(QTableWidgetItem):
    """A cell that is sorted by its value; what has none comes last."""

    def __init__(self, text: str, value: float | str | None, place: int) -> None:
        super().__init__(text)
        self.setData(ROW, place)
        number = value if isinstance(value, int | float) else 0.0
        self._key = (value is None or value == "", number, str(value).casefold())
        if isinstance(value, int | float):
            self.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def __lt__(self, other: QTableWidgetItem) -> bool:
        return isinstance(other, Cell) and self._key < other._key


def _items(row: ClassRow, place: int) -> list[Cell]:
    """Return the cells of a row; the first is sorted by its place, as numbers in names count."""
    name = Cell(row.name, float(place), place)
    name.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    name.setToolTip(plain_tip(shown(row.file)))
    remarks = row.remarks
    health = Cell(paragraph(*remarks), paragraph(*remarks), place)
    health.setToolTip(plain_tip("\n".join(remarks)))
    cells = [Cell(_text(row, column), row.value(column), place) for column in COLUMNS.values()]
    for cell in cells:
        cell.setToolTip(plain_tip(cell.text()))
    return [name, *cells, health]


def _text(row: ClassRow, column: Column) -> str:
    value = row.value(column)
    if row.result is None or value is None:
        return ""
    if column.name == "saved":
        return f"{row.result.saved.astimezone():%Y-%m-%d %H:%M}"
    if column.is_metric:
        return metric_text(float(value), row.result.in_percent)
    if isinstance(value, str):
        return shown(value)
    return grouped(value) if isinstance(value, int) else significant(value)
