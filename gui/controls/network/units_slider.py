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
# A drag of so many pixels is one unit up to FEW, and the same share of the units from there on.
PIXELS, FEW = 4.0, 16


class UnitsSlider(QSlider):
    """Choose 1 to 512 units by dragging; the height is logarithmic.

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
            self.setSliderPosition(units_after(units, start - event.position().y()))

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
        groove = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(theme.pen("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("groove", 0.5))
        painter.drawRoundedRect(groove, 3, 3)
        bar = bar_rect(groove, self.value())
        paint_layer_bar(painter, bar, self.value())
        self._paint_edge(painter, bar)

    def _paint_edge(self, painter: QPainter, bar: QRectF) -> None:
        """Paint the upper edge, doubled where the layer has more units than the bar shows."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("column_edge"))
        thickness = 4 if self.underMouse() or self.isSliderDown() else 3
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width(), thickness), 1.5, 1.5)
        if self._more:
            painter.drawRoundedRect(QRectF(bar.left(), bar.top() + 6, bar.width(), 2), 1, 1)


def units_after(units: int, rise: float) -> int:
    """Return how many units a drag makes of so many; `rise` is in pixels, upwards."""
    few = PIXELS * FEW
    start = PIXELS * units if units <= FEW else few * (1 + math.log(units / FEW))
    end = start + rise
    wanted = end / PIXELS if end <= few else FEW * math.exp(min(end / few - 1, 10))
    return round(min(MAX_UNITS, max(1.0, wanted)))


def bar_rect(groove: QRectF, units: int) -> QRectF:
    """Return the bar of so many units at the bottom of a groove; its height is logarithmic."""
    share = math.log(min(units, MAX_UNITS)) / math.log(MAX_UNITS)
    height = MIN_HEIGHT + share * (groove.height() - MIN_HEIGHT)
    return QRectF(groove.left(), groove.bottom() - height, groove.width(), height)
