"""Thinning: few points that draw like all of them."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.decimation import Decimator, decimate


@example(np.linspace(1, 0, 40), 20)
@given(arrays(float, st.integers(1, 400), elements=st.floats(allow_nan=True)), st.integers(4, 60))
def test_that_peaks_ends_and_gaps_stay(values: np.ndarray, most: int) -> None:
    chosen = decimate(values, most)
    kept, real = values[chosen], np.isfinite(values)
    assert (np.diff(chosen) > 0).all()
    assert chosen[0] == 0
    assert chosen[-1] == len(values) - 1
    assert np.isfinite(kept).all() == real.all()
    if real.any():
        assert np.nanmin(kept[np.isfinite(kept)]) == values[real].min()
        assert np.nanmax(kept[np.isfinite(kept)]) == values[real].max()


@pytest.mark.parametrize("n", [1, 2000, 2001, 99_999, 100_000, 123_457])
def test_that_a_long_curve_becomes_short(n: int) -> None:
    assert len(decimate(np.random.RandomState(1).rand(n))) <= 2005


def test_that_a_single_gap_among_100_000_points_stays_a_single_gap() -> None:
    values = np.random.RandomState(1).rand(100_000)
    values[54_321] = np.nan
    kept = values[decimate(values)]
    assert np.count_nonzero(np.isnan(kept)) == 1
    assert len(kept) > 1000


@given(
    arrays(float, st.integers(10, 300), elements=st.floats(allow_nan=True)),
    st.lists(st.integers(1, 300), max_size=6),
)
def test_that_a_growing_curve_keeps_what_it_would_keep_seen_at_once(
    values: np.ndarray, lengths: list[int]
) -> None:
    thinner = Decimator(8)
    for n in sorted({min(n, len(values)) for n in lengths}):
        chosen = thinner.decimate(values[:n])
        kept, real = values[chosen], values[:n][np.isfinite(values[:n])]
        assert (np.diff(chosen) > 0).all()
        assert (chosen[0], chosen[-1]) == (0, n - 1)
        assert np.isfinite(kept).all() == (len(real) == n)
        if len(real):
            kept = kept[np.isfinite(kept)]
            assert (kept.min(), kept.max()) == (real.min(), real.max())


def test_that_another_curve_in_other_memory_is_thinned_from_its_start() -> None:
    thinner = Decimator(8)
    for sign in (1.0, -1.0):
        values = sign * np.arange(100.0)
        assert np.abs(values[thinner.decimate(values)]).max() == 99
