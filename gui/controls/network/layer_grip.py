"""The right edge of the network: drag it to add and remove layers."""

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.messages import tr
from gui import theme

STEP = 26.0  # pixels of the mouse's way for one layer


class LayerGrip(QWidget):
    """Tell how many layers to add since the drag began, negative to remove."""

    taken = Signal()
    moved = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("layer_grip")
        self.setAccessibleName(tr("Add or remove layers"))
        self.setToolTip(tr("Drag right to add layers, left to remove them."))
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setMinimumSize(12, 60)
        self.setMaximumWidth(12)
        self._start: float | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._start = event.globalPosition().x()
            self.taken.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._start is not None:
            self.moved.emit(round((event.globalPosition().x() - self._start) / STEP))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._start = None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.colour("faint"), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        middle = self.rect().center()
        for x in (-2, 3):
            top = QPointF(middle.x() + x, middle.y() - 12)
            painter.drawLine(top, QPointF(middle.x() + x, middle.y() + 12))
