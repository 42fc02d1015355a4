"""A dense network: what it computes, and how its cost depends on every weight."""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from core.network.activations import Activation
from core.network.losses import Loss
from core.network.parallel import (
    SERIAL,
    Call,
    Executor,
    outer_product,
    product,
)
from core.network.parameters import Parameters


class ForwardPass:
    """Everything one pass forward computes: `Z[l-1]` and `A[l]` of every layer, A[0] being X.

    Buffers are made once for m samples; unit by unit contiguous, which a bias is added to in
    long rows however few units there are. With `keep_Z=False` hidden layers overwrite their Z
    with A, which is all that backward needs. `buffers[l]` is for work on a layer like dZ[l].
    `layer_inputs[l]` is what layer l + 1 reads: A[l] itself, or what dropout's `masks` leave of it.
    `sample_indices` are the numbers of the samples in X among all training samples, None for all.
    """

    __slots__ = ("A", "Z", "buffers", "dZ", "layer_inputs", "m", "masks", "ones", "sample_indices")

    def __init__(self, sizes: Sequence[int], m: int, dtype: str, keep_Z: bool = True) -> None:
        self.m = m
        self.Z, self.dZ, self.buffers, forward_pass = (
            [np.empty((n, m), dtype) for n in sizes[1:]] for _ in range(4)
        )
        self.A = [np.empty((0, m)), *(forward_pass if keep_Z else self.Z[:-1] + forward_pass[-1:])]
        self.ones = np.ones((m, 1), dtype)
        self.masks: Sequence[np.ndarray] = ()
        self.layer_inputs = self.A
        self.sample_indices: np.ndarray | None = None

    def read(self, X: np.ndarray, masks: Sequence[np.ndarray] = ()) -> None:
        """Have the network read X, and its layers their inputs through masks, where there are."""
        self.A[0] = X
        if not masks:
            self.layer_inputs = self.A
        elif self.layer_inputs is self.A:
            self.layer_inputs = [
                A if l == 0 else np.empty_like(A) for l, A in enumerate(self.A[:-1])
            ]
        self.layer_inputs[0], self.masks = X, masks


class Network:
    """A dense network of L layers, the last one being the loss's own output.

    `sizes` are n[0] ... n[L]; `activations` one a hidden layer. It holds no weights
    and remembers no pass. `executor` share what is large in its training.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activations: Sequence[Activation],
        loss: Loss,
        executor: Executor = SERIAL,
    ) -> None:
        self.sizes = tuple(sizes)
        self.activations = tuple(activations)
        self.loss = loss
        self.executor = executor
        self._applies = (*(g.apply for g in activations), loss.output)
        self._slopes = tuple(g.backward for g in activations)

    def make_pass(self, m: int, dtype: str = "float64", keep_Z: bool = True) -> ForwardPass:
        """Make the buffers of a pass over m samples."""
        return ForwardPass(self.sizes, m, dtype, keep_Z)

    def forward(
        self,
        parameters: Parameters,
        X: np.ndarray,
        out: ForwardPass | None = None,
        masks: Sequence[np.ndarray] = (),
    ) -> ForwardPass:
        """Compute every layer's Z = W A_prev + b and A = g(Z) for X (n[0], m).

        `masks`, one (n[l], m) a hidden layer, multiply what the next layer reads.
        """
        forward_pass = out or self.make_pass(X.shape[1], parameters.flat.dtype.name)
        forward_pass.read(X, masks)
        for call in self.forward_calls(parameters, forward_pass, trained=out is not None):
            call()
        return forward_pass

    def forward_calls(
        self, parameters: Parameters, forward_pass: ForwardPass, trained: bool = True
    ) -> Iterator[Call]:
        """List the calls of a pass forward over the samples that `forward_pass` reads.

        They may be made again as long as the arrays are the same. Most of the time of a small
        network goes into finding out what to call. `trained` says that it trains on the samples.
        """
        yield from self._first_calls(parameters, forward_pass, trained)
        layers = zip(parameters.W, parameters.b, forward_pass.Z, self._applies, strict=True)
        for l, (W, b, Z, apply) in enumerate(layers):
            if l:
                yield partial(np.dot, W, forward_pass.layer_inputs[l], Z)
                yield partial(np.add, Z, b, Z)
            yield partial(apply, Z, forward_pass.A[l + 1])
            if l < len(forward_pass.masks):
                yield partial(
                    np.multiply,
                    forward_pass.A[l + 1],
                    forward_pass.masks[l],
                    forward_pass.layer_inputs[l + 1],
                )

    def _first_calls(
        self, parameters: Parameters, forward_pass: ForwardPass, trained: bool
    ) -> Iterator[Call]:
        """List those that write Z[1] = W[1] X + b[1]."""
        Z = forward_pass.Z[0]
        yield product(parameters.W[0], forward_pass.layer_inputs[0], Z, self.executor)
        yield partial(np.add, Z, parameters.b[0], Z)

    def cost(self, forward_pass: ForwardPass, Y: np.ndarray) -> float:
        """Give the mean loss of a pass against its targets Y, (n[L], m)."""
        return self.loss.cost(forward_pass.Z[-1], Y, forward_pass.buffers[-1])

    def backward(
        self,
        parameters: Parameters,
        forward_pass: ForwardPass,
        Y: np.ndarray,
        gradients: Parameters,
        first: bool = True,
    ) -> None:
        """Write dW[l] = dZ[l] A[l-1]^T / m and db[l] of the mean loss into `gradients`.

        `forward_pass` is the pass of these parameters; its dZ buffers are used up. Without `first`
        dW[1] is not written: made.dZ[0] then tells all of it.
        """
        for call in self.backward_calls(parameters, forward_pass, Y, gradients, first):
            call()

    def backward_calls(
        self,
        parameters: Parameters,
        forward_pass: ForwardPass,
        Y: np.ndarray,
        gradients: Parameters,
        first: bool = True,
    ) -> Iterator[Call]:
        """List the calls of a pass backward, as `forward_calls` does."""
        dZ = forward_pass.dZ
        yield partial(self.loss.backward, forward_pass.A[-1], Y, dZ[-1])
        for l in range(len(dZ) - 1, 0, -1):
            above, here = dZ[l], dZ[l - 1]
            yield partial(np.dot, above, forward_pass.layer_inputs[l].T, gradients.W[l])
            yield partial(np.dot, above, forward_pass.ones, gradients.b[l])
            yield partial(np.dot, parameters.W[l].T, above, here)
            if forward_pass.masks:
                yield partial(np.multiply, here, forward_pass.masks[l - 1], here)
            yield partial(self._slopes[l - 1], here, forward_pass.A[l], forward_pass.buffers[l - 1])
        if first:
            yield outer_product(dZ[0], forward_pass.layer_inputs[0], gradients.W[0], self.executor)
        yield partial(np.dot, dZ[0], forward_pass.ones, gradients.b[0])
