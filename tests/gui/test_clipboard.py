"""Facts about copying a view: as a picture, and its numbers as a table."""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QGraphicsView, QMessageBox

from tests.gui.conftest import Bench


def test_that_the_view_that_has_the_focus_is_copied_or_else_the_one_on_top(bench: Bench) -> None:
    window, clipboard = bench.window, QGuiApplication.clipboard()
    copy, copy_numbers = (window.menus.actions[f"copy_{what}"] for what in ("picture", "numbers"))
    bench.find("step", QAbstractButton).click()
    done = bench.wait(lambda snapshot: snapshot.iteration == 1)
    window.setFocus()
    copy.trigger()
    assert clipboard.pixmap().size() == window.place("boundary").view.size()
    plot = window.cost.findChild(QGraphicsView)
    plot.setFocus()
    copy.trigger()
    assert clipboard.pixmap().size() == window.cost.size()
    copy_numbers.trigger()
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
    assert bench.find("message", QMessageBox).text() == "Sample holds no numbers."
