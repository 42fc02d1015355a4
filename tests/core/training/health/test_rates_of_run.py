"""Facts about blame: a run is told about with the rates that it was made with."""

import pytest
from msgspec.structs import replace

from core.data.load import load
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.training.checkpoint import load_checkpoint, save_checkpoint
from core.training.health.registry import final_findings
from core.training.run import run
from core.training.trainer import Trainer

DATA = DataSettings(kind="moons", samples=60)
RELU = NetworkSettings(hidden=(8, 8), activation="relu", initialisation="he")


@pytest.fixture
def undone() -> Trainer:
    """A run made at a rate of 100, whose settings then got one of 0.0003."""
    training = TrainingSettings(learning_rate=100.0, iterations=60)
    trainer = run(Experiment(data=DATA, network=RELU, training=training), load(DATA))
    trainer.change(replace(training, learning_rate=0.0003))
    return trainer


def _check(trainer: Trainer) -> None:
    said = [finding.sentence() for finding in final_findings(trainer)]
    offers = [finding.offer for finding in final_findings(trainer) if finding.offer]
    assert any("rate of 100" in sentence for sentence in said)
    assert not any("0.0003" in sentence for sentence in said)
    rates = [offer.changes.get("training.learning_rate", 0.3) for offer in offers]
    assert rates
    assert all(rate == 0.3 for rate in rates)


def test_that_a_rate_with_which_no_update_was_made_is_not_blamed(undone: Trainer) -> None:
    _check(undone)


def test_that_the_rate_to_blame_is_known_after_a_run_was_saved(undone: Trainer, tmp_path) -> None:
    save_checkpoint(undone, tmp_path / "run.npz")
    _check(load_checkpoint(tmp_path / "run.npz", undone.dataset))


def test_that_a_rate_changed_in_the_middle_is_blamed_from_there_on() -> None:
    training = TrainingSettings(learning_rate=0.1, iterations=100)
    trainer = Trainer(Experiment(data=DATA, network=RELU, training=training), load(DATA))
    for _ in range(40):
        trainer.step()
    trainer.change(replace(training, learning_rate=300.0))
    while not trainer.finished:
        trainer.step()
    said = [finding.sentence() for finding in final_findings(trainer)]
    assert any("rate of 300" in sentence for sentence in said)
    assert not any("rate of 0.1" in sentence for sentence in said)
