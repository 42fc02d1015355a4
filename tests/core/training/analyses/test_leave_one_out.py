"""What a sample taught is exact: it equals training without it from scratch, by a program apart."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.dataset import Dataset, samples
from core.data.load import load
from core.data.sample import Sample
from core.errors import LayerbenchError
from core.experiment.inputs import NumberInputs
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.training.analyses.leave_one_out import LeaveOneOut, LeaveOneOutResults
from core.training.trainer import Trainer
from core.training.worker.events import LeftOutTrained
from core.training.worker.runner import Runner
from tests.core.training.conftest import wait_for_event

M, N, UPDATES, RATE = 12, 30, 40, 0.3
RANDOM = np.random.RandomState(4)
X, LABELS = RANDOM.randn(N, M + 3), np.array([0, 1, 1] * 5)
INPUTS = NumberInputs(names=tuple(f"x{number}" for number in range(N)))
TRAIN, TEST = samples(X[:, :M], LABELS[:M], 2), samples(X[:, M:], LABELS[M:], 2)
DATA = Dataset(TRAIN, TEST, ("non-cat", "cat"), INPUTS)
LOGISTIC = Experiment(
    network=NetworkSettings(hidden=(), initialisation="zeros"),
    training=TrainingSettings(learning_rate=RATE, iterations=UPDATES),
)


def left_out(
    experiment: Experiment, dataset: Dataset, sample: Sample, updates: int = UPDATES
) -> LeaveOneOutResults:
    runs = LeaveOneOut(experiment, dataset, sample, updates)
    while runs.done < runs.total:
        runs.advance()
    results = runs.results()
    assert results is not None
    return results


def logistic_regression(X: np.ndarray, Y: np.ndarray, x: np.ndarray) -> float:
    """The course's logistic regression, written out, from weights of 0."""
    w, b = np.zeros((len(X), 1)), 0.0
    for _ in range(UPDATES):
        A = 1 / (1 + np.exp(-(w.T @ X + b)))
        w -= RATE * X @ (A - Y).T / X.shape[1]
        b -= RATE * float(np.mean(A - Y))
    return 1 / (1 + np.exp(-(float(w[:, 0] @ x) + b)))


@pytest.mark.parametrize("way", ["span", "direct"])
def test_that_it_is_what_training_from_scratch_gives(way: str) -> None:
    training = replace(LOGISTIC.training, parametrisation=way)
    found = left_out(replace(LOGISTIC, training=training), DATA, Sample(number=1, test=True))
    p = logistic_regression(X[:, :M], LABELS[:M], X[:, M + 1])
    assert found.with_all == pytest.approx(p if found.answered else 1 - p, abs=1e-9)
    for number in range(M):
        kept = np.arange(M) != number
        p = logistic_regression(X[:, :M][:, kept], LABELS[:M][kept], X[:, M + 1])
        assert found.without[number] == pytest.approx(p if found.answered else 1 - p, abs=1e-9)
        assert found.flipped[number] == ((p > 0.5) != bool(found.answered))
    np.testing.assert_allclose(found.changes, found.with_all - found.without)


def test_that_batches_and_a_hidden_layer_give_what_a_run_without_the_sample_gives() -> None:
    points = load(DataSettings(kind="moons", samples=8))
    training = TrainingSettings(iterations=30, batch_size=3)
    experiment = Experiment(network=NetworkSettings(hidden=(3,)), training=training)
    found = left_out(experiment, points, Sample(number=2), updates=20)
    kept = [number for number in range(8) if number != 5]
    train = samples(np.array(points.train.X)[:, kept], points.train.labels[kept], 2)
    trainer = Trainer(experiment, Dataset(train, None, points.classes, points.inputs))
    trainer.step(20)
    forward_pass = trainer.network.forward(trainer.parameters, points.train.X[:, 2:3])
    p = float(forward_pass.A[-1][0, 0])
    assert found.without[5] == (p if found.answered else 1 - p)


def test_that_numbers_are_refused() -> None:
    with pytest.raises(LayerbenchError, match="one class of several"):
        LeaveOneOut(LOGISTIC, load(DataSettings(kind="wave", samples=9)), Sample(), 2)


def test_that_the_worker_tells_of_each_and_can_be_stopped(runner: Runner) -> None:
    data = DataSettings(kind="moons", samples=6)
    runner.submit(Experiment(data=data, training=TrainingSettings(iterations=5)))
    runner.train_without_each()
    first = wait_for_event(runner, LeftOutTrained)
    assert first.results is not None
    assert not first.over
    assert (first.results.done, first.results.total) == (0, 6)
    last = wait_for_event(runner, LeftOutTrained)
    while not last.over:
        last = wait_for_event(runner, LeftOutTrained)
    assert last.results is not None
    assert np.isfinite(last.results.without).all()

    runner.submit(Experiment(data=data, training=TrainingSettings(iterations=10_000_000)))
    runner.train_without_each()
    runner.end_repeated()
    stopped = wait_for_event(runner, LeftOutTrained)
    assert stopped.over
    assert stopped.results is None
