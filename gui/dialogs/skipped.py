"""A dialog that lists the files that were left out, each with its reason."""

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

from core.data.dataset import Dataset
from core.data.file_notes import group_skipped
from core.data.skipped import Skipped
from core.files import shown
from core.messages import fill, tr
from gui.widgets.button import close_box
from gui.widgets.plain_text import plain_label, plain_tip


def show_skipped(parent: QWidget, dataset: Dataset) -> None:
    """Show the files that were left out of a dataset, with a button that copies the list."""
    dialog = QDialog(parent)
    dialog.setObjectName("skipped")
    dialog.setWindowTitle(tr("Files left out"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    column = QVBoxLayout(dialog)
    column.addWidget(plain_label(_heading(dataset)))
    column.addWidget(_table(dataset.skipped))
    column.addWidget(_buttons(dialog, dataset.skipped))
    dialog.resize(720, 420)
    dialog.open()


def _heading(dataset: Dataset) -> str:
    text = tr("{count:,} {count:file was|files were} left out; the rest is used.")
    lines = [
        fill(text, count=len(dataset.skipped)),
        *group_skipped(dataset.skipped),
        *dataset.remarks,
    ]
    return "\n".join(map(str, lines))


def _table(skipped: tuple[Skipped, ...]) -> QTableWidget:
    table = QTableWidget(len(skipped), 2)
    table.setHorizontalHeaderLabels([tr("File"), tr("Why")])
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.verticalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    for row, entry in enumerate(skipped):
        for column, text in enumerate((shown(entry.file), entry.reason)):
            item = QTableWidgetItem(text)
            item.setToolTip(plain_tip(text))
            table.setItem(row, column, item)
    table.setColumnWidth(0, 240)
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    return table


def _buttons(dialog: QDialog, skipped: tuple[Skipped, ...]) -> QDialogButtonBox:
    box = close_box()
    copy = box.addButton(tr("Copy the list"), QDialogButtonBox.ButtonRole.ActionRole)
    lines = "\n".join(f"{shown(entry.file)}\t{entry.reason}" for entry in skipped)
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(lines))
    box.rejected.connect(dialog.reject)
    return box
