"""A dense network: what it computes, and how its cost depends on every weight."""

from collections.abc import Sequence

import numpy as np

from core.network.activations import Activation
from core.network.losses import Loss
from core.network.parameters import Parameters


class Pass:
    """Everything one pass forward computes: `Z[l-1]` and `A[l]` of every layer, A[0] being X.

    Buffers are made once for m samples; sample by sample contiguous. With
    `keep_Z=False` hidden layers overwrite their Z with A, which is all that backward needs.
    """

    __slots__ = ("A", "Z", "dZ", "m")

    def __init__(self, sizes: Sequence[int], m: int, dtype: str, keep_Z: bool = True) -> None:
        self.m = m
        hidden, output = sizes[1:-1], sizes[-1]
        self.Z = [_columns(n, m, dtype) for n in sizes[1:]]
        self.A = [
            np.empty((0, m)),
            *(_columns(n, m, dtype) if keep_Z else Z for n, Z in zip(hidden, self.Z, strict=False)),
            _columns(output, m, dtype),
        ]
        self.dZ = [_columns(n, m, dtype) for n in sizes[1:]]


class Network:
    """A dense network of L layers, the last one being the loss's own output.

    `sizes` are n[0] ... n[L]; `activations` one a hidden layer. It holds no weights
    and remembers no pass.
    """

    def __init__(self, sizes: Sequence[int], activations: Sequence[Activation], loss: Loss) -> None:
        self.sizes = tuple(sizes)
        self.activations = tuple(activations)
        self.loss = loss

    def make_pass(self, m: int, dtype: str = "float64", keep_Z: bool = True) -> Pass:
        """Make the buffers of a pass over m samples."""
        return Pass(self.sizes, m, dtype, keep_Z)

    def forward(self, parameters: Parameters, X: np.ndarray, out: Pass | None = None) -> Pass:
        """Compute every layer's Z = W A_prev + b and A = g(Z) for X (n[0], m)."""
        made = out or self.make_pass(X.shape[1], parameters.flat.dtype.name)
        made.A[0] = X
        applies = [g.apply for g in self.activations] + [self.loss.output]
        for l, (W, b, apply) in enumerate(zip(parameters.W, parameters.b, applies, strict=True)):
            Z = made.Z[l]
            np.matmul(W, made.A[l], out=Z)
            Z += b
            apply(Z, made.A[l + 1])
        return made

    def cost(self, made: Pass, Y: np.ndarray) -> float:
        """Give the mean loss of a pass against its targets Y, (n[L], m)."""
        return self.loss.cost(made.Z[-1], Y)

    def backward(
        self, parameters: Parameters, made: Pass, Y: np.ndarray, gradients: Parameters
    ) -> None:
        """Write dW[l] = dZ[l] A[l-1]^T / m and db[l] of the mean loss into `gradients`.

        `made` is the pass of these parameters; its dZ buffers are used up.
        """
        dZ = made.dZ
        self.loss.backward(made.A[-1], Y, dZ[-1])
        for l in reversed(range(len(dZ))):
            np.matmul(dZ[l], made.A[l].T, out=gradients.W[l])
            np.sum(dZ[l], axis=1, keepdims=True, out=gradients.b[l])
            if l:
                np.matmul(parameters.W[l].T, dZ[l], out=dZ[l - 1])
                self.activations[l - 1].backward(dZ[l - 1], made.A[l])


def _columns(n: int, m: int, dtype: str) -> np.ndarray:
    return np.empty((n, m), dtype, order="F")
