"""Many hands make light work, and come to the same bits as one."""

import threading
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.dataset import Dataset, Samples
from core.experiment.inputs import NumberInputs
from core.experiment.settings import Experiment, NetworkSettings, TrainingSettings
from core.network.optimisers import OPTIMISERS
from core.network.parallel import SERIAL, Executor, split_range
from core.network.targets import CLASSES
from core.training.compute_threads import ComputeThreads
from core.training.trainer import Trainer

HANDS = {count: ComputeThreads(count) for count in range(1, 6)}
THREE = HANDS[3]
N, M, BATCH, HIDDEN = 12_288, 120, 50, (30, 4)


@pytest.fixture(scope="module")
def pictures() -> Dataset:
    random = np.random.RandomState(1)
    labels = random.randint(0, 3, M)
    X = np.asfortranarray(random.rand(N, M))
    inputs = NumberInputs(tuple(map(str, range(N))))
    return Dataset(Samples(X, CLASSES.encode(labels, 3)), None, ("a", "b", "c"), inputs)


def trained(dataset: Dataset, executor: Executor, optimiser: str, batch: int) -> Trainer:
    training = TrainingSettings(
        iterations=4,
        optimiser=optimiser,
        batch_size=batch,
        learning_rate=0.01,
        parametrisation="direct",
    )
    network = NetworkSettings(hidden=HIDDEN, activation="tanh")
    trainer = Trainer(Experiment(network=network, training=training), dataset, executor=executor)
    while not trainer.finished:
        trainer.step()
    return trainer


@pytest.mark.parametrize("batch", [0, BATCH])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_that_three_hands_come_to_the_bits_of_one(
    pictures: Dataset, optimiser: str, batch: int
) -> None:
    alone, shared = (trained(pictures, executor, optimiser, batch) for executor in (SERIAL, THREE))
    assert np.isfinite(alone.parameters.flat).all()
    assert alone.parameters.flat.tobytes() == shared.parameters.flat.tobytes()
    costs = [trainer.history.train_cost.curve().values for trainer in (alone, shared)]
    assert costs[0].tobytes() == costs[1].tobytes()


@given(st.integers(1, 5), st.integers(1, 8))
def test_that_every_piece_is_done_once(count: int, pieces: int) -> None:
    done: Counter[int] = Counter()
    HANDS[count].map(lambda piece: done.update([piece.start]), split_range(1000, pieces))
    assert done == Counter(piece.start for piece in split_range(1000, pieces))


def test_that_pieces_are_worked_on_at_once() -> None:
    together = threading.Barrier(3, timeout=60)
    THREE.map(lambda _: together.wait(), split_range(3, 3))
    assert not together.broken


def test_that_the_number_of_threads_may_change_between_two_updates() -> None:
    changing = ComputeThreads(1)
    for count in (1, 3, 2, 4):
        changing.count = count
        together = threading.Barrier(count, timeout=60)
        changing.map(lambda _, gate=together: gate.wait(), split_range(count, count))
        assert not together.broken


def test_that_one_who_waits_for_a_busy_hand_does_the_work_itself() -> None:
    two, done = ComputeThreads(2), []
    two.map(lambda _: two.map(done.append, split_range(4, 4)), split_range(2, 2))
    assert len(done) == 8


def test_that_a_failure_in_any_piece_comes_to_the_caller_and_hands_work_on() -> None:
    for bad in range(3):
        with pytest.raises(ZeroDivisionError):
            THREE.map(lambda piece, bad=bad: 1 / (piece.start - bad), split_range(3, 3))
    done: list[slice] = []
    THREE.map(done.append, split_range(8, 8))
    assert sorted(piece.start for piece in done) == list(range(8))


def test_that_hands_take_an_overflow_as_the_caller_does() -> None:
    together, seen = threading.Barrier(3, timeout=60), []

    def look(_: slice) -> None:
        together.wait()
        seen.append(np.geterr()["over"])

    with np.errstate(over="ignore"):
        THREE.map(look, split_range(3, 3))
    with np.errstate(over="raise"):
        THREE.map(look, split_range(3, 3))
    assert seen == ["ignore"] * 3 + ["raise"] * 3
