"""How trials are chosen: by what they depend on, and never by how fast runs were made."""

import sys
from pathlib import Path

import numpy as np
import pytest

from core.errors import ExperimentError
from core.experiment.presets import preset
from core.experiment.toml import with_settings
from core.sweeps.executors import THREADS
from core.sweeps.over import Choices, Range
from core.sweeps.searches import RANDOM, SEARCHES, SOUGHT
from core.sweeps.sweep import Sweep
from core.sweeps.sweep_run import SweepRun

SMALL = with_settings(preset("flower"), {"data.samples": 60, "training.iterations": 30})
RATE = Range("training.learning_rate", 1e-4, 10.0, log=True)
OVER = (
    RATE,
    Choices("network.hidden", ([2], [3, 2])),
    Range("training.batch_size", 0, 60, whole=True),
)


def test_that_what_is_sought_depends_on_no_number_of_workers(tmp_path: Path) -> None:
    pytest.importorskip("optuna")
    sweep = Sweep(experiment=SMALL, over=OVER, trials=25, search=SOUGHT, pruning=True, lag=3)
    made = {}
    for workers in (1, 4):
        folder = tmp_path / str(workers)
        results = SweepRun(sweep, folder, executor=THREADS, workers=workers).run()
        files = {file.name: file.read_bytes() for file in (folder / "runs").iterdir()}
        made[workers] = files, [trial.settings for trial in results.trials]
    assert made[1] == made[4]


def test_that_an_optimiser_tries_better_settings_than_chance(tmp_path: Path) -> None:
    pytest.importorskip("optuna")
    medians = {}
    for search in (RANDOM, SOUGHT):
        sweep = Sweep(experiment=SMALL, over=(RATE,), trials=30, search=search, lag=1)
        results = SweepRun(sweep, tmp_path, executor=THREADS, workers=1).run()
        medians[search] = np.median([trial.loss for trial in results.trials[10:]])
    assert medians[SOUGHT] < medians[RANDOM]


def test_that_a_draw_depends_on_its_number_and_not_on_other_settings_of_the_sweep() -> None:
    wide = Sweep(experiment=SMALL, over=OVER, trials=9, search=RANDOM)
    longer = Sweep(experiment=SMALL, over=OVER, trials=90, search=RANDOM, seeds=3)
    draws = [
        [SEARCHES[RANDOM].propose(sweep).settings(number, ()) for number in range(9)]
        for sweep in (wide, longer)
    ]
    assert draws[0] == draws[1]
    assert len({settings["training.learning_rate"] for settings in draws[0]}) == 9


def test_that_a_sweep_ends_after_trials_that_were_no_better(tmp_path: Path) -> None:
    over = (Choices("training.learning_rate", (0.5, *(0.001 * n for n in range(1, 30)))),)
    sweep = Sweep(experiment=SMALL, over=over, no_better=4, lag=2)
    results = SweepRun(sweep, tmp_path, executor=THREADS, workers=2).run()
    # The first is the best; four more, and as many as may be on their way meanwhile.
    assert len(results.trials) == 1 + 4 + 2


def test_that_seeking_without_optuna_is_refused_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    sweep = Sweep(experiment=SMALL, over=OVER, trials=2, search=SOUGHT)
    with pytest.raises(ExperimentError, match="pip install optuna"):
        SweepRun(sweep, tmp_path)
