"""A table whose columns are as wide as what was seen in them, however many rows there are."""

from PySide6.QtCore import QEvent, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

WIDEST = 260
"""Pixels of a column, at most; the usual name of a run has room in them."""


class FittedTable(QTableView):
    """Show rows in columns that have room for all that comes into sight, up to WIDEST.

    Only the rows in sight are measured. A column grows as one scrolls, and is narrower again only
    after `forget_widths`, so that nothing moves to and fro under the mouse.
    """

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[int, int] = {}
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        # Broken into lines a text would lose its end.
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setResizeContentsPrecision(0)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setMaximumSectionSize(WIDEST)
        header.setStretchLastSection(True)
        self.verticalScrollBar().valueChanged.connect(self._fit)

    def forget_widths(self) -> None:
        """Have columns as wide again as what is in sight, for other rows."""
        self._seen.clear()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.FontChange:
            self.forget_widths()
        super().changeEvent(event)

    def sizeHintForColumn(self, column: int) -> int:
        width = max(super().sizeHintForColumn(column), self._seen.get(column, 0))
        self._seen[column] = width
        return width

    @Slot()
    def _fit(self) -> None:
        self.resizeColumnsToContents()
