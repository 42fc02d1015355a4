"""Arrows that turn the pages of what does not fit on one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from core.messages import tr
from gui import theme
from gui.widgets.field_outline import OutlinedButton
from gui.widgets.number_format import grouped


class Pager(QWidget):
    """Show which units are on the page, between two arrows; hidden if one page holds all.

    `turned` is emitted when the user has turned the page.
    """

    turned = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._count, self._page_size, self._first = 0, 1, 0
        self.label = theme.make_muted(QLabel())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.TIGHT)
        row.addWidget(self.label)
        self._previous = self._arrow(Qt.ArrowType.LeftArrow, tr("The units before"), -1)
        self._next = self._arrow(Qt.ArrowType.RightArrow, tr("The units after"), 1)
        for button in (self._previous, self._next):
            row.addWidget(button)

    @property
    def page(self) -> range:
        """The indices, from 0, of the units on the page."""
        return range(self._first, min(self._first + self._page_size, self._count))

    def offer(self, count: int, page_size: int) -> None:
        """Set how many units there are, and how many a page holds."""
        self._count, self._page_size = count, page_size
        self._first = min(self._first, count - 1) // page_size * page_size
        self._show()

    def turn_to(self, unit: int) -> None:
        """Show the page with this unit, counted from 0."""
        self._first = unit // self._page_size * self._page_size
        self._show()

    def _turn(self, direction: int) -> None:
        self.turn_to(min(max(self._first + direction * self._page_size, 0), self._count - 1))
        self.turned.emit()

    def _show(self) -> None:
        self.setVisible(self._page_size < self._count)
        page = self.page
        self.label.setText(
            tr("units {first} to {last} of {count}").format(
                first=grouped(page.start + 1),
                last=grouped(page.stop),
                count=grouped(self._count),
            )
        )
        self._previous.setEnabled(page.start > 0)
        self._next.setEnabled(page.stop < self._count)

    def _arrow(self, arrow: Qt.ArrowType, tip: str, direction: int) -> QToolButton:
        button = OutlinedButton()
        button.setArrowType(arrow)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(lambda: self._turn(direction))
        return button
