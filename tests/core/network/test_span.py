"""Facts about a network in the span of its samples."""

import numpy as np
import pytest

from core.network.activations import activation
from core.network.initialisers import initial_parameters
from core.network.losses import LOSSES
from core.network.network import Network
from core.network.span import Span, pays

SIZES = (50, 4, 3, 1)


def _span(X: np.ndarray) -> tuple[Network, Span]:
    network = Network(SIZES, [activation("tanh")] * 2, LOSSES["cross_entropy"])
    start = initial_parameters(SIZES, "scaled", 1.0, 1)
    return network, Span(network, start, X, X.T @ X)


@pytest.mark.parametrize("twins", [False, True])
def test_that_any_coefficients_stand_for_whole_weights_that_answer_alike(twins: bool) -> None:
    random = np.random.RandomState(2)
    X, others = np.asfortranarray(random.rand(50, 9)), np.asfortranarray(random.rand(50, 5))
    if twins:
        X[:, 3], X[:, 4] = X[:, 2], 0.0
    network, span = _span(X)
    span.parameters.W[0][:, 4:] = random.randn(4, 9)
    span.parameters.W[0][:, :4] *= 0.5
    whole = span.whole(span.parameters)
    for seen, samples in ((span.train, X), (span.seen(others, X.T @ others), others)):
        answers = span.network.forward(span.parameters, seen).Z[-1]
        assert answers == pytest.approx(network.forward(whole, samples).Z[-1], abs=1e-12)
    first = span.parameters.W[0]
    assert np.vdot(first @ span.gram, first) == pytest.approx(np.sum(whole.W[0] ** 2), rel=1e-12)


def test_that_it_starts_as_the_whole_weights_to_the_bit() -> None:
    X = np.asfortranarray(np.random.RandomState(2).rand(50, 9))
    _, span = _span(X)
    start = initial_parameters(SIZES, "scaled", 1.0, 1)
    assert span.whole(span.parameters).flat.tobytes() == start.flat.tobytes()


@pytest.mark.parametrize(
    ("sizes", "m", "batch", "updates", "penalised", "sooner"),
    [
        ((12288, 20, 7, 5, 1), 209, 209, 2500, False, True),
        ((12288, 20, 7, 5, 1), 209, 209, 2500, True, True),
        ((12288, 20, 7, 5, 1), 209, 209, 1, False, False),
        ((12288, 25, 12, 6), 1080, 64, 1700, False, True),
        ((784, 128, 64, 10), 60000, 64, 100000, False, False),
        ((2, 4, 1), 400, 400, 10000, False, False),
    ],
)
def test_that_it_is_chosen_where_it_is_sooner_done(
    sizes: tuple[int, ...], m: int, batch: int, updates: int, penalised: bool, sooner: bool
) -> None:
    assert pays(sizes, m, batch, updates, penalised) is sooner
