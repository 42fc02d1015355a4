"""Facts about findings: a real small run makes each happen; a healthy one has none."""

import gc
import math
import re
import weakref
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.dataset import Dataset
from core.data.load import load
from core.experiment.presets import preset
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.experiment.toml import with_settings
from core.suggestion import suggest_for
from core.throttle import Throttle
from core.training.health.findings import Finding, Level
from core.training.health.registry import final_findings
from core.training.run import run
from core.training.snapshots.snapshot import State
from core.training.snapshots.snapshotter import Snapshotter
from core.training.trainer import Trainer

MOONS = DataSettings(kind="moons", samples=60)
TESTED = replace(MOONS, test_samples=60)
LEARNING = TrainingSettings(learning_rate=0.3, iterations=300)
FINE = NetworkSettings(hidden=(6,), activation="tanh")


def findings(
    network: NetworkSettings = FINE,
    training: TrainingSettings = LEARNING,
    data: DataSettings = MOONS,
) -> dict[str, Finding]:
    """Train a small network and give what is found at the end, by its key."""
    trainer = run(Experiment(data=data, network=network, training=training), load(data))
    return {finding.key: finding for finding in final_findings(trainer)}


def test_that_accuracies_are_told_to_count_by_the_usual_threshold_where_another_is_used() -> None:
    for loss, usual in (("cross_entropy", 0.5), ("hinge", 0.0)):
        training = replace(LEARNING, loss=loss)
        experiment = Experiment(data=MOONS, network=FINE, training=training)
        trainer = run(experiment, load(MOONS))
        for own in (None, usual, 0.25):
            trainer.experiment = with_settings(experiment, {"answers.threshold": own})
            found = {finding.key: finding for finding in final_findings(trainer)}
            told = found.get("usual_threshold")
            assert (told is not None) == (own == 0.25)
        assert told.level is Level.INFORMATION
        assert f"by the usual threshold, {usual:g}; Predictions counts by 0.25" in told.sentence()


def arrays(folder: Path, X: np.ndarray, labels: np.ndarray, **test: np.ndarray) -> DataSettings:
    """Save samples as a file and give the settings that read it."""
    np.savez(folder / "data.npz", train_X=X, train_Y=labels, **test)
    return DataSettings(kind="arrays", folder=str(folder / "data.npz"))


