"""Drawings side by side: the background is painted once, the moving part at each frame.

A plot of pyqtgraph calls back into Python for every axis and label whenever one bar has moved;
eight layers of three plots each would then cost the training more than their own computation.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from gui import theme
from gui.plots.ground import Ground, is_of_pixels

HEIGHT = 102
# The least width of the first part beside others, in pixels.
LEAST = 150


class StripPart:
    """One drawing in its box; `stale` says that its background must be painted again."""

    def __init__(self) -> None:
        self.box = QRectF()
        self.stale = True

    def place(self, box: QRectF) -> None:
        """Take another box."""
        self.box, self.stale = box, True

    @property
    def moving(self) -> QRectF:
        """Return the rectangle that every snapshot changes: empty unless overridden."""
        return QRectF()

    def draw_ground(self, painter: QPainter) -> None:
        """Draw the background as vectors."""
        painter.fillRect(self.box, theme.colour("base"))
        painter.setFont(theme.small_font())
        painter.setPen(theme.colour("quiet"))
        self.paint_ground(painter)

    def paint_ground(self, painter: QPainter) -> None:
        """Paint the background: axes, labels, scales."""

    def paint(self, painter: QPainter) -> None:
        """Paint what every snapshot changes."""


class PaintedStrip(QWidget):
    """Draw parts from left to right, the first as wide as the others leave it.

    Where they would leave it hardly any room, the last of them are not drawn.

    `moved` carries the place of the mouse, `left` says that it went away; `clicked` the place of a
    click of its left button, and the keys that were down.
    """

    moved = Signal(QPointF)
    left = Signal()
    clicked = Signal(QPointF, Qt.KeyboardModifier)

    def __init__(self, first: StripPart, *others: tuple[StripPart, int]) -> None:
        super().__init__()
        self._first, self._others = first, others
        self._parts: tuple[StripPart, ...] = ()
        self._ground = Ground()
        self.setMinimumHeight(HEIGHT)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFont(theme.small_font())

    def sizeHint(self) -> QSize:
        return QSize(600, HEIGHT)

    def recolour(self) -> None:
        """Paint everything in the colours of the present theme."""
        self._ground.forget()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        right, shown = float(self.width()), list(self._others)
        while shown and right - sum(width + theme.SPACE for _, width in shown) < LEAST:
            shown.pop()
        for part, width in reversed(shown):
            part.place(QRectF(right - width, 0, width, self.height()))
            right -= width + theme.SPACE
        self._first.place(QRectF(0, 0, right, self.height()))
        self._parts = (self._first, *(part for part, _ in shown))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if is_of_pixels(painter):
            painter.drawPixmap(0, 0, self._present_ground())
        else:
            painter.fillRect(self.rect(), theme.colour("base"))
            for part in self._parts:
                part.draw_ground(painter)
        seen = QRectF(event.rect())
        for part in self._parts:
            if part.moving.intersects(seen):
                part.paint(painter)
        painter.end()

    def _present_ground(self) -> QPixmap:
        ground, is_bare = self._ground.fitted(self)
        stale = [part for part in self._parts if part.stale or is_bare]
        if stale:
            painter = QPainter(ground)
            for part in stale:
                painter.setClipRect(part.box)
                part.draw_ground(painter)
                part.stale = False
            painter.end()
        return ground

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.moved.emit(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(event.position(), event.modifiers())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit()


def paint_upright(painter: QPainter, box: QRectF, text: str) -> None:
    """Write from bottom to top in the middle of a box."""
    painter.save()
    painter.translate(box.center())
    painter.rotate(-90)
    turned = QRectF(-box.height() / 2, -box.width() / 2, box.height(), box.width())
    painter.drawText(turned, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
