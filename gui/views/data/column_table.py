"""The columns of a table: what each is for, its first cells, and the numbers that they become."""

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.data.table.preview import PreviewColumn, TablePreview
from core.data.table.roles import REASONS, ROLE_LABELS
from core.data.true_words import number_text
from core.files import shown
from core.messages import fill, labelled, to_translate, tr, translate
from core.network.losses import usual_loss
from core.network.targets import CLASSES, LABELS, NUMBERS
from gui import theme
from gui.widgets.number_format import significant
from gui.widgets.plain_text import plain_label, plain_tip
from gui.widgets.wheel_safe_boxes import ChoiceBox, Option

# What is learned beside the other targets.
MORE = "one_more_target"
ROLES = (
    Option("number", ROLE_LABELS["number"], to_translate("One input: the number itself.")),
    Option(
        "category", ROLE_LABELS["category"], to_translate("One value of several: one-hot inputs.")
    ),
    Option(
        "categories",
        ROLE_LABELS["categories"],
        to_translate("Several values at once, such as cook;singer: multi-hot inputs."),
    ),
    Option("target", ROLE_LABELS["target"], to_translate("What is to be learned.")),
    Option(
        MORE,
        to_translate("one more target"),
        to_translate(
            "What is to be learned as well: several numbers, or several labels that are 0 or 1."
        ),
    ),
    Option("leave_out", ROLE_LABELS["leave_out"], to_translate("Nothing is made of it.")),
)
HEADS = (
    to_translate("Column"),
    to_translate("Use"),
    to_translate("First rows"),
    to_translate("become"),
)
USE, FEW, ROWS_SHOWN = 1, 6, 4
WIDEST = 260
# The kind of targets that cells of these roles are, where they are what is learned.
TARGETS_OF = {"number": NUMBERS.name, "categories": LABELS.name}


class _Rows(QTableWidget):
    """A table that says when others of its rows have come in sight."""

    moved = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.moved.emit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.moved.emit()


class ColumnTable(QWidget):
    """List columns; `chosen` carries (name, role) where the user gives one another role.

    Of thousands of columns few are in sight: `boxes` are those that have been, by their rows.
    """

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns: TablePreview = ()
        self.boxes: dict[int, ChoiceBox] = {}
        self.table, self.distances = _Rows(0, len(HEADS)), QTableWidget()
        self.words = theme.make_muted(plain_label())
        self.words.setWordWrap(True)
        self._prepare(self.table, "table_columns", tr("Columns of the table"))
        self._prepare(self.distances, "value_distances", tr("Distances between the values"))
        self.table.setHorizontalHeaderLabels([*map(translate, HEADS)])
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.currentCellChanged.connect(lambda *_: self._show_distances())
        self.table.moved.connect(lambda: self._fit(self._make_rows()))
        self._box_size = ChoiceBox(ROLES).sizeHint()
        self.table.verticalHeader().setDefaultSectionSize(self._box_size.height())
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self.table, 3)
        column.addWidget(self.words)
        column.addWidget(self.distances, 1)
        self._show_distances()

    def show_columns(self, columns: TablePreview) -> None:
        """Show what the columns are for and what becomes of their first cells."""
        place = self.table.currentRow()
        self.table.clearContents()
        self.columns, self.boxes = columns, {}
        self.table.setRowCount(len(columns))
        for row in range(len(columns)):
            self.table.setRowHeight(row, self._box_size.height())
        self.table.setColumnWidth(USE, self._box_size.width())
        made = self._make_rows()
        for number in {*range(len(HEADS) - 1)} - {USE}:
            self.table.resizeColumnToContents(number)
            self.table.setColumnWidth(number, min(WIDEST, self.table.columnWidth(number)))
        self._fit(made)
        first = next((i for i, one in enumerate(columns) if one.distances is not None), 0)
        self.table.setCurrentCell(place if 0 <= place < len(columns) else first, 0)
        self._show_distances()

    def show_reading(self) -> None:
        """Show no columns until those of another table have been read."""
        self.show_columns(())
        self.words.setText(tr("The columns are being read."))
        self.words.show()

    def _make_rows(self) -> list[int]:
        """Make what the rows in sight hold, and return those that held nothing before."""
        last = self.table.rowAt(self.table.viewport().height() - 1)
        end = len(self.columns) if last < 0 else last + 1
        made = [row for row in range(max(0, self.table.rowAt(0)), end) if row not in self.boxes]
        for row in made:
            column = self.columns[row]
            texts = (shown(column.name), "", _listed(column.cells[:ROWS_SHOWN]), becomes(column))
            for number, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(_why(column) if number == USE else text))
                self.table.setItem(row, number, item)
            self.boxes[row] = self._box(row, column)
        return made

    def _fit(self, rows: list[int]) -> None:
        """Give rows the height of what they become."""
        for row in rows:
            height = max(self._box_size.height(), self.table.sizeHintForRow(row))
            self.table.setRowHeight(row, height)

    def _box(self, row: int, column: PreviewColumn) -> ChoiceBox:
        box = ChoiceBox(ROLES)
        box.setObjectName(f"role_{row}")
        box.setAccessibleName(tr("Use of {name}").format(name=shown(column.name)))
        box.setToolTip(plain_tip(_why(column)))
        box.show_value(column.role)
        box.activated.connect(lambda _: self._choose(row))
        self.table.setCellWidget(row, USE, box)
        return box

    def _choose(self, row: int) -> None:
        role = self.boxes[row].currentData()
        if role != self.columns[row].role:
            self.chosen.emit(self.columns[row].name, role)

    def _show_distances(self) -> None:
        row = self.table.currentRow()
        column = self.columns[row] if 0 <= row < len(self.columns) else None
        distances = column.distances if column else None
        self.distances.setVisible(distances is not None)
        self.words.setVisible(distances is not None)
        if column is None or distances is None:
            return
        names = [*map(shown, column.values[:FEW])]
        self.distances.setRowCount(len(names))
        self.distances.setColumnCount(len(names))
        self.distances.setVerticalHeaderLabels(names)
        self.distances.setHorizontalHeaderLabels(names)
        for (i, j), distance in np.ndenumerate(distances[:FEW, :FEW]):
            item = QTableWidgetItem(significant(float(distance)))
            item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            self.distances.setItem(i, j, item)
        self.words.setText(distance_words(column))

    def _prepare(self, table: QTableWidget, name: str, words: str) -> None:
        table.setObjectName(name)
        table.setAccessibleName(words)
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setFont(theme.small_font())
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        if table is self.table:
            table.verticalHeader().hide()
        else:
            sizes = QHeaderView.ResizeMode.ResizeToContents
            table.horizontalHeader().setSectionResizeMode(sizes)
            table.verticalHeader().setSectionResizeMode(sizes)


