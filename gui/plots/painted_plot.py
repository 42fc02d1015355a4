"""A plot whose curves are painted by hand over a pixmap of all the rest.

A plot of pyqtgraph asks every item for its bounds, and lays axes and curves out in Python, whenever
one curve has a new point. Here that happens when a range or a mark has changed, and what a snapshot
of a run costs is one copy of pixels and one path per curve.
"""

from collections.abc import Iterable
from typing import Protocol

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from gui.plots.axes import CountAxis
from gui.plots.ground import Ground, is_of_pixels
from gui.plots.plot_area import PlotArea

Points = tuple[np.ndarray, np.ndarray]
NOTHING = np.empty(0)
# Pixels off the screen beyond which a line on it looks no other way; no file takes any number.
FAR = 1e6


class Scale:
    """Where the values of a plot lie on the screen, both ways in pixels."""

    def __init__(self, box: pg.ViewBox) -> None:
        (left, right), (low, high) = box.viewRange()
        start = box.mapViewToScene(QPointF(left, low))
        end = box.mapViewToScene(QPointF(right, high))
        self._left, self._low, self._start = left, low, start
        self._across = (end.x() - start.x()) / (right - left)
        self._up = (end.y() - start.y()) / (high - low)

    def place(self, at: np.ndarray, values: np.ndarray) -> Points:
        """Return the pixel coordinates of points, none of them farther up or down than FAR."""
        x = (at - self._left) * self._across + self._start.x()
        y = (values - self._low) * self._up + self._start.y()
        return x, np.clip(y, -FAR, FAR)


class Painted(Protocol):
    """A line that paints itself; of two the one on the higher layer lies on top.

    One that is `moving` is painted at every snapshot of a run, above all that is not.
    """

    layer: float
    moving: bool

    def paint(self, painter: QPainter, scale: Scale) -> None:
        """Paint the curve with an open painter."""


class PaintedPlot(PlotArea):
    """Paint axes, marks and lines that stand still once, and moving lines upon them.

    The axis at the bottom is of whole numbers unless another is given.
    """

    def __init__(
        self,
        left: pg.AxisItem,
        parent: QWidget | None = None,
        bottom: pg.AxisItem | None = None,
    ) -> None:
        axes = {"bottom": bottom or CountAxis("bottom"), "left": left}
        super().__init__(parent, axisItems=axes, enableMenu=False)
        self._lines: list[Painted] = []
        self._ground = Ground()
        self._inside, self._scale = QRect(), Scale(self.getPlotItem().getViewBox())
        self.scene().changed.connect(self.paint_ground_again)

    def add_line(self, line: Painted) -> None:
        """Paint this line, too."""
        self._lines.append(line)
        self._lines.sort(key=lambda line: line.layer)

    def paint_again(self, moving: bool) -> None:
        """Say that a line has changed, a moving one or one that stands still."""
        if moving:
            self.viewport().update(self._inside)
        else:
            self.paint_ground_again()

    def paint_ground_again(self) -> None:
        """Say that something that stands still has changed."""
        self._ground.forget()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if is_of_pixels(painter):
            painter.drawPixmap(0, 0, self._present_ground())
            self._paint_lines(painter, (line for line in self._lines if line.moving))
        else:
            painter.end()
            super().paintEvent(event)
            self._measure()
            painter.begin(self.viewport())
            self._paint_lines(painter, self._lines)
        painter.end()

    def _present_ground(self) -> QPixmap:
        ground, is_bare = self._ground.fitted(self.viewport())
        if is_bare:
            painter = QPainter(ground)
            self.render(painter, QRectF(self.viewport().rect()), self.viewport().rect())
            self._measure()
            self._paint_lines(painter, (line for line in self._lines if not line.moving))
            painter.end()
        return ground

    def _measure(self) -> None:
        box = self.getPlotItem().getViewBox()
        self._scale = Scale(box)
        self._inside = self.mapFromScene(box.sceneBoundingRect()).boundingRect()

    def _paint_lines(self, painter: QPainter, lines: Iterable[Painted]) -> None:
        painter.setClipRect(self._inside)
        for line in lines:
            line.paint(painter, self._scale)