def clouds(m: int = 200, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Two clouds of points that are easily told apart."""
    generator = np.random.RandomState(seed)
    labels = generator.randint(0, 2, m)
    return generator.randn(2, m) + 3 * labels, labels


def test_that_a_healthy_run_has_no_findings() -> None:
    assert findings(data=TESTED) == {}


@pytest.mark.parametrize(("start", "scale"), [("zeros", 0.5), ("constant", 0.5), ("normal", 0.0)])
def test_that_equal_units_are_symmetric_and_named(start: str, scale: float) -> None:
    network = NetworkSettings(hidden=(4,), activation="tanh", initialisation=start, scale=scale)
    found = findings(network)["symmetric_units"]
    assert found.layer == 1
    assert "all its 4 units are alike: units 1, 2, 3, 4 have the same" in found.sentence()
    assert found.began == 0


def test_that_zeros_are_said_before_the_first_iteration() -> None:
    network = NetworkSettings(hidden=(4,), activation="tanh", initialisation="zeros")
    experiment = Experiment(data=MOONS, network=network)
    shot = Snapshotter(Trainer(experiment, load(MOONS)), 1).take(State.READY, 0.0, 0.0)
    assert "symmetric_units" in {finding.key for finding in shot.findings}


@pytest.mark.parametrize("name", ["tanh", "sigmoid"])
def test_that_large_starting_weights_saturate(name: str) -> None:
    network = NetworkSettings(hidden=(9,) * 3, activation=name, initialisation="normal", scale=10.0)
    assert "saturated_units" in findings(network, TrainingSettings(iterations=1))


@pytest.mark.parametrize("hidden", [(4,), (3, 3), (5, 4, 3)])
@pytest.mark.parametrize("kind", ["moons", "circles", "flower", "digits"])
def test_that_a_start_ten_times_too_large_is_said_before_and_after_training(kind, hidden) -> None:
    for seed in range(3):
        network = NetworkSettings(
            hidden=hidden, activation="tanh", initialisation="scaled", scale=10.0, seed=seed
        )
        for iterations in (1, 200):
            data = DataSettings(kind=kind, samples=100)
            found = findings(network, TrainingSettings(iterations=iterations), data)
            assert {"saturated_units", "saturated_start"} & found.keys()


def test_that_a_usual_start_is_not_called_saturated() -> None:
    for name, start in (("tanh", "scaled"), ("sigmoid", "scaled"), ("tanh", "normal")):
        network = NetworkSettings(hidden=(5, 4), activation=name, initialisation=start, scale=1.0)
        assert "saturated_start" not in findings(network, TrainingSettings(iterations=200))


def test_that_flat_units_of_a_network_that_works_are_no_finding() -> None:
    flower = preset("flower")
    found = findings(replace(flower.network, seed=7), flower.training, flower.data)
    assert found.keys() == {"no_test_samples"}


def test_that_units_pushed_below_zero_are_dead_and_named() -> None:
    network = NetworkSettings(hidden=(8,), activation="relu", initialisation="normal", scale=3.0)
    found = findings(network, TrainingSettings(learning_rate=30.0, iterations=50))["dead_units"]
    trainer_says = found.sentence()
    assert found.layer == 1
    assert "of 8 units" in trainer_says
    assert "no. " in trainer_says


def test_that_what_began_in_an_epoch_says_its_iteration() -> None:
    batches = TrainingSettings(learning_rate=30.0, batch_size=20, epochs=40)
    found = findings(training=batches)["rate_too_high"]
    said = re.search(r"epoch (\d+)", found.sentence())
    # 60 samples in batches of 20: an epoch has three updates.
    assert found.began == 3 * int(said[1]) > 0


def test_that_a_layer_of_dead_units_is_said_at_once_while_it_runs(tmp_path: Path) -> None:
    generator = np.random.RandomState(0)
    X, labels = generator.randint(0, 256, (3000, 40)).astype(float), generator.randint(0, 2, 40)
    data = arrays(tmp_path, X, labels)
    network = NetworkSettings(hidden=(5,), activation="relu", initialisation="normal", scale=0.001)
    training = TrainingSettings(optimiser="adam", learning_rate=1e-2, iterations=1000)
    trainer = Trainer(Experiment(data=data, network=network, training=training), load(data))
    camera, errors = Snapshotter(trainer, 1), []
    camera.health_throttle = Throttle(0)
    while trainer.iteration < 60 and not errors:
        trainer.step()
        found = camera.take(State.RUNNING, 1.0, 1.0).findings
        errors = [f for f in found if f.key == "dead_units" and f.level is Level.ERROR]
    assert errors, "no layer died"
    assert "all its 5 units are dead" in errors[0].sentence()
    A = trainer.network.forward(trainer.parameters, trainer.train[0]).A[1]
    assert not A.any()


def test_that_findings_of_a_run_that_goes_on_say_of_which_iteration_they_are() -> None:
    training = TrainingSettings(learning_rate=30.0, iterations=100)
    trainer = Trainer(Experiment(data=MOONS, network=FINE, training=training), load(MOONS))
    camera = Snapshotter(trainer, 1)
    camera.health_throttle = Throttle(interval=math.inf)
    shots = []
    for _ in range(3):
        trainer.step(30)
        shots.append(camera.take(State.RUNNING, 1.0, 1.0))
    assert [(shot.iteration, shot.checked) for shot in shots] == [(30, 30), (60, 30), (90, 30)]
    assert all(shot.findings == shots[0].findings for shot in shots)
    assert camera.take(State.PAUSED, 1.0, 1.0).checked == 90


def test_that_a_few_dead_units_of_a_network_that_works_are_information_alone() -> None:
    experiment = with_settings(preset("circles-he"), {"training.iterations": 6000})
    trainer = run(experiment, load(experiment.data))
    A = trainer.network.forward(trainer.parameters, trainer.train[0]).A
    dead = [int((layer == 0).all(axis=1).sum()) for layer in A[1:-1]]
    found = final_findings(trainer)
    assert [found.values["dead"] for found in found] == [count for count in dead if count]
    assert any(dead)
    assert {finding.level for finding in found} == {Level.INFORMATION}
    assert not any(finding.offer for finding in found)


def test_that_a_rate_of_1000_diverges_and_says_where() -> None:
    network = NetworkSettings(hidden=(5, 5), activation="identity")
    training = TrainingSettings(learning_rate=1000.0, iterations=500)
    trainer = run(Experiment(data=MOONS, network=network, training=training), load(MOONS))
    (finding,) = final_findings(trainer)
    assert finding.key == "diverged"
    said = finding.sentence()
    assert f"iteration {trainer.iteration}," in said
    assert "rate of 1000" in said
    assert "layer" in said
    assert finding.offer is not None
    assert finding.offer.changes == {"training.learning_rate": 0.3}
    assert finding.offer.since is None
    assert "rate that suits these inputs: 0.3" in finding.offer.label()


def test_that_a_run_that_learned_before_it_diverged_goes_back_to_its_lowest_cost() -> None:
    calm, wild = (TrainingSettings(learning_rate=rate, l2=1.0) for rate in (0.1, 1000.0))
    trainer = Trainer(Experiment(data=MOONS, network=FINE, training=calm), load(MOONS))
    for _ in range(50):
        trainer.step()
    trainer.change(wild)
    while not trainer.finished:
        trainer.step()
    (finding,) = final_findings(trainer)
    assert finding.key == "diverged"
    assert finding.offer.since == 50
    assert "back to iteration 50, with a lower rate: 0.3" in finding.offer.label()


def test_that_a_run_in_batches_goes_back_to_the_epoch_of_its_lowest_cost() -> None:
    calm = TrainingSettings(learning_rate=0.1, l2=1.0, batch_size=20, epochs=2000)
    trainer = Trainer(Experiment(data=MOONS, network=FINE, training=calm), load(MOONS))
    for _ in range(3 * 10):
        trainer.step()
    trainer.change(replace(calm, learning_rate=1000.0))
    while not trainer.finished:
        trainer.step()
    (finding,) = final_findings(trainer)
    costs = trainer.history.train_cost.curve()
    assert finding.offer.since == 3 * int(costs.at[np.nanargmin(costs.values)])
    assert finding.began == trainer.iteration
    assert 0 < finding.offer.since <= 30


@pytest.mark.parametrize("rate", [30.0, 100.0])
def test_that_a_cost_that_goes_up_has_too_high_a_rate(rate: float) -> None:
    found = findings(training=TrainingSettings(learning_rate=rate * 10, iterations=300))
    assert "rate_too_high" in found


def test_that_a_cost_that_swings_has_too_high_a_rate() -> None:
    data = DataSettings(kind="flower")
    network = NetworkSettings(hidden=(5,), activation="tanh")
    found = findings(network, TrainingSettings(learning_rate=30.0, iterations=600), data)
    assert "rate_too_high" in found


def test_that_a_cost_that_jumps_by_a_last_batch_of_one_sample_is_put_right_by_its_offer() -> None:
    digits = DataSettings(kind="digits", samples=97, test_samples=60, scaling="standardised")
    network = NetworkSettings(hidden=(32,), activation="relu", initialisation="he")
    training = TrainingSettings(
        optimiser="adam", learning_rate=0.01, epochs=100, batch_size=32, l2=0.3
    )
    found = findings(network, training, digits)["tiny_last_batch"]
    assert found.sentence().startswith("The last batch of every epoch is a single sample, where")
    assert found.offer.changes == {"training.batch_size": 33}
    alike = replace(training, batch_size=33)
    assert not {"tiny_last_batch", "rate_too_high"} & set(findings(network, alike, digits))


def test_that_a_rate_far_too_high_is_not_blamed_on_a_last_batch_of_one_sample() -> None:
    digits = DataSettings(kind="digits", samples=97, test_samples=60, scaling="standardised")
    network = NetworkSettings(hidden=(32,), activation="relu", initialisation="he")
    training = TrainingSettings(optimiser="adam", learning_rate=1.0, epochs=40, batch_size=32)
    assert "tiny_last_batch" not in findings(network, training, digits)


def test_that_zero_weights_in_every_layer_are_no_better_than_the_largest_class() -> None:
    network = NetworkSettings(hidden=(4,), activation="relu", initialisation="zeros")
    assert "no_better_than_largest_class" in findings(network)


def test_that_a_tiny_rate_hardly_moves_the_cost_and_one_click_is_enough() -> None:
    training = TrainingSettings(learning_rate=1e-6, iterations=300)
    found = findings(training=training)["rate_too_low"]
    assert found.offer is not None
    faster = with_settings(Experiment(training=training), found.offer.changes).training
    assert faster.learning_rate > 1e-3
    assert "rate_too_low" not in findings(training=faster)


def test_that_a_run_that_fell_steadily_but_little_is_slow_and_a_higher_rate_helps() -> None:
    training = TrainingSettings(learning_rate=0.001, iterations=300)
    found = findings(training=training, data=TESTED)["rate_too_low"]
    assert "is slow for a run of this length" in found.sentence()
    quicker = with_settings(Experiment(training=training), found.offer.changes).training
    slow, quick = (
        run(Experiment(data=TESTED, network=FINE, training=one), load(TESTED)).score_test().cost
        for one in (training, quicker)
    )
    assert quick < 0.8 * slow


def test_that_a_run_cut_off_while_its_cost_falls_can_go_on_where_it_stands() -> None:
    digits = DataSettings(kind="digits", samples=400, test_share=0.25)
    network = NetworkSettings(hidden=(16,), activation="relu", initialisation="he")
    few = TrainingSettings(learning_rate=0.3, iterations=15)
    fix = findings(network, few, digits)["too_few_iterations"].offer
    assert (fix.changes, fix.since) == ({"training.iterations": 45}, 15)
    assert "too_few_iterations" not in findings(network, replace(few, iterations=400), digits)


def test_that_a_run_that_has_not_begun_has_no_findings() -> None:
    assert final_findings(Trainer(Experiment(data=TESTED, network=FINE), load(TESTED))) == ()


@pytest.mark.parametrize("updates", [1, 30, 300, 400])
def test_that_a_first_epoch_of_many_batches_has_no_cost_to_judge(updates: int) -> None:
    training = TrainingSettings(learning_rate=0.3, batch_size=1, epochs=1)
    data = replace(TESTED, samples=400)
    trainer = Trainer(Experiment(data=data, network=FINE, training=training), load(data))
    trainer.step(updates)
    assert not {finding.key for finding in final_findings(trainer)} & {
        "rate_too_low",
        "rate_too_high",
    }


def test_that_a_run_that_only_rests_is_not_told_to_be_over_too_soon() -> None:
    training = TrainingSettings(learning_rate=0.003, iterations=300)
    trainer = Trainer(Experiment(data=TESTED, network=FINE, training=training), load(TESTED))
    trainer.step(200)
    assert final_findings(trainer) == ()


def test_that_a_gradient_fades_through_many_sigmoid_layers() -> None:
    network = NetworkSettings(hidden=(5,) * 8, activation="sigmoid")
    found = findings(network, TrainingSettings(iterations=1))["vanishing_gradients"]
    assert found.layer == 1
    fixed = with_settings(Experiment(data=MOONS, network=network), dict(found.offer.changes))
    assert "vanishing_gradients" not in findings(fixed.network, TrainingSettings(iterations=1))


def test_that_a_gradient_that_fades_away_is_told_of_an_iteration_and_never_as_0_times() -> None:
    network = NetworkSettings(
        hidden=(5,) * 8,
        activation="sigmoid",
        initialisation="normal",
        scale=0.01,
        precision="float32",
    )
    told = {}
    # L2 takes the weights away in a single step.
    for l2 in (0.0, 60.0):
        training = TrainingSettings(iterations=3, learning_rate=1.0, l2=l2)
        told[l2] = findings(network, training)["vanishing_gradients"].sentence()
    assert re.search(r"at iteration 3 hardly .* where dZ is \d\.\de-\d\d times as", told[0.0])
    assert re.search(r"at iteration 3 nothing .* where dZ is 0 on all 60 samples", told[60.0])


def test_that_a_gradient_grows_through_many_layers_of_large_weights() -> None:
    network = NetworkSettings(hidden=(20,) * 4, activation="relu", initialisation="he", scale=5.0)
    found = findings(network, TrainingSettings(learning_rate=1e-9, iterations=1))
    assert "exploding_gradients" in found


def test_that_a_network_without_a_curve_is_one_linear_map() -> None:
    assert findings(NetworkSettings(hidden=(5, 3), activation="identity"))["linear_collapse"]
    mixed = NetworkSettings(hidden=(5, 3), activation=("tanh", "identity"))
    found = findings(mixed)["linear_collapse"]
    assert found.layer == 2
    assert found.offer.changes == {"network.activation": ["tanh", "relu"]}


def test_that_what_is_learned_by_heart_is_overfitting(tmp_path: Path) -> None:
    generator = np.random.RandomState(0)
    X, labels = generator.randn(40, 60), generator.randint(0, 2, 60)
    test = {"test_X": generator.randn(40, 60), "test_Y": generator.randint(0, 2, 60)}
    found = findings(data=arrays(tmp_path, X, labels, **test))
    assert "overfitting" in found
    assert "training.l2" in found["overfitting"].offer.changes


def test_that_a_gap_within_chance_is_no_overfitting(tmp_path: Path) -> None:
    X, labels = clouds()
    test_X, test_labels = clouds(40, seed=2)
    assert findings(data=arrays(tmp_path, X, labels, test_X=test_X, test_Y=test_labels)) == {}


@pytest.mark.parametrize(("factor", "told"), [(np.ones((2, 1)), False), (255.0, True)])
def test_that_large_inputs_are_told(tmp_path: Path, factor: float, told: bool) -> None:
    X, labels = clouds()
    found = findings(
        training=TrainingSettings(iterations=1), data=arrays(tmp_path, X * factor, labels)
    )
    assert ("unscaled_inputs" in found) is told


@pytest.mark.parametrize("factor", [255.0, np.array([[1e-3], [1.0]])])
def test_that_inputs_of_a_file_are_put_right_by_standardising(
    tmp_path: Path, factor: float | np.ndarray
) -> None:
    X, labels = clouds()
    data = arrays(tmp_path, X * factor, labels)
    found = findings(data=data)["unscaled_inputs"]
    assert "Standardise them" in found.sentence()
    standardised = with_settings(Experiment(data=data), found.offer.changes)
    assert "unscaled_inputs" not in findings(data=standardised.data)


def test_that_inputs_which_are_large_by_noise_have_an_offer_that_helps() -> None:
    noisy = DataSettings(kind="moons", samples=60, noise=10.0)
    found = findings(data=noisy)["unscaled_inputs"]
    assert "noise" in found.sentence()
    usual = with_settings(Experiment(data=noisy), found.offer.changes)
    assert "unscaled_inputs" not in findings(data=usual.data)


def test_that_no_other_rate_is_offered_where_no_gradient_arrives() -> None:
    network = NetworkSettings(hidden=(4,), activation="tanh", initialisation="zeros")
    found = findings(network)["rate_too_low"]
    assert found.offer is None
    assert "no gradient at all" in found.sentence()


def test_that_units_killed_by_a_rate_of_100_are_offered_one_that_they_live_with() -> None:
    network = NetworkSettings(hidden=(8, 8), activation="relu")
    found = findings(network, TrainingSettings(learning_rate=100.0, iterations=300))
    changes = found["dead_units"].offer.changes
    calmer = with_settings(Experiment(network=network), changes).training
    assert calmer.learning_rate < 1
    assert "dead_units" not in findings(network, replace(calmer, iterations=300))


def test_that_a_rate_too_high_is_said_before_the_dead_units_that_it_explains() -> None:
    network = NetworkSettings(hidden=(8, 8), activation="relu")
    found = list(findings(network, TrainingSettings(learning_rate=100.0, iterations=300)))
    assert found[:2] == ["rate_too_high", "dead_units"]


def test_that_inputs_too_large_are_said_before_the_units_that_they_saturate(
    tmp_path: Path,
) -> None:
    X, labels = clouds()
    found = list(findings(data=arrays(tmp_path, X * 255, labels)))
    assert found[:2] == ["unscaled_inputs", "saturated_units"]


def test_that_a_dead_layer_says_at_the_end_since_when_and_after_what() -> None:
    network = NetworkSettings(hidden=(5,) * 5, activation="relu")
    training = TrainingSettings(learning_rate=3.0, iterations=400)
    data = DataSettings(kind="circles", samples=200)
    trainer = run(Experiment(data=data, network=network, training=training), load(data))
    (last,) = [f for f in final_findings(trainer) if f.key == "dead_units" and f.layer == 4]
    said = re.search(r"since iteration (\d+), with the learning rate 3:", last.sentence())
    assert said
    alive = Trainer(trainer.experiment, trainer.dataset)
    silent = []
    while not alive.finished:
        A = alive.network.forward(alive.parameters, alive.train[0]).A[4]
        silent.append(not A.any())
        alive.step()
    died = len(silent) - silent[::-1].index(False)
    # Gradients are measured at an eighth of the iterations.
    assert died <= int(said[1]) <= 1.25 * died
    assert last.began == int(said[1])


def test_that_a_rate_too_high_for_elu_is_said_where_the_cost_only_swings() -> None:
    flower = with_settings(
        preset("flower"), {"network.activation": "elu", "training.iterations": 3000}
    )
    found = findings(flower.network, flower.training, flower.data)
    assert next(iter(found)) == "rate_too_high"


def test_that_a_cost_that_was_a_thousand_times_its_start_is_told_though_it_came_back() -> None:
    trainer = Trainer(Experiment(data=TESTED, network=FINE, training=LEARNING), load(TESTED))
    while not trainer.finished:
        trainer.step()
    costs = trainer.history.train_cost
    at, values = (part.copy() for part in (costs.curve().at, costs.curve().values))
    values[40] = 2000 * values[0]
    costs.restore(at, values)
    (found,) = final_findings(trainer)
    assert found.key == "rate_too_high"
    assert "At iteration 40" in found.sentence()
    assert found.began == 40


def test_that_first_weights_with_a_large_cost_are_told() -> None:
    large = NetworkSettings(hidden=(8,), activation="relu", initialisation="normal", scale=10.0)
    found = findings(large, TrainingSettings(learning_rate=0.01, iterations=300))["large_start"]
    assert found.offer.changes == {"network.initialisation": "he", "network.scale": 1.0}
    assert found.began == 0


def test_that_a_penalty_that_holds_all_weights_at_zero_is_told() -> None:
    found = findings(training=replace(LEARNING, l2=100.0))
    assert next(iter(found)) == "strong_penalty"
    assert found["strong_penalty"].offer.changes == {"training.l2": 0.0}


def test_that_a_class_that_is_never_answered_is_named(tmp_path: Path) -> None:
    generator = np.random.RandomState(3)
    labels = np.repeat([0, 1, 2], [100, 100, 6])
    X = generator.randn(2, len(labels)) + 4 * np.array([labels == 1, labels == 2])
    X[:, labels == 2] = generator.randn(2, 6)
    test = {"test_X": X, "test_Y": labels}
    found = findings(
        training=TrainingSettings(learning_rate=0.1, iterations=60),
        data=arrays(tmp_path, X, labels, **test),
    )
    assert "never answers 2:" in found["class_never_answered"].sentence()


def test_that_nothing_kept_for_the_test_is_no_all_clear() -> None:
    found = findings()["no_test_samples"]
    assert "says nothing about new samples" in found.sentence()
    assert found.offer
    assert found.offer.changes == {"data.test_share": 0.2}


def test_that_no_share_is_offered_where_a_class_has_too_few_samples_that_differ(
    tmp_path: Path,
) -> None:
    X, labels = np.random.RandomState(0).randn(2, 20), np.arange(20) % 2
    few = np.arange(20) >= 16
    alike = np.where(labels, X[:, :1], X)
    for number, (inputs, classes) in enumerate(((X, few.astype(int)), (alike, labels))):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert findings(data=arrays(folder, inputs, classes))["no_test_samples"].offer is None


def test_that_a_test_no_better_than_its_own_largest_class_is_told(tmp_path: Path) -> None:
    """Train has mostly class 0, the test mostly class 1, and the network answers class 0."""
    generator = np.random.RandomState(0)
    labels, test_labels = np.arange(60) % 3 // 2, np.arange(60) % 3 // 2 ^ 1
    test = {"test_X": generator.randn(40, 60), "test_Y": test_labels}
    data = arrays(tmp_path, generator.randn(40, 60), labels, **test)
    found = findings(data=data)["no_better_on_test"]
    assert "always answering 1 would be right for 66.7" in found.sentence()


def test_that_a_test_cost_that_rose_while_the_train_cost_fell_is_overfitting() -> None:
    data = DataSettings(kind="moons", samples=30, noise=0.6, test_samples=200)
    network = NetworkSettings(hidden=(50,), activation="tanh")
    found = findings(network, TrainingSettings(learning_rate=0.3, iterations=3000), data)
    fix = found["overfitting"].offer
    lowest = found["overfitting"].values["lowest"]
    shorter = with_settings(Experiment(), fix.changes).training.iterations
    trainer = run(
        Experiment(
            data=data,
            network=network,
            training=TrainingSettings(learning_rate=0.3, iterations=shorter),
        ),
        load(data),
    )
    assert trainer.score_test().cost == pytest.approx(lowest)
    assert found["overfitting"].began == shorter


def test_that_a_network_that_learned_nothing_is_not_overfitting(tmp_path: Path) -> None:
    generator = np.random.RandomState(0)
    labels = np.arange(60) % 3 // 2
    test = {"test_X": 9 * generator.randn(40, 60), "test_Y": labels ^ 1}
    data = arrays(tmp_path, generator.randn(40, 60), labels, **test)
    found = findings(training=TrainingSettings(learning_rate=0.01, iterations=50), data=data)
    assert "overfitting" not in found
    assert "no_better_on_test" in found


def test_that_inputs_of_uneven_spread_are_told(tmp_path: Path) -> None:
    X, labels = clouds()
    X *= np.array([[1e-3], [1.0]])
    found = findings(training=TrainingSettings(iterations=1), data=arrays(tmp_path, X, labels))
    assert "times as wide" in found["unscaled_inputs"].sentence()


@pytest.mark.parametrize("shuffled_labels", [False, True])
def test_that_labels_in_another_order_than_the_samples_are_told(
    tmp_path: Path, shuffled_labels: bool
) -> None:
    X, labels = clouds()
    if shuffled_labels:
        labels = np.random.RandomState(5).permutation(labels)
    assert ("scrambled_labels" in findings(data=arrays(tmp_path, X, labels))) is shuffled_labels


def test_that_labels_which_do_not_stand_apart_from_their_samples_are_not_doubted() -> None:
    """So much noise that the nearest sample is of any class, as photos with other backgrounds."""
    found = findings(data=replace(TESTED, noise=10.0))
    assert "no_better_on_test" in found
    assert "scrambled_labels" not in found


def test_that_labels_are_doubted_after_all_else_and_as_a_possibility(tmp_path: Path) -> None:
    X, labels = clouds()
    shuffled = np.random.RandomState(5).permutation(labels)
    found = findings(data=replace(arrays(tmp_path, X, shuffled), test_share=0.2))
    *_, last = found.values()
    assert last.key == "scrambled_labels"
    assert last.sentence().startswith("Perhaps ")
    assert last.level is Level.NOTE


@pytest.mark.parametrize(("kind", "units"), [("flower", 1), ("circles", 2), ("spiral", 1)])
def test_that_too_few_units_are_the_cause_and_more_of_them_help(kind: str, units: int) -> None:
    network, data = NetworkSettings(hidden=(units,), activation="tanh"), DataSettings(kind=kind)
    said = findings(network, LEARNING, data)
    assert next(iter(said)) == "too_few_units"
    offer = said["too_few_units"].offer
    more = with_settings(Experiment(network=network), offer.changes).network
    assert "too_few_units" not in findings(more, LEARNING, data)


def test_that_few_units_are_no_finding_where_they_do() -> None:
    """Two units tell moons apart well enough, and single ones do on clouds."""
    assert "too_few_units" not in findings(replace(FINE, hidden=(2,)), LEARNING, TESTED)


def test_that_no_two_offers_change_one_setting_to_different_values() -> None:
    network = NetworkSettings(hidden=(1,), activation="relu", initialisation="he")
    training = TrainingSettings(optimiser="adam", learning_rate=0.0003, iterations=400, l2=0.3)
    offered: dict[str, object] = {}
    for finding in findings(network, training, DataSettings(kind="shapes", size=8)).values():
        for key, value in (finding.offer.changes if finding.offer else {}).items():
            assert offered.setdefault(key, value) == value
    assert "network.hidden" in offered


def test_that_a_rate_to_go_back_to_is_the_one_that_is_suggested_for_the_data() -> None:
    data = DataSettings(kind="digits", samples=200)
    training = TrainingSettings(optimiser="adam", learning_rate=100.0, iterations=60)
    offer = findings(replace(FINE, activation="relu"), training, data)["rate_too_high"].offer
    suggestion = suggest_for(Experiment(data=data))
    assert suggestion
    rate = suggestion.changes["training.learning_rate"]
    assert offer.changes == {"training.learning_rate": rate}


def test_that_every_offer_can_be_made() -> None:
    runs = [
        (NetworkSettings(hidden=(4,), initialisation="zeros"), LEARNING),
        (NetworkSettings(hidden=(5,) * 8, activation="sigmoid"), LEARNING),
        (NetworkSettings(hidden=(5, 3), activation="identity"), LEARNING),
        (FINE, TrainingSettings(learning_rate=1000.0, iterations=300)),
    ]
    made = 0
    for network, training in runs:
        for found in findings(network, training).values():
            if found.offer:
                with_settings(Experiment(network=network, training=training), found.offer.changes)
                assert found.offer.label()
                made += 1
    assert made >= len(runs)


def test_that_a_data_set_is_let_go_after_it_was_looked_at(tmp_path: Path) -> None:
    dataset: Dataset | None = load(MOONS)
    final_findings(run(Experiment(data=MOONS, network=FINE, training=LEARNING), dataset))
    gone = weakref.ref(dataset)
    dataset = None
    gc.collect()
    assert gone() is None
