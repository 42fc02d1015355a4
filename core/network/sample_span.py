"""Training in the span of the samples: the same steps on far fewer numbers.

With fewer samples than inputs, every step of the first weights is a sum of samples, so that
at any time W1 = s W1_start + C X^T: s (n[1], 1) starts as ones, C (n[1], m) as zeros. Beside
these coefficients stands what they come to, H = W1 X (n[1], m). As dW1 = dZ1 X^T, the gradient
by C is dZ1, and that by H is dZ1 X^T X. A rule that is linear in the gradients does to
[s, C, H] what it does to W1, and the slope of L2 shrinks all alike, so nothing is approximate
but the rounding. Rules that look at single weights (Adam, L1) need the whole W1.

A step reads H, never C X^T X: large numbers cancel there, and the rounding of C would come
back multiplied by the largest eigenvalue of X^T X. H rounds as Z1 of whole weights does.

It is the step from weights to sample coefficients of Aizerman et al. 1964, "Theoretical
foundations of the potential function method", for the first layer of a network.
"""

from collections.abc import Iterator
from functools import partial
from typing import cast

import numpy as np

from core.network.network import ForwardPass, Network
from core.network.objective import Objective
from core.network.parallel import Call
from core.network.parameters import Parameters
from core.network.penalties import Regularisation

# Whatever the precision of the whole weights: the small ones are quick enough in this.
DTYPE = "float64"
# A number of a large array that is passed over costs as much as this many multiplications,
# and one of X^T X, which is symmetric and a large product, this share of one.
ACCESS_COST, SYMMETRIC_PRODUCT_COST = 16, 0.25
# It has to promise this much to be worth its own set-up, and another rounding.
MIN_SPEEDUP = 1.5
# Of more samples X^T X takes a quarter of a gigabyte, and seconds before the first step.
MAX_SAMPLES = 5792


class Coefficients(Parameters):
    """Hold the small parameters: `s`, `C` and `H`, one after the other, as the first weights.

    `sizes` are 1 + 2 m, n[1] ... n[L]; `after_first_layer` is the vector of all but the first
    weights.
    """

    __slots__ = ("C", "H", "after_first_layer", "s")

    def __init__(self, sizes: tuple[int, ...], flat: np.ndarray | None = None) -> None:
        super().__init__(sizes, DTYPE, flat)
        n, m = sizes[1], sizes[0] // 2
        s, C, H, self.after_first_layer = np.split(self.flat, np.cumsum([n, n * m, n * m]))
        self.s, self.C, self.H = s.reshape(n, 1), C.reshape(n, m), H.reshape(n, m)

    def alike(self, flat: np.ndarray | None = None) -> "Coefficients":
        """Give this vector as parameters that lie in it as these do; zeros if there is none."""
        return Coefficients(self.sizes, flat)


class SpanNetwork(Network):
    """Compute from coefficients what the whole network computes.

    A sample x is to be given as [W1_start x, X^T x], (n[1] + m, 1).
    """

    def _first_calls(
        self, parameters: Parameters, forward_pass: ForwardPass, trained: bool
    ) -> Iterator[Call]:
        """Read what the samples that it trains on come to, or work it out for others."""
        small, Z = cast(Coefficients, parameters), forward_pass.Z[0]
        if trained and forward_pass.sample_indices is None:
            yield partial(np.add, small.H, small.b[0], Z)
            return
        yield partial(_gather_columns if trained else _project, small, forward_pass)
        yield partial(np.add, Z, small.b[0], Z)


def _gather_columns(small: Coefficients, forward_pass: ForwardPass) -> None:
    small.H.take(
        cast(np.ndarray, forward_pass.sample_indices), axis=1, out=forward_pass.Z[0], mode="clip"
    )


def _project(small: Coefficients, forward_pass: ForwardPass) -> None:
    X, Z, n = forward_pass.layer_inputs[0], forward_pass.Z[0], len(small.s)
    np.matmul(small.C, X[n:], Z)
    Z += small.s * X[:n]


