"""Facts about the past of a run: every iteration can be seen again, and gone on from."""

from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.calculation.derivation import derive
from core.calculation.forms import FORMS
from core.data.load import load
from core.errors import ExperimentError
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.network.optimisers import OPTIMISERS
from core.training.run import finish
from core.training.snapshots.snapshot import State
from core.training.trainer import Trainer
from core.training.worker import timeline
from core.training.worker.session import Session
from core.training.worker.timeline import MAX_INTERVAL, Timeline

MOONS = DataSettings(kind="moons", samples=50, test_share=0.2)
DIGITS = DataSettings(kind="digits", samples=30)
END = 300

OTHERS = [
    {},
    {"batch_size": 16},
    {"batch_size": 16, "keep_probability": 0.7, "dropout_masks": "fresh"},
    {"keep_probability": (0.7, 0.9), "dropout_masks": "fixed", "schedule": "cosine"},
]


def _experiment(parametrisation: str = "direct", **training: object) -> Experiment:
    return Experiment(
        data=MOONS if parametrisation == "direct" else DIGITS,
        network=NetworkSettings(hidden=(5, 3), activation="tanh"),
        training=TrainingSettings(
            **{
                "iterations": END,
                "learning_rate": 0.05,
                "parametrisation": parametrisation,
                **training,
            }
        ),
    )


def _session(experiment: Experiment, steps: int = END) -> Session:
    session = Session()
    session.submit(experiment, lambda done, total: None)
    for _ in range(steps):
        session.advance()
    return session


def _everything(trainer: Trainer) -> list[bytes]:
    rule, history = trainer.update_step.rule, trainer.history
    curves = [series.curve() for series in history.series().values()]
    return [
        trainer.parameters.flat.tobytes(),
        *(vector.tobytes() for vector in rule.state.values()),
        *(part.tobytes() for curve in curves for part in (curve.at, curve.values)),
        repr((rule.count, trainer.iteration, trainer.rate, history.pending)).encode(),
    ]


CASES = [
    *product(OPTIMISERS, ["direct"], OTHERS),
    *product([name for name, row in OPTIMISERS.items() if row.linear], ["span"], OTHERS),
]


@pytest.mark.parametrize(("optimiser", "parametrisation", "others"), CASES)
def test_that_a_branch_with_the_same_settings_repeats_the_rest_bit_for_bit(
    optimiser: str, parametrisation: str, others: dict[str, object]
) -> None:
    experiment = _experiment(parametrisation, optimiser=optimiser, **others)
    session = _session(experiment)
    whole = _everything(session.trainer)
    session.branch(37, experiment)
    assert session.trainer.iteration == 37
    assert session.trainer.parametrisation.name == parametrisation
    assert _everything(finish(session.trainer)) == whole


@pytest.mark.parametrize(
    "iteration", [0, 1, 77, MAX_INTERVAL - 1, MAX_INTERVAL, MAX_INTERVAL + 1, END - 1]
)
def test_that_the_past_is_what_a_run_was_that_stopped_there(iteration: int) -> None:
    experiment = _experiment(batch_size=16, optimiser="adam")
    session = _session(experiment)
    session.show_iteration(iteration)
    assert session.replayed
    assert _everything(session.replayed) == _everything(_session(experiment, iteration).trainer)


@pytest.mark.parametrize("parametrisation", ["direct", "span"])
def test_that_the_numbers_saved_are_those_of_the_iteration_that_is_shown(
    parametrisation: str, tmp_path: Path
) -> None:
    experiment = _experiment(parametrisation, optimiser="momentum")
    session = _session(experiment, 20)
    session.show_iteration(7)
    saved = session.save_numbers(tmp_path / "numbers.npz")
    assert saved.iteration == 7
    then = _session(experiment, 7).trainer
    with np.load(saved.file) as numbers:
        np.testing.assert_allclose(numbers["W1"], then.parameters.W[0], rtol=1e-12, atol=1e-15)
        assert np.array_equal(numbers["X"], then.dataset.train.X)
        update = _program(then)
        after = update(numbers)[2]
    then.step()
    np.testing.assert_allclose(after["W1"], then.parameters.W[0], rtol=1e-9, atol=1e-12)
    session.show_iteration(None)
    assert session.save_numbers(tmp_path / "now.npz").iteration == 20
    session.advance()
    expected = _session(experiment, 21).trainer.parameters.flat
    assert session.trainer.parameters.flat.tobytes() == expected.tobytes()


def _program(trainer: Trainer) -> Any:
    """Return the `update` of the NumPy program of a run."""
    names: dict[str, Any] = {}
    exec(FORMS["numpy"].write(derive(trainer.experiment, trainer.dataset)), names)
    return names["update"]


