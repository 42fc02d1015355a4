"""What a run says of itself: how far it is, how fast, how long it will take."""

from core.messages import tr
from core.training.snapshots.snapshot import Snapshot, State
from gui.widgets.number_format import duration, grouped


def iteration_text(snapshot: Snapshot) -> str:
    """Write "iteration 1 240 / 2 500"."""
    return progress_text(snapshot.iteration, snapshot.iterations)


def progress_text(iteration: int, iterations: int) -> str:
    """Write how many of the updates are done."""
    text = tr("iteration {iteration} / {iterations}")
    return text.format(iteration=grouped(iteration), iterations=grouped(iterations))


def pace_text(snapshot: Snapshot) -> str:
    """Write "5 310 it/s, 0.2 s left" while it runs, else how it ended."""
    if snapshot.state is State.RUNNING:
        return _running(snapshot)
    text = {
        State.READY: tr("ready"),
        State.PAUSED: tr("paused after {time}"),
        State.FINISHED: tr("finished in {time}"),
        State.DIVERGED: tr("diverged after {time}"),
    }[snapshot.state]
    return text.format(time=duration(snapshot.seconds))


def _running(snapshot: Snapshot) -> str:
    if snapshot.rate <= 0:
        return tr("starting")
    left = max(0, snapshot.iterations - snapshot.iteration) / snapshot.rate
    text = tr("{rate} it/s, {time} left")
    rate = grouped(round(snapshot.rate)) if snapshot.rate >= 10 else f"{snapshot.rate:.1f}"
    return text.format(rate=rate, time=duration(left))
