"""What was on the bench is there again after an end that nobody has chosen."""

from contextlib import closing
from pathlib import Path

import pytest

from core.experiment.presets import preset
from core.experiment.toml import with_settings
from core.projects.recovery import Offer, Recovery
from core.training.snapshots.snapshot import State
from core.training.worker import autosave
from core.training.worker.events import AutosaveFailed, Opened, ProjectSaved
from core.training.worker.runner import Runner
from tests.core.training.conftest import wait, wait_for_event, wait_for_snapshot

FLOWER = with_settings(preset("flower"), {"training.iterations": 300})


def trained(runner: Runner) -> int:
    runner.submit(FLOWER)
    wait_for_snapshot(runner, lambda snapshot: snapshot.state is State.READY)
    runner.train()
    wait_for_snapshot(runner, lambda snapshot: snapshot.state is State.FINISHED)
    return FLOWER.training.iterations


def offered(folder: Path) -> tuple[Offer, ...]:
    with closing(Recovery(folder)) as recovery:
        return recovery.offers()


def test_that_a_run_is_saved_while_the_window_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autosave, "EVERY_S", 0.0)
    runner = Runner(Recovery(tmp_path))
    trained(runner)
    wait(lambda: list(tmp_path.glob("*.layerbench")))
    assert runner.close()
    assert list(tmp_path.iterdir()) == []


def test_that_nothing_is_saved_while_that_is_switched_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autosave, "EVERY_S", 0.0)
    runner = Runner(Recovery(tmp_path))
    runner.set_autosave(False)
    trained(runner)
    # What comes behind the last update would have been saved by now.
    runner.save_project(tmp_path / "mine.zip")
    wait_for_event(runner, ProjectSaved)
    assert list(tmp_path.glob("*.layerbench")) == []
    assert runner.close()


def test_that_a_runner_that_has_to_end_leaves_the_run_of_now(tmp_path: Path) -> None:
    runner = Runner(Recovery(tmp_path))
    iterations = trained(runner)
    assert runner.close(keep=True)
    next_start = Recovery(tmp_path)
    (offer,) = next_start.offers()
    again = Runner(next_start)
    again.open_project(offer.file)
    opened = wait_for_event(again, Opened)
    assert (opened.iteration, opened.experiment) == (iterations, FLOWER)
    next_start.forget(offer.file)
    assert again.close()
    assert list(tmp_path.iterdir()) == []


def test_that_what_is_saved_elsewhere_need_not_be_recovered(tmp_path: Path) -> None:
    runner = Runner(Recovery(tmp_path / "recovery"))
    trained(runner)
    runner.save_project(tmp_path / "flower.layerbench")
    saved = wait_for_event(runner, ProjectSaved)
    assert saved.iteration == FLOWER.training.iterations
    assert runner.close(keep=True)
    assert offered(tmp_path / "recovery") == ()


def test_that_a_start_that_did_nothing_leaves_nothing(tmp_path: Path) -> None:
    runner = Runner(Recovery(tmp_path))
    runner.submit(FLOWER)
    wait_for_snapshot(runner, lambda snapshot: snapshot.state is State.READY)
    assert runner.close(keep=True)
    assert offered(tmp_path) == ()


def test_that_what_cannot_be_kept_is_told_and_kept_once_it_can(tmp_path: Path) -> None:
    recovery = Recovery(tmp_path)
    own = recovery._file(recovery.key)
    own.mkdir()
    runner = Runner(recovery)
    trained(runner)
    failed = wait_for_event(runner, AutosaveFailed)
    assert str(own) in str(failed.problem)
    own.rmdir()
    assert runner.close(keep=True)
    assert len(offered(tmp_path)) == 1


def test_that_a_network_that_is_too_large_to_be_copied_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autosave, "free_memory", lambda: 1000)
    runner = Runner(Recovery(tmp_path))
    trained(runner)
    failed = wait_for_event(runner, AutosaveFailed)
    assert "the memory does not suffice" in str(failed.problem)
    assert runner.close()


def test_that_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    runner = Runner(Recovery(tmp_path / "file" / "recovery"))
    trained(runner)
    failed = wait_for_event(runner, AutosaveFailed)
    assert "nothing can be written there" in str(failed.problem)
    assert runner.close()
