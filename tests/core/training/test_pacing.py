"""Facts about time: work that is slow comes seldom."""

from core.data.load import load
from core.experiment.settings import DataSettings, Experiment
from core.experiment.toml import with_settings
from core.throttle import Throttle
from core.training.pacing import RunClock
from core.training.snapshots.snapshot import State
from core.training.snapshots.snapshotter import Snapshotter
from core.training.trainer import Trainer


class Hand:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def test_that_work_which_took_long_is_due_only_after_so_many_times_its_time() -> None:
    now = Hand()
    throttle = Throttle(50, clock=now)
    assert throttle.is_due()
    throttle.begin()
    now.at += 2
    throttle.end()
    now.at += 97
    assert not throttle.is_due()
    now.at += 1
    assert throttle.is_due()


def test_that_quick_work_is_due_no_sooner_than_the_least_time_says() -> None:
    now = Hand()
    throttle = Throttle(50, interval=0.5, clock=now)
    throttle.begin()
    throttle.end()
    now.at += 0.4
    assert not throttle.is_due()
    now.at += 0.2
    assert throttle.is_due()


def test_that_the_rate_of_a_run_jumps_at_its_beginning_only() -> None:
    now = Hand()
    clock = RunClock(clock=now)
    clock.follow(1, 0)
    iteration, rates = 0, []
    for rate in (10, 100, 100, 100, 60, 60, 60, 60):
        now.at += 0.5
        iteration += rate // 2
        clock.tick(iteration, ended=False)
        rates.append(clock.rate)
    assert rates == [10, 100, 100, 100, 80, 70, 65, 62.5]
    clock.follow(2, 0)
    assert clock.rate == 0


class Never(Throttle):
    """A throttle at which nothing is due again."""

    def is_due(self) -> bool:
        return False


def test_that_findings_of_a_moment_ago_are_said_again_until_settings_change() -> None:
    zeros = {"data.samples": 60, "network.initialisation": "zeros"}
    experiment = with_settings(Experiment(data=DataSettings(kind="moons")), zeros)
    trainer = Trainer(experiment, load(experiment.data))
    camera = Snapshotter(trainer, 1)
    camera.health_throttle = Never()
    first, again = (camera.take(State.RUNNING, 1.0, 1.0).findings for _ in range(2))
    assert first
    assert all(one is other for one, other in zip(first, again, strict=True))
    trainer.change(with_settings(experiment, {"training.learning_rate": 0.5}).training)
    changed = camera.take(State.RUNNING, 1.0, 1.0).findings
    assert changed[0] is not first[0]
    assert camera.take(State.PAUSED, 1.0, 1.0).findings[0] is not changed[0]
