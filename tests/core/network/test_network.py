"""Facts about the network: its gradients against finite differences, its memory."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from core.network.activations import ACTIVATIONS
from core.network.initialisers import initial_parameters
from core.network.losses import LOSSES
from core.network.network import Network
from core.network.parameters import Parameters

STEP = 1e-5
HIDDEN = [(), (5,), (4, 3), (3,) * 8]


def _network(hidden: tuple[int, ...], name: str, outputs: int) -> Network:
    return Network(
        (4, *hidden, outputs), [ACTIVATIONS[name]] * len(hidden), LOSSES["cross_entropy"]
    )


def _samples(outputs: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.RandomState(7)
    X = np.asfortranarray(generator.randn(4, 6))
    labels = np.arange(6) % max(outputs, 2)
    Y = labels.reshape(1, -1) * 1.0 if outputs == 1 else np.eye(outputs)[:, labels]
    return X, np.asfortranarray(Y)


@pytest.mark.parametrize(("hidden", "name", "outputs"), [*product(HIDDEN, ACTIVATIONS, [1, 3])])
def test_that_every_gradient_is_the_finite_difference(
    hidden: tuple[int, ...], name: str, outputs: int
) -> None:
    network, (X, Y) = _network(hidden, name, outputs), _samples(outputs)
    parameters = initial_parameters(network.sizes, "he", 1.0, 3)
    # Random biases: with zero ones a dead unit would sit exactly on the kink of ReLU.
    for b in parameters.b:
        b[...] = np.random.RandomState(9).randn(*b.shape) * 0.5
    gradients = network.backward(parameters, network.forward(parameters, X), Y).gradients
    numeric = np.array(
        [_slope(network, parameters, X, Y, place) for place in range(parameters.flat.size)]
    )
    apart = np.linalg.norm(gradients.flat - numeric)
    assert apart / (np.linalg.norm(gradients.flat) + np.linalg.norm(numeric)) < 1e-6


def _slope(
    network: Network, parameters: Parameters, X: np.ndarray, Y: np.ndarray, place: int
) -> float:
    costs = []
    for sign in (1, -1):
        moved = parameters.copy()
        moved.flat[place] += sign * STEP
        costs.append(network.cost(network.forward(moved, X), Y))
    return (costs[0] - costs[1]) / (2 * STEP)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_that_biases_of_0_leave_units_unlike_and_weights_of_0_give_all_one_gradient(
    name: str,
) -> None:
    network, (X, Y) = _network((4, 3), name, 1), _samples(1)
    for rule, kinds in (("he", (4, 3)), ("zeros", (1, 1))):
        parameters = initial_parameters(network.sizes, rule, 1.0, 3)
        assert not any(b.any() for b in parameters.b)
        gradients = network.backward(parameters, network.forward(parameters, X), Y).gradients
        rows = [np.hstack(part) for part in zip(gradients.W, gradients.b, strict=True)][:2]
        assert tuple(len(np.unique(row, axis=0)) for row in rows) == kinds


def test_that_a_second_forward_does_not_disturb_the_first() -> None:
    network, (X, _) = _network((5,), "tanh", 1), _samples(1)
    parameters = initial_parameters(network.sizes, "he", 1.0, 3)
    forward_pass = network.forward(parameters, X)
    before = [A.copy() for A in forward_pass.A]
    network.forward(parameters, X[:, :2])
    assert all(np.array_equal(A, B) for A, B in zip(forward_pass.A, before, strict=True))


def test_that_identity_layers_collapse_into_one_linear_map() -> None:
    network, (X, _) = _network((6, 5), "identity", 1), _samples(1)
    parameters = initial_parameters(network.sizes, "he", 1.0, 3)
    linear_map = parameters.W[2] @ parameters.W[1] @ parameters.W[0]
    assert network.forward(parameters, X).Z[-1] == pytest.approx(linear_map @ X)


def _course_s_check(doctor: Callable[[Parameters], None]) -> float:
    """Return the course's relative difference for [4, 5, 3, 1], step 1e-7, all from seed 1.

    Most of the right gradient's number is rounding in the course's own cost, log(A), which
    is why it is used here; with the cost from Z the difference is a hundred times smaller.
    `doctor` may spoil the gradient.
    """
    generator = np.random.RandomState(1)
    X = np.asfortranarray(generator.randn(4, 3))
    parameters = Parameters((4, 5, 3, 1))
    for W, b in zip(parameters.W, parameters.b, strict=True):
        W[...] = generator.randn(*W.shape)
        b[...] = generator.randn(*b.shape)
    Y = np.array([[1.0, 1.0, 0.0]])
    network = Network(parameters.sizes, [ACTIVATIONS["relu"]] * 2, LOSSES["cross_entropy"])
    gradients = network.backward(parameters, network.forward(parameters, X), Y).gradients
    doctor(gradients)
    numeric = np.empty(parameters.flat.size)
    for place in range(numeric.size):
        costs = []
        for sign in (1, -1):
            moved = parameters.copy()
            moved.flat[place] += sign * 1e-7
            A = network.forward(moved, X).A[-1]
            costs.append(-np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / 3)
        numeric[place] = (costs[0] - costs[1]) / 2e-7
    apart = np.linalg.norm(gradients.flat - numeric)
    return float(apart / (np.linalg.norm(gradients.flat) + np.linalg.norm(numeric)))


def test_that_the_course_s_gradient_check_gives_its_number() -> None:
    assert _course_s_check(lambda gradients: None) == pytest.approx(1.1890913e-07, rel=0.05)


def test_that_the_course_s_spoilt_gradient_gives_its_number() -> None:
    """Published for dW2 doubled and db1 multiplied by 4 on purpose."""

    def spoil(gradients: Parameters) -> None:
        gradients.W[1][...] *= 2
        gradients.b[0][...] *= 4

    assert _course_s_check(spoil) == pytest.approx(0.28509316, abs=1e-7)