def test_that_looking_back_never_disturbs_the_run() -> None:
    experiment = _experiment(optimiser="momentum")
    session = _session(experiment, 50)
    for iteration in (3, 40, 17):
        session.show_iteration(iteration)
        session.advance()
    for _ in range(END - 53):
        session.advance()
    assert _everything(session.trainer) == _everything(finish(_session(experiment, 0).trainer))


def test_that_settings_changed_on_the_way_are_changed_again_where_they_were() -> None:
    begun = _experiment("span", optimiser="momentum")
    session, expected = _session(begun, 20), {}
    for change in (
        {"learning_rate": 0.01},
        {"batch_size": 8},
        {"optimiser": "adam", "parametrisation": "auto"},
    ):
        training = replace(session.trainer.experiment.training, **change)
        session.submit(replace(begun, training=training), lambda done, total: None)
        for _ in range(21):
            session.advance()
            expected[session.iteration] = session.trainer.parameters.flat.tobytes()
    assert session.trainer.parametrisation.name == "direct"
    for iteration in (82, 22, 61, 62, 63, 35):
        session.show_iteration(iteration)
        assert session.replayed.parameters.flat.tobytes() == expected[iteration]


def test_that_another_batch_size_leaves_a_run_that_is_over_its_epochs() -> None:
    # 40 samples: 3 updates an epoch, then 5.
    session = _session(_experiment(batch_size=16, epochs=10), 30)
    training = replace(session.trainer.experiment.training, batch_size=8)
    session.submit(_experiment_with(session, training), lambda done, total: None)
    over = session.snapshot(1, 1)
    assert (over.state, over.iteration, over.iterations) == (State.FINISHED, 30, 30)
    assert [over.place_of(iteration) for iteration in (0, 15, 30)] == [0, 5, 10]
    assert over.train_cost.at.tolist() == [*range(10)]
    longer = replace(training, epochs=12)
    session.submit(_experiment_with(session, longer), lambda done, total: None)
    for _ in range(10):
        session.advance()
    now = session.snapshot(1, 1)
    assert (now.iteration, now.iterations, now.unit) == (40, 40, "epoch")
    assert [now.place_of(iteration) for iteration in (15, 30, 35, 40)] == [5, 10, 11, 12]
    assert [now.iteration_at(place) for place in (5, 10, 11, 12)] == [15, 30, 35, 40]
    session.show_iteration(33)
    assert session.snapshot(1, 1).inside == 33
    # Every update of all samples is an epoch, which the batches before were not.
    session.submit(_experiment_with(session, replace(longer, batch_size=0)), lambda *_: None)
    assert session.snapshot(1, 1).unit == "epoch"


def _experiment_with(session: Session, training: TrainingSettings) -> Experiment:
    return replace(session.trainer.experiment, training=training)


def test_that_pictures_show_the_past_inside_and_the_whole_curves() -> None:
    session = _session(_experiment())
    session.set_probes(frozenset({"weights"}))
    now = session.snapshot(1, 1)
    session.show_iteration(41)
    back = session.snapshot(1, 1)
    then = _session(_experiment(), 41).trainer
    assert (now.inside, now.looking_back, back.inside, back.looking_back) == (END, False, 41, True)
    assert (back.iteration, back.train_cost.at[-1]) == (END, END)
    np.testing.assert_array_equal(back.probes["weights"].W[0], then.parameters.W[0])
    made = then.network.forward(then.parameters, then.train[0][:, back.shown])
    np.testing.assert_array_equal(back.layers[0].A, made.A[1])
    session.show_iteration(None)
    np.testing.assert_array_equal(session.snapshot(1, 1).layers[0].A, now.layers[0].A)


def test_that_a_new_run_shows_now() -> None:
    session = _session(_experiment())
    session.show_iteration(41)
    session.train()
    assert session.snapshot(1, 1).inside == 0


def test_that_a_diverged_run_can_be_seen_where_it_was_best_and_goes_on_from_there() -> None:
    calm = _experiment(learning_rate=0.0001, optimiser="gradient_descent", l2=40.0)
    wild = replace(calm, training=replace(calm.training, learning_rate=1000.0))
    session = _session(calm, 41)
    session.submit(wild, lambda done, total: None)
    finish(session.trainer)
    end = session.snapshot(1, 1)
    assert end.state is State.DIVERGED
    best = end.findings[0].offer.since
    assert best == 41
    session.show_iteration(best)
    assert session.snapshot(1, 1).findings[0].key == "diverged"
    session.branch(best, calm)
    finish(session.trainer)
    assert not session.trainer.diverged
    assert session.iteration == END


