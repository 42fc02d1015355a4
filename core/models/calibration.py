"""What was measured on test samples, so that a network answers as its settings say."""

from dataclasses import dataclass
from math import inf

import numpy as np

from core.interruption import pieces
from core.network.losses import Loss
from core.network.network import ForwardPass
from core.network.parallel import SERIAL, Executor, bind_product


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """The temperature of the last layer, and what is refused: answered "none of these".

    That is a sample whose highest probability is below `least_probability`, or that is farther
    than `largest_distance` from all `references`.
    """

    temperature: float = 1.0
    least_probability: float = 0.0
    largest_distance: float = inf
    references: "References | None" = None

    def readings(self, loss: Loss, forward_pass: ForwardPass) -> np.ndarray:
        """Return what is answered in a pass, as its loss reads it, (names, m)."""
        if self.temperature == 1:
            return loss.readings(forward_pass.A[-1])
        return loss.readings_at(forward_pass.Z[-1], self.temperature)

    def distances(self, forward_pass: ForwardPass, X: np.ndarray) -> "Distances | None":
        """Return how far inputs X (n[0], m) of a pass are from the references, if there are any."""
        if self.references is None:
            return None
        return self.references.distances(forward_pass, X)


@dataclass(frozen=True, slots=True, eq=False)
class InputComponents:
    """The inputs X (n[0], m) in a few numbers: directions (k, n[0]) times X, minus means (k, 1).

    Both are in float32. The directions are the principal components of training samples, all
    stretched alike.
    """

    directions: np.ndarray
    means: np.ndarray

    def of(self, X: np.ndarray) -> np.ndarray:
        """Return the components of inputs X (n[0], m), (k, m)."""
        return self.directions.astype(X.dtype) @ X - self.means.astype(X.dtype)


@dataclass(frozen=True, slots=True, eq=False)
class References:
    """Training samples that distances are measured to: their features (k, features) in float32.

    Features are the activations of each hidden layer, brought to length 1, and below them the
    `components` of the inputs. Without those, as in older files, they are the activations alone,
    or, where there is no hidden layer, the inputs as they are. `names` tell the samples apart where
    they have any.
    Source: Y. Sun et al. 2022, "Out-of-distribution detection with deep nearest neighbors", of the
    last hidden layer alone.
    """

    features: np.ndarray
    components: InputComponents | None = None
    names: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Return how many numbers a file holds of these."""
        parts = self.components
        return self.features.size + (parts.directions.size + parts.means.size if parts else 0)

    def distances(
        self, forward_pass: ForwardPass, X: np.ndarray, executor: Executor = SERIAL
    ) -> "Distances":
        """Return how far inputs X (n[0], m) of a pass are from the nearest of these."""
        return distances(self.features, features(forward_pass, X, self.components), executor)


@dataclass(frozen=True, slots=True, eq=False)
class Distances:
    """How far samples are from the nearest reference, (m,), and the number of that one, (m,)."""

    nearest: np.ndarray
    numbers: np.ndarray


UNCALIBRATED = Calibration()
TINY = 1e-12
"""The least length that activations are divided by."""


def features(
    forward_pass: ForwardPass, X: np.ndarray, components: InputComponents | None
) -> np.ndarray:
    """Return what distances between samples are measured in, (features, m): see References."""
    hidden = forward_pass.A[1:-1]
    if not hidden and components is None:
        return X
    lengths = (np.maximum(np.linalg.norm(A, axis=0, keepdims=True), TINY) for A in hidden)
    parts = [A / length for A, length in zip(hidden, lengths, strict=True)]
    return np.concatenate([*parts, *([components.of(X)] if components else [])])


def feature_count(sizes: tuple[int, ...], components: int) -> int:
    """Return how many features a sample has in layers of these sizes, with so many components."""
    return sum(sizes[1:-1]) + components or sizes[0]


def distances(references: np.ndarray, F: np.ndarray, executor: Executor = SERIAL) -> Distances:
    """Return how far features F (features, m) are from references (k, features), Euclidean.

    |f - r|² = |f|² - 2 (f r - |r|² / 2), so that one product finds the nearest.
    """
    m = F.shape[1]
    highest, numbers, columns = np.full(m, -inf, F.dtype), np.zeros(m, np.intp), np.arange(m)
    for piece in pieces(len(references), references.shape[1] + m):
        R = references[piece].astype(F.dtype)
        products = np.empty((len(R), m), F.dtype)
        bind_product(R, F, products, executor)()
        products -= np.square(R).sum(axis=1, keepdims=True) / 2
        best = products.argmax(axis=0)
        found = products[best, columns]
        higher = found > highest
        highest[higher], numbers[higher] = found[higher], best[higher] + piece.start
    squares = np.square(F).sum(axis=0) - 2 * highest
    return Distances(np.sqrt(np.maximum(squares, 0.0)), numbers)
