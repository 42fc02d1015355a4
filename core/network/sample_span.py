"""Training in the span of the samples: the same steps on far fewer numbers.

With fewer samples than inputs, every step of the first weights is a sum of samples, so that
at any time W1 = s W1_start + C X^T: s (n[1], 1) starts as ones, C (n[1], m) as zeros. Beside
these coefficients stands what they come to, H = W1 X (n[1], m). As dW1 = dZ1 X^T, the gradient
by C is dZ1, and that by H is dZ1 X^T X. A rule that is linear in the gradients does to
[s, C, H] what it does to W1, and the slope of L2 shrinks all alike, so nothing is approximate
but the rounding. Rules that look at single weights (Adam, L1) need the full W1.

A step reads H, never C X^T X: large numbers cancel there, and the rounding of C would come
back multiplied by the largest eigenvalue of X^T X. H rounds as Z1 of full weights does.

It is the step from weights to sample coefficients of Aizerman et al. 1964, "Theoretical
foundations of the potential function method", for the first layer of a network.
"""

from collections.abc import Iterator
from functools import partial
from typing import cast

import numpy as np

from core.interruption import cleared, copy_to, pieces
from core.network.compiled_passes import CompiledPasses
from core.network.network import Network
from core.network.objective import Objective
from core.network.parallel import Call, Executor, bind_dot, bind_rows
from core.network.parameters import Parameters
from core.network.penalties import Regularisation

# The precision of the coefficients, whatever that of the full weights: they are few.
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
        """Return coefficients laid out as these in another vector, zeros where none is given."""
        return Coefficients(self.sizes, flat)


class SpanNetwork(Network):
    """Compute forward from coefficients what the network of the full weights computes.

    A sample x is given as [W1_start x, X^T x], (n[1] + m, 1). Its gradient by the coefficients
    needs the numbers of the samples, which `SpanPasses` has.
    """

    def first_product_calls(
        self, parameters: Parameters, X: np.ndarray, out: np.ndarray, executor: Executor
    ) -> Iterator[Call]:
        """List the calls that write W[1] x of every sample to `out`, (n[1], m)."""
        small, n = cast(Coefficients, parameters), self.sizes[1]
        yield bind_dot(small.C, X[n:], out, executor, np.matmul)
        yield bind_rows(_add_start, out, small.s, X[:n], executor=executor)


class SampleSpan:
    """Map between a network's full parameters and those in the span of its samples.

    `start` are the full first parameters, X (n[0], m) the training samples and `products`
    their X^T X (m, m). `network` and `parameters` are the small ones; `train` are the training
    samples as they read them.
    """

    def __init__(
        self, network: Network, start: Parameters, X: np.ndarray, products: np.ndarray
    ) -> None:
        self._start, self._X = start, X
        self._W = start.W[0].astype(DTYPE, copy=False)
        rows = pieces(*self._W.shape)
        self._squares = np.concatenate([np.square(self._W[part]).sum(axis=1) for part in rows])
        self.products, self.train = products, self.project(X, products)
        sizes = (1 + 2 * X.shape[1], *start.sizes[1:])
        self.network = SpanNetwork(sizes, network.activations, network.loss)
        self.parameters = Coefficients(sizes)
        self.parameters.s[:] = 1.0
        self.parameters.H[:] = self.train[: sizes[1]]
        self.parameters.after_first_layer[:] = _after_first_layer(start)

    def project(self, X: np.ndarray, products: np.ndarray) -> np.ndarray:
        """Return samples X (n[0], k) as the network reads them; `products` are X_train^T X."""
        WX = np.empty((len(self._W), X.shape[1]))
        bind_dot(self._W, X, WX, dot=np.matmul)()
        read = np.empty((X.shape[1], len(WX) + len(products)))
        for part in pieces(*read.shape):
            np.concatenate([WX[:, part], products[:, part]], out=read[part].T)
        return read.T

    def to_full(self, small: Parameters) -> Parameters:
        """Return the full parameters of coefficients, or the full state of a rule's state."""
        small, full = cast(Coefficients, small), self._start.alike(cleared(self._start.flat))
        W = full.W[0]
        for part in pieces(W.shape[1], len(W)):
            np.matmul(small.C, self._X[part].T, out=W[:, part])
            W[:, part] += small.s * self._W[:, part]
        copy_to(_after_first_layer(full), small.after_first_layer)
        return full

    def half_sum_of_squares(self, small: Coefficients) -> float:
        """Return half the sum of the squares of the full first weights, L2's value of them."""
        s, C, H, Z = small.s, small.C, small.H, self.train[: len(small.s)]
        steps = crossed = 0.0
        for part in pieces(*C.shape):
            steps += np.vdot(C[part], H[part])
            crossed += np.vdot(C[part], s[part] * Z[part])
        return 0.5 * float(steps + s[:, 0] ** 2 @ self._squares + crossed)


