"""Facts about folds: what belongs together is tested together, and every class is spread."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import StratifiedGroupKFold

from core.data.folds import FoldedData, stratified_folds
from core.errors import DataError
from core.experiment.settings import DataSettings


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 30)), min_size=4, max_size=40),
    st.integers(2, 6),
    st.integers(0, 99),
)
def test_that_every_sample_is_in_one_fold_with_all_of_its_group(samples, count, seed) -> None:
    labels, groups = np.array(samples).T
    try:
        folds = stratified_folds(labels, groups, count, seed)
    except DataError as refused:
        assert "folds" in str(refused)  # noqa: PT017  it may be refused, in words
        return
    assert set(folds) <= set(range(count))
    assert all(len(set(folds[groups == group])) == 1 for group in set(groups))
    for label in set(labels):
        assert len(set(folds[labels == label])) > 1


@given(st.lists(st.integers(6, 20), min_size=1, max_size=5), st.integers(2, 6), st.integers(0, 99))
def test_that_single_samples_are_shared_out_evenly_class_by_class(counts, count, seed) -> None:
    labels = np.repeat(np.arange(len(counts)), counts)
    folds = stratified_folds(labels, np.arange(len(labels)), count, seed)
    of_class = [np.bincount(folds[labels == label], minlength=count) for label in set(labels)]
    assert all(np.ptp(each) <= 1 for each in of_class)


def _spread(labels: np.ndarray, folds: np.ndarray, count: int) -> float:
    """Return how far the shares of the classes are from the same in all folds, on average."""
    shares = [np.bincount(folds[labels == label], minlength=count) for label in set(labels)]
    return float(np.mean([(each / each.sum()).std() for each in shares]))


@pytest.mark.parametrize("seed", range(5))
def test_that_classes_are_spread_as_evenly_as_by_scikit_learn(seed: int) -> None:
    random = np.random.RandomState(seed)
    sizes = random.randint(2, 30, 60)
    groups = np.repeat(np.arange(60), sizes)
    main = random.randint(0, 3, 60)[groups]
    labels = np.where(random.rand(len(groups)) < 0.8, main, random.randint(0, 3, len(groups)))
    theirs = np.zeros(len(labels), np.intp)
    splitter = StratifiedGroupKFold(5, shuffle=True, random_state=seed)
    for fold, (_, test) in enumerate(splitter.split(labels, labels, groups)):
        theirs[test] = fold
    ours = stratified_folds(labels, groups, 5, seed)
    assert _spread(labels, ours, 5) <= 1.1 * _spread(labels, theirs, 5) + 0.002


def test_that_a_share_for_the_test_is_put_back_and_a_test_of_its_own_stays_out() -> None:
    shared = FoldedData(DataSettings(kind="moons", samples=50, test_share=0.3), 5)
    assert shared.dataset.train.m == 50
    apart = FoldedData(DataSettings(kind="moons", samples=50, test_samples=20), 5)
    assert apart.dataset.train.m == 50
    assert [len(apart.places(fold)) for fold in range(5)] == [10] * 5


@pytest.mark.parametrize(
    ("labels", "groups", "count"),
    [([0, 0, 1, 1, 1, 1], [0, 0, 1, 2, 3, 4], 3), ([0, 0, 1, 1], [0, 1, 2, 3], 5)],
    ids=["a class that is one group", "too many folds"],
)
def test_that_what_cannot_be_folded_is_refused(labels, groups, count) -> None:
    with pytest.raises(DataError, match="folds"):
        stratified_folds(np.array(labels), np.array(groups), count, 1, "ab")
