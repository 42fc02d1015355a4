"""Facts about dead and saturated units: since when, and when they are worth telling."""

import re
from pathlib import Path

import numpy as np
import pytest

from core.data.load import load
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.network.initialisers import initial_parameters
from core.training.checkpoint import load_checkpoint, save_checkpoint
from core.training.health.findings import Finding, Level
from core.training.health.registry import final_findings
from core.training.trainer import Trainer

RELU: dict[str, object] = {
    "data.kind": "moons",
    "data.samples": 300,
    "data.test_samples": 100,
    "network.hidden": [8],
    "network.activation": "relu",
    "training.iterations": 400,
    "training.learning_rate": 0.3,
}
ADAM = RELU | {"training.optimiser": "adam", "training.learning_rate": 0.1}
TANH = RELU | {"network.activation": "tanh", "training.learning_rate": 30.0, "data.kind": "flower"}
# ReLU steps that kill some units for good and leave others.
KILLING = RELU | {"network.hidden": [8, 8], "training.learning_rate": 4.0, "data.kind": "circles"}


def trainer_of(changes: dict[str, object], dead: int = 0) -> Trainer:
    """Begin a run, its first units dead by their biases."""
    experiment = with_settings(Experiment(), changes)
    dataset, network = load(experiment.data), experiment.network
    sizes = (dataset.inputs.count, *network.hidden, 1)
    first = initial_parameters(sizes, network.initialisation, network.scale, network.seed)
    first.b[0][:dead] = -1000.0
    return Trainer(experiment, dataset, first_weights=first)


def finished(trainer: Trainer) -> Trainer:
    while not trainer.finished:
        trainer.step()
    return trainer


def told(trainer: Trainer, key: str) -> list[Finding]:
    return [finding for finding in final_findings(trainer) if finding.key == key]


@pytest.mark.parametrize(("dead", "level"), [(20, Level.INFORMATION), (30, Level.NOTE)])
def test_that_a_good_network_that_has_lost_most_of_a_layer_notes_it(dead, level) -> None:
    trainer = finished(trainer_of(ADAM | {"network.hidden": [40]}, dead))
    test = trainer.score_test()
    assert test
    assert min(test.accuracy, trainer.score_train().accuracy) > 0.9
    (found,) = told(trainer, "dead_units")
    assert found.level is level
    assert found.offer is None
    count = trainer.history.flat_units[0].curve().values[-1]
    said = f"{count:.0f} of 40 units are dead (no. 1, 2, 3, 4, 5, 6, 7, 8, ...), since"
    assert said in found.sentence()
    assert "The others do the work." in found.sentence()


def test_that_dead_units_of_a_network_that_is_not_good_are_told_however_few() -> None:
    trainer = finished(trainer_of(RELU | {"data.kind": "circles", "training.iterations": 50}, 1))
    (found,) = told(trainer, "dead_units")
    assert found.level is Level.WARNING
    assert "1 of 8 units is dead (no. 1), from the start on" in found.sentence()


@pytest.mark.parametrize("kind", ["moons", "circles", "flower"])
def test_that_saturated_means_one_share_of_the_samples_which_is_said(kind) -> None:
    changes = {"data.kind": kind, "network.scale": 10.0, "training.learning_rate": 1.0}
    for seed in range(3):
        trainer = finished(trainer_of(TANH | changes | {"network.seed": seed}))
        first = trainer.network.forward(trainer.first_parameters(), trainer.train[0]).A
        for found in (*told(trainer, "saturated_units"), *told(trainer, "saturated_start")):
            said, A = found.sentence(), first[found.layer or 0]
            flat = (np.abs(A) > 0.99).mean(axis=1)
            if found.key == "saturated_start":
                assert f"{(flat > 0.5).sum()} of" in said
                assert "on more than 50 % of the samples" in said.replace("\u00a0", " ")
                assert "saturated" not in said
            else:
                assert "on more than 90 % of the samples" in said.replace("\u00a0", " ")
                counted = trainer.history.flat_units[(found.layer or 0) - 1].curve().values
                always = counted.min() >= int(str(found.values["saturated"]))
                assert ("from the start on" in said) == always


