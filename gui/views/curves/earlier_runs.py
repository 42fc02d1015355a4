"""The curves of earlier runs, faint behind the current one."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from core.training.history import Curve
from gui import theme
from gui.plots.curve_item import CurveItem
from gui.plots.decimation import decimate
from gui.plots.plot import Plot
from gui.plots.running_range import Interval, RunningRange

KEPT = 8
POINTS = 600


@dataclass(frozen=True, slots=True, eq=False)
class EarlierRun:
    """The decimated curve of one earlier run; `unit` is what its x counts."""

    at: np.ndarray
    values: np.ndarray
    unit: str
    extent: Interval | None


class EarlierRuns:
    """Keep the last earlier runs and draw them, older ones fainter."""

    def __init__(self, plot: Plot) -> None:
        self._lines = [CurveItem(plot, POINTS, layer=-2) for _ in range(KEPT)]
        self._kept: deque[EarlierRun] = deque(maxlen=KEPT)
        self._drawn: tuple[list[EarlierRun], Interval, bool] | None = None

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, curve: Curve, unit: str) -> None:
        """Keep the curve of a run that is over; one point is no curve."""
        if len(curve.at) >= 2:
            chosen = decimate(curve.values, POINTS)
            at, values = curve.at[chosen], curve.values[chosen]
            self._kept.appendleft(EarlierRun(at, values, unit, RunningRange().of(values)))

    def clear(self) -> None:
        """Forget all earlier runs."""
        self._kept.clear()

    def comparable(self, unit: str) -> list[EarlierRun]:
        """Return the runs whose x counts in the same unit, newest first."""
        return [run for run in self._kept if run.unit == unit]

    def show(self, unit: str, span: Interval, log: bool) -> None:
        """Draw the runs whose x counts in the same unit."""
        shown = self.comparable(unit)
        if (shown, span, log) == self._drawn:
            return
        self._drawn = shown, span, log
        nothing = np.empty(0)
        for i, line in enumerate(self._lines):
            if i < len(shown):
                line.show(shown[i].at, shown[i].values, span, log)
            else:
                line.show(nothing, nothing, span)

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        for age, line in enumerate(self._lines):
            pen = theme.pen("ghost")
            pen.setColor(theme.colour("ghost", 1 - 0.8 * age / KEPT))
            line.set_pen(pen)
