"""Facts about findings: a real small run makes each happen; a healthy one has none."""

import pytest

from core.data.load import load
from core.experiment import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.training.camera import final_findings
from core.training.run import run

MOONS = DataSettings(kind="moons", samples=60)
LEARNING = TrainingSettings(learning_rate=0.3, iterations=300)


def _found(network: NetworkSettings, training: TrainingSettings = LEARNING) -> dict[str, int]:
    trainer = run(Experiment(data=MOONS, network=network, training=training), load(MOONS))
    return {finding.key: finding.layer for finding in final_findings(trainer)}


def test_that_a_healthy_run_has_no_findings() -> None:
    assert _found(NetworkSettings(hidden=(6,), activation="tanh")) == {}


@pytest.mark.parametrize("start", ["zeros", "constant"])
def test_that_equal_units_are_symmetric(start: str) -> None:
    network = NetworkSettings(hidden=(4,), activation="tanh", initialisation=start)
    assert _found(network)["symmetric_units"] == 1


@pytest.mark.parametrize("name", ["tanh", "sigmoid"])
def test_that_large_starting_weights_saturate(name: str) -> None:
    network = NetworkSettings(hidden=(9,) * 3, activation=name, initialisation="normal", scale=10.0)
    assert "saturated_units" in _found(network, TrainingSettings(iterations=1))


def test_that_units_pushed_below_zero_are_dead() -> None:
    network = NetworkSettings(hidden=(8,), activation="relu", initialisation="normal", scale=3.0)
    assert _found(network, TrainingSettings(learning_rate=30.0, iterations=50))["dead_units"] == 1


def test_that_a_rate_of_1000_diverges_and_says_when() -> None:
    network = NetworkSettings(hidden=(5, 5), activation="identity")
    training = TrainingSettings(learning_rate=1000.0, iterations=500)
    trainer = run(Experiment(data=MOONS, network=network, training=training), load(MOONS))
    (finding,) = final_findings(trainer)
    assert finding.key == "diverged"
    assert str(trainer.iteration) in finding.sentence()


def test_that_zero_weights_in_every_layer_are_no_better_than_the_largest_class() -> None:
    network = NetworkSettings(hidden=(4,), activation="relu", initialisation="zeros")
    assert "no_better_than_largest_class" in _found(network)


def test_that_many_layers_of_small_weights_hardly_move() -> None:
    network = NetworkSettings(hidden=(4,) * 8, activation="tanh", scale=0.1)
    assert "rate_too_low" in _found(network)
