"""What is true of a sample, in words: its class, its labels, or its numbers in their own unit."""

import math
from collections.abc import Iterable

import numpy as np

from core.data.dataset import Dataset
from core.data.sample import Sample
from core.files import shown
from core.messages import listed, not_finite, tr
from core.network.targets import CLASSES, LABELS

LARGE = 1e9
"""From here on a number is written with its power of ten."""
USUAL_DIGITS = 4
TRUE_DIGITS = 12
"""So many digits of a true number are those of its file, after it was scaled and back."""


def true_words(dataset: Dataset, number: int, test: bool = False) -> str:
    """Say what is true of a training or a test sample."""
    side = dataset.test if test and dataset.test else dataset.train
    names = tuple(map(shown, dataset.classes))
    if dataset.targets is CLASSES:
        return names[int(side.targets.decode(side.Y[:, number : number + 1])[0])]
    if dataset.targets is LABELS:
        return list_labels(names, side.Y[:, number] > 0.5)
    return list_true_numbers(dataset, side.Y[:, number])


def true_words_of(dataset: Dataset, sample: Sample) -> str:
    """Say what is true of a sample that somebody looks at; nothing of one from outside the data."""
    return "" if sample.pixels is not None else true_words(dataset, sample.number, sample.test)


def list_numbers(dataset: Dataset, column: np.ndarray) -> str:
    """Write outputs (k,) for one sample in their own unit, each after its name."""
    numbers = dataset.in_own_unit(column[:, np.newaxis])[:, 0]
    return _after_names(dataset, map(number_text, numbers.tolist()))


def list_true_numbers(dataset: Dataset, column: np.ndarray) -> str:
    """Write the targets (k,) of one sample as its file has them, each after its name."""
    numbers = dataset.in_own_unit(column[:, np.newaxis])[:, 0]
    return _after_names(dataset, true_number_texts(dataset, numbers))


def true_number_texts(dataset: Dataset, numbers: np.ndarray) -> list[str]:
    """Write true numbers (k,) of one sample, in their own unit, with the digits of their file."""
    scale = dataset.target_scale
    means = scale.mean if scale else (0.0,) * len(numbers)
    return list(map(_true_text, numbers.tolist(), means))


def _true_text(value: float, mean: float) -> str:
    """Write a true number without what was lost as it was scaled around a mean."""
    size = max(abs(value), abs(mean))
    if not size or not math.isfinite(size):
        return number_text(value)
    exact = round(value, TRUE_DIGITS - 1 - math.floor(math.log10(size))) + 0.0  # never -0
    return number_text(exact, TRUE_DIGITS)


def _after_names(dataset: Dataset, texts: Iterable[str]) -> str:
    pairs = zip(map(shown, dataset.classes), texts, strict=True)
    return str(listed(f"{name} {text}" for name, text in pairs))


def number_text(value: float, digits: int | None = None) -> str:
    """Write a number in so many significant digits, or in four and the whole units: 95876.

    What is not finite is a word.
    """
    if not math.isfinite(value):
        return not_finite(value)
    most = digits or USUAL_DIGITS
    rounded = float(f"{value:.{most}g}")
    if 10**most <= abs(rounded) < LARGE:
        return f"{rounded if digits else value:.0f}"
    return f"{rounded:.{most}g}"


def list_labels(names: tuple[str, ...], chosen: np.ndarray) -> str:
    """List the labels that are chosen."""
    return str(listed(names[place] for place in np.flatnonzero(chosen))) or tr("none")
