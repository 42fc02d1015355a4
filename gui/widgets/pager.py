"""Leaf through what does not fit on one page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from core.messages import tr
from gui import theme
from gui.widgets.number_format import grouped


class Pager(QWidget):
    """Two arrows, and which units are on the page; hidden where one page holds all.

    `turned` says that another page is wanted.
    """

    turned = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._count, self._room, self._first = 0, 1, 0
        self.label = theme.quiet(QLabel())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.TIGHT)
        row.addWidget(self.label)
        self._back = self._arrow(Qt.ArrowType.LeftArrow, tr("The units before"), -1)
        self._on = self._arrow(Qt.ArrowType.RightArrow, tr("The units after"), 1)
        for button in (self._back, self._on):
            row.addWidget(button)

    @property
    def page(self) -> range:
        """Give the numbers, from 0, of the units on the page."""
        return range(self._first, min(self._first + self._room, self._count))

    def offer(self, count: int, room: int) -> None:
        """Leaf through so many units, so many a page."""
        self._count, self._room = count, room
        self._first = min(self._first, count - 1) // room * room
        self._show()

    def turn_to(self, unit: int) -> None:
        """Turn to the page with this unit, counted from 0."""
        self._first = unit // self._room * self._room
        self._show()

    def _turn(self, way: int) -> None:
        self.turn_to(min(max(self._first + way * self._room, 0), self._count - 1))
        self.turned.emit()

    def _show(self) -> None:
        self.setVisible(self._room < self._count)
        page = self.page
        self.label.setText(
            tr("units {first} to {last} of {count}").format(
                first=grouped(page.start + 1),
                last=grouped(page.stop),
                count=grouped(self._count),
            )
        )
        self._back.setEnabled(page.start > 0)
        self._on.setEnabled(page.stop < self._count)

    def _arrow(self, arrow: Qt.ArrowType, tip: str, way: int) -> QToolButton:
        button = QToolButton()
        button.setArrowType(arrow)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(lambda: self._turn(way))
        return button
