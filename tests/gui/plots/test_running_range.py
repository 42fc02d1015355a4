"""The range of a growing curve: of all its finite values, and of another curve from its start."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gui.plots.running_range import RunningRange, held, held_top


@given(
    arrays(float, st.integers(1, 200), elements=st.floats(allow_nan=True)),
    st.lists(st.integers(1, 200), min_size=1, max_size=12),
)
def test_that_the_range_of_a_growing_curve_is_that_of_the_curve_seen_at_once(
    values: np.ndarray, lengths: list[int]
) -> None:
    extent = RunningRange()
    for n in sorted({min(n, len(values)) for n in lengths}):
        assert extent.of(values[:n]) == RunningRange().of(values[:n])


def test_that_another_curve_in_other_memory_has_a_range_of_its_own() -> None:
    extent = RunningRange()
    for sign in (1.0, -1.0):
        values = sign * np.arange(100.0)
        assert extent.of(values) == (min(0.0, 99 * sign), max(0.0, 99 * sign))


def test_that_a_range_is_held_until_something_leaves_it_or_most_of_it_is_empty() -> None:
    shown = held(None, (0.0, 10.0))
    assert shown == (0.0, 10.0)
    assert held(shown, (1.0, 9.0)) == shown
    assert held(shown, (0.0, 12.0)) == (0.0, 13.2)
    assert held((0.0, 13.2), (0.0, 12.9)) == (0.0, 13.2)
    assert held(shown, (0.0, 5.0)) == (0.0, 5.5)
    assert held(shown, (-2.0, 0.0)) == (-2.2, 0.0)


def test_that_a_round_top_is_held_until_something_is_higher_or_most_of_it_is_empty() -> None:
    tops, top = [], 1.0
    for highest in (2.9, 3.1, 2.9, 4.9, 2.6, 0.0):
        top = held_top(top, highest)
        tops.append(top)
    assert tops == [3.0, 5.0, 3.0, 5.0, 3.0, 1.0]
    assert held_top(5.0, 3.01) == 5.0
