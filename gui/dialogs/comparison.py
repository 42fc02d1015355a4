"""A dialog that shows a student's own numbers beside the right ones."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.files import shown
from core.messages import fill, listed, tr, translate
from core.own_numbers.compare import ComparedArray, Comparison
from core.own_numbers.words import LEFT_OUT, sentence_of, summary_of
from gui.theme import colour, heading_font
from gui.widgets.button import close_box
from gui.widgets.plain_text import plain_label, plain_tip

COLOURS = {"given": "quiet", "right": "text", "follows": "warning", "wrong": "error"}


def show_comparison(
    parent: QWidget, file: str, comparison: Comparison, another: Callable[[], None]
) -> None:
    """Show every array of a file in the order of computation, with a button for another file."""
    dialog = QDialog(parent)
    dialog.setObjectName("comparison")
    title = tr("Own numbers: {file}").format(file=shown(Path(file).name))
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    column = QVBoxLayout(dialog)
    summary = plain_label(str(summary_of(comparison)))
    summary.setObjectName("comparison_summary")
    summary.setFont(heading_font())
    summary.setWordWrap(True)
    column.addWidget(summary)
    for line in _remarks(comparison):
        label = plain_label(line)
        label.setWordWrap(True)
        column.addWidget(label)
    column.addWidget(_table(comparison), 1)
    column.addWidget(_buttons(dialog, comparison, another))
    dialog.resize(900, 520)
    dialog.show()


def _remarks(comparison: Comparison) -> list[str]:
    remarks = list(map(str, comparison.remarks))
    if comparison.left_out:
        remarks.append(fill(translate(LEFT_OUT), names=listed(map(shown, comparison.left_out))))
    return remarks


def _table(comparison: Comparison) -> QTableWidget:
    table = QTableWidget(len(comparison.arrays), 2)
    table.setAccessibleName(tr("Arrays in the order in which they are computed"))
    table.setHorizontalHeaderLabels([tr("Array"), tr("Result")])
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.verticalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    for row, array in enumerate(comparison.arrays):
        for place, text in enumerate(_cells(array)):
            item = QTableWidgetItem(text)
            item.setForeground(colour(COLOURS[array.verdict]))
            item.setToolTip(plain_tip(text))
            table.setItem(row, place, item)
    table.resizeColumnsToContents()
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    first = comparison.first_wrong
    if first is not None:
        table.selectRow(comparison.arrays.index(first))
    return table


def _cells(array: ComparedArray) -> tuple[str, str]:
    return str(array.place), str(sentence_of(array))


def _buttons(
    dialog: QDialog, comparison: Comparison, another: Callable[[], None]
) -> QDialogButtonBox:
    box = close_box()
    role = QDialogButtonBox.ButtonRole.ActionRole
    box.addButton(tr("Another file..."), role).clicked.connect(lambda: another())
    lines = [str(summary_of(comparison)), *_remarks(comparison)]
    lines += ["\t".join(_cells(array)) for array in comparison.arrays]
    copy = box.addButton(tr("Copy"), role)
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText("\n".join(lines)))
    box.rejected.connect(dialog.reject)
    return box
