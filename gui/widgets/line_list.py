"""Lines of text that can be chosen, as small pictures can in an image grid."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem

from gui import theme
from gui.widgets.plain_text import plain_tip


class LineList(QListWidget):
    """Show lines; `chosen` carries the index of one that is clicked, or that Enter is pressed on.

    A line that is too long is cut in its middle, and whole in its tip.
    """

    chosen = Signal(int)

    def __init__(self, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(theme.figure_font())
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.itemClicked.connect(lambda item: self.chosen.emit(self.row(item)))

    def show_lines(self, lines: Sequence[str], choice: int = -1) -> None:
        """Show these lines, of which one is marked, -1 for none."""
        while self.count() > len(lines):
            self.takeItem(self.count() - 1)
        while self.count() < len(lines):
            self.addItem(QListWidgetItem())
        for row, line in enumerate(lines):
            self.item(row).setText(line)
            self.item(row).setToolTip(plain_tip(line))
            self.item(row).setSelected(row == choice)

    def text(self) -> str:
        """Return the lines, one below the other."""
        return "\n".join(self.item(row).text() for row in range(self.count()))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 3 * self.fontMetrics().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.currentRow() >= 0:
            self.chosen.emit(self.currentRow())
        else:
            super().keyPressEvent(event)
