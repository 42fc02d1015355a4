"""A widget as the bytes of an image file: .png or .svg."""

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QEvent, QIODevice, QPoint
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsView, QWidget


def pixels(widget: QWidget) -> QPixmap:
    """Return what a widget shows now."""
    for plot in widget.findChildren(QGraphicsView):
        # A scene tells of its changes behind other events.
        QCoreApplication.sendPostedEvents(plot.scene(), QEvent.Type.MetaCall.value)
    return widget.grab()


def png(widget: QWidget) -> QByteArray:
    """Return a widget as a PNG of its pixels."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    pixels(widget).save(buffer, "PNG")
    return buffer.data()


def svg(widget: QWidget) -> QByteArray:
    """Return a widget as an SVG of lines and letters."""
    buffer, generator = QBuffer(), QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setResolution(widget.logicalDpiX())
    generator.setViewBox(widget.rect())
    generator.setTitle(widget.accessibleName())
    painter = QPainter(generator)
    widget.render(painter, QPoint())
    painter.end()
    return buffer.data()


IMAGE_WRITERS: dict[str, Callable[[QWidget], QByteArray]] = {".png": png, ".svg": svg}
