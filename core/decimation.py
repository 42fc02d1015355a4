"""Decimate a long curve, for the screen or a file, without losing a peak, a gap or the end.

pyqtgraph's own way ("peak") drops up to a bucket of points at the end, where a running
curve is watched, and widens every gap to a whole bucket.
"""

import numpy as np

MOST = 2000


def decimate(values: np.ndarray, most: int = MOST) -> np.ndarray:
    """Return the indices of at most about `most` values that draw like all of them.

    Of every bucket the smallest and the largest finite value stay, and the first that
    is not finite; the first and the last value stay in any case.
    """
    return Decimator(most).decimate(values)


class Decimator:
    """Decimate a growing curve: values that were read before are not read again."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._seen, self._kept = np.empty(0), np.empty(0, np.intp)
        # The size of a bucket now, that of the buckets in `kept`, and up to where these go.
        self._size, self._sized, self._done = 1, 1, 0

    def decimate(self, values: np.ndarray) -> np.ndarray:
        """Return the indices of at most about `most` values that draw like all of them."""
        n = len(values)
        if n <= self._most:
            return np.arange(n)
        if not extends(self._seen, values):
            self._kept, self._done = np.empty(0, np.intp), 0
            self._size = self._sized = 1
        self._seen = values
        while n > self._size * (self._most // 2):
            self._size *= 2
        full, coarse = n - n % self._size, self._done - self._done % self._size
        # Smaller buckets of before come together; the last of them may be half of a new one.
        kept_indices = self._kept[self._kept < coarse]
        if self._size != self._sized and len(kept_indices):
            kept_indices = kept_indices[
                _of_groups(values[kept_indices], kept_indices // self._size)
            ]
        fresh = np.arange(coarse, full)
        fresh = fresh[_of_rows(values[coarse:full].reshape(-1, self._size))]
        self._kept, self._done = np.concatenate((kept_indices, fresh)), full
        self._sized = self._size
        rest = _of_rows(values[np.newaxis, full:]) + full if n > full else fresh[:0]
        # They grow from part to part, so only where parts meet can two be the same.
        first = [] if self._kept[0] == 0 else [0]
        last = [] if (rest if len(rest) else self._kept)[-1] == n - 1 else [n - 1]
        return np.concatenate((first, self._kept, rest, last), dtype=np.intp, casting="unsafe")


def extends(before: np.ndarray, now: np.ndarray) -> bool:
    """Tell whether `now` is the array `before` with values added behind it in its memory."""
    return len(now) >= len(before) > 0 and np.shares_memory(before[:1], now[:1])


def _of_groups(values: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the growing indices of the extremes of each group of neighbours."""
    finite = np.isfinite(values)
    order = np.lexsort((np.where(finite, values, np.inf), groups))
    starts = np.flatnonzero(np.diff(groups, prepend=groups[0] - 1))
    ends = np.append(starts[1:], len(values)) - 1
    least = order[starts]
    order = np.lexsort((np.where(finite, values, -np.inf), groups))
    torn = np.flatnonzero(~finite)
    first = torn[np.diff(groups[torn], prepend=groups[0] - 1) != 0]
    return _unique(np.concatenate((least, order[ends], first)))


def _of_rows(rows: np.ndarray) -> np.ndarray:
    """Return the growing flat indices of the extremes of each row."""
    starts = np.arange(len(rows)) * rows.shape[1]
    finite = np.isfinite(rows)
    if finite.all():
        return _unique(np.concatenate((rows.argmin(axis=1) + starts, rows.argmax(axis=1) + starts)))
    torn = ~finite.all(axis=1)
    least = np.where(finite, rows, np.inf).argmin(axis=1) + starts
    most = np.where(finite, rows, -np.inf).argmax(axis=1) + starts
    return _unique(np.concatenate((least, most, finite.argmin(axis=1)[torn] + starts[torn])))


def _unique(indices: np.ndarray) -> np.ndarray:
    # Much quicker than np.unique, which hashes first.
    indices = np.sort(indices).astype(np.intp)
    return indices[np.diff(indices, prepend=-1) != 0]
