"""How a network answers stays with it: in a file, in a project, and when other settings change."""

from pathlib import Path

import numpy as np
from msgspec.structs import replace

from core.experiment.settings import (
    AnswerSettings,
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.models.exporters import read_model
from core.training.worker.session import Session

DATA = DataSettings(kind="moons", samples=80, test_share=0.4, noise=0.3)
ANSWERS = AnswerSettings(threshold=0.3, temperature="fitted", refuse="distance")
EXPERIMENT = Experiment(
    data=DATA,
    network=NetworkSettings(hidden=(5,)),
    training=TrainingSettings(iterations=60, learning_rate=0.5),
)
X = np.asfortranarray(np.random.RandomState(1).randn(2, 60))


def no_report(done: int, total: int) -> None:
    """Tell nobody."""


def trained() -> Session:
    session = Session()
    session.submit(EXPERIMENT, no_report)
    session.advance(30)
    session.submit(replace(EXPERIMENT, answers=ANSWERS), no_report)
    return session


def test_that_other_answers_leave_the_run_as_it_is() -> None:
    session = trained()
    assert (session.run, session.iteration) == (1, 30)
    assert session.model().experiment.answers == ANSWERS
    # The past is shown as the network answers now.
    session.set_probes(frozenset({"predictions"}))
    session.show_iteration(10)
    snapshot = session.snapshot(0, 0)
    assert snapshot is not None
    assert snapshot.inside == 10
    assert snapshot.probes["predictions"].test.threshold == 0.3


def test_that_a_network_from_a_file_answers_as_it_did_until_it_is_trained_on(
    tmp_path: Path,
) -> None:
    session, file = trained(), tmp_path / "net.npz"
    session.save(file)
    answered = read_model(file).classes_answered(X)
    np.testing.assert_array_equal(session.model().classes_answered(X), answered)
    other = Session()
    # The data at hand are others than those that it was calibrated on.
    elsewhere = replace(EXPERIMENT, data=replace(DATA, seed=5))
    other.submit(elsewhere, no_report)
    other.open_file(file, no_report)
    before = session.model().calibration
    opened = other.model()
    assert opened.calibration.temperature == before.temperature
    assert opened.calibration.largest_distance == before.largest_distance
    np.testing.assert_array_equal(opened.classes_answered(X), answered)
    other.advance(20)
    assert other.model().calibration.temperature != before.temperature


def test_that_a_project_answers_as_before(tmp_path: Path) -> None:
    session, file = trained(), tmp_path / "bench.layerbench"
    session.save_project(file)
    again = Session()
    again.open_project(file, no_report)
    assert again.iteration == 30
    model, before = again.model(), session.model()
    assert model.experiment.answers == ANSWERS
    np.testing.assert_array_equal(model.classes_answered(X), before.classes_answered(X))
