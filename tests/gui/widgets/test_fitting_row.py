"""Facts about parts side by side: where they would be too narrow they stand one under the other."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.fitting_row import FittingRow


def test_that_parts_stand_under_one_another_where_a_row_would_squeeze_them(qtbot: QtBot) -> None:
    parts = [QWidget() for _ in range(3)]
    row = FittingRow(parts, QSize(200, 150))
    qtbot.addWidget(row)
    row.resize(600, 150)
    row.show()
    assert [part.geometry().getRect() for part in parts] == [
        (200 * place, 0, 200, 150) for place in range(3)
    ]
    row.resize(599, 450)
    qtbot.waitUntil(lambda: parts[1].x() == 0)
    assert [part.geometry().getRect() for part in parts] == [
        (0, 150 * place, 599, 150) for place in range(3)
    ]
    assert row.minimumSizeHint() == QSize(0, 450)
    row.resize(600, 450)
    qtbot.waitUntil(lambda: parts[1].y() == 0)
