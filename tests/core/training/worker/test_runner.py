"""Facts about the only thread. Races are made by waiting for what must come, never by sleeping."""

import dataclasses
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image

from core.data import registry
from core.errors import Cancelled, DataError
from core.experiment.presets import preset
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.interruption import check_interruption
from core.models.exporters import read_model
from core.training.analyses import vectorisation
from core.training.analyses.cost_surface import Plane, Weight
from core.training.snapshots.snapshot import Snapshot, State
from core.training.worker import runner as worker
from core.training.worker.events import (
    CostSurfaceReady,
    Failed,
    Loaded,
    Reported,
    Saved,
    SeedRunEnded,
    VectorisationProgress,
)
from core.training.worker.runner import Runner
from core.training.worker.session import Session
from tests.core.training.conftest import PATIENCE, wait, wait_for_event, wait_for_snapshot

LONG = Experiment(data=DataSettings(kind="moons"), training=TrainingSettings(iterations=10_000_000))
SHORT = replace(LONG, training=TrainingSettings(iterations=30))


def test_that_an_experiment_is_ready_before_it_is_trained(runner: Runner) -> None:
    runner.submit(SHORT)
    snapshot = wait_for_snapshot(runner, lambda s: True)
    assert (snapshot.state, snapshot.iteration) == (State.READY, 0)
    assert len(snapshot.layers) == 1


def test_that_training_ends_with_a_snapshot_of_the_last_iteration(runner: Runner) -> None:
    runner.submit(SHORT, train=True)
    snapshot = wait_for_snapshot(runner, lambda s: s.state is State.FINISHED)
    assert snapshot.iteration == snapshot.iterations == 30
    # A cost before each update, and that of the weights that the last one has left.
    assert snapshot.train_cost.at.tolist() == [*range(31)]


def test_that_nothing_in_a_snapshot_can_be_written_to(runner: Runner) -> None:
    runner.submit(SHORT, train=True)
    snapshot = wait_for_snapshot(runner, lambda s: s.state is State.FINISHED)
    arrays = [layer.A for layer in snapshot.layers] + [snapshot.sample_labels]
    for curve in (snapshot.train_cost, snapshot.train_accuracy):
        arrays += [curve.at, curve.values]
    assert not any(array.flags.writeable for array in arrays)


def test_that_snapshots_overwrite_one_another(runner: Runner) -> None:
    runner.submit(SHORT, train=True)
    wait(lambda: runner._snapshot and runner._snapshot.state is State.FINISHED)
    waiting = runner.waiting_snapshot
    assert waiting is not None
    assert runner.take_snapshot() is waiting
    assert runner.take_snapshot() is None


def test_that_a_window_that_never_says_it_has_painted_holds_nothing_up(runner: Runner) -> None:
    runner.submit(LONG, train=True)
    first = wait_for_snapshot(runner, lambda s: s.iteration > 10)
    runner.pause_for_paint()
    held = wait_for_snapshot(runner, lambda s: s.iteration > first.iteration + 1000)
    assert held.state is State.RUNNING


def test_that_who_waits_is_heard_before_the_end_of_a_slice(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "SLICE_S", 10 * PATIENCE)
    runner.submit(LONG, train=True)
    wait_for_snapshot(runner, lambda s: s.state is State.RUNNING)
    runner.pause()
    assert wait_for_snapshot(runner, lambda s: s.state is not State.RUNNING)


def test_that_a_pause_stands_still_and_a_step_is_one_update(runner: Runner) -> None:
    runner.submit(LONG, train=True)
    wait_for_snapshot(runner, lambda s: s.iteration > 10)
    runner.pause()
    paused = wait_for_snapshot(runner, lambda s: s.state is State.PAUSED)
    runner.step()
    stepped = wait_for_snapshot(runner, lambda s: s.iteration != paused.iteration)
    assert stepped.iteration == paused.iteration + 1


