"""How long a run has trained, how many updates it makes a second, and when to look at it."""

import time
from collections.abc import Callable

from core.throttle import Throttle

# Snapshots are taken no more often than an eye follows.
SNAPSHOT_INTERVAL_S = 0.03
# A snapshot that takes long is taken less often: training has at least this many times its time.
SHARE = 3
# The rate is measured over about this long.
RATE_WINDOW_S = 0.5
# The first moments of a run are no measure of it; from then on the rate is smoothed.
SETTLED_S = 1.0


class RunClock:
    """Count the seconds that a run has trained, and its updates a second."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.seconds = 0.0
        self.rate = 0.0
        self._run = 0
        self._last = self._mark = self._clock()
        self._marked = 0
        self._snapshots = Throttle(SHARE, SNAPSHOT_INTERVAL_S)

    def follow(self, run: int, iteration: int) -> None:
        """Leave out the time since the last call; begin at nothing for a new run."""
        self._last = self._mark = self._clock()
        self._marked = iteration
        if run != self._run:
            self._run, self.seconds, self.rate = run, 0.0, 0.0

    def tick(self, iteration: int, ended: bool) -> None:
        """Count the time since the last call as training up to this iteration."""
        now = self._clock()
        self.seconds += now - self._last
        self._last = now
        since = now - self._mark
        if since >= RATE_WINDOW_S or (ended and since) or (not self.rate and since > 0.05):
            measured = (iteration - self._marked) / since
            settled = self.seconds - since >= SETTLED_S
            self.rate = (self.rate + measured) / 2 if self.rate and settled else measured
            self._mark, self._marked = now, iteration

    def snapshot_due(self) -> bool:
        """Tell whether it is time for another snapshot; if so, the next one is counted from now."""
        return self._snapshots.begin_if_due()

    def snapshot_taken(self) -> None:
        """Say that the snapshot that was due has been taken."""
        self._snapshots.end()
