"""A row that chooses a colour."""

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QColorDialog

from core.messages import tr
from gui import theme
from gui.controls.rows.setting_row import SettingRow
from gui.widgets.button import Button
from gui.widgets.field_outline import field_size

SWATCH = 14


class ColourRow(SettingRow):
    """Show a colour and its name; a click opens a dialog for another.

    `previewed` carries each colour that the dialog shows, and the old one if it is cancelled.
    """

    previewed = Signal(str, object)

    def __init__(self, key: str, label: str, tip: str) -> None:
        self.button = ColourButton()
        super().__init__(key, label, tip, self.button)
        self.button.clicked.connect(self._open)

    def show_value(self, value: object) -> None:
        """Show a colour, #rrggbb."""
        self.button.setText(str(value))
        self.button.setAccessibleDescription(str(value))

    def _open(self) -> None:
        before = self.button.text()
        dialog = QColorDialog(QColor(before), self)
        dialog.setObjectName("colour_dialog")
        dialog.setWindowTitle(tr("Background"))
        dialog.currentColorChanged.connect(lambda colour: self._preview(colour.name()))
        dialog.rejected.connect(lambda: self._preview(before))
        dialog.colorSelected.connect(lambda colour: self.request(colour.name()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _preview(self, colour: str) -> None:
        self.show_value(colour)
        self.previewed.emit(self.key, colour)


class ColourButton(Button):
    """A button with a swatch of the colour that its text names."""

    def sizeHint(self) -> QSize:
        return field_size(self, super().sizeHint())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.pen("faint"))
        painter.setBrush(QColor(self.text()))
        swatch = QRectF(theme.SPACE, (self.height() - SWATCH) / 2, SWATCH, SWATCH)
        painter.drawRoundedRect(swatch, 3, 3)
