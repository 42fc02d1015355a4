"""The training samples that are most similar to one sample, in what the network reads."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from core.data.dataset import Dataset
from core.data.sample import Sample
from core.interruption import pieces
from core.training.snapshots.network_state import NetworkState

MOST = 12


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """The nearest training samples, the nearest first, without the sample itself.

    `numbers` (k,) are theirs among the training samples and `distances` (k,) the square roots
    of the sums of the squared differences of all inputs; both are read-only.
    """

    sample: Sample
    numbers: np.ndarray
    distances: np.ndarray


# They are of the data alone, so a network that learns need not look for them again.
_LAST: WeakKeyDictionary[Dataset, Neighbours] = WeakKeyDictionary()


def probe_neighbours(state: NetworkState) -> Neighbours:
    """Find the training samples nearest to the picked one."""
    last = _LAST.get(state.dataset)
    if last is None or last.sample is not state.sample:
        last = _LAST[state.dataset] = _nearest(state.dataset, state.sample)
    return last


def _nearest(dataset: Dataset, sample: Sample) -> Neighbours:
    X, x = dataset.train.X, sample.x(dataset)[:, np.newaxis]
    squares = np.empty(dataset.train.m)
    for part in pieces(len(squares), len(x)):
        difference = X[:, part] - x
        np.einsum("ij,ij->j", difference, difference, out=squares[part])
    order = np.argsort(squares, kind="stable")
    if sample.pixels is None and not sample.test:
        order = order[order != sample.number]
    numbers = order[:MOST]
    distances = np.sqrt(squares[numbers])
    for array in (numbers, distances):
        array.flags.writeable = False
    return Neighbours(sample, numbers, distances)
