"""Facts about dropout."""

import numpy as np
import pytest

from core.network.activations import ACTIVATIONS
from core.network.dropout import DROPOUT_MASKS, Dropout
from core.network.initialisers import initial_parameters
from core.network.losses import LOSSES
from core.network.network import Network


def _dropout(draw: str, seed: int = 1, keep: tuple[float, ...] = (0.86, 0.5)) -> Dropout:
    return Dropout((20, 3), keep, DROPOUT_MASKS[draw], seed, "float64")


def test_that_fixed_masks_are_the_course_s_in_every_iteration() -> None:
    generator = np.random.RandomState(1)
    expected = [(generator.rand(n, 7) < keep) / keep for n, keep in ((20, 0.86), (3, 0.5))]
    dropout = _dropout("fixed")
    for iteration in (0, 5):
        masks = dropout.masks(7, iteration)
        assert all(np.array_equal(a, b) for a, b in zip(masks, expected, strict=True))


def test_that_fresh_masks_follow_from_seed_and_iteration_alone() -> None:
    first = [mask.copy() for mask in _dropout("fresh").masks(7, 5)]
    dropout = _dropout("fresh")
    other = [mask.copy() for mask in dropout.masks(7, 4)]
    again = dropout.masks(7, 5)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0], other[0])
    assert not np.array_equal(first[0], _dropout("fresh", seed=2).masks(7, 5)[0])


@pytest.mark.parametrize("draw", DROPOUT_MASKS)
def test_that_the_share_kept_is_the_layer_s_and_the_mean_stays(draw: str) -> None:
    for mask, keep in zip(_dropout(draw).masks(20_000, 3), (0.86, 0.5), strict=True):
        assert np.mean(mask > 0) == pytest.approx(keep, abs=0.01)
        assert mask.mean() == pytest.approx(1, abs=0.02)


def test_that_a_pass_without_masks_drops_nothing_after_one_with() -> None:
    network = Network((4, 20, 3, 1), [ACTIVATIONS["tanh"]] * 2, LOSSES["cross_entropy"])
    parameters = initial_parameters(network.sizes, "he", 1.0, 3)
    X = np.asfortranarray(np.random.RandomState(2).randn(4, 7))
    undropped = network.forward(parameters, X).A[-1]
    dropped = network.forward(parameters, X, _dropout("fixed").masks(7, 0)).A[-1]
    assert not np.array_equal(dropped, undropped)
    assert np.array_equal(network.forward(parameters, X).A[-1], undropped)
