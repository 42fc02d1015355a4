"""The values at both ends of a layer's colour scale: fixed, or changing only in round steps."""

import numpy as np

from gui.widgets.number_format import round_up

FIXED = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}
# A few values far out shall not leave all the others in one colour.
ROBUST_PERCENTILE = 99.5
MAX_VALUES = 50_000


def colour_range(activation: str, A: np.ndarray) -> tuple[float, float]:
    """Give the low and the high end for the activations A of a layer."""
    if activation in FIXED:
        return FIXED[activation]
    values = np.abs(subsample(A))
    values = values[np.isfinite(values)]
    place = int(ROBUST_PERCENTILE / 100 * len(values))
    reach = float(np.partition(values, place)[place]) if len(values) else 0.0
    high = round_up(reach or (float(values.max()) if len(values) else 0.0))
    return (0.0 if activation == "relu" else -high), high


def subsample(A: np.ndarray) -> np.ndarray:
    """Give the values as a vector, of a very large layer every k-th."""
    values = A.reshape(-1, order="A") if A.flags.f_contiguous else A.reshape(-1)
    # An odd step, so that it meets every unit.
    return values[:: (len(values) // MAX_VALUES) | 1]
