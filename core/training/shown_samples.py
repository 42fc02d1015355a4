"""The training samples that views show and that flat units are counted on: always the same."""

import numpy as np

# Activations are shown on at most this many training samples.
SHOWN_SAMPLES = 256


def shown_samples(labels: np.ndarray) -> np.ndarray:
    """Return the numbers of samples chosen evenly out of all with labels (m,), ordered by class."""
    by_class, m = np.argsort(labels, kind="stable"), len(labels)
    places = np.linspace(0, m - 1, min(m, SHOWN_SAMPLES))
    return by_class[np.rint(places).astype(np.intp)]
