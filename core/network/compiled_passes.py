"""The passes of training, as lists of calls that are bound to their arrays once.

To find out what to call is a quarter of an update of a small network. `Network.forward` and
`Network.backward` are the same mathematics to read, and a test holds the two to the same bits.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from core.network.network import Network
from core.network.objective import Objective
from core.network.parallel import (
    SERIAL,
    Call,
    Executor,
    bind_dot,
    bind_outer_product,
    bind_rows,
    prepared,
)
from core.network.parameters import Parameters, count


class CompiledForward:
    """Pass the same arrays forward, as often as the parameters change.

    X (n[0], m) and Y (n[L], m) are the samples, `masks` dropout's, (n[l], m) each.
    """

    def __init__(
        self,
        network: Network,
        parameters: Parameters,
        X: np.ndarray,
        Y: np.ndarray,
        masks: Sequence[np.ndarray] = (),
        executor: Executor = SERIAL,
    ) -> None:
        self.network, self.parameters = network, parameters
        self.X, self.Y, self.masks, self.executor = X, Y, masks, executor
        self.m, dtype = X.shape[1], parameters.flat.dtype
        # Unit by unit contiguous, so that a bias is added in long rows.
        self.Z = [np.empty((n, self.m), dtype) for n in parameters.sizes[1:]]
        # Hidden layers overwrite their Z with A, which is all that backward needs.
        self.A = [X, *self.Z[:-1], np.empty_like(self.Z[-1])]
        self.layer_inputs = [X, *(np.empty_like(A) if masks else A for A in self.A[1:-1])]
        self._loss_buffer, self._total = np.empty_like(self.Z[-1]), np.empty(())
        self._forward = self.prepared(self.forward_calls())

    def forward(self) -> float:
        """Compute every layer's A, and return the mean loss."""
        for call in self._forward:
            call()
        cost: float = self._total.item() / self.m
        return cost

    def prepared(self, calls: Iterator[Call]) -> tuple[Call, ...]:
        """Return the calls of a pass as they are made again and again."""
        return prepared(calls, count(self.parameters.sizes) * self.m)

    def bind_rows(self, function: Callable[..., object], *arrays: np.ndarray) -> Call:
        """Return the call of a function that treats every unit by itself."""
        return bind_rows(function, *arrays, executor=self.executor)

    def first_sums(self) -> Iterator[Call]:
        """List the calls that write W[1] X + b[1] to Z[0]."""
        Z = self.Z[0]
        yield from self.network.first_product_calls(self.parameters, self.X, Z, self.executor)
        yield self.bind_rows(np.add, Z, self.parameters.b[0], Z)

    def forward_calls(self) -> Iterator[Call]:
        """List the calls of a pass forward."""
        network, Z = self.network, self.Z
        functions = (*(row.apply for row in network.activations), network.loss.output)
        layers = zip(self.parameters.W, self.parameters.b, functions, strict=True)
        for l, (W, b, g) in enumerate(layers):
            if l:
                yield bind_dot(W, self.layer_inputs[l], Z[l], self.executor)
                yield self.bind_rows(np.add, Z[l], b, Z[l])
            else:
                yield from self.first_sums()
            is_output = l == len(Z) - 1
            yield (partial if is_output else self.bind_rows)(g, Z[l], self.A[l + 1])
            if l < len(self.masks):
                kept = self.A[l + 1], self.masks[l], self.layer_inputs[l + 1]
                yield self.bind_rows(np.multiply, *kept)
        yield partial(
            _write_total, network.loss.total, Z[-1], self.Y, self._loss_buffer, self._total
        )


class CompiledPasses(CompiledForward):
    """Pass the same arrays forward and backward, as often as their numbers change.

    The `gradients` of the objective by the `parameters` are written in place. `sample_indices` are
    the numbers of the samples in X among all training samples, None for all of them.
    """

    def __init__(
        self,
        objective: Objective,
        parameters: Parameters,
        gradients: Parameters,
        X: np.ndarray,
        Y: np.ndarray,
        masks: Sequence[np.ndarray] = (),
        sample_indices: np.ndarray | None = None,
        executor: Executor = SERIAL,
    ) -> None:
        self.objective, self.gradients, self.sample_indices = objective, gradients, sample_indices
        super().__init__(objective.network, parameters, X, Y, masks, executor)
        self.dZ = [np.empty_like(Z) for Z in self.Z]
        self.buffers = [np.empty_like(Z) for Z in self.Z[:-1]]
        self._ones = np.ones((self.m, 1), parameters.flat.dtype)
        self._is_penalised = bool(objective.regularisation.weighted)
        self._backward = self.prepared(self.backward_calls())

    def forward(self) -> float:
        """Compute every layer's A, and return the cost with its penalties."""
        cost = super().forward()
        if self._is_penalised:
            cost += self.objective.penalty(self.parameters, self.m)
        return cost

    def backward(self) -> None:
        """Write the gradients of the last pass forward; its A of the hidden layers stay."""
        for call in self._backward:
            call()

    def first_gradient(self) -> Iterator[Call]:
        """List the calls that write dW[1] = dZ[1] X^T."""
        yield bind_outer_product(self.dZ[0], self.X, self.gradients.W[0], self.executor)

    def backward_calls(self) -> Iterator[Call]:
        """List the calls of a pass backward, and those that add the slopes of the penalties."""
        network, dZ, gradients = self.network, self.dZ, self.gradients
        yield partial(network.loss.backward, self.A[-1], self.Y, dZ[-1])
        for l in range(len(dZ) - 1, 0, -1):
            yield bind_dot(dZ[l], self.layer_inputs[l].T, gradients.W[l], self.executor)
            yield partial(np.dot, dZ[l], self._ones, gradients.b[l])
            yield bind_dot(self.parameters.W[l].T, dZ[l], dZ[l - 1], self.executor)
            if self.masks:
                yield self.bind_rows(np.multiply, dZ[l - 1], self.masks[l - 1], dZ[l - 1])
            slope = network.activations[l - 1].backward
            yield self.bind_rows(slope, dZ[l - 1], self.A[l], self.buffers[l - 1])
        yield from self.first_gradient()
        yield partial(np.dot, dZ[0], self._ones, gradients.b[0])
        if self._is_penalised:
            slopes = self.objective.regularisation.slope_calls
            yield from slopes(self.parameters, self.m, gradients)


def _write_total(
    total: Callable[[np.ndarray, np.ndarray, np.ndarray], float],
    Z: np.ndarray,
    Y: np.ndarray,
    buffer: np.ndarray,
    out: np.ndarray,
) -> None:
    out[...] = total(Z, Y, buffer)
