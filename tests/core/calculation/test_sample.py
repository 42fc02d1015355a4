"""The numbers of one sample, beside plain loops, finite differences and PyTorch's autograd."""

import math
from typing import Any

import numpy as np
import pytest

from core.calculation.sample import SampleCalculation, calculate, largest_terms
from core.network.activations import ACTIVATIONS
from core.network.losses import LOSSES, Loss
from core.network.network import Network
from core.network.parameters import Parameters
from core.network.targets import TARGETS

OUTPUTS = [
    (row.bind(TARGETS[targets], output), units)
    for row in LOSSES.values()
    for targets, outputs in row.outputs.items()
    for output in outputs
    for units in (1, 3)
]
EXACT = 1e-10
FUNCTIONS = {
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": math.tanh,
    "relu": lambda z: max(0.0, z),
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    "elu": lambda z: z if z > 0 else math.exp(z) - 1,
    "identity": lambda z: z,
}


def target(random: np.random.RandomState, loss: Loss, units: int) -> np.ndarray:
    if loss.targets.name == "numbers":
        return random.randn(units)
    if loss.targets.name == "classes" and units > 1:
        return np.eye(units)[random.randint(units)]
    return random.randint(0, 2, units).astype(float)


def random_network(seed: int) -> tuple[Network, Parameters, np.ndarray, np.ndarray]:
    """A network of 0 to 4 hidden layers and a sample; losses and activations take turns."""
    random, names = np.random.RandomState(seed), list(ACTIVATIONS)
    loss, units = OUTPUTS[seed % len(OUTPUTS)]
    hidden = [names[(seed + l) % len(names)] for l in range(random.randint(5))]
    sizes = [random.randint(1, 7), *random.randint(1, 6, len(hidden)), units]
    network = Network(sizes, [ACTIVATIONS[name] for name in hidden], loss)
    parameters = Parameters(network.sizes)
    parameters.flat[:] = random.randn(len(parameters.flat))
    return network, parameters, random.randn(sizes[0]), target(random, loss, units)


def same(found: Any, oracle: Any) -> None:
    np.testing.assert_allclose(found, oracle, EXACT, EXACT)


def check_units(seen: SampleCalculation, oracle: list[dict[str, np.ndarray]]) -> None:
    """Compare every number of every unit with that of an oracle, a dict of arrays a layer."""
    for l, layer in enumerate(oracle, 1):
        for u in range(len(layer["z"])):
            unit = seen.unit(l, u, most=3)
            terms = unit.terms
            same(terms.products.sum() + terms.rest + unit.b, layer["z"][u])
            same([unit.z, unit.a, unit.dz, unit.da], [layer[k][u] for k in ("z", "a", "dz", "da")])
            same(unit.da * unit.slope + unit.by_others, layer["dz"][u])
            same(unit.dw, layer["dw"][u][terms.places])
            if unit.above is not None:
                same(unit.above.products.sum() + unit.above.rest, layer["da"][u])
            assert (unit.above is None) == (l == len(oracle))


def by_loops(network: Network, parameters: Parameters, x: np.ndarray) -> list[list[list[float]]]:
    """z and a of every hidden layer and z of the output, number by number."""
    found, a = [], list(x)
    for l, (W, b) in enumerate(zip(parameters.W, parameters.b, strict=True)):
        z = [
            float(b[i, 0]) + sum(w * v for w, v in zip(W[i], a, strict=True)) for i in range(len(W))
        ]
        if l < len(network.activations):
            a = [FUNCTIONS[network.activations[l].name](value) for value in z]
            found.append([z, a])
        else:
            found.append([z])
    return found


@pytest.mark.parametrize("number", range(len(OUTPUTS)))
def test_that_the_way_forward_is_that_of_plain_loops_and_back_that_of_differences(number) -> None:
    network, parameters, x, y = random_network(number)
    seen = calculate(network, parameters, x, y)
    for layer, numbers in zip(seen.layers, by_loops(network, parameters, x), strict=True):
        for found, oracle in zip((layer.z, layer.a), numbers, strict=False):
            same(found, oracle)

    def loss() -> float:
        forward_pass = network.forward(parameters, x[:, np.newaxis])
        return network.cost(forward_pass, y[:, np.newaxis])

    assert seen.loss == pytest.approx(loss(), rel=1e-12)
    for l in range(1, len(network.sizes)):
        unit = seen.unit(l, 0, most=2)
        for place, slope in zip(unit.terms.places, unit.dw, strict=True):
            w, h = parameters.W[l - 1][0, place], 1e-6
            around = []
            for shifted in (w + h, w - h):
                parameters.W[l - 1][0, place] = shifted
                around.append(loss())
            parameters.W[l - 1][0, place] = w
            assert slope == pytest.approx((around[0] - around[1]) / (2 * h), rel=1e-4, abs=1e-7)


