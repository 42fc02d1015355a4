"""Facts about what stands in accuracy's place where numbers or labels are learned."""

import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

from core.data.dataset import best_constant_answer
from core.network.targets import LABELS, NUMBERS
from core.training.health.registry import final_findings
from core.training.number_errors import errors_on
from core.training.trainer import Trainer
from tests.other_targets import LINEAR, PRICES, RANDOM, SCALE, X, dataset, trained


def keys(trainer: Trainer) -> list[str]:
    return [finding.key for finding in final_findings(trainer)]


@pytest.fixture(scope="module")
def prices() -> Trainer:
    return trained(dataset(SCALE.scale(PRICES), NUMBERS, SCALE))


def test_that_descent_without_hidden_layers_ends_at_least_squares(prices: Trainer) -> None:
    train = prices.dataset.train
    ones = np.vstack([train.X, np.ones(train.m)])
    expected = np.linalg.lstsq(ones.T, train.Y[0], rcond=None)[0]
    found = np.append(prices.parameters.W[0][0], prices.parameters.b[0][0])
    assert np.abs(found - expected).max() < 1e-6


def test_that_errors_are_in_the_unit_of_the_numbers_as_scikit_learn_measures_them(
    prices: Trainer,
) -> None:
    test, parametrisation = prices.dataset.test, prices.parametrisation
    assert test is not None
    (errors,) = errors_on(
        parametrisation.network, parametrisation.parameters, prices.dataset, test.X, test
    )
    W, b = prices.parameters.W[0], prices.parameters.b[0]
    answered, true = SCALE.unscale(W @ test.X + b)[0], PRICES[0, 150:]
    assert errors.r2 == pytest.approx(r2_score(true, answered), rel=1e-9)
    assert errors.mean_absolute == pytest.approx(mean_absolute_error(true, answered), rel=1e-9)
    squared = root_mean_squared_error(true, answered)
    assert errors.root_mean_squared == pytest.approx(squared, rel=1e-9)
    means = np.full(50, PRICES[0, :150].mean())
    assert errors.constant_absolute == pytest.approx(mean_absolute_error(true, means), rel=1e-9)


def test_that_the_curves_end_at_r2(prices: Trainer) -> None:
    score = prices.score_test()
    assert score is not None
    assert prices.history.test_accuracy.curve().values[-1] == score.accuracy
    assert score.accuracy > 0.98
    assert keys(prices) == []


def test_that_numbers_at_random_are_told_to_be_learned_by_heart() -> None:
    trainer = trained(dataset(RANDOM.randn(1, 200), NUMBERS), (50,), learning_rate=0.05)
    assert "no_better_on_test" in keys(trainer)


def test_that_labels_count_one_by_one() -> None:
    Y = (np.vstack([LINEAR, X[:1], -X[1:2]]) > 0).astype(float)
    trainer = trained(dataset(Y, LABELS), learning_rate=1.0)
    test, score = trainer.dataset.test, trainer.score_test()
    assert test is not None
    assert score is not None
    Z = trainer.parameters.W[0] @ test.X + trainer.parameters.b[0]
    assert score.accuracy == pytest.approx(np.mean((Z > 0) == test.Y))
    yes = test.Y.mean(axis=1)
    assert best_constant_answer(test).share == pytest.approx(np.maximum(yes, 1 - yes).mean())
    assert keys(trainer) == []


def test_that_no_check_of_classes_looks_at_labels_at_random() -> None:
    Y = (RANDOM.rand(3, 200) < 0.3).astype(float)
    found = keys(trained(dataset(Y, LABELS), (50,), learning_rate=0.3, iterations=3000))
    assert found == ["no_better_on_test"]
