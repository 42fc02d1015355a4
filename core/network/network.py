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
    `inputs[l]` is what layer l + 1 reads: A[l] itself, or what dropout's `masks` leave of it.
    `chosen` are the numbers of the samples in X among all training samples, None for all.
    """

    __slots__ = ("A", "Z", "chosen", "dZ", "inputs", "m", "masks", "ones")

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
        self.ones = np.ones((m, 1), dtype)
        self.masks: Sequence[np.ndarray] = ()
        self.inputs = self.A
        self.chosen: np.ndarray | None = None

    def drop(self, masks: Sequence[np.ndarray]) -> None:
        """Have layers read their inputs through these masks, or whole where there are none."""
        if not masks:
            self.inputs = self.A
        elif self.inputs is self.A:
            self.inputs = [A if l == 0 else np.empty_like(A) for l, A in enumerate(self.A[:-1])]
        self.masks = masks


class Network:
    """A dense network of L layers, the last one being the loss's own output.

    `sizes` are n[0] ... n[L]; `activations` one a hidden layer. It holds no weights
    and remembers no pass.
    """

    def __init__(self, sizes: Sequence[int], activations: Sequence[Activation], loss: Loss) -> None:
        self.sizes = tuple(sizes)
        self.activations = tuple(activations)
        self.loss = loss
        self._applies = (*(g.apply for g in activations), loss.output)

    def make_pass(self, m: int, dtype: str = "float64", keep_Z: bool = True) -> Pass:
        """Make the buffers of a pass over m samples."""
        return Pass(self.sizes, m, dtype, keep_Z)

    def forward(
        self,
        parameters: Parameters,
        X: np.ndarray,
        out: Pass | None = None,
        masks: Sequence[np.ndarray] = (),
    ) -> Pass:
        """Compute every layer's Z = W A_prev + b and A = g(Z) for X (n[0], m).

        `masks`, one (n[l], m) a hidden layer, multiply what the next layer reads.
        """
        made = out or self.make_pass(X.shape[1], parameters.flat.dtype.name)
        if masks or made.masks:
            made.drop(masks)
        A, inputs = made.A, made.inputs
        A[0] = inputs[0] = X
        steps = zip(parameters.W, parameters.b, made.Z, self._applies, strict=True)
        for l, (W, b, Z, apply) in enumerate(steps):
            np.matmul(W, inputs[l], out=Z)
            np.add(Z, b, out=Z)
            apply(Z, A[l + 1])
            if l < len(masks):
                np.multiply(A[l + 1], masks[l], out=inputs[l + 1])
        return made

    def cost(self, made: Pass, Y: np.ndarray) -> float:
        """Give the mean loss of a pass against its targets Y, (n[L], m)."""
        return self.loss.cost(made.Z[-1], Y)

    def backward(
        self,
        parameters: Parameters,
        made: Pass,
        Y: np.ndarray,
        gradients: Parameters,
        first: bool = True,
    ) -> None:
        """Write dW[l] = dZ[l] A[l-1]^T / m and db[l] of the mean loss into `gradients`.

        `made` is the pass of these parameters; its dZ buffers are used up. Without `first`
        dW[1] is not written: made.dZ[0] then tells all of it.
        """
        dZ = made.dZ
        self.loss.backward(made.A[-1], Y, dZ[-1])
        for l in range(len(dZ) - 1, -1, -1):
            # dot: the same product as matmul, and quicker to begin
            if l or first:
                np.dot(dZ[l], made.inputs[l].T, out=gradients.W[l])
            np.dot(dZ[l], made.ones, out=gradients.b[l])
            if l:
                np.matmul(parameters.W[l].T, dZ[l], out=dZ[l - 1])
                if made.masks:
                    dZ[l - 1] *= made.masks[l - 1]
                self.activations[l - 1].backward(dZ[l - 1], made.A[l])


def _columns(n: int, m: int, dtype: str) -> np.ndarray:
    return np.empty((n, m), dtype, order="F")
