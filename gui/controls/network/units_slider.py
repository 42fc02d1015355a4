"""A vertical slider for the units of a hidden layer, drawn as a bar of units."""

import math

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider

from core.messages import tr
from gui import theme
from gui.controls.network.unit_dots import paint_layer_bar

MAX_UNITS = 512  # by dragging; the field above the bar takes more
LEAST_HEIGHT, LOW_HEIGHT = 76, 32  # pixels of the slider, on a usual and on a low screen
MIN_HEIGHT = 12.0  # pixels of a bar with one unit
FEW, FEW_SHARE = 8, 0.4  # so many units, each easy to hit, have this share of the height


class UnitsSlider(QSlider):
    """Choose 1 to 512 units by dragging; the height of many is logarithmic.

    `typing_wanted` says that it was double-clicked.
    """

    typing_wanted = Signal()

    def __init__(self, layer: int) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.setObjectName(f"units_{layer}")
        self.setAccessibleName(tr("Units of layer {layer}").format(layer=layer))
        self.setToolTip(
            tr(
                "Layer {layer}: drag up for more units, down for fewer; or arrow keys, PgUp, PgDn. "
                "A double click types the number."
            ).format(layer=layer)
        )
        self.setRange(1, MAX_UNITS)
        self.setPageStep(10)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._more = False
        self._drag_start: tuple[float, int] | None = None

    def show_more(self, more: bool) -> None:
        """Show whether the layer has more units than the slider can."""
        self._more = more
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(24, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(16, self.minimumHeight())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._drag_start = (event.position().y(), self.value())
        self.setSliderDown(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag_start is not None:
            start, units = self._drag_start
            rise, height = start - event.position().y(), self._groove.height()
            self.setSliderPosition(units_after(units, rise, height))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag_start = None
            self.setSliderDown(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.typing_wanted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        groove = self._groove
        painter.setPen(theme.pen("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("groove", 0.5))
        painter.drawRoundedRect(groove, 3, 3)
        bar = bar_rect(groove, self.value())
        paint_layer_bar(painter, bar, self.value())
        self._paint_edge(painter, bar)

    @property
    def _groove(self) -> QRectF:
        return QRectF(self.rect()).adjusted(1, 1, -1, -1)

    def _paint_edge(self, painter: QPainter, bar: QRectF) -> None:
        """Paint the upper edge, doubled where the layer has more units than the bar shows."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("column_edge"))
        thickness = 4 if self.underMouse() or self.isSliderDown() else 3
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width(), thickness), 1.5, 1.5)
        if self._more:
            painter.drawRoundedRect(QRectF(bar.left(), bar.top() + 6, bar.width(), 2), 1, 1)


def units_after(units: int, rise: float, height: float) -> int:
    """Return how many units the bar of so many has after a drag: its edge stays under the mouse.

    `rise` is in pixels, upwards, `height` that of the groove.
    """
    return units_at(share_of(units) + rise / max(1.0, height - MIN_HEIGHT))


def bar_rect(groove: QRectF, units: int) -> QRectF:
    """Return the bar of so many units at the bottom of a groove."""
    height = MIN_HEIGHT + share_of(units) * (groove.height() - MIN_HEIGHT)
    return QRectF(groove.left(), groove.bottom() - height, groove.width(), height)


def share_of(units: int) -> float:
    """Return how high so many units are, from 0 to 1: the first FEW evenly, then by factors."""
    if units <= FEW:
        return FEW_SHARE * (units - 1) / (FEW - 1)
    factors = math.log(min(units, MAX_UNITS) / FEW) / math.log(MAX_UNITS / FEW)
    return FEW_SHARE + (1 - FEW_SHARE) * factors


def units_at(share: float) -> int:
    """Return how many units are so high, 1 or more."""
    if share <= FEW_SHARE:
        return round(1 + max(0.0, share) / FEW_SHARE * (FEW - 1))
    factors = (min(1.0, share) - FEW_SHARE) / (1 - FEW_SHARE)
    return round(FEW * math.exp(factors * math.log(MAX_UNITS / FEW)))
