"""The cost on train and test over a run, with earlier runs faint behind it."""

import math
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QToolButton, QWidget

from core.experiment.reference_costs import Reference
from core.messages import to_translate, tr, translate
from core.training.history import Curve
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.plots.axes import CostAxis
from gui.plots.curve_item import CurveItem, on_scale
from gui.plots.plot import Plot
from gui.plots.running_range import Interval, RunningRange, union
from gui.views.csv_table import CsvTable, curve_table
from gui.views.curve_view import CurveView, Wording, end_of, value_at
from gui.views.curves.earlier_runs import EarlierRun, EarlierRuns, axes_of
from gui.views.curves.exact_mark import ExactMark, exact_sentences, least_cost
from gui.views.curves.rate_marks import RateMarks
from gui.views.curves.reference_marks import ReferenceMarks
from gui.widgets.field_outline import OutlinedButton
from gui.widgets.number_format import significant
from gui.widgets.readout import Part

MARKED = 50
# Costs whose largest is so many times the smallest are shown by their logarithm.
DECADES = 1000
# The lowest cost that a logarithmic axis goes down to.
SMALLEST = 1e-30
# An earlier run may stretch the costs that fit by this factor, so that the axis is the run of
# now's; other seeds of the same experiment by the second.
STRETCH, SEEDS_STRETCH = 1.3, 3.0


