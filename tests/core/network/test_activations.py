"""Facts about the activations."""

import math

import numpy as np
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper

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


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_that_elu_is_that_of_its_paper_and_of_onnxruntime(dtype: type) -> None:
    """Clevert, Unterthiner and Hochreiter 2016, equation 15: α (e^x - 1) up to 0, else x."""
    Z = np.linspace(-20, 20, 4001, dtype=dtype)
    A = np.empty_like(Z)
    ACTIVATIONS["elu"].apply(Z, A)
    paper = [math.exp(z) - 1 if z <= 0 else z for z in Z.tolist()]
    np.testing.assert_allclose(A, paper, rtol=1e-5, atol=1e-15 if dtype == np.float64 else 1e-7)
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N"]) for name in ("Z", "A")]
    node = helper.make_node("Elu", ["Z"], ["A"], alpha=1.0)
    graph = helper.make_graph([node], "elu", ends[:1], ends[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    found = session.run(None, {"Z": Z.astype(np.float32)})[0]
    np.testing.assert_allclose(A, found, rtol=1e-5, atol=1e-6)


def test_that_the_slope_of_elu_is_the_derivative_in_its_paper() -> None:
    """Equation 15: f'(x) = f(x) + α up to 0, else 1."""
    A = np.array([-0.9999, -0.5, 0.0, 2.0])
    dA = np.ones_like(A)
    ACTIVATIONS["elu"].backward(dA, A)
    np.testing.assert_allclose(dA, [0.0001, 0.5, 1.0, 1.0], atol=1e-15)
