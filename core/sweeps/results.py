"""What a sweep has found: runs, the trials that they are of, and which settings matter."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import LayerbenchError
from core.experiment.settings import Experiment
from core.sweeps.goals import Goal
from core.sweeps.run_result import RunResult
from core.sweeps.sweep import Sweep


@dataclass(frozen=True, slots=True)
class SweptRun:
    """One run of a trial that has ended, or that could not be made because of a `problem`.

    `seed` counts the first weights of a trial from 0; `kept` says that the run was there already,
    in its `file`; otherwise it took `seconds`.
    """

    trial: int
    seed: int
    settings: dict[str, Any]
    experiment: Experiment | None
    result: RunResult | None
    problem: LayerbenchError | None = None
    file: Path | None = None
    kept: bool = False
    seconds: float = 0.0


@dataclass(frozen=True)
class Trial:
    """All runs of one choice of settings, in the order of their seeds."""

    number: int
    settings: dict[str, Any]
    runs: tuple[SweptRun, ...]
    goal: Goal

    @cached_property
    def run_losses(self) -> tuple[float, ...]:
        """Return of every run what is made small; inf where it diverged, ended early or failed."""
        return tuple(_loss(run.result, self.goal) for run in self.runs)

    @cached_property
    def loss(self) -> float:
        """Return the median of the runs, which is what is made small."""
        return float(np.median(self.run_losses))

    @cached_property
    def losses(self) -> tuple[float, ...]:
        """Return the medians of the runs at every place where they could have been ended."""
        steps = [run.result.losses for run in self.runs if run.result]
        longest = max(map(len, steps), default=0)
        reached = [[each[at] for each in steps if at < len(each)] for at in range(longest)]
        return tuple(float(np.median(list(map(_finite, values)))) for values in reached)

    @property
    def is_pruned(self) -> bool:
        """Tell whether so many runs were ended early that there is no median."""
        pruned = any(run.result and run.result.pruned for run in self.runs)
        return pruned and not math.isfinite(self.loss)

    @property
    def is_complete(self) -> bool:
        """Tell whether the trial was trained to its end, even if it diverged there."""
        return not self.is_pruned and any(run.result for run in self.runs)

    @property
    def state(self) -> str:
        """Return "complete", "pruned", "diverged" or "refused", of the median of the runs."""
        if self.is_pruned:
            return "pruned"
        if not self.is_complete:
            return "refused"
        return "complete" if math.isfinite(self.loss) else "diverged"

    def figure(self, name: str) -> tuple[float, float, float]:
        """Return median, lowest and highest of a figure of the runs ("test_accuracy").

        NaN where no run has it.
        """
        figures = [getattr(run.result, name) for run in self.runs if run.result]
        known = [figure for figure in figures if figure is not None]
        if not known:
            return math.nan, math.nan, math.nan
        return float(np.median(known)), min(known), max(known)


@dataclass(frozen=True)
class SweepResults:
    """The trials that have ended, in their order."""

    sweep: Sweep
    goal: Goal
    trials: tuple[Trial, ...]

    @property
    def runs(self) -> tuple[SweptRun, ...]:
        """Return every run, trial by trial."""
        return tuple(run for trial in self.trials for run in trial.runs)

    @property
    def best_first(self) -> tuple[Trial, ...]:
        """Return the trials, the best first; those without a result last, pruned ones by theirs."""
        return tuple(sorted(self.trials, key=_rank))

    @property
    def best(self) -> Trial | None:
        """Return the best trial; None where none has a result."""
        trial = next(iter(self.best_first), None)
        return trial if trial and math.isfinite(trial.loss) else None

    def importance(self) -> dict[str, float]:
        """Return for every setting the share of the results' spread that it explains by itself."""
        return importance(self.trials, self.sweep.keys)


GROUPS = 4
"""Numbers that are all different are put into so many groups of equal size."""


def importance(trials: Sequence[Trial], keys: Sequence[str]) -> dict[str, float]:
    """Return epsilon squared of the results' ranks by every setting, from 0 to 1.

    That is the share of the spread which the groups' means explain, less what chance would (Kelley
    1935, "An unbiased correlation ratio measure"). Ranks, because a few costs may be far from all
    others; trials without a result have the last place together. NaN for fewer than two groups.
    """
    ranks = _ranks([trial.loss for trial in trials])
    return {key: _explained(ranks, _groups([t.settings[key] for t in trials])) for key in keys}


def _explained(ranks: np.ndarray, groups: np.ndarray) -> float:
    n, k = len(ranks), len(np.unique(groups))
    if not 1 < k < n:
        return math.nan
    total = float(np.square(ranks - ranks.mean()).sum())
    if not total:
        return math.nan
    parts = [ranks[groups == group] for group in np.unique(groups)]
    within = sum(float(np.square(part - part.mean()).sum()) for part in parts)
    return max(0.0, 1.0 - within / (n - k) / (total / (n - 1)))


def _groups(values: Sequence[Any]) -> np.ndarray:
    """Number the groups that values are of: equal values, or neighbours of different numbers."""
    numbers = all(isinstance(value, int | float) for value in values)
    distinct = list(dict.fromkeys(map(repr, values)))
    if numbers and len(distinct) > 2 * GROUPS:
        places = np.argsort(np.argsort(np.array(values, float), kind="stable"), kind="stable")
        return places * GROUPS // len(values)
    return np.array([distinct.index(repr(value)) for value in values])


def _ranks(values: Sequence[float]) -> np.ndarray:
    """Return the places of values, equal ones the mean of theirs."""
    array = np.array(values, float)
    less = (array[:, None] > array).sum(axis=1)
    equal = (array[:, None] == array).sum(axis=1)
    return less + (equal - 1) / 2


def _loss(result: RunResult | None, goal: Goal) -> float:
    if result is None or result.diverged or result.pruned:
        return math.inf
    figure = getattr(result, goal.name)
    return math.inf if figure is None else goal.loss(figure)


def _finite(value: float | None) -> float:
    return math.inf if value is None else value


def _rank(trial: Trial) -> tuple[float, float, int]:
    steps = trial.losses
    return trial.loss, (min(steps) if trial.is_pruned and steps else math.inf), trial.number
