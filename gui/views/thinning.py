"""A long curve made short for the screen, without losing a peak, a gap or the end.

pyqtgraph's own way ("peak") drops up to a bucket of points at the end, where a running
curve is watched, and widens every gap to a whole bucket.
"""

import numpy as np

MOST = 2000


def thin(values: np.ndarray, most: int = MOST) -> np.ndarray:
    """Give the indices of at most about `most` values that draw like all of them.

    Of every bucket the smallest and the largest finite value stay, and the first that
    is not finite; the first and the last value stay in any case.
    """
    n = len(values)
    if n <= most:
        return np.arange(n)
    size = -(-n // (most // 2))
    head = n - n % size
    rows = values[:head].reshape(-1, size)
    starts = np.arange(0, head, size)
    finite = np.isfinite(rows)
    chosen = [
        np.array([0, n - 1]),
        np.where(finite, rows, np.inf).argmin(axis=1) + starts,
        np.where(finite, rows, -np.inf).argmax(axis=1) + starts,
    ]
    torn = ~finite.all(axis=1)
    if torn.any():
        chosen.append(finite.argmin(axis=1)[torn] + starts[torn])
    if head < n:
        chosen.append(_ends(values[head:]) + head)
    return np.unique(np.concatenate(chosen))


def _ends(values: np.ndarray) -> np.ndarray:
    finite = np.isfinite(values)
    low, high = np.where(finite, values, np.inf), np.where(finite, values, -np.inf)
    return np.array([low.argmin(), high.argmax(), finite.argmin()])
