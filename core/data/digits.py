"""Handwritten digits, 8 x 8 pixels, shipped with the bench; see resources/data/ATTRIBUTION.md."""

import numpy as np
from numpy.random import RandomState

import resources
from core.data.inputs import PictureInputs
from core.errors import ExperimentError

CLASSES = tuple("0123456789")
INPUTS = PictureInputs(size=8, colour=False)
COUNT = 1797
BRIGHTEST, WHITE = 16, 255


def digits(samples: int | None, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Read X (64, m) in 0..1 and class numbers (m,): all digits, or some, as many of each class.

    The 17 levels of the source become whole 255ths, as a picture file holds them.
    Which ones depends on the seed; they stay in the order of the source.
    Raises ExperimentError if more are wanted than there are, or less than one of each.
    """
    with np.load(resources.path("data/digits.npz"), allow_pickle=False) as stored:
        pictures, labels = stored["pictures"], stored["labels"].astype(np.intp)
    X = np.rint(pictures.reshape(COUNT, INPUTS.count).T * (WHITE / BRIGHTEST)) / WHITE
    if samples is None:
        return X, labels
    if not len(CLASSES) <= samples <= COUNT:
        raise ExperimentError(
            "data.samples = {samples}: give {least}, one of each digit, to {most}, all there are.",
            samples=samples,
            least=len(CLASSES),
            most=COUNT,
        )
    chosen = balanced(labels, samples, seed)
    return X[:, chosen], labels[chosen]


def balanced(labels: np.ndarray, samples: int, seed: int) -> np.ndarray:
    """Choose samples so that the classes differ by one at most while they last: sorted indices."""
    order = RandomState(seed).permutation(len(labels))
    turn = np.empty_like(order)
    for label in np.unique(labels):
        mine = labels[order] == label
        turn[mine] = np.arange(mine.sum())
    return np.sort(order[np.argsort(turn, kind="stable")[:samples]])
