"""JAX: a step compiled and called update by update, or the whole run compiled into one loop."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from benchmarks.ours import start_of
from benchmarks.work import Work

HIDDEN = {"relu": jax.nn.relu, "tanh": jnp.tanh}
BETA, BETA2, EPSILON = 0.9, 0.999, 1e-8


class Jax:
    """Train in float32; the first call compiles.

    With `scanned` lax.scan makes all updates in one call, in which nobody can look on.
    """

    def __init__(self, work: Work, scanned: bool = False) -> None:
        self._work, self._scanned = work, scanned
        self._one = jax.jit(self._step, donate_argnums=0)
        self._one_batch = jax.jit(self._batch, donate_argnums=0)
        X, labels = work.samples()
        self._X = jnp.asarray(np.ascontiguousarray(X.T, dtype=np.float32))
        single = work.sizes[-1] == 1
        self._Y = jnp.asarray(labels.astype(np.float32 if single else np.int32))
        self._loop = jax.jit(self._updates)
        self._whole = jax.jit(self._all_at_once)

    def _cost(self, weights, X, Y):  # type: ignore[no-untyped-def]
        A = X
        for W, b in weights[:-1]:
            A = HIDDEN[self._work.activation](A @ W.T + b)
        Z = A @ weights[-1][0].T + weights[-1][1]
        if self._work.sizes[-1] == 1:
            Z = Z[:, 0]
            return jnp.mean(jnp.maximum(Z, 0) - Y * Z + jnp.log1p(jnp.exp(-jnp.abs(Z))))
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(Z), Y[:, None], 1))

    def _step(self, state, X, Y):  # type: ignore[no-untyped-def]
        weights, v, s, t = state
        cost, slopes = jax.value_and_grad(self._cost)(weights, X, Y)
        rate, tree = self._work.rate, jax.tree_util.tree_map
        if self._work.optimiser == "gradient_descent":
            return (tree(lambda W, dW: W - rate * dW, weights, slopes), v, s, t), cost
        t = t + 1
        v = tree(lambda old, new: BETA * old + (1 - BETA) * new, v, slopes)
        s = tree(lambda old, new: BETA2 * old + (1 - BETA2) * new * new, s, slopes)
        one, two = 1 - BETA**t, 1 - BETA2**t
        weights = tree(
            lambda W, v, s: W - rate * (v / one) / (jnp.sqrt(s / two) + EPSILON), weights, v, s
        )
        return (weights, v, s, t), cost

    def _batch(self, state, chosen, X, Y):  # type: ignore[no-untyped-def]
        return self._step(state, X[chosen], Y[chosen])

    def _updates(self, state, orders, X, Y):  # type: ignore[no-untyped-def]
        return lax.scan(lambda state, chosen: self._batch(state, chosen, X, Y), state, orders)

    def _all_at_once(self, state, X, Y):  # type: ignore[no-untyped-def]
        one = lambda state, _: self._step(state, X, Y)  # noqa: E731
        return lax.scan(one, state, None, length=self._work.updates)

    def train(self) -> float:
        """Train, and give the last cost."""
        start = start_of(self._work, "float32")
        weights = [
            (jnp.asarray(W), jnp.asarray(b.ravel())) for W, b in zip(start.W, start.b, strict=True)
        ]
        v, s = (jax.tree_util.tree_map(jnp.zeros_like, weights) for _ in range(2))
        state = (weights, v, s, jnp.float32(0))
        if not self._scanned:
            return self._watched(state)
        if not self._work.batch:
            state, costs = self._whole(state, self._X, self._Y)
        for group in _alike(self._work.orders()):
            state, costs = self._loop(state, jnp.asarray(group), self._X, self._Y)
        jax.block_until_ready(state)
        return float(costs[-1])

    def _watched(self, state):  # type: ignore[no-untyped-def]
        """Make the updates one by one, looking at every cost."""
        X, Y, orders = self._X, self._Y, self._work.orders()
        costs = []
        for update in range(self._work.updates):
            if orders:
                state, cost = self._one_batch(state, orders[update], X, Y)
            else:
                state, cost = self._one(state, X, Y)
            costs.append(float(cost))
        jax.block_until_ready(state)
        return costs[-1]


def _alike(orders: list[np.ndarray]) -> list[np.ndarray]:
    """Put neighbours of the same length together: the last batch of an epoch is smaller."""
    groups: list[list[np.ndarray]] = []
    for order in orders:
        if groups and len(groups[-1][0]) == len(order):
            groups[-1].append(order)
        else:
            groups.append([order])
    return [np.stack(group) for group in groups]
