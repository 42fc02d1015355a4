"""Facts about the few samples that stand for all."""

import numpy as np
import pytest

from core.data.stratified_sample import stratified_sample


def test_that_every_class_has_its_share_whatever_the_order_of_the_samples() -> None:
    alternating = np.arange(10_000) % 20
    counts = np.bincount(alternating[stratified_sample(alternating, 512)], minlength=20)
    assert set(counts.tolist()) <= {25, 26}
    assert counts.sum() == 512


def test_that_all_samples_are_taken_where_there_are_no_more() -> None:
    assert stratified_sample(np.zeros(7, int), 7).tolist() == list(range(7))


def test_that_the_same_seed_draws_the_same_samples_and_none_twice() -> None:
    labels = np.random.RandomState(0).randint(0, 3, 2000)
    drawn = stratified_sample(labels, 300)
    assert len(set(drawn.tolist())) == 300
    assert np.array_equal(drawn, stratified_sample(labels, 300))
    assert not np.array_equal(drawn, stratified_sample(labels, 300, seed=2))


@pytest.mark.parametrize("period", [2, 4, 20])
def test_that_a_share_that_goes_with_the_order_is_that_of_the_whole(period: int) -> None:
    right = np.arange(10_000) % period == 0
    drawn = stratified_sample(np.zeros(10_000, int), 512)
    assert abs(right[drawn].mean() - right.mean()) < 0.06
