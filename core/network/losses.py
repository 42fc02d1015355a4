"""The losses, each with the output that belongs to it, computed stably from Z."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Loss:
    """One loss, whole.

    `output(Z, out)` writes the output layer's A; `cost(Z, Y, room)` is the mean over the
    samples, worked out in `room` where one is given; in `backward(A, Y, out)` `out` becomes
    dZ of the mean cost.
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
def _cost(Z: np.ndarray, Y: np.ndarray, room: np.ndarray | None = None) -> float:
    total = (_binary_cost if len(Z) == 1 else _classes_cost)(Z, Y, room)
    return float(total) / Z.shape[1]


def _binary_cost(Z: np.ndarray, Y: np.ndarray, room: np.ndarray | None) -> float:
    """Give Σ log(1 + e^-|z|) + max(0, z) - y z."""
    room = np.abs(Z, room)
    np.negative(room, room)
    np.exp(room, room)
    np.log1p(room, room)
    total: float = np.add.reduce(room, None, np.float64)
    np.greater(Z, 0.0, room)
    np.subtract(room, Y, room)
    return total + np.vdot(room, Z)


def _classes_cost(Z: np.ndarray, Y: np.ndarray, room: np.ndarray | None) -> float:
    """Give Σ log(Σ e^z) - Σ y z, where the greatest z of a sample is subtracted first."""
    room = np.subtract(Z, np.maximum.reduce(Z, 0), room)
    chosen = np.vdot(Y, room)
    np.exp(room, room)
    sums = np.add.reduce(room, 0)
    return np.add.reduce(np.log(sums, sums), None, np.float64) - chosen


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
