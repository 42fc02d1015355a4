"""A figure of a sweep over two settings: a map in colour with its bar."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent

from core.messages import percentage, tr, translate
from core.sweeps.goals import Goal
from gui import theme
from gui.views.map.setting_axis import SettingAxis
from gui.views.map.trial_row import TrialRow
from gui.widgets.number_format import significant

POINT, BAR = 12, 12
# Worse figures than this share of all are drawn in one colour, so that they hide nothing.
SHOWN = 0.9
TICKS = 4


class ColourPlot(pg.GraphicsLayoutWidget):
    """Draw a grid as cells, and trials drawn by chance as points; `picked` carries a trial."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("map_colours")
        self.setAccessibleName(tr("The figure over two settings, in colour"))
        self.plot = self.addPlot(row=0, col=0, enableMenu=False)
        self.image = pg.ImageItem(axisOrder="row-major")
        self.points = pg.ScatterPlotItem(size=POINT)
        self.mark = pg.ScatterPlotItem(size=POINT + 6, symbol="s", brush=None)
        self.bar = pg.ColorBarItem(interactive=False, width=BAR, colorMap=theme.activation_map())
        for part in (self.image, self.points, self.mark):
            self.plot.addItem(part, ignoreBounds=True)
        self.bar.setImageItem(self.image)
        self.addItem(self.bar, row=0, col=1)
        # As wide as its numbers and its label are, which run into each other in a fixed width.
        self.bar.axis.setWidth(None)
        self.plot.hideButtons()
        self.plot.setMouseEnabled(False, False)
        self.plot.disableAutoRange()
        for axis in self._axes:
            axis.enableAutoSIPrefix(False)
            axis.setTickFont(theme.small_font())
            axis.setStyle(hideOverlappingLabels=False)
        self._places: list[tuple[float, float, int]] = []
        self._last: tuple[Any, ...] | None = None
        self._chosen = -1

    def wheelEvent(self, event: QWheelEvent) -> None:
        # It does not zoom, and an axis would keep the turn from the page.
        event.ignore()

    def sizeHint(self) -> QSize:
        return QSize(200, 140)

    def show_trials(
        self,
        rows: Sequence[TrialRow],
        across: SettingAxis,
        up: SettingAxis,
        goal: Goal,
        chosen: int = -1,
    ) -> None:
        """Draw the trials that have a result, the best in the brightest colour."""
        self._last = rows, across, up, goal
        known = [
            (across.place(row.settings[across.key]), up.place(row.settings[up.key]), row)
            for row in rows
        ]
        self._places = [(x, y, row.number) for x, y, row in known]
        figures = np.array([row.figures(goal.name)[0] for *_, row in known])
        values = _heights(figures, goal)
        low, high = _levels(values)
        self._show_cells(known, values, across, up, (low, high))
        self.bar.setLevels((low, high))
        self.bar.axis.setTicks([_ticks(low, high, goal)])
        self.bar.axis.setLabel(translate(goal.label))
        for name, axis in (("bottom", across), ("left", up)):
            self.plot.getAxis(name).setLabel(axis.label)
            self.plot.getAxis(name).setTicks([axis.ticks()])
        self.plot.setRange(xRange=across.ends, yRange=up.ends, padding=0)
        self.choose(chosen)

    def choose(self, number: int) -> None:
        """Mark the cell of a trial, or none."""
        self._chosen = number
        places = [(x, y) for x, y, trial in self._places if trial == number]
        self.mark.setData(pos=places) if places else self.mark.setData([], [])

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.setBackground(theme.colour("base"))
        for axis in self._axes:
            axis.setPen(theme.pen("border"))
            axis.setTextPen(theme.pen("quiet"))
        self.mark.setPen(pg.mkPen("#ffffff", width=2))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        box = self.plot.getViewBox()
        place = box.mapSceneToView(event.position())
        (left, right), (low, high) = box.viewRange()
        inside = left <= place.x() <= right and low <= place.y() <= high
        near = [
            (abs(x - place.x()) / (right - left) + abs(y - place.y()) / (high - low), trial)
            for x, y, trial in self._places
        ]
        if inside and near and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(min(near)[1])
        super().mousePressEvent(event)

    @property
    def _axes(self) -> tuple[pg.AxisItem, ...]:
        return self.plot.getAxis("left"), self.plot.getAxis("bottom"), self.bar.axis

    def _show_cells(
        self,
        known: list[tuple[float, float, TrialRow]],
        values: np.ndarray,
        across: SettingAxis,
        up: SettingAxis,
        levels: tuple[float, float],
    ) -> None:
        columns = {place: i for i, place in enumerate(across.places)}
        lines = {place: i for i, place in enumerate(up.places)}
        is_grid = all(x in columns and y in lines for x, y, _ in known)
        cells = np.full((len(lines), len(columns)), np.nan)
        if is_grid:
            for (x, y, _), value in zip(known, values, strict=True):
                cells[lines[y], columns[x]] = value
        (left, right), (low, high) = across.ends, up.ends
        self.image.setImage(cells, autoLevels=False, levels=levels)
        self.image.setRect(QRectF(left, low, right - left, high - low))
        self.points.clear()
        if not is_grid:
            seen = [(x, y, v) for (x, y, _), v in zip(known, values, strict=True) if np.isfinite(v)]
            share = [(v - levels[0]) / (levels[1] - levels[0]) for *_, v in seen]
            brushes = theme.activation_map().map(np.clip(share, 0, 1), mode="qcolor")
            self.points.setData(
                x=[x for x, *_ in seen],
                y=[y for _, y, _ in seen],
                brush=list(brushes),
                pen=theme.pen("border"),
            )


def _heights(figures: np.ndarray, goal: Goal) -> np.ndarray:
    """Return what the colours are even in: accuracies, or less the logarithm of costs."""
    if goal.more_is_better:
        return figures
    with np.errstate(all="ignore"):
        return np.where(figures > 0, -np.log10(figures), np.nan)


def _levels(values: np.ndarray) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(np.quantile(finite, 1 - SHOWN)), float(finite.max())
    return low, max(high, low + 1e-6)


def _ticks(low: float, high: float, goal: Goal) -> list[tuple[float, str]]:
    places = np.linspace(low, high, TICKS).tolist()
    if goal.more_is_better:
        return [(at, percentage(f"{100 * at:.1f}")) for at in places]
    return [(at, significant(10**-at, 3)) for at in places]
