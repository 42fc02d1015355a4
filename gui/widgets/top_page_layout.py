"""Pages one behind the other, of which the one on top alone says how much room is needed."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedLayout


class TopPageLayout(QStackedLayout):
    """Ask for the room of the page on top.

    By itself such a layout asks for as much as the largest of its pages needs:
    https://doc.qt.io/qt-6/qstackedlayout.html#minimumSize
    """

    def minimumSize(self) -> QSize:
        page = self.currentWidget()
        return page.minimumSizeHint() if page else QSize()

    def hasHeightForWidth(self) -> bool:
        item = self.itemAt(self.currentIndex())
        return bool(item and item.hasHeightForWidth())

    def heightForWidth(self, width: int) -> int:
        item = self.itemAt(self.currentIndex())
        return item.heightForWidth(width) if item else -1
