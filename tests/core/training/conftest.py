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
    made = Runner()
    yield made
    assert made.close()


def wait(ask: Callable[[], object]) -> object:
    """Ask again and again, yielding to the other thread, until there is an answer."""
    end = time.monotonic() + PATIENCE
    pause = threading.Event()
    while time.monotonic() < end:
        answer = ask()
        if answer:
            return answer
        pause.wait(0.001)
    raise AssertionError("nothing came")


def picture(runner: Runner, wanted: Callable[[Snapshot], bool]) -> Snapshot:
    """Wait for a picture that is as wanted."""

    def ask() -> Snapshot | None:
        taken = runner.take()
        return taken if taken and wanted(taken) else None

    return wait(ask)


def fact(runner: Runner, kind: type) -> Event:
    """Wait for a fact of a kind."""
    return wait(lambda: next((one for one in runner.facts() if isinstance(one, kind)), None))