def test_that_a_branch_may_train_otherwise_and_remembers_where_it_left() -> None:
    session = _session(_experiment())
    before = session.snapshot(1, 1)
    other = _experiment(learning_rate=0.5)
    session.branch(60, other)
    finish(session.trainer)
    picture = session.snapshot(1, 1)
    assert (picture.run, picture.branches) == (before.run + 1, (60,))
    assert picture.rate_changes == ((60, 0.5),)
    kept, changed = picture.train_cost.values, before.train_cost.values
    np.testing.assert_array_equal(kept[:61], changed[:61])
    assert kept[61] != changed[61]


def test_that_a_branch_at_the_end_goes_on_as_if_the_run_had_been_longer() -> None:
    session = _session(_experiment())
    longer = _experiment(iterations=2 * END)
    session.branch(END, longer)
    assert session.trainer.iteration == END
    whole = Trainer(longer, session.trainer.dataset)
    assert _everything(finish(session.trainer))[0] == _everything(finish(whole))[0]


def test_that_a_reopened_run_is_trained_on_from_its_end_however_long_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So many updates cannot be made again: there is nothing but the state in the file.
    monkeypatch.setattr(timeline, "MAX_REPLAY_FLOPS", 0)
    run = _session(_experiment())
    run.start_from_here()
    run.advance(END)
    while run.iteration < END:
        run.advance(END)
    run.save_project(tmp_path / "run.layerbench")
    reopened = Session()
    reopened.open_project(tmp_path / "run.layerbench", lambda done, total: None)
    reopened.branch(END, _experiment(iterations=2 * END))
    assert reopened.iteration == END
    assert _everything(reopened.trainer) == _everything(run.trainer)
    reopened.advance()
    assert reopened.iteration == END + 1


def test_that_a_reopened_run_is_shown_from_the_iteration_of_its_file_on(tmp_path: Path) -> None:
    _session(_experiment(), 40).save_project(tmp_path / "run.layerbench")
    session = Session()
    session.open_project(tmp_path / "run.layerbench", lambda done, total: None)
    session.show_iteration(20)
    shown = session.snapshot(0.0, 0.0)
    assert (shown.begin, shown.inside, shown.looking_back) == (40, 40, False)
    while session.iteration < END:
        session.advance()
    session.show_iteration(20)
    shown = session.snapshot(0.0, 0.0)
    assert (shown.begin, shown.inside, shown.looking_back) == (40, 40, True)
    assert _everything(session.replayed) == _everything(_session(_experiment(), 40).trainer)


def test_that_a_branch_has_the_past_of_the_run_that_it_left() -> None:
    session = _session(_experiment())
    session.branch(60, _experiment(learning_rate=0.5))
    for _ in range(20):
        session.advance()
    expected = session.trainer.parameters.flat.tobytes()
    while session.iteration < END:
        session.advance()
    session.show_iteration(33)
    assert _everything(session.replayed) == _everything(_session(_experiment(), 33).trainer)
    session.show_iteration(80)
    assert session.replayed.parameters.flat.tobytes() == expected


def test_that_another_network_is_no_branch() -> None:
    session = _session(_experiment())
    other = replace(_experiment(), network=NetworkSettings(hidden=(6,)))
    with pytest.raises(ExperimentError, match="other training settings only"):
        session.branch(60, other)
    assert session.iteration == END


@settings(max_examples=25)
@given(steps=st.integers(1, 3000), moments=st.integers(2, 40))
def test_that_memory_stays_under_its_budget_by_even_thinning(steps: int, moments: int) -> None:
    trainer = Trainer(_experiment(iterations=4000), load(MOONS))
    line = Timeline(trainer)
    size = trainer.parametrisation.parameters.flat.nbytes
    line._budget = moments * size + 1
    for iteration in range(steps):
        trainer.iteration = iteration
        if iteration >= line.due:
            line.store()
            assert line.size == len(line.keyframes) * size <= line._budget
    assert line.keyframes[0] == 0
    gaps = set(np.diff(line.keyframes))
    assert len(gaps) <= 1
    assert steps - line.keyframes[-1] <= max(gaps, default=MAX_INTERVAL)


def test_that_what_is_too_far_to_be_done_again_shows_the_moment_kept_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timeline, "MAX_REPLAY_FLOPS", 0)
    session = _session(_experiment())
    session.show_iteration(MAX_INTERVAL + 5)
    assert session.snapshot(1, 1).inside == MAX_INTERVAL
