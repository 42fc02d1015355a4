"""Costs that somebody else got, as marks on the plot, and a sentence on how ours agree."""

import pyqtgraph as pg

from core.experiment.reference_costs import Agreement, Reference, compare
from core.messages import tr, translate
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.plots.curve_item import on_scale


class ReferenceMarks:
    """Stand an open circle at each cost of a reference; `name` says whose they are."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self.reference: Reference | None = None
        self._name = ""
        self._drawn: tuple[bool, int] | None = None
        self._marks = pg.ScatterPlotItem(symbol="o", size=7, brush=None)
        self._marks.setZValue(3)
        self._marks.hide()
        plot.addItem(self._marks, ignoreBounds=True)

    def put(self, reference: Reference | None, name: str) -> None:
        """Take another reference, or none."""
        self.reference, self._name, self._drawn = reference, name, None

    def show(self, log: bool) -> None:
        """Draw the marks, unless drawn so already: the whole plot is painted again for them."""
        pen = theme.pen("text")
        if self._drawn == (log, pen.color().rgba()):
            return
        self._drawn = log, pen.color().rgba()
        self._marks.setVisible(self.reference is not None)
        if self.reference is not None:
            self._marks.setData(x=self.reference.at, y=on_scale(self.reference.costs, log), pen=pen)

    def sentences(self, snapshot: Snapshot) -> tuple[str, str]:
        """Say in a line how the run agrees so far, then with details; both may be empty."""
        if self.reference is None:
            return "", ""
        agreement = compare(self.reference, snapshot.train_cost.at, snapshot.train_cost.values)
        details = _in_words(agreement, len(self.reference.at), self._name, snapshot.unit)
        if not agreement.as_copies:
            return details, details
        text = tr("agrees with {name} so far (largest difference {apart:.0e})")
        if agreement.compared == len(self.reference.at):
            text = tr("agrees with {name} (largest difference {apart:.0e})")
        return text.format(name=self._name, apart=agreement.as_copies), details


def _in_words(agreement: Agreement, total: int, name: str, unit: str) -> str:
    if not agreement.compared:
        return tr("circles: {name}, not compared yet").format(name=name)
    if agreement.departs is not None:
        text = tr("departs from {name} at {unit} {at}, by {by:.2g}")
        return text.format(name=name, unit=translate(unit), at=agreement.departs, by=agreement.by)
    text = tr("agrees with {name} to {decimals} decimals so far ({compared} of {total} costs)")
    if agreement.compared == total:
        text = tr("agrees with {name} to {decimals} decimals in all {total} costs")
    if agreement.as_copies:
        text = tr(
            "agrees with {name} so far ({compared} of {total} costs): at most {apart:.2g} off, "
            "within what published copies differ by"
        )
        if agreement.compared == total:
            text = tr(
                "agrees with {name} in all {total} costs: at most {apart:.2g} off, within what "
                "published copies differ by"
            )
    return text.format(
        name=name,
        decimals=agreement.decimals,
        compared=agreement.compared,
        total=total,
        apart=agreement.as_copies,
    )
