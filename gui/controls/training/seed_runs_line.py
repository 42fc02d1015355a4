"""One line on the runs from several seeds: how many have ended, and what they tell."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from core.messages import tr
from core.training.analyses.seed_runs import Spread
from gui import theme
from gui.widgets.button import push_button


class SeedRunsLine(QWidget):
    """Say how far the seeds are; ask to stop them, or to forget what they gave."""

    stopped = Signal()
    forgotten = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("spread")
        self.setAccessibleName(tr("Training from several seeds"))
        self.label = QLabel()
        self.label.setObjectName("spread_words")
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.stop = push_button("stop_seeds", tr("Stop"), tr("Train no more seeds"))
        self.forget = push_button(
            "forget_seeds", tr("Forget"), tr("Take the bands of the seeds away")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE, 0, theme.SPACE, theme.TIGHT)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.label, 1)
        for button in (self.stop, self.forget):
            theme.mark(button, "link")
            row.addWidget(button)
        self.stop.clicked.connect(lambda: self.stopped.emit())
        self.forget.clicked.connect(lambda: self.forgotten.emit())
        self.hide()

    def show_spread(self, spread: Spread | None, over: bool) -> None:
        """Show how far the runs are, and what those that have ended tell; None is nothing."""
        self.setVisible(spread is not None)
        if spread is None:
            return
        self.stop.setVisible(not over)
        self.forget.setVisible(over)
        self.label.setText(words(spread, over))
        self.label.setToolTip(self.label.text())


def words(spread: Spread, over: bool) -> str:
    """Write "3 of 10 seeds are done" while they are trained, then what they tell."""
    told = spread.sentence() if spread.seeds else ""
    if over:
        return told or tr("no seed was trained to its end")
    text = tr("{done} of {total} seeds are done").format(done=len(spread.seeds), total=spread.total)
    return f"{text} - {told}" if told else text
