"""The least cost is that of NumPy's and scikit-learn's least squares, and descent ends there."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from core.data.dataset import Dataset, samples, target_samples
from core.errors import Cancelled
from core.experiment.inputs import NumberInputs
from core.experiment.settings import Experiment, NetworkSettings, TrainingSettings
from core.interruption import interruptible
from core.network.targets import LABELS, NUMBERS, Targets
from core.training.analyses.exact_solution import (
    ExactSolution,
    exact_solution,
    why_no_exact_solution,
)
from core.training.snapshots.snapshot import State
from core.training.snapshots.snapshotter import Depth, Snapshotter
from core.training.trainer import Trainer

LINEAR = NetworkSettings(hidden=(), output="identity")
SQUARED = TrainingSettings(loss="half_squared_error", optimiser="momentum", iterations=3000)


def data(n: int, m: int, targets: Targets = NUMBERS, outputs: int = 2) -> Dataset:
    generator = np.random.RandomState(n + m)
    X = generator.randn(n, m) * np.linspace(0.5, 1.5, n)[:, np.newaxis]
    Y = generator.randn(outputs, n) @ X + 0.3 * generator.randn(outputs, m) + 1
    Y = (Y > 1).astype(float) if targets is LABELS else Y
    return with_samples(X, Y, targets)


def with_samples(X: np.ndarray, Y: np.ndarray, targets: Targets = NUMBERS) -> Dataset:
    names = tuple(f"x{number}" for number in range(len(X)))
    answers = tuple(f"y{number}" for number in range(len(Y)))
    return Dataset(target_samples(X, Y, targets), None, answers, NumberInputs(names=names))


def least_cost(dataset: Dataset) -> float:
    """Half the mean of what scikit-learn's least squares leaves, squared."""
    X, Y = dataset.train.X.T, dataset.train.Y.T
    rest = LinearRegression().fit(X, Y).predict(X) - Y
    return float(np.square(rest).sum() / (2 * len(X)))


@pytest.mark.parametrize("targets", [NUMBERS, LABELS])
@pytest.mark.parametrize(("n", "m"), [(3, 50), (7, 5000), (40, 41)])
def test_that_the_least_cost_is_that_of_another_library(n: int, m: int, targets: Targets) -> None:
    dataset = data(n, m, targets)
    found = exact_solution(dataset)
    assert found.cost == pytest.approx(least_cost(dataset), rel=1e-9)
    assert (found.equations, found.rank) == (n + 1, n + 1)


@pytest.mark.parametrize(("n", "m"), [(60, 20), (5000, 20)])
def test_that_fewer_samples_than_equations_leave_nothing_and_many_solutions(n: int, m: int) -> None:
    assert exact_solution(data(n, m)) == ExactSolution(0.0, n + 1, m)


@pytest.mark.parametrize(("n", "m"), [(5, 80), (80, 12)])
def test_that_copies_among_features_and_samples_are_no_obstacle(n: int, m: int) -> None:
    one = data(n, m)
    X, Y = np.tile(one.train.X, (2, 2)), np.concatenate([one.train.Y, -one.train.Y], axis=1)
    doubled = with_samples(X, Y)
    design = np.vstack([X, np.ones(2 * m)]).T
    solution, _, rank, _ = np.linalg.lstsq(design, Y.T, rcond=None)
    found = exact_solution(doubled)
    assert found.cost == pytest.approx(np.square(design @ solution - Y.T).sum() / (4 * m))
    assert (found.rank, found.equations) == (rank, 2 * n + 1)


def test_that_descent_ends_at_the_least_cost_and_at_its_weights() -> None:
    dataset = data(4, 60)
    trainer = Trainer(Experiment(network=LINEAR, training=SQUARED), dataset)
    trainer.step(3000)
    other = LinearRegression().fit(dataset.train.X.T, dataset.train.Y.T)
    np.testing.assert_allclose(trainer.parameters.W[0], other.coef_, atol=1e-6)
    np.testing.assert_allclose(trainer.parameters.b[0][:, 0], other.intercept_, atol=1e-6)
    assert trainer.score_train().cost == pytest.approx(exact_solution(dataset).cost, abs=1e-6)


@pytest.mark.parametrize(
    ("network", "training", "reason"),
    [
        ({"hidden": (3,)}, {}, "hidden layers"),
        ({"output": "sigmoid"}, {}, "not linear"),
        ({"output": "relu"}, {}, "not linear"),
        ({"output": "auto"}, {"loss": "cross_entropy"}, "not linear"),
        ({"output": "auto"}, {"loss": "hinge"}, "not linear"),
        ({}, {"l2": 0.1}, "L2 moves"),
    ],
)
def test_that_it_says_why_there_is_none(network: dict, training: dict, reason: str) -> None:
    experiment = Experiment(
        network=NetworkSettings(**({"hidden": (), "output": "identity"} | network)),
        training=TrainingSettings(**({"loss": "half_squared_error"} | training)),
    )
    two_classes = samples(np.eye(2), np.array([0, 1]), 2)
    dataset = Dataset(two_classes, None, ("a", "b"), NumberInputs(names=("x1", "x2")))
    assert reason in str(why_no_exact_solution(experiment, dataset))


def test_that_too_many_equations_are_counted_and_not_solved() -> None:
    experiment = Experiment(network=LINEAR, training=SQUARED)
    assert why_no_exact_solution(experiment, data(20, 5000)) is None
    why = str(why_no_exact_solution(experiment, data(600, 700, outputs=1)))
    assert "601 equations" in why


def test_that_the_work_can_be_broken_off() -> None:
    def stop() -> None:
        raise Cancelled

    dataset = data(5, 9000)
    with pytest.raises(Cancelled), interruptible(stop):
        exact_solution(dataset)
    assert exact_solution(dataset).rank == 6


def test_that_a_snapshot_has_it_once_it_was_worked_out_after_all_else() -> None:
    snapshotter = Snapshotter(Trainer(Experiment(network=LINEAR, training=SQUARED), data(3, 30)), 1)
    assert snapshotter.steps() == (Depth.CHECKED, Depth.SOLVED)
    assert snapshotter.take(State.READY, 0, 0).exact is None
    solved = snapshotter.take(State.READY, 0, 0, depth=Depth.SOLVED).exact
    assert solved == exact_solution(snapshotter.trainer.dataset)
    assert snapshotter.steps() == (Depth.CHECKED,)
    assert snapshotter.take(State.RUNNING, 0, 0).exact == solved