class SampleSpan:
    """Stand between a network's whole parameters and those in the span of its samples.

    `start` are the whole first parameters, X (n[0], m) the training samples and `products`
    their X^T X (m, m). `network` and `parameters` are the small ones; `train` are the training
    samples as they read them.
    """

    def __init__(
        self, network: Network, start: Parameters, X: np.ndarray, products: np.ndarray
    ) -> None:
        self._start, self._X = start, X
        self._W = start.W[0].astype(DTYPE, copy=False)
        self._squares = np.square(self._W).sum(axis=1)
        self.products, self.train = products, self.project(X, products)
        sizes = (1 + 2 * X.shape[1], *start.sizes[1:])
        self.network = SpanNetwork(sizes, network.activations, network.loss, network.executor)
        self.parameters = Coefficients(sizes)
        self.parameters.s[:] = 1.0
        self.parameters.H[:] = self.train[: sizes[1]]
        self.parameters.after_first_layer[:] = _after_first_layer(start)

    def project(self, X: np.ndarray, products: np.ndarray) -> np.ndarray:
        """Give samples X (n[0], k) as the network reads them; `products` are X_train^T X."""
        return np.asfortranarray(np.vstack([self._W @ X, products]))

    def to_full(self, small: Parameters) -> Parameters:
        """Turn small parameters, or what a rule remembers of them, into whole ones."""
        small, forward_pass = cast(Coefficients, small), self._start.alike()
        W = np.matmul(small.C, self._X.T, out=forward_pass.W[0])
        W += small.s * self._W
        _after_first_layer(forward_pass)[:] = small.after_first_layer
        return forward_pass

    def half_sum_of_squares(self, small: Coefficients) -> float:
        """Give half the sum of the squares of the whole first weights, as L2 weighs it."""
        s, C, Z = small.s, small.C, self.train[: len(small.s)]
        return 0.5 * float(np.vdot(C, small.H) + s[:, 0] ** 2 @ self._squares + np.vdot(C, s * Z))


class SpanObjective(Objective):
    """Give the cost of a small network and its gradient, as its whole one has them.

    Of the penalties only those with a linear slope, which is L2.
    """

    def __init__(self, span: SampleSpan, regularisation: Regularisation) -> None:
        super().__init__(span.network, regularisation)
        self._span = span

    def cost(self, parameters: Parameters, forward_pass: ForwardPass, Y: np.ndarray) -> float:
        """Give the cost of a pass against its targets Y, (n[L], m)."""
        cost = self.network.cost(forward_pass, Y)
        for penalty, strength in self.regularisation.weighted:
            size = self._span.half_sum_of_squares(cast(Coefficients, parameters))
            size += sum(penalty.value(W) for W in parameters.W[1:])
            cost += strength / forward_pass.m * size
        return cost

    def gradient_calls(
        self,
        parameters: Parameters,
        forward_pass: ForwardPass,
        Y: np.ndarray,
        gradients: Parameters,
    ) -> Iterator[Call]:
        """List the calls that write its derivative by every parameter."""
        first = cast(Coefficients, gradients)
        if forward_pass.sample_indices is None:
            forward_pass.dZ[0] = first.C
        yield from self.network.backward_calls(parameters, forward_pass, Y, gradients, first=False)
        yield partial(first.s.fill, 0.0)
        if forward_pass.sample_indices is None:
            yield partial(np.dot, first.C, self._span.products, first.H)
        else:
            yield partial(_scatter, first, forward_pass)
        yield from self._slope_calls(parameters, forward_pass, gradients)


def _scatter(first: Coefficients, forward_pass: ForwardPass) -> None:
    """Write the gradient by C and H of a batch, of which made.dZ[0] tells all."""
    dZ, X = forward_pass.dZ[0], forward_pass.A[0]
    first.C[...] = 0.0
    first.C[:, forward_pass.sample_indices] = dZ
    np.matmul(dZ, X[len(dZ) :].T, first.H)


def is_faster(sizes: tuple[int, ...], m: int, batch: int, updates: int, precision: str) -> bool:
    """Tell whether a run of so many updates on m samples ends sooner in their span.

    Counted in multiplications of the first layer, where the ways differ, those of whole
    weights in this precision.
    """
    n_in, n = sizes[0], sizes[1]
    if m >= min(n_in, MAX_SAMPLES):
        return False
    share = np.dtype(precision).itemsize / np.dtype(DTYPE).itemsize
    direct = share * n * n_in * (2 * batch + ACCESS_COST)
    span = n * m * (batch + 2 * ACCESS_COST)
    return n_in * m**2 * SYMMETRIC_PRODUCT_COST + updates * span * MIN_SPEEDUP < updates * direct


def _after_first_layer(parameters: Parameters) -> np.ndarray:
    """Give all parameters but the first weights: b[1], W[2], b[2], ..."""
    return parameters.flat[parameters.W[0].size :]
