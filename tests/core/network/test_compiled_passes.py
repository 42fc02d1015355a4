"""Training's compiled passes come to the bits of the plain forward and backward."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.network.activations import ACTIVATIONS
from core.network.compiled_passes import CompiledPasses
from core.network.dropout import DROPOUT_MASKS, Dropout
from core.network.initialisers import initial_parameters
from core.network.losses import LOSSES
from core.network.network import Network
from core.network.objective import Objective
from core.network.parallel import split_inner
from core.network.penalties import PENALTIES, Regularisation, WeightedPenalty


def _assert_same_bits(
    sizes: tuple[int, ...],
    names: Sequence[str],
    loss: str,
    m: int,
    dtype: str = "float64",
    keep: float = 1.0,
    strength: float = 0.0,
) -> None:
    random = np.random.RandomState(m)
    network = Network(sizes, [ACTIVATIONS[name] for name in names], LOSSES[loss])
    penalties = [WeightedPenalty(row, strength) for row in PENALTIES.values()]
    objective = Objective(network, Regularisation(penalties))
    parameters = initial_parameters(sizes, "he", 1.0, 3, dtype)
    for b in parameters.b:
        b[...] = random.randn(*b.shape)
    X = np.asfortranarray(random.randn(sizes[0], m), dtype)
    labels = random.randint(0, max(sizes[-1], 2), m)
    Y = labels.reshape(1, -1) if sizes[-1] == 1 else np.eye(sizes[-1])[:, labels]
    Y = np.ascontiguousarray(Y, dtype)
    hidden = sizes[1:-1]
    dropout = Dropout(hidden, [keep] * len(hidden), DROPOUT_MASKS["fixed"], 1, dtype)
    masks = dropout.masks(m, 0) if keep < 1 else ()

    forward_pass = network.forward(parameters, X, masks)
    gradients = parameters.alike()
    passes = CompiledPasses(objective, parameters, gradients, X, Y, masks)
    for _ in range(2):  # the same calls, called again
        assert passes.forward() == objective.cost(parameters, forward_pass, Y)
        for A, other in zip(passes.A, forward_pass.A, strict=True):
            assert A.tobytes() == other.tobytes()
        passes.backward()
        expected = objective.gradient(parameters, forward_pass, Y)
        assert gradients.flat.tobytes() == expected.flat.tobytes()
    backward_pass = network.backward(parameters, forward_pass, Y)
    for dZ, other in zip(passes.dZ, backward_pass.dZ, strict=True):
        assert dZ.tobytes() == other.tobytes()


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("name", ACTIVATIONS)
@settings(max_examples=12)
@given(
    hidden=st.lists(st.integers(1, 40), max_size=4),
    inputs=st.integers(1, 300),
    outputs=st.sampled_from([1, 3]),
    m=st.integers(1, 70),
    dtype=st.sampled_from(["float64", "float32"]),
    keep=st.sampled_from([1.0, 0.7]),
    strength=st.sampled_from([0.0, 0.5]),
)
def test_that_every_activation_and_loss_comes_to_the_same_bits(
    name: str,
    loss: str,
    hidden: list[int],
    inputs: int,
    outputs: int,
    m: int,
    dtype: str,
    keep: float,
    strength: float,
) -> None:
    sizes = (inputs, *hidden, outputs)
    _assert_same_bits(sizes, [name] * len(hidden), loss, m, dtype, keep, strength)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("loss", LOSSES)
def test_that_products_in_pieces_come_to_the_same_bits(loss: str, dtype: str) -> None:
    assert len(split_inner(30, 12_288, 64)) > 1
    _assert_same_bits((12_288, 30, 4, 1), ["relu", "tanh"], loss, 64, dtype)


@pytest.mark.parametrize("mode", DROPOUT_MASKS)
def test_that_masks_of_every_mode_come_to_the_same_bits(mode: str) -> None:
    network = Network((4, 6, 5, 1), [ACTIVATIONS["relu"]] * 2, LOSSES["cross_entropy"])
    objective = Objective(network, Regularisation(()))
    parameters = initial_parameters(network.sizes, "he", 1.0, 3)
    X = np.asfortranarray(np.random.RandomState(1).randn(4, 9))
    Y = np.arange(9.0)[np.newaxis] % 2
    dropout, gradients = Dropout((6, 5), (0.5, 0.8), DROPOUT_MASKS[mode], 1, "float64"), None
    gradients = parameters.alike()
    passes = CompiledPasses(objective, parameters, gradients, X, Y, dropout.masks(9, 0))
    for iteration in range(4):
        forward_pass = network.forward(parameters, X, dropout.masks(9, iteration))
        assert passes.forward() == network.cost(forward_pass, Y)
        passes.backward()
        expected = network.backward(parameters, forward_pass, Y).gradients
        assert gradients.flat.tobytes() == expected.flat.tobytes()
