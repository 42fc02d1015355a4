"""Facts about temperatures, reliability and refusals, beside scikit-learn and plain programs."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV, calibration_curve
from sklearn.decomposition import PCA
from sklearn.frozen import FrozenEstimator
from sklearn.metrics import brier_score_loss, log_loss

from core.data.dataset import Dataset, Samples
from core.experiment.inputs import NumberInputs
from core.network.losses import loss
from core.network.targets import CLASSES
from core.training.calibration import (
    HIGHEST,
    LOWEST,
    cut_off,
    fit_temperature,
    input_components,
)
from core.training.reliability import BINS, reliability


def sums(classes: int, m: int = 400, sure: float = 3.0) -> tuple[np.ndarray, np.ndarray]:
    """Return Z (n[L], m) that are surer than they are right, and the true classes' numbers."""
    random = np.random.RandomState(classes)
    labels = random.randint(0, classes, m)
    if classes == 2:
        return sure * ((2 * labels - 1) + 1.5 * random.randn(m))[np.newaxis], labels
    Z = sure * random.randn(classes, m)
    Z[labels, np.arange(m)] += sure
    return Z, labels


@pytest.mark.parametrize("classes", [2, 3, 10])
@pytest.mark.parametrize("sure", [3.0, 0.1])
def test_that_the_temperature_is_the_one_of_the_least_log_loss(classes: int, sure: float) -> None:
    Z, labels = sums(classes, sure=sure)
    row = loss("cross_entropy")
    fitted = fit_temperature(row, Z, CLASSES.encode(labels, classes))

    def cost(log_temperature: float) -> float:
        both = np.vstack([np.zeros_like(Z), Z]) if classes == 2 else Z
        scaled = both / np.exp(log_temperature)
        scaled = scaled - np.logaddexp.reduce(scaled)
        return -float(scaled[labels, np.arange(len(labels))].mean())

    best = minimize_scalar(cost, bounds=(-5, 5), options={"xatol": 1e-10}, method="bounded")
    assert np.log(fitted) == pytest.approx(best.x, abs=1e-6)
    answered = [row.readings_at(Z, T).argmax(axis=0) for T in (fitted, 1.0)]
    np.testing.assert_array_equal(*answered)


class Read(ClassifierMixin, BaseEstimator):
    """A classifier of scikit-learn whose samples are the sums of the last layer."""

    def fit(self, Z: np.ndarray, labels: np.ndarray) -> "Read":
        self.classes_ = np.unique(labels)
        return self

    def decision_function(self, Z: np.ndarray) -> np.ndarray:
        return Z

    def predict(self, Z: np.ndarray) -> np.ndarray:
        return Z.argmax(axis=1)


@pytest.mark.parametrize("classes", [3, 10])
def test_that_the_probabilities_are_those_of_scikit_learns_temperature(classes: int) -> None:
    Z, labels = sums(classes)
    row = loss("cross_entropy")
    fitted = fit_temperature(row, Z, CLASSES.encode(labels, classes))
    read = FrozenEstimator(Read().fit(Z.T, labels))
    calibrated = CalibratedClassifierCV(read, method="temperature", ensemble=False)
    expected = calibrated.fit(Z.T, labels).predict_proba(Z.T).T
    np.testing.assert_allclose(row.readings_at(Z, fitted), expected, atol=1e-4)


def test_that_a_temperature_without_a_best_one_is_at_its_end_or_1() -> None:
    row, Y = loss("cross_entropy"), CLASSES.encode(np.array([0, 1, 1]), 2)
    assert fit_temperature(row, np.array([[-3.0, 2.0, 4.0]]), Y) == LOWEST
    assert fit_temperature(row, np.array([[3.0, -2.0, -4.0]]), Y) == HIGHEST
    assert fit_temperature(row, np.zeros((1, 3)), Y) == 1
    assert fit_temperature(row, np.array([[np.nan, 1.0, np.inf]]), Y) == 1


def test_that_reliability_of_two_classes_is_scikit_learns_calibration_curve() -> None:
    Z, labels = sums(2)
    P = loss("cross_entropy").readings_at(Z, 1.0)
    found = reliability(P, labels, log_loss(labels, P[1]))
    observed, predicted = calibration_curve(labels, P[1], n_bins=BINS)
    used = found.counts > 0
    np.testing.assert_allclose(found.observed[used], observed)
    np.testing.assert_allclose(found.predicted[used], predicted)
    assert found.brier == pytest.approx(brier_score_loss(labels, P[1]))
    assert found.counts.sum() == len(labels)


def test_that_reliability_of_more_classes_is_of_what_is_answered() -> None:
    Z, labels = sums(4)
    P = loss("cross_entropy").readings_at(Z, 1.0)
    found = reliability(P, labels, log_loss(labels, P.T))
    right = P.argmax(axis=0) == labels
    observed, predicted = calibration_curve(right, P.max(axis=0), n_bins=BINS)
    used = found.counts > 0
    np.testing.assert_allclose(found.observed[used], observed)
    np.testing.assert_allclose(found.predicted[used], predicted)
    gaps = np.abs(observed - predicted) @ found.counts[used] / len(labels)
    assert found.expected_error == pytest.approx(gaps)
    one_hot = np.eye(4)[labels].T
    assert found.brier == pytest.approx(((P - one_hot) ** 2).sum(axis=0).mean())


@pytest.mark.parametrize("share", [0.05, 0.1, 0.5, 0.001])
@pytest.mark.parametrize("levels", [1000, 7, 1])
def test_that_a_cut_off_has_no_more_than_its_share_below(share: float, levels: int) -> None:
    values = np.random.RandomState(1).randint(0, levels, 300) / levels
    below = values < cut_off(values, share)
    assert below.sum() <= share * 300
    more = np.unique(values[~below])[0]  # one value further is too far, unless all are equal
    assert (values <= more).sum() > share * 300


def _inputs(count: int) -> NumberInputs:
    return NumberInputs(names=tuple(map(str, range(count))))


@pytest.mark.parametrize("shape", [(5, 40), (60, 20)])
def test_that_the_components_of_the_inputs_are_scikit_learns(shape: tuple[int, int]) -> None:
    X = np.random.RandomState(1).randn(*shape) * np.arange(1, shape[0] + 1)[:, np.newaxis] + 7
    samples = Samples(X, CLASSES.encode(np.arange(shape[1]) % 2, 2), targets=CLASSES)
    dataset = Dataset(samples, None, ("a", "b"), _inputs(shape[0]))
    found = input_components(dataset).of(X)
    expected = PCA(n_components=min(*shape, 32) - (shape[0] > shape[1])).fit(X.T)
    spread = np.sqrt(expected.explained_variance_.sum() * (shape[1] - 1) / shape[1])
    np.testing.assert_allclose(np.abs(found), np.abs(expected.transform(X.T).T) / spread, atol=1e-5)


def test_that_inputs_that_are_all_alike_have_a_component_of_zeros() -> None:
    samples = Samples(np.ones((3, 8)), CLASSES.encode(np.arange(8) % 2, 2), targets=CLASSES)
    dataset = Dataset(samples, None, ("a", "b"), _inputs(3))
    np.testing.assert_array_equal(input_components(dataset).of(samples.X), np.zeros((1, 8)))
