"""How one picture of the grid is painted: itself, its side, its class, and its name."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from core.data.folder.items import SampleItem, Side
from core.files import shown
from core.messages import tr
from gui import theme
from gui.views.data.thumbnails import SIDE, Thumbnails

Index = QModelIndex | QPersistentModelIndex

MARGIN, NAME = 5, 15
CELL = (SIDE + 2 * MARGIN + 4, SIDE + 2 * MARGIN + NAME)
WIDEST = 2 * CELL[0]
BADGE = 15


class PictureCell(QStyledItemDelegate):
    """Paint an item as the settings want it; the data set may still be on its way there.

    With `by_class` the class stands below a picture instead of the file's name, and of those that
    are `suggested` the class that may be right, by the picture's name.
    """

    def __init__(self, thumbnails: Thumbnails, item: int, group: int, parent: QObject) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._item, self._group = item, group
        self.wished: Callable[[SampleItem], SampleItem] = lambda item: item
        self.by_class = False
        self.suggested: Mapping[str, str] = {}

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        grid = self.parent()
        return grid.gridSize() if isinstance(grid, QListView) else QSize(*CELL)

    def size_for(self, items: list[SampleItem]) -> QSize:
        """Return the size of cells in which the longest name of these is read."""
        longest = max(map(self._caption, items), key=len, default="")
        width = QFontMetrics(theme.small_font()).horizontalAdvance(longest) + 2 * MARGIN
        return QSize(min(max(CELL[0], width), WIDEST), CELL[1])

    def _caption(self, item: SampleItem) -> str:
        if item.name in self.suggested:
            text = tr("{name}? {suggested}?")
            suggested = shown(self.suggested[item.name])
            return text.format(name=shown(item.class_name), suggested=suggested)
        if self.by_class:
            return shown(item.class_name)
        return shown(item.name.rpartition("/")[2]) or str(item.column + 1)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        item: SampleItem = index.data(self._item)
        wished = self.wished(item)
        cell: QRect = option.rect
        painter.save()
        if index.data(self._group) % 2:
            painter.fillRect(cell, theme.colour("groove", 0.6))
        place = QRect(cell.x() + (cell.width() - SIDE) // 2, cell.y() + MARGIN, SIDE, SIDE)
        self._picture(painter, place, item)
        if wished.side is Side.EXCLUDED:
            _crossed(painter, place)
        elif wished.side is Side.TEST:
            _badge(painter, place, tr("T"))
        self._name(painter, QRect(cell.x() + 2, place.bottom() + 2, cell.width() - 4, NAME), wished)
        if option.state & QStyle.StateFlag.State_Selected:
            focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(QPen(theme.colour("accent"), 3 if focused else 2))
            painter.drawRect(place.adjusted(-2, -2, 2, 2))
        painter.restore()

    def _picture(self, painter: QPainter, place: QRect, item: SampleItem) -> None:
        pixmap = self._thumbnails.picture(item)
        if pixmap is None:
            painter.fillRect(place, theme.colour("groove"))
            return
        painter.setRenderHint(
            QPainter.RenderHint.SmoothPixmapTransform, pixmap.width() > place.width()
        )
        painter.drawPixmap(place, pixmap)

    def _name(self, painter: QPainter, place: QRect, item: SampleItem) -> None:
        painter.setFont(theme.small_font())
        painter.setPen(theme.colour("quiet"))
        text = self._caption(item)
        if item.folder_class and item.folder_class != item.class_name:
            text = tr("now {name}").format(name=shown(item.class_name))
            painter.setPen(theme.colour("note"))
        middle = Qt.TextElideMode.ElideMiddle
        fitting = QFontMetrics(painter.font()).elidedText(text, middle, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, fitting)


def _crossed(painter: QPainter, place: QRect) -> None:
    """Cross out an excluded picture."""
    painter.fillRect(place, theme.colour("base", 0.7))
    painter.setPen(QPen(theme.colour("error"), 2))
    painter.drawLine(place.topLeft(), place.bottomRight())
    painter.drawLine(place.topRight(), place.bottomLeft())


def _badge(painter: QPainter, place: QRect, letter: str) -> None:
    """Mark a picture of the test in its corner."""
    corner = QRect(place.right() - BADGE + 1, place.y(), BADGE, BADGE)
    painter.fillRect(corner, theme.colour("test"))
    painter.setPen(theme.colour("base"))
    painter.setFont(theme.small_font())
    painter.drawText(corner, Qt.AlignmentFlag.AlignCenter, letter)
