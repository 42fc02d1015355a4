"""The plane of two inputs: the predicted class all over it, and the samples on it."""

from html import escape

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QWidget

from gui import theme
from gui.plots.plot_area import PlotArea
from gui.plots.running_range import Interval
from gui.plots.static_plot import set_axis_label

POINT, RING = 6, 1.2
# The ring around the picked sample: its size and its line, in pixels.
PICKED, LINE = 14, 2.0
# Colours of numbers, few enough that each symbol is drawn once.
SHADES = 32
# Colours at no certainty and at all of it, over the background.
FAINTEST, STRONGEST = 0.08, 0.55
# Steps between them: more than the eye tells apart.
CERTAINTIES = 256


class PlanePlot(PlotArea):
    """Draw an image over the plane with samples on top; it never moves, to be painted on.

    `pressed` and `dragged` carry the place under the mouse, in the plane; `released` ends a stroke.
    """

    pressed = Signal(QPointF)
    dragged = Signal(QPointF)
    released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, enableMenu=False)
        self.image = pg.ImageItem(axisOrder="row-major")
        self.train, self.test = pg.ScatterPlotItem(size=POINT), pg.ScatterPlotItem(size=POINT)
        self.picked = pg.ScatterPlotItem(size=PICKED)
        item = self.getPlotItem()
        for part in (self.image, self.test, self.train, self.picked):
            item.addItem(part, ignoreBounds=True)
        item.hideButtons()
        item.setMouseEnabled(False, False)
        item.disableAutoRange()
        for name in ("left", "bottom"):
            item.getAxis(name).enableAutoSIPrefix(False)
            item.getAxis(name).setTickFont(theme.small_font())
        self._frame: tuple[Interval, Interval] | None = None

    def set_names(self, x1: str, x2: str) -> None:
        """Say what the axes are."""
        for name, text in (("bottom", x1), ("left", x2)):
            set_axis_label(self.getPlotItem().getAxis(name), escape(text))

    def show_picture(self, pixels: np.ndarray, x1: Interval, x2: Interval) -> None:
        """Show colours (rows, columns, 3), the first row at the low end of x2."""
        self.image.setImage(pixels, autoLevels=False, levels=(0, 255))
        # The item keeps a scale from pixels to the plane: units have fewer pixels than the answer.
        self.image.setRect(QRectF(x1[0], x2[0], x1[1] - x1[0], x2[1] - x2[0]))
        if self._frame != (x1, x2):
            self._frame = x1, x2
            self.setRange(xRange=x1, yRange=x2, padding=0, disableAutoRange=True)

    def show_samples(self, part: pg.ScatterPlotItem, X: np.ndarray, labels: np.ndarray) -> None:
        """Show samples X (2, m): training samples filled, test samples as rings."""
        shades = [theme.class_colour(int(j)) for j in range(int(labels.max(initial=0)) + 1)]
        if part is self.train:
            part.setPen(pg.mkPen(theme.colour("base"), width=0.7))
            # One brush a class: the library draws a symbol anew for each brush that it is given.
            brushes = [pg.mkBrush(shade) for shade in shades]
            part.setData(X[0], X[1], brush=[brushes[j] for j in labels])
        else:
            part.setBrush(None)
            pens = [pg.mkPen(shade, width=RING) for shade in shades]
            part.setData(X[0], X[1], pen=[pens[j] for j in labels])

    def show_numbers(self, part: pg.ScatterPlotItem, X: np.ndarray, shares: np.ndarray) -> None:
        """Show samples X (2, m) in the colours of the shares of a range, from 0 to 1."""
        table = theme.activation_map().getLookupTable(nPts=SHADES)
        numbers = np.clip(np.nan_to_num(shares) * (SHADES - 1), 0, SHADES - 1).astype(np.intp)
        if part is self.train:
            part.setPen(pg.mkPen(theme.colour("base"), width=0.7))
            brushes = [pg.mkBrush(*shade) for shade in table]
            part.setData(X[0], X[1], brush=[brushes[j] for j in numbers])
        else:
            part.setBrush(None)
            pens = [pg.mkPen(QColor(*shade[:3]), width=RING) for shade in table.tolist()]
            part.setData(X[0], X[1], pen=[pens[j] for j in numbers])

    def show_picked(self, x: np.ndarray) -> None:
        """Put a ring around the picked sample x, (2,); none where x is empty."""
        self.picked.setBrush(None)
        self.picked.setPen(theme.pen("text", LINE))
        self.picked.setData(x[:1], x[1:])

    def pixel(self) -> tuple[float, float]:
        """Return the width and the height of a screen pixel in units of the plane."""
        width, height = self.getPlotItem().vb.viewPixelSize()
        return float(width), float(height)

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.recolour_axes()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.pressed.emit(self._place(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(self._place(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.released.emit()

    def _place(self, event: QMouseEvent) -> QPointF:
        return self.getPlotItem().vb.mapSceneToView(self.mapToScene(event.position().toPoint()))


def decision(winner: np.ndarray, certainty: np.ndarray, classes: int) -> np.ndarray:
    """Colour every point by its predicted class, the stronger the more certain it is."""
    table = np.array([_rgb(theme.class_colour(j)) for j in range(classes)])
    base = np.array(_rgb(theme.colour("base")))
    least = 1 / classes
    sure = np.clip((np.nan_to_num(certainty) - least) / (1 - least), 0, 1)
    alpha = np.linspace(FAINTEST, STRONGEST, CERTAINTIES)[:, np.newaxis]
    shades = (alpha * table[:, np.newaxis] + (1 - alpha) * base).astype(np.uint8)
    pixels = shades[winner, np.rint((CERTAINTIES - 1) * sure).astype(np.intp)]
    pixels[_border(winner)] = _rgb(theme.colour("text"))
    return pixels


def _border(winner: np.ndarray) -> np.ndarray:
    """Return where the predicted class differs from that to the right or above."""
    edge = np.zeros(winner.shape, bool)
    edge[:, :-1] |= winner[:, 1:] != winner[:, :-1]
    edge[:-1] |= winner[1:] != winner[:-1]
    return edge


def _rgb(shade: QColor) -> tuple[int, int, int]:
    return shade.red(), shade.green(), shade.blue()
