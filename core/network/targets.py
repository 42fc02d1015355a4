"""What targets Y are, as a network with its loss learns them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.messages import to_translate


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """One row of TARGETS: one kind of targets.

    `units(names)` is the number n[L] of outputs for so many classes, labels or numbers that are
    answered; `encode(values, names)` turns what is true of m samples into Y (n[L], m), and
    `decode(Y)` returns the group (m,) of each sample, of which a fair choice of samples takes its
    share: its class, or its first label, or 0 where all are of one kind.
    `whole(Y)` is what the `metric` is a share of: it is 1 less the loss's errors over it, and
    `in_percent` where people write it so.
    """

    name: str
    metric: str
    in_percent: bool
    units: Callable[[int], int]
    encode: Callable[[np.ndarray, int], np.ndarray]
    decode: Callable[[np.ndarray], np.ndarray]
    whole: Callable[[np.ndarray], float]

    def share_without(self, errors: float, Y: np.ndarray) -> float:
        """Return the metric of so many errors for targets Y; 0 where there is nothing to tell."""
        whole = self.whole(Y)
        return (whole - errors) / whole if whole else 0.0

    def __reduce__(self) -> tuple[Callable[[str], "Targets"], tuple[str]]:
        """Pickle the name alone: in another process it is that one's own row."""
        return _row, (self.name,)


def one_hot(labels: np.ndarray, classes: int) -> np.ndarray:
    """Return class numbers (m,) as targets: (1, m) for two classes, (classes, m) for more."""
    if classes == 2:
        return np.asfortranarray(labels, dtype=np.float64).reshape(1, -1)
    Y = np.zeros((classes, len(labels)), order="F")
    Y[labels, np.arange(len(labels))] = 1.0
    return Y


def _class_numbers(Y: np.ndarray) -> np.ndarray:
    return Y[0].astype(np.intp) if len(Y) == 1 else Y.argmax(axis=0)


def _as_they_are(values: np.ndarray, names: int) -> np.ndarray:
    return np.asfortranarray(values, dtype=np.float64).reshape(names, -1)


def _no_groups(Y: np.ndarray) -> np.ndarray:
    return np.zeros(Y.shape[1], np.intp)


def _scatter(Y: np.ndarray) -> float:
    """Return the sum of the squares of what remains of Y when each row loses its mean."""
    Y = np.asarray(Y, np.float64)
    return float(np.square(Y - Y.mean(axis=1, keepdims=True)).sum())


CLASSES = Targets(
    name="classes",
    metric=to_translate("accuracy"),
    in_percent=True,
    units=lambda classes: 1 if classes == 2 else classes,
    encode=one_hot,
    decode=_class_numbers,
    whole=lambda Y: float(Y.shape[1]),
)
LABELS = Targets(
    name="labels",
    metric=to_translate("accuracy of the labels"),
    in_percent=True,
    units=lambda labels: labels,
    encode=_as_they_are,
    decode=lambda Y: Y.argmax(axis=0),
    whole=lambda Y: float(Y.size),
)
NUMBERS = Targets(
    name="numbers",
    metric=to_translate("R²"),
    in_percent=False,
    units=lambda numbers: numbers,
    encode=_as_they_are,
    decode=_no_groups,
    whole=_scatter,
)
TARGETS = {row.name: row for row in (CLASSES, LABELS, NUMBERS)}


def _row(name: str) -> Targets:
    return TARGETS[name]
