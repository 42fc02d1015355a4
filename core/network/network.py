"""A dense network: what it computes, and how its cost depends on every weight."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.interruption import check_interruption
from core.network.activations import Activation
from core.network.losses import Loss
from core.network.parallel import (
    SERIAL,
    Call,
    Executor,
    bind_dot,
    bind_outer_product,
    bind_product,
    bind_rows,
)
from core.network.parameters import Parameters


@dataclass(frozen=True, slots=True)
class ForwardPass:
    """What a pass forward over m samples computes: `Z[l-1]` and `A[l]` of every layer, A[0] = X.

    `layer_inputs[l-1]` is what layer l reads: A[l-1], or what dropout's `masks` leave of it.
    """

    Z: Sequence[np.ndarray]
    A: Sequence[np.ndarray]
    layer_inputs: Sequence[np.ndarray]
    masks: Sequence[np.ndarray] = ()

    @property
    def m(self) -> int:
        return int(self.A[-1].shape[1])


@dataclass(frozen=True, slots=True)
class BackwardPass:
    """What a pass backward computes: the gradient by every parameter, and `dZ[l-1]` of layer l."""

    gradients: Parameters
    dZ: Sequence[np.ndarray]  # noqa: N815


class Network:
    """A dense network of L layers, the last one being the loss's own output.

    `sizes` are n[0] ... n[L]; `activations` one a hidden layer. It holds no weights
    and remembers no pass.
    """

    def __init__(self, sizes: Sequence[int], activations: Sequence[Activation], loss: Loss) -> None:
        self.sizes = tuple(sizes)
        self.activations = tuple(activations)
        self.loss = loss

    def forward(
        self,
        parameters: Parameters,
        X: np.ndarray,
        masks: Sequence[np.ndarray] = (),
        executor: Executor = SERIAL,
    ) -> ForwardPass:
        """Compute every layer's Z = W A_prev + b and A = g(Z) for X (n[0], m).

        `masks`, one (n[l], m) a hidden layer, multiply what the next layer reads.
        """
        W, b = parameters.W, parameters.b
        A, Z, A_prev = [X], [self.first_product(parameters, X, executor)], [X]
        for l, g in enumerate((*(row.apply for row in self.activations), self.loss.output)):
            check_interruption()
            if l:
                Z.append(np.empty((self.sizes[l + 1], X.shape[1]), parameters.flat.dtype))
                bind_dot(W[l], A_prev[l], Z[l], executor)()
            bind_rows(np.add, Z[l], b[l], Z[l], executor=executor)()
            A.append(np.empty_like(Z[l]))
            if l < len(self.activations):
                bind_rows(g, Z[l], A[l + 1], executor=executor)()
            else:
                g(Z[l], A[l + 1])
            A_prev.append(A[l + 1] * masks[l] if l < len(masks) else A[l + 1])
        return ForwardPass(Z, A, A_prev[:-1], masks)

    def first_product(
        self, parameters: Parameters, X: np.ndarray, executor: Executor
    ) -> np.ndarray:
        """Return W[1] X, (n[1], m)."""
        WX = np.empty((self.sizes[1], X.shape[1]), parameters.flat.dtype)
        for call in self.first_product_calls(parameters, X, WX, executor):
            call()
        return WX

    def first_product_calls(
        self, parameters: Parameters, X: np.ndarray, out: np.ndarray, executor: Executor
    ) -> Iterator[Call]:
        """List the calls that write W[1] X to `out`, (n[1], m)."""
        yield bind_product(parameters.W[0], X, out, executor)

    def cost(self, forward_pass: ForwardPass, Y: np.ndarray) -> float:
        """Return the mean loss of a pass against its targets Y, (n[L], m)."""
        return self.loss.cost(forward_pass.Z[-1], Y, None)

    def backward(
        self,
        parameters: Parameters,
        forward_pass: ForwardPass,
        Y: np.ndarray,
        with_first_layer: bool = True,
    ) -> BackwardPass:
        """Compute dZ, dW = dZ A_prev^T and db = Σ dZ of the mean loss, layer by layer.

        The 1/m of the mean is in dZ. Without `with_first_layer` dW[1] stays 0.
        """
        A, A_prev, masks = forward_pass.A, forward_pass.layer_inputs, forward_pass.masks
        gradients, ones = parameters.alike(), np.ones((forward_pass.m, 1), A[-1].dtype)
        dZ = [np.empty_like(layer) for layer in A[1:]]
        self.loss.backward(A[-1], Y, dZ[-1])
        for l in range(len(dZ) - 1, 0, -1):
            check_interruption()
            bind_dot(dZ[l], A_prev[l].T, gradients.W[l])()
            np.dot(dZ[l], ones, gradients.b[l])
            bind_dot(parameters.W[l].T, dZ[l], dZ[l - 1])()
            if masks:
                dZ[l - 1] *= masks[l - 1]
            slope = self.activations[l - 1].backward
            bind_rows(slope, dZ[l - 1], A[l], np.empty_like(A[l]))()
        if with_first_layer:
            bind_outer_product(dZ[0], A_prev[0], gradients.W[0])()
        np.dot(dZ[0], ones, gradients.b[0])
        return BackwardPass(gradients, dZ)
