"""A row of parts that goes on in the next line where it has no room."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem

from gui import theme


class FlowLayout(QLayout):
    """Lay parts out like words of a text; one that grows sideways takes what its line leaves."""

    def __init__(self, spacing: int = theme.TIGHT) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        # Laying out asks many times for the same width.
        self._found: dict[int, list[list[tuple[QLayoutItem, int]]]] = {}
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def invalidate(self) -> None:
        self._found.clear()
        super().invalidate()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = self._lines(width)
        heights = [max(_height(item, room) for item, room in line) for line in lines]
        return sum(heights) + self.spacing() * max(len(lines) - 1, 0)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        y = rect.y()
        for line in self._lines(rect.width()):
            height, x = max(_height(item, room) for item, room in line), rect.x()
            for item, room in line:
                part = min(_height(item, room), height)
                item.setGeometry(QRect(x, y + (height - part) // 2, room, part))
                x += room + self.spacing()
            y += height + self.spacing()

    def sizeHint(self) -> QSize:
        shown = self._shown()
        width = sum(_least(item) for item in shown) + self.spacing() * max(len(shown) - 1, 0)
        return QSize(width, max((_height(item, width) for item in shown), default=0))

    def minimumSize(self) -> QSize:
        shown = self._shown()
        width = max(map(_least, shown), default=0)
        return QSize(width, max((item.minimumSize().height() for item in shown), default=0))

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, int]]]:
        """Return the items of each line with their widths."""
        if width not in self._found:
            self._found[width] = self._broken(width)
        return self._found[width]

    def _broken(self, width: int) -> list[list[tuple[QLayoutItem, int]]]:
        lines: list[list[QLayoutItem]] = []
        left = 0
        for item in self._shown():
            if not lines or _least(item) > left:
                lines.append([])
                left = width
            lines[-1].append(item)
            left -= _least(item) + self.spacing()
        return [self._widths(line, width) for line in lines]

    def _widths(self, line: list[QLayoutItem], width: int) -> list[tuple[QLayoutItem, int]]:
        left = width - sum(map(_least, line)) - self.spacing() * (len(line) - 1)
        growing = sum(map(_grows, line))
        return [
            (item, _least(item) + (max(left, 0) // growing if _grows(item) else 0)) for item in line
        ]


def _grows(item: QLayoutItem) -> bool:
    return bool(item.expandingDirections() & Qt.Orientation.Horizontal)


def _least(item: QLayoutItem) -> int:
    """Return the width that an item is given before anything is left."""
    return item.minimumSize().width() if _grows(item) else item.sizeHint().width()


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
