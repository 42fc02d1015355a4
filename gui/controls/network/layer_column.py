"""One hidden layer: its number of units, its bar and its activation, from top to bottom."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QSpinBox, QVBoxLayout, QWidget

from core.messages import tr
from gui import theme
from gui.controls.network.activation_box import ActivationBox
from gui.controls.network.units_slider import MOST, UnitsSlider
from gui.widgets.wheel_safe_boxes import NumberBox

WIDEST = 52
MOST_TYPED = 10_000


class LayerColumn(QWidget):
    """Show and change one hidden layer; hidden columns remember their units."""

    units_changed = Signal(int)
    activation_changed = Signal(str)

    def __init__(self, layer: int, units: int) -> None:
        super().__init__()
        self.units = units
        self.bar = UnitsSlider(layer)
        self.number = _UnitsNumber(layer)
        self.activation = ActivationBox(layer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self.number)
        column.addWidget(self.bar, 1)
        column.addWidget(self.activation)
        self.setMaximumWidth(WIDEST)
        self.show_units(units)
        self.bar.valueChanged.connect(self._ask_units)
        self.number.valueChanged.connect(self._ask_units)
        self.activation.currentIndexChanged.connect(self._ask_activation)

    def show_units(self, units: int) -> None:
        """Show a number of units; a bar that is too short for it is shown full."""
        self.units = units
        with QSignalBlocker(self.bar):
            self.bar.setValue(min(units, MOST))
        self.bar.show_more(units > MOST)
        self.number.show_value(units)
        self.number.fit()

    def show_activation(self, name: str) -> None:
        """Show an activation."""
        self.activation.show_value(name)

    def _ask_units(self, units: int) -> None:
        self.show_units(units)
        self.units_changed.emit(units)

    def _ask_activation(self) -> None:
        self.activation_changed.emit(self.activation.currentData())


class _UnitsNumber(NumberBox):
    """The exact number, in letters that shrink until it fits."""

    def __init__(self, layer: int) -> None:
        super().__init__(1, MOST_TYPED)
        name = tr("Units of layer {layer}, typed").format(layer=layer)
        self.setAccessibleName(name)
        self.setToolTip(
            tr("Units of layer {layer}: type a number, 1 to 10,000.").format(layer=layer)
        )
        self.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.setFrame(False)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setMinimumWidth(16)
        theme.mark(self, "bare")
        self.lineEdit().setTextMargins(-2, 0, -2, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Choose the largest letters in which the number is whole."""
        font = theme.figure_font()
        wide = QFontMetrics(font).horizontalAdvance(self.text()) + 6
        if wide > self.width() > 0:
            font.setPointSizeF(max(5.0, font.pointSizeF() * self.width() / wide))
        self.lineEdit().setFont(font)
