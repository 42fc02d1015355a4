"""How often work is done that costs time: reports, snapshots, checks of a run."""

import math
import time
from collections.abc import Callable


class Throttle:
    """Space out work: at least `interval` seconds between its beginnings.

    Other work has at least `share` times the time that this work took before it is due again, where
    `own_time` counts only while its own thread computed: what else is busy does not put it off.
    `interval` may be changed at any time.
    """

    def __init__(
        self,
        share: float = 0.0,
        interval: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
        own_time: bool = False,
    ) -> None:
        self.interval, self._share, self._clock = interval, share, clock
        self._work_clock = time.thread_time if own_time else clock
        self._begun, self._work_begun, self._took = -math.inf, 0.0, 0.0

    @property
    def elapsed(self) -> float:
        """Count the seconds since the work began last."""
        return self._clock() - self._begun

    def is_due(self) -> bool:
        """Tell whether it is time for the work again."""
        return self.elapsed >= max(self.interval, self._share * self._took)

    def begin(self) -> None:
        """Note that the work begins."""
        self._begun, self._work_begun = self._clock(), self._work_clock()

    def end(self) -> None:
        """Note that the work has ended."""
        self._took = self._work_clock() - self._work_begun

    def give_up(self) -> None:
        """Note that the work was broken off: it is due again at once."""
        self._begun = -math.inf

    def begin_if_due(self) -> bool:
        """Tell whether it is time for the work again; if so, note that it begins."""
        due = self.is_due()
        if due:
            self.begin()
        return due
