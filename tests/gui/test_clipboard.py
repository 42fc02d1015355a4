"""Facts about copying a view: as a picture, and its numbers as a table."""

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGraphicsView

from core.training.snapshots.snapshot import State
from tests.gui.conftest import Bench

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_that_the_view_that_has_the_focus_is_copied_or_else_the_one_on_top(bench: Bench) -> None:
    window, clipboard = bench.window, QGuiApplication.clipboard()
    bench.find("train", object).click()
    done = bench.wait_state(State.FINISHED)
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_C, CTRL)
    assert clipboard.pixmap().size() == window.place("boundary").view.size()
    plot = window.cost.findChild(QGraphicsView)
    plot.setFocus()
    QTest.keyClick(plot, Qt.Key.Key_C, CTRL)
    assert clipboard.pixmap().size() == window.cost.size()
    QTest.keyClick(plot, Qt.Key.Key_C, CTRL | SHIFT)
    head, first, *_ = (line.split("\t") for line in clipboard.text().splitlines())
    assert head[:2] == ["iteration", "train cost"]
    assert float(first[1]) == done.train_cost.values[0]


def test_that_what_cannot_be_copied_or_pasted_is_told(bench: Bench) -> None:
    window, clipboard = bench.window, QGuiApplication.clipboard()
    for empty in (clipboard.clear, lambda: clipboard.setMimeData(QMimeData())):
        empty()
        window.menus.actions["paste"].trigger()
        assert "neither a picture nor a file" in window.statusBar().currentMessage()
        window.statusBar().clearMessage()
    clipboard.setPixmap(window.grab())
    window.menus.actions["paste"].trigger()
    assert "no network yet" in window.statusBar().currentMessage()
    window.open_view("sample")
    window.setFocus()
    window.menus.actions["copy_numbers"].trigger()
    assert bench.find("message", object).text() == "Sample holds no numbers."
