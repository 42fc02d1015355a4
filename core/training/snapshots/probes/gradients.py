"""How the gradient by the weights of every layer is spread over orders of magnitude."""

from dataclasses import dataclass

import numpy as np

from core.data.byte_matrix import columns
from core.interruption import cleared, copy_to, pieces
from core.network.parallel import bind_dot
from core.network.parameters import Parameters, count
from core.training.parametrisation import penalties_of
from core.training.snapshots.network_state import NetworkState

# A bin is a quarter of a power of ten; smaller gradients than the first edge count as that.
LEAST, MOST, BINS = -16, 4, 80
EDGES = np.linspace(LEAST, MOST, BINS + 1)
EDGES.flags.writeable = False
# To find the bin of a number takes so many times as long as to change it.
SORTING = 4


@dataclass(frozen=True, slots=True, eq=False)
class Gradients:
    """Shares of the weights of each layer: `shares[l-1]` (bins,) have log10 |dW| between `edges`.

    `zero[l-1]` is the share with a gradient of exactly 0, and `broken[l-1]` that of gradients
    that are not finite. `samples` are looked at, penalties included, dropout left out.
    """

    edges: np.ndarray
    shares: tuple[np.ndarray, ...]
    zero: tuple[float, ...]
    broken: tuple[float, ...]
    samples: int


def probe_gradients(state: NetworkState) -> Gradients:
    """Work out the gradient of the cost on the samples that are shown."""
    spread = [_spread(dW) for dW in gradients_of(state).W]
    shares, zero, broken = zip(*spread, strict=True)
    return Gradients(EDGES, shares, zero, broken, len(state.shown))


def gradients_of(state: NetworkState) -> Parameters:
    """Return the gradient by the whole parameters on the samples that are shown."""
    forward_pass, train = state.forward_pass, state.dataset.train
    flat = np.zeros(count(state.network.sizes), state.trained.flat.dtype)
    gradients = Parameters(state.network.sizes, flat.dtype.name, cleared(flat))
    # Both ways have the same layers after the first weights, and the same dZ before them.
    Y = train.Y[:, state.shown]
    backward_pass = state.network.backward(state.trained, forward_pass, Y, with_first_layer=False)
    dZ, others = backward_pass.dZ[0], backward_pass.gradients
    X = columns(train.X, state.shown, dZ.dtype.name)
    bind_dot(dZ, X.T, gradients.W[0], state.parametrisation.executor)()
    copy_to(gradients.flat[gradients.W[0].size :], others.flat[others.W[0].size :])
    _penalise(state, gradients)
    return gradients


def _penalise(state: NetworkState, gradients: Parameters) -> None:
    training, m = state.experiment.training, state.dataset.train.m
    penalties = penalties_of(training)
    if penalties.weighted:
        batch = training.batch_size if training.in_batches(m) else m
        penalties.add_slopes(state.parameters, batch, gradients)


def _spread(dW: np.ndarray) -> tuple[np.ndarray, float, float]:
    counts, zero, finite, every = np.zeros(BINS, np.intp), 0, 0, dW.reshape(-1)
    for piece in pieces(len(every), SORTING):
        sizes = np.abs(every[piece])
        is_finite = np.isfinite(sizes)
        some = sizes[is_finite & (sizes > 0)]
        with np.errstate(all="ignore"):
            bins = (np.log10(some) - LEAST) * (BINS / (MOST - LEAST))
        counts += np.bincount(bins.clip(0, BINS - 1).astype(np.intp), minlength=BINS)
        zero += int(np.count_nonzero(sizes == 0))
        finite += int(np.count_nonzero(is_finite))
    shares = counts / dW.size
    shares.flags.writeable = False
    return shares, zero / dW.size, 1.0 - finite / dW.size
