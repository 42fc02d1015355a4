"""Large updates, drawings and inspections are broken off by a command, and leave no trace."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from core import interruption
from core.data.dataset import Dataset
from core.data.load import load
from core.errors import Cancelled
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.interruption import check_interruption, interruptible
from core.network import parallel
from core.network.initialisers import initial_parameters
from core.network.optimisers import GradientDescent
from core.network.parallel import bind_dot
from core.network.update_rule import Chunk, UpdateRule
from core.projects.project import capture_project
from core.training.checkpoint import fingerprint
from core.training.run_state import RunState
from core.training.snapshots import snapshotter
from core.training.snapshots.snapshot import Snapshot, State
from core.training.trainer import Trainer
from core.training.worker.events import RunSaved
from core.training.worker.runner import Runner
from core.training.worker.session import Session
from tests.core.training.conftest import PATIENCE, wait, wait_for_event, wait_for_snapshot

EXPERIMENT = Experiment(
    data=DataSettings(kind="moons", test_samples=50),
    network=NetworkSettings(hidden=(40, 30)),
    training=TrainingSettings(iterations=10_000_000, batch_size=64),
)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every network for a very large one."""
    monkeypatch.setattr(parallel, "MAX_FLOPS", 1000)
    monkeypatch.setattr(interruption, "PIECE", 100)
    monkeypatch.setattr(snapshotter, "LARGE", 1)


