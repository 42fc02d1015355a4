"""Every weight and bias of a network, in one flat vector."""

import hashlib
from itertools import pairwise

import numpy as np

from core.interruption import READING, copied, pieces


class Parameters:
    """Hold all weights and biases as views into one vector, W[1], b[1], W[2], ... in turn.

    `sizes` are n[0] ... n[L]; `W[l-1]` is (n[l], n[l-1]) and `b[l-1]` is (n[l], 1).
    `weight_slices` say where the weights stand in the vector; the rest of it are biases.
    One vector makes an update a call or two on a single array.
    """

    __slots__ = ("W", "b", "flat", "sizes", "weight_slices")

    def __init__(
        self, sizes: tuple[int, ...], dtype: str = "float64", flat: np.ndarray | None = None
    ) -> None:
        self.sizes = tuple(sizes)
        self.flat = np.zeros(count(self.sizes), dtype) if flat is None else flat
        weights, biases, slices, start = [], [], [], 0
        for n_in, n_out in pairwise(self.sizes):
            end = start + n_out * n_in
            slices.append(slice(start, end))
            weights.append(self.flat[start:end].reshape(n_out, n_in))
            biases.append(self.flat[end : end + n_out].reshape(n_out, 1))
            start = end + n_out
        self.W = tuple(weights)
        self.b = tuple(biases)
        self.weight_slices = tuple(slices)

    def copy(self) -> "Parameters":
        """Return parameters of the same values in memory of their own."""
        return self.alike(copied(self.flat))

    def read_only(self) -> "Parameters":
        """Return a copy that nobody can write to."""
        flat = copied(self.flat)
        flat.flags.writeable = False
        return self.alike(flat)

    def alike(self, flat: np.ndarray | None = None) -> "Parameters":
        """Return parameters laid out as these in another vector, zeros where none is given."""
        return Parameters(self.sizes, self.flat.dtype.name, flat)


def fingerprint(flat: np.ndarray) -> str:
    """Tell the flat vectors of parameters apart by their bytes, in 16 digits."""
    digest = hashlib.blake2b(digest_size=8)
    for piece in pieces(len(flat)):
        digest.update(np.ascontiguousarray(flat[piece]).data)
    return digest.hexdigest()


def sum_of_squares(W: np.ndarray) -> float:
    """Return the sum of the squares of a matrix."""
    rows = W.T if W.flags.f_contiguous else W
    parts = pieces(len(rows), rows.shape[1] * READING)
    return sum(float(np.vdot(rows[part], rows[part])) for part in parts)


def count(sizes: tuple[int, ...]) -> int:
    """Count the weights and biases of a network with layers of these sizes."""
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
