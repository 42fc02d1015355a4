"""A few samples that stand for all: drawn from a seed, every class with its share."""

import numpy as np

SEED = 1


def stratified_sample(labels: np.ndarray, count: int, seed: int = SEED) -> np.ndarray:
    """Return the numbers of `count` samples, or of all if there are no more, ascending.

    `labels` are class numbers (m,). Within every class the samples are drawn at random, and each
    class has its share of the count, rounded down or up.
    """
    m = len(labels)
    if m <= count:
        return np.arange(m)
    drawn = np.random.RandomState(seed).permutation(m)
    by_class = drawn[np.argsort(labels[drawn], kind="stable")]
    # Evenly spaced places in a list ordered by class give every class its share.
    places = ((np.arange(count) + 0.5) * m / count).astype(np.intp)
    return np.sort(by_class[places])
