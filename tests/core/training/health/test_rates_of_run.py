"""Facts about blame: a run is told about with the rates that it was made with."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.load import load
from core.experiment.presets import preset
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.experiment.toml import with_settings
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


def test_that_a_run_is_changed_from_new_settings_on_until_its_next_update() -> None:
    training = TrainingSettings(iterations=10)
    trainer = Trainer(Experiment(data=DATA, network=RELU, training=training), load(DATA))
    trainer.change(replace(training, l2=0.5))
    assert not trainer.is_changed
    trainer.step()
    assert not trainer.is_changed
    trainer.change(training)
    assert trainer.is_changed
    trainer.change(replace(training, l2=0.5))
    assert not trainer.is_changed
    trainer.change(training)
    trainer.step()
    assert not trainer.is_changed


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


def test_that_ten_times_the_rate_of_the_flower_is_too_high_though_it_learns() -> None:
    flower = {"data.test_samples": 100, "training.iterations": 1000}
    trainer = _trained(flower | {"training.learning_rate": 12.0})
    finding, *_ = final_findings(trainer)
    assert finding.key == "rate_too_high"
    assert "the cost swings" in finding.sentence()
    assert finding.offer
    assert trainer.score_train().accuracy > 0.85
    calm = _trained(flower | dict(finding.offer.changes))
    assert _test_cost(calm) < 0.8 * _test_cost(trainer)
    assert "rate_too_high" not in {found.key for found in final_findings(calm)}


@pytest.mark.parametrize(("at", "shakes"), [(590, 4), (700, 1)])
def test_that_a_cost_that_jumped_once_and_came_down_again_does_not_swing(
    at: int, shakes: int
) -> None:
    trainer = _trained({"data.test_samples": 100, "training.iterations": 800})
    assert trainer.score_train().accuracy > 0.85
    curve = trainer.history.train_cost.curve()
    jump = int(np.searchsorted(curve.at, at))
    before, after = np.arange(jump), np.arange(len(curve.at) - jump)
    swings = 1 + 0.8 * (-1.0) ** after * (after < shakes)
    values = 0.03 + np.append(0.66 * np.exp(-before / 60), np.exp(-after / 15) * swings)
    trainer.history.train_cost.restore(curve.at, values)
    late = values[len(values) // 2 :]
    steps = np.diff(late)
    assert steps[steps > 0].sum() > 0.4 * np.abs(steps).sum()
    assert np.abs(steps).mean() > 0.15 * np.median(late)
    said = [finding.sentence() for finding in final_findings(trainer)]
    assert not any("the cost swings" in sentence for sentence in said)


def test_that_a_jump_of_the_cost_is_not_blamed_on_a_rate_that_suits_the_inputs() -> None:
    network = {"network.activation": "relu", "network.hidden": [16], "network.scale": 1.0}
    training = {"training.learning_rate": 0.3, "training.iterations": 400, "data.samples": 200}
    trainer = _trained(network | training | {"network.initialisation": "he", "network.seed": 1})
    costs = trainer.history.train_cost.curve().values
    assert costs.max() > 1.25 * costs[0]
    assert "rate_too_high" not in {finding.key for finding in final_findings(trainer)}


def _trained(changes: dict[str, object]) -> Trainer:
    experiment = with_settings(preset("flower"), changes)
    return run(experiment, load(experiment.data))


def _test_cost(trainer: Trainer) -> float:
    scores = trainer.score_test()
    assert scores
    return scores.cost


def test_that_the_rate_offered_for_large_inputs_of_numbers_makes_the_cost_fall() -> None:
    unscaled = {"data.scaling": "none", "training.iterations": 100}
    houses = with_settings(preset("houses"), unscaled)
    dataset = load(houses.data)
    found = {finding.key: finding for finding in final_findings(run(houses, dataset))}
    assert "saturated" not in found["unscaled_inputs"].sentence()
    offer = found["diverged"].offer
    assert offer is not None
    calm = run(with_settings(houses, offer.changes), dataset)
    costs = calm.history.train_cost.curve().values
    assert np.all(np.diff(costs) < 0)


def test_that_a_cost_that_falls_slowly_is_not_said_to_want_a_hidden_layer() -> None:
    slow = with_settings(preset("houses"), {"training.learning_rate": 0.0007})
    slow = with_settings(slow, {"training.iterations": 100})
    found = {finding.key for finding in final_findings(run(slow, load(slow.data)))}
    assert "rate_too_low" in found
    assert "no_hidden_layer" not in found
