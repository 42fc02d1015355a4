"""Between the window and the runner: calls go down, and what it has to say comes up as signals."""

import sys
import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal

from core.experiment.settings import Experiment
from core.training.worker.events import (
    Checked,
    CostSurfaceReady,
    Event,
    Failed,
    Loaded,
    Loading,
    Predicted,
    RoundingProgress,
    RoundingTested,
    RunsStored,
    Saved,
    SeedRunEnded,
    TableWritten,
)
from core.training.worker.runner import Runner

# The runner is asked this often; a screen shows no more. After a picture it has no other for a
# while, and every question takes the interpreter from it.
FRAME_MS, PICTURE_MS = 16, 30
# After so many times without news everything is at rest: a second.
IDLE_FRAMES = 60
# A picture that is slow to draw is followed later by the next: training has this many times its
# time, up to so many seconds.
SHARE, LONGEST = 3, 0.25

# The runner gives the interpreter away within this many seconds where the window asks for it; left
# to itself every burst, by sleeping no time at all, it would lose a twelfth of its speed.
SWITCH_INTERVAL_S = 0.001
PAINTED = QEvent.Type(QEvent.registerEventType())


class Bridge(QObject):
    """Ask the runner on the one frame timer, and pass on what is new.

    `frame` comes with every tick, for others who look for news as often;
    `snapshot_ready` carries the newest Snapshot, `loading` (done, total), `loaded` a
    Loaded, `failed` a Failed, `saved` an Exported, `checked` the
    checks of a gradient, `shelved` a Shelved, `spreading` a Spreading, `twinning` (done, total),
    `twinned` what a twin run tells, `surfaced` a Surfaced, `predicted` a Predicted, and
    `written` the name of a table; `rested` says that nothing is new for a while.
    """

    frame = Signal()
    snapshot_ready = Signal(object)
    loading = Signal(int, int)
    loaded = Signal(object)
    failed = Signal(object)
    saved = Signal(object)
    checked = Signal(object)
    shelved = Signal(object)
    rested = Signal()
    spreading = Signal(object)
    twinning = Signal(int, int)
    twinned = Signal(object)
    surfaced = Signal(object)
    predicted = Signal(object)
    written = Signal(str)

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runner = runner
        self.live = False
        self._quiet = 0
        self._submitted: Experiment | None = None
        # When the last picture was handed on, the processor time then, and when the next may be.
        self._shown, self._begun, self._next = 0.0, 0.0, 0.0
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.poll)
        self._timer.start()

    def submit(self, experiment: Experiment) -> None:
        """Put an experiment on the bench; Live trains it from its first weights at once."""
        if experiment == self._submitted:
            return
        self._submitted = experiment
        self.runner.submit(experiment, restart=self.live, train=self.live)

    def branch(self, iteration: int, experiment: Experiment) -> None:
        """Train on from an earlier iteration, as a new run."""
        self._submitted = experiment
        self.runner.branch(iteration, experiment)

    def reload(self, experiment: Experiment) -> None:
        """Read the data of an experiment again."""
        self._submitted = experiment
        self.runner.reload(experiment)

    def begin(self, experiment: Experiment) -> None:
        """Train an experiment at once from its first weights."""
        self._submitted = experiment
        self.runner.submit(experiment, restart=True, train=True)

    def set_live(self, live: bool) -> None:
        """Train at every change from now on, beginning with the experiment as it is."""
        self.live = live
        if live and self._submitted:
            self.runner.submit(self._submitted, restart=True, train=True)

    def poll(self) -> None:
        """Pass on what is new since the last call."""
        if self._timer.interval() != FRAME_MS:
            self._timer.setInterval(FRAME_MS)
        self.frame.emit()
        facts = self.runner.facts()
        loading = [fact for fact in facts if isinstance(fact, Loading)]
        if loading:
            self.loading.emit(loading[-1].done, loading[-1].total)
        for fact in facts:
            self._pass_on(fact)
        seen = time.monotonic() >= self._next and self._show()
        self._quiet = 0 if facts or seen else self._quiet + 1
        if self._quiet == IDLE_FRAMES:
            self.rested.emit()

    def _show(self) -> bool:
        """Hand on the picture of now, if it is new; tell whether it is."""
        snapshot = self.runner.take()
        if snapshot is None:
            return False
        self.runner.hold()
        self._shown, self._begun = time.monotonic(), time.thread_time()
        self.snapshot_ready.emit(snapshot)
        # It comes back when all that the picture changes has been painted.
        QCoreApplication.postEvent(self, QEvent(PAINTED), Qt.EventPriority.LowEventPriority.value)
        return True

    def customEvent(self, event: QEvent) -> None:
        if event.type() == PAINTED:
            self.runner.resume_after_paint()
            took = time.thread_time() - self._begun
            self._next = self._shown + min(SHARE * took, LONGEST)
            since = round(1000 * (time.monotonic() - self._shown))
            self._timer.setInterval(max(PICTURE_MS - since, 1))

    def close(self) -> bool:
        """Stop the runner; tell whether it ended in time."""
        self._timer.stop()
        return self.runner.close()

    def _pass_on(self, fact: Event) -> None:
        if isinstance(fact, Loaded):
            self.loaded.emit(fact)
        elif isinstance(fact, Failed):
            self._submitted = None if fact.refused else self._submitted
            self.failed.emit(fact)
        elif isinstance(fact, Saved):
            self.saved.emit(fact.exported)
        elif isinstance(fact, Checked):
            self.checked.emit(fact.checks)
        elif isinstance(fact, RunsStored):
            self.shelved.emit(fact)
        elif isinstance(fact, SeedRunEnded):
            self.spreading.emit(fact)
        elif isinstance(fact, RoundingProgress):
            self.twinning.emit(fact.done, fact.total)
        elif isinstance(fact, RoundingTested):
            self.twinned.emit(fact.finding)
        elif isinstance(fact, CostSurfaceReady):
            self.surfaced.emit(fact)
        elif isinstance(fact, Predicted):
            self.predicted.emit(fact)
        elif isinstance(fact, TableWritten):
            self.written.emit(fact.file)
