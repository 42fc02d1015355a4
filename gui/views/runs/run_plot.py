"""The curves of several runs that are over, on one plot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.messages import to_translate, tr, translate
from core.runs.record import Record
from core.training.history import Curve
from gui import theme
from gui.plots.axes import CostAxis
from gui.plots.curve_item import CurveItem
from gui.plots.plot import Plot
from gui.views.runs.run_table import MOST

# One run may be this many times as high as the lowest one; what is above is cut off.
STRETCH = 5.0


@dataclass(frozen=True, slots=True)
class CurveKind:
    """One row of CURVE_KINDS: `take` returns that curve of a run, drawn `times` times as high."""

    label: str
    take: Callable[[Record], Curve]
    times: float = 1.0


CURVE_KINDS = (
    CurveKind(to_translate("Train cost"), lambda record: record.train_cost.curve()),
    CurveKind(to_translate("Test cost"), lambda record: record.test_cost.curve()),
    CurveKind(
        to_translate("Train accuracy, %"), lambda record: record.train_accuracy.curve(), 100.0
    ),
    CurveKind(to_translate("Test accuracy, %"), lambda record: record.test_accuracy.curve(), 100.0),
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
        curves = [_scaled(kind.take(record), kind.times, bool(units)) for record in records]
        self._fit_all([curve for curve in curves if len(curve.at)])
        nothing = Curve(np.empty(0), np.empty(0))
        for number, line in enumerate(self.lines):
            curve = curves[number] if number < len(curves) else nothing
            pen = theme.pen("text", 1.5)
            pen.setColor(theme.class_colour(number))
            line.set_pen(pen)
            line.show(curve.at, curve.values, self.x_span)

    def _fit_all(self, curves: Sequence[Curve]) -> None:
        end = max((float(curve.at[-1]) for curve in curves), default=1.0)
        finite = [curve.values[np.isfinite(curve.values)] for curve in curves]
        highest = [float(values.max()) for values in finite if len(values)]
        lowest = min((float(values.min()) for values in finite if len(values)), default=0.0)
        top = min(max(highest, default=1.0), STRETCH * min(highest, default=1.0))
        room = 0.05 * (top - lowest) or 0.5
        self.set_frame((-0.01 * end, 1.01 * max(end, 1.0)), (lowest - room, top + room))


def _scaled(curve: Curve, times: float, shares: bool) -> Curve:
    if shares and len(curve.at):
        return Curve(100 * curve.at / max(curve.at[-1], 1.0), times * curve.values)
    return Curve(curve.at, times * curve.values)
