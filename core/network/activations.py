"""The activations of a hidden layer: g(Z) and its derivative."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

Function = Callable[[np.ndarray, np.ndarray], None]
Backward = Callable[[np.ndarray, np.ndarray, np.ndarray | None], None]


@dataclass(frozen=True, slots=True)
class Activation:
    """One row of ACTIVATIONS.

    `apply(Z, out)` writes g(Z); `out` may be Z itself. `backward(dA, A, buffer)` turns dA into
    dZ = dA g'(Z) in place, from A = g(Z) alone; `buffer`, shaped like A, is overwritten where
    it is given. `is_linear` is True for a straight line; `has_kink` where g' jumps at 0.
    """

    name: str
    label: str
    formula: str
    apply: Function
    backward: Backward
    is_linear: bool = False
    has_kink: bool = False


def _sigmoid(Z: np.ndarray, out: np.ndarray) -> None:
    # By tanh, which cannot overflow: 1 / (1 + e^-z) = (1 + tanh(z / 2)) / 2.
    np.multiply(Z, 0.5, out)
    np.tanh(out, out)
    np.add(out, 1.0, out)
    np.multiply(out, 0.5, out)


def _sigmoid_backward(dA: np.ndarray, A: np.ndarray, buffer: np.ndarray | None = None) -> None:
    np.multiply(dA, A, dA)
    np.multiply(dA, np.subtract(1.0, A, buffer), dA)


def _tanh(Z: np.ndarray, out: np.ndarray) -> None:
    np.tanh(Z, out)


def _tanh_backward(dA: np.ndarray, A: np.ndarray, buffer: np.ndarray | None = None) -> None:
    slope = np.multiply(A, A, buffer)
    np.subtract(1.0, slope, slope)
    np.multiply(dA, slope, dA)


def _relu(Z: np.ndarray, out: np.ndarray) -> None:
    np.maximum(Z, 0.0, out=out)


def _relu_backward(dA: np.ndarray, A: np.ndarray, buffer: np.ndarray | None = None) -> None:
    np.multiply(dA, np.greater(A, 0.0, buffer), dA)


def _leaky_relu(leak: float) -> tuple[Function, Backward]:
    def apply(Z: np.ndarray, out: np.ndarray) -> None:
        np.maximum(Z, leak * Z, out=out)

    def backward(dA: np.ndarray, A: np.ndarray, buffer: np.ndarray | None = None) -> None:
        slope = np.greater(A, 0.0, np.empty_like(A) if buffer is None else buffer)
        np.maximum(slope, leak, out=slope)
        np.multiply(dA, slope, dA)

    return apply, backward


def _identity(Z: np.ndarray, out: np.ndarray) -> None:
    if out is not Z:
        np.copyto(out, Z)


def _identity_backward(dA: np.ndarray, A: np.ndarray, buffer: np.ndarray | None = None) -> None:
    """Leave dA as it is: the slope is 1 everywhere."""


DEFAULT_LEAK = 0.01

ACTIVATIONS = {
    row.name: row
    for row in (
        Activation("sigmoid", "sigmoid", "1 / (1 + e^-z)", _sigmoid, _sigmoid_backward),
        Activation("tanh", "tanh", "(e^z - e^-z) / (e^z + e^-z)", _tanh, _tanh_backward),
        Activation("relu", "ReLU", "max(0, z)", _relu, _relu_backward, has_kink=True),
        Activation(
            "leaky_relu", "leaky ReLU", "max(leak z, z)", *_leaky_relu(DEFAULT_LEAK), has_kink=True
        ),
        Activation("identity", "identity", "z", _identity, _identity_backward, is_linear=True),
    )
}


def activation(name: str, leak: float = DEFAULT_LEAK) -> Activation:
    """Return the activation of this name; `leak`, 0 to 1, is leaky ReLU's slope below 0.

    Raises KeyError for a name that is not in ACTIVATIONS.
    """
    row = ACTIVATIONS[name]
    if name != "leaky_relu":
        return row
    apply, backward = _leaky_relu(leak)
    return replace(row, apply=apply, backward=backward)
