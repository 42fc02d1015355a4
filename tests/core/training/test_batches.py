"""Facts about batches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.byte_matrix import ByteMatrix
from core.training.batches import MANY, Batches, take_samples
from core.training.compute_threads import ComputeThreads


def _batches(m: int, size: int, seed: int = 11) -> Batches:
    X = np.asfortranarray(np.arange(2 * m, dtype=float).reshape(2, m))
    return Batches(X, X[:1], size, seed)


@given(m=st.integers(2, 60), size=st.integers(1, 70), epoch=st.integers(0, 5))
def test_that_every_sample_comes_once_an_epoch(m: int, size: int, epoch: int) -> None:
    batches = _batches(m, size)
    first = epoch * batches.per_epoch
    taken = [batches.batch(first + place)[0][0].copy() for place in range(batches.per_epoch)]
    assert sorted(np.concatenate(taken)) == list(range(m))


def test_that_an_epoch_s_order_is_the_permutation_of_its_own_seed() -> None:
    order = np.random.RandomState(11 + 3).permutation(10)
    assert _batches(10, 4).batch(3 * 3)[0][0].tolist() == order[:4].tolist()


def test_that_batches_can_be_taken_in_any_order() -> None:
    batches = _batches(10, 4)
    later, earlier = batches.batch(7)[0].copy(), batches.batch(1)[0].copy()
    assert np.array_equal(earlier, _batches(10, 4).batch(1)[0])
    assert np.array_equal(later, _batches(10, 4).batch(7)[0])


def test_that_all_samples_at_once_are_not_copied() -> None:
    batches = _batches(10, 0)
    assert batches.batch(5)[0] is batches.X


def test_that_samples_stay_contiguous() -> None:
    assert _batches(10, 4).batch(0)[0].flags.f_contiguous


@pytest.mark.parametrize("of_bytes", [False, True])
def test_that_threads_take_the_samples_that_one_takes(of_bytes: bool) -> None:
    rows = np.random.RandomState(1).randint(0, 256, (40, MANY // 8)).astype(np.uint8)
    X = ByteMatrix(rows, np.arange(40)) if of_bytes else rows.astype("float64").T
    chosen = np.random.RandomState(2).permutation(40)[:33]
    taken = take_samples(X, chosen, ComputeThreads(3))
    assert taken.flags.f_contiguous
    assert np.array_equal(taken, X[:, chosen])
