"""What every layer sums up, and makes of it, on the samples that are shown."""

from dataclasses import dataclass

import numpy as np

from core.training.snapshots.network_state import NetworkState


@dataclass(frozen=True, slots=True, eq=False)
class PreActivations:
    """`Z[l-1]` and `A[l-1]` are (n[l], samples) of layer l, output layer included, read-only."""

    Z: tuple[np.ndarray, ...]
    A: tuple[np.ndarray, ...]


def probe_preactivations(state: NetworkState) -> PreActivations:
    """Return Z = W A_prev + b and A = g(Z) of every layer."""
    forward_pass = state.forward_pass
    for array in (*forward_pass.Z, *forward_pass.A[1:]):
        array.flags.writeable = False
    return PreActivations(tuple(forward_pass.Z), tuple(forward_pass.A[1:]))