def test_that_the_learning_rate_changes_while_it_runs(runner: Runner) -> None:
    runner.submit(LONG, train=True)
    first = wait_for_snapshot(runner, lambda s: s.iteration > 10)
    runner.submit(replace(LONG, training=replace(LONG.training, learning_rate=0.01)))
    later = wait_for_snapshot(runner, lambda s: s.learning_rate == 0.01)
    assert later.run == first.run
    assert later.state is State.RUNNING
    (change,) = later.rate_changes
    assert change[1] == 0.01


def test_that_another_network_starts_new_weights_and_goes_on_running(runner: Runner) -> None:
    runner.submit(LONG, train=True)
    first = wait_for_snapshot(runner, lambda s: s.iteration > 10)
    runner.submit(replace(LONG, network=NetworkSettings(hidden=(9, 9))))
    later = wait_for_snapshot(runner, lambda s: len(s.layers) == 2 and s.iteration > 10)
    assert later.run > first.run


def test_that_a_reset_goes_back_to_the_first_weights(runner: Runner) -> None:
    runner.submit(LONG, train=True)
    first = wait_for_snapshot(runner, lambda s: s.iteration > 10)
    runner.reset()
    again = wait_for_snapshot(runner, lambda s: s.run > first.run)
    assert (again.iteration, again.state) == (0, State.READY)


def test_that_the_newest_of_many_submissions_is_the_one_that_runs(runner: Runner) -> None:
    for units in range(1, 60):
        runner.submit(
            replace(SHORT, network=NetworkSettings(hidden=(units,))), restart=True, train=True
        )
    snapshot = wait_for_snapshot(
        runner, lambda s: s.state is State.FINISHED and len(s.layers[0].A) == 59
    )
    assert snapshot.run <= 59


def test_that_bad_data_becomes_an_event_and_the_old_experiment_stays(runner: Runner) -> None:
    runner.submit(SHORT)
    wait_for_snapshot(runner, lambda s: True)
    missing = replace(SHORT, data=DataSettings(kind="pictures", folder="/nowhere/at/all"))
    runner.submit(missing)
    event = wait_for_event(runner, Failed)
    assert isinstance(event.problem, DataError)
    assert (event.refused, event.current) == (missing, SHORT)
    runner.train()
    assert wait_for_snapshot(runner, lambda s: s.state is State.FINISHED).experiment == SHORT


