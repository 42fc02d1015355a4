"""What is answered to a sample, in words."""

import numpy as np

from core.data.dataset import Dataset
from core.data.true_words import list_numbers
from core.files import shown
from core.messages import listed, tr
from core.network.targets import CLASSES
from gui.widgets.number_format import percent, significant


def answered_words(dataset: Dataset, readings: np.ndarray, answered: int, reads_as: str) -> str:
    """Say what is answered: a class or labels, each with its probability or score, or numbers.

    `readings` are those of every class, label or number, `answered` the number of the class.
    """
    names = tuple(map(shown, dataset.classes))
    if reads_as == "number":
        return list_numbers(dataset, readings)
    if dataset.targets is CLASSES:
        return _reading_words(names[answered], float(readings[answered]), reads_as)
    return str(
        listed(
            _reading_words(name, float(value), reads_as)
            for name, value in zip(names, readings, strict=True)
        )
    )


def _reading_words(name: str, value: float, reads_as: str) -> str:
    if reads_as == "probability":
        return tr("{name} with {probability}").format(name=name, probability=percent(value))
    return tr("{name} with a score of {score}").format(name=name, score=significant(value, 3))
