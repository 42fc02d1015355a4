"""The combo box of one layer's activation, which shows the curve of the function."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox, QStylePainter

from core.messages import tr, translate
from core.network.activations import ACTIVATIONS
from gui.controls.network.activation_curve import curve_icon, paint_curve
from gui.widgets.field_outline import paint_outline
from gui.widgets.wheel_safe_boxes import ChoiceBox


class ActivationBox(ChoiceBox):
    """Choose an activation; the list shows curves and names, the closed box only the curve."""

    def __init__(self, layer: int) -> None:
        super().__init__(ACTIVATIONS.values())
        self._layer = layer
        self.setObjectName(f"activation_{layer}")
        self.setAccessibleName(tr("Activation of layer {layer}").format(layer=layer))
        self.setMinimumContentsLength(0)
        self.currentIndexChanged.connect(self._show_formula)
        self._draw_icons()
        self._show_formula()

    def sizeHint(self) -> QSize:
        return QSize(24, self.fontMetrics().height() + 10)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_value(self, value: object, otherwise: str = "") -> None:
        """Show the activation of this name without a signal."""
        super().show_value(value, otherwise)
        self._show_formula()

    def showPopup(self) -> None:
        margin = self.view().verticalScrollBar().sizeHint().width() + 24
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + margin)
        super().showPopup()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icons()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.subControls = QStyle.SubControl.SC_ComboBoxFrame
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        side = min(self.width() - 10, self.height() - 10, 22)
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        if self.currentData():
            paint_curve(painter, self.currentData(), box)
        painter.end()
        paint_outline(self)

    def _draw_icons(self) -> None:
        size = QSize(18, 18)
        self.setIconSize(size)
        for index in range(self.count()):
            icon = curve_icon(self.itemData(index), size)
            self.setItemData(index, icon, Qt.ItemDataRole.DecorationRole)

    def _show_formula(self) -> None:
        row = ACTIVATIONS.get(self.currentData())
        if row is None:
            return
        text = tr("Layer {layer}: {label}, g(z) = {formula}")
        self.setToolTip(
            text.format(layer=self._layer, label=translate(row.label), formula=row.formula)
        )
