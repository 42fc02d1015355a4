"""What was on the bench is there again after an end that nobody has chosen."""

import dataclasses
import random
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from core import interruption
from core.data import registry
from core.errors import Cancelled
from core.experiment.presets import preset
from core.experiment.settings import DataSettings
from core.experiment.toml import with_settings
from core.interruption import check_interruption, interruptible
from core.projects.project import Project, read_description
from core.projects.recovery import Offer, Recovery
from core.throttle import Throttle
from core.training.snapshots import snapshotter
from core.training.snapshots.snapshot import Snapshot, State
from core.training.snapshots.snapshotter import Depth
from core.training.worker import autosave
from core.training.worker.autosave import MOST_LOST_S, TRAINING_SHARE, Autosave
from core.training.worker.events import AutosaveFailed, Opened, ProjectSaved
from core.training.worker.runner import Runner
from core.training.worker.session import Session
from tests.core.training.conftest import PATIENCE, wait, wait_for_event, wait_for_snapshot

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
    monkeypatch.setattr(autosave, "MOST_LOST_S", 0.0)
    runner = Runner(Recovery(tmp_path))
    trained(runner)
    wait(lambda: list(tmp_path.glob("*.layerbench")))
    assert runner.close()
    assert list(tmp_path.iterdir()) == []


def test_that_nothing_is_saved_while_that_is_switched_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autosave, "MOST_LOST_S", 0.0)
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


