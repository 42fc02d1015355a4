"""Facts about the activations."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.network.activations import ACTIVATIONS, activation

STEP = 1e-6


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(z=st.floats(-30, 30).filter(lambda z: abs(z) > 1e-3))
def test_that_backward_multiplies_by_the_slope(name: str, z: float) -> None:
    row = ACTIVATIONS[name]
    ends = np.array([[z - STEP, z + STEP]])
    row.apply(ends, ends)
    A = np.array([[z]])
    row.apply(A, A)
    slope = np.ones((1, 1))
    row.backward(slope, A)
    assert slope[0, 0] == pytest.approx((ends[0, 1] - ends[0, 0]) / (2 * STEP), abs=1e-6)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_that_huge_inputs_give_finite_values_and_slopes(name: str) -> None:
    row = ACTIVATIONS[name]
    A = np.array([[-1e4, 0.0, 1e4]])
    row.apply(A, A)
    slopes = np.ones_like(A)
    row.backward(slopes, A)
    assert np.isfinite(A).all()
    assert np.isfinite(slopes).all()


def test_that_the_slope_of_relu_at_0_is_0() -> None:
    dA = np.ones((1, 1))
    ACTIVATIONS["relu"].backward(dA, np.zeros((1, 1)))
    assert dA[0, 0] == 0


def test_that_the_leak_can_be_chosen() -> None:
    A = np.array([[-2.0, 3.0]])
    activation("leaky_relu", leak=0.25).apply(A, A)
    assert A.tolist() == [[-0.5, 3.0]]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_that_float32_stays_float32_bit_by_bit_in_place(name: str) -> None:
    Z = np.linspace(-3, 3, 7, dtype=np.float32).reshape(1, -1)
    apart = np.empty_like(Z)
    ACTIVATIONS[name].apply(Z, apart)
    ACTIVATIONS[name].apply(Z, Z)
    assert Z.dtype == np.float32
    assert np.array_equal(Z, apart)
