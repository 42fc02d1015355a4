"""All weights and biases of a state, and how far they reach."""

from dataclasses import dataclass

import numpy as np

from core.interruption import check_interruption, pieces
from core.training.snapshots.network_state import NetworkState

# A few weights far out shall not leave all the others in one colour.
ROBUST = 99.5
LOOKED_AT = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """`W[l-1]` is (n[l], n[l-1]) and `b[l-1]` (n[l], 1), read-only.

    `reach[l-1]` is about the largest |W| of a layer, but for a few far out; `broken[l-1]`
    counts its weights that are not finite.
    """

    W: tuple[np.ndarray, ...]
    b: tuple[np.ndarray, ...]
    reach: tuple[float, ...]
    broken: tuple[int, ...]


def probe_weights(state: NetworkState) -> Weights:
    """Return the whole weights and biases."""
    parameters = state.parameters
    parameters.flat.flags.writeable = False
    seen = parameters.alike(parameters.flat)
    return Weights(seen.W, seen.b, tuple(map(_reach, seen.W)), tuple(map(_broken, seen.W)))


def _broken(W: np.ndarray) -> int:
    parts = pieces(*W.shape)
    return W.size - sum(int(np.count_nonzero(np.isfinite(W[part]))) for part in parts)


def _reach(W: np.ndarray) -> float:
    check_interruption()
    # An odd step, so that it meets every input.
    sizes = np.abs(W.reshape(-1)[:: (W.size // LOOKED_AT) | 1])
    sizes = sizes[np.isfinite(sizes)]
    if not len(sizes):
        return 0.0
    return float(np.percentile(sizes, ROBUST)) or float(sizes.max())