class SlowRecovery(Recovery):
    """A recovery whose writing ends when it is let go on."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.begun, self.goes_on = threading.Event(), threading.Event()

    def put(self, project: Project) -> None:
        self.begun.set()
        assert self.goes_on.wait(PATIENCE)
        self.goes_on.clear()
        super().put(project)


def submitted() -> Session:
    session = Session()
    session.submit(FLOWER, lambda done, total: None)
    return session


@pytest.mark.parametrize("writing", [(0.05, 2.4), (1.0,), (2.4,), ()])
def test_that_a_crash_costs_five_seconds_however_long_saves_take(
    tmp_path: Path, writing: tuple[float, ...]
) -> None:
    """Every update is something new; saves take up to 2.4 s, in turns or any."""
    chance, clock, step = random.Random(1), [0.0], 0.05
    session, recovery = submitted(), SlowRecovery(tmp_path)
    pace = Throttle(TRAINING_SHARE, MOST_LOST_S / 2, lambda: clock[0], own_time=True)
    saving = Autosave(recovery, pace)
    saving.follow(session)
    lost, kept, begun, end = list[float](), 0.0, 0.0, 0.0
    for _ in range(800):
        clock[0] += step
        session.step()
        if not recovery.begun.is_set():
            saving.follow(session)
            if saving.is_writing:
                assert recovery.begun.wait(PATIENCE)
                takes = writing[len(lost) % len(writing)] if writing else chance.uniform(0, 2.4)
                begun, end = clock[0], clock[0] + takes
        elif clock[0] >= end:
            lost.append(clock[0] - kept)
            recovery.begun.clear()
            recovery.goes_on.set()
            wait(lambda: not saving.is_writing)
            kept = begun
    assert len(lost) > 6
    assert max(lost) <= MOST_LOST_S
    saving.close(session, keep=False)


def test_that_what_was_saved_by_hand_meanwhile_is_not_kept_too(tmp_path: Path) -> None:
    session, recovery = submitted(), SlowRecovery(tmp_path)
    saving = Autosave(recovery)
    saving.follow(session)
    session.step()
    saving.follow(session)
    assert recovery.begun.wait(PATIENCE)
    saving.accept(session)
    recovery.goes_on.set()
    wait(lambda: not saving.is_writing)
    assert list(tmp_path.glob("*.layerbench")) == []
    saving.close(session, keep=False)


def test_that_a_change_before_the_first_update_is_tried_again_where_it_could_not_be_kept(
    tmp_path: Path,
) -> None:
    session, recovery = submitted(), Recovery(tmp_path)
    own = recovery._file(recovery.key)
    saving = Autosave(recovery)
    saving.follow(session)
    own.mkdir()
    session.submit(with_settings(FLOWER, {"network.hidden": [3]}), lambda done, total: None)
    saving.follow(session)
    wait(lambda: saving.problem and not saving.is_writing)
    own.rmdir()
    saving.follow(session, at_once=True)
    wait(own.exists)
    saving.close(session, keep=False)


def test_that_a_save_that_was_broken_off_is_made_at_the_next_chance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interruption, "PIECE", 7)
    session, recovery = submitted(), Recovery(tmp_path)
    saving = Autosave(recovery)
    saving.follow(session)
    session.step()

    def break_off() -> None:
        raise Cancelled

    with pytest.raises(Cancelled), interruptible(break_off):
        saving.follow(session)
    saving.follow(session)
    wait(lambda: list(tmp_path.glob("*.layerbench")))
    saving.close(session, keep=False)


@pytest.fixture
def unsaved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """A run of which nothing has been saved, and that will be wherever it can."""
    monkeypatch.setattr(autosave, "MOST_LOST_S", 0.0)
    runner = Runner(Recovery(tmp_path))
    runner.set_autosave(False)
    trained(runner)
    return runner


def kept(folder: Path) -> tuple[Any, int] | None:
    for file in folder.glob("*.layerbench"):
        description = read_description(file)
        return description.experiment, description.iteration
    return None


def test_that_a_run_is_kept_while_other_data_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unsaved: Runner
) -> None:
    reading = threading.Event()

    def read_for_ever(_: DataSettings, report: Callable[[int, int], None], before: object) -> None:
        while True:
            report(1, 2)
            reading.set()

    endless = dataclasses.replace(registry.DATASETS["xor"], load=read_for_ever)
    monkeypatch.setitem(registry.DATASETS, "xor", endless)
    unsaved.submit(with_settings(FLOWER, {"data.kind": "xor"}))
    assert reading.wait(PATIENCE)
    unsaved.set_autosave(True)
    assert wait(lambda: kept(tmp_path)) == (FLOWER, FLOWER.training.iterations)
    unsaved.cancel_loading()
    assert unsaved.close()


def test_that_a_run_is_kept_before_all_of_a_long_snapshot_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unsaved: Runner
) -> None:
    inside, gate, take = threading.Event(), threading.Event(), Session.snapshot

    def stand_still(session: Session, *arguments: Any) -> Snapshot | None:
        while arguments[-1] is Depth.CHECKED and not gate.is_set():
            inside.set()
            check_interruption()
        return take(session, *arguments)

    monkeypatch.setattr(snapshotter, "LARGE_INPUTS", 1)
    monkeypatch.setattr(Session, "snapshot", stand_still)
    unsaved.pause()
    assert inside.wait(PATIENCE)
    unsaved.set_autosave(True)
    assert wait(lambda: kept(tmp_path)) == (FLOWER, FLOWER.training.iterations)
    gate.set()
    assert unsaved.close()


def test_that_a_run_is_kept_before_its_gradient_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner, gate = Runner(Recovery(tmp_path)), threading.Event()
    trained(runner)
    monkeypatch.setattr(Session, "check", lambda _: (gate.wait(PATIENCE), ())[1])
    runner.check()
    wait(lambda: kept(tmp_path) == (FLOWER, FLOWER.training.iterations))
    gate.set()
    assert runner.close()


def test_that_a_run_is_kept_before_its_gradient_is_checked_though_an_older_one_is_being_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, checking = threading.Event(), threading.Event()
    put = Recovery.put

    def put_slowly(recovery: Recovery, project: Project) -> None:
        assert writing.wait(PATIENCE)
        put(recovery, project)

    monkeypatch.setattr(autosave, "MOST_LOST_S", 0.0)
    monkeypatch.setattr(Recovery, "put", put_slowly)
    monkeypatch.setattr(Session, "check", lambda _: (checking.wait(PATIENCE), ())[1])
    runner = Runner(Recovery(tmp_path))
    trained(runner)
    runner.check()
    writing.set()
    wait(lambda: kept(tmp_path) == (FLOWER, FLOWER.training.iterations))
    checking.set()
    assert runner.close()
