"""The bar that starts and stops a run and shows how far it is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from core.messages import tr
from core.training.snapshots.snapshot import Snapshot, State
from gui import theme
from gui.controls.training.run_text import iteration_text, pace_text, progress_text
from gui.widgets.button import push_button
from gui.widgets.check_box import CheckBox
from gui.widgets.readout import Readout

# Which buttons make sense in a state; a run that is over can be trained anew.
ENABLED = {
    State.READY: frozenset({"train", "step"}),
    State.RUNNING: frozenset({"pause", "reset", "export"}),
    State.PAUSED: frozenset({"train", "step", "reset", "export"}),
    State.FINISHED: frozenset({"train", "reset", "export"}),
    State.DIVERGED: frozenset({"train", "reset"}),
}
FINE = 1000  # steps of the progress bar


class RunBar(QWidget):
    """Ask for training, pausing, single steps, a fresh start and an export.

    `allowed` carries the names of the buttons that make sense from now on.
    """

    train_requested = Signal()
    pause_requested = Signal()
    step_requested = Signal()
    reset_requested = Signal()
    live_toggled = Signal(bool)
    export_requested = Signal()
    allowed = Signal(frozenset)

    def __init__(self) -> None:
        super().__init__()
        self.train = push_button("train", tr("&Train"), tr("Train the network (F5)"))
        self.pause = push_button("pause", tr("Pa&use"), tr("Hold the training at this update (F6)"))
        self.step = push_button("step", tr("Ste&p"), tr("Make one update of the weights (F7)"))
        self.reset = push_button("reset", tr("Re&set"), tr("Go back to the first weights (F8)"))
        self.export = push_button(
            "export", tr("E&xport..."), tr("Save the trained network (Ctrl+E)")
        )
        self.live = CheckBox(tr("&Live"))
        self.iteration, self.pace = Readout(), Readout()
        self.progress = QProgressBar()
        theme.mark(self.train, "primary")
        self._dress()
        self._build()
        self._connect()
        self._names: frozenset[str] | None = None
        self._last: int | None = None
        self._enable(frozenset())

    def _dress(self) -> None:
        self.live.setObjectName("live")
        self.live.setAccessibleName(tr("Live"))
        self.live.setToolTip(tr("Train again from the same seed after every change of a setting."))
        self.iteration.setObjectName("iteration")
        self.iteration.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.pace.setObjectName("pace")
        self.progress.setObjectName("progress")
        self.progress.setAccessibleName(tr("Progress of the training"))
        self.progress.setTextVisible(False)
        self.progress.setRange(0, FINE)
        self.progress.setMinimumWidth(60)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, theme.TIGHT)
        row.setSpacing(theme.SPACE)
        for button in (self.train, self.pause, self.step, self.reset):
            row.addWidget(button)
        row.addWidget(self.live)
        row.addSpacing(theme.SPACE)
        row.addWidget(self.iteration)
        row.addWidget(self.progress, 2)
        row.addWidget(self.pace, 3)
        row.addWidget(self.export)

    def _connect(self) -> None:
        self.train.clicked.connect(lambda: self.train_requested.emit())
        self.pause.clicked.connect(lambda: self.pause_requested.emit())
        self.step.clicked.connect(lambda: self.step_requested.emit())
        self.reset.clicked.connect(lambda: self.reset_requested.emit())
        self.export.clicked.connect(lambda: self.export_requested.emit())
        self.live.toggled.connect(self.live_toggled)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where a run stands and enable what makes sense there."""
        self._enable(ENABLED[snapshot.state])
        self.iteration.show_text(iteration_text(snapshot), "text")
        self._keep_still(snapshot.iterations)
        diverged = snapshot.state is State.DIVERGED
        done = FINE * snapshot.iteration // max(1, snapshot.iterations)
        self.progress.setValue(min(FINE, done))
        pace = pace_text(snapshot)
        if pace != self.pace.text():
            self.pace.show_text(pace, "error" if diverged else "quiet")
            self.pace.setToolTip(pace)

    def _enable(self, names: frozenset[str]) -> None:
        if names == self._names:
            return
        self._names = names
        for button in (self.train, self.pause, self.step, self.reset, self.export):
            button.setEnabled(button.objectName() in names)
        self.allowed.emit(names)

    def _keep_still(self, iterations: int) -> None:
        """Give the counter the room of its last number, so that nothing moves beside it."""
        if iterations != self._last:
            self._last, text = iterations, progress_text(iterations, iterations)
            self.iteration.setFixedWidth(self.iteration.fontMetrics().horizontalAdvance(text) + 2)
