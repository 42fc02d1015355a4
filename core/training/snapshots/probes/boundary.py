"""What a network of two inputs answers all over the plane, and every hidden unit with it."""

from dataclasses import dataclass

import numpy as np

from core.data.byte_matrix import as_float
from core.data.dataset import Dataset
from core.network.network import Network
from core.network.parameters import Parameters, count
from core.network.targets import NUMBERS
from core.training.snapshots.network_state import NetworkState

SampleSpan = tuple[float, float]
# Places along each side, for the answer and for hidden units.
FINE, COARSE = 160, 40
# Of a very large network fewer are, so that they are no more multiplications than this (1 to 2 s).
MAX_FLOPS = 2**36
# The plane goes on this far beyond the data, as a share of their width.
MARGIN = 0.15
# More units a layer than this are not shown.
MOST_UNITS = 64


@dataclass(frozen=True, slots=True, eq=False)
class Boundary:
    """The plane x1 (across) by x2 (up); arrays are [row of x2, column of x1], read-only.

    `winner` is the class answered, `certainty` its probability. `units` holds for every hidden
    layer the activations of its first units, (units, rows, columns). Where numbers are learned
    `values` are the answers to the first of them, in its own unit; else None.
    """

    x1: SampleSpan
    x2: SampleSpan
    winner: np.ndarray
    certainty: np.ndarray
    units: tuple[np.ndarray, ...]
    values: np.ndarray | None = None


def probe_boundary(state: NetworkState) -> Boundary | None:
    """Ask the network all over the plane; None where samples are no points in a plane."""
    if state.network.sizes[0] != 2:
        return None
    x1, x2 = extent(state.dataset)
    most = int((MAX_FLOPS // count(state.network.sizes)) ** 0.5)
    A = _answers(state.network, state.parameters, (x1, x2), min(FINE, most))[-1]
    loss = state.network.loss
    winner = loss.answers(A).astype(np.uint8)
    certainty = loss.readings(A).max(axis=0).astype(np.float32)
    hidden = _answers(state.network, state.parameters, (x1, x2), min(COARSE, most))[:-1]
    units = tuple(layer[:MOST_UNITS].astype(np.float32) for layer in hidden)
    values = None
    if loss.targets is NUMBERS:
        values = state.dataset.in_own_unit(A.reshape(len(A), -1))[0].reshape(winner.shape)
    for array in (winner, certainty, *units, *([] if values is None else [values])):
        array.flags.writeable = False
    return Boundary(x1, x2, winner, certainty, units, values)


def extent(dataset: Dataset) -> tuple[SampleSpan, ...]:
    """Return the span of every feature that holds all samples, with a margin."""
    parts = [as_float(part.X) for part in (dataset.train, dataset.test) if part]
    low = np.min([part.min(axis=1) for part in parts], axis=0)
    high = np.max([part.max(axis=1) for part in parts], axis=0)
    margin = MARGIN * np.where(high > low, high - low, 1.0)
    return tuple((float(a), float(b)) for a, b in zip(low - margin, high + margin, strict=True))


def _answers(
    network: Network, parameters: Parameters, plane: tuple[SampleSpan, SampleSpan], places: int
) -> list[np.ndarray]:
    """Return every layer's A at so many places a side, each (n[l], places, places)."""
    x1, x2 = (np.linspace(*span, places) for span in plane)
    X = np.asfortranarray(np.stack([np.tile(x1, places), np.repeat(x2, places)]))
    forward_pass = network.forward(parameters, X.astype(parameters.flat.dtype))
    return [A.reshape(len(A), places, places) for A in forward_pass.A[1:]]
