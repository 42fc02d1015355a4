"""A sweep beside the window: its news come in order, it can be held, and it ends when told."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.experiment.toml import with_settings
from core.sweeps.events import Event, RunBegun, RunEnded, SweepChanged, SweepEnded
from core.sweeps.executors import THREADS
from core.sweeps.over import Choices
from core.sweeps.sweep import Sweep
from core.sweeps.sweep_thread import SweepThread
from tests.core.sweeps.test_sweep_run import RATE, SMALL
from tests.core.training.conftest import wait

SWEEP = Sweep(experiment=SMALL, over=(Choices(RATE, (0.01, 0.1, 1.0)),))
LONG = Sweep(experiment=with_settings(SMALL, {"training.iterations": 10_000_000}), over=SWEEP.over)


@pytest.fixture
def sweeps() -> Iterator[SweepThread]:
    made = SweepThread(THREADS)
    yield made
    assert made.close()


def news(sweeps: SweepThread, until: Callable[[Event], bool]) -> list[Event]:
    """What is told until an event comes."""
    told: list[Event] = []

    def has_come() -> bool:
        told.extend(sweeps.take())
        return any(map(until, told))

    wait(has_come)
    return told


def test_that_all_runs_are_told_and_then_the_end(sweeps: SweepThread, tmp_path: Path) -> None:
    sweeps.start(SWEEP, tmp_path)
    told = news(sweeps, lambda event: isinstance(event, SweepEnded))
    assert sum(isinstance(event, RunEnded) for event in told) == 3
    assert told[-1] == SweepEnded("done")
    assert not sweeps.is_going


def test_that_one_that_is_cancelled_ends_in_the_middle_of_a_run(
    sweeps: SweepThread, tmp_path: Path
) -> None:
    sweeps.start(LONG, tmp_path)
    sweeps.pause()
    sweeps.cancel()
    told = news(sweeps, lambda event: isinstance(event, SweepEnded))
    assert told[-1] == SweepEnded("cancelled")


def test_that_another_takes_its_place_and_nothing_more_is_heard_of_it(
    sweeps: SweepThread, tmp_path: Path
) -> None:
    sweeps.start(LONG, tmp_path / "long")
    sweeps.start(SWEEP, tmp_path / "short")
    told = news(sweeps, lambda event: isinstance(event, SweepEnded))
    ended = [event.run for event in told if isinstance(event, RunEnded)]
    assert [run.experiment.training.iterations for run in ended if run.experiment] == [40] * 3
    assert told[-1] == SweepEnded("done")


def test_that_ranges_can_be_edited_while_it_goes_on(sweeps: SweepThread, tmp_path: Path) -> None:
    sweeps.start(LONG, tmp_path)
    # Runs of before that are on their way hold nothing up.
    news(sweeps, lambda event: isinstance(event, RunBegun))
    sweeps.change(SWEEP)
    told = news(sweeps, lambda event: isinstance(event, SweepEnded))
    assert SweepChanged(SWEEP) in told
    assert sum(isinstance(event, RunEnded) for event in told) == 3
