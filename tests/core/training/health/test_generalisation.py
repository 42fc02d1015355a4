"""Facts about what is said of the test samples: by their cost, and by their own largest class."""

from pathlib import Path

import numpy as np
import pytest

from core.data.load import load
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.messages import fill
from core.training.health.findings import Finding
from core.training.health.generalisation import noise_of
from core.training.health.registry import final_findings
from core.training.health.run_under_test import RunUnderTest
from core.training.history import Curve
from core.training.run import run
from core.training.snapshots.snapshot import State
from core.training.snapshots.snapshotter import Snapshotter
from core.training.trainer import Trainer

NOISY: dict[str, object] = {
    "data.kind": "moons",
    "data.samples": 30,
    "data.noise": 0.6,
    "data.test_samples": 200,
    "network.hidden": [50],
    "training.learning_rate": 0.3,
    "training.iterations": 500,
}
# A test cost at its lowest, far as the accuracies lie apart.
GAP: dict[str, object] = NOISY | {
    "data.kind": "digits",
    "data.noise": None,
    "data.samples": 60,
    "training.iterations": 60,
}
LARGE: dict[str, object] = NOISY | {
    "network.initialisation": "normal",
    "network.scale": 10.0,
    "training.learning_rate": 0.1,
}
# So noisy that the test is chance.
CHANCE: dict[str, object] = NOISY | {
    "data.kind": "circles",
    "data.samples": 60,
    "data.noise": 1.0,
    "training.iterations": 1000,
}

# The test cost is lowest at a quarter of the run, the test accuracy at its end.
SURER: dict[str, object] = GAP | {
    "data.test_samples": 200,
    "network.hidden": [32],
    "network.activation": "relu",
    "network.initialisation": "he",
    "training.optimiser": "adam",
    "training.learning_rate": 0.05,
}


def test_that_health_speaks_of_a_paused_run_by_the_scores_that_are_shown() -> None:
    experiment = with_settings(Experiment(), NOISY | {"training.iterations": 1300})
    trainer = Trainer(experiment, load(experiment.data))
    trainer.step(1203)
    scored = trainer.history.test_cost.curve()
    shown = Snapshotter(trainer, 1).take(State.PAUSED, 1.0, 1.0)
    assert scored.at[-1] < shown.test_cost.at[-1] == trainer.iteration
    (found,) = [finding for finding in shown.findings if finding.key == "overfitting"]
    assert found.values["cost"] == shown.test_cost.values[-1] != scored.values[-1]
    assert found.values["test"] == shown.test_accuracy.values[-1]
    assert found.values["train_cost"] == shown.train_cost.values[-1]


def tried(changes: dict[str, object]) -> tuple[Trainer, dict[str, Finding]]:
    experiment = with_settings(Experiment(), changes)
    trainer = run(experiment, load(experiment.data))
    return trainer, {finding.key: finding for finding in final_findings(trainer)}


def accuracies(trainer: Trainer) -> tuple[float, float]:
    test = trainer.score_test()
    assert test
    return trainer.score_train().accuracy, test.accuracy


def test_that_a_risen_test_cost_is_told_with_the_costs_that_were_measured() -> None:
    trainer, found = tried(NOISY)
    said = found["overfitting"].sentence()
    costs, trained = trainer.history.test_cost.curve(), trainer.history.train_cost.curve().values
    assert f"from {costs.values.min():.4g} to {costs.values[-1]:.4g}" in said
    assert f"from iteration {costs.at[costs.values.argmin()]:.0f} on" in said
    assert f"fell to {trained[-1]:.4g}" in said


def test_that_a_gap_in_accuracy_alone_is_no_overfitting() -> None:
    trainer, found = tried(GAP)
    train, test = accuracies(trainer)
    costs = trainer.history.test_cost.curve().values
    assert train - test > 0.2
    assert costs[-1] == costs.min()
    assert "overfitting" not in found


def test_that_a_test_cost_above_that_of_one_answer_for_all_is_overfitting_without_a_rise() -> None:
    trainer, found = tried(LARGE)
    costs = trainer.history.test_cost.curve().values
    assert costs[-1] == pytest.approx(costs.min(), rel=0.1)
    # Of two classes alike in number one half each costs least: log 2.
    assert costs[-1] > np.log(2) > trainer.history.train_cost.curve().values[-1]
    assert "a test cost of 0.6931" in found["overfitting"].sentence()


