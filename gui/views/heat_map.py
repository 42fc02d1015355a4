"""The activations of one layer as a picture: a row a unit, a column a sample."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics

from core.words import tr
from gui import theme
from gui.views import numbers

LEFT_WIDTH = 40
BOTTOM_HEIGHT = 18
# Heights in units of the picture: a gap, then the strip with the classes' colours.
STRIP = QRectF(0, 1.03, 1, 0.08)
NAME, LEAST_NAME = 28, 12


class HeatMap:
    """Hold the picture, the strip of classes beneath it, and their axes.

    The picture always fills the square from 0 to 1, so that the axes stand still.
    """

    def __init__(self, plot: pg.PlotItem) -> None:
        self.plot = plot
        self.image = pg.ImageItem(axisOrder="row-major", autoDownsample=True)
        self.strip = pg.ImageItem(axisOrder="row-major")
        self._A = np.empty((0, 0))
        self._labels = np.empty(0, np.intp)
        self._classes: tuple[str, ...] = ()
        self._signed: bool | None = None
        for item in (self.image, self.strip):
            plot.addItem(item, ignoreBounds=True)
        self._prepare()

    def show(
        self,
        A: np.ndarray,
        labels: np.ndarray,
        classes: tuple[str, ...],
        levels: tuple[float, float],
    ) -> None:
        """Show activations (units, samples) whose samples are sorted by class."""
        if self._signed is not (levels[0] < 0):
            self._signed = levels[0] < 0
            self.image.setColorMap(theme.signed_map() if self._signed else theme.activation_map())
        reshaped, self._A = A.shape != self._A.shape, A
        self.image.setImage(A, autoLevels=False, levels=levels)
        if reshaped:
            self.image.setRect(QRectF(0, 0, 1, 1))
            self.plot.getAxis("left").setTicks([unit_ticks(len(A))])
        if classes != self._classes or not np.array_equal(labels, self._labels):
            self._labels, self._classes = labels, classes
            self._show_classes()

    def cell(self, position: QPointF) -> tuple[int, int] | None:
        """Give unit and sample, from 0, under a place; unit -1 on the strip, None beside both."""
        place = self.plot.vb.mapSceneToView(position)
        if not (0 <= place.x() < 1 and 0 <= place.y() < STRIP.bottom() and self._A.size):
            return None
        unit = int(place.y() * self._A.shape[0]) if place.y() < 1 else -1
        return unit, int(place.x() * self._A.shape[1])

    def read(self, position: QPointF) -> str:
        """Say unit, sample and value under a place in the scene; nothing beside the picture."""
        place = self.plot.vb.mapSceneToView(position)
        if not (0 <= place.x() < 1 and 0 <= place.y() < 1 and self._A.size):
            return ""
        unit, sample = int(place.y() * self._A.shape[0]), int(place.x() * self._A.shape[1])
        return tr("unit {unit}, sample {sample} ({name}): {value}").format(
            unit=numbers.count(unit + 1),
            sample=numbers.count(sample + 1),
            name=short(self._classes[int(self._labels[sample])]),
            value=numbers.figure(float(self._A[unit, sample])),
        )

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        for name in ("left", "bottom"):
            self.plot.getAxis(name).setPen(theme.pen("base"))
            self.plot.getAxis(name).setTextPen(theme.pen("quiet"))

    def _prepare(self) -> None:
        quiet_plot(self.plot)
        self.plot.vb.invertY(True)
        self.plot.setRange(xRange=(0, 1), yRange=(0, STRIP.bottom()), padding=0)
        self.plot.getAxis("left").setWidth(LEFT_WIDTH)
        self.plot.getAxis("bottom").setHeight(BOTTOM_HEIGHT)
        self.plot.getAxis("left").setLabel(tr("unit"))
        self.plot.vb.sigResized.connect(self._name_classes)

    def _show_classes(self) -> None:
        shades = [theme.class_colour(i) for i in range(len(self._classes))]
        table = np.array([_rgb(shade) for shade in shades] or [(0, 0, 0)], np.uint8)
        self.strip.setImage(table[self._labels][np.newaxis], autoLevels=False, levels=(0, 255))
        self.strip.setRect(STRIP)
        self._name_classes()

    def _name_classes(self) -> None:
        metrics = QFontMetrics(theme.small_font())
        width, m = self.plot.vb.width(), max(len(self._labels), 1)
        counts = np.bincount(self._labels, minlength=len(self._classes))
        ends = np.cumsum(counts)
        ticks = []
        for name, n, end in zip(self._classes, counts, ends, strict=True):
            room = int(width * n / m) - theme.TIGHT
            text = tr("{name} ({count})").format(name=name, count=numbers.count(n))
            if metrics.horizontalAdvance(text) > room:
                text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
            if room > LEAST_NAME:
                ticks.append(((end - n / 2) / m, text))
        self.plot.getAxis("bottom").setTicks([ticks])


def quiet_plot(plot: pg.PlotItem) -> None:
    """Leave a plot nothing to click, zoom or choose: what it shows is whole."""
    plot.setMenuEnabled(False)
    plot.setMouseEnabled(False, False)
    plot.hideButtons()
    plot.disableAutoRange()
    for name in ("left", "bottom", "right"):
        axis = plot.getAxis(name)
        axis.enableAutoSIPrefix(False)
        axis.setTickFont(theme.small_font())
        axis.setStyle(tickLength=0, tickTextOffset=4, hideOverlappingLabels=False)
    plot.layout.setContentsMargins(0, 7, 0, 0)


def unit_ticks(n: int) -> list[tuple[float, str]]:
    """Give the first unit and every k-th, at the middle of their rows."""
    step = next(s for p in range(9) for s in (10**p, 2 * 10**p, 5 * 10**p) if n / s <= 5)
    chosen = [1, *range(step, n + 1, step)] if step > 2 else range(1, n + 1, step)
    return [((unit - 0.5) / n, numbers.count(unit)) for unit in chosen]


def short(name: str) -> str:
    """Cut a class's name that would not fit anywhere."""
    return name if len(name) <= NAME else name[: NAME - 1] + "…"


def _rgb(shade: QColor) -> tuple[int, int, int]:
    return shade.red(), shade.green(), shade.blue()
