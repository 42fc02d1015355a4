"""The drawing of a layer: a bar with a dot for every unit."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gui import theme

MAX_PITCH = 9.0
MIN_PITCH = 3.0


def paint_layer_bar(painter: QPainter, box: QRectF, units: int, muted: bool = False) -> None:
    """Paint a layer of so many units into a box, `muted` in grey."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("groove" if muted else "column"))
    painter.drawRoundedRect(box, 3, 3)
    pitch = _pitch(box.width() - 4, box.height() - 4, units)
    pen = QPen(theme.colour("faint" if muted else "column_unit"), max(1.2, min(4.0, pitch * 0.5)))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawPoints(_centres(box.adjusted(2, 2, -2, -2), units, pitch))


def _pitch(width: float, height: float, units: int) -> float:
    pitch = MAX_PITCH
    while pitch > MIN_PITCH and int(width / pitch) * int(height / pitch) < units:
        pitch -= 0.25
    return pitch


def _centres(box: QRectF, units: int, pitch: float) -> list[QPointF]:
    """Return the centres of dots in rows from the bottom; dots that do not fit are left out."""
    across = max(1, int(box.width() / pitch))
    rows = max(1, min(math.ceil(units / across), int(box.height() / pitch)))
    centres = []
    for row in range(rows):
        dots = min(across, units - row * across)
        left = box.center().x() - (dots - 1) * pitch / 2
        y = box.bottom() - (row + 0.5) * pitch
        centres += [QPointF(left + dot * pitch, y) for dot in range(dots)]
    return centres
