"""The curve of an activation, drawn from the function itself."""

from functools import cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap, QPolygonF, Qt

from core.network.activations import activation
from gui import theme

# The usual leak of 0.01 could not be seen.
DRAWN_LEAK = 0.2


@cache
def shape(name: str) -> tuple[tuple[float, float], ...]:
    """Return points of g over -3 ... 3, both axes scaled to 0 ... 1."""
    z = np.linspace(-3.0, 3.0, 49)
    a = activation(name, leak=DRAWN_LEAK).g(z)
    height = max(float(np.ptp(a)), 1e-9)
    return tuple(zip((z + 3) / 6, (a - a.min()) / height, strict=True))


def paint_curve(painter: QPainter, name: str, box: QRectF, colour_name: str = "accent") -> None:
    """Paint the curve into a box, with a faint axis at z = 0."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme.pen("border"))
    middle = box.center().x()
    painter.drawLine(QPointF(middle, box.top()), QPointF(middle, box.bottom()))
    points = (
        QPointF(box.left() + x * box.width(), box.bottom() - y * box.height())
        for x, y in shape(name)
    )
    pen = QPen(theme.colour(colour_name), 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(QPolygonF(list(points)))


def curve_icon(name: str, size: QSize) -> QIcon:
    """Return the curve as an icon of a list; on the chosen row it has the colour of the text."""
    return _icon(name, size.width(), size.height(), (theme.is_dark(), theme.has_contrast()))


@cache
def _icon(name: str, width: int, height: int, look: tuple[bool, bool]) -> QIcon:
    icon = QIcon()
    # The popup of a combo box paints its chosen row as active where it looks like a menu.
    modes = {
        QIcon.Mode.Normal: "accent",
        QIcon.Mode.Active: "on_accent",
        QIcon.Mode.Selected: "on_accent",
    }
    for mode, colour in modes.items():
        pixmap = QPixmap(width, height)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_curve(painter, name, QRectF(2, 2, width - 4, height - 4), colour)
        painter.end()
        icon.addPixmap(pixmap, mode)
    return icon
