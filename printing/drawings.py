"""Drawings of a report on a painter: vectors stay vectors."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPagedPaintDevice, QPainter, QPen, QPolygonF

from core.report.drawing import TEXT_COLOUR, Bitmap, Box, Dots, Drawing, Line, Shape, Text
from printing.fonts import POINT, metrics, sans


def draw(drawing: Drawing, painter: QPainter, x: float, y: float, scale: float) -> None:
    """Draw it with its upper left corner at (x, y), a pixel of its own `scale` units long."""
    painter.save()
    for shape in drawing.shapes:
        _Painted(painter, x, y, scale).draw(shape)
    painter.restore()


class _Painted:
    def __init__(self, painter: QPainter, x: float, y: float, scale: float) -> None:
        self._painter, self._x, self._y, self._scale = painter, x, y, scale

    def draw(self, shape: Shape) -> None:
        painter, scale = self._painter, self._scale
        match shape:
            case Line():
                pen = QPen(QColor(shape.colour), shape.width * scale)
                pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
                if shape.dashed:
                    pen.setDashPattern([5.0, 3.0])
                painter.setPen(pen)
                painter.drawPolyline(QPolygonF([self._at(*point) for point in shape.points]))
            case Box():
                area = QRectF(
                    self._at(shape.x, shape.y),
                    self._at(shape.x + shape.width, shape.y + shape.height),
                )
                painter.fillRect(area, QColor(shape.colour))
            case Dots():
                colour = QColor(shape.colour)
                none = Qt.BrushStyle.NoBrush
                painter.setPen(QPen(colour, scale) if shape.hollow else Qt.PenStyle.NoPen)
                painter.setBrush(QBrush(none) if shape.hollow else QBrush(colour))
                radius = shape.radius * scale
                for point in shape.points:
                    painter.drawEllipse(self._at(*point), radius, radius)
            case Text():
                self._write(shape)
            case Bitmap():
                area = QRectF(
                    self._at(shape.x, shape.y),
                    self._at(shape.x + shape.width, shape.y + shape.height),
                )
                painter.drawImage(area, QImage.fromData(shape.png))

    def _write(self, text: Text) -> None:
        painter, font = self._painter, sans(text.size * self._scale / POINT)
        device = painter.device()
        assert isinstance(device, QPagedPaintDevice)
        width = metrics(font, device).horizontalAdvance(text.text)
        shift = {"start": 0.0, "middle": -width / 2, "end": -width}[text.anchor]
        painter.save()
        painter.setPen(QColor(TEXT_COLOUR))
        painter.setFont(font)
        painter.translate(self._at(text.x, text.y))
        painter.rotate(-90 if text.upwards else 0)
        painter.drawText(QPointF(shift, 0), text.text)
        painter.restore()

    def _at(self, x: float, y: float) -> QPointF:
        return QPointF(self._x + x * self._scale, self._y + y * self._scale)
