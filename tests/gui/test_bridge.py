"""When snapshots are shown: after what led to them, and training keeps its share of the time."""

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from core.experiment.presets import preset
from core.training.worker.events import Loaded
from core.training.worker.runner import MAX_PAINT_S, Runner
from gui.bridge import MAX_DELAY_S, TRAINING_SHARE, Bridge, next_snapshot_time


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


class LateRunner(Runner):
    """A worker that has loaded data, and made their snapshot, after the window had looked."""

    def events(self) -> list:
        return super().events() if self.taken else []

    taken = False

    def take_snapshot(self):
        snapshot = super().take_snapshot()
        self.taken = snapshot is not None
        return snapshot


def test_that_data_are_told_of_before_their_first_snapshot_is_shown(qtbot: QtBot) -> None:
    parent, seen = QObject(), []
    bridge = Bridge(LateRunner(), parent)
    bridge.event_ready.connect(lambda event: seen.append(type(event)))
    bridge.snapshot_ready.connect(lambda snapshot: seen.append(type(snapshot)))
    bridge.submit(preset("flower"))
    qtbot.waitUntil(lambda: any(kind.__name__ == "Snapshot" for kind in seen))
    bridge.close()
    names = [kind.__name__ for kind in seen]
    assert names.index(Loaded.__name__) < names.index("Snapshot")
