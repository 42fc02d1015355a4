"""A student's own numbers beside the right ones, in the window."""

from pathlib import Path

import numpy as np
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMessageBox,
    QPushButton,
    QTableWidget,
)

from tests.core.own_numbers.student_program import student_numbers
from tests.gui.conftest import let_fall


def compared(bench, file: Path) -> QDialog:
    assert let_fall(bench.window, [file]) is not None
    found: list[QDialog] = []

    def is_there() -> bool:
        found[:] = bench.window.findChildren(QDialog, "comparison")
        return bool(found) and file.name in found[-1].windowTitle()

    bench.qtbot.waitUntil(is_there)
    return found[-1]


def result(dialog: QDialog, name: str) -> str:
    table = dialog.findChild(QTableWidget)
    rows = {table.item(row, 0).text(): row for row in range(table.rowCount())}
    return table.item(rows[name], 1).text()


def test_that_dropped_numbers_are_compared_and_the_bench_stays_as_it_is(
    bench, tmp_path: Path
) -> None:
    slip = ("np.sum(dZ, axis=1, keepdims=True)", "np.sum(dZ, axis=1)")
    np.savez(tmp_path / "mine.npz", **student_numbers((2, 4, 1), change=slip))
    before = bench.snapshot.run
    dialog = compared(bench, tmp_path / "mine.npz")
    summary = dialog.findChild(QLabel, "comparison_summary").text()
    assert "db1 is the first that is wrong" in summary
    assert result(dialog, "dW1").startswith("right")
    assert result(dialog, "b1_after") == "follows from db1, (4, 4)"
    assert "keepdims=True" in result(dialog, "db1")
    copy = next(button for button in dialog.findChildren(QPushButton) if button.text() == "Copy")
    copy.click()
    assert QGuiApplication.clipboard().text().startswith(summary)
    assert bench.snapshot.run == before
    close = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close)
    close.click()
    assert dialog.isHidden()
    (tmp_path / "odd.json").write_text('{"W1": [[1, 2], [3]]}')
    assert let_fall(bench.window, [tmp_path / "odd.json"]) is not None
    bench.qtbot.waitUntil(lambda: bool(bench.window.findChildren(QMessageBox)))
    assert "equal lengths" in bench.window.findChildren(QMessageBox)[-1].text()
