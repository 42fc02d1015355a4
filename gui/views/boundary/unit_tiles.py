"""Every hidden unit's activation over the plane as a small image, layer under layer."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.messages import tr
from gui import theme

TILE, GAP, TITLE = 56, 6, 20
Unit = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LayerTiles:
    """One layer's images: `pixels` are colours (units, rows, columns, 3)."""

    title: str
    pixels: np.ndarray


class UnitTiles(QWidget):
    """Show the tiles; a click, or the arrow keys, choose a unit and Escape none.

    `chosen` carries (layer, unit), both from 0, or None.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers: tuple[LayerTiles, ...] = ()
        self._images: list[list[QImage]] = []
        self.unit: Unit | None = None
        self.setObjectName("unit_tiles")
        self.setAccessibleName(tr("Surfaces of the hidden units"))
        self.setToolTip(tr("Click a unit to see its own surface large, and again for the answer"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_layers(self, layers: tuple[LayerTiles, ...]) -> None:
        """Show these layers."""
        shape = [len(layer.pixels) for layer in layers]
        reshaped = shape != [len(layer.pixels) for layer in self._layers]
        self._layers = layers
        self._images = [[_image(unit) for unit in layer.pixels] for layer in layers]
        if reshaped:
            if self.unit and not self._exists(self.unit):
                self._choose(None)
            self.setMinimumHeight(self._height(self.width()))
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(5 * (TILE + GAP), self._height(5 * (TILE + GAP)))

    def resizeEvent(self, event: object) -> None:
        self.setMinimumHeight(self._height(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.small_font())
        painter.setPen(theme.pen("quiet"))
        for layer, place in self._titles():
            painter.drawText(place, Qt.AlignmentFlag.AlignBottom, layer.title)
        for unit, place in self._places(self.width()):
            painter.drawImage(place, self._images[unit[0]][unit[1]])
            chosen = unit == self.unit
            painter.setPen(theme.pen("accent" if chosen else "border", 2.0 if chosen else 1.0))
            painter.drawRect(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        unit = self._at(event.position())
        self._choose(None if unit == self.unit else unit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        units = [unit for unit, _ in self._places(self.width())]
        if event.key() == Qt.Key.Key_Escape:
            self._choose(None)
        elif step and units:
            now = units.index(self.unit) if self.unit in units else -step
            self._choose(units[(now + step) % len(units)])
        else:
            super().keyPressEvent(event)

    def _choose(self, unit: Unit | None) -> None:
        self.unit = unit
        self.update()
        self.chosen.emit(unit)

    def _exists(self, unit: Unit) -> bool:
        return unit[0] < len(self._layers) and unit[1] < len(self._layers[unit[0]].pixels)

    def _at(self, position: QPointF) -> Unit | None:
        places = self._places(self.width())
        return next((unit for unit, place in places if place.contains(position.toPoint())), None)

    def _places(self, width: int) -> list[tuple[Unit, QRect]]:
        places, top, columns = [], 0, _columns(width)
        for l, layer in enumerate(self._layers):
            top += TITLE
            for i in range(len(layer.pixels)):
                row, column = divmod(i, columns)
                corner = (column * (TILE + GAP) + 1, top + row * (TILE + GAP))
                places.append(((l, i), QRect(*corner, TILE, TILE)))
            top += -(-len(layer.pixels) // columns) * (TILE + GAP)
        return places

    def _titles(self) -> list[tuple[LayerTiles, QRect]]:
        titles, top, columns = [], 0, _columns(self.width())
        for layer in self._layers:
            titles.append((layer, QRect(0, top, self.width(), TITLE - 4)))
            top += TITLE + -(-len(layer.pixels) // columns) * (TILE + GAP)
        return titles

    def _height(self, width: int) -> int:
        columns = _columns(width)
        rows = sum(-(-len(layer.pixels) // columns) for layer in self._layers)
        return rows * (TILE + GAP) + len(self._layers) * TITLE + 2


def _columns(width: int) -> int:
    return max(1, width // (TILE + GAP))


def _image(pixels: np.ndarray) -> QImage:
    """Return an image of colours whose first row is the lowest."""
    upright = np.ascontiguousarray(pixels[::-1])
    height, width = upright.shape[:2]
    image = QImage(upright.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return image.copy()
