"""The largest rate is where descent begins to fail: by NumPy's eigenvalues, and by trying."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.dataset import Dataset, target_samples
from core.data.load import load
from core.errors import Cancelled
from core.experiment.inputs import NumberInputs
from core.experiment.settings import Experiment, NetworkSettings, TrainingSettings
from core.network.targets import NUMBERS
from core.training.analyses import largest_rate as module
from core.training.analyses.largest_rate import LargestRate, largest_rate
from core.training.trainer import Trainer
from tests.core.training.analyses.test_surface_comparison import LOGISTIC

SCALES = np.array([[1.0], [3.0], [0.2]])
INPUTS = NumberInputs(names=("x1", "x2", "x3"))
X = np.random.RandomState(2).randn(3, 70) * SCALES + SCALES
NUMBERS_DATA = Dataset(
    target_samples(X, np.random.RandomState(3).randn(2, 70), NUMBERS),
    None,
    ("y1", "y2"),
    INPUTS,
)
SQUARED = Experiment(
    network=NetworkSettings(hidden=()),
    training=TrainingSettings(loss="half_squared_error", iterations=400),
)


def found(trainer: Trainer) -> LargestRate:
    return largest_rate(trainer, lambda done, total: None)


def by_eigenvalues(X: np.ndarray, curvature: float, l2: float = 0.0) -> float:
    design, m = np.vstack([X, np.ones(X.shape[1])]), X.shape[1]
    return 2 / (curvature * np.linalg.eigvalsh(design @ design.T / m).max() + l2 / m)


@pytest.mark.parametrize("l2", [0.0, 30.0])
def test_that_it_is_two_by_the_largest_eigenvalue_of_the_hessian(l2: float) -> None:
    experiment = replace(SQUARED, training=replace(SQUARED.training, l2=l2))
    rate = found(Trainer(experiment, NUMBERS_DATA))
    assert rate.by_curvature
    assert rate.rate == pytest.approx(by_eigenvalues(X, 1.0, l2), rel=1e-6)


def test_that_descent_works_a_little_below_it_and_diverges_a_little_above() -> None:
    rate = found(Trainer(SQUARED, NUMBERS_DATA)).rate
    assert rate is not None
    ends = []
    for factor in (0.97, 1.03):
        training = replace(SQUARED.training, learning_rate=factor * rate)
        trainer = Trainer(replace(SQUARED, training=training), NUMBERS_DATA)
        before = trainer.score_train().cost
        trainer.step(400)
        ends.append(trainer.score_train().cost / before)
    assert ends[0] < 1 < ends[1]


def test_that_logistic_regression_has_a_quarter_of_the_curvature() -> None:
    dataset = load(LOGISTIC.data)
    rate = found(Trainer(LOGISTIC, dataset))
    assert rate == LargestRate(pytest.approx(by_eigenvalues(dataset.train.X, 0.25)), True)


def test_that_trial_runs_find_the_same_where_both_ways_are_open(monkeypatch) -> None:
    exact = found(Trainer(SQUARED, NUMBERS_DATA)).rate
    monkeypatch.setattr(module, "_largest_eigenvalue", lambda trainer, report: None)
    tried = found(Trainer(SQUARED, NUMBERS_DATA))
    assert not tried.by_curvature
    assert tried.rate == pytest.approx(exact, rel=0.1)


@pytest.mark.parametrize(
    "change",
    [
        {"optimiser": "momentum"},
        {"batch_size": 20},
        {"l1": 0.1},
        {"loss": "half_squared_error", "hidden": (3,)},
    ],
)
def test_that_trial_runs_are_made_where_no_eigenvalue_says_it(change: dict) -> None:
    network = replace(SQUARED.network, hidden=change.get("hidden", ()))
    training = {name: value for name, value in change.items() if name != "hidden"}
    experiment = Experiment(network=network, training=replace(SQUARED.training, **training))
    rate = found(Trainer(experiment, NUMBERS_DATA))
    assert not rate.by_curvature
    assert rate.rate is not None
    assert 0.01 < rate.rate < 1000


def test_that_there_is_none_where_no_rate_lowers_the_cost() -> None:
    experiment = replace(
        SQUARED, network=NetworkSettings(hidden=(3,), activation="relu", initialisation="zeros")
    )
    still = Dataset(
        target_samples(X, np.zeros((2, 70)), NUMBERS),
        None,
        ("y1", "y2"),
        INPUTS,
    )
    assert found(Trainer(experiment, still)) == LargestRate(None, False)


def test_that_it_can_be_broken_off() -> None:
    def stop(done: int, total: int) -> None:
        raise Cancelled

    for hidden in ((), (3,)):
        trainer = Trainer(replace(SQUARED, network=NetworkSettings(hidden=hidden)), NUMBERS_DATA)
        with pytest.raises(Cancelled):
            largest_rate(trainer, stop)


def test_that_a_rate_does_not_work_which_first_throws_the_cost_high_and_kills_the_units() -> None:
    far = Dataset(
        target_samples(100 * X, NUMBERS_DATA.train.Y, NUMBERS), None, ("y1", "y2"), INPUTS
    )
    network = NetworkSettings(hidden=(6,), activation="relu")
    rate = found(Trainer(replace(SQUARED, network=network), far)).rate
    assert rate is not None
    training = replace(SQUARED.training, learning_rate=0.9 * rate, iterations=50)
    trainer = Trainer(replace(SQUARED, network=network, training=training), far)
    first = trainer.score_train().cost
    trainer.step(50)
    assert trainer.history.train_cost.curve().values.max() <= 2 * first
