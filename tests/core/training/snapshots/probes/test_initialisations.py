"""Starts side by side: what is shown is what such a network really does before its first update."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.load import load
from core.experiment.settings import DataSettings, Experiment, NetworkSettings
from core.training.snapshots.probes.initialisations import BESIDE, GIVEN, Initialisations
from core.training.snapshots.snapshot import State
from core.training.snapshots.snapshotter import Snapshotter
from core.training.trainer import Trainer

DATA = DataSettings(kind="digits", samples=100)
LOADED = load(DATA)


def seen(network: NetworkSettings) -> tuple[Trainer, Initialisations]:
    trainer = Trainer(Experiment(data=DATA, network=network), LOADED)
    return trainer, Snapshotter(trainer, 1).take(State.READY, 0, 0, ["initialisations"]).probes[
        "initialisations"
    ]


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "leaky_relu", "identity"])
def test_that_the_own_start_is_the_network_at_iteration_0(activation: str) -> None:
    trainer, starts = seen(NetworkSettings(hidden=(6, 4), activation=activation, scale=0.5))
    made = trainer.network.forward(trainer.parameters, trainer.train[0])
    assert starts.own.cost == pytest.approx(trainer.network.cost(made, trainer.train[1]))
    for layer, A in zip(starts.own.layers, made.A[1:], strict=True):
        assert layer.spread == pytest.approx(A.std())
        assert layer.shares.sum() == pytest.approx(1)
        assert (layer.least, layer.most) == pytest.approx((A.min(), A.max()))


def test_that_the_gradient_of_the_output_is_the_error_of_a_sample() -> None:
    trainer, starts = seen(NetworkSettings(hidden=(6,)))
    made = trainer.network.forward(trainer.parameters, trainer.train[0])
    error = made.A[-1] - trainer.train[1]
    assert starts.own.layers[-1].slope == pytest.approx(np.sqrt(np.mean(error**2)))


def test_that_zeros_send_no_gradient_back_and_large_weights_a_large_one() -> None:
    _, starts = seen(NetworkSettings(hidden=(6, 4), activation="relu"))
    by_name = dict(zip(BESIDE, starts.beside, strict=True))
    assert [layer.slope for layer in by_name["zeros", 1.0].layers[:-1]] == [0, 0]
    slopes = {key: start.layers[0].slope for key, start in by_name.items()}
    assert slopes["normal", 0.01] < slopes["scaled", 1.0] < slopes["normal", 10.0]


def test_that_only_the_own_start_is_made_again_when_the_scale_moves() -> None:
    _, first = seen(NetworkSettings(hidden=(6,), scale=1.0, initialisation="normal"))
    _, then = seen(NetworkSettings(hidden=(6,), scale=2.0, initialisation="normal"))
    assert all(a is b for a, b in zip(first.beside, then.beside, strict=True))
    assert first.own is not then.own


def test_that_another_activation_has_other_starts() -> None:
    base = NetworkSettings(hidden=(6,), activation="tanh")
    _, first = seen(base)
    _, then = seen(replace(base, activation="relu"))
    assert all(a is not b for a, b in zip(first.beside, then.beside, strict=True))


def test_that_given_weights_are_the_own_start_in_place_of_drawn_ones() -> None:
    experiment = Experiment(data=DATA, network=NetworkSettings(hidden=(6,), scale=0.5))
    given = Trainer(experiment, LOADED).parameters.copy()
    given.flat[...] *= 3
    trainer = Trainer(experiment, LOADED, first_weights=given.read_only())
    trainer.step(5)
    taken = Snapshotter(trainer, 1).take(State.PAUSED, 0, 0, ["initialisations"])
    own = taken.probes["initialisations"].own
    made = trainer.network.forward(given, trainer.train[0])
    assert own.initialisation == GIVEN
    assert own.cost == pytest.approx(trainer.network.cost(made, trainer.train[1]))
