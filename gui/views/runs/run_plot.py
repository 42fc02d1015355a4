"""The curves of several runs that are over, on one plot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.messages import to_translate, tr, translate
from core.network.targets import TARGETS
from core.runs.record import Record
from core.training.history import Curve
from gui import theme
from gui.plots.axes import CostAxis
from gui.plots.curve_item import CurveItem
from gui.plots.plot import Plot
from gui.plots.running_range import Interval, RunningRange, not_flatter, union
from gui.views.runs.run_table import MOST

# Where one run is this many times as high as another, or the highest value of all this many times
# the lowest, costs are drawn by their logarithm.
FACTOR, DECADES = 5.0, 1000.0


@dataclass(frozen=True, slots=True)
class CurveKind:
    """One row of CURVE_KINDS: `take` returns that curve of a run.

    A `cost` may be drawn by its logarithm; another is drawn in percent where it is of classes.
    """

    label: str
    take: Callable[[Record], Curve]
    cost: bool = False

    def times(self, record: Record) -> float:
        """Return how many times as high the curve of a run is drawn."""
        return 100.0 if not self.cost and TARGETS[record.targets].in_percent else 1.0


CURVE_KINDS = (
    CurveKind(to_translate("Train cost"), lambda record: record.train_cost.curve(), cost=True),
    CurveKind(to_translate("Test cost"), lambda record: record.test_cost.curve(), cost=True),
    CurveKind(
        to_translate("Train accuracy, % (or R²)"), lambda record: record.train_accuracy.curve()
    ),
    CurveKind(
        to_translate("Test accuracy, % (or R²)"), lambda record: record.test_accuracy.curve()
    ),
)


class RunPlot(Plot):
    """Draw one kind of curve of several runs, each in its own colour."""

    def __init__(self) -> None:
        super().__init__(CostAxis("left"))
        self.setAccessibleName(tr("Curves of the chosen runs"))
        self.lines = [CurveItem(self) for _ in range(MOST)]
        self._shown: tuple[Sequence[Record], CurveKind] = ((), CURVE_KINDS[0])
        self.moved.connect(lambda: self.show_runs(*self._shown))

    def show_runs(self, records: Sequence[Record], kind: CurveKind) -> None:
        """Draw these runs, over what their curves count, or over the share of each run."""
        self._shown = records, kind
        units = {record.unit for record in records}
        self.set_unit(translate(units.pop()) if len(units) == 1 else tr("% of the run"))
        curves = [_scaled(kind.take(record), kind.times(record), bool(units)) for record in records]
        log = self._fit_all([curve for curve in curves if len(curve.at)], kind.cost)
        nothing = Curve(np.empty(0), np.empty(0))
        for number, line in enumerate(self.lines):
            curve = curves[number] if number < len(curves) else nothing
            line.show(curve.at, curve.values, self.x_span, log)

    def recolour(self) -> None:
        super().recolour()
        for number, line in enumerate(self.lines):
            pen = theme.pen("text", 1.5)
            pen.setColor(theme.class_colour(number))
            line.set_pen(pen)

    def _fit_all(self, curves: Sequence[Curve], cost: bool) -> bool:
        """Fit every curve into the frame; return whether that is by the logarithm."""
        end = max((float(curve.at[-1]) for curve in curves), default=1.0)
        spans = [span for curve in curves if (span := RunningRange().of(curve.values))]
        log = cost and _by_logarithm(spans)
        low, high = not_flatter(union([*spans]) or (0.0, 1.0))
        if log:
            low, high = np.log10((low, high)).tolist()
        room = 0.05 * (high - low) or 0.5
        self.getPlotItem().getAxis("left").setLogMode(y=log)
        self.set_frame((-0.01 * end, 1.01 * max(end, 1.0)), (low - room, high + room))
        return log


def _by_logarithm(spans: Sequence[Interval]) -> bool:
    if not spans or min(low for low, _ in spans) <= 0:
        return False
    highest, lowest = [high for _, high in spans], min(low for low, _ in spans)
    return max(highest) > FACTOR * min(highest) or max(highest) > DECADES * lowest


def _scaled(curve: Curve, times: float, shares: bool) -> Curve:
    if shares and len(curve.at):
        return Curve(100 * curve.at / max(curve.at[-1], 1.0), times * curve.values)
    return Curve(curve.at, times * curve.values)
