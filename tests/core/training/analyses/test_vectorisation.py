"""Loops give the numbers of matrices, whatever the network, and stop where they take long."""

import numpy as np
import pytest

from core.data.load import load
from core.errors import Cancelled, LayerbenchError
from core.experiment.settings import DataSettings, NetworkSettings
from core.interruption import interruptible
from core.network.activations import ACTIVATIONS
from core.network.initialisers import initial_parameters
from core.network.losses import LOSSES, loss
from core.network.network import Network
from core.network.parameters import Parameters
from core.training.analyses import vectorisation
from core.training.analyses.vectorisation import (
    Vectorisation,
    describe,
    measure_course_example,
    measure_vectorisation,
)

POINTS = load(DataSettings(kind="circles", samples=12))
DIGITS = load(DataSettings(kind="digits", samples=20))
NUMBERS = load(DataSettings(kind="houses", samples=12))


@pytest.fixture(autouse=True)
def _no_repeats(monkeypatch) -> None:
    """One call is as right as many, and no clock decides how many samples are passed."""
    monkeypatch.setattr(vectorisation, "REPEATED", 0.0)
    monkeypatch.setattr(vectorisation, "LONGEST", np.inf)


def measure(dataset, hidden=(), activation="tanh", name="cross_entropy") -> Vectorisation:
    """Measure a network of drawn weights and biases."""
    settings = NetworkSettings(hidden=hidden, activation=activation, leak=0.2)
    sizes = (dataset.inputs.count, *hidden, len(dataset.train.Y))
    network = Network(sizes, settings.activation_rows, loss(name, dataset.targets.name))
    parameters = initial_parameters(sizes, "xavier", 1.0, 3)
    for b in parameters.b:
        b[...] = 0.1 * np.random.RandomState(len(b)).randn(*b.shape)
    return measure_vectorisation(settings, network, parameters, dataset)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_that_loops_give_the_gradient_of_every_activation(activation: str) -> None:
    measured = measure(POINTS, (4, 3), activation)
    assert measured.difference < 1e-12
    assert measured.forward.looped == measured.product.looped == measured.samples == 12
    assert measured.multiplications == 4 * 2 * 12


@pytest.mark.parametrize(
    ("dataset", "name"),
    [
        (dataset, name)
        for dataset in (POINTS, DIGITS, NUMBERS)
        for name, row in LOSSES.items()
        if dataset.targets.name in row.outputs
    ],
    ids=lambda part: part if isinstance(part, str) else f"{len(part.train.Y)} {part.targets.name}",
)
def test_that_loops_give_the_gradient_of_every_loss(dataset, name: str) -> None:
    measured = measure(dataset, (5,), "relu", name)
    assert measured.difference < 1e-12
    assert measured.is_equal


def test_that_the_loops_own_numbers_are_compared(monkeypatch) -> None:
    # A network whose backward forgets 1/m is found out.
    right = Network.backward

    def wrong(self, parameters, forward_pass, *others):
        passed = right(self, parameters, forward_pass, *others)
        passed.gradients.flat[:] *= forward_pass.m
        return passed

    monkeypatch.setattr(Network, "backward", wrong)
    measured = measure(POINTS, (4,))
    assert measured.difference == pytest.approx(11 / 12)
    assert "differ by up to 9e-01" in str(describe(measured)[-1])


def test_that_loops_which_take_long_pass_a_share_and_the_rest_is_reckoned(monkeypatch) -> None:
    monkeypatch.setattr(vectorisation, "LONGEST", 0.0)
    monkeypatch.setattr(vectorisation, "COURSE_INPUTS", 6)
    told: list[tuple[int, int]] = []
    measured = measure_course_example(lambda done, total: told.append((done, total)))
    assert (measured.forward.looped, measured.product.looped, measured.samples) == (1, 1, 209)
    assert measured.forward.all_loop_seconds == pytest.approx(209 * measured.forward.loop_seconds)
    assert measured.difference < 1e-12
    assert told == [(1, 209), (1, 209), (209, 209)]
    words = " ".join(map(str, describe(measured)))
    assert "they passed 1, and their times for all 209 are reckoned" in words
    assert "1 x 6 x 209 = 1,254" in words
    assert "are equal" in words


def test_that_samples_of_very_many_numbers_are_not_all_taken(monkeypatch) -> None:
    monkeypatch.setattr(vectorisation, "MOST_NUMBERS", 10)
    measured = measure(POINTS)
    assert (measured.samples, measured.all_samples) == (5, 12)
    assert "the first 5 of 12 samples" in str(describe(measured)[0])


def test_that_weights_which_are_too_many_for_lists_are_refused() -> None:
    settings = NetworkSettings(hidden=(3000, 3000), activation="relu")
    network = Network((2, 3000, 3000, 1), settings.activation_rows, loss("cross_entropy"))
    parameters = Parameters(network.sizes)
    with pytest.raises(LayerbenchError, match="9,015,001 weights"):
        measure_vectorisation(settings, network, parameters, POINTS)


def test_that_it_is_broken_off_within_a_sample_of_long_rows() -> None:
    def stop() -> None:
        raise Cancelled

    with interruptible(stop), pytest.raises(Cancelled):
        measure_course_example()
