"""A row that chooses a colour."""

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QColorDialog, QPushButton

from core.messages import tr
from gui import theme
from gui.controls.rows.setting_row import SettingRow
from gui.widgets.field_outline import field_size

SWATCH = 14


class ColourRow(SettingRow):
    """Show a colour and its name; a click asks for another.

    `tried` carries a colour that is looked at while the user still chooses, and the old one
    where the choice is called off.
    """

    tried = Signal(str, object)

    def __init__(self, key: str, label: str, tip: str) -> None:
        self.button = ColourButton()
        super().__init__(key, label, tip, self.button)
        self.button.clicked.connect(self._open)

    def show_value(self, value: object) -> None:
        """Show a colour, "#rrggbb"."""
        self.button.setText(str(value))
        self.button.setAccessibleDescription(str(value))

    def _open(self) -> None:
        before = self.button.text()
        dialog = QColorDialog(QColor(before), self)
        dialog.setObjectName("colour_dialog")
        dialog.setWindowTitle(tr("Background"))
        dialog.currentColorChanged.connect(lambda colour: self._try(colour.name()))
        dialog.rejected.connect(lambda: self._try(before))
        dialog.colorSelected.connect(lambda colour: self.ask(colour.name()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _try(self, colour: str) -> None:
        self.show_value(colour)
        self.tried.emit(self.key, colour)


class ColourButton(QPushButton):
    """Paint the colour before its name."""

    def sizeHint(self) -> QSize:
        return field_size(self, super().sizeHint())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.pen("faint"))
        painter.setBrush(QColor(self.text()))
        place = QRectF(theme.SPACE, (self.height() - SWATCH) / 2, SWATCH, SWATCH)
        painter.drawRoundedRect(place, 3, 3)
