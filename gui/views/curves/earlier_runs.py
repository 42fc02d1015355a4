"""The curves of earlier runs, faint behind the current one."""

from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.decimation import decimate
from core.experiment.settings import DataSettings
from core.training.history import Curve
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.plots.curve_item import CurveItem
from gui.plots.plot import Plot
from gui.plots.running_range import Interval, RunningRange

KEPT = 8
POINTS = 600


class Axes(NamedTuple):
    """What a curve's x counts, and the data it is of: curves of others do not belong beside it."""

    unit: str
    data: DataSettings


def axes_of(snapshot: Snapshot) -> Axes:
    """Return what the curves of a run are over and of."""
    return Axes(snapshot.unit, snapshot.experiment.data)


def _identical(one: Axes, other: Axes) -> bool:
    return one.data is other.data and one.unit == other.unit


@dataclass(frozen=True, slots=True, eq=False)
class EarlierRun:
    """The decimated curve of one earlier run, and what it must share with a run beside it."""

    at: np.ndarray
    values: np.ndarray
    axes: Axes
    extent: Interval | None


class EarlierRuns:
    """Keep the last earlier runs and draw them, older ones fainter."""

    def __init__(self, plot: Plot) -> None:
        self._lines = [CurveItem(plot, POINTS, layer=-2) for _ in range(KEPT)]
        self._kept: deque[EarlierRun] = deque(maxlen=KEPT)
        self._compared: tuple[Axes, list[EarlierRun]] | None = None
        self._drawn: tuple[list[EarlierRun], Interval, bool] | None = None

    @property
    def kept(self) -> list[EarlierRun]:
        """Return the runs that are kept, newest first."""
        return list(self._kept)

    @kept.setter
    def kept(self, runs: list[EarlierRun]) -> None:
        self._compared = None
        self._kept = deque(runs, maxlen=KEPT)

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, curve: Curve, axes: Axes) -> None:
        """Keep the curve of a run that is over; one point is no curve, and none is kept twice."""
        if len(curve.at) >= 2:
            self.remove(curve, axes)
            chosen = decimate(curve.values, POINTS)
            at, values = curve.at[chosen], curve.values[chosen]
            self._kept.appendleft(EarlierRun(at, values, axes, RunningRange().of(values)))

    def remove(self, curve: Curve, axes: Axes) -> None:
        """Forget the run of this curve: it is on the bench again, or was repeated."""
        self._compared = None
        chosen = decimate(curve.values, POINTS)
        at, values = curve.at[chosen], curve.values[chosen]
        for run in list(self._kept):
            same = np.array_equal(run.at, at) and np.array_equal(run.values, values, True)
            if same and run.axes == axes:
                self._kept.remove(run)

    def clear(self) -> None:
        """Forget all earlier runs."""
        self._compared = None
        self._kept.clear()

    def comparable(self, axes: Axes) -> list[EarlierRun]:
        """Return the runs on the same data whose curves count the same, newest first."""
        # Settings of data may name thousands of pictures: they are compared once a run.
        if self._compared is None or not _identical(self._compared[0], axes):
            self._compared = axes, [run for run in self._kept if run.axes == axes]
        return self._compared[1]

    def show(self, axes: Axes, span: Interval, log: bool) -> None:
        """Draw the runs that are comparable."""
        shown = self.comparable(axes)
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
