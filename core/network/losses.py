"""The losses, each with the output that belongs to it, computed stably from Z."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Loss:
    """One loss, whole.

    `output(Z, out)` writes the output layer's A; `cost(Z, Y)` is the mean over the
    samples; in `backward(A, Y, out)` `out` becomes dZ of the mean cost.
    """

    name: str
    label: str
    formula: str
    output: Callable[[np.ndarray, np.ndarray], None]
    cost: Callable[[np.ndarray, np.ndarray], float]
    backward: Callable[[np.ndarray, np.ndarray, np.ndarray], None]


def sigmoid(Z: np.ndarray, out: np.ndarray) -> None:
    """Write 1 / (1 + e^-Z) to `out`, any shape, exact to rounding at both ends."""
    with np.errstate(over="ignore"):
        np.negative(Z, out=out)
        np.exp(out, out=out)
    out += 1.0
    np.reciprocal(out, out=out)


def softmax(Z: np.ndarray, out: np.ndarray) -> None:
    """Write e^Z / sum of e^Z over the classes (rows) to `out`, (classes, m)."""
    np.subtract(Z, Z.max(axis=0), out=out)
    np.exp(out, out=out)
    out /= out.sum(axis=0)


def _output(Z: np.ndarray, out: np.ndarray) -> None:
    (sigmoid if len(Z) == 1 else softmax)(Z, out)


def _cost(Z: np.ndarray, Y: np.ndarray) -> float:
    # From Z, never from log(A): A rounds to exactly 0 or 1 long before Z overflows.
    if len(Z) == 1:
        losses = np.abs(Z)
        np.negative(losses, out=losses)
        np.exp(losses, out=losses)
        np.log1p(losses, out=losses)
        losses += np.maximum(Z, 0.0)
        losses -= Y * Z
    else:
        shifted = Z - Z.max(axis=0)
        losses = np.log(np.exp(shifted).sum(axis=0)) - (Y * shifted).sum(axis=0)
    return float(losses.sum(dtype=np.float64)) / Z.shape[1]


def _backward(A: np.ndarray, Y: np.ndarray, out: np.ndarray) -> None:
    np.subtract(A, Y, out=out)
    out /= A.shape[1]


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
