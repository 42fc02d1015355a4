"""The accuracy on train and test over a run, or R², beside the best constant answers."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QWidget

from core.data.dataset import ConstantAnswer
from core.files import shown
from core.messages import listed, paragraph, to_translate, tr, translate
from core.network.targets import CLASSES
from core.statistics import wilson_interval
from core.training.history import Curve
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.plots.axes import ShareAxis
from gui.plots.curve_item import CurveItem
from gui.plots.plot import Plot
from gui.plots.running_range import Interval
from gui.views.csv_table import CsvTable, curve_table
from gui.views.curve_view import CurveView, Wording, end_of, value_at
from gui.widgets.number_format import grouped, metric_text, percent, significant
from gui.widgets.readout import Part, set_label_text

INTERVAL = to_translate(
    "In brackets and as a band: where the accuracy on other samples of the same kind lies, "
    "with 95 % confidence (Wilson), going by {count} test samples."
)


EXPLAINED = {
    "labels": to_translate("The share of all labels of all samples that are right."),
    "numbers": to_translate(
        "R² = 1 - Σ (a - y)² / Σ (y - mean)²: 1 is exact, 0 is no better than the mean of these "
        "samples, below 0 is worse. Predictions has the errors in their own unit."
    ),
}
# The lowest R² that the axis goes down to.
LOWEST = -1.0
CONSTANTS = {
    "labels": to_translate("dashed: always the more frequent of yes and no, {shares}"),
    "numbers": to_translate("dashed: always the mean, {shares}"),
}


def few_samples_text(snapshot: Snapshot) -> str:
    """Say of how many training samples the accuracy is, where it is not of all."""
    if snapshot.evaluated_count == snapshot.train_count:
        return ""
    text = tr(
        "The value of train is that of {few} of the {m} training samples, each class with its "
        "share of them; Health and Predictions look at all."
    )
    return text.format(few=grouped(snapshot.evaluated_count), m=grouped(snapshot.train_count))


class AccuracyView(CurveView):
    """Draw both accuracies in percent, the baselines dashed, the test's interval as a band.

    Of numbers R² stands in their place, and of labels the share of all labels: with no interval.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("accuracy_plot", tr("Accuracy"), Plot(ShareAxis("left")), parent)
        item, self._times = self.plot.getPlotItem(), 100.0
        self.band = pg.LinearRegionItem(orientation="horizontal", movable=False)
        self.band.setZValue(-3)
        item.addItem(self.band, ignoreBounds=True)
        self.train_baseline, self.test_baseline = _upon(item), _upon(item)
        # Beside the plot, not in it: the curves start at the baselines and would cross the words.
        self.threshold_note = self.add_note("accuracy_threshold")
        self.baselines = self.add_note()
        self.test = CurveItem(self.plot, layer=1, moving=True)
        self.train = CurveItem(self.plot, layer=2, moving=True)

    def draw(self, snapshot: Snapshot) -> None:
        targets = snapshot.targets
        self._times = 100.0 if targets.in_percent else 1.0
        self.plot.getPlotItem().getAxis("left").set_in_percent(targets.in_percent)
        title = tr("Accuracy") if targets.in_percent else translate(targets.metric)
        set_label_text(self.title, title)
        super().draw(snapshot)
        if self.skipped:
            return
        self._show_baselines(snapshot)
        self.write_note(self.threshold_note, threshold_text(snapshot))

    def main_curve(self, snapshot: Snapshot) -> Curve:
        return snapshot.train_accuracy

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        shares = {
            "train accuracy": snapshot.train_accuracy,
            "test accuracy": snapshot.test_accuracy,
        }
        return curve_table(snapshot.unit, shares)

    def frame(self, snapshot: Snapshot) -> tuple[Interval, Interval]:
        """Fit from the tens below the lowest value up to 100 %; of R² no lower than -1."""
        results = self.seed_runs_of(snapshot)
        reached = [snapshot.train_accuracy.at, *([results.train_accuracy.at] if results else [])]
        end = max(end_of(snapshot, reached), self._least_end)
        baselines = (snapshot.train_baseline, snapshot.test_baseline)
        shares = [baseline.share for baseline in baselines if baseline]
        for curve in (snapshot.train_accuracy, snapshot.test_accuracy):
            shares += [float(curve.values.min())] if len(curve.at) else []
        # An R² that is no number, or beyond all of them, is as low as is drawn.
        lowest = 10 * (min(share if share > LOWEST else LOWEST for share in shares) * 100 // 10)
        low, high = (min(lowest, 90.0) - 2) / 100, 1.02
        return (-0.01 * end, 1.01 * end), (self._times * low, self._times * high)

    def draw_curves(self, snapshot: Snapshot) -> None:
        span = self.plot.x_span
        for line, curve in (
            (self.train, snapshot.train_accuracy),
            (self.test, snapshot.test_accuracy),
        ):
            line.show(curve.at, self._times * curve.values, span)
        results = self.seed_runs_of(snapshot)
        train, test = (results.train_accuracy, results.test_accuracy) if results else (None, None)
        other = results.without.test_accuracy if results and results.without else None
        self.show_bands(train, test, lambda values: self._times * values, other)
        self._show_interval(snapshot)
        tip = translate(INTERVAL).format(count=grouped(snapshot.test_count))
        if snapshot.targets is not CLASSES:
            tip = translate(EXPLAINED[snapshot.targets.name])
        tip = paragraph(tip, few_samples_text(snapshot))
        self.readout.setToolTip(tip)
        self.title.setToolTip(tip)

    def leaving_text(self, snapshot: Snapshot) -> str:
        curves = (snapshot.train_accuracy.values, snapshot.test_accuracy.values)
        least = min(float(values.min(initial=0.0, where=np.isfinite(values))) for values in curves)
        text = tr("leaves the plot: R² down to {least}")
        return text.format(least=significant(least, 3)) if least < LOWEST else ""

    def values_at(self, snapshot: Snapshot, at: float, wording: Wording) -> list[Part]:
        parts, bare = [], wording is Wording.BARE
        brief = bare or wording is Wording.FIGURES
        in_percent = snapshot.targets.in_percent
        train, test = value_at(snapshot.train_accuracy, at), value_at(snapshot.test_accuracy, at)
        if train is not None:
            text = metric_text(train, in_percent, sign=test is None and not bare)
            if not brief:
                text = tr("train {share}").format(share=metric_text(train, in_percent))
            parts.append(("train", text))
        if test is not None and brief:
            parts.append(("test", metric_text(test, in_percent, sign=not bare)))
        elif test is not None and not _has_interval(snapshot):
            text = tr("test {share}").format(share=metric_text(test, in_percent))
            parts.append(("test", text))
        elif test is not None:
            low, high = wilson_interval(test, snapshot.test_count)
            text = tr("test {share} ({low} to {high})")
            if wording is Wording.FULL:
                text = tr("test {share} (95 % interval {low} to {high})")
            text = text.format(
                share=percent(test),
                low=percent(low, decimals=0, sign=False),
                high=percent(high, decimals=0),
            )
            parts.append(("test", text))
        return parts

    def recolour(self) -> None:
        super().recolour()
        self.train.set_pen(theme.pen("train"))
        self.test.set_pen(theme.pen("test"))
        self.band.setBrush(theme.colour("test", 0.12))
        for line in self.band.lines:
            line.setPen(None)
        for line, name in ((self.train_baseline, "train"), (self.test_baseline, "test")):
            line.setPen(theme.pen(name, dashed=True))

    def _show_baselines(self, snapshot: Snapshot) -> None:
        train, test = snapshot.train_baseline, snapshot.test_baseline
        self.train_baseline.setValue(self._times * train.share)
        self.train_baseline.setVisible(not snapshot.dataset.blank)
        self.test_baseline.setVisible(test is not None)
        if test is not None:
            self.test_baseline.setValue(self._times * test.share)
        text = _baseline_text(train, test, snapshot.classes)
        if snapshot.targets is not CLASSES:
            shares = [
                named.format(share=metric_text(part.share, snapshot.targets.in_percent))
                for named, part in ((tr("train {share}"), train), (tr("test {share}"), test))
                if part
            ]
            text = translate(CONSTANTS[snapshot.targets.name]).format(shares=listed(shares))
        self.write_note(self.baselines, "" if snapshot.dataset.blank else text)

    def _show_interval(self, snapshot: Snapshot) -> None:
        shown_here = _has_interval(snapshot) and len(snapshot.test_accuracy.at) > 0
        self.band.setVisible(shown_here)
        if shown_here:
            low, high = wilson_interval(
                float(snapshot.test_accuracy.values[-1]), snapshot.test_count
            )
            self.band.setRegion((100 * low, 100 * high))


def threshold_text(snapshot: Snapshot) -> str:
    """Say by which threshold samples are counted as right, where that is not the network's own."""
    own = snapshot.own_threshold
    if own is None:
        return ""
    text = tr("by the usual threshold, {usual}; Predictions counts by {own}")
    return text.format(usual=significant(snapshot.loss.threshold, 3), own=significant(own, 3))


def _has_interval(snapshot: Snapshot) -> bool:
    """Tell whether accuracies are shares of a number of test samples that is known."""
    return snapshot.targets is CLASSES and snapshot.test_count > 0


def _baseline_text(
    train: ConstantAnswer, test: ConstantAnswer | None, classes: tuple[str, ...]
) -> str:
    """Say which constant answers the dashed lines stand for, and the shares that they get right."""
    if test is None:
        text = tr("dashed: always {name}, train {train}")
    elif test.label == train.label:
        text = tr("dashed: always {name}, train {train}, test {test}")
    else:
        text = tr("dashed: always {name}, train {train}; always {test_name}, test {test}")
    test = test or train
    return text.format(
        name=shown(classes[train.label]),
        train=percent(train.share),
        test_name=shown(classes[test.label]),
        test=percent(test.share),
    )


def _upon(plot: pg.PlotItem) -> pg.InfiniteLine:
    line = pg.InfiniteLine(angle=0)
    line.setZValue(-1)
    plot.addItem(line, ignoreBounds=True)
    return line
