"""Between the window and the runner: calls go down, snapshots and events come up as signals."""

import math
import sys
import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal

from core.experiment.settings import Experiment
from core.training.snapshots.snapshot import Snapshot, State
from core.training.worker.events import Failed
from core.training.worker.runner import MAX_PAINT_S, Runner

# Milliseconds from one poll to the next, in a run that goes on by itself at most, and from a
# snapshot, which no other follows sooner: every poll takes the interpreter from the runner.
FRAME_MS, STEADY_FRAME_MS, SNAPSHOT_MS = 16, 50, 30
# Frames without news, a second of those at rest, after which everything is idle.
IDLE_FRAMES = 60
# From one snapshot to the next pass so many times what painting one takes, up to so many seconds.
# Training stands still for one of these: a run that goes on by itself keeps over nine tenths of
# its speed. Who has just done something sees more of what comes of it, for so long.
STEADY_SHARE, LIVELY_SHARE, MAX_DELAY_S = 25, 5, 0.19
LIVELY_S = 1.0

# The runner gives the interpreter away within this many seconds where the window asks for it; left
# to itself every slice, by sleeping no time at all, it would lose a twelfth of its speed.
SWITCH_INTERVAL_S = 0.001
PAINTED = QEvent.Type(QEvent.registerEventType())


class Bridge(QObject):
    """Poll the runner on the one frame timer, and pass on what is new.

    `frame` comes with every tick; `snapshot_ready` carries the newest Snapshot, `event_ready` every
    event of core.training.worker.events in its order; `idle` comes once nothing has been new for
    a second. `newest` is the Snapshot that came last.
    """

    frame = Signal()
    snapshot_ready = Signal(object)
    event_ready = Signal(object)
    idle = Signal()

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runner = runner
        self.live = False
        self.newest: Snapshot | None = None
        self._idle_frames = 0
        self._submitted: Experiment | None = None
        # Of the last snapshot: when it was shown, the thread's time then, when it was painted, and
        # how much of the thread's time that took.
        self._shown_time = self._shown_cpu_time = self._painted_time = self._took = 0.0
        self._lively_until = 0.0
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.poll)
        self._timer.start()

    def submit(self, experiment: Experiment) -> None:
        """Set the experiment; Live trains it from its first weights at once."""
        if experiment == self._submitted:
            return
        before, self._submitted = self._submitted, experiment
        # How a network answers is no reason to train it again.
        trains = self.live and not (before and experiment.trains_as(before))
        self.runner.submit(experiment, restart=trains, train=trains)

    def accept(self, experiment: Experiment) -> None:
        """Take note of an experiment that the runner has set by itself."""
        self._submitted = experiment

    def restore_run(self, run: int, experiment: Experiment) -> None:
        """Put a run that was on the bench there again, or begin it anew where it is gone."""
        self._submitted = experiment
        self.runner.restore_run(run, experiment)

    def put_aside(self) -> None:
        """Keep what is on the bench until `take_back`; Live is off meanwhile."""
        self.live, self._submitted = False, None
        self.runner.put_aside()

    def take_back(self, experiment: Experiment, live: bool) -> None:
        """Put what is aside on the bench again; it is trained by Live from its next change on."""
        self.live, self._submitted = live, experiment
        self.runner.take_back(experiment)

    def branch(self, iteration: int, experiment: Experiment) -> None:
        """Train on from an earlier iteration, as a new run."""
        self._submitted = experiment
        self.runner.branch(iteration, experiment)

    def reload(self, experiment: Experiment) -> None:
        """Read the data of an experiment again."""
        self._submitted = experiment
        self.runner.reload(experiment)

    def restart(self, experiment: Experiment) -> None:
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
        self._timer.setInterval(self._frame_ms(time.monotonic()))
        self.frame.emit()
        heard = self._pass_on_events()
        shown = self._is_due() and self._show()
        self._idle_frames = 0 if heard or shown else self._idle_frames + 1
        if self._idle_frames == IDLE_FRAMES:
            self.idle.emit()

    def _frame_ms(self, now: float) -> int:
        """Return the milliseconds to the next poll."""
        runs = self.newest is not None and self.newest.state is State.RUNNING
        if not runs or now < self._lively_until:
            return FRAME_MS
        return steady_frame_ms(self._due(now) - now)

    def _due(self, now: float) -> float:
        """Return when the next snapshot may be shown."""
        share = LIVELY_SHARE if now < self._lively_until else STEADY_SHARE
        return next_snapshot_time(self._shown_time, self._painted_time, self._took, share)

    def _pass_on_events(self) -> bool:
        """Emit what has happened; return whether anything has."""
        events = self.runner.events()
        for event in events:
            if isinstance(event, Failed) and event.refused:
                self._submitted = None
            self.event_ready.emit(event)
        return bool(events)

    def _is_due(self) -> bool:
        """Tell whether there is a snapshot, and it is time to show it."""
        waiting, now = self.runner.waiting_snapshot, time.monotonic()
        if waiting is None:
            return False
        if self.newest is None or is_news(waiting, self.newest):
            self._lively_until = now + LIVELY_S
        return now >= self._due(now)

    def _show(self) -> bool:
        """Emit the newest snapshot; return whether there is one."""
        snapshot = self.runner.take_snapshot()
        if snapshot is None:
            return False
        # What led to it, such as data that were read, may have happened since the last look.
        self._pass_on_events()
        self.newest = snapshot
        self.runner.pause_for_paint()
        self._shown_time, self._shown_cpu_time = time.monotonic(), time.thread_time()
        self.snapshot_ready.emit(snapshot)
        # It comes back when all that the snapshot changes has been painted.
        QCoreApplication.postEvent(self, QEvent(PAINTED), Qt.EventPriority.LowEventPriority.value)
        return True

    def customEvent(self, event: QEvent) -> None:
        if event.type() == PAINTED:
            self.runner.resume_after_paint()
            self._took = time.thread_time() - self._shown_cpu_time
            self._painted_time = time.monotonic()
            since = round(1000 * (self._painted_time - self._shown_time))
            self._timer.setInterval(max(SNAPSHOT_MS - since, 1))

    def close(self) -> bool:
        """Stop the runner; return whether it ended in time."""
        self._timer.stop()
        return self.runner.close()


def is_news(snapshot: Snapshot, before: Snapshot) -> bool:
    """Tell whether a snapshot is another for what somebody did, not for more updates alone."""

    def of(one: Snapshot) -> tuple[object, ...]:
        return one.run, one.state, one.experiment, one.sample, one.looking_back and one.inside

    return snapshot.state is not State.RUNNING or of(snapshot) != of(before)


def next_snapshot_time(shown: float, painted: float, took: float, share: float) -> float:
    """Return when the next snapshot may be shown after one that was shown, and then painted.

    To paint it took so many seconds of the thread's own time, and `share` times as many pass in
    all. Where others use the machine that lasts longer by the clock, and training stood still all
    the while: it has as long before the next.
    """
    by_own_time = shown + min(share * took, MAX_DELAY_S)
    return max(by_own_time, painted + min(painted - shown, MAX_PAINT_S))


def steady_frame_ms(seconds: float) -> int:
    """Return the milliseconds to the next poll where so many seconds are left to a snapshot."""
    return min(max(FRAME_MS, math.ceil(1000 * seconds)), STEADY_FRAME_MS)
