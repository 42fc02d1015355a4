"""Small pictures side by side, each with a word beneath it; one can be chosen."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui import theme

GAP, LARGEST = 6, 220
# Pictures enlarged less than this are smoothed; beyond it their pixels shall be seen.
SHARP = 3


class Mosaic(QWidget):
    """Show tiles as large as there is room for; `chosen` carries the place of one, from 0.

    A click chooses, and so do the arrow keys; a mosaic that is not `choosable` only shows.
    """

    chosen = Signal(int)

    def __init__(self, name: str, label: str, least: int = 40, choosable: bool = True) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.least, self._choosable = least, choosable
        self._tiles = np.empty((0, 1, 1, 3), np.uint8)
        self._captions: Sequence[str] = ()
        self._images: list[QImage] = []
        self._choice = -1
        self.setMinimumSize(least + 2 * GAP, least + 2 * GAP + self._caption)
        if choosable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_tiles(self, tiles: np.ndarray, captions: Sequence[str], choice: int = -1) -> None:
        """Show pictures, uint8 (k, size, size, 3); `choice` is the one that is marked."""
        self._tiles = np.ascontiguousarray(tiles)
        self._images = [_image(tile) for tile in self._tiles]
        self._captions, self._choice = captions, choice
        self.update()

    @property
    def count(self) -> int:
        """Count the tiles that are shown."""
        return len(self._tiles)

    def capacity(self) -> int:
        """Count the tiles of the least size that there is room for."""
        across = (self.width() - GAP) // (self.least + GAP)
        down = (self.height() - GAP) // (self.least + GAP + self._caption)
        return max(int(across * down), 1)

    def place(self, number: int) -> QRectF:
        """Give where a tile is drawn."""
        across, side = self._grid()
        row, column = divmod(number, across)
        step = side + GAP
        return QRectF(GAP + column * step, GAP + row * (step + self._caption), side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.small_font())
        smooth = QPainter.RenderHint.SmoothPixmapTransform
        painter.setRenderHint(smooth, self._grid()[1] < SHARP * self._tiles.shape[1])
        for number, image in enumerate(self._images):
            self._paint_tile(painter, number, image)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if self._choosable and found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(found)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        across = self._grid()[0]
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -across,
            Qt.Key.Key_Down: across,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self._choosable:
            super().keyPressEvent(event)
        elif 0 <= self._choice + step < self.count:
            self.chosen.emit(self._choice + step)

    @property
    def _caption(self) -> int:
        return QFontMetrics(theme.small_font()).height()

    def _paint_tile(self, painter: QPainter, number: int, image: QImage) -> None:
        place = self.place(number)
        painter.drawImage(place, image)
        if number == self._choice:
            painter.setPen(theme.pen("accent", 3.0 if self.hasFocus() else 2.0))
            painter.drawRect(place.adjusted(-2, -2, 2, 2))
        painter.setPen(theme.colour("accent" if number == self._choice else "quiet"))
        below = QRectF(place.left() - GAP / 2, place.bottom() + 1, place.width() + GAP, 99)
        text = painter.fontMetrics().elidedText(
            self._captions[number], Qt.TextElideMode.ElideRight, int(below.width())
        )
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)

    def _at(self, point: QPointF) -> int | None:
        places = (number for number in range(self.count) if self.place(number).contains(point))
        return next(places, None)

    def _grid(self) -> tuple[int, float]:
        return grid(self.count, self.width() - GAP, self.height() - GAP, self._caption)


@lru_cache
def grid(count: int, width: int, height: int, caption: int) -> tuple[int, float]:
    """Give how many of `count` tiles stand in a row, and their side, the largest that fits."""
    best = (1, 1.0)
    for across in range(1, count + 1):
        down = -(-count // across)
        side = min(width / across - GAP, height / down - GAP - caption, LARGEST)
        if side > best[1]:
            best = (across, side)
    return best


def _image(tile: np.ndarray) -> QImage:
    height, width, _ = tile.shape
    return QImage(tile.data, width, height, 3 * width, QImage.Format.Format_RGB888)
