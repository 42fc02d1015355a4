"""The least cost there can be, as a line on the plot that descent approaches."""

import numpy as np
import pyqtgraph as pg

from core.messages import Message, fill, to_translate, translate
from core.training.analyses.exact_solution import ExactSolution
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.plots.curve_item import on_scale
from gui.widgets.number_format import significant

SOLVED = to_translate(
    "dashed: least cost {cost}, solved at once from {equations:,} linear equations dJ/dW = 0"
)
SOLVED_TIP = to_translate(
    "The dashed line is the least cost that there is, {cost}: dJ/dW = 0 and dJ/db = 0 are "
    "{equations:,} linear equations for each output, which least squares solves at once. Descent "
    "comes nearer to it in small steps."
)
# Of equations some of which follow from the others.
MANY_TIP = to_translate(
    "The dashed line is the least cost that there is, {cost}: of the {equations:,} linear "
    "equations dJ/dW = 0 and dJ/db = 0 for each output only {rank:,} are independent, so many "
    "weights solve them (least squares). Descent comes nearer to it in small steps."
)
NOT_SOLVED = to_translate("no exact solution is marked (point here: why)")


class ExactMark:
    """Lay a dashed line at the cost of the exact solution, where there is one."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self.line = pg.InfiniteLine(angle=0)
        self.line.setZValue(-1)
        self.line.hide()
        plot.addItem(self.line, ignoreBounds=True)

    def show(self, snapshot: Snapshot, log: bool) -> None:
        """Draw the line of a run; where its cost is 0 there is none on the logarithmic scale."""
        cost = least_cost(snapshot)
        shown = cost is not None and (cost > 0 or not log)
        if shown:
            self.line.setValue(float(on_scale(np.array([cost]), log)[0]))
        if self.line.isVisible() != shown:
            self.line.setVisible(shown)

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.line.setPen(theme.pen("note", dashed=True))


def least_cost(snapshot: Snapshot) -> float | None:
    """Return the cost of the exact solution, None where there is none or none is known."""
    return snapshot.exact.cost if isinstance(snapshot.exact, ExactSolution) else None


def exact_sentences(snapshot: Snapshot) -> tuple[str, str]:
    """Say in a line what is marked, then with details, or why nothing is; "" where not known yet.

    With hidden layers nobody expects a solution: that there is none is among the details alone.
    """
    exact = snapshot.exact
    if exact is None or isinstance(exact, Message):
        details = str(exact or "")
        short = "" if snapshot.experiment.network.hidden or not details else translate(NOT_SOLVED)
        return short, details
    tip = MANY_TIP if exact.rank < exact.equations else SOLVED_TIP
    values = {"cost": significant(exact.cost), "equations": exact.equations, "rank": exact.rank}
    return fill(translate(SOLVED), **values), fill(translate(tip), **values)
