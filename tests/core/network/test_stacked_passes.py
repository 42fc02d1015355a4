"""Networks trained as one: the bits of each are those that it has alone."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.network.activations import ACTIVATIONS, activation
from core.network.compiled_passes import CompiledPasses
from core.network.initialisers import initial_parameters
from core.network.losses import loss
from core.network.network import Network
from core.network.objective import Objective
from core.network.parameters import count
from core.network.penalties import PENALTIES, Regularisation, WeightedPenalty
from core.network.stacked_passes import StackedParameters, StackedPasses
from core.network.targets import CLASSES


@given(
    hidden=st.lists(st.integers(1, 9), max_size=3),
    inputs=st.integers(1, 5),
    classes=st.integers(2, 4),
    m=st.integers(1, 60),
    networks=st.integers(1, 5),
    name=st.sampled_from(sorted(ACTIVATIONS)),
    penalties=st.lists(st.sampled_from(sorted(PENALTIES)), unique=True),
    seed=st.integers(0, 1000),
)
@example(hidden=[5, 1], inputs=1, classes=2, m=1, networks=2, name="relu", penalties=[], seed=0)
def test_that_costs_and_gradients_have_the_bits_of_each_network_alone(
    hidden: list[int],
    inputs: int,
    classes: int,
    m: int,
    networks: int,
    name: str,
    penalties: list[str],
    seed: int,
) -> None:
    draws = np.random.RandomState(seed)
    X = np.asfortranarray(draws.randn(inputs, m))
    Y = np.ascontiguousarray(CLASSES.encode(draws.randint(classes, size=m), classes))
    sizes = (inputs, *hidden, len(Y))
    rows = [activation(name) for _ in hidden]
    network = Network(sizes, rows, loss("cross_entropy", CLASSES.name))
    alone = [initial_parameters(sizes, "scaled", 1.0, seed + i) for i in range(networks)]
    stacked = StackedParameters(sizes, np.array([parameters.flat for parameters in alone]))
    rows = [WeightedPenalty(PENALTIES[name], 0.1) for name in penalties]
    objectives = [
        Objective(network, Regularisation(row._replace(strength=0.1 + i) for row in rows))
        for i in range(networks)
    ]
    gradients_of_all = StackedParameters(sizes, np.zeros_like(stacked.rows))
    passes = StackedPasses(objectives, stacked, gradients_of_all, X, Y)
    costs = passes.forward()
    passes.backward()
    for i, parameters in enumerate(alone):
        gradients = parameters.alike()
        one = CompiledPasses(objectives[i], parameters, gradients, X, Y)
        assert costs[i] == one.forward()
        one.backward()
        assert passes.gradients.rows[i].tobytes() == gradients.flat.tobytes()


def test_that_parts_of_stacked_parameters_are_views_of_each_networks_vector() -> None:
    sizes = (3, 2, 1)
    rows = np.arange(2.0 * count(sizes)).reshape(2, -1)
    stacked = StackedParameters(sizes, rows)
    assert stacked.W[0].shape == (2, 2, 3)
    assert stacked.b[1].tolist() == [[[10.0]], [[21.0]]]
    stacked.b[1][1] = -1.0
    assert stacked.flat[-1] == -1.0
    with pytest.raises(IndexError):
        stacked.W[2]
