"""One line about the runs from several seeds: how many are done, and their results."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.experiment.settings import Experiment
from core.messages import tr
from core.training.analyses.seed_runs import SeedResults
from gui import theme
from gui.widgets.button import link_button
from gui.widgets.elided_label import ElidedLabel


class SeedRunsLine(QWidget):
    """Show how many seeds are done, with buttons to stop, and to forget their results."""

    stopped = Signal()
    forgotten = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("spread")
        self.setAccessibleName(tr("Training from several seeds"))
        self.label = ElidedLabel()
        self.label.setObjectName("spread_words")
        self.stop = link_button("stop_seeds", tr("Stop"), tr("Train no more seeds"))
        self.forget = link_button(
            "forget_seeds", tr("Forget"), tr("Take the bands of the seeds away")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE, 0, theme.SPACE, theme.TIGHT)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.label, 1)
        for button in (self.stop, self.forget):
            row.addWidget(button)
        self._results: SeedResults | None = None
        self._over = True
        self._now: Experiment | None = None
        self.stop.clicked.connect(lambda: self.stopped.emit())
        self.forget.clicked.connect(lambda: self.forgotten.emit())
        self.hide()

    def show_seed_runs(self, seed_results: SeedResults | None, over: bool) -> None:
        """Show how many runs are done and their results; None hides the line."""
        self._results, self._over = seed_results, over
        self._appear()
        if seed_results is None:
            return
        self.stop.setVisible(not over)
        self.forget.setVisible(over)
        self.label.setText(seed_runs_text(seed_results, over))
        self.label.setToolTip(self.label.text())

    def show_experiment(self, experiment: Experiment) -> None:
        """Say nothing of runs of other settings than these, once they are over."""
        self._now = experiment
        self._appear()

    def _appear(self) -> None:
        results = self._results
        mine = results is not None and (self._now is None or results.is_of(self._now))
        self.setVisible(results is not None and (mine or not self._over))


def seed_runs_text(seed_results: SeedResults, over: bool) -> str:
    """Return "3 of 10 seeds are done" and the results so far, at the end the results."""
    results = seed_results.sentence() if seed_results.seeds else ""
    if over and results and len(seed_results.test_accuracy.at):
        text = tr("{results} - the luck of other test samples is not in it")
        return text.format(results=results)
    if over:
        return results or tr("no seed was trained to its end")
    text = tr("{done} of {total} seeds are done").format(
        done=len(seed_results.seeds), total=seed_results.total
    )
    return f"{text} - {results}" if results else text
