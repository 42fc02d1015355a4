"""Facts about keeping a share for the test."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.split import split
from core.errors import DataError

COUNTS = st.lists(st.integers(2, 30), min_size=1, max_size=5)
SHARES = st.floats(0.01, 0.9)
SEEDS = st.integers(0, 2**32 - 1)


def _labels(counts: list[int], seed: int) -> np.ndarray:
    return np.random.RandomState(seed).permutation(np.repeat(np.arange(len(counts)), counts))


@given(COUNTS, SHARES, SEEDS)
def test_that_every_sample_is_on_one_side_and_every_class_on_both(counts, share, seed):
    labels = _labels(counts, seed)
    train, test = split(labels, share, seed)
    assert sorted([*train, *test]) == list(range(len(labels)))
    assert (np.diff(train) > 0).all()
    assert (np.diff(test) > 0).all()
    for number, count in enumerate(counts):
        kept = int((labels[test] == number).sum())
        assert 1 <= kept <= count - 1
        assert abs(kept - share * count) <= 1


@given(COUNTS, SHARES, SEEDS)
def test_that_the_same_seed_gives_the_same_split(counts, share, seed):
    labels = _labels(counts, 1)
    first, second = split(labels, share, seed), split(labels, share, seed)
    assert all((a == b).all() for a, b in zip(first, second, strict=True))


def test_that_the_split_is_the_same_on_every_machine():
    train, test = split(np.array([0, 1] * 5), 0.3, 1)
    # permutation(10) of seed 1 is 2 9 6 4 0 3 1 7 8 5: the first two of each class are kept
    assert test.tolist() == [2, 3, 6, 9]
    assert train.tolist() == [0, 1, 4, 5, 7, 8]


def test_that_another_seed_gives_another_split():
    labels = np.repeat([0, 1], 50)
    assert (split(labels, 0.2, 1)[1] != split(labels, 0.2, 2)[1]).any()


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9)), min_size=4), SHARES, SEEDS)
def test_that_equal_samples_stay_on_one_side(samples, share, seed):
    labels, contents = np.array(samples).T
    try:
        train, test = split(labels, share, seed, "abc", contents)
    except DataError as refused:
        assert "The class" in str(refused)  # noqa: PT017  it may be refused, in words
    else:
        assert not set(contents[train]) & set(contents[test])
        assert set(labels[train]) == set(labels[test]) == set(labels)


def test_that_a_class_of_one_is_refused_by_name_and_count():
    with pytest.raises(DataError, match="The class cat has 1 sample"):
        split(np.array([0, 0, 1]), 0.5, 1, ("dog", "cat"))


def test_that_a_class_of_equal_samples_is_refused_by_name():
    with pytest.raises(DataError, match="class cat has 3 samples, but too many of them are equal"):
        split(np.array([0, 0, 1, 1, 1]), 0.5, 1, ("dog", "cat"), np.array([0, 1, 2, 2, 2]))