class BreakOff:
    """Break work off at the n-th look, and never after that."""

    def __init__(self, n: int) -> None:
        self.left = n

    def __call__(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Cancelled


@pytest.mark.parametrize("sizes", [(300, 7, 20), (5, 40, 600), (64, 64, 64)])
def test_that_a_product_in_blocks_is_the_product(
    sizes: tuple[int, int, int], small_blocks: None
) -> None:
    n, k, m = sizes
    random = np.random.RandomState(1)
    A, B, out = random.randn(n, k), random.randn(k, m), np.full((n, m), np.nan)
    bind_dot(A, B, out)()
    np.testing.assert_allclose(out, np.einsum("ik,kj->ij", A, B), rtol=0, atol=1e-13 * k)


def test_that_weights_drawn_in_blocks_are_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = initial_parameters((301, 77, 3), "he", 0.5, 4).flat
    monkeypatch.setattr(interruption, "PIECE", 4000)
    assert initial_parameters((301, 77, 3), "he", 0.5, 4).flat.tobytes() == whole.tobytes()


@pytest.mark.parametrize("optimiser", ["gradient_descent", "adamw"])
def test_that_updates_that_were_broken_off_leave_no_trace(
    optimiser: str, small_blocks: None
) -> None:
    training = replace(EXPERIMENT.training, optimiser=optimiser, weight_decay=0.1)
    experiment, dataset = replace(EXPERIMENT, training=training), load(EXPERIMENT.data)
    plain, disturbed = Trainer(experiment, dataset), Trainer(experiment, dataset)
    plain.step(60)
    broken = half_made = 0
    for attempt in range(400):
        with interruptible(BreakOff(1 + 97 * attempt % 1201)):
            try:
                disturbed.step()
            except Cancelled:
                broken += 1
                half_made += disturbed.is_updating
        if disturbed.iteration >= 59:
            break
    disturbed.finish_update()
    disturbed.step(60 - disturbed.iteration)
    assert broken > half_made > 2
    assert disturbed.parameters.flat.tobytes() == plain.parameters.flat.tobytes()
    for name, series in plain.history.series().items():
        curve, other = series.curve(), disturbed.history.series()[name].curve()
        assert curve.at.tolist() == other.at.tolist()
        assert curve.values.tolist() == other.values.tolist()


def test_that_a_pause_breaks_an_update_off(
    runner: Runner, small_blocks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The update stands still until Pause has been ordered, so that nothing depends on time."""
    runner.submit(EXPERIMENT)
    wait_for_snapshot(runner, lambda s: s.state is State.READY)
    inside, ordered = threading.Event(), threading.Event()
    update = Trainer._update

    def stand_still(trainer: Trainer) -> None:
        if trainer.iteration == 5:
            inside.set()
            assert ordered.wait(PATIENCE)
        update(trainer)

    monkeypatch.setattr(Trainer, "_update", stand_still)
    runner.train()
    assert inside.wait(PATIENCE)
    runner.pause()
    ordered.set()
    paused = wait_for_snapshot(runner, lambda s: s.state is State.PAUSED)
    assert paused.iteration == 5
    runner.step()
    assert wait_for_snapshot(runner, lambda s: s.iteration == 6).state is State.PAUSED


def test_that_whoever_reads_a_run_has_a_broken_update_finished(small_blocks: None) -> None:
    dataset = load(EXPERIMENT.data)
    plain = Trainer(EXPERIMENT, dataset)
    plain.step()
    readers: list[Callable[[Trainer], np.ndarray]] = [
        lambda trainer: trainer.parameters.flat,
        lambda trainer: RunState.of(trainer).weights,
        lambda trainer: capture_project(trainer).network.parameters.flat,
    ]
    for read in readers:
        trainer = _broken_in_its_rule(dataset)
        assert read(trainer).tobytes() == plain.parameters.flat.tobytes()
        assert trainer.iteration == 1


def test_that_going_back_leaves_nothing_of_a_broken_update(small_blocks: None) -> None:
    dataset = load(EXPERIMENT.data)
    trainer, first = _broken_in_its_rule(dataset), Trainer(EXPERIMENT, dataset)
    RunState.of(first).restore_into(trainer)
    assert trainer.parameters.flat.tobytes() == first.parameters.flat.tobytes()
    assert trainer.iteration == 0


def _broken_in_its_rule(dataset: Dataset) -> Trainer:
    """Return a run whose first update was broken off after its rule had begun."""
    trainer = Trainer(EXPERIMENT, dataset)

    def break_off() -> None:
        if trainer.is_updating:
            raise Cancelled

    with interruptible(break_off), pytest.raises(Cancelled):
        trainer.step()
    assert trainer.is_updating
    return trainer


def test_that_a_pause_in_a_rule_is_shown_at_once_and_the_update_finished_then(
    runner: Runner, small_blocks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rule stands still until Pause has been ordered, so that nothing depends on time."""
    runner.submit(EXPERIMENT)
    wait_for_snapshot(runner, lambda s: s.state is State.READY)
    inside, ordered = threading.Event(), threading.Event()
    step, seen = GradientDescent._step, []

    def stand_still(rule: UpdateRule, chunk: Chunk, *others: Any) -> None:
        if not inside.is_set():
            inside.set()
            assert ordered.wait(PATIENCE)
        step(rule, chunk, *others)

    monkeypatch.setattr(GradientDescent, "_step", stand_still)
    runner.train()
    assert inside.wait(PATIENCE)
    runner.run_task(lambda: seen.append(runner._session.is_updating))
    runner.pause()
    ordered.set()
    wait_for_snapshot(runner, lambda s: s.state is State.PAUSED and s.iteration == 1)
    assert seen == [True]


def test_that_a_large_network_is_shown_first_and_checked_then(
    runner: Runner, small_blocks: None
) -> None:
    runner.submit(EXPERIMENT)

    def is_checked(snapshot: Snapshot) -> bool:
        return "large" not in {finding.key for finding in snapshot.findings}

    assert len(wait_for_snapshot(runner, is_checked).layers) == 2


def test_that_a_newer_experiment_ends_the_drawing_of_one_before(
    runner: Runner, small_blocks: None
) -> None:
    wide = replace(EXPERIMENT, network=NetworkSettings(hidden=(400, 300)))
    for _ in range(5):
        runner.submit(wide, restart=True)
        runner.submit(EXPERIMENT, restart=True)
    snapshot = wait_for_snapshot(runner, lambda s: s.experiment == EXPERIMENT)
    assert snapshot.state is State.READY


def test_that_a_file_that_was_asked_for_is_written_whatever_waits(tmp_path: Path) -> None:
    runner, gate = Runner(), threading.Event()
    runner.submit(EXPERIMENT)
    wait_for_snapshot(runner, lambda now: now.state is State.READY)

    def hold() -> None:
        gate.wait(PATIENCE)

    runner.run_task(hold)
    runner.save_run(tmp_path / "run.npz")
    runner.submit(replace(EXPERIMENT, data=DataSettings(kind="flower")))
    gate.set()
    assert wait_for_event(runner, RunSaved).file
    assert runner.close()


def test_that_looking_at_all_samples_is_broken_off() -> None:
    dataset = load(EXPERIMENT.data)
    with interruptible(BreakOff(1)), pytest.raises(Cancelled):
        fingerprint(dataset)


def test_that_samples_of_many_inputs_are_looked_over_when_there_is_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trainer = Trainer(EXPERIMENT, load(EXPERIMENT.data))
    assert snapshotter.Snapshotter(trainer, 1).steps() == (snapshotter.Depth.CHECKED,)
    monkeypatch.setattr(snapshotter, "LARGE_INPUTS", 1)
    assert snapshotter.Snapshotter(trainer, 1).steps()[-2:] == (
        snapshotter.Depth.INSPECTED,
        snapshotter.Depth.CHECKED,
    )


def test_that_a_copy_in_pieces_is_the_vector_and_is_broken_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(interruption, "PIECE", 7)
    vector = np.arange(30.0)
    assert np.array_equal(interruption.copied(vector), vector)
    with interruptible(BreakOff(3)), pytest.raises(Cancelled):
        interruption.copied(vector)


@pytest.mark.parametrize("order", ["look back", "start"])
def test_that_a_pause_shows_while_a_command_works_that_the_run_stands_still(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    """The command stands still until the pause has been shown, so that nothing depends on time."""
    runner.submit(EXPERIMENT)
    runner.train()
    wait_for_snapshot(runner, lambda now: now.iteration > 5)
    inside, ordered, shown = threading.Event(), threading.Event(), threading.Event()

    def stand_still(session: Session, *arguments: Any) -> None:
        inside.set()
        assert ordered.wait(PATIENCE)
        check_interruption()
        assert shown.wait(PATIENCE)

    if order == "look back":
        monkeypatch.setattr(Session, "show_iteration", stand_still)
        runner.show_iteration(2)
    else:
        monkeypatch.setattr(Session, "_start", stand_still)
        runner.submit(EXPERIMENT, restart=True, train=True)
    assert inside.wait(PATIENCE)
    runner.take_snapshot()
    runner.pause()
    ordered.set()
    assert wait_for_snapshot(runner, lambda now: now.state is State.PAUSED).iteration > 5
    shown.set()
    running: list[bool] = []
    runner.run_task(lambda: running.append(runner._session.running))
    wait(lambda: running)
    assert running == [False]


def test_that_a_pause_is_shown_before_a_large_network_has_been_looked_at(
    runner: Runner, small_blocks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    inspect = snapshotter.Snapshotter._inspect

    def stand_still(snapshots: snapshotter.Snapshotter, *arguments: Any) -> Any:
        while not gate.is_set():
            check_interruption()
        return inspect(snapshots, *arguments)

    monkeypatch.setattr(snapshotter.Snapshotter, "_inspect", stand_still)
    runner.submit(EXPERIMENT, train=True)
    assert wait_for_snapshot(runner, lambda now: now.state is State.RUNNING).layers == ()
    runner.pause()
    assert wait_for_snapshot(runner, lambda now: now.state is not State.RUNNING).layers == ()
    gate.set()
    assert len(wait_for_snapshot(runner, lambda now: bool(now.layers)).layers) == 2