def test_that_a_test_at_chance_is_no_overfitting_and_has_its_button() -> None:
    trainer, found = tried(CHANCE)
    train, test = accuracies(trainer)
    assert train > 0.8
    assert test <= 0.5
    assert "overfitting" not in found
    finding = found["no_better_on_test"]
    assert finding.offer
    after, _ = tried({**CHANCE, **finding.offer.changes})
    assert (after.score_test() or after.score_train()).cost < 0.9 * float(
        trainer.history.test_cost.curve().values[-1]
    )


@pytest.mark.parametrize(("apart", "told"), [(0.8, True), (6.0, False)])
def test_that_a_rare_class_is_named_where_the_test_is_within_chance_of_the_common_one(
    tmp_path: Path, apart: float, told: bool
) -> None:
    generator = np.random.RandomState(2)
    labels, test_labels = np.repeat([0, 1], [100, 20]), np.repeat([0, 1], [30, 6])
    clouds = [generator.randn(2, len(part)) + apart * part for part in (labels, test_labels)]
    file = tmp_path / "uneven.npz"
    np.savez(file, train_X=clouds[0], train_Y=labels, test_X=clouds[1], test_Y=test_labels)
    settings = {
        "data.kind": "arrays",
        "data.folder": str(file),
        "training.learning_rate": 0.3,
        "training.iterations": 200,
    }
    trainer, found = tried(settings)
    assert ("uneven_classes" in found) is told
    if told:
        A = trainer.network.forward(trainer.parameters, clouds[1]).A[-1]
        right = int(trainer.network.loss.answers(A)[test_labels == 1].sum())
        assert right < 6
        said = found["uneven_classes"].sentence()
        assert f"samples of 1 {right} " in said
        assert "fewer of 0" in said
        offer = found["uneven_classes"].offer
        assert offer is not None
        after, then = tried({**settings, **offer.changes})
        A = after.network.forward(after.parameters, clouds[1]).A[-1]
        assert int(after.network.loss.answers(A)[test_labels == 1].sum()) > right
        # It finds the rare class by naming fewer of the common one right: that is no fault.
        assert after.score_test().accuracy < 30 / 36
        assert not {"no_better_than_largest_class", "no_better_on_test"} & then.keys()


def test_that_a_class_that_is_hardly_ever_right_is_named(tmp_path: Path) -> None:
    generator = np.random.RandomState(4)
    labels = np.repeat([0, 1, 2], [100, 100, 40])
    # Class 2 lies within class 0, but for three samples far off.
    X = generator.randn(2, 240) + 4 * np.array([labels == 1, labels == 1])
    X[:, -3:] = [[12], [-12]]
    file = tmp_path / "hardly.npz"
    np.savez(file, X=X, Y=labels)
    trainer, found = tried(
        {
            "data.kind": "arrays",
            "data.folder": str(file),
            "training.learning_rate": 0.1,
            "training.iterations": 200,
        }
    )
    A = trainer.network.forward(trainer.parameters, X).A[-1]
    right = int((trainer.network.loss.answers(A)[labels == 2] == 2).sum())
    assert right == 3
    said = found["class_hardly_answered"].sentence()
    assert said == "The network hardly ever finds 2: of its 40 training samples 3 are right."


@pytest.mark.parametrize("iterations", [3, 15])
def test_that_a_cost_a_thousand_times_its_start_is_told_of_a_short_run_too(iterations: int) -> None:
    trainer, found = tried(
        {
            "data.kind": "moons",
            "network.activation": "relu",
            "network.hidden": [8] * 3,
            "training.learning_rate": 300.0,
            "training.iterations": iterations,
        }
    )
    costs = trainer.history.train_cost.curve().values
    assert costs.max() > 1000 * costs[0]
    assert "more than a thousand times" in found["rate_too_high"].sentence()


