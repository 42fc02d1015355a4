"""The base of plots: they ask for little room and take what they get."""

import pyqtgraph as pg
from PySide6.QtCore import QSize
from PySide6.QtGui import QWheelEvent

from gui import theme

ROOM = QSize(160, 96)


class PlotArea(pg.PlotWidget):
    """A plot that fills its place.

    By itself a plot asks for 640 x 480 pixels, which a scroll area with wrapped text gives it,
    however low it is: https://doc.qt.io/qt-6/qscrollarea.html#widgetResizable-prop
    """

    def sizeHint(self) -> QSize:
        return ROOM

    def wheelEvent(self, event: QWheelEvent) -> None:
        if is_zoomable(self):
            super().wheelEvent(event)
        else:
            event.ignore()

    def recolour_axes(self, line: str = "border") -> None:
        """Take the present theme's colours for ground and words, and this one for axes."""
        self.setBackground(theme.colour("base"))
        for name in ("left", "right", "bottom"):
            axis = self.getPlotItem().getAxis(name)
            axis.setPen(theme.pen(line))
            axis.setTextPen(theme.pen("quiet"))


def is_zoomable(view: pg.GraphicsView) -> bool:
    """Tell whether the wheel zooms a plot; of any other it belongs to the page that it lies on.

    By itself an axis keeps every turn, even of a plot that does not zoom:
    https://github.com/pyqtgraph/pyqtgraph/blob/master/pyqtgraph/graphicsItems/AxisItem.py
    """
    boxes = (item for item in view.scene().items() if isinstance(item, pg.ViewBox))
    return any(True in box.mouseEnabled() for box in boxes)
