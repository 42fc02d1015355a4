"""How far a share counted on a few samples can be from that of all, and how large numbers are."""

import math

import numpy as np

from core.interruption import pieces

# The normal distribution's 97.5 % point: 2.5 % left out on either side.
Z_95 = 1.959963984540054


def finite(value: float | None) -> float | None:
    """Return a number that a file of JSON can hold, None for any other."""
    return value if value is not None and math.isfinite(value) else None


def wilson_interval(share: float, n: int) -> tuple[float, float]:
    """Return the 95 % interval, low and high, of a share counted on n samples.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical
    inference", Journal of the American Statistical Association 22 (1927), 209-212.
    Without samples nothing is known: 0 to 1.
    """
    if n <= 0:
        return 0.0, 1.0
    z2 = Z_95 * Z_95 / n
    middle = (share + z2 / 2) / (1 + z2)
    reach = math.sqrt(z2 * (share * (1 - share) + z2 / 4)) / (1 + z2)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def grouped_interval(shares: np.ndarray) -> tuple[float, float]:
    """Return the 95 % interval, low and high, of the mean of the shares (m,) of m groups.

    Answers of one group, such as the labels of a sample, go together: what counts is how many
    answers that stand alone would spread as much as the groups do, at the least one a group.
    Source: L. Kish, Survey Sampling (1965), the design effect, with the interval of Wilson.
    """
    m, share = len(shares), float(shares.mean()) if len(shares) else 0.0
    variance = float(shares.var(ddof=1)) / m if m > 1 else 0.0
    n = share * (1 - share) / variance if variance > 0 else m
    return wilson_interval(share, max(m, round(n)))


def root_mean_square(A: np.ndarray) -> float:
    """Return the root of the mean of the squares of a matrix."""
    # The square of a small float32 is 0.
    parts = (np.square(A[part], dtype=np.float64) for part in pieces(*A.shape))
    return math.sqrt(sum(float(part.sum()) for part in parts) / A.size)
