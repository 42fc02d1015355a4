"""Drawings of a report on a painter: vectors stay vectors."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QImageWriter, QPainter, QPen, QPolygonF

from core.report.drawing import TEXT_COLOUR, Bitmap, Box, Dots, Drawing, Line, Shape, Text
from printing.fonts import DOTS_PER_INCH, POINT, have_program, metrics, sans


def draw(drawing: Drawing, painter: QPainter, x: float, y: float, scale: float) -> None:
    """Draw it with its upper left corner at (x, y), a pixel of its own `scale` units long."""
    painter.save()
    for shape in drawing.shapes:
        _Painted(painter, x, y, scale).draw(shape)
    painter.restore()


def png_of(drawing: Drawing, times: int = 2) -> bytes:
    """Return a drawing as a PNG, so many pixels for each of its own."""
    have_program()
    width, height = (round(times * side) for side in (drawing.width, drawing.height))
    image = QImage(width, height, QImage.Format.Format_RGB32)
    # Letters are as large as on a printed page, whose units are these pixels.
    for set_dots in (image.setDotsPerMeterX, image.setDotsPerMeterY):
        set_dots(round(DOTS_PER_INCH / INCH))
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(drawing, painter, 0.0, 0.0, times)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


INCH = 0.0254
"""Metres."""


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
        width = metrics(font, painter.device()).horizontalAdvance(text.text)
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