def test_that_an_earlier_end_that_loses_right_answers_is_not_offered() -> None:
    trainer, found = tried(SURER)
    right = trainer.history.test_accuracy.curve().values
    costs = trainer.history.test_cost.curve().values
    then = right[costs.argmin()]
    assert costs[-1] > 1.2 * costs.min()
    assert right[-1] > then
    finding = found["overfitting"]
    assert finding.offer
    assert finding.offer.changes.keys() == {"training.l2"}
    words = fill("{then:.1%} were right there, {now:.1%} are now", then=then, now=right[-1])
    assert words in finding.sentence()
    assert "an earlier end does not" in finding.sentence()


def test_that_l2_is_offered_as_more_than_there_is() -> None:
    _, found = tried(SURER | {"training.l2": 0.01})
    offer = found["overfitting"].offer
    assert offer
    assert offer.label() == "Train with L2 = 0.2 instead of 0.01"


def test_that_an_earlier_end_is_offered_where_more_test_samples_were_right() -> None:
    trainer, found = tried(NOISY)
    offer = found["overfitting"].offer
    assert offer
    shorter, _ = tried(NOISY | offer.changes)
    assert accuracies(shorter)[1] >= accuracies(trainer)[1]


@pytest.mark.parametrize(
    "length",
    [
        {"training.iterations": 500},
        {"training.epochs": 500},
        {"training.iterations": 500, "training.batch_size": 10},
        {"training.epochs": 300, "training.batch_size": 10},
    ],
)
def test_that_an_earlier_end_changes_the_length_that_is_set_alone(
    length: dict[str, object],
) -> None:
    noisy = {key: value for key, value in NOISY.items() if key != "training.iterations"}
    trainer, found = tried(noisy | length)
    offer = found["overfitting"].offer
    assert offer
    (key,) = offer.changes
    assert key in length
    shorter, _ = tried(noisy | length | dict(offer.changes))
    assert shorter.iteration < trainer.iteration
    costs = trainer.history.test_cost.curve().values
    scores = shorter.score_test()
    assert scores
    assert scores.cost == pytest.approx(costs.min(), rel=0.05)


def test_that_a_risen_test_cost_is_told_beside_a_train_cost_without_the_penalty_too() -> None:
    trainer, found = tried(SURER | {"training.l2": 0.01})
    shown = trainer.history.train_cost.curve().values[-1]
    assert trainer.penalty > 0
    loss = shown - trainer.penalty
    said = found["overfitting"].sentence()
    assert f"the mean loss of the training samples fell to {loss:.4g}" in said


# 185 digits, 37 of them for the test, in batches.
FEW_TESTED: dict[str, object] = {
    "data.kind": "digits",
    "data.samples": 185,
    "data.test_share": 0.2,
    "network.hidden": [64],
    "network.activation": "relu",
    "network.initialisation": "he",
    "network.seed": 1,
    "training.batch_size": 32,
    "training.epochs": 120,
    "training.learning_rate": 0.03,
    "training.optimiser": "adam",
}


def test_that_a_run_ended_earlier_by_a_few_test_samples_is_not_ended_again_by_their_noise() -> None:
    _, found = tried(FEW_TESTED)
    offer = found["overfitting"].offer
    assert offer
    assert offer.label() == "Train 13 epochs only"
    assert "no longer an independent one" in offer.afterwards
    trainer, found = tried(FEW_TESTED | offer.changes)
    costs = trainer.history.test_cost.curve().values
    assert costs[-1] > 1.1 * costs.min()
    assert "overfitting" not in found


def test_that_the_noise_of_a_curve_is_that_of_its_points_whatever_its_slope() -> None:
    points = np.random.RandomState(0).normal(0, 0.02, 2000)
    assert noise_of(points + np.linspace(3, 0, 2000)) == pytest.approx(0.02, rel=0.1)
    assert noise_of(np.linspace(3, 0, 2000)) == pytest.approx(0, abs=1e-9)
    assert noise_of(np.ones(2)) == 0


def test_that_no_l2_is_advised_where_many_training_samples_are_wrong() -> None:
    trainer, found = tried(NOISY)
    assert trainer.score_train().accuracy < 0.8
    assert "L2" not in found["overfitting"].sentence()
    assert found["overfitting"].offer
    assert "training.l2" not in found["overfitting"].offer.changes


