"""Ending runs early: by Optuna's rule, and by what was fixed before they began."""

import math
from pathlib import Path

import numpy as np
import pytest

from core.experiment.presets import preset
from core.experiment.toml import with_settings
from core.sweeps.executors import THREADS
from core.sweeps.goals import GOALS
from core.sweeps.over import Range
from core.sweeps.pruning import PLACES, STARTUP, is_behind, median_thresholds, places
from core.sweeps.results import SweptRun, Trial
from core.sweeps.run_result import FORMAT, KeptCurve, RunResult
from core.sweeps.searches import RANDOM
from core.sweeps.sweep import Sweep
from core.sweeps.sweep_run import SweepRun

EXPERIMENT = preset("flower")
GOAL = GOALS["train_cost"]


def trial(number: int, losses: list[float], pruned: bool = False) -> Trial:
    """A trial of one run that showed these losses on its way."""
    curve = KeptCurve((), ())
    kept = tuple(loss if math.isfinite(loss) else None for loss in losses)
    result = RunResult(
        format=FORMAT,
        key="",
        data="",
        experiment=EXPERIMENT,
        iterations=1,
        unit="iteration",
        diverged=False,
        stopped_early=False,
        pruned=pruned,
        threshold=None,
        losses=kept,
        train_cost=kept[-1],
        test_cost=None,
        train_accuracy=0.5,
        test_accuracy=None,
        train_curve=curve,
        test_curve=curve,
    )
    return Trial(number, {}, (SweptRun(number, 0, {}, EXPERIMENT, result),), GOAL)


def test_that_the_thresholds_end_the_runs_that_optunas_median_pruner_ends() -> None:
    optuna = pytest.importorskip("optuna")
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    draws = np.random.RandomState(3)
    study = optuna.create_study(pruner=optuna.pruners.MedianPruner())
    told: list[Trial] = []
    ended = 0
    for number in range(60):
        losses = (draws.rand(PLACES) * draws.choice([0.5, 1.0, 2.0])).tolist()
        if number % 11 == 7:
            losses[4] = math.inf
        asked, thresholds = study.ask(), median_thresholds(told)
        for at, loss in enumerate(losses):
            asked.report(loss, at)
            behind = is_behind(min(losses[: at + 1]), thresholds[at])
            assert behind == asked.should_prune()
            if behind:
                break
        told.append(trial(number, losses[: at + 1], behind))
        ended += behind
        states = optuna.trial.TrialState
        study.tell(asked, *([None, states.PRUNED] if behind else [losses[-1]]))
    assert 10 < ended < 50


def test_that_nothing_is_ended_before_five_trials_are_complete() -> None:
    told = [trial(number, [1.0] * PLACES) for number in range(STARTUP - 1)]
    assert set(median_thresholds(told)) == {None}
    told.append(trial(STARTUP, [2.0], pruned=True))
    assert set(median_thresholds(told)) == {None}
    told.append(trial(STARTUP + 1, [3.0] * PLACES))
    assert set(median_thresholds(told)) == {1.0}


def test_that_a_run_may_be_ended_after_each_tenth_of_its_updates() -> None:
    assert places(1000) == (100, 200, 300, 400, 500, 600, 700, 800, 900)


def test_that_a_run_ended_early_says_where_and_what_the_others_were_at(tmp_path: Path) -> None:
    small = with_settings(EXPERIMENT, {"data.samples": 60, "training.iterations": 40})
    over = (Range("training.learning_rate", 1e-4, 1.0, log=True),)
    sweep = Sweep(
        experiment=small, over=over, trials=20, search=RANDOM, pruning=True, lag=2, search_seed=2
    )
    results = SweepRun(sweep, tmp_path, executor=THREADS, workers=2).run()
    ended = [run.result for run in results.runs if run.result and run.result.pruned]
    assert ended
    for result in ended:
        assert result.iterations == places(40)[len(result.losses) - 1] < 40
        assert min(result.losses) > result.threshold
    states = [trial.state for trial in results.best_first]
    assert states == sorted(states)  # complete, then pruned
