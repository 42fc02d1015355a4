"""Facts about the losses."""

import numpy as np
import pytest

from core.network.losses import LOSSES

CROSS_ENTROPY = LOSSES["cross_entropy"]


def _output(Z: np.ndarray) -> np.ndarray:
    A = np.empty_like(Z)
    CROSS_ENTROPY.output(Z, A)
    return A


@pytest.mark.parametrize("y", [0.0, 1.0])
@pytest.mark.parametrize("z", [-1e4, 0.0, 1e4])
def test_that_huge_logits_of_two_classes_give_the_exact_cost(z: float, y: float) -> None:
    Z, Y = np.array([[z]]), np.array([[y]])
    exact = max(z, 0) - y * z + (np.log(2) if z == 0 else 0)
    assert CROSS_ENTROPY.cost(Z, Y) == pytest.approx(exact)
    dZ = np.empty_like(Z)
    CROSS_ENTROPY.backward(_output(Z), Y, dZ)
    assert np.isfinite(dZ).all()


def test_that_huge_logits_of_three_classes_give_the_exact_cost() -> None:
    Z = np.array([[1e4, -1e4], [0.0, 1e4], [-1e4, 0.0]])
    Y = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 0.0]])
    assert CROSS_ENTROPY.cost(Z, Y) == pytest.approx(1e4 / 2)
    assert _output(Z).sum(axis=0) == pytest.approx(1)


def test_that_softmax_of_two_rows_is_the_sigmoid_of_their_difference() -> None:
    Z = np.array([[0.3, -2.0], [1.1, 4.0]])
    assert _output(Z)[1] == pytest.approx(_output(Z[1:] - Z[:1])[0], abs=1e-15)


def test_that_the_cost_is_the_mean_of_minus_log_a() -> None:
    Z = np.array([[0.2, -1.0, 3.0]])
    Y = np.array([[1.0, 0.0, 0.0]])
    A = 1 / (1 + np.exp(-Z))
    expected = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    assert CROSS_ENTROPY.cost(Z, Y) == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize("rows", [1, 4])
def test_that_zero_logits_cost_the_logarithm_of_the_number_of_classes(rows: int) -> None:
    Y = np.eye(max(rows, 2))[:rows]
    Z = np.zeros_like(Y)
    assert CROSS_ENTROPY.cost(Z, Y) == pytest.approx(np.log(max(rows, 2)))
