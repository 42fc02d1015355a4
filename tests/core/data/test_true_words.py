"""What is true of a sample, in words."""

import numpy as np
import pytest

from core.data.dataset import Dataset, samples
from core.data.sample import Sample
from core.data.true_words import number_text, true_words, true_words_of
from core.experiment.inputs import NumberInputs
from core.network.targets import LABELS, NUMBERS
from tests.other_targets import PRICES, SCALE, dataset


def test_that_a_class_is_named() -> None:
    data = Dataset(
        samples(np.eye(2), np.array([0, 1]), 2), None, ("cat", "dog"), NumberInputs(("a", "b"))
    )
    assert true_words(data, 1) == "dog"
    assert true_words_of(data, Sample(0)) == "cat"


def test_that_labels_are_listed() -> None:
    Y = np.zeros((3, 200))
    Y[:2, 150] = 1
    data = dataset(Y, LABELS)
    assert true_words(data, 0, test=True) == "name 0, name 1"
    assert true_words(data, 1, test=True) == "none"


def test_that_numbers_are_in_their_own_unit() -> None:
    data = dataset(SCALE.scale(PRICES), NUMBERS, SCALE)
    assert true_words(data, 3) == f"name 0 {number_text(PRICES[0, 3])}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (95_876.4, "95880"),
        (-1234.6, "-1235"),
        (0.000123456, "0.0001235"),
        (3.0, "3"),
        (2.5e12, "2.5e+12"),
    ],
)
def test_that_a_price_has_no_power_of_ten(value: float, text: str) -> None:
    assert number_text(value) == text
