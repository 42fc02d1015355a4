"""Without a hidden layer each loss has an optimum that others find too: training ends there."""

import numpy as np
import pytest
from scipy.optimize import linprog
from sklearn.linear_model import LogisticRegression

from core.data.dataset import Dataset, Samples, samples, target_samples
from core.experiment.inputs import NumberInputs
from core.experiment.settings import Experiment, NetworkSettings, TrainingSettings
from core.network.targets import LABELS
from core.training.run import run
from core.training.trainer import Trainer

M, FEATURES = 150, 3
RANDOM = np.random.RandomState(0)
X = np.asfortranarray(RANDOM.randn(FEATURES, M))
# Noise leaves no class apart from another, so that the optimum is at finite weights.
SCORES = RANDOM.randn(3, FEATURES) @ X + 1.5 * RANDOM.randn(3, M)


def trained(train: Samples, names: int, **training: object) -> Trainer:
    data = Dataset(train, None, tuple(map(str, range(names))), NumberInputs(("a", "b", "c")))
    settings = {"iterations": 4000, "learning_rate": 1.0} | training
    network = NetworkSettings(hidden=(), initialisation="zeros")
    return run(Experiment(network=network, training=TrainingSettings(**settings)), data)


def weights(trainer: Trainer) -> np.ndarray:
    return np.hstack([trainer.parameters.W[0], trainer.parameters.b[0]])


def unregularised(labels: np.ndarray) -> np.ndarray:
    model = LogisticRegression(C=np.inf, tol=1e-12, max_iter=10_000).fit(X.T, labels)
    return np.hstack([model.coef_, model.intercept_[:, np.newaxis]])


def test_that_two_classes_end_at_logistic_regression() -> None:
    labels = (SCORES[0] > 0).astype(np.intp)
    found = weights(trained(samples(X, labels, 2), 2))
    assert np.abs(found - unregularised(labels)).max() < 1e-6


def test_that_three_classes_end_at_multinomial_regression() -> None:
    labels = SCORES.argmax(axis=0)
    found = weights(trained(samples(X, labels, 3), 3))
    expected = unregularised(labels)
    # One more weight in every class alike changes no probability.
    centred = [part - part.mean(axis=0) for part in (found, expected)]
    assert np.abs(centred[0] - centred[1]).max() < 1e-5


def test_that_each_of_several_labels_ends_at_its_own_logistic_regression() -> None:
    Y = (SCORES > 0).astype(float)
    found = weights(trained(target_samples(X, Y, LABELS), 3))
    expected = np.vstack([unregularised(row) for row in Y])
    assert np.abs(found - expected).max() < 1e-6


@pytest.mark.parametrize("loss", ["hinge", "perceptron"])
def test_that_hinge_ends_at_the_optimum_of_the_linear_program(loss: str) -> None:
    labels = (SCORES[0] > 0).astype(np.intp)
    trainer = trained(
        samples(X, labels, 2), 2, loss=loss, learning_rate=0.5, schedule="cosine", iterations=3000
    )
    assert trainer.score_train().cost - optimum(labels, 1.0 if loss == "hinge" else 0.0) < 1e-3


def optimum(labels: np.ndarray, margin: float) -> float:
    """The lowest mean of slacks u >= margin - s (w x + b), u >= 0: a linear program in w, b, u."""
    s = 2 * labels - 1.0
    rows = np.hstack([-s[:, np.newaxis] * np.vstack([X, np.ones(M)]).T, -np.eye(M)])
    cost = np.concatenate([np.zeros(FEATURES + 1), np.full(M, 1 / M)])
    bounds = [(None, None)] * (FEATURES + 1) + [(0, None)] * M
    return float(linprog(cost, rows, np.full(M, -margin), bounds=bounds).fun)
