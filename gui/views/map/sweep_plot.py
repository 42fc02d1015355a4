"""The results of a sweep, drawn as its number of settings asks for."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget

from core.sweeps.goals import Goal
from core.sweeps.results import importance
from gui.views.map.colour_plot import ColourPlot
from gui.views.map.curve_plot import CurvePlot
from gui.views.map.parallel_plot import ImportanceBars, ParallelPlot
from gui.views.map.setting_axis import SamplesAxis, SettingAxis
from gui.views.map.trial_row import TrialRow

ONE, TWO = 1, 2
# Fewer trials say nothing about what matters.
FEWEST = 8


class SweepPlot(QStackedWidget):
    """Draw a curve of one setting, colours of two, lines across more; `picked` carries a trial."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.curve, self.colours = CurvePlot(), ColourPlot()
        self.lines, self.bars = ParallelPlot(), ImportanceBars()
        more = QSplitter(Qt.Orientation.Vertical)
        more.setChildrenCollapsible(False)
        more.addWidget(self.lines)
        more.addWidget(self.bars)
        more.setStretchFactor(0, 1)
        self._more = more
        for page in (self.curve, self.colours, more):
            self.addWidget(page)
        for plot in (self.curve, self.colours, self.lines):
            plot.picked.connect(self.picked)

    def show_trials(
        self, rows: Sequence[TrialRow], axes: Sequence[SettingAxis], goal: Goal, chosen: int
    ) -> None:
        """Draw these trials."""
        samples = next((axis for axis in axes if isinstance(axis, SamplesAxis)), None)
        if len(axes) == ONE or samples:
            lines = next((axis for axis in axes if samples and axis is not samples), None)
            self.setCurrentWidget(self.curve)
            self.curve.show_trials(rows, samples or axes[0], goal, lines, chosen)
        elif len(axes) == TWO:
            self.setCurrentWidget(self.colours)
            self.colours.show_trials(rows, axes[0], axes[1], goal, chosen)
        else:
            self.setCurrentWidget(self._more)
            self.lines.show_trials(rows, axes, goal, chosen)
            trials = [row.trial for row in rows if row.trial]
            shares = (
                importance(trials, [axis.key for axis in axes]) if len(trials) >= FEWEST else {}
            )
            labels = {axis.key: axis.label for axis in axes}
            self.bars.show_shares([(labels[key], share) for key, share in shares.items()])

    def choose(self, number: int) -> None:
        """Mark a trial."""
        for plot in (self.curve, self.colours, self.lines):
            plot.choose(number)

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        for plot in (self.curve, self.colours, self.lines):
            plot.recolour()
        self.bars.update()
