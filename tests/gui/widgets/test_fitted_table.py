"""A table of many rows has columns with room for what is seen."""

import pytest
from PySide6.QtGui import QStandardItem, QStandardItemModel
from pytestqt.qtbot import QtBot

from gui.widgets.fitted_table import WIDEST, FittedTable

NARROW, WIDE = "0.5", "0.3016 (0.2996 to 0.3041)"


@pytest.fixture
def table(qtbot: QtBot) -> FittedTable:
    """A table of 60 rows, the last of which are wide."""
    made = FittedTable()
    qtbot.addWidget(made)
    model = QStandardItemModel(made)
    for row in range(60):
        text = WIDE if row > 50 else NARROW
        model.appendRow([QStandardItem(text), QStandardItem("note")])
    made.setModel(model)
    made.resize(400, 200)
    made.show()
    return made


def room(table: FittedTable) -> int:
    return table.columnWidth(0) - table.fontMetrics().horizontalAdvance(WIDE)


def test_that_a_column_has_room_for_what_comes_into_sight(table: FittedTable) -> None:
    assert room(table) < 0
    table.scrollToBottom()
    assert room(table) > 0


def test_that_a_column_is_not_narrower_again_before_there_are_other_rows(
    table: FittedTable,
) -> None:
    table.scrollToBottom()
    wide = table.columnWidth(0)
    table.scrollToTop()
    table.model().layoutChanged.emit()
    assert table.columnWidth(0) == wide
    table.forget_widths()
    table.model().layoutChanged.emit()
    assert room(table) < 0


def test_that_no_column_is_wider_than_it_may_be(table: FittedTable) -> None:
    table.model().item(0, 0).setText(9 * WIDE)
    assert table.columnWidth(0) == WIDEST
