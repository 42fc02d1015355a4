"""How good a network is on given samples."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from core.data.byte_matrix import ByteMatrix, Columns
from core.interruption import check_interruption
from core.network.compiled_passes import CompiledForward
from core.network.network import ForwardPass, Network
from core.network.parallel import REPLAYED_FLOPS, SERIAL, Executor
from core.network.parameters import Parameters, count
from core.training.batches import take_samples

# Samples are scored at most so many at a time, and as inputs at most so many numbers, so that
# memory does not grow with the data.
CHUNK, NUMBERS = 2048, 2**23


@dataclass(frozen=True, slots=True)
class Score:
    """The mean loss, and the accuracy: the share of samples whose class was named right.

    Where labels or numbers are learned, what their row of TARGETS calls the metric stands in its
    place. Both are of the network as it is used: without dropout, and without the penalties of
    the weights, so that costs on test samples compare whatever the training adds.
    """

    cost: float
    accuracy: float


def score(
    network: Network,
    parameters: Parameters,
    X: Columns,
    Y: np.ndarray,
    chosen: np.ndarray | None = None,
    executor: Executor = SERIAL,
) -> Score:
    """Score a network on samples X (n[0], m) with targets Y (n[L], m), or on the chosen ones."""
    m, cost, errors = X.shape[1] if chosen is None else len(chosen), 0.0, 0.0
    for part in chunks(X, chosen):
        samples = X[:, part] if isinstance(part, slice) else take_samples(X, part, executor)
        forward_pass = network.forward(parameters, samples, executor=executor)
        cost += network.cost(forward_pass, Y[:, part]) * forward_pass.m
        errors += network.loss.errors(forward_pass.A[-1], Y[:, part])
    looked_at = Y if chosen is None else Y[:, chosen]
    return Score(cost / m, network.loss.targets.share_without(errors, looked_at))


class Scoring:
    """Score the same samples again and again as the parameters change, with the bits of `score`.

    What a pass of few through a small network takes is mostly the way to its calls, so they are
    kept. `parameters` are those that are scored.
    """

    def __init__(
        self,
        network: Network,
        parameters: Parameters,
        X: Columns,
        Y: np.ndarray,
        chosen: np.ndarray | None = None,
        executor: Executor = SERIAL,
    ) -> None:
        self.parameters, self._passes = parameters, None
        self._score = partial(score, network, parameters, X, Y, chosen, executor)
        m = X.shape[1] if chosen is None else len(chosen)
        if m <= CHUNK and count(network.sizes) * m <= REPLAYED_FLOPS:
            part = slice(None) if chosen is None else chosen
            self._passes = CompiledForward(
                network, parameters, X[:, part], Y[:, part], executor=executor
            )

    def score(self) -> Score:
        """Score the network as it is now."""
        passes = self._passes
        if passes is None:
            return self._score()
        cost, loss = passes.forward() * passes.m / passes.m, passes.network.loss
        return Score(cost, loss.metric(passes.A[-1], passes.Y))


def pass_over(
    network: Network, parameters: Parameters, X: Columns, executor: Executor = SERIAL
) -> ForwardPass:
    """Pass samples X (n[0], m) forward; of those kept as bytes a part at a time, without A[0]."""
    if not isinstance(X, ByteMatrix):
        return network.forward(parameters, X, executor=executor)
    m, dtype = X.shape[1], parameters.flat.dtype
    Z, A = ([np.empty((n, m), dtype) for n in network.sizes[1:]] for _ in range(2))
    for part in chunks(X):
        part_pass = network.forward(parameters, X[:, part], executor=executor)
        for full, part_array in zip((*Z, *A), (*part_pass.Z, *part_pass.A[1:]), strict=True):
            full[:, part] = part_array
    A = [np.empty((0, m), dtype), *A]
    return ForwardPass(Z, A, A[:-1])


def chunks(X: Columns, chosen: np.ndarray | None = None) -> Iterator[slice | np.ndarray]:
    """Cut samples X (n, m), or the chosen ones of them, into what is looked at together.

    Before each the work may be broken off, see `interruptible`.
    """
    size = min(CHUNK, max(1, NUMBERS // len(X)))
    count = X.shape[1] if chosen is None else len(chosen)
    for start in range(0, count, size):
        check_interruption()
        part = slice(start, start + size)
        yield part if chosen is None else chosen[part]
