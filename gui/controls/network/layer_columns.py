"""The network as a row of columns, from the inputs to the output, with a grip at its end."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.experiment.settings import MAX_HIDDEN
from gui.controls.network.end_column import EndColumn
from gui.controls.network.layer_column import LayerColumn
from gui.controls.network.layer_grip import LayerGrip

USUAL_UNITS = 5


class LayerColumns(QWidget):
    """Hold a column for every layer there may be, and show the first few of them."""

    units_changed = Signal()
    activation_changed = Signal()
    count_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self._count_at_grip = 0
        self.inputs = EndColumn("x", "{count} inputs: the numbers of one sample")
        self.columns = [LayerColumn(layer, USUAL_UNITS) for layer in range(1, MAX_HIDDEN + 1)]
        self.outputs = EndColumn("ŷ", "{count} outputs: one for two classes, else one a class")
        self.grip = LayerGrip()
        self._build()
        for column in self.columns:
            column.units_changed.connect(self.units_changed)
            column.activation_changed.connect(self.activation_changed)
        self.grip.taken.connect(self._take_grip)
        self.grip.moved.connect(self._move_grip)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        row.addWidget(self.inputs)
        for column in self.columns:
            row.addWidget(column, 10)
        row.addWidget(self.outputs)
        row.addWidget(self.grip)
        row.addStretch(1)
        self.show_count(0)

    @property
    def hidden(self) -> tuple[int, ...]:
        """Give the units of every layer that is shown."""
        return tuple(column.units for column in self.columns[: self.count])

    @property
    def activations(self) -> tuple[str, ...]:
        """Name the activation of every layer that is shown."""
        shown = self.columns[: self.count]
        return tuple(column.activation.currentData() for column in shown)

    def show_count(self, count: int) -> None:
        """Show so many layers; the others keep their units for later."""
        self.count = count
        for number, column in enumerate(self.columns):
            column.setVisible(number < count)

    def _take_grip(self) -> None:
        self._count_at_grip = self.count

    def _move_grip(self, more: int) -> None:
        count = min(MAX_HIDDEN, max(0, self._count_at_grip + more))
        if count != self.count:
            self.count_asked.emit(count)
