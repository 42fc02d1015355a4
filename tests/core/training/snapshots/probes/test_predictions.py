"""Facts about the answers to every sample: counted as another library counts, surest first."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.load import load
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.training.run import run
from core.training.snapshots.probes.predictions import AllPredictions, Predictions
from core.training.snapshots.snapshot import State
from core.training.snapshots.snapshotter import Snapshotter
from core.training.trainer import Trainer
from core.training.worker.runner import Runner
from tests.core.training.conftest import wait_for_snapshot

DIGITS = Experiment(
    data=DataSettings(kind="digits", samples=300, test_share=0.3),
    network=NetworkSettings(hidden=(12,)),
    training=TrainingSettings(iterations=40, learning_rate=0.5),
)
MOONS = Experiment(
    data=DataSettings(kind="moons", samples=80, test_share=0.25),
    training=TrainingSettings(iterations=30),
)


def judged(trainer: Trainer) -> AllPredictions:
    return (
        Snapshotter(trainer, run=1)
        .take(State.FINISHED, 0.0, 0.0, ["predictions"])
        .probes["predictions"]
    )


@pytest.fixture(params=[DIGITS, MOONS], ids=["ten classes", "two classes"])
def trainer(request: pytest.FixtureRequest) -> Trainer:
    return run(request.param, load(request.param.data))


def _answers(trainer: Trainer, X: np.ndarray) -> np.ndarray:
    A = trainer.network.forward(trainer.parameters, X).A[-1]
    return np.vstack([1 - A, A]) if len(A) == 1 else A


def test_that_the_counts_are_those_of_another_library(trainer: Trainer) -> None:
    from sklearn.metrics import confusion_matrix  # takes seconds, in every worker

    classes = range(len(trainer.dataset.classes))
    both = judged(trainer)
    for found, samples in ((both.train, trainer.dataset.train), (both.test, trainer.dataset.test)):
        expected = _answers(trainer, samples.X)
        oracle = confusion_matrix(samples.labels, expected.argmax(axis=0), labels=classes)
        assert np.array_equal(found.confusion(len(classes)), oracle)
        np.testing.assert_allclose(found.probability, expected.max(axis=0), rtol=0, atol=1e-12)


def test_that_the_right_answers_are_the_accuracy_that_was_measured(trainer: Trainer) -> None:
    both = judged(trainer)
    assert both.train.right / both.train.samples.m == trainer.score_train().accuracy
    assert both.test.right / both.test.samples.m == trainer.score_test().accuracy


def test_that_the_span_gives_the_answers_of_the_whole_weights() -> None:
    wide = Experiment(
        data=DataSettings(kind="shapes", samples=30, size=12, test_share=0.3),
        training=TrainingSettings(iterations=60, learning_rate=0.1),
    )
    found = []
    for parametrisation in ("span", "direct"):
        experiment = replace(wide, training=replace(wide.training, parametrisation=parametrisation))
        found.append(judged(run(experiment, load(experiment.data))))
    for part in ("train", "test"):
        span, direct = (getattr(one, part) for one in found)
        assert np.array_equal(span.answered, direct.answered)
        np.testing.assert_allclose(span.probability, direct.probability, rtol=0, atol=1e-9)


@pytest.fixture
def six() -> Predictions:
    """Six samples of two classes: three wrong, of which number 4 is the surest."""
    dataset = load(DataSettings(kind="moons", samples=6))
    labels, answered = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 1, 0, 0, 0, 1])
    probability = np.array([0.9, 0.6, 0.7, 0.55, 0.99, 0.8])
    return Predictions(dataset.train, labels, answered, probability, 0.5)


def test_that_mistakes_come_with_the_surest_first(six: Predictions) -> None:
    assert six.mistakes().tolist() == [4, 1, 3]
    assert six.cell(1, 0).tolist() == [4, 3]


def test_that_the_most_frequent_mistakes_are_known(six: Predictions) -> None:
    assert six.frequent(2, 5) == [(1, 0), (0, 1)]
    assert six.frequent(2, 1) == [(1, 0)]


def test_that_right_answers_come_with_the_least_sure_first(six: Predictions) -> None:
    assert six.cell(0, 0).tolist() == [2, 0]


def test_that_nothing_in_the_answers_can_be_written_to(trainer: Trainer) -> None:
    found = judged(trainer).train
    arrays = (found.labels, found.answered, found.probability, found.samples.X)
    assert not any(array.flags.writeable for array in arrays)


def test_that_answers_follow_a_run_and_end_with_its_last_weights(runner: Runner) -> None:
    runner.set_probes(frozenset({"predictions"}))
    runner.submit(DIGITS, train=True)
    last = wait_for_snapshot(runner, lambda p: p.state is State.FINISHED)
    assert last.inside == last.iteration == 40
    right = last.probes["predictions"].train.right
    assert right / last.train_count == last.train_accuracy.values[-1]
