"""A grid of small pictures with captions, one of which can be selected."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui import theme

GAP, MAX_SIDE = 6, 220
# Pictures enlarged more than this are not smoothed, so that their pixels can be seen.
MAX_SMOOTH_SCALE = 3


class ImageGrid(QWidget):
    """Show tiles as large as the widget allows, with captions of a line or more.

    `chosen` carries the index of one, from 0.

    Clicks and arrow keys choose a tile where the grid is `choosable`; a click also says
    `clicked`, a double click, or Enter, `opened`.
    """

    chosen = Signal(int)
    clicked = Signal(int)
    opened = Signal(int)

    def __init__(self, name: str, label: str, min_side: int = 40, choosable: bool = True) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.min_side, self._choosable = min_side, choosable
        self._tiles: Sequence[np.ndarray] | np.ndarray = np.empty((0, 1, 1, 3), np.uint8)
        self._captions: Sequence[str] = ()
        self._widest, self._lines = 0, 1
        self._images: list[QImage] = []
        self._choice = -1
        self.setMinimumSize(min_side + 2 * GAP, min_side + 2 * GAP + self._caption)
        if choosable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_tiles(
        self,
        tiles: np.ndarray | Sequence[np.ndarray],
        captions: Sequence[str],
        choice: int = -1,
    ) -> None:
        """Show images, uint8 (k, size, size, 3), or k of different sizes.

        `choice` is the selected index, -1 for none.
        """
        whole = isinstance(tiles, np.ndarray)
        self._tiles = np.ascontiguousarray(tiles) if whole else list(map(_contiguous, tiles))
        self._images = [_image(tile) for tile in self._tiles]
        if list(captions) != list(self._captions):
            metrics = QFontMetrics(theme.small_font())
            lines = [line for caption in captions for line in caption.split("\n")]
            self._widest = max(map(metrics.horizontalAdvance, lines), default=0)
            self._lines = max((caption.count("\n") + 1 for caption in captions), default=1)
        self._captions, self._choice = captions, choice
        self.update()

    @property
    def count(self) -> int:
        """The number of tiles that are shown."""
        return len(self._tiles)

    def capacity(self) -> int:
        """Return how many tiles of the smallest size fit into the widget."""
        across = (self.width() - GAP) // (self.min_side + GAP)
        down = (self.height() - GAP) // (self.min_side + GAP + self._caption)
        return max(int(across * down), 1)

    def tile_rect(self, index: int) -> QRectF:
        """Return where a tile is painted."""
        across, side = self._grid()
        row, column = divmod(index, across)
        step = self._step()
        left = GAP + column * step + (step - GAP - side) / 2
        return QRectF(left, GAP + row * (side + GAP + self._caption), side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.small_font())
        for index, image in enumerate(self._images):
            self._paint_tile(painter, index, image)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position())
        if self._choosable and index is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(index)
            self.clicked.emit(index)
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position())
        if self._choosable and index is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(index)
        else:
            super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        across = self._grid()[0]
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -across,
            Qt.Key.Key_Down: across,
        }
        step = steps.get(Qt.Key(event.key()))
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self._choosable and self._choice >= 0:
            self.opened.emit(self._choice)
            return
        if step is None or not self._choosable:
            super().keyPressEvent(event)
        elif 0 <= self._choice + step < self.count:
            self.chosen.emit(self._choice + step)

    @property
    def _caption(self) -> int:
        return self._lines * QFontMetrics(theme.small_font()).height()

    def _paint_tile(self, painter: QPainter, index: int, image: QImage) -> None:
        rect = self.tile_rect(index)
        smooth = QPainter.RenderHint.SmoothPixmapTransform
        painter.setRenderHint(smooth, rect.width() < MAX_SMOOTH_SCALE * image.height())
        painter.drawImage(rect, image)
        if index == self._choice:
            painter.setPen(theme.pen("accent", 3.0 if self.hasFocus() else 2.0))
            painter.drawRect(rect.adjusted(-2, -2, 2, 2))
        painter.setPen(theme.colour("accent" if index == self._choice else "quiet"))
        below = QRectF(rect.center().x() - self._step() / 2, rect.bottom() + 1, self._step(), 99)
        metrics, right = painter.fontMetrics(), Qt.TextElideMode.ElideRight
        lines = self._captions[index].split("\n")
        text = "\n".join(metrics.elidedText(line, right, int(below.width())) for line in lines)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)

    def _index_at(self, point: QPointF) -> int | None:
        hits = (index for index in range(self.count) if self.tile_rect(index).contains(point))
        return next(hits, None)

    def _step(self) -> float:
        """Return how far columns are apart: as far as captions need, where there is room."""
        across, side = self._grid()
        return max(side + GAP, min(self._widest + 2 * GAP, (self.width() - GAP) / across))

    def _grid(self) -> tuple[int, float]:
        return grid(self.count, self.width() - GAP, self.height() - GAP, self._caption)


@lru_cache
def grid(count: int, width: int, height: int, caption: int) -> tuple[int, float]:
    """Return how many of `count` square tiles form a row, and the largest side that fits."""
    best = (1, 1.0)
    for across in range(1, count + 1):
        down = -(-count // across)
        side = min(width / across - GAP, height / down - GAP - caption, MAX_SIDE)
        if side > best[1]:
            best = (across, side)
    return best


def _contiguous(tile: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(tile)


def _image(tile: np.ndarray) -> QImage:
    height, width, _ = tile.shape
    return QImage(tile.data, width, height, 3 * width, QImage.Format.Format_RGB888)