def test_that_a_bug_becomes_an_event_and_the_next_experiment_runs(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = dataclasses.replace(registry.DATASETS["xor"], load=break_down)
    monkeypatch.setitem(registry.DATASETS, "xor", broken)
    runner.submit(replace(SHORT, data=DataSettings(kind="xor")))
    event = wait_for_event(runner, Failed)
    assert event.problem is None
    assert "a bug" in event.trace
    runner.submit(SHORT, train=True)
    assert wait_for_snapshot(runner, lambda s: s.state is State.FINISHED).iteration == 30


def break_down(*_: object) -> None:
    raise ZeroDivisionError("a bug")


@pytest.mark.parametrize("task", ["check", "train_seeds", "advance_repeated"])
def test_that_a_bug_in_a_task_leaves_data_network_and_run(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, task: str
) -> None:
    runner.submit(SHORT, train=True)
    done = wait_for_snapshot(runner, lambda s: s.state is State.FINISHED)
    monkeypatch.setattr(Session, task, break_down)
    runner.check() if task == "check" else runner.train_seeds(2)
    failed = wait_for_event(runner, Failed)
    assert (failed.problem, failed.current, failed.paused) == (None, SHORT, False)
    runner.pause()
    after = wait_for_snapshot(runner, lambda s: True)
    assert (after.run, after.iteration) == (done.run, 30)
    np.testing.assert_array_equal(after.layers[0].A, done.layers[0].A)


def test_that_a_bug_in_an_update_pauses_the_run_which_can_go_on(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner.submit(LONG, train=True)
    wait_for_snapshot(runner, lambda s: s.iteration > 10)
    with monkeypatch.context() as patch:
        patch.setattr(Session, "advance", break_down)
        failed = wait_for_event(runner, Failed)
        assert (failed.problem, failed.current, failed.paused) == (None, LONG, True)
        paused = wait_for_snapshot(runner, lambda s: s.state is State.PAUSED)
        assert runner.events() == []
    runner.train()
    on = wait_for_snapshot(runner, lambda s: s.iteration > paused.iteration)
    assert on.run == paused.run


def test_that_data_whose_network_was_refused_is_told_once_it_is_on_the_bench(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner.submit(SHORT)
    wait_for_snapshot(runner, lambda snapshot: snapshot.experiment == SHORT)
    xor = replace(SHORT, data=DataSettings(kind="xor"))
    with monkeypatch.context() as patch:
        patch.setattr(Session, "_start", break_down)
        runner.submit(xor)
        failed = wait_for_event(runner, Failed)
        assert (failed.refused, failed.current) == (xor, SHORT)
    runner.submit(xor)
    assert wait_for_event(runner, Loaded).experiment == xor


def test_that_a_surface_over_a_weight_that_is_gone_is_given_up(runner: Runner) -> None:
    plane = Plane((Weight(1, 0, 0), Weight(3, 0, 0)))
    runner.submit(replace(SHORT, network=NetworkSettings(hidden=(3,))))
    runner.compute_cost_surface(plane)
    event = wait_for_event(runner, CostSurfaceReady)
    assert (event.request, event.result) == (plane, None)


def test_that_loops_are_broken_off_by_any_command(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectorisation, "LONGEST", np.inf)
    wide = NetworkSettings(hidden=(500, 300))  # many seconds by loops
    runner.submit(replace(SHORT, network=wide))
    runner.measure_vectorisation()
    wait_for_event(runner, VectorisationProgress)
    runner.step()
    assert isinstance(wait_for_event(runner, Failed).problem, Cancelled)
    assert wait_for_snapshot(runner, lambda s: s.iteration == 1)


@pytest.fixture
def endless_reading(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Reading the points of XOR never ends; the event is set once it has begun."""
    reading = threading.Event()

    def read_for_ever(_: DataSettings, report: Callable[[int, int], None], before: object) -> None:
        while True:
            report(1, 2)
            reading.set()

    endless = dataclasses.replace(registry.DATASETS["xor"], load=read_for_ever)
    monkeypatch.setitem(registry.DATASETS, "xor", endless)
    return reading


def test_that_reading_can_be_cancelled_and_the_bench_stays(
    runner: Runner, endless_reading: threading.Event
) -> None:
    runner.submit(SHORT)
    runner.submit(replace(SHORT, data=DataSettings(kind="xor")))
    assert endless_reading.wait(PATIENCE)
    runner.cancel_loading()
    assert isinstance(wait_for_event(runner, Failed).problem, Cancelled)


def test_that_a_report_is_cancelled_without_what_is_read(
    runner: Runner, endless_reading: threading.Event
) -> None:
    runner.submit(replace(SHORT, data=DataSettings(kind="xor")))
    assert endless_reading.wait(PATIENCE)
    runner.cancel_report()
    # The first may have been on its way.
    for _ in range(2):
        endless_reading.clear()
        assert endless_reading.wait(PATIENCE)


def test_that_a_report_that_waits_is_cancelled_and_the_next_one_is_written(runner: Runner) -> None:
    asked = threading.Event()

    def stand_still() -> None:
        assert asked.wait(PATIENCE)

    runner.submit(SHORT)
    runner.run_task(stand_still)
    runner.report("first", None, tuple)
    runner.cancel_report()
    runner.report("second", None, tuple)
    asked.set()
    assert wait_for_event(runner, Reported).file == "second"


def test_that_a_newer_experiment_trains_where_the_one_it_broke_off_was_to_train(
    runner: Runner, endless_reading: threading.Event
) -> None:
    runner.submit(replace(SHORT, data=DataSettings(kind="xor")), restart=True, train=True)
    assert endless_reading.wait(PATIENCE)
    runner.submit(SHORT)
    assert wait_for_snapshot(runner, lambda s: s.state is State.FINISHED).experiment == SHORT
    assert not any(isinstance(event, Failed) for event in runner.events())


def test_that_a_snapshot_which_a_newer_experiment_breaks_off_is_no_failure(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = Session.snapshot

    def is_overtaken(session: Session, *settings) -> Snapshot | None:
        if session.trainer.experiment == LONG:
            runner.submit(SHORT, train=True)
            check_interruption()
        return take(session, *settings)

    monkeypatch.setattr(Session, "snapshot", is_overtaken)
    runner.submit(LONG)
    assert wait_for_snapshot(runner, lambda s: s.state is State.FINISHED).experiment == SHORT
    assert not any(isinstance(event, Failed) for event in runner.events())


def test_that_a_run_bears_the_title_of_the_experiment_that_was_opened_last() -> None:
    session = Session()
    for name in ("moons-adam", "moons-gd"):
        session.submit(preset(name), lambda done, total: None)
        assert session.snapshot(0.0, 0.0).experiment == preset(name)


def test_that_closing_stops_a_run_in_time() -> None:
    runner = Runner()
    runner.submit(LONG, train=True)
    wait_for_snapshot(runner, lambda s: s.iteration > 10)
    assert runner.close(timeout=2)


def test_that_data_is_read_once_for_experiments_on_the_same_data(runner: Runner) -> None:
    runner.submit(SHORT)
    assert isinstance(wait_for_event(runner, Loaded), Loaded)
    runner.submit(replace(SHORT, network=NetworkSettings(hidden=(3,))))
    wait_for_snapshot(runner, lambda s: len(s.layers[0].A) == 3)
    assert not any(isinstance(event, Loaded) for event in runner.events())


def test_that_a_correction_keeps_what_was_decoded_until_the_data_is_read_again(
    tmp_path: Path,
) -> None:
    for number, name in enumerate(("a/x", "a/y", "b/z")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        Image.new("RGB", (4, 4), (number, 9, 9)).save(tmp_path / f"{name}.png")
    data = DataSettings(kind="pictures", folder=str(tmp_path), size=4)
    session, corrected = Session(), replace(data, leave_out=("a/x.png",))
    read = [
        session.submit(Experiment(data=one), lambda done, total: None) for one in (data, corrected)
    ]
    session.forget_data()
    read.append(session.submit(Experiment(data=data), lambda done, total: None, restart=True))
    first, second, third = (one.decoded for one in read if one)
    assert first is second
    assert second is not third


def test_that_weights_of_now_can_be_saved_while_it_runs(runner: Runner, tmp_path: Path) -> None:
    runner.submit(LONG, train=True)
    wait_for_snapshot(runner, lambda s: s.iteration > 10)
    runner.save(tmp_path / "now.npz")
    assert wait_for_event(runner, Saved).exported.largest_difference == 0
    assert read_model(tmp_path / "now.npz").experiment == LONG


def test_that_seeds_are_trained_while_the_bench_rests_and_a_run_comes_first(
    runner: Runner,
) -> None:
    runner.submit(LONG)
    runner.train_seeds(3)
    runner.train()
    first = wait_for_snapshot(runner, lambda s: s.iteration > 10)
    runner.submit(SHORT, restart=True)
    runner.pause()
    runner.train_seeds(3)
    ended: list[SeedRunEnded] = []

    def both_ended() -> bool:
        ended.extend(f for f in runner.events() if isinstance(f, SeedRunEnded) and f.over)
        return len(ended) == 2

    wait(both_ended)
    # The first three were not begun when the others took their place.
    assert [len(over.results.seeds) for over in ended] == [0, 3]
    assert first.state is State.RUNNING
