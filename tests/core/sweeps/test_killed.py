"""What is left when workers, or the whole program, are killed: the same runs, none made twice."""

import os
import signal
import sys
from multiprocessing import active_children
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from core.sweeps.events import Event, RunEnded, WorkersLost
from core.sweeps.executors import PROCESSES, THREADS
from core.sweeps.sweep_run import SweepRun
from tests.core.sweeps.sweep_program import SWEEP

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="no process is killed so there")


def files(folder: Path) -> dict[str, bytes]:
    """The runs in a folder, byte for byte."""
    return {file.name: file.read_bytes() for file in (folder / "runs").iterdir()}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The runs of the sweep, byte for byte."""
    folder = tmp_path_factory.mktemp("undisturbed")
    SweepRun(SWEEP, folder, executor=THREADS, workers=2).run()
    return files(folder)


def test_that_killed_workers_change_no_byte_and_no_run_is_made_twice(
    undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    events: list[Event] = []

    def tell(event: Event) -> None:
        events.append(event)
        if isinstance(event, RunEnded) and event.run.trial in (1, 5) and not event.run.seed:
            os.kill(active_children()[0].pid, signal.SIGKILL)

    SweepRun(SWEEP, tmp_path, tell, executor=PROCESSES, workers=1).run()
    made = [event.run.file for event in events if isinstance(event, RunEnded)]
    assert files(tmp_path) == undisturbed
    assert len(made) == len(set(made)) == 16
    assert any(isinstance(event, WorkersLost) for event in events)


def program(folder: Path, executor: str) -> "Popen[str]":
    """Start the sweep in a program of its own."""
    words = [sys.executable, "-m", "tests.core.sweeps.sweep_program", str(folder), executor]
    return Popen(words, stdout=PIPE, text=True, cwd=ROOT)


def test_that_a_killed_program_goes_on_to_the_same_bytes(
    undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    made: list[str] = []
    for after in (3, 100):
        with program(tmp_path, THREADS) as killed:
            assert killed.stdout
            for line, _ in zip(killed.stdout, range(after), strict=False):
                made.append(line.strip())
            killed.kill()
    assert files(tmp_path) == undisturbed
    assert len(made) == len(set(made))


def test_that_workers_end_with_a_program_that_is_killed(tmp_path: Path) -> None:
    with program(tmp_path, PROCESSES) as killed:
        assert killed.stdout
        killed.stdout.readline()
        killed.kill()
        # The workers have the same output: it ends when the last of them has.
        killed.stdout.read()
    assert killed.returncode == -signal.SIGKILL
