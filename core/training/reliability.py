"""Whether probabilities are kept: of all that is answered with 80 %, are 80 % right?"""

from dataclasses import dataclass

import numpy as np

BINS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """Probabilities in bins of one width beside what came true; arrays are (bins,), read-only.

    `counts` are the samples of each bin, `predicted` the mean of their probabilities and
    `observed` the share that came true, NaN where a bin is empty. `log_loss` is the mean of
    -log p of what is true, `brier` that of the squares of the differences of all probabilities
    from what is true.
    """

    counts: np.ndarray
    predicted: np.ndarray
    observed: np.ndarray
    log_loss: float
    brier: float

    @property
    def expected_error(self) -> float:
        """Return the expected calibration error: the mean gap of the bins, by their counts.

        Source: M. P. Naeini et al. 2015, "Obtaining well calibrated probabilities using Bayesian
        binning".
        """
        used = self.counts > 0
        gaps = np.abs(self.predicted[used] - self.observed[used])
        return float(gaps @ self.counts[used] / self.counts.sum())


def reliability(probabilities: np.ndarray, labels: np.ndarray, log_loss: float) -> Reliability:
    """Return how well probabilities (classes, m) are kept for the true classes' numbers, (m,).

    Of two classes the probability of the second is looked at, from 0 to 1; of more that of the
    class that is answered. `log_loss` is the mean loss of these samples.
    """
    columns = np.arange(len(labels))
    if len(probabilities) == 2:
        stated, came_true = probabilities[1], labels == 1
    else:
        answered = probabilities.argmax(axis=0)
        stated, came_true = probabilities[answered, columns], answered == labels
    truth = np.zeros(probabilities.shape)
    truth[labels, columns] = 1.0
    squares = np.square(probabilities - truth).sum(axis=0)
    if len(probabilities) == 2:
        squares /= 2  # as of one probability, which is what is called so of two classes
    return _binned(stated, came_true, log_loss, float(squares.mean()))


def _binned(
    stated: np.ndarray, came_true: np.ndarray, log_loss: float, brier: float
) -> Reliability:
    finite = np.isfinite(stated)
    places = np.minimum((stated[finite] * BINS).astype(np.intp), BINS - 1)
    counts = np.bincount(places, minlength=BINS)
    with np.errstate(invalid="ignore"):
        predicted = np.bincount(places, stated[finite], BINS) / counts
        observed = np.bincount(places, came_true[finite], BINS) / counts
    for array in (counts, predicted, observed):
        array.flags.writeable = False
    return Reliability(counts, predicted, observed, log_loss, brier)
