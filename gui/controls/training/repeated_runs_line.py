"""A line about runs that repeat the experiment, from other seeds or in folds, and their results."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.experiment.settings import Experiment
from core.messages import tr
from core.training.analyses.cross_validation import FEWEST, CrossValidationResults
from core.training.analyses.seed_runs import SeedResults
from gui import theme
from gui.widgets.button import link_button
from gui.widgets.elided_label import ElidedLabel

Results = SeedResults | CrossValidationResults


class RepeatedRunsLine(QWidget):
    """Show how many runs are done, with buttons to stop, and to forget their results.

    `stopped` and `forgotten` are asked for by the buttons stop_<name> and forget_<name>.
    """

    stopped = Signal()
    forgotten = Signal()

    def __init__(self, name: str, title: str, stop_tip: str, forget_tip: str) -> None:
        super().__init__()
        self.setObjectName(f"{name}_line")
        self.setAccessibleName(title)
        self.label = ElidedLabel()
        self.label.setObjectName(f"{name}_words")
        self.stop = link_button(f"stop_{name}", tr("Stop"), stop_tip)
        self.forget = link_button(f"forget_{name}", tr("Forget"), forget_tip)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE, 0, theme.SPACE, theme.TIGHT)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.label, 1)
        for button in (self.stop, self.forget):
            row.addWidget(button)
        self._results: Results | None = None
        self._over = True
        self._now: Experiment | None = None
        self.stop.clicked.connect(lambda: self.stopped.emit())
        self.forget.clicked.connect(lambda: self.forgotten.emit())
        self.hide()

    def show_results(self, results: Results | None, over: bool, text: str = "") -> None:
        """Show the words for so many runs and their results; None hides the line."""
        self._results, self._over = results, over
        self._appear()
        if results is None:
            return
        self.stop.setVisible(not over)
        self.forget.setVisible(over)
        self.label.setText(text)
        self.label.setToolTip(text)

    def show_experiment(self, experiment: Experiment) -> None:
        """Say nothing of runs of other settings than these, once they are over."""
        self._now = experiment
        self._appear()

    def _appear(self) -> None:
        results = self._results
        mine = results is not None and (self._now is None or results.is_of(self._now))
        self.setVisible(results is not None and (mine or not self._over))


def seeds_line() -> RepeatedRunsLine:
    """Return the line of runs from several seeds."""
    return RepeatedRunsLine(
        "seeds",
        tr("Training from several seeds"),
        tr("Train no more seeds"),
        tr("Take the bands of the seeds away"),
    )


def folds_line() -> RepeatedRunsLine:
    """Return the line of cross-validation."""
    return RepeatedRunsLine(
        "folds",
        tr("Cross-validation"),
        tr("Train no more folds"),
        tr("Take the result of the folds away"),
    )


def seed_runs_text(seed_results: SeedResults, over: bool) -> str:
    """Return "3 of 10 seeds are done" and the results so far, at the end the results."""
    results = seed_results.sentence() if seed_results.seeds else ""
    if results and seed_results.without:
        text = tr("{results}; grey is without")
        return text.format(results=results) if over else results
    if over and results and len(seed_results.test_accuracy.at):
        text = tr("{results} - the luck of other test samples is not in it")
        return text.format(results=results)
    if over:
        return results or tr("no seed was trained to its end")
    text = tr("{done} of {total} seeds are done").format(
        done=len(seed_results.seeds), total=seed_results.total
    )
    return f"{text} - {results}" if results else text


def folds_text(folds: CrossValidationResults, over: bool) -> str:
    """Return "3 of 5 folds are done" and the results so far, at the end the results."""
    results = folds.sentence() if len(folds.scores) >= FEWEST else ""
    done = tr("{done} of {total} folds are done").format(done=len(folds.scores), total=folds.total)
    if over and len(folds.scores) == folds.total:
        return results
    return f"{done} - {results}" if results else done