def role_changes(
    columns: TablePreview, given: Mapping[str, str], name: str, role: str
) -> dict[str, object]:
    """Return the settings that give a column another role; `given` are those set by hand.

    A new target takes the place of the others, which become what their cells look like, unless it
    is one more.
    """
    roles = {other: of for other, of in given.items() if of != "target" and other != name}
    before = [one.name for one in columns if one.role == "target"]
    others = [target for target in before if target != name]
    if role not in ("target", MORE):
        changes: dict[str, object] = {"data.columns": roles | {name: role}}
        return changes | ({"data.target": _one_or_all(others)} if name in before else {})
    targets = [*others, name] if role == MORE else [name]
    return {
        "data.columns": roles,
        "data.target": _one_or_all(targets),
        "training.loss": usual_loss(_kind_of_targets(columns, targets)),
        "network.output": "auto",
    }


def _kind_of_targets(columns: TablePreview, targets: list[str]) -> str:
    """Return the kind of targets that these columns are, as `roles_of` has it."""
    chosen = [one for one in columns if one.name in targets]
    if len(chosen) > 1:
        return LABELS.name if all(one.is_label for one in chosen) else NUMBERS.name
    return TARGETS_OF.get(chosen[0].guess.role if chosen else "", CLASSES.name)


def _one_or_all(targets: list[str]) -> str | list[str]:
    return "".join(targets) if len(targets) < 2 else targets


def becomes(column: PreviewColumn) -> str:
    """Write the features that the first cells become, each under its name."""
    if column.features is None:
        return ""
    lines = [
        labelled(shown(name), _listed(tuple(number_text(float(x), 6) for x in values[:ROWS_SHOWN])))
        for name, values in zip(column.feature_names[:FEW], column.features[:FEW], strict=True)
    ]
    more = len(column.feature_names) - FEW
    if more > 0:
        lines.append(fill(tr("and {count} more {count:feature|features}"), count=more))
    return "\n".join(lines)


def distance_words(column: PreviewColumn) -> str:
    """Say how far apart the values of a category are as the network sees them."""
    name, distances = shown(column.name), column.distances
    apart = [] if distances is None else distances[np.triu_indices(len(distances), 1)].tolist()
    if not apart:
        return tr("{name} has one value.").format(name=name)
    if max(apart) - min(apart) < 1e-9:
        text = tr(
            "How far apart the values of {name} are: one-hot, each two of them are {distance} "
            "apart, the root of 2. As integers (Category code) they would be 1, 2, 3 and so on."
        )
        return text.format(name=name, distance=significant(apart[0]))
    text = tr(
        "How far apart the values of {name} are as integers: from {low} to {high}, although none "
        "is nearer to another. One-hot, each two of them would be 1.414 apart, the root of 2."
    )
    return text.format(name=name, low=significant(min(apart)), high=significant(max(apart)))


def _why(column: PreviewColumn) -> str:
    """Say what the cells look like, and why a column is left out by itself."""
    if column.guess.reason:
        return translate(REASONS[column.guess.reason]).format(columns=shown(column.name))
    labels = {row.name: translate(row.label) for row in ROLES}
    return tr("Its cells look like this: {role}.").format(role=labels[column.guess.role])


def _listed(texts: tuple[str, ...]) -> str:
    # A comma may be a decimal mark here.
    return " · ".join(shown(text) or "-" for text in texts)
