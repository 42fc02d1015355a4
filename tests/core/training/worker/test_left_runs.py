"""A run that a change has taken from the bench comes back as it stood."""

import gc
import tracemalloc

import numpy as np
import pytest

from core.data.load import load
from core.experiment.presets import preset
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.training.trainer import Trainer
from core.training.worker import left_runs
from core.training.worker.left_runs import LeftRun
from core.training.worker.session import Session
from core.training.worker.timeline import Timeline

FLOWER = with_settings(preset("flower"), {"training.iterations": 60})
WIDER = with_settings(FLOWER, {"network.hidden": [7]})


def quiet(done: int, total: int) -> None:
    pass


def changed(experiment: Experiment, updates: int, to: Experiment) -> Session:
    """Train, and then change the experiment."""
    session = Session()
    session.submit(experiment, quiet)
    session.train()
    for _ in range(updates):
        session.advance()
    session.submit(to, quiet)
    return session


def test_that_it_goes_on_bit_for_bit_and_knows_its_past() -> None:
    session = changed(FLOWER, 40, WIDER)
    assert session.restore_run(1, FLOWER) is not None
    assert (session.iteration, session.running, session.run) == (40, False, 3)
    session.advance(20)
    alone = changed(FLOWER, 60, FLOWER)
    assert session.trainer is not None
    assert alone.trainer is not None
    assert np.array_equal(session.trainer.parameters.flat, alone.trainer.parameters.flat)
    session.show_iteration(12)
    assert session.replayed is not None
    assert session.replayed.iteration == 12


def test_that_both_ways_can_be_gone() -> None:
    session = changed(FLOWER, 10, WIDER)
    session.advance(5)
    assert session.restore_run(1, FLOWER) is not None
    assert session.restore_run(2, WIDER) is not None
    assert (session.iteration, session.trainer.experiment) == (5, WIDER)


def test_that_a_run_has_the_settings_that_are_wanted_now() -> None:
    session = changed(FLOWER, 10, WIDER)
    slower = with_settings(FLOWER, {"training.learning_rate": 0.1})
    session.restore_run(1, slower)
    assert session.trainer is not None
    assert (session.trainer.experiment.training, session.iteration) == (slower.training, 10)


@pytest.mark.parametrize("budget", [0, 1_000_000])
def test_that_the_oldest_go_where_there_is_no_room(
    monkeypatch: pytest.MonkeyPatch, budget: int
) -> None:
    monkeypatch.setattr(left_runs, "BUDGET", budget)
    monkeypatch.setattr(left_runs, "LARGEST", budget)
    session = changed(FLOWER, 10, WIDER)
    for units in range(1, 40):
        session.advance(3)
        session.submit(with_settings(FLOWER, {"network.hidden": [units]}), quiet)
    assert session.restore_run(1, FLOWER) is None
    assert session.updates_gone_with(1) == 10
    newest = with_settings(FLOWER, {"network.hidden": [38]})
    assert (session.restore_run(session.run - 1, newest) is None) is (budget == 0)


def test_that_a_run_larger_than_all_others_may_be_is_kept_alone() -> None:
    large = with_settings(FLOWER, {"network.hidden": [300, 300]})
    session = changed(FLOWER, 3, large)
    session.train()
    session.advance()
    session.submit(WIDER, quiet)
    assert session.restore_run(1, FLOWER) is None
    assert session.restore_run(2, large) is not None


def test_that_a_run_that_has_not_begun_is_not_kept() -> None:
    session = changed(FLOWER, 0, WIDER)
    assert session.restore_run(1, FLOWER) is None
    assert session.updates_gone_with(1) == 0


@pytest.mark.parametrize(
    ("settings", "updates"),
    [
        ({"data.kind": "moons", "data.test_share": 0.2}, 30),
        ({"data.kind": "digits", "network.hidden": [50, 50]}, 30),
        ({"data.kind": "digits", "training.optimiser": "adam", "training.batch_size": 32}, 30),
        ({"data.kind": "shapes", "data.samples": 60, "training.way": "span"}, 30),
        ({"data.kind": "xor", "data.samples": 20, "network.hidden": [2] * 6}, 1_000),
    ],
)
def test_that_a_run_holds_no_more_than_what_is_reckoned(
    settings: dict[str, object], updates: int
) -> None:
    experiment = with_settings(Experiment(), settings)
    dataset = load(experiment.data)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    trainer = Trainer(experiment, dataset)
    left = LeftRun(trainer, Timeline(trainer), None)
    while trainer.iteration < updates:
        left.timeline.store()
        trainer.step(30)
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before <= left.size < 4 * (after - before)
