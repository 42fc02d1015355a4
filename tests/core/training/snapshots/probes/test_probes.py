"""Looks into the network: what they show is what the trainer has, and they are made on demand."""

import numpy as np
import pytest

from core.data.load import load
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.training.snapshots.probes.gradients import gradients_of
from core.training.snapshots.probes.registry import PROBES
from core.training.snapshots.snapshot import Snapshot, State
from core.training.snapshots.snapshotter import Snapshotter
from core.training.trainer import Trainer


def trainer_of(parametrisation: str = "direct", l2: float = 0.0) -> Trainer:
    """A few steps of a network on small pictures, fewer than they have pixels."""
    experiment = Experiment(
        data=DataSettings(kind="digits", samples=30),
        network=NetworkSettings(hidden=(4,), activation="tanh"),
        training=TrainingSettings(iterations=10, parametrisation=parametrisation, l2=l2),
    )
    trainer = Trainer(experiment, load(experiment.data, lambda done, total: None))
    for _ in range(3):
        trainer.step()
    return trainer


def shot(trainer: Trainer, *wanted: str) -> Snapshot:
    return Snapshotter(trainer, 1).take(State.PAUSED, 1.0, 1.0, wanted)


def test_that_a_snapshot_holds_only_the_looks_that_are_wanted() -> None:
    trainer = trainer_of()
    assert not shot(trainer).probes
    for name in PROBES:
        assert list(shot(trainer, name).probes) == [name]


@pytest.mark.parametrize("parametrisation", ["direct", "span"])
def test_that_the_weights_seen_are_those_of_the_run(parametrisation: str) -> None:
    trainer = trainer_of(parametrisation)
    seen = shot(trainer, "weights").probes["weights"]
    for W, own in zip(seen.W, trainer.parameters.W, strict=True):
        np.testing.assert_array_equal(W, own)
        assert not W.flags.writeable


@pytest.mark.parametrize("parametrisation", ["direct", "span"])
def test_that_weights_once_seen_never_change(parametrisation: str) -> None:
    trainer = trainer_of(parametrisation)
    seen = shot(trainer, "weights").probes["weights"].W[0]
    before = seen.copy()
    trainer.step()
    np.testing.assert_array_equal(seen, before)
    assert np.abs(trainer.parameters.W[0] - before).max() > 0


@pytest.mark.parametrize("l2", [0.0, 3.0])
@pytest.mark.parametrize("parametrisation", ["direct", "span"])
def test_that_the_gradient_seen_is_the_one_that_the_next_update_follows(
    parametrisation: str, l2: float
) -> None:
    trainer = trainer_of(parametrisation, l2)
    seen = gradients_of(Snapshotter(trainer, 1).network_state())
    before = trainer.parameters.copy()
    trainer.step()
    for dW, W, after in zip(seen.W, before.W, trainer.parameters.W, strict=True):
        np.testing.assert_allclose(dW, (W - after) / trainer.rate, rtol=1e-6, atol=1e-12)


def test_that_gradients_are_counted_by_their_size() -> None:
    trainer = trainer_of()
    seen = shot(trainer, "gradients").probes["gradients"]
    whole = gradients_of(Snapshotter(trainer, 1).network_state()).W[0]
    counted, _ = np.histogram(np.log10(np.abs(whole[whole != 0])), seen.edges)
    np.testing.assert_allclose(seen.shares[0] * whole.size, counted, atol=1e-9)
    # The corners of the digits are white on every picture.
    assert seen.zero[0] == np.mean(whole == 0) > 0
    assert seen.broken == (0.0, 0.0)
    assert seen.samples == 30


def test_that_the_sums_seen_give_what_the_layers_answer() -> None:
    trainer = trainer_of("span")
    picture = shot(trainer, "preactivations")
    sums, X = picture.probes["preactivations"], trainer.train[0][:, picture.shown]
    parameters = trainer.parameters
    np.testing.assert_allclose(sums.Z[0], parameters.W[0] @ X + parameters.b[0], atol=1e-12)
    np.testing.assert_array_equal(sums.A[0], picture.layers[0].A)
    np.testing.assert_allclose(sums.A[1].sum(axis=0), 1.0)
    assert not any(array.flags.writeable for array in (*sums.Z, *sums.A))


def test_that_the_reach_of_weights_leaves_a_few_out_and_broken_ones_are_counted() -> None:
    trainer = trainer_of()
    W = trainer.parameters.W[0]
    W[:] = 0.5
    W[0, :3] = 100.0, np.nan, np.inf
    seen = shot(trainer, "weights").probes["weights"]
    assert seen.reach[0] == 0.5
    assert seen.broken == (2, 0)


def test_that_the_samples_shown_can_be_found_in_the_data() -> None:
    trainer = trainer_of()
    picture = shot(trainer)
    train = picture.dataset.train
    np.testing.assert_array_equal(train.labels[picture.shown], picture.sample_labels)
    assert picture.inside == 3
