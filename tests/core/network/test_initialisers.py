"""Facts about the first weights."""

import numpy as np
import pytest

from core.network.initialisers import INITIALISERS, initial_parameters

SIZES = (3, 4, 2)


def test_that_weights_are_drawn_layer_by_layer_from_the_legacy_generator() -> None:
    generator = np.random.RandomState(5)
    expected = [generator.randn(4, 3), generator.randn(2, 4)]
    parameters = initial_parameters(SIZES, "normal", 1.0, 5)
    assert all(np.array_equal(W, E) for W, E in zip(parameters.W, expected, strict=True))
    assert all(not b.any() for b in parameters.b)


@pytest.mark.parametrize("name", INITIALISERS)
def test_that_the_scale_multiplies_every_weight(name: str) -> None:
    once = initial_parameters(SIZES, name, 1.0, 1)
    twice = initial_parameters(SIZES, name, 2.0, 1)
    assert np.array_equal(2 * once.flat, twice.flat)


@pytest.mark.parametrize("name", INITIALISERS)
def test_that_scale_0_gives_zeros(name: str) -> None:
    assert not initial_parameters(SIZES, name, 0.0, 1).flat.any()


@pytest.mark.parametrize(
    ("name", "spread"),
    [("normal", 1.0), ("scaled", 0.1), ("he", 0.02**0.5), ("xavier", (2 / 500) ** 0.5)],
)
def test_that_the_spread_is_the_formula_s(name: str, spread: float) -> None:
    W = initial_parameters((100, 400), name, 1.0, 1).W[0]
    assert W.std() == pytest.approx(spread, rel=0.02)


def test_that_constant_makes_all_weights_the_scale() -> None:
    parameters = initial_parameters(SIZES, "constant", 0.5, 1)
    assert all((W == 0.5).all() for W in parameters.W)
