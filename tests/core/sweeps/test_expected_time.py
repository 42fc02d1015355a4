"""How long a sweep will take is reckoned from what its runs multiply."""

import pytest

from core.experiment.presets import preset
from core.experiment.toml import with_settings
from core.sweeps.expected_time import run_seconds, sweep_seconds, training_seconds
from core.sweeps.over import Choices
from core.sweeps.questions import DataCounts
from core.sweeps.sweep import Sweep
from core.training.compute_threads import cores

COUNTS = DataCounts(inputs=64, outputs=10, samples=1000, test_samples=50)
RUN = with_settings(preset("moons-gd"), {"training.epochs": 100})


def test_that_a_run_of_more_updates_units_or_samples_takes_longer() -> None:
    once = run_seconds(RUN, COUNTS)
    twice = with_settings(RUN, {"training.epochs": 200})
    assert run_seconds(twice, COUNTS) == pytest.approx(2 * once)
    assert run_seconds(with_settings(RUN, {"network.hidden": [500]}), COUNTS) > 5 * once
    assert run_seconds(RUN, COUNTS._replace(samples=100_000)) > 5 * once


def test_that_a_sweep_takes_as_long_as_its_runs_on_all_cores() -> None:
    sizes = ([4], [400])
    sweep = Sweep(experiment=RUN, over=(Choices("network.hidden", sizes),), seeds=3)
    runs = [run_seconds(with_settings(RUN, {"network.hidden": size}), COUNTS) for size in sizes]
    training = training_seconds(sweep, COUNTS)
    assert training == pytest.approx(3 * sum(runs))
    longer = sweep_seconds(sweep, training + 10) - sweep_seconds(sweep, training)
    assert longer == pytest.approx(10 / cores())
    assert sweep_seconds(sweep, training) > training / cores()  # workers have to begin
