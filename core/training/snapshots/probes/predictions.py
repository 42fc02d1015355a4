"""What the network of one moment answers to every sample, beside what is true."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.data.byte_matrix import Columns
from core.data.dataset import ConstantAnswer, Samples, best_constant_answer
from core.models.answers import NONE
from core.network.targets import CLASSES, LABELS, NUMBERS
from core.statistics import grouped_interval
from core.training.label_scores import LabelScore, label_scores
from core.training.metrics import chunks
from core.training.number_errors import NumberErrors, number_errors
from core.training.snapshots.network_state import NetworkState


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """The answers to some samples; all arrays are (m,) and read-only.

    `labels` are the true classes' numbers and `answered` those of the answers, NONE where that is
    none of the classes; `probability` is that of the likeliest class, or its score.
    `baseline` is the best constant answer for these samples.

    Of labels and numbers `values` (k, m) are what is answered to each, a probability, a score or
    the number in its own unit, `true` (k, m) what is true, and `yes` (k, m) which labels are
    answered. For classes they are None. `errors` are of each number.

    `both` (2, m) are what is read for each of two classes. The second, or a label, is answered
    where that is above `threshold`; without a setting it is `usual_threshold`.
    """

    samples: Samples
    labels: np.ndarray
    answered: np.ndarray
    probability: np.ndarray
    baseline: ConstantAnswer
    values: np.ndarray | None = None
    true: np.ndarray | None = None
    yes: np.ndarray | None = None
    errors: tuple[NumberErrors, ...] = ()
    both: np.ndarray | None = None
    threshold: float = 0.5
    usual_threshold: float = 0.5

    def at(self, threshold: float) -> "Predictions":
        """Return what would be answered with another threshold, to two classes or to labels."""
        if threshold == self.threshold:
            return self
        if self.yes is not None and self.values is not None:
            return replace(self, yes=self.values > threshold, threshold=threshold)
        if self.both is None:
            return self
        likeliest = (self.both[1] > threshold).astype(np.intp)
        read = self.both[likeliest, np.arange(len(likeliest))]
        answered = np.where(self.answered == NONE, NONE, likeliest)
        return replace(self, answered=answered, probability=read, threshold=threshold)

    @property
    def label_interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the share of labels that are answered right."""
        labels = 1 if self.yes is None else len(self.yes)
        return grouped_interval(1 - self.wrong_labels() / labels)

    def label_scores(self, names: Sequence[str]) -> tuple[LabelScore, ...]:
        """Score each of several labels; nothing where something else is answered."""
        if self.yes is None or self.true is None:
            return ()
        return label_scores(names, self.true > 0.5, self.yes).labels

    @property
    def right(self) -> int:
        return int(np.count_nonzero(self.labels == self.answered))

    @property
    def refused(self) -> np.ndarray:
        """Return the numbers of the samples that are answered none of the classes."""
        return np.flatnonzero(self.answered == NONE)

    def confusion(self, classes: int) -> np.ndarray:
        """Count the samples of every true class (row) by the answered class (column).

        Those that are refused are in no cell.
        """
        places = (self.labels * classes + self.answered)[self.answered != NONE]
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
        return self._surest((self.labels != self.answered) & (self.answered != NONE))

    def cell(self, true: int, answered: int) -> np.ndarray:
        """Return the numbers of a cell's samples: mistakes the most sure first, else the least."""
        samples = self._surest((self.labels == true) & (self.answered == answered))
        return samples[::-1] if true == answered else samples

    def wrong_labels(self) -> np.ndarray:
        """Count the labels of every sample that are answered wrong, (m,)."""
        if self.yes is None or self.true is None:
            return np.zeros(self.samples.m, np.intp)
        return np.count_nonzero(self.yes != (self.true > 0.5), axis=0)

    def farthest_off(self, number: int | None = None) -> np.ndarray:
        """Return all samples' numbers, those with the largest errors first.

        Errors are of one of the numbers that are answered, or of all, each by its own spread;
        of labels, samples with most wrong ones, those answered right left out.
        """
        if self.values is None or self.true is None:
            return np.empty(0, np.intp)
        if self.yes is not None:
            wrong = self.wrong_labels()
            order = np.argsort(-wrong, kind="stable")
            return order[: np.count_nonzero(wrong)]
        apart = np.abs(self.values - self.true)
        apart /= np.maximum(self.true.std(axis=1, keepdims=True), np.finfo(float).tiny)
        chosen = apart.max(axis=0) if number is None else apart[number]
        return np.argsort(-np.nan_to_num(chosen, nan=np.inf), kind="stable")

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
    network, targets, answers = state.parametrisation.network, samples.targets, state.answers
    values = None if targets is CLASSES else np.empty(samples.Y.shape)
    answered = np.empty(samples.m, np.intp)
    probability = np.empty(samples.m)
    both = np.empty((2, samples.m)) if targets is CLASSES and network.sizes[-1] == 1 else None
    executor = state.parametrisation.executor
    for part in chunks(X):
        forward_pass = network.forward(state.trained, X[:, part], executor=executor)
        readings, distances = state.respond(forward_pass, samples.X, part)
        answered[part] = answers.classes(readings, distances)
        probability[part] = readings[answers.likeliest(readings), np.arange(readings.shape[1])]
        if both is not None:
            both[:, part] = readings
        if values is not None:
            values[:, part] = readings
    labels, true, yes = samples.labels, None, None
    if values is not None:
        yes = values > answers.threshold if targets is LABELS else None
        true = state.dataset.in_own_unit(samples.Y)
        values = state.dataset.in_own_unit(values)
    for array in (labels, answered, probability, values, true, yes, both):
        if array is not None:
            array.flags.writeable = False
    errors: tuple[NumberErrors, ...] = ()
    if targets is NUMBERS and values is not None and true is not None:
        means = state.dataset.in_own_unit(state.dataset.train.Y).mean(axis=1)
        errors = number_errors(state.dataset.classes, values, true, means)
    baseline = best_constant_answer(samples)
    return Predictions(
        samples,
        labels,
        answered,
        probability,
        baseline,
        values,
        true,
        yes,
        errors,
        both,
        answers.threshold,
        answers.usual_threshold,
    )
