"""Several networks of the same layers trained as one: a call of NumPy is made once for all.

A small network's update takes as long as its thirty calls take to begin; networks of a stack share
them. The bits are those of `CompiledPasses`, which a test holds: products are made network by
network by the same routine, sums run over the same numbers in the same order, and all else treats
every number by itself.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import repeat

import numpy as np

from core.network.network import Network
from core.network.objective import Objective
from core.network.output_layers import SIGMOID, sigmoid
from core.network.parallel import Call
from core.network.parameters import Parameters, count


class StackedParameters(Parameters):
    """Hold the parameters of several networks: `W[l-1]` is (networks, n[l], n[l-1]), b alike.

    `rows` (networks, parameters) are those of each in one vector, `flat` all of them.
    """

    __slots__ = ("rows",)

    def __init__(self, sizes: tuple[int, ...], rows: np.ndarray) -> None:
        self.sizes, self.rows, self.flat = sizes, rows, rows.reshape(-1)
        one = Parameters(sizes, flat=np.arange(count(sizes)).astype(float))
        self.W, self.b = (tuple(map(self._part, parts)) for parts in (one.W, one.b))
        self.weight_slices = ()

    def _part(self, places: np.ndarray) -> np.ndarray:
        """Return the view of what stands at the places of a matrix in every network's vector."""
        start = int(places.flat[0]) if places.size else 0
        return self.rows[:, start : start + places.size].reshape(-1, *places.shape)


class StackedPasses:
    """Pass the samples X (n[0], m) with targets Y (n[L], m) through a stack of networks.

    Each has its `objectives`, which differ in the strengths of their penalties alone, none of them
    0 in one and not in another. `masks` are dropout's, (n[l], m) each, the same for all. The
    `gradients` by the `parameters` are written in place.
    """

    def __init__(
        self,
        objectives: Sequence[Objective],
        parameters: StackedParameters,
        gradients: StackedParameters,
        X: np.ndarray,
        Y: np.ndarray,
        masks: Sequence[np.ndarray] = (),
    ) -> None:
        self.parameters, self.gradients, self._X = parameters, gradients, X
        self._objectives, self._network, self._Y = objectives, objectives[0].network, Y
        networks, self._m = len(parameters.rows), X.shape[1]
        self.Z, self._dZ, self._buffers = (
            [np.empty((networks, n, self._m)) for n in parameters.sizes[1:]] for _ in range(3)
        )
        self.A = [*self.Z[:-1], np.empty_like(self.Z[-1])]
        self._masks = masks
        self._inputs = [np.empty_like(A) if masks else A for A in self.A[:-1]]
        self._ones = np.ones((self._m, 1))
        self._shares_output = _is_binary_cross_entropy(self._network)
        self._penalised = [
            Parameters(parameters.sizes, flat=row)
            for row, objective in zip(parameters.rows, objectives, strict=True)
            if objective.regularisation.weighted
        ]
        self._forward, self._backward = tuple(self._forward_calls()), tuple(self._backward_calls())

    def forward(self) -> np.ndarray:
        """Compute every layer's A, and return the costs (networks,) with their penalties."""
        for call in self._forward:
            call()
        costs = self._losses()
        if self._penalised:
            each = zip(self._objectives, self._penalised, strict=True)
            costs += [objective.penalty(parameters, self._m) for objective, parameters in each]
        return costs

    def backward(self) -> None:
        """Write the gradients of the last pass forward."""
        for call in self._backward:
            call()

    def _losses(self) -> np.ndarray:
        """Return the mean losses (networks,) of the last pass forward."""
        Z, buffer = self.Z[-1], self._buffers[-1]
        if self._shares_output:
            return _binary_costs(Z, self._Y, buffer)
        cost = self._network.loss.cost
        return np.array([cost(*each) for each in zip(Z, repeat(self._Y), buffer, strict=False)])

    def _forward_calls(self) -> Iterator[Call]:
        network, Z, A_prev = self._network, self.Z, self._X
        layers = zip(self.parameters.W, self.parameters.b, strict=True)
        for l, (W, b) in enumerate(layers):
            yield _bind_product(W, A_prev, Z[l])
            yield partial(np.add, Z[l], b, Z[l])
            if l < len(network.activations):
                yield partial(network.activations[l].apply, Z[l], self.A[l])
                if self._masks:
                    yield partial(np.multiply, self.A[l], self._masks[l], self._inputs[l])
                A_prev = self._inputs[l]
        if self._shares_output:
            yield partial(sigmoid, Z[-1], self.A[-1])
        else:
            yield from map(partial, repeat(network.loss.output), Z[-1], self.A[-1])

    def _backward_calls(self) -> Iterator[Call]:
        dZ, gradients = self._dZ, self.gradients
        yield from self._output_backward()
        for l in range(len(dZ) - 1, 0, -1):
            inputs = self._inputs[l - 1].transpose(0, 2, 1)
            yield _bind_product(dZ[l], inputs, gradients.W[l])
            yield _bind_product(dZ[l], self._ones, gradients.b[l])
            # A product of one column and one row has no sums. That a zero may have another sign
            # here than in a product is lost in the sums that follow, which begin at 0.
            product = np.multiply if dZ[l].shape[1] == 1 else np.matmul
            yield partial(product, self.parameters.W[l].transpose(0, 2, 1), dZ[l], dZ[l - 1])
            if self._masks:
                yield partial(np.multiply, dZ[l - 1], self._masks[l - 1], dZ[l - 1])
            slope = self._network.activations[l - 1].backward
            yield partial(slope, dZ[l - 1], self.A[l - 1], self._buffers[l - 1])
        yield _bind_product(dZ[0], self._X.T, gradients.W[0])
        yield _bind_product(dZ[0], self._ones, gradients.b[0])
        yield from self._penalty_calls()

    def _penalty_calls(self) -> Iterator[Call]:
        """List the calls that add the slopes of the penalties, as Regularisation adds each."""
        weighted = [objective.regularisation.weighted for objective in self._objectives]
        for rows in zip(*weighted, strict=True):
            strengths = np.array([row.strength / self._m for row in rows]).reshape(-1, 1, 1)
            for W, dW in zip(self.parameters.W, self.gradients.W, strict=True):
                slope = np.empty_like(W)
                yield partial(rows[0].penalty.slope, W, slope)
                yield partial(np.multiply, slope, strengths, slope)
                yield partial(np.add, dW, slope, dW)

    def _output_backward(self) -> Iterator[Call]:
        loss, A, Y, dZ = self._network.loss, self.A[-1], self._Y, self._dZ[-1]
        if self._shares_output:
            # One unit a network, so that networks may stand where units do.
            yield partial(loss.backward, A[:, 0], Y, dZ[:, 0])
        else:
            yield from map(partial, repeat(loss.backward), A, repeat(Y), dZ)


