"""Thinning: few points that draw like all of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gui.views.thinning import thin


@given(arrays(float, st.integers(1, 400), elements=st.floats(allow_nan=True)), st.integers(4, 60))
def test_that_peaks_ends_and_gaps_stay(values: np.ndarray, most: int) -> None:
    chosen = thin(values, most)
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
    assert len(thin(np.random.RandomState(1).rand(n))) <= 2005


def test_that_a_single_gap_among_100_000_points_stays_a_single_gap() -> None:
    values = np.random.RandomState(1).rand(100_000)
    values[54_321] = np.nan
    kept = values[thin(values)]
    assert np.count_nonzero(np.isnan(kept)) == 1
    assert len(kept) > 1990
