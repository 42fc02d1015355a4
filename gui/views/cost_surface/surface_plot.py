"""A cost surface as a heat map with contour lines, and the run's path across it."""

from collections.abc import Iterator

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from core.training.analyses.cost_surface import Surface
from gui import theme
from gui.widgets.number_format import significant

CONTOURS = 9
# Costs above this share of all are drawn in one colour, so that a steep rim hides nothing.
SHOWN = 0.95
LEAST = 1e-12
MOST_DIGITS = 9
# The logarithm of about the largest float.
HIGHEST = 308.25


class SurfacePlot(pg.GraphicsLayoutWidget):
    """Draw a surface; its colours and contours are even in the logarithm of the cost."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = self.addPlot(row=0, col=0, enableMenu=False)
        self.image = pg.ImageItem(axisOrder="row-major")
        self.bar = pg.ColorBarItem(interactive=False, width=12, colorMap=theme.activation_map())
        self.contours: list[pg.IsocurveItem] = []
        self.path = pg.PlotCurveItem(pen=pg.mkPen("#ffffff", width=1.6))
        self.ends, self.iteration_mark = pg.ScatterPlotItem(), pg.ScatterPlotItem()
        for item in (self.image, self.path, self.ends, self.iteration_mark):
            self.plot.addItem(item, ignoreBounds=True)
        self.bar.setImageItem(self.image)
        self.addItem(self.bar, row=0, col=1)
        self.plot.hideButtons()
        self.plot.setMouseEnabled(False, False)
        self.plot.disableAutoRange()
        for name in ("left", "bottom"):
            self.plot.getAxis(name).enableAutoSIPrefix(False)
            self.plot.getAxis(name).setTickFont(theme.small_font())
        self.bar.axis.setStyle(hideOverlappingLabels=False)
        self.bar.axis.setTickFont(theme.small_font())
        self.surface: Surface | None = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        # It does not zoom, and an axis would keep the turn from the page.
        event.ignore()

    def sizeHint(self) -> QSize:
        # All room that is left is the plot's; a page that scrolls asks for this much beside texts.
        return QSize(200, 140)

    def show_surface(self, surface: Surface) -> None:
        """Show this surface."""
        self.surface = surface
        heights = np.log10(np.maximum(np.nan_to_num(surface.costs, nan=np.inf), LEAST))
        finite = heights[np.isfinite(heights)]
        low, high = (
            (float(finite.min()), float(np.quantile(finite, SHOWN))) if len(finite) else (0.0, 1.0)
        )
        high = max(high, low + 1e-6)
        self.image.setImage(np.minimum(heights, high), autoLevels=False, levels=(low, high))
        self.bar.setLevels((low, high))
        self.bar.axis.setTicks([cost_ticks(low, high)])
        self.image.setRect(_rect(surface))
        self.plot.setRange(_rect(surface), padding=0, disableAutoRange=True)
        self.plot.getAxis("bottom").setLabel(surface.names[0])
        self.plot.getAxis("left").setLabel(surface.names[1])
        self._draw_contours(np.minimum(heights, high), low, high)
        self.path.setData(*surface.path)
        self.ends.setData(
            x=surface.path[0, [0, -1]],
            y=surface.path[1, [0, -1]],
            symbol=["o", "star"],
            size=[9, 14],
            brush=pg.mkBrush("#ffffff"),
            pen=pg.mkPen("#000000"),
        )

    def mark_iteration(self, iteration: int | None) -> None:
        """Mark the place of the path that is nearest to an iteration, or none."""
        self.iteration_mark.setVisible(iteration is not None)
        if self.surface is None or iteration is None:
            return
        place = int(np.abs(self.surface.iterations - iteration).argmin())
        x, y = self.surface.path[:, place]
        self.iteration_mark.setData([x], [y], size=11, pen=pg.mkPen("#ffffff", width=2), brush=None)

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.setBackground(theme.colour("base"))
        for axis in (self.plot.getAxis("left"), self.plot.getAxis("bottom"), self.bar.axis):
            axis.setPen(theme.pen("border"))
            axis.setTextPen(theme.pen("quiet"))

    def _draw_contours(self, heights: np.ndarray, low: float, high: float) -> None:
        for old in self.contours:
            old.setParentItem(None)
        self.contours = []
        line = QPen(QColor(0, 0, 0, 90), 1)
        line.setCosmetic(True)
        for level in np.linspace(low, high, CONTOURS + 2)[1:-1]:
            curve = pg.IsocurveItem(heights, level, pen=line, axisOrder="row-major")
            curve.setParentItem(self.image)
            curve.setZValue(5)
            curve.setFlag(curve.GraphicsItemFlag.ItemIsSelectable, False)
            curve.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
            self.contours.append(curve)


def _rect(surface: Surface) -> QRectF:
    """Return the rectangle of a heat map whose cells are centred on the grid points."""
    x, y = surface.x, surface.y
    wide, high = x[1] - x[0], y[1] - y[0]
    return QRectF(x[0] - wide / 2, y[0] - high / 2, x[-1] - x[0] + wide, y[-1] - y[0] + high)


def surface_rows(surface: Surface) -> Iterator[tuple[object, ...]]:
    """Return a row for each place: x, y, its cost; then one for each point of the path."""
    for up, costs in zip(surface.y.tolist(), surface.costs.tolist(), strict=True):
        for across, cost in zip(surface.x.tolist(), costs, strict=True):
            yield across, up, cost, None
    for (across, up), iteration in zip(surface.path.T, surface.iterations, strict=True):
        yield across, up, None, iteration


def cost_ticks(low: float, high: float) -> list[tuple[float, str]]:
    """Return five places from low to high, logarithms of costs, and the costs in words."""
    places = np.linspace(low, high, 5).tolist()
    # As many digits as tell the ticks apart: a flat surface has nearly one cost all over.
    for digits in range(3, MOST_DIGITS + 1):
        texts = [significant(10 ** min(at, HIGHEST), digits) for at in places]
        if len(set(texts)) == len(texts):
            break
    return list(zip(places, texts, strict=True))
