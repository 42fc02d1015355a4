"""The one size and outline of every field, so that they look alike in both themes."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from gui import theme


def calm_size(widget: QWidget, size: QSize) -> QSize:
    """Give a field its usual height, whatever kind it is and however large the letters."""
    return QSize(size.width(), widget.fontMetrics().height() + 10)


def paint_outline(widget: QWidget) -> None:
    """Paint over the style's own outline, which the dark theme would swallow."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    wrong = bool(widget.property("wrong"))
    painter.setPen(theme.pen("error" if wrong else "accent" if widget.hasFocus() else "border"))
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
