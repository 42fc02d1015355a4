"""A figure of a sweep over one setting: medians as a curve, and a band from lowest to highest."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent

from core.messages import tr, translate
from core.sweeps.goals import Goal
from core.sweeps.usual_ranges import LAYERS
from gui import theme
from gui.plots.axes import ShareAxis
from gui.plots.plot_area import PlotArea
from gui.plots.running_range import not_flatter
from gui.plots.static_plot import make_static
from gui.views.map.setting_axis import SettingAxis
from gui.views.map.trial_row import TrialRow

LEFT_WIDTH, BOTTOM_HEIGHT, MARGIN = 62, 38, 0.08
POINT, NEAR = 7, 14
# Of costs far above the others only this many times the middle one is seen.
TALLEST = 4.0


_Shown = tuple[Sequence[TrialRow], SettingAxis, Goal, SettingAxis | None]


class CurvePlot(PlotArea):
    """Draw one curve, or one for each value of a second setting; `picked` carries a trial."""

    picked = Signal(int)

    def __init__(self) -> None:
        self._left = ShareAxis("left")
        super().__init__(axisItems={"left": self._left}, enableMenu=False)
        self.setObjectName("map_curve")
        self.setAccessibleName(tr("The figure over the setting"))
        item = self.getPlotItem()
        make_static(item)
        self.legend = item.addLegend(offset=(-8, 8), labelTextSize="8pt")
        item.layout.setContentsMargins(0, 6, 14, 0)
        item.getAxis("left").setWidth(LEFT_WIDTH)
        item.getAxis("bottom").setHeight(BOTTOM_HEIGHT)
        self.mark = pg.ScatterPlotItem(size=POINT + 6, brush=None)
        item.addItem(self.mark, ignoreBounds=True)
        self._drawn: list[Any] = []
        self._points: list[tuple[float, float, int]] = []
        self._last: _Shown | None = None
        self._chosen = -1

    def show_trials(
        self,
        rows: Sequence[TrialRow],
        axis: SettingAxis,
        goal: Goal,
        lines: SettingAxis | None = None,
        chosen: int = -1,
    ) -> None:
        """Draw the trials that have a result; `lines` is the setting of which each has a curve."""
        self._last, self._chosen = (rows, axis, goal, lines), chosen
        self._clear()
        factor = 100.0 if goal.more_is_better else 1.0
        self._left.set_in_percent(goal.more_is_better)
        groups: dict[str, list[TrialRow]] = {}
        for row in rows:
            name = _name(lines, row.settings[lines.key]) if lines else ""
            groups.setdefault(name, []).append(row)
        heights: list[float] = []
        for number, (name, members) in enumerate(groups.items()):
            heights += self._draw_group(number, name, members, axis, goal, factor)
        item = self.getPlotItem()
        item.getAxis("bottom").setTicks([axis.ticks()])
        item.getAxis("bottom").setLabel(axis.label)
        item.getAxis("left").setLabel(translate(goal.label))
        low, high = _seen(heights, goal)
        room = MARGIN * (high - low)
        item.setRange(xRange=axis.ends, yRange=(low - room, high + room), padding=0)
        # An accuracy rises to the right and a cost falls: the legend is where no points are.
        self.legend.setOffset((-8, -8) if goal.more_is_better else (-8, 8))
        self.legend.setVisible(lines is not None)
        self.choose(chosen)

    def choose(self, number: int) -> None:
        """Ring the point of a trial, or none."""
        self._chosen = number
        places = [(x, y) for x, y, trial in self._points if trial == number]
        self.mark.setData(pos=places) if places else self.mark.setData([], [])

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.recolour_axes()
        self.mark.setPen(theme.pen("accent", 2))
        self.legend.setLabelTextColor(theme.colour("text"))
        if self._last:
            self.show_trials(*self._last, chosen=self._chosen)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        box = self.getPlotItem().getViewBox()
        near = [
            ((box.mapViewToScene(QPointF(x, y)) - event.position()).manhattanLength(), trial)
            for x, y, trial in self._points
        ]
        distance, trial = min(near, default=(math.inf, -1))
        if distance <= 2 * NEAR and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(trial)
        super().mousePressEvent(event)

    def _draw_group(
        self,
        number: int,
        name: str,
        rows: list[TrialRow],
        axis: SettingAxis,
        goal: Goal,
        factor: float,
    ) -> list[float]:
        """Draw the trials of one curve; return the heights of its points."""
        at: dict[float, list[float]] = {}
        for row in rows:
            figures = row.figures(goal.name)
            x = axis.place(row.settings[axis.key])
            if math.isfinite(figures[0]) and math.isfinite(x):
                at.setdefault(x, []).extend(row.values(goal.name))
                self._points.append((x, factor * figures[0], row.number))
        if not at:
            return []
        xs = np.array(sorted(at))
        medians = factor * np.array([np.median(at[x]) for x in xs])
        low = factor * np.array([min(at[x]) for x in xs])
        high = factor * np.array([max(at[x]) for x in xs])
        colour = "train" if number == 0 else "test" if number == 1 else "quiet"
        ends = pg.PlotCurveItem(xs, low), pg.PlotCurveItem(xs, high)
        band = pg.FillBetweenItem(*ends, brush=theme.colour(colour, 0.16))
        curve = pg.PlotCurveItem(xs, medians, pen=theme.pen(colour, 2), antialias=True)
        points = pg.ScatterPlotItem(
            xs, medians, size=POINT, brush=theme.colour(colour), pen=theme.pen("base")
        )
        for part in (band, curve, points):
            self.getPlotItem().addItem(part, ignoreBounds=True)
            self._drawn.append(part)
        if name:
            self.legend.addItem(curve, name)
        return [*medians.tolist(), *low.tolist(), *high.tolist()]

    def _clear(self) -> None:
        for part in self._drawn:
            self.getPlotItem().removeItem(part)
        self.legend.clear()
        self._drawn, self._points = [], []


def _name(lines: SettingAxis, value: Any) -> str:
    """Write what a curve is of; bare numbers of units would be taken for samples."""
    text = lines.text(value)
    return tr("{sizes} units").format(sizes=text) if lines.key == LAYERS and value else text


def _seen(heights: list[float], goal: Goal) -> tuple[float, float]:
    """Return which heights are to be seen: a cost that is far above the middle one is cut off."""
    finite = [height for height in heights if math.isfinite(height)]
    if not finite:
        return 0.0, 1.0
    low, high = min(finite), max(finite)
    if not goal.more_is_better:
        high = min(high, TALLEST * float(np.median(finite)))
    low, high = not_flatter((low, max(high, low)))
    return low, high if high > low else low + 1.0
