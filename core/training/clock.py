"""How long a run has trained, and how many updates it makes a second."""

import time

# Pictures are taken no more often than an eye follows.
BETWEEN_PICTURES = 1 / 30
# A picture that takes long is taken less often: training has this many times its time.
SHARE = 10
# The rate is measured over about this long.
RATE_WINDOW = 0.5


class Clock:
    """Count the seconds that a run has trained, and its updates a second."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.rate = 0.0
        self._run = 0
        self._last = self._mark = time.monotonic()
        self._marked = 0
        self._pictured = 0.0
        self._took = 0.0

    def follow(self, run: int, iteration: int) -> None:
        """Leave out the time since the last call; begin at nothing for a new run."""
        self._last = self._mark = time.monotonic()
        self._marked = iteration
        if run != self._run:
            self._run, self.seconds, self.rate = run, 0.0, 0.0

    def tick(self, iteration: int, ended: bool) -> None:
        """Count the time since the last call as training up to this iteration."""
        now = time.monotonic()
        self.seconds += now - self._last
        self._last = now
        since = now - self._mark
        if since >= RATE_WINDOW or (ended and since) or (not self.rate and since > 0.05):
            self.rate = (iteration - self._marked) / since
            self._mark, self._marked = now, iteration

    def picture_due(self) -> bool:
        """Tell whether it is time for another picture; if so, the next one is counted from now."""
        now = time.monotonic()
        due = now - self._pictured >= max(BETWEEN_PICTURES, SHARE * self._took)
        self._pictured = now if due else self._pictured
        return due

    def picture_taken(self) -> None:
        """Say that the picture which was due has been taken."""
        self._took = time.monotonic() - self._pictured
