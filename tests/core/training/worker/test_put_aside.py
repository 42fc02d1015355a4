"""Facts about what is put aside while something else is on the bench."""

from contextlib import closing

import numpy as np

from core.experiment.presets import preset
from core.experiment.toml import with_settings
from core.projects.own_words import NO_WORDS, OwnWords
from core.projects.recovery import Recovery
from core.training.snapshots.snapshot import State
from core.training.worker.runner import Runner
from core.training.worker.session import Session
from tests.core.training.conftest import PATIENCE, wait_for_snapshot

OWN = with_settings(preset("flower"), {"training.iterations": 40})
OTHER = with_settings(OWN, {"training.learning_rate": 0.1})


def no_report(done: int, total: int) -> None:
    """Report nothing."""


def trained(updates: int = 20) -> Session:
    session = Session()
    session.submit(OWN, no_report)
    session.advance(updates)
    return session


def test_that_weights_past_and_data_come_back_as_they_were() -> None:
    session = trained()
    trainer, timeline, run = session.trainer, session.timeline, session.run
    weights = trainer.parameters.flat.copy()
    session.put_aside()
    # On the same data and network a change of the rate alone would go on with a run that is there.
    session.submit(OTHER, no_report)
    session.advance(5)
    experiment, dataset = session.take_back()
    assert (experiment, dataset) == (OWN, trainer.dataset)
    assert session.trainer is trainer
    assert session.timeline is timeline
    assert (session.iteration, session.run > run) == (20, True)
    np.testing.assert_array_equal(session.trainer.parameters.flat, weights)
    session.advance(5)
    straight = trained(25)
    np.testing.assert_array_equal(session.trainer.parameters.flat, straight.trainer.parameters.flat)


def test_that_runs_which_undo_leads_to_are_kept_beside_those_of_what_came_meanwhile() -> None:
    session = trained()
    first = session.run
    session.submit(with_settings(OWN, {"network.hidden": [3]}), no_report)
    session.put_aside()
    session.submit(OTHER, no_report)
    session.advance(5)
    session.take_back()
    assert session.restore_run(first, OWN) is not None
    assert session.iteration == 20


def test_that_words_of_a_report_are_put_aside_with_their_run() -> None:
    session = trained()
    session.words = OwnWords(title="Petals")
    session.put_aside()
    session.submit(OTHER, no_report)
    assert session.capture_project().description.words == NO_WORDS
    session.take_back()
    assert session.capture_project().description.words.title == "Petals"


def test_that_nothing_put_aside_is_nothing_taken_back() -> None:
    session = trained()
    trainer = session.trainer
    assert session.take_back() is None
    assert session.trainer is trainer


def test_that_what_is_kept_for_a_crash_is_what_was_put_aside(tmp_path) -> None:
    recovery = Recovery(tmp_path)
    runner = Runner(recovery)
    runner.submit(OWN, train=True)
    wait_for_snapshot(runner, lambda snapshot: snapshot.state is State.FINISHED)
    runner.put_aside()
    runner.submit(OTHER, restart=True, train=True)
    wait_for_snapshot(
        runner, lambda snapshot: snapshot.experiment == OTHER and snapshot.state is State.FINISHED
    )
    assert runner.close(timeout=PATIENCE, keep=True)
    with closing(Recovery(tmp_path)) as next_start:
        (offer,) = next_start.offers()
    assert (offer.description.experiment, offer.description.iteration) == (OWN, 40)
