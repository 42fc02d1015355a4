"""What is true of a sample, in words: its class, its labels, or its numbers in their own unit."""

import math

import numpy as np

from core.data.dataset import Dataset
from core.data.sample import Sample
from core.files import shown
from core.messages import listed, not_finite, tr
from core.network.targets import CLASSES, LABELS

LARGE = 1e9
"""From here on a number is written with its power of ten."""


def true_words(dataset: Dataset, number: int, test: bool = False) -> str:
    """Say what is true of a training or a test sample."""
    side = dataset.test if test and dataset.test else dataset.train
    names = tuple(map(shown, dataset.classes))
    if dataset.targets is CLASSES:
        return names[int(side.targets.decode(side.Y[:, number : number + 1])[0])]
    if dataset.targets is LABELS:
        return list_labels(names, side.Y[:, number] > 0.5)
    return list_numbers(dataset, side.Y[:, number])


def true_words_of(dataset: Dataset, sample: Sample) -> str:
    """Say what is true of a sample that somebody looks at; nothing of one from outside the data."""
    return "" if sample.pixels is not None else true_words(dataset, sample.number, sample.test)


def list_numbers(dataset: Dataset, column: np.ndarray) -> str:
    """Write targets or outputs (k,) of one sample in their own unit, each after its name."""
    numbers = dataset.in_own_unit(column[:, np.newaxis])[:, 0]
    pairs = zip(map(shown, dataset.classes), numbers.tolist(), strict=True)
    return str(listed(f"{name} {number_text(value)}" for name, value in pairs))


def number_text(value: float, digits: int = 4) -> str:
    """Write a number in so many significant digits, a price of six figures as one: 95880.

    What is not finite is a word.
    """
    if not math.isfinite(value):
        return not_finite(value)
    rounded = float(f"{value:.{digits}g}")
    return f"{rounded:.0f}" if 10**digits <= abs(rounded) < LARGE else f"{rounded:.{digits}g}"


def list_labels(names: tuple[str, ...], chosen: np.ndarray) -> str:
    """List the labels that are chosen."""
    return str(listed(names[place] for place in np.flatnonzero(chosen))) or tr("none")
