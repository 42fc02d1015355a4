"""Facts about a network in the span of its samples."""

import numpy as np
import pytest

from core.network.activations import activation
from core.network.compiled_passes import CompiledPasses
from core.network.initialisers import initial_parameters
from core.network.losses import LOSSES
from core.network.network import Network
from core.network.objective import Objective
from core.network.penalties import PENALTIES, Regularisation, WeightedPenalty
from core.network.sample_span import (
    MAX_SAMPLES,
    SampleSpan,
    SpanObjective,
    SpanPasses,
    is_faster,
)

SIZES = (50, 4, 3, 1)
CHOSEN = [None, np.array([7, 2, 4])]


def _samples(twins: bool = False) -> np.ndarray:
    X = np.asfortranarray(np.random.RandomState(2).rand(50, 9))
    if twins:
        X[:, 3], X[:, 4] = X[:, 2], 0.0
    return X


def _span(X: np.ndarray, dtype: str = "float64") -> tuple[Network, SampleSpan]:
    network = Network(SIZES, [activation("tanh")] * 2, LOSSES["cross_entropy"])
    start = initial_parameters(SIZES, "scaled", 1.0, 1, dtype)
    return network, SampleSpan(network, start, X, X.T @ X)


def _moved(X: np.ndarray) -> tuple[Network, SampleSpan]:
    """Return a span somewhere on its way: any coefficients, and what they come to."""
    network, span = _span(X)
    small = span.parameters
    small.C[:] = np.random.RandomState(3).randn(*small.C.shape)
    small.s[:] = 0.5
    small.H[:] = span.to_full(small).W[0] @ X
    return network, span


@pytest.mark.parametrize("twins", [False, True])
def test_that_any_coefficients_stand_for_whole_weights_that_answer_alike(twins: bool) -> None:
    X, others = _samples(twins), np.asfortranarray(np.random.RandomState(4).rand(50, 5))
    network, span = _moved(X)
    full = span.to_full(span.parameters)
    for seen, samples in ((span.train, X), (span.project(others, X.T @ others), others)):
        answers = span.network.forward(span.parameters, seen).Z[-1]
        assert answers == pytest.approx(network.forward(full, samples).Z[-1], abs=1e-12)
    assert 2 * span.half_sum_of_squares(span.parameters) == pytest.approx(
        np.sum(full.W[0] ** 2), rel=1e-12
    )


@pytest.mark.parametrize("twins", [False, True])
@pytest.mark.parametrize("sample_indices", CHOSEN)
@pytest.mark.parametrize("l2", [0.0, 0.7])
def test_that_a_step_is_that_of_the_whole_weights(
    twins: bool, sample_indices: np.ndarray | None, l2: float
) -> None:
    X = _samples(twins)
    network, span = _moved(X)
    small, full = span.parameters, span.to_full(span.parameters)
    columns = slice(None) if sample_indices is None else sample_indices
    read, seen = np.asfortranarray(X[:, columns]), np.asfortranarray(span.train[:, columns])
    Y = np.asfortranarray(np.arange(read.shape[1])[np.newaxis] % 2.0)
    penalties = [WeightedPenalty(PENALTIES["l2"], l2)]
    costs = []
    for passes_of, objective, parameters, at in (
        (SpanPasses, SpanObjective(span, Regularisation(penalties)), small, seen),
        (CompiledPasses, Objective(network, Regularisation(penalties)), full, read),
    ):
        gradients = parameters.alike()
        passes = passes_of(objective, parameters, gradients, at, Y, (), sample_indices)
        costs.append(passes.forward())
        passes.backward()
        parameters.flat -= 0.1 * gradients.flat
    assert costs[0] == pytest.approx(costs[1], rel=1e-13)
    assert span.to_full(small).flat == pytest.approx(full.flat, abs=1e-13)
    assert pytest.approx(full.W[0] @ X, abs=1e-12) == small.H


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_that_it_starts_as_the_whole_weights_to_the_bit(dtype: str) -> None:
    _, span = _span(_samples(), dtype)
    start = initial_parameters(SIZES, "scaled", 1.0, 1, dtype)
    assert span.to_full(span.parameters).flat.tobytes() == start.flat.tobytes()


CATS, DIGITS = (12288, 20, 7, 5, 1), (784, 128, 64, 10)


@pytest.mark.parametrize(
    ("sizes", "m", "batch", "updates", "precision", "sooner"),
    [
        (CATS, 209, 209, 2500, "float64", True),
        (CATS, 209, 209, 2500, "float32", True),
        (CATS, 209, 209, 1, "float64", False),
        ((12288, 25, 12, 6), 1080, 64, 1700, "float64", True),
        ((12288, 20, 5, 1), 2000, 64, 100, "float64", False),
        ((12288, 20, 5, 1), 2000, 64, 1000, "float64", True),
        (DIGITS, 500, 64, 10**6, "float64", True),
        (DIGITS, 500, 64, 10**6, "float32", False),
        ((784, 20, 5, 1), 500, 8, 10**6, "float64", False),
        (DIGITS, 60000, 64, 10**6, "float64", False),
        ((2, 4, 1), 400, 400, 10**6, "float64", False),
        (CATS, MAX_SAMPLES, 64, 10**6, "float64", False),
    ],
)
def test_that_it_is_chosen_where_it_is_sooner_done(
    sizes: tuple[int, ...], m: int, batch: int, updates: int, precision: str, sooner: bool
) -> None:
    assert is_faster(sizes, m, batch, updates, precision) is sooner