class CostView(CurveView):
    """Draw both costs; a cost that is not finite leaves a gap and is marked with a cross."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("cost_plot", tr("Cost"), Plot(CostAxis("left")), parent)
        item = self.plot.getPlotItem()
        self.earlier_runs, self.rates = EarlierRuns(self.plot), RateMarks(item)
        self.test = CurveItem(self.plot, layer=1, moving=True)
        self.train = CurveItem(self.plot, layer=2, moving=True)
        self.broken = pg.ScatterPlotItem(symbol="x", size=9, pen=None)
        item.addItem(self.broken, ignoreBounds=True)
        self.reference, self.exact = ReferenceMarks(item), ExactMark(item)
        self.agreement, self.exact_note = self.add_note("agreement"), self.add_note()
        self._costs: Interval = (0.0, 1.0)
        self._chosen, self._drawn_run = False, 0
        self._train_extent, self._test_extent = RunningRange(), RunningRange()
        self._clear, self.log = self._make_buttons()

    def clear_earlier_runs(self) -> None:
        """Forget the earlier runs."""
        self.earlier_runs.clear()
        self._offer_to_clear(0)
        self.redraw()

    def show_earlier_runs(self, runs: list[EarlierRun]) -> None:
        """Show these runs, and no others, behind the cost."""
        self.earlier_runs.kept = runs
        self.redraw()

    def show_reference(self, reference: Reference | None, name: str = "") -> None:
        """Mark the costs of a reference from now on, or of none; `name` says whose they are."""
        self.reference.put(reference, name)
        self.plot.following = True
        self.redraw()

    def main_curve(self, snapshot: Snapshot) -> Curve:
        return snapshot.train_cost

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        return curve_table(
            snapshot.unit,
            {
                "train cost": snapshot.train_cost,
                "test cost": snapshot.test_cost,
            },
        )

    def run_ended(self, last: Snapshot) -> None:
        self.earlier_runs.add(last.train_cost, axes_of(last))

    def has_anything(self, snapshot: Snapshot) -> bool:
        has_marks = self.reference.reference is not None
        earlier_runs = self.earlier_runs.comparable(axes_of(snapshot))
        return super().has_anything(snapshot) or bool(earlier_runs) or has_marks

    def draw(self, snapshot: Snapshot) -> None:
        if snapshot.run != self._drawn_run:
            # One that was on the bench before, and comes back, is no earlier one.
            self._drawn_run = snapshot.run
            self.earlier_runs.remove(snapshot.train_cost, axes_of(snapshot))
        super().draw(snapshot)
        if self.skipped:
            return
        exact = exact_sentences(snapshot)
        self.readout.setToolTip("\n".join(filter(None, (cost_tip(snapshot), exact[1]))))
        notes = {self.agreement: self.reference.sentences(snapshot), self.exact_note: exact}
        for note, (sentence, details) in notes.items():
            self.write_note(note, sentence, details)
        self._offer_to_clear(len(self.earlier_runs.comparable(axes_of(snapshot))))

    def frame(self, snapshot: Snapshot) -> tuple[Interval, Interval]:
        """Fit this run, the test costs, and as much of earlier runs as does not hide it."""
        earlier_runs = self.earlier_runs.comparable(axes_of(snapshot))
        marks = self.reference.reference
        reached = [snapshot.train_cost.at, snapshot.test_cost.at, snapshot.train_accuracy.at]
        reached += [*(run.at for run in earlier_runs)]
        results = self.seed_runs_of(snapshot)
        reached += [results.train_cost.at] if results else []
        end = end_of(snapshot, [*reached, marks.at] if marks else reached)
        current = union(
            [
                self._train_extent.of(snapshot.train_cost.values),
                self._test_extent.of(snapshot.test_cost.values),
                RunningRange().of(marks.costs) if marks else None,
            ]
        )
        bands = [results.train_cost.high, results.test_cost.high] if results else []
        seeds = union([RunningRange().of(band) for band in bands])
        earlier = union([run.extent for run in earlier_runs])
        # A run of a single point, such as weights that were opened, has no curve to be hidden.
        most = STRETCH if len(snapshot.train_cost.at) > 1 else math.inf
        fitting = _stretched(_stretched(current, seeds, SEEDS_STRETCH), earlier, most)
        # Without a single cost to go by the range keeps.
        self._costs = fitting or self._costs
        self._choose_scale()
        self.reached.emit(end)
        return (-0.01 * end, 1.01 * end), self._heights(least_cost(snapshot))

    def draw_curves(self, snapshot: Snapshot) -> None:
        span, log = self.plot.x_span, self.log.isChecked()
        self.earlier_runs.show(axes_of(snapshot), span, log)
        for line, curve in ((self.train, snapshot.train_cost), (self.test, snapshot.test_cost)):
            line.show(curve.at, curve.values, span, log)
        results = self.seed_runs_of(snapshot)
        train, test = (results.train_cost, results.test_cost) if results else (None, None)
        other = results.without.test_cost if results and results.without else None
        self.show_bands(train, test, lambda values: on_scale(values, log), other)
        self._mark_broken()
        self.rates.show(rate_marks(snapshot), span)
        self.reference.show(log)
        self.exact.show(snapshot, log)

    def leaving_text(self, snapshot: Snapshot) -> str:
        highest = max(self._train_extent.beyond, self._test_extent.beyond)
        text = tr("leaves the plot: costs up to {most}")
        return text.format(most=significant(highest, 3)) if highest else ""

    def values_at(self, snapshot: Snapshot, at: float, wording: Wording) -> list[Part]:
        parts = []
        for colour, word, curve in (
            (
                "train",
                to_translate("train {cost} with {penalty}")
                if snapshot.penalty
                else to_translate("train {cost}"),
                snapshot.train_cost,
            ),
            ("test", to_translate("test {cost}"), snapshot.test_cost),
        ):
            cost = value_at(curve, at)
            if cost is not None:
                figure = significant(cost, 3 if wording is Wording.BARE else 4)
                said = translate(word).format(cost=figure, penalty=snapshot.penalties)
                parts.append(
                    (colour, figure if wording in (Wording.FIGURES, Wording.BARE) else said)
                )
        return parts

    def memory(self) -> tuple[list[EarlierRun], bool, bool, Any]:
        log = self.log.isChecked()
        return self.earlier_runs.kept, self._chosen, log, super().memory()

    def remember(self, memory: tuple[list[EarlierRun], bool, bool, Any]) -> None:
        self.earlier_runs.kept, chosen, log, span = memory
        self.log.setChecked(log)
        self._chosen = chosen
        super().remember(span)

    def recolour(self) -> None:
        super().recolour()
        self.earlier_runs.recolour()
        self.rates.recolour()
        self.exact.recolour()
        self.train.set_pen(theme.pen("train"))
        self.test.set_pen(theme.pen("test"))
        self.broken.setBrush(theme.colour("error"))

    def _choose_scale(self) -> None:
        """Take the logarithm where the costs span decades, until the user has chosen."""
        low, high = self._costs
        log = 0 < low * DECADES < high
        if not self._chosen and log != self.log.isChecked():
            with QSignalBlocker(self.log):
                self.log.setChecked(log)
            self._set_axis(log)

    def _heights(self, least: float | None) -> Interval:
        """Return the heights that hold the costs, and a least cost that is not decades below."""
        low, high = self._costs
        if least is not None and low / DECADES < least < low:
            low = least
        if not self.log.isChecked():
            return _in_steps(0.0, 1.03 * high) if high > 0 else (0.0, 1.0)
        if high <= 0:
            return -1.0, 0.0
        bottom, top = np.log10(np.maximum((low, high), SMALLEST))
        margin = max(0.03 * (top - bottom), 0.1)
        return _in_steps(bottom - margin, top + margin)

    def _mark_broken(self) -> None:
        # A diverged run ends with its first such cost, so few marks are enough.
        wrong = self.train.broken[:MARKED]
        if len(wrong) or len(self.broken.data):
            bottom, top = self.plot.y_span
            self.broken.setData(x=wrong, y=np.full(len(wrong), top - 0.06 * (top - bottom)))
        self.broken.setVisible(len(wrong) > 0)

    def _offer_to_clear(self, count: int) -> None:
        text = tr("Clear {count} earlier").format(count=count)
        if text != self._clear.text():
            self._clear.setText(text)
        self._clear.setVisible(count > 0)

    def _make_buttons(self) -> tuple[QToolButton, QToolButton]:
        clear, log = OutlinedButton(), OutlinedButton()
        clear.setObjectName("clear_ghosts")
        clear.setToolTip(tr("Take the faint curves of earlier runs away"))
        clear.clicked.connect(self.clear_earlier_runs)
        clear.hide()
        log.setObjectName("cost_log")
        log.setText(tr("Log"))
        log.setToolTip(tr("Show the logarithm of the cost: equal steps are equal factors"))
        log.setCheckable(True)
        log.toggled.connect(self._change_scale)
        for button in (clear, log):
            self.buttons.addWidget(button)
        return clear, log

    def _change_scale(self, log: bool) -> None:
        self._chosen = True
        self._set_axis(log)
        self.plot.following = True
        self.redraw()

    def _set_axis(self, log: bool) -> None:
        self.plot.getPlotItem().getAxis("left").setLogMode(y=log)


def _stretched(costs: Interval | None, others: Interval | None, most: float) -> Interval | None:
    """Widen an interval to hold others too, at either end by a factor of `most` at most."""
    if not (costs and others):
        return costs or others
    low, high = costs
    return max(min(low, others[0]), low / most), min(max(high, others[1]), high * most)


def cost_tip(snapshot: Snapshot) -> str:
    """Say what a train cost in batches is, and the sum that it is where the weights add to it."""
    texts = []
    if len(snapshot.train_cost.at) and snapshot.unit == "epoch":
        texts.append(
            tr(
                "The train cost of an epoch is the mean over its batches, each before its own "
                "update; the test cost is of the weights at that moment."
            )
        )
    if len(snapshot.train_cost.at) and snapshot.penalty:
        text = tr(
            "The train cost is the J that descends: the loss, which the samples make, and "
            "{penalty}, which the weights add: about {loss} + {added}. The test cost is the loss "
            "alone, so only {loss} compares with it."
        )
        newest = float(snapshot.train_cost.values[-1])
        texts.append(
            text.format(
                penalty=snapshot.penalties,
                loss=significant(newest - snapshot.penalty, 3),
                added=significant(snapshot.penalty, 3),
            )
        )
    return "\n".join(texts)


def _in_steps(low: float, high: float) -> Interval:
    """Widen a span by little to round ends, which stand still while a curve grows."""
    step = 2.0 ** (math.floor(math.log2(high - low)) - 4)
    return math.floor(low / step) * step, math.ceil(high / step) * step


def rate_marks(snapshot: Snapshot) -> list[tuple[float, float]]:
    """Return the changes of the learning rate as pairs (x on this run's plot, new rate)."""
    return [(snapshot.place_of(at), rate) for at, rate in snapshot.rate_changes]
