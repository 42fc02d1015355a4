"""Work is put off by what it costs, or by what it costs its own thread."""

import pytest

from core.throttle import Throttle


@pytest.mark.parametrize(("own_time", "due"), [(False, False), (True, True)])
def test_that_work_counts_by_its_own_time_where_that_is_asked_for(
    own_time: bool, due: bool
) -> None:
    clock = [0.0]
    throttle = Throttle(20, 3.0, lambda: clock[0], own_time)
    throttle.begin()
    clock[0] = 1.0  # that other programs took
    throttle.end()
    clock[0] = 4.0
    assert throttle.is_due() is due
