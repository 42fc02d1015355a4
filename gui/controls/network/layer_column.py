"""One hidden layer: its number of units, its slider and its activation."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPalette, QResizeEvent
from PySide6.QtWidgets import QSpinBox, QVBoxLayout, QWidget

from core.messages import tr
from gui import theme
from gui.controls.network.activation_box import ActivationBox
from gui.controls.network.units_slider import LEAST_HEIGHT, LOW_HEIGHT, MAX_UNITS, UnitsSlider
from gui.widgets.wheel_safe_boxes import NumberBox

MAX_WIDTH = 52
MAX_TYPED_UNITS = 10_000


class LayerColumn(QWidget):
    """Show and change one hidden layer; a hidden column keeps its units."""

    units_changed = Signal(int)
    activation_changed = Signal(str)

    def __init__(self, layer: int, units: int) -> None:
        super().__init__()
        self.setObjectName(f"layer_{layer}")
        self.units = units
        self.slider = UnitsSlider(layer)
        self.number = _UnitsNumber(layer)
        self.activation = ActivationBox(layer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self.number)
        column.addWidget(self.slider, 1)
        column.addWidget(self.activation)
        self.setMaximumWidth(MAX_WIDTH)
        self.show_units(units)
        self.slider.valueChanged.connect(self._ask_units)
        self.slider.typing_wanted.connect(self._type)
        self.number.valueChanged.connect(self._ask_units)
        self.activation.currentIndexChanged.connect(self._ask_activation)

    def set_compact(self, on: bool) -> None:
        """Save height, or no longer."""
        self.slider.setMinimumHeight(LOW_HEIGHT if on else LEAST_HEIGHT)

    def show_units(self, units: int) -> None:
        """Show a number of units; the slider is full for more than it can choose."""
        self.units = units
        with QSignalBlocker(self.slider):
            self.slider.setValue(min(units, MAX_UNITS))
        self.slider.show_more(units > MAX_UNITS)
        self.number.show_value(units)
        self.number.fit()

    def show_activation(self, name: str) -> None:
        """Show an activation."""
        self.activation.show_value(name)

    def _type(self) -> None:
        self.number.setFocus()
        self.number.selectAll()

    def _ask_units(self, units: int) -> None:
        self.show_units(units)
        self.units_changed.emit(units)

    def _ask_activation(self) -> None:
        self.activation_changed.emit(self.activation.currentData())


class _UnitsNumber(NumberBox):
    """The number of units, in a font that shrinks until it fits."""

    def __init__(self, layer: int) -> None:
        super().__init__(1, MAX_TYPED_UNITS)
        name = tr("Units of layer {layer}, typed").format(layer=layer)
        self.setAccessibleName(name)
        self.setToolTip(
            tr("Units of layer {layer}: type a number, 1 to 10,000.").format(layer=layer)
        )
        self.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.setFrame(False)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setMinimumWidth(16)
        ground = QPalette()
        ground.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.lineEdit().setPalette(ground)
        self.lineEdit().setTextMargins(-2, 0, -2, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Choose the largest font in which the whole number is visible."""
        font = theme.figure_font()
        width = QFontMetrics(font).horizontalAdvance(self.text()) + 6
        if width > self.width() > 0:
            font.setPointSizeF(max(5.0, font.pointSizeF() * self.width() / width))
        self.lineEdit().setFont(font)