def test_that_a_class_of_which_under_half_is_found_is_named(tmp_path: Path) -> None:
    """Ten of class 2 are where class 1 is on the test, though not among what is learned from."""
    random = np.random.default_rng(3)
    labels = np.repeat([0, 1, 2], 60)
    X = random.normal(0, 0.3, (2, 180)) + np.array([[0, 4, 8], [0, 4, 0]])[:, labels]
    test_labels = np.repeat([0, 1, 2], 20)
    test_X = random.normal(0, 0.3, (2, 60)) + np.array([[0, 4, 8], [0, 4, 0]])[:, test_labels]
    test_X[:, -11:] = test_X[:, 20:31]
    values = {"train_X": X, "train_Y": labels, "test_X": test_X, "test_Y": test_labels}
    np.savez(tmp_path / "data.npz", **values)
    changes = {"data.kind": "arrays", "data.folder": str(tmp_path / "data.npz")}
    trainer, found = tried(changes | {"network.hidden": [8], "training.iterations": 300})
    said = found["class_rarely_found"].sentence()
    assert "Of the 20 test samples of 2 only 9 are right" in said
    # An epoch before three more were right, which may have been of that class.
    curves = {name: series.curve() for name, series in trainer.history.series().items()}
    at, values = curves["test_accuracy"].at, curves["test_accuracy"].values.copy()
    values[-2] = values[-1] + 3 / 60
    jumped = curves | {"test_accuracy": Curve(at, values)}
    assert "class_rarely_found" in {finding.key for finding in final_findings(trainer, curves)}
    assert "class_rarely_found" not in {finding.key for finding in final_findings(trainer, jumped)}


def test_that_training_on_is_offered_in_place_of_what_helps_against_overfitting() -> None:
    """All training samples are right, 85 % of the test: it still falls at the lower rate alone."""
    digits = {
        "data.kind": "digits",
        "data.samples": 100,
        "data.test_samples": 200,
        "data.scaling": "standardised",
        "network.hidden": [32],
        "network.activation": "relu",
        "network.initialisation": "he",
        "training.optimiser": "adam",
        "training.batch_size": 25,
        "training.l2": 0.3,
        "training.epochs": 200,
    }
    _, falling = tried(digits | {"training.learning_rate": 0.0003})
    assert "overfitting" not in falling
    said = falling["too_few_iterations"]
    assert said.sentence().startswith("Training on may still help: 100.0 % of the training samples")
    assert said.offer.changes == {"training.epochs": 600}
    assert said.offer.since == 800
    _, at_rest = tried(digits | {"training.learning_rate": 0.001})
    assert "overfitting" in at_rest
    assert "too_few_iterations" not in at_rest


def test_that_an_end_is_not_chosen_by_one_dip_of_a_curve_that_swings() -> None:
    experiment = with_settings(Experiment(), NOISY | {"training.iterations": 1})
    trainer = Trainer(experiment, load(experiment.data))
    valley = 0.5 + np.abs(np.arange(200) - 60) / 200
    swings = np.random.RandomState(1).uniform(-0.04, 0.04, 200)
    for at, cost in enumerate(valley + swings):
        trainer.history.test_cost.append(at, 0.4 if at == 150 else cost)
    X, Y = trainer.parametrisation.train
    seen = RunUnderTest(trainer, trainer.network.forward(trainer.parameters, X), Y)
    assert trainer.evaluation.best()[0] == 150
    assert abs(seen.low_of_test_cost - 60) <= 12
    assert abs(trainer.history.test_cost.curve().values[seen.low_of_test_cost] - 0.5) < 0.05


def test_that_a_gap_which_l2_has_not_closed_is_told_and_no_more_l2_is_offered() -> None:
    for l2, told in ((0.0, False), (0.01, True)):
        trainer, found = tried(GAP | {"training.l2": l2, "training.iterations": 150})
        test = trainer.score_test()
        assert test is not None
        assert trainer.score_train().accuracy - test.accuracy > 0.2
        gap = "overfitting" in found and "has not changed that" in found["overfitting"].text
        assert gap is told, (l2, found.keys())
        if told:
            assert found["overfitting"].offer is None
