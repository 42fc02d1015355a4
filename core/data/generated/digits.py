"""Handwritten digits, 8 x 8 pixels, shipped with the bench; see resources/data/ATTRIBUTION.md."""

import numpy as np
from numpy.random import RandomState

import resources
from core.data.generated.points import Points
from core.errors import ExperimentError
from core.experiment.inputs import PictureInputs

CLASSES = tuple("0123456789")
INPUTS = PictureInputs(size=8, colour=False)
COUNT = 1797
MOST_TEST = 1700
"""So that a few of each digit are left to learn from."""
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
    _check("samples", samples, COUNT)
    chosen = balanced(labels, samples, seed)
    return X[:, chosen], labels[chosen]


def digits_apart(samples: int | None, test_samples: int, seed: int) -> tuple[Points, Points]:
    """Read digits for training as `digits` does, and others for the test, drawn before them.

    Raises ExperimentError if more are wanted than there are, or less than one of each.
    """
    X, labels = digits(None, seed)
    _check("test_samples", test_samples, MOST_TEST)
    test = balanced(labels, test_samples, (seed + 1) % 2**32)
    train = np.setdiff1d(np.arange(COUNT), test)
    if samples is not None:
        _check("samples", samples, len(train))
        train = train[balanced(labels[train], samples, seed)]
    return (X[:, train], labels[train]), (X[:, test], labels[test])


def _check(name: str, given: int, most: int) -> None:
    if not len(CLASSES) <= given <= most:
        raise ExperimentError(
            "data.{name} = {given}: give {least}, one of each digit, to {most}, all there are.",
            name=name,
            given=given,
            least=len(CLASSES),
            most=most,
        )


def balanced(labels: np.ndarray, samples: int, seed: int) -> np.ndarray:
    """Choose samples so that the classes differ by one at most while they last: sorted indices."""
    order = RandomState(seed).permutation(len(labels))
    turn = np.empty_like(order)
    for label in np.unique(labels):
        mine = labels[order] == label
        turn[mine] = np.arange(mine.sum())
    return np.sort(order[np.argsort(turn, kind="stable")[:samples]])
