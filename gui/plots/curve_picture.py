"""A curve as a small picture, without axes."""

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from gui.plots.running_range import not_flatter


def curve_picture(at: np.ndarray, values: np.ndarray, size: QSize, colour: QColor) -> QPixmap:
    """Draw values (n,) over their places (n,), from the lowest to the highest; clear around it."""
    picture = QPixmap(size)
    picture.fill(Qt.GlobalColor.transparent)
    seen = np.isfinite(values)
    at, values = at[seen], values[seen]
    if len(at) > 1 and np.ptp(at) > 0:
        low, high = not_flatter((float(values.min()), float(values.max())))
        x = 1 + (size.width() - 3) * (at - at[0]) / (at[-1] - at[0])
        y = 2 + (size.height() - 5) * (1 - (values - low) / ((high - low) or 1.0))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1.5))
        painter.drawPolyline(QPolygonF([QPointF(*point) for point in zip(x, y, strict=True)]))
        painter.end()
    return picture
