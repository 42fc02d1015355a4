"""Every weight and bias of a network, in one flat vector."""

from itertools import pairwise

import numpy as np


class Parameters:
    """Hold all weights and biases as views into one vector, W[1], b[1], W[2], ... in turn.

    `sizes` are n[0] ... n[L]; `W[l-1]` is (n[l], n[l-1]) and `b[l-1]` is (n[l], 1).
    One vector makes an update a call or two on a single array. With `by_input` the first
    weights lie in it input by input, not unit by unit: for those of a few units at most inputs.
    """

    __slots__ = ("W", "b", "by_input", "flat", "sizes")

    def __init__(
        self,
        sizes: tuple[int, ...],
        dtype: str = "float64",
        flat: np.ndarray | None = None,
        by_input: bool = False,
    ) -> None:
        self.sizes, self.by_input = tuple(sizes), by_input
        self.flat = np.zeros(count(self.sizes), dtype) if flat is None else flat
        weights, biases, start = [], [], 0
        for n_in, n_out in pairwise(self.sizes):
            end = start + n_out * n_in
            turned = by_input and start == 0
            W = self.flat[start:end].reshape((n_in, n_out) if turned else (n_out, n_in))
            weights.append(W.T if turned else W)
            biases.append(self.flat[end : end + n_out].reshape(n_out, 1))
            start = end + n_out
        self.W = tuple(weights)
        self.b = tuple(biases)

    def copy(self) -> "Parameters":
        """Give parameters of the same values in memory of their own."""
        return self.alike(self.flat.copy())

    def read_only(self) -> "Parameters":
        """Give a copy that nobody can write to."""
        flat = self.flat.copy()
        flat.flags.writeable = False
        return self.alike(flat)

    def alike(self, flat: np.ndarray | None = None) -> "Parameters":
        """Give this vector as parameters that lie in it as these do; zeros if there is none."""
        return Parameters(self.sizes, self.flat.dtype.name, flat, self.by_input)


def count(sizes: tuple[int, ...]) -> int:
    """Count the weights and biases of a network with layers of these sizes."""
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
