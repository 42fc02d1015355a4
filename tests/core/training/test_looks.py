"""Looks into the network: what they show is what the trainer has, and they are made on demand."""

import numpy as np
import pytest

from core.data.load import load
from core.experiment import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.training.camera import Camera
from core.training.looks.table import LOOKS
from core.training.snapshot import Snapshot, State
from core.training.trainer import Trainer


def trainer_of(way: str = "direct") -> Trainer:
    """A few steps of a network on small pictures, fewer than they have pixels."""
    experiment = Experiment(
        data=DataSettings(kind="digits", samples=30),
        network=NetworkSettings(hidden=(4,), activation="tanh"),
        training=TrainingSettings(iterations=10, way=way),
    )
    trainer = Trainer(experiment, load(experiment.data, lambda done, total: None))
    for _ in range(3):
        trainer.step()
    return trainer


def shot(trainer: Trainer, *wanted: str) -> Snapshot:
    return Camera(trainer, 1).take(State.PAUSED, 1.0, 1.0, wanted)


def test_that_a_snapshot_holds_only_the_looks_that_are_wanted() -> None:
    trainer = trainer_of()
    assert not shot(trainer).looks
    for name in LOOKS:
        assert list(shot(trainer, name).looks) == [name]


@pytest.mark.parametrize("way", ["direct", "span"])
def test_that_the_weights_seen_are_those_of_the_run(way: str) -> None:
    trainer = trainer_of(way)
    seen = shot(trainer, "weights").looks["weights"]
    for W, own in zip(seen.W, trainer.parameters.W, strict=True):
        np.testing.assert_array_equal(W, own)
        assert not W.flags.writeable


@pytest.mark.parametrize("way", ["direct", "span"])
def test_that_weights_once_seen_never_change(way: str) -> None:
    trainer = trainer_of(way)
    seen = shot(trainer, "weights").looks["weights"].W[0]
    before = seen.copy()
    trainer.step()
    np.testing.assert_array_equal(seen, before)
    assert np.abs(trainer.parameters.W[0] - before).max() > 0


def test_that_the_samples_shown_can_be_found_in_the_data() -> None:
    trainer = trainer_of()
    picture = shot(trainer)
    train = picture.dataset.train
    np.testing.assert_array_equal(train.labels[picture.shown], picture.sample_labels)
    assert picture.inside == 3