def counts(changes: dict[str, object], layer: int, flat) -> list[int]:
    """Train once more and count flat units of a layer before every update, independently."""
    trainer, counted = trainer_of(changes), []
    while not trainer.finished:
        A = trainer.network.forward(trainer.parameters, trainer.train[0]).A[layer]
        counted.append(int(np.count_nonzero(flat(A))))
        trainer.step()
    return counted


@pytest.mark.parametrize(
    ("changes", "key", "flat"),
    [
        (KILLING, "dead_units", lambda A: (A == 0).all(axis=1)),
        (TANH, "saturated_units", lambda A: (np.abs(A) > 0.99).mean(axis=1) > 0.9),
    ],
)
def test_that_single_units_say_since_when_they_are_flat(changes, key, flat, tmp_path: Path) -> None:
    changes = changes | {"data.samples": 200, "training.iterations": 200}
    trainer = finished(trainer_of(changes))
    found = told(trainer, key)
    assert found
    last = found[-1]
    said = re.search(
        r"(\d+) of 8 units .*, since iteration .*?(\d+)(?: \(all\)|[,:])", last.sentence()
    )
    assert said
    assert last.began == int(said[2])
    counted = counts(changes, last.layer or 0, flat)
    at_least = [count >= int(said[1]) for count in counted]
    since = len(at_least) - at_least[::-1].index(False) if False in at_least else 0
    first = re.search(r"since iteration (\d+) \(the first\) to", last.sentence())
    if first:
        some = [count > 0 for count in counted]
        since_first = len(some) - some[::-1].index(False) if False in some else 0
        assert since_first <= int(first[1]) <= max(1.25 * since_first, since_first + 1)
    # They are counted at an eighth of the iterations.
    assert since <= int(said[2]) <= max(1.25 * since, since + 1)
    save_checkpoint(trainer, tmp_path / "run.npz")
    again = load_checkpoint(tmp_path / "run.npz", trainer.dataset)
    assert final_findings(again) == final_findings(trainer)


def test_that_units_that_died_one_after_the_other_say_since_when_the_first_and_all_are_dead() -> (
    None
):
    trainer = finished(trainer_of(KILLING, dead=2))
    (found,) = (one for one in told(trainer, "dead_units") if one.layer == 1)
    curve = trainer.history.flat_units[0].curve()
    assert (curve.values >= 2).all()
    dead = found.values["dead"]
    since = curve.at[np.flatnonzero(curve.values < dead)[-1] + 1]
    said = f"{dead} of 8 units are dead"
    assert said in found.sentence()
    assert f"since iteration 0 (the first) to {since:.0f} (all)" in found.sentence()


def test_that_a_checkpoint_without_counts_of_flat_units_goes_on(tmp_path: Path) -> None:
    trainer = trainer_of(KILLING)
    trainer.step(20)
    save_checkpoint(trainer, tmp_path / "run.npz")
    with np.load(tmp_path / "run.npz") as stored:
        arrays = {name: array for name, array in stored.items() if "flat_units" not in name}
        assert len(arrays) < len(stored)
    np.savez(tmp_path / "old.npz", **arrays)
    old = load_checkpoint(tmp_path / "old.npz", trainer.dataset)
    assert finished(old).score_train() == finished(trainer).score_train()
    assert final_findings(old)


def test_that_units_are_counted_in_batches_on_the_samples_that_are_shown() -> None:
    trainer = finished(trainer_of(RELU | {"training.batch_size": 64, "training.epochs": 5}, dead=3))
    curve = trainer.history.flat_units[0].curve()
    assert curve.at.tolist() == [0, 1, 2, 3, 4]
    assert set(curve.values) == {3}
