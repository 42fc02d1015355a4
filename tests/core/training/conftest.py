"""A runner, and ways to wait for what must come from it: never by sleeping."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from core.training.snapshots.snapshot import Snapshot
from core.training.worker.events import Event
from core.training.worker.runner import Runner

PATIENCE = 20


@pytest.fixture
def runner() -> Iterator[Runner]:
    runner = Runner()
    yield runner
    assert runner.close()


def wait(condition: Callable[[], object]) -> object:
    """Evaluate a condition until it holds, yielding to other threads; return its value."""
    end = time.monotonic() + PATIENCE
    pause = threading.Event()
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        pause.wait(0.001)
    raise AssertionError("nothing came")


def wait_for_snapshot(runner: Runner, condition: Callable[[Snapshot], bool]) -> Snapshot:
    """Wait for a snapshot that meets a condition."""

    def newest() -> Snapshot | None:
        snapshot = runner.take_snapshot()
        return snapshot if snapshot and condition(snapshot) else None

    return wait(newest)


def wait_for_event(runner: Runner, kind: type) -> Event:
    """Wait for an event of a type."""
    return wait(lambda: next((event for event in runner.events() if isinstance(event, kind)), None))
