"""Two cost surfaces side by side, which differ in one choice, with the descent on each."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QSizePolicy, QWidget

from core.messages import fill, to_translate, tr, translate
from core.network.targets import Targets
from core.training.analyses.cost_surface import FLAT
from core.training.analyses.largest_rate import TRIAL, LargestRate
from core.training.analyses.surface_comparison import ComparedSurface, ComparedSurfaces, Side
from gui import theme
from gui.views.cost_surface.surface_plot import SurfacePlot, surface_rows
from gui.widgets.field_outline import OutlinedBox
from gui.widgets.number_format import metric_text, percent, significant

MEASURED = to_translate(
    "Left and right: {flat_1} and {flat_2} of the surface is flat (less than {share} of its "
    "steepest slope), {bent_1} and {bent_2} bends down (a convex one does nowhere), dips: {dips_1} "
    "and {dips_2}; descent ended after {iterations_1:,} and {iterations_2:,} iterations at a cost "
    "of {cost_1} and {cost_2}, {metric} {metric_1} and {metric_2}."
)
# With the largest rates that work, by how they are known.
BY_CURVATURE = to_translate(
    "Left and right: learning rates up to {rate_1} and {rate_2} lower the cost at every step (2 / "
    "largest eigenvalue that the Hessian can have); with {used_1} and {used_2} descent ended after "
    "{iterations_1:,} and {iterations_2:,} iterations at a cost of {cost_1} and {cost_2}, {metric} "
    "{metric_1} and {metric_2}."
)
BY_TRIAL = to_translate(
    "Left and right: the largest learning rate that still lowered the cost in trial runs of "
    "{trial} updates is {rate_1} and {rate_2}; with {used_1} and {used_2} descent ended after "
    "{iterations_1:,} and {iterations_2:,} iterations at a cost of {cost_1} and {cost_2}, {metric} "
    "{metric_1} and {metric_2}."
)


class SurfacePair(QWidget):
    """Show two surfaces, each below the choice that it is of; `changed` says that one is other."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: ComparedSurfaces | None = None
        self._sides: tuple[Side, ...] = ()
        self.choices = (_choice(tr("Left surface")), _choice(tr("Right surface")))
        self.plots = (SurfacePlot(), SurfacePlot())
        self.sentence = theme.make_muted(QLabel())
        self.sentence.setWordWrap(True)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.TIGHT)
        for column, (choice, plot) in enumerate(zip(self.choices, self.plots, strict=True)):
            grid.addWidget(choice, 0, column)
            grid.addWidget(plot, 1, column)
            grid.setColumnStretch(column, 1)
            choice.currentIndexChanged.connect(lambda _: self.changed.emit())
        grid.addWidget(self.sentence, 2, 0, 1, 2)
        grid.setRowStretch(1, 1)

    @property
    def sides(self) -> tuple[Side, Side] | None:
        """Return the two that are chosen, None where there are no two to choose from."""
        if len(self._sides) < len(self.choices):
            return None
        first, second = (self._sides[choice.currentIndex()] for choice in self.choices)
        return first, second

    def offer(self, sides: Sequence[Side]) -> None:
        """Offer these; of others than before the first two are chosen."""
        if tuple(sides) == self._sides:
            return
        self._sides = tuple(sides)
        for number, choice in enumerate(self.choices):
            blocker = QSignalBlocker(choice)
            choice.clear()
            choice.addItems([str(side.label) for side in sides])
            choice.setCurrentIndex(min(number, len(sides) - 1))
            blocker.unblock()

    def show_surfaces(self, compared: ComparedSurfaces, targets: Targets) -> None:
        """Show both, and say what was measured on them."""
        self.shown = compared
        for plot, each in zip(self.plots, compared.surfaces, strict=True):
            plot.show_surface(each.surface)
        self.sentence.setText(measured(compared, targets))

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Return a row for each place of both surfaces, and one for each point of both paths."""
        for each in self.shown.surfaces if self.shown else ():
            name = str(each.side.label)
            for row in surface_rows(each.surface):
                yield (name, *row)

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        for plot in self.plots:
            plot.recolour()


def measured(compared: ComparedSurfaces, targets: Targets) -> str:
    """Say in a sentence what was measured on both surfaces."""
    values: dict[str, object] = {
        "share": percent(FLAT, 0),
        "metric": translate(targets.metric),
        "trial": TRIAL,
    }
    for number, each in enumerate(compared.surfaces, 1):
        values |= {f"{name}_{number}": value for name, value in _values(each, targets).items()}
    rates = [each.largest_rate for each in compared.surfaces]
    text = MEASURED
    if all(rates):
        text = BY_CURVATURE if all(rate and rate.by_curvature for rate in rates) else BY_TRIAL
    return fill(translate(text), **values)


def _values(each: ComparedSurface, targets: Targets) -> dict[str, object]:
    return {
        "flat": percent(each.surface.flat, 0),
        "bent": percent(each.surface.bent, 0),
        "dips": each.surface.dips,
        "iterations": each.iterations,
        "cost": significant(each.score.cost, 3),
        "metric": metric_text(each.score.accuracy, targets.in_percent),
        "used": significant(each.learning_rate, 3),
        "rate": _rate(each.largest_rate),
    }


def _rate(largest: LargestRate | None) -> str:
    if largest is None or largest.rate is None:
        return tr("none")
    return significant(largest.rate, 3)


def _choice(label: str) -> QComboBox:
    box = OutlinedBox()
    box.setAccessibleName(label)
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return box
