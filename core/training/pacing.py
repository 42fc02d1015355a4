"""How long a run has trained, how many updates it makes a second, and when to look at it."""

import math
import time
from collections.abc import Callable

# Pictures are taken no more often than an eye follows.
BETWEEN_PICTURES = 0.03
# A picture that takes long is taken less often: training has at least this many times its time.
SHARE = 3
# The rate is measured over about this long.
RATE_WINDOW = 0.5


class Pace:
    """Space out work that costs time: `others` have this many times its time before the next."""

    def __init__(
        self, others: float, least: float = 0.0, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._others, self._least, self._now = others, least, now
        self._begun, self._took = -math.inf, 0.0

    def due(self) -> bool:
        """Tell whether it is time again."""
        return self._now() - self._begun >= max(self._least, self._others * self._took)

    def begin(self) -> None:
        """Say that the work begins."""
        self._begun = self._now()

    def end(self) -> None:
        """Say that the work has ended."""
        self._took = self._now() - self._begun


class RunClock:
    """Count the seconds that a run has trained, and its updates a second."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.rate = 0.0
        self._run = 0
        self._last = self._mark = time.monotonic()
        self._marked = 0
        self._pictures = Pace(SHARE, BETWEEN_PICTURES)

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

    def snapshot_due(self) -> bool:
        """Tell whether it is time for another picture; if so, the next one is counted from now."""
        due = self._pictures.due()
        if due:
            self._pictures.begin()
        return due

    def picture_taken(self) -> None:
        """Say that the picture which was due has been taken."""
        self._pictures.end()
