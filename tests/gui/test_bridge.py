"""When snapshots are shown: training keeps its share of the time, whoever uses the machine."""

import pytest

from core.training.worker.runner import MAX_PAINT_S
from gui.bridge import MAX_DELAY_S, TRAINING_SHARE, next_snapshot_time


def test_that_on_a_free_machine_the_next_snapshot_comes_by_the_time_that_painting_took() -> None:
    assert next_snapshot_time(5.0, 5.01, 0.01) == pytest.approx(5.0 + TRAINING_SHARE * 0.01)
    assert next_snapshot_time(5.0, 5.1, 0.1) == pytest.approx(5.0 + MAX_DELAY_S)


@pytest.mark.parametrize("painted", [0.06, 0.09])
def test_that_training_goes_on_for_as_long_as_a_busy_machine_kept_it_waiting(
    painted: float,
) -> None:
    """Painting of 20 ms that others kept from its end for three times as long."""
    assert next_snapshot_time(5.0, 5.0 + painted, 0.02) == pytest.approx(5.0 + 2 * painted)


def test_that_snapshots_stay_no_longer_away_than_training_can_have_stood_still() -> None:
    assert next_snapshot_time(5.0, 6.0, 0.02) == pytest.approx(6.0 + MAX_PAINT_S)
