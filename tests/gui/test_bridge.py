"""When snapshots are shown: after what led to them, and training keeps its share of the time."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from core.data.sample import Sample
from core.experiment.presets import preset
from core.experiment.toml import with_settings
from core.training.snapshots.snapshot import Snapshot, State
from core.training.worker.events import Loaded
from core.training.worker.runner import MAX_PAINT_S, Runner
from gui.bridge import (
    FRAME_MS,
    LIVELY_SHARE,
    MAX_DELAY_S,
    STEADY_FRAME_MS,
    STEADY_SHARE,
    Bridge,
    is_news,
    next_snapshot_time,
    steady_frame_ms,
)
from tests.gui.views.conftest import shot, small_run

SHARES = pytest.mark.parametrize("share", [LIVELY_SHARE, STEADY_SHARE])


@SHARES
def test_that_on_a_free_machine_the_next_snapshot_comes_by_the_time_that_painting_took(
    share: float,
) -> None:
    assert next_snapshot_time(5.0, 5.005, 0.005, share) == pytest.approx(5.0 + share * 0.005)
    assert next_snapshot_time(5.0, 5.08, 0.08, share) == pytest.approx(5.0 + MAX_DELAY_S)


@pytest.mark.parametrize("painted", [0.06, 0.09])
def test_that_training_goes_on_for_as_long_as_a_busy_machine_kept_it_waiting(
    painted: float,
) -> None:
    """Painting of 20 ms that others kept from its end for three times as long."""
    later = next_snapshot_time(5.0, 5.0 + painted, 0.02, LIVELY_SHARE)
    assert later == pytest.approx(5.0 + 2 * painted)


def test_that_snapshots_stay_no_longer_away_than_training_can_have_stood_still() -> None:
    later = next_snapshot_time(5.0, 6.0, 0.02, STEADY_SHARE)
    assert later == pytest.approx(6.0 + MAX_PAINT_S)


def test_that_a_run_which_goes_on_by_itself_keeps_nine_tenths_of_its_time() -> None:
    painting = 0.005
    later = next_snapshot_time(5.0, 5.0 + painting, painting, STEADY_SHARE)
    assert (later - 5.0 - painting) / (later - 5.0) > 0.9


@pytest.mark.parametrize("painting", [0.001, 0.01, 0.03])
def test_that_a_run_which_goes_on_by_itself_is_painted_five_times_a_second(painting: float) -> None:
    assert next_snapshot_time(5.0, 5.0 + painting, painting, STEADY_SHARE) <= 5.2 + 1e-9


def test_that_a_run_which_goes_on_by_itself_is_looked_at_when_it_can_be_painted() -> None:
    times = [steady_frame_ms(seconds) for seconds in (-1.0, 0.005, 0.0301, 0.2)]
    assert times == [FRAME_MS, FRAME_MS, 31, STEADY_FRAME_MS]


@pytest.fixture(scope="module")
def running() -> Snapshot:
    """A snapshot of a run that goes on."""
    return replace(shot(small_run()), state=State.RUNNING)


def test_that_more_updates_alone_are_no_news(running: Snapshot) -> None:
    assert not is_news(replace(running, iteration=running.iteration + 100), running)


def test_that_what_somebody_does_is_news(running: Snapshot) -> None:
    slower = with_settings(running.experiment, {"training.learning_rate": 0.003})
    for other in (
        replace(running, state=State.PAUSED),
        replace(running, run=running.run + 1),
        replace(running, experiment=slower),
        replace(running, sample=Sample(number=3)),
        replace(running, looking_back=True, inside=3),
    ):
        assert is_news(other, running)


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