def _bind_product(A: np.ndarray, B: np.ndarray, out: np.ndarray) -> Call:
    """Return the call that writes A B to `out`, as `np.dot` does for each network of a stack."""
    # The product of two numbers may be -0.0; a sum, which begins at 0.0, never is.
    is_of_numbers = A.shape[-2:] == B.shape[-2:] == (1, 1)
    return partial(np.multiply if is_of_numbers else np.matmul, A, B, out)


def _is_binary_cross_entropy(network: Network) -> bool:
    """Tell whether the output layer's calls can be shared: those of one sigmoid's log loss."""
    loss, units = network.loss, network.sizes[-1]
    weighted = bool(loss.class_weights)
    return units == 1 and loss.is_log_loss and loss.output_layer(1) is SIGMOID and not weighted


def _binary_costs(Z: np.ndarray, Y: np.ndarray, buffer: np.ndarray) -> np.ndarray:
    """Return the costs (networks,) of outputs (networks, 1, m), as LOSSES computes each."""
    np.abs(Z, buffer)
    np.negative(buffer, buffer)
    np.exp(buffer, buffer)
    np.log1p(buffer, buffer)
    totals = np.add.reduce(buffer, (1, 2))
    np.greater(Z, 0.0, buffer)
    np.subtract(buffer, Y, buffer)
    products = np.matmul(buffer, Z.transpose(0, 2, 1))[:, 0, 0]
    return np.asarray((totals + products) / Z.shape[2])
