"""What a network of two inputs answers all over the plane, and every hidden unit with it."""

from dataclasses import dataclass

import numpy as np

from core.data.byte_matrix import as_float
from core.data.dataset import Dataset
from core.models.answers import NONE
from core.network.network import ForwardPass, Network
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
    fine, coarse = (
        _pass_over(state.network, state.parameters, (x1, x2), min(places, most))
        for places in (FINE, COARSE)
    )
    readings, distances = state.respond(fine, fine.A[0], slice(None))
    answered, sides = state.answers.classes(readings, distances), (min(FINE, most),) * 2
    winner = state.answers.likeliest(readings).astype(np.uint8).reshape(sides)
    # What is refused looks as unsure as a class that is drawn by lot.
    by_lot = 1 / len(state.dataset.classes)
    certainty = np.where(answered == NONE, by_lot, readings.max(axis=0))
    certainty = certainty.astype(np.float32).reshape(sides)
    units = tuple(
        A[:MOST_UNITS].astype(np.float32).reshape(-1, *(min(COARSE, most),) * 2)
        for A in coarse.A[1:-1]
    )
    values = None
    if state.network.loss.targets is NUMBERS:
        values = state.dataset.in_own_unit(fine.A[-1])[0].reshape(sides)
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


def _pass_over(
    network: Network, parameters: Parameters, plane: tuple[SampleSpan, SampleSpan], places: int
) -> ForwardPass:
    """Pass so many places a side forward, those of a row one after the other."""
    x1, x2 = (np.linspace(*span, places) for span in plane)
    X = np.asfortranarray(np.stack([np.tile(x1, places), np.repeat(x2, places)]))
    return network.forward(parameters, X.astype(parameters.flat.dtype))
