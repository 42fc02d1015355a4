"""A hidden layer's column: a bar to drag up and down for more and fewer units."""

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider

from core.messages import tr
from gui import theme
from gui.controls.network.unit_dots import paint_layer_bar

MOST = 512  # by hand; the number above the bar takes more
STUB = 12.0  # pixels of a bar with one unit


class UnitsSlider(QSlider):
    """Drag anywhere in it: the height is logarithmic, so that 1 and 512 both can be met."""

    def __init__(self, layer: int) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.setObjectName(f"units_{layer}")
        self.setAccessibleName(tr("Units of layer {layer}").format(layer=layer))
        self.setToolTip(
            tr("Layer {layer}: drag up for more units, down for fewer; or arrow keys, PgUp, PgDn.")
            .format(layer=layer)
        )  # fmt: skip
        self.setRange(1, MOST)
        self.setPageStep(10)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.setMinimumHeight(84)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._more = False
        self._held: tuple[float, int] | None = None

    def show_more(self, more: bool) -> None:
        """Show that the layer has more units than the bar can."""
        self._more = more
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(24, 110)

    def minimumSizeHint(self) -> QSize:
        return QSize(16, self.minimumHeight())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._held = (event.position().y(), self.value())
        self.setSliderDown(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            start, units = self._held
            climb = (start - event.position().y()) / (self.height() - STUB)
            self.setSliderPosition(round(min(MOST, max(1.0, units * MOST**climb))))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = None
            self.setSliderDown(False)

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
        whole = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(theme.pen("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("groove", 0.5))
        painter.drawRoundedRect(whole, 3, 3)
        bar = self._bar(whole)
        paint_layer_bar(painter, bar, self.value())
        self._paint_edge(painter, bar)

    def _bar(self, whole: QRectF) -> QRectF:
        share = math.log(self.value()) / math.log(MOST)
        height = STUB + share * (whole.height() - STUB)
        return QRectF(whole.left(), whole.bottom() - height, whole.width(), height)

    def _paint_edge(self, painter: QPainter, bar: QRectF) -> None:
        """Paint the edge that invites to be dragged; two edges for more than the bar shows."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("column_edge"))
        thick = 4 if self.underMouse() or self.isSliderDown() else 3
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width(), thick), 1.5, 1.5)
        if self._more:
            painter.drawRoundedRect(QRectF(bar.left(), bar.top() + 6, bar.width(), 2), 1, 1)
