"""What is true of a sample, in words."""

import numpy as np
import pytest

from core.data.dataset import Dataset, samples
from core.data.sample import Sample
from core.data.true_words import number_text, true_words, true_words_of
from core.experiment.inputs import NumberInputs
from core.experiment.target_scale import TargetScale
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
    assert true_words(data, 3) == f"name 0 {PRICES[0, 3]:.12g}"


@pytest.mark.parametrize("value", ["415703", "415703.25", "0", "-0.1", "1999999", "12.5", "3e+15"])
def test_that_true_numbers_have_the_digits_of_their_file(value: str) -> None:
    scale = TargetScale((417_311.7,), (91_234.567,))
    data = dataset(scale.scale(np.full((1, 200), float(value))), NUMBERS, scale)
    assert true_words(data, 0) == f"name 0 {value}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (95_876.4, "95876"),
        (415_689.4, "415689"),
        (-1234.6, "-1235"),
        (0.000123456, "0.0001235"),
        (3.0, "3"),
        (2.5e12, "2.5e+12"),
    ],
)
def test_that_a_price_is_written_in_whole_units(value: float, text: str) -> None:
    assert number_text(value) == text


def test_that_a_number_in_so_many_digits_has_no_more() -> None:
    assert number_text(80_666.4, 2) == "81000"
