"""The network as a row of columns, one a layer, with a grip that adds and removes layers."""

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.experiment.settings import MAX_HIDDEN
from core.messages import to_translate, tr
from gui import theme
from gui.controls.network.end_column import EndColumn
from gui.controls.network.layer_column import LayerColumn

DEFAULT_UNITS = 5
PIXELS_PER_LAYER = 26.0  # of a drag


class LayerColumns(QWidget):
    """Hold a column for every layer that is possible, and show the first `count` of them."""

    units_changed = Signal()
    activation_changed = Signal()
    count_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self._count_at_press = 0
        self.inputs = EndColumn(
            "x", to_translate("{count} {count:input: the number|inputs: the numbers} of one sample")
        )
        self.layers = [LayerColumn(layer, DEFAULT_UNITS) for layer in range(1, MAX_HIDDEN + 1)]
        self.outputs = EndColumn(
            "ŷ",
            to_translate("{count} {count:output|outputs}: one for two classes, else one a class"),
        )
        self.grip = LayerGrip()
        self._build()
        for column in self.layers:
            column.units_changed.connect(self.units_changed)
            column.activation_changed.connect(self.activation_changed)
        self.grip.pressed.connect(self._remember_count)
        self.grip.moved.connect(self._request_count)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        row.addWidget(self.inputs)
        for column in self.layers:
            row.addWidget(column, 10)
        row.addWidget(self.outputs)
        row.addWidget(self.grip)
        row.addStretch(1)
        self.show_count(0)

    @property
    def hidden(self) -> tuple[int, ...]:
        """The units of every layer that is shown."""
        return tuple(column.units for column in self.layers[: self.count])

    @property
    def activations(self) -> tuple[str, ...]:
        """The name of the activation of every layer that is shown."""
        shown = self.layers[: self.count]
        return tuple(column.activation.currentData() for column in shown)

    def set_compact(self, on: bool) -> None:
        """Save height in every column, or no longer."""
        for column in self.layers:
            column.set_compact(on)

    def show_count(self, count: int) -> None:
        """Show so many layers; the others keep their units."""
        self.count = count
        for number, column in enumerate(self.layers):
            column.setVisible(number < count)

    def _remember_count(self) -> None:
        self._count_at_press = self.count

    def _request_count(self, more: int) -> None:
        count = min(MAX_HIDDEN, max(0, self._count_at_press + more))
        if count != self.count:
            self.count_requested.emit(count)


class LayerGrip(QWidget):
    """The right edge of the network; `moved` carries how many layers a drag adds."""

    pressed = Signal()
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
            self.pressed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._start is not None:
            self.moved.emit(round((event.globalPosition().x() - self._start) / PIXELS_PER_LAYER))

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