def test_that_every_number_is_that_of_the_automatic_derivative_of_pytorch() -> None:
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    activations = {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
        "leaky_relu": lambda z: functional.leaky_relu(z, 0.01),
        "elu": functional.elu,
        "identity": lambda z: z * 1.0,
    }

    def loss_of(name: str, a: Any, y: Any) -> Any:
        if name == "half_squared_error":
            return ((a - y) ** 2).sum() / 2
        if name == "cross_entropy":
            whole = softmax and len(a) > 1
            return -(y * a.log() + (0 if whole else (1 - y) * (1 - a).log())).sum()
        return torch.relu(float(name == "hinge") - (2 * y - 1) * a).sum()

    for network, parameters, x, y in map(random_network, range(2 * len(OUTPUTS))):
        a, kept = torch.tensor(x), []
        softmax = network.loss.targets.name == "classes"
        for l, (W, b) in enumerate(zip(parameters.W, parameters.b, strict=True)):
            w = torch.tensor(W, requires_grad=True)
            z = w @ a + torch.tensor(b[:, 0])
            if l < len(network.activations):
                a = activations[network.activations[l].name](z)
            elif network.loss.name == "cross_entropy" and softmax and len(z) > 1:
                a = torch.softmax(z, 0)
            else:
                output = network.loss.output_layer(len(z)).name.split()[0]
                a = activations[output](z)
            for part in (z, a):
                part.retain_grad()
            kept.append((w, z, a))
        loss = loss_of(network.loss.name, a, torch.tensor(y))
        loss.backward()
        seen = calculate(network, parameters, x, y)
        same(seen.loss, loss.item())
        check_units(
            seen,
            [
                {
                    "z": z.detach().numpy(),
                    "a": a.detach().numpy(),
                    "dz": z.grad.numpy(),
                    "da": a.grad.numpy(),
                    "dw": w.grad.numpy(),
                }
                for w, z, a in kept
            ],
        )


@pytest.mark.parametrize("number", range(12))
def test_that_what_comes_back_to_a_unit_is_checked_by_differences(number: int) -> None:
    seen = calculate(*random_network(number))
    for layer, here in enumerate(seen.layers, 1):
        for unit in range(len(here.z)):
            found = seen.dz_by_differences(layer, unit)
            assert found == pytest.approx(float(here.back.dz[unit]), rel=1e-5, abs=1e-7)


def test_that_without_a_target_there_is_no_way_back() -> None:
    network, parameters, x, _ = random_network(0)
    unit = calculate(network, parameters, x, None).unit(1, 0, most=5)
    assert (unit.da, unit.dz, unit.dw, unit.above) == (None, None, None, None)
    assert calculate(network, parameters, x, None).dz_by_differences(1, 0) is None


def test_that_the_largest_terms_come_first_and_the_others_are_one_sum() -> None:
    terms = largest_terms(np.array([1.0, -3.0, 0.5, 2.0]), np.array([1.0, 2.0, 1.0, -1.0]), 2)
    assert terms.places.tolist() == [1, 3]
    assert terms.products.tolist() == [-6.0, -2.0]
    assert (terms.rest, terms.left_out) == (1.5, 2)


def test_that_what_matters_most_for_a_sample_is_what_its_answer_is_made_of() -> None:
    network = Network([2, 3, 1], [ACTIVATIONS["identity"]], OUTPUTS[0][0])
    parameters = Parameters(network.sizes)
    parameters.W[0][:] = [[1, 0], [0, 1], [0, 4]]
    parameters.W[1][:] = [[5, 1, -1]]
    inputs, units, _ = calculate(network, parameters, np.array([0.1, 1.0]), None).importance
    assert np.argsort(-units).tolist() == [2, 1, 0]
    assert inputs.argmax() == 1


def test_that_a_saturated_output_leaves_the_slope_that_training_uses() -> None:
    """a rounds to 1, where -y / a + (1 - y) / (1 - a) and a (1 - a) tell nothing any more."""
    network = Network([1, 1], [], OUTPUTS[0][0])
    parameters = Parameters(network.sizes)
    parameters.W[0][:] = 60.0
    seen = calculate(network, parameters, np.array([1.0]), np.array([0.0]))
    unit = seen.unit(1, 0, most=1)
    assert (unit.a, unit.slope, unit.dz) == (1.0, pytest.approx(0.0, abs=1e-20), 1.0)
    assert math.isinf(unit.da)
    assert seen.loss == pytest.approx(60.0)
