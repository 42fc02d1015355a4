"""The height and the outline of every field, the same in all themes."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QToolButton, QWidget

from gui import theme

REFUSED = "refused"


def set_refused(widget: QWidget, refused: bool = True) -> None:
    """Outline a field in the colour of errors, or as usual again."""
    widget.setProperty(REFUSED, refused)
    widget.update()


def field_size(widget: QWidget, size: QSize) -> QSize:
    """Return a size hint with the height of every field in the widget's font."""
    return QSize(size.width(), widget.fontMetrics().height() + 10)


def paint_outline(widget: QWidget) -> None:
    """Paint an outline over that of the style, which is invisible in the dark theme."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    refused = bool(widget.property(REFUSED))
    painter.setPen(theme.pen("error" if refused else "accent" if widget.hasFocus() else "border"))
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)


class OutlinedBox(QComboBox):
    """A combo box whose outline is seen in every theme."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_outline(self)


class OutlinedButton(QToolButton):
    """A small button whose outline is seen in every theme."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_outline(self)
