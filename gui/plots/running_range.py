"""Between which values a growing curve lies, looking at every value once."""

import numpy as np

from core.decimation import extends
from gui.widgets.number_format import round_up

Interval = tuple[float, float]
# Beyond this a value is as good as infinite, and no axis could be drawn for it.
LARGEST = 1e100
# Values that differ by less than this share of their size are drawn as nearly level.
LEAST_SHARE = 0.01
# Of an interval that is held so much is needed at least, and a new one has so much room.
LEAST_FILLED, ROOM = 0.6, 0.1


class RunningRange:
    """Keep the lowest and the highest value of a growing curve that an axis can be drawn for.

    `beyond` is the highest number for which none can, 0 without one.
    """

    def __init__(self) -> None:
        self.beyond = 0.0
        self._seen = np.empty(0)
        self._interval: Interval | None = None

    def of(self, values: np.ndarray) -> Interval | None:
        """Return the lowest and the highest value so far; None where no value can be drawn."""
        start = len(self._seen)
        if not extends(self._seen, values):
            start, self._interval, self.beyond = 0, None, 0.0
        if len(values) > start:
            self._interval = union([self._interval, _ends(values[start:])])
            self.beyond = max(self.beyond, _beyond(values[start:]))
        self._seen = values
        return self._interval


def not_flatter(interval: Interval, share: float = LEAST_SHARE) -> Interval:
    """Widen an interval to a share of how large its values are, so that rounding stays flat."""
    low, high = interval
    missing = share * max(abs(low), abs(high)) - (high - low)
    return (low - missing / 2, high + missing / 2) if missing > 0 else interval


def held(shown: Interval | None, wanted: Interval) -> Interval:
    """Return an interval that holds the wanted one: that which is shown, where it is no waste.

    Otherwise there is some room beyond each end but 0, so that axes stand still for a while.
    """
    low, high = wanted
    if shown is None:
        return wanted
    if shown[0] <= low and high <= shown[1] and high - low >= LEAST_FILLED * (shown[1] - shown[0]):
        return shown
    room = ROOM * (high - low)
    return low - room if low else low, high + room if high else high


def held_top(shown: float, highest: float) -> float:
    """Return a round number that is not smaller: that which is shown, where it is no waste."""
    return shown if highest <= shown <= highest / LEAST_FILLED else round_up(highest)


def _ends(values: np.ndarray) -> Interval | None:
    low, high = float(values.min()), float(values.max())
    if low > -LARGEST and high < LARGEST:
        return low, high
    values = values[np.abs(values) < LARGEST]
    return (float(values.min()), float(values.max())) if len(values) else None


def _beyond(values: np.ndarray) -> float:
    """Return the highest number from LARGEST on, 0 where there is none."""
    if values.max() < LARGEST:
        return 0.0
    return float(values[(values >= LARGEST) & (values < np.inf)].max(initial=0.0))


def union(intervals: list[Interval | None]) -> Interval | None:
    """Return the smallest interval that holds all of them; None of none."""
    given = [interval for interval in intervals if interval]
    if not given:
        return None
    return min(low for low, _ in given), max(high for _, high in given)
