"""Training in the span of the samples: the same steps on far fewer numbers.

With fewer samples than inputs, every step of the first weights is a sum of samples, so that
at any time W1 = S W1_start + C X^T: S (n[1], n[1]) starts as the identity, C (n[1], m) as zero.
With B = [W1_start^T, X], a network whose first weights are [S, C] and which reads B^T x in
place of a sample x computes what the whole one does; and because dW1 = dZ1 X^T, the
gradient by C is dZ1 itself, with no product to make. A rule that is linear in the gradients
does to [S, C] what it does to W1, and the slope of L2 shrinks both alike, so nothing is
approximate but the rounding. Rules that look at single weights (Adam, L1) need the whole W1.

It is the step from weights to sample coefficients of Aizerman et al. 1964, "Theoretical
foundations of the potential function method", for the first layer of a network.
"""

import numpy as np

from core.network.network import Network, Pass
from core.network.objective import Objective
from core.network.parameters import Parameters
from core.network.regularisation import Regularisation

# A number of a large array that is passed over costs as much as this many multiplications.
PASSING = 16
# It has to promise this much to be worth its own set-up, and another rounding.
WORTH = 1.5


class Span:
    """Stand between a network's whole parameters and those in the span of its samples.

    `start` are the whole first parameters, X (n[0], m) the training samples and `products`
    their X^T X (m, m). `network` and `parameters` are the small ones: sizes
    n[1] + m, n[1] ... n[L]. `gram` is B^T B; its last m columns are the training samples.
    """

    def __init__(
        self, network: Network, start: Parameters, X: np.ndarray, products: np.ndarray
    ) -> None:
        self._W, self._X, self._sizes = start.W[0], X, start.sizes
        n, m = len(self._W), X.shape[1]
        dtype = start.flat.dtype.name
        sizes = (n + m, *start.sizes[1:])
        self.network = Network(sizes, network.activations, network.loss)
        self.gram = np.empty((n + m, n + m), dtype, order="F")
        self.gram[:n, :n] = self._W @ self._W.T
        self.gram[:n, n:] = self._W @ X
        self.gram[n:, :n] = self.gram[:n, n:].T
        self.gram[n:, n:] = products
        self.parameters = Parameters(sizes, dtype, by_input=True)
        self.parameters.flat[-_after_first(start).size :] = _after_first(start)
        self.parameters.W[0][:, :n] = np.eye(n)

    @property
    def train(self) -> np.ndarray:
        """Give the training samples as the small network reads them, (n[1] + m, m)."""
        return self.gram[:, len(self._W) :]

    def seen(self, X: np.ndarray, products: np.ndarray) -> np.ndarray:
        """Give other samples X (n[0], k) so; `products` are X_train^T X (m, k)."""
        return np.asfortranarray(np.vstack([self._W @ X, products], dtype=self._W.dtype))

    def whole(self, small: Parameters) -> Parameters:
        """Turn small parameters, or what a rule remembers of them, into whole ones."""
        made = Parameters(self._sizes, small.flat.dtype.name)
        W, whole, n = small.W[0], made.W[0], len(self._W)
        np.matmul(W[:, n:], self._X.T, out=whole)
        whole += W.diagonal()[:, np.newaxis] * self._W
        _after_first(made)[:] = _after_first(small)
        return made

    def square(self, first: np.ndarray) -> float:
        """Give the sum of the squares of the whole first weights that small ones stand for."""
        return float(np.vdot(first @ self.gram, first))


class SpanObjective(Objective):
    """Give the cost of a small network and its gradient, as its whole one has them.

    Of the penalties only those with a linear slope, which is L2.
    """

    def __init__(self, span: Span, regularisation: Regularisation) -> None:
        super().__init__(span.network, regularisation)
        self._gram = span.gram

    def cost(self, parameters: Parameters, made: Pass, Y: np.ndarray) -> float:
        """Give the cost of a pass against its targets Y, (n[L], m)."""
        cost = self.network.cost(made, Y)
        first, *others = parameters.W
        for penalty, strength in self.regularisation.weighed:
            size = 0.5 * float(np.vdot(first @ self._gram, first))
            cost += strength / made.m * (size + sum(penalty.size(W) for W in others))
        return cost

    def gradient(
        self, parameters: Parameters, made: Pass, Y: np.ndarray, gradients: Parameters
    ) -> None:
        """Write its derivative by every parameter, that by C being dZ1 in its samples' places."""
        self.network.backward(parameters, made, Y, gradients, first=False)
        n = len(gradients.W[0])
        start, samples = gradients.W[0].T[:n], gradients.W[0].T[n:]
        start[...] = 0.0
        if made.chosen is None:
            samples[...] = made.dZ[0].T
        else:
            samples[...] = 0.0
            samples[made.chosen] = made.dZ[0].T
        if self.regularisation.weighed:
            self.regularisation.add_slopes(parameters, made.m, gradients)


def pays(sizes: tuple[int, ...], m: int, batch: int, updates: int, penalised: bool) -> bool:
    """Tell whether a run of so many updates on m samples ends sooner in their span.

    Counted in multiplications of the first layer, where the ways differ.
    """
    n_in, n, small = sizes[0], sizes[1], sizes[1] + m
    if small >= n_in:
        return False
    direct = n * n_in * (2 * batch + PASSING)
    span = n * small * (batch + PASSING + (small if penalised else 0))
    return n_in * small**2 / 2 + updates * span * WORTH < updates * direct


def _after_first(parameters: Parameters) -> np.ndarray:
    """Give all parameters but the first weights: b[1], W[2], b[2], ..."""
    return parameters.flat[parameters.W[0].size :]
