"""What the network of one moment answers to every sample, beside what is true."""

from dataclasses import dataclass

import numpy as np

from core.data.byte_matrix import Columns
from core.data.dataset import ConstantAnswer, Samples, best_constant_answer
from core.training.metrics import CHUNK
from core.training.snapshots.network_state import NetworkState


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """The answers to some samples; all arrays are (m,) and read-only.

    `labels` are the true classes' numbers and `answered` the most probable ones',
    `probability` is that of the answer. `baseline` is the best constant answer
    for these samples.
    """

    samples: Samples
    labels: np.ndarray
    answered: np.ndarray
    probability: np.ndarray
    baseline: ConstantAnswer

    @property
    def right(self) -> int:
        return int(np.count_nonzero(self.labels == self.answered))

    def confusion(self, classes: int) -> np.ndarray:
        """Count the samples of every true class (row) by the answered class (column)."""
        places = self.labels * classes + self.answered
        return np.bincount(places, minlength=classes * classes).reshape(classes, classes)

    def frequent(self, classes: int, most: int) -> list[tuple[int, int]]:
        """Return the cells of the most frequent mistakes, the most frequent first."""
        counts = self.confusion(classes)
        np.fill_diagonal(counts, 0)
        order = np.argsort(-counts, axis=None, kind="stable")[:most]
        cells = [divmod(int(place), classes) for place in order]
        return [cell for cell in cells if counts[cell]]

    def mistakes(self) -> np.ndarray:
        """Return the numbers of all samples that were answered wrong, the most sure first."""
        return self._surest(self.labels != self.answered)

    def cell(self, true: int, answered: int) -> np.ndarray:
        """Return the numbers of a cell's samples: mistakes the most sure first, else the least."""
        samples = self._surest((self.labels == true) & (self.answered == answered))
        return samples[::-1] if true == answered else samples

    def _surest(self, chosen: np.ndarray) -> np.ndarray:
        places = np.flatnonzero(chosen)
        return places[np.argsort(-self.probability[places], kind="stable")]


@dataclass(frozen=True, slots=True, eq=False)
class AllPredictions:
    """The answers to all samples of a data set; `test` is None where there are no test samples."""

    train: Predictions
    test: Predictions | None


@np.errstate(all="ignore")
def probe_predictions(state: NetworkState) -> AllPredictions:
    """Have the network of a moment answer for every sample."""
    parametrisation, data = state.parametrisation, state.dataset
    train = _predict(state, parametrisation.train[0], data.train)
    test = (
        _predict(state, parametrisation.test[0], data.test)
        if parametrisation.test and data.test
        else None
    )
    return AllPredictions(train, test)


def _predict(state: NetworkState, X: Columns, samples: Samples) -> Predictions:
    """Predict samples, whose inputs are X (n[0], m) as the trained network reads them."""
    network = state.parametrisation.network
    answered = np.empty(samples.m, np.intp)
    probability = np.empty(samples.m)
    for start in range(0, samples.m, CHUNK):
        part = slice(start, start + CHUNK)
        A = network.forward(state.trained, X[:, part]).A[-1]
        answered[part] = network.loss.answers(A)
        probability[part] = network.loss.readings(A).max(axis=0)
    labels = samples.labels
    for array in (labels, answered, probability):
        array.flags.writeable = False
    baseline = best_constant_answer(samples)
    return Predictions(samples, labels, answered, probability, baseline)
