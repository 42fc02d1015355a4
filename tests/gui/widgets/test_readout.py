"""Text that changes with every frame, and how seldom it has the window laid out again."""

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.readout import RunningText
from tests.gui.layouts import layouts


def place(qtbot: QtBot) -> tuple[QWidget, RunningText]:
    column, text = QWidget(), RunningText("words")
    qtbot.addWidget(column)
    box = QVBoxLayout(column)
    box.addWidget(text)
    box.addStretch(1)
    column.resize(200, 300)
    column.show()
    text.show_text("one")
    QCoreApplication.sendPostedEvents()
    return column, text


def test_that_words_of_as_many_lines_lay_nothing_out_again(qtbot: QtBot) -> None:
    column, text = place(qtbot)
    with layouts(column) as seen:
        text.show_text("two")
    assert not seen
    assert text.text() == "two"


def test_that_a_place_grows_with_its_words_and_stays_as_high(qtbot: QtBot) -> None:
    column, text = place(qtbot)
    low = text.height()
    with layouts(column) as seen:
        text.show_text("many words " * 20)
    QCoreApplication.sendPostedEvents()
    high = text.height()
    assert seen == [column]
    assert high > 2 * low
    with layouts(column) as seen:
        text.show_text("few")
    assert not seen
    assert text.height() == high
    column.resize(400, 300)
    QCoreApplication.sendPostedEvents()
    assert text.height() == low


def test_that_no_words_need_no_height(qtbot: QtBot) -> None:
    _, text = place(qtbot)
    text.show_text("")
    assert text.heightForWidth(text.width()) == 0


def test_that_words_can_be_marked_while_the_mouse_is_over_them(qtbot: QtBot) -> None:
    _, text = place(qtbot)
    label = text.findChild(QLabel)

    def can_be_marked() -> bool:
        return bool(label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse)

    def enter_and_leave(marked: int) -> None:
        QApplication.sendEvent(text, QEnterEvent(QPointF(), QPointF(), QPointF()))
        assert can_be_marked()
        label.setSelection(0, marked)
        QApplication.sendEvent(text, QEvent(QEvent.Type.Leave))

    enter_and_leave(0)
    assert not can_be_marked()
    enter_and_leave(2)
    assert label.selectedText() == "on"
