"""How each of several labels is answered: how many samples have it, and how many are found."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from core.files import shown
from core.messages import to_translate, tr, translate
from core.training.snapshots.probes.predictions import Predictions
from gui import theme
from gui.widgets.number_format import grouped, percent

HEADS = (
    to_translate("Label"),
    to_translate("Have it"),
    to_translate("Found of them"),
    to_translate("Answered"),
    to_translate("Right of them"),
    to_translate("Right of all"),
)


class LabelTable(QTableWidget):
    """Show a row for each label: its samples, recall, answers, precision and accuracy."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(HEADS), parent)
        self.setObjectName("label_table")
        self.setAccessibleName(tr("Answers by label"))
        self.setHorizontalHeaderLabels([*map(translate, HEADS)])
        self.verticalHeader().hide()
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(theme.small_font())
        sizes = QHeaderView.ResizeMode.ResizeToContents
        self.horizontalHeader().setSectionResizeMode(sizes)

    def show_predictions(self, predictions: Predictions, names: tuple[str, ...]) -> None:
        """Show how these samples are answered, label by label."""
        self.setRowCount(len(names))
        for row, cells in enumerate(label_rows(predictions, names)):
            for column, text in enumerate(cells):
                item = self.item(row, column) or QTableWidgetItem()
                if item.text() != text:
                    item.setText(text)
                if column:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                if self.item(row, column) is None:
                    self.setItem(row, column, item)


def label_rows(predictions: Predictions, names: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Write what the columns say of every label."""
    if predictions.yes is None or predictions.true is None:
        return []
    has, yes = predictions.true > 0.5, predictions.yes
    return [
        (
            shown(name),
            grouped(int(have.sum())),
            _share(have & answered, have),
            grouped(int(answered.sum())),
            _share(have & answered, answered),
            _share(have == answered, np.ones_like(have)),
        )
        for name, have, answered in zip(names, has, yes, strict=True)
    ]


def _share(part: np.ndarray, whole: np.ndarray) -> str:
    count = int(np.count_nonzero(whole))
    return percent(np.count_nonzero(part) / count) if count else "-"
