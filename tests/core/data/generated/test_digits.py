"""The shipped digits: the same as the source, and fair subsets of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from core.data.generated.digits import (
    CLASSES,
    COUNT,
    INPUTS,
    MOST_TEST,
    digits,
    digits_apart,
)
from core.data.registry import DATASETS
from core.errors import ExperimentError
from core.experiment.settings import DataSettings


def test_that_the_digits_are_the_uci_test_part_in_its_order():
    from sklearn.datasets import load_digits  # takes seconds, in every worker

    X, labels = digits(None, seed=1)
    oracle = load_digits()
    np.testing.assert_allclose(X, oracle.data.T / 16, rtol=0, atol=0.5 / 255)
    np.testing.assert_array_equal(X * 255, np.rint(X * 255))
    np.testing.assert_array_equal(labels, oracle.target)
    assert X.shape == (INPUTS.count, COUNT)
    assert X.min() == 0
    assert X.max() == 1


@given(samples=st.integers(10, COUNT), seed=st.integers(0, 2**32 - 1))
def test_that_a_subset_has_the_wanted_number_and_fair_classes(samples, seed):
    X, labels = digits(samples, seed)
    counts = np.bincount(labels, minlength=len(CLASSES))
    everything = np.bincount(digits(None, 1)[1])
    assert X.shape == (64, samples)
    assert counts.sum() == samples
    assert (counts <= everything).all()
    short = counts < everything
    assert counts.max() - counts[short].min(initial=counts.max()) <= 1


def test_that_a_subset_depends_on_its_seed_alone():
    np.testing.assert_array_equal(digits(50, 3)[0], digits(50, 3)[0])
    assert not np.array_equal(digits(50, 3)[0], digits(50, 4)[0])


def test_that_a_subset_keeps_digit_and_label_together():
    X, labels = digits(None, 1)
    known = {x.tobytes(): label for x, label in zip(X.T, labels, strict=True)}
    chosen, chosen_labels = digits(100, 8)
    assert [known[np.ascontiguousarray(x).tobytes()] for x in chosen.T] == chosen_labels.tolist()


@pytest.mark.parametrize("samples", [9, COUNT + 1])
def test_that_too_few_and_too_many_digits_are_refused(samples):
    with pytest.raises(ExperimentError, match=rf"data.samples = {samples}: give 10.* to 1797"):
        digits(samples, 1)


def test_that_the_digits_are_small_and_say_where_they_are_from():
    assert resources.path("data/digits.npz").stat().st_size < 100_000
    text = resources.path("data/ATTRIBUTION.md").read_text(encoding="utf-8")
    for fact in ("Alpaydin", "Kaynak", "10.24432/C50P49", "CC BY 4.0", "1,797", "changed"):
        assert fact in text


@given(test=st.integers(10, MOST_TEST), seed=st.integers(0, 2**32 - 1))
def test_that_digits_for_the_test_are_others_and_as_many_of_each(test, seed):
    (X, labels), (other, other_labels) = digits_apart(None, test, seed)
    assert (X.shape[1], other.shape[1]) == (COUNT - test, test)
    both = np.concatenate([X, other], axis=1)
    assert np.array_equal(np.sort(both.sum(axis=0)), np.sort(digits(None, 1)[0].sum(axis=0)))
    counts = np.bincount(other_labels, minlength=10)
    assert counts.max() - counts.min() <= 1
    assert set(labels) == set(range(10))


def test_that_test_samples_of_an_experiment_are_digits():
    data = DATASETS["digits"].load(DataSettings(kind="digits", samples=100, test_samples=50), None)
    assert (data.train.m, data.test.m) == (100, 50)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"test_samples": 9}, "data.test_samples = 9: give 10"),
        ({"test_samples": 1701}, "to 1700"),
        ({"test_samples": 1700, "samples": 98}, "data.samples = 98: give 10.* to 97"),
        ({"test_samples": 50, "test_share": 0.2}, "both set"),
    ],
)
def test_that_test_digits_that_cannot_be_are_refused(more, said):
    with pytest.raises(ExperimentError, match=said):
        DATASETS["digits"].load(DataSettings(kind="digits", **more), None)
