"""A horizontal slider that follows the mouse from wherever it is pressed."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from gui import theme

RADIUS = 7.0
NARROWEST = 48


class DragSlider(QSlider):
    """Choose an integer from low to high; `ticks` paints a mark under each."""

    def __init__(self, low: int, high: int, ticks: bool = False) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._ticks = ticks
        self._grip = 0.0  # pixels from the place that a press means to where it was pressed
        self.setRange(low, high)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(NARROWEST)

    def sizeHint(self) -> QSize:
        return QSize(120, 26 if self._ticks else 22)

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, self.sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._grip = self.grip_at(event.position().x())
        self.setSliderDown(True)
        self._follow(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._follow(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def share_of(self, value: int) -> float:
        """Return where on the line a value stands, from 0 at its left end to 1."""
        return (value - self.minimum()) / max(1, self.maximum() - self.minimum())

    def value_at(self, share: float) -> int:
        """Return the value that stands at a share of the line, from 0 to 1."""
        return round(self.minimum() + share * (self.maximum() - self.minimum()))

    def grip_at(self, x: float) -> float:
        """Return how far a press at x lies from the place that it means: on the handle, its own."""
        offset = x - self._handle_centre().x()
        return offset if abs(offset) <= RADIUS + 2 else 0.0

    def _follow(self, x: float) -> None:
        share = (x - self._grip - RADIUS - 1) / max(1.0, self.width() - 2 * RADIUS - 2)
        self.setSliderPosition(self.value_at(min(1.0, max(0.0, share))))

    def _handle_centre(self) -> QPointF:
        return self._point_at(self.share_of(self.sliderPosition()))

    def _point_at(self, share: float) -> QPointF:
        length = self.width() - 2 * RADIUS - 2
        y = RADIUS + 3 if self._ticks else self.height() / 2
        return QPointF(RADIUS + 1 + share * length, y)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        start, handle, end = self._point_at(0), self._handle_centre(), self._point_at(1)
        self._paint_line(painter, start, end, "groove")
        self._paint_line(painter, start, handle, "accent" if self.isEnabled() else "ghost")
        if self._ticks:
            self._paint_ticks(painter)
        paint_handle(painter, handle, self)

    def _paint_line(self, painter: QPainter, start: QPointF, end: QPointF, name: str) -> None:
        painter.setPen(QPen(theme.colour(name), 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(start, end)

    def _paint_ticks(self, painter: QPainter) -> None:
        painter.setPen(theme.pen("faint"))
        steps = self.maximum() - self.minimum()
        for step in range(steps + 1):
            x = round(self._point_at(step / steps).x()) + 0.5
            painter.drawLine(QPointF(x, 2 * RADIUS + 6), QPointF(x, 2 * RADIUS + 9))


def paint_handle(painter: QPainter, centre: QPointF, widget: QWidget) -> None:
    """Paint a round handle, with a halo where the widget has the focus."""
    name = "accent" if widget.isEnabled() else "ghost"
    box = QRectF(centre.x() - RADIUS, centre.y() - RADIUS, 2 * RADIUS, 2 * RADIUS)
    painter.setPen(Qt.PenStyle.NoPen)
    if widget.hasFocus():
        painter.setBrush(theme.colour(name, 0.25))
        painter.drawEllipse(box.adjusted(-1, -1, 1, 1))
    painter.setPen(QPen(theme.colour(name), 2))
    painter.setBrush(theme.colour("raised"))
    painter.drawEllipse(box.adjusted(2, 2, -2, -2))
