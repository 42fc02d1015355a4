"""Facts about how a result varies over several first weights."""

from dataclasses import replace as with_fields

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.load import load
from core.errors import ExperimentError
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.messages import fill
from core.training.analyses.seed_runs import train_from_seeds, without_augmentation
from core.training.run import run
from core.training.worker.session import Session

MOONS = DataSettings(kind="moons", samples=60, test_share=0.3)
DATA = load(MOONS)


def _experiment(**training: object) -> Experiment:
    settings = TrainingSettings(**{"iterations": 80, "learning_rate": 0.5, **training})
    return Experiment(data=MOONS, network=NetworkSettings(hidden=(3,), seed=7), training=settings)


def _each(experiment: Experiment, seeds: range) -> list:
    network = experiment.network
    return [
        run(replace(experiment, network=replace(network, seed=seed)), DATA).history
        for seed in seeds
    ]


@pytest.mark.parametrize("batch_size", [0, 16])
def test_that_a_band_is_the_median_and_the_range_of_runs_made_one_by_one(batch_size: int) -> None:
    experiment = _experiment(batch_size=batch_size)
    results = train_from_seeds(experiment, DATA, 5)
    histories = _each(experiment, range(7, 12))
    assert results.seeds == (7, 8, 9, 10, 11)
    for name in ("train_cost", "test_cost", "train_accuracy", "test_accuracy"):
        curves = [history.series()[name].curve() for history in histories]
        values, band = np.array([curve.values for curve in curves]), getattr(results, name)
        np.testing.assert_array_equal(band.at, curves[0].at)
        np.testing.assert_array_equal(band.median, np.median(values, axis=0))
        np.testing.assert_array_equal(band.low, values.min(axis=0))
        np.testing.assert_array_equal(band.high, values.max(axis=0))
        assert not band.median.flags.writeable


def test_that_the_sentence_gives_the_test_accuracies() -> None:
    results = train_from_seeds(_experiment(), DATA, 5)
    accuracies = [h.test_accuracy.curve().values[-1] for h in _each(_experiment(), range(7, 12))]
    median, low, high = np.median(accuracies), min(accuracies), max(accuracies)
    text = "5 seeds: test accuracy median {median:.1%}, {low:.1%} to {high:.1%}"
    assert results.sentence() == fill(text, median=median, low=low, high=high)


def test_that_a_long_curve_is_thinned_and_keeps_its_end() -> None:
    results = train_from_seeds(_experiment(iterations=2000), DATA, 2)
    assert len(results.train_cost.at) <= 500
    assert results.train_cost.at[-1] == 1999


def test_that_diverged_runs_are_counted_and_leave_no_number_that_is_none() -> None:
    results = train_from_seeds(_experiment(learning_rate=1000.0, l2=40.0), DATA, 3)
    assert results.diverged == 3
    assert "3 diverged" in results.sentence()
    for band in (results.train_cost, results.test_cost):
        assert np.isfinite(band.high).all()


def test_that_a_spread_belongs_to_every_seed_of_its_experiment_and_to_no_other() -> None:
    results = train_from_seeds(_experiment(), DATA, 2)
    other = _experiment()
    assert results.is_of(replace(other, network=replace(other.network, seed=99)))
    assert not results.is_of(_experiment(learning_rate=0.1))


@pytest.mark.parametrize("total", [-1, 0, 1, 101])
def test_that_too_few_and_too_many_seeds_are_refused(total: int) -> None:
    with pytest.raises(ExperimentError, match="from 2 to 100"):
        train_from_seeds(_experiment(), DATA, total)


def test_that_seeds_in_spare_time_give_what_they_give_in_one_go() -> None:
    session = Session()
    session.submit(_experiment(), lambda done, total: None)
    assert session.train_seeds(3).results.seeds == ()
    events = []
    while session.repeated:
        event = session.advance_repeated()
        events += [event] if event else []
    assert [(len(event.results.seeds), event.over) for event in events] == [
        (1, False),
        (2, False),
        (3, True),
    ]
    expected = train_from_seeds(_experiment(), DATA, 3)
    np.testing.assert_array_equal(events[-1].results.test_cost.high, expected.test_cost.high)
    assert session.iteration == 0


def test_that_seeds_can_be_stopped_and_those_that_ended_count() -> None:
    session = Session()
    session.submit(_experiment(), lambda done, total: None)
    session.train_seeds(3)
    while not session.advance_repeated():
        pass
    event = session.end_repeated()
    assert (len(event.results.seeds), event.over, session.repeated) == (1, True, None)
    assert session.end_repeated() is None


DIGITS = DataSettings(kind="digits", samples=60, test_share=0.3)


def _augmented(**training: object) -> Experiment:
    settings = {"iterations": 30, "learning_rate": 0.5, "shift": 0.15, **training}
    network = NetworkSettings(hidden=(3,), seed=7)
    return Experiment(data=DIGITS, network=network, training=TrainingSettings(**settings))


def test_that_runs_with_and_without_augmentation_differ_in_that_alone() -> None:
    data, wanted = load(DIGITS), _augmented(rotation=10.0, batch_size=20)
    without = without_augmentation(wanted, data)
    assert without == replace(wanted, training=replace(wanted.training, shift=0.0, rotation=0.0))
    told: list[tuple[int, int]] = []
    results = train_from_seeds(wanted, data, 3, lambda *done: told.append(done), without)
    assert results.without is not None
    assert results.is_of(wanted)
    for found, experiment in ((results, wanted), (results.without, without)):
        network = experiment.network
        alone = [
            run(replace(experiment, network=replace(network, seed=seed)), data)
            for seed in (7, 8, 9)
        ]
        assert found.reached == tuple(trainer.score_test().accuracy for trainer in alone)
        assert found.seeds == (7, 8, 9)
    assert told[-1] == (3, 3)


@pytest.mark.parametrize(
    ("reached", "words"),
    [
        ((0.70, 0.78, 0.74), "higher from each, by 8.0 points in the median"),
        ((0.60, 0.62, 0.61), "lower from each, by 5.0 points in the median"),
        ((0.70, 0.60, 0.66), "higher from 1, lower from 1: that can be luck"),
    ],
)
def test_that_the_sentence_tells_what_augmentation_gains(
    reached: tuple[float, ...], words: str
) -> None:
    data, wanted = load(DIGITS), _augmented(iterations=1)
    results = train_from_seeds(wanted, data, 2, without=without_augmentation(wanted, data))
    other = with_fields(results.without, reached=(0.65, 0.70, 0.66))
    compared = with_fields(results, reached=reached, without=other, total=4)
    low, high = min(reached), max(reached)
    span = f"{100 * low:.1f} % to {100 * high:.1f} %"
    expected = f"3 of 4 seeds: test accuracy {span} with augmentation, "
    assert compared.sentence() == expected + "65.0 % to 70.0 % without; " + words


def test_that_a_comparison_without_augmentation_or_test_samples_is_refused() -> None:
    with pytest.raises(ExperimentError, match="Nothing changes the pictures yet"):
        without_augmentation(_augmented(shift=0.0), load(DIGITS))
    untested = replace(DIGITS, test_share=0.0)
    with pytest.raises(ExperimentError, match="seen on test samples") as refused:
        without_augmentation(_augmented(), load(untested))
    assert refused.value.suggested_changes == {"data.test_share": 0.2}
