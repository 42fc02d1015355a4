"""What targets Y are, as a network with its loss learns them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Targets:
    """One kind of targets.

    `units(classes)` is the number n[L] of outputs for so many classes; `encode(labels, classes)`
    turns class numbers (m,) into Y (n[L], m), and `decode(Y)` turns them back.
    """

    name: str
    units: Callable[[int], int]
    encode: Callable[[np.ndarray, int], np.ndarray]
    decode: Callable[[np.ndarray], np.ndarray]


def one_hot(labels: np.ndarray, classes: int) -> np.ndarray:
    """Return class numbers (m,) as targets: (1, m) for two classes, (classes, m) for more."""
    if classes == 2:
        return np.asfortranarray(labels, dtype=np.float64).reshape(1, -1)
    Y = np.zeros((classes, len(labels)), order="F")
    Y[labels, np.arange(len(labels))] = 1.0
    return Y


def _class_numbers(Y: np.ndarray) -> np.ndarray:
    return Y[0].astype(np.intp) if len(Y) == 1 else Y.argmax(axis=0)


CLASSES = Targets(
    "classes", lambda classes: 1 if classes == 2 else classes, one_hot, _class_numbers
)
