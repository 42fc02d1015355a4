"""One curve on a plot: as many points as the screen can show, a gap where a value is none."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QPen

from gui.views.extent import LARGEST
from gui.views.plot import Span
from gui.views.thinning import MOST, Thinner

DOT = 5


class Line:
    """Draw one curve; a point that has no neighbour is drawn as a dot.

    `broken` is where, of what is drawn, a value is infinite or none at all.
    """

    def __init__(self, plot: pg.PlotItem, most: int = MOST, layer: float = 0) -> None:
        self._thinner = Thinner(most)
        self.broken = np.empty(0)
        self._curve = _Curve(antialias=False, skipFiniteCheck=True)
        self._dots = pg.ScatterPlotItem(size=DOT, pen=None)
        for item in (self._curve, self._dots):
            item.setZValue(layer)
            # What is empty would be painted all the same, a tenth of a millisecond each.
            item.hide()
            plot.addItem(item, ignoreBounds=True)

    def set_pen(self, pen: QPen) -> None:
        """Take another colour or width."""
        self._curve.setPen(pen)
        self._dots.setBrush(pen.color())

    def show(
        self, at: np.ndarray, values: np.ndarray, span: tuple[float, float], log: bool = False
    ) -> None:
        """Draw what lies in the span of `at`, which grows, and one point on either side."""
        if not len(at):
            self._show_nothing()
            return
        first = max(int(np.searchsorted(at, span[0])) - 1, 0)
        end = int(np.searchsorted(at, span[1], side="right")) + 1
        at, values = at[first:end], values[first:end]
        chosen = self._thinner.thin(values)
        at, values = at[chosen], values[chosen]
        # Below 0 on a logarithmic scale is no place, but a number all the same.
        self.broken = at[~np.isfinite(values if log else on_scale(values, False))]
        values = on_scale(values, log)
        real = np.isfinite(values)
        joined = real[:-1] & real[1:]
        self._show_curve(at, values, real, joined)
        alone = real.copy()
        alone[:-1] &= ~joined
        alone[1:] &= ~joined
        self._show_dots(at[alone], values[alone])

    def _show_nothing(self) -> None:
        # Most lines of a plot are empty at every frame: no test, no spread, no earlier run.
        if len(self.points[0]) or self.dots:
            nothing = np.empty(0)
            self._show_curve(nothing, nothing, nothing, nothing)
            self._show_dots(nothing, nothing)
        self.broken = np.empty(0)

    def _show_curve(
        self, at: np.ndarray, values: np.ndarray, real: np.ndarray, joined: np.ndarray
    ) -> None:
        if real.all():
            self._curve.setData(x=at, y=values, connect="all")
        else:
            connect = np.append(joined, False).astype(np.int32)
            self._curve.setData(x=at, y=np.where(real, values, 0.0), connect=connect)
        self._curve.setVisible(len(at) > 0)

    def _show_dots(self, at: np.ndarray, values: np.ndarray) -> None:
        if len(at) or len(self._dots.data):
            self._dots.setData(x=at, y=values)
        self._dots.setVisible(len(at) > 0)

    @property
    def points(self) -> tuple[np.ndarray, np.ndarray]:
        """Give what is drawn as a curve."""
        at, values = self._curve.getData()
        return (np.empty(0), np.empty(0)) if at is None else (at, values)

    @property
    def dots(self) -> int:
        """Count the points that are drawn as dots."""
        return len(self._dots.data)


class _Curve(pg.PlotCurveItem):
    """A curve from left to right of finite values, whose bounds are therefore soon found."""

    def dataBounds(
        self, ax: int, frac: float = 1.0, orthoRange: Span | None = None
    ) -> tuple[float, float] | tuple[None, None]:
        along = self.getData()[ax]
        if along is None or not len(along):
            return None, None
        return (along[0], along[-1]) if ax == 0 else (float(along.min()), float(along.max()))


def on_scale(values: np.ndarray, log: bool) -> np.ndarray:
    """Turn costs into heights on the plot; what has no place on it becomes NaN."""
    if log:
        there = (values > 0) & (values < np.inf)
        return np.log10(values, out=np.full(len(values), np.nan), where=there)
    there = np.abs(values) < LARGEST
    return values if there.all() else np.where(there, values, np.nan)
