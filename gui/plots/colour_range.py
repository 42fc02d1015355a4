"""The values at both ends of a layer's colour scale: fixed, or changing in round steps."""

import numpy as np

from gui.widgets.number_format import round_up

# A few values far out shall not leave all the others in one colour.
ROBUST_PERCENTILE = 99.5
MAX_VALUES = 50_000


def colour_range(reach: tuple[float, float], A: np.ndarray) -> tuple[float, float]:
    """Return the low and the high end for activations A that can reach from here to there."""
    if np.isfinite(reach).all():
        return reach
    values = np.abs(subsample(A))
    values = values[np.isfinite(values)]
    place = int(ROBUST_PERCENTILE / 100 * len(values))
    most = float(np.partition(values, place)[place]) if len(values) else 0.0
    high = round_up(most or (float(values.max()) if len(values) else 0.0))
    return (-high if reach[0] < 0 else 0.0), high


def subsample(A: np.ndarray) -> np.ndarray:
    """Return the values as a vector, of a very large layer every k-th one."""
    values = A.reshape(-1, order="A") if A.flags.f_contiguous else A.reshape(-1)
    # An odd step, so that it meets every unit.
    return values[:: (len(values) // MAX_VALUES) | 1]
