"""The range test reads the rate off the curve of the cost, and its rate trains well."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.dataset import Dataset, Samples
from core.data.load import load
from core.errors import Cancelled
from core.experiment.inputs import NumberInputs
from core.experiment.presets import preset
from core.experiment.settings import DataSettings, Experiment
from core.experiment.toml import with_settings
from core.network.targets import CLASSES
from core.suggestion import suggest_for
from core.training.analyses.learning_rate_range import (
    BELOW,
    BELOW_OF_NORMALISED,
    HIGHEST,
    LOWEST,
    UPDATES,
    LearningRateRange,
    learning_rate_range,
    read_range,
)
from core.training.health.registry import final_findings
from core.training.run import run
from core.training.trainer import Trainer
from core.training.worker.events import RateRangeMeasured, RateRangeProgress
from core.training.worker.runner import Runner
from tests.core.training.conftest import wait_for_event

RATES = np.geomspace(LOWEST, HIGHEST, UPDATES)
MOONS = preset("moons-gd")


def measured(experiment: Experiment) -> LearningRateRange:
    trainer = Trainer(experiment, load(experiment.data))
    return learning_rate_range(trainer, lambda done, total: None)


def test_that_the_rate_that_it_suggests_trains_far_further_than_one_that_is_too_low() -> None:
    costs, suggested = [], measured(MOONS).suggested
    assert suggested is not None
    for rate in (suggested, MOONS.training.learning_rate):
        training = replace(MOONS.training, learning_rate=rate, iterations=300, epochs=None)
        trainer = Trainer(replace(MOONS, training=training), load(MOONS.data))
        trainer.step(300)
        costs.append(trainer.score_train().cost)
    assert costs[0] < 0.3 < 0.6 < costs[1]


def test_that_descent_on_half_a_square_turns_round_at_its_known_rate() -> None:
    """J = w² / 2 with a fresh start shrinks by (1 - α): the least cost is reached before α = 2."""
    w, costs = 1.0, []
    for rate in RATES:
        costs.append(1 + w * w / 2)
        w -= rate * w
        if costs[-1] > 4 * min(costs):
            break
    found = read_range(RATES[: len(costs)], np.array(costs), MOONS)
    assert found.lowest is not None
    assert found.suggested == pytest.approx(found.lowest / BELOW)
    assert 0.005 < found.suggested < 0.2


def test_that_adam_is_given_a_rate_at_which_its_cost_does_not_swing() -> None:
    experiment = Experiment(data=DataSettings(kind="people"))
    suggestion = suggest_for(experiment)
    assert suggestion is not None
    experiment = with_settings(experiment, suggestion.changes)
    found = measured(experiment)
    assert found.lowest is not None
    assert found.suggested == pytest.approx(found.lowest / BELOW_OF_NORMALISED)
    assert "A thirtieth of that" in found.sentence()
    assert "with Adam" in found.sentence()
    swings = []
    for rate in (found.suggested, found.lowest / BELOW):
        trainer = run(
            with_settings(experiment, {"training.learning_rate": rate}), load(experiment.data)
        )
        swings.append("rate_too_high" in {finding.key for finding in final_findings(trainer)})
    assert swings == [False, True]


def test_that_a_cost_that_stays_low_for_long_counts_from_where_its_fall_ends() -> None:
    costs = 2.0 - 1.5 / (1 + np.exp(-8 * (np.log10(RATES) + 4)))
    found = read_range(RATES, costs - 1e-4 * np.log10(RATES), MOONS)
    assert found.flat
    assert found.lowest is not None
    assert 1e-4 < found.lowest < 2e-3


def test_that_without_a_fall_there_is_nothing_to_suggest() -> None:
    dead = replace(MOONS, network=replace(MOONS.network, initialisation="zeros"))
    assert measured(dead).suggested is None
    assert read_range(RATES[:5], np.full(5, 0.7), MOONS).suggested is None
    assert "none to suggest" in measured(dead).sentence()


def test_that_a_rate_far_too_high_ends_the_run_before_its_end() -> None:
    found = measured(preset("wave"))
    assert len(found.costs) == len(found.rates) < UPDATES
    assert np.isfinite(found.costs).all()
    assert f"{found.suggested:.2g}" in found.sentence()


def test_that_it_can_be_ended() -> None:
    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        learning_rate_range(Trainer(MOONS, load(MOONS.data)), stop)


def test_that_the_worker_measures_it_from_the_first_weights(runner: Runner) -> None:
    runner.submit(MOONS)
    runner.measure_rates()
    progress = wait_for_event(runner, RateRangeProgress)
    assert 0 < progress.done <= progress.total == UPDATES
    event = wait_for_event(runner, RateRangeMeasured)
    assert event.result is not None
    np.testing.assert_array_equal(event.result.costs, measured(MOONS).costs)


@pytest.mark.parametrize(("size", "divides"), [(16, 13), (32, 13)])
def test_that_a_last_batch_of_one_sample_does_not_change_the_rate(size: int, divides: int) -> None:
    """Of 65 samples batches of 16 or 32 leave one over, and those of 13 none."""
    settings = {
        "data.kind": "digits",
        "data.samples": 65,
        "network.initialisation": "he",
        "network.scale": 3.0,
        "network.hidden": [20],
    }
    rates = []
    for batch_size in (size, divides):
        experiment = with_settings(preset("flower"), settings | {"training.batch_size": batch_size})
        suggested = measured(experiment).suggested
        assert suggested is not None
        rates.append(suggested)
    assert rates[1] / 4 < rates[0] < 4 * rates[1]


def test_that_one_odd_sample_far_above_the_others_counts_for_one_of_them() -> None:
    """The cost of 32 samples falls from 1, and each third one is of a single sample: 40."""
    costs = 1.0 - 0.5 / (1 + np.exp(-8 * (np.log10(RATES) + 1))) + np.maximum(0, RATES - 1)
    sizes = np.full(UPDATES, 32)
    even = read_range(RATES, costs.copy(), MOONS, sizes).suggested
    costs[2::3], sizes[2::3] = 40.0, 1
    odd = read_range(RATES, costs, MOONS, sizes).suggested
    assert even is not None
    assert odd is not None
    assert even / 2 < odd < 2 * even


def test_that_costs_that_differ_from_batch_to_batch_alone_give_no_rate() -> None:
    """The same five batches come in every epoch, in another order: nothing is learned."""
    of_batches = np.array([0.6, 0.65, 0.7, 0.75, 0.8])
    for seed in range(5):
        random = np.random.RandomState(seed)
        costs = np.concatenate([random.permutation(of_batches) for _ in range(55)])[:UPDATES]
        costs[100:] += np.linspace(0, 3, UPDATES - 100)
        assert read_range(RATES, costs, MOONS).suggested is None


@pytest.mark.parametrize("kind", ["normal", "skewed", "of few batches"])
def test_that_costs_by_chance_alone_give_a_rate_seldom(kind: str) -> None:
    given = 0
    for seed in range(100):
        random = np.random.RandomState(seed)
        costs = 1 + 0.1 * random.randn(UPDATES)
        if kind == "skewed":
            costs = np.exp(0.7 * random.randn(UPDATES))
        elif kind == "of few batches":
            few = random.rand(8) + 0.5
            costs = np.concatenate([random.permutation(few) for _ in range(34)])[:UPDATES]
        found = read_range(RATES.copy(), costs, MOONS)
        given += found.suggested is not None
    assert given <= 8
    assert "No rate can be told" in found.sentence()


def test_that_labels_by_chance_give_a_rate_seldom_and_true_ones_always() -> None:
    """Samples that come once each, in batches, whose labels have nothing to do with them."""
    settings = {
        "network.hidden": [8],
        "network.scale": 0.1,
        "training.batch_size": 16,
        "training.optimiser": "gradient_descent",
    }
    given = {True: 0, False: 0}
    for seed in range(5):
        experiment = with_settings(preset("flower"), settings | {"network.seed": seed})
        random = np.random.RandomState(seed)
        X = np.asfortranarray(random.randn(5, 16 * UPDATES))
        chance = random.randint(0, 2, 16 * UPDATES)
        for true in given:
            labels = (X[0] + X[1] > 0).astype(int) if true else chance
            samples = Samples(X, CLASSES.encode(labels, 2), targets=CLASSES)
            dataset = Dataset(samples, None, ("a", "b"), NumberInputs(names=tuple("abcde")))
            found = learning_rate_range(Trainer(experiment, dataset), lambda done, total: None)
            given[true] += found.suggested is not None
    assert given[False] <= 1
    assert given[True] == 5
