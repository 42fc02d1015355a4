"""Runs trained as one: each has the bits that it has alone, whatever the others do."""

import numpy as np
import pytest

from core.data.load import load
from core.experiment.presets import preset
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.network.optimisers import OPTIMISERS
from core.training.run import run
from core.training.stacked_runs import stack_key, train_stacked
from core.training.trainer import Trainer

SMALL = with_settings(
    preset("flower"), {"data.samples": 60, "data.test_share": 0.3, "training.iterations": 150}
)
DATASET = load(SMALL.data)


def varied(rates: tuple[float, ...] = (0.1, 0.5, 1.0, 2.0), **settings: object) -> list[Experiment]:
    """Experiments that differ in rate and seed, with these settings of training alike."""
    alike = {f"training.{name}": value for name, value in settings.items()}
    return [
        with_settings(SMALL, alike | {"training.learning_rate": rate, "network.seed": seed})
        for seed, rate in enumerate(rates)
    ]


def bits(trainer: Trainer) -> list[bytes]:
    """What a run has learned, its costs and its test curve, as bytes."""
    curves = (trainer.history.train_cost, trainer.history.test_cost, trainer.history.test_accuracy)
    found = [array for each in curves for array in (each.curve().at, each.curve().values)]
    return [array.astype(float).tobytes() for array in (trainer.parameters.flat, *found)]


@pytest.fixture
def none_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No run may fall back on being trained alone, where it has its bits in any case."""

    def fail(experiment: Experiment, *others: object) -> None:
        pytest.fail(f"trained alone: {experiment.training}")

    monkeypatch.setattr("core.training.stacked_runs._alone", fail)


@pytest.mark.usefixtures("none_alone")
@pytest.mark.parametrize("optimiser", [n for n in OPTIMISERS if n != "adamw"])
def test_that_every_run_of_a_stack_has_the_bits_that_it_has_alone(optimiser: str) -> None:
    experiments = varied(optimiser=optimiser, iterations=40)
    for trainer, experiment in zip(train_stacked(experiments, DATASET), experiments, strict=True):
        alone = run(experiment, DATASET)
        assert bits(trainer) == bits(alone)
        assert trainer.iteration == alone.iteration
        assert trainer.score_test() == alone.score_test()


@pytest.mark.usefixtures("none_alone")
def test_that_rates_may_decay_each_in_its_own_way() -> None:
    experiments = varied()
    schedules = ("constant", "exponential", "inverse_time", "cosine")
    experiments = [
        with_settings(experiment, {"training.schedule": name})
        for experiment, name in zip(experiments, schedules, strict=True)
    ]
    for trainer, experiment in zip(train_stacked(experiments, DATASET), experiments, strict=True):
        assert bits(trainer) == bits(run(experiment, DATASET))


@pytest.mark.usefixtures("none_alone")
@pytest.mark.parametrize("optimiser", ["gradient_descent", "adam"])
@pytest.mark.parametrize("batch_size", [1, 8, 41])
@pytest.mark.parametrize("length", [{"iterations": 31}, {"iterations": 600, "epochs": 5}])
def test_that_runs_in_batches_have_the_bits_that_they_have_alone(
    optimiser: str, batch_size: int, length: dict[str, int]
) -> None:
    experiments = varied(optimiser=optimiser, batch_size=batch_size, shuffle_seed=3, **length)
    for trainer, experiment in zip(train_stacked(experiments, DATASET), experiments, strict=True):
        alone = run(experiment, DATASET)
        assert bits(trainer) == bits(alone)
        assert trainer.iteration == alone.iteration


@pytest.mark.usefixtures("none_alone")
@pytest.mark.parametrize("batch_size", [0, 16])
def test_that_each_run_may_have_strengths_of_its_penalties(batch_size: int) -> None:
    experiments = [
        with_settings(experiment, {"training.l2": 0.1 + i, "training.l1": 0.01 * (1 + i)})
        for i, experiment in enumerate(varied(batch_size=batch_size, iterations=40))
    ]
    assert len({stack_key(experiment, DATASET) for experiment in experiments}) == 1
    for trainer, experiment in zip(train_stacked(experiments, DATASET), experiments, strict=True):
        assert bits(trainer) == bits(run(experiment, DATASET))


@pytest.mark.usefixtures("none_alone")
@pytest.mark.parametrize(
    "settings",
    [
        {"keep_probability": 0.6},
        {"keep_probability": [0.6, 1.0, 0.8], "batch_size": 16, "dropout_masks": "fixed"},
        {"class_weights": "balanced"},
        {"class_weights": [3.0, 0.5], "keep_probability": 0.9, "l2": 0.1},
    ],
)
def test_that_runs_with_dropout_or_weighted_classes_have_their_bits(
    settings: dict[str, object],
) -> None:
    alike = {f"training.{name}": value for name, value in settings.items()}
    experiments = [
        with_settings(experiment, {"network.hidden": [5, 4, 3]} | alike)
        for experiment in varied(iterations=30)
    ]
    for trainer, experiment in zip(train_stacked(experiments, DATASET), experiments, strict=True):
        assert bits(trainer) == bits(run(experiment, DATASET))


def test_that_a_run_that_diverges_ends_as_alone_and_disturbs_no_other() -> None:
    experiments = [
        with_settings(experiment, {"network.activation": "relu", "network.hidden": [8]})
        for experiment in varied((0.1, 1e3, 0.2, 0.3))
    ]
    trainers = train_stacked(experiments, DATASET)
    assert [trainer.diverged for trainer in trainers] == [False, True, False, False]
    for trainer, experiment in zip(trainers, experiments, strict=True):
        assert bits(trainer) == bits(run(experiment, DATASET))


def test_that_runs_with_one_key_differ_in_rate_seed_scale_and_strengths_alone() -> None:
    one = stack_key(SMALL, DATASET)
    assert one
    for key, value in (
        ("training.learning_rate", 0.3),
        ("network.seed", 7),
        ("network.scale", 2.0),
        ("network.initialisation", "he"),
    ):
        assert stack_key(with_settings(SMALL, {key: value}), DATASET) == one
    for key, value in (
        ("network.hidden", [5]),
        ("training.iterations", 10),
        ("training.l2", 0.1),
        ("training.batch_size", 8),
        ("training.keep_probability", 0.5),
        ("training.class_weights", "balanced"),
    ):
        assert stack_key(with_settings(SMALL, {key: value}), DATASET) not in (one, None)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("training.patience", 5),
        ("training.optimiser", "adamw"),
        ("network.precision", "float32"),
        ("network.hidden", [2000]),
    ],
)
def test_that_what_a_stack_cannot_do_has_no_key(key: str, value: object) -> None:
    assert stack_key(with_settings(SMALL, {key: value}), DATASET) is None


def test_that_a_run_whose_first_bits_differ_is_trained_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    experiments = varied(iterations=20)
    monkeypatch.setattr(
        "core.network.stacked_passes._binary_costs", lambda Z, Y, buffer: np.ones(len(Z))
    )
    for trainer, experiment in zip(train_stacked(experiments, DATASET), experiments, strict=True):
        assert bits(trainer) == bits(run(experiment, DATASET))
