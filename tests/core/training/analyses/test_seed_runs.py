"""Facts about how a result varies over several first weights."""

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
from core.training.analyses.seed_runs import train_from_seeds
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
