"""A line of controls with a text among them."""

from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.text_row import TextRow


def test_that_no_control_lies_outside_a_narrow_row_and_the_text_has_its_width(qtbot: QtBot) -> None:
    left, text = [QPushButton("Predict pictures..."), QPushButton("Predict a folder...")], QLabel()
    right = [QPushButton("Again"), QPushButton("Save as CSV...")]
    text.setText("12 of 12 files, by the weights of iteration 1,200.")
    text.setWordWrap(True)
    # A layout is the least size of its own window: the row is in one of a view.
    view, row = QWidget(), TextRow(left, text, right)
    qtbot.addWidget(view)
    row.setParent(view)
    view.show()
    row.resize(1200, 40)
    row.layout().activate()
    assert left[1].geometry().right() < text.x() < right[0].x()
    row.resize(row.minimumSizeHint().width(), 120)
    row.layout().activate()
    for part in (*left, text, *right):
        assert row.rect().contains(part.geometry())
    assert text.width() >= row.width() - 20
    assert left[0].geometry().bottom() < text.y() < right[0].y()
