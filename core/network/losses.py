"""The losses, each with the output that belongs to it, computed stably from Z."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Loss:
    """One row of LOSSES.

    `output(Z, out)` writes the output layer's A; `cost(Z, Y, buffer)` returns the mean
    over the samples; `buffer`, shaped like Z, is overwritten where it is given.
    `backward(A, Y, out)` writes dZ of that mean.
    """

    name: str
    label: str
    formula: str
    output: Callable[[np.ndarray, np.ndarray], None]
    cost: Callable[[np.ndarray, np.ndarray, np.ndarray | None], float]
    backward: Callable[[np.ndarray, np.ndarray, np.ndarray], None]


# Below, e^-z would overflow, and 1 / (1 + e^-z) is less than the smallest normal number.
_LOWEST = {"d": -709.0, "f": -88.0}


def sigmoid(Z: np.ndarray, out: np.ndarray) -> None:
    """Write 1 / (1 + e^-Z) to `out`, any shape, exact to rounding at both ends."""
    np.maximum(Z, _LOWEST[Z.dtype.char], out=out)
    np.negative(out, out)
    np.exp(out, out)
    np.add(out, 1.0, out)
    np.reciprocal(out, out)


def softmax(Z: np.ndarray, out: np.ndarray) -> None:
    """Write e^Z / sum of e^Z over the classes (rows) to `out`, (classes, m)."""
    np.subtract(Z, np.maximum.reduce(Z, 0), out)
    np.exp(out, out)
    np.divide(out, np.add.reduce(out, 0), out)


def _output(Z: np.ndarray, out: np.ndarray) -> None:
    (sigmoid if len(Z) == 1 else softmax)(Z, out)


# From Z, never from log(A): A rounds to exactly 0 or 1 long before Z overflows.
def _cost(Z: np.ndarray, Y: np.ndarray, buffer: np.ndarray | None = None) -> float:
    total = (_binary_cost if len(Z) == 1 else _classes_cost)(Z, Y, buffer)
    return float(total) / Z.shape[1]


def _binary_cost(Z: np.ndarray, Y: np.ndarray, buffer: np.ndarray | None) -> float:
    """Return Σ log(1 + e^-|z|) + max(0, z) - y z."""
    buffer = np.abs(Z, buffer)
    np.negative(buffer, buffer)
    np.exp(buffer, buffer)
    np.log1p(buffer, buffer)
    total: float = np.add.reduce(buffer, None, np.float64)
    np.greater(Z, 0.0, buffer)
    np.subtract(buffer, Y, buffer)
    return total + np.vdot(buffer, Z)


def _classes_cost(Z: np.ndarray, Y: np.ndarray, buffer: np.ndarray | None) -> float:
    """Return Σ log(Σ e^z) - Σ y z; subtracting a sample's greatest z first avoids overflow."""
    buffer = np.subtract(Z, np.maximum.reduce(Z, 0), buffer)
    of_class = np.vdot(Y, buffer)
    np.exp(buffer, buffer)
    sums = np.add.reduce(buffer, 0)
    return np.add.reduce(np.log(sums, sums), None, np.float64) - of_class


def _backward(A: np.ndarray, Y: np.ndarray, out: np.ndarray) -> None:
    np.subtract(A, Y, out)
    np.multiply(out, 1 / A.shape[1], out)


LOSSES = {
    row.name: row
    for row in (
        Loss(
            "cross_entropy",
            "cross-entropy",
            "-1/m Σ Σ y log a",
            _output,
            _cost,
            _backward,
        ),
    )
}