class SpanObjective(Objective):
    """Compute the cost of a network in the span as that of its full weights.

    Of the penalties it takes only those with a linear slope, which is L2.
    """

    def __init__(self, span: SampleSpan, regularisation: Regularisation) -> None:
        super().__init__(span.network, regularisation)
        self.span = span

    def penalty(self, parameters: Parameters, m: int) -> float:
        """Return what the full weights add to the cost of m samples."""
        total = 0.0
        for penalty, strength in self.regularisation.weighted:
            value = self.span.half_sum_of_squares(cast(Coefficients, parameters))
            value += sum(penalty.value(W) for W in parameters.W[1:])
            total += strength / m * value
        return total


class SpanPasses(CompiledPasses):
    """Pass training samples forward from H, and backward to the gradients by C and H."""

    def first_sums(self) -> Iterator[Call]:
        """List the calls that write H + b[1], of the samples at hand, to Z[0]."""
        small, Z = cast(Coefficients, self.parameters), self.Z[0]
        if self.sample_indices is None:
            yield self.bind_rows(np.add, small.H, small.b[0], Z)
        else:
            yield partial(self._gather_columns, small.H, Z)
            yield self.bind_rows(np.add, Z, small.b[0], Z)

    def backward_calls(self) -> Iterator[Call]:
        """List the calls of a pass backward; of all samples the gradient by C is dZ[1] itself."""
        if self.sample_indices is None:
            self.dZ[0] = cast(Coefficients, self.gradients).C
        yield from super().backward_calls()

    def first_gradient(self) -> Iterator[Call]:
        """List the calls that write the gradients by s, C and H."""
        gradients = cast(Coefficients, self.gradients)
        yield partial(gradients.s.fill, 0.0)
        if self.sample_indices is None:
            products = cast(SpanObjective, self.objective).span.products
            yield bind_dot(gradients.C, products, gradients.H, self.executor)
        else:
            X = self.X[len(self.dZ[0]) :]
            yield partial(self._scatter_columns, gradients.C)
            yield bind_dot(self.dZ[0], X.T, gradients.H, self.executor, np.matmul)

    def _gather_columns(self, H: np.ndarray, Z: np.ndarray) -> None:
        H.take(cast(np.ndarray, self.sample_indices), axis=1, out=Z, mode="clip")

    def _scatter_columns(self, dC: np.ndarray) -> None:
        dC[...] = 0.0
        dC[:, self.sample_indices] = self.dZ[0]


def is_faster(sizes: tuple[int, ...], m: int, batch: int, updates: int, precision: str) -> bool:
    """Tell whether a run of so many updates on m samples ends sooner in their span.

    Counted in multiplications of the first layer, where the ways differ, those of full
    weights in this precision.
    """
    n_in, n = sizes[0], sizes[1]
    if m >= min(n_in, MAX_SAMPLES):
        return False
    share = np.dtype(precision).itemsize / np.dtype(DTYPE).itemsize
    direct = share * n * n_in * (2 * batch + ACCESS_COST)
    span = n * m * (batch + 2 * ACCESS_COST)
    return n_in * m**2 * SYMMETRIC_PRODUCT_COST + updates * span * MIN_SPEEDUP < updates * direct


def _add_start(WX: np.ndarray, s: np.ndarray, start: np.ndarray) -> None:
    WX += s * start


def _after_first_layer(parameters: Parameters) -> np.ndarray:
    """Return all parameters but the first weights: b[1], W[2], b[2], ..."""
    return parameters.flat[parameters.W[0].size :]
